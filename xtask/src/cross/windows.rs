//! 64-bit Windows under Wine.
//!
//! The standard library is rustup's. Where rustup cannot fetch it, cargo builds it from the sources
//! that Debian has, for no suite of Debian has it built any more.
//!
//! Wine 10 is in Debian 13 only, and its programs need that system's libraries: they are unpacked
//! into a folder, and told to load them from there. Wine 8, which Debian 12 has, lacks a library
//! that the standard library imports.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::{Compiler, Machine, Selection, Server, debian};
use crate::command::run as run_command;

/// The target's triple.
pub(super) const TARGET: &str = "x86_64-pc-windows-gnu";

const PACKAGES: [&str; 2] = ["gcc-mingw-w64-x86-64-posix", "patchelf"];
const COMPILER_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// The modes of the corpus that users have: the others test the collector, which knows no system.
/// Each prints how many programs it ran.
const MACHINE: &str = "-p vm --test corpus --test unwind_windows -- --nocapture --exact interpreter tiered \
                       machine_code_at_once a_walk_goes_from_a_host_function_to_who_runs_the_machine";

/// Of the command the tests that need no terminal and no tool of Linux.
pub(super) const TESTS: Selection = &[
    "-p bytecode -p lang -p x64-asm -p heap -p exec-mem --lib",
    "-p exec-mem --test unwind --test windows",
    "-p jit --lib --test disas --test closed --test listing",
    MACHINE,
    "-p system-modules --tests",
    "-p cli --test bad_input --test commands --test examples --test forms --test repl --test windows --test windows_console",
];

/// What takes minutes: executable memory, the corpus in the modes that users have, and the
/// command as people of Windows use it. The second run builds all packages once, and so without
/// those that the web and the terminal need.
pub(super) const PART: Selection = &[
    "-p exec-mem --lib --test unwind --test windows",
    "-p vm -p cli --no-default-features --test corpus --test windows --test windows_console -- --nocapture \
     --skip collection --skip young_space --skip slow_path --skip soon --skip optimised",
];

/// Installs compiler, linker and Wine where they are missing, and starts Wine.
///
/// # Errors
/// When a package cannot be installed, or Wine does not start.
pub(super) fn set_up(root: &Path) -> Result<Machine> {
    debian::install(&PACKAGES)?;
    let tools = root.join("target/cross/tools");
    let wine = Wine { root: debian::unpack_system(&tools, "wine64", "trixie")?, prefix: tools.join("prefix") };
    wine.start()?;
    let mut machine = Machine { target: TARGET, environment: Vec::new(), compiler: compiler()?, server: None };
    machine.set("LINKER", "x86_64-w64-mingw32-gcc");
    machine.set("RUNNER", wine.program("wine64").display().to_string());
    machine.environment.push(("WINEPREFIX".into(), wine.prefix.display().to_string()));
    machine.environment.push(("WINEDEBUG".into(), QUIET.into()));
    // The snapshots of machine code are looked for from there. Cargo, which is asked for it
    // otherwise, is no program of Windows.
    machine.environment.push(("INSTA_WORKSPACE_ROOT".into(), root.display().to_string()));
    machine.server = Some(Server { stop: wine.command("wineserver", &["-k"]) });
    Ok(machine)
}

/// Rustup's compiler if it has the target or can fetch it.
fn compiler() -> Result<Compiler> {
    let added = Command::new("rustup").args(["target", "add", TARGET]).status();
    if added.is_ok_and(|status| status.success()) {
        return Ok(Compiler::Rustup);
    }
    eprintln!("rustup has no standard library for {TARGET}: building it with Debian's compiler");
    debian::install(&COMPILER_PACKAGES)?;
    Ok(Compiler::DebianWithSource)
}

/// Wine, in the folder that its packages were unpacked in.
struct Wine {
    root: PathBuf,
    /// Where it keeps its Windows.
    prefix: PathBuf,
}

/// Wine's complaints are about screens and sound.
const QUIET: &str = "-all";
/// Where Debian has libraries, and Wine's among them.
const LIBRARIES: &str = "usr/lib/x86_64-linux-gnu";

impl Wine {
    /// Makes a Windows if there is none, and starts Wine's server and services. The first test
    /// would start them otherwise, and who reads the test's output would wait for their end.
    fn start(&self) -> Result<()> {
        if !self.prefix.exists() {
            self.complete()?;
            let partial = Wine { root: self.root.clone(), prefix: self.prefix.with_extension("partial") };
            std::fs::create_dir_all(&partial.prefix)
                .with_context(|| format!("could not make {}", partial.prefix.display()))?;
            run_command(&mut partial.command("wine64", &["wineboot", "-i"]))?;
            run_command(&mut partial.command("wineserver", &["-w"]))?;
            std::fs::rename(&partial.prefix, &self.prefix)
                .with_context(|| format!("could not make {}", self.prefix.display()))?;
        }
        // It fails where one runs already.
        self.command("wineserver", &["-p"]).status().context("could not start Wine's server")?;
        run_command(&mut self.command("wine64", &["cmd", "/C", "exit"]))
    }

    /// Does what the installation of the packages would have done, for programs that are not at
    /// the root: they load the libraries beside them, and find what they expect by other paths.
    fn complete(&self) -> Result<()> {
        let libraries = self.root.join(LIBRARIES);
        for name in ["wine64", "wineserver64"] {
            let mut patch = Command::new("patchelf");
            patch.arg("--set-interpreter").arg(libraries.join("ld-linux-x86-64.so.2"));
            patch.arg("--force-rpath").arg("--set-rpath").arg(&libraries);
            run_command(patch.arg(self.program(name)))?;
        }
        // The script there knows no root but `/`.
        link("wineserver64", &self.program("wineserver"))?;
        link(".", &self.root.join("usr/share/wine/wine"))?;
        for (machine, folder) in [("x86_64", "x86_64-windows"), ("i686", "i386-windows")] {
            let zlib = self.root.join(format!("usr/{machine}-w64-mingw32/lib/zlib1.dll"));
            adopt(&zlib, &libraries.join("wine").join(folder).join("zlib1.dll"))?;
        }
        Ok(())
    }

    fn program(&self, name: &str) -> PathBuf {
        self.root.join("usr/lib/wine").join(name)
    }

    fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(self.program(program));
        command.args(args).env("WINEPREFIX", &self.prefix).env("WINEDEBUG", QUIET);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Copies a library of mingw to Wine's own. Those have a mark in place of the text that DOS would
/// print.
fn adopt(library: &Path, place: &Path) -> Result<()> {
    const TEXT: std::ops::Range<usize> = 64..96;
    let mut bytes = std::fs::read(library).with_context(|| format!("could not read {}", library.display()))?;
    let text = bytes.get_mut(TEXT).with_context(|| format!("{} is no library", library.display()))?;
    text.copy_from_slice(b"Wine builtin DLL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    std::fs::write(place, bytes).with_context(|| format!("could not write {}", place.display()))
}

/// Makes `place` a link to `target`, whatever it was.
fn link(target: impl AsRef<Path>, place: &Path) -> Result<()> {
    if place.symlink_metadata().is_ok() {
        std::fs::remove_file(place).with_context(|| format!("could not remove {}", place.display()))?;
    }
    std::os::unix::fs::symlink(target, place).with_context(|| format!("could not make {}", place.display()))
}
