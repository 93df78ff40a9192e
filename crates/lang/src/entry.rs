//! Entries of interactive sessions: sources that may leave out their last `;`, whose last
//! expression is shown, and which may be the beginning of something longer.

use bytecode::num::Comparison;
use bytecode::{Module, Verified};

use crate::diagnostic::Diagnostic;
use crate::lexer::Lexer;
use crate::limit::MAX_SOURCE_BYTES;
use crate::source::Source;
use crate::token::{Token, TokenKind};
use crate::tree::{Expr, Name, Stmt, Tree};
use crate::{emit, parse, resolve, too_long, verify};

/// The global that holds the value of the last expression.
pub const LAST_VALUE: &str = "_";

/// Why an entry could not be compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntryError {
    /// A bracket, a block or a string is open, so more text must follow. Holds the errors of the
    /// text so far.
    Open(Vec<Diagnostic>),
    /// Something is missing at the end, which more text may supply.
    Unfinished(Vec<Diagnostic>),
    /// It has errors.
    Wrong(Vec<Diagnostic>),
}

impl EntryError {
    /// What is wrong.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            EntryError::Open(diagnostics) | EntryError::Unfinished(diagnostics) | EntryError::Wrong(diagnostics) => {
                diagnostics
            }
        }
    }
}

/// Compiles an entry of an interactive session and verifies it.
///
/// The `;` at the end may be missing. If the entry ends with an expression that is no assignment,
/// its value is kept as the global [`LAST_VALUE`], and printed unless it is nil. The module's
/// globals begin with `globals`, which are those of the session so far.
///
/// # Errors
/// What is wrong with the text, and whether more text could mend it.
pub fn compile_entry(path: &str, source: &[u8], globals: &[Box<str>]) -> Result<Verified<Module>, EntryError> {
    compile_mended(path, source, globals, print_last_value)
}

/// As [`compile_entry`], for a session that shows values itself: nothing is printed, and the second
/// result says whether the entry gives [`LAST_VALUE`] a value.
///
/// # Errors
/// As [`compile_entry`].
pub fn compile_silent_entry(
    path: &str,
    source: &[u8],
    globals: &[Box<str>],
) -> Result<(Verified<Module>, bool), EntryError> {
    let mut has_value = false;
    let module = compile_mended(path, source, globals, |tree| has_value = keep_last_value(tree).is_some())?;
    Ok((module, has_value))
}

/// Compiles an entry; `last` rewrites the last statement of the tree.
fn compile_mended(
    path: &str,
    source: &[u8],
    globals: &[Box<str>],
    last: impl FnOnce(&mut Tree),
) -> Result<Verified<Module>, EntryError> {
    if source.len() >= MAX_SOURCE_BYTES {
        return Err(EntryError::Wrong(vec![too_long(path)]));
    }
    let ended = ended(source);
    compile(&Source::new(path, &ended), globals, last).map_err(|diagnostics| {
        let diagnostics = as_typed(path, source, diagnostics);
        match open_brackets(source) {
            1.. => EntryError::Open(diagnostics),
            0 if fails_at_its_end(path, source) => EntryError::Unfinished(diagnostics),
            _ => EntryError::Wrong(diagnostics),
        }
    })
}

/// The diagnostics to report for a source that was compiled with a `;` added: those of the source
/// as it was typed, so that no excerpt shows the added `;`.
fn as_typed(path: &str, source: &[u8], mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if let Err(typed) = parse::parse(&Source::new(path, source)) {
        let count = diagnostics.len();
        diagnostics = typed;
        diagnostics.truncate(count);
    }
    diagnostics
}

fn compile(
    source: &Source<'_>,
    globals: &[Box<str>],
    last: impl FnOnce(&mut Tree),
) -> Result<Verified<Module>, Vec<Diagnostic>> {
    let mut tree = parse::parse(source)?;
    last(&mut tree);
    let locals = resolve::resolve(source, &mut tree).map_err(|diagnostic| vec![diagnostic])?;
    let module = emit::emit(source, &tree, &locals, globals).map_err(|diagnostic| vec![diagnostic])?;
    verify(source.path, module)
}

/// The source with a `;` behind its last token, where that ends no statement.
fn ended(source: &[u8]) -> Vec<u8> {
    let mut ended = source.to_vec();
    if let Some(Token { kind, end, .. }) = last_token(source)
        && !matches!(kind, TokenKind::Semicolon | TokenKind::RightBrace | TokenKind::Unterminated)
    {
        ended.insert(end as usize, b';');
    }
    ended
}

fn tokens(source: &[u8]) -> impl Iterator<Item = Token> {
    let mut lexer = Lexer::new(source);
    std::iter::from_fn(move || Some(lexer.token())).take_while(|token| token.kind != TokenKind::End)
}

fn last_token(source: &[u8]) -> Option<Token> {
    tokens(source).last()
}

/// Whether a source leaves a bracket, a block or a string open, so that it can only be the
/// beginning of an entry. Much faster than compiling it.
pub fn is_open(source: &[u8]) -> bool {
    open_brackets(source) > 0
}

/// How many brackets and blocks a source leaves open; a string counts too. Negative if it closes
/// too many.
fn open_brackets(source: &[u8]) -> i64 {
    let mut open = 0;
    for Token { kind, .. } in tokens(source) {
        open += match kind {
            TokenKind::LeftParen | TokenKind::LeftBrace | TokenKind::LeftBracket => 1,
            TokenKind::RightParen | TokenKind::RightBrace | TokenKind::RightBracket => -1,
            TokenKind::Unterminated => return i64::MAX,
            _ => 0,
        };
    }
    open
}

/// Whether all that is wrong is that something is missing behind the last token.
fn fails_at_its_end(path: &str, source: &[u8]) -> bool {
    let Some(Token { end, .. }) = last_token(source) else { return false };
    let source = Source::new(path, source);
    let line = source.line(end);
    let column = end - source.line_range(line).0 as u32 + 1;
    match parse::parse(&source) {
        Err(diagnostics) => matches!(&diagnostics[..], [only] if (only.line, only.column) == (line, column)),
        Ok(_) => false,
    }
}

/// Rewrites a last statement `EXPRESSION;` to `_ = EXPRESSION;`. Returns its position and the name
/// `_`.
fn keep_last_value(tree: &mut Tree) -> Option<(u32, Expr)> {
    let at = tree.stmts.len().checked_sub(1)?;
    let Stmt::Expr(value) = tree.stmts[at] else { return None };
    if matches!(tree.expr(value), Expr::Assign(..) | Expr::Compound(..)) {
        return None;
    }
    let position = tree.stmt_position(at);
    let symbol = tree.interner.intern(LAST_VALUE.as_bytes());
    let name = Expr::Name(Name::new(symbol));
    let target = tree.push_expr(position, name);
    let assign = tree.push_expr(position, Expr::Assign(target, value));
    tree.stmts[at] = Stmt::Expr(assign);
    Some((position, name))
}

/// Rewrites a last statement `EXPRESSION;` to `_ = EXPRESSION; if (_ != nil) print _;`.
fn print_last_value(tree: &mut Tree) {
    let Some((position, name)) = keep_last_value(tree) else { return };
    let (read, nil) = (tree.push_expr(position, name), tree.push_expr(position, Expr::Nil));
    let is_something = tree.push_expr(position, Expr::Compare(Comparison::Ne, read, nil));
    tree.push_stmt(position, Stmt::If(is_something));
    let shown = tree.push_expr(position, name);
    tree.push_stmt(position, Stmt::Print(shown));
    tree.push_stmt(position, Stmt::EndIf);
}
