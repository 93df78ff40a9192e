//! [`Notes`]: what an artifact has beside its code: comments, calls, addresses to be filled in.

use smallvec::SmallVec;

use crate::abi::Symbol;
use crate::artifact::{CallSite, Comment, Fixup};
use crate::in_module::ModuleId;
use crate::target::{Label, Masm};

/// Comments, calls and addresses to be filled in.
#[derive(Debug)]
pub struct Notes {
    comments: Vec<(u32, Comment)>,
    calls: Vec<CallSite>,
    symbols: SmallVec<[(Symbol, Label); 4]>,
}

impl Notes {
    /// None, with room for a function of so many instructions.
    pub fn with_capacity(insts: usize) -> Notes {
        let comments = Vec::with_capacity(insts + insts / 2 + 8);
        Notes { comments, calls: Vec::new(), symbols: SmallVec::new() }
    }

    /// Notes what is emitted next.
    pub fn comment(&mut self, comment: Comment, masm: &Masm) {
        self.comments.push((masm.offset(), comment));
    }

    /// Notes that instruction `pc` makes the call that was emitted last.
    pub fn call(&mut self, pc: u32, masm: &Masm) {
        self.calls.push(CallSite { returns_to: masm.offset(), pc });
    }

    /// The label of the word that holds an address.
    pub fn symbol(&mut self, symbol: Symbol, masm: &mut Masm) -> Label {
        if let Some(&(_, label)) = self.symbols.iter().find(|&&(it, _)| it == symbol) {
            return label;
        }
        let label = masm.label();
        self.symbols.push((symbol, label));
        label
    }

    /// Emits the words for addresses. Returns the words to be filled in, the calls and the
    /// comments.
    pub fn finish(self, masm: &mut Masm) -> (Vec<Fixup>, Vec<CallSite>, Vec<(u32, Comment)>) {
        let symbols = self.symbols.into_iter();
        let fixup = |(symbol, label)| Fixup { offset: masm.address_word(label), module: ModuleId::OWN, symbol };
        (symbols.map(fixup).collect(), self.calls, self.comments)
    }
}
