//! What a chunk's header may leave out in the text form, because it follows from the code.

use crate::access::Access;
use crate::inst::Inst;
use crate::module::{Chunk, MAX_SLOTS};
use crate::operand::{OperandKind, Slot};

/// The cell slots: those of the NEW_CELL rows, ascending.
pub(crate) fn cells(code: &[Inst]) -> Vec<Slot> {
    let slots = code.iter().flat_map(|inst| inst.slots());
    let mut cells: Vec<Slot> = slots.filter(|&(_, access)| access == Access::NewCell).map(|(slot, _)| slot).collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// The number of slots: enough for the parameters, the code, the lists of slots and of types.
pub(crate) fn slots(chunk: &Chunk) -> u16 {
    let in_code = chunk.code.iter().flat_map(|inst| inst.slots()).map(|(slot, _)| slot);
    let listed = chunk.cells.iter().chain(&chunk.nil_slots).copied();
    let used = in_code.chain(listed).map(|slot| slot.0.saturating_add(1)).max();
    let typed = chunk.closed.as_ref().map_or(0, |signature| signature.slots.len().min(MAX_SLOTS));
    used.unwrap_or(0).max(chunk.params).max(typed as u16)
}

/// The number of inline caches: enough for the code.
pub(crate) fn caches(code: &[Inst]) -> u16 {
    code.iter().filter_map(|&inst| cache_operand(inst)).map(|cache| cache.saturating_add(1)).max().unwrap_or(0)
}

fn cache_operand(inst: Inst) -> Option<u16> {
    let at = inst.opcode().kinds().iter().position(|&kind| kind == OperandKind::Cache)?;
    Some(inst.operands().as_slice()[at] as u16)
}
