//! Prologues, returns, calls, safepoints and exits: the conventions of [`crate::abi`].

use a64_asm::{Cond, LR, SP, XZR};
use heap::Bits;
use heap::layout::{self, kind};

use super::memory::displacement;
use super::{BASE, CONTEXT, Gp, Held, Label, Masm, SCRATCH, SCRATCH2, SCRATCH3, Scratch, TEMP, TEMP2, Word};
use crate::abi::{Helper, offset};

const _: () = assert!(offset::BASE == offset::TOP + 8, "one instruction stores both");

impl Masm {
    /// An entry: the landing pad of an indirect branch, then pushes the base and the return
    /// address, which is the frame of 16 bytes.
    pub fn enter_frame(&mut self) {
        self.asm.bti_c();
        self.asm.stp_rr_pre64(BASE, LR, SP, -16);
    }

    /// Goes to `overflow` if a frame of this size does not fit. The sum of the limit and of the
    /// stack pointer is the address that the frame's end must not pass.
    pub fn check_stack(&mut self, frame_bytes: u32, overflow: Label) {
        let (end, most) = (self.scratch(), TEMP);
        self.add_imm(*end, BASE, frame_bytes.into());
        self.load_context(most, offset::STACK_LIMIT);
        self.asm.add_rre64(most, SP, most.uxtx(0));
        self.asm.cmp_rr64(*end, most);
        self.asm.bcc_l(Cond::HI, overflow);
    }

    /// Goes to `stop` if the poll byte is set.
    pub fn poll(&mut self, stop: Label) {
        self.load8(TEMP, CONTEXT, offset::POLL);
        self.asm.cbnz_rl32(TEMP, stop);
    }

    /// Counts down how often a function may still run; goes to `hot` at the end. A word of the code
    /// holds the address of its record.
    pub fn count_down(&mut self, record: Label, hot: Label) {
        self.load_address(TEMP, record);
        self.load32(TEMP2, TEMP, offset::RECORD_HEAT);
        self.asm.subs_rri32(TEMP2, TEMP2, 1);
        self.store32(TEMP2, TEMP, offset::RECORD_HEAT);
        self.asm.bcc_l(Cond::EQ, hot);
    }

    /// Takes one unit of fuel; goes to `out` if there was none.
    pub fn charge(&mut self, out: Label) {
        self.load_context(TEMP, offset::FUEL);
        self.asm.subs_rri64(TEMP, TEMP, 1);
        self.store_context(offset::FUEL, TEMP);
        self.asm.bcc_l(Cond::MI, out);
    }

    /// Returns a value, which is in the scratch.
    pub fn return_value(&mut self, _value: Scratch<Gp>) {
        self.asm.ldp_rr_post64(BASE, LR, SP, 16);
        self.asm.cmn_rr64(XZR, XZR); // no carry
        self.asm.ret();
    }

    /// Returns `EXC` or `EXIT`, which is in the scratch.
    pub fn return_failure(&mut self, _failure: Scratch<Gp>) {
        self.asm.ldp_rr_post64(BASE, LR, SP, 16);
        self.asm.cmp_rr64(XZR, XZR); // carry
        self.asm.ret();
    }

    /// Takes a side exit: goes to the shared tail with the exit's id in the second scratch.
    pub fn exit(&mut self, id: u32, tail: Label) {
        let passed = self.scratch2();
        self.asm.mov_ri32(*passed, id);
        self.asm.b_l(tail);
    }

    /// The tail of all exits: stores which exit of which code was taken, and returns `EXIT`.
    pub fn exit_tail(&mut self, start: Label) {
        let id = self.scratch2();
        self.store32(*id, CONTEXT, offset::EXIT_ID);
        drop(id);
        self.store_context(offset::BASE, BASE);
        let value = self.scratch();
        self.asm.adr_rl(*value, start);
        self.store_context(offset::EXIT_START, *value);
        self.load_bits(*value, Bits::EXIT.raw());
        self.return_failure(value);
    }

    /// Tells the vm where execution is: the end of the valid words, the frame, the instruction.
    pub fn sync(&mut self, top: Word, pc: u32) {
        self.add_imm(TEMP, BASE, displacement(top).into());
        self.asm.stp_rro64(TEMP, BASE, CONTEXT, offset::TOP);
        self.asm.mov_ri32(TEMP, pc);
        self.store32(TEMP, CONTEXT, offset::PC);
    }

    /// As [`sync`](Self::sync), in the frame of an inlined call, whose base is `base`.
    pub fn sync_inlined(&mut self, base: Word, top: Word, pc: u32) {
        self.sync(top, pc);
        if base.0 != 0 {
            self.add_imm(TEMP, BASE, displacement(base).into());
            self.store_context(offset::BASE, TEMP);
        }
    }

    /// Puts onto the native stack what the call of a function would have put there that was
    /// inlined: an address to return to, `site`, which stands right behind this, and the base of
    /// its frame.
    pub fn push_inlined(&mut self, base: Word, site: Label) {
        self.add_imm(TEMP, BASE, displacement(base).into());
        self.asm.adr_rl(TEMP2, site);
        self.asm.stp_rr_pre64(TEMP, TEMP2, SP, -16);
        self.bind(site);
    }

    /// Takes so many frames of inlined calls from the native stack. Keeps the flags.
    pub fn pop_inlined(&mut self, count: u32) {
        if count > 0 {
            self.asm.add_rri64(SP, SP, count * crate::abi::CALL_BYTES as u32);
        }
    }

    /// Tells the vm how deep the native stack is.
    pub fn sync_native(&mut self) {
        self.asm.add_rri64(TEMP, SP, 0);
        self.store_context(offset::NATIVE_SP, TEMP);
    }

    /// Calls a helper with a pointer to a word of the frame and an immediate; returns the result.
    ///
    /// The word below the frame says where it goes on, as if a callee had pushed it: the vm reads
    /// frames, and what a helper does with the link register it cannot know.
    pub fn call_helper(&mut self, helper: Helper, words: Word, immediate: u32) -> Scratch<Gp> {
        self.check_no_scratch("a helper is called");
        let back = self.label();
        self.asm.mov_ri32(SCRATCH3, immediate);
        self.add_imm(SCRATCH2, BASE, displacement(words).into());
        self.asm.mov_rr64(SCRATCH, CONTEXT);
        self.load_context(TEMP, helper.offset());
        self.asm.adr_rl(TEMP2, back);
        self.asm.stp_rr_pre64(BASE, TEMP2, SP, -16);
        self.asm.blr_r(TEMP);
        self.asm.add_rri64(SP, SP, 16);
        self.bind(back);
        self.scratch()
    }

    /// Goes to `failed` if the result of a helper, in the scratch, is `EXC`.
    pub fn check_exc(&mut self, failed: Label) {
        self.load_bits(TEMP, Bits::EXC.raw());
        self.asm.cmp_rr64(SCRATCH, TEMP);
        self.asm.bcc_l(Cond::EQ, failed);
    }

    /// The record of a function; goes to `other` if the callee is none with `argc` parameters.
    pub fn load_callee_record(&mut self, callee: Held<Gp>, argc: u32, other: Label) -> Scratch<Gp> {
        self.guard_kind(*callee, kind::FUNCTION, other);
        let function = *callee;
        drop(callee);
        let record = self.scratch();
        self.load_field(*record, function, layout::FUNCTION_RECORD as i32);
        self.load32(TEMP, *record, offset::RECORD_PARAMS);
        self.compare_imm(TEMP, argc.cast_signed());
        self.asm.bcc_l(Cond::NE, other);
        record
    }

    /// Calls through an entry slot of a record, with the window whose first argument is `args`.
    pub fn call_record(&mut self, record: Scratch<Gp>, args: Word, typed: bool) {
        let slot = if typed { offset::RECORD_TYPED_ENTRY } else { offset::RECORD_ENTRY };
        self.load64(TEMP, *record, slot);
        self.add_imm(BASE, BASE, displacement(args).into());
        self.asm.blr_r(TEMP);
    }

    /// As [`call_record`](Self::call_record), of an entry in the same code.
    pub fn call_label(&mut self, args: Word, entry: Label) {
        self.add_imm(BASE, BASE, displacement(args).into());
        self.asm.bl_l(entry);
    }

    /// Behind the call: takes the frame back, and goes to `failed` if the callee did not return a
    /// value. Returns the result.
    pub fn take_back(&mut self, args: Word, failed: Label) -> Scratch<Gp> {
        self.add_imm(BASE, BASE, -i64::from(displacement(args)));
        self.asm.bcc_l(Cond::CS, failed);
        self.scratch()
    }
}

const _: () = assert!(Bits::INT_TAG - Bits::EXIT.raw() < 4096, "specials are one instruction from the tag");
