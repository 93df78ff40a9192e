//! Every program of the corpus, in each mode, gives its expected output.

mod common;

use common::full_builder;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use vm::{JitMode, Statistics, VmBuilder};

/// Programs run in the working directory, which the whole process shares: one mode at a time.
static WORKING_DIRECTORY: Mutex<()> = Mutex::new(());

/// A copy of the corpus, because some programs write files.
fn corpus() -> &'static Path {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    COPY.get_or_init(|| {
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
        let _ = fs::remove_dir_all(&copy);
        copy_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus"), &copy);
        if cfg!(windows) {
            translate_commands(&copy);
        }
        copy
    })
}

fn copy_directory(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_directory(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Commands of `sh` that programs run, and what `cmd` has for them.
const COMMANDS: [(&str, &str, &str); 2] = [
    ("288_sys_write_read_exists", "\"rm probe_tmp_s.txt\"", "\"del probe_tmp_s.txt\""),
    ("fixes/q12_exec_returns_raw_wait_status", "\"true\"", "\"cd .\""),
];

fn translate_commands(corpus: &Path) {
    for (name, sh, cmd) in COMMANDS {
        let path = corpus.join(name).with_extension("unna");
        let source = fs::read_to_string(&path).unwrap();
        assert!(source.contains(sh), "{name} runs no {sh}");
        fs::write(path, source.replace(sh, cmd)).unwrap();
    }
}

/// Programs that keep 40,000 objects alive: moving all of them 80,000 times would take minutes.
const MUCH_ALIVE: [&str; 1] = ["q70_string_pool_linear_search"];

/// A machine in which objects move at every allocation, or at least all the time.
fn moving(builder: VmBuilder, program: &str) -> VmBuilder {
    if MUCH_ALIVE.contains(&program) { builder.gc_budget(4096) } else { builder.gc_stress(true) }
}

/// What a mode has to make of most programs, so that none passes because it was only interpreted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// No machine code.
    Nothing,
    /// Machine code of what gets hot.
    Hot,
    /// Machine code of everything.
    All,
    /// Code of the optimising compiler of everything.
    Optimised,
    /// Code of the optimising compiler of what gets hot.
    OptimisedHot,
}

/// Programs that made machine code, and those that made some with the optimising compiler.
#[derive(Default)]
struct Counts {
    programs: u32,
    compiled: u32,
    optimised: u32,
    /// Times that machine code was left for the interpreter: some of it did run.
    exits: u64,
}

impl Counts {
    fn add(&mut self, one: &Statistics) {
        assert_eq!(one.no_machine_code, None);
        self.programs += 1;
        self.compiled += u32::from(one.compiles > 0);
        self.optimised += u32::from(one.optimised > 0);
        self.exits += one.exits.values().sum::<u64>();
    }

    fn check(&self, made: Made) {
        let Counts { programs, compiled, optimised, exits } = *self;
        println!("{programs} programs, {compiled} compiled, {optimised} optimised, {exits} exits");
        assert!(programs > 250, "only {programs} programs were found");
        let (most, least_optimised) = match made {
            Made::Nothing => return assert_eq!((compiled, exits), (0, 0)),
            Made::Hot => (10, 0),
            Made::All => (250, 0),
            Made::Optimised => (250, 250),
            Made::OptimisedHot => (50, 50),
        };
        assert!(compiled >= most, "only {compiled} programs were compiled");
        assert!(optimised >= least_optimised, "only {optimised} programs were optimised");
        assert!(exits > 0, "no machine code ran");
    }
}

/// Runs all programs of the corpus, each in a vm of the given making.
#[track_caller]
fn check(made: Made, mode: impl Fn(&str) -> VmBuilder) {
    let _guard = WORKING_DIRECTORY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut failures = Vec::new();
    let mut counts = Counts::default();
    for folder in [corpus().to_owned(), corpus().join("fixes"), corpus().join("closures")] {
        std::env::set_current_dir(&folder).unwrap();
        for name in common::programs(&folder) {
            let path = format!("{name}.unna");
            let expected = String::from_utf8_lossy(&fs::read(format!("{name}.expected")).unwrap()).into_owned();
            let (actual, statistics) = common::run_file(mode(&name), Path::new(&path));
            counts.add(&statistics);
            if actual != expected {
                failures.push(format!("== {name}\n-- expected\n{expected}-- actual\n{actual}"));
            }
        }
    }
    let Counts { programs, .. } = counts;
    println!("{} of {programs} programs as expected", programs as usize - failures.len());
    assert!(failures.is_empty(), "{} of {programs} programs failed\n{}", failures.len(), failures.concat());
    counts.check(made);
}

#[test]
fn interpreter() {
    check(Made::Nothing, |_| full_builder().jit(JitMode::Off));
}

#[test]
fn interpreter_with_a_moving_collection_at_every_allocation() {
    check(Made::Nothing, |program| moving(full_builder().jit(JitMode::Off), program));
}

#[test]
fn tiered() {
    check(Made::Hot, |_| full_builder());
}

#[test]
fn machine_code_at_once() {
    check(Made::All, |_| full_builder().jit(JitMode::Always));
}

#[test]
fn machine_code_made_again_after_every_other_slow_path() {
    check(Made::All, |_| full_builder().jit(JitMode::Always).slow_runs(1));
}

#[test]
fn machine_code_at_once_with_a_moving_collection_at_every_allocation() {
    check(Made::All, |program| moving(full_builder().jit(JitMode::Always), program));
}

/// Polls at which a program collects: all of them, but for 16 programs, which poll up to a few
/// million times. Each collection is checked by a walk through everything alive.
const POLLS: u64 = 500;

#[test]
fn interpreter_with_a_collection_at_every_poll() {
    check(Made::Nothing, |_| full_builder().jit(JitMode::Off).gc_at_polls(POLLS));
}

#[test]
fn tiered_with_a_collection_at_every_poll() {
    check(Made::Hot, |_| full_builder().gc_budget(4096).gc_at_polls(POLLS));
}

#[test]
fn machine_code_at_once_with_a_collection_at_every_poll() {
    check(Made::All, |_| full_builder().jit(JitMode::Always).gc_at_polls(POLLS));
}

#[test]
fn machine_code_at_once_with_a_moving_collection_at_every_poll_and_allocation() {
    check(Made::All, |program| moving(full_builder().jit(JitMode::Always).gc_at_polls(POLLS), program));
}

#[test]
fn optimised_at_once() {
    check(Made::Optimised, |_| full_builder().jit(JitMode::Opt).jit_threshold(1));
}

#[test]
fn optimised_soon() {
    check(Made::OptimisedHot, |_| full_builder().jit(JitMode::Opt).jit_threshold(3));
}

/// The baseline's code is left for optimised code after a few dozen runs.
#[test]
fn tiered_soon() {
    check(Made::Hot, |_| full_builder().jit_threshold(1).optimise_after(32));
}

#[test]
fn optimised_with_a_moving_collection_at_every_poll_and_allocation() {
    check(Made::Optimised, |program| {
        moving(full_builder().jit(JitMode::Opt).jit_threshold(1).gc_at_polls(POLLS), program)
    });
}

#[test]
fn optimised_with_hardly_any_young_space() {
    check(Made::OptimisedHot, |_| full_builder().jit(JitMode::Opt).jit_threshold(2).gc_budget(4096));
}

/// A collection every few allocations, so that most objects are old, stores into them count, and
/// marking goes on all the time.
#[test]
fn interpreter_with_hardly_any_young_space() {
    check(Made::Nothing, |_| full_builder().jit(JitMode::Off).gc_budget(4096));
}

#[test]
fn machine_code_with_hardly_any_young_space() {
    check(Made::All, |_| full_builder().jit_threshold(1).gc_budget(4096));
}
