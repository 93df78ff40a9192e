//! `unna check`: the errors of programs, without running them, and names in them that nothing
//! defines.

use std::collections::{HashMap, HashSet};

use bytecode::{GlobalId, Inst, Module};
use vm::{JitMode, Permissions, Vm, nearest};

use crate::args::Check;
use crate::exit::Exit;
use crate::{advice, disasm, machine, source};

/// Reports the errors of each file; those without any are named on stdout.
pub fn check(args: &Check) -> Exit {
    let vm = match machine::with_modules(Vm::builder().jit(JitMode::Off), Permissions::ALL).build() {
        Ok(vm) => vm,
        Err(error) => {
            tell!("{}", error.line());
            return Exit::Failed;
        }
    };
    let mut exit = Exit::Success;
    for file in &args.files {
        match source::load_or_report(file).map(|program| verdict(&vm, file, &program.main)) {
            Some(verdict) if disasm::print(&verdict) == Exit::Success => {}
            Some(_) => return Exit::Failed,
            None => exit = Exit::Failed,
        }
    }
    exit
}

/// The line that reports a program without errors. Its warnings are printed before it.
fn verdict(vm: &Vm, file: &str, module: &Module) -> String {
    let warnings = warnings(vm, module);
    for (line, message) in &warnings {
        tell!("Warning in {file} at line {line}:\n  {message}");
    }
    match warnings.len() {
        0 => format!("{file}: no errors\n"),
        1 => format!("{file}: no errors, 1 warning\n"),
        count => format!("{file}: no errors, {count} warnings\n"),
    }
}

/// Names that would be run-time errors where the program gets to them, each once, with the line of
/// its first use.
///
/// No warning is wrong: a global is warned of only if the module nowhere assigns it and nothing
/// predefines it, and a member only if its module is a predefined one.
fn warnings(vm: &Vm, module: &Module) -> Vec<(u32, String)> {
    let name = |global: GlobalId| module.name(module.globals[global.index()]);
    let assigned = assigned(module);
    let predefined: HashSet<&str> = vm.predefined().collect();
    let mut found: HashMap<String, u32> = HashMap::new();
    for chunk in &module.chunks {
        for (pc, inst) in chunk.code.iter().enumerate() {
            let Inst::LoadGlobal { global } = *inst else { continue };
            let is_predefined = predefined.contains(name(global));
            let message = match chunk.code.get(pc + 1) {
                _ if assigned.contains(&global) => None,
                _ if !is_predefined => Some(undefined(vm, name(global), assigned.iter().map(|&global| name(global)))),
                Some(Inst::LoadProperty { name: member, .. } | Inst::LoadPropertyUncached { name: member }) => {
                    no_member(vm, name(global), module.name(*member))
                }
                _ => None,
            };
            if let Some(message) = message {
                let line = chunk.line(pc as u32);
                found.entry(message).and_modify(|first| *first = line.min(*first)).or_insert(line);
            }
        }
    }
    let mut warnings: Vec<(u32, String)> = found.into_iter().map(|(message, line)| (line, message)).collect();
    warnings.sort();
    warnings
}

/// The globals that some code of the module gives a value.
fn assigned(module: &Module) -> HashSet<GlobalId> {
    let code = module.chunks.iter().flat_map(|chunk| chunk.code.iter());
    code.filter_map(|inst| match *inst {
        Inst::StoreGlobal { global } | Inst::DefineGlobal { global } => Some(global),
        _ => None,
    })
    .collect()
}

fn undefined<'a>(vm: &'a Vm, name: &str, others: impl Iterator<Item = &'a str>) -> String {
    let near = nearest(name, others.chain(vm.predefined()));
    with_advice(format!("Nothing defines '{name}'."), advice::on_variable(vm, name, near))
}

fn no_member(vm: &Vm, module: &str, name: &str) -> Option<String> {
    let mut members = vm.members(module).peekable();
    members.peek()?;
    let members: Vec<&str> = members.collect();
    let message = || format!("Module '{module}' has no member '{name}'.");
    let near = || nearest(name, members.iter().copied());
    (!members.contains(&name)).then(|| with_advice(message(), advice::on_member(vm, name, near())))
}

fn with_advice(message: String, advice: Option<String>) -> String {
    advice.map_or_else(|| message.clone(), |advice| format!("{message} {advice}"))
}
