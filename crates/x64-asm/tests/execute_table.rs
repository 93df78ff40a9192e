//! Rows of the instruction table on the processor: every row with packed operands that it has, in
//! registers and in memory, against a model of its mnemonic. All registers, flags and the memory around
//! are compared, so that a row is also right in what it leaves alone. Rows with general-purpose
//! registers run too, as far as they have a model.
//!
//! `X64_ASM_ONLY=vpermilps cargo test -p x64-asm --test execute_table` runs the rows of one mnemonic.

#[allow(dead_code, reason = "shared with `execute_model.rs`")]
#[path = "execute_support/model.rs"]
mod model;
mod table_support;

use std::collections::{BTreeMap, BTreeSet};

use exec_mem::Arena;
use table_support::inputs::{BASE, Choice, Noise, STATES, choices, prepare, state, trials};
use table_support::run::{Kind, RUNS, Run};
use table_support::state::{Routine, State, code, processor};
use table_support::step::{Model, Step};
use table_support::{float, fused, general, integer, moves, saved, shuffle, strings, x87};
use x64_asm::Features;

/// Models by mnemonic, of packed instructions without the `v`.
struct Models {
    packed: BTreeMap<String, Model>,
    general: BTreeMap<String, Model>,
}

type Family = fn(&mut dyn FnMut(String, Model));

const PACKED: [Family; 7] =
    [integer::models, shuffle::models, moves::models, float::models, fused::models, strings::models, x87::models];

const GENERAL: [Family; 3] = [general::models, saved::models, moves::control_words];

impl Models {
    fn new() -> Models {
        Models { packed: collected(&PACKED), general: collected(&GENERAL) }
    }

    fn of(&self, run: &Run) -> Option<&Model> {
        let mnemonic = run.mnemonic;
        if is_packed(run) {
            let plain = mnemonic.strip_prefix('v').unwrap_or(mnemonic);
            return self.packed.get(mnemonic).or_else(|| self.packed.get(plain));
        }
        let plain = mnemonic.strip_prefix("lock ").unwrap_or(mnemonic);
        self.general.get(plain).filter(|_| !run.args.contains(&Kind::Segment))
    }
}

fn collected(families: &[Family]) -> BTreeMap<String, Model> {
    let mut all = BTreeMap::new();
    for family in families {
        family(&mut |name, model| {
            all.insert(name, model);
        });
    }
    all
}

/// Whether a row must be executed: it has vectors or MMX registers among its operands, or is in a
/// table of packed instructions or of the x87.
fn is_packed(run: &Run) -> bool {
    let is_vector = |arg: &Kind| matches!(arg, Kind::Vector(_) | Kind::Mmx | Kind::Gather(..));
    let converts = run.mnemonic.starts_with("cvt");
    converts || run.args.iter().any(is_vector) || ["sse", "avx", "scalar", "x87"].iter().any(|it| in_table(run, it))
}

fn in_table(run: &Run, table: &str) -> bool {
    run.table == format!("table/{table}.txt")
}

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

/// What models are written for: the processors that they could be tried on had nothing more. Rows
/// of other extensions are left out also where the processor has them.
const MODELLED: Features = Features::V3
    .union(Features::AES)
    .union(Features::PCLMULQDQ)
    .union(Features::SHA)
    .union(Features::VAES)
    .union(Features::VPCLMULQDQ)
    .union(Features::SSE4A)
    .union(Features::MMX)
    .union(Features::X87)
    .union(Features::ADX)
    .union(Features::FXSR)
    .union(Features::XSAVE)
    .union(Features::XSAVEOPT)
    .union(Features::XSAVEC)
    .union(Features::CLFLUSHOPT)
    .union(Features::CLWB)
    .union(Features::PREFETCHW)
    .union(Features::CET_IBT);

fn has(run: &Run) -> bool {
    processor().intersection(MODELLED).contains(run.needs)
}

/// Where the routines lie, and the states that they run on.
struct Runner {
    arena: Arena,
    states: Vec<State>,
    noise: Noise,
}

impl Runner {
    fn new() -> Runner {
        let mut noise = Noise::new();
        let arena = Arena::new().expect("executable memory is allowed here");
        Runner { arena, states: (0..STATES).map(|trial| state(trial, &mut noise)).collect(), noise }
    }

    /// What is wrong first.
    fn row(&mut self, run: &'static Run, model: &Model) -> Option<String> {
        let choices = choices(run);
        let trials = trials(choices.len());
        // All kinds of contents come, also where there are few trials of a choice.
        let mut at = (0..STATES as usize).cycle();
        choices.iter().find_map(|choice| {
            let routine = Routine::new(&self.arena, &code(|a| (run.run)(a, &choice.operands)));
            at.by_ref().take(trials).find_map(|at| self.once(run, model, choice, &routine, at))
        })
    }

    fn once(
        &mut self,
        run: &'static Run,
        model: &Model,
        choice: &Choice,
        routine: &Routine,
        at: usize,
    ) -> Option<String> {
        let mut actual = Box::new(self.states[at].clone());
        prepare(run, choice, &mut actual, &mut self.noise);
        for pointer in [6, 7, 13] {
            actual.gprs[pointer] = actual.address(BASE);
        }
        let before = actual.clone();
        routine.run(&mut actual);
        let mut step = Step::new(run, &choice.places, &before, &actual);
        model(&mut step);
        let difference = step.difference()?;
        let values: Vec<String> = (0..run.args.len()).filter_map(|at| shown(&step, at)).collect();
        Some(format!("{} {:?}\n  {}\n  {difference}", run.name, choice.places, values.join("\n  ")))
    }
}

fn shown(step: &Step, at: usize) -> Option<String> {
    let has_bytes =
        matches!(step.run.args[at], Kind::Vector(_) | Kind::Gpr(_) | Kind::Mmx | Kind::Mem(_) | Kind::Broadcast(..));
    has_bytes.then(|| format!("{at}: {:02x?}", step.get(at)))
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

/// So many packed mnemonics need no more than x86-64-v2 has.
const FLOOR: usize = 344;

#[test]
fn packed_mnemonics_of_this_processor_are_all_executed() {
    let models = Models::new();
    let (mut executed, mut lacking, mut missing) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut rows, mut basic) = (0, BTreeSet::new());
    for run in RUNS.iter().filter(|run| is_packed(run)) {
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
