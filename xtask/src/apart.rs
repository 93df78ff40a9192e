//! `cargo xtask test --package NAME` for the folders of `packages`: workspaces of their own, whose
//! dependencies take too long to build to be among those of the engine.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::{cargo, run};

/// The folder of a package, if it is a workspace of its own.
pub fn folder(root: &Path, package: &str) -> Option<PathBuf> {
    let folder = root.join("packages").join(package);
    folder.join("Cargo.toml").is_file().then_some(folder)
}

/// Checks the format, runs clippy, and builds and tests the package with its examples; `args` go to
/// `cargo test`.
///
/// # Errors
/// With the check that failed.
pub fn test(folder: &Path, target: Option<&str>, args: &[String]) -> Result<()> {
    if let Some(target) = target {
        bail!("{} is tested on this machine only, not on {target}", folder.display());
    }
    run(&mut cargo(folder, &["fmt", "--check"]))?;
    run(&mut cargo(folder, &["clippy", "--all-targets", "--", "-D", "warnings"]))?;
    run(cargo(folder, &["test"]).args(args))
}
