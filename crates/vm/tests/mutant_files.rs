//! Mutants of programs in all tiers; `examples/mutants.rs` runs as many as one likes.
//! `MUTANT_COUNT` and `MUTANT_SEED` in the environment ask for others than the usual ones.

mod common;
mod mutant;

use std::collections::HashMap;
use std::path::Path;

use mutant::{Accepted, Bench, Seeds, accept};

/// Seed numbers that are tried; about half of them make a program.
const SEEDS: u64 = 2_000;

#[test]
fn mutants_end_alike_in_all_tiers() {
    let (seeds, bench) = (Seeds::load(), Bench::new());
    let first = common::environment("MUTANT_SEED").unwrap_or(0);
    let count = common::environment("MUTANT_COUNT").unwrap_or(SEEDS);
    let mut accepted = 0;
    for seed in first..first + count {
        let (index, kind, program) = seeds.mutant(seed);
        let Some(program) = program.and_then(accept) else { continue };
        accepted += 1;
        if let Err(difference) = bench.compare(&program, seed) {
            panic!("mutant {seed} of {} by {kind:?}, {difference}", seeds.names[index]);
        }
    }
    println!("{count} mutants, {accepted} accepted and run");
    assert!(accepted > count / 3, "{accepted} of {count} were accepted");
}

#[test]
fn every_program_ends_alike_wherever_its_fuel_ends() {
    let (seeds, bench) = (Seeds::load(), Bench::new());
    for (name, program) in seeds.names.iter().zip(&seeds.programs) {
        let program = accept(program.clone()).expect("what the compiler makes verifies");
        for seed in 0..4 {
            if let Err(difference) = bench.compare(&program, seed) {
                panic!("{name}, {difference}");
            }
        }
    }
}

/// What mutants have shown to be compiled wrongly, reduced to the point.
#[test]
fn what_mutants_have_found() {
    let (folder, bench) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutant/found"), Bench::new());
    let (mut found, mut wrong) = (0, String::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let main = common::assemble(&std::fs::read_to_string(&path).unwrap());
        let program = Accepted { main, imports: HashMap::new() };
        if let Some(difference) = (0..64).find_map(|seed| bench.compare(&program, seed).err()) {
            wrong += &format!("{}, {difference}", path.display());
        }
        found += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(found >= 3, "{found} files");
}
