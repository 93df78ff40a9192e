//! Entries: prologues, the typed and the untyped entry of a function, and the entry into a running
//! loop (OSR entry).

use jit::abi::{CALL_BYTES, Signature};
use jit::target::{FLOAT_SCRATCH, SCRATCH, Word};
use jit::{Comment, Entry, ExitReason};

use super::exit::{Boxed, Cold};
use super::{Emitter, own_signature};
use crate::ir::{FrameId, Op, Type};
use crate::liveness::Liveness;

impl Emitter<'_> {
    pub(super) fn enter(&mut self) {
        self.masm.bind(self.start);
        match self.unit.feedback.root.entry {
            Entry::Function => {
                let (modules, own) = (self.unit.modules, self.unit.own());
                let (chunk, facts) = (modules.chunk(own), modules.facts(own));
                let live =
                    Liveness::new(modules.get(own.module), chunk, facts, &bytecode::Primitives::new(&chunk.code));
                self.signature = own_signature(self.unit, &live);
                self.prologue();
                self.masm.bind(self.body);
                self.check_depth(0);
            }
            Entry::Loop(id) => {
                let header = self.unit.modules.facts(self.unit.own()).loops[id.index()].header;
                self.note(Comment::Prologue);
                self.masm.enter_frame();
                self.check_depth(header);
                self.guard_params(header);
            }
        }
    }

    /// The entry for callers that do not know the kinds of their arguments. Returns its offset.
    pub(super) fn untyped_entry(&mut self) -> u32 {
        if self.signature == Signature::NONE {
            return 0;
        }
        let offset = self.masm.offset();
        self.masm.bind(self.untyped);
        self.prologue();
        self.guard_params(0);
        self.masm.jump(self.body);
        offset
    }

    fn prologue(&mut self) {
        self.note(Comment::Prologue);
        self.masm.enter_frame();
        let overflow = self.masm.label();
        let chunk = self.unit.modules.chunk(self.unit.own());
        self.masm.check_stack(self.frame_bytes(FrameId(0)), overflow);
        self.cold.push(Cold::Overflow { label: overflow });
        for slot in chunk.params..chunk.slots {
            if slot == chunk.params {
                self.masm.load_bits(SCRATCH, heap::Bits::NIL.raw());
            }
            self.masm.store_boxed(Word(u32::from(slot)), SCRATCH);
        }
        let (stop, back) = (self.masm.label(), self.masm.label());
        self.masm.poll(stop);
        self.masm.bind(back);
        self.cold.push(Cold::EntryPoll { label: stop, back });
        if self.unit.feedback.root.metered {
            let out = self.masm.label();
            self.masm.charge(out);
            self.cold.push(Cold::EntryFuel { label: out });
        }
    }

    /// Exits if the deepest inlined frame does not fit; the interpreter makes the calls one by one.
    fn check_depth(&mut self, pc: u32) {
        let own = self.frame_bytes(FrameId(0));
        let deepest = (0..self.f.frames.len() as u32).map(|id| self.frame_bytes(FrameId(id))).max();
        let Some(deepest) = deepest.filter(|&bytes| bytes > own) else { return };
        let fail = self.exit_at_home(pc, ExitReason::Depth);
        self.masm.check_stack(deepest, fail);
    }

    /// How far the end of a frame is above the base, in bytes, with the bytes that its calls count.
    fn frame_bytes(&self, id: FrameId) -> u32 {
        let frame = self.f.frames[id.index()];
        let (chunk, facts) = (self.unit.modules.chunk(frame.chunk), self.unit.modules.facts(frame.chunk));
        let calls = std::iter::successors(frame.caller, |caller| self.f.frames[caller.index()].caller).count() as u32;
        8 * (frame.base + u32::from(chunk.slots) + u32::from(facts.max_depth)) + calls * CALL_BYTES as u32
    }

    /// Exits before an instruction unless the parameters have the kinds that the code relies on.
    fn guard_params(&mut self, pc: u32) {
        let f = self.f;
        for inst in f.block(crate::ir::Block(0)).insts.iter().map(|&value| f.inst(value)) {
            let Op::Param(word) = inst.op else { continue };
            let reason = ExitReason::Local(bytecode::Slot(word as u16));
            match inst.ty {
                Type::Int => {
                    let fail = self.exit_at_home(pc, reason);
                    self.masm.guard_int_word(Word(word), fail);
                }
                Type::Float => {
                    let fail = self.exit_at_home(pc, reason);
                    self.masm.load_float(FLOAT_SCRATCH, Word(word));
                    self.check_float(FLOAT_SCRATCH, Boxed::Word(word), fail);
                }
                _ => {}
            }
        }
    }
}
