//! Many machines on many threads.

use std::sync::Arc;
use std::thread;

use exec_mem::Arena;
use vm::{Error, ErrorKind, InterruptHandle, JitMode, Object, SampleHandle, Value, Vm};

use crate::common::{Sink, compile, full_builder, run_module};

const PROGRAM: &[u8] = b"
    struct P { x; y; }
    function fib(n) { if (n < 2) { return n; } return fib(n - 1) + fib(n - 2); }
    var m = map(); var all = [];
    for (var i = 0; i < 400; i = i + 1) {
        m['k' + (i % 37)] = i; push(all, P(i, [i * 1.5]));
    }
    var sum = 0;
    for (var p : all) { sum = sum + p.x + p.y[0]; }
    print fib(16); print sum; print keys(m); print ucoreJson.stringify(m);
";

#[test]
fn eight_machines_on_eight_threads_run_one_module() {
    let program = compile("test.unna", PROGRAM).unwrap();
    let run = |mode: JitMode, stress: bool| {
        let sink = Sink::default();
        let mut vm = full_builder().jit(mode).gc_stress(stress).output(sink.clone()).build().unwrap();
        assert_eq!(run_module(&mut vm, program.clone()), 0);
        sink.text()
    };
    let expected = run(JitMode::Off, false);
    assert!(expected.starts_with("987\n199500"));
    thread::scope(|scope| {
        let modes = [JitMode::Off, JitMode::Auto, JitMode::Always, JitMode::Off];
        let threads: Vec<_> =
            modes.iter().cycle().take(8).zip(0..).map(|(&mode, n)| scope.spawn(move || run(mode, n == 3))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), expected);
        }
    });
}

#[test]
fn a_machine_moves_from_thread_to_thread() {
    let sink = Sink::default();
    let mut vm = full_builder().output(sink.clone()).build().unwrap();
    for n in 0..4 {
        let program = compile("test.unna", format!("var a = [{n}, 'x' + {n}]; print a;").as_bytes()).unwrap();
        vm = thread::spawn(move || {
            vm.run(program).unwrap();
            vm
        })
        .join()
        .unwrap();
    }
    assert_eq!(sink.text(), "[0, x0]\n[1, x1]\n[2, x2]\n[3, x3]\n");
}

#[test]
fn what_is_promised_of_threads_holds() {
    fn is_send<T: Send>() {}
    fn is_shared<T: Send + Sync + Clone>() {}
    is_send::<Vm>();
    is_shared::<InterruptHandle>();
    is_shared::<SampleHandle>();
    is_shared::<Object>();
    is_shared::<Error>();
    is_shared::<Value>();
}

#[test]
fn machines_share_a_module_and_executable_memory() {
    let arena = Arena::new().unwrap();
    let source = b"function fib(n) { if (n < 2) { return n; } return fib(n - 1) + fib(n - 2); } function f(n) { return fib(n); }";
    let program = compile("main", source).unwrap();
    thread::scope(|scope| {
        for _ in 0..6 {
            let (arena, program) = (arena.clone(), Arc::clone(&program));
            scope.spawn(move || {
                for round in 0..20 {
                    let mut vm = full_builder().jit(JitMode::Always).arena(arena.clone()).build().unwrap();
                    vm.run(Arc::clone(&program)).unwrap();
                    assert_eq!(vm.call("f", (12 + round % 3,)), Ok([144, 233, 377][round % 3]));
                    assert!(vm.statistics().compiles > 1);
                }
            });
        }
    });
}

#[test]
fn a_machine_is_called_from_one_thread_after_another_with_what_was_kept() {
    let mut vm = full_builder().jit_threshold(2).build().unwrap();
    vm.register("thread", || format!("{:?}", thread::current().id())).unwrap();
    vm.run(compile("main", b"var log = []; function f(n) { push(log, thread()); return n + length(log); }").unwrap())
        .unwrap();
    let (f, log): (Object, Object) = (vm.global("f").unwrap(), vm.global("log").unwrap());
    for n in 0..8 {
        let f = f.clone();
        vm = thread::spawn(move || {
            assert_eq!(f.call(&mut vm, (10,)), Ok(11 + n));
            vm
        })
        .join()
        .unwrap();
    }
    let mut seen: Vec<String> = log.to(&mut vm).unwrap();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 8, "each time another thread");
    let handle = vm.interrupt_handle();
    thread::spawn(move || handle.interrupt()).join().unwrap();
    assert_eq!(f.call::<i32>(&mut vm, (1,)), Err(ErrorKind::Interrupted.into()));
    let kept = thread::spawn(move || drop(vm)).join().map(|()| log);
    drop(kept);
}

#[test]
fn a_thousand_machines_live_in_one_process() {
    let program = compile("test.unna", PROGRAM).unwrap();
    let mut machines = Vec::new();
    for _ in 0..1000 {
        let sink = Sink::default();
        let mut vm = full_builder().jit_threshold(20).output(sink.clone()).build().unwrap();
        vm.run(Arc::clone(&program)).unwrap();
        machines.push((vm, sink));
    }
    let expected = machines[0].1.text();
    assert!(expected.starts_with("987\n"), "{expected}");
    for (mut vm, sink) in machines {
        assert!(vm.statistics().compiles > 0);
        vm.run(Arc::clone(&program)).unwrap();
        assert_eq!(sink.text(), format!("{expected}{expected}"));
    }
}
