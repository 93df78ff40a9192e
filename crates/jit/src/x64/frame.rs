//! Prologues, returns, calls, safepoints and exits: the conventions of [`crate::abi`].

use heap::Bits;
use heap::layout::{self, kind};
use x64_asm::{Cond, Mem, R15, RAX, RBP, RCX, RDI, RDX, RSI, RSP};

use super::{Gp, Label, Masm, Word, context, field, word_at};
use crate::abi::{Helper, offset};

impl Masm {
    /// Completes the frame of 16 bytes.
    pub fn enter_frame(&mut self) {
        self.asm.push_r(RBP);
    }

    /// Goes to `overflow` if a frame of this size does not fit. Clobbers the scratch.
    pub fn check_stack(&mut self, frame_bytes: u32, overflow: Label) {
        self.asm.lea_rm64(RAX, word_at(RBP, frame_bytes as i32));
        self.asm.sub_rr64(RAX, RSP);
        self.asm.cmp_rm64(RAX, context(offset::STACK_LIMIT));
        self.asm.jcc(Cond::G, overflow);
    }

    /// Goes to `stop` if the poll byte is set.
    pub fn poll(&mut self, stop: Label) {
        self.asm.cmp_mi8(context(offset::POLL), 0);
        self.asm.jcc(Cond::NE, stop);
    }

    /// Counts down how often a function may still run, whose record's address a word of the code holds; goes to `hot` at the
    /// end. Spoils the scratch.
    pub fn count_down(&mut self, record: Label, hot: Label) {
        self.asm.mov_rm64(RAX, Mem::label(record));
        self.asm.sub_mi32(word_at(RAX, offset::RECORD_HEAT), 1);
        self.asm.jcc(Cond::E, hot);
    }

    /// Takes one unit of fuel; goes to `out` if there was none.
    pub fn charge(&mut self, out: Label) {
        self.asm.sub_mi64(context(offset::FUEL), 1);
        self.asm.jcc(Cond::S, out);
    }

    /// Returns what is in rax.
    pub fn return_value(&mut self) {
        self.asm.pop_r(RCX);
        self.asm.clc();
        self.asm.ret();
    }

    /// Returns what is in rax, which is `EXC` or `EXIT`.
    pub fn return_failure(&mut self) {
        self.asm.pop_r(RCX);
        self.asm.stc();
        self.asm.ret();
    }

    /// Goes to the shared tail of the exits with an exit's id.
    pub fn exit(&mut self, id: u32, tail: Label) {
        self.asm.mov_ri32(RCX, id.cast_signed());
        self.asm.jmp(tail);
    }

    /// The shared tail: notes which exit of which code, and returns `EXIT`.
    pub fn exit_tail(&mut self, start: Label) {
        self.asm.mov_mr32(context(offset::EXIT_ID), RCX);
        self.asm.mov_mr64(context(offset::BASE), RBP);
        self.asm.lea_rm64(RAX, Mem::label(start));
        self.asm.mov_mr64(context(offset::EXIT_CODE), RAX);
        self.load_bits(RAX, Bits::EXIT.raw());
        self.return_failure();
    }

    /// Tells the vm where execution is: the end of the valid words, the frame, the instruction.
    /// Clobbers the scratch.
    pub fn sync(&mut self, top: Word, pc: u32) {
        self.asm.lea_rm64(RAX, top.mem());
        self.asm.mov_mr64(context(offset::TOP), RAX);
        self.asm.mov_mr64(context(offset::BASE), RBP);
        self.asm.mov_mi32(context(offset::PC), pc.cast_signed());
    }

    /// Tells the vm how deep the native stack is.
    pub fn sync_native(&mut self) {
        self.asm.mov_mr64(context(offset::NATIVE_SP), RSP);
    }

    /// Calls a helper with a pointer to a word of the frame and an immediate; the result is in rax.
    pub fn call_helper(&mut self, helper: Helper, words: Word, immediate: u32) {
        self.asm.mov_ri32(RDX, immediate.cast_signed());
        if words.0 == 0 {
            self.asm.mov_rr64(RSI, RBP);
        } else {
            self.asm.lea_rm64(RSI, words.mem());
        }
        self.asm.mov_rr64(RDI, R15);
        self.asm.call_m(context(helper.offset()));
    }

    /// Goes to `failed` if rax is `EXC`. Clobbers the second scratch register.
    pub fn check_exc(&mut self, failed: Label) {
        self.load_bits(RCX, Bits::EXC.raw());
        self.asm.cmp_rr64(RAX, RCX);
        self.asm.jcc(Cond::E, failed);
    }

    /// Puts the record of the function with `argc` parameters that a register holds into rax; goes to
    /// `other` if it is anything else. Clobbers rcx.
    pub fn load_callee_record(&mut self, callee: Gp, argc: u32, other: Label) {
        self.guard_kind(callee, kind::FUNCTION, other);
        self.asm.mov_rm64(RAX, field(callee, layout::FUNCTION_RECORD as i32));
        self.asm.cmp_mi32(word_at(RAX, offset::RECORD_PARAMS), argc.cast_signed());
        self.asm.jcc(Cond::NE, other);
    }

    /// Calls through an entry slot of the record in rax, with the window whose first argument is `args`.
    pub fn call_record(&mut self, args: Word, typed: bool) {
        let slot = if typed { offset::RECORD_TYPED_ENTRY } else { offset::RECORD_ENTRY };
        self.asm.add_ri64(RBP, 8 * args.0 as i32);
        self.asm.call_m(word_at(RAX, slot));
    }

    /// As [`call_record`](Self::call_record), of an entry in the same code.
    pub fn call_label(&mut self, args: Word, entry: Label) {
        self.asm.add_ri64(RBP, 8 * args.0 as i32);
        self.asm.call(entry);
    }

    /// Behind the call: takes the frame back, and goes to `failed` if the callee did not return a value; the result
    /// is in rax.
    pub fn take_back(&mut self, args: Word, failed: Label) {
        let bytes = 8 * args.0 as i32;
        self.asm.lea_rm64(RBP, word_at(RBP, -bytes));
        self.asm.jcc(Cond::B, failed);
    }

    /// The low half of rax, which holds a boxed int, into another register.
    pub fn take_int_result(&mut self, dst: Gp) {
        self.asm.mov_rr32(dst, RAX);
    }

    /// What rax holds into another register.
    pub fn take_result(&mut self, dst: Gp) {
        self.asm.mov_rr64(dst, RAX);
    }
}
