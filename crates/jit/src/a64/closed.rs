//! Frames, calls and the entry of closed functions: the conventions of [`crate::closed`].
//!
//! x28 holds the context, x27 the fuel left, w25 the calls that may still nest, x29 the frame. A
//! function saves its return address above its frame.

use a64_asm::{Cond, LR, SP, X19, X20, X21, X22, X23, X24, X26, XZR};

use super::registers::{DEPTH, FUEL};
use super::{
    BASE, CONTEXT, FLOAT_SCRATCH, Fp, Gp, Label, Masm, SCRATCH, SCRATCH2, SCRATCH3, Scratch, TEMP, TEMP2, Word,
};
use crate::abi::closed::offset;

/// What a caller of the system convention expects to find again, in pairs as they are stored.
const SAVED: [(Gp, Gp); 6] = [(BASE, LR), (X19, X20), (X21, X22), (X23, X24), (DEPTH, X26), (FUEL, CONTEXT)];
/// The frame of an entry: the saved registers, then the address for the result.
const ENTRY_BYTES: i32 = RESULT + 16;
const RESULT: i32 = 16 * SAVED.len() as i32;

/// The words between a closed function's frame and its arguments above: the return address, and
/// what keeps the stack pointer at a multiple of 16.
pub const RETURN_WORDS: u32 = 2;

impl Masm {
    /// The start of a function that the host calls: `(context, args, result) -> status`. Returns
    /// the address of the arguments.
    pub fn closed_entry(&mut self, outgoing_bytes: u32) -> Scratch<Gp> {
        self.asm.bti_c();
        for (at, (first, second)) in (0..).zip(SAVED) {
            match at {
                0 => self.asm.stp_rr_pre64(first, second, SP, -ENTRY_BYTES),
                _ => self.asm.stp_rro64(first, second, SP, 16 * at),
            }
        }
        self.asm.str_ro64(SCRATCH3, SP, RESULT);
        self.asm.mov_rr64(CONTEXT, SCRATCH);
        self.load_context(FUEL, offset::FUEL);
        self.load32(DEPTH, CONTEXT, offset::DEPTH);
        self.asm.add_rri64(TEMP, SP, 0);
        self.store_context(offset::STACK_POINTER, TEMP);
        self.move_stack(-i64::from(outgoing_bytes));
        let args = self.scratch();
        self.asm.mov_rr64(*args, SCRATCH2);
        self.asm.add_rri64(BASE, SP, 0);
        args
    }

    /// Adds to the stack pointer.
    fn move_stack(&mut self, bytes: i64) {
        match bytes {
            0 => {}
            1..4096 => self.asm.add_rri64(SP, SP, bytes as u32),
            -4095..0 => self.asm.sub_rri64(SP, SP, bytes.unsigned_abs() as u32),
            _ => {
                self.asm.mov_ri64(TEMP2, bytes.cast_unsigned());
                self.asm.add_rre64(SP, SP, TEMP2.uxtx(0));
            }
        }
    }

    /// Loads an int argument of the host.
    pub fn closed_argument_int(&mut self, dst: Gp, args: Gp, index: u32) {
        self.load32(dst, args, 8 * index as i32);
    }

    /// Loads a bool argument of the host.
    pub fn closed_argument_bool(&mut self, dst: Gp, args: Gp, index: u32) {
        self.closed_argument_int(dst, args, index);
        self.untag_bool(dst);
    }

    /// Loads a float argument of the host; any NaN becomes the canonical one.
    pub fn closed_argument_float(&mut self, dst: Fp, args: Gp, index: u32) {
        let ordered = self.asm.label();
        self.load_double(dst, args, 8 * index as i32);
        self.asm.fcmp_dd(dst, dst);
        self.asm.bcc_l(Cond::VC, ordered);
        self.load_float_bits(dst, heap::Bits::NAN.raw());
        self.bind(ordered);
    }

    /// The end of a function that the host calls: stores the result of the closed function.
    pub fn closed_return_to_host(&mut self, is_float: bool, exit: Label) {
        let status = self.scratch();
        self.load_context(TEMP, offset::STACK_POINTER);
        self.load64(TEMP, TEMP, RESULT);
        if is_float {
            self.store_double(FLOAT_SCRATCH, TEMP, 0);
        } else {
            self.store64(SCRATCH, TEMP, 0);
        }
        self.load_imm(*status, 0);
        self.asm.b_l(exit);
    }

    /// Returns a status to the host, from any depth.
    pub fn closed_fail(&mut self, status: u32, exit: Label) {
        let passed = self.scratch();
        self.asm.mov_ri32(*passed, status);
        self.asm.b_l(exit);
    }

    /// The end that all entries share: stores the fuel left and restores the host's registers. The
    /// status is in the scratch.
    pub fn closed_exit(&mut self) {
        let _status = self.scratch();
        self.load_context(TEMP, offset::STACK_POINTER);
        self.asm.add_rri64(SP, TEMP, 0);
        self.asm.cmp_ri64(FUEL, 0);
        self.asm.csel_rrr64(FUEL, XZR, FUEL, Cond::LT);
        self.store_context(offset::FUEL, FUEL);
        for (at, (first, second)) in (0..).zip(SAVED).skip(1) {
            self.asm.ldp_rro64(first, second, SP, 16 * at);
        }
        self.asm.ldp_rr_post64(BASE, LR, SP, ENTRY_BYTES);
        self.asm.ret();
    }

    /// Pays for a call and makes a frame.
    pub fn closed_enter(&mut self, frame_bytes: u32, too_deep: Label, out_of_fuel: Label) {
        self.asm.subs_rri32(DEPTH, DEPTH, 1);
        self.asm.bcc_l(Cond::MI, too_deep);
        self.asm.subs_rri64(FUEL, FUEL, 1);
        self.asm.bcc_l(Cond::MI, out_of_fuel);
        self.asm.str_r_pre64(LR, SP, -8 * RETURN_WORDS.cast_signed());
        self.move_stack(-i64::from(frame_bytes));
        self.asm.add_rri64(BASE, SP, 0);
    }

    /// Returns what is in the scratch or the float scratch.
    pub fn closed_leave(&mut self, frame_bytes: u32) {
        self.move_stack(frame_bytes.into());
        self.asm.ldr_r_post64(LR, SP, 8 * RETURN_WORDS.cast_signed());
        self.asm.add_rri32(DEPTH, DEPTH, 1);
        self.asm.ret();
    }

    /// Pays for a turn of a loop and goes to its header.
    pub fn closed_turn(&mut self, header: Label, out_of_fuel: Label) {
        self.asm.subs_rri64(FUEL, FUEL, 1);
        self.asm.bcc_l(Cond::PL, header);
        self.asm.b_l(out_of_fuel);
    }

    /// Calls another closed function, which keeps no register but the pinned ones.
    pub fn closed_call(&mut self, function: Label) {
        self.asm.bl_l(function);
        self.asm.add_rri64(BASE, SP, 0);
    }

    /// Calls the function for the remainder of the two float scratches; its result is in the first.
    pub fn closed_remainder(&mut self, _passed: [Scratch<Fp>; 2]) {
        self.load_context(TEMP, offset::REMAINDER);
        self.asm.blr_r(TEMP);
    }

    /// Stores known bits into a word; keeps the flags.
    pub fn store_raw_bits(&mut self, word: Word, bits: u64) {
        self.asm.mov_ri64(TEMP, bits);
        self.store_word(word, TEMP);
    }
}
