//! Recordings as JSON.

use std::path::Path;

use vm::recording::{Code, RECORDING_SCHEMA, Recording};

/// A recording as it is written to a file.
pub fn text(recording: &Recording) -> String {
    serde_json::to_string(recording).expect("a recording has only text keys and writes to memory")
}

/// Reads a recording from a file.
///
/// # Errors
/// It cannot be read, or is none of this version, as a text for the user.
pub fn read(path: &Path) -> Result<Recording, String> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("could not read {name}: {error}"))?;
    let recording: Recording = serde_json::from_str(&text)
        .map_err(|error| format!("{name} is no recording: {error}; `unna explore --json PROGRAM` makes one"))?;
    if recording.schema != RECORDING_SCHEMA {
        let (theirs, ours) = (recording.schema, RECORDING_SCHEMA);
        return Err(format!(
            "{name} has the form {theirs}, and this version of unna reads form {ours}: record the program again"
        ));
    }
    check(&recording).map_err(|what| format!("{name} is damaged: {what}; record the program again"))?;
    Ok(recording)
}

/// Checks that every index leads somewhere, on which the page relies.
fn check(recording: &Recording) -> Result<(), String> {
    let is_function = |index: u32| (index as usize) < recording.functions.len();
    let is_code = |index: u32| (index as usize) < recording.codes.len();
    let is_call = |index: &u32| (*index as usize) < recording.samples.calls.len();
    let wrong = |what: &str, number: usize| Err(format!("{what} {number} refers to what is not there"));
    for (number, function) in recording.functions.iter().enumerate() {
        if function.module as usize >= recording.modules.len() {
            return wrong("function", number);
        }
    }
    for (number, code) in recording.codes.iter().enumerate() {
        let sites = code.exits.iter().flat_map(|exit| [exit.to, exit.blame]);
        let sites = sites.chain(code.not_inlined.iter().map(|it| it.call).chain(code.inlined.iter().map(|it| it.call)));
        let sites = sites.chain(code.instructions.iter().filter_map(|it| it.site));
        let mut sites = sites.chain(code.ir.iter().chain(&code.ir_built).filter_map(|line| line.site));
        let callees = code.inlined.iter().map(|it| it.function).chain(code.locals.iter().map(|it| it.function));
        let callees = callees.chain(code.not_inlined.iter().filter_map(|it| it.callee));
        let mut callees = callees.chain([code.function]);
        let refers = callees.all(is_function) && sites.all(|site| is_function(site.function));
        if !refers || !is_linked(code) {
            return wrong("code", number);
        }
    }
    for (number, event) in recording.events.iter().enumerate() {
        let exits = event.code.and_then(|code| recording.codes.get(code as usize)).map_or(0, |code| code.exits.len());
        let is_exit = event.exit.is_none_or(|exit| (exit as usize) < exits);
        if !is_function(event.function) || !event.code.is_none_or(is_code) || !is_exit {
            return wrong("event", number);
        }
    }
    let samples = &recording.samples;
    if let Some(number) = samples.calls.iter().position(|call| !is_function(call.function)) {
        return wrong("sampled call", number);
    }
    if let Some(number) = samples.stacks.iter().position(|stack| !stack.calls.iter().all(is_call)) {
        return wrong("sampled stack", number);
    }
    match recording.helpers.iter().position(|call| !is_function(call.function)) {
        Some(number) => wrong("helper call", number),
        None => Ok(()),
    }
}

/// Whether the indexes that lead from one part of a code to another do so.
fn is_linked(code: &Code) -> bool {
    let is_inlined = |at: u32| (at as usize) < code.inlined.len();
    let is_line = |line: u32| (line as usize) < code.ir.len();
    let is_exit = |exit: u32| (exit as usize) < code.exits.len();
    // A call is in one that stands before it, so that the way to the outermost one ends.
    let ascends = (0..).zip(&code.inlined).all(|(at, call)| call.within.is_none_or(|outer| outer < at));
    let mut lines = code.ir.iter().chain(&code.ir_built);
    ascends
        && code.locals.iter().all(|it| it.within.is_none_or(is_inlined))
        && lines.all(|line| line.within.is_none_or(is_inlined))
        && code.instructions.iter().all(|it| it.exit.is_none_or(is_exit) && it.ir.is_none_or(is_line))
}
