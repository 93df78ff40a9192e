//! What is refused, with the message: formulas that cannot be compiled, columns that do not fit.

mod support;

use bytecode::ChunkId;
use columns::{CallError, Column, ColumnCode, ColumnFunction, Formula, Machine};
use exec_mem::Arena;
use support::assemble;

#[track_caller]
fn check(functions: &str, formulas: &[Formula], expected: &str) {
    let error = ColumnCode::compile(&assemble(functions), formulas, Machine::Sse2).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

fn first(columns: &[usize]) -> Vec<Formula> {
    vec![Formula::new(ChunkId(1), columns)]
}

const COUNT: &str = "chunk count params 1 closed int -> int
  line 3
top:
  LOOP_HEADER
  line 4
  INC_LOCAL s0
  LOOP_IF_LT_LK s0 10 top
  LOAD_LOCAL_0
  RETURN
";
const ADD: &str = "chunk add params 2 closed int float -> float\n  ADD_LL s0 s1\n  RETURN\n";
const NESTED: &str =
    "chunk outer params 1 closed int -> int\n  LOAD_LOCAL_0\n  line 7\n  CALL_CLOSED 1 outer\n  RETURN\n";

#[test]
fn loops_and_recursion_name_their_line() {
    let expected = "count, line 3: a loop cannot be compiled for columns: write its turns out, or call the function \
                    for each row";
    check(COUNT, &first(&[0]), expected);
    let expected = "outer, line 7: a call that recurs cannot be compiled for columns: call the function for each row";
    check(NESTED, &first(&[0]), expected);
}

#[test]
fn formulas_that_do_not_fit() {
    check(ADD, &[], "there is no formula to compile");
    check(ADD, &[Formula::new(ChunkId(9), [])], "the module has no chunk 9");
    check(
        ADD,
        &[Formula::new(ChunkId(0), [])],
        "main: its types are not declared: give those of the columns with `Formula::typed`",
    );
    check(ADD, &first(&[0]), "add has 2 parameters, and 1 columns are named");
    check(ADD, &first(&[0, 0]), "column 0 is used as int and as float");
    check(ADD, &first(&[0, 2]), "no formula uses column 1: number the columns that are used from 0 on");
    check(ADD, &first(&[0, usize::MAX / 2]), "no formula uses column 1: number the columns that are used from 0 on");
}

/// Every call of a chain doubles what is visited.
#[test]
fn what_grows_without_bound() {
    let mut text = String::new();
    for at in 0..40 {
        let call = format!("  CALL_CLOSED 1 f{}\n", at + 1);
        text += &format!("chunk f{at} params 1 closed float -> float\n  LOAD_LOCAL_0\n{call}{call}  RETURN\n");
    }
    text += "chunk f40 params 1 closed float -> float\n  ADD_LI s0 1\n  RETURN\n";
    let error = ColumnCode::compile(&assemble(&text), &first(&[0]), Machine::Sse2).unwrap_err();
    let error = error.to_string();
    assert!(error.ends_with(": too large for a column function: compile fewer formulas at once"), "{error}");
}

#[test]
fn columns_that_do_not_fit() {
    let module = assemble(ADD);
    let code = ColumnCode::compile(&module, &first(&[0, 1]), Machine::Sse2).unwrap();
    let function = ColumnFunction::new(&Arena::new().unwrap(), code).unwrap();
    let (ints, floats, mut sums) = (vec![1, 2, 3], vec![0.5; 3], vec![0.0; 3]);
    let short = vec![0.5; 2];
    let mut call = |inputs: &[Column<'_>]| function.call(inputs, &mut [(&mut sums).into()]).unwrap_err();
    let error = call(&[(&ints).into()]);
    assert_eq!(error, CallError::WrongCount { outputs: false, expected: 2, found: 1 });
    assert_eq!(error.to_string(), "the function has 2 input columns, not 1");
    let error = call(&[(&ints).into(), (&ints).into()]);
    assert_eq!(error.to_string(), "input column 1 holds int, and float is expected");
    let error = call(&[(&ints).into(), (&short).into()]);
    assert_eq!(error.to_string(), "input column 1 has 2 rows, and the first column 3");
    let error = function.call(&[(&ints).into(), (&floats).into()], &mut []).unwrap_err();
    assert_eq!(error.to_string(), "the function has 1 output columns, not 0");
    let mut short = short;
    let error = function.call(&[(&ints).into(), (&floats).into()], &mut [(&mut short).into()]).unwrap_err();
    assert_eq!(error.to_string(), "output column 0 has 2 rows, and the first column 3");
}
