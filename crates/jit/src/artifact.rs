//! [`Artifact`]: finished machine code that is not yet in executable memory, with the tables the
//! vm needs to run it and to leave it.

use bytecode::{ChunkId, Slot};

use crate::abi::{Signature, Symbol};

/// Machine code for one function and entry. Only the compilers make one.
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

/// What an artifact is made of: for the optimising compiler.
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

/// What an exit of optimised code leaves, beyond an [`Exit`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The function and instruction whose fact was wrong.
    pub blame: (ChunkId, u32),
    /// The frames of the calls that were inlined, the outermost first; the last goes on at the exit's instruction. Empty if the
    /// exit is from the compiled function itself.
    pub frames: Box<[InlinedFrame]>,
}

/// A frame that the interpreter is to have after an exit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlinedFrame {
    /// Whose code it runs, a function of the same module.
    pub chunk: ChunkId,
    /// Its base above the base of the compiled function's window, in words.
    pub base: u32,
    /// The instruction that its caller calls it by.
    pub called_at: u32,
}

/// An 8-byte word of the code that holds an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fixup {
    /// Offset of the word.
    pub offset: u32,
    /// Whose address it holds.
    pub symbol: Symbol,
}

/// A place where the code leaves for the interpreter, *before* instruction `pc`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exit {
    /// Index of the instruction the interpreter goes on with.
    pub pc: u32,
    /// Why.
    pub reason: ExitReason,
}

/// A call of a function or helper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CallSite {
    /// Offset of the instruction behind the call: where it returns to.
    pub returns_to: u32,
    /// Index of the bytecode instruction that calls; 0 for an entry's own checks.
    pub pc: u32,
}

/// Why code is left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ExitReason {
    /// An operand was not of the expected kind.
    Operand,
    /// A local was not, or is about to be no longer, of the kind its register is for.
    Local(Slot),
    /// A division that the interpreter reports or does.
    Division,
    /// Somebody set the poll byte.
    Poll,
    /// Fuel ran out.
    Fuel,
    /// The frames of the inlined calls do not fit: the calls are to be made one by one.
    Depth,
    /// The loop ended that the code was entered for.
    LoopEnd,
    /// Counted code has run often.
    Hot,
}

impl ExitReason {
    /// The reason without its detail, for statistics.
    pub fn name(self) -> &'static str {
        match self {
            ExitReason::Operand => "operand",
            ExitReason::Local(_) => "local",
            ExitReason::Division => "division",
            ExitReason::Poll => "poll",
            ExitReason::Fuel => "fuel",
            ExitReason::Depth => "depth",
            ExitReason::LoopEnd => "loop end",
            ExitReason::Hot => "hot",
        }
    }
}

/// What stands at an offset of the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comment {
    /// The template of an instruction.
    Inst(u32),
    /// The entry's prologue.
    Prologue,
    /// The conversion before a region, for the loop whose header is at this instruction.
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
    /// An artifact of these parts. Whoever runs it relies on them being the compiler's.
    pub fn new(parts: Parts) -> Artifact {
        let Parts { bytes, entry, typed_entry, hot_bytes, fixups, exits, calls, comments } = parts;
        let (exits, origins) = exits.into_iter().map(|(exit, origin)| (exit, Some(origin))).unzip();
        Artifact { bytes, entry, typed_entry, hot_bytes, fixups, exits, calls, comments, origins }
    }

    /// Of an exit of optimised code, where it comes from.
    pub fn origin(&self, exit: u32) -> Option<&Origin> {
        self.origins.get(exit as usize)?.as_ref()
    }

    /// The machine code; position independent but for the fixups.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Offset of the entry, of the internal convention.
    pub fn entry(&self) -> u32 {
        self.entry
    }

    /// Offset of the entry that relies on the kinds of the arguments, if there is one.
    pub fn typed_entry(&self) -> Option<(u32, Signature)> {
        self.typed_entry
    }

    /// How many bytes stand before the slow paths.
    pub fn hot_bytes(&self) -> u32 {
        self.hot_bytes
    }

    /// The words to fill in before publishing, ascending.
    pub fn fixups(&self) -> &[Fixup] {
        &self.fixups
    }

    /// The exits, by their ids.
    pub fn exits(&self) -> &[Exit] {
        &self.exits
    }

    /// All calls, ascending by offset: by their return addresses the frames of a native stack are read.
    pub fn calls(&self) -> &[CallSite] {
        &self.calls
    }

    /// What stands where, ascending by offset.
    pub fn comments(&self) -> &[(u32, Comment)] {
        &self.comments
    }
}
