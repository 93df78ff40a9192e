//! `unna jit`: the machine code of functions, decoded, under the bytecode it was made from.

use std::fmt::Write;

use bytecode::{ChunkId, Module, Verified};
use jit::{Listing, Profile};

use crate::args::JitArgs;
use crate::disasm::print;
use crate::exit::Exit;
use crate::source;

/// Prints what the compiler makes of a file's functions, by what the options say of their types.
pub fn jit(args: &JitArgs) -> Exit {
    let Some(program) = source::load_or_report(&args.file) else { return Exit::Failed };
    match list(&program.main, args) {
        Ok(text) => print(&text),
        Err(message) => {
            tell!("error: {message}");
            Exit::Failed
        }
    }
}

fn list(module: &Verified<Module>, args: &JitArgs) -> Result<String, String> {
    let profile = profile(args)?;
    let chunks: Vec<ChunkId> = chunks(module, args.function.as_deref())?;
    let mut text = String::new();
    for chunk in chunks {
        let name = module.name(module.chunks[chunk.index()].name);
        let artifact = jit::compile(module, chunk, &profile).map_err(|error| format!("{name}: {error}"))?;
        let mut listing = Listing::new(&artifact, module, chunk);
        if args.bytes {
            listing = listing.with_bytes();
        }
        let bytes = artifact.bytes().len();
        let separator = if text.is_empty() { "" } else { "\n" };
        write!(text, "{separator}; function {name}, {bytes} bytes\n{listing}").expect("a String takes all");
    }
    Ok(text)
}

fn profile(args: &JitArgs) -> Result<Profile, String> {
    let entry = args.at_loop.map_or("function".to_string(), |id| format!("loop {id}"));
    let types = if args.types.is_empty() { String::new() } else { format!("types {}\n", args.types.join(" ")) };
    format!("entry {entry}\n{types}").parse().map_err(|error| format!("{error}"))
}

/// The functions of this name, or all; the file's top level is one of them.
fn chunks(module: &Module, name: Option<&str>) -> Result<Vec<ChunkId>, String> {
    let names: Vec<&str> = module.chunks.iter().map(|chunk| module.name(chunk.name)).collect();
    let wanted = |index: &usize| name.is_none_or(|name| names[*index] == name);
    let found: Vec<ChunkId> = (0..names.len()).filter(wanted).map(|index| ChunkId(index as u32)).collect();
    match name {
        Some(name) if found.is_empty() => Err(format!("no function `{name}`; there are: {}", names.join(", "))),
        _ => Ok(found),
    }
}
