//! Reads the tables of instruction families (`table/*.txt`) and writes their methods.
//!
//! The tables are in the notation of the processor's manual. What this script does not understand
//! in them stops the build, with file and line.

mod encoding;
mod expand;
mod operand;
mod parse;
mod write;

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The tables, each with the cargo feature that asks for it; the first one is always read.
const TABLES: [(&str, Option<&str>); 8] = [
    ("scalar", None),
    ("system", None),
    ("sse", Some("CARGO_FEATURE_SSE")),
    ("avx", Some("CARGO_FEATURE_AVX")),
    ("avx512", Some("CARGO_FEATURE_AVX512")),
    ("x87", Some("CARGO_FEATURE_X87")),
    ("amx", Some("CARGO_FEATURE_AMX")),
    ("apx", Some("CARGO_FEATURE_APX")),
];

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=table");
    let evex = env::var_os("CARGO_FEATURE_AVX512").is_some();
    let mut rows = Vec::new();
    for (name, feature) in TABLES {
        if feature.is_none_or(|feature| env::var_os(feature).is_some()) {
            let path = format!("table/{name}.txt");
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            for (index, line) in text.lines().enumerate() {
                let place = format!("{path}:{}", index + 1);
                rows.extend(parse::line(line, &place).map(|line| expand::rows(&line, evex, &place)));
            }
        }
    }
    let mut rows: Vec<expand::Row> = rows.into_iter().flatten().collect();
    expand::name(&mut rows);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    save(&out.join("methods.rs"), &write::methods(&rows));
    save(&out.join("rows.rs"), &write::rows(&rows));
    save(&out.join("calls.rs"), &write::calls(&rows));
}

fn save(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
