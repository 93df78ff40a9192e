//! The blocks of a console in docs/guide/tools.md: their commands are run, and each line that they
//! show is among those that came out. Words with digits are not compared where a line has others, so
//! that addresses and percentages may differ.

#[path = "../../../tests/tool.rs"]
mod tool;

mod page;

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use page::{root, words};

/// The programs of this package as a search path, before the usual one.
fn path() -> String {
    let own = Path::new(env!("CARGO_BIN_EXE_tools")).parent().unwrap().display().to_string();
    format!("{own}:{}", std::env::var("PATH").unwrap())
}

/// What a line says apart from numbers, or all of it if it is nothing else.
fn text(line: &str) -> String {
    let words: Vec<_> = line.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit())).collect();
    if words.is_empty() { line.trim().to_owned() } else { words.join(" ") }
}

/// What a command writes; `None` where its tool is missing or may not do its work.
fn run(command: &str, folder: &Path) -> Option<String> {
    let words = words(command);
    let (name, arguments) = words.split_first().unwrap();
    tool::tool(name)?;
    let output = Command::new(name).args(arguments).current_dir(folder).env("PATH", path()).output().unwrap();
    let all = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if name == "perf" && !output.status.success() {
        return tool::without("perf", &format!("does not do `{command}`: {all}"));
    }
    assert!(output.status.success(), "{command}: {all}");
    Some(all)
}

/// Runs the commands of a block, and looks for the lines below each.
fn check(block: &str, folder: &Path) {
    let mut output = HashSet::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let Some(all) = run(command, folder) else { return };
            output = all.lines().map(text).collect();
        } else {
            assert!(output.contains(&text(line)), "`{line}` is not in {output:#?}");
        }
    }
}

#[test]
fn consoles_show_what_comes_out() {
    let page = fs::read_to_string(root().join("docs/guide/tools.md")).unwrap();
    let folder = std::env::temp_dir().join(format!("guide-tools-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let blocks: Vec<_> = page.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 5, "only {} blocks found", blocks.len());
    blocks.iter().for_each(|block| check(block, &folder));
    fs::remove_dir_all(&folder).unwrap();
}
