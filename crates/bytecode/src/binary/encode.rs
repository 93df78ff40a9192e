//! Writing the binary form. Works for every program, verified or not.

use super::leb::{write, write_signed};
use super::{MAGIC, VERSION, rows_fingerprint};
use crate::closed::ScalarType;
use crate::inst::Inst;
use crate::module::{Capture, Chunk, Constant, LineEntry, Module, StructDecl};
use crate::operand::OperandKind;
use crate::program::Program;

/// The binary form of a program. For smaller files see [`Strip`](crate::Strip).
pub fn encode(program: &Program) -> Vec<u8> {
    let mut payload = Vec::new();
    write_list(&mut payload, program.modules(), write_module);
    write(&mut payload, program.links().len() as u64);
    for (importer, import, imported) in program.links() {
        [importer.0, import.0, imported.0].into_iter().for_each(|id| write(&mut payload, id.into()));
    }
    write(&mut payload, program.broken().len() as u64);
    for (importer, import, message) in program.broken() {
        [importer.0, import.0].into_iter().for_each(|id| write(&mut payload, id.into()));
        write_string(&mut payload, message.as_bytes());
    }
    let mut file = MAGIC.to_vec();
    file.extend_from_slice(&VERSION.to_le_bytes());
    file.extend_from_slice(&0u16.to_le_bytes());
    file.extend_from_slice(&rows_fingerprint().to_le_bytes());
    file.extend_from_slice(&crc32fast::hash(&payload).to_le_bytes());
    file.append(&mut payload);
    file
}

fn write_list<T>(bytes: &mut Vec<u8>, list: &[T], mut write_one: impl FnMut(&mut Vec<u8>, &T)) {
    write(bytes, list.len() as u64);
    list.iter().for_each(|entry| write_one(bytes, entry));
}

fn write_string(bytes: &mut Vec<u8>, string: &[u8]) {
    write(bytes, string.len() as u64);
    bytes.extend_from_slice(string);
}

fn write_module(bytes: &mut Vec<u8>, module: &Module) {
    write_string(bytes, module.path.as_bytes());
    write_list(bytes, &module.names, |bytes, name| write_string(bytes, name.as_bytes()));
    write_list(bytes, &module.constants, write_constant);
    write_list(bytes, &module.globals, |bytes, global| write(bytes, global.0.into()));
    write_list(bytes, &module.structs, write_struct);
    write_list(bytes, &module.imports, |bytes, path| write_string(bytes, path.as_bytes()));
    write_list(bytes, &module.chunks, write_chunk);
}

fn write_constant(bytes: &mut Vec<u8>, constant: &Constant) {
    match constant {
        Constant::Int(int) => {
            bytes.push(0);
            write_signed(bytes, *int);
        }
        Constant::Float(float) => {
            bytes.push(1);
            bytes.extend_from_slice(&float.to_bits().to_le_bytes());
        }
        Constant::Str(string) => {
            bytes.push(2);
            write_string(bytes, string);
        }
    }
}

fn write_struct(bytes: &mut Vec<u8>, decl: &StructDecl) {
    write(bytes, decl.name.0.into());
    write_list(bytes, &decl.fields, |bytes, field| write(bytes, field.0.into()));
}

fn write_chunk(bytes: &mut Vec<u8>, chunk: &Chunk) {
    write(bytes, chunk.name.0.into());
    write(bytes, chunk.params.into());
    write(bytes, chunk.slots.into());
    write(bytes, chunk.caches.into());
    write_list(bytes, &chunk.captures, |bytes, capture| write(bytes, capture_number(*capture)));
    write_list(bytes, &chunk.cells, |bytes, slot| write(bytes, slot.0.into()));
    write_list(bytes, &chunk.nil_slots, |bytes, slot| write(bytes, slot.0.into()));
    match &chunk.closed {
        None => bytes.push(0),
        Some(signature) => {
            write_type(bytes, &signature.result);
            write_list(bytes, &signature.slots, write_type);
        }
    }
    let mut at = 0u32;
    write_list(bytes, &chunk.code, |bytes, &inst| {
        write_inst(bytes, at, inst);
        at = at.wrapping_add(1);
    });
    let mut before = LineEntry { start: 0, line: 0 };
    write_list(bytes, &chunk.lines, |bytes, &entry| {
        write(bytes, entry.start.wrapping_sub(before.start).into());
        write_signed(bytes, entry.line.wrapping_sub(before.line).cast_signed());
        before = entry;
    });
}

fn write_type(bytes: &mut Vec<u8>, scalar: &ScalarType) {
    bytes.push(match scalar {
        ScalarType::Int => 1,
        ScalarType::Float => 2,
        ScalarType::Bool => 3,
    });
}

fn capture_number(capture: Capture) -> u64 {
    match capture {
        Capture::Slot(slot) => u64::from(slot.0) << 1,
        Capture::Upvalue(upvalue) => u64::from(upvalue.0) << 1 | 1,
    }
}

fn write_inst(bytes: &mut Vec<u8>, at: u32, inst: Inst) {
    let opcode = inst.opcode();
    bytes.push(opcode as u8);
    let words = inst.operands();
    for (&kind, &word) in opcode.kinds().iter().zip(words.as_slice()) {
        match kind {
            OperandKind::Imm => write_signed(bytes, word.cast_signed()),
            OperandKind::Target => write_signed(bytes, word.wrapping_sub(at).cast_signed()),
            _ => write(bytes, word.into()),
        }
    }
}
