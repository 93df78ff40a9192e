//! Views of arrays: loading them before a loop and behind helpers, and their registers.

use bytecode::Slot;

use super::Compiler;
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::state::view::View;
use crate::target::Word;

impl Compiler<'_> {
    /// The view of the array in a local, if there is one at this instruction.
    pub fn view(&self, slot: Slot) -> Option<View> {
        let views = if self.locals.in_region() { &self.locals.region().views[..] } else { &[] };
        let view = views.iter().find(|view| view.slot == slot && view.covers(self.pc)).copied();
        debug_assert!(
            view.is_none() || self.locals.certain_at_home(slot) == Kind::ARRAY,
            "made certain before the loop"
        );
        view
    }

    /// Loads the views of the loop that begins here.
    pub(super) fn begin_views(&mut self) {
        let pc = self.pc;
        self.load_views(self.locals.current_region(), |view| view.from == pc);
    }

    /// Loads the views of all loops around this header, where execution enters.
    pub(super) fn enter_views(&mut self) {
        let pc = self.pc;
        self.load_views(self.locals.current_region(), |view| view.covers(pc));
    }

    /// Loads the views of all loops of a region around an instruction again, behind a helper.
    pub fn reload_views(&mut self, region: Option<u32>, pc: u32) {
        if !mutant::is(Mutant::StaleView) {
            self.load_views(region, |view| view.covers(pc));
        }
    }

    fn load_views(&mut self, region: Option<u32>, is_wanted: impl Fn(&View) -> bool) {
        let Some(region) = region else { return };
        for at in 0..self.locals.region_at(region).views.len() {
            let view = self.locals.region_at(region).views[at];
            if is_wanted(&view) {
                let array = self.masm.scratch3();
                self.masm.load_boxed(*array, Word(u32::from(view.slot.0)));
                self.masm.load_elements(view.elements, *array);
                if let Some(length) = view.length {
                    self.masm.keep_length(length, array);
                }
            }
        }
    }

    /// Makes the registers temporaries that neither locals nor views have at this instruction. The
    /// registers of views whose loop is over become free.
    pub(super) fn settle_temporaries(&mut self) {
        let temporaries = self.locals.settle_views();
        self.registers.set_temporaries(temporaries);
    }
}
