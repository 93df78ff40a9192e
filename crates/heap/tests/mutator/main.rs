//! Random graphs, mutation and roots against a model of the heap, with a walk that checks memory
//! and a comparison of the two graphs.
//!
//! `HEAP_MUTATOR_OPERATIONS=1000000 cargo test -p heap --release --test mutator` runs the long
//! form; `HEAP_MUTATOR_SEED` picks another stretch of random numbers.

mod model;
mod world;

use heap::HeapConfig;
use world::{Summary, World};

/// Operations of a default run.
const OPERATIONS: usize = 20_000;

/// How many operations, and from which seed.
fn plan() -> (usize, u64) {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    (number("HEAP_MUTATOR_OPERATIONS").map_or(OPERATIONS, |n| n as usize), number("HEAP_MUTATOR_SEED").unwrap_or(1))
}

/// Runs one operation in `share` of the planned ones, and checks all the way.
#[track_caller]
fn check(share: usize, config: HeapConfig) -> Summary {
    let (operations, seed) = plan();
    let operations = operations / share;
    let mut world = World::new(HeapConfig { seed, poison: true, ..config }, seed);
    for step in 0..operations {
        world.step().unwrap_or_else(|error| panic!("step {step} of seed {seed}: {error}"));
    }
    let summary = world.finish().unwrap_or_else(|error| panic!("after {operations} steps of seed {seed}: {error}"));
    println!("{operations} operations: {summary:?}");
    summary
}

/// Everything moves at every allocation.
#[test]
fn stress() {
    let summary = check(20, HeapConfig { stress: true, ..HeapConfig::default() });
    assert!(summary.collections > 500 && summary.most_large == 0);
}

/// A collection every few hundred operations; much of the storage is large and stays in place.
#[test]
fn small_budget_and_large_objects() {
    let summary = check(1, HeapConfig { young_bytes: 32 << 10, large_bytes: 1024, ..HeapConfig::default() });
    assert!(summary.collections > 30 && summary.majors > 3 && summary.most_large > 3);
}

/// Large objects are common beside a space that is rarely full.
#[test]
fn ordinary() {
    let summary = check(1, HeapConfig { young_bytes: 512 << 10, large_bytes: 8 << 10, ..HeapConfig::default() });
    assert!(summary.collections > 20 && summary.most_large > 0);
}

/// The limit is met now and then: operations fail and change nothing.
#[test]
fn at_the_limit() {
    let config = HeapConfig { young_bytes: 32 << 10, large_bytes: 2048, limit_bytes: 1 << 20, ..HeapConfig::default() };
    assert!(check(1, config).refused > 0);
}

/// Hardly any room: a collection every few operations, so that marking goes on all the time and
/// most objects are old.
#[test]
fn tiny_young_space() {
    let summary = check(1, HeapConfig { young_bytes: 4096, ..HeapConfig::default() });
    assert!(summary.collections > 150 && summary.majors > summary.forced + 3);
}

/// Stores without the barrier do not go unnoticed, at the latest by a crash: hence a process of its
/// own.
#[cfg(feature = "mutants")]
#[test]
fn a_missing_barrier_is_found() {
    const CHILD: &str = "HEAP_TEST_WITHOUT_BARRIER";
    let run = |mutant: &str| {
        let exe = std::env::current_exe().unwrap();
        let mut command = std::process::Command::new(exe);
        command.args(["--exact", "a_missing_barrier_is_found"]).env(CHILD, mutant).output().unwrap().status.success()
    };
    match std::env::var(CHILD).as_deref() {
        Err(_) => assert!(run("no") && !run("yes")),
        Ok(mutant) => {
            heap::without_barrier(mutant == "yes");
            check(1, HeapConfig { young_bytes: 32 << 10, ..HeapConfig::default() });
        }
    }
}
