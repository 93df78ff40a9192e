//! Many machines on many threads.

use std::thread;

use vm::{InterruptHandle, JitMode, Vm};

use crate::common::{Sink, compile, run_module};

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
        let mut vm = Vm::builder().jit(mode).gc_stress(stress).output(sink.clone()).build().unwrap();
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
    let mut vm = Vm::builder().output(sink.clone()).build().unwrap();
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
}
