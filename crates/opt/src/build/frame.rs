//! [`FrameBuilder`]: the state of the pass for a frame whose code it reads.

use std::collections::{BTreeMap, HashMap};

use bytecode::{Chunk, ChunkFacts, ChunkId, Primitives};
use jit::{InModule, Profile};

use crate::ir::{Block, FrameId, StateId, Value};
use crate::liveness::Liveness;
use crate::modules::Modules;

/// An edge to an instruction: the block that it leaves, and what the frame holds there.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub block: Block,
    pub locals: Vec<Value>,
    pub stack: Vec<Value>,
}

/// Where an inlined frame returns.
#[derive(Clone, Debug)]
pub(crate) struct Return {
    /// The block that ends there.
    pub block: Block,
    /// What it returns.
    pub value: Value,
    /// What the parameters' slots hold.
    pub params: Vec<Value>,
}

/// A header that was read, for the edges back to it.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub block: Block,
    /// The phis, by word.
    pub phis: Vec<(u32, Value)>,
}

/// A frame.
pub(crate) struct FrameBuilder<'a> {
    pub id: FrameId,
    pub chunk_id: InModule<ChunkId>,
    pub chunk: &'a Chunk,
    pub facts: &'a ChunkFacts,
    pub profile: &'a Profile,
    pub primitives: Primitives,
    pub live: Liveness,
    pub locals: Vec<Value>,
    pub stack: Vec<Value>,
    /// What the first slots held at the frame's entry.
    pub params: Vec<Value>,
    /// The instruction being read.
    pub pc: u32,
    /// The operands before it.
    pub before: Vec<Value>,
    /// The frame state before it, as soon as a guard needed one.
    pub before_state: Option<StateId>,
    /// The frame state of the caller, at its call.
    pub caller_state: Option<StateId>,
    /// The function itself, in a frame that was inlined.
    pub callee: Option<Value>,
    /// Edges to instructions further on.
    pub edges: BTreeMap<u32, Vec<Edge>>,
    pub headers: HashMap<u32, Header>,
    /// The loops that are open: the header's block, and the instruction behind the loop.
    pub open_loops: Vec<(Block, u32)>,
    /// Where an inlined frame returns.
    pub returns: Vec<Return>,
    /// The instructions that are read.
    pub range: (u32, u32),
    /// The path of calls to this frame, which identifies it in later passes too.
    pub path: u64,
}

impl<'a> FrameBuilder<'a> {
    pub(crate) fn new(
        modules: Modules<'a>,
        chunk_id: InModule<ChunkId>,
        profile: &'a Profile,
        id: FrameId,
    ) -> FrameBuilder<'a> {
        let (chunk, facts) = (modules.chunk(chunk_id), modules.facts(chunk_id));
        let primitives = Primitives::new(&chunk.code);
        let live = Liveness::new(modules.get(chunk_id.module), chunk, facts, &primitives);
        FrameBuilder {
            id,
            chunk_id,
            chunk,
            facts,
            profile,
            primitives,
            live,
            locals: Vec::with_capacity(usize::from(chunk.slots)),
            stack: Vec::with_capacity(usize::from(facts.max_depth)),
            params: Vec::new(),
            pc: 0,
            before: Vec::new(),
            before_state: None,
            caller_state: None,
            callee: None,
            edges: BTreeMap::new(),
            headers: HashMap::new(),
            open_loops: Vec::new(),
            returns: Vec::new(),
            range: (0, 0),
            path: 0,
        }
    }

    /// Something of the frame's module.
    pub(crate) fn own<T>(&self, id: T) -> InModule<T> {
        InModule { module: self.chunk_id.module, id }
    }

    /// Whether the code must not expect anything of the current instruction's operands.
    pub(crate) fn is_refuted(&self) -> bool {
        self.profile.is_refuted(self.pc)
    }
}
