//! Windows finds its way from a host function through compiled functions to who runs the machine.
#![cfg(windows)]

#[path = "../../../tests/stack_walk.rs"]
mod stack_walk;

mod common;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use exec_mem::Arena;
use exec_mem::observer::{Frame, FunctionTable, Observer, Published};
use stack_walk::{Step, beginning, walk};
use vm::{Ctx, Error, HostModule, JitMode, Return, Vm};

/// Names of published code, by its address.
#[derive(Default)]
struct Names(Mutex<BTreeMap<u64, (u64, String)>>);

impl Observer for Names {
    fn published(&self, code: Published<'_>) {
        let (start, len) = (code.base as u64, code.bytes.len() as u64);
        self.0.lock().unwrap().insert(start, (start + len, code.name.to_owned()));
    }
}

impl Names {
    /// The name of the code that has `pc` in it.
    fn at(&self, pc: u64) -> Option<String> {
        let names = self.0.lock().unwrap();
        let (_, (end, name)) = names.range(..=pc).next_back()?;
        (pc < *end).then(|| name.clone())
    }
}

/// What the host function of a vm saw when it was called.
static WALK: Mutex<Vec<Step>> = Mutex::new(Vec::new());

fn keep_walk(_: &mut Ctx<'_>) -> Result<Return, Error> {
    *WALK.lock().unwrap() = walk();
    Ok(Return::NIL)
}

const PROGRAM: &str = "
function inner(n) { host.walk(); return n; }
function outer(n) { return inner(n) + 1; }
for (var i = 0; i < 3; i = i + 1) { outer(i); }
";

#[inline(never)]
fn run_machine(vm: &mut Vm) -> i32 {
    let module = common::compile("walked.unna", PROGRAM.as_bytes()).unwrap();
    std::hint::black_box(vm.run(module).unwrap().code())
}

/// Runs the program and returns the steps of the walk, and the names of those in compiled code.
fn walked(mode: JitMode) -> (Vec<Step>, Vec<String>) {
    let names = Arc::new(Names::default());
    let table = FunctionTable::with_frames(|code| {
        Some(Frame::Fixed { bytes: vm::native_frame_bytes(code.name), saves_rbp: true })
    });
    let arena = Arena::builder().observer(table).observer(names.clone()).build().unwrap();
    let host = HostModule::new("host").function("walk", keep_walk);
    let mut vm = Vm::builder().jit(mode).jit_threshold(1).arena(arena).module(host).build().unwrap();
    assert_eq!(run_machine(&mut vm), 0);
    let steps = std::mem::take(&mut *WALK.lock().unwrap());
    let compiled = steps.iter().filter_map(|step| names.at(step.pc)).collect();
    (steps, compiled)
}

#[test]
fn a_walk_goes_from_a_host_function_to_who_runs_the_machine() {
    for mode in [JitMode::Always, JitMode::Opt] {
        let (steps, compiled) = walked(mode);
        println!("{mode:?} {compiled:?} of {} steps", steps.len());
        let runner = beginning(run_machine as fn(&mut Vm) -> i32 as usize as u64);
        assert!(runner.is_some());
        assert!(steps.iter().any(|step| beginning(step.pc) == runner), "{compiled:?} {steps:x?}");
    }
}
