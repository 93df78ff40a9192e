//! Rows of the instruction table on the processor: every row with packed operands that it has, in
//! registers and in memory, against a model of its mnemonic. All registers, flags and the memory around
//! are compared, so that a row is also right in what it leaves alone. Rows with general-purpose
//! registers run too, as far as they have a model.
//!
//! `X64_ASM_ONLY=vpermilps cargo test -p x64-asm --test execute_table` runs the rows of one mnemonic.

#[allow(dead_code, reason = "shared with `family.rs`")]
#[path = "family_support/call.rs"]
mod call;
#[allow(dead_code, reason = "shared with `execute_model.rs`")]
#[path = "execute_support/model.rs"]
mod model;
mod table_support;
#[allow(dead_code, reason = "shared with `family.rs`")]
#[path = "family_support/value.rs"]
mod value;

use std::collections::BTreeSet;

use table_support::evex::{self, Row};
use table_support::mistake::{KIN, MISTAKES, PLAIN_KIN};
use table_support::models::{Models, has, in_table, is_packed};
use table_support::run::{RUNS, Run};
use table_support::runner::Runner;
use x64_asm::Features;

/// Runs all rows of a table that the processor has.
fn run_table(table: &str) {
    let (mut runner, models) = (Runner::new(), Models::new());
    let only = std::env::var("X64_ASM_ONLY").ok();
    let asked = |run: &&'static Run| only.as_ref().is_none_or(|it| it == run.mnemonic);
    let rows = RUNS.iter().filter(|run| in_table(run, table) && has(run)).filter(asked);
    let mut wrong = Vec::new();
    for run in rows {
        if let Some(model) = models.of(run) {
            wrong.extend(runner.row(run, model));
        }
    }
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn rows_of_evex_agree_with_the_model() {
    let (mut runner, models) = (Runner::new(), Models::new());
    let only = std::env::var("X64_ASM_ONLY").ok();
    let asked = |row: &&Row| only.as_ref().is_none_or(|it| it == row.run.mnemonic);
    let mut wrong = Vec::new();
    for row in evex::rows().iter().filter(|row| has(row.run)).filter(asked) {
        if let Some(model) = models.of(row.run) {
            let choices = row.choices(&mut runner.noise);
            assert!(!choices.is_empty(), "no operands of {} ask for {}", row.run.name, row.run.encoding);
            wrong.extend(runner.evex(row, model, &choices));
        }
    }
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn rows_of_the_base_table_agree_with_the_model() {
    run_table("base");
}

#[test]
fn system_rows_agree_with_the_model() {
    run_table("system");
}

#[test]
fn rows_of_sse_agree_with_the_model() {
    run_table("sse");
}

#[test]
fn rows_of_avx_agree_with_the_model() {
    run_table("avx");
}

#[test]
fn scalar_rows_of_avx_agree_with_the_model() {
    run_table("scalar");
}

#[test]
fn rows_of_x87_agree_with_the_model() {
    run_table("x87");
}

#[test]
fn a_wrong_bit_in_a_row_of_evex_is_noticed() {
    let (mut runner, models) = (Runner::new(), Models::new());
    for mistake in &MISTAKES {
        let row = evex::rows().iter().find(|row| row.run.name == mistake.row && row.run.encoding.starts_with("EVEX"));
        let row = row.unwrap_or_else(|| panic!("there is no {}", mistake.row));
        let Some(model) = models.of(row.run).filter(|_| has(row.run)) else { continue };
        let mut choices = row.choices(&mut runner.noise);
        choices.retain(|choice| choice.edge.is_none() && (mistake.applies)(choice, &row.bytes(choice)));
        let found = runner.evex_as(row, model, &choices, &|choice, a| {
            let mut bytes = row.bytes(choice);
            bytes[mistake.byte] ^= mistake.bits;
            a.data_bytes(&bytes);
        });
        assert!(found.is_some(), "{}: nothing notices {}", mistake.row, mistake.what);
    }
}

#[test]
fn a_model_of_another_instruction_is_noticed() {
    let (mut runner, models) = (Runner::new(), Models::new());
    let of = |rows: Vec<&'static Run>, mnemonic: &str| {
        let kin = rows.into_iter().find(|run| run.mnemonic == mnemonic);
        let kin = kin.unwrap_or_else(|| panic!("there is no {mnemonic}"));
        models.of(kin).unwrap_or_else(|| panic!("{mnemonic} has no model"))
    };
    for (mnemonic, other) in KIN {
        let model = of(evex::rows().iter().map(|row| row.run).collect(), other);
        let rows = evex::rows().iter().filter(|row| row.run.mnemonic == mnemonic && has(row.run));
        for row in rows {
            let choices = row.choices(&mut runner.noise);
            assert!(runner.evex(row, model, &choices).is_some(), "{} passes for {other}", row.run.name);
        }
    }
    for (mnemonic, other) in PLAIN_KIN {
        let model = of(RUNS.iter().collect(), other);
        let rows = RUNS.iter().filter(|run| run.mnemonic == mnemonic && has(run));
        for run in rows.filter(|run| models.of(run).is_some()) {
            assert!(runner.row(run, model).is_some(), "{} passes for {other}", run.name);
        }
    }
}

/// So many packed mnemonics need no more than x86-64-v2 has.
const FLOOR: usize = 344;

#[test]
fn packed_mnemonics_of_this_processor_are_all_executed() {
    let models = Models::new();
    let (mut executed, mut lacking, mut missing) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut rows, mut with_evex, mut basic) = (0, 0, BTreeSet::new());
    let all = RUNS.iter().chain(evex::rows().iter().map(|row| row.run));
    for run in all.filter(|run| is_packed(run)) {
        match (has(run), models.of(run).is_some()) {
            (false, _) => _ = lacking.insert(run.mnemonic),
            (true, false) => _ = missing.insert(run.mnemonic),
            (true, true) => {
                executed.insert(run.mnemonic);
                rows += 1;
                with_evex += usize::from(run.table == "EVEX");
                if Features::V2.contains(run.needs) {
                    basic.insert(run.mnemonic);
                }
            }
        }
    }
    lacking.retain(|it| !executed.contains(it));
    println!(
        "executed: {} mnemonics, {rows} rows, {with_evex} of them with EVEX or masks; {} mnemonics of x86-64-v2",
        executed.len(),
        basic.len()
    );
    println!("not of this processor, or without a model of their extension: {} mnemonics: {lacking:?}", lacking.len());
    assert!(missing.is_empty(), "nothing executes {missing:?}");
    assert!(basic.len() >= FLOOR, "only {} mnemonics of x86-64-v2 are executed", basic.len());
}

/// General mnemonics that no routine can run, or not so that it goes on behind them.
const LEFT_OUT: [(&str, &[&str]); 3] = [
    ("goes elsewhere", &["call", "jmp", "ret", "retf", "retfq", "iretw", "iretd", "iretq", "syscall", "sysenter"]),
    ("is an exception", &["int", "int1", "int3", "ud0", "ud1", "ud2", "rdpmc", "sgdt", "sidt", "sldt", "smsw", "str"]),
    ("depends on the system's segments", &["lar", "lfs", "lgs", "lsl", "lss", "verr", "verw"]),
];

#[test]
fn general_mnemonics_of_this_processor_are_executed() {
    let models = Models::new();
    let rows: Vec<&Run> = RUNS.iter().filter(|run| !is_packed(run) && has(run)).collect();
    let (with, without): (Vec<&Run>, Vec<&Run>) = rows.into_iter().partition(|run| models.of(run).is_some());
    let names = |rows: &[&Run]| rows.iter().map(|run| run.mnemonic).collect::<BTreeSet<&str>>();
    let executed = names(&with);
    let left: BTreeSet<&str> = names(&without).difference(&executed).copied().collect();
    println!("executed: {} general mnemonics, {} rows", executed.len(), with.len());
    println!("left out: {} general mnemonics; {} rows, those with segment registers too", left.len(), without.len());
    let explained: BTreeSet<&str> = LEFT_OUT.iter().flat_map(|(_, names)| *names).copied().collect();
    assert_eq!(left, explained, "without a model, and those that there is a reason for");
}

#[test]
fn every_feature_is_demanded_by_a_row() {
    let needs = RUNS.iter().map(|run| run.needs).chain(call::CALLS.iter().flat_map(|call| call.needs));
    let left = Features::all() - needs.fold(Features::empty(), Features::union);
    // Prefetches of code are in no table: their address is a label. The others have no instructions here.
    assert_eq!(left, Features::PREFETCHI | Features::D3NOW | Features::MPX | Features::PADLOCK);
}
