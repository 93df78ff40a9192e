//! Templates of calls and returns.

use bytecode::ChunkId;

use crate::abi::{CallEntry, Helper, Signature, Symbol};
use crate::compile::Compiler;
use crate::compile::template::allocation::is_made_inline;
use crate::kind::Kind;
use crate::profile::{self, Fixed};
use crate::state::cold::Cold;
use crate::state::operands::Location;
use crate::target::{Held, Word};

impl Compiler<'_> {
    pub(super) fn call(&mut self, argc: u32) {
        if argc == 2 && self.calls_has() {
            return self.has();
        }
        if let Some(shape) = self.constructed_shape(argc) {
            return self.construct(shape, argc as usize);
        }
        let depth = self.stack.depth();
        let callee_entry = self.stack.get(depth - argc as usize - 1);
        let callee = self.stack.home(depth - argc as usize - 1);
        let args = self.stack.home(depth - argc as usize);
        let [failed, back] = std::array::from_fn(|_| self.masm.label());
        if let Some((chunk, signature)) = self.known_callee(argc) {
            let entry = CallEntry::choose(self.own_signature_as(chunk), signature, |it| self.arguments_fit(argc, it));
            self.flush_for_call();
            match entry {
                CallEntry::OwnTyped => self.masm.call_label(args, self.labels.start),
                CallEntry::OwnUntyped => self.masm.call_label(args, self.labels.untyped),
                CallEntry::Typed | CallEntry::Untyped => {
                    let record = self.symbol(Symbol::Record(chunk));
                    let address = self.masm.scratch();
                    self.masm.load_address(*address, record);
                    self.masm.call_record(address, args, entry.is_typed());
                }
            }
        } else {
            let slow = self.masm.label();
            self.flush_for_call();
            if self.unit.profile.observing {
                self.masm.sync(Word(callee.0 + argc + 1), self.pc);
                self.call_helper(self.pc, Helper::ObserveCall, callee, argc);
            }
            // A register that the callee was in still holds it.
            let register = match callee_entry {
                Location::BoxedReg(gp, _) if !self.unit.profile.observing => Held::Own(gp),
                _ => {
                    let copy = self.masm.scratch();
                    self.masm.load_boxed(*copy, callee);
                    Held::Scratch(copy)
                }
            };
            let record = self.masm.load_callee_record(register, argc, slow);
            self.masm.call_record(record, args, false);
            self.cold.push(Cold::CallSlow { label: slow, pc: self.pc, callee, argc, back });
        }
        self.note_call(self.pc);
        let value = self.masm.take_back(args, failed);
        self.masm.bind(back);
        self.cold.push(Cold::CallFailed { label: failed, pc: self.pc, args, back });
        for _ in 0..=argc {
            self.stack.pop();
        }
        self.push_result(value, Kind::Unknown);
        self.reload_after_call();
    }

    /// The callee and the kinds that its typed entry relies on, if a global that no code stores
    /// into any more holds it, and it has as many parameters as there are arguments.
    fn known_callee(&self, argc: u32) -> Option<(ChunkId, Signature)> {
        let Location::Global(global) = self.stack.get(self.stack.depth() - argc as usize - 1) else { return None };
        let Some(Fixed::Function { chunk, signature }) = self.unit.profile.global(global) else { return None };
        let params = self.unit.module.chunks[chunk.index()].params;
        (u32::from(params) == argc).then_some((chunk, signature))
    }

    /// The shape of the instances, if a global that no code stores into any more holds the callee,
    /// and that is a struct definition with as many fields as there are arguments.
    fn constructed_shape(&self, argc: u32) -> Option<u32> {
        let Location::Global(global) = self.stack.get(self.stack.depth() - argc as usize - 1) else { return None };
        match self.unit.profile.global(global) {
            Some(Fixed::Struct { shape, fields }) if fields == argc && is_made_inline(argc as usize) => Some(shape),
            _ => None,
        }
    }

    /// Whether what is called with two arguments is the builtin `has`.
    fn calls_has(&self) -> bool {
        let callee = self.stack.get(self.stack.depth() - 3);
        matches!(callee, Location::Global(global) if self.unit.profile.global(global) == Some(Fixed::Has))
    }

    /// The signature of the code being compiled, if the callee is this function and the code begins
    /// at its start. That code stays right if the vm replaces it meanwhile.
    fn own_signature_as(&self, callee: ChunkId) -> Option<Signature> {
        let is_self = std::ptr::eq(&self.unit.module.chunks[callee.index()], self.unit.chunk);
        (is_self && self.unit.profile.entry == profile::Entry::Function).then_some(self.signature)
    }

    /// Whether the arguments on the stack are certain to be of the kinds a typed entry relies on.
    fn arguments_fit(&self, argc: u32, signature: Signature) -> bool {
        let first = self.stack.depth() - argc as usize;
        signature.kinds().enumerate().all(|(param, wanted)| {
            let depth = first + param;
            let operand = self.stack.operand(depth);
            wanted == Kind::Unknown || self.kind_of(operand) == wanted
        })
    }

    pub(super) fn return_top(&mut self) {
        let operand = self.stack.pop();
        let value = self.masm.scratch();
        self.load_operand(*value, operand);
        self.masm.return_value(value);
        self.reachable = false;
    }
}
