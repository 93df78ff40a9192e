//! Seeded miscompilations: each mistake of `jit::Mutant` and `opt::Mutant`, switched on, must
//! change the output of some program. It shows that the programs would notice such a mistake.
//!
//! A mistake may well crash, so each is made in a process of its own: this test's executable, with
//! the mistake's number in the environment. A mistake may also make a program run for ever: the
//! process is killed when it has used five times the CPU time or more that it takes to find
//! nothing.

mod common;

use common::full_builder;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use jit::Mutant;
use vm::{JitMode, VmBuilder};

const VARIABLE: &str = "UNNA_TEST_MUTANT";

/// A program and its output.
struct Expected {
    name: String,
    module: common::Program,
    output: String,
}

impl Expected {
    fn load(folder: &Path, name: String) -> Expected {
        let path = folder.join(format!("{name}.unna"));
        let module = common::compile(path.to_str().unwrap(), &std::fs::read(&path).unwrap()).unwrap();
        let output = std::fs::read_to_string(folder.join(format!("{name}.expected"))).unwrap();
        Expected { name, module, output }
    }

    fn difference(&self, mode: JitMode, stress: bool, young_bytes: usize) -> Option<String> {
        let (output, _) = run(&self.module, |it| {
            let it = it.jit(mode).jit_threshold(3).optimise_after(96).slow_runs(2);
            it.gc_stress(stress).gc_budget(young_bytes)
        });
        let way = format!("{} in mode {mode:?}, stress {stress}, {young_bytes} young", self.name);
        (output != self.output).then(|| format!("{way}: {output}"))
    }

    fn difference_with_fuel(&self, fuel: u64) -> Option<String> {
        let cut = run(&self.module, |it| it.jit(JitMode::Off).fuel(fuel));
        let compiled = run(&self.module, |it| it.jit(JitMode::Always).fuel(fuel));
        (cut != compiled).then(|| format!("{} with fuel {fuel}: {compiled:?} instead of {cut:?}", self.name))
    }
}

/// Runs the programs in every way; the first output that is not as it should be, if any. First come
/// the ways that notice most mistakes in the least time.
fn first_difference() -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutants");
    let programs: Vec<Expected> =
        common::programs(&folder).into_iter().map(|name| Expected::load(&folder, name)).collect();
    for (stress, young_bytes) in [(false, 1 << 20), (false, 4096), (true, 1 << 20)] {
        for mode in [JitMode::Always, JitMode::Opt, JitMode::Auto, JitMode::Off] {
            let difference = programs.iter().find_map(|it| it.difference(mode, stress, young_bytes));
            if difference.is_some() {
                return difference;
            }
        }
    }
    [1, 10, 100, 250, 1000].into_iter().find_map(|fuel| programs.iter().find_map(|it| it.difference_with_fuel(fuel)))
}

/// Output and fuel used.
fn run(module: &common::Program, with: impl Fn(VmBuilder) -> VmBuilder) -> (String, Option<u64>) {
    let sink = common::Sink::default();
    let builder = with(full_builder()).loader(common::Sources).output(sink.clone()).errors(common::Sink::default());
    let mut vm = builder.build().unwrap();
    let code = common::run_module(&mut vm, module.clone());
    (format!("{}[exit {code}]\n", sink.text()), vm.statistics().fuel_used)
}

#[test]
fn without_a_mistake_all_is_well() {
    assert_eq!(first_difference(), None);
}

/// In the child process: ends with an error if the mistake was noticed.
#[test]
fn child() {
    let Ok(number) = std::env::var(VARIABLE) else { return };
    let number: usize = number.parse().unwrap();
    match number.checked_sub(Mutant::ALL.len()) {
        None => jit::set_mutant(Some(Mutant::ALL[number])),
        Some(number) => opt::set_mutant(Some(opt::Mutant::ALL[number])),
    }
    assert_eq!(first_difference(), None);
}

/// Cargo's variable for the emulator of this machine.
const RUNNER: &str = "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER";

/// A child process with a mistake: one of `jit`'s by its number, or of `opt`'s behind them. Under
/// an emulator it has three times as long.
fn start(number: usize, options: &str, errors: Stdio) -> Child {
    let runner = std::env::var(RUNNER).ok().filter(|_| cfg!(target_arch = "aarch64")).unwrap_or_default();
    let seconds = if runner.is_empty() { 10 } else { 30 };
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -t {seconds}; exec {runner} \"$0\" --exact child {options}")]);
    command.arg(std::env::current_exe().unwrap()).env(VARIABLE, number.to_string());
    command.stdout(Stdio::null()).stderr(errors).spawn().unwrap()
}

#[test]
fn each_mistake_is_noticed() {
    let names = Mutant::ALL.iter().map(|mutant| format!("{mutant:?}"));
    let names: Vec<String> = names.chain(opt::Mutant::ALL.iter().map(|mutant| format!("opt {mutant:?}"))).collect();
    let count = names.len();
    let children: Vec<Child> = (0..count).map(|number| start(number, "", Stdio::null())).collect();
    let is_missed = |(name, mut child): (String, Child)| {
        let status = child.wait().unwrap();
        assert!(!matches!(status.code(), Some(126 | 127)), "the child does not start: {status}");
        status.success().then_some(name)
    };
    let missed: Vec<String> = names.into_iter().zip(children).filter_map(is_missed).collect();
    println!("{count} mistakes, {} not noticed", missed.len());
    assert!(missed.is_empty(), "not noticed: {missed:?}");
}

#[test]
fn the_compiler_notices_mistakes_in_its_own_order() {
    for mutant in Mutant::CHECKED {
        let number = Mutant::ALL.iter().position(|it| it == mutant).expect("one of all");
        let child = start(number, "--nocapture", Stdio::piped()).wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&child.stderr);
        assert!(errors.contains("the compiler's state: "), "{mutant:?} is not noticed by the compiler:\n{errors}");
    }
}
