//! The module's tables and each chunk's declarations: limits, names, constants (V3, V4, V7, V9,
//! V11).

use std::collections::HashSet;

use super::error::{Fault, Rule};
use crate::module::{Chunk, Constant, LineEntry, Module, StructDecl};
use crate::module::{MAX_CODE, MAX_SLOTS, MAX_STRING_BYTES, MAX_TABLE, MAX_UPVALUES};
use crate::operand::{NameId, Slot};

/// The bits of the only NaNs that may stand in a module.
const CANONICAL_NANS: [u64; 2] = [0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000];

/// What the names of structs may come to beyond each name once: in all, and for each use.
const EXTRA_NAME_BYTES: u64 = 1 << 24;
const EXTRA_BYTES_OF_A_NAME: u64 = 64;

/// V3, V4, V7: everything outside the chunks.
pub(super) fn check_tables(module: &Module) -> Result<(), Fault> {
    check_sizes(module)?;
    check_strings(module)?;
    module.constants.iter().enumerate().try_for_each(|(at, constant)| check_constant(at, constant))?;
    check_globals(module)?;
    check_struct_names(module)?;
    module.structs.iter().enumerate().try_for_each(|(at, decl)| check_struct(module, at, decl))
}

/// V7: no table is longer than an operand can index.
fn check_sizes(module: &Module) -> Result<(), Fault> {
    let tables = [
        ("constants", module.constants.len()),
        ("names", module.names.len()),
        ("globals", module.globals.len()),
        ("structs", module.structs.len()),
        ("imports", module.imports.len()),
        ("chunks", module.chunks.len()),
    ];
    tables.into_iter().try_for_each(|(what, len)| check_limit(what, len, MAX_TABLE))?;
    if module.chunks.is_empty() {
        return Fault::new(Rule::V4, "no chunk: chunk 0 is the module's body");
    }
    Ok(())
}

/// V7: a number within its limit.
fn check_limit(what: &str, len: usize, limit: usize) -> Result<(), Fault> {
    if len > limit {
        return Fault::new(Rule::V7, format!("{len} {what}: the limit is {limit}"));
    }
    Ok(())
}

/// V7: no name or path is longer than a string may be.
fn check_strings(module: &Module) -> Result<(), Fault> {
    let mut texts = module.names.iter().chain(&module.imports).chain([&module.path]);
    texts.try_for_each(|text| check_limit("bytes in a name", text.len(), MAX_STRING_BYTES))
}

/// V7: no constant is an oversized string or a NaN that could be read as something else.
fn check_constant(at: usize, constant: &Constant) -> Result<(), Fault> {
    match constant {
        Constant::Int(_) => Ok(()),
        Constant::Float(float) if float.is_nan() && !CANONICAL_NANS.contains(&float.to_bits()) => {
            Fault::new(Rule::V7, format!("constant {at} is the NaN {:#018x}, not a canonical one", float.to_bits()))
        }
        Constant::Float(_) => Ok(()),
        Constant::Str(bytes) => check_limit("bytes in a string", bytes.len(), MAX_STRING_BYTES),
    }
}

/// V3 for the globals' names, V4: no two globals of one name.
fn check_globals(module: &Module) -> Result<(), Fault> {
    let mut texts = HashSet::with_capacity(module.globals.len());
    for (at, &name) in module.globals.iter().enumerate() {
        check_name(module, name, || format!("global {at}"))?;
        if !texts.insert(module.name(name)) {
            return Fault::new(Rule::V4, format!("global {at} is declared twice: `{}`", short(module.name(name))));
        }
    }
    Ok(())
}

/// V3 for a struct's names, V4: no more fields than NEW_OBJECT can take.
fn check_struct(module: &Module, at: usize, decl: &StructDecl) -> Result<(), Fault> {
    check_name(module, decl.name, || format!("struct {at}"))?;
    if decl.fields.len() > MAX_SLOTS {
        return Fault::new(Rule::V4, format!("struct {at} has {} fields: the limit is {MAX_SLOTS}", decl.fields.len()));
    }
    decl.fields.iter().try_for_each(|&field| check_name(module, field, || format!("a field of struct {at}")))
}

/// V7: names that structs use again and again do not add up to much more than there is in the
/// module: whoever runs it copies them.
fn check_struct_names(module: &Module) -> Result<(), Fault> {
    let bytes = |name: &NameId| module.names.get(name.index()).map_or(0, |name| name.len() as u64);
    let once: u64 = module.names.iter().map(|name| name.len() as u64).sum();
    let names = || module.structs.iter().flat_map(|decl| [&decl.name].into_iter().chain(&decl.fields));
    let (used, count) = names().fold((0, 0), |(used, count), name| (used + bytes(name), count + 1));
    let limit = once + EXTRA_NAME_BYTES + EXTRA_BYTES_OF_A_NAME * count;
    if used > limit {
        return Fault::new(Rule::V7, format!("{used} bytes in the names of all structs: the limit is {limit}"));
    }
    Ok(())
}

fn check_name(module: &Module, name: NameId, what: impl Fn() -> String) -> Result<(), Fault> {
    if name.index() < module.names.len() {
        return Ok(());
    }
    Fault::new(Rule::V3, format!("name {} of {} is beyond the {} names", name.0, what(), module.names.len()))
}

/// A name for a message: escaped, at most 64 characters.
pub(super) fn short(name: &str) -> String {
    name.chars().take(64).collect()
}

/// V3, V4, V7, V9, V11: what a chunk declares beside its code.
pub(super) fn check_declarations(module: &Module, index: usize, chunk: &Chunk) -> Result<(), Fault> {
    check_name(module, chunk.name, || "the chunk".into())?;
    check_limits(chunk)?;
    check_body(index, chunk)?;
    check_slot_list(chunk, &chunk.cells, Rule::V9, "cell slot")?;
    check_slot_list(chunk, &chunk.nil_slots, Rule::V11, "nil slot")?;
    check_nil_slots(chunk)?;
    check_lines(chunk)
}

/// V4: the parameters are slots, the inline caches those of instructions. V7: code and upvalues
/// within their limits.
fn check_limits(chunk: &Chunk) -> Result<(), Fault> {
    if chunk.params > chunk.slots {
        return Fault::new(Rule::V4, format!("{} parameters in {} slots", chunk.params, chunk.slots));
    }
    if usize::from(chunk.caches) > chunk.code.len() {
        let (caches, len) = (chunk.caches, chunk.code.len());
        return Fault::new(Rule::V4, format!("{caches} inline caches for {len} instructions"));
    }
    check_limit("instructions", chunk.code.len(), MAX_CODE)?;
    check_limit("captures", chunk.captures.len(), MAX_UPVALUES)
}

/// V4: nothing is passed to the module's body.
fn check_body(index: usize, chunk: &Chunk) -> Result<(), Fault> {
    if index == 0 && chunk.params > 0 {
        return Fault::new(Rule::V4, "the module's body has parameters");
    }
    if index == 0 && !chunk.captures.is_empty() {
        return Fault::new(Rule::V4, "the module's body has captures");
    }
    Ok(())
}

/// V9, V11: a list of slots ascends, is in range and names no parameter.
fn check_slot_list(chunk: &Chunk, list: &[Slot], rule: Rule, what: &str) -> Result<(), Fault> {
    if let Some(pair) = list.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Fault::new(rule, format!("{what}s not ascending: {} before {}", pair[0].0, pair[1].0));
    }
    if let Some(slot) = list.iter().find(|slot| slot.0 >= chunk.slots) {
        return Fault::new(rule, format!("{what} {} is beyond the {} slots", slot.0, chunk.slots));
    }
    if let Some(slot) = list.iter().find(|slot| slot.0 < chunk.params) {
        return Fault::new(rule, format!("{what} {} is a parameter", slot.0));
    }
    Ok(())
}

/// V11: a slot set to nil is plain. Both lists ascend, so that they are walked together.
fn check_nil_slots(chunk: &Chunk) -> Result<(), Fault> {
    let mut cells = chunk.cells.iter().peekable();
    for slot in &chunk.nil_slots {
        while cells.next_if(|&cell| cell < slot).is_some() {}
        if cells.peek() == Some(&slot) {
            return Fault::new(Rule::V11, format!("nil slot {} is a cell slot", slot.0));
        }
    }
    Ok(())
}

/// V4: the line table ascends and stays within the code.
fn check_lines(chunk: &Chunk) -> Result<(), Fault> {
    if let Some(pair) = chunk.lines.windows(2).find(|pair| pair[0].start >= pair[1].start) {
        return Fault::new(Rule::V4, format!("line table not ascending at instruction {}", pair[1].start));
    }
    match chunk.lines.last() {
        Some(&LineEntry { start, .. }) if start as usize > chunk.code.len() => {
            Fault::new(Rule::V4, format!("line table goes on to instruction {start}, beyond the code"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_the_highest_that_is_accepted() {
        assert!(check_limit("names", MAX_TABLE, MAX_TABLE).is_ok());
        let fault = check_limit("names", MAX_TABLE + 1, MAX_TABLE).unwrap_err();
        assert_eq!((fault.rule, &*fault.detail), (Rule::V7, "268435457 names: the limit is 268435456"));
    }
}
