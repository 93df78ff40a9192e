//! `ucoreTui` at a pseudo-terminal: keys, lines, choices, and Ctrl-C in raw mode.
#![cfg(feature = "tui")]

#[path = "support/terminal.rs"]
mod terminal;

use std::path::Path;

use terminal::Terminal;

/// Runs a program at a terminal.
fn open(name: &str, source: &str) -> Option<Terminal> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tui");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name).with_extension("unna");
    std::fs::write(&path, source).unwrap();
    Terminal::open(&format!("run '{}'", path.display()), Path::new(""))
}

#[test]
fn lines_are_edited_and_passwords_hidden() {
    let source = "print '<' + ucoreTui.input('name? ') + '>'; print '<' + ucoreTui.inputPassword('word? ') + '>';
        print ucoreTui.confirm('sure?');";
    let Some(mut terminal) = open("lines", source) else { return };
    terminal.wait("name? ");
    terminal.press("Adx\x7fa\r");
    terminal.wait("<Ada>");
    terminal.wait("word? ");
    terminal.press("abc\r");
    terminal.wait("***");
    terminal.wait("<abc>");
    terminal.wait("(y/n) ");
    terminal.press("yes\r");
    terminal.wait("1\r\n");
    terminal.end(0);
}

#[test]
fn arrows_choose_an_option() {
    let source = "print ucoreTui.select('which?', ['one', 'two', 'three']); print ucoreTui.select('again?', ['one']);";
    let Some(mut terminal) = open("select", source) else { return };
    terminal.wait("which?");
    terminal.wait("  three");
    terminal.press("\x1b[B");
    terminal.wait("> two");
    terminal.press("\x1b[B");
    terminal.wait("> three");
    terminal.press("\r");
    terminal.wait("2\r\n");
    terminal.wait("again?");
    terminal.wait("> one");
    terminal.press("\x1b");
    terminal.wait("-1\r\n");
    terminal.end(0);
}

#[test]
fn keys_have_names() {
    let source = "print 'ready'; for (var i = 0; i < 5; i = i + 1) { print '<' + ucoreTui.keypress() + '>'; }
        var s = ucoreTui.size(); print s['columns'] > 0 || s['rows'] >= 0;";
    let Some(mut terminal) = open("keys", source) else { return };
    terminal.wait("ready");
    for (keys, name) in [("a", "<a>"), (" ", "<space>"), ("\x1b[A", "<up>"), ("\r", "<enter>"), ("\t", "<tab>")] {
        terminal.press(keys);
        terminal.wait(name);
    }
    terminal.wait("1\r\n");
    terminal.end(0);
}

#[test]
fn an_interrupt_in_raw_mode_ends_the_program() {
    let Some(mut terminal) = open("interrupt", "print ucoreTui.input('name? ');") else { return };
    terminal.wait("name? ");
    terminal.press("\x03");
    terminal.wait("Runtime Error: Interrupted.");
    terminal.end(130);
}
