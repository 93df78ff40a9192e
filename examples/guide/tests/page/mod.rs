//! The files of the guide, and command lines in them.
#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::{Path, PathBuf};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut waiting = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => waiting.push(path),
                false if path.extension().is_some_and(|ending| ending == extension) => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

/// Words of a command line, with single quotes around those that have spaces.
pub fn words(line: &str) -> Vec<String> {
    let quoted = line.split('\'').enumerate();
    let pieces = quoted.flat_map(|(number, text)| match number % 2 {
        0 => text.split_whitespace().map(str::to_string).collect(),
        _ => vec![text.to_string()],
    });
    pieces.collect()
}
