//! Functions of the host that programs call by number.

use std::collections::HashMap;

/// A function of the host: `r1` to `r5`, and the result for `r0`. It must not panic: a panic ends
/// the process.
pub type Helper = extern "sysv64" fn(u64, u64, u64, u64, u64) -> u64;

/// Helpers by the numbers that programs know them by.
#[derive(Clone, Default, Debug)]
pub struct Helpers {
    functions: HashMap<u32, Helper>,
}

impl Helpers {
    /// No helpers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a helper, in place of what had its number.
    #[must_use]
    pub fn with(mut self, number: u32, helper: Helper) -> Self {
        self.functions.insert(number, helper);
        self
    }

    /// The helper of a number.
    pub fn get(&self, number: u32) -> Option<Helper> {
        self.functions.get(&number).copied()
    }
}
