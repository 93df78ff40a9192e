//! Calls of helpers and functions: values that are used behind one go home before it.

use jit::abi::{CallEntry, Helper, Symbol};
use jit::target::{Held, Word};

use super::Emitter;
use super::exit::Cold;
use super::home::{Home, Source};
use super::place::{Mem, Reg};
use crate::ir::{Callee, Inst, StateId, Type, Value};
use crate::mutant::{self, Mutant};

impl Emitter<'_> {
    pub(super) fn helper(&mut self, value: Value, inst: &Inst, helper: Helper, immediate: u32) {
        if self.inline_helper(value, inst, helper, immediate) {
            return;
        }
        let state = inst.state.expect("a safepoint has a frame state");
        let pc = self.f.state(state).pc;
        let words = self.flush(state, &inst.args);
        let top = Word(words.0 + inst.args.len() as u32);
        self.masm.sync(top, pc);
        if matches!(helper, Helper::Import | Helper::CallClosed) {
            self.masm.sync_native();
        }
        let first = if matches!(helper, Helper::MakeClosure | Helper::Halt) { Word(0) } else { words };
        self.call_helper(pc, helper, first, immediate);
        self.masm.check_exc(self.failed);
        self.settle(value, state);
    }

    pub(super) fn call(&mut self, value: Value, inst: &Inst, callee: Callee) {
        let state = inst.state.expect("a safepoint has a frame state");
        let pc = self.f.state(state).pc;
        // The register that the callee is in holds it until the call. A number, which cannot be
        // called, is boxed in its word alone.
        let root = self.root(inst.args[0]);
        let register = self.places.of(root).reg.filter(|_| self.ty(root) == Type::Boxed).map(Reg::gp);
        let words = self.flush(state, &inst.args);
        let (args, argc) = (Word(words.0 + 1), inst.args.len() as u32 - 1);
        let [failed, back] = std::array::from_fn(|_| self.masm.label());
        match callee {
            Callee::Known { entry: CallEntry::OwnTyped, .. } => self.masm.call_label(args, self.start),
            Callee::Known { entry: CallEntry::OwnUntyped, .. } => self.masm.call_label(args, self.untyped),
            Callee::Known { chunk, entry } => {
                let record = self.symbol(Symbol::Record(chunk));
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
                self.cold.push(Cold::CallSlow { label: slow, pc, callee: words, argc, back });
            }
        }
        self.note_call(pc);
        self.masm.take_back(args, failed);
        self.masm.bind(back);
        self.cold.push(Cold::CallFailed { label: failed, pc, args, back });
        self.settle(value, state);
    }

    /// Brings the values of a frame state home, and puts the arguments above them. Returns the word
    /// of the lowest argument.
    fn flush(&mut self, state: StateId, args: &[Value]) -> Word {
        let data = self.f.state(state);
        let first = self.f.frames[data.frame.index()].base + data.words.len() as u32;
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
