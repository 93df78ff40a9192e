//! What an arena promises about placement, limits, reuse and its numbers.

mod support;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use exec_mem::classic::page_size;
use exec_mem::{Arena, Batch, Builder, Code, Constants, Draft, Entry, Error, ForkGuard, Participant, Strategy, audit};
use support::{ADD, BREAKPOINT, CHOICE_AT, CHOOSING, GO_ON, NUMBER_AT, RET, SKIP};
use support::{call, loading, patchable, publish, returning};

/// How far a branch reaches, and how far from the text an arena is at most.
const REACH: usize = if cfg!(target_arch = "aarch64") { 1 << 27 } else { 1 << 31 };
const TEXT_REACH: usize = if cfg!(target_arch = "aarch64") { 1 << 32 } else { REACH };

#[test]
fn handles_go_where_they_may() {
    fn send<T: Send>() {}
    fn sync<T: Sync>() {}
    send::<Arena>();
    sync::<Arena>();
    send::<Code>();
    sync::<Code>();
    send::<Draft>();
    send::<Batch>();
    send::<Constants>();
    sync::<Constants>();
    send::<Participant>();
    send::<ForkGuard>();
    send::<Builder>();
    send::<Entry<'static, extern "C" fn()>>();
    sync::<Error>();
}

#[test]
fn a_default_arena_is_near_the_text() {
    let arena = Arena::new().unwrap();
    let text = a_default_arena_is_near_the_text as fn() as usize;
    let (base, len) = (arena.report().base, arena.report().reserved);
    assert!(text.abs_diff(base) < TEXT_REACH && text.abs_diff(base + len) < TEXT_REACH);
    assert!(arena.contains(base) && arena.contains(base + len - 1) && !arena.contains(base + len));
}

#[test]
fn an_arena_is_near_the_address_asked_for() {
    for near in [0x2000_0000_0000, 0x7000_1234_5678, Arena::new as fn() -> Result<Arena, Error> as usize] {
        let arena = Arena::builder().reserve(REACH / 4).near(near).build().unwrap();
        let (base, len) = (arena.report().base, arena.report().reserved);
        assert!(near.abs_diff(base) < REACH && near.abs_diff(base + len) < REACH);
        assert_eq!(call(&publish(&arena, 5).unwrap()), 5);
    }
}

#[test]
fn an_address_out_of_reach_is_an_error_that_names_the_nearest() {
    // Nothing of the user's half is near the kernel's.
    let refused = Arena::builder().near(0xffff_8000_0000_0000).build().unwrap_err();
    let Error::NoNearAddress { nearest: Some(nearest), .. } = refused else { panic!("{refused:?}") };
    assert!((0x7000_0000_0000..0x1_0000_0000_0000).contains(&nearest), "{nearest:#x}");
    assert!(refused.to_string().contains("reserve less"), "{refused}");
}

#[test]
fn options_out_of_range_are_refused() {
    let bad = |builder: Builder| assert!(matches!(builder.build(), Err(Error::BadOption { .. })));
    bad(Arena::builder().reserve(0));
    bad(Arena::builder().reserve((2 << 30) + 1));
    bad(Arena::builder().limit(1000));
    bad(Arena::builder().granule(8));
    bad(Arena::builder().granule(48));
    bad(Arena::builder().granule(2 * page_size()));
    bad(Arena::builder().shards(0));
    bad(Arena::builder().shards(65));
    bad(Arena::builder().name("a\0b"));
    bad(Arena::builder().strategy(Strategy::Dual).at_least(Strategy::SealedDual));
}

#[test]
fn drafts_are_at_their_final_address_and_aligned() {
    for granule in [16, 64, 4096] {
        let arena = Arena::builder().granule(granule).build().unwrap();
        for align in (0..=12).map(|power| 1 << power) {
            let mut draft = arena.draft_aligned(40, align).unwrap();
            let base = draft.base();
            assert_eq!(base % align.max(granule), 0);
            assert!(draft.capacity() >= 40 && draft.capacity() % granule == 0);
            draft.append(&returning(1)).unwrap();
            assert_eq!(draft.position(), base + returning(1).len());
            assert_eq!(draft.publish().unwrap().base(), base);
        }
    }
}

#[test]
fn aligning_inside_a_draft_pads_with_what_is_asked() {
    let arena = Arena::new().unwrap();
    let mut draft = arena.draft_aligned(64, 64).unwrap();
    draft.append(&[0xc3]).unwrap();
    assert_eq!(draft.align_to(8, 0x90).unwrap(), 8);
    assert_eq!(draft.align_to(8, 0x90).unwrap(), 8);
    draft.append(&[0xc3]).unwrap();
    assert_eq!(draft.align_to(3, 0x90), Err(Error::BadAlignment { align: 3 }));
    assert!(matches!(draft.align_to(128, 0x90), Err(Error::OutOfBounds { offset: 9, len: 119, capacity: 64 })));
    let mut expected = [0x90; 9];
    (expected[0], expected[8]) = (0xc3, 0xc3);
    assert_eq!(draft.publish().unwrap().copy_bytes(), expected);
}

#[test]
fn what_was_skipped_is_breakpoints_and_what_was_not_needed_goes_back() {
    let arena = Arena::new().unwrap();
    let mut draft = arena.draft(10_000).unwrap();
    draft.write_at(20, &RET).unwrap();
    let code = draft.publish().unwrap();
    assert_eq!(code.copy_bytes()[..20], BREAKPOINT.repeat(5));
    let stats = arena.stats().unwrap();
    assert_eq!((stats.code, stats.padding), (20 + RET.len(), 12 - RET.len()));
    assert_eq!(stats.free, stats.committed - 32);
}

#[test]
fn two_entries_in_one_code() {
    let arena = Arena::new().unwrap();
    let mut draft = arena.draft(32).unwrap();
    draft.append(&returning(1)).unwrap();
    let second = draft.append(&ADD).unwrap();
    let code = draft.publish().unwrap();
    // SAFETY: a function of two numbers that returns their sum.
    let add = unsafe { code.entry_at::<extern "C" fn(u32, u32) -> u32>(second) }.unwrap();
    assert_eq!((call(&code), add.call(40, 2)), (1, 42));
    // SAFETY: there is no such entry to be called.
    assert!(unsafe { code.entry_at::<extern "C" fn()>(code.len()) }.is_none());
}

#[test]
fn constants_are_near_and_never_executable() {
    for strategy in Strategy::ALL {
        let arena = Arena::builder().strategy(strategy).build().unwrap();
        let constants = arena.constants(&2.5_f64.to_le_bytes(), 8).unwrap();
        assert_eq!(constants.base() % 8, 0);
        let mut draft = arena.draft(16).unwrap();
        draft.append(&loading(draft.base(), constants.base())).unwrap();
        draft.keep(constants.clone());
        let code = draft.publish().unwrap();
        let base = constants.base();
        drop(constants);
        // SAFETY: the code loads the constant, which it keeps, into the result register.
        let load = unsafe { code.entry::<extern "C" fn() -> f64>() };
        assert_eq!(load.call(), 2.5);
        let maps = audit::mappings().unwrap();
        let map = maps.iter().find(|m| (m.start..m.end).contains(&base)).unwrap();
        assert!(map.read && !map.write && !map.execute, "{map}");
        drop(code);
        assert_eq!(arena.quiesce().unwrap().held_back, 0);
        let stats = arena.stats().unwrap();
        assert_eq!((stats.codes, stats.free), (0, stats.committed));
    }
}

#[test]
fn the_limit_is_an_error_and_not_the_end() {
    let arena = Arena::builder().limit(128 << 10).shards(1).build().unwrap();
    let mut codes = Vec::new();
    let full = loop {
        match publish(&arena, codes.len() as u32) {
            Ok(code) => codes.push(code),
            Err(error) => break error,
        }
    };
    assert_eq!(codes.len(), (128 << 10) / 16);
    assert_eq!(
        full,
        Error::LimitReached { requested: returning(0).len(), limit: 131_072, committed: 131_072, quarantined: 0 }
    );
    for (n, code) in codes.iter().enumerate() {
        assert_eq!(call(code), n as u32);
    }
    // Dropped code is reused at once when there is nothing else.
    codes.truncate(100);
    let code = publish(&arena, 7).unwrap();
    assert_eq!(call(&code), 7);
    // And blocks merge: what was many small ones can be one large one.
    drop(codes);
    drop(code);
    assert!(arena.draft(64 << 10).is_ok());
}

#[test]
fn code_that_is_replaced_all_the_time_takes_little_memory() {
    let arena = Arena::new().unwrap();
    let mut alive = VecDeque::new();
    for n in 0..20_000 {
        let mut draft = arena.draft(256).unwrap();
        draft.append(&returning(n)).unwrap();
        draft.write_at(252, &[0; 4]).unwrap();
        let code = draft.publish().unwrap();
        assert_eq!(call(&code), n);
        alive.push_back(code);
        if alive.len() > 64 {
            alive.pop_front();
        }
    }
    let stats = arena.stats().unwrap();
    assert!(stats.reclaimed > 15_000, "{stats:?}");
    assert!(stats.committed <= 320 << 10, "{stats:?}");
}

#[test]
fn another_shards_memory_is_used_before_giving_up() {
    let arena = Arena::builder().limit(64 << 10).build().unwrap();
    drop(publish(&arena, 1).unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| assert_eq!(call(&publish(&arena, 2).unwrap()), 2));
    });
    assert_eq!(arena.stats().unwrap().committed, 64 << 10);
}

#[test]
fn padding_is_little_on_functions_of_usual_size() {
    let arena = Arena::new().unwrap();
    let mut codes = Vec::new();
    for n in 0..5_000_usize {
        // 200 to 400 bytes, and some replaced on the way.
        let len = 200 + n * 7919 % 201;
        let mut draft = arena.draft(len).unwrap();
        draft.append(&vec![0; len]).unwrap();
        codes.push(draft.publish().unwrap());
        if n % 3 == 0 {
            codes.swap_remove(n * 31 % codes.len());
        }
    }
    let stats = arena.stats().unwrap();
    let waste = stats.padding as f64 / stats.code as f64;
    assert!(waste <= 0.12, "{waste}: {stats:?}");
    assert_eq!(stats.codes, codes.len());
    assert_eq!(stats.code, codes.iter().map(Code::len).sum::<usize>());
}

#[test]
fn an_epoch_guard_holds_back_what_was_alive_when_it_was_made() {
    let arena = Arena::new().unwrap();
    let participant = arena.participant();
    let before = publish(&arena, 1).unwrap();
    let base = before.base();
    let guard = participant.enter();
    let nested = participant.enter();
    drop(before);
    assert_eq!(arena.quiesce().unwrap().held_back, 16);
    drop(guard);
    assert_eq!(arena.quiesce().unwrap().held_back, 16);
    // SAFETY: the nested guard still holds the code back.
    assert_eq!(unsafe { std::slice::from_raw_parts(base as *const u8, returning(1).len()) }, returning(1));
    drop(nested);
    let quiesced = arena.quiesce().unwrap();
    assert_eq!((quiesced.reclaimed, quiesced.held_back), (16, 0));
}

#[test]
fn a_guard_made_later_holds_nothing_back() {
    let arena = Arena::new().unwrap();
    let (one, other) = (arena.participant(), arena.participant());
    let guard = one.enter();
    drop(publish(&arena, 1).unwrap());
    assert_eq!(arena.quiesce().unwrap().held_back, 16);
    // Overlapping guards do not keep the code for ever.
    let later = other.enter();
    drop(guard);
    assert_eq!(arena.quiesce().unwrap().held_back, 0);
    drop(later);
    drop((one, other));
    drop(publish(&arena, 2).unwrap());
    assert_eq!(arena.quiesce().unwrap().held_back, 0);
}

#[test]
fn one_thread_replaces_the_code_another_runs() {
    // The slot holds the address of a function that returns its own number; the runner must get
    // numbers that only grow.
    let arena = Arena::builder().quarantine(4 << 10).build().unwrap();
    let first = publish(&arena, 0).unwrap();
    let slot = AtomicUsize::new(first.base());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let participant = arena.participant();
            let mut last = 0;
            while !done.load(Ordering::Relaxed) {
                let guard = participant.enter();
                for _ in 0..100 {
                    let address = slot.load(Ordering::Acquire);
                    // SAFETY: the slot holds the address of a function of this type, which the
                    // guard keeps as it is even if it is dropped meanwhile.
                    let function = unsafe { std::mem::transmute::<usize, extern "C" fn() -> u32>(address) };
                    let now = function();
                    assert!(now >= last);
                    last = now;
                }
                drop(guard);
            }
        });
        let mut current = first;
        for n in 1..50_000 {
            let next = publish(&arena, n).unwrap();
            slot.store(next.base(), Ordering::Release);
            drop(std::mem::replace(&mut current, next));
        }
        done.store(true, Ordering::Relaxed);
    });
    let stats = arena.stats().unwrap();
    assert!(stats.reclaimed > 10_000 && stats.committed <= 1 << 20, "{stats:?}");
}

#[test]
fn a_site_is_patched_while_it_runs() {
    let arena = Arena::new().unwrap();
    // Before the function stands padding, which brings its number into one word.
    let padding = if cfg!(target_arch = "aarch64") { 8 } else { 3 };
    let at = padding + NUMBER_AT;
    let mut draft = arena.draft(32).unwrap();
    draft.write_at(padding, &patchable(0)).unwrap();
    let site = draft.patch_site(at, 4).unwrap();
    assert_eq!((site.offset(), site.len()), (at, 4));
    for (offset, len) in [(0, 0), (0, 9), (5, 4), (24, 4), (at + 8, 4), (usize::MAX, 1)] {
        assert!(matches!(draft.patch_site(offset, len), Err(Error::BadPatchSite { .. })), "{offset} {len}");
    }
    let code = draft.publish().unwrap();
    // SAFETY: behind the padding stands a function that returns its number.
    let number = unsafe { code.entry_at::<extern "C" fn() -> u32>(padding) }.unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut last = 0;
            while !done.load(Ordering::Relaxed) {
                let now = number.call();
                assert!(now >= last);
                last = now;
            }
        });
        for n in 1..=2_000_u32 {
            code.patch(site, &n.to_le_bytes()).unwrap();
            assert_eq!(number.call(), n);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(code.patch(site, &[0; 3]), Err(Error::ForeignPatchSite));
    let other = publish(&arena, 0).unwrap();
    assert_eq!(other.patch(site, &[0; 4]), Err(Error::ForeignPatchSite));
}

#[test]
fn an_instruction_is_patched_while_it_runs() {
    let arena = Arena::new().unwrap();
    let mut draft = arena.draft(CHOOSING.len()).unwrap();
    draft.append(&CHOOSING).unwrap();
    let site = draft.patch_site(CHOICE_AT, GO_ON.len()).unwrap();
    let code = draft.publish().unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert!([1, 2].contains(&call(&code)));
            }
        });
        for _ in 0..1_000 {
            code.patch(site, &SKIP).unwrap();
            assert_eq!(call(&code), 1);
            code.patch(site, &GO_ON).unwrap();
            assert_eq!(call(&code), 2);
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_batch_is_published_together() {
    for strategy in Strategy::ALL {
        let arena = Arena::builder().strategy(strategy).build().unwrap();
        let before = arena.stats().unwrap().system_calls;
        let mut batch = arena.batch();
        for n in 0..100 {
            let mut draft = batch.draft(100).unwrap();
            assert_eq!(draft.append(&returning(n)), Ok(0));
        }
        assert_eq!((batch.len(), batch.is_empty()), (100, false));
        batch.get(7).unwrap().write_at(0, &returning(99)).unwrap();
        assert!(batch.get(100).is_none());
        let codes = batch.publish().unwrap();
        for (n, code) in codes.iter().enumerate() {
            assert_eq!(call(code), if n == 7 { 99 } else { n as u32 });
        }
        // One mprotect at most for each 16 KiB under page toggling, one membarrier where the
        // processor needs it, and no other.
        let calls = arena.stats().unwrap().system_calls - before;
        let barrier = u64::from(cfg!(target_arch = "aarch64"));
        assert!(calls <= barrier + if strategy.is_dual() { 0 } else { 2 }, "{calls} calls under {strategy}");
        // A part of the pages keeps all of them.
        let mut codes = codes;
        let last = codes.pop().unwrap();
        drop(codes);
        arena.quiesce().unwrap();
        assert_eq!(call(&last), 99);
        drop(last);
        assert_eq!(arena.quiesce().unwrap().held_back, 0);
        let stats = arena.stats().unwrap();
        assert_eq!((stats.free, stats.published, stats.freed), (stats.committed, 100, 100), "{strategy}");
    }
}

#[test]
fn a_batch_with_an_empty_draft_publishes_none() {
    for strategy in Strategy::ALL {
        let arena = Arena::builder().strategy(strategy).build().unwrap();
        let mut batch = arena.batch();
        batch.draft(10).unwrap().append(&returning(1)).unwrap();
        batch.draft(10).unwrap();
        let mut refused = batch.publish().unwrap_err();
        assert!(matches!(refused.error, Error::BadLength { requested: 0, .. }));
        assert_eq!(arena.stats().unwrap().codes, 0);
        refused.batch.get(1).unwrap().append(&returning(2)).unwrap();
        let codes = refused.batch.publish().unwrap();
        assert_eq!((call(&codes[0]), call(&codes[1])), (1, 2));
        assert!(arena.batch().publish().unwrap().is_empty());
    }
}

#[test]
fn memory_is_protected_from_the_first_chunk_to_the_last() {
    let arena = Arena::builder().name("gaps").build().unwrap();
    let code = publish(&arena, 1).unwrap();
    let more: Vec<Draft> = (0..40).map(|_| arena.draft(60 << 10).unwrap()).collect();
    let maps = audit::mappings().unwrap();
    let ours: Vec<_> = maps.iter().filter(|m| m.name.contains("gaps")).collect();
    assert!(ours.iter().any(|m| m.execute) && ours.iter().any(|m| m.write));
    assert!(!ours.iter().any(|m| m.execute && m.write));
    // Between what is accessible there is always a page that is not.
    let open: Vec<_> = maps.iter().filter(|m| m.read || m.write || m.execute).collect();
    for pair in open.windows(2).filter(|pair| pair.iter().any(|m| m.name.contains("gaps"))) {
        assert!(pair[1].start >= pair[0].end + page_size(), "{} and {}", pair[0], pair[1]);
    }
    drop((code, more));
}
