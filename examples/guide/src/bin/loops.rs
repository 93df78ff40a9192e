//! Chapter 3, a loop language: `cargo run -p guide --bin loops run 'a = 1; while a < 100 { a = a * 2; }'`
//! compiles a program, runs it beside the interpreter, and shows the variables that are not 0.
//! `stable` shows the code, `show` the text of the program that is run without arguments.

use exec_mem::Arena;
use guide::Result;
use guide::program::{Compiled, Statement, assemble, interpret, parse};
use x64_asm::Assembler;

const DEMO: &str = "n = 10;
while 0 < n {
    s = s + n * n;
    n = n - 1;
}";
const FUEL: u32 = 1_000_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_else(|| "run".into());
    let text = arguments.next().unwrap_or_else(|| DEMO.into());
    let program = parse(&text)?;
    match task.as_str() {
        "run" => run_both(&program)?,
        "show" => println!("{text}"),
        "stable" => {
            let mut a = Assembler::new();
            assemble(&mut a, &program);
            println!("{}", a.finish()?.listing().stable());
        }
        _ => return Err("the first argument is run, show or stable".into()),
    }
    Ok(())
}

fn run_both(program: &[Statement]) -> Result<()> {
    let (mut interpreted, mut compiled) = ([0; 26], [0; 26]);
    let expected = interpret(program, &mut interpreted, FUEL);
    let outcome = Compiled::new(&Arena::new()?, program)?.call(&mut compiled, FUEL);
    assert_eq!((outcome, compiled), (expected, interpreted), "the compiler is wrong");
    println!("{outcome:?}");
    for (letter, value) in ('a'..).zip(compiled).filter(|(_, value)| *value != 0) {
        println!("{letter} = {value}");
    }
    Ok(())
}
