//! A formula column: a user's formula computed for each of a million rows of Apache Arrow arrays, as machine code, in
//! the interpreter, and by a Rust closure that was compiled beforehand.
//!
//! `cargo run -p benches --release --features arrow,columns --example column`

use std::sync::Arc;

use arrow_array::{Float64Array, Int32Array};
use benches::cpu_time;
use bytecode::{Module, ScalarType, Verified};
use columns::{Column, ColumnCode, ColumnFunction, Formula, Machine};
use exec_mem::Arena;
use vm::{Error, JitMode, Object, Vm};

const ROWS: usize = 1_000_000;

/// What the user wrote, and a loop around it that the host adds.
const SOURCE: &str = "
    function formula(price, count) {
        var sum = price * count;
        if (sum > 5000) { sum = sum * 0.9; }
        return sum * 1.19 + 4.9;
    }

    function column(prices, counts) {
        var out = [];
        var n = length(prices);
        for (var i = 0; i < n; i = i + 1) { push(out, formula(prices[i], counts[i])); }
        return out;
    }
";

/// The same formula in Rust.
fn formula(price: f64, count: i32) -> f64 {
    let mut sum = price * f64::from(count);
    if sum > 5000.0 {
        sum *= 0.9;
    }
    sum * 1.19 + 4.9
}

/// The new column by one call of the formula for each row.
fn by_row(vm: &mut Vm, prices: &Float64Array, counts: &Int32Array) -> Result<Float64Array, Error> {
    let formula: Object = vm.global("formula")?;
    vm.scope(|ctx| {
        let formula = ctx.object(&formula)?;
        let rows = prices.values().iter().zip(counts.values());
        rows.map(|(&price, &count)| ctx.call::<f64>(formula, (price, count))).collect()
    })
}

/// The new column by one call for all rows: the columns go into the vm and the result comes back.
fn by_column(vm: &mut Vm, prices: &Float64Array, counts: &Int32Array) -> Result<Float64Array, Error> {
    let column: Vec<f64> = vm.call("column", (&prices.values()[..], &counts.values()[..]))?;
    Ok(column.into())
}

/// The formula of the program as a column function.
fn column_function(program: &Verified<Module>) -> Result<ColumnFunction, Box<dyn std::error::Error>> {
    let formula = Formula::source(program, "formula", [ScalarType::Float, ScalarType::Int]).ok_or("it is there")?;
    let machine = Machine::detect().ok_or("an x86-64 processor")?;
    Ok(ColumnFunction::new(&Arena::new()?, ColumnCode::compile(program, &[formula], machine)?)?)
}

/// The best of some runs, in nanoseconds of CPU time for each row.
fn measure(work: impl Fn() -> Result<Float64Array, Error>, expected: &Float64Array) -> Result<f64, Error> {
    let mut best = f64::INFINITY;
    for _ in 0..7 {
        let start = cpu_time::now();
        let column = work()?;
        best = best.min((cpu_time::now() - start).as_secs_f64());
        assert_eq!(&column, expected, "to the last bit");
    }
    Ok(best * 1e9 / ROWS as f64)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let prices: Float64Array =
        (0..ROWS).map(|row| 1.0 + (row * 7919 % 10_007) as f64 / 16.0).collect::<Vec<f64>>().into();
    let counts: Int32Array = (0..ROWS).map(|row| 1 + (row * 104_729 % 97) as i32).collect::<Vec<i32>>().into();
    assert_eq!(prices.len(), counts.len());
    let expected: Float64Array = prices
        .values()
        .iter()
        .zip(counts.values())
        .map(|(&price, &count)| formula(price, count))
        .collect::<Vec<f64>>()
        .into();

    let program = lang::compile_verified("formula.unna", SOURCE.as_bytes()).map_err(|errors| errors[0].to_string())?;
    let program = Arc::new(program);
    println!("{ROWS} rows, nanoseconds of CPU time for each");
    let rust = || {
        let rows = prices.values().iter().zip(counts.values());
        Ok(rows.map(|(&price, &count)| formula(price, count)).collect::<Vec<f64>>().into())
    };
    println!("{:32} {:7.1}", "a Rust closure", measure(rust, &expected)?);
    let function = column_function(&program)?;
    let vectors = || {
        let mut out = vec![0.0; ROWS];
        let inputs = [Column::Float(prices.values()), Column::Int(counts.values())];
        function.call(&inputs, &mut [(&mut out).into()]).expect("no row divides by zero");
        Ok(out.into())
    };
    println!("{:32} {:7.1}", "column function", measure(vectors, &expected)?);
    for (name, jit) in [("machine code", JitMode::Auto), ("interpreter", JitMode::Off)] {
        let mut vm = Vm::builder().jit(jit).build()?;
        vm.run(Arc::clone(&program))?;
        let vm = std::cell::RefCell::new(vm);
        let columns = measure(|| by_column(&mut vm.borrow_mut(), &prices, &counts), &expected)?;
        println!("{:32} {columns:7.1}", format!("{name}, one call for all"));
        let rows = measure(|| by_row(&mut vm.borrow_mut(), &prices, &counts), &expected)?;
        println!("{:32} {rows:7.1}", format!("{name}, a call for each"));
    }
    Ok(())
}
