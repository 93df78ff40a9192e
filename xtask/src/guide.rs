//! Builds the guide as a book. Its text needs no building to be read: the pages are plain Markdown,
//! and `cargo test -p guide` holds their blocks of code.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, run as run_command};

/// The version that the book is built with.
const MDBOOK: &str = "0.5.4";

/// Builds `docs/guide` and says where the book is.
///
/// # Errors
/// When mdbook cannot be installed, or refuses the book.
pub fn run(root: &Path) -> Result<()> {
    let mdbook = mdbook(root)?;
    run_command(Command::new(mdbook).current_dir(root).args(["build", "docs/guide"]))?;
    eprintln!("the book is in {}", root.join("target/guide/index.html").display());
    Ok(())
}

/// The builder of books, installed if it is not there; cargo compares the versions.
fn mdbook(root: &Path) -> Result<PathBuf> {
    let arguments = ["install", "mdbook", "--version", MDBOOK, "--locked", "--quiet", "--root", "target/mdbook"];
    // Its features serve and watch a book; building one needs none.
    run_command(cargo(root, &arguments).arg("--no-default-features"))?;
    Ok(root.join("target/mdbook/bin/mdbook"))
}
