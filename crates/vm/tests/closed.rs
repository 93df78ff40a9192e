//! Closed functions in the vm: called from programs and by hosts, in all tiers, with arguments of
//! the right types and of wrong ones.

mod common;

use std::sync::Arc;

use bytecode::{ChunkId, Scalar};
use common::{Sink, assemble, full_builder};
use vm::{ErrorKind, JitMode};

const MODES: [JitMode; 3] = [JitMode::Off, JitMode::Auto, JitMode::Always];

const FUNCTIONS: &str = "
chunk fib params 1 closed int -> int
  JUMP_UNLESS_LT_LK s0 2 more
  LOAD_LOCAL_0
  RETURN
more:
  SUB_LI s0 1
  CALL_CLOSED 1 fib
  SUB_LI s0 2
  CALL_CLOSED 1 fib
  ADD
  RETURN

chunk pick params 3 closed bool int float -> float
  LOAD_LOCAL_0
  JUMP_IF_FALSE other
  LOAD_LOCAL_1
  MUL_SK 0.5
  RETURN
other:
  LOAD_LOCAL_2
  RETURN

chunk endless params 1 closed int -> int
  LOAD_LOCAL_0
  CALL_CLOSED 1 endless
  ADD_SI 1
  RETURN

chunk divide params 2 closed int int -> int
  DIV_LL s0 s1
  RETURN

chunk negated params 1 closed bool -> bool
  LOAD_LOCAL_0
  NOT
  RETURN
";

/// Output of a body that calls them, in a mode.
fn run(body: &str, mode: JitMode) -> String {
    let sink = Sink::default();
    let program = assemble(&format!("chunk main\n{body}\n  RETURN_NIL\n{FUNCTIONS}"));
    let mut vm = full_builder().jit(mode).gc_stress(true).stack_slots(5_000).output(sink.clone()).build().unwrap();
    common::run_module(&mut vm, program);
    sink.text()
}

#[track_caller]
fn check(body: &str, expected: &str) {
    for mode in MODES {
        assert_eq!(run(body, mode), expected, "{mode:?}");
    }
}

#[test]
fn programs_call_closed_functions() {
    check("  LOAD_IMM 15\n  CALL_CLOSED 1 fib\n  PRINT", "610\n");
    check(
        "  LOAD_NIL\n  LOAD_TRUE\n  LOAD_IMM 5\n  LOAD_CONST 1.25\n  CALL_CLOSED 3 pick\n  PRINT\n  PRINT",
        "2.5\nnil\n",
    );
    check(
        "  LOAD_FALSE\n  LOAD_IMM 5\n  LOAD_CONST 1.25\n  CALL_CLOSED 3 pick\n  CALL_CLOSED 0 fib0\n  POP\n  PRINT\n\
           \n  RETURN_NIL\nchunk fib0 closed -> int\n  LOAD_IMM 3\n  CALL_CLOSED 1 fib\n  RETURN\nchunk end",
        "1.25\n",
    );
    check("  LOAD_TRUE\n  CALL_CLOSED 1 negated\n  PRINT", "0\n");
    check("  LOAD_IMM 7\n  LOAD_IMM 0\n  CALL_CLOSED 2 divide\n  PRINT", "Runtime Error: Division by zero.\n");
    check("  LOAD_IMM 7\n  CALL_CLOSED 1 endless\n  PRINT", "Runtime Error: Stack overflow.\n");
}

#[test]
fn open_code_may_bring_the_wrong_types() {
    let wrong = |function: &str, expected: &str, place: u32| {
        format!("Runtime Error: Closed function '{function}' expected {expected} as argument {place}.\n")
    };
    check("  LOAD_CONST 1.0\n  CALL_CLOSED 1 fib", &wrong("fib", "int", 1));
    check("  LOAD_NIL\n  CALL_CLOSED 1 fib", &wrong("fib", "int", 1));
    check("  NEW_MAP\n  CALL_CLOSED 1 negated", &wrong("negated", "bool", 1));
    check("  LOAD_TRUE\n  LOAD_IMM 1\n  LOAD_IMM 1\n  CALL_CLOSED 3 pick", &wrong("pick", "float", 3));
    check("  LOAD_TRUE\n  LOAD_CONST \"x\"\n  LOAD_IMM 1\n  CALL_CLOSED 3 pick", &wrong("pick", "int", 2));
}

#[test]
fn closed_functions_are_called_in_hot_loops() {
    let body = "
  STORE_LOCAL_I s0 0
  STORE_LOCAL_I s1 0
again:
  LOOP_HEADER
  LOAD_LOCAL s1
  LOAD_IMM 6
  CALL_CLOSED 1 fib
  ADD
  STORE_LOCAL s1
  INC_LOCAL s0
  LOOP_IF_LT_LK s0 50 again
  LOAD_LOCAL s1
  PRINT";
    check(body, "400\n");
}

#[test]
fn hosts_call_closed_functions() {
    let module = assemble(&format!("chunk main\n  LOAD_NIL\n  PRINT\n  RETURN_NIL\n{FUNCTIONS}"));
    for mode in MODES {
        let sink = Sink::default();
        let mut vm = full_builder().jit(mode).stack_slots(5_000).fuel(3_000).output(sink.clone()).build().unwrap();
        let mut call =
            |chunk: u32, arguments: &[Scalar]| vm.call_closed(Arc::clone(&module), ChunkId(chunk), arguments);
        assert_eq!(call(1, &[Scalar::Int(10)]), Ok(Scalar::Int(55)));
        let pick = |first| [Scalar::Bool(first), Scalar::Int(3), Scalar::Float(-0.0)];
        assert_eq!(call(2, &pick(true)), Ok(Scalar::Float(1.5)));
        assert_eq!(call(2, &pick(false)), Ok(Scalar::Float(-0.0)));
        assert_eq!(call(5, &[Scalar::Bool(true)]), Ok(Scalar::Bool(false)));
        assert_eq!(call(4, &[Scalar::Int(i32::MIN), Scalar::Int(-1)]), Ok(Scalar::Int(i32::MIN)));
        assert_eq!(call(4, &[Scalar::Int(1), Scalar::Int(0)]), Err(ErrorKind::DivisionByZero.into()));
        assert_eq!(call(3, &[Scalar::Int(1)]), Err(ErrorKind::StackOverflow.into()));
        assert_eq!(call(1, &[Scalar::Int(25)]), Err(ErrorKind::OutOfFuel.into()));
        assert_eq!(call(1, &[]), Err(ErrorKind::Arity { expected: 1, actual: 0 }.into()));
        let wrong = ErrorKind::ArgumentType { function: "fib".into(), index: 0, expected: "int" };
        assert_eq!(call(1, &[Scalar::Float(1.0)]), Err(wrong.into()));
        assert_eq!(call(0, &[]), Err(ErrorKind::NotClosed { chunk: 0 }.into()));
        assert_eq!(call(99, &[]), Err(ErrorKind::NotClosed { chunk: 99 }.into()));
        assert_eq!(sink.text(), "", "the body does not run");
        let mut tiny = full_builder().jit(mode).stack_slots(1).build().unwrap();
        assert_eq!(
            tiny.call_closed(Arc::clone(&module), ChunkId(1), &[Scalar::Int(1)]),
            Err(ErrorKind::StackOverflow.into())
        );
    }
}
