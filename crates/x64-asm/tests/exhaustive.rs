//! Every row of the instruction table, with every kind of operand: the bytes must be those of
//! GNU `as`, iced-x86 must read them back as what was asked, and so must the listing; a template
//! must hold the same bytes, and the CPU feature must be demanded.
//!
//! By default a fixed systematic part; `X64_ASM_EXHAUSTIVE=1 cargo test --release -p x64-asm
//! --test exhaustive -- --nocapture` runs all.

mod support;

use support::case::{Case, Method, Row};
use support::check::Checker;
use x64_asm::{Assembler, Features, Template};

include!(concat!(env!("OUT_DIR"), "/base_macro.rs"));

macro_rules! check_rows {
    (($checker:ident) $(
        $mnemonic:literal $feature:ident $name:ident $form:ident ($($size:literal)*) [$($code:literal),+];
    )*) => {
        $(
            let row = Row {
                name: stringify!($name),
                mnemonic: $mnemonic,
                form: stringify!($form),
                sizes: &[$($size),*],
                encodings: &[$($code),+],
                feature: Features::$feature,
            };
            let add = &mut |case: Case| $checker.add(&row, case);
            Method::cases(Assembler::$name, Template::<()>::$name, &row, add);
        )*
    };
}

#[test]
fn every_row_agrees_with_as_and_iced() {
    let start = std::time::Instant::now();
    let mut checker = Checker::new();
    for_each_instruction!(check_rows, checker);
    let cases = checker.finish();
    println!("{cases} cases in {:.1} s", start.elapsed().as_secs_f64());
    assert!(cases > 50_000, "only {cases} cases");
}
