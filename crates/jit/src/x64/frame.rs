//! Prologues, returns, calls, safepoints and exits: the conventions of [`crate::abi`].

use heap::Bits;
use heap::layout::{self, kind};
use x64_asm::{Cond, Mem, R15, RBP, RDI, RSI, RSP};

use super::{Gp, Held, Label, Masm, Scratch, Word, context, field, frame, word_at};
use crate::abi::{Helper, offset};

impl Masm {
    /// Pushes rbp, which completes the frame of 16 bytes.
    pub fn enter_frame(&mut self) {
        self.asm.push_r(RBP);
    }

    /// Goes to `overflow` if a frame of this size does not fit.
    pub fn check_stack(&mut self, frame_bytes: u32, overflow: Label) {
        let depth = self.scratch();
        self.asm.lea_rm64(*depth, word_at(RBP, frame_bytes as i32));
        self.asm.sub_rr64(*depth, RSP);
        self.asm.cmp_rm64(*depth, context(offset::STACK_LIMIT));
        self.asm.jcc(Cond::G, overflow);
    }

    /// Goes to `stop` if the poll byte is set.
    pub fn poll(&mut self, stop: Label) {
        self.asm.cmp_mi8(context(offset::POLL), 0);
        self.asm.jcc(Cond::NE, stop);
    }

    /// Counts down how often a function may still run; goes to `hot` at the end. A word of the code
    /// holds the address of its record.
    pub fn count_down(&mut self, record: Label, hot: Label) {
        let address = self.scratch();
        self.asm.mov_rm64(*address, Mem::label(record));
        self.asm.sub_mi32(word_at(*address, offset::RECORD_HEAT), 1);
        self.asm.jcc(Cond::E, hot);
    }

    /// Takes one unit of fuel; goes to `out` if there was none.
    pub fn charge(&mut self, out: Label) {
        self.asm.sub_mi64(context(offset::FUEL), 1);
        self.asm.jcc(Cond::S, out);
    }

    /// Returns a value, which is in the scratch.
    pub fn return_value(&mut self, _value: Scratch<Gp>) {
        let dropped = self.scratch2();
        self.asm.pop_r(*dropped);
        self.asm.clc();
        self.asm.ret();
    }

    /// Returns `EXC` or `EXIT`, which is in the scratch.
    pub fn return_failure(&mut self, _failure: Scratch<Gp>) {
        let dropped = self.scratch2();
        self.asm.pop_r(*dropped);
        self.asm.stc();
        self.asm.ret();
    }

    /// Takes a side exit: goes to the shared tail with the exit's id in the second scratch.
    pub fn exit(&mut self, id: u32, tail: Label) {
        let passed = self.scratch2();
        self.asm.mov_ri32(*passed, id.cast_signed());
        self.asm.jmp(tail);
    }

    /// The tail of all exits: stores which exit of which code was taken, and returns `EXIT`.
    pub fn exit_tail(&mut self, start: Label) {
        let id = self.scratch2();
        self.asm.mov_mr32(context(offset::EXIT_ID), *id);
        drop(id);
        self.asm.mov_mr64(context(offset::BASE), RBP);
        let value = self.scratch();
        self.asm.lea_rm64(*value, Mem::label(start));
        self.asm.mov_mr64(context(offset::EXIT_START), *value);
        self.load_bits(*value, Bits::EXIT.raw());
        self.return_failure(value);
    }

    /// Tells the vm where execution is: the end of the valid words, the frame, the instruction.
    pub fn sync(&mut self, top: Word, pc: u32) {
        let end = self.scratch();
        self.asm.lea_rm64(*end, frame(top));
        self.asm.mov_mr64(context(offset::TOP), *end);
        self.asm.mov_mr64(context(offset::BASE), RBP);
        self.asm.mov_mi32(context(offset::PC), pc.cast_signed());
    }

    /// As [`sync`](Self::sync), in the frame of an inlined call, whose base is `base`.
    pub fn sync_inlined(&mut self, base: Word, top: Word, pc: u32) {
        self.sync(top, pc);
        if base.0 != 0 {
            let inlined = self.scratch();
            self.asm.lea_rm64(*inlined, frame(base));
            self.asm.mov_mr64(context(offset::BASE), *inlined);
        }
    }

    /// Puts onto the native stack what the call of a function would have put there that was
    /// inlined: an address to return to, `site`, which stands right behind this, and the base of
    /// its frame.
    pub fn push_inlined(&mut self, base: Word, site: Label) {
        let word = self.scratch();
        self.asm.lea_rm64(*word, Mem::label(site));
        self.asm.push_r(*word);
        self.asm.lea_rm64(*word, frame(base));
        self.asm.push_r(*word);
        drop(word);
        self.asm.bind(site);
    }

    /// Takes so many frames of inlined calls from the native stack. Keeps the flags.
    pub fn pop_inlined(&mut self, count: u32) {
        if count > 0 {
            self.asm.lea_rm64(RSP, Mem::base(RSP).disp(count as i32 * crate::abi::CALL_BYTES as i32));
        }
    }

    /// Tells the vm how deep the native stack is.
    pub fn sync_native(&mut self) {
        self.asm.mov_mr64(context(offset::NATIVE_SP), RSP);
    }

    /// Calls a helper with a pointer to a word of the frame and an immediate; returns the result.
    pub fn call_helper(&mut self, helper: Helper, words: Word, immediate: u32) -> Scratch<Gp> {
        self.check_no_scratch("a helper is called");
        self.asm.mov_ri32(super::SCRATCH3, immediate.cast_signed());
        if words.0 == 0 {
            self.asm.mov_rr64(RSI, RBP);
        } else {
            self.asm.lea_rm64(RSI, frame(words));
        }
        self.asm.mov_rr64(RDI, R15);
        self.asm.call_m(context(helper.offset()));
        self.scratch()
    }

    /// Goes to `failed` if the result of a helper, in the scratch, is `EXC`.
    pub fn check_exc(&mut self, failed: Label) {
        let exc = self.scratch2();
        self.load_bits(*exc, Bits::EXC.raw());
        self.asm.cmp_rr64(super::SCRATCH, *exc);
        self.asm.jcc(Cond::E, failed);
    }

    /// The record of a function; goes to `other` if the callee is none with `argc` parameters.
    pub fn load_callee_record(&mut self, callee: Held<Gp>, argc: u32, other: Label) -> Scratch<Gp> {
        self.guard_kind(*callee, kind::FUNCTION, other);
        let function = *callee;
        drop(callee);
        let record = self.scratch();
        self.asm.mov_rm64(*record, field(function, layout::FUNCTION_RECORD as i32));
        self.asm.cmp_mi32(word_at(*record, offset::RECORD_PARAMS), argc.cast_signed());
        self.asm.jcc(Cond::NE, other);
        record
    }

    /// Calls through an entry slot of a record, with the window whose first argument is `args`.
    pub fn call_record(&mut self, record: Scratch<Gp>, args: Word, typed: bool) {
        let slot = if typed { offset::RECORD_TYPED_ENTRY } else { offset::RECORD_ENTRY };
        self.asm.add_ri64(RBP, 8 * args.0 as i32);
        self.asm.call_m(word_at(*record, slot));
    }

    /// As [`call_record`](Self::call_record), of an entry in the same code.
    pub fn call_label(&mut self, args: Word, entry: Label) {
        self.asm.add_ri64(RBP, 8 * args.0 as i32);
        self.asm.call(entry);
    }

    /// Behind the call: takes the frame back, and goes to `failed` if the callee did not return a
    /// value. Returns the result.
    pub fn take_back(&mut self, args: Word, failed: Label) -> Scratch<Gp> {
        let bytes = 8 * args.0 as i32;
        self.asm.lea_rm64(RBP, word_at(RBP, -bytes));
        self.asm.jcc(Cond::B, failed);
        self.scratch()
    }
}
