//! A collection at every poll: every turn of a loop and every call in every tier, and nothing else
//! changes.

use std::thread;

use vm::{ErrorKind, Exit, JitMode, VmBuilder};

use crate::common::{Sink, compile, full_builder};

/// Loops in loops, calls of all kinds, and objects of which only the frames know.
const SOURCE: &str = "\
struct Pair { left; right; }
function pair(a, b) { return Pair(a, b); }
function sum(n) {
    if (n == 0) { return \"\"; }
    var half = [n, \"n\" + n];
    return sum(n - 1) + half[1];
}
function apply(f, n) {
    var kept = [];
    for (var i = 0; i < n; i = i + 1) {
        var row = map();
        for (var j = 0; j < 3; j = j + 1) { row[\"k\" + j] = f(kept, pair(i, \"\" + j)); }
        push(kept, row);
    }
    return kept[n - 1][\"k2\"].right + length(kept);
}
print(sum(9));
function main() {
    var fixed = \"fixed\";
    function keep(list, pair) { fixed = fixed + \"\"; return pair; }
    return apply(keep, 40) + fixed;
}
print(main());
";
const PRINTED: &str = "n1n2n3n4n5n6n7n8n9\n240fixed\n";

/// What it prints, the fuel it uses, and how often the heap collects.
fn run(builder: VmBuilder) -> (String, u64, u64) {
    let sink = Sink::default();
    let mut vm = builder.fuel(1 << 40).output(sink.clone()).build().unwrap();
    assert_eq!(vm.run(compile("main.unna", SOURCE.as_bytes()).unwrap()), Ok(Exit::Finished));
    let statistics = vm.statistics();
    (sink.text(), statistics.fuel_used.unwrap(), statistics.collections)
}

#[test]
fn each_turn_and_each_call_collects_once() {
    for mode in [JitMode::Off, JitMode::Auto, JitMode::Always] {
        let (printed, fuel, collections) = run(full_builder().jit(mode));
        assert_eq!((printed.as_str(), collections), (PRINTED, 0), "{mode:?}");
        assert!(fuel > 300, "{mode:?}: {fuel}");
        let polls = full_builder().jit(mode).gc_at_polls(u64::MAX);
        assert_eq!(run(polls), (printed.clone(), fuel, fuel), "{mode:?}");
        let moving = full_builder().jit(mode).gc_stress(true).gc_at_polls(u64::MAX);
        let (moved, moved_fuel, most) = run(moving);
        assert_eq!((moved, moved_fuel), (printed, fuel), "{mode:?}");
        assert!(most > 2 * fuel, "{mode:?}: {most}");
    }
}

#[test]
fn collections_end_after_as_many_polls_as_were_asked_for() {
    for mode in [JitMode::Off, JitMode::Always] {
        assert_eq!(run(full_builder().jit(mode).gc_at_polls(100)).2, 100, "{mode:?}");
    }
}

#[test]
fn an_interrupt_is_still_seen() {
    for mode in [JitMode::Off, JitMode::Auto, JitMode::Always] {
        let mut vm = full_builder().jit(mode).gc_at_polls(u64::MAX).build().unwrap();
        let handle = vm.interrupt_handle();
        let asking = thread::spawn(move || handle.interrupt());
        let endless = compile("main.unna", b"while (true) { [1]; }").unwrap();
        assert_eq!(vm.run(endless), Err(ErrorKind::Interrupted.into()), "{mode:?}");
        asking.join().unwrap();
    }
}
