//! Colours of error messages: the message stands out, the rest steps back. There are none where no
//! terminal shows them, nor where `NO_COLOR` asks for that.

use std::fmt::Write;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const MESSAGE: Style = Style::new().bold();
const GUTTER: Style = AnsiColor::Blue.on_default();

/// Pictures of errors in the documented form, with an empty line between them, as stderr is to show
/// them.
pub fn for_stderr<P: ToString>(pictures: &[P]) -> String {
    let has_colours = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    let shown = |picture: &P| match has_colours {
        true => paint(&picture.to_string()),
        false => picture.to_string(),
    };
    pictures.iter().map(shown).collect::<Vec<_>>().join("\n\n")
}

/// Colours a picture by its lines: what and where, the message, and the source line with its
/// carets.
fn paint(picture: &str) -> String {
    let mut painted = String::new();
    for (number, line) in picture.lines().enumerate() {
        let separator = if number == 0 { "" } else { "\n" };
        painted.push_str(separator);
        match number {
            0 => paint_prefix(&mut painted, line, "Error", ERROR),
            1 => style(&mut painted, line, MESSAGE),
            3 => paint_prefix(&mut painted, line, line.split_inclusive('|').next().unwrap_or_default(), GUTTER),
            4 => style(&mut painted, line, ERROR),
            _ => painted.push_str(line),
        }
    }
    painted
}

/// The line with its beginning in a style, if that is how it begins.
fn paint_prefix(painted: &mut String, line: &str, prefix: &str, prefix_style: Style) {
    match line.strip_prefix(prefix) {
        Some(rest) => {
            style(painted, prefix, prefix_style);
            painted.push_str(rest);
        }
        None => painted.push_str(line),
    }
}

fn style(painted: &mut String, text: &str, style: Style) {
    write!(painted, "{style}{text}{style:#}").expect("a String takes all");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_change_no_character() {
        let diagnostics = lang::compile_verified("a.unna", b"var 1;\nprint 'x'\n").expect_err("it has errors");
        let plain = diagnostics[0].to_string();
        let painted = paint(&plain);
        assert!(painted.contains("\u{1b}[1m\u{1b}[31mError\u{1b}[0m in a.unna at line 1:\n"), "{painted:?}");
        assert!(painted.contains("\u{1b}[34m      1 |\u{1b}[0m var 1;\n"), "{painted:?}");
        assert_eq!(anstream::adapter::strip_str(&painted).to_string(), plain);
    }
}
