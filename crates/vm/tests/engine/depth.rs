//! How deep calls may nest: the same in all tiers, on any thread, and never the end of the process.

use std::thread;

use vm::{JitMode, VmBuilder};

use crate::common::{full_builder, run_source};

const DEEP: &str = "
    var depth = 0;
    function f(n) { depth = n; return f(n + 1) + 1; }
    function g(a, b, c) { var x = a; var y = b; depth = c; return h(x, y, c + 1) + 1; }
    function h(a, b, c) { return [g(a, b, c + 1)]; }
    FIRST
";

/// The depth at which a program overflows, as it says itself.
fn depth_of(first: &str, builder: VmBuilder) -> u32 {
    // The depth is printed by a second program of the same machine, so the first one prints it as
    // it goes.
    let source = DEEP.replace("FIRST", first).replace("depth = n;", "report(n);").replace("depth = c;", "report(c);");
    let last = std::sync::Arc::new(std::sync::atomic::AtomicI32::new(0));
    let seen = std::sync::Arc::clone(&last);
    let module = vm::HostModule::new("report_module").function("report", move |ctx| {
        last.store(ctx.arg(0).as_int().unwrap_or(-1), std::sync::atomic::Ordering::Relaxed);
        Ok(vm::Return::NIL)
    });
    let source = format!("var report = report_module.report; {source}");
    assert_eq!(run_source(builder.module(module), &source), "Runtime Error: Stack overflow.\n");
    seen.load(std::sync::atomic::Ordering::Relaxed).cast_unsigned()
}

#[test]
fn the_limit_is_the_same_in_all_tiers() {
    for first in ["f(1);", "g(1, 2, 1);", "function k(x) { return f(x) + 1; } k(1);"] {
        let expected = depth_of(first, full_builder().jit(JitMode::Off).stack_slots(20_000));
        assert!(expected > 1023, "{expected}");
        let opt = [(JitMode::Opt, 1), (JitMode::Opt, 2), (JitMode::Opt, 30)];
        let others =
            [(JitMode::Always, 1), (JitMode::Auto, 1), (JitMode::Auto, 2), (JitMode::Auto, 30), (JitMode::Auto, 1000)];
        for (mode, threshold) in others.into_iter().chain(opt) {
            let builder = full_builder().jit(mode).jit_threshold(threshold).optimise_after(100).stack_slots(20_000);
            assert_eq!(depth_of(first, builder), expected, "{first} {mode:?} {threshold}");
        }
    }
}

#[test]
fn the_default_depth_is_reached_on_a_small_thread() {
    let run = |mode| {
        let thread = thread::Builder::new().stack_size(2 << 20);
        thread.spawn(move || depth_of("f(1);", full_builder().jit(mode))).unwrap().join().unwrap()
    };
    let expected = run(JitMode::Off);
    assert!(expected > 40_000, "{expected}");
    assert_eq!(run(JitMode::Auto), expected);
    assert_eq!(run(JitMode::Always), expected);
    assert_eq!(run(JitMode::Opt), expected);
}

#[test]
fn a_tiny_stack_is_an_error_too() {
    let run = |slots| run_source(full_builder().jit(JitMode::Off).stack_slots(slots), "print 1;");
    assert_eq!(run(0), "Runtime Error: Stack overflow.\n");
    assert_eq!(run(1), "Runtime Error: Stack overflow.\n");
    assert_eq!(run(8), "1\n");
    assert!(full_builder().stack_slots(usize::MAX).build().is_err());
    assert!(full_builder().stack_slots(usize::MAX / 16).build().is_err());
}
