//! `cargo xtask api`: the public items of each library crate, against a list that is committed. A
//! change of an interface then shows in a review, whether it was meant or not.
//!
//! The items come from rustdoc's JSON, which the pinned toolchain makes when it is told to act as a
//! nightly one. That is done in a target folder of its own, because build scripts look at the
//! variable.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::{cargo, read, run as run_command};

/// The library crates, each with the features whose items count.
const CRATES: &[(&str, &str)] = &[
    ("exec-mem", "perf-map,jitdump,gdb,eh-frame"),
    ("x64-asm", "std,template"),
    ("a64-asm", "std,full"),
    ("bytecode", ""),
    ("heap", ""),
    ("jit", "listing"),
    ("opt", ""),
    ("columns", ""),
    ("vm", "recording"),
    ("core-modules", ""),
    ("system-modules", "http,scraper,tui"),
    ("lang", ""),
];

/// Where the lists are.
const FOLDER: &str = "docs/api";

/// Lists the items of all crates and compares or writes them.
///
/// # Errors
/// A list differs, or an interface cannot be read.
pub fn run(root: &Path, accept: bool) -> Result<()> {
    let target = target_folder(root)?.join("api");
    let mut changed = 0;
    for &(name, features) in CRATES {
        let list = list(root, &target, name, features)?;
        let file = root.join(FOLDER).join(format!("{name}.txt"));
        let known = fs::read_to_string(&file).unwrap_or_default();
        let differences = differences(&known, &list);
        if differences.is_empty() {
            continue;
        }
        changed += 1;
        eprintln!("{name}:\n{}", differences.join("\n"));
        if accept {
            fs::create_dir_all(root.join(FOLDER))?;
            fs::write(&file, &list).with_context(|| format!("could not write {}", file.display()))?;
        }
    }
    match changed {
        0 => eprintln!("api: as in {FOLDER}"),
        _ if accept => eprintln!("api: accepted; commit {FOLDER}"),
        _ => bail!("the public items of {changed} crate(s) changed: if that is meant, `cargo xtask api --accept`"),
    }
    Ok(())
}

/// One item a line, in the order of their paths.
fn list(root: &Path, target: &Path, name: &str, features: &str) -> Result<String> {
    let mut rustdoc = cargo(root, &["rustdoc", "--quiet", "--lib", "--package", name, "--features", features]);
    rustdoc.arg("--target-dir").arg(target).env("RUSTC_BOOTSTRAP", "1");
    rustdoc.args(["--", "-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"]);
    run_command(&mut rustdoc)?;
    let json = target.join("doc").join(format!("{}.json", name.replace('-', "_")));
    let builder = public_api::Builder::from_rustdoc_json(&json).omit_blanket_impls(true).omit_auto_trait_impls(true);
    let api = builder.build().with_context(|| format!("could not read {}", json.display()))?;
    Ok(api.items().map(|item| format!("{item}\n")).collect())
}

fn target_folder(root: &Path) -> Result<PathBuf> {
    let metadata = read(&mut cargo(root, &["metadata", "--format-version=1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    Ok(metadata["target_directory"].as_str().context("cargo names no target folder")?.into())
}

/// The lines that only one of two lists has, marked.
fn differences(old: &str, new: &str) -> Vec<String> {
    let lines = |text: &'static str, only: &str, other: &str| -> Vec<String> {
        let other: BTreeSet<&str> = other.lines().collect();
        only.lines().filter(|line| !other.contains(line)).map(|line| format!("{text} {line}")).collect()
    };
    [lines("-", old, new), lines("+", new, old)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_name_what_went_and_what_came() {
        assert_eq!(differences("a\nb\n", "b\nc\n"), ["- a", "+ c"]);
        assert!(differences("a\nb\n", "a\nb\n").is_empty());
    }
}
