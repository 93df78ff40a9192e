//! The statements that are compared: one or more of each kind that the language has.

/// A statement and what it needs.
#[derive(Debug)]
pub struct Statement {
    pub name: &'static str,
    /// What stands before the function that runs it.
    pub globals: &'static str,
    /// Locals it uses beside `i`, the turn, and `s`, an int; with their first values.
    pub locals: &'static [(&'static str, &'static str)],
    pub text: &'static str,
}

const fn row(
    name: &'static str,
    globals: &'static str,
    locals: &'static [(&'static str, &'static str)],
    text: &'static str,
) -> Statement {
    Statement { name, globals, locals, text }
}

const POINT: &str = "struct P { x; y; }\nstruct Q { y; x; }";
const P: &[(&str, &str)] = &[("p", "P(1, 2)")];
const PF: &[(&str, &str)] = &[("p", "P(1.5, 2.5)")];
const ARRAY: &[(&str, &str)] = &[("a", "[1, 2, 3, 4]")];
const FLOATS: &[(&str, &str)] = &[("x", "1.5"), ("y", "2.5")];
const MODULE: &str = "import \"./module.unna\" as mod;";

/// All of them.
pub const STATEMENTS: &[Statement] = &[
    row("int arithmetic", "", &[], "s = (s + i * 3 - 1) % 1000 + i / 3;"),
    row("int arithmetic of elements", "", ARRAY, "s = a[0] * a[1] - a[2] / a[3] + a[1] % a[2];"),
    row("float arithmetic", "", FLOATS, "x = x * 0.5 + y; s = x - y;"),
    row("float division", "", FLOATS, "s = x / y / 3.0;"),
    row("float remainder", "", FLOATS, "s = y % x;"),
    row("float arithmetic of fields", POINT, PF, "s = p.x * p.y - p.x / p.y;"),
    row(
        "float arithmetic of locals from fields",
        POINT,
        PF,
        "var v = p.x; var w = p.y; s = v * w; s = w - v; s = v / w;",
    ),
    row("int and float", "", FLOATS, "s = i * x;"),
    row("negation of an element", "", ARRAY, "s = -a[1];"),
    row("negation of a float field", POINT, PF, "s = -p.x;"),
    row("plus of a field", POINT, P, "s = +p.x;"),
    row("int comparison", "", &[], "if (i < s) { s = 1; } else if (i >= 3) { s = 2; }"),
    row("int comparison of elements", "", ARRAY, "if (a[0] < a[1]) { s = 1; } if (a[0] == a[1]) { s = 2; }"),
    row("float comparison", "", FLOATS, "if (x < y) { s = 1; } if (x == y) { s = 2; }"),
    row("float comparison of fields", POINT, PF, "if (p.x < p.y) { s = 1; } if (p.x == p.y) { s = 2; }"),
    row(
        "float comparison of locals from fields",
        POINT,
        PF,
        "var v = p.x; var w = p.y; if (v < w) { s = 1; } if (v != w) { s = 2; }",
    ),
    row(
        "string comparison",
        "",
        &[("t", "\"one\""), ("u", "\"two\"")],
        "if (t == u) { s = 1; } if (t != u) { s = 2; }",
    ),
    row("comparison with nil", "", &[("t", "nil")], "if (t == nil) { s = 1; }"),
    row("truth of a bool", "", &[("t", "true")], "if (t) { s = 1; } if (!t) { s = 2; }"),
    row("truth of an int", "", &[("t", "7")], "if (t) { s = 1; } if (!t) { s = 2; }"),
    row("truth of a field", POINT, P, "if (p.x) { s = 1; } if (!p.y) { s = 2; }"),
    row("and, or", "", &[("t", "true"), ("u", "false")], "if (t && u) { s = 1; } if (t || u) { s = 2; }"),
    row("while", "", &[], "var j = 0; while (j < 3) { j = j + 1; }"),
    row(
        "break, continue",
        "",
        &[],
        "for (var j = 0; j < 4; j = j + 1) { if (j == 1) { continue; } if (j == 3) { break; } }",
    ),
    row("foreach of an array", "", ARRAY, "for (var e : a) { s = e; }"),
    row("foreach of a map", "var m = map(); m[0] = 5; m[1] = 6;", &[], "for (var e : m) { s = e; }"),
    row("field", POINT, P, "s = p.x;"),
    row(
        "field of two shapes",
        POINT,
        &[("p", "P(1, 2)"), ("q", "Q(3, 4)")],
        "var o = p; if (i % 2 == 0) { o = q; } s = o.x;",
    ),
    row("field of an element", POINT, &[("a", "[P(1, 2)]")], "s = a[0].y;"),
    row("field store", POINT, P, "p.x = i; p.y = s;"),
    row("field of a float store", POINT, PF, "p.x = 3.5;"),
    row("field compound store", POINT, P, "p.x += 1;"),
    row("field of a string store", POINT, P, "p.x = \"text\";"),
    row("unknown field", POINT, P, "s = p.z;"),
    row("length of a string", "", &[("t", "\"text\"")], "s = t.length;"),
    row("construction", POINT, &[], "s = P(i, 2);"),
    row("construction and field", POINT, &[], "var o = P(i, 2); s = o.x;"),
    row("struct declaration", "", &[], "struct R { x; } s = R(i);"),
    row("array literal", "", &[], "s = [i, 2];"),
    row("empty array", "", &[], "s = array();"),
    row("element", "", ARRAY, "s = a[1];"),
    row("element at a variable index", "", ARRAY, "s = a[i % 4];"),
    row("element store", "", ARRAY, "a[2] = i;"),
    row("element compound store", "", ARRAY, "a[2] += 1;"),
    row("element beyond the end", "", ARRAY, "s = a[9];"),
    row("element of a nested array", "", &[("a", "[[1], [2]]")], "s = a[1][0];"),
    row("push and pop", "", ARRAY, "push(a, i); s = pop(a);"),
    row("length of an array", "", ARRAY, "s = length(a);"),
    row("empty map", "", &[], "s = map();"),
    row("map read by a string", "var m = map(); m[\"k\"] = 1;", &[("m", "m")], "s = m[\"k\"];"),
    row("map read by an int", "var m = map(); m[1] = 1;", &[("m", "m")], "s = m[1];"),
    row("map write by a string", "var m = map(); m[\"k\"] = 1;", &[("m", "m")], "m[\"k\"] = i;"),
    row("map write by an int", "var m = map(); m[1] = 1;", &[("m", "m")], "m[1] = i;"),
    row("map entry that is missing", "var m = map(); m[1] = 1;", &[("m", "m")], "s = m[2];"),
    row("has", "var m = map(); m[\"k\"] = 1;", &[("m", "m")], "s = has(m, \"k\");"),
    row("keys", "var m = map(); m[\"k\"] = 1;", &[("m", "m")], "s = keys(m);"),
    row("concatenation", "", &[("t", "\"one\"")], "s = t + \"two\";"),
    row("concatenation with an int", "", &[("t", "\"one\"")], "s = t + i;"),
    row("call of a function", "function f(x) { return x; }", &[], "s = f(i);"),
    row("call of a function of floats", "function f(x) { return x * 2.0; }", &[], "s = f(1.5);"),
    row("call of a local function", "function f(x) { return x; }", &[("g", "f")], "s = g(i);"),
    row("call of a field", "struct P { x; y; }\nfunction f(x) { return x; }", &[("p", "P(f, 0)")], "s = p.x(i);"),
    row("call of an element", "function f(x) { return x; }", &[("a", "[f]")], "s = a[0](i);"),
    row("recursion", "function f(x) { if (x < 1) { return 0; } return f(x - 1); }", &[], "s = f(3);"),
    row("local function", "", &[], "function g(x) { return x; } s = g(i);"),
    row(
        "closure",
        "function make() { var c = 0; function next() { c = c + 1; return c; } return next; }",
        &[("g", "make()")],
        "s = g();",
    ),
    row("captured variable", "", &[], "var c = i; function g() { return c; } c = c + 1; s = g();"),
    row("native", "", ARRAY, "s = ucoreString.toUpper(\"a\");"),
    row("native by a variable", "", &[("a", "[1]"), ("g", "length")], "s = g(a);"),
    row("async and await", "async function f(x) { return x; }", &[], "s = await f(i);"),
    row("global read", "var g = 1;\ng = 2;", &[], "s = g;"),
    row("global write", "var g = 1;", &[], "g = i;"),
    row("global float arithmetic", "var g = 1.5;\ng = 2.5;", &[], "s = g * g - 1.0;"),
    row("global compound write", "var g = 1;", &[], "g += 1;"),
    row("global constant", "var g = 1;", &[], "s = g + i;"),
    row("module member", MODULE, &[], "s = mod.K;"),
    row("module float", MODULE, &[], "s = mod.F * mod.F;"),
    row("module function", MODULE, &[], "s = mod.f(i);"),
    row("module struct", MODULE, &[], "s = mod.S(i, 2);"),
    row("module by a local", MODULE, &[("m", "mod")], "s = m.K;"),
];

/// The module that statements import.
pub const IMPORTED: &str = "var K = 7;\nvar F = 1.5;\nfunction f(x) { return x; }\nstruct S { x; y; }\n";
