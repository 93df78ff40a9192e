//! The compiler: one pass over a chunk's instructions, in order.
//!
//! This file holds the pass itself: entries, joins, regions, and what every template uses (operands
//! in and out of registers, exits, helper calls). The templates are in `template.rs`, what stands
//! behind the hot code in `cold.rs`.
//!
//! What holds on every edge: operands are home, locals with a register of the region are in it,
//! all other locals in their words.

use bytecode::{
    Chunk, ChunkFacts, ChunkId, GlobalId, Inst, LoopId, MAX_LOOP_DETAIL, Module, Slot, UNREACHABLE, Verified,
};
use smallvec::SmallVec;

use crate::abi::{Covered, Helper, Signature, Symbol, coverage_index};
use crate::artifact::{Artifact, CallSite, Comment, Exit, ExitReason, Fixup};
use crate::cold::{Cold, FloatOrigin, State};
use crate::guess::Guess;
use crate::liveness::{SlotSet, TRACKED, live_slots};
use crate::mutant::{self, Mutant};
use crate::operands::{Entry, OperandStack, Type};
use crate::plain::Decoded;
use crate::profile::{self, Fixed, Profile};
use crate::region::{Place, Region};
use crate::x64::{FLOAT_SCRATCH, FP_POOL, Fp, GP_POOL, Gp, Label, Masm, SCRATCH, Word, survives_helper};

/// The chunk cannot be compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum CompileError {
    /// The frame or the code is beyond what displacements of 32 bits reach.
    TooLarge,
    /// The profile names a loop that the chunk does not have.
    NoSuchLoop(LoopId),
    /// By the profile, nothing leads to the loop where execution is to enter.
    UnreachableLoop(LoopId),
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CompileError::TooLarge => f.write_str("function too large for machine code"),
            CompileError::NoSuchLoop(id) => write!(f, "the function has no loop {}", id.0),
            CompileError::UnreachableLoop(id) => write!(f, "nothing leads to loop {} by this profile", id.0),
        }
    }
}

impl std::error::Error for CompileError {}

/// What room is made for at first: machine code for an instruction, and what every function has.
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
    let (chunk, facts) = (&module.chunks[chunk.index()], module.facts(chunk));
    let decoded = Decoded::new(&chunk.code);
    let unit = Unit { module, chunk, facts, profile, decoded: &decoded };
    let mut compiler = Compiler::new(unit);
    compiler.run()?;
    compiler.finish()
}

/// What is compiled.
#[derive(Clone, Copy)]
pub(crate) struct Unit<'a> {
    pub module: &'a Module,
    pub chunk: &'a Chunk,
    pub facts: &'a ChunkFacts,
    pub profile: &'a Profile,
    pub decoded: &'a Decoded,
}

impl Unit<'_> {
    fn outermost(&self, mut id: LoopId) -> LoopId {
        while let Some(parent) = self.facts.loops[id.index()].parent {
            id = parent;
        }
        id
    }
}

/// What the edges to an instruction agree on, gathered while they are emitted.
#[derive(Clone, Copy, Default)]
pub(crate) struct Join {
    label: Option<Label>,
    reached: bool,
    dirty: SlotSet,
}

/// What is certain of a local from one instruction until before another.
#[derive(Clone, Copy, Default)]
struct Lasting {
    kind: Type,
    from: u32,
    until: u32,
}

impl Lasting {
    fn at(self, pc: u32) -> Type {
        if (self.from..self.until).contains(&pc) { self.kind } else { Type::Unknown }
    }
}

/// A popped operand: where it is, and the word that is its home.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operand {
    pub entry: Entry,
    pub home: Word,
}

pub(crate) struct Compiler<'a> {
    pub unit: Unit<'a>,
    pub masm: Masm,
    pub stack: OperandStack,
    pub pc: u32,
    /// Whether execution can come here from the instruction before.
    pub reachable: bool,
    pub dirty: SlotSet,
    pub regions: Vec<Region>,
    pub cold: Vec<Cold>,
    pub saved: Vec<(Word, Entry)>,
    pub exits: Vec<Exit>,
    pub live: Vec<SlotSet>,
    pub guess: Guess,
    pub failed: Label,
    pub exit_tail: Label,
    pub start: Label,
    /// What the typed entry relies on, and where its guards would lead to.
    pub signature: Signature,
    pub body: Label,
    /// The entry that relies on nothing.
    pub untyped: Label,
    pub comments: Vec<(u32, Comment)>,
    calls: Vec<CallSite>,
    joins: Vec<Join>,
    loop_labels: Vec<Option<Label>>,
    /// Loops whose head was emitted.
    headed: Vec<bool>,
    in_region: bool,
    free_gp: u16,
    free_fp: u16,
    /// What is known of locals at home: certain since the mark `epoch` was set, or forever.
    known: Vec<(u32, Type)>,
    /// What is certain of locals for a stretch of the code, because nothing in it stores into them.
    lasting: Vec<Lasting>,
    epoch: u32,
    /// Operands that the instruction has popped and that were there when it began.
    taken: SmallVec<[(Word, Entry); 4]>,
    floor: usize,
    same_exit: Option<(ExitReason, Label, u32)>,
    symbols: SmallVec<[(Symbol, Label); 4]>,
}

impl<'a> Compiler<'a> {
    fn new(unit: Unit<'a>) -> Compiler<'a> {
        let insts = unit.chunk.code.len();
        let mut masm = Masm::with_capacity(BYTES_PER_INST * insts + FRAME_BYTES);
        let [failed, exit_tail, start, body, untyped] = std::array::from_fn(|_| masm.label());
        let slots = usize::from(unit.chunk.slots);
        Compiler {
            unit,
            masm,
            stack: OperandStack::default(),
            pc: 0,
            reachable: true,
            dirty: SlotSet::default(),
            regions: Vec::new(),
            cold: Vec::with_capacity(insts / 2 + 4),
            saved: Vec::with_capacity(insts / 4),
            exits: Vec::with_capacity(insts / 4),
            live: live_slots(&unit.chunk.code, &unit.decoded.accesses, unit.facts),
            guess: Guess::new(&unit),
            failed,
            exit_tail,
            start,
            signature: Signature::NONE,
            body,
            untyped,
            comments: Vec::with_capacity(insts + insts / 2 + 8),
            calls: Vec::new(),
            joins: vec![Join::default(); unit.chunk.code.len() + 1],
            loop_labels: vec![None; unit.facts.loops.len()],
            headed: vec![false; unit.facts.loops.len()],
            in_region: false,
            free_gp: all(&GP_POOL),
            free_fp: all(&FP_POOL),
            known: vec![(0, Type::Unknown); slots],
            lasting: vec![Lasting::default(); slots],
            epoch: 1,
            taken: SmallVec::new(),
            floor: 0,
            same_exit: None,
            symbols: SmallVec::new(),
        }
    }

    // The pass.

    fn run(&mut self) -> Result<(), CompileError> {
        if self.frame_words() > (i32::MAX / 8) as u32 {
            return Err(CompileError::TooLarge);
        }
        self.masm.bind(self.start);
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
            profile::Entry::Loop(id) if !self.headed[id.index()] => Err(CompileError::UnreachableLoop(id)),
            profile::Entry::Loop(_) | profile::Entry::Function => Ok(()),
        }
    }

    fn visit(&mut self, pc: u32) {
        self.begin(pc);
        if self.in_region && pc == self.region().end {
            self.leave_region();
        }
        if self.joins[pc as usize].reached {
            self.join(pc);
        }
        if !self.reachable {
            return;
        }
        self.note(Comment::Inst(pc));
        let inst = self.unit.chunk.code[pc as usize];
        self.begin(pc);
        self.cover(pc, Covered::Hot);
        self.inst(inst);
    }

    fn begin(&mut self, pc: u32) {
        self.pc = pc;
        self.floor = self.stack.depth();
        self.taken.clear();
        self.same_exit = None;
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
        if !loops || matches!(top, Some(Entry::Flags(_))) {
            return false;
        }
        self.poll();
        true
    }

    /// The store that follows an instruction at once, so that its result can go there directly.
    pub fn store_ahead(&self) -> Option<Slot> {
        let next = self.pc as usize + 1;
        match self.unit.chunk.code.get(next) {
            Some(&Inst::StoreLocal { slot }) if !self.joins[next].reached => Some(slot),
            _ => None,
        }
    }

    // Entries.

    fn enter_function(&mut self) -> u32 {
        self.begin(0);
        self.signature = self.own_signature();
        self.prologue();
        self.masm.bind(self.body);
        for (param, kind) in self.signature.kinds().enumerate() {
            self.rely_on_parameter(Slot(param as u16), kind);
        }
        0
    }

    /// The kinds of the arguments that the code is made for.
    fn own_signature(&self) -> Signature {
        let live = self.live[0];
        let kind = |slot| if live.contains(slot) { self.unit.profile.slot_type(slot) } else { Type::Unknown };
        Signature::of((0..self.unit.chunk.params).map(|param| kind(Slot(param))))
    }

    /// The entry for callers that do not know the kinds of their arguments; the typed one, which
    /// relies on them, stands first in the code. Returns its offset.
    fn untyped_entry(&mut self) -> u32 {
        if self.signature == Signature::NONE {
            return 0;
        }
        let offset = self.masm.offset();
        self.masm.bind(self.untyped);
        (self.in_region, self.dirty) = (false, SlotSet::default());
        self.stack.reset(0);
        self.begin(0);
        self.prologue();
        for (param, kind) in self.signature.kinds().enumerate().filter(|(_, kind)| kind.is_number()) {
            self.guard_word(Word(param as u32), kind, ExitReason::Local(Slot(param as u16)));
        }
        self.masm.jump(self.body);
        offset
    }

    fn prologue(&mut self) {
        self.note(Comment::Prologue);
        self.masm.enter_frame();
        let overflow = self.masm.label();
        self.masm.check_stack(self.frame_words() * 8, overflow);
        self.cold.push(Cold::Overflow { label: overflow });
        for slot in self.unit.chunk.params..self.unit.chunk.slots {
            if slot == self.unit.chunk.params {
                self.masm.load_bits(SCRATCH, heap::Bits::NIL.raw());
            }
            if !mutant::is(Mutant::NoNilLocals) {
                self.masm.store_boxed(Word(u32::from(slot)), SCRATCH);
            }
        }
        let (stop, back) = (self.masm.label(), self.masm.label());
        self.masm.poll(stop);
        self.masm.bind(back);
        self.cold.push(Cold::EntryPoll { label: stop, back });
        if self.unit.profile.metered {
            let out = self.masm.label();
            self.masm.charge(out);
            self.cold.push(Cold::EntryFuel { label: out });
        }
    }

    fn rely_on_parameter(&mut self, slot: Slot, kind: Type) {
        if !kind.is_number() {
            return;
        }
        self.learn(slot, kind);
        if !self.unit.decoded.written.contains(slot) {
            self.lasting[slot.index()] = Lasting { kind, from: 0, until: u32::MAX };
        }
    }

    fn enter_loop(&mut self, id: LoopId) -> u32 {
        self.note(Comment::Prologue);
        self.masm.enter_frame();
        let outer = self.unit.outermost(id);
        let header = self.unit.facts.loops[id.index()].header;
        self.begin(header);
        self.stack.reset(usize::from(self.unit.facts.depths[header as usize]));
        self.floor = self.stack.depth();
        let seen = std::array::from_fn(|slot| self.unit.profile.slot_type(Slot(slot as u16)));
        self.enter_region(outer, header, seen);
        let mut around = Some(id);
        while let Some(id) = around {
            self.hoist(id);
            around = self.unit.facts.loops[id.index()].parent;
        }
        if id == outer {
            self.head_loop(id);
            return header + 1;
        }
        let label = self.loop_label(id);
        self.masm.jump(label);
        let first = self.unit.facts.loops[outer.index()].header;
        self.stack.reset(usize::from(self.unit.facts.depths[first as usize]));
        self.begin(first);
        self.head_loop(outer);
        first + 1
    }

    // Regions.

    pub fn loop_header(&mut self, id: LoopId) {
        self.flush_operands();
        if !self.in_region {
            let seen = std::array::from_fn(|slot| self.known(Slot(slot as u16)));
            self.enter_region(id, self.pc, seen);
        }
        self.hoist(id);
        self.head_loop(id);
    }

    /// Chooses registers and loads them, with guards where the kind is not certain. A wrong kind
    /// exits at `entry`, the header where execution enters.
    fn enter_region(&mut self, outer: LoopId, entry: u32, seen: [Type; TRACKED]) {
        let header = self.unit.facts.loops[outer.index()].header;
        self.note(Comment::Preheader(header));
        let live = SlotSet(self.live[entry as usize].0 | self.live[header as usize].0);
        let region = Region::choose(&self.unit, outer, self.guess.region(header), live, seen);
        for slot in SlotSet(region.in_registers.0 & self.live[entry as usize].0).iter() {
            let word = Word(u32::from(slot.0));
            let place = region.place(slot);
            if self.known(slot) != place.kind() {
                self.guard_word(word, place.kind(), ExitReason::Local(slot));
            }
            self.load_place(place, word);
        }
        (self.free_gp, self.free_fp) = region.temporaries();
        self.dirty = SlotSet::default();
        self.regions.push(region);
        self.in_region = true;
        self.same_exit = None;
    }

    /// Guards before a loop what is probably true of the locals that it reads but does not store into, so that it need
    /// not be asked inside. On all ways to a loop's head the same is made certain.
    fn hoist(&mut self, id: LoopId) {
        let facts = &self.unit.facts.loops[id.index()];
        let (from, until) = (facts.header, facts.end);
        for &(slot, _) in &facts.reads {
            let kind = self.region().expected(slot);
            let is_written = facts.writes.binary_search_by_key(&slot, |&(slot, _)| slot).is_ok();
            if kind == Type::Unknown || is_written || self.place(slot) != Place::Home {
                continue;
            }
            if self.lasting[slot.index()].at(from) == kind {
                continue;
            }
            if self.known(slot) != kind {
                self.guard_word(self.slot_word(slot), kind, ExitReason::Local(slot));
            }
            self.lasting[slot.index()] = Lasting { kind, from, until };
        }
    }

    /// The place a LOOP row goes to. What the loop writes may be dirty here, by the back edge, and of
    /// the operands no more is known than that they are home.
    fn head_loop(&mut self, id: LoopId) {
        let facts = &self.unit.facts.loops[id.index()];
        self.stack.reset(usize::from(self.unit.facts.depths[facts.header as usize]));
        let in_registers = self.region().in_registers;
        for &(slot, _) in facts.writes.iter().filter(|&&(slot, _)| in_registers.contains(slot)) {
            self.dirty.insert(slot);
        }
        if facts.nesting > MAX_LOOP_DETAIL {
            self.dirty = in_registers;
        }
        self.forget();
        let label = self.loop_label(id);
        self.masm.align_loop();
        self.masm.bind(label);
        self.headed[id.index()] = true;
        self.reachable = true;
    }

    fn leave_region(&mut self) {
        if self.reachable {
            self.flush_operands();
            let lost = |_| !mutant::is(Mutant::LeaveLosesLocals);
            self.flush_locals(self.live[self.pc as usize], lost);
        }
        self.forget();
        self.in_region = false;
        self.dirty = SlotSet::default();
        (self.free_gp, self.free_fp) = self.temporaries();
    }

    pub fn region(&self) -> &Region {
        self.regions.last().expect("a region was entered")
    }

    pub fn current_region(&self) -> Option<u32> {
        self.in_region.then(|| self.regions.len() as u32 - 1)
    }

    pub fn loop_label(&mut self, id: LoopId) -> Label {
        *self.loop_labels[id.index()].get_or_insert_with(|| self.masm.label())
    }

    // Edges.

    fn join(&mut self, pc: u32) {
        if self.reachable {
            self.flush_operands();
        } else {
            self.dirty = SlotSet::default();
        }
        let label = self.label_at(pc);
        if !mutant::is(Mutant::JoinForgetsDirty) {
            self.dirty.0 |= self.joins[pc as usize].dirty.0;
        }
        self.masm.bind(label);
        self.stack.reset(usize::from(self.unit.facts.depths[pc as usize]));
        (self.free_gp, self.free_fp) = self.temporaries();
        if !mutant::is(Mutant::JoinKeepsFacts) {
            self.forget();
        }
        self.reachable = true;
    }

    pub fn label_at(&mut self, pc: u32) -> Label {
        *self.joins[pc as usize].label.get_or_insert_with(|| self.masm.label())
    }

    /// Whether an edge to `target` leaves the region.
    pub fn leaves_region(&self, target: u32) -> bool {
        self.in_region && !self.region().contains(target)
    }

    /// Notes an edge from here to an instruction further on; operands are home.
    pub fn note_edge(&mut self, target: u32) -> Label {
        let dirty = if self.leaves_region(target) { SlotSet::default() } else { self.dirty };
        let join = &mut self.joins[target as usize];
        join.reached = true;
        join.dirty.0 |= dirty.0;
        self.label_at(target)
    }

    // Locals.

    pub fn place(&self, slot: Slot) -> Place {
        if self.in_region { self.region().place(slot) } else { Place::Home }
    }

    pub fn slot_word(&self, slot: Slot) -> Word {
        Word(u32::from(slot.0))
    }

    /// What is certain of a local that is at home.
    pub fn known(&self, slot: Slot) -> Type {
        match self.known.get(slot.index()) {
            Some(&(epoch, kind)) if epoch == self.epoch && kind != Type::Unknown => kind,
            Some(_) => self.lasting[slot.index()].at(self.pc),
            None => Type::Unknown,
        }
    }

    pub fn learn(&mut self, slot: Slot, kind: Type) {
        self.known[slot.index()] = (self.epoch, kind);
    }

    fn forget(&mut self) {
        self.epoch += 1;
    }

    pub fn load_place(&mut self, place: Place, word: Word) {
        match place {
            Place::Home => {}
            Place::Int(gp) => self.masm.load_int(gp, word),
            Place::Float(fp) => self.masm.load_float(fp, word),
        }
    }

    pub fn store_place(&mut self, place: Place, word: Word) {
        match place {
            Place::Home => {}
            Place::Int(gp) => self.masm.store_int(word, gp),
            Place::Float(fp) => self.masm.store_float(word, fp),
        }
    }

    /// Brings dirty locals home, of those in `wanted` whose register `lost` says is about to be lost.
    fn flush_locals(&mut self, wanted: SlotSet, lost: impl Fn(Place) -> bool) {
        let mut kept = SlotSet::default();
        for slot in self.dirty.iter() {
            let place = self.place(slot);
            if !lost(place) {
                kept.insert(slot);
            } else if wanted.contains(slot) {
                self.store_place(place, self.slot_word(slot));
            }
        }
        self.dirty = kept;
    }

    fn reload_locals(&mut self, wanted: SlotSet, lost: impl Fn(Place) -> bool) {
        if !self.in_region {
            return;
        }
        for slot in SlotSet(self.region().in_registers.0 & wanted.0).iter() {
            let place = self.place(slot);
            if lost(place) {
                self.load_place(place, self.slot_word(slot));
            }
        }
    }

    /// The locals whose value matters around the current instruction.
    fn live_around(&self) -> SlotSet {
        let pc = self.pc as usize;
        SlotSet(self.live[pc].0 | self.live[pc + 1].0)
    }

    // Operands.

    pub fn frame_words(&self) -> u32 {
        u32::from(self.unit.chunk.slots) + u32::from(self.unit.facts.max_depth)
    }

    /// The home of the operand at a depth.
    pub fn home(&self, depth: usize) -> Word {
        Word(u32::from(self.unit.chunk.slots) + depth as u32)
    }

    pub fn push(&mut self, entry: Entry) {
        self.stack.push(entry);
    }

    pub fn pop(&mut self) -> Operand {
        let entry = self.stack.pop();
        let depth = self.stack.depth();
        let home = self.home(depth);
        if depth < self.floor {
            self.floor = depth;
            self.taken.push((home, entry));
        }
        Operand { entry, home }
    }

    /// Puts a popped operand back where it was.
    pub fn unpop(&mut self, operand: Operand) {
        self.stack.push(operand.entry);
    }

    pub fn release(&mut self, operand: Operand) {
        match operand.entry {
            Entry::IntReg(gp) | Entry::BoxedReg(gp, _) => self.release_gp(gp),
            Entry::FloatReg(fp) => self.release_fp(fp),
            _ => {}
        }
    }

    pub fn release_gp(&mut self, gp: Gp) {
        self.free_gp |= self.temporaries().0 & pool_bit(&GP_POOL, gp);
    }

    pub fn release_fp(&mut self, fp: Fp) {
        self.free_fp |= self.temporaries().1 & pool_bit(&FP_POOL, fp);
    }

    pub fn is_temporary(&self, gp: Gp) -> bool {
        self.temporaries().0 & pool_bit(&GP_POOL, gp) != 0
    }

    pub fn is_temporary_fp(&self, fp: Fp) -> bool {
        self.temporaries().1 & pool_bit(&FP_POOL, fp) != 0
    }

    fn temporaries(&self) -> (u16, u16) {
        if self.in_region { self.region().temporaries() } else { (all(&GP_POOL), all(&FP_POOL)) }
    }

    /// A free temporary; if there is none, the lowest operand in one goes home.
    pub fn take_gp(&mut self) -> Gp {
        if self.free_gp == 0 {
            self.spill(|entry| matches!(entry, Entry::IntReg(_) | Entry::BoxedReg(..)));
        }
        let at = self.free_gp.trailing_zeros() as usize;
        self.free_gp &= !(1 << at);
        GP_POOL[at]
    }

    /// A free float temporary; if there is none, the lowest operand in one goes home.
    pub fn take_fp(&mut self) -> Fp {
        if self.free_fp == 0 {
            self.spill(|entry| matches!(entry, Entry::FloatReg(_)));
        }
        let at = self.free_fp.trailing_zeros() as usize;
        self.free_fp &= !(1 << at);
        FP_POOL[at]
    }

    fn spill(&mut self, is_candidate: impl Fn(Entry) -> bool) {
        let found = self.stack.away().find(|&(_, entry)| is_candidate(entry));
        let (depth, _) = found.expect("a template holds fewer operands than there are temporaries");
        self.bring_home(depth);
    }

    /// Brings one operand home; keeps the flags.
    pub fn bring_home(&mut self, depth: usize) {
        let operand = Operand { entry: self.stack.get(depth), home: self.home(depth) };
        self.store_entry(operand.home, operand);
        self.stack.set(depth, Entry::Home(self.kind_of(operand)));
        self.release(operand);
        self.same_exit = None;
    }

    /// Brings all operands home; keeps the flags.
    pub fn flush_operands(&mut self) {
        let away: SmallVec<[usize; 8]> = self.stack.away().map(|(depth, _)| depth).collect();
        for depth in away {
            self.bring_home(depth);
        }
    }

    /// Gives operands that are aliases of a local a value of their own, before the local changes.
    pub fn settle_aliases(&mut self, slot: Slot) {
        if mutant::is(Mutant::StaleAlias) {
            return;
        }
        let aliases: SmallVec<[usize; 4]> =
            self.stack.away().filter(|&(_, entry)| entry == Entry::Local(slot)).map(|(depth, _)| depth).collect();
        for depth in aliases {
            self.bring_home(depth);
        }
    }

    /// What is certain of an operand.
    pub fn kind_of(&self, operand: Operand) -> Type {
        match operand.entry {
            Entry::Int(_) | Entry::IntReg(_) => Type::Int,
            Entry::Float(_) | Entry::FloatReg(_) => Type::Float,
            Entry::Bool(_) | Entry::Flags(_) => Type::Bool,
            Entry::Nil | Entry::Pool(_) | Entry::Global(_) => Type::Unknown,
            Entry::BoxedReg(_, kind) | Entry::Home(kind) => kind,
            Entry::Local(slot) => match self.place(slot) {
                Place::Home => self.known(slot),
                place => place.kind(),
            },
        }
    }

    /// Writes an operand's boxed value into a word. Spoils the scratch; keeps the flags.
    pub fn store_entry(&mut self, word: Word, operand: Operand) {
        match operand.entry {
            Entry::IntReg(gp) => self.masm.store_int(word, gp),
            Entry::FloatReg(fp) => self.masm.store_float(word, fp),
            Entry::BoxedReg(gp, _) => self.masm.store_boxed(word, gp),
            Entry::Home(_) if operand.home == word => {}
            Entry::Local(slot) if self.place(slot) != Place::Home => self.store_place(self.place(slot), word),
            _ => {
                self.load_entry(SCRATCH, operand);
                self.masm.store_boxed(word, SCRATCH);
            }
        }
    }

    /// An operand's boxed value in a register.
    pub fn load_entry(&mut self, dst: Gp, operand: Operand) {
        match operand.entry {
            Entry::Int(value) => self.masm.load_bits(dst, heap::Bits::int(value).raw()),
            Entry::Float(bits) => self.masm.load_bits(dst, bits),
            Entry::Nil => self.masm.load_bits(dst, heap::Bits::NIL.raw()),
            Entry::Bool(value) => self.masm.load_bits(dst, heap::Bits::bool(value).raw()),
            Entry::Pool(constant) => {
                let table = self.symbol(Symbol::Constants);
                self.masm.load_table(dst, table, constant.0);
            }
            Entry::Global(global) if self.is_self(global) => self.masm.load_callee(dst),
            Entry::Global(global) => {
                let table = self.symbol(Symbol::Globals);
                self.masm.load_table(dst, table, global.0);
            }
            Entry::IntReg(gp) => self.masm.box_int(dst, gp),
            Entry::FloatReg(fp) => self.masm.box_float(dst, fp),
            Entry::BoxedReg(gp, _) => self.masm.move_boxed(dst, gp),
            Entry::Flags(test) => self.masm.box_test(dst, test),
            Entry::Home(_) => self.masm.load_boxed(dst, operand.home),
            Entry::Local(slot) => match self.place(slot) {
                Place::Home => self.masm.load_boxed(dst, self.slot_word(slot)),
                Place::Int(gp) => self.masm.box_int(dst, gp),
                Place::Float(fp) => self.masm.box_float(dst, fp),
            },
        }
    }

    /// Whether a global's value for good is the running function. Without captures one function
    /// made from a chunk is as good as another.
    pub fn is_self(&self, global: GlobalId) -> bool {
        let Some(Fixed::Function { chunk, .. }) = self.unit.profile.global(global) else { return false };
        std::ptr::eq(&self.unit.module.chunks[chunk.index()], self.unit.chunk) && self.unit.chunk.captures.is_empty()
    }

    /// The label of the word that holds a table's address.
    pub fn symbol(&mut self, symbol: Symbol) -> Label {
        if let Some(&(_, label)) = self.symbols.iter().find(|&&(it, _)| it == symbol) {
            return label;
        }
        let label = self.masm.label();
        self.symbols.push((symbol, label));
        label
    }

    // Exits and guards.

    /// Where a guard of the current instruction goes when it fails.
    pub fn fail(&mut self, reason: ExitReason) -> Label {
        let (label, id) = match self.same_exit {
            Some((same, label, id)) if same == reason => (label, id),
            _ => self.new_exit(reason),
        };
        if self.unit.profile.forcible && reason != ExitReason::Fuel {
            self.masm.force(id, label);
        }
        label
    }

    fn new_exit(&mut self, reason: ExitReason) -> (Label, u32) {
        let label = self.masm.label();
        let id = self.exits.len() as u32;
        self.exits.push(Exit { pc: self.pc, reason });
        let state = self.capture();
        self.cold.push(Cold::Exit { label, id, state });
        self.same_exit = Some((reason, label, id));
        (label, id)
    }

    /// What an exit before the current instruction has to bring home.
    fn capture(&mut self) -> State {
        let first = self.saved.len() as u32;
        let (slots, floor) = (u32::from(self.unit.chunk.slots), self.floor);
        if !mutant::is(Mutant::ExitLosesOperands) {
            let below = self.stack.away().take_while(|&(depth, _)| depth < floor);
            self.saved.extend(below.map(|(depth, entry)| (Word(slots + depth as u32), entry)));
            self.saved.extend(self.taken.iter().filter(|(_, entry)| !matches!(entry, Entry::Home(_))));
        }
        let mut dirty = SlotSet(self.dirty.0 & self.live[self.pc as usize].0);
        if mutant::is(Mutant::ExitLosesLocals) {
            dirty = SlotSet::default();
        }
        State { first, last: self.saved.len() as u32, dirty, region: self.current_region() }
    }

    /// What a slow path has to bring home: all operands, those popped included, and what is dirty.
    pub fn capture_with(&mut self, popped: &[Operand]) -> State {
        let first = self.saved.len() as u32;
        let slots = u32::from(self.unit.chunk.slots);
        self.saved.extend(self.stack.away().map(|(depth, entry)| (Word(slots + depth as u32), entry)));
        let away = popped.iter().filter(|operand| !matches!(operand.entry, Entry::Home(_)));
        self.saved.extend(away.map(|operand| (operand.home, operand.entry)));
        let dirty = SlotSet(self.dirty.0 & self.live_around().0);
        State { first, last: self.saved.len() as u32, dirty, region: self.current_region() }
    }

    /// A word of the frame holds a number or object of this kind. Spoils the scratches.
    pub fn guard_word(&mut self, word: Word, kind: Type, reason: ExitReason) {
        let fail = self.fail(reason);
        match kind {
            Type::Int => self.masm.guard_int_word(word, fail),
            Type::Float => {
                self.masm.load_float(FLOAT_SCRATCH, word);
                self.check_float(FLOAT_SCRATCH, FloatOrigin::Word(word), fail);
            }
            Type::Object(kind) => {
                self.masm.load_boxed(SCRATCH, word);
                self.masm.guard_kind(SCRATCH, kind, fail);
            }
            Type::Unknown | Type::Bool => unreachable!("only numbers and objects are guarded in words"),
        }
    }

    /// Goes to `fail` unless a register holds a float: all other values are NaNs to the machine.
    pub fn check_float(&mut self, fp: Fp, origin: FloatOrigin, fail: Label) {
        let (label, back) = (self.masm.label(), self.masm.label());
        self.masm.check_ordered(fp, label);
        self.masm.bind(back);
        self.cold.push(Cold::NotOrdered { label, origin, fail, back });
    }

    /// An operand of the instruction is now somewhere else, for the exits that follow.
    pub fn replace_taken(&mut self, from: Entry, to: Entry) {
        for (_, entry) in self.taken.iter_mut().filter(|(_, entry)| *entry == from) {
            *entry = to;
        }
        self.same_exit = None;
    }

    /// Whether another instruction leads here by a jump.
    pub fn is_joined(&self, pc: u32) -> bool {
        self.joins[pc as usize].reached
    }

    pub fn poll(&mut self) {
        let stop = self.fail(ExitReason::Poll);
        self.masm.poll(stop);
    }

    /// The flags are about to be lost where what they held is known to be `value`: an exit before
    /// the current instruction gives it back as a bool.
    pub fn know_flags(&mut self, value: bool) {
        for (_, entry) in &mut self.taken {
            if matches!(entry, Entry::Flags(_)) {
                *entry = Entry::Bool(value);
            }
        }
    }

    // Helpers.

    /// Calls a helper on the top `words` operands, which it replaces by its result if there is one.
    pub fn helper(&mut self, helper: Helper, words: usize, immediate: u32, result: Option<Type>) {
        let first = self.home(self.stack.depth() - words);
        self.helper_at(helper, first, immediate);
        for _ in 0..words {
            let operand = self.pop();
            self.release(operand);
        }
        if let Some(kind) = result {
            let dst = self.take_gp();
            self.masm.take_result(dst);
            self.push(Entry::BoxedReg(dst, kind));
        }
    }

    /// Calls a helper with everything at home; the result is in the scratch.
    pub fn helper_at(&mut self, helper: Helper, words: Word, immediate: u32) {
        self.flush_operands();
        let live = self.live_around();
        self.flush_locals(live, is_lost_by_helper);
        for (_, entry) in &mut self.taken {
            *entry = Entry::Home(Type::Unknown); // they were pushed again and flushed
        }
        let top = self.home(self.stack.depth());
        self.masm.sync(top, self.pc);
        if matches!(helper, Helper::Import | Helper::CallClosed) {
            self.masm.sync_native();
        }
        self.call_helper(self.pc, helper, words, immediate);
        self.masm.check_exc(self.failed);
        self.reload_locals(live, is_lost_by_helper);
        self.same_exit = None;
    }

    /// Calls a helper for an instruction.
    pub fn call_helper(&mut self, pc: u32, helper: Helper, words: Word, immediate: u32) {
        self.masm.call_helper(helper, words, immediate);
        self.note_call(pc);
    }

    /// To be called right behind every call.
    pub fn note_call(&mut self, pc: u32) {
        self.calls.push(CallSite { returns_to: self.masm.offset(), pc });
    }

    /// Brings everything home before a call that keeps no register.
    pub fn flush_for_call(&mut self) {
        self.flush_operands();
        let live = self.live_around();
        self.flush_locals(live, |_| !mutant::is(Mutant::MissingFlush));
    }

    /// Loads the region's registers again after a call that keeps none.
    pub fn reload_after_call(&mut self) {
        let live = self.live[self.pc as usize + 1];
        self.reload_locals(live, |_| !mutant::is(Mutant::NoReload));
        self.same_exit = None;
    }

    /// In covered code: counts that a template or its slow path runs. Keeps the flags.
    pub fn cover(&mut self, pc: u32, what: Covered) {
        if self.unit.profile.covered {
            let table = self.symbol(Symbol::Coverage);
            let opcode = self.unit.chunk.code[pc as usize].opcode();
            self.masm.count(table, coverage_index(opcode, what));
        }
    }

    // The end.

    pub fn note(&mut self, comment: Comment) {
        self.comments.push((self.masm.offset(), comment));
    }

    fn finish(mut self) -> Result<Artifact, CompileError> {
        let hot_bytes = self.masm.offset();
        let entry = self.untyped_entry();
        self.emit_cold();
        self.note(Comment::Data);
        let symbols = std::mem::take(&mut self.symbols);
        let fixups = symbols
            .into_iter()
            .map(|(symbol, label)| Fixup { offset: self.masm.address_word(label), symbol })
            .collect();
        let typed_entry = (self.signature != Signature::NONE).then_some((0, self.signature));
        self.masm.flush_constants();
        let bytes = self.masm.finish().map_err(|_| CompileError::TooLarge)?;
        Ok(Artifact {
            bytes,
            entry,
            typed_entry,
            hot_bytes,
            fixups,
            exits: self.exits,
            calls: self.calls,
            comments: self.comments,
        })
    }
}

/// The bits of all registers of a pool.
fn all<R>(pool: &[R]) -> u16 {
    ((1u32 << pool.len()) - 1) as u16
}

fn pool_bit<R: PartialEq>(pool: &[R], register: R) -> u16 {
    pool.iter().position(|it| *it == register).map_or(0, |at| 1 << at)
}

pub(crate) fn is_lost_by_helper(place: Place) -> bool {
    !matches!(place, Place::Int(gp) if survives_helper(gp))
}
