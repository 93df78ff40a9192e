//! The pass over a closed chunk: its instructions in order, each taken apart.
//!
//! What holds on every edge: operands are home, slots in their places.

use bytecode::{Chunk, ChunkFacts, Constant, Inst, Module, Primitive, Signature, Slot, UNREACHABLE};
use smallvec::SmallVec;

use super::label::Labels;
use super::layout::Layout;
use super::operand::Value;
use crate::chunk::decoded::Decoded;
use crate::chunk::liveness::{SlotSet, live_slots};
use crate::state::registers::{RegisterSet, Registers};
use crate::target::{ColdPiece, Label, Masm};

/// A function while it is compiled.
pub(super) struct Function<'a> {
    pub(super) module: &'a Module,
    pub(super) chunk: &'a Chunk,
    pub(super) signature: &'a Signature,
    pub(super) facts: &'a ChunkFacts,
    pub(super) layout: Layout,
    pub(super) decoded: Decoded,
    pub(super) live: Vec<SlotSet>,
    pub(super) masm: &'a mut Masm,
    pub(super) labels: &'a Labels,
    pub(super) stack: Vec<Value>,
    pub(super) registers: Registers,
    /// The labels of instructions that a jump before them goes to.
    pub(super) joins: Vec<Option<Label>>,
    /// What stands behind the hot code.
    pub(super) cold: Vec<ColdPiece>,
    pub(super) loops: Vec<Label>,
    pub(super) pc: u32,
    pub(super) reachable: bool,
}

impl<'a> Function<'a> {
    pub(super) fn new(
        module: &'a Module,
        chunk: &'a Chunk,
        signature: &'a Signature,
        facts: &'a ChunkFacts,
        masm: &'a mut Masm,
        labels: &'a Labels,
    ) -> Function<'a> {
        let decoded = Decoded::new(&chunk.code);
        Function {
            module,
            chunk,
            signature,
            facts,
            layout: Layout::new(module, chunk, signature, facts),
            live: live_slots(&chunk.code, &decoded.accesses, facts),
            decoded,
            loops: facts.loops.iter().map(|_| masm.label()).collect(),
            masm,
            labels,
            stack: Vec::new(),
            registers: Registers::new(RegisterSet::beyond_locals()),
            cold: Vec::new(),
            joins: vec![None; chunk.code.len()],
            pc: 0,
            reachable: true,
        }
    }

    pub(super) fn run(&mut self) {
        self.masm.closed_enter(self.layout.frame_bytes, self.labels.too_deep, self.labels.out_of_fuel);
        for (pc, &depth) in (0..).zip(&self.facts.depths) {
            self.pc = pc;
            if depth != UNREACHABLE {
                self.visit();
            }
        }
        self.cold.iter().for_each(|&piece| self.masm.emit_cold(piece));
    }

    fn visit(&mut self) {
        if let Some(label) = self.joins[self.pc as usize] {
            self.begin_block(label);
        }
        let parts: SmallVec<[Primitive; 4]> = self.decoded.parts(self.pc).into();
        for (at, &part) in parts.iter().enumerate() {
            if self.reachable {
                let store = self.store_ahead(parts.get(at + 1));
                self.part(part, store);
            }
        }
    }

    /// The slot that the result of this part goes to at once.
    fn store_ahead(&self, next: Option<&Primitive>) -> Option<Slot> {
        if let Some(primitive) = next {
            return if let Primitive::Store(slot) = *primitive { Some(slot) } else { None };
        }
        let following = self.pc as usize + 1;
        let &Inst::StoreLocal { slot } = self.chunk.code.get(following)? else { return None };
        self.joins[following].is_none().then_some(slot)
    }

    fn part(&mut self, part: Primitive, store: Option<Slot>) {
        use Primitive as P;
        let takes_flags = matches!(part, P::Branch { .. } | P::LoopIf { .. } | P::ShortCircuit { .. });
        if !takes_flags && !matches!(part, P::Not | P::ToBool | P::Pop) {
            self.settle_flags();
        }
        match part {
            P::Imm(value) => self.stack.push(Value::Int(value)),
            P::Const(constant) => match self.module.constants[constant.index()] {
                Constant::Int(value) => self.stack.push(Value::Int(value)),
                Constant::Float(value) => self.stack.push(Value::Float(value.to_bits())),
                Constant::Str(_) => unreachable!("V12: closed chunks have no strings"),
            },
            P::Bool(value) => self.stack.push(Value::Bool(value)),
            P::Pop => {
                let operand = self.pop();
                self.release(operand);
            }
            P::Dup => self.push_copy(self.stack.len() - 1),
            P::Dup2 => {
                let first = self.stack.len() - 2;
                self.push_copy(first);
                self.push_copy(first + 1);
            }
            P::Local(slot) => self.stack.push(Value::Local(slot, self.signature.slots[slot.index()])),
            P::Store(slot) => self.store(slot),
            P::Arithmetic(op) => self.arithmetic(op, store),
            P::Neg => self.negate(store),
            P::Plus => {}
            P::Compare(comparison) => self.compare(comparison),
            P::Not => self.truth(true),
            P::ToBool => self.truth(false),
            P::Jump(target) => self.jump(target),
            P::Branch { when, target } => self.branch(when, target),
            P::ShortCircuit { when, target } => self.short_circuit(when, target),
            P::LoopHeader(id) => self.begin_block(self.loops[id.index()]),
            P::Loop(target) => self.turn(target),
            P::LoopIf { when, target } => self.turn_if(when, target),
            P::CallClosed(argc, chunk) => self.call(argc, chunk),
            P::Return => self.give_back(),
            P::Nil
            | P::Closure(_)
            | P::NewCell(_)
            | P::LoadCell(_)
            | P::StoreCell(_)
            | P::LoadUpvalue(_)
            | P::StoreUpvalue(_) => {
                unreachable!("V12: closed chunks have no such row")
            }
            P::LoadGlobal(_) | P::StoreGlobal(_) | P::Call(_) | P::ReturnNil | P::Halt | P::LoadProperty(_) => {
                unreachable!("V12: closed chunks have no such row")
            }
            P::StoreProperty(_) | P::LoadIndex | P::StoreIndex | P::NewArray(_) | P::NewMap | P::NewObject(..) => {
                unreachable!("V12: closed chunks have no such row")
            }
            P::StructDef(_) | P::ArrayPush | P::ArrayPop | P::ArrayLen | P::Import(_) | P::Print => {
                unreachable!("V12: closed chunks have no such row")
            }
        }
    }
}
