//! Dead code elimination: takes out pure instructions whose results are not used.

use crate::ir::{End, Function, Op, StateId, Type, Value};
use crate::mutant::{self, Mutant};

/// Keeps the instructions with effects, and backwards from them what they use.
pub(super) fn run(f: &mut Function) {
    let mut live =
        Live { f, marked: vec![false; f.insts.len()], states: vec![false; f.states.len()], waiting: Vec::new() };
    for block in f.block_ids() {
        let data = f.block(block);
        if !f.is_reached(block) {
            continue;
        }
        for &value in &data.insts {
            let op = f.inst(value).op;
            let is_lost = matches!(op, Op::StoreField(_)) && mutant::is(Mutant::DeadStore);
            let is_effect = f.inst(value).has_effect() && !is_lost;
            if is_effect || is_guarded_at_entry(f, value) {
                live.mark(value);
            }
        }
        if let Some(value) = data.end.value() {
            live.mark(value);
        }
        if let End::Leave(state) = data.end {
            live.mark_state(state);
        }
    }
    live.follow();
    let marked = live.marked;
    for block in &mut f.blocks {
        block.insts.retain(|value| marked[value.index()]);
    }
}

/// Whether the entry makes certain that a parameter is a number. What was decided by that, such as
/// that it is not nil, uses the parameter no more.
fn is_guarded_at_entry(f: &Function, value: Value) -> bool {
    let inst = f.inst(value);
    matches!(inst.op, Op::Param(_)) && matches!(inst.ty, Type::Int | Type::Float)
}

struct Live<'a> {
    f: &'a Function,
    marked: Vec<bool>,
    states: Vec<bool>,
    waiting: Vec<Value>,
}

impl Live<'_> {
    fn mark(&mut self, value: Value) {
        if value != Value::DEAD && !std::mem::replace(&mut self.marked[value.index()], true) {
            self.waiting.push(value);
        }
    }

    fn mark_state(&mut self, state: StateId) {
        let mut next = Some(state);
        while let Some(state) = next {
            if std::mem::replace(&mut self.states[state.index()], true) {
                return;
            }
            let data = self.f.state(state);
            data.words.iter().for_each(|&word| self.mark(word));
            next = data.caller;
        }
    }

    fn follow(&mut self) {
        while let Some(value) = self.waiting.pop() {
            let inst = self.f.inst(value);
            inst.args.iter().for_each(|&arg| self.mark(arg));
            if let Some(state) = inst.state {
                self.mark_state(state);
            }
        }
    }
}
