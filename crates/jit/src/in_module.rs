//! [`InModule`]: something of one of the modules that a compilation knows.

use std::fmt::{self, Debug, Formatter};

/// A module that a compilation knows. The numbers are the compilation's own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct ModuleId(pub u32);

impl ModuleId {
    /// The module of the compiled function.
    pub const OWN: ModuleId = ModuleId(0);

    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Something of a module: a function, a global, a constant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InModule<T> {
    /// Whose it is.
    pub module: ModuleId,
    /// Which one of that module.
    pub id: T,
}

impl<T> InModule<T> {
    /// Something of the compiled function's module.
    pub fn own(id: T) -> InModule<T> {
        InModule { module: ModuleId::OWN, id }
    }
}

/// The id alone if it is the compiled function's module.
impl<T: Debug> Debug for InModule<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.module {
            ModuleId::OWN => self.id.fmt(f),
            module => write!(f, "{:?} of {module:?}", self.id),
        }
    }
}
