//! [`Input`]: where entries come from, a terminal or a pipe, and when one is complete.

use std::io;
use std::path::PathBuf;

use lang::{EntryError, compile_entry, is_open};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};

use super::is_interactive;
use super::line::LineHelper;

const PROMPT: &str = "> ";

/// What the user did.
pub enum Next {
    /// Typed an entry.
    Entry(String),
    /// Dropped what was typed.
    Nothing,
    /// Ended the input.
    End,
}

/// A source of entries.
pub enum Input {
    /// Lines that are edited, with a history.
    Terminal(Box<Terminal>),
    /// Lines of standard input.
    Pipe,
}

/// The line editor with its history file.
pub struct Terminal {
    editor: Editor<LineHelper, FileHistory>,
    history: Option<PathBuf>,
}

/// Whether a text is an entry: not while something is open, nor while something is missing at its
/// end and the user has not left a line empty.
pub fn is_complete(text: &str) -> bool {
    if is_open(text.as_bytes()) {
        return false;
    }
    match compile_entry("", text.as_bytes(), &[]) {
        Err(EntryError::Unfinished(_)) => text.lines().last().is_some_and(|line| line.trim().is_empty()),
        Ok(_) | Err(EntryError::Open(_) | EntryError::Wrong(_)) => true,
    }
}

impl Input {
    /// The terminal, if there is one.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub fn new() -> Result<Self, ReadlineError> {
        if !is_interactive() {
            return Ok(Input::Pipe);
        }
        let mut editor = Editor::with_config(Config::builder().auto_add_history(false).build())?;
        editor.set_helper(Some(LineHelper::default()));
        let history = history_file();
        if let Some(file) = &history {
            // There is none before the first session.
            let _ = editor.load_history(file);
        }
        Ok(Input::Terminal(Box::new(Terminal { editor, history })))
    }

    pub fn is_terminal(&self) -> bool {
        matches!(self, Input::Terminal(_))
    }

    /// Waits for the next entry. `names` can be completed.
    pub fn entry(&mut self, names: &[Box<str>]) -> Next {
        let text = match self {
            Input::Terminal(terminal) => terminal.entry(names),
            Input::Pipe => piped_entry(),
        };
        match text {
            Some(text) if text.trim().is_empty() => Next::Nothing,
            Some(text) => Next::Entry(text),
            None => Next::End,
        }
    }
}

impl Terminal {
    fn entry(&mut self, names: &[Box<str>]) -> Option<String> {
        if let Some(helper) = self.editor.helper_mut() {
            helper.set_names(names);
        }
        match self.editor.readline(PROMPT) {
            Ok(text) => {
                self.remember(text.trim());
                Some(text)
            }
            // Ctrl-C takes back what is typed.
            Err(ReadlineError::Interrupted) => Some(String::new()),
            Err(_) => None,
        }
    }

    /// Adds an entry to the history. Without a file it is forgotten at the end.
    fn remember(&mut self, text: &str) {
        let is_new = !text.is_empty() && self.editor.add_history_entry(text).unwrap_or(false);
        if let (true, Some(file)) = (is_new, &self.history) {
            let folder_exists = file.parent().is_none_or(|folder| std::fs::create_dir_all(folder).is_ok());
            if folder_exists {
                let _ = self.editor.append_history(file);
            }
        }
    }
}

/// The lines of standard input up to the end of an entry; `None` at its end.
fn piped_entry() -> Option<String> {
    let mut text = String::new();
    loop {
        let mut line = Vec::new();
        match read_line(&mut line) {
            Ok(0) | Err(_) if text.is_empty() => return None,
            Ok(0) | Err(_) => return Some(text),
            Ok(_) => text.push_str(&String::from_utf8_lossy(&line)),
        }
        if is_complete(&text) {
            return Some(text);
        }
    }
}

/// A line with its line feed, and nothing that follows: that may be for the program.
fn read_line(line: &mut Vec<u8>) -> io::Result<usize> {
    io::BufRead::read_until(&mut io::stdin().lock(), b'\n', line)
}

/// The file of the history, if there is to be one.
fn history_file() -> Option<PathBuf> {
    match std::env::var_os("UNNA_HISTORY") {
        Some(file) if file.is_empty() => None,
        Some(file) => Some(file.into()),
        None => Some(state_folder()?.join("unna/history")),
    }
}

/// Where programs keep what they remember of their use, if the environment says so.
fn state_folder() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|folder| !folder.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return named("LOCALAPPDATA");
    }
    named("XDG_STATE_HOME").or_else(|| Some(named("HOME")?.join(".local/state")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_ends_what_is_not_open() {
        assert!(is_complete("1 + 2") && is_complete("var 1"));
        assert!(!is_complete("1 +") && !is_complete("1 +\n") && is_complete("1 +\n\n") && is_complete("1 +\n2\n"));
        assert!(!is_complete("f(1,\n\n") && !is_complete("function f() {\n\n") && is_complete("function f() {\n\n}"));
    }
}
