//! Which row stands for an operator and the forms of its operands: tables, no decisions.

use bytecode::num::{Arithmetic, Comparison};
use bytecode::{ConstId, Inst, LowConst, LowSlot, Slot, Target};

/// Both operands on the stack.
pub(super) fn arithmetic(operator: Arithmetic) -> Inst {
    match operator {
        Arithmetic::Add => Inst::Add {},
        Arithmetic::Sub => Inst::Sub {},
        Arithmetic::Mul => Inst::Mul {},
        Arithmetic::Div => Inst::Div {},
        Arithmetic::Mod => Inst::Mod {},
    }
}

/// Two locals.
pub(super) fn arithmetic_ll(operator: Arithmetic, a: Slot, b: Slot) -> Inst {
    match operator {
        Arithmetic::Add => Inst::AddLl { a, b },
        Arithmetic::Sub => Inst::SubLl { a, b },
        Arithmetic::Mul => Inst::MulLl { a, b },
        Arithmetic::Div => Inst::DivLl { a, b },
        Arithmetic::Mod => Inst::ModLl { a, b },
    }
}

/// A local and an int.
pub(super) fn arithmetic_li(operator: Arithmetic, a: Slot, value: i32) -> Inst {
    match operator {
        Arithmetic::Add => Inst::AddLi { a, value },
        Arithmetic::Sub => Inst::SubLi { a, value },
        Arithmetic::Mul => Inst::MulLi { a, value },
        Arithmetic::Div => Inst::DivLi { a, value },
        Arithmetic::Mod => Inst::ModLi { a, value },
    }
}

/// The stack and a local.
pub(super) fn arithmetic_sl(operator: Arithmetic, b: Slot) -> Inst {
    match operator {
        Arithmetic::Add => Inst::AddSl { b },
        Arithmetic::Sub => Inst::SubSl { b },
        Arithmetic::Mul => Inst::MulSl { b },
        Arithmetic::Div => Inst::DivSl { b },
        Arithmetic::Mod => Inst::ModSl { b },
    }
}

/// The stack and an int.
pub(super) fn arithmetic_si(operator: Arithmetic, value: i32) -> Inst {
    match operator {
        Arithmetic::Add => Inst::AddSi { value },
        Arithmetic::Sub => Inst::SubSi { value },
        Arithmetic::Mul => Inst::MulSi { value },
        Arithmetic::Div => Inst::DivSi { value },
        Arithmetic::Mod => Inst::ModSi { value },
    }
}

/// The stack and a constant.
pub(super) fn arithmetic_sk(operator: Arithmetic, constant: ConstId) -> Inst {
    match operator {
        Arithmetic::Add => Inst::AddSk { constant },
        Arithmetic::Sub => Inst::SubSk { constant },
        Arithmetic::Mul => Inst::MulSk { constant },
        Arithmetic::Div => Inst::DivSk { constant },
        Arithmetic::Mod => Inst::ModSk { constant },
    }
}

/// Both operands on the stack, the bool to the stack.
pub(super) fn comparison(operator: Comparison) -> Inst {
    match operator {
        Comparison::Lt => Inst::Lt {},
        Comparison::Le => Inst::Le {},
        Comparison::Gt => Inst::Gt {},
        Comparison::Ge => Inst::Ge {},
        Comparison::Eq => Inst::Eq {},
        Comparison::Ne => Inst::Ne {},
    }
}

/// Goes forward unless the comparison holds; both operands on the stack.
pub(super) fn jump_unless(operator: Comparison, target: Target) -> Inst {
    match operator {
        Comparison::Lt => Inst::JumpUnlessLt { target },
        Comparison::Le => Inst::JumpUnlessLe { target },
        Comparison::Gt => Inst::JumpUnlessGt { target },
        Comparison::Ge => Inst::JumpUnlessGe { target },
        Comparison::Eq => Inst::JumpUnlessEq { target },
        Comparison::Ne => Inst::JumpUnlessNe { target },
    }
}

/// Goes forward unless the comparison holds; two locals. `>` and `>=` have no row: they are to be swapped.
pub(super) fn jump_unless_ll(operator: Comparison, a: LowSlot, b: Slot, target: Target) -> Option<Inst> {
    match operator {
        Comparison::Lt => Some(Inst::JumpUnlessLtLl { a, b, target }),
        Comparison::Le => Some(Inst::JumpUnlessLeLl { a, b, target }),
        Comparison::Eq => Some(Inst::JumpUnlessEqLl { a, b, target }),
        Comparison::Ne => Some(Inst::JumpUnlessNeLl { a, b, target }),
        Comparison::Gt | Comparison::Ge => None,
    }
}

/// Goes forward unless the comparison holds; a local and a constant.
pub(super) fn jump_unless_lk(operator: Comparison, a: LowSlot, constant: LowConst, target: Target) -> Inst {
    match operator {
        Comparison::Lt => Inst::JumpUnlessLtLk { a, constant, target },
        Comparison::Le => Inst::JumpUnlessLeLk { a, constant, target },
        Comparison::Gt => Inst::JumpUnlessGtLk { a, constant, target },
        Comparison::Ge => Inst::JumpUnlessGeLk { a, constant, target },
        Comparison::Eq => Inst::JumpUnlessEqLk { a, constant, target },
        Comparison::Ne => Inst::JumpUnlessNeLk { a, constant, target },
    }
}

/// Goes back if the comparison holds; both operands on the stack.
pub(super) fn loop_if(operator: Comparison, target: Target) -> Inst {
    match operator {
        Comparison::Lt => Inst::LoopIfLt { target },
        Comparison::Le => Inst::LoopIfLe { target },
        Comparison::Gt => Inst::LoopIfGt { target },
        Comparison::Ge => Inst::LoopIfGe { target },
        Comparison::Eq => Inst::LoopIfEq { target },
        Comparison::Ne => Inst::LoopIfNe { target },
    }
}

/// Goes back if the comparison holds; two locals. `>` and `>=` have no row: they are to be swapped.
pub(super) fn loop_if_ll(operator: Comparison, a: LowSlot, b: Slot, target: Target) -> Option<Inst> {
    match operator {
        Comparison::Lt => Some(Inst::LoopIfLtLl { a, b, target }),
        Comparison::Le => Some(Inst::LoopIfLeLl { a, b, target }),
        Comparison::Eq => Some(Inst::LoopIfEqLl { a, b, target }),
        Comparison::Ne => Some(Inst::LoopIfNeLl { a, b, target }),
        Comparison::Gt | Comparison::Ge => None,
    }
}

/// Goes back if the comparison holds; a local and a constant.
pub(super) fn loop_if_lk(operator: Comparison, a: LowSlot, constant: LowConst, target: Target) -> Inst {
    match operator {
        Comparison::Lt => Inst::LoopIfLtLk { a, constant, target },
        Comparison::Le => Inst::LoopIfLeLk { a, constant, target },
        Comparison::Gt => Inst::LoopIfGtLk { a, constant, target },
        Comparison::Ge => Inst::LoopIfGeLk { a, constant, target },
        Comparison::Eq => Inst::LoopIfEqLk { a, constant, target },
        Comparison::Ne => Inst::LoopIfNeLk { a, constant, target },
    }
}
