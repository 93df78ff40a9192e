//! Entries: prologues, the typed and the untyped entry of a function, and the entry into a running
//! loop (OSR entry, on-stack replacement).

use bytecode::{LoopId, Slot};

use super::Compiler;
use crate::abi::Signature;
use crate::artifact::{Comment, ExitReason};
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::state::cold::Cold;
use crate::target::Word;

impl Compiler<'_> {
    pub(super) fn enter_function(&mut self) -> u32 {
        self.begin(0);
        self.signature = self.own_signature();
        self.prologue();
        self.masm.bind(self.labels.body);
        for (param, kind) in self.signature.kinds().enumerate() {
            self.rely_on_parameter(Slot(param as u16), kind);
        }
        0
    }

    /// The kinds of the arguments that the code is made for.
    fn own_signature(&self) -> Signature {
        let live = self.live[0];
        let kind = |slot| if live.contains(slot) { self.unit.profile.slot_kind(slot) } else { Kind::Unknown };
        Signature::of((0..self.unit.chunk.params).map(|param| kind(Slot(param))))
    }

    /// The untyped entry, for callers that do not know the kinds of their arguments. The code
    /// begins with the typed entry. Returns the offset of the untyped one.
    pub(super) fn untyped_entry(&mut self) -> u32 {
        if self.signature == Signature::NONE {
            return 0;
        }
        let offset = self.masm.offset();
        self.masm.bind(self.labels.untyped);
        self.locals.leave();
        self.stack.reset(0);
        self.begin(0);
        self.prologue();
        for (param, kind) in self.signature.kinds().enumerate().filter(|(_, kind)| kind.is_number()) {
            self.guard_word(Word(param as u32), kind, ExitReason::Local(Slot(param as u16)));
        }
        self.masm.jump(self.labels.body);
        offset
    }

    pub(super) fn prologue(&mut self) {
        self.note(Comment::Prologue);
        self.masm.enter_frame();
        let overflow = self.masm.label();
        self.masm.check_stack(self.frame_words() * 8, overflow);
        self.cold.push(Cold::Overflow { label: overflow });
        self.set_locals_to_nil();
        let (stop, back) = (self.masm.label(), self.masm.label());
        self.masm.poll(stop);
        self.masm.bind(back);
        self.cold.push(Cold::EntryPoll { label: stop, back });
        if self.unit.profile.metered {
            let out = self.masm.label();
            self.masm.charge(out);
            self.cold.push(Cold::EntryFuel { label: out });
        }
        self.count_down();
    }

    fn set_locals_to_nil(&mut self) {
        let locals = self.unit.chunk.params..self.unit.chunk.slots;
        if locals.is_empty() {
            return;
        }
        let nil = self.masm.scratch();
        self.masm.load_bits(*nil, heap::Bits::NIL.raw());
        for slot in locals.filter(|_| !mutant::is(Mutant::NoNilLocals)) {
            self.masm.store_boxed(Word(u32::from(slot)), *nil);
        }
    }

    fn rely_on_parameter(&mut self, slot: Slot, kind: Kind) {
        if !kind.is_number() {
            return;
        }
        self.locals.learn(slot, kind);
        if !self.unit.decoded.written.contains(slot) {
            self.locals.learn_for(slot, kind, 0, u32::MAX);
        }
    }

    /// Forgets what the entry has made certain for loops inside `outer`. Other edges lead to these
    /// loops too, so the code before their heads makes it certain again.
    fn forget_inner_loops(&mut self, outer: LoopId) {
        let outer = &self.unit.facts.loops[outer.index()];
        self.locals.forget_lasting_except(outer.header, outer.end);
    }

    pub(super) fn enter_loop(&mut self, id: LoopId) -> u32 {
        self.note(Comment::Prologue);
        self.masm.enter_frame();
        let outer = self.unit.outermost(id);
        let header = self.unit.facts.loops[id.index()].header;
        self.stack.reset(usize::from(self.unit.facts.depths[header as usize]));
        self.begin(header);
        let seen = std::array::from_fn(|slot| self.unit.profile.slot_kind(Slot(slot as u16)));
        self.enter_region(outer, header, seen);
        let mut around = Some(id);
        while let Some(id) = around {
            self.hoist(id);
            around = self.unit.facts.loops[id.index()].parent;
        }
        self.enter_views();
        self.forget_inner_loops(outer);
        if id == outer {
            self.head_loop(id);
            return header + 1;
        }
        let label = self.edges.head(id, &mut self.masm);
        self.masm.jump(label);
        let first = self.unit.facts.loops[outer.index()].header;
        self.stack.reset(usize::from(self.unit.facts.depths[first as usize]));
        self.begin(first);
        self.head_loop(outer);
        first + 1
    }
}
