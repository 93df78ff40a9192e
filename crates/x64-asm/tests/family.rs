//! Every method of the instruction families, with awkward operands of every kind: the bytes must
//! be those of GNU `as` and of LLVM, iced-x86 must read them back as what was asked, and so must
//! the listing; a template must hold the same bytes, and the CPU features must be demanded.
//!
//! By default a fixed part of the cases, more than 300,000; `X64_ASM_EXHAUSTIVE=1` runs all. `X64_ASM_AS` and
//! `X64_ASM_LLVM_MC` name other assemblers than `as` and `llvm-mc`.

mod family_support;

use family_support::call::{CALLS, Call};
use family_support::case::Case;
use family_support::check::Checker;

#[test]
fn every_method_agrees_with_as_llvm_and_iced() {
    let only = std::env::var("X64_ASM_ONLY").unwrap_or_default();
    let mut checker = Checker::new();
    for call in CALLS.iter().filter(|call: &&Call| call.name.contains(&only)) {
        Case::all(call, &mut |case| checker.add(call, case));
    }
    let (cases, read) = checker.finish();
    if only.is_empty() {
        assert!(cases >= 300_000, "only {cases} cases");
    }
    if only.is_empty() && std::env::var_os("X64_ASM_EXHAUSTIVE").is_none() {
        // What the assemblers make of them depends on their versions; these numbers do not.
        let page = include_str!("../../../docs/x64-oracles.md");
        for number in [cases, read] {
            let number = format!("{},{:03}", number / 1_000, number % 1_000);
            assert!(page.contains(&number), "docs/x64-oracles.md does not say {number}");
        }
    }
}
