//! Operands: taking them from the abstract stack and putting them there, temporaries, bringing
//! operands home (spilling), and the boxed value of whatever an operand is.

use bytecode::{GlobalId, Slot};
use smallvec::SmallVec;

use super::Compiler;
use crate::abi::Symbol;
use crate::kind::{Fact, Kind};
use crate::mutant::{self, Mutant};
use crate::profile::Fixed;
use crate::state::operands::{Location, Operand};
use crate::state::region::Place;
use crate::target::{Fp, Gp, Word};

/// About how many operands may be away from home. No expression written by hand has as many.
const MOST_AWAY: usize = 64;

impl Compiler<'_> {
    pub fn frame_words(&self) -> u32 {
        u32::from(self.unit.chunk.slots) + u32::from(self.unit.facts.max_depth)
    }

    pub fn release(&mut self, operand: Operand) {
        match operand.location {
            Location::IntReg(gp) | Location::BoxedReg(gp, _) => self.release_gp(gp),
            Location::FloatReg(fp) => self.release_fp(fp),
            _ => {}
        }
    }

    pub fn release_gp(&mut self, gp: Gp) {
        self.registers.release_gp(gp);
    }

    pub fn release_fp(&mut self, fp: Fp) {
        self.registers.release_fp(fp);
    }

    pub fn is_temporary(&self, gp: Gp) -> bool {
        self.registers.temporaries().has_gp(gp)
    }

    pub fn is_temporary_fp(&self, fp: Fp) -> bool {
        self.registers.temporaries().has_fp(fp)
    }

    /// A free temporary; if there is none, the lowest operand in one goes home. No scratch may hold
    /// anything: an operand goes home through one.
    pub fn take_gp(&mut self) -> Gp {
        self.masm.check_no_scratch("a register is taken");
        if let Some(gp) = self.registers.take_gp() {
            return gp;
        }
        self.free_one(|location| matches!(location, Location::IntReg(_) | Location::BoxedReg(..)));
        self.registers.take_gp().expect("the operand's register is free")
    }

    /// A free float temporary, as [`take_gp`](Self::take_gp).
    pub fn take_fp(&mut self) -> Fp {
        self.masm.check_no_scratch("a register is taken");
        if let Some(fp) = self.registers.take_fp() {
            return fp;
        }
        self.free_one(|location| matches!(location, Location::FloatReg(_)));
        self.registers.take_fp().expect("the operand's register is free")
    }

    /// Frees a register: the lowest operand in one that is a candidate goes home.
    fn free_one(&mut self, is_candidate: impl Fn(Location) -> bool) {
        let found = self.stack.away().find(|&(_, location)| is_candidate(location));
        let (depth, _) = found.expect("a template holds fewer operands than there are temporaries");
        self.bring_home(depth);
    }

    /// Brings one operand home; keeps the flags.
    pub fn bring_home(&mut self, depth: usize) {
        self.masm.check_no_scratch("an operand goes home");
        let operand = self.stack.operand(depth);
        self.store_operand(operand.home, operand);
        self.stack.set(depth, Location::Home(self.kind_of(operand)));
        self.release(operand);
    }

    /// Brings all operands home if very many are away. Each exit brings those home that are away,
    /// so without a limit the code would grow with the square of the function.
    pub(super) fn limit_operands(&mut self) {
        if self.stack.spread() > MOST_AWAY {
            self.flush_operands();
        }
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
        let aliases: SmallVec<[usize; 4]> = self
            .stack
            .away()
            .filter(|&(_, location)| location == Location::Local(slot))
            .map(|(depth, _)| depth)
            .collect();
        for depth in aliases {
            self.bring_home(depth);
        }
    }

    /// What is certain of an operand.
    pub fn kind_of(&self, operand: Operand) -> Kind {
        match operand.location {
            Location::Int(_) | Location::IntReg(_) => Kind::Int,
            Location::Float(_) | Location::FloatReg(_) => Kind::Float,
            Location::Bool(_) | Location::Flags(_) => Kind::Bool,
            Location::Nil | Location::Pool(_) | Location::Global(_) => Kind::Unknown,
            Location::BoxedReg(_, kind) | Location::Home(kind) => kind,
            Location::Local(slot) => self.locals.certain(slot),
        }
    }

    /// What is known of an operand.
    pub fn fact(&self, operand: Operand) -> Fact {
        match operand.location {
            Location::Local(slot) => self.locals.fact(slot),
            _ => Fact::new(self.kind_of(operand), Kind::default),
        }
    }

    /// Writes an operand's boxed value into a word; keeps the flags.
    pub fn store_operand(&mut self, word: Word, operand: Operand) {
        match operand.location {
            Location::IntReg(gp) => self.masm.store_int(word, gp),
            Location::FloatReg(fp) => self.masm.store_float(word, fp),
            Location::BoxedReg(gp, _) => self.masm.store_boxed(word, gp),
            Location::Home(_) if operand.home == word => {}
            Location::Local(slot) if self.locals.place(slot) != Place::Home => {
                self.store_place(self.locals.place(slot), word)
            }
            _ => {
                let boxed = self.masm.scratch();
                self.load_operand(*boxed, operand);
                self.masm.store_boxed(word, *boxed);
            }
        }
    }

    /// An operand's boxed value in a register.
    pub fn load_operand(&mut self, dst: Gp, operand: Operand) {
        match operand.location {
            Location::Int(value) => self.masm.load_bits(dst, heap::Bits::int(value).raw()),
            Location::Float(bits) => self.masm.load_bits(dst, bits),
            Location::Nil => self.masm.load_bits(dst, heap::Bits::NIL.raw()),
            Location::Bool(value) => self.masm.load_bits(dst, heap::Bits::bool(value).raw()),
            Location::Pool(constant) => {
                let table = self.symbol(Symbol::Constants);
                self.masm.load_table(dst, table, constant.0);
            }
            Location::Global(global) if self.is_self(global) => self.masm.load_callee(dst),
            Location::Global(global) => {
                let table = self.symbol(Symbol::Globals);
                self.masm.load_table(dst, table, global.0);
            }
            Location::IntReg(gp) => self.masm.box_int(dst, gp),
            Location::FloatReg(fp) => self.masm.box_float(dst, fp),
            Location::BoxedReg(gp, _) => self.masm.move_boxed(dst, gp),
            Location::Flags(test) => self.masm.box_test(dst, test),
            Location::Home(_) => self.masm.load_boxed(dst, operand.home),
            Location::Local(slot) => match self.locals.place(slot) {
                Place::Home => self.masm.load_boxed(dst, self.locals.word(slot)),
                Place::Int(gp) => self.masm.box_int(dst, gp),
                Place::Float(fp) => self.masm.box_float(dst, fp),
            },
        }
    }

    /// Whether a global that no code stores into any more holds the running function. Without
    /// captures all functions made from a chunk are the same.
    pub fn is_self(&self, global: GlobalId) -> bool {
        let Some(Fixed::Function { chunk, .. }) = self.unit.profile.global(global) else { return false };
        std::ptr::eq(&self.unit.module.chunks[chunk.index()], self.unit.chunk) && self.unit.chunk.captures.is_empty()
    }
}
