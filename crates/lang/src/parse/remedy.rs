//! What to write instead: remedies for what people write who come from other languages.
//!
//! A syntax error says what was expected. Where the tokens around it are a habit of another
//! language, a second sentence says how the same thing is written here.

use crate::token::TokenKind;

/// The tokens around an error, and the bytes of the source.
pub(super) struct Around<'s> {
    /// The kind and text of the token before the error; `End` before the first.
    pub before: (TokenKind, &'s [u8]),
    /// Of the token that is wrong.
    pub wrong: (TokenKind, &'s [u8]),
    /// Of the token after it.
    pub after: (TokenKind, &'s [u8]),
    /// Whether nothing stands between the first two.
    pub is_adjacent: bool,
    /// Whether the token before the error follows one that is the same character, such as the
    /// second `+` of `++`.
    pub is_doubled: bool,
    /// Whether an operand was expected, not an operator or a delimiter.
    pub is_operand: bool,
}

/// How the habit is written here, if the tokens show one.
pub(super) fn remedy(around: &Around<'_>) -> Option<&'static str> {
    if around.is_operand { instead_of_operand(around) } else { instead_of_operator(around) }
}

/// Whether a string ended at a quote that its writer meant to be inside.
pub(super) fn ends_early(Around { before: (kind, text), is_adjacent, wrong, .. }: &Around<'_>) -> bool {
    let quoted = text.len() > 2 && text[text.len() - 2] == b'\\';
    *kind == TokenKind::Str && quoted && *is_adjacent && wrong.0 != TokenKind::Semicolon
}

fn instead_of_operand(around: &Around<'_>) -> Option<&'static str> {
    use TokenKind::*;
    let Around { before, wrong, after, is_adjacent, is_doubled, .. } = *around;
    Some(match (before.0, wrong.0, after.0) {
        (_, LeftBrace, _) => "There are no map literals: write `map()`, then `m[key] = value`.",
        (_, Function, _) => "There are no function expressions: declare the function with a name and use the name.",
        (_, Slash, Star) => "A comment begins with `//` and ends with its line.",
        (Plus, _, _) if is_doubled => "There is no `++`: write `x += 1`.",
        (Minus, _, _) if is_doubled => "There is no `--`: write `x -= 1`.",
        (Star, Star, _) => "There is no `**`: multiply.",
        (Slash, Slash, _) => "There is no `//` operator: `/` of two ints gives an int.",
        (EqualEqual | BangEqual, Equal, _) => "The operators are `==` and `!=`.",
        (Equal, Greater, _) if is_adjacent => "There are no arrow functions: declare a function with a name.",
        (Percent, Equal, _) => "There is no `%=`: write `x = x % y`.",
        (Less, Greater, _) => "The operator is `!=`.",
        (Comma, RightParen | RightBracket, _) => "There are no trailing commas.",
        (_, Else, _) => "An `else` stands right behind the body of its `if`.",
        (Semicolon, Semicolon, _) => "There is no empty statement: leave out the second `;`.",
        _ => return None,
    })
}

fn instead_of_operator(around: &Around<'_>) -> Option<&'static str> {
    use TokenKind::*;
    let Around { before, wrong, is_adjacent, .. } = *around;
    match (before.0, wrong.0) {
        (Int | Float, Identifier) if is_adjacent => Some("A number has digits and one point: no exponent, no hex."),
        (Str | Int | Float | True | False | Nil, Dot | LeftParen | LeftBracket) => {
            Some("A literal stands in parentheses before `.`, `(` and `[`.")
        }
        (Identifier, _) => behind_word(before.1).or_else(|| at_word(wrong)),
        _ => at_word(wrong),
    }
}

/// A word that begins a statement in another language.
fn behind_word(word: &[u8]) -> Option<&'static str> {
    Some(match word {
        b"let" | b"const" | b"local" | b"auto" | b"val" | b"mut" => "A variable is declared by `var`.",
        b"def" | b"fn" | b"func" | b"fun" | b"sub" | b"proc" => "A function is declared by `function`.",
        b"class" | b"type" | b"record" | b"interface" | b"enum" => "A type with fields is declared by `struct`.",
        b"elif" | b"elsif" | b"elseif" | b"elsef" => "Write `else if`.",
        b"foreach" => "Write `for (var x : xs)`.",
        b"switch" | b"match" | b"case" => "There is no `switch`: write `if` and `else if`.",
        b"try" | b"catch" | b"throw" | b"raise" | b"except" => "Errors cannot be caught: test before the call.",
        b"do" | b"loop" | b"repeat" | b"until" => "The loops are `while` and `for`.",
        b"echo" | b"puts" | b"println" => "Write `print`.",
        b"from" | b"require" | b"include" | b"use" | b"using" => "Write `import \"file.unna\" as name;`.",
        b"not" => "The operator is `!`.",
        _ => return None,
    })
}

/// A word or character in the place of an operator.
fn at_word((kind, text): (TokenKind, &[u8])) -> Option<&'static str> {
    Some(match (kind, text) {
        (TokenKind::Identifier, b"and") => "The operator is `&&`.",
        (TokenKind::Identifier, b"or") => "The operator is `||`.",
        (TokenKind::Identifier, b"in" | b"of") => "A loop over elements is `for (var x : xs)`.",
        (TokenKind::Identifier, b"is") => "The operator is `==`.",
        _ => return None,
    })
}

/// What a character that begins no token means elsewhere.
pub(super) fn instead_of_character(text: &[u8]) -> Option<&'static str> {
    Some(match text {
        b"?" => "There is no `? :`: write `if` and `else`.",
        b"#" => "A comment begins with `//`.",
        b"`" => "A string stands in '...' or \"...\", and is joined with values by `+`.",
        b"$" => "A variable is its bare name.",
        b"^" | b"~" => "There are no bit operators.",
        _ => return None,
    })
}
