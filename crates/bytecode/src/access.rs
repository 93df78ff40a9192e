//! Which slots an instruction touches, and how; which rows can be a safepoint.
//!
//! The table gives a row's operands; this gives what the row does with those that are slots. A new
//! row with a slot operand does not compile before it is listed here.

use crate::inst::{Inst, Opcode};
use crate::operand::{OperandKind, Slot};

/// What an instruction does with a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Reads a plain slot.
    Read,
    /// Writes a plain slot.
    Write,
    /// Reads a plain slot, then writes it.
    ReadWrite,
    /// Puts a fresh cell into a cell slot.
    NewCell,
    /// Reads or writes the value in a cell slot's cell.
    UseCell,
}

impl Access {
    /// Whether the slot must hold something before.
    pub const fn reads(self) -> bool {
        matches!(self, Access::Read | Access::ReadWrite | Access::UseCell)
    }

    /// Whether the slot itself holds something else after.
    pub const fn writes(self) -> bool {
        matches!(self, Access::Write | Access::ReadWrite | Access::NewCell)
    }

    /// Whether the slot is a cell slot.
    pub const fn is_cell(self) -> bool {
        matches!(self, Access::NewCell | Access::UseCell)
    }
}

/// The slots of one row, in the order of its operands; at most two.
type Accesses = [Option<Access>; 2];

const NONE: Accesses = [None, None];
const READ: Accesses = [Some(Access::Read), None];
const READ_BOTH: Accesses = [Some(Access::Read), Some(Access::Read)];
const WRITE: Accesses = [Some(Access::Write), None];
const WRITE_READ: Accesses = [Some(Access::Write), Some(Access::Read)];
const READ_WRITE: Accesses = [Some(Access::ReadWrite), None];
const NEW_CELL: Accesses = [Some(Access::NewCell), None];
const USE_CELL: Accesses = [Some(Access::UseCell), None];

impl Opcode {
    #[rustfmt::skip]
    const fn accesses(self) -> Accesses {
        use Opcode as O;
        match self {
            O::LoadLocal | O::LoadLocal0 | O::LoadLocal1 | O::LoadLocal2 | O::LoadPropertyL => READ,
            O::AddLi | O::SubLi | O::MulLi | O::DivLi | O::ModLi => READ,
            O::AddSl | O::SubSl | O::MulSl | O::DivSl | O::ModSl => READ,
            O::JumpUnlessLtLk | O::JumpUnlessLeLk | O::JumpUnlessGtLk => READ,
            O::JumpUnlessGeLk | O::JumpUnlessEqLk | O::JumpUnlessNeLk => READ,
            O::LoopIfLtLk | O::LoopIfLeLk | O::LoopIfGtLk => READ,
            O::LoopIfGeLk | O::LoopIfEqLk | O::LoopIfNeLk => READ,
            O::LoadLocalLl | O::LoadIndexLl => READ_BOTH,
            O::AddLl | O::SubLl | O::MulLl | O::DivLl | O::ModLl => READ_BOTH,
            O::JumpUnlessLtLl | O::JumpUnlessLeLl | O::JumpUnlessEqLl | O::JumpUnlessNeLl => READ_BOTH,
            O::LoopIfLtLl | O::LoopIfLeLl | O::LoopIfEqLl | O::LoopIfNeLl => READ_BOTH,
            O::StoreLocal | O::StoreLocalI => WRITE,
            O::StoreLocalL => WRITE_READ,
            O::IncLocal | O::DecLocal => READ_WRITE,
            O::NewCell => NEW_CELL,
            O::LoadCell | O::StoreCell => USE_CELL,
            _ => NONE, // a row without a slot operand: asserted below
        }
    }

    /// The slot that the mnemonic names, for the rows without a slot operand that touch one.
    const fn implied_slot(self) -> Option<Slot> {
        match self {
            Opcode::LoadLocal0 => Some(Slot(0)),
            Opcode::LoadLocal1 => Some(Slot(1)),
            Opcode::LoadLocal2 => Some(Slot(2)),
            _ => None,
        }
    }

    /// Whether the row can be a safepoint: a place where the collector may look at the frame, so
    /// that every slot must hold a valid value. All rows but those that only move values between
    /// constants, slots and operands, or jump forward.
    pub const fn is_safepoint(self) -> bool {
        use Opcode as O;
        let moves = matches!(self, O::LoadImm | O::LoadConst | O::LoadNil | O::LoadTrue | O::LoadFalse)
            || matches!(self, O::Pop | O::Dup | O::Dup2 | O::Not | O::ToBool | O::Nop)
            || matches!(self, O::LoadLocal | O::LoadLocal0 | O::LoadLocal1 | O::LoadLocal2 | O::LoadLocalLl)
            || matches!(self, O::StoreLocal | O::StoreLocalI | O::StoreLocalL)
            || matches!(self, O::Jump | O::JumpIfFalse | O::JumpIfTrue | O::And | O::Or)
            || matches!(self, O::Return | O::ReturnNil);
        !moves
    }
}

/// Where a row's slots stand: made from the operands once, when the crate is compiled.
#[derive(Clone, Copy)]
struct SlotRow {
    accesses: Accesses,
    /// The places of the slots among the operands.
    places: [u8; 2],
    implied: Option<Slot>,
}

const SLOT_ROWS: [SlotRow; Opcode::ALL.len()] = {
    let mut rows = [SlotRow { accesses: NONE, places: [0; 2], implied: None }; Opcode::ALL.len()];
    let mut at = 0;
    while at < rows.len() {
        rows[at] = slot_row(Opcode::ALL[at]);
        at += 1;
    }
    rows
};

const fn slot_row(opcode: Opcode) -> SlotRow {
    let operands = opcode.operands();
    let mut row = SlotRow { accesses: opcode.accesses(), places: [0; 2], implied: opcode.implied_slot() };
    let (mut at, mut count) = (0, row.implied.is_some() as usize);
    while at < operands.len() {
        if matches!(operands[at].1, OperandKind::Slot | OperandKind::LowSlot) {
            row.places[count] = at as u8;
            count += 1;
        }
        at += 1;
    }
    let listed = row.accesses[0].is_some() as usize + row.accesses[1].is_some() as usize;
    assert!(count == listed, "a row with a slot operand must be listed in `accesses`");
    row
}

impl Inst {
    /// The slots that the instruction touches and how, in the order of its operands. What
    /// MAKE_CLOSURE captures stands in the chunk it names and is not among them.
    #[inline]
    pub fn slots(self) -> impl Iterator<Item = (Slot, Access)> + Clone {
        let row = &SLOT_ROWS[self.opcode() as usize];
        let slots = if row.accesses[0].is_some() { self.slot_operands(row) } else { [Slot(0); 2] };
        slots.into_iter().zip(row.accesses).map_while(|(slot, access)| Some((slot, access?)))
    }

    fn slot_operands(self, row: &SlotRow) -> [Slot; 2] {
        if let Some(slot) = row.implied {
            return [slot; 2];
        }
        let words = self.operands();
        row.places.map(|place| Slot(words.as_slice()[usize::from(place)] as u16))
    }
}
