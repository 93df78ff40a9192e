//! The operands of each instruction, whether or not it is reached (V1, V3, V4, V6, V9, V10, V12).

use super::closed;
use super::error::{Fault, Rule};
use super::marks::Marks;
use crate::access::Access;
use crate::inst::{Flow, Inst};
use crate::module::{Chunk, Module};
use crate::operand::{ChunkId, OperandKind, Slot, StructId, Target};

/// How many entries each index space has, seen from one chunk.
pub(super) struct Spaces<'a> {
    module: &'a Module,
    chunk: &'a Chunk,
}

impl<'a> Spaces<'a> {
    pub(super) fn new(module: &'a Module, chunk: &'a Chunk) -> Spaces<'a> {
        Spaces { module, chunk }
    }

    /// The size of a kind's index space, its name and its rule; `None` for what is no index or has
    /// a check of its own.
    fn of(&self, kind: OperandKind) -> Option<(usize, &'static str, Rule)> {
        match kind {
            OperandKind::Slot | OperandKind::LowSlot => Some((self.chunk.slots.into(), "slot", Rule::V3)),
            OperandKind::Const | OperandKind::LowConst => Some((self.module.constants.len(), "constant", Rule::V3)),
            OperandKind::Name => Some((self.module.names.len(), "name", Rule::V3)),
            OperandKind::Global => Some((self.module.globals.len(), "global", Rule::V3)),
            OperandKind::Chunk => Some((self.module.chunks.len(), "chunk", Rule::V3)),
            OperandKind::Struct => Some((self.module.structs.len(), "struct", Rule::V3)),
            OperandKind::Import => Some((self.module.imports.len(), "import", Rule::V3)),
            OperandKind::Cache => Some((self.chunk.caches.into(), "inline cache", Rule::V4)),
            OperandKind::Upvalue => Some((self.chunk.captures.len(), "upvalue", Rule::V10)),
            OperandKind::Imm | OperandKind::Argc | OperandKind::Count => None,
            OperandKind::Loop | OperandKind::Target => None,
        }
    }
}

/// What has been seen of the chunk; memory kept from one chunk to the next.
#[derive(Debug, Default)]
pub(super) struct Seen {
    cells: Marks,
    caches: Marks,
}

/// Checks each instruction by itself.
pub(super) fn check_operands(module: &Module, chunk: &Chunk, seen: &mut Seen) -> Result<(), Fault> {
    let spaces = Spaces::new(module, chunk);
    seen.caches.begin(chunk.caches.into());
    seen.cells.begin(chunk.slots.into());
    for cell in &chunk.cells {
        seen.cells.insert(cell.index());
    }
    for (at, &inst) in (0..).zip(&chunk.code) {
        let words = inst.operands();
        for (&kind, &word) in inst.opcode().kinds().iter().zip(words.as_slice()) {
            check_range(&spaces, at, kind, word)?;
            if kind == OperandKind::Cache {
                check_cache(&mut seen.caches, at, word)?;
            }
            if kind == OperandKind::Target {
                check_target(chunk, at, inst, Target(word))?;
            }
        }
        check_classes(&seen.cells, chunk, at, inst.opcode().slots(&words))?;
        check_fields(module, at, inst)?;
        check_closure(at, inst)?;
        closed::check_name(module, at, inst)?;
    }
    Ok(())
}

/// V3, V4, V10: every index is in range of its space.
fn check_range(spaces: &Spaces, at: u32, kind: OperandKind, word: u32) -> Result<(), Fault> {
    match spaces.of(kind) {
        Some((len, what, rule)) if word as usize >= len => {
            Fault::at(rule, at, format!("{what} {word} is out of range: there are {len}"))
        }
        _ => Ok(()),
    }
}

/// V9: plain rows touch plain slots, cell rows touch cell slots. V3 for slots that a mnemonic
/// implies.
fn check_classes(
    cells: &Marks,
    chunk: &Chunk,
    at: u32,
    slots: impl Iterator<Item = (Slot, Access)>,
) -> Result<(), Fault> {
    for (slot, access) in slots {
        if slot.0 >= chunk.slots {
            return Fault::at(Rule::V3, at, format!("slot {} is out of range: there are {}", slot.0, chunk.slots));
        }
        match (access.is_cell(), cells.contains(slot.index())) {
            (true, false) => return Fault::at(Rule::V9, at, format!("slot {} is not a cell slot", slot.0)),
            (false, true) => return Fault::at(Rule::V9, at, format!("slot {} is a cell slot", slot.0)),
            _ => {}
        }
    }
    Ok(())
}

/// V4: an inline cache belongs to one instruction.
fn check_cache(caches: &mut Marks, at: u32, cache: u32) -> Result<(), Fault> {
    if caches.insert(cache as usize) {
        return Ok(());
    }
    Fault::at(Rule::V4, at, format!("inline cache {cache} belongs to an earlier instruction"))
}

/// V4: NEW_OBJECT takes as many operands as its struct has fields.
fn check_fields(module: &Module, at: u32, inst: Inst) -> Result<(), Fault> {
    let Inst::NewObject { fields, struct_id: StructId(id) } = inst else { return Ok(()) };
    let declared = module.structs[id as usize].fields.len();
    if usize::from(fields.0) != declared {
        return Fault::at(Rule::V4, at, format!("{} operands for the {declared} fields of struct {id}", fields.0));
    }
    Ok(())
}

/// V4: the body is no value, so that it runs once.
fn check_closure(at: u32, inst: Inst) -> Result<(), Fault> {
    if let Inst::MakeClosure { chunk: ChunkId(0) } = inst {
        return Fault::at(Rule::V4, at, "chunk 0 is the module's body, no value");
    }
    Ok(())
}

/// V1: the target is an instruction. V6: only LOOP rows go back, and only to a LOOP_HEADER.
fn check_target(chunk: &Chunk, at: u32, inst: Inst, target: Target) -> Result<(), Fault> {
    let Some(&there) = chunk.code.get(target.index()) else {
        return Fault::at(Rule::V1, at, format!("target {} is beyond the last instruction", target.0));
    };
    match inst.opcode().flow() {
        Flow::Loop | Flow::LoopIf if target.0 > at => {
            Fault::at(Rule::V6, at, format!("a LOOP row goes forward, to {}", target.0))
        }
        Flow::Loop | Flow::LoopIf if !matches!(there, Inst::LoopHeader { .. }) => {
            Fault::at(Rule::V6, at, format!("a LOOP row goes to {}, not to a LOOP_HEADER", target.0))
        }
        Flow::Loop | Flow::LoopIf => Ok(()),
        Flow::Next | Flow::Jump | Flow::Branch | Flow::ShortCircuit | Flow::End if target.0 <= at => {
            Fault::at(Rule::V6, at, format!("a jump goes back, to {}", target.0))
        }
        Flow::Next | Flow::Jump | Flow::Branch | Flow::ShortCircuit | Flow::End => Ok(()),
    }
}

/// V5: control cannot fall off the end.
pub(super) fn check_end(chunk: &Chunk) -> Result<(), Fault> {
    let Some(last) = chunk.code.last() else {
        return Fault::new(Rule::V5, "no instruction");
    };
    match last.opcode().flow() {
        Flow::Jump | Flow::Loop | Flow::End => Ok(()),
        Flow::Next | Flow::Branch | Flow::ShortCircuit | Flow::LoopIf => {
            Fault::at(Rule::V5, chunk.code.len() as u32 - 1, "control falls off the end")
        }
    }
}
