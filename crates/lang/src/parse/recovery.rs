//! Going on after an error: where the next statement begins.
//!
//! The aim is that each mistake is reported once. What was open in the failed statement is
//! abandoned, the enclosing block stays open, and tokens are skipped up to a place where a
//! statement can begin. After an error the tree is not used, so it may be left in any state.

use super::Parser;
use super::statement::Frame;
use crate::token::TokenKind;

/// Where in a statement the parser is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Statement,
    /// In the head of a compound statement: its body may follow.
    Head,
    StructBody,
}

impl Parser<'_> {
    pub(super) fn recover(&mut self) {
        let open = self.pending.iter().filter(|pending| pending.is_delimiter()).count();
        self.pending.clear();
        self.operands.clear();
        while matches!(self.frames.last(), Some(Frame::Then(_) | Frame::Else(_) | Frame::Loop(_))) {
            self.close_frame();
        }
        self.nesting = self.frames.len();
        match self.place {
            Place::Statement => self.skip_statement(open),
            Place::Head => self.skip_head(),
            Place::StructBody => self.skip_struct_body(),
        }
        self.finished |= self.at(TokenKind::End);
    }

    /// Skips what an abandoned statement leaves where the next one should begin: the `else` of a
    /// broken `if`, or a closing brace that closes nothing. Only after an error.
    pub(super) fn skip_leftover(&mut self) -> bool {
        let leftover = self.at(TokenKind::Else) || self.at(TokenKind::RightBrace) && self.frames.is_empty();
        let skips = leftover && !self.diagnostics.is_empty();
        if skips {
            self.advance();
        }
        skips
    }

    /// Skips behind the semicolon that ends the statement, or up to a keyword that begins one or
    /// the brace that closes the block. Braces in between are skipped in pairs; `open` parentheses
    /// and brackets are open already.
    fn skip_statement(&mut self, mut open: usize) {
        let mut braces = 0_usize;
        loop {
            match self.token.kind {
                TokenKind::End => return,
                TokenKind::Semicolon if braces == 0 => {
                    self.advance();
                    return;
                }
                TokenKind::RightBrace if braces == 0 => return self.skip_unmatched(),
                TokenKind::RightBrace if braces == 1 && open == 0 => {
                    self.advance();
                    self.accept(TokenKind::Semicolon);
                    return;
                }
                kind if braces == 0 && kind.begins_statement() && self.begins_line() => return,
                TokenKind::LeftBrace => braces += 1,
                TokenKind::RightBrace => braces -= 1,
                TokenKind::LeftParen | TokenKind::LeftBracket if braces == 0 => open += 1,
                TokenKind::RightParen | TokenKind::RightBracket if braces == 0 => open = open.saturating_sub(1),
                _ => {}
            }
            self.advance();
        }
    }

    /// Skips up to the body, which is then parsed as a block; or behind the statement. A semicolon
    /// may belong to the head of a `for`, so it ends the statement only at the end of a line.
    fn skip_head(&mut self) {
        loop {
            match self.token.kind {
                TokenKind::End | TokenKind::LeftBrace => return,
                TokenKind::RightBrace => return self.skip_unmatched(),
                kind if kind.begins_statement() && self.begins_line() => return,
                kind => {
                    self.advance();
                    if kind == TokenKind::Semicolon && self.begins_line() {
                        return;
                    }
                }
            }
        }
    }

    fn skip_struct_body(&mut self) {
        while !matches!(self.token.kind, TokenKind::End | TokenKind::RightBrace) {
            if self.token.kind.begins_statement() && self.begins_line() {
                return;
            }
            self.advance();
        }
        self.accept(TokenKind::RightBrace);
    }

    /// At a closing brace: leaves it to the block that is open, or skips it if none is.
    fn skip_unmatched(&mut self) {
        if self.frames.is_empty() {
            self.advance();
        }
    }
}
