//! The compiler checks its own state: in debug builds, and where mistakes are seeded.
//!
//! Which registers are free, where operands are and which words are stale is known in one place each. That
//! they agree is asserted before every instruction, and the order *take a register, note an exit, use a
//! scratch* where it matters.

use crate::compile::Compiler;
use crate::operands::Entry;
use crate::region::Place;
use crate::registers::RegisterSet;

/// Whether the state is checked.
pub const CHECKED: bool = cfg!(any(debug_assertions, feature = "mutants"));

/// Asserts something about the compiler's state, where that is checked.
macro_rules! check {
    ($fact:expr, $($text:tt)+) => {
        if $crate::check::CHECKED {
            assert!($fact, "the compiler's state: {}", format_args!($($text)+));
        }
    };
}
pub(crate) use check;

impl Compiler<'_> {
    /// Checks the whole state before an instruction.
    pub fn check(&self) {
        self.stack.check();
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
        // A view is loaded by its loop's header, before which its register is still a temporary.
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
        for entry in self.stack.entries_away() {
            let is_first = match entry {
                Entry::IntReg(gp) | Entry::BoxedReg(gp, _) if self.is_temporary(gp) => owned.insert_gp(gp),
                Entry::FloatReg(fp) if self.is_temporary_fp(fp) => owned.insert_fp(fp),
                // The result of an instruction that goes to a local at once is in that local's register.
                _ => true,
            };
            check!(is_first, "two operands are in one register before instruction {}", self.pc);
        }
        owned
    }
}
