//! [`Artifact`]: machine code that is not yet in executable memory (a relocatable code object),
//! with the tables that the vm needs to publish it, to run it and to take its exits.

use std::fmt::{self, Display, Formatter};

use bytecode::{ChunkId, Slot};

use crate::abi::{Signature, Symbol};
use crate::in_module::{InModule, ModuleId};

/// Machine code of one function for one entry, as a compiler made it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Artifact {
    pub(crate) bytes: Vec<u8>,
    pub(crate) entry: u32,
    pub(crate) typed_entry: Option<(u32, Signature)>,
    pub(crate) hot_bytes: u32,
    pub(crate) fixups: Vec<Fixup>,
    pub(crate) exits: Vec<Exit>,
    pub(crate) calls: Vec<CallSite>,
    pub(crate) comments: Vec<(u32, Comment)>,
    pub(crate) origins: Vec<Option<Origin>>,
}

/// The parts that the optimising compiler makes an [`Artifact`] of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parts {
    /// As [`Artifact::bytes`].
    pub bytes: Vec<u8>,
    /// As [`Artifact::entry`].
    pub entry: u32,
    /// As [`Artifact::typed_entry`].
    pub typed_entry: Option<(u32, Signature)>,
    /// As [`Artifact::hot_bytes`].
    pub hot_bytes: u32,
    /// As [`Artifact::fixups`].
    pub fixups: Vec<Fixup>,
    /// The exits, each with its origin.
    pub exits: Vec<(Exit, Origin)>,
    /// As [`Artifact::calls`].
    pub calls: Vec<CallSite>,
    /// As [`Artifact::comments`].
    pub comments: Vec<(u32, Comment)>,
}

/// What the vm needs to know of an exit of optimised code beside the [`Exit`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The function and the instruction whose expectation was wrong.
    pub blame: (InModule<ChunkId>, u32),
    /// The frames of the calls that were inlined, the outermost first. The last of them goes on at
    /// the exit's instruction. Empty if the exit is in the compiled function itself.
    pub frames: Box<[InlinedFrame]>,
    /// The objects that the code has not made and that the frames hold. Each comes behind those
    /// that are in its fields.
    pub objects: Box<[VirtualObject]>,
}

/// An instance that optimised code keeps in pieces: who takes an exit has to make it (materialise
/// it) before anything reads the frames.
///
/// Words are counted from the base of the compiled function's frame. All of them hold valid values
/// when the code is left, those too that the object then takes the place of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VirtualObject {
    /// Its shape.
    pub shape: u32,
    /// The word of its first field. The others follow. They are above the frames' operands.
    pub first: u32,
    /// How many fields it has.
    pub fields: u32,
    /// The words that are to hold it: of frames, or fields of objects that come behind it.
    pub words: Vec<u32>,
}

/// A frame that the interpreter gets after an exit, for a call that was inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlinedFrame {
    /// The function it is of.
    pub chunk: InModule<ChunkId>,
    /// How far its base is above the base of the compiled function's frame, in words.
    pub base: u32,
    /// The index of its caller's instruction that calls it.
    pub called_at: u32,
}

/// An 8-byte word of the code for an address (relocation): the vm writes it before it publishes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fixup {
    /// The offset of the word in the code, in bytes.
    pub offset: u32,
    /// The module that the symbol is of.
    pub module: ModuleId,
    /// Whose address it holds.
    pub symbol: Symbol,
}

/// A side exit: the code deoptimises to the interpreter, *before* instruction `pc`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exit {
    /// The index of the instruction that the interpreter goes on with.
    pub pc: u32,
    /// Why the code is left.
    pub reason: ExitReason,
}

/// A call of a function or helper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CallSite {
    /// The offset of the instruction that the call returns to, in bytes.
    pub returns_to: u32,
    /// The index of the bytecode instruction that calls; 0 for the checks of an entry.
    pub pc: u32,
}

/// Why code is left by an exit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ExitReason {
    /// An operand was not of the expected kind.
    Operand,
    /// A local was not of the kind that its register is for, or was about to get another kind.
    Local(Slot),
    /// A division by zero, which the interpreter reports.
    Division,
    /// The poll byte was set.
    Poll,
    /// Fuel ran out.
    Fuel,
    /// The frames of inlined calls do not fit the stack: the interpreter makes the calls one by
    /// one.
    Depth,
    /// The loop ended that the code was entered at (OSR entry).
    LoopEnd,
    /// There is no room for a new object in the young space.
    Room,
    /// Counted code has run often enough to be compiled again.
    Hot,
    /// A guard did not hold that was made before a loop, although the loop might not have come to
    /// what it guards.
    Hoisted,
}

impl ExitReason {
    /// The name of the reason, without the local, for statistics.
    pub fn name(self) -> &'static str {
        match self {
            ExitReason::Operand => "operand",
            ExitReason::Local(_) => "local",
            ExitReason::Division => "division",
            ExitReason::Poll => "poll",
            ExitReason::Fuel => "fuel",
            ExitReason::Depth => "depth",
            ExitReason::LoopEnd => "loop end",
            ExitReason::Room => "room",
            ExitReason::Hot => "hot",
            ExitReason::Hoisted => "hoisted",
        }
    }
}

/// The name, with the slot if it is about a local: `local s3`.
impl Display for ExitReason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            ExitReason::Local(slot) => write!(f, "{} s{}", self.name(), slot.0),
            _ => f.write_str(self.name()), // no other has a detail
        }
    }
}

/// What the code from an offset on is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comment {
    /// The template of an instruction.
    Inst(u32),
    /// The entry's prologue.
    Prologue,
    /// What loads the registers of a region before the loop whose header is this instruction.
    Preheader(u32),
    /// The stub of an exit.
    Exit(u32),
    /// The slow path of an instruction.
    Slow(u32),
    /// What all exits share.
    Tail,
    /// Constants and addresses.
    Data,
}

impl Artifact {
    /// An artifact of these parts. The vm that runs it relies on a compiler having made them.
    pub fn new(parts: Parts) -> Artifact {
        let Parts { bytes, entry, typed_entry, hot_bytes, fixups, exits, calls, comments } = parts;
        let (exits, origins) = exits.into_iter().map(|(exit, origin)| (exit, Some(origin))).unzip();
        Artifact { bytes, entry, typed_entry, hot_bytes, fixups, exits, calls, comments, origins }
    }

    /// The origin of an exit; only exits of optimised code have one.
    pub fn origin(&self, exit: u32) -> Option<&Origin> {
        self.origins.get(exit as usize)?.as_ref()
    }

    /// The machine code; position independent but for the fixups.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The offset of the entry, which follows the internal convention of [`abi`](crate::abi).
    pub fn entry(&self) -> u32 {
        self.entry
    }

    /// The offset of the typed entry, if there is one, and the kinds of arguments it relies on.
    pub fn typed_entry(&self) -> Option<(u32, Signature)> {
        self.typed_entry
    }

    /// How many bytes of hot code there are: behind them are exits and slow paths.
    pub fn hot_bytes(&self) -> u32 {
        self.hot_bytes
    }

    /// The words to be filled in before the code is published, ascending by offset.
    pub fn fixups(&self) -> &[Fixup] {
        &self.fixups
    }

    /// The exits, by their ids.
    pub fn exits(&self) -> &[Exit] {
        &self.exits
    }

    /// All calls, ascending by offset. By their return addresses the vm finds the frames of a
    /// native stack.
    pub fn calls(&self) -> &[CallSite] {
        &self.calls
    }

    /// What the code is for, ascending by offset.
    pub fn comments(&self) -> &[(u32, Comment)] {
        &self.comments
    }
}
