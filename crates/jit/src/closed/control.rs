//! Jumps, joins, loops and returns of closed functions.

use bytecode::{ScalarType, Target};

use super::function::Function;
use super::operand::{Operand, Value};
use crate::target::{Label, Test};

impl Function<'_> {
    /// The place of a label, where only what holds on every edge is known.
    pub(super) fn begin_block(&mut self, label: Label) {
        if self.reachable {
            self.flush();
        }
        self.masm.bind(label);
        let types = self.facts.closed[self.pc as usize];
        self.stack = (0..types.len()).map(|depth| Value::Home(types.get(depth))).collect();
        self.registers.free_all();
        self.reachable = true;
    }

    fn label_of(&mut self, target: Target) -> Label {
        *self.joins[target.index()].get_or_insert_with(|| self.masm.label())
    }

    pub(super) fn jump(&mut self, target: Target) {
        self.flush();
        let label = self.label_of(target);
        self.masm.jump(label);
        self.reachable = false;
    }

    pub(super) fn branch(&mut self, when: bool, target: Target) {
        let condition = self.pop();
        match condition.known_truth() {
            Some(truth) if truth == when => self.jump(target),
            Some(_) => {}
            None => {
                let test = self.test(condition, when);
                self.flush();
                let label = self.label_of(target);
                self.masm.jump_if(test, label);
            }
        }
    }

    pub(super) fn short_circuit(&mut self, when: bool, target: Target) {
        let condition = self.pop();
        match condition.known_truth() {
            Some(truth) if truth == when => {
                self.stack.push(Value::Bool(when));
                self.jump(target);
            }
            Some(_) => {}
            None => {
                let test = self.test(condition, when);
                self.flush();
                self.masm.store_raw_bits(condition.home, when.into());
                let label = self.label_of(target);
                self.masm.jump_if(test, label);
            }
        }
    }

    fn header_of(&self, target: Target) -> Label {
        let header = self.facts.loops.binary_search_by_key(&target.0, |found| found.header);
        self.loops[header.expect("V6: a LOOP row goes to a header")]
    }

    pub(super) fn turn(&mut self, target: Target) {
        self.flush();
        let header = self.header_of(target);
        self.masm.closed_turn(header, self.labels.out_of_fuel);
        self.reachable = false;
    }

    pub(super) fn turn_if(&mut self, when: bool, target: Target) {
        let condition = self.pop();
        match condition.known_truth() {
            Some(truth) if truth == when => self.turn(target),
            Some(_) => {}
            None => {
                let test = self.test(condition, when).negate();
                self.flush();
                let (header, skip) = (self.header_of(target), self.masm.label());
                self.masm.jump_if(test, skip);
                self.masm.closed_turn(header, self.labels.out_of_fuel);
                self.masm.bind(skip);
            }
        }
    }

    pub(super) fn give_back(&mut self) {
        let operand = self.pop();
        match operand.value.kind() {
            ScalarType::Float => {
                let result = self.masm.float_scratch();
                self.masm.load_float_source(*result, self.float_source(operand));
            }
            ScalarType::Int | ScalarType::Bool => {
                let result = self.masm.scratch();
                self.load_int(*result, operand);
            }
        }
        self.masm.closed_leave(self.layout.frame_bytes);
        self.reachable = false;
    }

    /// The test that holds if an operand's truth is `when`.
    pub(super) fn test(&mut self, operand: Operand, when: bool) -> Test {
        let test = self.truth_test(operand);
        self.release(operand);
        if when { test } else { test.negate() }
    }
}
