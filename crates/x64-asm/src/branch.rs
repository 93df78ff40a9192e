//! What names a label beside jumps and calls: loops, jumps on the counter, transactions, and
//! prefetches of code. None of them has a second length, so relaxation leaves them as they are.

use crate::assembler::Assembler;
use crate::buffer::Buffer;
use crate::encode::Short;
use crate::feature::Features;
use crate::label::{Label, Use};

/// An instruction whose last field is the distance to a label.
pub(crate) struct Branch {
    /// As a listing prints it, up to the label.
    pub mnemonic: &'static str,
    /// Whether the label is a memory operand.
    pub reads: bool,
    /// The bytes before the field.
    pub head: &'static [u8],
    /// The field's width in bytes: 1 or 4.
    pub width: usize,
}

#[inline]
const fn branch(mnemonic: &'static str, head: &'static [u8], width: usize) -> Branch {
    Branch { mnemonic, reads: false, head, width }
}

const LOOP: Branch = branch("loop ", &[0xe2], 1);
const LOOPE: Branch = branch("loope ", &[0xe1], 1);
const LOOPNE: Branch = branch("loopne ", &[0xe0], 1);
const JRCXZ: Branch = branch("jrcxz ", &[0xe3], 1);
const JECXZ: Branch = branch("jecxz ", &[0x67, 0xe3], 1);
const XBEGIN: Branch = branch("xbegin ", &[0xc7, 0xf8], 4);
const PREFETCHIT0: Branch = Branch { reads: true, ..branch("prefetchit0 byte ptr ", &[0x0f, 0x18, 0x3d], 4) };
const PREFETCHIT1: Branch = Branch { reads: true, ..branch("prefetchit1 byte ptr ", &[0x0f, 0x18, 0x35], 4) };

static ALL: [Branch; 8] = [LOOP, LOOPE, LOOPNE, JRCXZ, JECXZ, XBEGIN, PREFETCHIT0, PREFETCHIT1];

/// The instruction of this file that begins the code, if one does.
#[inline]
pub(crate) fn branch_at(code: &[u8]) -> Option<&'static Branch> {
    ALL.iter().find(|it| code.starts_with(it.head) && code.len() >= it.head.len() + it.width)
}

impl<B: Buffer> Assembler<B> {
    /// `loop label`: `E2 cb`. Counts `rcx` down and jumps unless it is zero then, without a change
    /// of flags. Out of reach is an error at `finish`.
    #[inline]
    pub fn loop_(&mut self, label: Label) {
        self.put_branch(&LOOP, label);
    }

    /// `loope label`: `E1 cb`. Counts `rcx` down and jumps if it is not zero then and ZF is set.
    /// Out of reach is an error at `finish`.
    #[inline]
    pub fn loope(&mut self, label: Label) {
        self.put_branch(&LOOPE, label);
    }

    /// `loopne label`: `E0 cb`. Counts `rcx` down and jumps if it is not zero then and ZF is clear.
    /// Out of reach is an error at `finish`.
    #[inline]
    pub fn loopne(&mut self, label: Label) {
        self.put_branch(&LOOPNE, label);
    }

    /// `jrcxz label`: `E3 cb`. Jumps if `rcx` is zero. Out of reach is an error at `finish`.
    #[inline]
    pub fn jrcxz(&mut self, label: Label) {
        self.put_branch(&JRCXZ, label);
    }

    /// `jecxz label`: `67 E3 cb`. Jumps if `ecx` is zero. Out of reach is an error at `finish`.
    #[inline]
    pub fn jecxz(&mut self, label: Label) {
        self.put_branch(&JECXZ, label);
    }

    /// `xbegin label`: `C7 F8 cd`. Begins a transaction; where it aborts, goes on at the label with
    /// the reason in `eax`. Needs [`Features::RTM`].
    #[inline]
    pub fn xbegin(&mut self, label: Label) {
        self.require(Features::RTM);
        self.put_branch(&XBEGIN, label);
    }

    /// `prefetchit0 [label]`: `0F 18 /7`, relative to RIP, the only address it works on. Code that
    /// runs soon comes into all levels of the cache. Needs [`Features::PREFETCHI`].
    #[inline]
    pub fn prefetchit0(&mut self, label: Label) {
        self.require(Features::PREFETCHI);
        self.put_branch(&PREFETCHIT0, label);
    }

    /// `prefetchit1 [label]`: `0F 18 /6`, relative to RIP, the only address it works on. Code that
    /// runs soon comes into all levels of the cache but the first. Needs [`Features::PREFETCHI`].
    #[inline]
    pub fn prefetchit1(&mut self, label: Label) {
        self.require(Features::PREFETCHI);
        self.put_branch(&PREFETCHIT1, label);
    }

    #[inline]
    fn put_branch(&mut self, branch: &Branch, label: Label) {
        let mut bytes = [0; 8];
        bytes[..branch.head.len()].copy_from_slice(branch.head);
        self.put(Short::new(u64::from_le_bytes(bytes), (branch.head.len() + branch.width) as u32));
        let kind = if branch.width == 1 { Use::Short } else { Use::Relative };
        self.note_use(label, branch.width as u32, kind);
    }
}
