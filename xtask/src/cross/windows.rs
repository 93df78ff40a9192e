//! 64-bit Windows under Wine.
//!
//! No suite of Debian has the standard library for it any more, so cargo builds that from Debian's
//! sources. Wine 10 is in Debian 13 only, and its programs need that system's libraries: they live
//! in a folder of their own, the root of the emulator. Wine 8, which Debian 12 has, lacks a library
//! that the standard library imports.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::{Machine, Selection, debian};
use crate::command::{read, run as run_command};

/// The target's triple.
pub(super) const TARGET: &str = "x86_64-pc-windows-gnu";

const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "gcc-mingw-w64-x86-64-posix", "debootstrap"];

/// The modes of the corpus that users have: the others test the collector, which knows no system.
/// Of the command the tests that need no terminal and no tool of Linux.
pub(super) const TESTS: Selection = &[
    "-p bytecode -p lang -p x64-asm -p heap -p exec-mem --lib",
    "-p exec-mem --test windows",
    "-p vm --test corpus -- --exact interpreter tiered machine_code_at_once",
    "-p cli --test bad_input --test commands --test examples --test forms --test windows",
];

/// Installs compiler, linker and Wine where they are missing, and starts Wine.
///
/// # Errors When a package cannot be installed, or the user is not root: a root of its own can be
/// entered by root only.
pub(super) fn set_up(root: &Path) -> Result<Machine> {
    if read(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!("Wine runs in a root of its own, which only root can enter: run this command as root");
    }
    debian::install(&PACKAGES)?;
    let wine = debian::system(&root.join("target/cross/tools"), "trixie", "wine64,wine")?;
    let wine = Wine { root: wine };
    wine.show("/proc")?;
    wine.show("/dev")?;
    wine.show("/tmp")?;
    wine.show(&root.display().to_string())?;
    wine.start()?;
    let mut machine = Machine { target: TARGET, environment: Vec::new(), build_std: true };
    machine.set("LINKER", "x86_64-w64-mingw32-gcc");
    machine.set("RUNNER", wine.runner(root)?.display().to_string());
    Ok(machine)
}

/// Wine, in the root of its own system.
struct Wine {
    root: PathBuf,
}

/// Where Wine keeps its Windows, in its root.
const PREFIX: &str = "WINEPREFIX=/prefix";
/// Its complaints are about screens and sound.
const QUIET: &str = "WINEDEBUG=-all";

impl Wine {
    /// Shows a folder of this system at the same place in Wine's.
    fn show(&self, folder: &str) -> Result<()> {
        let place = self.root.join(folder.trim_start_matches('/'));
        std::fs::create_dir_all(&place).with_context(|| format!("could not make {}", place.display()))?;
        let mounts = std::fs::read_to_string("/proc/self/mounts").context("could not read /proc/self/mounts")?;
        let shown = place.display().to_string();
        if mounts.lines().any(|line| line.split(' ').nth(1) == Some(&shown)) {
            return Ok(());
        }
        run_command(Command::new("mount").args(["--rbind", folder, &shown]))
    }

    /// Makes a Windows if there is none, and leaves Wine's server running. The first test would
    /// start it otherwise, and who reads the test's output would wait for the server's end.
    fn start(&self) -> Result<()> {
        if !self.root.join("prefix").exists() {
            run_command(self.command("/usr/lib/wine/wine64").args(["wineboot", "-i"]).stdin(Stdio::null()))?;
        }
        let server = self.command("/usr/lib/wine/wineserver").arg("-p").stdout(Stdio::null()).status();
        // It fails where one runs already.
        server.map(drop).context("could not start Wine's server")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("chroot");
        command.arg(&self.root).args(["env", PREFIX, QUIET, program]).stderr(Stdio::null());
        command
    }

    /// A script that runs a program in the folder that it is called in.
    fn runner(&self, root: &Path) -> Result<PathBuf> {
        use std::os::unix::fs::PermissionsExt;

        let path = root.join("target/cross/tools/wine.sh");
        let line =
            format!("exec chroot {} env -C \"$PWD\" {PREFIX} {QUIET} /usr/lib/wine/wine64 \"$@\"", self.root.display());
        std::fs::write(&path, format!("#!/bin/sh\n{line}\n"))
            .with_context(|| format!("could not write {}", path.display()))?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        Ok(path)
    }
}
