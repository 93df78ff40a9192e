//! Snapshots of the bytecode of small programs: source and text in one file each, in `snapshots/`.
//! `INSTA_UPDATE=always cargo test -p lang --test bytecode` accepts new ones.

use std::fmt::Write;

/// Compiles, verifies and compares the text with the snapshot of this name.
#[track_caller]
fn check(name: &str, source: &str) {
    let source = source.trim();
    let module = match lang::compile_verified("t.unna", source.as_bytes()) {
        Ok(module) => module,
        Err(diagnostics) => panic!("{}", diagnostics[0]),
    };
    let text = bytecode::print(&module);
    assert_eq!(bytecode::parse(&text).as_ref(), Ok(&*module), "the text form is complete");
    let mut snapshot = String::new();
    write!(snapshot, "{source}\n----\n{text}").expect("a string takes all");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, snapshot));
}

macro_rules! snapshots {
    ($( $name:ident: $source:expr; )*) => { $(
        #[test]
        fn $name() {
            check(stringify!($name), $source);
        }
    )* };
}

snapshots! {
    the_loop_of_the_benchmark: "
function run(n) {
    var sum = 0;
    var i = 0;
    while (i < n) {
        sum = sum + 1;
        i = i + 1;
    }
    return sum;
}";
    while_and_or: "
function run(a, b, c) {
    while (a && b) { a = b; }
    while (a || b) { a = b; }
    while (!(a && b) || c) { a = b; }
    while (a && (b || !c)) { a = b; }
}";
    while_true_and_false: "
while (true) { f(); if (g()) break; }
while (false) { never(); }
while (1) { }
print never_reached;";
    conditions_of_ifs: "
function run(a, b) {
    if (a < b) print 1;
    if (!(a < b)) print 2; else print 3;
    if (a > 1 || b == 'x') print 4; else if (a >= 1.5 && 0 != b) print 5; else print 6;
    if (a <= b || a > b) print 7;
    if (await !a) print 8;
    if (1 < a) print 9;
}";
    orders_have_no_opposite: "
function run(a, b) {
    if (a < b || b > 1 || a) print 1;
    if (!(a <= b) && !(f() > b)) print 2;
    while (!(a < b)) a = f();
}";
    for_clauses: "
for (;;) { break; }
for (var i = 0; i < 10; i += 1) { if (i == 5) continue; print i; }
for (g = 0; ; g = g + 1) print g;";
    foreach_over_an_array: "
function total(xs) {
    var sum = 0;
    for (var x : xs) {
        if (x == nil) continue;
        if (x == 'end') break;
        sum += x;
    }
    return sum;
}";
    foreach_at_the_top_level: "for (var x : [1, 2]) for (var y : x) print x + y;";
    break_and_continue_cross_blocks: "
while (a) {
    { { if (b) break; } }
    if (c) { continue; } else { d(); }
    function g() { break; }
}";
    counters: "
{ var i = 0; i = i + 1; i += 1; i = i - 1; i -= 1; i += 2; i = 1 + i; i = i + 1.0; print i; }";
    compound_assignment: "
function run(a, i, o) {
    var x = 1;
    x += i; x -= 2; x *= a.b; x /= 0.5;
    a[i] += 5;
    a[i + 1] *= x;
    o.p -= i;
    o.q.r /= 2;
    f()[g()] += h();
    total += x;
}";
    assignments_as_values: "
function run(a, i, o) {
    var x = (a[i] = 9);
    var y = o.p = x;
    x = y = z = 3;
    print a[0] = o.p += 1;
    return i += 1;
}";
    arithmetic_of_literals: "
print -1; print +2.5; print 2 * 3 + 4; print 7 / 2; print 1 / 2.0; print 1 / 0; print 7 % 0;
print -2147483648; print 2147483647 + 1; print -(0.0); print 'a' + 1 + 2; print 0.0 / 0.0;";
    fused_arithmetic: "
function run(a, b) {
    print a + b; print a - 1; print 2 * a; print 2.5 * a; print 1 - a; print 1 + a;
    print a + 'x'; print (a + b) * a; print (a + b) % 2; print (a * b) / 1.5; print -a + +b;
    print a[0] * b.c; print 2 * (a - b); print !a;
}";
    logic_as_values: "
function run(a, b, c) {
    var x = a && b;
    var y = a || b == c;
    var z = a && b && !c;
    a && f();
    b || g();
    return a && b || c;
}";
    comparisons_as_values: "
function run(a, b) {
    print a < b; print a >= 1; print a == nil; print f() != g();
    return a > b;
}";
    properties_and_indexes: "
function run(p, i) {
    p.x = p.y;
    p.list[i].z = p.list[0];
    return p[i];
}";
    calls: "
f(); f(1); f(1, 2); f(1, 2, 3); print mk()(); m.g(1)(2); a[0](1); (f)(4); await f(5);";
    builtins: "
push(a, 1); print push(a, 2); pop(a); print pop(a); print length(a) + length(b);
print array(f()); print map(f()); push(a); print length(); print (push)(a, 3);
{ var push = 1; push(a, push); }";
    arrays: "print []; print [1, 'a', nil, true, [2.5]]; [f()]; ";
    strings: r#"print 'it\'; print "\w\n\q\\"; print 'x' + "y";"#;
    closures: "
function counter() {
    var n = 0;
    function inc() { n = n + 1; return n; }
    return inc;
}
var c = counter();
print c();";
    closures_in_loops: "
var fs = [];
for (var i = 0; i < 3; i = i + 1) {
    var v = i * 2;
    function get() { return v + i; }
    push(fs, get);
}
for (var x : fs) { function call() { return x(); } print call(); }";
    captured_parameters: "
function outer(a, b, a) {
    function middle() {
        function inner(c) { a = a + b + c; return inner; }
        return inner;
    }
    return middle;
}";
    local_functions_see_themselves: "
function outer(n) {
    function fact(n) { if (n <= 1) { return 1; } return n * fact(n - 1); }
    function plain() { return plain2; }
    return fact(n) + plain();
}";
    scopes_and_shadowing: "
var x = 1;
{ var x = x + 1; { var x = x + 1; print x; } print x; }
print x;
function f(x) { { var x = x * 2; return x; } }";
    uninitialised_variables: "
var g;
function run(c) {
    var a;
    if (c) { var b; b = 1; print b; }
    while (c) { var d; print d; d = c; c = a; }
    function get() { return e; }
    { var e; function see() { return e; } }
    return a;
}";
    imports: "
import './m.unna' as m;
import other as o;
print m.f(o.x);
function lazy() { import './late.unna' as late; return late.value; }
{ import './block.unna' as b; print b; }";
    structs: "
struct P { x; y; }
var p = P(1, 2);
function f() { struct Q { a; a; } return Q(p.x, 3); }";
    async_and_await: "
async function two(n) { return await n * 3 + 1; }
print -await two(2);";
    returns_and_dead_code: "
function f(a) { if (a) { return 1; } else { return; } print 'never'; }
function g() { while (true) { return 2; } }
function h() { return 3; function never() { return h; } var x = never; }
return 4;
print 'never';";
}

#[test]
fn slots_have_the_names_of_the_source() {
    let source = b"function f(a, b) { var c = a; { var d = b; function e() { return d + c; } return e; } }";
    let names = lang::local_names("names.unna", source).expect("it compiles");
    let module = lang::compile("names.unna", source).expect("it compiles");
    let of_f = names.iter().filter(|it| module.name(module.chunks[it.chunk.index()].name) == "f");
    let of_f: Vec<(u16, &str)> = of_f.map(|it| (it.slot.0, it.name.as_str())).collect();
    assert_eq!(of_f, [(0, "a"), (1, "b"), (2, "c"), (3, "d"), (4, "e")]);
    assert!(lang::local_names("names.unna", b"var = 1;").is_err());
}
