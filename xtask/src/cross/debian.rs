//! Packages of Debian 12: installed where they are missing, or unpacked into a folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{read, run as run_command};

/// Debian's cargo; `cargo` on PATH is mostly rustup's.
pub(super) const CARGO: &str = "/usr/bin/cargo";
/// Debian's compiler.
pub(super) const RUSTC: &str = "/usr/bin/rustc";

/// Lets packages of another architecture be installed.
///
/// # Errors
/// When `dpkg` fails, or this is no Debian system.
pub(super) fn add_architecture(name: &str) -> Result<()> {
    let known = read(Command::new("dpkg").arg("--print-foreign-architectures"))
        .context("the tools of other targets come from Debian's packages")?;
    if known.lines().any(|line| line == name) {
        return Ok(());
    }
    run_command(&mut privileged(&["dpkg", "--add-architecture", name]))?;
    update()
}

/// Installs those of the packages that are missing.
///
/// # Errors
/// When `apt-get` fails.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    update()?;
    let words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"];
    run_command(privileged(&words).args(missing).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn is_installed(package: &str) -> bool {
    let query = Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]).output();
    query.is_ok_and(|output| output.stdout == b"installed")
}

fn update() -> Result<()> {
    run_command(&mut privileged(&["apt-get", "update", "-qq"]))
}

/// Unpacks a package of another suite below `folder`, and returns the folder it is in. The system's
/// own packages and lists stay as they are.
///
/// # Errors
/// When the package cannot be fetched or unpacked.
pub(super) fn unpack(folder: &Path, package: &str, suite: &str) -> Result<PathBuf> {
    let unpacked = folder.join(format!("{package}-{suite}"));
    if unpacked.exists() {
        return Ok(unpacked);
    }
    let lists = folder.join("lists");
    std::fs::create_dir_all(lists.join("partial")).with_context(|| format!("could not make {}", lists.display()))?;
    let sources = folder.join("sources.list");
    let key = "/usr/share/keyrings/debian-archive-keyring.gpg";
    let line = format!("deb [signed-by={key}] {} {suite} main\n", archive()?);
    std::fs::write(&sources, line).with_context(|| format!("could not write {}", sources.display()))?;
    let apt = || {
        let mut command = Command::new("apt-get");
        command.current_dir(folder).arg("-qq");
        command.arg("-o").arg(format!("Dir::Etc::SourceList={}", sources.display()));
        command.args(["-o", "Dir::Etc::SourceParts=/dev/null", "-o", "APT::Sandbox::User=root"]);
        command.arg("-o").arg(format!("Dir::State::Lists={}", lists.display()));
        command
    };
    run_command(apt().arg("update"))?;
    run_command(apt().args(["download", package]))?;
    let fetched = fetched(folder, package)?;
    let partial = folder.join("partial");
    run_command(Command::new("dpkg").arg("-x").arg(&fetched).arg(&partial))?;
    std::fs::rename(&partial, &unpacked).with_context(|| format!("could not make {}", unpacked.display()))?;
    Ok(unpacked)
}

/// A system of another suite in a folder below `folder`, with `packages` in it, separated by
/// commas.
///
/// # Errors
/// When `debootstrap` fails.
pub(super) fn system(folder: &Path, suite: &str, packages: &str) -> Result<PathBuf> {
    let made = folder.join(format!("system-{suite}"));
    if made.exists() {
        return Ok(made);
    }
    std::fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    let partial = folder.join(format!("system-{suite}.partial"));
    if partial.exists() {
        std::fs::remove_dir_all(&partial).with_context(|| format!("could not remove {}", partial.display()))?;
    }
    let mut command = Command::new("debootstrap");
    command.args(["--variant=minbase", &format!("--include={packages}"), suite]).arg(&partial).arg(archive()?);
    run_command(&mut command)?;
    std::fs::rename(&partial, &made).with_context(|| format!("could not make {}", made.display()))?;
    Ok(made)
}

/// The address of the archive that this system gets its packages from.
fn archive() -> Result<String> {
    let format = ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Codename: bookworm"];
    let known = read(Command::new("apt-get").args(format))?;
    match known.lines().next() {
        Some(address) => Ok(address.to_owned()),
        None => bail!("no package source of Debian 12 (bookworm) is set up on this system"),
    }
}

/// The file that `apt-get download` has left.
fn fetched(folder: &Path, package: &str) -> Result<PathBuf> {
    let prefix = format!("{package}_");
    let entries = std::fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    let mut names = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_package = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix));
    names.find(is_package).with_context(|| format!("apt-get left no package {package} in {}", folder.display()))
}

/// A command that root may run, with `sudo` where somebody else asks.
fn privileged(words: &[&str]) -> Command {
    let root = read(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0");
    let mut command = Command::new(if root { words[0] } else { "sudo" });
    command.args(if root { &words[1..] } else { words });
    command
}
