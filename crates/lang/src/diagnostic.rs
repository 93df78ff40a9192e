//! [`Diagnostic`]: an error in a program's text, with its place and a picture of it.
//!
//! The excerpt is made when the diagnostic is, so that it outlives the source. It never holds
//! control characters or invalid UTF-8, whatever the source holds, and is never wider than
//! [`EXCERPT_BYTES`] and two ellipses.

use std::fmt;

use crate::source::Source;

/// The most bytes of a source line that an excerpt shows.
const EXCERPT_BYTES: usize = 160;
/// How much of a long line stands before the place of the error.
const EXCERPT_LEAD: usize = 60;

/// An error in a source text. `Display` prints it in the documented form, without a line feed at
/// its end:
///
/// ```text
/// Error in FILE at line N:
///   MESSAGE
///
///    N | source line
///        ^^^^
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The file, as it was named to the compiler.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Byte in the line, from 1.
    pub column: u32,
    /// Length of the span in bytes, at least 1; it does not go beyond the line.
    pub length: u32,
    /// What is wrong: a sentence.
    pub message: String,
    /// `None` for an error of the whole file.
    excerpt: Option<Excerpt>,
}

/// The source line, cleaned, with the place of the carets in characters.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Excerpt {
    text: String,
    caret: usize,
    carets: usize,
}

impl Diagnostic {
    /// The bytes `start..end` of the source are wrong; an empty span means the place before
    /// `start`.
    pub(crate) fn new(source: &Source<'_>, start: u32, end: u32, message: impl Into<String>) -> Diagnostic {
        let line = source.line(start);
        let (line_start, line_end) = source.line_range(line);
        let start = start as usize;
        let end = (end as usize).min(line_end).max(start + 1);
        Diagnostic {
            file: source.path.to_owned(),
            line,
            column: (start - line_start) as u32 + 1,
            length: (end - start) as u32,
            message: message.into(),
            excerpt: Some(Excerpt::new(&source.bytes[line_start..line_end], start - line_start, end - line_start)),
        }
    }

    /// An error of the whole file: it names line 1 and shows none.
    pub(crate) fn whole(path: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { file: path.to_owned(), line: 1, column: 1, length: 1, message: message.into(), excerpt: None }
    }
}

impl Excerpt {
    fn new(line: &[u8], start: usize, end: usize) -> Excerpt {
        let (from, to) = excerpt_range(line, start);
        let mut text = String::new();
        if from > 0 {
            text.push_str("...");
        }
        push_clean(&mut text, &line[from..start.clamp(from, to)]);
        let caret = text.chars().count();
        push_clean(&mut text, &line[start.clamp(from, to)..end.clamp(from, to)]);
        let carets = (text.chars().count() - caret).max(1);
        push_clean(&mut text, &line[end.clamp(from, to)..to]);
        if to < line.len() {
            text.push_str("...");
        }
        Excerpt { text, caret, carets }
    }
}

/// The part of a line to show around `at`; all of it unless it is long.
fn excerpt_range(line: &[u8], at: usize) -> (usize, usize) {
    if line.len() <= EXCERPT_BYTES {
        return (0, line.len());
    }
    let is_continuation = |at: &usize| line.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let from = at.min(line.len()).saturating_sub(EXCERPT_LEAD);
    let from = (from..at).find(|at| !is_continuation(at)).unwrap_or(from);
    let to = (from + EXCERPT_BYTES).min(line.len());
    let to = (to..line.len()).find(|at| !is_continuation(at)).unwrap_or(line.len());
    (from, to)
}

/// Appends bytes as text; what a terminal should not see becomes U+FFFD.
fn push_clean(text: &mut String, bytes: &[u8]) {
    let is_shown = |c: char| matches!(c, '\t' | '\\' | '\'' | '"') || c.escape_debug().len() == 1;
    let clean = |c: char| if is_shown(c) { c } else { char::REPLACEMENT_CHARACTER };
    text.extend(String::from_utf8_lossy(bytes).chars().map(clean));
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Error in {} at line {}:", self.file, self.line)?;
        write!(f, "  {}", self.message)?;
        let Some(Excerpt { text, caret, carets }) = &self.excerpt else { return Ok(()) };
        // A tab before the carets is repeated, so that they stand under their token.
        let padding: String = text.chars().take(*caret).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        write!(f, "\n\n   {:4} | {text}", self.line)?;
        write!(f, "\n          {padding}{}", "^".repeat(*carets))
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &[u8], start: u32, end: u32) -> String {
        Diagnostic::new(&Source::new("a.unna", text), start, end, "Message.").to_string()
    }

    #[test]
    fn has_the_documented_form() {
        let expected = "Error in a.unna at line 2:\n  Message.\n\n      2 | \tvar 1;\n          \t    ^";
        assert_eq!(shown(b"\n\tvar 1;\n", 6, 7), expected);
    }

    #[test]
    fn an_error_of_the_whole_file_shows_no_line() {
        let diagnostic = Diagnostic::whole("a.unna", "Message.");
        assert_eq!(diagnostic.to_string(), "Error in a.unna at line 1:\n  Message.");
    }

    #[test]
    fn carets_stay_in_the_line() {
        assert!(shown(b"print 'a\nb';", 6, 11).ends_with("      1 | print 'a\n                ^^"));
        assert!(shown(b"", 0, 0).ends_with("      1 | \n          ^"));
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = shown(&[b"a".repeat(5_000), b"@".to_vec(), b"b".repeat(5_000)].concat(), 5_000, 5_001);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[3].len() < 200 && lines[3].contains("...a") && lines[3].contains("b..."));
        assert_eq!(lines[3].find('@'), lines[4].find('^'));
    }

    #[test]
    fn a_span_longer_than_the_excerpt_is_cut_too() {
        let text = shown(&b"x".repeat(10_000), 0, 10_000);
        assert_eq!(text.matches('^').count(), EXCERPT_BYTES);
    }

    #[test]
    fn no_control_characters_are_shown() {
        let text = shown(b"\x1b[2J\xff\xc3\xa9 @", 8, 9);
        assert!(!shown("'\u{202e}' \\ \"a".as_bytes(), 0, 1).contains('\u{202e}'));
        assert!(shown(b"'\\\"", 0, 1).contains("'\\\""));
        assert!(!text.contains('\x1b'));
        assert!(text.ends_with("\u{fffd}[2J\u{fffd}\u{e9} @\n                 ^"), "{text}");
    }
}
