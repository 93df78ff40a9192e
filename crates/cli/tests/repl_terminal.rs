//! `unna repl` at a terminal where `script` can make one.
#![cfg(unix)]

#[path = "support/terminal.rs"]
mod terminal;

use std::path::Path;

use terminal::Terminal;

/// Waits for the next prompt. The terminal takes whole lines until it has switched pasting on: keys
/// pressed before that may be lost, and a redrawn line looks like a prompt too.
#[track_caller]
fn prompt(terminal: &mut Terminal) {
    terminal.wait("\x1b[?2004h");
    terminal.wait("> ");
}

#[test]
fn a_terminal_has_prompts_editing_and_history() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("repl-terminal");
    let _ = std::fs::remove_dir_all(&folder);
    let history = folder.join("state/history");
    let Some(mut terminal) = Terminal::open("repl", &history) else { return };
    terminal.wait("Ctrl-D ends");
    prompt(&mut terminal);
    terminal.press("function f(n) {\r");
    terminal.press("return n * 2; }\r");
    prompt(&mut terminal);
    // The cursor goes back over two characters; the missing one is put in.
    terminal.press("f(1)\x1b[D0\r");
    terminal.wait("\n20\r\n");
    prompt(&mut terminal);
    // The key up brings the last entry back, the key of the tabulator completes a word.
    terminal.press("\x1b[A\r");
    terminal.wait("\n20\r\n");
    prompt(&mut terminal);
    terminal.press("var value = 17\r");
    terminal.wait("\n");
    prompt(&mut terminal);
    terminal.press("val\t\r");
    terminal.wait("\n17\r\n");
    prompt(&mut terminal);
    // Ctrl-C takes back what is typed.
    terminal.press("print 'never'");
    terminal.wait("never");
    terminal.press("\x03");
    prompt(&mut terminal);
    terminal.press("print nowhere\r");
    terminal.wait("Undefined variable 'nowhere'");
    prompt(&mut terminal);
    terminal.press("var 1\r");
    // In colour.
    terminal.wait("\u{1b}[31mError");
    prompt(&mut terminal);
    terminal.press("\x04");
    terminal.end(0);
    // What was taken back is not remembered.
    let remembered = std::fs::read_to_string(&history).expect("the history was written");
    assert!(remembered.contains("f(10)") && remembered.contains("print nowhere"), "{remembered}");
    assert!(!remembered.contains("never"), "{remembered}");
    // The next session remembers.
    let Some(mut terminal) = Terminal::open("repl", &history) else { return };
    prompt(&mut terminal);
    terminal.press("\x1b[A\x1b[A\r");
    terminal.wait("Undefined variable 'nowhere'");
    prompt(&mut terminal);
    terminal.press("\x04");
    terminal.end(0);
}

#[test]
fn an_interrupt_stops_the_entry_and_not_the_session() {
    let Some(mut terminal) = Terminal::open("repl", Path::new("")) else { return };
    prompt(&mut terminal);
    terminal.press("var n = 0; print 'begins'; while (true) { n = n + 1; }\r");
    terminal.wait("\nbegins\r\n");
    terminal.press("\x03");
    terminal.wait("Interrupted");
    prompt(&mut terminal);
    terminal.press("n > 0\r");
    terminal.wait("\ntrue\r\n");
    prompt(&mut terminal);
    terminal.press("ucoreSystem.exit(3)\r");
    terminal.end(3);
}
