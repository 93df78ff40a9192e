//! Module instances: what they share, what they do not, and when they go.

use std::sync::Arc;

use vm::{JitMode, Vm, VmBuilder};

use crate::common::{Sink, Texts, compile, full_builder};

fn run(builder: VmBuilder, modules: &'static [(&'static str, &'static str)], source: &str) -> (String, Vm) {
    let sink = Sink::default();
    let mut vm = builder.loader(Texts(modules)).output(sink.clone()).errors(sink.clone()).build().unwrap();
    if let Err(error) = vm.run(compile("main.unna", source.as_bytes()).unwrap()) {
        vm.report(&error);
    }
    (sink.text(), vm)
}

const COUNTER: &[(&str, &str)] = &[("counter", "var n = 0; function inc() { n = n + 1; return n; } var get; has;")];

#[test]
fn one_site_reads_many_instances() {
    let source = "
        var all = [];
        for (var i = 0; i < 40; i = i + 1) { import counter as c; push(all, c); }
        for (var round = 0; round < 3; round = round + 1) { for (var c : all) { c.inc(); } }
        all[7].inc();
        var sum = 0;
        for (var c : all) { sum = sum + c.n; }
        print sum; print all[7].n; print all[8].n;
        print all[0].inc == all[0].inc; print all[0].inc == all[1].inc;
    ";
    for mode in [JitMode::Off, JitMode::Auto, JitMode::Always] {
        let (output, _) = run(full_builder().jit(mode), COUNTER, source);
        assert_eq!(output, "121\n4\n3\n1\n0\n", "{mode:?}");
    }
}

#[test]
fn members_are_globals_or_predefined() {
    let source = "
        import counter as c; print c.get; print c.push; print c.has; print c.ucoreString;
        for (var i = 0; i < 3; i = i + 1) { print c.n; c.inc(); }
        print c.later;
    ";
    let expected = "nil\n<fn push>\n<fn has>\n<obj>\n0\n1\n2\n\
                    Runtime Error: Undefined property 'later' in module 'counter'.\n";
    assert_eq!(run(full_builder().jit(JitMode::Off), COUNTER, source).0, expected);
}

#[test]
fn a_member_is_read_when_it_is_needed() {
    const LATE: &[(&str, &str)] = &[("late", "function set() { value = 5; } var set2 = set;")];
    let source = "
        import late as l; function get() { return l.value; }
        l.set(); print get(); import late as l; print get();
    ";
    let expected = "5\nRuntime Error: Undefined property 'value' in module 'late'.\n";
    assert_eq!(run(full_builder().jit(JitMode::Off), LATE, source).0, expected);
}

#[test]
fn instances_that_nothing_reaches_are_freed() {
    let source = "
        var kept; var f;
        for (var i = 0; i < 300; i = i + 1) {
            import counter as c;
            if (i == 10) { kept = c; }
            if (i == 20) { f = c.inc; f(); f(); }
        }
        var junk = []; for (var i = 0; i < 2000; i = i + 1) { junk = [junk]; }
        import counter as last;
        print kept.n; print f();
    ";
    for mode in [JitMode::Off, JitMode::Always] {
        let (output, vm) = run(full_builder().jit(mode).gc_stress(true), COUNTER, source);
        assert_eq!(output, "0\n3\n");
        assert!(vm.instance_count() < 8, "{} are kept", vm.instance_count());
    }
}

#[test]
fn a_body_runs_on_while_its_module_is_reached_by_nothing_else() {
    const SELF: &[(&str, &str)] = &[
        (
            "outer",
            "import inner as i; i = nil; var x = 1; for (var k = 0; k < 50; k = k + 1) { x = [x]; } print length(x);",
        ),
        ("inner", "var y = []; for (var k = 0; k < 50; k = k + 1) { y = [y]; } print length(y); return 5;"),
    ];
    let (output, _) = run(full_builder().jit(JitMode::Off).gc_stress(true), SELF, "import outer as o; print o;");
    assert_eq!(output, "1\n1\n<obj>\n");
}

#[test]
fn imports_nest_to_a_limit() {
    const CYCLE: &[(&str, &str)] = &[("cycle", "depth.d = 0; import cycle as c;")];
    const COUNT: &[(&str, &str)] = &[("count", "print 'in'; import count as c;")];
    let (output, vm) = run(full_builder().jit(JitMode::Off), COUNT, "import count as c;");
    assert_eq!(output.matches("in\n").count(), 1000);
    assert!(output.ends_with("Runtime Error: Stack overflow during import\n"));
    assert_eq!(vm.statistics().modules, 1001);
    let (output, _) = run(full_builder().stack_slots(64).jit(JitMode::Off), COUNT, "import count as c;");
    assert!(output.ends_with("in\nRuntime Error: Stack overflow during import\n"), "{output}");
    let (output, _) = run(full_builder().jit(JitMode::Off), CYCLE, "import cycle as c;");
    assert_eq!(output, "Runtime Error: Undefined variable 'depth'\n");
}

#[test]
fn a_module_that_is_no_program_is_refused_with_its_message() {
    const BAD: &[(&str, &str)] = &[("bad", "var = ;")];
    let (output, _) = run(full_builder(), BAD, "print 1; import bad as b; print 2;");
    assert!(output.starts_with("1\nbad: ") && !output.contains('2'), "{output}");
}

#[test]
fn a_vm_runs_program_after_program() {
    let mut vm = full_builder().output(std::io::sink()).build().unwrap();
    let program =
        compile("a.unna", b"var a = []; for (var i = 0; i < 500; i = i + 1) { push(a, 'x' + i); } print a;").unwrap();
    for _ in 0..200 {
        vm.run(Arc::clone(&program)).unwrap();
    }
    assert_eq!(vm.statistics().modules, 200);
    assert!(vm.instance_count() <= 200);
}
