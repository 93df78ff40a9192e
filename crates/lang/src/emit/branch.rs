//! Conditions: an expression whose truth decides where to go.

use bytecode::num::Comparison;
use bytecode::{ConstId, Inst, Label, LowConst, LowSlot, Slot};

use super::work::Work;
use super::{Emitted, Emitter, row};
use crate::tree::{Expr, ExprId, LogicOperator, UnaryOperator};

/// The operands of a comparison that a fused row can take.
enum Fused {
    Locals(Comparison, LowSlot, Slot),
    Constant(Comparison, LowSlot, LowConst),
}

impl Emitter<'_> {
    /// Goes forward to `target` when the truth of the condition is `when`.
    pub(super) fn branch(&mut self, condition: ExprId, target: Label, when: bool) -> Emitted {
        let expr = self.tree.expr(condition);
        if let Some(truth) = literal_truth(expr) {
            return if truth == when { self.chunk().jump(target) } else { Ok(()) };
        }
        match expr {
            Expr::Unary(UnaryOperator::Not, operand) => {
                self.work.push(Work::Branch { condition: operand, target, when: !when });
                Ok(())
            }
            Expr::Unary(UnaryOperator::Await, operand) => {
                self.work.push(Work::Branch { condition: operand, target, when });
                Ok(())
            }
            Expr::Logic(operator, left, right) => {
                self.branch_logic(operator, left, right, target, when);
                Ok(())
            }
            Expr::Compare(operator, left, right) => match jumping(operator, when) {
                Some(operator) => self.branch_unless(condition, operator, left, right, target),
                None => self.branch_order(condition, operator, left, right, target),
            },
            _ => self.branch_value(condition, target, when),
        }
    }

    fn branch_value(&mut self, condition: ExprId, target: Label, when: bool) -> Emitted {
        let inst = if when {
            Inst::JumpIfTrue { target: target.target() }
        } else {
            Inst::JumpIfFalse { target: target.target() }
        };
        self.queue([Work::Value(condition), Work::Jump(inst, target)]);
        Ok(())
    }

    /// `&&` decides as soon as it is false, `||` as soon as it is true.
    fn branch_logic(&mut self, operator: LogicOperator, left: ExprId, right: ExprId, target: Label, when: bool) {
        let deciding = operator == LogicOperator::Or;
        if when == deciding {
            self.queue([
                Work::Branch { condition: left, target, when },
                Work::Branch { condition: right, target, when },
            ]);
        } else {
            let skip = self.chunk().label();
            self.queue([
                Work::Branch { condition: left, target: skip, when: deciding },
                Work::Branch { condition: right, target, when },
                Work::Bind(skip),
            ]);
        }
    }

    fn branch_unless(
        &mut self,
        condition: ExprId,
        operator: Comparison,
        left: ExprId,
        right: ExprId,
        target: Label,
    ) -> Emitted {
        self.move_to(self.tree.expr_position(condition));
        if let Some(inst) = self.fused_jump(operator, left, right, target)? {
            return self.chunk().push_jump(inst, target);
        }
        let jump = Work::Jump(row::jump_unless(operator, target.target()), target);
        self.queue([Work::Value(left), Work::Value(right), jump]);
        Ok(())
    }

    /// Goes to `target` if an order holds, which no row does: a fused row jumps around a JUMP.
    fn branch_order(
        &mut self,
        condition: ExprId,
        operator: Comparison,
        left: ExprId,
        right: ExprId,
        target: Label,
    ) -> Emitted {
        self.move_to(self.tree.expr_position(condition));
        let skip = self.chunk().label();
        let Some(inst) = self.fused_jump(operator, left, right, skip)? else {
            return self.branch_value(condition, target, true);
        };
        self.chunk().push_jump(inst, skip)?;
        self.chunk().jump(target)?;
        self.chunk().bind(skip)
    }

    fn fused_jump(
        &mut self,
        operator: Comparison,
        left: ExprId,
        right: ExprId,
        target: Label,
    ) -> Emitted<Option<Inst>> {
        Ok(match self.fused(operator, left, right)? {
            Some(Fused::Locals(operator, a, b)) => row::jump_unless_ll(operator, a, b, target.target()),
            Some(Fused::Constant(operator, a, constant)) => {
                Some(row::jump_unless_lk(operator, a, constant, target.target()))
            }
            None => None,
        })
    }

    /// Goes back to `header` when the truth of the condition is `when`. There is one LOOP row for
    /// a loop, whatever its condition.
    pub(super) fn loop_back(&mut self, condition: ExprId, header: Label, when: bool) -> Emitted {
        let expr = self.tree.expr(condition);
        if let Some(truth) = literal_truth(expr) {
            let inst = Inst::Loop { target: header.target() };
            return if truth == when { self.chunk().push_jump(inst, header) } else { Ok(()) };
        }
        match expr {
            Expr::Unary(UnaryOperator::Not, operand) => {
                self.work.push(Work::Loop { condition: operand, header, when: !when });
                Ok(())
            }
            Expr::Unary(UnaryOperator::Await, operand) => {
                self.work.push(Work::Loop { condition: operand, header, when });
                Ok(())
            }
            Expr::Logic(operator, left, right) => {
                self.loop_logic(operator, left, right, header, when);
                Ok(())
            }
            Expr::Compare(operator, left, right) => match looping(operator, when) {
                Some(operator) => self.loop_if(condition, operator, left, right, header),
                None => self.loop_value(condition, header, when),
            },
            _ => self.loop_value(condition, header, when),
        }
    }

    fn loop_value(&mut self, condition: ExprId, header: Label, when: bool) -> Emitted {
        let inst = if when {
            Inst::LoopIfTrue { target: header.target() }
        } else {
            Inst::LoopIfFalse { target: header.target() }
        };
        self.queue([Work::Value(condition), Work::Jump(inst, header)]);
        Ok(())
    }

    fn loop_logic(&mut self, operator: LogicOperator, left: ExprId, right: ExprId, header: Label, when: bool) {
        let deciding = operator == LogicOperator::Or;
        let exit = self.chunk().label();
        if when == deciding {
            // Either operand goes on with the loop: both meet at one LOOP.
            let again = self.chunk().label();
            self.queue([
                Work::Branch { condition: left, target: again, when },
                Work::Branch { condition: right, target: exit, when: !when },
                Work::Bind(again),
                Work::Jump(Inst::Loop { target: header.target() }, header),
                Work::Bind(exit),
            ]);
        } else {
            self.queue([
                Work::Branch { condition: left, target: exit, when: deciding },
                Work::Loop { condition: right, header, when },
                Work::Bind(exit),
            ]);
        }
    }

    fn loop_if(
        &mut self,
        condition: ExprId,
        operator: Comparison,
        left: ExprId,
        right: ExprId,
        header: Label,
    ) -> Emitted {
        self.move_to(self.tree.expr_position(condition));
        let inst = match self.fused(operator, left, right)? {
            Some(Fused::Locals(operator, a, b)) => row::loop_if_ll(operator, a, b, header.target()),
            Some(Fused::Constant(operator, a, constant)) => {
                Some(row::loop_if_lk(operator, a, constant, header.target()))
            }
            None => None,
        };
        if let Some(inst) = inst {
            return self.chunk().push_jump(inst, header);
        }
        let jump = Work::Jump(row::loop_if(operator, header.target()), header);
        self.queue([Work::Value(left), Work::Value(right), jump]);
        Ok(())
    }

    /// The operands as a fused row takes them, swapped if need be.
    fn fused(&mut self, operator: Comparison, left: ExprId, right: ExprId) -> Emitted<Option<Fused>> {
        if let Some(fused) = self.fused_in_order(operator, left, right)? {
            return Ok(Some(fused));
        }
        self.fused_in_order(operator.swapped(), right, left)
    }

    fn fused_in_order(&mut self, operator: Comparison, left: ExprId, right: ExprId) -> Emitted<Option<Fused>> {
        let Some(a) = self.plain_local(left).and_then(low_slot) else { return Ok(None) };
        if let Some(b) = self.plain_local(right) {
            let has_row = !matches!(operator, Comparison::Gt | Comparison::Ge);
            return Ok(has_row.then_some(Fused::Locals(operator, a, b)));
        }
        let is_equality = matches!(operator, Comparison::Eq | Comparison::Ne);
        let constant = match self.tree.expr(right) {
            Expr::Int(_) | Expr::Float(_) => self.constant(right)?,
            Expr::Str(_) if is_equality => self.constant(right)?,
            _ => return Ok(None),
        };
        Ok(low_constant(constant).map(|constant| Fused::Constant(operator, a, constant)))
    }
}

fn low_slot(slot: Slot) -> Option<LowSlot> {
    u8::try_from(slot.0).ok().map(LowSlot)
}

fn low_constant(constant: ConstId) -> Option<LowConst> {
    u16::try_from(constant.0).ok().map(LowConst)
}

/// The comparison of a row that jumps unless it holds, for a jump when `operator` gives `when`.
/// `None` if there is none: an order has no opposite, because neither `a < b` nor `a >= b` holds
/// for a NaN.
fn jumping(operator: Comparison, when: bool) -> Option<Comparison> {
    if when { opposite(operator) } else { Some(operator) }
}

/// The comparison of a row that goes back if it holds, for a loop that goes on when `operator`
/// gives `when`. `None` if there is none, as for `jumping`.
fn looping(operator: Comparison, when: bool) -> Option<Comparison> {
    if when { Some(operator) } else { opposite(operator) }
}

fn opposite(operator: Comparison) -> Option<Comparison> {
    match operator {
        Comparison::Eq => Some(Comparison::Ne),
        Comparison::Ne => Some(Comparison::Eq),
        Comparison::Lt | Comparison::Le | Comparison::Gt | Comparison::Ge => None,
    }
}

/// The truth of a literal; strings and NaN are true, both zeros false.
fn literal_truth(expr: Expr) -> Option<bool> {
    match expr {
        Expr::Nil | Expr::False => Some(false),
        Expr::True | Expr::Str(_) => Some(true),
        Expr::Int(int) => Some(int != 0),
        Expr::Float(float) => Some(float != 0.0),
        _ => None,
    }
}
