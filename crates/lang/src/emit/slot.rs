//! [`Slots`]: which slots the locals of a chunk have.

use bytecode::Slot;

use crate::limit::OWN_SLOTS;

/// Whether a slot holds a value or a cell; it does so for the whole chunk (V9).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SlotClass {
    Plain,
    Cell,
}

/// The slots of a chunk: those in use, and those of closed scopes, which are used again.
pub(super) struct Slots {
    /// How many slots there are.
    count: usize,
    /// The slots of the locals in scope.
    open: Vec<(Slot, SlotClass)>,
    /// The length of `open` where each open scope began.
    scopes: Vec<usize>,
    free_plain: Vec<Slot>,
    free_cells: Vec<Slot>,
}

impl Slots {
    pub fn new(params: u16) -> Slots {
        Slots {
            count: usize::from(params),
            open: Vec::new(),
            scopes: Vec::new(),
            free_plain: Vec::new(),
            free_cells: Vec::new(),
        }
    }

    pub fn open_scope(&mut self) {
        self.scopes.push(self.open.len());
    }

    /// Ends a scope: slots of its locals may be used again.
    pub fn close_scope(&mut self) {
        let outside = self.scopes.pop().expect("scopes open and close in pairs");
        for (slot, class) in self.open.drain(outside..) {
            match class {
                SlotClass::Plain => self.free_plain.push(slot),
                SlotClass::Cell => self.free_cells.push(slot),
            }
        }
    }

    /// Whether the next slot of this class is one of a closed scope.
    pub fn has_free(&self, class: SlotClass) -> bool {
        let free = match class {
            SlotClass::Plain => &self.free_plain,
            SlotClass::Cell => &self.free_cells,
        };
        self.count >= OWN_SLOTS && !free.is_empty()
    }

    /// A slot of a closed scope, if there is one and the chunk has enough slots to use them again.
    pub fn take_free(&mut self, class: SlotClass) -> Option<Slot> {
        match class {
            _ if !self.has_free(class) => None,
            SlotClass::Plain => self.free_plain.pop(),
            SlotClass::Cell => self.free_cells.pop(),
        }
    }

    /// Counts one more slot.
    pub fn add(&mut self) {
        self.count += 1;
    }

    /// Gives the slot to a local of the current scope.
    pub fn hold(&mut self, slot: Slot, class: SlotClass) {
        self.open.push((slot, class));
    }
}
