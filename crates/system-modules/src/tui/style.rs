//! Styled text: the text between the escape sequence of a style and the one that ends it.

use vm::{Ctx, Error, Return};

use crate::text;

/// Functions that take a text, and the code of the style.
pub const ATTRIBUTES: [(&str, u8); 4] = [("bold", 1), ("dim", 2), ("italic", 3), ("underline", 4)];

const COLOURS: [(&str, u8); 10] = [
    ("black", 0),
    ("red", 1),
    ("green", 2),
    ("yellow", 3),
    ("blue", 4),
    ("magenta", 5),
    ("cyan", 6),
    ("white", 7),
    ("gray", 60),
    ("grey", 60),
];

/// `bold(text)` and so on.
pub fn attribute(code: u8) -> impl Fn(&mut Ctx<'_>) -> Result<Return, Error> + Send {
    move |ctx| styled(ctx, 0, 1, Some(code.to_string()))
}

/// `fg(colour, text)`; a colour that is none leaves the text as it is.
pub fn foreground(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let code = text(ctx, 0).and_then(|name| colour(&name, 30));
    styled(ctx, 1, 2, code)
}

/// `bg(colour, text)`.
pub fn background(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let code = text(ctx, 0).and_then(|name| colour(&name, 40));
    styled(ctx, 1, 2, code)
}

/// `style(text, words)`: words such as `bold`, `red`, `bg:blue`.
pub fn style(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let words = text(ctx, 1).unwrap_or_default();
    let codes: Vec<String> = words.split_whitespace().filter_map(word).collect();
    styled(ctx, 0, 2, (!codes.is_empty()).then(|| codes.join(";")))
}

/// Argument `index` of `count` in the style of these codes.
fn styled(ctx: &mut Ctx<'_>, index: usize, count: usize, codes: Option<String>) -> Result<Return, Error> {
    let (Some(text), true) = (ctx.arg(index).as_string(), ctx.arg_count() == count) else { return Ok(Return::NIL) };
    let text = match codes {
        Some(codes) => [format!("\x1b[{codes}m").as_bytes(), text, b"\x1b[0m"].concat(),
        None => text.to_vec(),
    };
    Ok(ctx.heap_mut().new_string(&text)?.into())
}

fn word(word: &str) -> Option<String> {
    let attribute = ATTRIBUTES.iter().find(|(name, _)| *name == word).map(|(_, code)| code.to_string());
    attribute.or_else(|| match word.strip_prefix("bg:") {
        Some(name) => colour(name, 40),
        None => colour(word, 30),
    })
}

/// The code of a colour, `bright` or not, in the row that begins at `first`.
fn colour(name: &str, first: u8) -> Option<String> {
    let (name, bright) = match name.strip_prefix("bright") {
        Some(rest) => (rest.to_ascii_lowercase(), 60),
        None => (name.to_ascii_lowercase(), 0),
    };
    let (_, code) = COLOURS.iter().find(|(known, _)| *known == name)?;
    Some((first + (code + bright).min(67)).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_codes() {
        let codes = ["bold", "red", "bg:blue", "gray", "brightRed", "bg:brightwhite", "loud", "bg:"].map(word);
        let expected = ["1", "31", "44", "90", "91", "107"].map(|code| Some(code.to_owned()));
        assert_eq!(codes[..6], expected);
        assert_eq!(codes[6..], [None, None]);
    }
}
