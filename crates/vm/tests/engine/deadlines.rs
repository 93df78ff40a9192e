//! Deadlines: a program ends at its own, in every tier and wherever it is, and no other program
//! does.

use std::thread;
use std::time::{Duration, Instant};

use vm::{ErrorKind, Exit, JitMode};

use crate::common::{compile, full_builder};

const SHORT: Duration = Duration::from_millis(20);

#[track_caller]
fn stops(source: &str) {
    for mode in [JitMode::Off, JitMode::Auto, JitMode::Always] {
        let mut vm = full_builder().jit(mode).output(std::io::sink()).deadline(SHORT).build().unwrap();
        let start = Instant::now();
        assert_eq!(vm.run(compile("main", source.as_bytes()).unwrap()), Err(ErrorKind::DeadlineExceeded.into()));
        assert!(start.elapsed() >= SHORT, "not before");
        vm.set_deadline(Some(Duration::from_secs(1000)));
        assert_eq!(vm.run(compile("main", b"var x = 1; while (x < 9) { x = x + 1; }").unwrap()), Ok(Exit::Finished));
    }
}

#[test]
fn loops_calls_natives_and_printing_are_stopped() {
    stops("while (true) {}");
    stops("function f(n) { if (n > 30) { return 0; } f(n + 1); return f(n + 1); } f(0);");
    stops("ucoreTimer.sleep(100000);");
    stops("var a = [1]; for (var i = 0; i < 40; i = i + 1) { a = [a, a, a]; } print a;");
    stops(
        "var s = 'ab'; for (var i = 0; i < 22; i = i + 1) { s = s + s; } while (true) { ucoreString.match(s, '(a|b)*c'); }",
    );
}

#[test]
fn each_call_has_its_own_deadline() {
    let mut vm = full_builder().build().unwrap();
    vm.run(compile("main", b"function f() { while (true) {} } function g() { return 1; }").unwrap()).unwrap();
    vm.set_deadline(Some(SHORT));
    for _ in 0..3 {
        assert_eq!(vm.call::<()>("f", ()), Err(ErrorKind::DeadlineExceeded.into()));
        assert_eq!(vm.call("g", ()), Ok(1));
    }
    vm.set_deadline(Some(Duration::MAX));
    assert_eq!(vm.call("g", ()), Ok(1));
    vm.set_deadline(Some(Duration::ZERO));
    assert_eq!(vm.call::<()>("f", ()), Err(ErrorKind::DeadlineExceeded.into()));
    vm.set_deadline(None);
    assert_eq!(vm.call("g", ()), Ok(1));
}

#[test]
fn deadlines_of_many_vms_come_each_in_its_time() {
    thread::scope(|scope| {
        for n in 1..9_u32 {
            scope.spawn(move || {
                let limit = SHORT * n;
                let mut vm = full_builder().deadline(limit).build().unwrap();
                let start = Instant::now();
                let program = compile("main", b"while (true) {}").unwrap();
                assert_eq!(vm.run(program), Err(ErrorKind::DeadlineExceeded.into()));
                assert!(start.elapsed() >= limit);
            });
        }
    });
}

#[test]
fn interrupts_are_told_from_deadlines() {
    let mut vm = full_builder().deadline(Duration::from_secs(1000)).build().unwrap();
    vm.interrupt_handle().interrupt();
    assert_eq!(vm.run(compile("main", b"while (true) {}").unwrap()), Err(ErrorKind::Interrupted.into()));
}
