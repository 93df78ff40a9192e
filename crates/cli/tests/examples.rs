//! Every program in `examples/` prints what stands beside it, in every mode.

use std::path::{Path, PathBuf};
use std::process::Command;

const MODES: [&[&str]; 5] =
    [&["--jit=off"], &["--jit=auto"], &["--jit=always"], &["--jit=opt"], &["--jit=auto", "--gc-stress"]];

/// Examples that allocate too much for a collection at each allocation.
const BIG: [&str; 2] = ["sieve", "life"];

#[track_caller]
fn check(program: &Path, mode: &[&str]) {
    let folder = program.parent().expect("an example lies in a folder");
    let expected = std::fs::read_to_string(program.with_extension("expected")).expect("it has its output beside it");
    let name = program.file_name().expect("it is a file");
    let output = Command::new(env!("CARGO_BIN_EXE_unna")).current_dir(folder).arg("run").args(mode).arg(name).output();
    let output = output.expect("unna starts");
    let code = output.status.code().expect("it ends by itself");
    let found = format!("{}[exit {code}]\n", String::from_utf8_lossy(&output.stdout));
    assert_eq!(found, expected, "{} with {mode:?}", program.display());
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let entries = std::fs::read_dir(folder).expect("there is a folder of examples");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "unna")).collect()
}

#[test]
fn examples_print_what_stands_beside_them() {
    let examples = examples();
    assert!(examples.len() >= 12, "only {} examples found", examples.len());
    for program in &examples {
        for mode in MODES {
            let big = BIG.iter().any(|name| program.file_stem().is_some_and(|stem| stem == *name));
            if !(big && mode.contains(&"--gc-stress")) {
                check(program, mode);
            }
        }
    }
}
