//! Chapter 2, machine code of one expression.

// ANCHOR: use
use exec_mem::{Arena, Code};
use x64_asm::{Assembler, Cond, Label, Mem, RAX, RBP, RCX, RDI, RSI, RSP};

use crate::expression::{Expression, Operator, Variables};
use crate::{Result, publish};
// ANCHOR_END: use

// ANCHOR: emit
/// Assembles code that leaves the value in `rax`. It goes to `failed` instead when it divides by
/// zero. `rdi` points at the variables; `rcx` and `rdx` are overwritten.
pub fn emit(a: &mut Assembler, expression: &Expression, failed: Label) {
    match expression {
        Expression::Number(number) => a.mov_ri64(RAX, *number),
        Expression::Variable(letter) => a.mov_rm64(RAX, Mem::base(RDI).disp(letter.offset())),
        Expression::Negate(inner) => {
            emit(a, inner, failed);
            a.neg_r64(RAX);
        }
        Expression::Binary(operator, left, right) => {
            emit(a, left, failed);
            a.push_r(RAX);
            emit(a, right, failed);
            a.mov_rr64(RCX, RAX);
            a.pop_r(RAX);
            emit_operator(a, *operator, failed);
        }
    }
}
// ANCHOR_END: emit

// ANCHOR: operator
/// Assembles `rax = rax operator rcx`.
pub fn emit_operator(a: &mut Assembler, operator: Operator, failed: Label) {
    match operator {
        Operator::Add => a.add_rr64(RAX, RCX),
        Operator::Subtract => a.sub_rr64(RAX, RCX),
        Operator::Multiply => a.imul_rr64(RAX, RCX),
        Operator::Divide => emit_divide(a, failed),
        Operator::Less => {
            a.cmp_rr64(RAX, RCX);
            a.setcc_r(Cond::L, RAX);
            a.movzx_rr32_8(RAX, RAX);
        }
    }
}

/// `idiv` traps on a divisor of 0, and on the least integer by -1: neither may reach it.
fn emit_divide(a: &mut Assembler, failed: Label) {
    let (minus_one, done) = (a.label(), a.label());
    a.test_rr64(RCX, RCX);
    a.jcc(Cond::E, failed);
    a.cmp_ri64(RCX, -1);
    a.jcc(Cond::E, minus_one);
    a.cqo();
    a.idiv_r64(RCX);
    a.jmp(done);
    a.bind(minus_one);
    a.neg_r64(RAX);
    a.bind(done);
}
// ANCHOR_END: operator

// ANCHOR: compile
/// Assembles the whole function: `rdi` points at the variables, `rsi` at the place of the result,
/// and `eax` is 1 if there is one.
pub fn assemble(a: &mut Assembler, expression: &Expression) {
    frame(a, |a, failed| emit(a, expression, failed));
}

/// Assembles the function around code that leaves its value in `rax` or goes to `failed`.
fn frame(a: &mut Assembler, value: impl FnOnce(&mut Assembler, Label)) {
    let failed = a.named_label("failed");
    a.push_r(RBP);
    a.mov_rr64(RBP, RSP);
    value(a, failed);
    a.mov_mr64(Mem::base(RSI), RAX);
    a.mov_ri32(RAX, 1);
    a.pop_r(RBP);
    a.ret();
    a.bind(failed);
    a.comment("what was pushed is dropped");
    a.mov_rr64(RSP, RBP);
    a.xor_rr32(RAX, RAX);
    a.pop_r(RBP);
    a.ret();
}

/// What `assemble` makes. The lifetime is that of one call.
type Function<'call> = extern "sysv64" fn(&'call Variables, &'call mut i64) -> u32;

/// An expression as machine code.
pub struct Compiled {
    code: Code,
}

impl Compiled {
    /// Compiles an expression.
    ///
    /// # Errors
    /// When memory is refused.
    pub fn new(arena: &Arena, expression: &Expression) -> Result<Self> {
        let mut a = Assembler::new();
        assemble(&mut a, expression);
        Ok(Self { code: publish(arena, a.finish()?)? })
    }

    /// The value, or `None` if the expression divides by zero.
    pub fn call(&self, variables: &Variables) -> Option<i64> {
        let mut result = 0;
        // SAFETY: `new` alone makes a `Compiled`, of code by `assemble`: a function of this type,
        // which reads variables whose index is less than 26, writes the result and returns. It
        // pushes single words, so that a stack that ends is met at its guard page.
        let entry = unsafe { self.code.entry::<Function<'_>>() };
        (entry.call(variables, &mut result) == 1).then_some(result)
    }
}
// ANCHOR_END: compile

/// As [`assemble`], with the operands of the first exercise.
pub fn assemble_direct(a: &mut Assembler, expression: &Expression) {
    frame(a, |a, failed| emit_direct(a, expression, failed));
}

// ANCHOR: direct
/// As [`emit`], but a right side that is a number or a variable is not evaluated into `rax`, so
/// that the left side need not be pushed.
fn emit_direct(a: &mut Assembler, expression: &Expression, failed: Label) {
    let Expression::Binary(operator, left, right) = expression else {
        return emit_unary(a, expression, failed);
    };
    emit_direct(a, left, failed);
    match **right {
        Expression::Number(number) => a.mov_ri64(RCX, number),
        Expression::Variable(letter) => a.mov_rm64(RCX, Mem::base(RDI).disp(letter.offset())),
        _ => {
            a.push_r(RAX);
            emit_direct(a, right, failed);
            a.mov_rr64(RCX, RAX);
            a.pop_r(RAX);
        }
    }
    emit_operator(a, *operator, failed);
}

fn emit_unary(a: &mut Assembler, expression: &Expression, failed: Label) {
    if let Expression::Negate(inner) = expression {
        emit_direct(a, inner, failed);
        a.neg_r64(RAX);
    } else {
        emit(a, expression, failed);
    }
}
// ANCHOR_END: direct

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::expression::{evaluate, parse};
    use crate::random;

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        let variables = std::array::from_fn(|index| index as i64 - 3);
        let expression = parse(text).unwrap();
        assert_eq!(evaluate(&expression, &variables), expected);
        let arena = Arena::new().unwrap();
        assert_eq!(Compiled::new(&arena, &expression).unwrap().call(&variables), expected);
    }

    #[test]
    fn awkward_divisions() {
        check("7 / -2", Some(-3));
        check("7 / 0", None);
        check("(1 + 2 / (d - d)) * 5", None); // what was pushed is dropped
        check("(-9223372036854775807 - 1) / -1", Some(i64::MIN));
        check("(-9223372036854775807 - 1) / c", Some(i64::MIN)); // c is -1
    }

    #[test]
    fn the_deepest_expression_compiles() {
        let text = format!("{}1{}", "(1-".repeat(49), ")".repeat(49));
        check(&text, Some(0));
        // 100 operands, each in the one before.
        check(&format!("{}1", "-".repeat(99)), Some(-1));
    }

    // ANCHOR: test
    proptest! {
        #[test]
        fn code_computes_what_the_interpreter_computes(
            expression in random::expression(),
            variables in random::variables(),
        ) {
            let compiled = Compiled::new(&Arena::new().unwrap(), &expression).unwrap();
            prop_assert_eq!(compiled.call(&variables), evaluate(&expression, &variables));
        }
    }
    // ANCHOR_END: test

    proptest! {
        #[test]
        fn direct_operands_change_no_value(expression in random::expression(), variables in random::variables()) {
            let mut a = Assembler::new();
            assemble_direct(&mut a, &expression);
            let code = publish(&Arena::new().unwrap(), a.finish().unwrap()).unwrap();
            prop_assert_eq!(Compiled { code }.call(&variables), evaluate(&expression, &variables));
        }
    }
}
