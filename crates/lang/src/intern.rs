//! [`Interner`]: identifiers and string literals as small numbers.

use std::collections::HashMap;

/// An interned byte string.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Symbol(u32);

impl Symbol {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The texts of all symbols; equal texts have one symbol.
#[derive(Default)]
pub(crate) struct Interner {
    texts: Vec<Box<[u8]>>,
    symbols: HashMap<Box<[u8]>, Symbol>,
}

impl Interner {
    pub fn intern(&mut self, text: &[u8]) -> Symbol {
        if let Some(&symbol) = self.symbols.get(text) {
            return symbol;
        }
        let symbol = Symbol(self.texts.len() as u32);
        self.texts.push(text.into());
        self.symbols.insert(text.into(), symbol);
        symbol
    }

    pub fn bytes(&self, symbol: Symbol) -> &[u8] {
        &self.texts[symbol.index()]
    }

    /// The text of an identifier, which is ASCII.
    pub fn name(&self, symbol: Symbol) -> &str {
        std::str::from_utf8(self.bytes(symbol)).expect("identifiers are ASCII")
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }
}
