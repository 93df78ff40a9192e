//! [`Program`]: a main module with the modules it imports, as one file holds them.

use std::collections::BTreeMap;

use crate::module::Module;
use crate::operand::ImportId;

/// A module's place in a [`Program`]; 0 is the main module.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ModuleId(pub u32);

/// Modules, and which module each import stands for. An import without a link is one that was not
/// found when the program was put together, or is broken: executing it is a run-time error.
#[derive(Clone, PartialEq, Debug)]
pub struct Program {
    modules: Vec<Module>,
    links: BTreeMap<(ModuleId, ImportId), ModuleId>,
    broken: BTreeMap<(ModuleId, ImportId), Box<str>>,
}

impl Program {
    /// A program of one module.
    pub fn new(main: Module) -> Program {
        Program { modules: vec![main], links: BTreeMap::new(), broken: BTreeMap::new() }
    }

    /// A program of these modules, without links; `None` without a main module.
    pub(crate) fn of_modules(modules: Vec<Module>) -> Option<Program> {
        let empty = Program { modules, links: BTreeMap::new(), broken: BTreeMap::new() };
        if empty.modules.is_empty() { None } else { Some(empty) }
    }

    /// Adds a module.
    pub fn add(&mut self, module: Module) -> ModuleId {
        self.modules.push(module);
        ModuleId(self.modules.len() as u32 - 1)
    }

    /// Links an import of a module to the module it stands for. Returns false and changes nothing
    /// if there is no such module or import, or if the import is linked already.
    pub fn link(&mut self, importer: ModuleId, import: ImportId, imported: ModuleId) -> bool {
        let free = self.is_open(importer, import) && self.module(imported).is_some();
        if free {
            self.links.insert((importer, import), imported);
        }
        free
    }

    /// Notes that the file an import names was found but is no valid program, and why. Returns
    /// false and changes nothing if there is no such import, or if it is linked already.
    pub fn break_link(&mut self, importer: ModuleId, import: ImportId, message: &str) -> bool {
        let free = self.is_open(importer, import);
        if free {
            self.broken.insert((importer, import), message.into());
        }
        free
    }

    /// Whether the module has the import, neither linked nor broken yet.
    fn is_open(&self, importer: ModuleId, import: ImportId) -> bool {
        let key = (importer, import);
        self.module(importer).is_some_and(|module| import.index() < module.imports.len())
            && !self.links.contains_key(&key)
            && !self.broken.contains_key(&key)
    }

    /// The main module.
    pub fn main(&self) -> &Module {
        &self.modules[0]
    }

    /// All modules, the main one first.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// All modules, to be changed in place. Imports that vanish leave links that nothing follows.
    pub(crate) fn modules_mut(&mut self) -> &mut [Module] {
        &mut self.modules
    }

    /// A module, if there is one of this id.
    pub fn module(&self, id: ModuleId) -> Option<&Module> {
        self.modules.get(id.0 as usize)
    }

    /// What an import of a module stands for.
    pub fn imported(&self, importer: ModuleId, import: ImportId) -> Option<ModuleId> {
        self.links.get(&(importer, import)).copied()
    }

    /// All links: importing module, import, imported module; ascending.
    pub fn links(&self) -> impl ExactSizeIterator<Item = (ModuleId, ImportId, ModuleId)> {
        self.links.iter().map(|(&(importer, import), &imported)| (importer, import, imported))
    }

    /// The links of one module.
    pub(crate) fn links_of(&self, importer: ModuleId) -> impl Iterator<Item = (ModuleId, ImportId, ModuleId)> {
        let range = (importer, ImportId(0))..=(importer, ImportId(u32::MAX));
        self.links.range(range).map(|(&(importer, import), &imported)| (importer, import, imported))
    }

    /// The broken imports of one module.
    pub(crate) fn broken_of(&self, importer: ModuleId) -> impl Iterator<Item = (ModuleId, ImportId, &str)> {
        let range = (importer, ImportId(0))..=(importer, ImportId(u32::MAX));
        self.broken.range(range).map(|(&(importer, import), message)| (importer, import, &**message))
    }

    /// All broken imports: importing module, import, what is wrong; ascending.
    pub fn broken(&self) -> impl ExactSizeIterator<Item = (ModuleId, ImportId, &str)> {
        self.broken.iter().map(|(&(importer, import), message)| (importer, import, &**message))
    }

    /// The modules, the main one first; [`links`](Self::links) gives their places.
    pub fn into_modules(self) -> Vec<Module> {
        self.modules
    }
}

impl From<Module> for Program {
    fn from(main: Module) -> Program {
        Program::new(main)
    }
}
