//! What the tests share: columns of awkward values, and what a formula gives for each row by the
//! scalar machine code.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::ops::Range;

use bytecode::{ChunkId, Module, Scalar, ScalarType, Verified};
use columns::{CallError, Column, ColumnCode, ColumnFunction, ColumnMut, Formula, Machine};
use exec_mem::{Arena, Code};
use jit::closed::{self, ClosedCode, ClosedContext, ClosedFn, ClosedStatus};

#[path = "../../../bytecode/tests/support/mutate.rs"]
mod mutate;

pub use mutate::Random;

/// The machines whose code this processor runs.
pub fn machines() -> Vec<Machine> {
    let machines: Vec<Machine> = Machine::ALL.into_iter().filter(|machine| machine.is_supported()).collect();
    assert!(machines.contains(&Machine::Sse2), "an x86-64 processor");
    machines
}

/// The text of functions as a module.
pub fn assemble(functions: &str) -> Verified<Module> {
    let text = format!("chunk main\n  RETURN_NIL\n{functions}");
    let module = bytecode::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    bytecode::verify(module).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A column's values.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    Int(Vec<i32>),
    Float(Vec<f64>),
    Bool(Vec<bool>),
}

impl Values {
    pub fn random(kind: ScalarType, rows: usize, random: &mut Random) -> Values {
        match kind {
            ScalarType::Int => Values::Int((0..rows).map(|_| int(random)).collect()),
            ScalarType::Float => Values::Float((0..rows).map(|_| float(random)).collect()),
            ScalarType::Bool => Values::Bool((0..rows).map(|_| random.below(2) == 0).collect()),
        }
    }

    /// Values that no formula gives.
    pub fn unwritten(kind: ScalarType, rows: usize) -> Values {
        match kind {
            ScalarType::Int => Values::Int(vec![0x5a5a_5a5a; rows]),
            ScalarType::Float => Values::Float(vec![-7.25e77; rows]),
            ScalarType::Bool => Values::Bool(vec![true; rows]),
        }
    }

    pub fn get(&self, row: usize) -> Scalar {
        match self {
            Values::Int(values) => Scalar::Int(values[row]),
            Values::Float(values) => Scalar::Float(values[row]),
            Values::Bool(values) => Scalar::Bool(values[row]),
        }
    }

    pub fn column(&self, rows: Range<usize>) -> Column<'_> {
        match self {
            Values::Int(values) => Column::Int(&values[rows]),
            Values::Float(values) => Column::Float(&values[rows]),
            Values::Bool(values) => Column::Bool(&values[rows]),
        }
    }

    pub fn column_mut(&mut self, rows: Range<usize>) -> ColumnMut<'_> {
        match self {
            Values::Int(values) => ColumnMut::Int(&mut values[rows]),
            Values::Float(values) => ColumnMut::Float(&mut values[rows]),
            Values::Bool(values) => ColumnMut::Bool(&mut values[rows]),
        }
    }
}

fn int(random: &mut Random) -> i32 {
    const INTS: [i32; 16] =
        [0, 1, -1, 2, -2, 3, 7, -8, 10, 1000, 65_536, 46_341, i32::MAX, i32::MIN, i32::MIN + 1, 1 << 30];
    match random.below(3) {
        0 => (random.below(1 << 16) as i32) << 16 | random.below(1 << 16) as i32,
        _ => INTS[random.below(INTS.len())],
    }
}

fn float(random: &mut Random) -> f64 {
    const FLOATS: [f64; 18] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        -1.5,
        0.1,
        3.0,
        1e300,
        -1e300,
        5e-324,
        1e-310,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        2_147_483_648.0,
        9_007_199_254_740_993.0,
        f64::MAX,
        f64::MIN_POSITIVE,
    ];
    match random.below(3) {
        0 => (random.below(1 << 20) as f64 - 500_000.0) / 256.0,
        1 => FLOATS[random.below(FLOATS.len())],
        _ => random.below(2_000) as f64,
    }
}

/// Equal by bits, but for which NaN it is.
pub fn same(a: Scalar, b: Scalar) -> bool {
    match (a, b) {
        (Scalar::Float(a), Scalar::Float(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        _ => a == b,
    }
}

/// The scalar machine code of a module.
pub struct Native {
    made: ClosedCode,
    code: Code,
}

/// Cells behind the rows that are written, which must stay as they are.
const BEHIND: usize = 17;
/// How deep calls may nest.
const DEPTH: u32 = 100;

impl Native {
    pub fn new(arena: &Arena, module: &Verified<Module>) -> Native {
        let made = closed::compile(module).expect("it is not large");
        assert!(made.stack_bytes(DEPTH) < 1 << 20);
        let mut draft = arena.draft(made.bytes().len()).unwrap();
        draft.append(made.bytes()).unwrap();
        Native { made, code: draft.publish().unwrap() }
    }

    /// The result for a row; `None` if it divides by zero.
    pub fn call(&self, module: &Module, chunk: ChunkId, arguments: &[Scalar]) -> Option<Scalar> {
        let words: Vec<u64> = arguments.iter().map(|&argument| closed::to_word(argument)).collect();
        let (mut context, mut result) = (ClosedContext::new(1 << 40, DEPTH), 0);
        let entry = self.made.entry(chunk).expect("a closed chunk") as usize;
        // SAFETY: the code is that of `made`, entered where it says.
        let function = unsafe { self.code.entry_at::<ClosedFn>(entry) }.expect("the entry lies in the code");
        // SAFETY: the context, the arguments and the result live until the call returns; there is a
        // word for each argument, and a mebibyte of stack.
        let status = unsafe { function.call(&raw mut context, words.as_ptr(), &raw mut result) };
        let kind = module.chunks[chunk.index()].closed.as_deref().expect("a closed chunk").result;
        match ClosedStatus::from_code(status).expect("a known status") {
            ClosedStatus::Ok => Some(closed::from_word(kind, result)),
            ClosedStatus::DivisionByZero => None,
            other => panic!("{other:?}"),
        }
    }
}

/// A formula for all machines, with the scalar code.
pub struct Subject<'a> {
    pub module: &'a Verified<Module>,
    pub formulas: Vec<Formula>,
    /// The chunk and the columns of each formula.
    chunks: Vec<(ChunkId, Vec<usize>)>,
    native: Native,
    functions: Vec<(Machine, ColumnFunction)>,
}

impl<'a> Subject<'a> {
    pub fn new(arena: &Arena, module: &'a Verified<Module>, chunks: Vec<(ChunkId, Vec<usize>)>) -> Subject<'a> {
        let formulas: Vec<Formula> =
            chunks.iter().map(|(chunk, columns)| Formula::new(*chunk, columns.clone())).collect();
        let compile = |machine| {
            let code = ColumnCode::compile(module, &formulas, machine).unwrap_or_else(|error| panic!("{error}"));
            let again = ColumnCode::compile(module, &formulas, machine).expect("it was compiled before");
            assert_eq!(code.bytes(), again.bytes(), "the same again");
            (machine, ColumnFunction::new(arena, code).expect("the machine is supported"))
        };
        let functions = machines().into_iter().map(compile).collect();
        Subject { module, chunks, native: Native::new(arena, module), functions, formulas }
    }

    /// What each formula gives for each row by the scalar code.
    pub fn expected(&self, columns: &[Values], rows: usize, from: usize) -> Vec<Vec<Option<Scalar>>> {
        let row = |chunk: ChunkId, named: &[usize], row: usize| {
            let arguments: Vec<Scalar> = named.iter().map(|&column| columns[column].get(from + row)).collect();
            self.native.call(self.module, chunk, &arguments)
        };
        self.chunks.iter().map(|(chunk, named)| (0..rows).map(|at| row(*chunk, named, at)).collect()).collect()
    }

    /// Calls every machine's code with the columns from a row on, and compares.
    #[track_caller]
    pub fn check(&self, columns: &[Values], rows: usize, from: usize) -> Result<(), String> {
        let expected = self.expected(columns, rows, from);
        for (machine, function) in &self.functions {
            let inputs: Vec<Column<'_>> = columns.iter().map(|column| column.column(from..from + rows)).collect();
            let kinds = function.outputs();
            let mut written: Vec<Values> =
                kinds.iter().map(|&kind| Values::unwritten(kind, from + rows + BEHIND)).collect();
            let mut outputs: Vec<ColumnMut<'_>> =
                written.iter_mut().map(|column| column.column_mut(from..from + rows)).collect();
            let result = function.call(&inputs, &mut outputs);
            let place = |row: usize| {
                let values: Vec<Scalar> = columns.iter().map(|column| column.get(from + row)).collect();
                format!("{}, row {row} of {rows} from {from}: {values:?}", machine.name())
            };
            for (formula, results) in expected.iter().enumerate() {
                for (row, &value) in results.iter().enumerate() {
                    let found = written[formula].get(from + row);
                    if value.is_some_and(|value| !same(value, found)) {
                        return Err(format!("{found:?} instead of {value:?} of formula {formula}, {}", place(row)));
                    }
                }
                let kind = kinds[formula];
                let mut around = (0..from).chain(from + rows..from + rows + BEHIND);
                let unwritten = Values::unwritten(kind, 1).get(0);
                if let Some(row) = around.find(|&row| written[formula].get(row) != unwritten) {
                    return Err(format!("cell {row} was written, {rows} rows from {from}, {}", machine.name()));
                }
            }
            let failed = |row: usize| expected.iter().position(|column| column[row].is_none());
            let first = (0..rows).find_map(|row| Some(CallError::DivisionByZero { formula: failed(row)?, row }));
            if result != first.clone().map_or(Ok(()), Err) {
                return Err(format!("{result:?} instead of {first:?}, {}", machine.name()));
            }
            let mut outputs: Vec<ColumnMut<'_>> =
                written.iter_mut().map(|column| column.column_mut(from..from + rows)).collect();
            let mut told = Vec::new();
            function.call_masked(&inputs, &mut outputs, |formula, row| told.push((formula, row))).unwrap();
            told.sort_unstable();
            let fails = |(formula, row): &(usize, usize)| expected[*formula][*row].is_none();
            let each = (0..expected.len()).flat_map(|formula| (0..rows).map(move |row| (formula, row)));
            let failing: Vec<(usize, usize)> = each.filter(fails).collect();
            if told != failing {
                return Err(format!("rows {told:?} fail instead of {failing:?}, {}", machine.name()));
            }
        }
        Ok(())
    }
}
