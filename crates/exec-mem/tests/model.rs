//! Random operations against a model, by two threads on one arena, with the audit running.
//!
//! The default run is short. `EXEC_MEM_MODEL_OPERATIONS=1000000` sets the number of operations
//! (per strategy that publishes without system calls); the number of audits follows it.

#[path = "support/code.rs"]
mod code;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use code::{NUMBER_AT, patchable};
use exec_mem::{Arena, Code, Constants, EpochGuard, Error, Participant, PatchSite, Strategy, audit::Auditor};

/// Operations per strategy in the default run.
const DEFAULT_OPERATIONS: u64 = 30_000;
const THREADS: u64 = 2;
/// Code alive per thread at most.
const ALIVE: usize = 200;

/// A deterministic sequence (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// What one piece of code must be.
struct Expected {
    code: Code,
    bytes: Vec<u8>,
    site: Option<PatchSite>,
    constants: Option<(Constants, Vec<u8>)>,
}

/// What one thread knows.
struct Model<'a> {
    arena: &'a Arena,
    participant: &'a Participant,
    guard: Option<EpochGuard<'a>>,
    /// Code dropped while the guard was held: address and bytes, which must not change.
    held_back: Vec<(usize, Vec<u8>)>,
    alive: VecDeque<Expected>,
    random: Random,
    published: u64,
}

/// A function that returns `n`, which can be patched, and random bytes behind.
fn function(random: &mut Random, n: u32) -> Vec<u8> {
    let mut bytes = patchable(n).to_vec();
    let longest = match random.below(20) {
        0 => 20_000,
        1..4 => 2000,
        _ => 300,
    };
    let len = random.below(longest);
    bytes.extend((0..len).map(|_| random.next() as u8));
    bytes
}

impl<'a> Model<'a> {
    fn step(&mut self) {
        match self.random.below(100) {
            0..40 => self.publish(),
            40..70 => self.drop_one(),
            70..85 => self.call_one(),
            85..90 => self.patch_one(),
            90..92 => self.batch(),
            92..94 => self.abandon(),
            94..97 => self.toggle_guard(),
            97 => self.refuse(),
            _ => self.check_one(),
        }
    }

    fn any(&mut self) -> Option<usize> {
        (!self.alive.is_empty()).then(|| self.random.below(self.alive.len()))
    }

    fn publish(&mut self) {
        let n = self.random.next() as u32;
        let mut bytes = function(&mut self.random, n);
        let align = 1 << self.random.below(13);
        let spare = self.random.below(3) * self.random.below(500);
        let mut draft = self.arena.draft_aligned(bytes.len() + spare, align).unwrap();
        assert_eq!(draft.base() % align.max(16), 0);
        let constants = (self.random.below(10) == 0).then(|| {
            let bytes: Vec<u8> = (0..1 + self.random.below(100)).map(|_| self.random.next() as u8).collect();
            let constants = self.arena.constants(&bytes, 16).unwrap();
            assert!(constants.base().abs_diff(draft.base()) < 1 << 31);
            draft.keep(constants.clone());
            (constants, bytes)
        });
        let cut = self.random.below(bytes.len() + 1);
        draft.append(&bytes[..cut]).unwrap();
        draft.append(&bytes[cut..]).unwrap();
        let at = self.random.below(bytes.len());
        if at >= patchable(n).len() {
            draft.write_at(at, &[0xf4]).unwrap();
            bytes[at] = 0xf4;
        }
        let site = draft.patch_site(NUMBER_AT, 4).ok();
        let code = draft.publish().unwrap();
        self.published += 1;
        self.alive.push_back(Expected { code, bytes, site, constants });
        if self.alive.len() > ALIVE {
            self.drop_one();
        }
    }

    fn drop_one(&mut self) {
        let Some(index) = self.any() else { return };
        let expected = self.alive.swap_remove_back(index).unwrap();
        expected.check();
        if self.guard.is_some() {
            self.held_back.push((expected.code.base(), expected.bytes.clone()));
        }
        let clone = expected.code.clone();
        drop(expected);
        drop(clone);
    }

    fn call_one(&mut self) {
        if let Some(index) = self.any() {
            let expected = &self.alive[index];
            // SAFETY: every function is a function that returns its number.
            let result = unsafe { expected.code.entry::<extern "C" fn() -> u32>() }.call();
            assert_eq!(result.to_le_bytes(), expected.bytes[NUMBER_AT..][..4]);
        }
    }

    fn patch_one(&mut self) {
        let Some(index) = self.any() else { return };
        let n = (self.random.next() as u32).to_le_bytes();
        let expected = &mut self.alive[index];
        let Some(site) = expected.site else { return };
        expected.code.patch(site, &n).unwrap();
        expected.bytes[NUMBER_AT..][..4].copy_from_slice(&n);
        // A site of other code is refused and changes nothing.
        let other = &self.alive[self.random.below(self.alive.len())];
        if other.site != Some(site) {
            assert_eq!(other.code.patch(site, &n), Err(Error::ForeignPatchSite));
        }
    }

    fn batch(&mut self) {
        let mut batch = self.arena.batch();
        let mut all = Vec::new();
        for _ in 0..self.random.below(6) {
            let n = self.random.next() as u32;
            let bytes = function(&mut self.random, n);
            let mut draft = batch.draft(bytes.len()).unwrap();
            draft.append(&bytes).unwrap();
            all.push((bytes, draft.patch_site(NUMBER_AT, 4).ok()));
        }
        if self.random.below(5) == 0 {
            return;
        }
        let codes = batch.publish().unwrap();
        self.published += codes.len() as u64;
        assert_eq!(codes.len(), all.len());
        for (code, (bytes, site)) in codes.into_iter().zip(all) {
            self.alive.push_back(Expected { code, bytes, site, constants: None });
        }
    }

    fn abandon(&mut self) {
        let len = 1 + self.random.below(4000);
        let mut draft = self.arena.draft(len).unwrap();
        draft.append(&vec![0xf4; self.random.below(len + 1)]).unwrap();
        if draft.is_empty() {
            assert!(draft.publish().is_err());
        }
    }

    fn toggle_guard(&mut self) {
        if self.guard.is_some() {
            for (base, bytes) in self.held_back.drain(..) {
                // SAFETY: the guard, still held, keeps dropped code as it was.
                let now = unsafe { std::slice::from_raw_parts(base as *const u8, bytes.len()) };
                assert!(now == bytes, "code held back by a guard was changed");
            }
            self.guard = None;
        } else {
            self.guard = Some(self.participant.enter());
        }
    }

    fn refuse(&mut self) {
        let mut draft = self.arena.draft(100).unwrap();
        let capacity = draft.capacity();
        assert!(matches!(draft.write_at(capacity, &[1]), Err(Error::OutOfBounds { .. })));
        assert!(matches!(draft.write_at(usize::MAX, &[1]), Err(Error::OutOfBounds { .. })));
        assert!(matches!(self.arena.draft(0), Err(Error::BadLength { .. })));
        assert!(matches!(self.arena.draft(usize::MAX), Err(Error::BadLength { .. })));
        assert!(matches!(self.arena.draft_aligned(1, 24), Err(Error::BadAlignment { align: 24 })));
        if self.random.below(20) == 0 {
            let quiesced = self.arena.quiesce().unwrap();
            assert!(quiesced.held_back > 0 || self.held_back.is_empty());
        }
    }

    fn check_one(&mut self) {
        if let Some(index) = self.any() {
            self.alive[index].check();
        }
    }

    fn finish(mut self) -> u64 {
        if self.guard.is_some() {
            self.toggle_guard();
        }
        self.alive.iter().for_each(Expected::check);
        // No two pieces of live code overlap.
        let mut ranges: Vec<_> = self.alive.iter().map(|e| (e.code.base(), e.code.len())).collect();
        ranges.sort_unstable();
        assert!(ranges.windows(2).all(|pair| pair[0].0 + pair[0].1 <= pair[1].0));
        self.published
    }
}

impl Expected {
    fn check(&self) {
        assert_eq!(self.code.len(), self.bytes.len());
        assert!(self.code.copy_bytes() == self.bytes, "code at {:#x} was changed", self.code.base());
        if let Some((constants, bytes)) = &self.constants {
            assert_eq!(constants.as_bytes(), bytes);
        }
    }
}

/// Runs `operations` on `arena` by two threads; a third audits. Returns the audits.
fn exercise(arena: &Arena, operations: u64, seed: u64) -> u64 {
    let (done, audits, steps) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let published = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut auditor = Auditor::new().unwrap();
            while !done.load(Ordering::Relaxed) {
                assert_eq!(auditor.wx().unwrap(), []);
                audits.fetch_add(1, Ordering::Relaxed);
            }
        });
        let (steps, audits) = (&steps, &audits);
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let participant = arena.participant();
                    let mut model = Model {
                        arena,
                        participant: &participant,
                        guard: None,
                        held_back: Vec::new(),
                        alive: VecDeque::new(),
                        random: Random(seed * 100 + thread + 1),
                        published: 0,
                    };
                    while steps.fetch_add(1, Ordering::Relaxed) < operations {
                        model.step();
                    }
                    // The audit is to have looked often: once per ten operations.
                    while audits.load(Ordering::Relaxed) < operations / 10 {
                        model.step();
                    }
                    model.finish()
                })
            })
            .collect();
        let published: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
        done.store(true, Ordering::Relaxed);
        published.into_iter().map(|thread| thread.expect("a thread failed")).sum::<u64>()
    });
    let stats = arena.stats().unwrap();
    assert_eq!(stats.drafts, 0);
    assert_eq!((stats.codes, stats.published), (0, stats.freed));
    assert!(stats.published >= published && stats.reclaimed > 0, "{stats:?}");
    assert_eq!(arena.quiesce().unwrap().held_back, 0);
    let stats = arena.stats().unwrap();
    assert_eq!((stats.quarantined, stats.free), (0, stats.committed), "{stats:?}");
    audits.load(Ordering::Relaxed)
}

fn operations() -> u64 {
    match std::env::var("EXEC_MEM_MODEL_OPERATIONS") {
        Ok(count) => count.parse().expect("EXEC_MEM_MODEL_OPERATIONS is a number"),
        Err(_) => DEFAULT_OPERATIONS,
    }
}

#[test]
fn random_operations_agree_with_the_model_on_a_sealed_dual_mapping() {
    let arena = Arena::builder().strategy(Strategy::SealedDual).build().unwrap();
    let audits = exercise(&arena, operations(), 1);
    println!("{audits} audits, {}", arena.report());
}

#[test]
fn random_operations_agree_with_the_model_on_little_memory() {
    // Small quarantine, few shards: reuse all the time.
    let arena = Arena::builder().quarantine(16 << 10).shards(1).granule(64).build().unwrap();
    let audits = exercise(&arena, operations() / 4, 2);
    println!("{audits} audits, {}", arena.report());
}

#[test]
fn random_operations_agree_with_the_model_while_toggling() {
    // The quarantine of the default is rarely full after so few operations.
    let arena = Arena::builder().strategy(Strategy::Toggle).quarantine(16 << 10).build().unwrap();
    let audits = exercise(&arena, operations() / 10, 3);
    println!("{audits} audits, {}", arena.report());
}
