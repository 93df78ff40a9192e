//! Rows that jump to each other must leave nothing on the native stack, fast path or slow: each
//! program here takes many more steps than the stack of its machine has bytes to spare for them.

use vm::{HostModule, JitMode};

use crate::common::{full_builder, run_source};

/// An optimised build is the one that ships: there the rows jump to each other, so this file tests
/// that they do.
const _: () = assert!(cfg!(threaded) || cfg!(debug_assertions), "build.rs gives an optimised build the threaded rows");

/// With jumps a turn must cost no native stack at all; without them rows return to a loop.
const TURNS: u32 = if cfg!(threaded) { 1_500_000 } else { 20_000 };

#[track_caller]
fn check(before: &str, body: &str) {
    let module = HostModule::new("host").function("nothing", |_| Ok(().into()));
    let source = format!(
        "function run(n) {{ {before} for (var i = 0; i < n; i = i + 1) {{ {body} }} }} run({TURNS}); print 'end';"
    );
    let builder = full_builder().jit(JitMode::Off).stack_slots(2000).module(module);
    assert_eq!(run_source(builder, &source), "end\n", "{body}");
}

#[test]
fn nothing_piles_up() {
    check("var x = 1;", "x = x + i * 3 - 1; x = x / 3 % 7; x = -x; x = +x;");
    check("var x = 1.5;", "x = x * 0.5 + 1; x = x - i; x = i / (x * x + 1.0); x = -x; x = x % 3.0;");
    check("var t = true; var x = 1;", "x = t + t; x = -t; x = t * 2 + x; if (t < 2 && t == 1) { x = x; }");
    check("var x;", "x = (i < 2.5) == (i >= 1.5) || i != 2.0; if (!x) { x = nil; }");
    check("var x;", "x = 'a' == 'b'; if ('k' + 1 == 'k1') { x = 'z' < 'y'; } while (x == 'never') {}");
    check("var a = [1, 2, 3];", "a[1] = a[0]; push(a, a[2]); pop(a); a[9] = length(a); a = [a[1], a[-1], 3, 4];");
    check("var m = map();", "m['k'] = m['j']; m[i % 5] = has(m, 3); m[1.5] = m[[]]; m = [length(m), m][1];");
    check("struct P { x; y; } var p = P(1, 2);", "p.x = p.y; p.y = p.zzz; p = P(p.x, p.y);");
    check("var s = 'text';", "var l = s.length; s = 'te' + 'xt'; l = length(s) + l;");
    check("function g(a) { return a; } function h() {}", "h(); g(h()); g(g)(i);");
    check("var f; f = 0;", "var c = i; function g() { c = c + 1; return c; } f = g() + c;");
    check("var f = host.nothing; var l = length;", "f(1, 2); host.nothing(); l('abc'); ucoreString.trim(' x ');");
    check("", "glob = i; glob = glob + 1; if (glob == nil) { break; } continue;");
    check("var x = 1;", "x += 1.5; x -= 2; x *= 1; x = (x > 100) == (x <= 100); x = 1;");
}

#[test]
fn imports_pile_nothing_up_either() {
    struct Empty;
    impl vm::Loader for Empty {
        fn load(
            &mut self,
            _: &str,
            written: &str,
        ) -> Result<std::sync::Arc<bytecode::Verified<bytecode::Module>>, vm::LoadError> {
            Ok(crate::common::compile(written, b"var x = 1;").unwrap())
        }
    }
    let sink = crate::common::Sink::default();
    let mut vm = full_builder().jit(JitMode::Off).stack_slots(500).loader(Empty).output(sink.clone()).build().unwrap();
    let source = "for (var i = 0; i < 20000; i = i + 1) { import some as s; } print s.x;";
    let program = crate::common::compile("main.unna", source.replace("print s.x", "print 1").as_bytes()).unwrap();
    vm.run(program).unwrap();
    assert_eq!(sink.text(), "1\n");
    assert!(vm.instance_count() < 20_000, "{}", vm.instance_count());
}
