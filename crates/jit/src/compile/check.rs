//! Checks that registers, operands and locals agree; see [`crate::check`].

use super::Compiler;
use crate::check::check;
use crate::state::operands::Location;
use crate::state::region::Place;
use crate::state::registers::RegisterSet;

impl Compiler<'_> {
    /// Checks the whole state before an instruction.
    pub fn check(&self) {
        self.stack.check();
        self.masm.check_no_scratch("an instruction");
        self.registers.check(self.owned());
        let kept = self.locals.current_region().map(|_| self.locals.region());
        let stale = self.locals.dirty();
        check!(
            stale.0 & !kept.map_or(0, |region| region.in_registers.0) == 0,
            "a local without a register is dirty before instruction {}",
            self.pc
        );
        let Some(region) = kept else { return };
        let temporaries = self.registers.temporaries();
        for slot in region.in_registers.iter() {
            let is_apart = match region.place(slot) {
                Place::Home => true,
                Place::Int(gp) => !temporaries.has_gp(gp),
                Place::Float(fp) => !temporaries.has_fp(fp),
            };
            check!(is_apart, "the register of local {} is a temporary", slot.0);
        }
        // The loop's header loads a view. Before it, the register is still a temporary.
        for view in region.views.iter().filter(|view| view.covers(self.pc) && view.from < self.pc) {
            check!(
                !temporaries.has_gp(view.elements),
                "the register of a view of local {} is a temporary",
                view.slot.0
            );
        }
    }

    /// The temporaries that operands are in.
    fn owned(&self) -> RegisterSet {
        let mut owned = RegisterSet::none();
        for location in self.stack.entries_away() {
            let is_first = match location {
                Location::IntReg(gp) | Location::BoxedReg(gp, _) if self.is_temporary(gp) => owned.insert_gp(gp),
                Location::FloatReg(fp) if self.is_temporary_fp(fp) => owned.insert_fp(fp),
                // A result that goes to a local at once is in that local's register.
                _ => true,
            };
            check!(is_first, "two operands are in one register before instruction {}", self.pc);
        }
        owned
    }
}
