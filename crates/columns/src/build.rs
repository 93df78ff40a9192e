//! Bytecode to a [`Graph`]: the formulas' functions run once over values instead of numbers.
//!
//! All jumps of a function without loops go forward, so one pass in code order meets every edge
//! before the instruction that it goes to. What reaches an instruction by several edges is
//! [joined](state::State::join) there. Functions that are called run in the same way, in their
//! caller's graph. Types are those of the values, so functions need not declare them.

mod control;
mod globals;
mod operation;
mod state;

use std::collections::HashMap;

use bytecode::{Chunk, ChunkId, GlobalId, Module, ScalarType, Verified};

use crate::error::CompileError;
use crate::formula::Formula;
use crate::graph::{Graph, Node, Value};
use state::{Item, Path, State};

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
    let inputs: Vec<Value> = (0..columns).map(|column| graph.push(Node::Input(column))).collect();
    let uses_globals = formulas.iter().any(|formula| formula.types.is_some());
    let globals = if uses_globals { globals::known_globals(module, &mut graph) } else { HashMap::new() };
    let mut build = Build { module, graph, globals, visited: 0, calls: Vec::new(), pc: 0, failure: None };
    for formula in formulas {
        let arguments = formula.columns.iter().map(|&column| Item::Value(inputs[column])).collect();
        build.failure = None;
        let result = build.formula(formula, arguments)?;
        build.graph.results.push(result);
        let never = build.graph.bool(false);
        build.graph.failures.push(build.failure.unwrap_or(never));
    }
    Ok(build.graph)
}

/// The chunk of an id, and its name.
pub(crate) fn chunk_of(module: &Module, id: ChunkId) -> Result<(&Chunk, &str), CompileError> {
    let chunk = module.chunk(id).ok_or(CompileError::NoSuchChunk { chunk: id.0 })?;
    Ok((chunk, module.name(chunk.name)))
}

/// The types of a formula's parameters.
fn parameter_types<'a>(module: &'a Module, formula: &'a Formula) -> Result<&'a [ScalarType], CompileError> {
    let (chunk, name) = chunk_of(module, formula.chunk)?;
    let types = match (&chunk.closed, &formula.types) {
        (Some(signature), _) => &signature.slots[..usize::from(chunk.params)],
        (None, Some(types)) => types,
        (None, None) => return Err(CompileError::NotClosed { function: name.into() }),
    };
    let (params, columns) = (usize::from(chunk.params), formula.columns.len());
    if params != columns || types.len() != columns {
        return Err(CompileError::WrongArity { function: name.into(), params, columns });
    }
    Ok(types)
}

/// The types of the columns, which all formulas agree about.
fn input_types(module: &Module, formulas: &[Formula]) -> Result<Vec<ScalarType>, CompileError> {
    let mut types = HashMap::new();
    for formula in formulas {
        for (&column, &kind) in formula.columns.iter().zip(parameter_types(module, formula)?) {
            let known = *types.entry(column).or_insert(kind);
            if known != kind {
                return Err(CompileError::TypeClash { column, types: (known, kind) });
            }
        }
    }
    let used = types.len().min(usize::from(u16::MAX));
    match (0..used).find(|column| !types.contains_key(column)) {
        Some(column) => Err(CompileError::UnusedColumn { column }),
        None if types.len() > used => Err(CompileError::UnusedColumn { column: used }),
        None => Ok((0..used).map(|column| types[&column]).collect()),
    }
}

struct Build<'a> {
    module: &'a Verified<Module>,
    graph: Graph,
    globals: HashMap<GlobalId, Item>,
    visited: usize,
    /// The functions that are active, the innermost last.
    calls: Vec<ChunkId>,
    /// The instruction of the innermost.
    pc: u32,
    /// Where the formula has divided by zero so far.
    failure: Option<Value>,
}

/// A function that is being run.
#[derive(Default)]
struct Function {
    /// What has jumped ahead, by the instruction where it arrives.
    ahead: HashMap<u32, State>,
    /// The paths that returned, each with its result.
    returned: Vec<(Path, Item)>,
}

impl Build<'_> {
    fn formula(&mut self, formula: &Formula, arguments: Vec<Item>) -> Result<Value, CompileError> {
        self.pc = 0;
        let result = self.function(formula.chunk, arguments, Path::default())?;
        self.calls.push(formula.chunk);
        let result = self.value(result);
        self.calls.pop();
        result
    }

    /// Runs a function in the rows of a path; gives its result.
    fn function(&mut self, id: ChunkId, arguments: Vec<Item>, path: Path) -> Result<Item, CompileError> {
        let module = self.module;
        let (chunk, name) = chunk_of(module, id)?;
        if self.calls.contains(&id) || self.calls.len() >= MAX_NESTED {
            return Err(CompileError::Recursion { function: name.into(), line: self.line() });
        }
        if chunk.slots > MAX_SLOTS {
            return Err(CompileError::TooLarge { function: name.into() });
        }
        if usize::from(chunk.params) != arguments.len() {
            return Err(self.unsupported(format!("{name} is called with {} arguments", arguments.len())));
        }
        let caller = self.pc;
        self.calls.push(id);
        let result = self.body(chunk, State::new(arguments, chunk, path))?;
        self.calls.pop();
        // Of a formula, the place of its last return stays known, for messages.
        if !self.calls.is_empty() {
            self.pc = caller;
        }
        Ok(result)
    }

    fn body(&mut self, chunk: &Chunk, start: State) -> Result<Item, CompileError> {
        let mut function = Function::default();
        let mut current = Some(start);
        for pc in 0..chunk.code.len() as u32 {
            if let Some(arrived) = function.ahead.remove(&pc) {
                current = Some(match current {
                    Some(state) => arrived.join(state, &mut self.graph),
                    None => arrived,
                });
            }
            if let Some(state) = current {
                self.pc = pc;
                self.visited += 1;
                if self.visited > MAX_VISITED || self.graph.len() > MAX_NODES {
                    return Err(CompileError::TooLarge { function: self.module.name(chunk.name).into() });
                }
                current = self.instruction(&mut function, chunk, state)?;
            }
        }
        Ok(self.result(function.returned))
    }

    /// One item of those with which the paths have returned.
    fn result(&mut self, mut returned: Vec<(Path, Item)>) -> Item {
        // A function all of whose paths are known not to be taken gives what nobody sees.
        let Some((mut path, mut item)) = returned.pop() else { return Item::Unset };
        for (other, result) in returned.into_iter().rev() {
            let (joined, condition) = other.join(&path, &mut self.graph);
            item = result.join(item, condition, &mut self.graph);
            path = joined;
        }
        item
    }

    /// The value that an item is.
    fn value(&self, item: Item) -> Result<Value, CompileError> {
        match item {
            Item::Value(value) => Ok(value),
            Item::Function(_) => Err(self.unsupported("a function where a number or a bool is needed")),
            Item::Nil => Err(self.unsupported("nil where a number or a bool is needed")),
            Item::Mixed => Err(self.unsupported(
                "a value is of one type on one path and of another on another: give it one, as by `* 1.0`",
            )),
            Item::PartlyNil => {
                Err(self
                    .unsupported("a value is nil on one path and not on another: give it a number or a bool on each"))
            }
            Item::Unset => Err(self.unsupported("a value that no path gives")),
        }
    }

    fn unsupported(&self, what: impl Into<Box<str>>) -> CompileError {
        let name = self.calls.last().and_then(|&id| chunk_of(self.module, id).ok()).map_or("?", |(_, name)| name);
        CompileError::Unsupported { function: name.into(), line: self.line(), what: what.into() }
    }

    /// The line of the instruction, 0 if it is not known.
    fn line(&self) -> u32 {
        self.calls.last().map_or(0, |id| self.module.chunks[id.index()].line(self.pc))
    }
}
