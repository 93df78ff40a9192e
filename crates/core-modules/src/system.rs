//! `ucoreSystem` (LANGUAGE 12.5): arguments, input, environment, processes, files.

mod input;
mod process;

use vm::{Ctx, Error, ErrorKind, HostModule, Return, os_bytes, os_string};

use crate::argument::{takes_strings, text};
use crate::file;
use crate::meter::Meter;
use crate::sleep::sleep_ms;

/// The module.
pub fn module() -> HostModule {
    HostModule::new("ucoreSystem")
        .function("args", args)
        .function("exit", exit)
        .system_function("input", input)
        .system_function("getenv", getenv)
        .system_function("exec", exec)
        .system_function("fileExists", file_exists)
        .system_function("writeFile", write_file)
        .system_function("readFile", read_file)
        .system_function("sleep", sleep)
}

/// `args()`: the interpreter, the script, and the script's own arguments.
fn args(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if ctx.arg_count() != 0 {
        return Ok(Return::NIL);
    }
    let args = ctx.program_args().to_vec();
    let array = ctx.heap_mut().new_array(args.len())?;
    for arg in args {
        let string = ctx.heap_mut().new_string(arg.as_bytes())?;
        ctx.heap_mut().array_push(array, string)?;
    }
    Ok(array.into())
}

/// `input(prompt?)`: a line without its line feed; `""` at the end.
fn input(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if ctx.arg_count() > 1 {
        return Ok(Return::NIL);
    }
    if let Some(prompt) = ctx.arg(0).as_string() {
        let prompt = prompt.to_vec();
        ctx.print(&prompt)?;
    }
    ctx.flush()?;
    let line = input::read_line(ctx)?;
    Ok(ctx.heap_mut().new_string(&line)?.into())
}

/// `getenv(name)`: `""` if it is not set.
fn getenv(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let name = if takes_strings(ctx, 1) { text(ctx, 0) } else { b"" };
    let value = std::env::var_os(os_string(name)).unwrap_or_default();
    Ok(ctx.heap_mut().new_string(&os_bytes(&value))?.into())
}

/// `exec(cmd)`: the wait status of `sh -c cmd`, -1 if there is none.
fn exec(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    ctx.flush()?;
    if !takes_strings(ctx, 1) {
        return Ok((-1).into());
    }
    Ok(process::run(ctx, text(ctx, 0))?.into())
}

/// `exit(code?)`.
fn exit(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let code = ctx.arg(0);
    let bits = code.bits();
    Err(ErrorKind::Exit(if bits.is_float() { bits.as_float() as i32 } else { code.as_int().unwrap_or(0) }).into())
}

/// `fileExists(p)`.
fn file_exists(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    Ok((takes_strings(ctx, 1) && ctx.script_path(text(ctx, 0)).exists()).into())
}

/// `writeFile(p, s)`.
fn write_file(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 2) {
        ctx.print(b"Error: ucoreSystem.writeFile(path, content) expects 2 string arguments.\n")?;
        return Ok(false.into());
    }
    let path = ctx.script_path(text(ctx, 0));
    let written = file::write(ctx, &path, text(ctx, 1), &mut Meter::default())?;
    if !written {
        let line = [b"Error: Could not open file for writing: ", text(ctx, 0), b"\n"].concat();
        ctx.print(&line)?;
    }
    Ok(written.into())
}

/// `readFile(p)`: `""` if it cannot be read.
fn read_file(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let mut contents = None;
    if takes_strings(ctx, 1) {
        contents = file::read(ctx, &ctx.script_path(text(ctx, 0)), &mut Meter::default())?;
    }
    let bytes = contents.as_ref().map_or(&b""[..], |contents| contents.bytes());
    Ok(ctx.heap_mut().new_string(bytes)?.into())
}

/// `sleep(ms)`.
fn sleep(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if let (Some(ms), 1) = (ctx.arg(0).as_int(), ctx.arg_count()) {
        sleep_ms(ctx, ms)?;
    }
    Ok(Return::NIL)
}
