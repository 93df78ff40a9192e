//! Globals, constants and counters: words of a table whose address stands in a word of the code.

use x64_asm::Mem;

use super::{Gp, Label, Masm, word_at};

impl Masm {
    /// Loads the address that a word of the code holds.
    pub fn load_address(&mut self, dst: Gp, label: Label) {
        self.asm.mov_rm64(dst, Mem::label(label));
    }

    /// Loads word `index` of a table.
    pub fn load_table(&mut self, dst: Gp, table: Label, index: u32) {
        self.asm.mov_rm64(dst, Mem::label(table));
        self.asm.mov_rm64(dst, word_at(dst, 8 * index as i32));
    }

    /// Stores into word `index` of a table.
    pub fn store_table(&mut self, table: Label, index: u32, src: Gp) {
        let words = self.scratch2();
        self.asm.mov_rm64(*words, Mem::label(table));
        self.asm.mov_mr64(word_at(*words, 8 * index as i32), src);
    }

    /// Adds 1 to counter `index` of a table; keeps the flags.
    pub fn count(&mut self, table: Label, index: u32) {
        let (counters, count) = (self.scratch(), self.scratch2());
        let counter = word_at(*counters, 4 * index as i32);
        self.asm.mov_rm64(*counters, Mem::label(table));
        self.asm.mov_rm32(*count, counter);
        self.asm.lea_rm32(*count, word_at(*count, 1));
        self.asm.mov_mr32(counter, *count);
    }
}
