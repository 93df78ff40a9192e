//! Chapter 2, a calculator: `cargo run -p guide --bin calculator run '(x + 1) / 2'` compiles an
//! expression and evaluates it for some `x`. `listing` shows the code, `direct` that of the first
//! exercise, and `sizes` the bytes of both ways to finish.

use exec_mem::Arena;
use guide::Result;
use guide::calculator::{Compiled, assemble, assemble_direct};
use guide::expression::{Expression, parse};
use x64_asm::Assembler;

const DEMO: &str = "100 / (x - 2) + 1";

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_else(|| "run".into());
    let expression = parse(&arguments.next().unwrap_or_else(|| DEMO.into()))?;
    let mut a = Assembler::new();
    match task.as_str() {
        "run" => evaluate_some(&expression)?,
        "listing" => {
            assemble(&mut a, &expression);
            println!("{}", a.finish()?.listing());
        }
        "direct" => {
            assemble_direct(&mut a, &expression);
            println!("{}", a.finish()?.listing().stable());
        }
        "sizes" => {
            assemble(&mut a, &expression);
            println!("finish:         {} bytes", a.finish()?.bytes().len());
            println!("finish_relaxed: {} bytes", a.finish_relaxed()?.bytes().len());
        }
        _ => return Err("the first argument is run, listing, direct or sizes".into()),
    }
    Ok(())
}

fn evaluate_some(expression: &Expression) -> Result<()> {
    let compiled = Compiled::new(&Arena::new()?, expression)?;
    for x in 0..5 {
        let mut variables = [0; 26];
        variables[23] = x;
        match compiled.call(&variables) {
            Some(value) => println!("x = {x}: {value}"),
            None => println!("x = {x}: divides by zero"),
        }
    }
    Ok(())
}
