//! `unna jit`: the machine code of functions, decoded, under the bytecode it was made from.

use std::fmt::Write;

use bytecode::{ChunkId, Module, Verified};
use jit::{Artifact, Listing, Profile};
use opt::{Feedback, Modules};

use crate::args::{CompilerName, JitArgs};
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
        let artifact = match args.tier {
            CompilerName::Baseline => {
                jit::compile(module, chunk, &profile).map_err(|error| format!("{name}: {error}"))?
            }
            CompilerName::Opt => optimised(&mut text, module, chunk, &profile, args)?,
        };
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

/// Compiles by the optimising compiler, and shows its representation if that is asked for.
fn optimised(
    text: &mut String,
    module: &Verified<Module>,
    chunk: ChunkId,
    profile: &Profile,
    args: &JitArgs,
) -> Result<Artifact, String> {
    let name = module.name(module.chunks[chunk.index()].name);
    let compiled =
        opt::compile_observed(Modules::alone(module), chunk, &Feedback::of(profile.clone()), |pass, function| {
            if args.ir.as_deref().is_some_and(|wanted| wanted.is_empty() || wanted == pass) {
                write!(text, "; {name} behind {pass}\n{function}\n").expect("a String takes all");
            }
        });
    Ok(compiled.map_err(|refusal| format!("{name}: {refusal}"))?.artifact)
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
