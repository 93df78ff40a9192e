//! [`parse`]: tokens to a [`Tree`], and the errors of the text.
//!
//! Both halves of the parser keep what is open on a stack of their own: `statement` in
//! [`Frame`]s, `expression` in [`Pending`]s. So no nesting of the source becomes recursion here;
//! how deep it may go is [`MAX_NESTING`]. After an error `recovery` finds the place to go on.

mod declaration;
mod expression;
mod literal;
mod operator;
mod recovery;
mod remedy;
mod statement;

use crate::diagnostic::Diagnostic;
use crate::lexer::Lexer;
use crate::limit::{MAX_DIAGNOSTICS, MAX_NESTING};
use crate::source::Source;
use crate::token::{Token, TokenKind};
use crate::tree::{ExprId, Tree};

use expression::Pending;
use recovery::Place;
use remedy::Around;
use statement::Frame;

/// The tree of a source, or what is wrong with it, at most [`MAX_DIAGNOSTICS`] things.
pub(crate) fn parse(source: &Source<'_>) -> Result<Tree, Vec<Diagnostic>> {
    let mut parser = Parser::new(source);
    parser.run();
    if parser.diagnostics.is_empty() { Ok(parser.tree) } else { Err(parser.diagnostics) }
}

/// A diagnostic has been reported; the statement cannot go on.
struct Failed;

type Parsed<T = ()> = Result<T, Failed>;

struct Parser<'s> {
    source: &'s Source<'s>,
    lexer: Lexer<'s>,
    token: Token,
    /// The token after `token`.
    ahead: Token,
    /// The token before `token`; empty before the first.
    previous: Token,
    tree: Tree,
    frames: Vec<Frame>,
    /// Loops open around the statement, within its function.
    loops: u32,
    pending: Vec<Pending>,
    operands: Vec<ExprId>,
    /// Constructs open, in `frames` and `pending`.
    nesting: usize,
    place: Place,
    finished: bool,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Parser<'s> {
    fn new(source: &'s Source<'s>) -> Parser<'s> {
        let mut lexer = Lexer::new(source.bytes);
        Parser {
            source,
            token: lexer.token(),
            ahead: lexer.token(),
            lexer,
            previous: Token { kind: TokenKind::End, start: 0, end: 0 },
            tree: Tree::default(),
            frames: Vec::new(),
            loops: 0,
            pending: Vec::new(),
            operands: Vec::new(),
            nesting: 0,
            place: Place::Statement,
            finished: false,
            diagnostics: Vec::new(),
        }
    }

    fn run(&mut self) {
        while !self.finished {
            self.place = Place::Statement;
            if self.step().is_err() {
                self.recover();
            }
        }
    }

    fn at(&self, kind: TokenKind) -> bool {
        self.token.kind == kind
    }

    fn advance(&mut self) -> Token {
        let token = self.token;
        self.previous = token;
        self.token = self.ahead;
        self.ahead = self.lexer.token();
        token
    }

    fn accept(&mut self, kind: TokenKind) -> bool {
        let found = self.at(kind);
        if found {
            self.advance();
        }
        found
    }

    /// Takes punctuation or a keyword.
    fn expect(&mut self, kind: TokenKind, message: &str) -> Parsed<Token> {
        if self.at(kind) { Ok(self.advance()) } else { Err(self.fail_missing(message)) }
    }

    fn text(&self, token: Token) -> &'s [u8] {
        &self.source.bytes[token.start as usize..token.end as usize]
    }

    /// One more construct is open.
    fn nest(&mut self, position: u32) -> Parsed {
        self.nesting += 1;
        if self.nesting <= MAX_NESTING {
            return Ok(());
        }
        self.report(position, position, format!("Nesting is too deep: the limit is {MAX_NESTING} levels."));
        self.finished = true;
        Err(Failed)
    }

    /// Reports that the current token is not what it should be.
    fn fail(&mut self, message: &str) -> Failed {
        let Token { kind, start, end } = self.token;
        let around = self.around(message == EXPECT_EXPRESSION);
        if remedy::ends_early(&around) {
            self.report(self.previous.end - 2, self.previous.end, literal::ends_early(self.text(self.previous)));
            return Failed;
        }
        match kind {
            TokenKind::Unexpected => self.report(start, end, literal::unexpected(self.text(self.token))),
            TokenKind::Unterminated => self.report(start, end, "Unterminated string."),
            _ => {
                let (start, end) =
                    if kind == TokenKind::End { (self.previous.end, self.previous.end) } else { (start, end) };
                self.report(start, end, with_remedy(message, remedy::remedy(&around)));
            }
        }
        Failed
    }

    /// Reports that something is missing before the current token. At the end of a line it is shown
    /// there, not under the token of the next line.
    fn fail_missing(&mut self, message: &str) -> Failed {
        let is_known = !matches!(self.token.kind, TokenKind::Unexpected | TokenKind::Unterminated);
        if is_known && self.begins_line() {
            let remedy = remedy::remedy(&self.around(false));
            self.report(self.previous.end, self.previous.end, with_remedy(message, remedy));
            return Failed;
        }
        self.fail(message)
    }

    fn around(&self, is_operand: bool) -> Around<'s> {
        let shown = |token: Token| (token.kind, self.text(token));
        Around {
            before: shown(self.previous),
            wrong: shown(self.token),
            after: shown(self.ahead),
            is_adjacent: self.previous.end == self.token.start,
            is_doubled: self.previous.start > 0 && {
                let at = self.previous.start as usize;
                self.source.bytes[at - 1] == self.source.bytes[at]
            },
            is_operand,
        }
    }

    fn report(&mut self, start: u32, end: u32, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(self.source, start, end, message));
        self.finished |= self.diagnostics.len() >= MAX_DIAGNOSTICS;
    }

    /// Whether the current token is the first of its line and not the first of all.
    fn begins_line(&self) -> bool {
        let gap = &self.source.bytes[self.previous.end as usize..self.token.start as usize];
        self.previous.end > 0 && gap.contains(&b'\n')
    }
}

/// What the parser says where an operand is missing.
const EXPECT_EXPRESSION: &str = "Expect expression.";

fn with_remedy(message: &str, remedy: Option<&str>) -> String {
    remedy.map_or_else(|| message.to_owned(), |remedy| format!("{message} {remedy}"))
}
