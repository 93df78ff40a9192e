//! Globals, constants and counters: words of a table whose address stands in a word of the code.

use super::{Gp, Label, Masm, TEMP};

impl Masm {
    /// Loads the address that a word of the code holds.
    pub fn load_address(&mut self, dst: Gp, label: Label) {
        self.asm.ldr_rl64(dst, label);
    }

    /// Loads word `index` of a table.
    pub fn load_table(&mut self, dst: Gp, table: Label, index: u32) {
        self.load_address(TEMP, table);
        self.load64(dst, TEMP, 8 * index as i32);
    }

    /// Stores into word `index` of a table.
    pub fn store_table(&mut self, table: Label, index: u32, src: Gp) {
        self.load_address(TEMP, table);
        self.store64(src, TEMP, 8 * index as i32);
    }

    /// Adds 1 to counter `index` of a table; keeps the flags.
    pub fn count(&mut self, table: Label, index: u32) {
        let count = self.scratch();
        self.load_address(TEMP, table);
        self.load32(*count, TEMP, 4 * index as i32);
        self.asm.add_rri32(*count, *count, 1);
        self.store32(*count, TEMP, 4 * index as i32);
    }
}
