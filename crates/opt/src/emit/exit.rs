//! Side exits, and all other code behind the hot code (out of line).

use bytecode::ChunkId;
use jit::abi::Helper;
use jit::target::{ColdPiece, Fp, Gp, Label, SCRATCH, Word};
use jit::{CallSite, Comment, Exit, ExitReason, InModule, InlinedFrame, Origin};
use smallvec::SmallVec;

use super::Emitter;
use super::detour::Detour;
use super::home::Home;
use super::moves::Move;
use super::place::{LEAF_WORDS, Reg};
use super::safepoint::Site;
use crate::ir::{Inst, StateId};
use crate::mutant::{self, Mutant};

/// A piece of code to be emitted after the hot code.
#[derive(Debug)]
pub(super) enum Cold {
    /// A guard failed.
    Exit { label: Label, id: u32, homes: Vec<Home> },
    /// One of what should be floats is a NaN or something else: a NaN goes on.
    NotOrdered { label: Label, checks: SmallVec<[(Boxed, Label); 2]>, back: Label },
    /// The rest of a macro operation.
    Piece(ColdPiece),
    /// Moves on an edge, then the block.
    Moves { label: Label, moves: Vec<Move>, to: Label },
    /// A value is stored into an old object: if it is a pointer, a helper does it.
    StorePointer { label: Label, object: Gp, value: Gp, slot: Slot, live: Vec<Reg>, back: Label, done: Label },
    /// The callee is not a function with that many parameters.
    CallSlow { label: Label, site: Site, inlined: u32, back: Label },
    /// The callee returned `EXC` or `EXIT`.
    CallFailed { label: Label, site: Site, back: Label },
    /// Inline code cannot do the work of a helper.
    Detour(Box<Detour>),
    /// The frame does not fit.
    Overflow { label: Label },
    /// The poll byte was set at the function's entry.
    EntryPoll { label: Label, back: Label },
    /// No fuel for the function's entry.
    EntryFuel { label: Label },
}

/// Where the boxed bits of a float stand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Boxed {
    Gp(Gp),
    Fp(Fp),
    Word(u32),
}

/// Where in an object a value is stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    Field(i32),
    Element(Gp, Gp),
}

impl Emitter<'_> {
    /// Where a guard goes when it fails.
    pub(super) fn fail(&mut self, inst: &Inst) -> Label {
        let state = inst.state.expect("a guard has a frame state");
        let blame = inst.blame.expect("a guard has something to blame");
        let chunk = self.f.frames[blame.frame.index()].chunk;
        let (label, id) = self.exit(state, blame.reason, (chunk, blame.pc));
        if self.unit.feedback.root.forcible && blame.reason != ExitReason::Fuel {
            self.masm.force(id, label);
        }
        label
    }

    fn exit(&mut self, state: StateId, reason: ExitReason, blame: (InModule<ChunkId>, u32)) -> (Label, u32) {
        let label = self.masm.label();
        let (id, homes) = self.new_exit(state, reason, blame);
        self.cold.push(Cold::Exit { label, id, homes });
        (label, id)
    }

    /// A new exit, and what is to be written before it is taken.
    fn new_exit(&mut self, state: StateId, reason: ExitReason, blame: (InModule<ChunkId>, u32)) -> (u32, Vec<Home>) {
        let id = self.exits.len() as u32;
        let frames = self.inlined_frames(state);
        let mut homes = self.homes(state);
        let objects = self.pieces(state, &mut homes);
        self.exits.push((Exit { pc: self.f.state(state).pc, reason }, Origin { blame, frames, objects }));
        (id, homes)
    }

    /// An exit before an instruction where all values are home.
    pub(super) fn exit_at_home(&mut self, pc: u32, reason: ExitReason) -> Label {
        let label = self.masm.label();
        let id = self.exits.len() as u32;
        self.exits.push((
            Exit { pc, reason },
            Origin { blame: (self.unit.own(), pc), frames: [].into(), objects: [].into() },
        ));
        self.cold.push(Cold::Exit { label, id, homes: Vec::new() });
        if self.unit.feedback.root.forcible && reason != ExitReason::Depth {
            self.masm.force(id, label);
        }
        label
    }

    /// The frames of inlined calls in a frame state, the outermost first.
    pub(super) fn inlined_frames(&self, state: StateId) -> Box<[InlinedFrame]> {
        let chain: Vec<_> = self.f.chain(state).collect();
        let frame = |pair: &[&crate::ir::State]| {
            let frame = self.f.frames[pair[0].frame.index()];
            let shift = u32::from(mutant::is(Mutant::ShiftedBase));
            InlinedFrame { chunk: frame.chunk, base: frame.base - shift, called_at: pair[1].pc }
        };
        let mut frames: Vec<InlinedFrame> = chain.windows(2).map(frame).collect();
        frames.reverse();
        frames.into()
    }

    pub(super) fn leave(&mut self, state: StateId) {
        let (id, homes) = self.new_exit(state, ExitReason::LoopEnd, (self.unit.own(), self.f.state(state).pc));
        self.note(Comment::Exit(id));
        self.write_homes(homes);
        self.masm.exit(id, self.exit_tail);
    }

    /// Notes that a slow path follows, of an instruction of the compiled function.
    pub(super) fn note_slow(&mut self, state: StateId) {
        let pc = self.f.chain(state).last().map_or(0, |outermost| outermost.pc);
        self.note(Comment::Slow(pc));
    }

    /// To be called right behind every call.
    pub(super) fn note_call(&mut self, pc: u32) {
        self.calls.push(CallSite { returns_to: self.masm.offset(), pc });
    }

    pub(super) fn call_helper(&mut self, pc: u32, helper: Helper, words: Word, immediate: u32) {
        self.masm.call_helper(helper, words, immediate);
        self.note_call(pc);
    }

    pub(super) fn emit_cold(&mut self) {
        let mut cold = std::mem::take(&mut self.cold);
        while !cold.is_empty() {
            for piece in cold {
                self.cold_piece(piece);
            }
            cold = std::mem::take(&mut self.cold);
        }
        self.note(Comment::Tail);
        if !self.exits.is_empty() {
            self.masm.bind(self.exit_tail);
            self.masm.exit_tail(self.start);
        }
        self.masm.bind(self.failed);
        let failure = self.masm.scratch();
        self.masm.return_failure(failure);
    }

    fn cold_piece(&mut self, cold: Cold) {
        let chunk = self.unit.modules.chunk(self.unit.own());
        let (params, slots) = (u32::from(chunk.params), u32::from(chunk.slots));
        match cold {
            Cold::Exit { label, id, homes } => {
                self.note(Comment::Exit(id));
                self.masm.bind(label);
                let is_caller = |home: &Home| home.word < slots && !self.exits[id as usize].1.frames.is_empty();
                let homes = match mutant::is(Mutant::CallerForgotten) {
                    true => homes.into_iter().filter(|home| !is_caller(home)).collect(),
                    false => homes,
                };
                self.write_homes(homes);
                self.masm.exit(id, self.exit_tail);
            }
            Cold::NotOrdered { label, checks, back } => {
                self.masm.bind(label);
                for (boxed, fail) in checks {
                    let boxed = match boxed {
                        Boxed::Gp(gp) => gp,
                        Boxed::Fp(fp) => {
                            self.masm.box_float(SCRATCH, fp);
                            SCRATCH
                        }
                        Boxed::Word(word) => {
                            self.masm.load_boxed(SCRATCH, Word(word));
                            SCRATCH
                        }
                    };
                    self.masm.guard_float(boxed, fail);
                }
                self.masm.jump(back);
            }
            Cold::Piece(piece) => self.masm.emit_cold(piece),
            Cold::Moves { label, moves, to } => {
                self.masm.bind(label);
                self.make_moves(moves);
                self.masm.jump(to);
            }
            Cold::StorePointer { label, object, value, slot, live, back, done } => {
                self.masm.bind(label);
                let pointer = self.masm.label();
                self.masm.jump_if_pointer(value, pointer);
                self.masm.jump(back);
                self.masm.bind(pointer);
                self.store_pointer(object, value, slot, &live);
                self.masm.jump(done);
            }
            Cold::CallSlow { label, site, inlined, back } => {
                let (base, pc) = self.innermost(site.state);
                self.note_slow(site.state);
                self.masm.bind(label);
                self.masm.sync_inlined(base, Word(site.words.0 + site.argc + 1), pc);
                self.masm.sync_native();
                self.call_helper(pc, Helper::Call, site.words, site.argc);
                self.masm.pop_inlined(inlined);
                self.masm.check_exc(self.failed);
                self.masm.jump(back);
            }
            Cold::CallFailed { label, site, back } => {
                self.masm.bind(label);
                self.masm.check_exc(self.failed);
                let (_, pc) = self.innermost(site.state);
                let inlined = self.push_inlined(site.state);
                self.masm.sync_native();
                self.call_helper(pc, Helper::Resume, Word(site.words.0 + 1), 0);
                self.masm.pop_inlined(inlined);
                self.masm.check_exc(self.failed);
                self.masm.jump(back);
            }
            Cold::Detour(detour) => self.emit_detour(*detour),
            Cold::Overflow { label } => {
                self.masm.bind(label);
                self.masm.sync(Word(params), 0);
                self.call_helper(0, Helper::StackOverflow, Word(0), 0);
                self.masm.jump(self.failed);
            }
            Cold::EntryPoll { label, back } => {
                self.masm.bind(label);
                self.masm.sync(Word(slots), 0);
                self.call_helper(0, Helper::Interrupt, Word(0), 0);
                self.masm.check_exc(self.failed);
                self.masm.jump(back);
            }
            Cold::EntryFuel { label } => {
                self.masm.bind(label);
                self.masm.sync(Word(slots), 0);
                self.call_helper(0, Helper::OutOfFuel, Word(0), 0);
                self.masm.jump(self.failed);
            }
        }
    }

    /// Has a helper that is no safepoint store a pointer. The context keeps the live registers
    /// meanwhile.
    fn store_pointer(&mut self, object: Gp, value: Gp, slot: Slot, live: &[Reg]) {
        self.masm.spill(LEAF_WORDS, object);
        self.masm.spill(LEAF_WORDS + 1, value);
        match slot {
            Slot::Field(offset) => self.masm.field_address(SCRATCH, object, offset),
            Slot::Element(elements, at) => self.masm.element_address(SCRATCH, elements, at),
        }
        self.masm.spill(LEAF_WORDS + 2, SCRATCH);
        let fp = |at: u8| jit::target::GP_POOL.len() as u32 + u32::from(at);
        for &reg in live {
            match reg {
                Reg::Gp(at) => self.masm.spill(u32::from(at), reg.gp()),
                Reg::Fp(at) => self.masm.spill_float(fp(at), reg.fp()),
            }
        }
        self.masm.call_leaf(Helper::StorePointer, LEAF_WORDS);
        self.note_call(0);
        for &reg in live {
            match reg {
                Reg::Gp(at) => self.masm.unspill(reg.gp(), u32::from(at)),
                Reg::Fp(at) => {
                    let fp_reg: Fp = reg.fp();
                    self.masm.unspill_float(fp_reg, fp(at));
                }
            }
        }
    }
}
