//! Weakens the verifier in one place at a time and runs the tests, which must then fail:
//! `cargo run -p bytecode --example weaken [-- WORD]`, WORD in the titles of `tests/weaken.txt`.
//!
//! Works on a copy in the target folder. Takes some minutes.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// One change to the verifier.
struct Weakening<'a> {
    title: &'a str,
    file: &'a str,
    old: &'a str,
    new: &'a str,
}

fn main() -> ExitCode {
    let word = std::env::args().nth(1).unwrap_or_default();
    match run(&word) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(word: &str) -> io::Result<bool> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(home.join("tests/weaken.txt"))?;
    let copy = Copy::make(home)?;
    if !copy.tests_pass()? {
        return Err(io::Error::other("the tests fail as it is"));
    }
    let (mut caught, mut missed) = (0, 0);
    for case in list.split("\n=== ").skip(1).filter(|case| case.contains(word)) {
        let weakening = read_case(case).ok_or_else(|| io::Error::other(format!("no weakening: {case}")))?;
        let fate = copy.try_out(&weakening)?;
        println!("{fate:?}: {}", weakening.title);
        if fate == Fate::Caught { caught += 1 } else { missed += 1 }
    }
    println!("{caught} caught, {missed} not");
    Ok(missed == 0)
}

fn read_case(case: &str) -> Option<Weakening<'_>> {
    let (title, rest) = case.split_once('\n')?;
    let (file, rest) = rest.split_once("\n--- old\n")?;
    let (old, new) = rest.split_once("\n--- new\n")?;
    Some(Weakening { title, file, old, new: new.trim_end() })
}

/// What became of a weakening.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fate {
    /// A test failed, as it should.
    Caught,
    /// All tests passed.
    Survived,
    /// It is no Rust.
    DoesNotCompile,
    /// Its old text does not stand in the file, or more than once.
    NotFound,
}

/// A workspace of this crate alone.
struct Copy {
    root: PathBuf,
}

impl Copy {
    fn make(home: &Path) -> io::Result<Copy> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| home.join("../../target"), PathBuf::from);
        let root = target.join("weaken");
        let from = home.join("../..");
        copy_folder(home, &root.join("crates/bytecode"))?;
        copy_folder(&from.join("docs"), &root.join("docs"))?;
        std::fs::copy(from.join("Cargo.lock"), root.join("Cargo.lock"))?;
        let manifest = std::fs::read_to_string(from.join("Cargo.toml"))?;
        let kept = manifest.lines().filter(|line| !line.starts_with("default-members"));
        let kept: Vec<&str> = kept
            .map(|line| if line.starts_with("members") { "members = [\"crates/bytecode\"]" } else { line })
            .collect();
        std::fs::write(root.join("Cargo.toml"), kept.join("\n"))?;
        Ok(Copy { root })
    }

    /// Runs the tests with a weakening. The copy is as before afterwards.
    fn try_out(&self, weakening: &Weakening) -> io::Result<Fate> {
        let path = self.root.join("crates/bytecode/src").join(weakening.file);
        let text = std::fs::read_to_string(&path)?;
        if text.matches(weakening.old).count() != 1 {
            return Ok(Fate::NotFound);
        }
        std::fs::write(&path, text.replacen(weakening.old, weakening.new, 1))?;
        let builds = self.cargo(&["test", "-p", "bytecode", "--test", "verify", "--no-run"])?;
        let survives = builds && self.tests_pass()?;
        std::fs::write(&path, text)?;
        Ok(match (builds, survives) {
            (false, _) => Fate::DoesNotCompile,
            (true, false) => Fate::Caught,
            (true, true) => Fate::Survived,
        })
    }

    /// The quick tests first.
    fn tests_pass(&self) -> io::Result<bool> {
        Ok(self.cargo(&["test", "-p", "bytecode", "--test", "verify", "--test", "facts"])?
            && self.cargo(&["test", "-p", "bytecode", "--lib", "--tests"])?)
    }

    fn cargo(&self, args: &[&str]) -> io::Result<bool> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(&self.root).args(args).env("CARGO_TARGET_DIR", self.root.join("target"));
        Ok(cargo.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success())
    }
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let entry = entry?;
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copied)?;
        } else {
            std::fs::copy(&path, &copied)?;
        }
    }
    Ok(())
}
