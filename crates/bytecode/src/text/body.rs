//! A chunk's code.

use std::collections::HashMap;

use super::lex::{Mistake, Place, Token, TokenKind, index, number};
use super::literal::is_identifier;
use super::parse::Reader;
use crate::inst::{Inst, Opcode};
use crate::module::{LineEntry, MAX_CODE};
use crate::operand::{OperandKind, Target};

/// A chunk's code while it is read.
#[derive(Default)]
pub(super) struct Body {
    pub(super) code: Vec<Inst>,
    pub(super) lines: Vec<LineEntry>,
    labels: HashMap<Box<str>, u32>,
    /// Jumps whose label is still to be looked up.
    jumps: Vec<(usize, Box<str>, Place)>,
    loops: u32,
    caches: u32,
}

impl Body {
    /// Begins with the lines that the header states.
    pub(super) fn new(lines: Vec<LineEntry>) -> Body {
        Body { lines, ..Body::default() }
    }

    pub(super) fn read_line(&mut self, reader: &mut Reader, tokens: Vec<Token>) -> Result<(), Mistake> {
        let labels = tokens.iter().take_while(|token| matches!(token.kind, TokenKind::Label(_))).count();
        let (labels, rest) = tokens.split_at(labels);
        labels.iter().try_for_each(|label| self.bind(label))?;
        match rest {
            [] => Ok(()),
            [Token { kind: TokenKind::Word("line"), place }, rest @ ..] => {
                let [line] = rest else { return Mistake::at(*place, "`line` takes one number") };
                let line = number(line, "line", "", u32::MAX)?;
                self.lines.push(LineEntry { start: self.code.len() as u32, line });
                Ok(())
            }
            [mnemonic, operands @ ..] => self.read_inst(reader, mnemonic, operands),
        }
    }

    fn bind(&mut self, token: &Token) -> Result<(), Mistake> {
        let TokenKind::Label(label) = token.kind else { return Ok(()) };
        if !is_identifier(label) {
            return Mistake::at(token.place, "a label is an identifier and a colon");
        }
        match self.labels.insert(label.into(), self.code.len() as u32) {
            Some(_) => Mistake::at(token.place, format!("label {} for the second time", token.shown())),
            None => Ok(()),
        }
    }

    fn read_inst(&mut self, reader: &mut Reader, mnemonic: &Token, operands: &[Token]) -> Result<(), Mistake> {
        let opcode = match mnemonic.kind {
            TokenKind::Word(word) => Opcode::from_mnemonic(word),
            TokenKind::Bytes(_) | TokenKind::Label(_) => None,
        };
        let Some(opcode) = opcode else {
            return Mistake::at(mnemonic.place, format!("{} is no instruction", mnemonic.shown()));
        };
        let words = self.read_operands(reader, opcode, mnemonic, operands)?;
        let Some(inst) = Inst::from_operands(opcode, &words) else {
            return Mistake::at(mnemonic.place, "an operand is out of range");
        };
        if self.code.len() >= MAX_CODE {
            return Mistake::at(mnemonic.place, format!("more than {MAX_CODE} instructions in a chunk"));
        }
        self.code.push(inst);
        Ok(())
    }

    /// One word for each operand of the row. A cache or a loop may be left out.
    fn read_operands(
        &mut self,
        reader: &mut Reader,
        opcode: Opcode,
        mnemonic: &Token,
        operands: &[Token],
    ) -> Result<Vec<u32>, Mistake> {
        let kinds = opcode.kinds();
        let may_lack = |kind| matches!(kind, OperandKind::Cache | OperandKind::Loop);
        let short = operands.len() + 1 == kinds.len() && kinds.iter().any(|&kind| may_lack(kind));
        if operands.len() != kinds.len() && !short {
            return Mistake::at(mnemonic.place, usage(opcode));
        }
        let mut tokens = operands.iter();
        let mut words = Vec::with_capacity(kinds.len());
        for &kind in kinds {
            let token = if short && may_lack(kind) { None } else { tokens.next() };
            words.push(self.read_operand(reader, kind, token, mnemonic.place)?);
        }
        Ok(words)
    }

    fn read_operand(
        &mut self,
        reader: &mut Reader,
        kind: OperandKind,
        token: Option<&Token>,
        place: Place,
    ) -> Result<u32, Mistake> {
        let word = match token {
            Some(token) if kind == OperandKind::Target => self.target(token)?,
            Some(token) => reader.operand(kind, token)?,
            None if kind == OperandKind::Loop => self.loops,
            None => self.caches,
        };
        if word > kind.max_word() {
            return Mistake::at(place, format!("more than {} in a chunk", kind.max_word()));
        }
        if kind == OperandKind::Loop {
            self.loops += 1;
        }
        if kind == OperandKind::Cache {
            self.caches = self.caches.max(word + 1);
        }
        Ok(word)
    }

    /// The word of a target given as `#index`; a label's is looked up at the end of the chunk.
    fn target(&mut self, token: &Token) -> Result<u32, Mistake> {
        if let Some(index) = index(token)? {
            return Ok(index);
        }
        match token.kind {
            TokenKind::Word(label) if is_identifier(label) => {
                self.jumps.push((self.code.len(), label.into(), token.place));
                Ok(0)
            }
            _ => Mistake::at(token.place, format!("{} where a label is expected", token.shown())),
        }
    }

    pub(super) fn resolve(&mut self) -> Result<(), Mistake> {
        for (at, label, place) in &self.jumps {
            let Some(&target) = self.labels.get(label) else {
                return Mistake::at(*place, format!("no label `{label}` in this chunk"));
            };
            self.code[*at] = self.code[*at].with_target(Target(target));
        }
        Ok(())
    }
}

/// What a row's operands are, for the message about their number.
fn usage(opcode: Opcode) -> String {
    let names: Vec<&str> = opcode.operands().iter().map(|&(name, _)| name).collect();
    match names.len() {
        0 => format!("{} takes no operand", opcode.mnemonic()),
        1 => format!("{} takes 1 operand: {}", opcode.mnemonic(), names[0]),
        count => format!("{} takes {count} operands: {}", opcode.mnemonic(), names.join(", ")),
    }
}
