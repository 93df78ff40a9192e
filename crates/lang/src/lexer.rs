//! [`Lexer`]: bytes to tokens, one at a time. It cannot fail: what is not a token is one of the
//! kinds `Unexpected` and `Unterminated`, which the parser reports if it gets there.

use crate::token::{Token, TokenKind};

/// Reads a source from its start to its end.
pub(crate) struct Lexer<'s> {
    bytes: &'s [u8],
    at: usize,
}

impl<'s> Lexer<'s> {
    pub fn new(bytes: &'s [u8]) -> Lexer<'s> {
        Lexer { bytes, at: 0 }
    }

    /// The next token; `End` for ever after the last one.
    pub fn token(&mut self) -> Token {
        self.skip_blanks();
        let start = self.at;
        let kind = self.scan();
        Token { kind, start: start as u32, end: self.at as u32 }
    }

    fn skip_blanks(&mut self) {
        loop {
            self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
            if !self.bytes[self.at..].starts_with(b"//") {
                return;
            }
            self.skip_while(|byte| byte != b'\n');
        }
    }

    fn scan(&mut self) -> TokenKind {
        let Some(&first) = self.bytes.get(self.at) else { return TokenKind::End };
        match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.number(),
            b'"' | b'\'' => self.string(first),
            _ => self.punctuation(first),
        }
    }

    fn word(&mut self) -> TokenKind {
        let start = self.at;
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        TokenKind::of_word(&self.bytes[start..self.at])
    }

    fn number(&mut self) -> TokenKind {
        self.skip_while(|byte| byte.is_ascii_digit());
        let fraction = self.peek(0) == Some(b'.') && self.peek(1).is_some_and(|byte| byte.is_ascii_digit());
        if !fraction {
            return TokenKind::Int;
        }
        self.at += 1;
        self.skip_while(|byte| byte.is_ascii_digit());
        TokenKind::Float
    }

    /// A string ends at the first quote of its kind; a backslash does not protect it.
    fn string(&mut self, quote: u8) -> TokenKind {
        self.at += 1;
        self.skip_while(|byte| byte != quote);
        if self.at == self.bytes.len() {
            return TokenKind::Unterminated;
        }
        self.at += 1;
        TokenKind::Str
    }

    fn punctuation(&mut self, first: u8) -> TokenKind {
        use TokenKind::*;
        let second = self.peek(1);
        let (kind, length) = match (first, second) {
            (b'+', Some(b'=')) => (PlusEqual, 2),
            (b'-', Some(b'=')) => (MinusEqual, 2),
            (b'*', Some(b'=')) => (StarEqual, 2),
            (b'/', Some(b'=')) => (SlashEqual, 2),
            (b'=', Some(b'=')) => (EqualEqual, 2),
            (b'!', Some(b'=')) => (BangEqual, 2),
            (b'<', Some(b'=')) => (LessEqual, 2),
            (b'>', Some(b'=')) => (GreaterEqual, 2),
            (b'&', Some(b'&')) => (AndAnd, 2),
            (b'|', Some(b'|')) => (OrOr, 2),
            (b'+', _) => (Plus, 1),
            (b'-', _) => (Minus, 1),
            (b'*', _) => (Star, 1),
            (b'/', _) => (Slash, 1),
            (b'%', _) => (Percent, 1),
            (b'=', _) => (Equal, 1),
            (b'<', _) => (Less, 1),
            (b'>', _) => (Greater, 1),
            (b'!', _) => (Bang, 1),
            (b'(', _) => (LeftParen, 1),
            (b')', _) => (RightParen, 1),
            (b'{', _) => (LeftBrace, 1),
            (b'}', _) => (RightBrace, 1),
            (b'[', _) => (LeftBracket, 1),
            (b']', _) => (RightBracket, 1),
            (b',', _) => (Comma, 1),
            (b';', _) => (Semicolon, 1),
            (b':', _) => (Colon, 1),
            (b'.', _) => (Dot, 1),
            _ => (Unexpected, self.character_length()),
        };
        self.at += length;
        kind
    }

    /// The length of the UTF-8 character here, 1 if it is not one.
    fn character_length(&self) -> usize {
        let rest = &self.bytes[self.at..self.bytes.len().min(self.at + 4)];
        let first = rest.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
        first.map_or(1, char::len_utf8)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn skip_while(&mut self, mut inside: impl FnMut(u8) -> bool) {
        while self.peek(0).is_some_and(&mut inside) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::*;

    #[track_caller]
    fn check(source: &str, expected: &[(TokenKind, &str)]) {
        let mut lexer = Lexer::new(source.as_bytes());
        let mut found = Vec::new();
        loop {
            let token = lexer.token();
            if token.kind == End {
                break;
            }
            found.push((token.kind, &source[token.start as usize..token.end as usize]));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn words_and_keywords() {
        check(
            "var variable _ as1 map",
            &[(Var, "var"), (Identifier, "variable"), (Identifier, "_"), (Identifier, "as1"), (Identifier, "map")],
        );
    }

    #[test]
    fn numbers_have_no_exponent_and_no_bare_dot() {
        check(
            "1.50 007 1.x .5 1e5",
            &[
                (Float, "1.50"),
                (Int, "007"),
                (Int, "1"),
                (Dot, "."),
                (Identifier, "x"),
                (Dot, "."),
                (Int, "5"),
                (Int, "1"),
                (Identifier, "e5"),
            ],
        );
    }

    #[test]
    fn a_backslash_does_not_protect_a_quote() {
        check(r#""C:\" 'a"b' "x\"y"#, &[(Str, r#""C:\""#), (Str, r#"'a"b'"#), (Str, r#""x\""#), (Identifier, "y")]);
        check("'open\nline", &[(Unterminated, "'open\nline")]);
    }

    #[test]
    fn operators_are_the_longest_possible() {
        check(
            "a+=b<=c==!d&&e/f//g\n/=h",
            &[
                (Identifier, "a"),
                (PlusEqual, "+="),
                (Identifier, "b"),
                (LessEqual, "<="),
                (Identifier, "c"),
                (EqualEqual, "=="),
                (Bang, "!"),
                (Identifier, "d"),
                (AndAnd, "&&"),
                (Identifier, "e"),
                (Slash, "/"),
                (Identifier, "f"),
                (SlashEqual, "/="),
                (Identifier, "h"),
            ],
        );
    }

    #[test]
    fn unexpected_characters_are_taken_whole() {
        check("@\u{20ac}|", &[(Unexpected, "@"), (Unexpected, "\u{20ac}"), (Unexpected, "|")]);
        let mut lexer = Lexer::new(b"\xff\xc3");
        assert_eq!(
            [lexer.token(), lexer.token()].map(|token| (token.kind, token.end)),
            [(Unexpected, 1), (Unexpected, 2)]
        );
    }
}
