//! [`Cold`]: code that is emitted behind the hot code (out of line): exit stubs, edges that leave a
//! region, slow paths.

use bytecode::num::Comparison;

use super::exits::State;
use super::operands::Operand;
use crate::abi::Helper;
use crate::target::{ColdPiece, Gp, IntSource, Label, Word};

/// A piece of code to be emitted after the hot code.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cold {
    /// A guard failed.
    Exit { label: Label, id: u32, state: State },
    /// A branch leaves the region.
    Leave { label: Label, state: State, to: Label },
    /// A fast path did not apply: the instruction's helper does it, and the hot code goes on.
    Slow { label: Label, pc: u32, state: State, call: SlowCall, back: Label },
    /// A value that should be a float is not ordered: a NaN goes on, anything else fails.
    NotOrdered { label: Label, origin: FloatOrigin, fail: Label, back: Label },
    /// One of two values that should be floats is not ordered.
    TwoNotOrdered { label: Label, boxed: [Gp; 2], fail: Label, back: Label },
    /// The rest of a macro operation.
    Piece(ColdPiece),
    /// The object is no array: loads the value of the key if it is a map that has the key.
    MapLoad { label: Label, map: Gp, key: IntSource, dst: Gp, slow: Label, back: Label },
    /// The object in the scratch is no array: sets the value of the key if it is a map that has it.
    MapStore { label: Label, key: IntSource, store: MapStore, slow: Label, back: Label },
    /// The map has no such key: false.
    MapMissing { label: Label, dst: Gp, back: Label },
    /// The callee is not a function with that many parameters.
    CallSlow { label: Label, pc: u32, callee: Word, argc: u32, back: Label },
    /// The callee returned `EXC` or `EXIT`.
    CallFailed { label: Label, pc: u32, args: Word, back: Label },
    /// The frame does not fit.
    Overflow { label: Label },
    /// The poll byte was set at the function's entry.
    EntryPoll { label: Label, back: Label },
    /// No fuel for the function's entry.
    EntryFuel { label: Label },
}

/// Where the bits of a float stand.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FloatOrigin {
    Gp(Gp),
    Word(Word),
}

/// A value to be stored into a map, which is no alias of a local, and whether it may be a pointer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MapStore {
    pub value: Operand,
    pub checked: bool,
}

/// The helper of a slow path, and where its result goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SlowCall {
    pub helper: Helper,
    /// The lowest of the operands, and how many there are.
    pub words: Word,
    pub count: u32,
    pub immediate: u32,
    pub result: SlowResult,
    /// Whether exits behind the call still need the operands in their registers.
    pub keeps_operands: bool,
}

/// The form in which the hot code expects the result of a slow path.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SlowResult {
    None,
    Boxed(Gp),
    /// An int, unboxed.
    Int(Gp),
    /// A bool in the flags: as those of an int comparison that holds if the bool is true.
    Flags(Comparison),
}
