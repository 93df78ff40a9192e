//! Every chunk of every corpus program compiles for every entry under profiles that know nothing,
//! guess at random, or ask for another mode: without an error, always to the same bytes, and to
//! nothing but instructions.

mod support;

use std::path::Path;

use bytecode::{Module, Verified};
use jit::Artifact;
use support::{check, compile_all};

/// The corpus programs that are programs: some are there for their diagnostics.
fn corpus() -> Vec<(String, Verified<Module>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "unna"));
    paths.sort();
    let programs = paths.iter().filter_map(|path| {
        let name = path.display().to_string();
        let module = lang::compile_verified(&name, &std::fs::read(path).unwrap()).ok()?;
        Some((name, module))
    });
    programs.collect()
}

#[test]
fn everything_compiles_to_instructions() {
    let programs = corpus();
    assert!(programs.len() > 100, "the corpus is there");
    for (name, module) in &programs {
        compile_all(module, |chunk, profile, artifact| {
            let len = module.chunks[chunk.index()].code.len() as u32;
            assert!(artifact.exits().iter().all(|exit| exit.pc < len), "{name}");
            assert_eq!(profile.to_string().parse().as_ref(), Ok(profile), "the profile's text");
            check(&artifact);
        });
    }
}

#[test]
fn the_same_arguments_give_the_same_artifact() {
    let all = || -> Vec<(String, Vec<Artifact>)> {
        let programs = corpus().into_iter();
        let compiled = programs.map(|(name, module)| {
            let mut artifacts = Vec::new();
            compile_all(&module, |_, _, artifact| artifacts.push(artifact));
            (name, artifacts)
        });
        compiled.collect()
    };
    let other = std::thread::spawn(all);
    let ours = all();
    assert_eq!(ours, all());
    assert!(other.join().expect("the other thread ends") == ours);
}

/// An array literal of so many pairs of a local and an element, all of which are operands before
/// any is stored.
fn wide(pairs: usize) -> usize {
    let body = "LOAD_LOCAL_1\nLOAD_LOCAL_0\nLOAD_IMM 0\nLOAD_INDEX\n".repeat(pairs);
    let text = format!("chunk main\nRETURN_NIL\nchunk f params 2\n{body}NEW_ARRAY {}\nRETURN\n", 2 * pairs);
    let module = bytecode::verify(bytecode::parse(&text).unwrap()).unwrap();
    jit::compile(&module, bytecode::ChunkId(1), &jit::Profile::new(jit::Entry::Function)).unwrap().bytes().len()
}

#[test]
fn code_is_linear_in_the_number_of_operands() {
    let (some, more) = (wide(500), wide(2_000));
    assert!(more < 5 * some, "{some} and {more} bytes");
}
