//! [`Strip`]: leaving out of a program what only its messages need.

use std::collections::HashMap;

use crate::inst::Inst;
use crate::module::Module;
use crate::operand::{NameId, OperandKind};
use crate::program::Program;

/// What to leave out. The program runs as before. Its messages say less, and printed functions show
/// no names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Strip {
    /// The line tables. Errors then name no line.
    pub lines: bool,
    /// The functions' names, which become `?`.
    pub chunk_names: bool,
}

impl Strip {
    /// Everything that can be left out.
    pub const ALL: Strip = Strip { lines: true, chunk_names: true };

    /// Strips each module.
    pub fn apply(self, program: &mut Program) {
        for module in program.modules_mut() {
            if self.lines {
                module.chunks.iter_mut().for_each(|chunk| chunk.lines = Vec::new());
            }
            if self.chunk_names {
                strip_chunk_names(module);
            }
        }
    }
}

/// Names every chunk `?` and drops the names that are no longer used.
fn strip_chunk_names(module: &mut Module) {
    let mut names = Names { old: std::mem::take(&mut module.names), new: Vec::new(), moved: HashMap::new() };
    module.globals.iter_mut().for_each(|global| *global = names.keep(*global));
    for decl in &mut module.structs {
        decl.name = names.keep(decl.name);
        decl.fields.iter_mut().for_each(|field| *field = names.keep(*field));
    }
    for chunk in &mut module.chunks {
        chunk.code.iter_mut().for_each(|inst| *inst = rename(*inst, &mut names));
    }
    let unnamed = NameId(names.new.len() as u32);
    names.new.push("?".into());
    module.chunks.iter_mut().for_each(|chunk| chunk.name = unnamed);
    module.names = names.new;
}

/// The instruction with its name renumbered, if it has one.
fn rename(inst: Inst, names: &mut Names) -> Inst {
    let opcode = inst.opcode();
    let Some(at) = opcode.kinds().iter().position(|&kind| kind == OperandKind::Name) else { return inst };
    let mut words = inst.operands();
    words.as_mut_slice()[at] = names.keep(NameId(words.as_slice()[at])).0;
    Inst::from_operands(opcode, words.as_slice()).unwrap_or(inst)
}

/// The table of names while it is made anew.
struct Names {
    old: Vec<Box<str>>,
    new: Vec<Box<str>>,
    moved: HashMap<NameId, NameId>,
}

impl Names {
    /// The new id of a name; one out of range stays out of range.
    fn keep(&mut self, name: NameId) -> NameId {
        if let Some(&moved) = self.moved.get(&name) {
            return moved;
        }
        let Some(text) = self.old.get_mut(name.index()) else { return NameId(u32::MAX) };
        self.new.push(std::mem::take(text));
        let moved = NameId(self.new.len() as u32 - 1);
        self.moved.insert(name, moved);
        moved
    }
}
