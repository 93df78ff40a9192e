//! A call with slices allocates nothing, one with Arrow arrays no more for many rows than for few.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array};
use bytecode::ChunkId;
use columns::{Bits, BitsMut, Column, ColumnCode, ColumnFunction, Formula, Machine, OnDivisionByZero};
use exec_mem::Arena;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all is done by the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps what both allocators demand.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the memory is from `System.alloc`, with this layout.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

/// A float and a bool to a float, and the bool of a comparison.
fn function() -> ColumnFunction {
    let module = support::assemble(
        "chunk kept params 2 closed float bool -> float\n  LOAD_LOCAL s1\n  JUMP_IF_FALSE none\n  \
         LOAD_LOCAL s0\n  RETURN\nnone:\n  LOAD_CONST 0.0\n  RETURN\n\
         chunk below params 1 closed float -> bool\n  LOAD_LOCAL s0\n  LOAD_CONST 5.0\n  LT\n  RETURN\n",
    );
    let formulas = [Formula::new(ChunkId(1), [0, 1]), Formula::new(ChunkId(2), [0])];
    let code = ColumnCode::compile(&module, &formulas, Machine::Sse2).unwrap();
    ColumnFunction::new(&Arena::new().unwrap(), code).unwrap()
}

#[test]
fn calls_with_slices_allocate_nothing() {
    let function = function();
    let floats: Vec<f64> = (0..5_001).map(f64::from).collect();
    let (bools, mut kept, mut below) = (vec![0x5a; 700], vec![0.0; 5_001], vec![0; 700]);
    let inputs = [Column::from(&floats), Bits::new(&bools, 3, 5_001).unwrap().into()];
    let mut outputs = [(&mut kept).into(), BitsMut::new(&mut below, 5_001).unwrap().into()];
    assert_eq!(allocations(|| function.call(&inputs, &mut outputs).unwrap()), 0);
    assert_eq!(below[0], 0b0001_1111);
}

#[test]
fn calls_with_arrays_allocate_their_results() {
    let function = function();
    let of = |rows: i32| {
        let floats: ArrayRef =
            Arc::new((0..rows).map(|row| (row % 3 > 0).then_some(f64::from(row))).collect::<Float64Array>());
        let bools: ArrayRef =
            Arc::new((0..rows).map(|row| (row % 5 > 0).then_some(row % 2 == 0)).collect::<BooleanArray>());
        let arrays = [floats, bools];
        allocations(|| drop(function.call_arrow(&arrays, OnDivisionByZero::Null).unwrap()))
    };
    let (few, many) = (of(10), of(100_000));
    assert!(few > 0, "the results are allocated");
    assert_eq!(few, many);
}
