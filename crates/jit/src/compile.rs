//! The compiler: one pass over a chunk's instructions, in order.
//!
//! This file has the pass itself. The files of its folder have what every template uses: entries,
//! loops, locals, operands in and out of registers, guards, slow paths, calls of helpers. The
//! templates are in `template`. The code behind the hot code (out of line) is in `cold.rs`.
//!
//! Invariant on every edge: operands are home, a local with a register of the region is in it, and
//! all other locals are in their words.

mod check;
mod cold;
mod entry;
mod guard;
mod helper;
mod local;
#[cfg(feature = "listing")]
mod location;
mod loops;
mod operand;
mod slow;
mod template;
mod view;

use bytecode::{ChunkId, Inst, Module, Slot, UNREACHABLE, Verified};

use crate::abi::{Covered, Signature, Symbol};
use crate::artifact::{Artifact, Comment};
use crate::check::CHECKED;
use crate::chunk::decoded::Decoded;
use crate::chunk::guess::Guess;
use crate::chunk::liveness::{SlotSet, live_slots};
use crate::chunk::unit::Unit;
use crate::error::CompileError;
use crate::mutant::{self, Mutant};
use crate::profile::{self, Profile};
use crate::state::cold::Cold;
use crate::state::edges::Edges;
use crate::state::exits::Exits;
use crate::state::locals::{Expected, Locals};
use crate::state::notes::Notes;
use crate::state::operands::{Location, OperandStack};
use crate::state::registers::{RegisterSet, Registers};
use crate::target::{Label, Masm};
#[cfg(feature = "listing")]
pub use location::{Held, LocationRange};

/// The bytes that room is made for at first: for each instruction, and for what every function has.
const BYTES_PER_INST: usize = 32;
const FRAME_BYTES: usize = 256;

/// Compiles a chunk for an entry. The same arguments always give the same bytes.
///
/// # Errors
/// The chunk is too large, or the profile does not fit it.
///
/// # Panics
/// If the module has no such chunk.
pub fn compile(module: &Verified<Module>, chunk: ChunkId, profile: &Profile) -> Result<Artifact, CompileError> {
    compile_with(module, chunk, profile, |_| ()).map(|(artifact, ())| artifact)
}

/// As [`compile`]; it also says where which locals are in registers.
///
/// # Errors
/// As [`compile`].
///
/// # Panics
/// As [`compile`].
#[cfg(feature = "listing")]
pub fn compile_located(
    module: &Verified<Module>,
    chunk: ChunkId,
    profile: &Profile,
) -> Result<(Artifact, Vec<LocationRange>), CompileError> {
    let (artifact, regions) = compile_with(module, chunk, profile, |compiler| compiler.locals.regions().to_vec())?;
    let ranges = location::ranges(&artifact, &regions);
    Ok((artifact, ranges))
}

/// Compiles, and keeps something of the compiler beside what it made.
fn compile_with<T>(
    module: &Verified<Module>,
    chunk: ChunkId,
    profile: &Profile,
    keep: impl FnOnce(&Compiler<'_>) -> T,
) -> Result<(Artifact, T), CompileError> {
    let (chunk_id, chunk, facts) = (chunk, &module.chunks[chunk.index()], module.facts(chunk));
    let decoded = Decoded::new(&chunk.code);
    let unit = Unit { module, chunk_id, chunk, facts, profile, decoded: &decoded };
    let mut compiler = Compiler::new(unit);
    compiler.run()?;
    let kept = keep(&compiler);
    Ok((compiler.finish()?, kept))
}

/// What is expected of a local: what it held when the profile was taken, else what is stored into
/// it.
fn expected(unit: &Unit<'_>, guess: &Guess, slot: Slot) -> Expected {
    let stored = guess.likely.get(slot.index()).copied().unwrap_or_default();
    Expected { likely: unit.profile.slot_kind(slot).or(stored), is_refuted: unit.profile.is_untyped(slot) }
}

/// The labels that a function has once.
pub(crate) struct Labels {
    /// The first byte of the code, which is the typed entry if there is one.
    pub start: Label,
    /// The untyped entry, if there is a typed one.
    pub untyped: Label,
    /// Behind the prologue of the typed entry.
    pub body: Label,
    /// The tail that all exits share.
    pub exit_tail: Label,
    /// Where the function returns without a value.
    pub failed: Label,
}

impl Labels {
    fn new(masm: &mut Masm) -> Labels {
        let [failed, exit_tail, start, body, untyped] = std::array::from_fn(|_| masm.label());
        Labels { start, untyped, body, exit_tail, failed }
    }
}

pub(crate) struct Compiler<'a> {
    pub unit: Unit<'a>,
    pub masm: Masm,
    pub stack: OperandStack,
    pub pc: u32,
    /// Whether execution can come here from the instruction before.
    pub reachable: bool,
    pub locals: Locals,
    pub cold: Vec<Cold>,
    pub exits: Exits,
    pub live: Vec<SlotSet>,
    pub guess: Guess,
    pub labels: Labels,
    /// The kinds of arguments that the typed entry relies on.
    pub signature: Signature,
    pub registers: Registers,
    pub edges: Edges,
    pub notes: Notes,
}

impl<'a> Compiler<'a> {
    fn new(unit: Unit<'a>) -> Compiler<'a> {
        let insts = unit.chunk.code.len();
        let mut masm = Masm::with_capacity(BYTES_PER_INST * insts + FRAME_BYTES);
        let labels = Labels::new(&mut masm);
        let guess = Guess::new(&unit);
        let locals = Locals::new((0..unit.chunk.slots).map(|slot| expected(&unit, &guess, Slot(slot))));
        Compiler {
            unit,
            masm,
            stack: OperandStack::new(u32::from(unit.chunk.slots)),
            pc: 0,
            reachable: true,
            locals,
            cold: Vec::with_capacity(insts / 2 + 4),
            exits: Exits::with_capacity(insts),
            live: live_slots(&unit.chunk.code, &unit.decoded.accesses, unit.facts),
            guess,
            labels,
            signature: Signature::NONE,
            registers: Registers::new(RegisterSet::all()),
            edges: Edges::new(insts, unit.facts.loops.len()),
            notes: Notes::with_capacity(insts),
        }
    }

    // The pass.

    fn run(&mut self) -> Result<(), CompileError> {
        if self.frame_words() > (i32::MAX / 8) as u32 {
            return Err(CompileError::TooLarge);
        }
        self.masm.bind(self.labels.start);
        let first = match self.unit.profile.entry {
            profile::Entry::Function => self.enter_function(),
            profile::Entry::Loop(id) if id.index() < self.unit.facts.loops.len() => self.enter_loop(id),
            profile::Entry::Loop(id) => return Err(CompileError::NoSuchLoop(id)),
        };
        for pc in first..self.unit.chunk.code.len() as u32 {
            if self.unit.facts.depths[pc as usize] != UNREACHABLE {
                self.visit(pc);
            }
        }
        match self.unit.profile.entry {
            profile::Entry::Loop(id) if !self.edges.has_begun(id) => Err(CompileError::UnreachableLoop(id)),
            profile::Entry::Loop(_) | profile::Entry::Function => Ok(()),
        }
    }

    fn visit(&mut self, pc: u32) {
        self.begin(pc);
        // Nothing may reach the row behind the loop.
        if self.locals.in_region() && pc >= self.locals.region().end {
            self.leave_region();
        }
        if pc >= self.locals.views_until() {
            self.settle_temporaries();
        }
        if self.edges.is_reached(pc) {
            self.join(pc);
        }
        if !self.reachable {
            return;
        }
        self.note(Comment::Inst(pc));
        let inst = self.unit.chunk.code[pc as usize];
        self.limit_operands();
        self.begin(pc);
        if CHECKED {
            self.check();
        }
        self.cover(pc, Covered::Hot);
        self.inst(inst);
    }

    fn begin(&mut self, pc: u32) {
        self.pc = pc;
        self.stack.begin();
        self.locals.begin(pc);
    }

    fn inst(&mut self, inst: Inst) {
        let hint = self.unit.profile.hint(self.pc, inst);
        let polled = self.poll_before(inst);
        let parts = self.unit.decoded.parts(self.pc);
        for (at, &part) in parts.iter().enumerate() {
            if !self.reachable {
                return;
            }
            let next = parts.get(at + 1).copied();
            self.part(part, hint, next, polled);
        }
    }

    /// Polls before a LOOP row compares, unless the flags hold what it tests.
    fn poll_before(&mut self, inst: Inst) -> bool {
        use bytecode::Flow;
        let loops = matches!(inst.opcode().flow(), Flow::Loop | Flow::LoopIf);
        let top = self.stack.depth().checked_sub(1).map(|top| self.stack.get(top));
        if !loops || matches!(top, Some(Location::Flags(_))) {
            return false;
        }
        self.poll();
        true
    }

    /// The store that follows an instruction at once, so that its result can go there directly.
    pub fn store_ahead(&self) -> Option<Slot> {
        let next = self.pc as usize + 1;
        let &Inst::StoreLocal { slot } = self.unit.chunk.code.get(next)? else { return None };
        (!self.edges.is_reached(next as u32)).then_some(slot)
    }

    // Edges.

    fn join(&mut self, pc: u32) {
        if self.reachable {
            self.flush_operands();
        } else {
            self.locals.set_dirty(SlotSet::default());
        }
        let label = self.edges.label(pc, &mut self.masm);
        if !mutant::is(Mutant::JoinForgetsDirty) {
            self.locals.set_dirty(SlotSet(self.locals.dirty().0 | self.edges.dirty(pc).0));
        }
        self.masm.bind(label);
        self.stack.reset(usize::from(self.unit.facts.depths[pc as usize]));
        self.registers.free_all();
        if !mutant::is(Mutant::JoinKeepsFacts) {
            self.locals.forget();
        }
        self.reachable = true;
    }

    /// Notes an edge from here to an instruction further on; operands are home.
    pub fn note_edge(&mut self, target: u32) -> Label {
        let dirty = if self.locals.leaves_region(target) { SlotSet::default() } else { self.locals.dirty() };
        self.edges.add(target, dirty, &mut self.masm)
    }

    // The end.

    /// The label of the word that holds an address.
    pub fn symbol(&mut self, symbol: Symbol) -> Label {
        self.notes.symbol(symbol, &mut self.masm)
    }

    pub fn note(&mut self, comment: Comment) {
        self.notes.comment(comment, &self.masm);
    }

    fn finish(mut self) -> Result<Artifact, CompileError> {
        let hot_bytes = self.masm.offset();
        let entry = self.untyped_entry();
        self.emit_cold();
        self.note(Comment::Data);
        let (fixups, calls, comments) = self.notes.finish(&mut self.masm);
        let typed_entry = (self.signature != Signature::NONE).then_some((0, self.signature));
        self.masm.flush_constants();
        let bytes = self.masm.finish().map_err(|_| CompileError::TooLarge)?;
        Ok(Artifact {
            bytes,
            entry,
            typed_entry,
            hot_bytes,
            fixups,
            exits: self.exits.into_list(),
            calls,
            comments,
            origins: Vec::new(),
        })
    }
}
