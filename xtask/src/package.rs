//! `cargo xtask package`: a step of releases. It makes the package of each crate, looks at what is in it, and builds each
//! from its package, against the packages of the others.

use std::path::Path;

use anyhow::{Result, bail};

use crate::command::{cargo, read, run as run_command};

/// What a release publishes, from the bottom up.
const CRATES: [&str; 8] = ["exec-mem", "x64-asm", "bytecode", "heap", "jit", "vm", "lang", "cli"];

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
    let mut package = cargo(root, &["package"]);
    package.args(CRATES.iter().flat_map(|name| ["--package", name]));
    run_command(package.args(args))
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
    fn what_is_not_included_is_noticed() {
        assert_eq!(missing("Cargo.toml\nLICENSE\nREADME.md\nsrc/lib.rs\n"), None);
        assert_eq!(missing("Cargo.toml\nLICENSE\nsrc/lib.rs\n"), Some("README.md"));
        assert_eq!(missing("Cargo.toml\nLICENSE\nREADME.md\n"), Some("src/"));
    }
}
