//! Drafts, code, entries: what an embedder does every day, on every strategy.

use exec_mem::{Arena, Code, Error, Strategy, audit};

/// `mov eax, n; ret`
fn returning(n: u32) -> Vec<u8> {
    let mut code = vec![0xb8];
    code.extend_from_slice(&n.to_le_bytes());
    code.push(0xc3);
    code
}

fn call(code: &Code) -> u32 {
    // SAFETY: every piece of code in this file is `mov eax, imm32; ret`, with fillers before.
    unsafe { code.entry::<extern "C" fn() -> u32>() }.call()
}

fn arena(strategy: Strategy) -> Arena {
    let arena = Arena::builder().strategy(strategy).build().unwrap();
    assert_eq!(arena.strategy(), strategy);
    assert!(arena.report().refused.is_empty(), "{}", arena.report());
    arena
}

#[track_caller]
fn publish(arena: &Arena, n: u32) -> Code {
    let mut draft = arena.draft(6).unwrap();
    draft.append(&returning(n)).unwrap();
    draft.publish().unwrap()
}

#[test]
fn code_runs_under_every_strategy() {
    for strategy in Strategy::ALL {
        let arena = arena(strategy);
        let codes: Vec<Code> = (0..1000).map(|n| publish(&arena, n)).collect();
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
        drop(publish(&arena, n));
    }
    let before = arena.stats().unwrap();
    for n in 0..100_000 {
        assert_eq!(call(&publish(&arena, n)), n);
    }
    let after = arena.stats().unwrap();
    assert_eq!(after.committed, before.committed);
    assert_eq!(after.system_calls - before.system_calls, after.batches - before.batches);
    assert!(after.batches - before.batches <= 10, "{after:?}");
}

#[test]
fn the_arena_ends_after_its_last_code() {
    let mapped = |name: &str| audit::mappings().unwrap().iter().any(|m| m.name.contains(name));
    for strategy in [Strategy::SealedDual, Strategy::Dual] {
        let name = format!("ends-{strategy:?}");
        let arena = Arena::builder().strategy(strategy).name(&name).build().unwrap();
        let code = publish(&arena, 7);
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
    let refused = arena.draft(6).unwrap().publish().unwrap_err();
    assert!(matches!(refused.error, Error::BadLength { requested: 0, .. }));
    let mut draft = refused.draft;
    draft.append(&returning(3)).unwrap();
    assert_eq!(call(&draft.publish().unwrap()), 3);
}
