//! `cargo xtask alone`: the crates that are meant to be used without the others, in a fresh project
//! outside the workspace, as the README of `x64-asm` says: by path, and by git.
//!
//! By git means this repository itself and what is committed in it. Cargo reads it by the `git`
//! command, which also takes a shallow clone or a worktree.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, process};

use anyhow::{Context, Result};

use crate::command::{cargo, read};

/// The page that says how to depend on a single crate.
const PAGE: &str = "crates/x64-asm/README.md";
/// What the page calls the repository, on the network and as a folder.
const ADDRESS: &str = "https://github.com/unnarize/unnarize-jit";
const FOLDER: &str = "../unnarize-jit";

/// The crates beside `x64-asm`, which the page names in the same way.
const OTHERS: [&str; 5] = ["exec-mem", "a64-asm", "bytecode", "heap", "jit"];

const PROGRAM: &str = r#"use {a64_asm as _, bytecode as _, exec_mem as _, heap as _, jit as _};
use x64_asm::{Assembler, Features, RAX, YMM1, YMM2, YMM3};

fn main() {
    let mut a = Assembler::with_features(Features::V3);
    a.mov_rr64(RAX, RAX);
    a.vpaddd_yyy(YMM1, YMM2, YMM3);
    print!("{:02x?}", a.finish().expect("it is right").bytes());
}
"#;
const PRINTED: &str = "[48, 89, c0, c5, ed, fe, cb]";

/// Builds and runs the project in both ways.
///
/// # Errors
/// The page lacks a way, or a project made from it does not build or prints something else.
pub fn run(root: &Path) -> Result<()> {
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("could not read {PAGE}"))?;
    let address = format!("file://{}", root.display());
    let project = Project::new()?;
    project.check(root, "path", &dependencies(&page, FOLDER, &root.display().to_string())?)?;
    project.check(root, "git", &dependencies(&page, ADDRESS, &address)?)
}

/// The dependencies as the page has them, and a line of the same kind for each other crate.
fn dependencies(page: &str, repository: &str, here: &str) -> Result<String> {
    let mut blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let block = blocks.find(|block| block.contains(repository));
    let block = block.with_context(|| format!("{PAGE} shows no dependency on {repository}"))?;
    let line = block.lines().find(|line| line.starts_with("x64-asm = ")).context("no line for x64-asm")?;
    let line = line.replace(", features = [\"avx\"]", "");
    let mut text = block.to_string();
    for other in OTHERS {
        text.push_str(&line.replace("x64-asm", other));
        text.push('\n');
    }
    Ok(text.replace(repository, here))
}

/// A folder outside the workspace, which is removed in the end.
struct Project {
    folder: PathBuf,
}

impl Project {
    fn new() -> Result<Project> {
        let folder = env::temp_dir().join(format!("unnarize-alone-{}", process::id()));
        fs::create_dir_all(folder.join("src")).with_context(|| format!("could not make {}", folder.display()))?;
        let project = Project { folder };
        project.write("src/main.rs", PROGRAM)?;
        Ok(project)
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        fs::write(self.folder.join(file), text).with_context(|| format!("could not write {file}"))
    }

    /// Both ways share a target folder: what the crates themselves depend on is built once.
    fn check(&self, root: &Path, way: &str, dependencies: &str) -> Result<()> {
        let package = "[package]\nname = \"alone\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
        self.write("Cargo.toml", &format!("{package}{dependencies}"))?;
        let mut command: Command = cargo(&self.folder, &["run", "--quiet"]);
        command.env("CARGO_TARGET_DIR", root.join("target/alone")).env("CARGO_NET_GIT_FETCH_WITH_CLI", "true");
        let printed = read(&mut command).with_context(|| format!("a project that depends on the crates by {way}"))?;
        anyhow::ensure!(printed == PRINTED, "the project by {way} prints {printed}, not {PRINTED}");
        eprintln!("alone: a fresh project builds and runs with the crates by {way}");
        Ok(())
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // A folder of the system for temporary files may keep it.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dependencies_are_those_of_the_page() {
        let page =
            "a\n```toml\n[dependencies]\nx64-asm = { path = \"../r/crates/x64-asm\", features = [\"avx\"] }\n```\nb";
        let text = dependencies(page, "../r", "/here").unwrap();
        assert!(text.starts_with("[dependencies]\nx64-asm = { path = \"/here/crates/x64-asm\", features"));
        assert!(text.contains("\nexec-mem = { path = \"/here/crates/exec-mem\" }\n"));
        assert!(dependencies(page, "https://", "file://").is_err());
    }
}
