//! Every system call refused at every occurrence: always an error, never a leak, and the arena
//! goes on.

use nix::errno::Errno;

use crate::call::Call;
use crate::error::Error;
use crate::sys::faulty::{Fault, Faulty};
use crate::{Arena, Code, Strategy, audit};

/// `mov eax, 42; ret`
const FORTY_TWO: [u8; 6] = [0xb8, 42, 0, 0, 0, 0xc3];

fn check(code: &Code) {
    // SAFETY: the code begins with `FORTY_TWO`.
    assert_eq!(unsafe { code.entry::<extern "C" fn() -> i32>() }.call(), 42);
}

fn publish(arena: &Arena, len: usize) -> Result<Code, Error> {
    let mut draft = arena.draft(len)?;
    draft.write_at(len - 1, &[0xc3])?;
    draft.write_at(0, &FORTY_TWO)?;
    let code = draft.publish()?;
    check(&code);
    Ok(code)
}

/// Collects the errors of a run, all of which must be the injected one.
struct Witness {
    errno: Option<Errno>,
    seen: usize,
}

impl Witness {
    fn note<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        let error = match result {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        self.seen += 1;
        assert!(!error.to_string().is_empty());
        match (&error, self.errno) {
            (Error::NotPatchable { .. } | Error::HardenUnavailable { source: None, .. }, _) => {}
            // Where nothing is reused, a limit can be reached.
            (_, Some(errno)) => assert_eq!(error.errno(), Some(errno as i32), "{error:?}"),
            (_, None) => panic!("an error without a fault: {error:?}"),
        }
        None
    }
}

/// Everything an arena does that makes system calls.
fn scenario(arena: &Arena, witness: &mut Witness, last: Last) {
    let mut codes = Vec::new();
    // More than the first chunk holds, so that the arena grows.
    for _ in 0..3 {
        codes.extend(witness.note(publish(arena, 30 << 10)));
    }
    witness.note(arena.constants(&[1, 2, 3], 8).map(|c| assert_eq!(c.as_bytes(), [1, 2, 3])));
    let mut batch = arena.batch();
    for _ in 0..3 {
        let written = batch.draft(9000).and_then(|mut draft| draft.append(&FORTY_TWO));
        witness.note(written);
    }
    if let Some(batch) = witness.note(retry_batch(batch, witness.errno.is_some())) {
        batch.iter().for_each(check);
        codes.extend(batch);
    }
    witness.note(patch(arena));
    codes.truncate(codes.len() / 2);
    witness.note(arena.quiesce());
    codes.extend(witness.note(publish(arena, 20 << 10)));
    match last {
        Last::Harden => drop(witness.note(arena.harden())),
        Last::Freeze => drop(witness.note(arena.freeze())),
        Last::Neither => {}
    }
    if last != Last::Freeze {
        // Needs another chunk, which is sealed after `harden`.
        codes.extend(witness.note(publish(arena, 66 << 10)));
    }
    codes.iter().for_each(check);
}

/// Publishes, and once more from what a refusal gave back.
fn retry_batch(batch: crate::Batch, retry: bool) -> Result<Vec<Code>, Error> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    match batch.publish() {
        Err(mut refused) if retry => {
            // A draft that failed to be written is empty and stays so.
            for index in 0..refused.batch.len() {
                let mut draft = refused.batch.get(index).unwrap();
                let _ = draft.write_at(0, &FORTY_TWO);
            }
            refused.batch.publish().or(Err(refused.error))
        }
        other => Ok(other?),
    }
}

fn patch(arena: &Arena) -> Result<(), Error> {
    let mut draft = arena.draft(64)?;
    draft.append(&FORTY_TWO)?;
    let site = draft.patch_site(1, 4)?;
    let code = draft.publish()?;
    code.patch(site, &43u32.to_le_bytes())?;
    assert_eq!(code.copy_bytes(), [0xb8, 43, 0, 0, 0, 0xc3]);
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Neither,
    Harden,
    Freeze,
}

/// Runs the scenario and returns the counts of calls.
#[track_caller]
fn run(base: &[Fault], fault: Option<Fault>, last: Last) -> Vec<(Call, u64)> {
    let faults: Vec<Fault> = base.iter().copied().chain(fault).collect();
    let system: &'static Faulty = Box::leak(Box::new(Faulty::new(&faults)));
    let mut witness = Witness { errno: fault.map(|f| f.errno), seen: 0 };
    match Arena::builder().reserve(4 << 20).shards(2).system(system).build() {
        Ok(arena) => {
            scenario(&arena, &mut witness, last);
            let lasting = fault.is_some_and(|f| f.lasting);
            if !lasting && last != Last::Freeze {
                // The fault may still be to come.
                let usable = publish(&arena, 6).or_else(|_| publish(&arena, 6));
                drop(usable.expect("the arena stays usable"));
            }
            assert!(arena.stats().unwrap().drafts == 0);
        }
        Err(error) => assert!(fault.is_some(), "refused without a fault: {error}"),
    }
    let ordered_leak = fault.is_some_and(|f| f.lasting && matches!(f.call, Call::Munmap | Call::Close));
    if !ordered_leak {
        assert_eq!(system.leaks(), Vec::<String>::new(), "{fault:?} on {base:?} then {last:?}");
    }
    system.counts()
}

fn lasting(call: Call, errno: Errno) -> Fault {
    Fault { call, occurrence: 1, errno, lasting: true }
}

/// The kernels to start from: all allowed, and what leads to each lower strategy.
fn kernels() -> [Vec<Fault>; 4] {
    [
        vec![],
        vec![lasting(Call::AddSeals, Errno::EINVAL)],
        vec![lasting(Call::MemfdCreate, Errno::EPERM)],
        vec![lasting(Call::MemfdCreate, Errno::ENOSYS), lasting(Call::Mremap, Errno::EPERM)],
    ]
}

/// Exhaustion, policy, and for the call that has one its own way round "invalid argument".
fn errnos(call: Call) -> &'static [Errno] {
    match call {
        Call::MemfdCreate => &[Errno::ENOMEM, Errno::EPERM, Errno::EINVAL],
        _ => &[Errno::ENOMEM, Errno::EPERM],
    }
}

#[test]
fn each_call_may_be_refused_at_each_occurrence() {
    let mut cases = 0;
    for kernel in kernels() {
        for last in [Last::Neither, Last::Harden, Last::Freeze] {
            for (call, times) in run(&kernel, None, last) {
                for occurrence in 1..=times {
                    for &errno in errnos(call) {
                        for lasting in [false, true] {
                            run(&kernel, Some(Fault { call, occurrence, errno, lasting }), last);
                            cases += 1;
                        }
                    }
                }
            }
        }
    }
    println!("{cases} cases");
    assert!(cases > 2_000, "only {cases} cases");
    assert_eq!(audit::wx().unwrap(), []);
}

#[track_caller]
fn obtained(faults: &[Fault]) -> Result<(Strategy, usize), Error> {
    let system: &'static Faulty = Box::leak(Box::new(Faulty::new(faults)));
    let arena = Arena::builder().system(system).build()?;
    assert_eq!(system.injected() > 0, !faults.is_empty());
    publish(&arena, 100)?;
    Ok((arena.strategy(), arena.report().refused.len()))
}

#[test]
fn the_ladder_is_descended_and_reported() {
    let [all, no_seals, no_file, neither] = kernels();
    assert_eq!(obtained(&all), Ok((Strategy::SealedDual, 0)));
    assert_eq!(obtained(&no_seals), Ok((Strategy::Dual, 1)));
    assert_eq!(obtained(&no_file), Ok((Strategy::Dual, 1)));
    assert_eq!(obtained(&neither), Ok((Strategy::Toggle, 2)));
    let nothing = [&neither[..], &[lasting(Call::Mprotect, Errno::EACCES)]].concat();
    let denied = obtained(&nothing).unwrap_err();
    assert_eq!(denied.errno(), Some(Errno::EACCES as i32));
    let text = denied.to_string();
    assert!(text.contains("memfd_create failed") && text.contains("page toggling"), "{text}");
}

#[test]
fn without_membarrier_nothing_is_reused_and_nothing_is_patched() {
    let system = Box::leak(Box::new(Faulty::new(&[lasting(Call::Membarrier, Errno::ENOSYS)])));
    let arena = Arena::builder().reserve(1 << 20).limit(64 << 10).system(system).build().unwrap();
    assert_eq!(arena.report().reuse.unwrap_err().errno, Errno::ENOSYS as i32);
    drop(publish(&arena, 40 << 10).unwrap());
    let full = publish(&arena, 40 << 10).unwrap_err();
    assert!(matches!(full, Error::LimitReached { quarantined: 40960, .. }), "{full:?}");
    assert_eq!(arena.quiesce().unwrap_err().errno(), Some(Errno::ENOSYS as i32));
    assert!(matches!(patch(&arena), Err(Error::NotPatchable { .. })));
}

#[test]
fn a_kernel_that_cannot_populate_faults_the_pages_in() {
    let fault = Fault { call: Call::Madvise, occurrence: 2, errno: Errno::EINVAL, lasting: false };
    let system = Box::leak(Box::new(Faulty::new(&[fault])));
    let arena = Arena::builder().system(system).build().unwrap();
    assert_eq!((arena.strategy(), system.injected()), (Strategy::SealedDual, 1));
    publish(&arena, 100).unwrap();
}

#[test]
fn without_wipe_on_fork_the_process_id_tells() {
    let fault = Fault { call: Call::Madvise, occurrence: 3, errno: Errno::EINVAL, lasting: false };
    let system = Box::leak(Box::new(Faulty::new(&[fault])));
    let arena = Arena::builder().system(system).build().unwrap();
    assert_eq!(arena.report().wipe_on_fork.unwrap_err().errno, Errno::EINVAL as i32);
    publish(&arena, 100).unwrap();
}
