//! [`Instruction`]: an instruction read back from its word.

use alloc::string::String;

use crate::operand::Operand;
use crate::reach::Reach;
use crate::row::{self, Row};
use crate::spelling::Spelling;

/// An instruction of the table, read back from its word. For code that is no longer with its
/// assembler; that of an assembler has a better [`Listing`](crate::Listing).
///
/// ```
/// use a64_asm::Instruction;
/// let branch = Instruction::read(0x54ff_ffc8).expect("an instruction of the table");
/// assert_eq!(branch.distance(), Some(-8));
/// assert_eq!(branch.text(Some("top")), "b.hi top");
/// assert_eq!(Instruction::read(u32::MAX), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    word: u32,
    row: &'static Row,
}

impl PartialEq for Instruction {
    fn eq(&self, other: &Instruction) -> bool {
        self.word == other.word
    }
}

impl Eq for Instruction {}

impl Instruction {
    /// The instruction that a word is; `None` if no method of this crate makes it.
    pub fn read(word: u32) -> Option<Instruction> {
        let row = row::all().find(|row| Spelling { word, target: None }.row(row).is_some())?;
        Some(Instruction { word, row })
    }

    /// The distance in bytes from this instruction to what it refers to: the target of a branch,
    /// the data that a literal load reads, the address that `adr` makes.
    pub fn distance(self) -> Option<i64> {
        let refers = self.row.operands.iter().any(|(operand, _)| matches!(operand, Operand::Label { .. }));
        refers.then(|| Reach::of(self.word).get(self.word))
    }

    /// The text in the manual's syntax, with a name for what it refers to, else the distance.
    pub fn text(self, target: Option<&str>) -> String {
        Spelling { word: self.word, target }.row(self.row).unwrap_or_default()
    }
}
