//! `unna completions` and `unna man`: what shells and `man` want to know, made from the command
//! line's own types, so that it is never out of date.

use std::fs;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};

use crate::args::{Completions, Man, Unna};
use crate::disasm::print;
use crate::exit::Exit;

/// Prints a completion script.
pub fn completions(args: &Completions) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Unna::command(), "unna", &mut script);
    print(&String::from_utf8_lossy(&script))
}

/// Prints a manual page, or writes all.
pub fn man(args: &Man) -> Exit {
    let done = match (&args.all, &args.command) {
        (Some(folder), _) => return written(folder),
        (None, Some(name)) => page_of(name),
        (None, None) => render(Unna::command()).map_err(|error| error.to_string()),
    };
    match done {
        Ok(page) => print(&page),
        Err(message) => {
            tell!("error: {message}");
            Exit::Failed
        }
    }
}

fn page_of(name: &str) -> Result<String, String> {
    let pages = pages();
    let found = pages.into_iter().find(|page| page.get_name() == format!("unna-{name}"));
    let Some(command) = found else {
        let names: Vec<String> = Unna::command().get_subcommands().map(|command| command.get_name().into()).collect();
        return Err(format!("no sub-command `{name}`; there are: {}", names.join(", ")));
    };
    render(command).map_err(|error| error.to_string())
}

fn written(folder: &Path) -> Exit {
    match write_all(folder) {
        Ok(()) => Exit::Success,
        Err(error) => {
            tell!("error: could not write the pages to {}: {error}", folder.display());
            Exit::Failed
        }
    }
}

fn write_all(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for command in std::iter::once(Unna::command()).chain(pages()) {
        let file = folder.join(format!("{}.1", command.get_name()));
        fs::write(file, render(command)?)?;
    }
    Ok(())
}

/// The sub-commands, named as their pages are: `unna-run`.
fn pages() -> Vec<Command> {
    let mut unna = Unna::command();
    unna.build();
    let sub_commands = unna.get_subcommands().filter(|command| command.get_name() != "help");
    sub_commands
        .map(|command| {
            let name = command.get_name();
            command.clone().name(format!("unna-{name}")).bin_name(format!("unna {name}"))
        })
        .collect()
}

fn render(command: Command) -> io::Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
