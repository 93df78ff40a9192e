//! [`FrameBuilder`]: what the pass keeps of a frame whose code it reads.

use std::collections::{BTreeMap, HashMap};

use bytecode::{Chunk, ChunkFacts, ChunkId, Module, Primitives, Verified};
use jit::Profile;

use crate::ir::{Block, FrameId, StateId, Value};
use crate::liveness::Liveness;

/// A block whose end is to go to an instruction, with what the frame holds there.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub block: Block,
    pub locals: Vec<Value>,
    pub stack: Vec<Value>,
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
    pub chunk_id: ChunkId,
    pub chunk: &'a Chunk,
    pub facts: &'a ChunkFacts,
    pub profile: &'a Profile,
    pub primitives: Primitives,
    pub live: Liveness,
    pub locals: Vec<Value>,
    pub stack: Vec<Value>,
    /// The instruction being read.
    pub pc: u32,
    /// The operands before it.
    pub before: Vec<Value>,
    /// The state before it, once something asked for it.
    pub before_state: Option<StateId>,
    /// The state of the caller, at its call.
    pub caller_state: Option<StateId>,
    /// The function itself, in a frame that was inlined.
    pub callee: Option<Value>,
    /// Edges to instructions further on.
    pub edges: BTreeMap<u32, Vec<Edge>>,
    pub headers: HashMap<u32, Header>,
    /// Loops whose end is further on: the header's block, and the instruction behind.
    pub open_loops: Vec<(Block, u32)>,
    /// What an inlined frame returns, and in which block.
    pub returns: Vec<(Block, Value)>,
    /// The instructions that are read.
    pub range: (u32, u32),
    /// Tells the frame from others, also in another pass.
    pub path: u64,
}

impl<'a> FrameBuilder<'a> {
    pub(crate) fn new(
        module: &'a Verified<Module>,
        chunk_id: ChunkId,
        profile: &'a Profile,
        id: FrameId,
    ) -> FrameBuilder<'a> {
        let (chunk, facts) = (&module.chunks[chunk_id.index()], module.facts(chunk_id));
        let primitives = Primitives::new(&chunk.code);
        let live = Liveness::new(module, chunk, facts, &primitives);
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

    /// Whether nothing may be expected of the operands of the current instruction.
    pub(crate) fn is_refuted(&self) -> bool {
        self.profile.is_refuted(self.pc)
    }
}
