//! Bytecode to a [`Graph`]: the formulas' functions run once over values instead of numbers.
//!
//! All jumps of a function without loops go forward, so one pass in code order meets every edge
//! before the instruction that it goes to. What reaches an instruction by several edges is
//! [joined](state::State::join) there. Functions that are called run in the same way, in their
//! caller's graph.

mod operation;
mod state;

use std::collections::HashMap;

use bytecode::{Chunk, ChunkId, Constant, Module, Primitive as P, ScalarType, Signature, Slot, Target, Verified};

use crate::error::CompileError;
use crate::formula::Formula;
use crate::graph::{Graph, Value};
use crate::mutant::{self, Mutant};
use state::{Path, State};

/// How deep calls may nest.
pub const MAX_NESTED: usize = 64;
/// The most slots a function may have.
const MAX_SLOTS: u16 = 1024;
/// The most instructions that are visited, those of called functions at each call.
const MAX_VISITED: usize = 50_000;
/// The most nodes of a graph.
const MAX_NODES: usize = 20_000;

/// The graph of some formulas.
pub(crate) fn build(module: &Verified<Module>, formulas: &[Formula]) -> Result<Graph, CompileError> {
    if formulas.is_empty() {
        return Err(CompileError::NoFormula);
    }
    let inputs = input_types(module, formulas)?;
    let columns = inputs.len() as u16;
    let mut graph = Graph::new(inputs);
    let inputs: Vec<Value> = (0..columns).map(|column| graph.push(crate::graph::Node::Input(column))).collect();
    let mut build = Build { module, graph, visited: 0, calls: Vec::new(), failure: None };
    for formula in formulas {
        let arguments = formula.columns.iter().map(|&column| inputs[column]).collect();
        build.failure = None;
        let result = build.function(formula.chunk, arguments, Path::default(), 0)?;
        build.graph.results.push(result);
        let never = build.graph.bool(false);
        build.graph.failures.push(build.failure.unwrap_or(never));
    }
    Ok(build.graph)
}

/// A formula's chunk and its types.
pub(crate) fn closed(module: &Module, id: ChunkId) -> Result<(&Chunk, &Signature), CompileError> {
    let chunk = module.chunk(id).ok_or(CompileError::NoSuchChunk { chunk: id.0 })?;
    let function = || module.name(chunk.name).into();
    let signature = chunk.closed.as_deref().ok_or_else(|| CompileError::NotClosed { function: function() })?;
    Ok((chunk, signature))
}

/// The types of the columns, which all formulas agree about.
fn input_types(module: &Module, formulas: &[Formula]) -> Result<Vec<ScalarType>, CompileError> {
    let columns = formulas.iter().flat_map(|formula| &formula.columns).map(|&column| column + 1).max();
    let columns = columns.unwrap_or(0);
    let mut types = HashMap::new();
    for formula in formulas {
        let (chunk, signature) = closed(module, formula.chunk)?;
        let (params, named) = (usize::from(chunk.params), formula.columns.len());
        if params != named {
            let function = module.name(chunk.name).into();
            return Err(CompileError::WrongArity { function, params, columns: named });
        }
        for (&column, &kind) in formula.columns.iter().zip(&signature.slots) {
            let known = *types.entry(column).or_insert(kind);
            if known != kind {
                return Err(CompileError::TypeClash { column, types: (known, kind) });
            }
        }
    }
    // Before anything as long as the largest number is allocated.
    let used = types.len();
    if used < columns {
        let unused = (0..columns).find(|column| !types.contains_key(column)).unwrap_or(used);
        return Err(CompileError::UnusedColumn { column: unused });
    }
    if used > usize::from(u16::MAX) {
        return Err(CompileError::UnusedColumn { column: used });
    }
    Ok((0..columns).map(|column| types[&column]).collect())
}

const FOREIGN: &str = "V12: closed chunks have no such row";

struct Build<'a> {
    module: &'a Verified<Module>,
    graph: Graph,
    visited: usize,
    /// The functions that are active, the innermost last.
    calls: Vec<ChunkId>,
    /// Where the formula has divided by zero so far.
    failure: Option<Value>,
}

/// A function that is being run.
struct Function {
    id: ChunkId,
    /// What has jumped ahead, by the instruction where it arrives.
    ahead: HashMap<u32, State>,
    /// The paths that returned, each with its result.
    returned: Vec<(Path, Value)>,
}

impl Build<'_> {
    /// Runs a function in the rows of a path; gives its result.
    fn function(&mut self, id: ChunkId, arguments: Vec<Value>, path: Path, line: u32) -> Result<Value, CompileError> {
        let module = self.module;
        let (chunk, _) = closed(module, id)?;
        let name = || module.name(chunk.name).into();
        if self.calls.contains(&id) || self.calls.len() >= MAX_NESTED {
            return Err(CompileError::Recursion { function: name(), line });
        }
        if chunk.slots > MAX_SLOTS {
            return Err(CompileError::TooLarge { function: name() });
        }
        self.calls.push(id);
        let mut function = Function { id, ahead: HashMap::new(), returned: Vec::new() };
        let mut current = Some(State::new(arguments, chunk.slots, path));
        for pc in 0..chunk.code.len() as u32 {
            if let Some(arrived) = function.ahead.remove(&pc) {
                current = Some(match current {
                    Some(state) => arrived.join(state, &mut self.graph),
                    None => arrived,
                });
            }
            if let Some(state) = current {
                self.visited += 1;
                if self.visited > MAX_VISITED || self.graph.len() > MAX_NODES {
                    return Err(CompileError::TooLarge { function: name() });
                }
                current = self.instruction(&mut function, chunk, pc, state)?;
            }
        }
        self.calls.pop();
        Ok(self.result(function.returned))
    }

    /// One value of those with which the paths have returned.
    fn result(&mut self, mut returned: Vec<(Path, Value)>) -> Value {
        // A function all of whose paths are known not to be taken gives what nobody sees.
        let Some((mut path, mut value)) = returned.pop() else { return self.graph.int(0) };
        for (other, result) in returned.into_iter().rev() {
            let (joined, condition) = other.join(&path, &mut self.graph);
            value = condition.select(&mut self.graph, result, value);
            path = joined;
        }
        value
    }

    fn instruction(
        &mut self,
        function: &mut Function,
        chunk: &Chunk,
        pc: u32,
        mut state: State,
    ) -> Result<Option<State>, CompileError> {
        for &primitive in &*chunk.code[pc as usize].primitives() {
            match primitive {
                P::Jump(target) => {
                    self.edge(function, target, state);
                    return Ok(None);
                }
                P::Return => {
                    let value = state.pop();
                    function.returned.push((state.path, value));
                    return Ok(None);
                }
                P::Branch { when, target } => {
                    let condition = state.pop();
                    let (taken, other) = self.split(state, condition, when);
                    if let Some(taken) = taken {
                        self.edge(function, target, taken);
                    }
                    let Some(other) = other else { return Ok(None) };
                    state = other;
                }
                P::ShortCircuit { when, target } => {
                    let condition = state.pop();
                    let (taken, other) = self.split(state, condition, when);
                    if let Some(mut taken) = taken {
                        taken.stack.push(self.graph.bool(when));
                        self.edge(function, target, taken);
                    }
                    let Some(other) = other else { return Ok(None) };
                    state = other;
                }
                P::LoopHeader(_) | P::Loop(_) | P::LoopIf { .. } => {
                    let name = self.module.name(chunk.name).into();
                    return Err(CompileError::Loop { function: name, line: chunk.line(pc) });
                }
                P::CallClosed(argc, callee) => {
                    let arguments = state.stack.split_off(state.stack.len() - argc.index());
                    let result = self.function(callee, arguments, state.path.clone(), chunk.line(pc))?;
                    state.stack.push(result);
                }
                P::Imm(_) | P::Const(_) | P::Bool(_) | P::Pop | P::Dup | P::Dup2 | P::Local(_) | P::Store(_) => {
                    self.operation(primitive, &mut state);
                }
                P::Arithmetic(_) | P::Neg | P::Plus | P::Compare(_) | P::Not | P::ToBool => {
                    self.operation(primitive, &mut state);
                }
                P::Nil | P::NewCell(_) | P::LoadCell(_) | P::StoreCell(_) | P::LoadUpvalue(_) | P::StoreUpvalue(_) => {
                    unreachable!("{FOREIGN}")
                }
                P::Closure(_) | P::LoadGlobal(_) | P::StoreGlobal(_) | P::Call(_) | P::ReturnNil | P::Halt => {
                    unreachable!("{FOREIGN}")
                }
                P::LoadProperty(_) | P::StoreProperty(_) | P::LoadIndex | P::StoreIndex | P::NewArray(_) => {
                    unreachable!("{FOREIGN}")
                }
                P::NewMap | P::NewObject(..) | P::StructDef(_) | P::ArrayPush | P::ArrayPop | P::ArrayLen => {
                    unreachable!("{FOREIGN}")
                }
                P::Import(_) | P::Print => unreachable!("{FOREIGN}"),
            }
        }
        debug_assert_eq!(self.calls.last(), Some(&function.id), "calls have returned");
        Ok(Some(state))
    }

    /// The rows in which an operand's truth is `when`, and the others; `None` for those that there
    /// are none of.
    fn split(&mut self, state: State, condition: Value, when: bool) -> (Option<State>, Option<State>) {
        let truth = self.truth(condition);
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
    fn fail(&mut self, path: &Path, condition: Value) {
        let path = path.condition(&mut self.graph);
        let failed = if mutant::is(Mutant::FailureOffPath) { condition } else { self.graph.and(path, condition) };
        self.failure = Some(match self.failure {
            Some(before) => self.graph.or(before, failed),
            None => failed,
        });
    }

    fn constant(&mut self, constant: &Constant) -> Value {
        match *constant {
            Constant::Int(value) => self.graph.int(value),
            Constant::Float(value) => self.graph.float(value),
            Constant::Str(_) => unreachable!("V12: closed chunks have no strings"),
        }
    }

    fn slot(state: &State, slot: Slot) -> Value {
        state.slots[slot.index()].expect("V11: every slot is written before it is read")
    }
}
