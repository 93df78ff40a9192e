//! What jumps, calls and returns.

use bytecode::{Chunk, ChunkId, Primitive as P, Target};

use super::state::{Item, Path, State};
use super::{Build, Function};
use crate::error::CompileError;
use crate::graph::Value;
use crate::mutant::{self, Mutant};

impl Build<'_> {
    /// What holds behind the instruction, if it is reached from it.
    pub(super) fn instruction(
        &mut self,
        function: &mut Function,
        chunk: &Chunk,
        mut state: State,
    ) -> Result<Option<State>, CompileError> {
        for &primitive in &*chunk.code[self.pc as usize].primitives() {
            match primitive {
                P::Jump(target) => {
                    self.edge(function, target, state);
                    return Ok(None);
                }
                P::Return => {
                    let result = state.pop();
                    function.returned.push((state.path, result));
                    return Ok(None);
                }
                P::ReturnNil | P::Halt => {
                    function.returned.push((state.path, Item::Nil));
                    return Ok(None);
                }
                P::Branch { when, target } => match self.branch(function, state, when, target, false)? {
                    Some(rest) => state = rest,
                    None => return Ok(None),
                },
                P::ShortCircuit { when, target } => match self.branch(function, state, when, target, true)? {
                    Some(rest) => state = rest,
                    None => return Ok(None),
                },
                P::LoopHeader(_) | P::Loop(_) | P::LoopIf { .. } => {
                    let name = self.module.name(chunk.name).into();
                    return Err(CompileError::Loop { function: name, line: self.line() });
                }
                P::CallClosed(argc, callee) => self.call(callee, argc.index(), &mut state)?,
                P::Call(argc) => {
                    let under = state.stack.len() - argc.index() - 1;
                    let Item::Function(callee) = state.stack[under] else {
                        return Err(self.unsupported("a call of what is no function of this module"));
                    };
                    self.call(callee, argc.index(), &mut state)?;
                    state.stack.remove(under);
                }
                P::Imm(_) | P::Const(_) | P::Bool(_) | P::Pop | P::Dup | P::Dup2 | P::Local(_) | P::Store(_) => {
                    self.operation(primitive, &mut state)?;
                }
                P::Arithmetic(_) | P::Neg | P::Plus | P::Compare(_) | P::Not | P::ToBool | P::Nil => {
                    self.operation(primitive, &mut state)?;
                }
                P::NewCell(_) | P::LoadCell(_) | P::StoreCell(_) | P::LoadUpvalue(_) | P::StoreUpvalue(_) => {
                    self.operation(primitive, &mut state)?;
                }
                P::Closure(_) | P::LoadGlobal(_) | P::StoreGlobal(_) | P::LoadProperty(_) | P::StoreProperty(_) => {
                    self.operation(primitive, &mut state)?;
                }
                P::LoadIndex | P::StoreIndex | P::NewArray(_) | P::NewMap | P::NewObject(..) | P::StructDef(_) => {
                    self.operation(primitive, &mut state)?;
                }
                P::ArrayPush | P::ArrayPop | P::ArrayLen | P::Import(_) | P::Print => {
                    self.operation(primitive, &mut state)?;
                }
            }
        }
        Ok(Some(state))
    }

    /// Replaces the arguments by the result.
    fn call(&mut self, callee: ChunkId, argc: usize, state: &mut State) -> Result<(), CompileError> {
        let arguments = state.stack.split_off(state.stack.len() - argc);
        let result = self.function(callee, arguments, state.path.clone())?;
        state.stack.push(result);
        Ok(())
    }

    /// Goes to a target in the rows in which an operand's truth is `when`; what goes on in the
    /// others, if there are any. A `short` circuit leaves the truth on the stack where it jumps.
    fn branch(
        &mut self,
        function: &mut Function,
        mut state: State,
        when: bool,
        target: Target,
        short: bool,
    ) -> Result<Option<State>, CompileError> {
        let condition = state.pop();
        let truth = self.truth(condition)?;
        let (taken, rest) = self.split(state, truth, when);
        if let Some(mut taken) = taken {
            if short {
                taken.push(self.graph.bool(when));
            }
            self.edge(function, target, taken);
        }
        Ok(rest)
    }

    /// The rows in which a bool is `when`, and the others; `None` for those that there are none of.
    fn split(&mut self, state: State, truth: Value, when: bool) -> (Option<State>, Option<State>) {
        let truth = if when { truth } else { self.graph.not(truth) };
        let other = self.graph.not(truth);
        if self.graph.is_bool(truth, true) {
            return (Some(state), None);
        }
        if self.graph.is_bool(truth, false) {
            return (None, Some(state));
        }
        let mut taken = state.clone();
        taken.path.push(truth);
        let mut rest = state;
        rest.path.push(other);
        (Some(taken), Some(rest))
    }

    fn edge(&mut self, function: &mut Function, target: Target, state: State) {
        let joined = match function.ahead.remove(&target.0) {
            Some(there) => there.join(state, &mut self.graph),
            None => state,
        };
        function.ahead.insert(target.0, joined);
    }

    /// The rows of a path fail where a bool holds.
    pub(super) fn fail(&mut self, path: &Path, condition: Value) {
        let path = path.condition(&mut self.graph);
        let failed = if mutant::is(Mutant::FailureOffPath) { condition } else { self.graph.and(path, condition) };
        self.failure = Some(match self.failure {
            Some(before) => self.graph.or(before, failed),
            None => failed,
        });
    }
}
