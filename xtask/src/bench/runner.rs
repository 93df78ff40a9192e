//! [`Runner`]: one way to run a benchmark program: this project in a mode, a peer found on PATH, or
//! what a C compiler makes of the program.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::measure::{self, find_on_path};
use crate::command::{cargo, read, run};

/// One way to run the programs that end in `extension`.
#[derive(Clone, Debug)]
pub struct Runner {
    /// The name in tables, and in `--peers`.
    pub name: &'static str,
    /// Which of a program's five texts it runs.
    pub extension: &'static str,
    how: How,
}

#[derive(Clone, Debug)]
enum How {
    /// The program's path follows these words.
    Interpret(Vec<String>),
    /// The program is built with these options into this folder, and run there.
    Compile { options: &'static [&'static str], folder: PathBuf },
}

/// The runner that is the base of the ratios unless another is chosen: this project in its default
/// mode.
pub const OURS: &str = "unna";

/// Peers that take a file: name, program, its options, extension.
const PEERS: [(&str, &str, &[&str], &str); 7] = [
    ("luajit", "luajit", &[], "lua"),
    ("luajit -joff", "luajit", &["-joff"], "lua"),
    ("lua5.4", "lua5.4", &[], "lua"),
    ("luau", "luau", &[], "lua"),
    ("node", "node", &[], "js"),
    ("node --jitless", "node", &["--jitless"], "js"),
    ("python3", "python3", &[], "py"),
];

const COMPILERS: [(&str, &[&str]); 2] = [("cc -O0", &["-O0", "-w"]), ("cc -O2", &["-O2", "-w"])];

/// The peers of `--quick`: the ones that other engines are measured by, and none that takes
/// minutes.
const QUICK: [&str; 4] = [OURS, "unna --jit=off", "luajit", "luajit -joff"];

impl Runner {
    /// The runners of this machine that `wanted` names; all of them, or those of a quick run,
    /// without it.
    ///
    /// # Errors
    /// When `wanted` holds a name that no runner has.
    pub fn choose(unna: &Path, scratch: &Path, wanted: &[String], quick: bool) -> Result<Vec<Self>> {
        let found = Self::all(unna, scratch)?;
        if let Some(stranger) = wanted.iter().find(|name| !found.iter().any(|runner| runner.name == **name)) {
            let names: Vec<_> = found.iter().map(|runner| runner.name).collect();
            bail!("no peer `{stranger}` on this machine; there are: {}", names.join(", "));
        }
        let is_wanted = |name: &str| match wanted {
            [] => !quick || QUICK.contains(&name),
            _ => wanted.iter().any(|word| word == name),
        };
        Ok(found.into_iter().filter(|runner| is_wanted(runner.name)).collect())
    }

    fn all(unna: &Path, scratch: &Path) -> Result<Vec<Self>> {
        let unna = unna.display().to_string();
        let interpret = |name, words: &[&str], extension| Self {
            name,
            extension,
            how: How::Interpret(words.iter().map(|word| word.to_string()).collect()),
        };
        let mut found = vec![
            interpret(OURS, &[&unna, "run"], "unna"),
            interpret("unna --jit=off", &[&unna, "run", "--jit=off"], "unna"),
        ];
        if let Ok(original) = std::env::var("UNNARIZE_C") {
            found.push(interpret("unnarize (C)", &[&original], "unna"));
        }
        for (name, program, options, extension) in PEERS {
            let Some(path) = resolve(program)? else { continue };
            found.push(interpret(name, &[&[path.as_str()], options].concat(), extension));
        }
        if find_on_path("cc").is_some() {
            let folder = |name: &str| scratch.join(name.replace(' ', ""));
            let build =
                |(name, options)| Self { name, extension: "c", how: How::Compile { options, folder: folder(name) } };
            found.extend(COMPILERS.map(build));
        }
        Ok(found)
    }

    /// What has to be done to `program` before it is measured.
    ///
    /// # Errors
    /// When a compiler fails.
    pub fn prepare(&self, program: &Path) -> Result<()> {
        let How::Compile { options, folder } = &self.how else { return Ok(()) };
        std::fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
        run(Command::new("cc").args(*options).arg(program).arg("-o").arg(folder.join(stem(program))))
    }

    /// The command that runs the prepared `program`.
    pub fn command(&self, program: &Path) -> Command {
        match &self.how {
            How::Interpret(words) => {
                let mut command = measure::command(Path::new(&words[0]));
                command.args(&words[1..]).arg(program);
                command
            }
            How::Compile { folder, .. } => measure::command(&folder.join(stem(program))),
        }
    }
}

/// The name of a program: its file without folder and extension.
pub fn stem(program: &Path) -> String {
    program.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Where `program` really lies. A launcher script in between (as pyenv has) would be measured with
/// it.
fn resolve(program: &str) -> Result<Option<String>> {
    let Some(path) = find_on_path(program) else { return Ok(None) };
    if program != "python3" {
        return Ok(Some(path.display().to_string()));
    }
    let real = read(Command::new(path).args(["-c", "import sys; print(sys.executable)"]))?;
    Ok(Some(real.trim().to_string()))
}

/// Builds `unna` in release and says where it is.
///
/// # Errors
/// When it does not build.
pub fn build_unna(root: &Path) -> Result<PathBuf> {
    run(&mut cargo(root, &["build", "--release", "--package", "cli", "--bin", "unna"]))?;
    Ok(target_folder(root)?.join("release/unna"))
}

/// The folder that cargo builds into.
///
/// # Errors
/// When cargo does not say.
pub fn target_folder(root: &Path) -> Result<PathBuf> {
    let metadata = read(&mut cargo(root, &["metadata", "--format-version=1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let folder = metadata["target_directory"].as_str().context("cargo metadata names no target directory")?;
    Ok(folder.into())
}
