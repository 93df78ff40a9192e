//! [`Modules`]: the modules whose functions one compilation may read.

use bytecode::{Chunk, ChunkFacts, ChunkId, Module, Verified};
use jit::{InModule, ModuleId};

/// A module, with the id that profiles know it by.
#[derive(Clone, Copy, Debug)]
pub struct Linked<'a> {
    /// The id, as in [`Fixed::Module`](jit::Fixed::Module).
    pub id: u32,
    /// The module.
    pub module: &'a Verified<Module>,
}

/// The modules that a compilation knows, by [`ModuleId`].
#[derive(Clone, Copy, Debug)]
pub struct Modules<'a> {
    own: Linked<'a>,
    others: &'a [Linked<'a>],
}

impl<'a> Modules<'a> {
    /// The module of the function to be compiled, and others of other ids, the first of which is
    /// number 1.
    pub fn new(own: Linked<'a>, others: &'a [Linked<'a>]) -> Modules<'a> {
        Modules { own, others }
    }

    /// The module of the function to be compiled, and no other.
    pub fn alone(module: &'a Verified<Module>) -> Modules<'a> {
        Modules { own: Linked { id: 0, module }, others: &[] }
    }

    /// A module.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn get(self, module: ModuleId) -> &'a Verified<Module> {
        match module {
            ModuleId::OWN => self.own.module,
            ModuleId(number) => self.others[number as usize - 1].module,
        }
    }

    /// The code of a function.
    ///
    /// # Panics
    /// If there is no such function.
    pub fn chunk(self, chunk: InModule<ChunkId>) -> &'a Chunk {
        &self.get(chunk.module).chunks[chunk.id.index()]
    }

    /// What the verifier found out about a function.
    ///
    /// # Panics
    /// If there is no such function.
    pub fn facts(self, chunk: InModule<ChunkId>) -> &'a ChunkFacts {
        self.get(chunk.module).facts(chunk.id)
    }

    /// The module that profiles know by an id.
    pub fn find(self, id: u32) -> Option<ModuleId> {
        if self.own.id == id {
            return Some(ModuleId::OWN);
        }
        let at = self.others.iter().position(|other| other.id == id)?;
        Some(ModuleId(at as u32 + 1))
    }
}
