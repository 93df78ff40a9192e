//! The trampolines: fixed pieces of code that join the conventions of [`abi`](crate::abi). A vm publishes them like any other
//! code.

use heap::Bits;
use x64_asm::{Assembler, Cond, Gpr, Mem, R12, R13, R14, R15, RAX, RBP, RBX, RCX, RDI, RDX, RSI, RSP};

use crate::abi::{Helper, VmContext, offset};
use crate::kind::Type;

/// The entry trampoline: `(context, base, code, depth in bytes)` to the result of the code, a value, `EXC` or `EXIT`.
pub type EntryFn = crate::machine_fn!(unsafe fn(*mut VmContext, *mut Bits, *const u8, u64) -> Bits);

/// The registers that a caller of the system convention expects to find again.
const SAVED: [Gpr; 6] = [RBP, RBX, R12, R13, R14, R15];

/// Bytes of native stack between the stack pointer of the entry trampoline, at the call that it makes, and its caller's: the
/// return address, the saved registers, and the depth limit.
pub const ENTRY_FRAME_BYTES: u8 = (8 * (1 + SAVED.len() + 1)) as u8;

/// What is added to a boxed pointer to make it an address, modulo 2^64.
const UNTAG: u64 = Bits::HEAP_TAG.wrapping_neg();

/// The code of an [`EntryFn`]. It saves what its caller owns, sets the depth limit, loads the pinned registers, and calls.
pub fn entry() -> Vec<u8> {
    assemble(|asm| {
        for register in SAVED {
            asm.push_r(register);
        }
        asm.push_m(context(offset::STACK_LIMIT));
        // The first frame's rsp is 16 below: its return address and its rbp.
        asm.mov_rm64(RAX, context(offset::STACK_END));
        asm.sub_rr64(RAX, RCX);
        asm.sub_rr64(RAX, RSP);
        asm.add_ri64(RAX, 16);
        asm.mov_mr64(context(offset::STACK_LIMIT), RAX);
        asm.mov_rr64(R15, RDI);
        asm.mov_rr64(RBP, RSI);
        asm.mov_ri64(R14, Bits::INT_TAG.cast_signed());
        asm.mov_ri64(R13, UNTAG.cast_signed());
        asm.call_r(RDX);
        asm.pop_m(Mem::base(R15).disp(offset::STACK_LIMIT));
        for register in SAVED.into_iter().rev() {
            asm.pop_r(register);
        }
        asm.ret();
    })
}

/// The entry, by the internal convention, of every function that has no code: it has the interpreter run the function whose
/// window begins at the frame pointer.
pub fn interpreted() -> Vec<u8> {
    assemble(|asm| {
        let failed = asm.label();
        asm.push_r(RBP);
        asm.mov_mr64(Mem::base(R15).disp(offset::NATIVE_SP), RSP);
        asm.mov_rr64(RDI, R15);
        asm.mov_rr64(RSI, RBP);
        asm.xor_rr32(RDX, RDX);
        asm.call_m(Mem::base(R15).disp(Helper::CallInterpreted.offset()));
        let exc_below_tag = Bits::INT_TAG - Bits::EXC.raw();
        asm.lea_rm64(RCX, Mem::base(R14).disp(-(exc_below_tag as i32)));
        asm.cmp_rr64(RAX, RCX);
        asm.pop_r(RCX);
        asm.jcc(Cond::E, failed);
        asm.clc();
        asm.ret();
        asm.bind(failed);
        asm.stc();
        asm.ret();
    })
}

/// Code that goes to the entry for the types that the arguments have, else to `other`. Of a case's types it tells ints and
/// floats apart, and from all that are neither. It leaves everything else as it found it. Entries are addresses of code that
/// lives as long.
pub fn dispatcher(cases: &[(&[Type], u64)], other: u64) -> Vec<u8> {
    assemble(|asm| {
        asm.mov_ri64(RCX, Bits::MAX_FLOAT.cast_signed());
        for (types, entry) in cases {
            let next = asm.label();
            for (param, &ty) in (0..).zip(*types) {
                asm.mov_rm64(RAX, Mem::base(RBP).disp(8 * param));
                check_type(asm, ty, next);
            }
            asm.mov_ri64(RAX, entry.cast_signed());
            asm.jmp_r(RAX);
            asm.bind(next);
        }
        asm.mov_ri64(RAX, other.cast_signed());
        asm.jmp_r(RAX);
    })
}

/// Goes to `next` unless the word in rax has a type; rcx holds [`Bits::MAX_FLOAT`].
fn check_type(asm: &mut Assembler, ty: Type, next: x64_asm::Label) {
    match ty {
        Type::Int => {
            asm.cmp_rr64(RAX, R14);
            asm.jcc(Cond::B, next);
        }
        Type::Float => {
            asm.cmp_rr64(RAX, RCX);
            asm.jcc(Cond::A, next);
        }
        Type::Unknown | Type::Bool | Type::Object(_) => {
            asm.cmp_rr64(RAX, R14);
            asm.jcc(Cond::AE, next);
            asm.cmp_rr64(RAX, RCX);
            asm.jcc(Cond::BE, next);
        }
    }
}

fn assemble(code: impl FnOnce(&mut Assembler)) -> Vec<u8> {
    let mut asm = Assembler::new();
    code(&mut asm);
    let code = asm.finish().expect("every label of a trampoline is bound");
    code.bytes().to_vec()
}

fn context(offset: i32) -> Mem {
    Mem::base(RDI).disp(offset)
}
