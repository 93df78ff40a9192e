//! Good programs, to be mutated: every accepted case of `tests/verify/` and the larger ones of
//! `tests/seed/`.

use std::path::{Path, PathBuf};

use bytecode::*;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The modules, verified.
pub fn modules() -> Vec<Module> {
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let mut texts: Vec<String> = files("seed").into_iter().map(read).collect();
    for file in files("verify").into_iter().map(read) {
        let cases = file.split("=== ").filter(|case| case.lines().nth(1) == Some("; accepted"));
        texts.extend(cases.map(|case| case.split_once('\n').unwrap().1.to_string()));
    }
    let verified = |text: &String| verify(parse(text).unwrap()).unwrap().into_inner();
    texts.iter().map(verified).collect()
}
