//! A chunk's header.

use super::lex::{Mistake, Token, TokenKind, number};
use crate::closed::{ScalarType, Signature};
use crate::module::{Capture, LineEntry};
use crate::operand::{Slot, UpvalueId};

/// What a chunk's header states.
#[derive(Default)]
pub(super) struct Header {
    pub(super) params: u16,
    pub(super) slots: Option<u16>,
    pub(super) caches: Option<u16>,
    pub(super) cells: Option<Vec<Slot>>,
    pub(super) nil_slots: Vec<Slot>,
    pub(super) captures: Vec<Capture>,
    pub(super) closed: Option<Box<Signature>>,
    pub(super) lines: Vec<LineEntry>,
}

impl Header {
    pub(super) fn read(mut tokens: &[Token]) -> Result<Header, Mistake> {
        let mut header = Header::default();
        while let [keyword, rest @ ..] = tokens {
            let clause = rest.iter().take_while(|token| !is_clause(token)).count();
            let (clause, rest) = rest.split_at(clause);
            header.read_clause(keyword, clause)?;
            tokens = rest;
        }
        Ok(header)
    }

    fn read_clause(&mut self, keyword: &Token, clause: &[Token]) -> Result<(), Mistake> {
        match keyword.kind {
            TokenKind::Word("params") => self.params = single(keyword, clause, "number of parameters")?,
            TokenKind::Word("slots") => self.slots = Some(single(keyword, clause, "number of slots")?),
            TokenKind::Word("caches") => self.caches = Some(single(keyword, clause, "number of caches")?),
            TokenKind::Word("cells") => self.cells = Some(slots(clause)?),
            TokenKind::Word("nil") => self.nil_slots = slots(clause)?,
            TokenKind::Word("captures") => self.captures = clause.iter().map(capture).collect::<Result<_, _>>()?,
            TokenKind::Word("closed") => self.closed = Some(Box::new(signature(keyword, clause)?)),
            TokenKind::Word("lines") => self.lines = clause.iter().map(line_entry).collect::<Result<_, _>>()?,
            _ => {
                let clauses = CLAUSES.join(", ");
                return Mistake::at(keyword.place, format!("{} where one of {clauses} is expected", keyword.shown()));
            }
        }
        Ok(())
    }
}

const CLAUSES: [&str; 8] = ["params", "slots", "caches", "cells", "nil", "captures", "closed", "lines"];

fn is_clause(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Word(word) if CLAUSES.contains(&word))
}

fn single(keyword: &Token, clause: &[Token], what: &str) -> Result<u16, Mistake> {
    match clause {
        [token] => Ok(number(token, what, "", u16::MAX.into())? as u16),
        [_, extra, ..] => Mistake::at(extra.place, format!("{} takes one number", keyword.shown())),
        [] => Mistake::at(keyword.place, format!("{} takes one number", keyword.shown())),
    }
}

fn slots(clause: &[Token]) -> Result<Vec<Slot>, Mistake> {
    clause.iter().map(|token| Ok(Slot(number(token, "slot", "s", u16::MAX.into())? as u16))).collect()
}

fn capture(token: &Token) -> Result<Capture, Mistake> {
    match token.kind {
        TokenKind::Word(word) if word.starts_with('s') => {
            Ok(Capture::Slot(Slot(number(token, "slot", "s", u16::MAX.into())? as u16)))
        }
        TokenKind::Word(word) if word.starts_with('u') => {
            Ok(Capture::Upvalue(UpvalueId(number(token, "upvalue", "u", u16::MAX.into())? as u16)))
        }
        _ => Mistake::at(token.place, format!("{} where a slot `s0` or an upvalue `u0` is expected", token.shown())),
    }
}

/// The slots' types, an arrow, the result's type.
fn signature(keyword: &Token, clause: &[Token]) -> Result<Signature, Mistake> {
    let [slots @ .., arrow, result] = clause else {
        return Mistake::at(keyword.place, "`closed` takes the slots' types, `->` and the result's type");
    };
    if arrow.kind != TokenKind::Word("->") {
        return Mistake::at(arrow.place, format!("{} where `->` and one type are expected", arrow.shown()));
    }
    let slots = slots.iter().map(scalar_type).collect::<Result<_, _>>()?;
    Ok(Signature { slots, result: scalar_type(result)? })
}

fn scalar_type(token: &Token) -> Result<ScalarType, Mistake> {
    let scalar = match token.kind {
        TokenKind::Word(word) => ScalarType::from_name(word),
        TokenKind::Bytes(_) | TokenKind::Label(_) => None,
    };
    match scalar {
        Some(scalar) => Ok(scalar),
        None => Mistake::at(token.place, format!("{} where `int`, `float` or `bool` is expected", token.shown())),
    }
}

fn line_entry(token: &Token) -> Result<LineEntry, Mistake> {
    let pair = match token.kind {
        TokenKind::Word(word) => word.split_once(':'),
        TokenKind::Bytes(_) | TokenKind::Label(_) => None,
    };
    let pair = pair.and_then(|(start, line)| Some((start.parse().ok()?, line.parse().ok()?)));
    match pair {
        Some((start, line)) => Ok(LineEntry { start, line }),
        None => Mistake::at(token.place, format!("{} where `INSTRUCTION:LINE` is expected", token.shown())),
    }
}
