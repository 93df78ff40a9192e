//! Boxes, tables, trees and bars, drawn to the program's output.

use vm::heap::{Value, View};
use vm::{Ctx, Error, Return};

use super::screen::put;
use crate::text;

/// How wide a box is inside whose width is not given.
const BOX_WIDTH: usize = 60;
/// How deep a tree may be.
const TREE_DEPTH: usize = 64;
const SPINNER: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/// `box(text, title?)`: the lines of a text in a frame as wide as they are.
pub fn boxed(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let Some(content) = text(ctx, 0) else { return Ok(Return::NIL) };
    let title = text(ctx, 1).unwrap_or_default();
    let widest = content.lines().map(width).chain([width(&title)]).max().unwrap_or(0);
    let lines: String = content.lines().map(|line| box_row(line, widest)).collect();
    put(ctx, &format!("{}{lines}{}", box_top(&title, widest), box_bottom(widest)))
}

/// The width of the box that is open.
#[derive(Default)]
struct OpenBox(Option<usize>);

/// `boxBegin(title?, width?)`.
pub fn box_begin(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let title = text(ctx, 0).unwrap_or_default();
    let asked = ctx.arg(1).as_int().and_then(|width| usize::try_from(width).ok());
    let inner = asked.unwrap_or(BOX_WIDTH).clamp(width(&title), 1000);
    ctx.state::<OpenBox>().0 = Some(inner);
    put(ctx, &box_top(&title, inner))
}

/// `boxLine(text)`.
pub fn box_line(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let inner = ctx.state::<OpenBox>().0.unwrap_or(BOX_WIDTH);
    let content = text(ctx, 0).unwrap_or_default();
    let rows: String = content.split('\n').map(|line| box_row(line, inner)).collect();
    put(ctx, &rows)
}

/// `boxEnd()`.
pub fn box_end(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let inner = ctx.state::<OpenBox>().0.take().unwrap_or(BOX_WIDTH);
    put(ctx, &box_bottom(inner))
}

fn box_top(title: &str, inner: usize) -> String {
    let title = if title.is_empty() { String::new() } else { format!(" {title} ") };
    let rest = (inner + 2).saturating_sub(width(&title));
    format!("┌{title}{}┐\n", "─".repeat(rest))
}

fn box_row(line: &str, inner: usize) -> String {
    format!("│ {line}{} │\n", " ".repeat(inner.saturating_sub(width(line))))
}

fn box_bottom(inner: usize) -> String {
    format!("└{}┘\n", "─".repeat(inner + 2))
}

/// `table(rows)`: an array of arrays, the first of which are the headings.
pub fn table(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let View::Array(rows) = ctx.arg(0).view() else { return Ok(Return::NIL) };
    let mut cells: Vec<Vec<String>> = Vec::new();
    for row in rows {
        let View::Array(row) = row.view() else { continue };
        cells.push(row.iter().map(|&cell| shown(ctx, cell)).collect::<Result<_, _>>()?);
    }
    put(ctx, &table_text(&cells))
}

fn table_text(cells: &[Vec<String>]) -> String {
    let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let of_column = |column: usize| cells.iter().filter_map(move |row| row.get(column));
    let widths: Vec<usize> =
        (0..columns).map(|column| of_column(column).map(|cell| width(cell)).max().unwrap_or(0)).collect();
    let rule = |left, middle, right| {
        let bars: Vec<String> = widths.iter().map(|width| "─".repeat(width + 2)).collect();
        format!("{left}{}{right}\n", bars.join(middle))
    };
    let mut text = rule("┌", "┬", "┐");
    for (number, row) in cells.iter().enumerate() {
        for (column, &wide) in widths.iter().enumerate() {
            let cell = row.get(column).map_or("", String::as_str);
            text += &format!("│ {cell}{} ", " ".repeat(wide - width(cell)));
        }
        text += "│\n";
        if number == 0 && cells.len() > 1 {
            text += &rule("├", "┼", "┤");
        }
    }
    text + &rule("└", "┴", "┘")
}

/// `tree(value)`: maps by their keys, arrays by their elements.
pub fn tree(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let mut text = String::new();
    branches(ctx, ctx.arg(0), "", TREE_DEPTH, &mut text)?;
    put(ctx, &text)
}

fn branches(ctx: &Ctx<'_>, value: Value<'_>, indent: &str, depth: usize, text: &mut String) -> Result<(), Error> {
    let parts: Vec<(Option<Value<'_>>, Value<'_>)> = match value.view() {
        View::Map(map) => map.in_order()?.map(|entry| (Some(entry.key), entry.value)).collect(),
        View::Array(items) => items.iter().map(|&item| (None, item)).collect(),
        _ => {
            *text += &format!("{indent}{}\n", shown(ctx, value)?);
            return Ok(());
        }
    };
    for (number, &(key, part)) in parts.iter().enumerate() {
        let is_last = number + 1 == parts.len();
        let has_parts = matches!(part.view(), View::Map(_) | View::Array(_));
        let label = match (key, has_parts) {
            (Some(key), true) => shown(ctx, key)?,
            (Some(key), false) => format!("{}: {}", shown(ctx, key)?, shown(ctx, part)?),
            (None, true) => format!("[{number}]"),
            (None, false) => shown(ctx, part)?,
        };
        *text += &format!("{indent}{} {label}\n", if is_last { "└─" } else { "├─" });
        if has_parts && depth == 0 {
            *text += &format!("{indent}   ...\n");
        } else if has_parts {
            branches(ctx, part, &format!("{indent}{}  ", if is_last { " " } else { "│" }), depth - 1, text)?;
        }
    }
    Ok(())
}

/// `progressBar(done, total, width?)`: over the line that is there; a line feed behind the last one.
pub fn progress_bar(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let number = |index: usize| match ctx.arg(index).view() {
        View::Int(int) => Some(f64::from(int)),
        View::Float(float) => Some(float),
        _ => None,
    };
    let (Some(done), Some(total)) = (number(0), number(1)) else { return Ok(Return::NIL) };
    let wide = ctx.arg(2).as_int().unwrap_or(40).clamp(1, 400) as usize;
    let share = if total > 0.0 { (done / total).clamp(0.0, 1.0) } else { 1.0 };
    let full = (share * wide as f64).round() as usize;
    let end = if share >= 1.0 { "\n" } else { "" };
    let bar = format!("{}{}", "█".repeat(full), "░".repeat(wide - full));
    put(ctx, &format!("\r{bar} {:3.0}%{end}", share * 100.0))
}

/// `spinner(step, text?)`: over the line that is there.
pub fn spinner(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let Some(step) = ctx.arg(0).as_int() else { return Ok(Return::NIL) };
    let place = step.rem_euclid(SPINNER.len() as i32) as usize;
    let behind = text(ctx, 1).unwrap_or_default();
    put(ctx, &format!("\r\x1b[2K{} {behind}", SPINNER[place]))
}

/// What `print` writes of a value.
fn shown(ctx: &Ctx<'_>, value: Value<'_>) -> Result<String, Error> {
    Ok(String::from_utf8_lossy(&ctx.text(value)?).into_owned())
}

/// Characters that a terminal shows: without escape sequences.
fn width(text: &str) -> usize {
    let mut rest = text.chars();
    let mut count = 0;
    while let Some(c) = rest.next() {
        if c == '\x1b' {
            rest.by_ref().skip(1).find(char::is_ascii_alphabetic);
        } else {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_have_no_width() {
        assert_eq!(width("\x1b[1mbold\x1b[0m é"), 6);
    }

    #[test]
    fn a_table_has_a_line_below_its_headings() {
        let cells = [vec!["a".to_owned(), "long".to_owned()], vec!["22".to_owned()]];
        assert_eq!(table_text(&cells), "┌────┬──────┐\n│ a  │ long │\n├────┼──────┤\n│ 22 │      │\n└────┴──────┘\n");
    }
}
