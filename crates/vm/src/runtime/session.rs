//! Sessions: programs that come in entries, each a module of its own, which share their globals by
//! name. What one entry defines the next ones see, functions of earlier entries included.
//!
//! The globals are one table for all entries, so that code of earlier ones needs no change: each
//! entry's module lists the session's names first, in the same order, and then its own. Nothing of
//! a session is a constant global, because a later entry may assign anything.

use bytecode::Module;
use heap::{Bits, Heap, RootTable};

use crate::common::error::{Error, ErrorKind};

/// Names that the entries of a session can define or use. The table does not move, so it has its
/// size from the start.
pub const MAX_SESSION_GLOBALS: usize = 1 << 14;

/// The globals of a session.
#[derive(Debug)]
pub(crate) struct Session {
    table: RootTable,
    /// In the order of the table.
    names: Vec<Box<str>>,
}

/// Whose globals a module uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Globals {
    /// A table of its own.
    Own,
    /// The session's.
    Session,
}

/// The part of a session's table that a module has to do with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shared {
    pub(crate) table: RootTable,
    /// Globals that earlier entries have named; those from here on are new.
    pub(crate) known: usize,
}

impl Session {
    /// The names that entries have defined or used so far.
    pub(crate) fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// Makes a module part of the session, which begins with its first entry.
    ///
    /// # Errors
    /// Out of memory; the module's globals do not begin with the session's, or are too many; it
    /// declares closed functions.
    pub(crate) fn join(session: &mut Option<Session>, heap: &mut Heap, module: &Module) -> Result<Shared, Error> {
        let session = match session {
            Some(session) => session,
            None => {
                let table = heap.new_root_table(MAX_SESSION_GLOBALS, Bits::UNDEF, true)?;
                session.insert(Session { table, names: Vec::new() })
            }
        };
        let known = session.names.len();
        let names = || module.globals.iter().map(|&name| module.name(name));
        if module.globals.len() < known || !names().zip(&session.names).all(|(name, known)| name == &**known) {
            return Err(Error::new("the globals of the entry do not begin with the session's"));
        }
        if module.globals.len() > MAX_SESSION_GLOBALS {
            return Err(ErrorKind::Limit { what: "globals in a session", limit: MAX_SESSION_GLOBALS }.into());
        }
        // They have words of their own behind the globals.
        if module.chunks.iter().any(|chunk| chunk.closed.is_some()) {
            return Err(Error::new("an entry of a session cannot declare closed functions"));
        }
        session.names.extend(names().skip(known).map(Box::from));
        Ok(Shared { table: session.table, known })
    }
}
