//! Arithmetic and comparisons of unboxed ints and floats.

use bytecode::num::{Arithmetic, Comparison};
use x64_asm::{Cond, Mem};

use crate::mutant::{self, Mutant};

use super::optimised::spill;
use super::{FloatSource, Fp, Gp, Held, IntSource, Label, Masm, Scratch, Test, frame};

/// The part of a macro operation that stands behind the hot code: a division by -1, because `idiv`
/// traps on `MIN / -1`.
#[derive(Clone, Copy, Debug)]
pub struct ColdPiece {
    minus_one: Label,
    back: Label,
}

fn int_cond(comparison: Comparison) -> Cond {
    match comparison {
        Comparison::Lt => Cond::L,
        Comparison::Le if mutant::is(Mutant::WrongCondition) => Cond::L,
        Comparison::Le => Cond::LE,
        Comparison::Gt => Cond::G,
        Comparison::Ge => Cond::GE,
        Comparison::Eq => Cond::E,
        Comparison::Ne => Cond::NE,
    }
}

impl Masm {
    /// `dst = a op b`, wrapping.
    ///
    /// # Panics
    /// With `Div` or `Mod`.
    pub fn int_op(&mut self, op: Arithmetic, dst: Gp, a: IntSource, b: IntSource) {
        match (op, a) {
            (Arithmetic::Add, IntSource::Gp(a)) if a != dst => self.int_add3(dst, a, b),
            _ if b == IntSource::Gp(dst) && a != b => {
                let result = self.scratch();
                self.load_source(*result, a);
                self.int_op2(op, *result, b);
                self.move_int(dst, *result);
            }
            _ => {
                if a != IntSource::Gp(dst) {
                    self.load_source(dst, a);
                }
                self.int_op2(op, dst, b);
            }
        }
    }

    /// `dst = dst op b`, wrapping.
    fn int_op2(&mut self, op: Arithmetic, dst: Gp, b: IntSource) {
        match op {
            Arithmetic::Add => self.int_add(dst, b),
            Arithmetic::Sub => self.int_sub(dst, b),
            Arithmetic::Mul => self.int_mul(dst, b),
            Arithmetic::Div | Arithmetic::Mod => unreachable!("division has its own operation"),
        }
    }

    /// `dst = dst + b`, wrapping.
    fn int_add(&mut self, dst: Gp, b: IntSource) {
        match b {
            IntSource::Imm(value) => self.asm.add_ri32(dst, value),
            IntSource::Gp(gp) => self.asm.add_rr32(dst, gp),
            IntSource::Word(word) => self.asm.add_rm32(dst, frame(word)),
            IntSource::Spill(place) => self.asm.add_rm32(dst, spill(place)),
        }
    }

    /// `dst = a + b` without a move.
    fn int_add3(&mut self, dst: Gp, a: Gp, b: IntSource) {
        match b {
            IntSource::Imm(value) => self.asm.lea_rm32(dst, Mem::base(a).disp(value)),
            IntSource::Gp(gp) => self.asm.lea_rm32(dst, Mem::base(a).index(super::index(gp), x64_asm::Scale::X1)),
            IntSource::Word(_) | IntSource::Spill(_) => {
                self.move_int(dst, a);
                self.int_add(dst, b);
            }
        }
    }

    /// `dst = dst - b`, wrapping.
    fn int_sub(&mut self, dst: Gp, b: IntSource) {
        match b {
            IntSource::Imm(value) => self.asm.sub_ri32(dst, value),
            IntSource::Gp(gp) => self.asm.sub_rr32(dst, gp),
            IntSource::Word(word) => self.asm.sub_rm32(dst, frame(word)),
            IntSource::Spill(place) => self.asm.sub_rm32(dst, spill(place)),
        }
    }

    /// `dst = dst * b`, wrapping.
    fn int_mul(&mut self, dst: Gp, b: IntSource) {
        match b {
            IntSource::Imm(value) => self.asm.imul_rri32(dst, dst, value),
            IntSource::Gp(gp) => self.asm.imul_rr32(dst, gp),
            IntSource::Word(word) => self.asm.imul_rm32(dst, frame(word)),
            IntSource::Spill(place) => self.asm.imul_rm32(dst, spill(place)),
        }
    }

    /// `dst = -dst`, wrapping.
    pub fn int_neg(&mut self, dst: Gp) {
        self.asm.neg_r32(dst);
    }

    /// Goes to `zero` if a divisor is 0.
    pub fn guard_nonzero(&mut self, divisor: Gp, zero: Label) {
        self.asm.test_rr32(divisor, divisor);
        self.asm.jcc(Cond::E, zero);
    }

    /// Quotient or remainder of an int by a divisor that is not 0. What it returns is to be given
    /// to [`emit_cold`](Self::emit_cold) behind the hot code.
    #[must_use]
    pub fn int_divide(&mut self, dst: Gp, a: IntSource, divisor: Gp, remainder: bool) -> Option<ColdPiece> {
        let (dividend, high) = (self.scratch(), self.scratch3());
        let cold = ColdPiece { minus_one: self.label(), back: self.label() };
        self.load_source(*dividend, a);
        self.asm.cmp_ri32(divisor, -1);
        self.asm.jcc(Cond::E, cold.minus_one);
        self.asm.cdq();
        self.asm.idiv_r32(divisor);
        self.bind(cold.back);
        self.asm.mov_rr32(dst, if remainder { *high } else { *dividend });
        Some(cold)
    }

    /// Emits the part of a macro operation that stands behind the hot code. Here the dividend is in
    /// the scratch, and the results go where `idiv` has them.
    pub fn emit_cold(&mut self, cold: ColdPiece) {
        self.bind(cold.minus_one);
        let (dividend, high) = (self.scratch(), self.scratch3());
        self.asm.neg_r32(*dividend);
        self.asm.xor_rr32(*high, *high);
        self.jump(cold.back);
    }

    /// The bits of an int that are 0 exactly if the int is a multiple of a constant other than 0;
    /// for a constant that is no power of two the remainder itself.
    pub fn int_low_bits(&mut self, dst: Gp, a: IntSource, divisor: i32) {
        let magnitude = divisor.unsigned_abs();
        if !magnitude.is_power_of_two() || magnitude == 1 << 31 {
            return self.int_divide_const(dst, a, divisor, true);
        }
        if a != IntSource::Gp(dst) {
            self.load_source(dst, a);
        }
        self.asm.and_ri32(dst, (magnitude - 1).cast_signed());
    }

    /// Shifts an int right by 1 to 31 bits, with its sign.
    pub fn int_shift_right(&mut self, dst: Gp, a: IntSource, shift: u8) {
        if a != IntSource::Gp(dst) {
            self.load_source(dst, a);
        }
        self.asm.sar_ri32(dst, shift);
    }

    /// Quotient or remainder of ints by a constant other than 0, without a division: by shifts for
    /// a power of two, else by the reciprocal (Granlund and Montgomery, "Division by Invariant
    /// Integers using Multiplication", 1994, figure 5.2).
    pub fn int_divide_const(&mut self, dst: Gp, a: IntSource, divisor: i32, remainder: bool) {
        let magnitude = divisor.unsigned_abs();
        let dividend = self.int_register(Masm::scratch2, a);
        if magnitude == 1 {
            return self.divide_by_one(dst, *dividend, divisor, remainder);
        }
        let quotient = self.scratch();
        if magnitude.is_power_of_two() {
            self.quotient_by_power(*quotient, *dividend, magnitude.trailing_zeros() as u8, remainder);
        } else {
            self.quotient_by_reciprocal(*quotient, *dividend, magnitude);
        }
        if remainder {
            if !magnitude.is_power_of_two() {
                self.asm.imul_rri32(*quotient, *quotient, magnitude.cast_signed());
            }
            self.move_int(dst, *dividend);
            self.asm.sub_rr32(dst, *quotient);
        } else {
            if divisor < 0 {
                self.asm.neg_r32(*quotient);
            }
            self.asm.mov_rr32(dst, *quotient);
        }
    }

    fn divide_by_one(&mut self, dst: Gp, dividend: Gp, divisor: i32, remainder: bool) {
        if remainder {
            return self.asm.xor_rr32(dst, dst);
        }
        // Also where both are one register: it may hold a boxed int.
        self.asm.mov_rr32(dst, dividend);
        if divisor < 0 {
            self.asm.neg_r32(dst);
        }
    }

    /// `dst = dividend / 2^shift`, or for a remainder the multiple of 2^shift to be taken away,
    /// toward zero: a negative dividend gets 2^shift - 1 added first.
    fn quotient_by_power(&mut self, dst: Gp, dividend: Gp, shift: u8, remainder: bool) {
        self.asm.mov_rr32(dst, dividend);
        if !(remainder && mutant::is(Mutant::UnsignedRemainder)) {
            if shift > 1 {
                self.asm.sar_ri32(dst, 31);
            }
            self.asm.shr_ri32(dst, 32 - shift);
            self.asm.add_rr32(dst, dividend);
        }
        if remainder {
            self.asm.and_ri32(dst, if shift == 31 { i32::MIN } else { -(1 << shift) });
        } else {
            self.asm.sar_ri32(dst, shift);
        }
    }

    /// `dst = dividend / magnitude`.
    fn quotient_by_reciprocal(&mut self, dst: Gp, dividend: Gp, magnitude: u32) {
        let shift = 32 - (magnitude - 1).leading_zeros() - 1; // ceil(log2) - 1
        let reciprocal = ((1u64 << (32 + shift)) / u64::from(magnitude) + 1) as u32;
        let other = self.scratch3();
        self.asm.movsxd_rr64_32(dst, dividend);
        self.asm.mov_ri32(*other, reciprocal.cast_signed());
        self.asm.imul_rr64(dst, *other);
        self.asm.sar_ri64(dst, 32 + shift as u8);
        self.asm.mov_rr32(*other, dividend);
        self.asm.sar_ri32(*other, 31);
        self.asm.sub_rr32(dst, *other);
    }

    /// Compares ints.
    pub fn int_compare(&mut self, comparison: Comparison, a: IntSource, b: IntSource) -> Test {
        match (a, b) {
            (IntSource::Imm(_), IntSource::Imm(_))
            | (IntSource::Word(_) | IntSource::Spill(_), IntSource::Word(_) | IntSource::Spill(_)) => {
                let first = self.scratch();
                self.load_source(*first, a);
                return self.int_compare(comparison, IntSource::Gp(*first), b);
            }
            (IntSource::Imm(_), _) => return self.int_compare(comparison.swapped(), b, a),
            (IntSource::Gp(gp), IntSource::Imm(0)) => self.asm.test_rr32(gp, gp),
            (IntSource::Gp(gp), IntSource::Imm(value)) => self.asm.cmp_ri32(gp, value),
            (IntSource::Gp(gp), IntSource::Gp(other)) => self.asm.cmp_rr32(gp, other),
            (IntSource::Gp(gp), IntSource::Word(word)) => self.asm.cmp_rm32(gp, frame(word)),
            (IntSource::Word(word), IntSource::Imm(value)) => self.asm.cmp_mi32(frame(word), value),
            (IntSource::Word(word), IntSource::Gp(gp)) => self.asm.cmp_mr32(frame(word), gp),
            (IntSource::Gp(gp), IntSource::Spill(place)) => self.asm.cmp_rm32(gp, spill(place)),
            (IntSource::Spill(place), IntSource::Imm(value)) => self.asm.cmp_mi32(spill(place), value),
            (IntSource::Spill(place), IntSource::Gp(gp)) => self.asm.cmp_mr32(spill(place), gp),
        }
        Test::of(int_cond(comparison))
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
            FloatSource::Int(IntSource::Gp(gp)) => {
                self.asm.xorps_xx(dst, dst);
                self.asm.cvtsi2sd_xr32(dst, gp);
            }
            FloatSource::Int(IntSource::Word(word)) => {
                self.asm.xorps_xx(dst, dst);
                self.asm.cvtsi2sd_xm32(dst, frame(word));
            }
            FloatSource::Int(IntSource::Spill(place)) => {
                self.asm.xorps_xx(dst, dst);
                self.asm.cvtsi2sd_xm32(dst, spill(place));
            }
        }
    }

    /// The register that holds an int: its own, or a scratch after a load.
    pub(super) fn int_register(&mut self, scratch: fn(&Masm) -> Scratch<Gp>, src: IntSource) -> Held<Gp> {
        match src {
            IntSource::Gp(gp) => Held::Own(gp),
            IntSource::Imm(_) | IntSource::Word(_) | IntSource::Spill(_) => {
                let scratch = scratch(self);
                self.load_source(*scratch, src);
                Held::Scratch(scratch)
            }
        }
    }

    /// The register that holds a float: its own, or a scratch after a load.
    fn float_register(&mut self, scratch: fn(&Masm) -> Scratch<Fp>, src: FloatSource) -> Held<Fp> {
        match src {
            FloatSource::Fp(fp) => Held::Own(fp),
            FloatSource::Bits(_)
            | FloatSource::Word(_)
            | FloatSource::Spill(_)
            | FloatSource::Boxed(_)
            | FloatSource::Int(_) => {
                let scratch = scratch(self);
                self.load_float_source(*scratch, src);
                Held::Scratch(scratch)
            }
        }
    }

    /// `dst = a op b`; the remainder is a helper's.
    ///
    /// # Panics
    /// With `Mod`.
    pub fn float_op(&mut self, op: Arithmetic, dst: Fp, a: FloatSource, b: FloatSource) {
        if b == FloatSource::Fp(dst) && a != b {
            let result = self.float_scratch();
            self.load_float_source(*result, a);
            self.float_op2(op, *result, b);
            self.move_float(dst, *result);
        } else {
            self.load_float_source(dst, a);
            self.float_op2(op, dst, b);
        }
    }

    /// `dst = dst op b`.
    fn float_op2(&mut self, op: Arithmetic, dst: Fp, b: FloatSource) {
        let mem = match b {
            FloatSource::Bits(bits) => self.asm.constant(bits),
            FloatSource::Word(word) => frame(word),
            FloatSource::Spill(place) => spill(place),
            FloatSource::Fp(_) | FloatSource::Boxed(_) | FloatSource::Int(_) => {
                let b = self.float_register(Masm::float_scratch, b);
                return match op {
                    Arithmetic::Add => self.asm.addsd_xx(dst, *b),
                    Arithmetic::Sub => self.asm.subsd_xx(dst, *b),
                    Arithmetic::Mul => self.asm.mulsd_xx(dst, *b),
                    Arithmetic::Div => self.asm.divsd_xx(dst, *b),
                    Arithmetic::Mod => unreachable!("float remainder is a helper's"),
                };
            }
        };
        match op {
            Arithmetic::Add => self.asm.addsd_xm(dst, mem),
            Arithmetic::Sub => self.asm.subsd_xm(dst, mem),
            Arithmetic::Mul => self.asm.mulsd_xm(dst, mem),
            Arithmetic::Div => self.asm.divsd_xm(dst, mem),
            Arithmetic::Mod => unreachable!("float remainder is a helper's"),
        }
    }

    /// `dst = -dst`.
    pub fn float_neg(&mut self, dst: Fp) {
        let (bits, sign) = (self.scratch(), self.float_scratch());
        self.asm.mov_ri64(*bits, i64::MIN);
        self.asm.movq_xr(*sign, *bits);
        self.asm.xorps_xx(dst, *sign);
    }

    /// Compares floats; a NaN makes every comparison but `Ne` false.
    pub fn float_compare(&mut self, comparison: Comparison, a: FloatSource, b: FloatSource) -> Test {
        let swapped = matches!(comparison, Comparison::Lt | Comparison::Le);
        let swapped = swapped && !(comparison == Comparison::Lt && mutant::is(Mutant::UnorderedIsLess));
        let (left, right) = if swapped { (b, a) } else { (a, b) };
        let left = self.float_register(Masm::float_scratch, left);
        match right {
            FloatSource::Word(word) => self.asm.ucomisd_xm(*left, frame(word)),
            FloatSource::Spill(place) => self.asm.ucomisd_xm(*left, spill(place)),
            FloatSource::Bits(bits) if bits != 0 => {
                let constant = self.asm.constant(bits);
                self.asm.ucomisd_xm(*left, constant);
            }
            FloatSource::Bits(_) | FloatSource::Fp(_) | FloatSource::Boxed(_) | FloatSource::Int(_) => {
                let right = self.float_register(Masm::float_scratch2, right);
                self.asm.ucomisd_xx(*left, *right);
            }
        }
        match comparison {
            Comparison::Lt if !swapped => Test::of(Cond::B),
            Comparison::Lt | Comparison::Gt => Test::of(Cond::A),
            Comparison::Le | Comparison::Ge => Test::of(Cond::AE),
            Comparison::Eq => Test::float_equal(),
            Comparison::Ne => Test::float_not_equal(),
        }
    }

    /// Goes to `label` if one of two floats, which may be the same, is a NaN.
    pub fn check_ordered(&mut self, a: Fp, b: Fp, label: Label) {
        self.asm.ucomisd_xx(a, b);
        self.asm.jcc(Cond::P, label);
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
