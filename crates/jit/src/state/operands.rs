//! The abstract operand stack: where each operand is while the compiler walks over the code.
//!
//! Pushing an operand emits no code until it is used. A constant stays a constant, a local an alias
//! of the local, a comparison a condition in the flags. An operand in its word of the frame is at
//! *home* (spilled).
//!
//! Invariants: no two operands are in one temporary register; only the top operand may be in the
//! flags; all operands below `home` are at home.

use bytecode::{ConstId, GlobalId, Slot};
use smallvec::SmallVec;

use crate::check::{CHECKED, check};
use crate::kind::Kind;
use crate::target::{Fp, Gp, Test, Word};

/// Where an operand is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Location {
    /// An int known while compiling.
    Int(i32),
    /// A float known while compiling, by its bits.
    Float(u64),
    /// nil.
    Nil,
    /// True or false.
    Bool(bool),
    /// A constant of the pool that lives on the heap.
    Pool(ConstId),
    /// An object in a global that no code stores into any more.
    Global(GlobalId),
    /// The value of a local (an alias).
    Local(Slot),
    /// An unboxed int, zero-extended, in a temporary.
    IntReg(Gp),
    /// An unboxed float in a temporary.
    FloatReg(Fp),
    /// A boxed value in a temporary.
    BoxedReg(Gp, Kind),
    /// A bool that the flags hold.
    Flags(Test),
    /// A boxed value in its word of the frame.
    Home(Kind),
}

/// A popped operand: where it is, and the word that is its home.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// Where it is.
    pub location: Location,
    /// Its word of the frame.
    pub home: Word,
}

/// The operands, lowest first, and those that the current instruction has popped.
#[derive(Debug)]
pub struct OperandStack {
    entries: Vec<Location>,
    /// All entries below are at home.
    home: usize,
    /// The word that is the home of the lowest operand.
    first: u32,
    /// How many of the operands that were there when the instruction began are not popped.
    floor: usize,
    /// The operands that the instruction has popped, which an exit before it has to save.
    taken: SmallVec<[Operand; 4]>,
    /// The homes of popped operands that a slow path has lost, where the state is checked.
    lost: SmallVec<[Word; 4]>,
    stamp: u32,
}

impl OperandStack {
    /// No operands. The home of the lowest will be word `first`.
    pub fn new(first: u32) -> OperandStack {
        let (taken, lost) = (SmallVec::new(), SmallVec::new());
        OperandStack { entries: Vec::new(), home: 0, first, floor: 0, taken, lost, stamp: 0 }
    }

    /// Forgets everything and starts with `depth` operands at home.
    pub fn reset(&mut self, depth: usize) {
        self.entries.clear();
        self.entries.resize(depth, Location::Home(Kind::Unknown));
        self.home = depth;
        self.stamp += 1;
    }

    /// An instruction begins, which has popped nothing yet.
    pub fn begin(&mut self) {
        self.floor = self.depth();
        self.taken.clear();
        if CHECKED {
            self.lost.clear();
        }
        self.stamp += 1;
    }

    /// Changes whenever an exit before the current instruction has to save other operands than
    /// before.
    pub fn stamp(&self) -> u32 {
        self.stamp
    }

    /// How many operands there are.
    pub fn depth(&self) -> usize {
        self.entries.len()
    }

    /// The home of the operand at a depth.
    pub fn home(&self, depth: usize) -> Word {
        Word(self.first + depth as u32)
    }

    /// Pushes an operand.
    pub fn push(&mut self, location: Location) {
        self.entries.push(location);
    }

    /// Pops an operand; the verifier has counted them (V2).
    #[inline]
    pub fn pop(&mut self) -> Operand {
        let location = self.entries.pop().expect("V2: the operand is there");
        let depth = self.entries.len();
        let operand = Operand { location, home: self.home(depth) };
        self.home = self.home.min(depth);
        if depth < self.floor {
            self.floor = depth;
            self.taken.push(operand);
        }
        operand
    }

    /// Puts a popped operand back where it was.
    pub fn unpop(&mut self, operand: Operand) {
        self.entries.push(operand.location);
    }

    /// The operand at a depth.
    pub fn get(&self, depth: usize) -> Location {
        self.entries[depth]
    }

    /// The operand at a depth, with its home.
    pub fn operand(&self, depth: usize) -> Operand {
        Operand { location: self.entries[depth], home: self.home(depth) }
    }

    /// Replaces the operand at a depth.
    pub fn set(&mut self, depth: usize, location: Location) {
        self.entries[depth] = location;
        self.home = self.home.min(depth);
        self.stamp += 1;
    }

    /// A popped operand has moved. The exits that follow save it from the new place.
    pub fn replace_taken(&mut self, from: Location, to: Location) {
        for operand in self.taken.iter_mut().filter(|operand| operand.location == from) {
            operand.location = to;
        }
        self.stamp += 1;
    }

    /// All popped operands were pushed again and are at home.
    pub fn take_home(&mut self) {
        for operand in &mut self.taken {
            operand.location = Location::Home(Kind::Unknown);
        }
        self.stamp += 1;
    }

    /// The popped operand in the flags is known to be `value` here. The exits that follow save it
    /// as a known bool.
    pub fn know_flags(&mut self, value: bool) {
        for operand in self.taken.iter_mut().filter(|operand| matches!(operand.location, Location::Flags(_))) {
            operand.location = Location::Bool(value);
            self.stamp += 1;
        }
    }

    /// How many operands there are above those that are certain to be at home.
    pub fn spread(&self) -> usize {
        self.entries.len() - self.home
    }

    /// The operands that are not at home, with their depths.
    pub fn away(&mut self) -> impl Iterator<Item = (usize, Location)> + '_ {
        self.find_home();
        self.above_home()
    }

    /// The operands that are not at home now, with their homes.
    pub fn away_now(&mut self) -> impl Iterator<Item = (Word, Location)> + '_ {
        self.find_home();
        self.above_home().map(|(depth, location)| (self.home(depth), location))
    }

    /// The operands that were there when the instruction began and are not at home, with their
    /// homes.
    pub fn away_before(&mut self) -> impl Iterator<Item = (Word, Location)> + '_ {
        self.find_home();
        let below = self.above_home().take_while(|&(depth, _)| depth < self.floor);
        let below = below.map(|(depth, location)| (self.home(depth), location));
        let taken = self.taken.iter().filter(|operand| !matches!(operand.location, Location::Home(_)));
        let taken = taken.inspect(|operand| {
            check!(!self.lost.contains(&operand.home), "an exit saves an operand that a slow path has lost");
        });
        below.chain(taken.map(|operand| (operand.home, operand.location)))
    }

    // Checks.

    /// Notes that a slow path loses the operands from a word on for which `is_lost` holds.
    pub fn lose(&mut self, from: Word, is_lost: impl Fn(Location) -> bool) {
        if CHECKED {
            let lost = self.taken.iter().filter(|operand| operand.home >= from && is_lost(operand.location));
            self.lost.extend(lost.map(|operand| operand.home));
        }
    }

    /// Checks that only the top operand is in the flags, and that those below `home` are at home.
    pub fn check(&self) {
        /// How many operands are looked at. All of them before each instruction would be quadratic.
        const NEAREST: usize = 64;
        let flags =
            self.entries[self.home..].iter().rev().skip(1).any(|location| matches!(location, Location::Flags(_)));
        check!(!flags, "an operand below the top is in the flags");
        let below = &self.entries[self.home.saturating_sub(NEAREST)..self.home];
        check!(
            below.iter().all(|location| matches!(location, Location::Home(_))),
            "an operand below the mark is not at home"
        );
    }

    /// The operands that are not at home.
    pub fn entries_away(&self) -> impl Iterator<Item = Location> + '_ {
        self.above_home().map(|(_, location)| location)
    }

    /// Raises `home` as far as operands are at home. No operand is looked at twice.
    fn find_home(&mut self) {
        while self.entries.get(self.home).is_some_and(|location| matches!(location, Location::Home(_))) {
            self.home += 1;
        }
    }

    fn above_home(&self) -> impl Iterator<Item = (usize, Location)> + '_ {
        let entries = self.entries.iter().copied().enumerate().skip(self.home);
        entries.filter(|(_, location)| !matches!(location, Location::Home(_)))
    }
}
