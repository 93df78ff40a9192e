//! From an artifact to published code: filling in addresses, publishing, and setting the entry
//! slots.

use bytecode::{ChunkId, Module};
use exec_mem::{Arena, Code};
use jit::abi::{FIELD_OFFSETS, Signature, Symbol};
use jit::{Artifact, Entry};

use super::optimised::InstanceList;
use super::profile::property_cache;
use crate::common::coverage::Coverage;
use crate::runtime::record::RecordRef;
use crate::tier::trampoline;

/// Publishes code that knows these instances; `None` if that cannot be done. `earlier` is how often
/// the entry was compiled before.
pub(super) fn publish(
    arena: &Arena,
    record: RecordRef,
    artifact: &Artifact,
    instances: &InstanceList<'_>,
    entry: Entry,
    earlier: u32,
    coverage: Option<&Coverage>,
) -> Option<Code> {
    let mut bytes = artifact.bytes().to_vec();
    for fixup in artifact.fixups() {
        let instance = instances.get(fixup.module);
        let address = match fixup.symbol {
            Symbol::Constants => instance.constants.as_ptr() as u64,
            Symbol::Globals => instance.namespace.globals.as_ptr() as u64,
            Symbol::Record(chunk) => instance.record(chunk).address() as u64,
            Symbol::Shapes => instance.shapes.as_ptr() as u64,
            Symbol::Member(pc) => property_cache(record, pc).map_or(0, |cache| cache.member as u64),
            Symbol::MemberOf(chunk, pc) => {
                property_cache(instance.record(chunk), pc).map_or(0, |cache| cache.member as u64)
            }
            Symbol::Fields(chunk, pc) => field_table(instance.record(chunk), pc),
            Symbol::Coverage => coverage.map_or(0, Coverage::address),
        };
        let at = fixup.offset as usize;
        bytes[at..at + 8].copy_from_slice(&address.to_le_bytes());
    }
    let name = code_name(&record.instance().module, record.chunk(), entry, earlier);
    trampoline::publish(arena, &name, &bytes).ok()
}

/// The address of the table of a property instruction that has met many shapes.
fn field_table(record: RecordRef, pc: u32) -> u64 {
    static NONE: [u16; FIELD_OFFSETS] = [0; FIELD_OFFSETS];
    let table = property_cache(record, pc).map_or(std::ptr::null(), |cache| cache.fields.cast_const());
    if table.is_null() { NONE.as_ptr() as u64 } else { table as u64 }
}

/// What profilers and debuggers call a piece of code: `count (dir/prog.unna)`, with the loop it is
/// entered at, and from the second compilation on with its number. They take what stands before the
/// parenthesis for the function's name.
fn code_name(module: &Module, chunk: ChunkId, entry: Entry, earlier: u32) -> String {
    let function = module.name(module.chunks[chunk.index()].name);
    let at = match entry {
        Entry::Function => String::new(),
        Entry::Loop(id) => format!(".loop{}", id.0),
    };
    let version = if earlier == 0 { String::new() } else { format!(", version {}", earlier + 1) };
    format!("{function}{at} ({}{version})", module.path)
}

/// Puts code into a function's entry slots. The first code with a typed entry settles the
/// function's signature, because callers have that in their code. A later code with another
/// signature is entered by its general entry.
///
/// # Safety
/// The record is one of a live instance; the code starts at `start` and stays while it is in the
/// slots.
pub(super) unsafe fn set_entries(record: RecordRef, start: *const u8, artifact: &Artifact) {
    let entry = start.wrapping_add(artifact.entry() as usize);
    record.set_entry(entry);
    record.set_typed_entry(entry);
    let Some((offset, signature)) = artifact.typed_entry() else { return };
    if record.signature() == Signature::NONE {
        record.set_signature(signature);
    }
    if record.signature() == signature {
        record.set_typed_entry(start.wrapping_add(offset as usize));
    }
}

/// Has a function's entry lead to the interpreter.
///
/// # Safety
/// The entry is the interpreter's stub, and stays while it is in the slots.
pub(super) unsafe fn reset_entries(record: RecordRef, stub: *const u8) {
    record.set_entry(stub);
    record.set_typed_entry(stub);
    record.set_compiled(false);
}
