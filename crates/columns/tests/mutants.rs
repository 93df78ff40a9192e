//! Seeded mistakes of the compiler, each of which the differential test must notice.

#[path = "../../vm/tests/closed_native/generate.rs"]
mod generate;
mod support;
mod mutate {
    pub use super::support::Random;
}

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytecode::{ChunkId, Module, Verified};
use columns::{Machine, Mutant, set_mutant};
use exec_mem::Arena;
use support::{Random, Subject, Values, assemble, machines};

/// Whether the columns of a module's functions differ from the scalar code.
fn differs(arena: &Arena, module: &Verified<Module>, random: &mut Random) -> bool {
    (1..module.chunks.len()).any(|chunk| {
        let params = usize::from(module.chunks[chunk].params);
        let kinds = &module.chunks[chunk].closed.as_deref().unwrap().slots[..params];
        let columns: Vec<Values> = kinds.iter().map(|&kind| Values::random(kind, 57, random)).collect();
        let check = || {
            let subject = Subject::new(arena, module, vec![(ChunkId(chunk as u32), (0..params).collect())]);
            subject.check(&columns, 57, 0).is_err()
        };
        // A mistake may also break what the compiler asserts.
        catch_unwind(AssertUnwindSafe(check)).unwrap_or(true)
    })
}

/// How many modules it takes to notice.
fn noticed(mutant: Option<Mutant>, most: u64) -> Option<u64> {
    let arena = Arena::new().unwrap();
    set_mutant(mutant);
    let kernels = assemble(include_str!("support/kernels.txt"));
    let found = (0..most).find(|&seed| {
        let mut random = Random::new(seed);
        if seed == 0 {
            return differs(&arena, &kernels, &mut random);
        }
        bytecode::verify(generate::straight(&mut random)).is_ok_and(|module| differs(&arena, &module, &mut random))
    });
    set_mutant(None);
    found
}

#[test]
fn every_mistake_is_noticed() {
    let machines = machines();
    for &mutant in Mutant::ALL {
        if mutant.is_of_avx512() && !machines.contains(&Machine::Avx512) {
            println!("{mutant:?}: this processor has no AVX-512");
            continue;
        }
        let found = noticed(Some(mutant), 400);
        println!("{mutant:?}: {found:?}");
        assert!(found.is_some(), "{mutant:?} was not noticed");
    }
}

#[test]
fn without_a_mistake_nothing_is_noticed() {
    assert_eq!(noticed(None, 30), None);
}
