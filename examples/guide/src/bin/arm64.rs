//! Chapter 14, the same on ARM64: `cargo run -p guide --bin arm64` shows the code of an expression on
//! any machine; on ARM64 it is run too.

// ANCHOR: use
use a64_asm::{Assembler, Cond, Label, SP, X0, X1, X9, X10, X11};
use guide::Result;
use guide::expression::{Expression, Operator, parse};
// ANCHOR_END: use

// ANCHOR: emit
/// Assembles code that leaves the value in `x9`. It goes to `failed` instead when it divides by
/// zero. `x0` points at the variables; `x10` is overwritten.
fn emit(a: &mut Assembler, expression: &Expression, failed: Label) {
    match expression {
        Expression::Number(number) => a.mov_ri64(X9, *number as u64),
        Expression::Variable(letter) => a.ldr_ro64(X9, X0, letter.offset()),
        Expression::Negate(inner) => {
            emit(a, inner, failed);
            a.neg_rr64(X9, X9);
        }
        Expression::Binary(operator, left, right) => {
            emit(a, left, failed);
            a.str_r_pre64(X9, SP, -16);
            emit(a, right, failed);
            a.ldr_r_post64(X10, SP, 16);
            emit_operator(a, *operator, failed);
        }
    }
}

/// Assembles `x9 = x10 operator x9`.
fn emit_operator(a: &mut Assembler, operator: Operator, failed: Label) {
    match operator {
        Operator::Add => a.add_rrr64(X9, X10, X9),
        Operator::Subtract => a.sub_rrr64(X9, X10, X9),
        Operator::Multiply => a.mul_rrr64(X9, X10, X9),
        Operator::Divide => {
            a.cbz_rl64(X9, failed);
            a.sdiv_rrr64(X9, X10, X9);
        }
        Operator::Less => {
            a.cmp_rr64(X10, X9);
            a.cset_r64(X9, Cond::LT);
        }
    }
}
// ANCHOR_END: emit

// ANCHOR: assemble
/// Assembles the whole function: `x0` points at the variables, `x1` at the place of the result, and
/// `w0` is 1 if there is one.
fn assemble(a: &mut Assembler, expression: &Expression) {
    let failed = a.named_label("failed");
    a.add_rri64(X11, SP, 0);
    emit(a, expression, failed);
    a.str_ro64(X9, X1, 0);
    a.mov_ri64(X0, 1);
    a.ret();
    a.bind(failed);
    a.comment("what was pushed is dropped");
    a.add_rri64(SP, X11, 0);
    a.mov_ri64(X0, 0);
    a.ret();
}
// ANCHOR_END: assemble

fn main() -> Result<()> {
    let text = std::env::args().nth(1).unwrap_or_else(|| "100 / (x - 2) + 1".into());
    let expression = parse(&text)?;
    let mut a = Assembler::new();
    assemble(&mut a, &expression);
    println!("{}", a.finish()?.listing().stable());
    #[cfg(target_arch = "aarch64")]
    println!("{:?}", run::Compiled::new(&exec_mem::Arena::new()?, &expression)?.call(&[3; 26]));
    Ok(())
}

#[cfg(target_arch = "aarch64")]
mod run {
    use exec_mem::{Arena, Code};
    use guide::expression::Variables;

    use super::*;

    // ANCHOR: compiled
    /// What `assemble` makes. The lifetime is that of one call.
    type Function<'call> = extern "C" fn(&'call Variables, &'call mut i64) -> u32;

    /// An expression as machine code.
    pub struct Compiled {
        code: Code,
    }

    impl Compiled {
        pub fn new(arena: &Arena, expression: &Expression) -> Result<Self> {
            let mut a = Assembler::new();
            assemble(&mut a, expression);
            let code = a.finish()?;
            let mut draft = arena.draft(code.bytes().len())?;
            draft.append(&code.to_vec_at(draft.base() as u64)?)?;
            Ok(Self { code: draft.publish()? })
        }

        /// The value, or `None` if the expression divides by zero.
        pub fn call(&self, variables: &Variables) -> Option<i64> {
            let mut result = 0;
            // SAFETY: `new` alone makes a `Compiled`, of code by `assemble`: a function of this type,
            // which reads variables whose index is less than 26, writes the result and returns. It
            // pushes 16 bytes at a time, so that a stack that ends is met at its guard page.
            let entry = unsafe { self.code.entry::<Function<'_>>() };
            (entry.call(variables, &mut result) == 1).then_some(result)
        }
    }
    // ANCHOR_END: compiled
}

#[cfg(all(test, target_arch = "aarch64"))]
mod tests {
    use exec_mem::Arena;
    use guide::expression::evaluate;
    use guide::random;
    use proptest::prelude::*;

    use super::run::Compiled;

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
}
