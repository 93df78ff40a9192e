//! Slots and operands of closed functions: into registers, into words, home.

use bytecode::{ScalarType, Slot};
use smallvec::SmallVec;

use super::function::Function;
use super::layout::Place;
use super::operand::{Operand, Value};
use crate::chunk::liveness::SlotSet;
use crate::target::{FloatSource, Fp, Gp, IntSource, Word};

impl Function<'_> {
    // Slots.

    pub(super) fn store(&mut self, slot: Slot) {
        let operand = self.pop();
        self.settle_aliases(slot);
        match self.layout.slot(slot) {
            Place::Gp(gp) => self.load_int(gp, operand),
            Place::Fp(fp) => self.masm.load_float_source(fp, self.float_source(operand)),
            Place::Word(word) => self.store_word(word, operand),
        }
        self.release(operand);
    }

    /// Operands that are what a slot holds go home before it changes.
    pub(super) fn settle_aliases(&mut self, slot: Slot) {
        for depth in 0..self.stack.len() {
            if matches!(self.stack[depth], Value::Local(alias, _) if alias == slot) {
                self.bring_home(depth);
            }
        }
    }

    /// The slots with registers whose values matter behind the current instruction, and before it
    /// if what it works on is still to be used.
    pub(super) fn live_registers(&self) -> SmallVec<[(Slot, Place); 16]> {
        let around = SlotSet(self.live[self.pc as usize].0 | self.live[self.pc as usize + 1].0);
        let slots = self.layout.in_registers().filter(|&slot| around.contains(slot));
        slots.map(|slot| (slot, self.layout.slot(slot))).collect()
    }

    // Operands.

    pub(super) fn pop(&mut self) -> Operand {
        let value = self.stack.pop().expect("V2: the operand is there");
        Operand { value, home: self.layout.operand(self.stack.len()) }
    }

    pub(super) fn release(&mut self, operand: Operand) {
        match operand.value {
            Value::Gp(gp, _) => self.registers.release_gp(gp),
            Value::Fp(fp) => self.registers.release_fp(fp),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) => {}
            Value::Local(..) | Value::Flags(_) | Value::Home(_) => {}
        }
    }

    /// Pushes the operand at a depth once more.
    pub(super) fn push_copy(&mut self, depth: usize) {
        let operand = Operand { value: self.stack[depth], home: self.layout.operand(depth) };
        let copy = match operand.value {
            Value::Gp(_, kind) | Value::Home(kind @ (ScalarType::Int | ScalarType::Bool)) => {
                let gp = self.take_gp();
                // Taking a register may have brought the operand home.
                self.load_int(gp, Operand { value: self.stack[depth], ..operand });
                Value::Gp(gp, kind)
            }
            Value::Fp(_) | Value::Home(ScalarType::Float) => {
                let fp = self.take_fp();
                let source = self.float_source(Operand { value: self.stack[depth], ..operand });
                self.masm.load_float_source(fp, source);
                Value::Fp(fp)
            }
            entry => entry,
        };
        self.stack.push(copy);
    }

    /// A free register; if there is none, the lowest operand in one goes home. No scratch may hold
    /// anything: an operand goes home through one.
    pub(super) fn take_gp(&mut self) -> Gp {
        self.masm.check_no_scratch("a register is taken");
        if let Some(gp) = self.registers.take_gp() {
            return gp;
        }
        self.free_one(|value| matches!(value, Value::Gp(..)));
        self.registers.take_gp().expect("the operand's register is free")
    }

    /// A free float register, as [`take_gp`](Self::take_gp).
    pub(super) fn take_fp(&mut self) -> Fp {
        self.masm.check_no_scratch("a register is taken");
        if let Some(fp) = self.registers.take_fp() {
            return fp;
        }
        self.free_one(|value| matches!(value, Value::Fp(_)));
        self.registers.take_fp().expect("the operand's register is free")
    }

    /// Frees a register: the lowest operand in one that is a candidate goes home.
    fn free_one(&mut self, is_candidate: impl Fn(Value) -> bool) {
        let depth = self.stack.iter().position(|&value| is_candidate(value));
        self.bring_home(depth.expect("an operation holds fewer operands than there are temporaries"));
    }

    /// Brings an operand home; keeps the flags unless they are the operand.
    pub(super) fn bring_home(&mut self, depth: usize) {
        let operand = Operand { value: self.stack[depth], home: self.layout.operand(depth) };
        self.store_word(operand.home, operand);
        self.stack[depth] = Value::Home(operand.value.kind());
        self.release(operand);
    }

    /// Brings all operands home; keeps the flags unless they are an operand.
    pub(super) fn flush(&mut self) {
        (0..self.stack.len()).for_each(|depth| self.bring_home(depth));
    }

    /// Puts a bool that the flags hold into a register.
    pub(super) fn settle_flags(&mut self) {
        let Some(&Value::Flags(test)) = self.stack.last() else { return };
        let gp = self.take_gp();
        self.masm.set_test(gp, test);
        *self.stack.last_mut().expect("there is an operand") = Value::Gp(gp, ScalarType::Bool);
    }

    /// Where an int or a bool is.
    pub(super) fn int_source(&self, operand: Operand) -> IntSource {
        match operand.value {
            Value::Int(value) => IntSource::Imm(value),
            Value::Bool(value) => IntSource::Imm(value.into()),
            Value::Gp(gp, _) => IntSource::Gp(gp),
            Value::Local(slot, _) => match self.layout.slot(slot) {
                Place::Gp(gp) => IntSource::Gp(gp),
                Place::Word(word) => IntSource::Word(word),
                Place::Fp(_) => unreachable!("V12: an int's place"),
            },
            Value::Home(_) => IntSource::Word(operand.home),
            Value::Float(_) | Value::Fp(_) | Value::Flags(_) => unreachable!("V12: an int or a settled bool"),
        }
    }

    /// Where a float is, or the int that is to become one.
    pub(super) fn float_source(&self, operand: Operand) -> FloatSource {
        match operand.value {
            Value::Float(bits) => FloatSource::Bits(bits),
            Value::Fp(fp) => FloatSource::Fp(fp),
            Value::Local(slot, ScalarType::Float) => match self.layout.slot(slot) {
                Place::Fp(fp) => FloatSource::Fp(fp),
                Place::Word(word) => FloatSource::Word(word),
                Place::Gp(_) => unreachable!("V12: a float's place"),
            },
            Value::Home(ScalarType::Float) => FloatSource::Word(operand.home),
            _ => FloatSource::Int(self.int_source(operand)),
        }
    }

    /// An int or a bool in a register.
    pub(super) fn load_int(&mut self, dst: Gp, operand: Operand) {
        if let Value::Flags(test) = operand.value {
            return self.masm.set_test(dst, test);
        }
        let source = self.int_source(operand);
        if source != IntSource::Gp(dst) {
            self.masm.load_source(dst, source);
        }
    }

    /// Writes an operand into a word; keeps the flags unless they are the operand.
    pub(super) fn store_word(&mut self, word: Word, operand: Operand) {
        match operand.value {
            Value::Int(value) => self.masm.store_raw_bits(word, value.cast_unsigned().into()),
            Value::Float(bits) => self.masm.store_raw_bits(word, bits),
            Value::Bool(value) => self.masm.store_raw_bits(word, value.into()),
            Value::Gp(gp, _) => self.masm.store_boxed(word, gp),
            Value::Fp(fp) => self.masm.store_float(word, fp),
            Value::Flags(test) => {
                let bool = self.masm.scratch();
                self.masm.set_test(*bool, test);
                self.masm.store_boxed(word, *bool);
            }
            Value::Home(_) if operand.home == word => {}
            Value::Home(_) => self.masm.copy_word(word, operand.home),
            Value::Local(slot, _) => match self.layout.slot(slot) {
                Place::Gp(gp) => self.masm.store_boxed(word, gp),
                Place::Fp(fp) => self.masm.store_float(word, fp),
                Place::Word(from) => self.masm.copy_word(word, from),
            },
        }
    }
}
