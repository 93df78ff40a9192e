//! Input: lines and choices at a terminal, key by key; without one, lines of the program's input.

use std::io::{IsTerminal, stdin, stdout};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use vm::heap::View;
use vm::{Ctx, Error, ErrorKind, Return};

use super::screen::put;
use crate::text;
use crate::wait::{POLL, until};

/// `input(prompt?)`: a line.
pub fn input(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let prompt = text(ctx, 0).unwrap_or_default();
    line(ctx, &prompt, Echo::Keys)
}

/// `inputPassword(prompt?)`: a line that is not shown.
pub fn input_password(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let prompt = text(ctx, 0).unwrap_or_default();
    line(ctx, &prompt, Echo::Stars)
}

/// `inputBox(title?)`: a line below a title in a frame.
pub fn input_box(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    boxed_line(ctx, Echo::Keys)
}

/// `inputPasswordBox(title?)`.
pub fn input_password_box(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    boxed_line(ctx, Echo::Stars)
}

fn boxed_line(ctx: &mut Ctx<'_>, echo: Echo) -> Result<Return, Error> {
    let title = text(ctx, 0).unwrap_or_default();
    put(ctx, &format!("┌ {title}\n"))?;
    let result = line(ctx, "│ ", echo)?;
    put(ctx, "└\n")?;
    Ok(result)
}

/// `confirm(question)`: whether the answer begins with `y`.
pub fn confirm(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let question = text(ctx, 0).unwrap_or_default();
    let answer = read_text(ctx, &format!("{question} (y/n) "), Echo::Keys)?;
    Ok(answer.trim_start().starts_with(['y', 'Y']).into())
}

/// `select(prompt, options)`: the number of the chosen option from 0; -1 if none was.
pub fn select(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(prompt), View::Array(items)) = (text(ctx, 0), ctx.arg(1).view()) else { return Ok(Return::NIL) };
    let options: Result<Vec<String>, Error> =
        items.iter().map(|&item| Ok(String::from_utf8_lossy(&ctx.text(item)?).into_owned())).collect();
    let options = options?;
    let chosen = if is_terminal() { choose(ctx, &prompt, &options)? } else { choose_by_line(ctx, &prompt, &options)? };
    Ok(chosen.map_or(-1, |place| place as i32).into())
}

/// `keypress()`: the name of the next key; nil without a terminal.
pub fn keypress(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !is_terminal() {
        return Ok(Return::NIL);
    }
    ctx.flush()?;
    let _raw = Raw::enter()?;
    let name = until(ctx, || Ok(key()?.and_then(|key| key_name(key.code))))?;
    Ok(ctx.heap_mut().new_string(name.as_bytes())?.into())
}

/// What is shown of keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Echo {
    Keys,
    Stars,
}

/// Raw mode of the terminal, until this is dropped.
struct Raw;

impl Raw {
    fn enter() -> Result<Raw, Error> {
        enable_raw_mode().map_err(|error| Error::new(format!("ucoreTui: the terminal has no raw mode: {error}")))?;
        Ok(Raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that is gone needs no other mode.
        let _ = disable_raw_mode();
    }
}

fn is_terminal() -> bool {
    stdin().is_terminal() && stdout().is_terminal()
}

fn line(ctx: &mut Ctx<'_>, prompt: &str, echo: Echo) -> Result<Return, Error> {
    let text = read_text(ctx, prompt, echo)?;
    Ok(ctx.heap_mut().new_string(text.as_bytes())?.into())
}

fn read_text(ctx: &mut Ctx<'_>, prompt: &str, echo: Echo) -> Result<String, Error> {
    put(ctx, prompt)?;
    if !is_terminal() {
        return Ok(String::from_utf8_lossy(&ctx.read_line().unwrap_or_default()).into_owned());
    }
    let raw = Raw::enter()?;
    let mut text = String::new();
    loop {
        match until(ctx, key)?.code {
            KeyCode::Enter => break,
            KeyCode::Esc => {
                put(ctx, &"\x08 \x08".repeat(text.chars().count()))?;
                text.clear();
            }
            KeyCode::Backspace if text.pop().is_some() => {
                put(ctx, "\x08 \x08")?;
            }
            KeyCode::Char(c) => {
                text.push(c);
                put(ctx, &if echo == Echo::Stars { '*' } else { c }.to_string())?;
            }
            _ => {}
        }
    }
    drop(raw);
    put(ctx, "\n")?;
    Ok(text)
}

/// Arrows move, Enter chooses, Escape does not.
fn choose(ctx: &mut Ctx<'_>, prompt: &str, options: &[String]) -> Result<Option<usize>, Error> {
    if options.is_empty() {
        return Ok(None);
    }
    put(ctx, &format!("{prompt}\n"))?;
    let _raw = Raw::enter()?;
    let mut at = 0;
    let mut up = String::new();
    loop {
        let row = |(place, option): (usize, &String)| {
            let mark = if place == at { "\x1b[7m>" } else { " " };
            format!("\r\x1b[2K{mark} {option}\x1b[0m\r\n")
        };
        let rows: String = options.iter().enumerate().map(row).collect();
        put(ctx, &format!("{up}{rows}"))?;
        up = format!("\x1b[{}A", options.len());
        match until(ctx, key)?.code {
            KeyCode::Up => at = (at + options.len() - 1) % options.len(),
            KeyCode::Down => at = (at + 1) % options.len(),
            KeyCode::Enter => return Ok(Some(at)),
            KeyCode::Esc => return Ok(None),
            _ => {}
        }
    }
}

/// The options with numbers from 1, of which a line chooses one.
fn choose_by_line(ctx: &mut Ctx<'_>, prompt: &str, options: &[String]) -> Result<Option<usize>, Error> {
    let rows: String = options.iter().enumerate().map(|(place, option)| format!("{}. {option}\n", place + 1)).collect();
    put(ctx, &format!("{prompt}\n{rows}"))?;
    let answer = read_text(ctx, "> ", Echo::Keys)?;
    let number = answer.trim().parse::<usize>().ok();
    Ok(number.and_then(|number| number.checked_sub(1)).filter(|&place| place < options.len()))
}

/// The next key, if there is one within [`POLL`]. Ctrl-C ends the program as everywhere: in raw mode it is a key.
fn key() -> Result<Option<KeyEvent>, Error> {
    if !poll(POLL).map_err(Error::new)? {
        return Ok(None);
    }
    match read().map_err(Error::new)? {
        Event::Key(KeyEvent { code: KeyCode::Char('c'), modifiers, .. }) if modifiers == KeyModifiers::CONTROL => {
            Err(ErrorKind::Interrupted.into())
        }
        // What a terminal makes of Enter that is pressed while it is not in raw mode, between two calls.
        Event::Key(KeyEvent { code: KeyCode::Char('j'), modifiers, .. }) if modifiers == KeyModifiers::CONTROL => {
            Ok(Some(KeyEvent::from(KeyCode::Enter)))
        }
        Event::Key(key) if key.kind != KeyEventKind::Release => Ok(Some(key)),
        _ => Ok(None),
    }
}

/// A character, or the name of another key; nothing of keys that have none here.
fn key_name(code: KeyCode) -> Option<String> {
    Some(match code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(number) => format!("f{number}"),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Esc => "escape".to_owned(),
        KeyCode::Tab | KeyCode::BackTab => "tab".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::Delete => "delete".to_owned(),
        KeyCode::Insert => "insert".to_owned(),
        KeyCode::Up => "up".to_owned(),
        KeyCode::Down => "down".to_owned(),
        KeyCode::Left => "left".to_owned(),
        KeyCode::Right => "right".to_owned(),
        KeyCode::Home => "home".to_owned(),
        KeyCode::End => "end".to_owned(),
        KeyCode::PageUp => "pageup".to_owned(),
        KeyCode::PageDown => "pagedown".to_owned(),
        _ => return None,
    })
}
