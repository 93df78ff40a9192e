//! Which row stands for an operation and the forms of its operands: the one that their primitives
//! name in the opcode table.

use bytecode::num::{Arithmetic, Comparison};
use bytecode::{ConstId, Inst, LowConst, LowSlot, Primitive as P, Slot, Target};

/// Both operands on the stack.
pub(super) fn arithmetic(operation: Arithmetic) -> Inst {
    row(&[P::Arithmetic(operation)])
}

/// Two locals.
pub(super) fn arithmetic_ll(operation: Arithmetic, a: Slot, b: Slot) -> Inst {
    row(&[P::Local(a), P::Local(b), P::Arithmetic(operation)])
}

/// A local and an int.
pub(super) fn arithmetic_li(operation: Arithmetic, a: Slot, value: i32) -> Inst {
    row(&[P::Local(a), P::Imm(value), P::Arithmetic(operation)])
}

/// The stack and a local.
pub(super) fn arithmetic_sl(operation: Arithmetic, b: Slot) -> Inst {
    row(&[P::Local(b), P::Arithmetic(operation)])
}

/// The stack and an int.
pub(super) fn arithmetic_si(operation: Arithmetic, value: i32) -> Inst {
    row(&[P::Imm(value), P::Arithmetic(operation)])
}

/// The stack and a constant.
pub(super) fn arithmetic_sk(operation: Arithmetic, constant: ConstId) -> Inst {
    row(&[P::Const(constant), P::Arithmetic(operation)])
}

/// Both operands on the stack, the bool to the stack.
pub(super) fn comparison(comparison: Comparison) -> Inst {
    row(&[P::Compare(comparison)])
}

/// Goes forward unless the comparison holds; both operands on the stack.
pub(super) fn jump_unless(comparison: Comparison, target: Target) -> Inst {
    row(&[P::Compare(comparison), P::Branch { when: false, target }])
}

/// Goes forward unless the comparison holds; two locals. `>` and `>=` have no row: their operands
/// are to be swapped.
pub(super) fn jump_unless_ll(comparison: Comparison, a: LowSlot, b: Slot, target: Target) -> Option<Inst> {
    let jump = P::Branch { when: false, target };
    Inst::from_primitives(&[P::Local(a.into()), P::Local(b), P::Compare(comparison), jump])
}

/// Goes forward unless the comparison holds; a local and a constant.
pub(super) fn jump_unless_lk(comparison: Comparison, a: LowSlot, constant: LowConst, target: Target) -> Inst {
    let jump = P::Branch { when: false, target };
    row(&[P::Local(a.into()), P::Const(constant.into()), P::Compare(comparison), jump])
}

/// Goes back if the comparison holds; both operands on the stack.
pub(super) fn loop_if(comparison: Comparison, target: Target) -> Inst {
    row(&[P::Compare(comparison), P::LoopIf { when: true, target }])
}

/// Goes back if the comparison holds; two locals. `>` and `>=` have no row: their operands are to
/// be swapped.
pub(super) fn loop_if_ll(comparison: Comparison, a: LowSlot, b: Slot, target: Target) -> Option<Inst> {
    let jump = P::LoopIf { when: true, target };
    Inst::from_primitives(&[P::Local(a.into()), P::Local(b), P::Compare(comparison), jump])
}

/// Goes back if the comparison holds; a local and a constant.
pub(super) fn loop_if_lk(comparison: Comparison, a: LowSlot, constant: LowConst, target: Target) -> Inst {
    let jump = P::LoopIf { when: true, target };
    row(&[P::Local(a.into()), P::Const(constant.into()), P::Compare(comparison), jump])
}

/// The row of a family, which has one for each operation and form of operands.
fn row(primitives: &[P]) -> Inst {
    Inst::from_primitives(primitives).expect("a row of the opcode table for each member of a family")
}
