//! Arithmetic and byte order. Instructions of 32 bits clear the upper half of their register, on the
//! machine as in eBPF.

use x64_asm::{Assembler, Cond, Gpr, Label, R9, R10, R11, RAX, RCX, RDX};

use crate::emitter::gpr;
use crate::program::{Arithmetic, Size, Source};

/// One of four methods, by width and kind of the second operand.
macro_rules! two_operands {
    ($a:ident, $wide:ident, $dst:ident, $src:ident: $rr64:ident $ri64:ident $rr32:ident $ri32:ident) => {
        match ($wide, $src) {
            (true, Source::Register(src)) => $a.$rr64($dst, gpr(src)),
            (true, Source::Immediate(immediate)) => $a.$ri64($dst, immediate.into()),
            (false, Source::Register(src)) => $a.$rr32($dst, gpr(src)),
            (false, Source::Immediate(immediate)) => $a.$ri32($dst, immediate),
        }
    };
}

/// Assembles `dst = dst operation src`.
pub(crate) fn emit(a: &mut Assembler, operation: Arithmetic, wide: bool, dst: Gpr, src: Source) {
    match operation {
        Arithmetic::Add => two_operands!(a, wide, dst, src: add_rr64 add_ri64 add_rr32 add_ri32),
        Arithmetic::Subtract => two_operands!(a, wide, dst, src: sub_rr64 sub_ri64 sub_rr32 sub_ri32),
        Arithmetic::Or => two_operands!(a, wide, dst, src: or_rr64 or_ri64 or_rr32 or_ri32),
        Arithmetic::And => two_operands!(a, wide, dst, src: and_rr64 and_ri64 and_rr32 and_ri32),
        Arithmetic::Xor => two_operands!(a, wide, dst, src: xor_rr64 xor_ri64 xor_rr32 xor_ri32),
        Arithmetic::Move => two_operands!(a, wide, dst, src: mov_rr64 mov_ri64 mov_rr32 mov_ri32),
        Arithmetic::Multiply => match (wide, src) {
            (true, Source::Register(src)) => a.imul_rr64(dst, gpr(src)),
            (true, Source::Immediate(immediate)) => a.imul_rri64(dst, dst, immediate),
            (false, Source::Register(src)) => a.imul_rr32(dst, gpr(src)),
            (false, Source::Immediate(immediate)) => a.imul_rri32(dst, dst, immediate),
        },
        Arithmetic::ShiftLeft | Arithmetic::ShiftRight | Arithmetic::ShiftRightSigned => match src {
            Source::Register(src) => shift(a, operation, wide, dst, gpr(src)),
            Source::Immediate(count) => shift_by(a, operation, wide, dst, count),
        },
        Arithmetic::MoveSigned(size) => match src {
            Source::Register(src) => move_signed(a, wide, dst, gpr(src), size),
            Source::Immediate(_) => unreachable!("decoding refuses it"),
        },
        Arithmetic::Divide => divide(a, Division { result: RAX, signed: false, wide }, dst, src),
        Arithmetic::DivideSigned => divide(a, Division { result: RAX, signed: true, wide }, dst, src),
        Arithmetic::Remainder => divide(a, Division { result: RDX, signed: false, wide }, dst, src),
        Arithmetic::RemainderSigned => divide(a, Division { result: RDX, signed: true, wide }, dst, src),
    }
}

/// Whether the processor's zero flag tells of the result.
pub(crate) fn sets_zero_flag(operation: Arithmetic) -> bool {
    use Arithmetic::{Add, And, Or, Subtract, Xor};
    matches!(operation, Add | Subtract | Or | And | Xor)
}

/// Assembles the low bytes of `dst`, in the other order if `swap`.
pub(crate) fn emit_order(a: &mut Assembler, dst: Gpr, size: Size, swap: bool) {
    match (size, swap) {
        (Size::B1, _) => unreachable!("decoding refuses it"),
        (Size::B2, true) => {
            a.rol_ri16(dst, 8);
            a.movzx_rr32_16(dst, dst);
        }
        (Size::B2, false) => a.movzx_rr32_16(dst, dst),
        (Size::B4, true) => a.bswap_r32(dst),
        (Size::B4, false) => a.mov_rr32(dst, dst),
        (Size::B8, true) => a.bswap_r64(dst),
        (Size::B8, false) => {}
    }
}

fn move_signed(a: &mut Assembler, wide: bool, dst: Gpr, src: Gpr, size: Size) {
    match (size, wide) {
        (Size::B1, true) => a.movsx_rr64_8(dst, src),
        (Size::B1, false) => a.movsx_rr32_8(dst, src),
        (Size::B2, true) => a.movsx_rr64_16(dst, src),
        (Size::B2, false) => a.movsx_rr32_16(dst, src),
        (Size::B4, true) => a.movsxd_rr64_32(dst, src),
        (Size::B4, false) | (Size::B8, _) => unreachable!("decoding refuses it"),
    }
}

fn shift_by(a: &mut Assembler, operation: Arithmetic, wide: bool, dst: Gpr, count: i32) {
    let count = (count & if wide { 63 } else { 31 }) as u8;
    match (operation, wide) {
        (Arithmetic::ShiftLeft, true) => a.shl_ri64(dst, count),
        (Arithmetic::ShiftLeft, false) => a.shl_ri32(dst, count),
        (Arithmetic::ShiftRight, true) => a.shr_ri64(dst, count),
        (Arithmetic::ShiftRight, false) => a.shr_ri32(dst, count),
        (_, true) => a.sar_ri64(dst, count),
        (_, false) => a.sar_ri32(dst, count),
    }
}

/// The machine wants the count in `cl`, which is `r4`.
fn shift(a: &mut Assembler, operation: Arithmetic, wide: bool, dst: Gpr, count: Gpr) {
    let value = if dst == RCX { R11 } else { dst };
    if count != RCX || dst == RCX {
        a.mov_rr64(R11, RCX);
    }
    if count != RCX {
        a.mov_rr32(RCX, count);
    }
    match (operation, wide) {
        (Arithmetic::ShiftLeft, true) => a.shl_rcl64(value),
        (Arithmetic::ShiftLeft, false) => a.shl_rcl32(value),
        (Arithmetic::ShiftRight, true) => a.shr_rcl64(value),
        (Arithmetic::ShiftRight, false) => a.shr_rcl32(value),
        (_, true) => a.sar_rcl64(value),
        (_, false) => a.sar_rcl32(value),
    }
    if count != RCX || dst == RCX {
        a.mov_rr64(RCX, R11);
    }
}

/// Which division it is.
#[derive(Clone, Copy)]
struct Division {
    /// Where the machine leaves what is wanted: `rax` has the quotient, `rdx` the remainder.
    result: Gpr,
    signed: bool,
    wide: bool,
}

fn divide(a: &mut Assembler, division: Division, dst: Gpr, src: Source) {
    match src {
        Source::Immediate(0) => division.by_zero(a, dst),
        Source::Immediate(divisor) if divisor > 0 && divisor & (divisor - 1) == 0 && !division.signed => {
            division.by_power(a, dst, divisor);
        }
        Source::Immediate(divisor) => {
            if division.wide {
                a.mov_ri64(R11, divisor.into())
            } else {
                a.mov_ri32(R11, divisor)
            }
            match (division.signed, divisor) {
                (true, -1) => division.by_minus_one(a, dst),
                _ => division.by_register(a, dst),
            }
        }
        Source::Register(src) => {
            a.mov_rr64(R11, gpr(src));
            divide_checked(a, division, dst);
        }
    }
}

/// Divides by `r11`, whatever it is: the machine would trap on 0, and on the least number by -1.
fn divide_checked(a: &mut Assembler, division: Division, dst: Gpr) {
    let (zero, minus_one, done) = (a.label(), a.label(), a.label());
    if division.wide {
        a.test_rr64(R11, R11)
    } else {
        a.test_rr32(R11, R11)
    }
    a.jcc(Cond::E, zero);
    if division.signed {
        if division.wide {
            a.cmp_ri64(R11, -1)
        } else {
            a.cmp_ri32(R11, -1)
        }
        a.jcc(Cond::E, minus_one);
    }
    division.by_register(a, dst);
    a.jmp(done);
    otherwise(a, zero, done, |a| division.by_zero(a, dst));
    if division.signed {
        otherwise(a, minus_one, done, |a| division.by_minus_one(a, dst));
    }
    a.bind(done);
}

fn otherwise(a: &mut Assembler, case: Label, done: Label, emit: impl FnOnce(&mut Assembler)) {
    a.bind(case);
    emit(a);
    a.jmp(done);
}

impl Division {
    fn is_quotient(self) -> bool {
        self.result == RAX
    }

    fn by_zero(self, a: &mut Assembler, dst: Gpr) {
        match (self.is_quotient(), self.wide) {
            (true, _) => a.xor_rr32(dst, dst),
            (false, true) => {}
            (false, false) => a.mov_rr32(dst, dst),
        }
    }

    fn by_minus_one(self, a: &mut Assembler, dst: Gpr) {
        match (self.is_quotient(), self.wide) {
            (true, true) => a.neg_r64(dst),
            (true, false) => a.neg_r32(dst),
            (false, _) => a.xor_rr32(dst, dst),
        }
    }

    fn by_power(self, a: &mut Assembler, dst: Gpr, divisor: i32) {
        match (self.is_quotient(), self.wide) {
            (true, true) => a.shr_ri64(dst, divisor.trailing_zeros() as u8),
            (true, false) => a.shr_ri32(dst, divisor.trailing_zeros() as u8),
            (false, true) => a.and_ri64(dst, divisor - 1),
            (false, false) => a.and_ri32(dst, divisor - 1),
        }
    }

    /// Divides by `r11`, which the machine can divide by. `rax` and `rdx` are `r0` and `r3`.
    fn by_register(self, a: &mut Assembler, dst: Gpr) {
        a.mov_rr64(R9, RAX);
        a.mov_rr64(R10, RDX);
        if dst != RAX {
            a.mov_rr64(RAX, dst);
        }
        match (self.signed, self.wide) {
            (false, _) => a.xor_rr32(RDX, RDX),
            (true, true) => a.cqo(),
            (true, false) => a.cdq(),
        }
        match (self.signed, self.wide) {
            (false, true) => a.div_r64(R11),
            (false, false) => a.div_r32(R11),
            (true, true) => a.idiv_r64(R11),
            (true, false) => a.idiv_r32(R11),
        }
        a.mov_rr64(R11, self.result);
        a.mov_rr64(RAX, R9);
        a.mov_rr64(RDX, R10);
        a.mov_rr64(dst, R11);
    }
}
