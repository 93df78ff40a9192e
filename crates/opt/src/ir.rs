//! The intermediate representation: values in SSA form, in blocks, in one arena each.
//!
//! The order of the blocks is such that every edge but those back to loop headers goes forward. The
//! blocks of a loop are contiguous. Every edge between two blocks leaves a block with one
//! successor or enters one with one predecessor, so that moves have a place on each edge.

use bytecode::num::{Arithmetic, Comparison};
use bytecode::{ChunkId, ConstId, GlobalId, UpvalueId};
use jit::abi::{CallEntry, Helper};
use jit::{ExitReason, InModule};
use smallvec::SmallVec;

macro_rules! define_ids {
    ($($(#[doc = $doc:literal])+ $name:ident $prefix:literal;)*) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    )* };
}

define_ids! {
    /// A value: the instruction that makes it.
    Value "v";
    /// A block.
    Block "b";
    /// A frame state.
    StateId "state";
    /// A frame: the compiled function's, or that of a call that was inlined.
    FrameId "frame";
}

impl Value {
    /// The content of a word that nothing reads any more.
    pub const DEAD: Value = Value(u32::MAX);
}

/// How a value is represented.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// No value.
    None,
    /// A 32-bit int.
    Int,
    /// A double.
    Float,
    /// True or false, as the boxed word.
    Bool,
    /// Any value, as the boxed word.
    Boxed,
    /// A raw address, which no safepoint may come between.
    Raw,
}

/// The operation of an instruction, whose operands are in [`Inst::args`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    /// An int.
    Int(i32),
    /// A float, by its bits.
    Float(u64),
    /// True or false.
    Bool(bool),
    /// nil.
    Nil,
    /// A string of the pool.
    Pool(InModule<ConstId>),
    /// The object in a global that no code stores into any more.
    Fixed(InModule<GlobalId>),
    /// The function that runs.
    Callee,
    /// The content of a word of the frame at the entry.
    Param(u32),
    /// One of the operands, by the predecessor that control came from.
    Phi,
    /// Operand 0, which the guard makes certain to be an int.
    GuardInt,
    /// Operand 0, which the guard makes certain to be a float.
    GuardFloat,
    /// Operand 0, which the guard makes certain to be a bool.
    GuardBool,
    /// Operand 0, which the guard makes certain to be an object of this kind or shape.
    GuardKind(u32),
    /// Operand 0, which the guard makes certain to be the module with this id.
    GuardModule(u32),
    /// Operand 0, a function, which the guard makes certain to be a function over this chunk. There
    /// may be many, each with upvalues of its own.
    GuardFunction(InModule<ChunkId>),
    /// Operand 0, a function over this chunk: a branch before has asked. It stays behind the
    /// branch, because what the function has of its own may be read from it.
    AsFunction(InModule<ChunkId>),
    /// The boxed word of an int or float.
    Box,
    /// Wrapping sum, difference or product of ints.
    IntArithmetic(Arithmetic),
    /// Quotient or remainder of ints, whose divisor is guarded not to be 0.
    IntDivide {
        /// Whether it is the remainder.
        remainder: bool,
    },
    /// The low bits of an int, this many, at most 30.
    IntLowBits(u8),
    /// An int that is a multiple of a power of two, divided by it: shifted by so many bits.
    IntShiftRight(u8),
    /// Wrapping negation.
    IntNegate,
    /// Sum, difference, product or quotient of floats.
    FloatArithmetic(Arithmetic),
    /// Negation.
    FloatNegate,
    /// The float of an int.
    IntToFloat,
    /// A comparison of ints.
    CompareInt(Comparison),
    /// A comparison of floats.
    CompareFloat(Comparison),
    /// Whether a value is nil.
    IsNil,
    /// Whether a function is one over this chunk.
    IsFunction(InModule<ChunkId>),
    /// The negation of a bool.
    Not,
    /// The length of an array.
    Length,
    /// The address of the elements of an array.
    Elements,
    /// Operand 0, an int that the guard makes certain to be below operand 1, unsigned.
    CheckIndex,
    /// Operand 0, an int that is known to be below operand 1, unsigned, wherever control comes
    /// here. It must not be moved. Operand 1 is left out when nothing is moved any more.
    ProvenIndex,
    /// The element at a checked index: of the elements, the index.
    LoadElement,
    /// Sets an element: of the array, its elements, the checked index, to the value.
    StoreElement,
    /// A word of an object, by its offset in bytes.
    LoadField(u32),
    /// The field of operand 0 that an instruction of a chunk reads, by a table of where the shapes
    /// that came have it; the guard makes certain that the operand is an object of one of them.
    LoadFieldOfMany(InModule<ChunkId>, u32),
    /// Sets a word of an object, by its offset in bytes, to operand 1.
    StoreField(u32),
    /// The cell that is an upvalue of the running function, operand 0.
    LoadUpvalue(UpvalueId),
    /// The value of a global, guarded to be set.
    LoadGlobal(InModule<GlobalId>),
    /// Sets a global.
    StoreGlobal(InModule<GlobalId>),
    /// The value of the member of a module that an instruction of a chunk reads, guarded to be set.
    LoadMember(InModule<ChunkId>, u32),
    /// The result of a helper on the operands.
    Helper {
        /// Which one.
        helper: Helper,
        /// What it gets beside the operands.
        immediate: u32,
    },
    /// What a helper makes of the operands, made inline; the code leaves where that cannot be done.
    Inline {
        /// Which one.
        helper: Helper,
        /// What it gets beside the operands.
        immediate: u32,
    },
    /// An instance that is not made, because nothing but frames would hold it: its fields are the
    /// operands. An exit makes it (materialises it) for the frames that the interpreter gets.
    Virtual,
    /// A call of operand 0 with the other operands.
    Call(Callee),
    /// Exits if the poll byte is set.
    Poll,
    /// Takes a unit of fuel; exits if there is none.
    Charge,
}

/// What is known of the callee of a call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Callee {
    /// Nothing.
    Any,
    /// The callee is this function.
    Known {
        /// Which function.
        chunk: InModule<ChunkId>,
        /// By which entry it is called.
        entry: CallEntry,
    },
}

/// Parts of memory that loads read and stores change.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Memory {
    /// The words at this offset of all objects.
    Field(u32),
    /// Lengths of arrays.
    Arrays,
    /// Where the elements of arrays are.
    Addresses,
    /// Elements of arrays.
    Elements,
    /// A global.
    Global(InModule<GlobalId>),
    /// The members of modules.
    Members,
}

impl Op {
    /// The part of memory that a load reads; `None` for any other operation.
    pub fn reads(self) -> Option<Memory> {
        match self {
            Op::LoadField(offset) => Some(Memory::Field(offset)),
            Op::Length => Some(Memory::Arrays),
            Op::Elements => Some(Memory::Addresses),
            Op::LoadElement => Some(Memory::Elements),
            Op::LoadGlobal(global) => Some(Memory::Global(global)),
            Op::LoadMember(..) => Some(Memory::Members),
            _ => None,
        }
    }

    /// The parts of memory that change. A store into a global changes members too, because other
    /// modules see the global as one. A helper that may collect moves elements.
    pub fn writes(self) -> impl Iterator<Item = Memory> {
        use Helper as H;
        const GROWS: [Option<Memory>; 3] = [Some(Memory::Arrays), Some(Memory::Elements), Some(Memory::Addresses)];
        let parts = match self {
            Op::StoreField(offset) => [Some(Memory::Field(offset)), None, None],
            Op::StoreElement => [Some(Memory::Elements), None, None],
            Op::StoreGlobal(global) => [Some(Memory::Global(global)), Some(Memory::Members), None],
            Op::Inline { helper: H::ArrayPush, .. } => GROWS,
            Op::Helper { helper: H::ArrayPush | H::StoreIndex, .. } => GROWS,
            Op::Helper { .. } => [Some(Memory::Addresses), None, None],
            _ => [None; 3],
        };
        parts.into_iter().flatten()
    }

    /// Whether it is a safepoint, so that programs or the collector may run.
    pub fn is_safepoint(self) -> bool {
        matches!(self, Op::Helper { .. } | Op::Call(_))
    }

    /// Whether it is pure: the result depends on the operands alone, and it has no effect but the
    /// exit of a guard.
    pub fn is_pure(self) -> bool {
        let is_int = matches!(
            self,
            Op::IntArithmetic(_)
                | Op::IntDivide { .. }
                | Op::IntLowBits(_)
                | Op::IntShiftRight(_)
                | Op::IntNegate
                | Op::CompareInt(_)
        );
        let is_float = matches!(self, Op::FloatArithmetic(_) | Op::FloatNegate | Op::IntToFloat | Op::CompareFloat(_));
        let is_other = matches!(self, Op::Box | Op::IsNil | Op::IsFunction(_) | Op::Not | Op::LoadUpvalue(_));
        self.is_constant() || self.keeps_operand() || self.is_index() || is_int || is_float || is_other
    }

    /// Whether it is a constant, which is made where it is used.
    pub fn is_constant(self) -> bool {
        matches!(self, Op::Int(_) | Op::Float(_) | Op::Bool(_) | Op::Nil | Op::Pool(_) | Op::Fixed(_) | Op::Callee)
    }

    /// Whether it is an index that elements may be accessed by.
    pub fn is_index(self) -> bool {
        matches!(self, Op::CheckIndex | Op::ProvenIndex)
    }

    /// Whether its result is the operand, of which more is known.
    pub fn keeps_operand(self) -> bool {
        self.is_guard_of_operand() || matches!(self, Op::AsFunction(_))
    }

    /// Whether it is a guard of what its operand is, and its result the operand.
    fn is_guard_of_operand(self) -> bool {
        let of_value = matches!(self, Op::GuardInt | Op::GuardFloat | Op::GuardBool);
        of_value || matches!(self, Op::GuardKind(_) | Op::GuardModule(_) | Op::GuardFunction(_))
    }

    /// Whether it is a guard: the code deoptimises here if something does not hold. A division
    /// whose divisor is known not to be 0 is none, see [`Inst::is_guard`].
    pub fn is_guard(self) -> bool {
        let of_value = matches!(self, Op::CheckIndex | Op::IntDivide { .. } | Op::LoadGlobal(_) | Op::LoadMember(..));
        self.is_guard_of_operand()
            || of_value
            || matches!(self, Op::LoadFieldOfMany(..) | Op::Poll | Op::Charge | Op::Inline { .. })
    }
}

/// Why a guard exits, and which expectation was wrong then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blame {
    /// The reason that the exit has.
    pub reason: ExitReason,
    /// The frame whose code relies on the expectation.
    pub frame: FrameId,
    /// The instruction of the bytecode that relies on it.
    pub pc: u32,
    /// Whether the guard may be made before a loop that might not come to it.
    pub may_move: bool,
}

/// An instruction and its result.
#[derive(Clone, PartialEq, Debug)]
pub struct Inst {
    /// What it does.
    pub op: Op,
    /// How its result is represented.
    pub ty: Type,
    /// The kind or shape of the object that a boxed result is for certain, or 0.
    pub kind: u32,
    /// Its operands.
    pub args: SmallVec<[Value; 4]>,
    /// The frames in which the interpreter goes on behind an exit, or that are active at a
    /// safepoint.
    pub state: Option<StateId>,
    /// Why a guard exits; `None` for any other operation.
    pub blame: Option<Blame>,
    /// Which instruction of the bytecode it was made for.
    pub source: Source,
}

impl Inst {
    /// An instruction without a frame state.
    pub(crate) fn plain(op: Op, ty: Type, args: &[Value], source: Source) -> Inst {
        Inst { op, ty, kind: 0, args: SmallVec::from_slice(args), state: None, blame: None, source }
    }

    /// Whether it is a guard.
    pub fn is_guard(&self) -> bool {
        self.blame.is_some()
    }

    /// Whether it stays if nothing uses its result.
    pub fn has_effect(&self) -> bool {
        // A guard may find an error, which the interpreter has to report.
        self.is_guard() || self.op.is_safepoint() || self.op.writes().next().is_some()
    }

    /// Takes the guard away.
    pub fn unguard(&mut self) {
        (self.state, self.blame) = (None, None);
    }
}

/// An instruction of the bytecode that a frame runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Source {
    /// The frame.
    pub frame: FrameId,
    /// The instruction's index in the frame's function.
    pub pc: u32,
}

/// How a block ends.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum End {
    /// The block is not finished.
    Open,
    /// Goes on in a block.
    Jump(Block),
    /// Goes on in `yes` if a bool is true, else in `no`.
    Branch {
        /// The bool.
        condition: Value,
        /// Where to if it is true.
        yes: Block,
        /// Where to if it is false.
        no: Block,
    },
    /// Returns a value from the compiled function.
    Return(Value),
    /// Exits to the interpreter.
    Leave(StateId),
}

impl End {
    /// The blocks that it goes to.
    pub fn successors(self) -> SmallVec<[Block; 2]> {
        match self {
            End::Jump(to) => SmallVec::from_slice(&[to]),
            End::Branch { yes, no, .. } => SmallVec::from_slice(&[yes, no]),
            End::Open | End::Return(_) | End::Leave(_) => SmallVec::new(),
        }
    }

    /// The value that it uses.
    pub fn value(self) -> Option<Value> {
        match self {
            End::Branch { condition, .. } => Some(condition),
            End::Return(value) => Some(value),
            End::Open | End::Jump(_) | End::Leave(_) => None,
        }
    }
}

/// A block's contents.
#[derive(Clone, Debug)]
pub struct BlockData {
    /// Its phis first.
    pub insts: Vec<Value>,
    /// How it ends.
    pub end: End,
    /// Its predecessors, in the order of the operands of its phis.
    pub preds: SmallVec<[Block; 2]>,
    /// The loop that it begins.
    pub heads: Option<Loop>,
}

/// A loop, of whose blocks the header is the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loop {
    /// The block after its last.
    pub end: Block,
    /// The frames before the loop's header. A guard that is moved out of the loop exits to them.
    pub entry: StateId,
}

/// A frame that the interpreter would have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// The function that it is of.
    pub chunk: InModule<ChunkId>,
    /// How far its base is above the base of the compiled function's frame, in words.
    pub base: u32,
    /// The frame that calls it.
    pub caller: Option<FrameId>,
    /// The index of the caller's instruction that calls it; 0 without a caller.
    pub called_at: u32,
}

/// A call that was not inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotInlined {
    /// Where the call is.
    pub call: Source,
    /// The function that it calls, if that is known.
    pub callee: Option<InModule<ChunkId>>,
    /// Why.
    pub why: Obstacle,
}

/// Why a call was not inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// The callee is not always the same function.
    Unknown,
    /// The call has another number of arguments than the function has parameters.
    Arguments,
    /// Too many functions may be inlined already for this one's profile to be gathered.
    NoProfile,
    /// It is recursive.
    Recursive,
    /// The function has too many instructions.
    Large,
    /// Too much was inlined already.
    Full,
    /// It is in too many inlined calls.
    Deep,
    /// It calls what cannot be inlined, in a loop, or it is large beside the call that would be
    /// saved.
    Calls,
}

impl std::fmt::Display for Obstacle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Obstacle::Unknown => {
                "the callee is not always the same function, or is one of a module that may be another"
            }
            Obstacle::Arguments => "the number of arguments is not that of the parameters",
            Obstacle::NoProfile => "too many other functions may be inlined",
            Obstacle::Recursive => "it is recursive",
            Obstacle::Large => "the function is too large",
            Obstacle::Full => "too much was inlined already",
            Obstacle::Deep => "it is in too many inlined calls",
            Obstacle::Calls => "it calls what cannot be inlined",
        })
    }
}

/// A frame state: what the interpreter's frames would be before an instruction. This is the
/// innermost frame.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// Which frame.
    pub frame: FrameId,
    /// The instruction that the frame is before; in a frame that calls, the call.
    pub pc: u32,
    /// The values of the slots, then of the operands.
    pub words: Box<[Value]>,
    /// The frame state of the caller, in an inlined frame.
    pub caller: Option<StateId>,
}

/// A function being compiled.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// All instructions, by value.
    pub insts: Vec<Inst>,
    /// All blocks; the first is the entry.
    pub blocks: Vec<BlockData>,
    /// All frame states.
    pub states: Vec<State>,
    /// All frames; the first is the function's own.
    pub frames: Vec<Frame>,
    /// The calls that were not inlined.
    pub not_inlined: Vec<NotInlined>,
    /// Whether loops run in strips: what bounds their counters cannot be read off them any more.
    pub has_strips: bool,
}

impl Inst {
    /// Whether it is a call of a helper or a function, behind which no register keeps anything:
    /// values that are used there are in words of frames. Where a helper's work is done inline,
    /// registers keep their values.
    pub fn is_call(&self) -> bool {
        self.op.is_safepoint() && !crate::emit::is_inline(self)
    }
}

impl Function {
    /// An instruction.
    pub fn inst(&self, value: Value) -> &Inst {
        &self.insts[value.index()]
    }

    /// The divisor of a division of ints by a constant other than 0.
    pub fn constant_divisor(&self, value: Value) -> Option<i32> {
        let inst = self.inst(value);
        match (inst.op, self.inst(*inst.args.get(1)?).op) {
            (Op::IntDivide { .. }, Op::Int(divisor)) if divisor != 0 => Some(divisor),
            _ => None,
        }
    }

    /// Adds an instruction that stands in no block yet.
    pub(crate) fn add(&mut self, inst: Inst) -> Value {
        self.insts.push(inst);
        Value(self.insts.len() as u32 - 1)
    }

    /// Whether control comes to a block.
    pub(crate) fn is_reached(&self, block: Block) -> bool {
        block.0 == 0 || !self.block(block).preds.is_empty()
    }

    /// A block.
    pub fn block(&self, block: Block) -> &BlockData {
        &self.blocks[block.index()]
    }

    /// A frame state.
    pub fn state(&self, state: StateId) -> &State {
        &self.states[state.index()]
    }

    /// All blocks, in their order.
    pub fn block_ids(&self) -> impl DoubleEndedIterator<Item = Block> + use<> {
        (0..self.blocks.len() as u32).map(Block)
    }

    /// A frame state and those of the callers, the innermost first.
    pub fn chain(&self, state: StateId) -> impl Iterator<Item = &State> {
        std::iter::successors(Some(self.state(state)), |it| it.caller.map(|caller| self.state(caller)))
    }

    /// The words of a frame state and of those of the callers, each with its distance from the base
    /// of the compiled function's frame. Dead words are among them.
    pub fn words(&self, state: StateId) -> impl Iterator<Item = (u32, Value)> {
        self.chain(state).flat_map(|it| {
            let base = self.frames[it.frame.index()].base;
            (base..).zip(it.words.iter().copied())
        })
    }

    /// Replaces every use of a value by what `with` maps the value to.
    pub fn replace(&mut self, with: &[Value]) {
        let resolve = |mut value: Value| {
            while value != Value::DEAD && with[value.index()] != value {
                value = with[value.index()];
            }
            value
        };
        for inst in &mut self.insts {
            inst.args.iter_mut().for_each(|arg| *arg = resolve(*arg));
        }
        for state in &mut self.states {
            state.words.iter_mut().for_each(|word| *word = resolve(*word));
        }
        for block in &mut self.blocks {
            match &mut block.end {
                End::Branch { condition: value, .. } | End::Return(value) => *value = resolve(*value),
                End::Open | End::Jump(_) | End::Leave(_) => {}
            }
        }
    }
}
