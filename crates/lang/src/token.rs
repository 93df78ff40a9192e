//! [`Token`]: a word of the source, by kind and place. Its value is read from the source when
//! the parser needs it.

/// The kinds of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TokenKind {
    Identifier,
    Int,
    Float,
    Str,
    // Keywords.
    Import,
    As,
    Async,
    Await,
    Var,
    Print,
    If,
    Else,
    While,
    For,
    Function,
    Return,
    Struct,
    True,
    False,
    Nil,
    // Operators and punctuation.
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Equal,
    PlusEqual,
    MinusEqual,
    StarEqual,
    SlashEqual,
    EqualEqual,
    BangEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Bang,
    AndAnd,
    OrOr,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Semicolon,
    Colon,
    Dot,
    // The rest.
    /// A character that begins no token.
    Unexpected,
    /// A string without its closing quote; it goes to the end of the source.
    Unterminated,
    /// The end of the source; repeats for ever.
    End,
}

/// A token: its kind and the bytes `start..end` of the source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub start: u32,
    pub end: u32,
}

impl TokenKind {
    /// The kind of a word: a keyword or an identifier.
    pub fn of_word(word: &[u8]) -> TokenKind {
        match word {
            b"import" => TokenKind::Import,
            b"as" => TokenKind::As,
            b"async" => TokenKind::Async,
            b"await" => TokenKind::Await,
            b"var" => TokenKind::Var,
            b"print" => TokenKind::Print,
            b"if" => TokenKind::If,
            b"else" => TokenKind::Else,
            b"while" => TokenKind::While,
            b"for" => TokenKind::For,
            b"function" => TokenKind::Function,
            b"return" => TokenKind::Return,
            b"struct" => TokenKind::Struct,
            b"true" => TokenKind::True,
            b"false" => TokenKind::False,
            b"nil" => TokenKind::Nil,
            _ => TokenKind::Identifier,
        }
    }

    /// Whether a declaration or statement begins with this keyword.
    pub fn begins_statement(self) -> bool {
        use TokenKind::*;
        matches!(self, Import | Async | Var | Print | If | While | For | Function | Return | Struct)
    }

    /// Whether a declaration begins with this keyword: no body of a statement does.
    pub fn begins_declaration(self) -> bool {
        use TokenKind::*;
        matches!(self, Import | Async | Var | Function | Struct)
    }
}
