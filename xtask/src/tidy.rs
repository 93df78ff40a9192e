//! What no compiler checks. Each check is a function from what it reads to a list of complaints, so
//! that it can be tested on a bad example; this file reads the tree and prints.

mod arrow;
mod document;
mod exhaustive;
mod frozen;
mod layer;
mod module;
mod safety;
mod source;
mod width;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::{cargo, read};

/// One thing that is wrong, with the file it is wrong in.
type Complaint = String;

/// Runs all checks and reports every complaint at once.
///
/// # Errors
/// When there is a complaint, or the tree cannot be read.
pub fn run(root: &Path) -> Result<()> {
    let complaints = complaints(root)?;
    for complaint in &complaints {
        eprintln!("tidy: {complaint}");
    }
    if !complaints.is_empty() {
        bail!("{} thing(s) to put in order", complaints.len());
    }
    eprintln!("tidy: everything in order");
    Ok(())
}

/// Prints the arrows and circles between the files of each crate.
///
/// # Errors
/// When the tree cannot be read.
pub fn arrows(root: &Path) -> Result<()> {
    print!("{}", layer::count(&load(root, &["crates"], "rs")?));
    Ok(())
}

fn complaints(root: &Path) -> Result<Vec<Complaint>> {
    let metadata = read(&mut cargo(root, &["metadata", "--format-version=1", "--no-deps"]))?;
    let sources = load(root, &["crates", "xtask", "benches", "examples"], "rs")?;
    let mut pages = load(root, &["docs", "crates"], "md")?;
    pages.extend(document::ROOT_PAGES.iter().filter_map(|name| Text::read(root, &root.join(name)).ok()));
    let programs = root.join("benches/programs");

    let mut complaints = arrow::check(&fs::read_to_string(root.join(arrow::PAGE))?, &metadata)?;
    complaints.extend(source::check(&sources));
    complaints.extend(layer::check(&sources));
    complaints.extend(width::check(&sources));
    complaints.extend(module::check(&sources));
    complaints.extend(safety::check(&sources));
    complaints.extend(exhaustive::check(&sources)?);
    complaints.extend(document::check_pages(root, &pages));
    complaints.extend(document::check_reasons(&fs::read_to_string(root.join("Cargo.toml"))?));
    complaints.extend(document::check_opcodes(root));
    complaints.extend(frozen::check(&programs)?);
    Ok(complaints)
}

/// A text file of the workspace, with its path as a reader writes it.
struct Text {
    path: String,
    content: String,
}

impl Text {
    fn read(root: &Path, path: &Path) -> Result<Self> {
        let content = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
        Ok(Self { path: path.strip_prefix(root).unwrap_or(path).display().to_string(), content })
    }
}

/// Every file ending in `.extension` below `folders` of `root`, in the order of their paths.
fn load(root: &Path, folders: &[&str], extension: &str) -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    for folder in folders.iter().map(|folder| root.join(folder)).filter(|path| path.is_dir()) {
        let wanted =
            files(&folder)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == extension));
        texts.extend(wanted.map(|path| Text::read(root, &path)).collect::<Result<Vec<_>>>()?);
    }
    Ok(texts)
}

/// Every file below `folder`, in the order of their paths.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut waiting = vec![folder.to_path_buf()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("could not list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
