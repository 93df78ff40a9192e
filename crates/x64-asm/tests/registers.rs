//! Every row of the instruction table with registers from 16 on, in each operand and in addresses: the
//! bytes must be those of LLVM's assembler, and so must the listing; a template must hold the same
//! bytes, and APX must be demanded. What has no encoding with them, LLVM must refuse.
//!
//! By default a fixed systematic part; `X64_ASM_EXHAUSTIVE=1` runs all. `X64_ASM_LLVM_MC` names the
//! assembler; without it only listing, template and feature are checked.

#[path = "family_support/oracle.rs"]
#[allow(dead_code, reason = "GNU `as` of distributions does not know these registers")]
mod oracle;
#[allow(dead_code, reason = "what compares with iced is used elsewhere")]
mod support;

use std::collections::BTreeSet;

use oracle::{CELL, Oracle};
use support::case::{Case, Method, Row};
use support::check::without_sizes;
use support::operand::sample_32_registers;
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

/// Collects cases and checks them in batches.
struct Checker {
    oracle: Option<Oracle>,
    lines: Vec<String>,
    expected: Vec<Vec<u8>>,
    encoded: usize,
    without_encoding: usize,
    mistakes: Vec<String>,
}

const BATCH: usize = 200_000;

impl Checker {
    fn add(&mut self, row: &Row, case: Case) {
        let is_high = |number: u32| case.text.contains(&format!("r{number}"));
        if !(16..32).any(is_high) {
            return; // `exhaustive.rs` has it.
        }
        match case.bytes.is_empty() {
            true => self.without_encoding += 1,
            false => self.encoded += 1,
        }
        if !case.bytes.is_empty() && without_sizes(&case.listed) != without_sizes(&case.text) {
            self.mistakes.push(format!("{}: `{}` is listed as `{}`", row.name, case.text, case.listed));
        }
        if row.name.ends_with("_full") && row.name != "mov_ri64_full" {
            return; // No assembler can be told to use a wider immediate.
        }
        self.lines.push(line_for_llvm(row, case.text));
        self.expected.push(case.bytes);
        if self.lines.len() == BATCH {
            self.check_batch();
        }
    }

    fn check_batch(&mut self) {
        let made = self.oracle.as_ref().map(|oracle| oracle.assemble(&self.lines)).unwrap_or_default();
        for ((made, ours), line) in made.into_iter().zip(&self.expected).zip(&self.lines) {
            let mut cell = ours.clone();
            cell.resize(CELL, 0xcc);
            match made {
                Ok(made) if !ours.is_empty() && made == cell => {}
                Err(_) if ours.is_empty() => {}
                made => self.mistakes.push(format!("`{line}`: {ours:02x?}, LLVM: {made:02x?}")),
            }
        }
        self.lines.clear();
        self.expected.clear();
    }
}

/// LLVM names the long move `movabs`, and puts the operands of an exchange the other way round.
fn line_for_llvm(row: &Row, text: String) -> String {
    match (row.name, text.split_once(' ').and_then(|(_, operands)| operands.split_once(", "))) {
        ("mov_ri64_full", _) => text.replacen("mov", "movabs", 1),
        ("xchg_rr8" | "xchg_rr16" | "xchg_rr32" | "xchg_rr64", Some((first, second))) => {
            format!("xchg {second}, {first}")
        }
        _ => text,
    }
}

#[test]
fn every_row_reaches_r31_or_is_refused_as_by_llvm() {
    sample_32_registers();
    let oracle = Oracle::llvm();
    let (lines, expected, mistakes) = (Vec::new(), Vec::new(), Vec::new());
    let mut checker = Checker { oracle, lines, expected, encoded: 0, without_encoding: 0, mistakes };
    for_each_instruction!(check_rows, checker);
    checker.check_batch();
    println!("{} cases encoded, {} without an encoding", checker.encoded, checker.without_encoding);
    let mut seen = BTreeSet::new();
    let of_new_row = |it: &&String| seen.insert(it.split(' ').next().map(String::from));
    let shown: Vec<&String> = checker.mistakes.iter().filter(of_new_row).collect();
    assert!(checker.mistakes.is_empty(), "{} mistakes:\n{shown:#?}", checker.mistakes.len());
    assert!(checker.encoded > 50_000, "only {} cases", checker.encoded);
}
