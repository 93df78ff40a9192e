//! Sessions: programs that come in entries, each a module of its own, which share their globals by name. What one
//! entry defines the next ones see, functions of earlier entries included.
//!
//! The globals are one table for all entries, so that code of earlier ones needs no change: each entry's module
//! lists the session's names first, in the same order, and then its own. Nothing of a session is a constant
//! global, because a later entry may assign anything.

use std::sync::Arc;

use bytecode::{Module, Verified};
use heap::{Bits, RootTable};

use crate::engine::Engine;
use crate::error::{Error, ErrorKind};
use crate::vm::{Exit, Vm};

/// Names that the entries of a session can define or use. The table does not move, so it has its size from the start.
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

impl Vm {
    /// Runs an entry of this vm's session: like [`run`](Vm::run), but what it defines stays, and it sees what
    /// earlier entries have defined, also if they ended with an error. `lang::compile_entry` makes such modules.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut vm = vm::Vm::builder().build()?;
    /// for source in ["function twice(x) { return x * factor; }", "var factor = 2;", "twice(21)"] {
    ///     let module = lang::compile_entry("entry", source.as_bytes(), vm.session_globals()).unwrap();
    ///     vm.run_entry(Arc::new(module))?; // the last one prints 42
    /// }
    /// assert!(vm.session_globals().iter().any(|name| &**name == "factor"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The entry's error, as [`run`](Vm::run) has it; [`ErrorKind::Host`] if the module's globals do not begin with
    /// [`session_globals`](Vm::session_globals) or it has closed functions, [`ErrorKind::Limit`] beyond
    /// [`MAX_SESSION_GLOBALS`] names.
    pub fn run_entry(&mut self, module: Arc<Verified<Module>>) -> Result<Exit, Error> {
        self.run_with(module, Globals::Session)
    }

    /// The names that entries have defined or used so far. The globals of the next entry's module begin with them,
    /// in this order.
    pub fn session_globals(&self) -> &[Box<str>] {
        self.cx().engine_ref().session.as_ref().map_or(&[], |session| &session.names)
    }
}

impl Engine {
    /// Makes a module part of the session, which begins with its first entry.
    pub(crate) fn join_session(&mut self, module: &Module) -> Result<Shared, Error> {
        let session = match &mut self.session {
            Some(session) => session,
            None => {
                let table = self.heap.new_root_table(MAX_SESSION_GLOBALS, Bits::UNDEF, true)?;
                self.session.insert(Session { table, names: Vec::new() })
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
