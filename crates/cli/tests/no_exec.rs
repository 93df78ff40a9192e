//! Where the system forbids executable memory, programs run all the same, in the interpreter.
#![cfg(target_os = "linux")]

use std::process::{Command, Output};
use std::thread;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Width, SeccompCmpOp as Op, SeccompCondition as Condition,
    SeccompFilter, SeccompRule,
};

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/queens.unna");

const SYS_MMAP: i64 = 9;
const SYS_MPROTECT: i64 = 10;
const PROT_EXEC: u64 = 4;
const MAP_SHARED: u64 = 1;
const MAP_ANONYMOUS: u64 = 0x20;
const EACCES: u32 = 13;

/// Refuses to make memory executable that is not a private mapping of a file: shared libraries can
/// still be loaded, generated code cannot.
fn filter() -> BpfProgram {
    let executable = || masked(2, PROT_EXEC);
    let rules = [
        (
            SYS_MMAP,
            vec![rule(vec![executable(), masked(3, MAP_SHARED)]), rule(vec![executable(), masked(3, MAP_ANONYMOUS)])],
        ),
        (SYS_MPROTECT, vec![rule(vec![executable()])]),
    ];
    let arch = std::env::consts::ARCH.try_into().expect("x86-64 is known");
    let filter = SeccompFilter::new(rules.into(), SeccompAction::Allow, SeccompAction::Errno(EACCES), arch);
    filter.and_then(BpfProgram::try_from).expect("the filter is well formed")
}

fn masked(argument: u8, bits: u64) -> Condition {
    Condition::new(argument, Width::Dword, Op::MaskedEq(bits), bits).expect("the argument exists")
}

fn rule(conditions: Vec<Condition>) -> SeccompRule {
    SeccompRule::new(conditions).expect("there are conditions")
}

/// Runs `unna` from a thread of its own, because a filter stays with its thread and what that
/// starts.
fn run(filter: Option<BpfProgram>) -> Output {
    let unna = move || {
        if let Some(filter) = filter {
            seccompiler::apply_filter(&filter).expect("the system takes filters");
        }
        let args = ["run", "--jit=always", "--verbose", "--stats", PROGRAM];
        Command::new(env!("CARGO_BIN_EXE_unna")).args(args).output().expect("unna starts")
    };
    thread::spawn(unna).join().expect("the thread ends")
}

#[test]
fn programs_run_without_executable_memory() {
    let (free, refused) = (run(None), run(Some(filter())));
    let stderr = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.success(), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&refused.stdout), String::from_utf8_lossy(&free.stdout));
    assert_eq!(stderr.matches("no machine code, everything was interpreted").count(), 1, "{stderr}");
    assert!(!String::from_utf8_lossy(&free.stderr).contains("no machine code"));
}
