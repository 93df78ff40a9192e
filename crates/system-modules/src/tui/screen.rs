//! The screen and the cursor, by escape sequences in the program's output.

use vm::{Ctx, Error, Return};

/// `clear()`: the whole screen, with the cursor in its corner.
pub fn clear(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    put(ctx, "\x1b[2J\x1b[H")
}

/// `clearLine()`: the cursor's line, with the cursor at its start.
pub fn clear_line(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    put(ctx, "\r\x1b[2K")
}

/// `moveTo(column, row)`, from 1.
pub fn move_to(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    match (ctx.arg(0).as_int(), ctx.arg(1).as_int()) {
        (Some(column), Some(row)) => put(ctx, &format!("\x1b[{};{}H", row.max(1), column.max(1))),
        _ => Ok(Return::NIL),
    }
}

/// `hideCursor()`.
pub fn hide_cursor(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    put(ctx, "\x1b[?25l")
}

/// `showCursor()`.
pub fn show_cursor(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    put(ctx, "\x1b[?25h")
}

/// `size()`: a map with `columns` and `rows`; 80 and 24 where there is no terminal.
pub fn size(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (columns, rows) = crossterm::terminal::size().unwrap_or((80, 24));
    let map = ctx.heap_mut().new_map()?;
    ctx.set(map, "columns", i32::from(columns))?;
    ctx.set(map, "rows", i32::from(rows))?;
    Ok(map.into())
}

/// Writes at once, so that it shows before the program goes on.
pub fn put(ctx: &mut Ctx<'_>, text: &str) -> Result<Return, Error> {
    ctx.print(text.as_bytes())?;
    ctx.flush()?;
    Ok(Return::NIL)
}
