//! Drafts, code, entries: what an embedder does every day, on every strategy.

mod support;

use exec_mem::{Arena, Code, Error, Strategy, audit};
use support::{call, publish, returning};

/// System calls that publishing one piece of code makes under a dual mapping.
const CALLS: u64 = if cfg!(target_arch = "aarch64") { 1 } else { 0 };

fn arena(strategy: Strategy) -> Arena {
    let arena = Arena::builder().strategy(strategy).build().unwrap();
    assert_eq!(arena.strategy(), strategy);
    assert!(arena.report().refused.is_empty(), "{}", arena.report());
    arena
}

#[test]
fn code_runs_under_every_strategy() {
    for strategy in Strategy::ALL {
        let arena = arena(strategy);
        let codes: Vec<Code> = (0..1000).map(|n| publish(&arena, n).unwrap()).collect();
        for (n, code) in codes.iter().enumerate() {
            assert_eq!(call(code), n as u32);
            assert_eq!(code.copy_bytes(), returning(n as u32));
        }
        assert_eq!(audit::wx().unwrap(), []);
        drop(codes);
        let quiesced = arena.quiesce().unwrap();
        assert_eq!(quiesced.held_back, 0);
        let stats = arena.stats().unwrap();
        assert_eq!((stats.published, stats.freed, stats.reclaimed), (1000, 1000, 1000));
        assert_eq!((stats.codes, stats.code, stats.free), (0, 0, stats.committed));
    }
}

#[test]
fn freed_memory_is_reused_without_system_calls_but_one_per_batch() {
    let arena = Arena::builder().quarantine(256 << 10).build().unwrap();
    for n in 0..100_000 {
        drop(publish(&arena, n).unwrap());
    }
    let before = arena.stats().unwrap();
    for n in 0..100_000 {
        assert_eq!(call(&publish(&arena, n).unwrap()), n);
    }
    let after = arena.stats().unwrap();
    assert_eq!(after.committed, before.committed);
    let published = after.published - before.published;
    assert_eq!(after.system_calls - before.system_calls, after.batches - before.batches + CALLS * published);
    assert!(after.batches - before.batches <= 10, "{after:?}");
}

#[test]
fn the_arena_ends_after_its_last_code() {
    let mapped = |name: &str| audit::mappings().unwrap().iter().any(|m| m.name.contains(name));
    for strategy in [Strategy::SealedDual, Strategy::Dual] {
        let name = format!("ends-{strategy:?}");
        let arena = Arena::builder().strategy(strategy).name(&name).build().unwrap();
        let code = publish(&arena, 7).unwrap();
        drop(arena);
        assert_eq!(call(&code), 7);
        assert!(mapped(&name));
        drop(code);
        assert!(!mapped(&name));
    }
}

#[test]
fn a_refused_publish_gives_the_draft_back() {
    let arena = arena(Strategy::SealedDual);
    let refused = arena.draft(returning(3).len()).unwrap().publish().unwrap_err();
    assert!(matches!(refused.error, Error::BadLength { requested: 0, .. }));
    let mut draft = refused.draft;
    draft.append(&returning(3)).unwrap();
    assert_eq!(call(&draft.publish().unwrap()), 3);
}
