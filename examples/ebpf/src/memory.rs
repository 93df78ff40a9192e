//! Loads, stores and atomic operations, which are checked: an access is in memory, or in the stack,
//! or a fault.

use x64_asm::{Assembler, Cond, Gpr, Label, Mem, R9, R10, R11, RAX};

use crate::emitter::{Cause, Cold, Emitter, field, gpr};
use crate::layout::{Context, is_in_frame};
use crate::program::{Atomic, MEMORY_POINTER, Register, STACK_POINTER, Size, Source};

impl Emitter<'_> {
    // ANCHOR: place
    /// Assembles the check of an access, and gives its operand. Spoils `r10` of the machine.
    pub(crate) fn place(&mut self, base: Register, offset: i16, size: Size, at: usize) -> Mem {
        let place = Mem::base(gpr(base)).disp(offset.into());
        if base == STACK_POINTER && is_in_frame(offset, size.bytes()) {
            return place;
        }
        if base == MEMORY_POINTER && offset >= 0 && self.program.usage.keeps_memory_pointer() {
            self.check_length(offset as u32 + size.bytes() as u32, at);
            return place;
        }
        let (entry, resume) = (self.a.label(), self.a.label());
        self.a.lea_rm64(R10, place);
        if let Some([start, limit]) = self.bounds {
            self.a.sub_rr64(R10, start);
            self.a.cmp_rr64(R10, limit);
        } else {
            self.a.sub_rm64(R10, field(Context::MEMORY));
            self.a.cmp_rm64(R10, field(Context::LIMIT));
        }
        self.a.jcc(Cond::AE, entry);
        self.a.bind(resume);
        self.cold.push(Cold { entry, cause: Cause::NotInMemory { place, size, resume }, at });
        place
    }
    // ANCHOR_END: place

    /// Assembles the check that the memory has so many bytes, unless one before has shown it.
    fn check_length(&mut self, needed: u32, at: usize) {
        if needed <= self.known_length {
            return;
        }
        self.known_length = needed;
        let entry = self.a.label();
        self.a.cmp_mi64(field(Context::LEN), needed as i32);
        self.a.jcc(Cond::B, entry);
        self.cold.push(Cold { entry, cause: Cause::TooShort, at });
    }
}

/// Assembles what is run when an access is not in memory, or a call is too deep.
pub(crate) fn emit_cold(a: &mut Assembler, cold: &Cold, fault: Label) {
    a.bind(cold.entry);
    match cold.cause {
        Cause::NotInMemory { place, size, resume } => {
            go_if_within(a, place, size, [Context::MEMORY, Context::LEN], resume);
            go_if_within(a, place, size, [Context::STACK, Context::STACK_LEN], resume);
        }
        Cause::TooShort => {}
        Cause::TooDeep => a.mov_mi32(field(Context::TOO_DEEP), 1),
    }
    a.mov_mi32(field(Context::FAULT), cold.at as i32 + 1);
    a.jmp(fault);
}

/// Assembles a jump to `resume` if an access is within the bytes of this start and length.
fn go_if_within(a: &mut Assembler, place: Mem, size: Size, [start, len]: [i32; 2], resume: Label) {
    let outside = a.label();
    a.lea_rm64(R10, place);
    a.sub_rm64(R10, field(start));
    a.add_ri64(R10, size.bytes() as i32);
    a.jcc(Cond::B, outside); // it begins before the start, by less than its size
    a.cmp_rm64(R10, field(len));
    a.jcc(Cond::BE, resume);
    a.bind(outside);
}

/// Assembles a load.
pub(crate) fn emit_load(a: &mut Assembler, dst: Gpr, place: Mem, size: Size, signed: bool) {
    match (size, signed) {
        (Size::B1, false) => a.movzx_rm32_8(dst, place),
        (Size::B1, true) => a.movsx_rm64_8(dst, place),
        (Size::B2, false) => a.movzx_rm32_16(dst, place),
        (Size::B2, true) => a.movsx_rm64_16(dst, place),
        (Size::B4, false) => a.mov_rm32(dst, place),
        (Size::B4, true) => a.movsxd_rm64_32(dst, place),
        (Size::B8, _) => a.mov_rm64(dst, place),
    }
}

/// Assembles a store.
pub(crate) fn emit_store(a: &mut Assembler, place: Mem, size: Size, src: Source) {
    match (size, src) {
        (Size::B1, Source::Register(src)) => a.mov_mr8(place, gpr(src)),
        (Size::B1, Source::Immediate(value)) => a.mov_mi8(place, value as i8),
        (Size::B2, Source::Register(src)) => a.mov_mr16(place, gpr(src)),
        (Size::B2, Source::Immediate(value)) => a.mov_mi16(place, value as i16),
        (Size::B4, Source::Register(src)) => a.mov_mr32(place, gpr(src)),
        (Size::B4, Source::Immediate(value)) => a.mov_mi32(place, value),
        (Size::B8, Source::Register(src)) => a.mov_mr64(place, gpr(src)),
        (Size::B8, Source::Immediate(value)) => a.mov_mi64(place, value),
    }
}

/// Assembles an atomic operation.
pub(crate) fn emit_atomic(a: &mut Assembler, operation: Atomic, wide: bool, place: Mem, src: Gpr) {
    match (operation, wide) {
        (Atomic::Add { fetch: false }, true) => a.lock_add_mr64(place, src),
        (Atomic::Add { fetch: false }, false) => a.lock_add_mr32(place, src),
        (Atomic::Or { fetch: false }, true) => a.lock_or_mr64(place, src),
        (Atomic::Or { fetch: false }, false) => a.lock_or_mr32(place, src),
        (Atomic::And { fetch: false }, true) => a.lock_and_mr64(place, src),
        (Atomic::And { fetch: false }, false) => a.lock_and_mr32(place, src),
        (Atomic::Xor { fetch: false }, true) => a.lock_xor_mr64(place, src),
        (Atomic::Xor { fetch: false }, false) => a.lock_xor_mr32(place, src),
        (Atomic::Add { fetch: true }, true) => a.lock_xadd_mr64(place, src),
        (Atomic::Add { fetch: true }, false) => a.lock_xadd_mr32(place, src),
        (Atomic::Exchange, true) => a.xchg_mr64(place, src),
        (Atomic::Exchange, false) => a.xchg_mr32(place, src),
        (Atomic::CompareExchange, true) => a.lock_cmpxchg_mr64(place, src),
        (Atomic::CompareExchange, false) => {
            a.lock_cmpxchg_mr32(place, src);
            a.mov_rr32(RAX, RAX); // where they are equal, the upper half is still there
        }
        (Atomic::Or { .. } | Atomic::And { .. } | Atomic::Xor { .. }, _) => {
            fetch_by_loop(a, operation, wide, place, src);
        }
    }
}

/// The machine has no instruction that returns what was there before one of these, so the new value
/// is tried until nobody wrote in between. `rax` is needed for that; `r11` has the address, since
/// the address may be relative to it.
fn fetch_by_loop(a: &mut Assembler, operation: Atomic, wide: bool, place: Mem, src: Gpr) {
    let again = a.label();
    a.lea_rm64(R11, place);
    a.mov_rr64(R10, RAX);
    let operand = if src == RAX { R10 } else { src };
    let place = Mem::base(R11);
    if wide {
        a.mov_rm64(RAX, place)
    } else {
        a.mov_rm32(RAX, place)
    }
    a.bind(again);
    a.mov_rr64(R9, RAX);
    match operation {
        Atomic::Or { .. } => a.or_rr64(R9, operand),
        Atomic::And { .. } => a.and_rr64(R9, operand),
        _ => a.xor_rr64(R9, operand),
    }
    if wide {
        a.lock_cmpxchg_mr64(place, R9)
    } else {
        a.lock_cmpxchg_mr32(place, R9)
    }
    a.jcc(Cond::NE, again);
    if src != RAX {
        a.mov_rr64(src, RAX);
        a.mov_rr64(RAX, R10);
    }
}
