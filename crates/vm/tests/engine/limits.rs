//! Fuel, interrupts and memory: a program takes no more than it is given.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use vm::{Ctx, Error, ErrorKind, Exit, HostModule, JitMode, LoadError, Loader, Return};

use crate::common::{Program, Sink, compile, full_builder, run_source};

const MODES: [JitMode; 3] = [JitMode::Off, JitMode::Auto, JitMode::Always];

/// The fuel that a program uses.
fn fuel_of(source: &str, mode: JitMode) -> u64 {
    let mut vm = full_builder().jit(mode).fuel(1 << 40).output(std::io::sink()).build().unwrap();
    assert_eq!(vm.run(compile("test.unna", source.as_bytes()).unwrap()), Ok(Exit::Finished));
    vm.statistics().fuel_used.unwrap()
}

#[test]
fn fuel_is_counted_alike_in_all_tiers() {
    let programs = [
        "print 1;",
        "var s = 0; for (var i = 0; i < 1000; i = i + 1) { s = s + i; }",
        "function f(n) { if (n < 2) { return n; } return f(n - 1) + f(n - 2); } print f(15);",
        "var a = []; while (length(a) < 500) { push(a, length(a) * 1.5); } var s = 0; for (var x : a) { s = s + x; }",
        "var s = ''; for (var i = 0; i < 300; i = i + 1) { s = s + 'piece' + i; } print s; print s == s + '';",
        "var a = []; a[5000] = 1; var m = map(); for (var i = 0; i < 200; i = i + 1) { m[i] = i; } print length(keys(m));",
    ];
    for program in programs {
        let used = fuel_of(program, JitMode::Off);
        for mode in MODES {
            assert_eq!(fuel_of(program, mode), used, "{mode:?}: {program}");
        }
    }
}

#[test]
fn a_turn_and_a_call_cost_one_unit() {
    let turns = |n: u32| fuel_of(&format!("var i = 0; while (i < {n}) {{ i = i + 1; }}"), JitMode::Off);
    assert_eq!(turns(501) - turns(500), 1);
    assert_eq!(turns(1), 1, "the body of the module is a call");
    let calls = |n: usize| fuel_of(&format!("function f() {{}} {}", "f();".repeat(n)), JitMode::Off);
    assert_eq!(calls(9) - calls(7), 2);
}

#[test]
fn more_fuel_than_can_be_counted_is_used_like_any_other() {
    for mode in MODES {
        let mut vm = full_builder().jit(mode).fuel(u64::MAX).build().unwrap();
        for run in 1..4 {
            vm.run(compile("test.unna", b"var i = 0; while (i < 99) { i = i + 1; }").unwrap()).unwrap();
            assert_eq!(vm.statistics().fuel_used, Some(99 * run), "{mode:?}");
        }
    }
}

#[test]
fn work_on_bytes_and_elements_is_paid_before_it_is_done() {
    let grow = |n: u32| fuel_of(&format!("var a = []; a[{n}] = 1;"), JitMode::Off);
    assert_eq!(grow(64_000) - grow(0), 1000);
    let mut vm = full_builder().jit(JitMode::Off).fuel(1000).output(std::io::sink()).build().unwrap();
    let program = compile("test.unna", b"var a = []; a[2000000000] = 1;").unwrap();
    assert_eq!(vm.run(program), Err(ErrorKind::OutOfFuel.into()));
    assert!(vm.statistics().live_bytes < 1 << 20, "nothing was allocated for it");
}

/// Gives every import the same module.
struct One(Program);

impl Loader for One {
    fn load(&mut self, _: &str, _: &str) -> Result<Program, LoadError> {
        Ok(Arc::clone(&self.0))
    }
}

#[test]
fn an_import_costs_what_there_is_to_link() {
    let program = compile("test.unna", b"import './m' as m;").unwrap();
    let fuel_of = |module: &str, mode| {
        let loader = One(compile("m", module.as_bytes()).unwrap());
        let mut vm = full_builder().jit(mode).fuel(1 << 20).loader(loader).build().unwrap();
        vm.run(program.clone()).unwrap();
        vm.statistics().fuel_used.unwrap()
    };
    for mode in MODES {
        let nothing = fuel_of("", mode);
        assert!((nothing + 100..nothing + 400).contains(&fuel_of(&"x = 1;".repeat(6_400), mode)), "{mode:?}");
        let text = format!("x = '{}';", "t".repeat(6_400));
        assert!((nothing + 100..nothing + 110).contains(&fuel_of(&text, mode)), "{mode:?}");
    }
}

#[test]
fn modules_that_a_program_keeps_are_limited_as_its_objects_are() {
    let module = compile("m", "function f() { return 1; } ".repeat(10_000).as_bytes()).unwrap();
    let kept = b"var all = []; while (true) { import './m' as m; push(all, m); }";
    let let_go = b"for (var i = 0; i < 60; i = i + 1) { import './m' as m; }";
    for mode in MODES {
        let mut vm = full_builder().jit(mode).heap_limit(32 << 20).loader(One(Arc::clone(&module))).build().unwrap();
        assert_eq!(vm.run(compile("test.unna", kept).unwrap()), Err(ErrorKind::OutOfMemory.into()), "{mode:?}");
        assert!(vm.instance_count() < 12, "{}", vm.instance_count());
        assert_eq!(vm.run(compile("test.unna", let_go).unwrap()), Ok(Exit::Finished), "{mode:?}");
    }
}

#[test]
fn a_program_cut_at_any_fuel_prints_a_prefix_of_its_output() {
    let source = "
        function g(x) { return x * 2; }
        for (var i = 0; i < 12; i = i + 1) { print 'line ' + g(i); }
        var t = 'a'; for (var i = 0; i < 8; i = i + 1) { t = t + t; print t; }
    ";
    let program = compile("test.unna", source.as_bytes()).unwrap();
    let whole = run_source(full_builder().jit(JitMode::Off), source);
    let used = fuel_of(source, JitMode::Off);
    for fuel in 0..=used {
        let outputs = MODES.map(|mode| {
            let sink = Sink::default();
            let mut vm = full_builder().jit(mode).fuel(fuel).output(sink.clone()).build().unwrap();
            let expected = if fuel < used { Err(ErrorKind::OutOfFuel.into()) } else { Ok(Exit::Finished) };
            assert_eq!(vm.run(program.clone()), expected, "{mode:?} with {fuel}");
            sink.text()
        });
        assert!(whole.starts_with(&outputs[0]), "with {fuel}");
        assert_eq!(outputs[1], outputs[0], "with {fuel}");
        assert_eq!(outputs[2], outputs[0], "with {fuel}");
    }
}

#[test]
fn natives_pay_too() {
    fn work(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        ctx.charge(100)?;
        Ok(Return::NIL)
    }
    let module = || HostModule::new("host").function("work", work);
    let run = |fuel| {
        let mut vm = full_builder().jit(JitMode::Off).fuel(fuel).module(module()).build().unwrap();
        vm.run(compile("test.unna", b"host.work(); host.work();").unwrap())
    };
    assert_eq!(run(201), Ok(Exit::Finished));
    assert_eq!(run(200), Err(ErrorKind::OutOfFuel.into()));
}

/// Interrupts a program that would never end, after it has printed; it must end.
#[track_caller]
fn interrupt(source: &str, mode: JitMode) {
    let (started, wait) = mpsc::channel();
    let module = HostModule::new("host").function("started", move |_| {
        let _ = started.send(());
        Ok(Return::NIL)
    });
    let sink = Sink::default();
    let mut vm = full_builder().jit(mode).module(module).output(sink.clone()).build().unwrap();
    let handle = vm.interrupt_handle();
    let interrupter = std::thread::spawn(move || {
        wait.recv().unwrap();
        std::thread::sleep(Duration::from_millis(20));
        handle.interrupt();
        Instant::now()
    });
    let program = compile("test.unna", format!("print 'earlier'; host.started(); {source}").as_bytes()).unwrap();
    assert_eq!(vm.run(program), Err(ErrorKind::Interrupted.into()), "{source}");
    interrupter.join().unwrap();
    assert!(sink.text().starts_with("earlier\n"));
    let program = compile("test.unna", b"var i = 0; while (i < 10) { i = i + 1; }").unwrap();
    assert_eq!(vm.run(program), Ok(Exit::Finished), "an interrupt stops one program");
}

#[test]
fn loops_and_calls_and_long_printing_can_be_interrupted() {
    for mode in MODES {
        interrupt("while (true) {}", mode);
        interrupt("var i = 0; for (;;) { i = i + 1; if (i > 1000) { i = 0; } }", mode);
        interrupt("function f(n) { if (n > 30) { return 0; } f(n + 1); f(n + 1); return 0; } f(0);", mode);
        interrupt("var a = [1]; for (var i = 0; i < 30; i = i + 1) { a = [a, a, a]; } print a;", mode);
    }
}

#[test]
fn an_interrupt_before_the_start_counts_and_can_be_taken_back() {
    let program = compile("test.unna", b"print 1;").unwrap();
    let sink = Sink::default();
    let mut vm = full_builder().output(sink.clone()).build().unwrap();
    vm.interrupt_handle().interrupt();
    assert_eq!(vm.run(program.clone()), Err(ErrorKind::Interrupted.into()));
    assert_eq!(vm.run(program.clone()), Ok(Exit::Finished));
    vm.interrupt_handle().interrupt();
    vm.interrupt_handle().clear();
    assert_eq!(vm.run(program), Ok(Exit::Finished));
    assert_eq!(sink.text(), "1\n1\n");
}

#[test]
fn what_is_longer_than_any_may_be_is_out_of_memory_too() {
    let run = |source| run_source(full_builder().jit(JitMode::Off), source);
    assert_eq!(run("print 1; var a = []; a[2147483647] = 1;"), "1\nRuntime Error: Out of memory.\n");
}

#[test]
fn a_heap_that_is_full_ends_the_program_and_the_next_one_runs() {
    let sink = Sink::default();
    let mut vm = full_builder().heap_limit(16 << 20).output(sink.clone()).build().unwrap();
    let sources = [
        "print 1; var a = []; while (true) { push(a, [a]); }",
        "print 1; var s = 'x'; while (true) { s = s + s; }",
        "print 1; var m = map(); for (var i = 0; true; i = i + 1) { m[i] = i; }",
        "print 1; var a = []; a[2000000000] = 1;",
    ];
    for source in sources {
        assert_eq!(
            vm.run(compile("test.unna", source.as_bytes()).unwrap()),
            Err(ErrorKind::OutOfMemory.into()),
            "{source}"
        );
    }
    let program = compile("test.unna", b"var a = []; for (var i = 0; i < 10000; i = i + 1) { push(a, [i]); }").unwrap();
    assert_eq!(vm.run(program), Ok(Exit::Finished));
    assert_eq!(sink.text(), "1\n1\n1\n1\n");
}
