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
use table_support::mistake::{KIN, MISTAKES};
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
    for (mnemonic, other) in KIN {
        let rows: Vec<&Row> = evex::rows().iter().filter(|row| row.run.mnemonic == mnemonic).collect();
        assert!(!rows.is_empty(), "there is no {mnemonic}");
        let kin = evex::rows().iter().find(|row| row.run.mnemonic == other).expect("it has kin");
        let model = models.of(kin.run).expect("its kin has a model");
        for row in rows.into_iter().filter(|row| has(row.run)) {
            let choices = row.choices(&mut runner.noise);
            assert!(runner.evex(row, model, &choices).is_some(), "{} passes for {other}", row.run.name);
        }
    }
}

/// So many packed mnemonics need no more than x86-64-v2 has.
const FLOOR: usize = 344;

#[test]
fn packed_mnemonics_of_this_processor_are_all_executed() {
    let models = Models::new();
    let (mut executed, mut lacking, mut missing) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut rows, mut basic) = (0, BTreeSet::new());
    let all = RUNS.iter().chain(evex::rows().iter().map(|row| row.run));
    for run in all.filter(|run| is_packed(run)) {
        match (has(run), models.of(run).is_some()) {
            (false, _) => _ = lacking.insert(run.mnemonic),
            (true, false) => _ = missing.insert(run.mnemonic),
            (true, true) => {
                executed.insert(run.mnemonic);
                rows += 1;
                if Features::V2.contains(run.needs) {
                    basic.insert(run.mnemonic);
                }
            }
        }
    }
    lacking.retain(|it| !executed.contains(it));
    println!("executed: {} mnemonics, {rows} rows; {} mnemonics of x86-64-v2", executed.len(), basic.len());
    println!("not of this processor, or without a model of their extension: {} mnemonics: {lacking:?}", lacking.len());
    assert!(missing.is_empty(), "nothing executes {missing:?}");
    assert!(basic.len() >= FLOOR, "only {} mnemonics of x86-64-v2 are executed", basic.len());
}

/// So many mnemonics with general-purpose registers only need no more than x86-64-v2 has.
const GENERAL_FLOOR: usize = 40;

#[test]
fn general_mnemonics_of_this_processor_are_executed_where_they_have_a_model() {
    let models = Models::new();
    let rows: Vec<&Run> = RUNS.iter().filter(|run| !is_packed(run) && has(run)).collect();
    let (with, without): (Vec<&Run>, Vec<&Run>) = rows.into_iter().partition(|run| models.of(run).is_some());
    let names = |rows: &[&Run]| rows.iter().map(|run| run.mnemonic).collect::<BTreeSet<&str>>();
    let executed = names(&with);
    let left: BTreeSet<&str> = names(&without).difference(&executed).copied().collect();
    let basic: Vec<&Run> = with.iter().filter(|run| Features::V2.contains(run.needs)).copied().collect();
    println!("executed: {} general mnemonics, {} rows", executed.len(), with.len());
    println!("without a model: {} general mnemonics: {left:?}", left.len());
    let basic = names(&basic).len();
    assert!(basic >= GENERAL_FLOOR, "only {basic} general mnemonics of x86-64-v2 are executed");
}
