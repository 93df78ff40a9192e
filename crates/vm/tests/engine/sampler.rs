//! Samples show the active calls of every tier, with their lines, and disturb nothing.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use vm::{ErrorKind, Exit, FrameTier, Frames, InterruptHandle, JitMode};

use crate::common::{compile, full_builder};

const LOOPING: &str = "\
function inner(n) {
    var sum = 0;
    while (true) { sum = sum + n; }
}
function outer(n) {
    return inner(n);
}
outer(1);
";

/// Every call is a function's entry: nothing loops.
const CALLING: &str = "\
function fib(n) {
    if (n < 2) { return n; }
    return fib(n - 1) +
        fib(n - 2);
}
while (true) { fib(15); }
";

type Stack = Vec<(String, u32, FrameTier)>;

fn stack(frames: Frames<'_>) -> Stack {
    frames.map(|frame| (frame.function.to_owned(), frame.line, frame.tier)).collect()
}

/// Runs an endless program, with another thread that asks for samples, until `enough` of them are
/// there.
fn samples(source: &str, mode: JitMode, enough: usize) -> Vec<Stack> {
    let stacks = Arc::new(Mutex::new(Vec::new()));
    let interrupt: Arc<Mutex<Option<InterruptHandle>>> = Arc::default();
    let (sink, stop) = (Arc::clone(&stacks), Arc::clone(&interrupt));
    let sampler = move |frames: Frames<'_>| {
        let mut stacks = sink.lock().unwrap();
        stacks.push(stack(frames));
        if stacks.len() == enough {
            stop.lock().unwrap().as_ref().unwrap().interrupt();
        }
    };
    let mut vm = full_builder().jit(mode).sampler(sampler).build().unwrap();
    *interrupt.lock().unwrap() = Some(vm.interrupt_handle());
    let (handle, ended) = (vm.sample_handle(), Arc::new(AtomicBool::new(false)));
    let ending = Arc::clone(&ended);
    let asking = thread::spawn(move || {
        while !ending.load(Ordering::Relaxed) {
            handle.request();
            thread::sleep(Duration::from_micros(100));
        }
    });
    assert_eq!(vm.run(compile("main.unna", source.as_bytes()).unwrap()), Err(ErrorKind::Interrupted.into()));
    ended.store(true, Ordering::Relaxed);
    asking.join().unwrap();
    let stacks = stacks.lock().unwrap();
    assert!(stacks.len() >= enough);
    stacks.clone()
}

#[test]
fn a_loop_is_seen_with_its_callers_and_lines() {
    for (mode, tier) in [(JitMode::Off, FrameTier::Interpreted), (JitMode::Always, FrameTier::Compiled)] {
        let expected: Stack =
            [("inner", 3), ("outer", 6), ("script", 8)].map(|(name, line)| (name.into(), line, tier)).into();
        let stacks = samples(LOOPING, mode, 200);
        // The first ones may find the program on its way into the loop.
        let steady = stacks.iter().filter(|stack| **stack == expected).count();
        assert!(steady > 190, "{mode:?}: {steady} of {}: {:?}", stacks.len(), stacks.last());
    }
}

#[test]
fn calls_are_seen_at_every_depth_with_lines() {
    for mode in [JitMode::Off, JitMode::Auto, JitMode::Always] {
        let stacks = samples(CALLING, mode, 300);
        let depths: BTreeSet<usize> = stacks.iter().map(Vec::len).collect();
        assert!(depths.len() > 3, "{mode:?}: {depths:?}");
        for (name, line, _) in stacks.iter().flatten() {
            let lines: &[u32] = if name == "fib" { &[2, 3, 4] } else { &[1, 6] };
            assert!(lines.contains(line), "{mode:?}: {name} at {line}");
        }
        let tiers: BTreeSet<FrameTier> = stacks.iter().flatten().map(|&(.., tier)| tier).collect();
        match mode {
            JitMode::Off => assert_eq!(tiers, [FrameTier::Interpreted].into()),
            _ => assert!(tiers.contains(&FrameTier::Compiled), "{mode:?}: {tiers:?}"),
        }
    }
}

#[test]
fn samples_are_taken_inside_host_functions() {
    let stacks = samples("function wait() { ucoreTimer.sleep(60000); }\nwait();", JitMode::Off, 3);
    let names: Vec<&str> = stacks[2].iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["wait", "script"]);
}

#[test]
fn a_request_without_a_sampler_changes_nothing() {
    for mode in [JitMode::Off, JitMode::Always] {
        let mut vm = full_builder().jit(mode).build().unwrap();
        vm.sample_handle().request();
        let source = "function f(n) { return n; } var s = 0; for (var i = 0; i < 1000; i = i + 1) { s = s + f(i); }";
        assert_eq!(vm.run(compile("main.unna", source.as_bytes()).unwrap()), Ok(Exit::Finished));
    }
}

#[test]
fn a_request_does_not_take_back_an_interrupt_nor_the_other_way_round() {
    let taken = Arc::new(AtomicBool::new(false));
    let sink = Arc::clone(&taken);
    let mut vm = full_builder().sampler(move |_| sink.store(true, Ordering::Relaxed)).build().unwrap();
    let (sample, interrupt) = (vm.sample_handle(), vm.interrupt_handle());
    interrupt.interrupt();
    sample.request();
    assert_eq!(vm.run(compile("main.unna", b"while (true) {}").unwrap()), Err(ErrorKind::Interrupted.into()));
    assert!(!taken.load(Ordering::Relaxed), "it ended before its first call");
    sample.request();
    interrupt.interrupt();
    interrupt.clear();
    assert_eq!(vm.run(compile("main.unna", b"for (var i = 0; i < 10; i = i + 1) {}").unwrap()), Ok(Exit::Finished));
    assert!(taken.load(Ordering::Relaxed));
}
