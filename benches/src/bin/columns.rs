//! The formulas of `benches/columns/formulas.unna` as column functions, timed as the peers beside that file are. The
//! lines say machine, formula, rows and nanoseconds of CPU time for each row; or machine, formula, `compile` and
//! nanoseconds from the verified module to a function that can be called. Beside them an engine calls the function for
//! each row, `interpreted` and `compiled`.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use benches::cpu_time::now;
use bytecode::ScalarType::{self, Bool, Float, Int};
use bytecode::{Module, Verified};
use columns::{Column, ColumnCode, ColumnFunction, ColumnMut, Formula, Machine};
use exec_mem::Arena;
use vm::{JitMode, Value, Vm};

const SOURCE: &str = include_str!("../../columns/formulas.unna");

/// The formulas with the types of their columns.
const FORMULAS: [(&str, &[ScalarType]); 5] = [
    ("price", &[Float, Int]),
    ("polynomial", &[Float]),
    ("black_scholes", &[Float, Float, Float]),
    ("hash", &[Int, Int]),
    ("tariff", &[Float, Bool]),
];

struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (f64::from(self.next() >> 8) / 16_777_216.0)
    }
}

/// Columns of a formula, with values of the peers' ranges.
struct Data {
    floats: [Vec<f64>; 3],
    ints: [Vec<i32>; 2],
    bools: Vec<bool>,
}

impl Data {
    fn new(formula: &str, rows: usize) -> Data {
        let mut random = Random(19);
        let mut data = Data { floats: [const { Vec::new() }; 3], ints: [const { Vec::new() }; 2], bools: Vec::new() };
        for _ in 0..rows {
            match formula {
                "price" => {
                    data.floats[0].push(random.between(1.0, 600.0));
                    data.ints[0].push(1 + (random.next() % 97) as i32);
                }
                "polynomial" => data.floats[0].push(random.between(-4.0, 4.0)),
                "black_scholes" => {
                    data.floats[0].push(random.between(50.0, 150.0));
                    data.floats[1].push(random.between(50.0, 150.0));
                    data.floats[2].push(random.between(0.1, 2.0));
                }
                "hash" => {
                    data.ints[0].push(random.next().cast_signed());
                    data.ints[1].push(1 + (random.next() % 1000) as i32);
                }
                _ => {
                    data.floats[0].push(random.between(0.0, 200.0));
                    data.bools.push(random.next() >> 31 == 1);
                }
            }
        }
        data
    }

    /// What a row has in a formula's columns.
    fn row(&self, types: &[ScalarType], row: usize) -> Vec<Value> {
        let (mut floats, mut ints) = (self.floats.iter(), self.ints.iter());
        let value = |kind: &ScalarType| match kind {
            Float => Value::Float(floats.next().expect("a formula has three at most")[row]),
            Int => Value::Int(ints.next().expect("a formula has two at most")[row]),
            Bool => Value::Bool(self.bools[row]),
        };
        types.iter().map(value).collect()
    }

    fn columns(&self, types: &[ScalarType]) -> Vec<Column<'_>> {
        let (mut floats, mut ints) = (self.floats.iter(), self.ints.iter());
        let column = |&kind: &ScalarType| match kind {
            Float => Column::from(floats.next().expect("a formula has three at most")),
            Int => Column::from(ints.next().expect("a formula has two at most")),
            Bool => Column::from(&self.bools),
        };
        types.iter().map(column).collect()
    }
}

fn compile(
    arena: &Arena,
    module: &Verified<Module>,
    name: &str,
    types: &[ScalarType],
    machine: Machine,
) -> ColumnFunction {
    let formula = Formula::source(module, name, types).expect("the function is in the file");
    let code = ColumnCode::compile(module, &[formula], machine).unwrap_or_else(|error| panic!("{error}"));
    ColumnFunction::new(arena, code).unwrap_or_else(|error| panic!("{error}"))
}

fn best(turns: usize, mut work: impl FnMut()) -> f64 {
    let mut best = Duration::MAX;
    for _ in 0..turns {
        let start = now();
        work();
        best = best.min(now() - start);
    }
    best.as_secs_f64() * 1e9
}

fn main() {
    let arena = Arena::new().expect("executable memory");
    let module = Arc::new(lang::compile_verified("formulas.unna", SOURCE.as_bytes()).expect("the file compiles"));
    for (peer, mode) in [("interpreted", JitMode::Off), ("compiled", JitMode::Auto)] {
        for (name, types) in FORMULAS {
            row_by_row(peer, mode, &module, name, types);
        }
    }
    for machine in Machine::ALL.into_iter().filter(|machine| machine.is_supported()) {
        for (name, types) in FORMULAS {
            let time = best(200, || drop(black_box(compile(&arena, &module, name, types, machine))));
            println!("{} {name} compile {time:.0}", machine.name());
            let function = compile(&arena, &module, name, types, machine);
            for rows in [1_000, 10_000, 100_000, 1_000_000, 10_000_000] {
                let data = Data::new(name, rows);
                let inputs = data.columns(types);
                let (mut floats, mut ints) = (vec![0.0; rows], vec![0; rows]);
                let time = best(6 + 5_000_000 / rows, || {
                    let output: ColumnMut<'_> =
                        if function.outputs()[0] == Int { (&mut ints).into() } else { (&mut floats).into() };
                    function.call(&inputs, &mut [output]).expect("no row divides by zero");
                });
                println!("{} {name} {rows} {:.4}", machine.name(), time / rows as f64);
            }
        }
    }
}

/// The time that an engine takes which calls the function for each row.
fn row_by_row(peer: &str, mode: JitMode, module: &Arc<Verified<Module>>, name: &str, types: &[ScalarType]) {
    let mut vm = Vm::builder().jit(mode).output(std::io::sink()).build().expect("an engine");
    vm.run(Arc::clone(module)).expect("the file's statements run");
    let function: vm::Object = vm.global(name).expect("the function is in the file");
    for rows in [1_000, 10_000, 100_000, 1_000_000] {
        let data = Data::new(name, rows);
        let arguments: Vec<Vec<Value>> = (0..rows).map(|row| data.row(types, row)).collect();
        let time = best(3 + 300_000 / rows, || {
            let called = vm.scope(|ctx| {
                let function = ctx.object(&function)?;
                for row in &arguments {
                    black_box(match row.as_slice() {
                        [a] => ctx.call::<Value>(function, (a.clone(),))?,
                        [a, b] => ctx.call::<Value>(function, (a.clone(), b.clone()))?,
                        [a, b, c] => ctx.call::<Value>(function, (a.clone(), b.clone(), c.clone()))?,
                        _ => unreachable!("formulas have one to three columns"),
                    });
                }
                Ok(())
            });
            called.expect("no row divides by zero");
        });
        println!("{peer} {name} {rows} {:.4}", time / rows as f64);
    }
}
