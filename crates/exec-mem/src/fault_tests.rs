//! Every system call refused at every occurrence: always an error, never a leak, and the arena
//! goes on.

#[path = "../tests/support/code.rs"]
mod code;

#[cfg(target_os = "linux")]
use nix::errno::Errno;

use code::{NUMBER_AT, RET, patchable, returning};

use crate::call::Call;
#[cfg(target_os = "linux")]
use crate::call::OsError;
use crate::error::Error;
#[cfg(target_os = "linux")]
use crate::machine;
use crate::sys::faulty::{Fault, Faulty};
#[cfg(windows)]
use crate::sys::{DENIED, Errno, NO_MEMORY};
use crate::{Arena, Code, Strategy, audit};

fn check(code: &Code) {
    // SAFETY: the code begins with `returning(42)`.
    assert_eq!(unsafe { code.entry::<extern "C" fn() -> i32>() }.call(), 42);
}

fn publish(arena: &Arena, len: usize) -> Result<Code, Error> {
    let mut draft = arena.draft(len)?;
    draft.write_at(len - RET.len(), &RET)?;
    draft.write_at(0, &returning(42))?;
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
            (_, Some(errno)) => assert_eq!(error.errno(), Some(crate::sys::code(errno)), "{error:?}"),
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
        let written = batch.draft(9000).and_then(|mut draft| draft.append(&returning(42)));
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
                let _ = draft.write_at(0, &returning(42));
            }
            refused.batch.publish().or(Err(refused.error))
        }
        other => Ok(other?),
    }
}

fn patch(arena: &Arena) -> Result<(), Error> {
    let mut draft = arena.draft(64)?;
    draft.append(&patchable(42))?;
    let site = draft.patch_site(NUMBER_AT, 4)?;
    let code = draft.publish()?;
    code.patch(site, &43u32.to_le_bytes())?;
    assert_eq!(code.copy_bytes(), patchable(43));
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
    run_on(Faulty::new(&faults), base, fault, last)
}

#[track_caller]
fn run_on(system: Faulty, base: &[Fault], fault: Option<Fault>, last: Last) -> Vec<(Call, u64)> {
    let system: &'static Faulty = Box::leak(Box::new(system));
    let mut witness = Witness { errno: fault.map(|f| f.errno), seen: 0 };
    match Arena::builder().reserve(4 << 20).shards(2).system(system).build() {
        Ok(arena) => {
            scenario(&arena, &mut witness, last);
            let lasting = fault.is_some_and(|f| f.lasting);
            if !lasting && last != Last::Freeze {
                // The fault may still be to come.
                let usable = publish(&arena, 16).or_else(|_| publish(&arena, 16));
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

/// The systems to start from: all allowed, and without sections.
#[cfg(windows)]
fn kernels() -> [Vec<Fault>; 2] {
    [vec![], vec![lasting(Call::Ftruncate, DENIED)]]
}

/// Exhaustion and policy.
#[cfg(windows)]
fn errnos(_call: Call) -> &'static [Errno] {
    &[NO_MEMORY, DENIED]
}

#[cfg(windows)]
#[test]
fn each_call_may_be_refused_where_sections_have_two_views() {
    refuse_each(&kernels()[0], 300);
}

#[cfg(windows)]
#[test]
fn each_call_may_be_refused_where_windows_toggles_pages() {
    refuse_each(&kernels()[1], 100);
}

#[cfg(windows)]
#[test]
fn a_process_without_dynamic_code_is_told_so() {
    let [all, no_sections] = kernels();
    assert_eq!(obtained(&all), Ok((Strategy::Dual, 1)));
    assert_eq!(obtained(&no_sections), Ok((Strategy::Toggle, 2)));
    let nothing = [&no_sections[..], &[lasting(Call::Mprotect, DENIED)]].concat();
    let denied = obtained(&nothing).unwrap_err();
    assert_eq!(denied.errno(), Some(crate::sys::code(DENIED)));
    let text = denied.to_string();
    for part in ["CreateFileMapping failed: ", "page toggling: VirtualProtect failed: ", "policy against dynamic code"]
    {
        assert!(text.contains(part), "{text}");
    }
}

/// The kernels to start from: all allowed, and what leads to each lower strategy.
#[cfg(target_os = "linux")]
fn kernels() -> [Vec<Fault>; 4] {
    [
        vec![],
        vec![lasting(Call::AddSeals, Errno::EINVAL)],
        vec![lasting(Call::MemfdCreate, Errno::EPERM)],
        vec![lasting(Call::MemfdCreate, Errno::ENOSYS), lasting(Call::Mremap, Errno::EPERM)],
    ]
}

/// Exhaustion, policy, and for the call that has one its own way round "invalid argument".
#[cfg(target_os = "linux")]
fn errnos(call: Call) -> &'static [Errno] {
    match call {
        Call::MemfdCreate => &[Errno::ENOMEM, Errno::EPERM, Errno::EINVAL],
        _ => &[Errno::ENOMEM, Errno::EPERM],
    }
}

/// Refuses each call of the scenario on one kernel, at each occurrence.
fn refuse_each(kernel: &[Fault], least: u32) {
    let mut cases = 0;
    for last in [Last::Neither, Last::Harden, Last::Freeze] {
        for (call, times) in run(kernel, None, last) {
            for occurrence in 1..=times {
                for &errno in errnos(call) {
                    for lasting in [false, true] {
                        run(kernel, Some(Fault { call, occurrence, errno, lasting }), last);
                        cases += 1;
                    }
                }
            }
        }
    }
    println!("{cases} cases");
    assert!(cases > least, "only {cases} cases");
    assert_eq!(audit::wx().unwrap(), []);
}

#[cfg(target_os = "linux")]
#[test]
fn each_call_may_be_refused_where_files_are_sealed() {
    refuse_each(&kernels()[0], 500);
}

#[cfg(target_os = "linux")]
#[test]
fn each_call_may_be_refused_where_files_are_not_sealed() {
    refuse_each(&kernels()[1], 500);
}

#[cfg(target_os = "linux")]
#[test]
fn each_call_may_be_refused_where_pages_are_shared() {
    refuse_each(&kernels()[2], 400);
}

#[cfg(target_os = "linux")]
#[test]
fn each_call_may_be_refused_where_pages_are_toggled() {
    refuse_each(&kernels()[3], 100);
}

#[cfg(target_os = "linux")]
#[test]
fn pages_of_every_size_do() {
    for page in [4 << 10, 16 << 10, 64 << 10] {
        // Shared pages are left out: the emulator of other tests does not have them.
        for kernel in [&kernels()[0], &kernels()[1], &kernels()[3]] {
            run_on(Faulty::new(kernel).with_pages(page), kernel, None, Last::Neither);
        }
    }
}

#[track_caller]
fn obtained(faults: &[Fault]) -> Result<(Strategy, usize), Error> {
    let system: &'static Faulty = Box::leak(Box::new(Faulty::new(faults)));
    let arena = Arena::builder().system(system).build()?;
    assert_eq!(system.injected() > 0, !faults.is_empty());
    publish(&arena, 100)?;
    Ok((arena.strategy(), arena.report().refused.len()))
}

#[cfg(target_os = "linux")]
#[test]
fn shared_pages_take_the_place_of_a_file() {
    assert_eq!(obtained(&kernels()[2]), Ok((Strategy::Dual, 1)));
}

#[cfg(target_os = "linux")]
#[test]
fn the_ladder_is_descended_and_reported() {
    let [all, no_seals, _, neither] = kernels();
    assert_eq!(obtained(&all), Ok((Strategy::SealedDual, 0)));
    assert_eq!(obtained(&no_seals), Ok((Strategy::Dual, 1)));
    assert_eq!(obtained(&neither), Ok((Strategy::Toggle, 2)));
    let nothing = [&neither[..], &[lasting(Call::Mprotect, Errno::EACCES)]].concat();
    let denied = obtained(&nothing).unwrap_err();
    assert_eq!(denied.errno(), Some(Errno::EACCES as i32));
    let text = denied.to_string();
    assert!(text.contains("memfd_create failed") && text.contains("page toggling"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn without_membarrier_nothing_is_reused_and_nothing_is_patched() {
    let system = Box::leak(Box::new(Faulty::new(&[lasting(Call::Membarrier, Errno::ENOSYS)])));
    let built = Arena::builder().reserve(1 << 20).limit(64 << 10).system(system).build();
    if machine::NEEDS_BARRIER {
        // Nor would other threads see what is published.
        let refused = OsError { call: Call::Membarrier, errno: Errno::ENOSYS as i32 };
        assert_eq!(built.unwrap_err(), Error::Os(refused));
        return;
    }
    let arena = built.unwrap();
    assert_eq!(arena.report().reuse.unwrap_err().errno, Errno::ENOSYS as i32);
    drop(publish(&arena, 40 << 10).unwrap());
    let full = publish(&arena, 40 << 10).unwrap_err();
    assert!(matches!(full, Error::LimitReached { quarantined: 40960, .. }), "{full:?}");
    assert_eq!(arena.quiesce().unwrap_err().errno(), Some(Errno::ENOSYS as i32));
    assert!(matches!(patch(&arena), Err(Error::NotPatchable { .. })));
}

#[cfg(target_os = "linux")]
#[test]
fn a_kernel_that_cannot_populate_faults_the_pages_in() {
    let fault = Fault { call: Call::Madvise, occurrence: 2, errno: Errno::EINVAL, lasting: false };
    let system = Box::leak(Box::new(Faulty::new(&[fault])));
    let arena = Arena::builder().system(system).build().unwrap();
    assert_eq!((arena.strategy(), system.injected()), (Strategy::SealedDual, 1));
    publish(&arena, 100).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn without_wipe_on_fork_the_process_id_tells() {
    let fault = Fault { call: Call::Madvise, occurrence: 3, errno: Errno::EINVAL, lasting: false };
    let system = Box::leak(Box::new(Faulty::new(&[fault])));
    let arena = Arena::builder().system(system).build().unwrap();
    assert_eq!(arena.report().wipe_on_fork.unwrap_err().errno, Errno::EINVAL as i32);
    publish(&arena, 100).unwrap();
}
