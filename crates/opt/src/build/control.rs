//! Edges, joins, loops, returns.

use bytecode::{LoopId, Slot};
use jit::ExitReason;

use super::frame::{Edge, Header, Return};
use super::{Builder, Stop, plain};
use crate::ir::{Block, End, Inst, Loop, Op, Type, Value};

/// The truth of a value.
pub(super) enum Truth {
    Known(bool),
    Bool(Value),
}

impl Builder<'_> {
    /// Reads a range of the instructions of the current frame.
    pub(super) fn read(&mut self, first: u32, end: u32) -> Result<(), Stop> {
        self.frame.range = (first, end);
        self.count_insts((end - first) as usize)?;
        for pc in first..end {
            self.arrive(pc);
            if self.current.is_none() || !self.frame.facts.is_reached(pc) {
                continue;
            }
            self.frame.pc = pc;
            self.frame.before.clone_from(&self.frame.stack);
            self.frame.before_state = None;
            self.instruction(pc)?;
        }
        if self.current.is_some() {
            self.leave(end);
        }
        self.close_loops(end);
        Ok(())
    }

    /// Joins the edges that lead to an instruction.
    fn arrive(&mut self, pc: u32) {
        self.close_loops(pc);
        let Some(mut edges) = self.frame.edges.remove(&pc) else { return };
        if self.current.is_some() {
            edges.push(self.edge_here());
        }
        if edges.len() == 1 {
            let edge = edges.pop().expect("there is one");
            self.current = Some(edge.block);
            (self.frame.locals, self.frame.stack) = (edge.locals, edge.stack);
            return;
        }
        let block = self.new_block();
        for edge in &edges {
            self.finish_block(edge.block, End::Jump(block));
        }
        let slots = edges[0].locals.len();
        let locals = (0..slots)
            .map(|slot| {
                if !self.frame.live.is_live(pc, slot as u16) {
                    return Value::DEAD;
                }
                let values: Vec<Value> = edges.iter().map(|edge| edge.locals[slot]).collect();
                self.join(block, &edges, values)
            })
            .collect();
        let stack = (0..edges[0].stack.len())
            .map(|depth| {
                let values: Vec<Value> = edges.iter().map(|edge| edge.stack[depth]).collect();
                self.join(block, &edges, values)
            })
            .collect();
        (self.frame.locals, self.frame.stack) = (locals, stack);
        self.current = Some(block);
    }

    fn close_loops(&mut self, pc: u32) {
        while let Some(&(header, end)) = self.frame.open_loops.last() {
            if pc < end {
                return;
            }
            self.frame.open_loops.pop();
            let end = Block(self.f.blocks.len() as u32);
            let heads = self.f.blocks[header.index()].heads.as_mut().expect("a header heads a loop");
            heads.end = end;
        }
    }

    /// One value for the values that edges bring: theirs if it is the same, else a phi.
    fn join(&mut self, block: Block, edges: &[Edge], mut values: Vec<Value>) -> Value {
        let first = values[0];
        if values.iter().all(|&value| value == first) {
            return first;
        }
        if values.contains(&Value::DEAD) {
            return Value::DEAD;
        }
        let origin = self.origin(first);
        if values.iter().all(|&value| self.origin(value) == origin) {
            return origin;
        }
        let ty = self.common_type(&values);
        let kinds = values.iter().map(|&value| self.kind(value));
        let kind = kinds.reduce(|a, b| if a == b { a } else { 0 }).unwrap_or(0);
        if ty == Type::Boxed {
            for (value, edge) in values.iter_mut().zip(edges) {
                *value = self.boxed_in(edge.block, *value);
            }
        }
        self.add_to(block, Inst { kind, ..plain(Op::Phi, ty, &values) })
    }

    /// The value that a chain of guards began with.
    pub(super) fn origin(&self, mut value: Value) -> Value {
        while self.op(value).keeps_operand() {
            value = self.f.inst(value).args[0];
        }
        value
    }

    fn common_type(&self, values: &[Value]) -> Type {
        let first = self.ty(values[0]);
        if values.iter().all(|&value| self.ty(value) == first) { first } else { Type::Boxed }
    }

    /// The edge from the current block, with what the frame holds.
    fn edge_here(&mut self) -> Edge {
        let block = self.current.take().expect("control comes here");
        Edge { block, locals: self.frame.locals.clone(), stack: self.frame.stack.clone() }
    }

    /// Goes on at an instruction further on.
    pub(super) fn go(&mut self, target: u32) {
        if target >= self.frame.range.1 {
            return self.leave(target);
        }
        let edge = self.edge_here();
        self.frame.edges.entry(target).or_default().push(edge);
    }

    /// Goes on in the interpreter, at an instruction behind the loop that is compiled.
    fn leave(&mut self, target: u32) {
        let stack = std::mem::take(&mut self.frame.stack);
        let state = self.state_at(target, &stack);
        self.frame.stack = stack;
        self.finish(End::Leave(state));
    }

    /// Goes on in one of two new blocks; the block for `true` is the first.
    pub(super) fn split(&mut self, condition: Value) -> (Block, Block) {
        let (yes, no) = (self.new_block(), self.new_block());
        let (condition, yes_end, no_end) = match self.op(condition) {
            Op::Not => (self.f.inst(condition).args[0], no, yes),
            _ => (condition, yes, no),
        };
        self.finish(End::Branch { condition, yes: yes_end, no: no_end });
        (yes, no)
    }

    pub(super) fn branch(&mut self, when: bool, target: u32) {
        let value = self.pop();
        match self.truth(value) {
            Truth::Known(truth) if truth == when => self.go(target),
            Truth::Known(_) => {}
            Truth::Bool(condition) => {
                let (yes, no) = self.split(condition);
                let (taken, other) = if when { (yes, no) } else { (no, yes) };
                self.current = Some(taken);
                self.go(target);
                self.current = Some(other);
            }
        }
    }

    pub(super) fn short_circuit(&mut self, when: bool, target: u32) {
        let value = self.pop();
        let truth = self.truth(value);
        let result = self.constant(Op::Bool(when));
        match truth {
            Truth::Known(truth) if truth == when => {
                self.frame.stack.push(result);
                self.go(target);
            }
            Truth::Known(_) => {}
            Truth::Bool(condition) => {
                let (yes, no) = self.split(condition);
                let (taken, other) = if when { (yes, no) } else { (no, yes) };
                self.current = Some(taken);
                self.frame.stack.push(result);
                self.go(target);
                self.frame.stack.pop();
                self.current = Some(other);
            }
        }
    }

    // Loops.

    pub(super) fn loop_header(&mut self, id: LoopId) {
        let pc = self.frame.pc;
        let before = self.current.expect("control comes here");
        let entry = self.state_before();
        let block = self.new_block();
        self.finish_block(before, End::Jump(block));
        self.current = Some(block);
        let found = &self.frame.facts.loops[id.index()];
        let (end, slots) = (found.end, self.frame.locals.len() as u32);
        let all = found.nesting > bytecode::MAX_LOOP_DETAIL;
        let mut phis = Vec::new();
        for slot in 0..slots as u16 {
            let is_written = all
                || self.frame.chunk.is_cell(Slot(slot))
                || found.writes.binary_search_by_key(&Slot(slot), |&(slot, _)| slot).is_ok();
            let value = self.frame.locals[usize::from(slot)];
            if !self.frame.live.is_live(pc, slot) {
                self.frame.locals[usize::from(slot)] = Value::DEAD;
            } else if is_written && value != Value::DEAD {
                let phi = self.loop_phi(before, block, u32::from(slot), value);
                self.frame.locals[usize::from(slot)] = phi;
                phis.push((u32::from(slot), phi));
            }
        }
        for depth in 0..self.frame.stack.len() {
            let value = self.frame.stack[depth];
            let phi = self.loop_phi(before, block, slots + depth as u32, value);
            self.frame.stack[depth] = phi;
            phis.push((slots + depth as u32, phi));
        }
        self.f.blocks[block.index()].heads = Some(Loop { end: block, entry });
        self.frame.headers.insert(pc, Header { block, phis });
        self.frame.open_loops.push((block, end));
        self.frame.before_state = None;
    }

    fn loop_phi(&mut self, before: Block, block: Block, word: u32, value: Value) -> Value {
        let key = (self.frame.path, self.frame.pc, word);
        let widened = self.decisions.all_widened
            || self.decisions.widened.contains(&key)
            || self.frame.profile.is_untyped(Slot(word as u16));
        let (mut ty, mut kind) = (self.ty(value), self.kind(value));
        if widened || !matches!(ty, Type::Int | Type::Float | Type::Bool) {
            ty = Type::Boxed;
        }
        if widened {
            kind = 0;
        }
        let value = if ty == Type::Boxed { self.boxed_in(before, value) } else { value };
        self.add_to(block, Inst { kind, ..plain(Op::Phi, ty, &[value]) })
    }

    /// Goes back to a header.
    pub(super) fn loop_back(&mut self, target: u32) -> Result<(), Stop> {
        let header = self.frame.headers[&target].clone();
        let mut again = false;
        for &(word, phi) in &header.phis {
            let slots = self.frame.locals.len();
            let value = match (word as usize).checked_sub(slots) {
                None => self.frame.locals[word as usize],
                Some(depth) => self.frame.stack[depth],
            };
            match self.fit(word, value, phi) {
                Some(value) => self.f.insts[phi.index()].args.push(value),
                None => {
                    self.decisions.widened.insert((self.frame.path, target, word));
                    again = true;
                }
            }
        }
        if again {
            return Err(Stop::Again);
        }
        // The charge is behind the guards: where one exits, the interpreter charges.
        if self.unit.feedback.root.metered {
            self.guard(Op::Charge, Type::None, &[], ExitReason::Fuel);
        }
        self.finish(End::Jump(header.block));
        Ok(())
    }

    /// A value in the representation of a loop's phi, guarded if need be; `None` if it cannot have
    /// it.
    fn fit(&mut self, word: u32, value: Value, phi: Value) -> Option<Value> {
        let (wanted, kind) = (self.ty(phi), self.kind(phi));
        let is_unknown = self.ty(value) == Type::Boxed && self.kind(value) == 0 && !self.op(value).is_constant();
        let value = match (wanted, self.ty(value)) {
            (a, b) if a == b => value,
            (Type::Boxed, _) => self.boxed(value),
            (Type::Int, Type::Boxed) if is_unknown => self.fitted(word, Op::GuardInt, Type::Int, value),
            (Type::Float, Type::Boxed) if is_unknown => self.fitted(word, Op::GuardFloat, Type::Float, value),
            (Type::Bool, Type::Boxed) if is_unknown => self.fitted(word, Op::GuardBool, Type::Bool, value),
            _ => return None,
        };
        if kind == 0 || self.kind(value) == kind {
            return Some(value);
        }
        if !is_unknown {
            return None;
        }
        let value = self.fitted(word, Op::GuardKind(kind), Type::Boxed, value);
        self.f.insts[value.index()].kind = kind;
        Some(value)
    }

    fn fitted(&mut self, word: u32, op: Op, ty: Type, value: Value) -> Value {
        let slot = u16::try_from(word).ok().filter(|&slot| slot < self.frame.chunk.slots);
        let reason = slot.map_or(ExitReason::Operand, |slot| ExitReason::Local(Slot(slot)));
        let state = Some(self.state_before());
        let blame = Some(self.blame(reason));
        self.add(Inst { state, blame, ..plain(op, ty, &[value]) })
    }

    pub(super) fn loop_if(&mut self, when: bool, target: u32) -> Result<(), Stop> {
        let value = self.pop();
        match self.truth(value) {
            Truth::Known(truth) if truth == when => self.loop_back(target),
            Truth::Known(_) => Ok(()),
            Truth::Bool(condition) => {
                let (yes, no) = self.split(condition);
                let (taken, other) = if when { (yes, no) } else { (no, yes) };
                self.current = Some(taken);
                let (locals, stack) = (self.frame.locals.clone(), self.frame.stack.clone());
                self.loop_back(target)?;
                (self.frame.locals, self.frame.stack) = (locals, stack);
                self.current = Some(other);
                Ok(())
            }
        }
    }

    pub(super) fn poll(&mut self) {
        self.guard(Op::Poll, Type::None, &[], ExitReason::Poll);
    }

    // Truth and returns.

    /// The truth of a value.
    pub(super) fn truth(&mut self, value: Value) -> Truth {
        use bytecode::num::Comparison::Ne;
        let known = match self.op(value) {
            Op::Int(int) => Some(int != 0),
            Op::Float(bits) => Some(f64::from_bits(bits) != 0.0),
            Op::Bool(truth) => Some(truth),
            Op::Nil => Some(false),
            Op::Pool(_) | Op::Fixed(_) => Some(true),
            _ if self.kind(value) != 0 => Some(true),
            _ => None,
        };
        if let Some(truth) = known {
            return Truth::Known(truth);
        }
        let condition = match self.ty(value) {
            Type::Int => {
                let zero = self.constant(Op::Int(0));
                self.push_inst(Op::CompareInt(Ne), Type::Bool, &[value, zero])
            }
            Type::Float => {
                let zero = self.constant(Op::Float(0));
                self.push_inst(Op::CompareFloat(Ne), Type::Bool, &[value, zero])
            }
            Type::Bool => value,
            _ if self.frame.is_refuted() => self.helper(jit::abi::Helper::ToBool, &[value], 0, Type::Bool),
            _ => {
                let refined = self.guard(Op::GuardBool, Type::Bool, &[value], ExitReason::Operand);
                self.learn(value, refined);
                refined
            }
        };
        Truth::Bool(condition)
    }

    pub(super) fn return_value(&mut self, value: Value) {
        if self.callers.is_empty() {
            let value = self.boxed(value);
            return self.finish(End::Return(value));
        }
        let block = self.current.take().expect("control comes here");
        let params = self.frame.locals[..self.frame.params.len()].to_vec();
        self.frame.returns.push(Return { block, value, params });
    }

    /// Goes on behind an inlined call, whose result is one of the values that were returned.
    pub(super) fn join_returns(&mut self, mut returns: Vec<Return>) -> Option<Value> {
        if returns.len() < 2 {
            let Return { block, value, .. } = returns.pop()?;
            self.current = Some(block);
            return Some(value);
        }
        let block = self.new_block();
        let empty = |it: &Return| Edge { block: it.block, locals: Vec::new(), stack: Vec::new() };
        let edges: Vec<Edge> = returns.iter().map(empty).collect();
        for edge in &edges {
            self.finish_block(edge.block, End::Jump(block));
        }
        let values = returns.into_iter().map(|it| it.value).collect();
        let result = self.join(block, &edges, values);
        self.current = Some(block);
        Some(result)
    }

    pub(super) fn pop(&mut self) -> Value {
        self.frame.stack.pop().expect("V2: the depth of the operand stack is known")
    }

    pub(super) fn push(&mut self, value: Value) {
        self.frame.stack.push(value);
    }
}
