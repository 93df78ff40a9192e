//! What primitives work on: which slots an instruction touches, and how, and what a closed chunk
//! may have.

use crate::inst::{Inst, Opcode};
use crate::operand::{OperandKind, Operands, Slot};
use crate::primitive::Primitive;

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

/// What a primitive works on.
#[derive(Clone, Copy)]
enum Domain {
    /// Ints, floats and bools, beside slots.
    Scalar,
    /// Any values, or the heap.
    Any,
}

impl Primitive {
    /// The slot that the primitive touches, and how.
    #[inline]
    pub const fn access(self) -> Option<(Slot, Access)> {
        self.facts().1
    }

    /// Whether it works on ints, floats and bools alone, so that a closed chunk may have it (V12).
    pub const fn is_scalar(self) -> bool {
        matches!(self.facts().0, Domain::Scalar)
    }

    #[inline]
    const fn facts(self) -> (Domain, Option<(Slot, Access)>) {
        use Domain::{Any, Scalar};
        use Primitive as P;
        match self {
            P::Local(slot) => (Scalar, Some((slot, Access::Read))),
            P::Store(slot) => (Scalar, Some((slot, Access::Write))),
            P::NewCell(slot) => (Any, Some((slot, Access::NewCell))),
            P::LoadCell(slot) | P::StoreCell(slot) => (Any, Some((slot, Access::UseCell))),
            P::Imm(_) | P::Const(_) | P::Bool(_) | P::Pop | P::Dup | P::Dup2 => (Scalar, None),
            P::Arithmetic(_) | P::Neg | P::Plus | P::Compare(_) | P::Not | P::ToBool => (Scalar, None),
            P::Jump(_) | P::Branch { .. } | P::ShortCircuit { .. } => (Scalar, None),
            P::LoopHeader(_) | P::Loop(_) | P::LoopIf { .. } => (Scalar, None),
            P::CallClosed(..) | P::Return => (Scalar, None),
            P::Nil | P::LoadUpvalue(_) | P::StoreUpvalue(_) | P::Closure(_) => (Any, None),
            P::LoadGlobal(_) | P::StoreGlobal(_) | P::Call(_) | P::ReturnNil | P::Halt => (Any, None),
            P::LoadProperty(_) | P::StoreProperty(_) | P::LoadIndex | P::StoreIndex => (Any, None),
            P::NewArray(_) | P::NewMap | P::NewObject(..) | P::StructDef(_) => (Any, None),
            P::ArrayPush | P::ArrayPop | P::ArrayLen | P::Import(_) | P::Print => (Any, None),
        }
    }
}

/// The slots of one row, found when the crate is compiled.
#[derive(Clone, Copy)]
struct SlotRow {
    /// In the order of the operands; at most two.
    accesses: [Option<Access>; 2],
    /// The places of the slots among the operands.
    places: [u8; 2],
    /// The slot that the mnemonic names, of a row without a slot operand.
    implied: Option<Slot>,
}

static SLOT_ROWS: [SlotRow; Opcode::ALL.len()] = {
    let mut rows = [SlotRow { accesses: [None; 2], places: [0; 2], implied: None }; Opcode::ALL.len()];
    let mut at = 0;
    while at < rows.len() {
        rows[at] = slot_row(Opcode::ALL[at]);
        at += 1;
    }
    rows
};

const fn slot_row(opcode: Opcode) -> SlotRow {
    let operands = opcode.operands();
    let mut row = SlotRow { accesses: [None; 2], places: [0; 2], implied: None };
    let (mut place, mut count) = (0, 0);
    while place < operands.len() {
        if matches!(operands[place].1, OperandKind::Slot | OperandKind::LowSlot) {
            row.accesses[count] = access_at(opcode, place);
            assert!(row.accesses[count].is_some(), "a slot operand that no primitive touches");
            row.places[count] = place as u8;
            count += 1;
        }
        place += 1;
    }
    if count == 0 {
        row.implied = implied_slot(opcode);
        if let Some(slot) = row.implied {
            row.accesses[0] = access_at(opcode, slot.index());
        }
    }
    row
}

/// What a row's primitives do with the slot that is the operand at a place.
const fn access_at(opcode: Opcode, place: usize) -> Option<Access> {
    let primitives = opcode.pattern();
    let mut found = None;
    let mut at = 0;
    while at < primitives.len() {
        if let Some((slot, access)) = primitives[at].access()
            && slot.index() == place
        {
            found = match (found, access) {
                (None, access) => Some(access),
                (Some(Access::Read), Access::Write) => Some(Access::ReadWrite),
                _ => panic!("a slot operand that two primitives touch other than by a read, then a write"),
            };
        }
        at += 1;
    }
    found
}

/// The slot that a row's primitives touch, for a row without a slot operand.
const fn implied_slot(opcode: Opcode) -> Option<Slot> {
    let primitives = opcode.pattern();
    let mut at = 0;
    while at < primitives.len() {
        if let Some((slot, _)) = primitives[at].access() {
            return Some(slot);
        }
        at += 1;
    }
    None
}

impl Inst {
    /// The slots that the instruction touches and how, in the order of its operands. What
    /// MAKE_CLOSURE captures stands in the chunk it names and is not among them.
    #[inline]
    pub fn slots(self) -> impl Iterator<Item = (Slot, Access)> + Clone {
        let row = &SLOT_ROWS[self.opcode() as usize];
        let slots = if row.accesses[0].is_some() { self.slot_operands(row) } else { [Slot(0); 2] };
        row.touched(slots)
    }

    fn slot_operands(self, row: &SlotRow) -> [Slot; 2] {
        row.slots(&self.operands())
    }

    /// The slot whose value the instruction pushes, if it does nothing else.
    #[inline]
    pub fn loaded_slot(self) -> Option<Slot> {
        if !matches!(self.opcode().pattern(), [Primitive::Local(_)]) {
            return None;
        }
        self.slots().next().map(|(slot, _)| slot)
    }
}

impl Opcode {
    /// [`Inst::slots`] of the row's instruction with these operands.
    #[inline]
    pub(crate) fn slots(self, operands: &Operands) -> impl Iterator<Item = (Slot, Access)> + Clone {
        let row = &SLOT_ROWS[self as usize];
        row.touched(row.slots(operands))
    }
}

impl SlotRow {
    #[inline]
    fn touched(&self, slots: [Slot; 2]) -> impl Iterator<Item = (Slot, Access)> + Clone + use<> {
        slots.into_iter().zip(self.accesses).map_while(|(slot, access)| Some((slot, access?)))
    }

    #[inline]
    fn slots(&self, operands: &Operands) -> [Slot; 2] {
        match self.implied {
            Some(slot) => [slot; 2],
            None => self.places.map(|place| Slot(operands.word(place) as u16)),
        }
    }
}
