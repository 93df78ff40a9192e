//! Random formulas on every machine that this processor is, against the scalar machine code and the
//! interpreter. `RANDOM_COUNT=100000` makes a long run.

#[path = "../../vm/tests/closed_native/generate.rs"]
mod generate;
mod support;
mod mutate {
    pub use super::support::Random;
}

use std::sync::Arc;

use bytecode::{ChunkId, Module, Scalar, Verified};
use exec_mem::Arena;
use support::{Random, Subject, Values, same};
use vm::{ErrorKind, JitMode, Vm};

fn count() -> u64 {
    let count = std::env::var("RANDOM_COUNT").ok();
    count.map_or(400, |count| count.parse().expect("RANDOM_COUNT is a number"))
}

/// A random module that verifies, with its text.
fn random_module(random: &mut Random) -> Option<(Verified<Module>, String)> {
    let module = generate::straight(random);
    let text = bytecode::print(&module);
    match bytecode::verify(module) {
        Ok(module) => Some((module, text)),
        // Values with statements in them may nest too deep.
        Err(error) if error.detail.contains("the limit of a closed chunk") => None,
        Err(error) => panic!("{error}\n{text}"),
    }
}

/// Some formulas over shared columns.
fn random_formulas(module: &Module, random: &mut Random) -> (Vec<(ChunkId, Vec<usize>)>, Vec<bytecode::ScalarType>) {
    let mut types = Vec::new();
    let mut formulas = Vec::new();
    for _ in 0..=random.below(2) {
        let chunk = ChunkId(1 + random.below(module.chunks.len() - 1) as u32);
        let params = usize::from(module.chunks[chunk.index()].params);
        let kinds = &module.chunks[chunk.index()].closed.as_deref().unwrap().slots[..params];
        let mut columns = Vec::new();
        for &kind in kinds {
            let fitting: Vec<usize> = (0..types.len()).filter(|&column| types[column] == kind).collect();
            let column = match random.pick(&fitting) {
                Some(&column) if random.below(2) == 0 => column,
                _ => {
                    types.push(kind);
                    types.len() - 1
                }
            };
            columns.push(column);
        }
        formulas.push((chunk, columns));
    }
    (formulas, types)
}

#[test]
fn random_formulas_agree_with_the_scalar_code() {
    let arena = Arena::new().unwrap();
    let (mut tried, mut failed) = (0, 0);
    for seed in 0..count() {
        let mut random = Random::new(seed);
        let Some((module, text)) = random_module(&mut random) else { continue };
        let (formulas, types) = random_formulas(&module, &mut random);
        let subject = Subject::new(&arena, &module, formulas);
        let (rows, from) = (random.below(40), random.below(4));
        let columns: Vec<Values> = types.iter().map(|&kind| Values::random(kind, rows + from, &mut random)).collect();
        subject.check(&columns, rows, from).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        tried += 1;
        failed += usize::from(subject.expected(&columns, rows, from).iter().flatten().any(Option::is_none));
    }
    println!("{tried} formulas, {failed} with rows that divide by zero");
    assert!(tried > count() / 2 && failed > 0, "{tried} {failed}");
}

#[test]
fn random_formulas_agree_with_the_interpreter() {
    let arena = Arena::new().unwrap();
    for seed in 0..count().min(2_000) / 4 {
        let mut random = Random::new(1 << 32 | seed);
        let Some((module, text)) = random_module(&mut random) else { continue };
        let module = Arc::new(module);
        let (formulas, types) = random_formulas(&module, &mut random);
        let subject = Subject::new(&arena, &module, formulas.clone());
        let columns: Vec<Values> = types.iter().map(|&kind| Values::random(kind, 9, &mut random)).collect();
        subject.check(&columns, 9, 0).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        let mut vm = Vm::builder().jit(JitMode::Off).arena(arena.clone()).output(std::io::sink()).build().unwrap();
        let expected = subject.expected(&columns, 9, 0);
        for ((chunk, named), expected) in formulas.iter().zip(&expected) {
            for (row, &expected) in expected.iter().enumerate() {
                let arguments: Vec<Scalar> = named.iter().map(|&column| columns[column].get(row)).collect();
                let found = match vm.call_closed(Arc::clone(&module), *chunk, &arguments) {
                    Ok(value) => Some(value),
                    Err(error) => {
                        assert!(matches!(error.kind(), ErrorKind::DivisionByZero), "{error}");
                        None
                    }
                };
                let agree = match (expected, found) {
                    (Some(expected), Some(found)) => same(expected, found),
                    (expected, found) => expected.is_none() && found.is_none(),
                };
                assert!(agree, "seed {seed}, row {row}: {found:?} and {expected:?}\n{text}");
            }
        }
    }
}
