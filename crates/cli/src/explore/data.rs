//! Recordings as JSON.

use std::path::Path;

use vm::recording::{RECORDING_SCHEMA, Recording};

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
        let callees =
            code.inlined.iter().map(|it| it.function).chain(code.not_inlined.iter().filter_map(|it| it.callee));
        let mut callees = callees.chain([code.function]);
        if !callees.all(is_function) || !sites.all(|site| is_function(site.function)) {
            return wrong("code", number);
        }
    }
    for (number, event) in recording.events.iter().enumerate() {
        if !event.function.is_none_or(is_function) || !event.code.is_none_or(is_code) {
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
