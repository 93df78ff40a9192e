//! The trampolines: fixed pieces of code between the conventions of [`abi`](crate::abi). A vm
//! publishes them like any other code.

use heap::Bits;
use x64_asm::{Assembler, Cond, Gpr, Mem, R12, R13, R14, R15, RAX, RBP, RBX, RCX, RDI, RDX, RSI, RSP};

use crate::abi::{Helper, VmContext, offset};
use crate::kind::Kind;

/// The entry trampoline: `(context, base, code, depth in bytes)`. It returns the result of the
/// code, which is a value, `EXC` or `EXIT`.
pub type EntryFn = crate::machine_fn!(unsafe fn(*mut VmContext, *mut Bits, *const u8, u64) -> Bits);

/// The registers that a caller of the system convention expects to find again.
const SAVED: [Gpr; 6] = [RBP, RBX, R12, R13, R14, R15];

/// How far the stack pointer of the entry trampoline at its call is below its caller's, in bytes.
/// In between are the return address, the saved registers and the depth limit.
pub const ENTRY_FRAME_BYTES: u8 = (8 * (1 + SAVED.len() + 1)) as u8;

/// What is added to a boxed pointer to make it an address, modulo 2^64.
const UNTAG: u64 = Bits::HEAP_TAG.wrapping_neg();

/// The code of an [`EntryFn`]. It saves its caller's registers, sets the depth limit, loads the
/// pinned registers and calls.
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

/// The code in the entry slot of every function that is not compiled. It has the interpreter run
/// the function on the frame whose base is in rbp.
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

/// The dispatcher of a function with versions (polymorphic entry): it goes to the entry of the
/// first case whose kinds the arguments have, else to `other`. It tells ints, floats and all other
/// values apart, and keeps every register that an entry uses. The entries are addresses of code
/// that must live as long as this code.
pub fn dispatcher(cases: &[(&[Kind], u64)], other: u64) -> Vec<u8> {
    assemble(|asm| {
        asm.mov_ri64(RCX, Bits::MAX_FLOAT.cast_signed());
        for (kinds, entry) in cases {
            let next = asm.label();
            for (param, &kind) in (0..).zip(*kinds) {
                asm.mov_rm64(RAX, Mem::base(RBP).disp(8 * param));
                check_kind(asm, kind, next);
            }
            asm.mov_ri64(RAX, entry.cast_signed());
            asm.jmp_r(RAX);
            asm.bind(next);
        }
        asm.mov_ri64(RAX, other.cast_signed());
        asm.jmp_r(RAX);
    })
}

/// Goes to `next` unless the word in rax is of a kind; rcx holds [`Bits::MAX_FLOAT`].
fn check_kind(asm: &mut Assembler, kind: Kind, next: x64_asm::Label) {
    match kind {
        Kind::Int => {
            asm.cmp_rr64(RAX, R14);
            asm.jcc(Cond::B, next);
        }
        Kind::Float => {
            asm.cmp_rr64(RAX, RCX);
            asm.jcc(Cond::A, next);
        }
        Kind::Unknown | Kind::Bool | Kind::Object(_) => {
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
