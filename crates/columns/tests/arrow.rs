//! Calls with Arrow arrays: each row is null where one of its columns is or where it divides by
//! zero, and else what the scalar code gives, for all patterns of nulls of small lengths, and for
//! slices that begin anywhere.

mod support;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array};
use bytecode::{ChunkId, Module, Scalar, ScalarType, Verified};
use columns::{ArrowCallError, CallError, ColumnCode, ColumnFunction, OnDivisionByZero};
use exec_mem::Arena;
use support::{Random, Subject, Values, assemble, machines, same};

/// Of each type as a parameter and as a result, and one that can fail.
const FUNCTIONS: &str = "\
chunk divide params 2 closed int int -> int
  LOAD_LOCAL_LL s0 s1
  DIV
  RETURN
chunk scaled params 2 closed float int -> float
  LOAD_LOCAL_LL s0 s1
  MUL
  RETURN
chunk chosen params 3 closed bool int int -> bool
  LOAD_LOCAL s0
  JUMP_IF_FALSE other
  LOAD_LOCAL_LL s1 s2
  LT
  RETURN
other:
  LOAD_LOCAL_LL s2 s1
  LT
  RETURN
";

/// The columns of `divide`, `scaled` and `chosen` in one pass: an int, an int, a float, a bool.
const ARGUMENTS: [&[usize]; 3] = [&[0, 1], &[2, 1], &[3, 0, 1]];
const KINDS: [ScalarType; 4] = [ScalarType::Int, ScalarType::Int, ScalarType::Float, ScalarType::Bool];

fn chunks() -> Vec<(ChunkId, Vec<usize>)> {
    (1..).map(ChunkId).zip(ARGUMENTS.map(<[usize]>::to_vec)).collect()
}

fn functions(arena: &Arena, module: &Verified<Module>, subject: &Subject<'_>) -> Vec<ColumnFunction> {
    let make = |machine| {
        let code = ColumnCode::compile(module, &subject.formulas, machine).unwrap();
        ColumnFunction::new(arena, code).unwrap()
    };
    machines().into_iter().map(make).collect()
}

/// The values as an array, null where `valid` says so.
fn array(values: &Values, valid: &[bool]) -> ArrayRef {
    let nulls = Some(valid.to_vec().into());
    match values {
        Values::Int(values) => Arc::new(Int32Array::new(values.clone().into(), nulls)),
        Values::Float(values) => Arc::new(Float64Array::new(values.clone().into(), nulls)),
        Values::Bool(values) => Arc::new(BooleanArray::new(values.clone().into(), nulls)),
    }
}

fn scalar(array: &ArrayRef, row: usize) -> Option<Scalar> {
    array.is_valid(row).then(|| match array.data_type() {
        arrow_schema::DataType::Int32 => Scalar::Int(array.as_primitive::<Int32Type>().value(row)),
        arrow_schema::DataType::Float64 => Scalar::Float(array.as_primitive::<Float64Type>().value(row)),
        _ => Scalar::Bool(array.as_boolean().value(row)),
    })
}

/// Compares all machines' results for the rows `from..` of the columns.
#[track_caller]
fn check(functions: &[ColumnFunction], subject: &Subject<'_>, columns: &[Values], valid: &[Vec<bool>], from: usize) {
    let rows = valid[0].len() - from;
    let expected = subject.expected(columns, rows, from);
    let arrays: Vec<ArrayRef> =
        columns.iter().zip(valid).map(|(values, valid)| array(values, valid).slice(from, rows)).collect();
    let mut first = None;
    for row in 0..rows {
        for (formula, arguments) in ARGUMENTS.iter().enumerate() {
            let all_valid = arguments.iter().all(|&column| valid[column][from + row]);
            first = first.or((all_valid && expected[formula][row].is_none()).then_some((row, formula)));
        }
    }
    for function in functions {
        let results = function.call_arrow(&arrays, OnDivisionByZero::Null).unwrap();
        for (formula, arguments) in ARGUMENTS.iter().enumerate() {
            for (row, &value) in expected[formula].iter().enumerate() {
                let all_valid = arguments.iter().all(|&column| valid[column][from + row]);
                let (value, found) = (value.filter(|_| all_valid), scalar(&results[formula], row));
                let agree = match (value, found) {
                    (Some(value), Some(found)) => same(value, found),
                    (value, found) => value.is_none() && found.is_none(),
                };
                assert!(agree, "formula {formula}, row {row} of {rows} from {from}: {found:?} instead of {value:?}");
            }
        }
        let failed = function.call_arrow(&arrays, OnDivisionByZero::Fail);
        match (first, failed) {
            (None, Ok(again)) => again.iter().zip(&results).for_each(|(again, result)| {
                assert_eq!(again.logical_nulls(), result.logical_nulls());
            }),
            (Some((row, formula)), Err(ArrowCallError::Call(error))) => {
                assert_eq!(error, CallError::DivisionByZero { formula, row });
            }
            (first, failed) => panic!("{failed:?} instead of {first:?}"),
        }
    }
}

fn random_columns(rows: usize, random: &mut Random) -> Vec<Values> {
    KINDS.iter().map(|&kind| Values::random(kind, rows, random)).collect()
}

#[test]
fn all_patterns_of_nulls_of_small_lengths() {
    let arena = Arena::new().unwrap();
    let module = assemble(FUNCTIONS);
    let subject = Subject::new(&arena, &module, chunks());
    let functions = functions(&arena, &module, &subject);
    let mut random = Random::new(41);
    for rows in 0..=3_usize {
        for pattern in 0_u32..1 << (4 * rows) {
            let valid: Vec<Vec<bool>> =
                (0..4).map(|column| (0..rows).map(|row| pattern >> (column * rows + row) & 1 == 1).collect()).collect();
            check(&functions, &subject, &random_columns(rows, &mut random), &valid, 0);
        }
    }
}

#[test]
fn slices_that_begin_anywhere() {
    let arena = Arena::new().unwrap();
    let module = assemble(FUNCTIONS);
    let subject = Subject::new(&arena, &module, chunks());
    let functions = functions(&arena, &module, &subject);
    let mut random = Random::new(43);
    for rows in (0..=70).chain([511, 512, 513, 520, 1_024, 1_031, 2_000]) {
        let from = rows % 19;
        let columns = random_columns(from + rows, &mut random);
        let valid: Vec<Vec<bool>> = (0..4).map(|_| (0..from + rows).map(|_| random.below(5) > 0).collect()).collect();
        check(&functions, &subject, &columns, &valid, from);
    }
}

#[test]
fn arrays_that_do_not_fit_are_refused() {
    let arena = Arena::new().unwrap();
    let module = assemble(FUNCTIONS);
    let subject = Subject::new(&arena, &module, vec![(ChunkId(1), vec![0, 1])]);
    let function = functions(&arena, &module, &subject).remove(0);
    let ints: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
    let call = |arrays: &[&ArrayRef]| {
        let arrays: Vec<ArrayRef> = arrays.iter().map(|&array| Arc::clone(array)).collect();
        function.call_arrow(&arrays, OnDivisionByZero::Null).unwrap_err().to_string()
    };
    let longs: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let three: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 3]));
    assert_eq!(call(&[&ints]), "the function has 2 input columns, not 1");
    assert_eq!(call(&[&ints, &longs]), "input column 1 is an array of Int64, and Int32 is expected: cast it");
    assert_eq!(call(&[&ints, &three]), "input column 1 has 3 rows, and the first column 2");
}
