//! One pass in code order over what is reached: depths (V2), what is written before it is read
//! (V9, V11), what a closure captures (V9, V10).
//!
//! Every edge but a LOOP row's goes forward, so when the pass comes to an instruction it has seen
//! all forward edges to it. A LOOP row's edge needs no second pass: it only has to agree with the
//! header in depth, and it can only add written slots (see [`Written`]).

use super::error::{Fault, Rule};
use super::marks::Marks;
use crate::inst::{Flow, Inst};
use crate::module::{Capture, Chunk, MAX_DEPTH, Module};
use crate::operand::{Slot, Target};
use crate::verified::{ChunkFacts, UNREACHABLE};

/// The slots that are certainly written, as a stack in the order of the writes.
///
/// A write at `w` counts until the first join that an edge `p -> t` with `p < w < t` reaches; then
/// it is dropped. So a slot is in the set only if every path to here passes its write: a path that
/// does not must cross `w` by a forward edge, last by some `p -> t`. If `t` is at or before here,
/// the join at `t` dropped the write. If `t` is behind here, the path comes back by a LOOP row from
/// `t` or later to a header after `w` and at or before here; then `t` lies in that loop, `p` does
/// not, and V8 forbids the edge. For the same reason no write before a header is dropped inside its
/// loop: LOOP rows only add.
///
/// As the validation of WebAssembly's non-nullable locals, this is stricter than all paths (a slot
/// written in both arms of a branch is not written after it) and in return takes constant time for
/// each write, whatever the number of slots and joins.
#[derive(Debug, Default)]
struct Written {
    /// In the set, on the stack or from the start.
    slots: Marks,
    stack: Vec<(u32, Slot)>,
}

impl Written {
    /// Starts with the parameters and the slots that the prologue sets to nil.
    fn begin(&mut self, chunk: &Chunk) {
        self.stack.clear();
        self.slots.begin(chunk.slots.into());
        for &slot in &chunk.nil_slots {
            self.slots.insert(slot.index());
        }
    }

    fn contains(&self, chunk: &Chunk, slot: Slot) -> bool {
        slot.0 < chunk.params || self.slots.contains(slot.index())
    }

    fn write(&mut self, at: u32, slot: Slot) {
        if self.slots.insert(slot.index()) {
            self.stack.push((at, slot));
        }
    }

    /// Drops what was written after `source`, the earliest instruction that jumps to a join.
    fn join(&mut self, source: u32) {
        while let Some(&(at, slot)) = self.stack.last() {
            if at < source {
                return;
            }
            self.slots.remove(slot.index());
            self.stack.pop();
        }
    }
}

/// Memory kept from one chunk to the next.
#[derive(Debug, Default)]
pub(super) struct Flows {
    written: Written,
    /// For each instruction the earliest reached forward jump to it, or `NO_SOURCE`.
    sources: Vec<u32>,
    /// How many captured slots may still be looked at (V10).
    capture_budget: u64,
}

impl Flows {
    /// For a module, with the number of captured slots that may be looked at.
    pub(super) fn new(capture_budget: u64) -> Flows {
        Flows { capture_budget, ..Flows::default() }
    }
}

const NO_SOURCE: u32 = u32::MAX;

/// Follows the control flow and returns the depths.
pub(super) fn check_flow(module: &Module, chunk: &Chunk, flows: &mut Flows) -> Result<ChunkFacts, Fault> {
    flows.written.begin(chunk);
    flows.sources.clear();
    flows.sources.resize(chunk.code.len(), NO_SOURCE);
    let facts = ChunkFacts { depths: vec![UNREACHABLE; chunk.code.len()], ..ChunkFacts::default() };
    let mut pass = Pass { module, chunk, flows, facts, current: Some(0) };
    for (at, &inst) in (0..).zip(&chunk.code) {
        pass.arrive(at)?;
        pass.check_captures(at, inst)?;
        if let Some(depth) = pass.current {
            pass.check_slots(at, inst)?;
            pass.step(at, inst, depth)?;
        }
    }
    Ok(pass.facts)
}

struct Pass<'a> {
    module: &'a Module,
    chunk: &'a Chunk,
    flows: &'a mut Flows,
    facts: ChunkFacts,
    /// The depth before the next instruction, if the one before falls through to it.
    current: Option<u16>,
}

impl Pass<'_> {
    /// V2: all edges to an instruction agree.
    fn arrive(&mut self, at: u32) -> Result<(), Fault> {
        let source = self.flows.sources[at as usize];
        let depth = &mut self.facts.depths[at as usize];
        if source != NO_SOURCE {
            self.flows.written.join(source);
            if let Some(current) = self.current
                && current != *depth
            {
                return Fault::at(
                    Rule::V2,
                    at,
                    format!("operand depth {current} by falling through, but {depth} by the jump at {source}"),
                );
            }
            self.current = Some(*depth);
        }
        *depth = self.current.unwrap_or(UNREACHABLE);
        Ok(())
    }

    /// V9, V11: a slot holds something before it is used.
    fn check_slots(&mut self, at: u32, inst: Inst) -> Result<(), Fault> {
        let slots = inst.slots();
        for (slot, access) in slots.clone() {
            if access.reads() && !self.flows.written.contains(self.chunk, slot) {
                return unwritten(at, slot, access.is_cell());
            }
        }
        for (slot, access) in slots {
            if access.writes() {
                self.flows.written.write(at, slot);
            }
        }
        Ok(())
    }

    /// V10: what MAKE_CLOSURE captures exists here; V9: as a cell that has been created.
    fn check_captures(&mut self, at: u32, inst: Inst) -> Result<(), Fault> {
        let Inst::MakeClosure { chunk } = inst else { return Ok(()) };
        let captures = &self.module.chunks[chunk.index()].captures;
        match self.flows.capture_budget.checked_sub(captures.len() as u64) {
            Some(rest) => self.flows.capture_budget = rest,
            None => return Fault::at(Rule::V10, at, "too many captures in all the module's MAKE_CLOSUREs"),
        }
        captures.iter().try_for_each(|&capture| self.check_capture(at, capture))
    }

    fn check_capture(&self, at: u32, capture: Capture) -> Result<(), Fault> {
        let reached = self.current.is_some();
        match capture {
            Capture::Slot(slot) if !self.chunk.is_cell(slot) => {
                Fault::at(Rule::V10, at, format!("captures slot {}, which is not a cell slot here", slot.0))
            }
            Capture::Slot(slot) if reached && !self.flows.written.contains(self.chunk, slot) => {
                unwritten(at, slot, true)
            }
            Capture::Upvalue(upvalue) if upvalue.index() >= self.chunk.captures.len() => {
                let len = self.chunk.captures.len();
                Fault::at(Rule::V10, at, format!("captures upvalue {} of {len} here", upvalue.0))
            }
            Capture::Slot(_) | Capture::Upvalue(_) => Ok(()),
        }
    }

    /// V2: the stack holds what is popped and does not grow beyond the limit.
    fn step(&mut self, at: u32, inst: Inst, depth: u16) -> Result<(), Fault> {
        let (pops, pushes) = inst.effect();
        if pops > u32::from(depth) {
            return Fault::at(Rule::V2, at, format!("pops {pops} of {depth} operands"));
        }
        let after = self.deepen(at, u64::from(depth) - u64::from(pops) + u64::from(pushes))?;
        self.current = None;
        match inst.opcode().flow() {
            Flow::Next => self.current = Some(after),
            Flow::Jump => self.jump(at, inst, after)?,
            Flow::Branch => {
                self.jump(at, inst, after)?;
                self.current = Some(after);
            }
            Flow::ShortCircuit => {
                self.jump(at, inst, after + 1)?;
                self.current = Some(after);
            }
            Flow::Loop => self.go_back(at, inst, after)?,
            Flow::LoopIf => {
                self.go_back(at, inst, after)?;
                self.current = Some(after);
            }
            Flow::End => {}
        }
        Ok(())
    }

    fn deepen(&mut self, at: u32, depth: u64) -> Result<u16, Fault> {
        if depth > MAX_DEPTH as u64 {
            return Fault::at(Rule::V2, at, format!("{depth} operands: the limit is {MAX_DEPTH}"));
        }
        self.facts.max_depth = self.facts.max_depth.max(depth as u16);
        Ok(depth as u16)
    }

    /// Notes a forward edge. V1 and V6 have shown that the target is an instruction behind `at`.
    fn jump(&mut self, at: u32, inst: Inst, depth: u16) -> Result<(), Fault> {
        let Some(Target(target)) = inst.target() else { return Ok(()) };
        let source = &mut self.flows.sources[target as usize];
        let known = &mut self.facts.depths[target as usize];
        if *source == NO_SOURCE {
            (*source, *known) = (at, depth);
        } else if *known != depth {
            return Fault::at(
                Rule::V2,
                at,
                format!("jumps to {target} with depth {depth}, but the jump at {source} has depth {known}"),
            );
        }
        Ok(())
    }

    /// V2: a LOOP row agrees with its header. V8 lets only the header lead to `at`, so it is
    /// reached.
    fn go_back(&mut self, at: u32, inst: Inst, depth: u16) -> Result<(), Fault> {
        let Some(Target(target)) = inst.target() else { return Ok(()) };
        let header = self.facts.depths[target as usize];
        if header != depth {
            return Fault::at(
                Rule::V2,
                at,
                format!("goes back with depth {depth} to the LOOP_HEADER at {target}, which has depth {header}"),
            );
        }
        Ok(())
    }
}

fn unwritten<T>(at: u32, slot: Slot, cell: bool) -> Result<T, Fault> {
    if cell {
        return Fault::at(Rule::V9, at, format!("cell slot {} may be used before a NEW_CELL makes its cell", slot.0));
    }
    Fault::at(Rule::V11, at, format!("slot {} may be read before it is written", slot.0))
}
