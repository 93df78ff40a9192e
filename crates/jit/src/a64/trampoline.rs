//! The trampolines: fixed pieces of code between the conventions of [`abi`](crate::abi). A vm
//! publishes them like any other code.

use a64_asm::{Assembler, Cond, LR, SP, X0, X1, X2, X3, X19, X20, X21, X22, X23, X24, X25, X26, XZR};
use heap::Bits;

use super::{BASE, CONTEXT, Gp, INTS, TEMP, TEMP2};
use crate::abi::{Helper, VmContext, offset};
use crate::kind::Kind;

/// The entry trampoline: `(context, base, code, depth in bytes)`. It returns the result of the
/// code, which is a value, `EXC` or `EXIT`.
pub type EntryFn = crate::machine_fn!(unsafe fn(*mut VmContext, *mut Bits, *const u8, u64) -> Bits);

/// The registers that a caller of the system convention expects to find again, in pairs as they are
/// pushed.
const SAVED: [(Gp, Gp); 6] = [(BASE, LR), (INTS, CONTEXT), (X25, X26), (X23, X24), (X21, X22), (X19, X20)];

/// How far the stack pointer of the entry trampoline at its call is below its caller's, in bytes.
/// In between are the return address, the saved registers and the depth limit.
pub const ENTRY_FRAME_BYTES: u8 = (16 * (SAVED.len() + 1)) as u8;

/// The code of an [`EntryFn`]. It saves its caller's registers, sets the depth limit, loads the
/// pinned registers and calls.
pub fn entry() -> Vec<u8> {
    assemble(|asm| {
        for (first, second) in SAVED {
            asm.stp_rr_pre64(first, second, SP, -16);
        }
        asm.ldr_ro64(TEMP, X0, offset::STACK_LIMIT);
        asm.stp_rr_pre64(TEMP, XZR, SP, -16);
        // The first frame's stack pointer is 16 below: its base and its return address.
        asm.ldr_ro64(TEMP, X0, offset::STACK_END);
        asm.sub_rrr64(TEMP, TEMP, X3);
        asm.sub_rri64(TEMP2, SP, 16);
        asm.sub_rrr64(TEMP, TEMP, TEMP2);
        asm.str_ro64(TEMP, X0, offset::STACK_LIMIT);
        asm.mov_rr64(CONTEXT, X0);
        asm.mov_rr64(BASE, X1);
        asm.mov_ri64(INTS, Bits::INT_TAG);
        asm.blr_r(X2);
        asm.ldp_rr_post64(TEMP, XZR, SP, 16);
        asm.str_ro64(TEMP, CONTEXT, offset::STACK_LIMIT);
        for (first, second) in SAVED.into_iter().rev() {
            asm.ldp_rr_post64(first, second, SP, 16);
        }
        asm.ret();
    })
}

/// The code in the entry slot of every function that is not compiled. It has the interpreter run
/// the function on the frame whose base is in x29.
pub fn interpreted() -> Vec<u8> {
    assemble(|asm| {
        let failed = asm.label();
        asm.stp_rr_pre64(BASE, LR, SP, -16);
        asm.add_rri64(TEMP, SP, 0);
        asm.str_ro64(TEMP, CONTEXT, offset::NATIVE_SP);
        asm.mov_rr64(X0, CONTEXT);
        asm.mov_rr64(X1, BASE);
        asm.mov_ri64(X2, 0);
        asm.ldr_ro64(TEMP, CONTEXT, Helper::CallInterpreted.offset());
        asm.blr_r(TEMP);
        asm.sub_rri64(TEMP, INTS, (Bits::INT_TAG - Bits::EXC.raw()) as u32);
        asm.cmp_rr64(X0, TEMP);
        asm.ldp_rr_post64(BASE, LR, SP, 16);
        asm.bcc_l(Cond::EQ, failed);
        asm.cmn_rr64(XZR, XZR); // no carry
        asm.ret();
        asm.bind(failed);
        asm.cmp_rr64(XZR, XZR); // carry
        asm.ret();
    })
}

/// The dispatcher of a function with versions (polymorphic entry): it goes to the entry of the
/// first case whose kinds the arguments have, else to `other`. It tells ints, floats and all other
/// values apart, and keeps every register that an entry uses. The entries are addresses of code
/// that must live as long as this code.
pub fn dispatcher(cases: &[(&[Kind], u64)], other: u64) -> Vec<u8> {
    assemble(|asm| {
        asm.mov_ri64(TEMP2, Bits::MAX_FLOAT);
        for (kinds, entry) in cases {
            let next = asm.label();
            for (param, &kind) in (0..).zip(*kinds) {
                asm.ldr_ro64(TEMP, BASE, 8 * param);
                check_kind(asm, kind, next);
            }
            asm.mov_ri64(TEMP, *entry);
            asm.br_r(TEMP);
            asm.bind(next);
        }
        asm.mov_ri64(TEMP, other);
        asm.br_r(TEMP);
    })
}

/// Goes to `next` unless the word in [`TEMP`] is of a kind; [`TEMP2`] holds [`Bits::MAX_FLOAT`].
fn check_kind(asm: &mut Assembler, kind: Kind, next: a64_asm::Label) {
    match kind {
        Kind::Int => {
            asm.cmp_rr64(TEMP, INTS);
            asm.bcc_l(Cond::CC, next);
        }
        Kind::Float => {
            asm.cmp_rr64(TEMP, TEMP2);
            asm.bcc_l(Cond::HI, next);
        }
        Kind::Unknown | Kind::Bool | Kind::Object(_) => {
            asm.cmp_rr64(TEMP, INTS);
            asm.bcc_l(Cond::CS, next);
            asm.cmp_rr64(TEMP, TEMP2);
            asm.bcc_l(Cond::LS, next);
        }
    }
}

fn assemble(code: impl FnOnce(&mut Assembler)) -> Vec<u8> {
    let mut asm = Assembler::new();
    asm.bti_c(); // every trampoline is reached by an indirect branch, through x16 or by a call
    code(&mut asm);
    let code = asm.finish().expect("every label of a trampoline is bound");
    code.bytes().to_vec()
}
