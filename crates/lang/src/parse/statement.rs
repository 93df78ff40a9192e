//! Statements.
//!
//! A step parses one simple statement, or the head of a compound one, whose [`Frame`] then waits
//! for the body. A statement that is complete completes the frames that it was the body of.

use super::recovery::Place;
use super::{Parsed, Parser};
use crate::token::{Token, TokenKind};
use crate::tree::{Name, Stmt};

/// A compound statement whose body is being parsed.
#[derive(Clone, Copy)]
pub(super) enum Frame {
    /// Opened at this position.
    Block(u32),
    /// Opened at `opened`; `outer_loops` are open around the function.
    Function { opened: u32, outer_loops: u32 },
    /// The then-branch of an `if`, which is the last of a chain of this many by `else if`.
    Then(u32),
    /// The else-branch of the last of a chain of this many.
    Else(u32),
    /// The body of a loop that this marker ends.
    Loop(Stmt),
}

impl Parser<'_> {
    /// Parses up to the end of a simple statement, the body of a compound one, or a brace.
    pub(super) fn step(&mut self) -> Parsed {
        match self.frames.last() {
            Some(Frame::Then(_) | Frame::Else(_) | Frame::Loop(_)) => self.body(),
            Some(&(Frame::Block(opened) | Frame::Function { opened, .. })) if self.at(TokenKind::End) => {
                let line = self.source.line(opened);
                Err(self.fail(&format!("Expect '}}' to close the block opened at line {line}.")))
            }
            None if self.at(TokenKind::End) => {
                self.finished = true;
                Ok(())
            }
            _ => self.declaration(),
        }
    }

    /// A body without braces is a statement but not a declaration.
    fn body(&mut self) -> Parsed {
        if self.token.kind.begins_declaration() {
            return Err(self.fail("A declaration cannot be a body by itself: put it in braces."));
        }
        self.statement()
    }

    pub(super) fn statement(&mut self) -> Parsed {
        match self.token.kind {
            TokenKind::LeftBrace => self.open_block(),
            TokenKind::If => self.if_statement(),
            TokenKind::While => self.while_statement(),
            TokenKind::For => self.for_statement(),
            TokenKind::Print => self.print(),
            TokenKind::Return => self.return_statement(),
            TokenKind::Identifier if self.at_exit(b"break") => self.exit(Stmt::Break),
            TokenKind::Identifier if self.at_exit(b"continue") => self.exit(Stmt::Continue),
            _ => self.expression_statement(),
        }
    }

    // Simple statements.

    fn print(&mut self) -> Parsed {
        let Token { start: position, .. } = self.advance();
        let value = self.expression()?;
        self.expect(TokenKind::Semicolon, "Expect ';' after print value.")?;
        self.finish(position, Stmt::Print(value))
    }

    fn return_statement(&mut self) -> Parsed {
        let Token { start: position, .. } = self.advance();
        let value = if self.at(TokenKind::Semicolon) { None } else { Some(self.expression()?) };
        self.expect(TokenKind::Semicolon, "Expect ';' after return value.")?;
        self.finish(position, Stmt::Return(value))
    }

    fn expression_statement(&mut self) -> Parsed {
        let Token { start: position, .. } = self.token;
        let value = self.expression()?;
        self.expect(TokenKind::Semicolon, "Expect ';' after expression.")?;
        self.finish(position, Stmt::Expr(value))
    }

    /// Whether `break;` or `continue;` stands here in a loop; elsewhere both are identifiers.
    fn at_exit(&self, word: &[u8]) -> bool {
        self.loops > 0 && self.ahead.kind == TokenKind::Semicolon && self.text(self.token) == word
    }

    fn exit(&mut self, stmt: Stmt) -> Parsed {
        let Token { start: position, .. } = self.advance();
        self.advance();
        self.finish(position, stmt)
    }

    // Compound statements.

    fn open_block(&mut self) -> Parsed {
        let Token { start: position, .. } = self.advance();
        self.tree.push_stmt(position, Stmt::Open);
        self.open_frame(position, Frame::Block(position))
    }

    pub(super) fn close_block(&mut self) -> Parsed {
        let end = match self.frames.last() {
            Some(Frame::Block(_)) => Stmt::Close,
            Some(Frame::Function { .. }) => Stmt::EndFunction,
            _ => return Err(self.fail("This '}' closes nothing.")),
        };
        self.close_frame();
        let Token { start: position, .. } = self.advance();
        self.finish(position, end)
    }

    fn if_statement(&mut self) -> Parsed {
        self.place = Place::Head;
        let Token { start: position, .. } = self.advance();
        self.expect(TokenKind::LeftParen, "Expect '(' after 'if'.")?;
        let condition = self.expression()?;
        self.expect(TokenKind::RightParen, "Expect ')' after condition.")?;
        self.tree.push_stmt(position, Stmt::If(condition));
        match self.frames.last_mut() {
            Some(frame @ &mut Frame::Else(chain)) => *frame = Frame::Then(chain + 1),
            _ => self.open_frame(position, Frame::Then(1))?,
        }
        Ok(())
    }

    fn while_statement(&mut self) -> Parsed {
        self.place = Place::Head;
        let Token { start: position, .. } = self.advance();
        self.expect(TokenKind::LeftParen, "Expect '(' after 'while'.")?;
        let condition = self.expression()?;
        self.expect(TokenKind::RightParen, "Expect ')' after condition.")?;
        self.tree.push_stmt(position, Stmt::While(condition));
        self.open_frame(position, Frame::Loop(Stmt::EndWhile))
    }

    fn for_statement(&mut self) -> Parsed {
        self.place = Place::Head;
        let Token { start: position, .. } = self.advance();
        self.expect(TokenKind::LeftParen, "Expect '(' after 'for'.")?;
        if !self.at(TokenKind::Var) {
            self.tree.push_stmt(position, Stmt::OpenFor);
            if !self.accept(TokenKind::Semicolon) {
                let value = self.expression()?;
                self.expect(TokenKind::Semicolon, "Expect ';' after loop initialiser.")?;
                self.tree.push_stmt(position, Stmt::Expr(value));
            }
            return self.for_clauses(position);
        }
        let Token { start: declared, .. } = self.advance();
        let name = self.identifier("Expect variable name.")?;
        if self.accept(TokenKind::Colon) {
            return self.foreach(position, name);
        }
        self.tree.push_stmt(position, Stmt::OpenFor);
        self.initialiser(declared, name)?;
        self.for_clauses(position)
    }

    /// The rest of a C-style `for` after its first semicolon.
    fn for_clauses(&mut self, position: u32) -> Parsed {
        let condition = if self.at(TokenKind::Semicolon) { None } else { Some(self.expression()?) };
        self.expect(TokenKind::Semicolon, "Expect ';' after loop condition.")?;
        let step = if self.at(TokenKind::RightParen) { None } else { Some(self.expression()?) };
        self.expect(TokenKind::RightParen, "Expect ')' after loop clauses.")?;
        self.tree.push_stmt(position, Stmt::For(condition, step));
        self.open_frame(position, Frame::Loop(Stmt::EndFor))
    }

    /// The rest of a foreach after its colon.
    fn foreach(&mut self, position: u32, name: Name) -> Parsed {
        let collection = self.expression()?;
        self.expect(TokenKind::RightParen, "Expect ')' after loop collection.")?;
        self.tree.push_stmt(position, Stmt::Foreach(name, collection));
        self.open_frame(position, Frame::Loop(Stmt::EndForeach))
    }

    // Frames.

    pub(super) fn open_frame(&mut self, position: u32, frame: Frame) -> Parsed {
        self.loops += u32::from(matches!(frame, Frame::Loop(_)));
        self.frames.push(frame);
        self.nest(position)
    }

    pub(super) fn close_frame(&mut self) {
        let frame = self.frames.pop().expect("a frame is open");
        self.nesting -= 1;
        match frame {
            Frame::Loop(_) => self.loops -= 1,
            Frame::Function { outer_loops, .. } => self.loops = outer_loops,
            Frame::Block(_) | Frame::Then(_) | Frame::Else(_) => {}
        }
    }

    /// Ends a statement, and the statements that it is the body of.
    fn finish(&mut self, position: u32, stmt: Stmt) -> Parsed {
        self.tree.push_stmt(position, stmt);
        while let Some(frame) = self.frames.last_mut() {
            match *frame {
                Frame::Block(_) | Frame::Function { .. } => break,
                Frame::Then(chain) if self.token.kind == TokenKind::Else => {
                    *frame = Frame::Else(chain);
                    self.advance();
                    self.tree.push_stmt(position, Stmt::Else);
                    break;
                }
                Frame::Then(chain) | Frame::Else(chain) => {
                    for _ in 0..chain {
                        self.tree.push_stmt(position, Stmt::EndIf);
                    }
                    self.close_frame();
                }
                Frame::Loop(end) => {
                    self.tree.push_stmt(position, end);
                    self.close_frame();
                }
            }
        }
        Ok(())
    }
}
