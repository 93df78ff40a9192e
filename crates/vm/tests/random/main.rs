//! Random programs do the same in every tier: same output, same error at the same place, same fuel.
//!
//! Two generators make them ([`source`], [`rows`]); each program's number decides how it is run.
//! The usual run takes a fixed share. The environment asks for another:
//!
//! ```text
//! RANDOM_COUNT=200000 RANDOM_SEED=0 cargo test --release -p vm --test random -- --nocapture
//! ```
//!
//! `RANDOM_FUEL` gives programs less to do, for machines that are emulated.
//!
//! A program that fails is made smaller and shown with the command that runs it again. If the
//! process dies, the number of the program is in the file that the run names at its start; with
//! `RANDOM_SEED=N` and `RANDOM_SHRINK=1` that one is made smaller in processes of its own.

#[path = "../common/mod.rs"]
mod common;

mod choice;
mod rows;
mod shrink;
mod source;

use crate::common::full_builder;
use std::fmt::Write;
use std::io::{Seek, Write as _};
use std::sync::Arc;

use choice::Choices;
use exec_mem::Arena;
use vm::{JitMode, LoadError, Loader, VmBuilder};

/// Programs of a usual run.
const COUNT: u64 = if cfg!(debug_assertions) { 250 } else { 2000 };
/// Turns and calls that a program may take, unless the environment says less.
const FUEL: u32 = if cfg!(debug_assertions) { 2000 } else { 10_000 };
/// Turns and calls of programs whose objects all move at every allocation.
const STRESS_FUEL: u64 = 1000;
/// Turns and calls at which the heap collects.
const POLLS: u64 = 300;
/// Small, so that recursion meets its end.
const STACK_SLOTS: usize = 6000;

/// Where a program comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    Source,
    Rows,
}

impl Generator {
    fn of(seed: u64) -> Generator {
        if seed.is_multiple_of(2) { Generator::Source } else { Generator::Rows }
    }

    fn text(self, mut choices: Choices) -> String {
        match self {
            Generator::Source => source::program(&mut choices),
            Generator::Rows => rows::program(&mut choices),
        }
    }

    /// A program, and the module that it may import.
    ///
    /// # Errors
    /// Why the text is no program.
    fn program(self, text: &str) -> Result<(common::Program, Imported), String> {
        if self == Generator::Source {
            let (library, main) = text.split_once(source::MAIN).unwrap_or(("", text));
            let library = common::compile("library.unna", library.as_bytes())?;
            return Ok((common::compile("random.unna", main.as_bytes())?, Imported(Some(library))));
        }
        let module = bytecode::parse(text).map_err(|error| error.to_string())?;
        bytecode::verify(module).map(|module| (Arc::new(module), Imported(None))).map_err(|error| error.to_string())
    }
}

/// The one module that can be imported, whatever the path.
#[derive(Clone)]
struct Imported(Option<common::Program>);

impl Loader for Imported {
    fn load(&mut self, _: &str, written: &str) -> Result<common::Program, LoadError> {
        self.0.clone().ok_or_else(|| LoadError::Unreadable { path: written.into() })
    }
}

/// What can be seen of a run from outside.
#[derive(PartialEq, Eq)]
struct Outcome {
    output: String,
    /// The error and where it was.
    end: String,
    /// Fuel used; nothing in a vm without.
    fuel: Option<u64>,
}

/// What all programs together did, so that a generator that has lost its way is noticed.
#[derive(Default, Debug)]
struct Tally {
    runs: u64,
    finished: u64,
    compiles: u64,
    exits: u64,
    recompiled: u64,
    /// Codes made again for what slow paths showed.
    relearned: u64,
}

/// A program, and how it is run.
struct Case {
    program: common::Program,
    imported: Imported,
    random: Choices,
    fuel: u64,
}

impl Case {
    /// The program of a seed, made smaller perhaps.
    ///
    /// # Errors
    /// Why the text is no program.
    fn new(seed: u64, text: &str) -> Result<Case, String> {
        let mut random = Choices(!seed);
        let most = common::environment("RANDOM_FUEL").map_or(FUEL, |fuel| fuel as u32);
        let fuel = 1 + u64::from(if random.once_in(3) { random.below(most) } else { 4 * most });
        let (program, imported) = Generator::of(seed).program(text)?;
        Ok(Case { program, imported, random, fuel })
    }

    fn run(&self, arena: &Arena, tally: &mut Tally, with: impl Fn(VmBuilder) -> VmBuilder) -> (Outcome, u32) {
        let sink = common::Sink::default();
        let builder = full_builder().arena(arena.clone()).stack_slots(STACK_SLOTS).seed(1).input(std::io::empty());
        let builder = builder.loader(self.imported.clone());
        let builder = with(builder.heap_limit(64 << 20)).output(sink.clone()).errors(sink.clone());
        let mut vm = builder.build().unwrap();
        let end = match vm.run(Arc::clone(&self.program)) {
            Ok(exit) => format!("{exit:?}"),

            Err(error) => format!("{:?}\n{}", error.kind(), error.trace()),
        };
        let statistics = vm.statistics();
        tally.runs += 1;
        tally.compiles += statistics.compiles;
        tally.recompiled += statistics.versions;
        tally.relearned += statistics.relearned;
        tally.exits += statistics.exits.values().sum::<u64>();
        (Outcome { output: sink.text(), end, fuel: statistics.fuel_used }, statistics.guards)
    }

    /// Runs the program in every tier; says which of them does something else than the interpreter.
    fn check(mut self, arena: &Arena, tally: &mut Tally) -> Result<(), String> {
        let fuel = self.fuel;
        let (expected, _) = self.run(arena, tally, |it| it.jit(JitMode::Off).fuel(fuel));
        // A program that comes to its end can also run without a meter.
        let ended = !expected.end.starts_with("OutOfFuel");
        tally.finished += u64::from(expected.end == "Finished");
        let metered = !ended || self.random.below(2) == 0;
        let threshold = 1 + self.random.below(9);
        let moving = self.random.below(4) == 0;
        let meter = |it: VmBuilder| if metered { it.fuel(fuel) } else { it };
        let mut failures = String::new();
        let mut compare = |mode: &str, actual: &Outcome| {
            let same_fuel = !metered || actual.fuel == expected.fuel;
            if actual.output != expected.output || actual.end != expected.end || !same_fuel {
                describe(&mut failures, mode, actual, &expected);
            }
        };
        let slow = 1 + self.random.below(4);
        let auto = |it: VmBuilder| {
            let it = it.jit(JitMode::Auto).jit_threshold(threshold).optimise_after(8 * threshold);
            meter(it.slow_runs(slow))
        };
        let always = |it: VmBuilder| meter(it.jit(JitMode::Always).slow_runs(slow));
        let opt = |it: VmBuilder| meter(it.jit(JitMode::Opt).jit_threshold(threshold).slow_runs(slow));
        let (actual, guards) = self.run(arena, tally, opt);
        compare(&format!("optimised with threshold {threshold} and {slow} slow runs"), &actual);
        let site = self.random.below(guards.max(1));
        let use_number = 1 + self.random.below(3);
        let (actual, _) = self.run(arena, tally, |it| opt(it).forced_guard(site, use_number));
        compare(
            &format!("optimised with threshold {threshold}, guard {site} failing at its use {use_number}"),
            &actual,
        );
        let (actual, _) = self.run(arena, tally, auto);
        compare(&format!("tiered with threshold {threshold} and {slow} slow runs"), &actual);
        let (actual, guards) = self.run(arena, tally, always);
        compare(&format!("machine code at once with {slow} slow runs"), &actual);
        let site = self.random.below(guards.max(1));
        let use_number = 1 + self.random.below(3);
        let forced = |it: VmBuilder| it.forced_guard(site, use_number);
        let (actual, _) = self.run(arena, tally, |it| forced(always(it)));
        compare(&format!("guard {site} failing at its use {use_number}"), &actual);
        if self.random.below(2) == 0 {
            let (actual, _) = self.run(arena, tally, |it| forced(auto(it)));
            compare(&format!("threshold {threshold}, guard {site} failing at its use {use_number}"), &actual);
        }
        if self.random.below(3) == 0 {
            let cache = self.random.below(4000) as usize;
            let (actual, _) = self.run(arena, tally, |it| auto(it).jit_cache(cache));
            compare(&format!("threshold {threshold}, {cache} bytes of code"), &actual);
        }
        if moving {
            // What makes much can only be moved now and then.
            let much = expected.fuel.is_none_or(|fuel| fuel > STRESS_FUEL);
            let moved = |it: VmBuilder| if much { it.gc_budget(4 << 10) } else { it.gc_stress(true) };
            let (actual, _) = self.run(arena, tally, |it| moved(always(it)));
            compare("machine code at once, objects moving", &actual);
            let (actual, _) = self.run(arena, tally, |it| moved(opt(it)));
            compare(&format!("optimised with threshold {threshold}, objects moving"), &actual);
            let (actual, _) = self.run(arena, tally, |it| moved(auto(it)));
            compare(&format!("threshold {threshold}, objects moving"), &actual);
            let (actual, _) = self.run(arena, tally, |it| always(it).gc_at_polls(POLLS));
            compare("machine code at once, a collection at every poll", &actual);
            let (actual, _) = self.run(arena, tally, |it| auto(it).gc_budget(4 << 10).gc_at_polls(POLLS));
            compare(&format!("threshold {threshold}, a collection at every poll"), &actual);
        }
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }
}

fn describe(text: &mut String, mode: &str, actual: &Outcome, expected: &Outcome) {
    let show = |it: &Outcome| format!("{}[{}, fuel {:?}]", it.output, it.end, it.fuel);
    writeln!(text, "-- {mode}:\n{}\n-- instead of:\n{}", show(actual), show(expected)).expect("a string takes all");
}

#[test]
fn every_tier_does_the_same() {
    let arena = Arena::new().expect("executable memory");
    let mut tally = Tally::default();
    if let Some((seed, text)) = shrink::asked() {
        // What is no program any more does not fail.
        let Ok(case) = Case::new(seed, &text) else { return };
        return case.check(&arena, &mut tally).unwrap_or_else(|failures| panic!("{failures}"));
    }
    let first = common::environment("RANDOM_SEED").unwrap_or(0);
    let count = common::environment("RANDOM_COUNT").unwrap_or(COUNT);
    let path = format!("{}/random-{}", env!("CARGO_TARGET_TMPDIR"), std::process::id());
    println!("the number of the running program is in {path}");
    let mut running = std::fs::File::create(&path).unwrap();
    for seed in first..first + count {
        running.rewind().unwrap();
        running.write_all(format!("{seed}\n").as_bytes()).unwrap();
        let text = Generator::of(seed).text(Choices(seed));
        if common::environment("RANDOM_SHRINK").is_some() {
            fail(seed, &text, "it does not fail in a process of its own");
        }
        let case = Case::new(seed, &text).unwrap_or_else(|error| panic!("program {seed}: {error}\n{text}"));
        if let Err(failures) = case.check(&arena, &mut tally) {
            fail(seed, &text, &failures);
        }
    }
    std::fs::remove_file(path).unwrap();
    println!("{count} programs: {tally:?}");
    if count >= COUNT {
        assert!(tally.finished > count / 4 && tally.finished < count, "programs end well or not: {tally:?}");
        assert!(tally.compiles > 4 * count && tally.exits > count && tally.recompiled > count / 4, "{tally:?}");
        assert!(tally.relearned > count / 20, "{tally:?}");
    }
}

/// What failed once, made smaller.
#[test]
fn what_was_found_does_not_come_back() {
    let arena = Arena::new().expect("executable memory");
    let programs = [
        (1, include_str!("found/operands_at_an_inner_header.unnas")),
        (0, include_str!("found/no_fuel_behind_a_slow_path.unna")),
        (0, include_str!("found/boxed_by_one.unna")),
        (0, include_str!("found/cell_without_a_register.unna")),
        (0, include_str!("found/buffer_of_a_copied_slice.unna")),
        (0, include_str!("found/float_constant_for_an_int.unna")),
        (0, include_str!("found/nil_for_a_float.unna")),
    ];
    for (generator, text) in programs {
        for seed in 0..if cfg!(debug_assertions) { 20 } else { 60 } {
            let case = Case::new(2 * seed + generator, text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let checked = case.check(&arena, &mut Tally::default());
            checked.unwrap_or_else(|failures| panic!("seed {seed}: {failures}\n{text}"));
        }
    }
}

/// Makes a failing program smaller and shows it.
fn fail(seed: u64, text: &str, failures: &str) -> ! {
    let again = format!("again: RANDOM_SEED={seed} RANDOM_COUNT=1 cargo test -p vm --test random");
    match shrink::smallest(seed, text) {
        Some((text, failures)) => panic!("{failures}\nprogram {seed}, made smaller:\n{text}\n{again}"),
        None => panic!("{failures}\nprogram {seed}:\n{text}\n{again}"),
    }
}
