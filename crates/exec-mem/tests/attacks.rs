//! What an attacker inside the process would try, each attempt for real.
//!
//! The fifth attack, freeing twice, does not compile: see `tests/compile_fail.rs`.

mod support;

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;

use exec_mem::classic::page_size;
use exec_mem::{Arena, Code, Error, Strategy, audit};
use support::{BREAKPOINT, NUMBER_AT, call, forked, in_child, patchable, publish, returning};

const RW: i32 = libc::PROT_READ | libc::PROT_WRITE;
const RX: i32 = libc::PROT_READ | libc::PROT_EXEC;
const RWX: i32 = RW | RX;

fn arena(strategy: Strategy) -> Arena {
    Arena::builder().strategy(strategy).name("victim").build().unwrap()
}

/// Tries to change the protection of one page and returns the errno, 0 for success.
fn mprotect(addr: usize, prot: i32) -> i32 {
    let page = addr & !(page_size() - 1);
    // SAFETY: the page belongs to this test's arena; if the call succeeds the test says so.
    match unsafe { libc::mprotect(page as *mut _, page_size(), prot) } {
        0 => 0,
        _ => errno(),
    }
}

fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap()
}

/// The writable mapping of the victim's memory file, found as an attacker would.
fn alias() -> usize {
    let maps = audit::mappings().unwrap();
    let mut aliases = maps.iter().filter(|m| m.name.contains("victim") && m.write);
    let alias = aliases.next().expect("a writable alias").start;
    assert_eq!(aliases.next(), None);
    alias
}

/// Writes one byte through `/proc/self/mem`, which ignores page protections where it can.
fn write_through_proc(addr: usize) -> i32 {
    let mem = OpenOptions::new().write(true).open("/proc/self/mem").unwrap();
    match mem.write_at(&[0x90], addr as u64) {
        Ok(_) => 0,
        Err(error) => error.raw_os_error().unwrap(),
    }
}

fn unharmed(code: &Code) {
    assert_eq!(code.copy_bytes(), returning(7));
    assert_eq!(call(code), 7);
    assert_eq!(audit::wx().unwrap(), []);
}

#[test]
fn the_executable_mapping_cannot_be_made_writable() {
    let arena = arena(Strategy::SealedDual);
    let code = publish(&arena, 7).unwrap();
    assert_eq!(mprotect(code.base(), RW), libc::EACCES);
    assert_eq!(mprotect(code.base(), RWX), libc::EACCES);
    unharmed(&code);
}

#[test]
fn proc_self_mem_cannot_write_the_code() {
    let arena = arena(Strategy::SealedDual);
    let code = publish(&arena, 7).unwrap();
    assert_eq!(write_through_proc(code.base()), libc::EIO);
    unharmed(&code);
}

#[test]
fn the_file_cannot_be_opened_again_for_writing() {
    in_child("the_file_cannot_be_opened_again_for_writing", || {
        let arena = arena(Strategy::SealedDual);
        let code = publish(&arena, 7).unwrap();
        let descriptors = std::fs::read_dir("/proc/self/fd").unwrap();
        let targets = descriptors.filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok());
        assert!(!targets.into_iter().any(|target| target.to_string_lossy().contains("victim")));
        // Root can reach the file through the mapping; the seal still refuses.
        let map = audit::mappings().unwrap().into_iter().find(|m| m.execute && m.name.contains("victim")).unwrap();
        let path = format!("/proc/self/map_files/{:x}-{:x}", map.start, map.end);
        if let Ok(file) = OpenOptions::new().read(true).write(true).open(path) {
            assert_eq!(file.write_at(&[0x90], page_size() as u64).unwrap_err().raw_os_error(), Some(libc::EPERM));
        }
        unharmed(&code);
    });
}

#[test]
fn a_hardened_alias_cannot_be_made_executable() {
    in_child("a_hardened_alias_cannot_be_made_executable", || {
        let arena = arena(Strategy::SealedDual);
        let code = publish(&arena, 7).unwrap();
        // What the documentation admits: before hardening, whoever finds the alias can.
        assert_eq!(mprotect(alias(), RX), 0);
        assert_eq!(mprotect(alias_or(code.base()), RW), 0);
        if hardened(&arena) {
            let alias = alias();
            assert_eq!(mprotect(alias, RX), libc::EPERM);
            assert_eq!(mprotect(alias, RWX), libc::EPERM);
            assert_eq!(mprotect(code.base(), libc::PROT_READ), libc::EPERM);
            // SAFETY: the range is the arena's, and the call must fail.
            assert_eq!(unsafe { libc::munmap(alias as *mut _, page_size()) }, -1);
            assert_eq!(errno(), libc::EPERM);
        }
        unharmed(&code);
        assert_eq!(call(&publish(&arena, 8).unwrap()), 8);
    });
}

/// Hardens the arena; false before Linux 6.10 and in most containers, where the error names the
/// other way.
fn hardened(arena: &Arena) -> bool {
    let answer = arena.harden();
    if let Err(error) = &answer {
        assert!(matches!(error.errno(), Some(libc::ENOSYS | libc::EPERM)), "{error:?}");
        assert!(error.to_string().contains("PR_SET_MDWE"), "{error}");
    }
    answer.is_ok()
}

/// The alias of the page made executable above, which is no longer found as writable: it is the
/// mapping of the same file page that is not the code's own.
fn alias_or(code: usize) -> usize {
    let maps = audit::mappings().unwrap();
    let page = maps.iter().find(|m| {
        m.name.contains("victim") && m.execute && !(m.start..m.end).contains(&code) && m.end - m.start == page_size()
    });
    page.expect("the page made executable").start
}

#[test]
fn every_later_chunk_is_hardened_too() {
    in_child("every_later_chunk_is_hardened_too", || {
        let arena = arena(Strategy::SealedDual);
        let hardened = hardened(&arena);
        let mut draft = arena.draft(300 << 10).unwrap();
        draft.append(&returning(7)).unwrap();
        let code = draft.publish().unwrap();
        let refused = if hardened { libc::EPERM } else { 0 };
        assert_eq!(mprotect(code.base() + page_size(), libc::PROT_READ), refused);
        unharmed(&code);
    });
}

#[test]
fn a_frozen_arena_has_no_writable_mapping() {
    in_child("a_frozen_arena_has_no_writable_mapping", || {
        for strategy in Strategy::ALL {
            let arena = arena(strategy);
            let draft = arena.draft(10).unwrap();
            assert_eq!(arena.freeze().unwrap_err(), Error::DraftsLive { count: 1 });
            drop(draft);
            let code = publish(&arena, 7).unwrap();
            let frozen = arena.freeze().unwrap();
            let writable = audit::mappings().unwrap().iter().any(|m| m.name.contains("victim") && m.write);
            assert!(!writable, "under {strategy}");
            if frozen.sealed.is_ok() {
                assert_ne!(mprotect(code.base(), RW), 0);
            }
            assert_eq!(arena.draft(10).unwrap_err(), Error::Frozen);
            assert_eq!(arena.quiesce().unwrap_err(), Error::Frozen);
            unharmed(&code);
            drop(code);
        }
    });
}

#[test]
fn a_hardened_arena_cannot_be_frozen_but_says_why() {
    in_child("a_hardened_arena_cannot_be_frozen_but_says_why", || {
        let arena = arena(Strategy::SealedDual);
        let code = publish(&arena, 7).unwrap();
        if hardened(&arena) {
            let refused = arena.freeze().unwrap_err();
            assert_eq!(refused.errno(), Some(libc::EPERM), "{refused}");
        } else {
            assert!(arena.freeze().unwrap().sealed.is_err());
        }
        unharmed(&code);
    });
}

#[test]
fn toggling_refuses_to_harden() {
    let arena = arena(Strategy::Toggle);
    assert!(matches!(arena.harden(), Err(Error::HardenUnavailable { source: None, .. })));
    assert_eq!(call(&publish(&arena, 8).unwrap()), 8);
}

#[test]
fn a_forked_child_can_run_the_code_but_not_write_it() {
    in_child("a_forked_child_can_run_the_code_but_not_write_it", || {
        for strategy in Strategy::ALL {
            let arena = arena(strategy);
            let code = publish(&arena, 7).unwrap();
            let site_draft = with_site(&arena);
            let mut draft = arena.draft(64).unwrap();
            let participant = arena.participant();
            let guard = arena.fork_guard();
            let came_through = forked(|| {
                unharmed(&code);
                let writable = audit::mappings().unwrap().into_iter().any(|m| m.name.contains("victim") && m.write);
                assert!(!writable, "the child inherited an alias under {strategy}");
                if strategy == Strategy::SealedDual {
                    assert_eq!(mprotect(code.base(), RW), libc::EACCES);
                    assert_eq!(write_through_proc(code.base()), libc::EIO);
                }
                assert_eq!(draft.append(&[0x90]).unwrap_err(), Error::Forked);
                assert_eq!(draft.publish().unwrap_err().error, Error::Forked);
                assert_eq!(arena.draft(returning(7).len()).unwrap_err(), Error::Forked);
                assert_eq!(arena.constants(&[1], 1).unwrap_err(), Error::Forked);
                assert_eq!(arena.batch().draft(returning(7).len()).unwrap_err(), Error::Forked);
                assert_eq!(arena.stats().unwrap_err(), Error::Forked);
                assert_eq!(arena.quiesce().unwrap_err(), Error::Forked);
                assert_eq!(arena.freeze().unwrap_err(), Error::Forked);
                assert_eq!(arena.harden().unwrap_err(), Error::Forked);
                if let Some((code, site)) = &site_draft {
                    assert_eq!(code.patch(*site, &[0; 4]).unwrap_err(), Error::Forked);
                }
                drop((participant, guard, code.clone()));
                drop((arena.clone(), code));
                // A child can have an arena of its own.
                assert_eq!(call(&publish(&Arena::new().unwrap(), 9).unwrap()), 9);
            });
            assert!(came_through, "under {strategy}");
        }
    });
}

/// Code with a patch site, where the strategy has such.
fn with_site(arena: &Arena) -> Option<(Code, exec_mem::PatchSite)> {
    let mut draft = arena.draft(returning(7).len()).unwrap();
    draft.append(&patchable(7)).unwrap();
    let site = draft.patch_site(NUMBER_AT, 4).ok()?;
    Some((draft.publish().unwrap(), site))
}

#[test]
fn a_fork_guard_suspends_reuse() {
    let arena = Arena::builder().limit(64 << 10).build().unwrap();
    let guard = arena.fork_guard();
    let code = publish(&arena, 7).unwrap();
    let base = code.base();
    drop(code);
    assert_eq!(arena.quiesce().unwrap().held_back, 16);
    // Even when memory runs out.
    assert!(matches!(arena.draft(64 << 10), Err(Error::LimitReached { quarantined: 16, .. })));
    // SAFETY: the memory is mapped, and no one writes it while the guard lives.
    assert_eq!(unsafe { std::slice::from_raw_parts(base as *const u8, returning(7).len()) }, returning(7));
    drop(guard);
    assert_eq!(arena.quiesce().unwrap().held_back, 0);
    assert!(arena.draft(64 << 10).is_ok());
}

#[test]
fn reusing_after_dropping_leaves_breakpoints() {
    for strategy in Strategy::ALL {
        let arena = arena(strategy);
        let code = publish(&arena, 7).unwrap();
        let base = code.base();
        drop(code);
        assert_eq!(arena.quiesce().unwrap().held_back, 0);
        // SAFETY: the arena keeps the memory mapped and readable.
        assert_eq!(unsafe { std::slice::from_raw_parts(base as *const u8, 16) }, BREAKPOINT.repeat(4));
    }
}
