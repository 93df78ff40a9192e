//! Promises about source files: where `unsafe` is forbidden, that the compiler names each assembler
//! in one folder only, and that nothing unfinished is committed.

use super::{Complaint, Text};

/// Files whose crates contain no `unsafe`.
const SAFE: &[&str] = &[
    "crates/x64-asm/src/lib.rs",
    "crates/a64-asm/src/lib.rs",
    "crates/bytecode/src/lib.rs",
    "crates/jit/src/lib.rs",
    "crates/core-modules/src/lib.rs",
    "crates/opt/src/lib.rs",
    "crates/lang/src/lib.rs",
    "crates/system-modules/src/lib.rs",
    "crates/cli/src/main.rs",
    "xtask/src/main.rs",
];

/// A crate that denies `unsafe`, and its one file that allows it.
const DENIES: &str = "crates/columns/src/";
const ALLOWS: &str = "crates/columns/src/entry.rs";

/// The folder of the compiler, and for each assembler the one below it that may name its registers
/// and instructions.
const COMPILER: &str = "crates/jit/src/";
const MACHINES: [(&str, &str); 2] =
    [(concat!("x64_", "asm"), "crates/jit/src/x64"), (concat!("a64_", "asm"), "crates/jit/src/a64")];

/// Checks all source files.
pub fn check(sources: &[Text]) -> Vec<Complaint> {
    let mut complaints: Vec<_> = SAFE.iter().filter_map(|path| forbids_unsafe(path, sources)).collect();
    complaints.extend(sources.iter().flat_map(check_lines));
    complaints
}

fn forbids_unsafe(path: &str, sources: &[Text]) -> Option<Complaint> {
    let Some(source) = sources.iter().find(|source| source.path == path) else {
        return Some(format!("{path} is missing: it must hold #![forbid(unsafe_code)]"));
    };
    let forbids = source.content.lines().any(|line| line.trim() == "#![forbid(unsafe_code)]");
    (!forbids).then(|| format!("{path}: #![forbid(unsafe_code)] is promised and missing"))
}

fn check_lines(source: &Text) -> Vec<Complaint> {
    let denies = source.path.starts_with(DENIES) && source.path != ALLOWS;
    let forbidden = MACHINES.iter().filter(|(_, folder)| !source.path.starts_with(folder));
    let forbidden: Vec<_> = forbidden.filter(|_| source.path.starts_with(COMPILER)).collect();
    let mut complaints = Vec::new();
    for (number, line) in source.content.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let place = format!("{}:{}", source.path, number + 1);
        for (assembler, folder) in forbidden.iter().filter(|(assembler, _)| code.contains(assembler)) {
            complaints.push(format!("{place}: only {folder} names {assembler}"));
        }
        if denies && code.contains(concat!("allow(unsafe", "_code")) {
            complaints.push(format!("{place}: only {ALLOWS} may hold unsafe code"));
        }
        for unfinished in [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("#[", "ignore")] {
            if code.contains(unfinished) {
                complaints.push(format!("{place}: `{unfinished}` must not be committed"));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn complaints(path: &str, content: &str) -> usize {
        check_lines(&Text { path: path.into(), content: content.into() }).len()
    }

    #[test]
    fn an_assembler_is_named_in_one_folder() {
        let source = concat!("use x64_", "asm::Gpr;\n");
        assert_eq!(complaints("crates/jit/src/operands.rs", source), 1);
        assert_eq!(complaints("crates/jit/src/x64/int.rs", source), 0);
        assert_eq!(complaints("crates/jit/src/a64/int.rs", source), 1);
        assert_eq!(complaints("crates/jit/src/a64/int.rs", concat!("use a64_", "asm::Gpr;\n")), 0);
        assert_eq!(complaints("crates/vm/src/lib.rs", source), 0);
        assert_eq!(complaints("crates/jit/src/operands.rs", concat!("// x64_", "asm is out of reach here\n")), 0);
    }

    #[test]
    fn one_file_of_columns_is_unsafe() {
        let source = concat!("#![allow(unsafe", "_code, reason = \"a call\")]\n");
        assert_eq!(complaints(ALLOWS, source), 0);
        assert_eq!(complaints("crates/columns/src/code.rs", source), 1);
    }

    #[test]
    fn unfinished_code_is_a_complaint() {
        assert_eq!(complaints("crates/vm/src/a.rs", concat!("fn f() { todo", "!() }")), 1);
        assert_eq!(complaints("crates/vm/src/a.rs", concat!("unimplemented", "!(\"soon\")")), 1);
        assert_eq!(complaints("crates/vm/src/a.rs", concat!("#[", "ignore]")), 1);
    }

    #[test]
    fn a_promise_is_looked_up_in_the_file() {
        let file = |content: &str| vec![Text { path: SAFE[0].into(), content: content.into() }];
        assert!(forbids_unsafe(SAFE[0], &file("#![forbid(unsafe_code)]\n")).is_none());
        assert!(forbids_unsafe(SAFE[0], &file("#![deny(unsafe_code)]\n")).is_some());
        assert!(forbids_unsafe(SAFE[0], &[]).is_some());
    }
}
