//! `unna explore`: a page that shows what became of a run, from source lines to machine
//! instructions.

mod data;
mod open;
mod page;
mod perf;
mod record;

use std::path::{Path, PathBuf};

use vm::recording::Recording;

use crate::args::Explore;
use crate::exit::Exit;

/// Runs a file, or reads recordings, and writes the page or the recording.
pub fn explore(args: &Explore) -> Exit {
    let (mut runs, exit) = match gathered(args) {
        Ok(gathered) => gathered,
        Err(message) => return refuse(&message),
    };
    if let Some(samples) = &args.perf
        && let Err(message) = add_samples(&mut runs, samples)
    {
        return refuse(&message);
    }
    match write(args, &runs) {
        Ok(()) => exit,
        Err(message) => refuse(&message),
    }
}

/// The recordings to show, and how the command is to end once they are written.
fn gathered(args: &Explore) -> Result<(Vec<Recording>, Exit), String> {
    if let Some(files) = &args.compare {
        let runs = files.iter().map(|file| data::read(file)).collect::<Result<_, _>>()?;
        return Ok((runs, Exit::Success));
    }
    let file = args.file.as_deref().expect("clap asks for a file where nothing is compared");
    if file.ends_with(".json") {
        return Ok((vec![data::read(Path::new(file))?], Exit::Success));
    }
    let (recording, exit) = record::record(file, args)?;
    Ok((vec![recording], exit))
}

fn add_samples(runs: &mut [Recording], path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("could not read {}: {error}", path.display()))?;
    let [run] = runs else { return Err("--perf takes one run: there is no telling which of two it sampled".into()) };
    let (found, all) = perf::add(run, &text).map_err(|error| format!("{}: {error}", path.display()))?;
    tell!("explore: {found} of {all} samples of perf fell into machine code of the program");
    Ok(())
}

fn write(args: &Explore, runs: &[Recording]) -> Result<(), String> {
    let path = args.output.clone().unwrap_or_else(|| default_output(args));
    let text = match (args.json, runs) {
        (true, [run]) => data::text(run),
        (true, _) => return Err("--json writes one run: the two that are compared are JSON already".into()),
        (false, runs) => page::page(runs),
    };
    std::fs::write(&path, &text).map_err(|error| format!("could not write {}: {error}", path.display()))?;
    tell!("explore: {} ({} KB)", path.display(), text.len().div_ceil(1000));
    if args.open { open::open(&path) } else { Ok(()) }
}

/// `NAME.explore.html` in the working folder.
fn default_output(args: &Explore) -> PathBuf {
    let name = match args.file.as_deref() {
        None => "compare",
        Some("-") => "stdin",
        Some(file) => Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or("program"),
    };
    let name = name.strip_suffix(".explore").unwrap_or(name);
    PathBuf::from(format!("{name}.explore.{}", if args.json { "json" } else { "html" }))
}

fn refuse(message: &str) -> Exit {
    if !message.is_empty() {
        tell!("error: {message}");
    }
    Exit::Failed
}
