//! The rules of the verifier, on the texts in `tests/verify/`.
//!
//! A file holds cases that begin with `=== title`. The next line says what the verifier must
//! answer, `; accepted` or `; MESSAGE`; the rest is the module. `BLESS=1 cargo test` writes the
//! answers into the files.

use std::fmt::Write;
use std::path::Path;

use bytecode::{parse, verify};

/// The answer to a module's text.
fn answer(text: &str) -> String {
    match parse(text) {
        Ok(module) => verify(module).map_or_else(|error| error.to_string(), |_| "accepted".into()),
        Err(error) => format!("no text form: {error}"),
    }
}

/// Checks every case of a file.
#[track_caller]
fn check(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut blessed = String::new();
    let mut wrong = String::new();
    let cases = text.strip_prefix("=== ").expect("the file begins with a case").split("\n=== ");
    for case in cases {
        let mut lines = case.lines();
        let (title, expected) = (lines.next().unwrap(), lines.next().unwrap());
        let body: Vec<&str> = lines.collect();
        let answer = format!("; {}", answer(&body.join("\n")));
        if answer != expected {
            let _ = writeln!(wrong, "{title}\n  expected {expected}\n  got      {answer}");
        }
        let separator = if blessed.is_empty() { "" } else { "\n" };
        let _ = write!(blessed, "{separator}=== {title}\n{answer}\n{}", body.join("\n"));
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, blessed + "\n").unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{file}:\n{wrong}");
}

#[test]
fn v1_targets() {
    check("v1.txt");
}

#[test]
fn v2_depths() {
    check("v2.txt");
}

#[test]
fn v3_indexes() {
    check("v3.txt");
}

#[test]
fn v4_declarations() {
    check("v4.txt");
}

#[test]
fn v5_ends() {
    check("v5.txt");
}

#[test]
fn v6_directions() {
    check("v6.txt");
}

#[test]
fn v7_constants() {
    check("v7.txt");
}

#[test]
fn v8_loops() {
    check("v8.txt");
}

#[test]
fn v9_cells() {
    check("v9.txt");
}

#[test]
fn v10_captures() {
    check("v10.txt");
}

#[test]
fn v11_unwritten_slots() {
    check("v11.txt");
}

#[test]
fn v12_types_of_closed_chunks() {
    check("v12.txt");
}

#[test]
fn unreachable_code() {
    check("unreachable.txt");
}

/// A name of a MiB, and `uses` structs with two fields of it.
fn long_names(uses: usize) -> String {
    let name = "n".repeat(1 << 20);
    format!("names main {name}\n{}chunk #0\n  HALT\n", "struct #0 #1 #1\n".repeat(uses))
}

#[test]
fn v7_names_of_structs() {
    assert_eq!(answer(&long_names(8)), "accepted");
    let refused = "V7: 18874404 bytes in the names of all structs: the limit is 17827524";
    assert_eq!(answer(&long_names(9)), refused);
    let short = "struct #0 #0 #0\n".repeat(100_000);
    assert_eq!(answer(&format!("names main\n{short}chunk #0\n  HALT\n")), "accepted");
}
