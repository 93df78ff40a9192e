//! Snapshots of the code of the loop language, each under the program it was made from.
//! `INSTA_UPDATE=always cargo test -p guide` writes them anew.

use guide::program::{assemble, parse};
use x64_asm::Assembler;

// ANCHOR: check
/// Compares the code of a program with `snapshots/snapshots__NAME.snap`.
#[track_caller]
fn check(name: &str, program: &str) {
    let mut a = Assembler::new();
    assemble(&mut a, &parse(program).unwrap());
    let code = a.finish().unwrap().listing().stable();
    insta::assert_snapshot!(name, format!("{program}\n\n{code}"));
}

#[test]
fn nothing() {
    check("nothing", "");
}

#[test]
fn division() {
    check("division", "a = b / c;");
}

#[test]
fn loops() {
    check("loop", "while a < b { a = a + 1; }");
    check("loop_in_loop", "while a { while b { b = b - 1; } }");
}
// ANCHOR_END: check
