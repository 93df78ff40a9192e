//! Calls of helpers and functions: values that are used behind one go home before it.

use jit::abi::{CallEntry, Helper, Symbol};
use jit::target::{Held, Word};

use super::Emitter;
use super::exit::Cold;
use super::home::{Home, Source};
use super::place::{Mem, Reg};
use crate::ir::{Callee, Inst, StateId, Type, Value};
use crate::mutant::{self, Mutant};

/// Where a helper or a function is called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    /// The frames.
    pub state: StateId,
    /// The word of the lowest operand.
    pub words: Word,
    /// How many operands there are, or arguments of a call.
    pub argc: u32,
    /// How many words above the operands keep values that are in no word of the frames.
    pub above: u32,
}

impl Emitter<'_> {
    pub(super) fn helper(&mut self, value: Value, inst: &Inst, helper: Helper, immediate: u32) {
        if self.inline_helper(value, inst, helper, immediate) {
            return;
        }
        let state = inst.state.expect("a safepoint has a frame state");
        let words = self.flush(state, &inst.args);
        let site = Site { state, words, argc: inst.args.len() as u32, above: 0 };
        self.call_helper_at(site, helper, immediate);
        self.settle(value, state);
    }

    /// Calls a helper whose operands are in their words, as all that lives on is.
    pub(super) fn call_helper_at(&mut self, site: Site, helper: Helper, immediate: u32) {
        let (base, pc) = self.innermost(site.state);
        let inlined = self.push_inlined(site.state);
        let synced = if mutant::is(Mutant::OuterFrame) { Word(0) } else { base };
        self.masm.sync_inlined(synced, Word(site.words.0 + site.argc + site.above), pc);
        if matches!(helper, Helper::Import | Helper::CallClosed | Helper::Call) {
            self.masm.sync_native();
        }
        let first = if matches!(helper, Helper::MakeClosure | Helper::Halt) { base } else { site.words };
        self.call_helper(pc, helper, first, immediate);
        self.masm.pop_inlined(inlined);
        self.masm.check_exc(self.failed);
    }

    /// The base of the innermost frame of a state, and its instruction.
    pub(super) fn innermost(&self, state: StateId) -> (Word, u32) {
        let data = self.f.state(state);
        (Word(self.f.frames[data.frame.index()].base), data.pc)
    }

    /// Puts the frames of the inlined calls of a state onto the native stack, where the vm looks
    /// for callers. Returns how many there are.
    pub(super) fn push_inlined(&mut self, state: StateId) -> u32 {
        let frames = self.inlined_frames(state);
        for frame in &frames {
            let site = self.masm.label();
            self.masm.push_inlined(Word(frame.base), site);
            self.note_call(frame.called_at);
        }
        frames.len() as u32
    }

    pub(super) fn call(&mut self, value: Value, inst: &Inst, callee: Callee) {
        let state = inst.state.expect("a safepoint has a frame state");
        let (_, pc) = self.innermost(state);
        // The register that the callee is in holds it until the call. A number, which cannot be
        // called, is boxed in its word alone.
        let root = self.root(inst.args[0]);
        let register = self.places.of(root).reg.filter(|_| self.ty(root) == Type::Boxed).map(Reg::gp);
        let words = self.flush(state, &inst.args);
        let (args, argc) = (Word(words.0 + 1), inst.args.len() as u32 - 1);
        let site = Site { state, words, argc, above: 0 };
        let [failed, back] = std::array::from_fn(|_| self.masm.label());
        let inlined = self.push_inlined(state);
        match callee {
            Callee::Known { entry: CallEntry::OwnTyped, .. } => self.masm.call_label(args, self.start),
            Callee::Known { entry: CallEntry::OwnUntyped, .. } => self.masm.call_label(args, self.untyped),
            Callee::Known { chunk, entry } => {
                let record = self.symbol(chunk.module, Symbol::Record(chunk.id));
                let address = self.masm.scratch();
                self.masm.load_address(*address, record);
                self.masm.call_record(address, args, entry.is_typed());
            }
            Callee::Any => {
                let slow = self.masm.label();
                let function = match register {
                    Some(own) => Held::Own(own),
                    None => {
                        let function = self.masm.scratch();
                        self.masm.load_boxed(*function, words);
                        Held::Scratch(function)
                    }
                };
                let record = self.masm.load_callee_record(function, argc, slow);
                self.masm.call_record(record, args, false);
                self.cold.push(Cold::CallSlow { label: slow, site, inlined, back });
            }
        }
        self.note_call(pc);
        self.masm.pop_inlined(inlined);
        self.masm.take_back(args, failed);
        self.masm.bind(back);
        self.cold.push(Cold::CallFailed { label: failed, site, back });
        self.settle(value, state);
    }

    /// Brings the values of a frame state home, and puts the arguments above them. Returns the word
    /// of the lowest argument.
    fn flush(&mut self, state: StateId, args: &[Value]) -> Word {
        let first = self.end_of(state);
        let mut homes = self.homes(state);
        if mutant::is(Mutant::MissingFlush) {
            homes.retain(|home| !matches!(home.source, Source::Reg(_)));
        }
        for (word, &arg) in (first..).zip(args) {
            homes.extend(self.home(word, arg));
        }
        let is_there = |home: &Home| home.source == Source::Mem(Mem::Word(home.word));
        homes.retain(|home| !is_there(home));
        self.write_homes(homes);
        Word(first)
    }

    /// Behind the call: notes that live values are in the words of the frame state, and puts the
    /// result into a register.
    fn settle(&mut self, value: Value, state: StateId) {
        self.places.clear();
        self.held.forget_from(self.end_of(state));
        let f = self.f;
        for (word, live) in f.words(state) {
            if live != Value::DEAD && !self.op(live).is_constant() {
                let root = self.root(live);
                if self.places.of(root).mem.is_none() || self.kept_here(root) == Some(Mem::Word(word)) {
                    self.places.set_mem(root, Some(Mem::Word(word)));
                }
            }
        }
        if f.inst(value).ty != Type::None && !self.uses.is_dead_after(value, self.at) {
            let reg = self.take(Type::Boxed, self.places.hints[value.index()].filter(|reg| matches!(reg, Reg::Gp(_))));
            let result = self.masm.scratch();
            self.masm.move_boxed(reg.gp(), *result);
            self.places.put(value, reg);
        }
    }
}
