//! The calls that are left of a function when it is inlined.

use bytecode::{ChunkId, Inst, Primitive, callees};
use jit::abi::Helper;
use jit::{Fixed, InModule, ModuleId, Profile};

use super::Builder;
use super::call::MOST_INLINED;
use crate::ir::{Op, Value};

/// The calls that are left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CallsLeft {
    None,
    /// None of them is in a loop.
    Once,
    InLoop,
}

/// Whom a call of a function that may be inlined calls, as far as the profile tells.
enum Callee {
    /// A function.
    Function(InModule<ChunkId>),
    /// One of two functions.
    Either([InModule<ChunkId>; 2]),
    /// What a parameter holds.
    Param(usize),
    /// What makes objects or asks whether there is a field.
    Inline,
    Unknown,
}

impl Builder<'_> {
    /// The calls that are left of a function when it is inlined with these arguments. Calls of a
    /// function that an argument is for certain are not left: to know them is what inlining gains.
    pub(super) fn calls_left(&mut self, chunk: InModule<ChunkId>, args: &[Value]) -> CallsLeft {
        if self.decisions.looping.contains(&chunk) && !self.are_functions(args) {
            return CallsLeft::InLoop;
        }
        let facts = self.unit.modules.facts(chunk);
        let mut left = CallsLeft::None;
        for (pc, callee) in self.calls_of(chunk) {
            let is_left = match callee {
                Callee::Function(callee) => !self.is_leaf(callee),
                Callee::Either(callees) => !callees.into_iter().all(|callee| self.is_leaf(callee)),
                Callee::Param(slot) => !args.get(slot).is_some_and(|&arg| self.is_known_function(arg)),
                Callee::Inline => false,
                Callee::Unknown => true,
            };
            if is_left && facts.innermost_loop(pc).is_some() {
                return CallsLeft::InLoop;
            }
            if is_left {
                left = CallsLeft::Once;
            }
        }
        left
    }

    /// Notes that the current frame calls a helper in a loop.
    pub(super) fn note_helper(&mut self) {
        let frame = &self.frame;
        if frame.callee.is_some()
            && frame.facts.innermost_loop(frame.pc).is_some()
            && !self.are_functions(&frame.params)
        {
            self.found_looping |= self.decisions.looping.insert(frame.chunk_id);
        }
    }

    /// Whether a function can be inlined so that none of its calls is left.
    fn is_leaf(&mut self, chunk: InModule<ChunkId>) -> bool {
        if let Some(&is_leaf) = self.leaves.get(&chunk) {
            return is_leaf;
        }
        // A function that is met again below itself is none.
        self.leaves.insert(chunk, false);
        let len = self.unit.modules.chunk(chunk).code.len();
        let is_leaf = len <= MOST_INLINED
            && !self.decisions.looping.contains(&chunk)
            && self.unit.feedback.callees.contains_key(&chunk)
            && self.calls_of(chunk).into_iter().all(|(_, callee)| match callee {
                Callee::Function(callee) => self.is_leaf(callee),
                Callee::Either(callees) => callees.into_iter().all(|callee| self.is_leaf(callee)),
                Callee::Inline => true,
                Callee::Param(_) | Callee::Unknown => false,
            });
        self.leaves.insert(chunk, is_leaf);
        is_leaf
    }

    /// The calls of a function that may be inlined.
    fn calls_of(&self, chunk: InModule<ChunkId>) -> Vec<(u32, Callee)> {
        let Some(profile) = self.unit.feedback.callees.get(&chunk) else { return Vec::new() };
        let code = &self.unit.modules.chunk(chunk).code;
        let facts = self.unit.modules.facts(chunk);
        let open = callees(code, facts).map(|(pc, pushed)| (pc, self.callee_of(profile, chunk, pc, pushed)));
        let is_closed = |&(pc, inst): &(u32, &Inst)| {
            facts.is_reached(pc) && matches!(inst.primitives().last(), Some(Primitive::CallClosed(..)))
        };
        let closed = (0..).zip(code).filter(is_closed).map(|(pc, _)| (pc, Callee::Unknown));
        open.chain(closed).collect()
    }

    /// Whom a call calls, by what was observed, or by what pushed the callee.
    fn callee_of(
        &self,
        profile: &Profile,
        caller: InModule<ChunkId>,
        pc: u32,
        pushed: Option<(u32, Primitive)>,
    ) -> Callee {
        let of_caller = |id| InModule { module: caller.module, id };
        let own = |id| Callee::Function(of_caller(id));
        match *profile.targets_of(pc) {
            [(_, target)] => return own(target),
            [(_, a), (_, b)] => return Callee::Either([a, b].map(of_caller)),
            _ => {}
        }
        if let Some((_, Primitive::Local(slot))) = pushed {
            return Callee::Param(slot.index());
        }
        if let Some((_, Primitive::Closure(chunk))) = pushed {
            return own(chunk);
        }
        if let Some((_, Primitive::LoadGlobal(global))) = pushed {
            return callee_in(Some(caller.module), profile.global(global));
        }
        let Some((at, Primitive::LoadProperty(_))) = pushed else { return Callee::Unknown };
        let module = profile.member(at).and_then(|id| self.unit.modules.find(id));
        callee_in(module, profile.constant(at).map(|(_, fixed)| fixed))
    }

    fn are_functions(&self, args: &[Value]) -> bool {
        args.iter().any(|&arg| self.is_known_function(arg))
    }

    /// Whether a value is a function over a chunk that is known.
    fn is_known_function(&self, value: Value) -> bool {
        match self.op(value) {
            Op::Fixed(global) => matches!(self.fixed.get(&global), Some(Fixed::Function { .. })),
            Op::Helper { helper: Helper::MakeClosure, .. } | Op::GuardFunction(_) | Op::AsFunction(_) => true,
            _ => false,
        }
    }
}

/// Whom a call of what a constant global of a module holds calls.
fn callee_in(module: Option<ModuleId>, fixed: Option<Fixed>) -> Callee {
    match (module, fixed) {
        (Some(module), Some(Fixed::Function { chunk, .. })) => Callee::Function(InModule { module, id: chunk }),
        (_, Some(Fixed::Struct { .. } | Fixed::Has)) => Callee::Inline,
        _ => Callee::Unknown,
    }
}
