//! Plain functions of source text as columns, whose types are inferred: each row is what the
//! interpreter gives, or the message names the line that prevents it.

mod support;

use std::sync::Arc;

use bytecode::{Module, Scalar, ScalarType, Verified};
use columns::{Column, ColumnCode, ColumnFunction, ColumnMut, Formula, Machine};
use exec_mem::Arena;
use support::{Random, Values, machines, same};
use vm::{ErrorKind, JitMode, Vm};

use ScalarType::{Bool, Float, Int};

const KERNELS: &str =
    concat!(include_str!("../../../benches/columns/formulas.unna"), include_str!("support/kernels.unna"));

fn compile(source: &str) -> Verified<Module> {
    lang::compile_verified("kernels.unna", source.as_bytes()).unwrap_or_else(|errors| panic!("{}", errors[0]))
}

/// What the interpreter gives for a row, or `None` where it divides by zero.
fn interpret(vm: &mut Vm, name: &str, arguments: &[Scalar]) -> Option<Scalar> {
    let function: vm::Object = vm.global(name).unwrap();
    let outcome = vm.scope(|ctx| {
        let function = ctx.object(&function)?;
        let argument = |at: usize| value(arguments[at]);
        match arguments.len() {
            1 => ctx.call(function, (argument(0),)),
            2 => ctx.call(function, (argument(0), argument(1))),
            _ => ctx.call(function, (argument(0), argument(1), argument(2))),
        }
    });
    match outcome {
        Ok(vm::Value::Int(int)) => Some(Scalar::Int(int)),
        Ok(vm::Value::Float(float)) => Some(Scalar::Float(float)),
        Ok(vm::Value::Bool(bool)) => Some(Scalar::Bool(bool)),
        Ok(other) => panic!("{name}: {other:?}"),
        Err(error) if matches!(error.kind(), ErrorKind::DivisionByZero) => None,
        Err(error) => panic!("{name}: {error}"),
    }
}

fn value(scalar: Scalar) -> vm::Value {
    match scalar {
        Scalar::Int(int) => vm::Value::Int(int),
        Scalar::Float(float) => vm::Value::Float(float),
        Scalar::Bool(bool) => vm::Value::Bool(bool),
    }
}

#[track_caller]
fn check(name: &str, types: &[ScalarType], result: ScalarType) {
    const ROWS: usize = 301;
    let arena = Arena::new().unwrap();
    let module = Arc::new(compile(KERNELS));
    let formula = Formula::source(&module, name, types).expect("the function is there");
    let mut vm = Vm::builder().jit(JitMode::Off).arena(arena.clone()).output(std::io::sink()).build().unwrap();
    vm.run(Arc::clone(&module)).unwrap();
    let mut random = Random::new(5);
    let columns: Vec<Values> = types.iter().map(|&kind| Values::random(kind, ROWS, &mut random)).collect();
    let row = |row: usize| columns.iter().map(|column| column.get(row)).collect::<Vec<_>>();
    let expected: Vec<Option<Scalar>> = (0..ROWS).map(|at| interpret(&mut vm, name, &row(at))).collect();
    for machine in machines() {
        let code = ColumnCode::compile(&module, std::slice::from_ref(&formula), machine).unwrap();
        let function = ColumnFunction::new(&arena, code).unwrap();
        assert_eq!(function.outputs(), [result], "{name}");
        let mut written = Values::unwritten(result, ROWS);
        let inputs: Vec<Column<'_>> = columns.iter().map(|column| column.column(0..ROWS)).collect();
        let mut failed = vec![false; ROWS];
        let outputs: &mut [ColumnMut<'_>] = &mut [written.column_mut(0..ROWS)];
        function.call_masked(&inputs, outputs, |_, row| failed[row] = true).unwrap();
        for (at, &expected) in expected.iter().enumerate() {
            let found = written.get(at);
            let agrees = expected.map_or(failed[at], |expected| !failed[at] && same(expected, found));
            assert!(agrees, "{name}, {machine:?}, {:?}: {found:?} instead of {expected:?}", row(at));
        }
    }
}

#[test]
fn functions_of_source_text() {
    check("price", &[Float, Int], Float);
    check("price", &[Float, Float], Float);
    check("price", &[Float, Bool], Float);
    check("polynomial", &[Float], Float);
    check("polynomial", &[Int], Float);
    check("black_scholes", &[Float, Float, Float], Float);
    check("hash", &[Int, Int], Int);
    check("tariff", &[Float, Bool], Float);
    check("both", &[Int, Int, Int], Bool);
    check("both", &[Float, Float, Float], Bool);
    check("both", &[Float, Int, Bool], Bool);
    check("counted", &[Int, Float], Int);
}

#[track_caller]
fn refused(source: &str, types: &[ScalarType], expected: &str) {
    let module = compile(source);
    let formula = Formula::source(&module, "f", types).expect("the function is there");
    let error = ColumnCode::compile(&module, &[formula], Machine::Sse2).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn messages_name_the_line() {
    let source = "function f(n) {\n  var s = 0;\n  for (var i = 0; i < n; i = i + 1) { s = s + i; }\n  return s;\n}";
    let expected = "f, line 3: a loop cannot be compiled for columns: write its turns out, or call the function for \
                    each row";
    refused(source, &[Int], expected);
    let source = "function f(x) {\n  if (x > 3) { return x * 0.5; }\n  return x;\n}";
    let expected = "f, line 3: a value is of one type on one path and of another on another: give it one, as by \
                    `* 1.0`";
    refused(source, &[Int], expected);
    let source = "function f(x) {\n  if (x > 3) {\n    return 1;\n  }\n}";
    let expected = "f, line 5: a value is nil on one path and not on another: give it a number or a bool on each";
    refused(source, &[Int], expected);
    let source = "function f(x) {\n  var y;\n  if (x > 3) { y = x; }\n  return y;\n}";
    let expected = "f, line 4: a value is nil on one path and not on another: give it a number or a bool on each";
    refused(source, &[Int], expected);
    refused("function f(x) {\n  print(x);\n  return x;\n}", &[Int], "f, line 2: output: return the value instead");
    let source = "var total = 0;\nfunction f(x) {\n  total = total + x;\n  return total;\n}";
    let expected = "f, line 3: `total` is no function or constant of this module, set once: pass it as an argument";
    refused(source, &[Int], expected);
    let source =
        "var on = 1;\nvar flag = on > 2 && true;\nfunction f(x) {\n  if (flag) { return x; }\n  return 0 - x;\n}";
    let expected = "f, line 4: `flag` is no function or constant of this module, set once: pass it as an argument";
    refused(source, &[Int], expected);
    let source = "function f(x) {\n  return x[0];\n}";
    refused(source, &[Int], "f, line 2: an array or a map: pass its values as arguments");
    let source = "function g(x) {\n  return x.a;\n}\nfunction f(x) {\n  return g(x);\n}";
    refused(source, &[Int], "g, line 2: a field: pass its value as an argument");
    let source = "function f(x) {\n  return g(x);\n}\nfunction g(x) {\n  return f(x);\n}";
    let expected = "f, line 5: a call that recurs cannot be compiled for columns: call the function for each row";
    refused(source, &[Int], expected);
    refused("function f(x, y) { return x; }", &[Int], "f has 2 parameters, and 1 columns are named");
    let source = "function f(x) {\n  return x + \"a\";\n}";
    refused(source, &[Int], "f, line 2: a text: columns hold numbers and bools");
}
