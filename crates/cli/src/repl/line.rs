//! [`LineHelper`]: answers what the line editor asks while a line is typed: whether it is complete,
//! and how a word can be completed.

use rustyline::completion::Completer;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper, Result};

use super::input::is_complete;

/// Words that are no globals of the session.
const KEYWORDS: [&str; 23] = [
    "array", "as", "async", "await", "break", "continue", "else", "false", "for", "function", "if", "import", "length",
    "map", "nil", "pop", "print", "push", "return", "struct", "true", "var", "while",
];
/// Globals of every module.
const PREDEFINED: [&str; 10] = [
    "has",
    "keys",
    "ucoreHttp",
    "ucoreJson",
    "ucoreScraper",
    "ucoreString",
    "ucoreSystem",
    "ucoreTimer",
    "ucoreTui",
    "ucoreUon",
];

/// The editor's adviser.
#[derive(Default)]
pub struct LineHelper {
    names: Vec<Box<str>>,
}

impl LineHelper {
    /// Takes in the globals of the session.
    pub fn set_names(&mut self, names: &[Box<str>]) {
        self.names = names.to_vec();
    }
}

impl Helper for LineHelper {}
impl Highlighter for LineHelper {}

impl Hinter for LineHelper {
    type Hint = String;
}

impl Validator for LineHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        let is_complete = is_complete(context.input());
        Ok(if is_complete { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Completer for LineHelper {
    type Candidate = String;

    /// The words that begin as the one before the cursor, and where that begins.
    fn complete(&self, line: &str, cursor: usize, _: &Context<'_>) -> Result<(usize, Vec<String>)> {
        Ok(completions(line, cursor, self.names.iter().map(|name| &**name)))
    }
}

fn completions<'a>(line: &str, cursor: usize, names: impl Iterator<Item = &'a str>) -> (usize, Vec<String>) {
    let before = &line[..cursor];
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let word = &before[before.trim_end_matches(is_part).len()..];
    let is_property = before[..cursor - word.len()].ends_with('.');
    if word.is_empty() || is_property {
        return (cursor, Vec::new());
    }
    let all = KEYWORDS.into_iter().chain(PREDEFINED).chain(names);
    let mut found: Vec<String> = all.filter(|name| name.starts_with(word)).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    (cursor - word.len(), found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_completed_from_where_they_begin() {
        let complete = |line: &str| completions(line, line.len(), ["fib", "keyboard"].into_iter());
        assert_eq!(complete("print f"), (6, vec!["false".into(), "fib".into(), "for".into(), "function".into()]));
        assert_eq!(complete("x = key"), (4, vec!["keyboard".into(), "keys".into()]));
        assert_eq!(complete("print "), (6, vec![]));
        assert_eq!(complete("p.f"), (3, vec![]));
    }
}
