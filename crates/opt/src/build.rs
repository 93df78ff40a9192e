//! From bytecode to SSA form, in one forward pass over the code by abstract interpretation.
//!
//! The pass keeps a value for each slot and operand. Where edges meet, it makes phis for the values
//! that differ. At a loop's header it makes phis for all live slots that the loop writes. Such a
//! phi is represented as its value from the edge that enters the loop. Where another edge brings
//! something else, the pass starts again with that phi boxed. So there are at most as many passes
//! as phis; usually there are one or two.
//!
//! Invariant: the frame state of a guard is that *before* an instruction of the bytecode, and an
//! instruction changes nothing before its last guard.

mod arithmetic;
mod call;
mod control;
mod frame;
mod left;
mod object;
mod row;

use std::collections::{HashMap, HashSet};

use bytecode::{ChunkId, GlobalId};
use jit::{Entry, ExitReason, Fixed, InModule, Kind};
use smallvec::SmallVec;

use crate::feedback::Feedback;
use crate::ir::{
    Blame, Block, BlockData, End, Frame, FrameId, Function, Inst, Op, Source, State, StateId, Type, Value,
};
use crate::modules::Modules;
use crate::refusal::Refusal;
pub use call::MOST_INLINED;
use frame::FrameBuilder;

/// The most instructions of the bytecode that one compilation reads.
const MOST_INSTS: usize = 6000;
/// After so many passes all phis of loops are boxed.
const MOST_PASSES: usize = 12;

/// The first parameters, on whose kinds an entry may rely.
const SIGNED: u16 = 32;

/// Why the pass stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// It starts again, because a decision was wrong.
    Again,
    /// The function is refused.
    TooLarge,
}

/// Identifies a phi of a loop: the path of calls to its frame, the header, the word.
pub(crate) type PhiKey = (u64, u32, u32);

/// What earlier passes found out.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    /// Phis of loops that have to be boxed.
    pub widened: HashSet<PhiKey>,
    /// Whether all phis of loops are boxed.
    pub all_widened: bool,
    /// Functions that called a helper in a loop when they were inlined.
    pub looping: HashSet<InModule<ChunkId>>,
}

/// The function that is compiled, and what is known of it.
#[derive(Clone, Copy)]
pub(crate) struct Unit<'a> {
    pub modules: Modules<'a>,
    pub chunk: ChunkId,
    pub feedback: &'a Feedback,
}

impl Unit<'_> {
    /// The function.
    pub(crate) fn own(&self) -> InModule<ChunkId> {
        InModule::own(self.chunk)
    }
}

/// Makes the representation of a function of the first of the modules, before any pass. Returns too
/// how many instructions of the bytecode it was made from.
///
/// # Errors
/// The function is refused.
///
/// # Panics
/// If there is no such chunk.
pub fn build(modules: Modules<'_>, chunk: ChunkId, feedback: &Feedback) -> Result<(Function, usize), Refusal> {
    let unit = Unit { modules, chunk, feedback };
    if let Entry::Loop(id) = feedback.root.entry
        && id.index() >= modules.facts(InModule::own(chunk)).loops.len()
    {
        return Err(Refusal::NoSuchEntry);
    }
    if feedback.root.generic {
        return Err(Refusal::Generic);
    }
    let mut decisions = Decisions::default();
    for pass in 0.. {
        decisions.all_widened = pass >= MOST_PASSES;
        let mut builder = Builder::new(unit, &mut decisions);
        match builder.run() {
            Ok(()) => return Ok((builder.f, builder.insts)),
            Err(Stop::Again) => {}
            Err(Stop::TooLarge) => return Err(Refusal::TooLarge),
        }
    }
    unreachable!("phis that are all boxed fit every value")
}

/// The pass.
pub(crate) struct Builder<'a> {
    pub unit: Unit<'a>,
    pub f: Function,
    /// The block that instructions are added to; `None` where the code is not reachable.
    pub current: Option<Block>,
    /// The frame whose code is being read.
    pub frame: FrameBuilder<'a>,
    /// The frames that call it, the outermost first.
    pub callers: Vec<FrameBuilder<'a>>,
    pub decisions: &'a mut Decisions,
    constants: HashMap<Op, Value>,
    /// What constant globals hold that the frames have loaded: an inlined callee may get one as an
    /// argument.
    pub fixed: HashMap<InModule<GlobalId>, Fixed>,
    /// Instructions read so far.
    pub insts: usize,
    /// Safepoints added so far.
    pub safepoints: usize,
    /// Whether functions can be inlined so that none of their calls is left.
    pub leaves: HashMap<InModule<ChunkId>, bool>,
    /// Whether a function was inlined that is one of [`Decisions::looping`], as it turned out.
    pub found_looping: bool,
}

impl<'a> Builder<'a> {
    fn new(unit: Unit<'a>, decisions: &'a mut Decisions) -> Builder<'a> {
        let profile = &unit.feedback.root;
        let frame = FrameBuilder::new(unit.modules, unit.own(), profile, FrameId(0));
        let mut f = Function::default();
        f.frames.push(Frame { chunk: unit.own(), base: 0, caller: None, called_at: 0 });
        let mut builder = Builder {
            unit,
            f,
            current: None,
            frame,
            callers: Vec::new(),
            decisions,
            constants: HashMap::new(),
            fixed: HashMap::new(),
            insts: 0,
            safepoints: 0,
            leaves: HashMap::new(),
            found_looping: false,
        };
        let entry = builder.new_block();
        builder.current = Some(entry);
        builder
    }

    fn run(&mut self) -> Result<(), Stop> {
        match self.unit.feedback.root.entry {
            Entry::Function => {
                let (params, slots) = (self.frame.chunk.params, self.frame.chunk.slots);
                let nil = self.constant(Op::Nil);
                for slot in 0..slots {
                    let value = if slot < params { self.param(slot) } else { nil };
                    self.frame.locals.push(value);
                }
                self.frame.params = self.frame.locals[..usize::from(params)].to_vec();
                let end = self.frame.chunk.code.len() as u32;
                self.read(0, end)?;
            }
            Entry::Loop(id) => {
                let found = &self.frame.facts.loops[id.index()];
                let (header, end) = (found.header, found.end);
                for slot in 0..self.frame.chunk.slots {
                    let value = if self.frame.live.is_live(header, slot) { self.param(slot) } else { Value::DEAD };
                    self.frame.locals.push(value);
                }
                self.frame.params.clone_from(&self.frame.locals);
                for depth in 0..self.frame.facts.depths[header as usize] {
                    let word = u32::from(self.frame.chunk.slots) + u32::from(depth);
                    let value = self.push_inst(Op::Param(word), Type::Boxed, &[]);
                    self.frame.stack.push(value);
                }
                self.read(header, end)?;
            }
        }
        if self.found_looping { Err(Stop::Again) } else { Ok(()) }
    }

    /// The value of a slot at the entry. A number that the profile expects is unboxed, because the
    /// entry checks its kind.
    fn param(&mut self, slot: u16) -> Value {
        let kind = self.frame.profile.slot_kind(bytecode::Slot(slot));
        let ty = if self.frame.live.is_live(self.entry_pc(), slot) { kind } else { Kind::Unknown };
        // A typed entry relies on no more parameters than a signature has room for.
        let ty = match ty {
            _ if slot >= SIGNED => Type::Boxed,
            Kind::Int => Type::Int,
            Kind::Float => Type::Float,
            Kind::Unknown | Kind::Bool | Kind::Object(_) => Type::Boxed,
        };
        self.push_inst(Op::Param(u32::from(slot)), ty, &[])
    }

    fn entry_pc(&self) -> u32 {
        match self.unit.feedback.root.entry {
            Entry::Function => 0,
            Entry::Loop(id) => self.frame.facts.loops[id.index()].header,
        }
    }

    // Blocks and instructions.

    pub(crate) fn new_block(&mut self) -> Block {
        let block = Block(self.f.blocks.len() as u32);
        self.f.blocks.push(BlockData { insts: Vec::new(), end: End::Open, preds: SmallVec::new(), heads: None });
        block
    }

    /// Ends the current block, and adds it to the predecessors of its successors.
    pub(crate) fn finish(&mut self, end: End) {
        let block = self.current.take().expect("control comes here");
        self.finish_block(block, end);
    }

    pub(crate) fn finish_block(&mut self, block: Block, end: End) {
        self.f.blocks[block.index()].end = end;
        for next in end.successors() {
            self.f.blocks[next.index()].preds.push(block);
        }
    }

    pub(crate) fn new_inst(&mut self, inst: Inst) -> Value {
        let source = Source { frame: self.frame.id, pc: self.frame.pc };
        self.f.add(Inst { source, ..inst })
    }

    pub(crate) fn add_to(&mut self, block: Block, inst: Inst) -> Value {
        let value = self.new_inst(inst);
        self.f.blocks[block.index()].insts.push(value);
        value
    }

    pub(crate) fn add(&mut self, inst: Inst) -> Value {
        let block = self.current.expect("control comes here");
        self.add_to(block, inst)
    }

    /// Adds an instruction without a frame state.
    pub(crate) fn push_inst(&mut self, op: Op, ty: Type, args: &[Value]) -> Value {
        self.add(plain(op, ty, args))
    }

    /// Adds a guard that stands before the current instruction.
    pub(crate) fn guard(&mut self, op: Op, ty: Type, args: &[Value], reason: ExitReason) -> Value {
        let state = Some(self.state_before());
        let blame = Some(self.blame(reason));
        self.add(Inst { state, blame, ..plain(op, ty, args) })
    }

    /// Why a guard of the current instruction exits.
    pub(crate) fn blame(&self, reason: ExitReason) -> Blame {
        let pc = self.frame.pc;
        Blame { reason, frame: self.frame.id, pc, may_move: !self.frame.profile.is_pinned(pc) }
    }

    /// The value of a constant, of which there is one, in the first block.
    pub(crate) fn constant(&mut self, op: Op) -> Value {
        if let Some(&value) = self.constants.get(&op) {
            return value;
        }
        let ty = match op {
            Op::Int(_) => Type::Int,
            Op::Float(_) => Type::Float,
            Op::Bool(_) => Type::Bool,
            _ => Type::Boxed,
        };
        let value = self.add_to(Block(0), plain(op, ty, &[]));
        self.constants.insert(op, value);
        value
    }

    pub(crate) fn ty(&self, value: Value) -> Type {
        self.f.inst(value).ty
    }

    pub(crate) fn op(&self, value: Value) -> Op {
        self.f.inst(value).op
    }

    /// The kind of the object that a value is for certain, or 0.
    pub(crate) fn kind(&self, value: Value) -> u32 {
        self.f.inst(value).kind
    }

    /// The value as a boxed word.
    pub(crate) fn boxed(&mut self, value: Value) -> Value {
        let block = self.current.expect("control comes here");
        self.boxed_in(block, value)
    }

    pub(crate) fn boxed_in(&mut self, block: Block, value: Value) -> Value {
        match (self.ty(value), self.op(value)) {
            (Type::Int | Type::Float, op) if !op.is_constant() => {
                self.add_to(block, plain(Op::Box, Type::Boxed, &[value]))
            }
            _ => value,
        }
    }

    /// The kind that a value had when the profile was made: that of a slot at the entry of the
    /// compiled function, or of a parameter of a callee that is being inlined.
    pub(crate) fn expected(&self, value: Value) -> Kind {
        let frames = [&self.frame].into_iter().chain(self.callers.iter().rev());
        let kinds = frames.filter_map(|frame| {
            let slot = frame.params.iter().position(|&param| param == value)?;
            Some(frame.profile.slot_kind(bytecode::Slot(slot as u16)))
        });
        kinds.into_iter().find(|&kind| kind != Kind::Unknown).unwrap_or_default()
    }

    // Frame states.

    pub(crate) fn new_state(&mut self, state: State) -> StateId {
        let id = StateId(self.f.states.len() as u32);
        self.f.states.push(state);
        id
    }

    /// The state before the current instruction.
    pub(crate) fn state_before(&mut self) -> StateId {
        if let Some(state) = self.frame.before_state {
            return state;
        }
        let stack = std::mem::take(&mut self.frame.before);
        let state = self.state_at(self.frame.pc, &stack);
        self.frame.before = stack;
        self.frame.before_state = Some(state);
        state
    }

    /// The state of the current frame's slots with these operands before an instruction.
    pub(crate) fn state_at(&mut self, pc: u32, stack: &[Value]) -> StateId {
        let frame = &self.frame;
        let slot = |(slot, &value)| if frame.live.is_live(pc, slot) { value } else { Value::DEAD };
        let words = (0..).zip(&frame.locals).map(slot).chain(stack.iter().copied()).collect();
        let state = State { frame: frame.id, pc, words, caller: frame.caller_state };
        self.new_state(state)
    }

    /// Has the current frame use the result of a guard in place of the value that it guards. The
    /// frames of the callers keep the value: another way through the callee may not pass the guard.
    pub(crate) fn learn(&mut self, value: Value, refined: Value) {
        let frame = &mut self.frame;
        let words = frame.locals.iter_mut().chain(&mut frame.stack).chain(&mut frame.before);
        words.filter(|word| **word == value).for_each(|word| *word = refined);
        frame.before_state = None;
    }

    pub(crate) fn count_insts(&mut self, count: usize) -> Result<(), Stop> {
        self.insts += count;
        if self.insts > MOST_INSTS { Err(Stop::TooLarge) } else { Ok(()) }
    }
}

/// An instruction without a frame state, for the one of the bytecode that is being read.
pub(crate) fn plain(op: Op, ty: Type, args: &[Value]) -> Inst {
    Inst::plain(op, ty, args, Source::default())
}
