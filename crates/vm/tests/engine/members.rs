//! Functions of other modules in optimised code: they are inlined where the module and its member
//! keep their values, with the globals, constants, places and lives of their own module.

use vm::{JitMode, Statistics, Vm, VmBuilder};

use crate::common::{Sink, Texts, compile, full_builder};

const MODULES: &[(&str, &str)] = &[
    (
        "vector",
        "struct Vector { x; y; }
        var made = 0; var LIMIT = 8191; var name = 'vector';
        function vector(x, y) { made = made + 1; return Vector(x, y); }
        function plus(a, b) { return vector((a.x + b.x) % LIMIT, (a.y + b.y) % LIMIT); }
        function named(x) { return name + x; }
        function twice(x) { return x + x; }
        function adder(n) { function add(x) { made = made + 1; return x + n; } return add; }
        var now = twice;
        function change() { now = named; }",
    ),
    ("outer", "import vector as v; var made = 100; function sum(a, b) { made = made + 1; return v.plus(a, b); }"),
    (
        "user",
        "import vector as v;
        function work(n) {
            var sum = v.vector(0, 0);
            for (var i = 0; i < n; i = i + 1) { sum = v.plus(sum, v.vector(i, 1)); }
            return sum.x + ' ' + sum.y + ' ' + v.made;
        }",
    ),
    (
        "guest",
        "function work(n) {
            var sum = 0;
            for (var i = 0; i < n; i = i + 1) { sum = sum + host.add(i) + host.k; }
            return sum;
        }",
    ),
];

struct Ran {
    output: String,
    log: String,
    statistics: Statistics,
    vm: Vm,
}

#[track_caller]
fn run(builder: VmBuilder, source: &str) -> Ran {
    let (output, log) = (Sink::default(), Sink::default());
    let builder = builder.loader(Texts(MODULES)).output(output.clone()).errors(output.clone());
    let mut vm = builder.trace_jit(log.clone()).build().unwrap();
    if let Err(error) = vm.run(compile("main", source.as_bytes()).unwrap()) {
        vm.report(&error);
    }
    Ran { output: output.text(), log: log.text(), statistics: vm.statistics(), vm }
}

/// What a program prints in the interpreter, after a check that optimised code does the same.
/// Returns the log of optimised code.
#[track_caller]
fn check(source: &str) -> (String, Statistics) {
    let expected = run(full_builder().jit(JitMode::Off), source).output;
    let opt = || full_builder().jit(JitMode::Opt);
    let soon = || full_builder().jit_threshold(2).optimise_after(5);
    for (mode, builder) in [
        ("moving", opt().jit_threshold(1).gc_stress(true)),
        ("soon", soon()),
        ("soon, collecting", soon().gc_at_polls(1)),
        ("hardly any code", opt().jit_cache(1)),
    ] {
        assert_eq!(run(builder, source).output, expected, "{mode}");
    }
    for site in 0..40 {
        assert_eq!(run(opt().forced_guard(site, 3), source).output, expected, "forced guard {site}");
    }
    let Ran { output, log, statistics, .. } = run(opt(), source);
    assert_eq!(output, expected);
    (log, statistics)
}

/// The functions that the last code of the loop in `work` has inlined.
#[track_caller]
fn inlined(log: &str) -> &str {
    let line = log.lines().rfind(|line| line.contains("optimise work loop 0"));
    line.and_then(|line| line.rsplit_once("inlined ")).unwrap_or_else(|| panic!("no code in\n{log}")).1
}

#[test]
fn they_are_inlined_with_the_globals_of_their_own_module() {
    let source = "import vector as v; import outer as o; var made = 7; var LIMIT = 5;
        function work(n) {
            var sum = v.vector(0, 0);
            for (var i = 0; i < n; i = i + 1) { sum = o.sum(sum, v.vector(i % v.LIMIT, made)); made = made + LIMIT; }
            return sum.x + ' ' + sum.y;
        }
        print work(900); print v.made; print o.made; print made; print o.v.made;";
    let (log, statistics) = check(source);
    assert_eq!(inlined(&log), "vector sum plus vector", "{log}");
    assert!(statistics.exits.values().sum::<u64>() < 30, "the loop stays in its code: {statistics}");
}

#[test]
fn each_instance_of_a_module_has_its_own_globals() {
    let source = "import vector as v; import vector as w;
        function work(n) {
            for (var i = 0; i < n; i = i + 1) { v.vector(i, i); w.vector(i, i); w.vector(i, i); }
            return v.made + ' ' + w.made;
        }
        print work(500);";
    let (log, _) = check(source);
    assert_eq!(inlined(&log), "vector vector vector", "{log}");
}

#[test]
fn constants_and_closures_are_those_of_their_module() {
    let source = "import vector as v; var name = 'main';
        function work(n) {
            var text = ''; var sum = 0;
            for (var i = 0; i < n; i = i + 1) {
                if (i % 100 == 0) { text = text + name + v.named(i); }
                sum = sum + v.adder(i)(i);
            }
            return text + sum + v.made;
        }
        print work(300);";
    let (log, _) = check(source);
    assert!(inlined(&log).contains("named adder add"), "{log}");
}

#[test]
fn a_wrong_fact_about_one_is_given_up() {
    let source = "import vector as v;
        function work(values) {
            var all = '';
            for (var i = 0; i < 3000; i = i + 1) {
                var x = v.twice(values[i / 1500]);
                if (i % 750 == 749) { all = all + x + ' '; }
            }
            return all;
        }
        print work([21, 0.5]) + work(['a', 'b']) + work([3, 4]);";
    let (log, _) = check(source);
    let codes = log.lines().filter(|line| line.contains("optimise work loop 0")).count();
    assert!(log.contains("jit: wrong work") && (2..=9).contains(&codes), "{log}");
    assert!(log.contains("line 6"), "the line is the other module's: {log}");
}

#[test]
fn a_member_that_is_assigned_is_read_each_time() {
    let source = "import vector as v;
        function work(n) {
            var all = '';
            for (var i = 0; i < n; i = i + 1) {
                var x = v.now(i);
                if (i == 300) { v.change(); }
                if (i % 200 == 99) { all = all + x + ' '; }
            }
            return all;
        }
        print work(600);";
    let (log, _) = check(source);
    assert!(!inlined(&log).contains("twice"), "{log}");
}

#[test]
fn modules_are_freed_together_with_the_code_that_has_inlined_them() {
    let source = "var all = '';
        for (var i = 0; i < 30; i = i + 1) { import user as u; all = all + u.work(40) + ', '; u = nil; }
        print all;";
    let expected = run(full_builder().jit(JitMode::Off), source).output;
    for (mode, builder) in [
        ("at once", full_builder().jit(JitMode::Opt).jit_threshold(1)),
        ("soon", full_builder().jit_threshold(2).optimise_after(5)),
    ] {
        let Ran { output, log, vm, .. } = run(builder.gc_stress(true), source);
        assert_eq!(output, expected, "{mode}");
        assert!(inlined(&log).contains("plus vector"), "{mode}: {log}");
        assert!(vm.instance_count() < 10, "{mode}: {} are kept", vm.instance_count());
    }
}

#[test]
fn a_global_that_the_host_sets_is_constant_no_more() {
    let main = "function one(x) { return x + 1; }
        function two(x) { return x + 2; }
        var k = 2; var add = one;
        function load() { import guest as g; return g.work; }";
    let log = Sink::default();
    let builder = full_builder().jit(JitMode::Opt).jit_threshold(2).loader(Texts(MODULES));
    let mut vm = builder.trace_jit(log.clone()).build().unwrap();
    vm.run(compile("main", main.as_bytes()).unwrap()).unwrap();
    let host = vm.main().unwrap().clone();
    vm.define("host", &host).unwrap();
    let work: vm::Object = vm.call("load", ()).unwrap();
    let sum = |vm: &mut Vm| work.call::<i32>(vm, (100,)).unwrap();
    let numbers = 99 * 100 / 2;
    for _ in 0..4 {
        assert_eq!(sum(&mut vm), numbers + 100 + 200);
    }
    assert!(log.text().lines().any(|line| line.contains("optimise work") && line.contains("inlined one")));
    vm.set_global("k", 5).unwrap();
    assert_eq!(sum(&mut vm), numbers + 100 + 500);
    let two: vm::Object = host.get(&mut vm, "two").unwrap();
    vm.set_global("add", &two).unwrap();
    for _ in 0..4 {
        assert_eq!(sum(&mut vm), numbers + 200 + 500);
    }
}
