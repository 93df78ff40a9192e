//! Arithmetic and comparisons of unboxed ints and floats.

use a64_asm::Cond;
use bytecode::num::{Arithmetic, Comparison};

use super::{FLOAT_TEMP, FLOAT_TEMP2, FloatSource, Fp, Gp, IntSource, Label, Masm, TEMP, TEMP2, Test};
use crate::mutant::{self, Mutant};

fn int_cond(comparison: Comparison) -> Cond {
    match comparison {
        Comparison::Lt => Cond::LT,
        Comparison::Le if mutant::is(Mutant::WrongCondition) => Cond::LT,
        Comparison::Le => Cond::LE,
        Comparison::Gt => Cond::GT,
        Comparison::Ge => Cond::GE,
        Comparison::Eq => Cond::EQ,
        Comparison::Ne => Cond::NE,
    }
}

/// The condition after a comparison of floats; none but that of `Ne` holds for a NaN.
fn float_cond(comparison: Comparison) -> Cond {
    match comparison {
        Comparison::Lt if mutant::is(Mutant::UnorderedIsLess) => Cond::LT,
        Comparison::Lt => Cond::MI,
        Comparison::Le => Cond::LS,
        Comparison::Gt => Cond::GT,
        Comparison::Ge => Cond::GE,
        Comparison::Eq => Cond::EQ,
        Comparison::Ne => Cond::NE,
    }
}

impl Masm {
    /// `dst = a op b`, wrapping.
    ///
    /// # Panics
    /// With `Div` or `Mod`.
    pub fn int_op(&mut self, op: Arithmetic, dst: Gp, a: IntSource, b: IntSource) {
        let a = self.int_register(TEMP, a);
        self.keep_object(Some(dst), |masm| masm.int_op_by_register(op, dst, a, b));
    }

    fn int_op_by_register(&mut self, op: Arithmetic, dst: Gp, a: Gp, b: IntSource) {
        match (op, b) {
            (Arithmetic::Add, IntSource::Imm(value)) => return self.add_int_imm(dst, a, value),
            (Arithmetic::Sub, IntSource::Imm(value)) if value != i32::MIN => return self.add_int_imm(dst, a, -value),
            (Arithmetic::Mul, IntSource::Imm(value)) if value.cast_unsigned().is_power_of_two() && value != 1 => {
                return self.asm.lsl_rri32(dst, a, value.trailing_zeros() as u8);
            }
            _ => {}
        }
        let b = self.int_register(TEMP2, b);
        match op {
            Arithmetic::Add => self.asm.add_rrr32(dst, a, b),
            Arithmetic::Sub => self.asm.sub_rrr32(dst, a, b),
            Arithmetic::Mul => self.asm.mul_rrr32(dst, a, b),
            Arithmetic::Div | Arithmetic::Mod => unreachable!("division has its own operation"),
        }
    }

    /// `dst = -dst`, wrapping.
    pub fn int_neg(&mut self, dst: Gp) {
        self.asm.neg_rr32(dst, dst);
    }

    /// Compares ints.
    pub fn int_compare(&mut self, comparison: Comparison, a: IntSource, b: IntSource) -> Test {
        if let (IntSource::Imm(_), IntSource::Gp(_) | IntSource::Word(_) | IntSource::Spill(_)) = (a, b) {
            return self.int_compare(comparison.swapped(), b, a);
        }
        let a = self.int_register(TEMP, a);
        self.compare_register(a, b);
        Test::of(int_cond(comparison))
    }

    /// Compares a register with an int.
    pub(super) fn compare_register(&mut self, a: Gp, b: IntSource) {
        self.keep_object(None, |masm| {
            if let IntSource::Imm(value) = b {
                masm.compare_imm(a, value);
            } else {
                let b = masm.int_register(TEMP2, b);
                masm.asm.cmp_rr32(a, b);
            }
        });
    }

    /// Loads a source as a float.
    pub fn load_float_source(&mut self, dst: Fp, src: FloatSource) {
        match src {
            FloatSource::Bits(bits) => self.load_float_bits(dst, bits),
            FloatSource::Fp(fp) => self.move_float(dst, fp),
            FloatSource::Word(word) => self.load_float(dst, word),
            FloatSource::Spill(place) => self.unspill_float(dst, place),
            FloatSource::Boxed(gp) => self.float_from_boxed(dst, gp),
            FloatSource::Int(IntSource::Imm(value)) => self.load_float_bits(dst, f64::from(value).to_bits()),
            FloatSource::Int(src) => {
                let int = self.int_register(TEMP, src);
                self.asm.scvtf_dr32(dst, int);
            }
        }
    }

    /// The register that holds an int: its own, or the given one after a load.
    pub(super) fn int_register(&mut self, temporary: Gp, src: IntSource) -> Gp {
        if let IntSource::Gp(gp) = src {
            return gp;
        }
        self.load_source(temporary, src);
        temporary
    }

    /// The register that holds a float: its own, or the given one after a load.
    fn float_register(&mut self, temporary: Fp, src: FloatSource) -> Fp {
        if let FloatSource::Fp(fp) = src {
            return fp;
        }
        self.load_float_source(temporary, src);
        temporary
    }

    /// `dst = a op b`; the remainder is a helper's.
    ///
    /// # Panics
    /// With `Mod`.
    pub fn float_op(&mut self, op: Arithmetic, dst: Fp, a: FloatSource, b: FloatSource) {
        let a = self.float_register(FLOAT_TEMP, a);
        let b = self.float_register(FLOAT_TEMP2, b);
        match op {
            Arithmetic::Add => self.asm.fadd_ddd(dst, a, b),
            Arithmetic::Sub => self.asm.fsub_ddd(dst, a, b),
            Arithmetic::Mul => self.asm.fmul_ddd(dst, a, b),
            Arithmetic::Div => self.asm.fdiv_ddd(dst, a, b),
            Arithmetic::Mod => unreachable!("float remainder is a helper's"),
        }
    }

    /// `dst = -dst`.
    pub fn float_neg(&mut self, dst: Fp) {
        self.asm.fneg_dd(dst, dst);
    }

    /// Compares floats; a NaN makes every comparison but `Ne` false.
    pub fn float_compare(&mut self, comparison: Comparison, a: FloatSource, b: FloatSource) -> Test {
        let a = self.float_register(FLOAT_TEMP, a);
        if b == FloatSource::Bits(0) {
            self.asm.fcmp_d_zero(a);
        } else {
            let b = self.float_register(FLOAT_TEMP2, b);
            self.asm.fcmp_dd(a, b);
        }
        Test::of(float_cond(comparison))
    }

    /// Goes to `label` if one of two floats, which may be the same, is a NaN.
    pub fn check_ordered(&mut self, a: Fp, b: Fp, label: Label) {
        self.asm.fcmp_dd(a, b);
        self.asm.bcc_l(Cond::VS, label);
    }

    /// Tests whether an int is true.
    pub fn test_int(&mut self, src: IntSource) -> Test {
        self.int_compare(Comparison::Ne, src, IntSource::Imm(0))
    }

    /// Tests whether a float is true; a NaN is.
    pub fn test_float(&mut self, src: FloatSource) -> Test {
        self.float_compare(Comparison::Ne, src, FloatSource::Bits(0))
    }
}
