//! What looking into code relies on: which stretch of it is for which value, which instruction of
//! the bytecode a value is for, and why calls were not inlined.

use bytecode::{ChunkId, Module, Verified};
use jit::InModule;
use opt::ir::{Function, Obstacle};
use opt::{Compiled, Feedback, Modules, compile_observed};

/// A caller with a callee that is inlined, one that calls itself and what is not known (it is
/// inlined twice), and one that is not known.
const SOURCE: &[u8] = b"\
function small(n) { return n * 3; }
function calls(n) { if (n > 9) { return calls(n - 1); } return f(n); }
function f(n) { return n; }
function caller(n, g) { return small(n) + calls(n) + g(n); }
";

fn compiled(module: &Verified<Module>) -> (Compiled, Function) {
    let names: Vec<&str> = module.globals.iter().map(|&name| module.name(name)).collect();
    let chunk = |name: &str| module.chunks.iter().position(|it| module.name(it.name) == name).expect("it is defined");
    let global = |name: &str| names.iter().position(|it| *it == name).expect("it is used");
    let known = |name: &str| format!("global {} function {}\n", global(name), chunk(name));
    let mut feedback: Feedback =
        Feedback::of(format!("entry function\ntypes int\n{}{}", known("small"), known("calls")).parse().unwrap());
    for callee in ["small", "calls"] {
        let profile = format!("entry function\n{}", known("calls")).parse().unwrap();
        feedback.callees.insert(InModule::own(ChunkId(chunk(callee) as u32)), profile);
    }
    let mut last = Function::default();
    let caller = ChunkId(chunk("caller") as u32);
    let compiled = compile_observed(Modules::alone(module), caller, &feedback, |_, f| last = f.clone()).unwrap();
    (compiled, last)
}

fn module() -> Verified<Module> {
    lang::compile_verified("spans.unna", SOURCE).unwrap_or_else(|errors| panic!("{}", errors[0]))
}

#[test]
fn spans_cover_the_hot_code_in_order() {
    let (compiled, f) = compiled(&module());
    let offsets: Vec<u32> = compiled.spans.iter().map(|span| span.offset).collect();
    assert!(offsets.is_sorted() && offsets.len() > 8, "{offsets:?}");
    assert!(*offsets.last().unwrap() <= compiled.artifact.hot_bytes());
    let shown = f.lines();
    for span in &compiled.spans {
        assert!(shown.iter().any(|line| line.block == span.block && line.value == span.value) || is_constant(&f, span));
    }
    assert!(compiled.spans.iter().any(|span| span.register.is_some()), "some value is in a register");
}

fn is_constant(f: &Function, span: &opt::Span) -> bool {
    span.value.is_some_and(|value| f.inst(value).op.is_constant())
}

#[test]
fn values_of_inlined_calls_name_their_function() {
    let module = module();
    let (_, f) = compiled(&module);
    let product = f.insts.iter().find(|inst| inst.op.to_string() == "int.mul").expect("the product is inlined");
    let frame = f.frames[product.source.frame.index()];
    let callee = &module.chunks[frame.chunk.id.index()];
    assert_eq!(module.name(callee.name), "small");
    assert_eq!(callee.line(product.source.pc), 1);
    let caller = &module.chunks[f.frames[0].chunk.id.index()];
    assert_eq!((frame.caller.map(|it| it.0), caller.line(frame.called_at)), (Some(0), 4));
}

#[test]
fn calls_that_are_not_inlined_have_a_reason() {
    let module = module();
    let (_, f) = compiled(&module);
    let name = |chunk: InModule<ChunkId>| module.name(module.chunks[chunk.id.index()].name);
    let reasons: Vec<(&str, Option<&str>, Obstacle)> = f
        .not_inlined
        .iter()
        .map(|it| (name(f.frames[it.call.frame.index()].chunk), it.callee.map(name), it.why))
        .collect();
    assert_eq!(
        reasons,
        [
            ("calls", Some("calls"), Obstacle::Recursive),
            ("calls", None, Obstacle::Unknown),
            ("calls", None, Obstacle::Unknown),
            ("calls", None, Obstacle::Unknown),
            ("caller", None, Obstacle::Unknown)
        ]
    );
}
