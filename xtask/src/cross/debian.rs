//! Packages of Debian 12: installed where they are missing, or unpacked into a folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{read, run as run_command};

/// Debian's cargo; `cargo` on PATH is mostly rustup's.
pub(super) const CARGO: &str = "/usr/bin/cargo";
/// Debian's compiler.
pub(super) const RUSTC: &str = "/usr/bin/rustc";

/// Has `apt-get` ask a mirror again that does not answer.
const RETRIES: [&str; 2] = ["-o", "Acquire::Retries=3"];

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
    run_command(privileged(&words).args(RETRIES).args(missing).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn is_installed(package: &str) -> bool {
    let query = Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]).output();
    query.is_ok_and(|output| output.stdout == b"installed")
}

fn update() -> Result<()> {
    run_command(privileged(&["apt-get", "update", "-qq"]).args(RETRIES))
}

/// Unpacks a package of another suite below `folder`, and returns the folder it is in. The system's
/// own packages and lists stay as they are.
///
/// # Errors
/// When the package cannot be fetched or unpacked.
pub(super) fn unpack(folder: &Path, package: &str, suite: &str) -> Result<PathBuf> {
    let suite = Suite { folder, name: suite };
    suite.unpack(package, |suite| {
        run_command(suite.apt().args(["download", package]))?;
        Ok(vec![suite.fetched(folder, &format!("{package}_"))?])
    })
}

/// The same with every package that it needs, so that its programs run with the other suite's
/// libraries. Nothing is configured, and nobody has to be root.
///
/// # Errors
/// When a package cannot be fetched or unpacked.
pub(super) fn unpack_system(folder: &Path, package: &str, suite: &str) -> Result<PathBuf> {
    let suite = Suite { folder, name: suite };
    suite.unpack(package, |suite| {
        let words = ["install", "--yes", "--no-install-recommends", "--download-only", package];
        run_command(suite.apt().args(words))?;
        suite.packages(&suite.archives())
    })
}

/// Another suite of Debian, with its lists and packages below a folder.
struct Suite<'a> {
    folder: &'a Path,
    name: &'a str,
}

impl Suite<'_> {
    /// Fetches packages and unpacks them into the folder of `package`, unless that is there.
    fn unpack(&self, package: &str, fetch: impl Fn(&Self) -> Result<Vec<PathBuf>>) -> Result<PathBuf> {
        let unpacked = self.folder.join(format!("{package}-{}", self.name));
        if unpacked.exists() {
            return Ok(unpacked);
        }
        self.update()?;
        let partial = self.folder.join("partial");
        if partial.exists() {
            std::fs::remove_dir_all(&partial).with_context(|| format!("could not remove {}", partial.display()))?;
        }
        for package in fetch(self)? {
            run_command(Command::new("dpkg").arg("-x").arg(&package).arg(&partial))?;
            std::fs::remove_file(&package).with_context(|| format!("could not remove {}", package.display()))?;
        }
        std::fs::rename(&partial, &unpacked).with_context(|| format!("could not make {}", unpacked.display()))?;
        Ok(unpacked)
    }

    /// Fetches the lists of the suite. No package counts as installed.
    fn update(&self) -> Result<()> {
        for folder in [self.lists().join("partial"), self.archives().join("partial")] {
            std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        }
        let key = "/usr/share/keyrings/debian-archive-keyring.gpg";
        let line = format!("deb [signed-by={key}] {} {} main\n", archive()?, self.name);
        for (path, text) in [(self.sources(), line.as_str()), (self.status(), "")] {
            std::fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
        }
        run_command(self.apt().arg("update"))
    }

    fn apt(&self) -> Command {
        let mut command = Command::new("apt-get");
        command.current_dir(self.folder).arg("-qq").args(RETRIES);
        command.args(["-o", "Dir::Etc::SourceParts=/dev/null", "-o", "APT::Sandbox::User=root"]);
        let places = [
            ("Dir::Etc::SourceList", self.sources()),
            ("Dir::State::Lists", self.lists()),
            ("Dir::State::Status", self.status()),
            ("Dir::Cache::Archives", self.archives()),
        ];
        for (name, path) in places {
            command.arg("-o").arg(format!("{name}={}", path.display()));
        }
        command.args(["-o", "Dir::Cache::PkgCache=", "-o", "Dir::Cache::SrcPkgCache="]);
        command
    }

    fn sources(&self) -> PathBuf {
        self.folder.join("sources.list")
    }

    fn lists(&self) -> PathBuf {
        self.folder.join("lists")
    }

    fn status(&self) -> PathBuf {
        self.folder.join("status")
    }

    fn archives(&self) -> PathBuf {
        self.folder.join("archives")
    }

    /// The packages in a folder.
    fn packages(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "deb")).collect())
    }

    /// The package in a folder whose name begins with `prefix`.
    fn fetched(&self, folder: &Path, prefix: &str) -> Result<PathBuf> {
        let is_it = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix));
        let found = self.packages(folder)?.into_iter().find(is_it);
        found.with_context(|| format!("apt-get left no package {prefix} in {}", folder.display()))
    }
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

/// A command that root may run, with `sudo` where somebody else asks.
fn privileged(words: &[&str]) -> Command {
    let root = read(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0");
    let mut command = Command::new(if root { words[0] } else { "sudo" });
    command.args(if root { &words[1..] } else { words });
    command
}
