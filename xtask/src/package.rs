//! `cargo xtask package`: a step of releases. It makes the package of each crate, looks at what is
//! in it, and builds each from its package, against the packages of the others.
//!
//! cargo takes a package of some version to be the same for ever, so what it has kept of an earlier
//! run is removed: the unpacked sources, and the target folder, which is one of its own.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::command::{cargo, read, run as run_command};

/// What a release publishes, from the bottom up.
const CRATES: [&str; 12] = [
    "exec-mem",
    "x64-asm",
    "a64-asm",
    "bytecode",
    "heap",
    "jit",
    "columns",
    "vm",
    "core-modules",
    "system-modules",
    "lang",
    "cli",
];

/// What each package must hold.
const EXPECTED: [&str; 4] = ["Cargo.toml", "LICENSE", "README.md", "src/"];

/// Packages and verifies all crates in one run.
///
/// # Errors
/// A package lacks something, or does not build.
pub fn run(root: &Path, args: &[String]) -> Result<()> {
    for name in CRATES {
        let files = read(cargo(root, &["package", "--quiet", "--list", "--package", name]).args(args))?;
        if let Some(missing) = missing(&files) {
            bail!("the package of {name} has no {missing}: see `include` in its Cargo.toml");
        }
    }
    let target = root.join("target/packages");
    remove(&target)?;
    unpacked_packages()?.iter().try_for_each(|folder| remove(folder))?;
    let mut package = cargo(root, &["package"]);
    package.args(CRATES.iter().flat_map(|name| ["--package", name])).arg("--target-dir").arg(target);
    run_command(package.args(args))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("could not remove {}", folder.display()))?;
    }
    Ok(())
}

/// Sources of our packages that cargo has unpacked from registries of its own making, which have no
/// host name.
fn unpacked_packages() -> Result<Vec<PathBuf>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo"))).context("no home folder")?;
    let Ok(registries) = fs::read_dir(home.join("registry/src")) else { return Ok(Vec::new()) };
    let mut folders = Vec::new();
    for registry in registries {
        let registry = registry?;
        if registry.file_name().to_string_lossy().starts_with('-') {
            for package in fs::read_dir(registry.path())? {
                let package = package?;
                if is_ours(&package.file_name().to_string_lossy()) {
                    folders.push(package.path());
                }
            }
        }
    }
    Ok(folders)
}

/// Whether a folder named `NAME-VERSION` holds one of our packages.
fn is_ours(folder: &str) -> bool {
    CRATES.iter().any(|name| {
        let version = folder.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
        version.is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit()))
    })
}

/// What is expected and not among the files of a package.
fn missing(files: &str) -> Option<&'static str> {
    EXPECTED.into_iter().find(|expected| {
        !files.lines().any(|file| match expected.strip_suffix('/') {
            Some(folder) => file.split('/').next() == Some(folder),
            None => file == *expected,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_packages_are_forgotten() {
        assert!(is_ours("vm-0.1.0") && is_ours("x64-asm-1.0.0"));
        assert!(!is_ours("vm-memory-0.1.0") && !is_ours("clap-4.0.0") && !is_ours("vm"));
    }

    #[test]
    fn what_is_not_included_is_noticed() {
        assert_eq!(missing("Cargo.toml\nLICENSE\nREADME.md\nsrc/lib.rs\n"), None);
        assert_eq!(missing("Cargo.toml\nLICENSE\nsrc/lib.rs\n"), Some("README.md"));
        assert_eq!(missing("Cargo.toml\nLICENSE\nREADME.md\n"), Some("src/"));
    }
}
