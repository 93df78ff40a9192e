//! Reads the tables of instructions (`table/*.txt`) and writes their methods.
//!
//! The tables are in the notation of the processor's manual. What this script does not understand
//! in them stops the build, with file and line.

mod base;
mod count;
mod encoding;
mod expand;
mod operand;
mod parse;
mod write;

use std::path::{Path, PathBuf};
use std::{env, fs};

use expand::Row;

/// The table of scalar code and SSE2, whose methods take the shortest way to their bytes.
const BASE: &str = "base";

/// The other tables, each with the cargo feature that asks for it.
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
    let mut base = read(BASE, false, 3);
    expand::name(&mut base, true);
    let asked = TABLES.iter().filter(|(_, feature)| feature.is_none_or(|feature| env::var_os(feature).is_some()));
    let mut rows: Vec<Row> = asked.flat_map(|(name, _)| read(name, evex, 2)).collect();
    expand::name(&mut rows, false);
    expand::no_two(base.iter().chain(&rows));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let templates = env::var_os("CARGO_FEATURE_TEMPLATE").is_some();
    save(&out.join("base_methods.rs"), &base::methods(&base, templates));
    save(&out.join("base_rows.rs"), &base::rows(&base));
    save(&out.join("base_macro.rs"), &base::for_each(&base));
    save(&out.join("methods.rs"), &write::methods(&rows, templates));
    save(&out.join("rows.rs"), &write::rows(&rows));
    save(&out.join("calls.rs"), &write::calls(&rows));
    save(&out.join("runs.rs"), &write::runs(base.iter().chain(&rows)));
}

fn read(name: &str, evex: bool, most: usize) -> Vec<Row> {
    let path = format!("table/{name}.txt");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let place = format!("{path}:{}", index + 1);
        if let Some(line) = parse::line(line, &place) {
            rows.extend(expand::rows(&line, evex, most, &place));
        }
    }
    rows
}

fn save(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
