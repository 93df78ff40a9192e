//! The form of functions before and behind the passes, and that every program of the corpus
//! compiles or is refused. A file under `ir/` holds bytecode text; after a line `; module` that of
//! another module, whose id is 1, and so on; after a line `; feedback` what is known; and after a
//! line `; ir` the form as it was built and as the last pass leaves it. It is of the last chunk of
//! the first module.
//!
//! `INSTA_UPDATE=always cargo test -p opt --test ir` writes the forms anew. A new case is a file
//! with two lines `---` and the bytecode and feedback after them.

use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bytecode::{ChunkId, Module, Verified};
use insta::Settings;
use jit::{Entry, Profile};
use opt::{Feedback, Linked, Modules, compile, compile_observed};

const IR: &str = "\n; ir\n";
const MODULE: &str = "\n; module\n";
const FEEDBACK: &str = "\n; feedback\n";

/// What a file has before the form.
fn source(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a file of the folder is text");
    let (_, body) = text.split_once("\n---\n").expect("two lines `---` begin a snapshot");
    body.split(IR).next().unwrap_or_default().trim().to_string()
}

/// A module with these functions.
fn module(code: &str) -> Verified<Module> {
    let module = bytecode::parse(&format!("chunk main\n  HALT\n{code}")).unwrap_or_else(|error| panic!("{error}"));
    bytecode::verify(module).unwrap_or_else(|error| panic!("{error}"))
}

/// The forms of a source.
fn forms(source: &str) -> String {
    let (code, feedback) = source.split_once(FEEDBACK).expect("there is a line `; feedback`");
    let verified: Vec<Verified<Module>> = code.split(MODULE).map(module).collect();
    let linked: Vec<Linked<'_>> = (0..).zip(&verified).map(|(id, module)| Linked { id, module }).collect();
    let modules = Modules::new(linked[0], &linked[1..]);
    let chunk = ChunkId(verified[0].chunks.len() as u32 - 1);
    let feedback: Feedback = feedback.parse().unwrap_or_else(|error| panic!("{error}"));
    let mut text = String::new();
    let last = opt::pass::PASSES.last().expect("there are passes").name;
    let compiled = compile_observed(modules, chunk, &feedback, |pass, function| {
        if pass == "build" || pass == last {
            writeln!(text, "; behind {pass}\n{function}").expect("a String takes all");
        }
    });
    match compiled {
        Ok(compiled) => writeln!(text, "; {} instructions, inlined {:?}", compiled.insts, compiled.inlined),
        Err(refusal) => writeln!(text, "; refused: {refusal}"),
    }
    .expect("a String takes all");
    text
}

fn check(path: &Path) {
    let source = source(path);
    let name = path.file_stem().and_then(|name| name.to_str()).expect("names are ASCII");
    insta::assert_snapshot!(name, format!("{source}{IR}{}", forms(&source)));
}

#[test]
fn every_form_is_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ir");
    let files = std::fs::read_dir(&folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("the folder is readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "snap"));
    paths.sort();
    assert!(paths.len() >= 5, "the cases are there");
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(folder);
    let failed: Vec<&PathBuf> =
        settings.bind(|| paths.iter().filter(|path| catch_unwind(AssertUnwindSafe(|| check(path))).is_err()).collect());
    assert!(failed.is_empty(), "forms that are not as expected: {failed:#?}");
}

/// Every function of a program at each of its entries: how many were compiled.
fn compile_all(name: &str, module: &Verified<Module>) -> usize {
    let mut compiled = 0;
    for chunk in (0..module.chunks.len() as u32).map(ChunkId) {
        let loops = (0..module.facts(chunk).loops.len() as u16).map(|id| Entry::Loop(bytecode::LoopId(id)));
        for entry in [Entry::Function].into_iter().chain(loops) {
            let mut feedback = Feedback::of(Profile::new(entry));
            feedback.root.metered = chunk.0 % 2 == 0;
            let first = compile(Modules::alone(module), chunk, &feedback);
            assert_eq!(first, compile(Modules::alone(module), chunk, &feedback), "{name}, chunk {}", chunk.0);
            compiled += usize::from(first.is_ok());
        }
    }
    compiled
}

#[test]
fn the_corpus_compiles_twice_to_the_same_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut compiled = 0;
    for file in std::fs::read_dir(folder).expect("the corpus is there") {
        let path = file.expect("the folder is readable").path();
        if path.extension().is_none_or(|extension| extension != "unna") {
            continue;
        }
        let text = std::fs::read(&path).expect("a program is readable");
        let Ok(module) = lang::compile("test.unna", &text) else { continue };
        let module = bytecode::verify(module).expect("what the compiler makes verifies");
        compiled += compile_all(&path.display().to_string(), &module);
    }
    assert!(compiled > 500, "only {compiled} compiled");
}
