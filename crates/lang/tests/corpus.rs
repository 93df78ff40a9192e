//! Every program of the corpus compiles and verifies, or fails where its `.expected` says so.

use std::fs;
use std::path::{Path, PathBuf};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")
}

/// The programs of a folder.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "unna"));
    paths.sort();
    paths
}

/// Whether a program is to fail before it runs: its expected output is then only the exit code.
/// One program begins with an import that fails.
fn fails_to_compile(path: &Path) -> bool {
    let Ok(expected) = fs::read_to_string(path.with_extension("expected")) else { return false };
    expected.trim() == "[exit 1]" && !path.ends_with("q67_error_in_import_names_wrong_file.unna")
}

#[track_caller]
fn check(path: &Path) {
    let source = fs::read(path).expect("a readable program");
    let result = lang::compile_verified(&path.to_string_lossy(), &source);
    match (result, fails_to_compile(path)) {
        (Ok(_), false) | (Err(_), true) => {}
        (Ok(_), true) => panic!("{} compiles, but should not", path.display()),
        (Err(diagnostics), false) => panic!("{}: {}", path.display(), diagnostics[0]),
    }
}

#[test]
fn every_program_compiles_or_fails_as_expected() {
    let programs = [programs(&corpus()), programs(&corpus().join("fixes"))].concat();
    assert!(programs.len() > 300, "the corpus is complete");
    let failing = programs.iter().filter(|path| fails_to_compile(path)).count();
    assert!(failing >= 15, "only {failing} programs are to fail");
    for path in &programs {
        check(path);
    }
}

#[test]
fn every_module_and_benchmark_compiles() {
    let modules = corpus().join("mods");
    let benches = corpus().join("../../benches/programs");
    let broken = |path: &PathBuf| path.ends_with("bad.unna");
    for path in [modules.clone(), modules.join("sub"), benches].iter().flat_map(|folder| programs(folder)) {
        if broken(&path) {
            assert!(lang::compile("bad.unna", &fs::read(&path).expect("a readable module")).is_err());
        } else {
            check(&path);
        }
    }
}
