//! What a container changes of a process's surroundings: mounts, `/proc`, users, memory. Whoever
//! may not change them is left with the best strategy.

#![cfg(target_os = "linux")]

mod support;

use std::ffi::CStr;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::{fs, process};

use exec_mem::{Arena, Error, Strategy, audit};
use support::policy::{limit, obtains};
use support::{call, forked, in_child, publish, returning};

/// A table of mounts of this process's own; false if it may not have one.
fn own_mounts() -> bool {
    // SAFETY: no pointers.
    let separate = unsafe { libc::unshare(libc::CLONE_NEWNS) == 0 }
        // SAFETY: no pointers.
        || unsafe { libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNS) == 0 };
    let private = libc::MS_REC | libc::MS_PRIVATE;
    // SAFETY: the path is a string, and the kernel looks at no other pointer with these flags.
    separate
        && unsafe { libc::mount(c"none".as_ptr(), c"/".as_ptr(), std::ptr::null(), private, std::ptr::null()) } == 0
}

/// Puts an empty file system over a folder.
fn cover(folder: &CStr, flags: libc::c_ulong) {
    // SAFETY: the first three are strings, and there are no options.
    let mounted = unsafe { libc::mount(c"none".as_ptr(), folder.as_ptr(), c"tmpfs".as_ptr(), flags, std::ptr::null()) };
    assert_eq!(mounted, 0, "{folder:?}: {}", std::io::Error::last_os_error());
}

/// Each strategy by itself, with code that runs.
#[track_caller]
fn all_three() {
    for strategy in Strategy::ALL {
        let arena = Arena::builder().strategy(strategy).build().unwrap();
        assert_eq!(call(&publish(&arena, 7).unwrap()), 7, "{}", arena.report());
    }
}

#[test]
fn folders_that_nothing_can_be_written_to_or_run_from_are_not_needed() {
    in_child("folders_that_nothing_can_be_written_to_or_run_from_are_not_needed", || {
        assert!(forked(|| {
            if own_mounts() {
                for folder in [c"/tmp", c"/dev/shm"] {
                    cover(folder, libc::MS_RDONLY | libc::MS_NOEXEC);
                    let file = PathBuf::from(folder.to_str().unwrap()).join("file");
                    assert_eq!(fs::write(file, "").unwrap_err().kind(), ErrorKind::ReadOnlyFilesystem);
                }
            }
            all_three();
            obtains(Strategy::SealedDual);
        }));
    });
}

#[test]
fn without_proc_only_the_audit_fails() {
    in_child("without_proc_only_the_audit_fails", || {
        assert!(forked(|| {
            let covered = own_mounts();
            if covered {
                cover(c"/proc", 0);
            }
            all_three();
            let error = audit::wx().err().map(|error| error.kind());
            assert_eq!(error, covered.then_some(ErrorKind::NotFound));
        }));
    });
}

#[test]
fn a_user_without_a_name_or_rights_obtains_all() {
    in_child("a_user_without_a_name_or_rights_obtains_all", || {
        assert!(forked(|| {
            // SAFETY: no pointers.
            unsafe { libc::unshare(libc::CLONE_NEWUSER) };
            all_three();
            obtains(Strategy::SealedDual);
        }));
    });
}

#[test]
fn one_free_descriptor_is_enough() {
    in_child("one_free_descriptor_is_enough", || {
        // SAFETY: the path is a string. What is opened stays open.
        let lowest_free = unsafe { libc::dup(0) };
        // SAFETY: opened in the line before, and used by nobody.
        unsafe { libc::close(lowest_free) };
        limit(libc::RLIMIT_NOFILE, lowest_free as u64 + 1);
        let arena = Arena::new().unwrap();
        assert_eq!(arena.strategy(), Strategy::SealedDual, "{}", arena.report());
        assert_eq!(call(&publish(&arena, 4).unwrap()), 4);
    });
}

#[test]
fn little_address_space_leaves_two_mappings_of_a_little_code() {
    in_child("little_address_space_leaves_two_mappings_of_a_little_code", || {
        let mapped = audit::mappings().unwrap();
        let used = mapped.iter().filter(|m| m.name != "[vsyscall]").map(|m| m.end - m.start).sum::<usize>();
        limit(libc::RLIMIT_AS, used as u64 + (12 << 20));
        let arena = Arena::new().unwrap();
        assert_eq!(arena.strategy(), Strategy::SealedDual, "{}", arena.report());
        assert!((1 << 20..2 << 20).contains(&arena.report().reserved), "{}", arena.report());
        assert_eq!(call(&publish(&arena, 4).unwrap()), 4);
    });
}

/// A memory cgroup of this test's own, of version 1 or 2.
struct Cgroup {
    folder: PathBuf,
    usage: &'static str,
    events: &'static str,
}

impl Cgroup {
    /// `None` if this process may not make one.
    fn new(name: &str, bytes: usize) -> Option<Cgroup> {
        let (root, limit, usage, events) = match fs::exists("/sys/fs/cgroup/memory") {
            Ok(true) => {
                ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "memory.oom_control")
            }
            _ => ("/sys/fs/cgroup", "memory.max", "memory.current", "memory.events"),
        };
        let folder = PathBuf::from(root).join(format!("exec-mem-{name}-{}", process::id()));
        fs::create_dir(&folder).ok()?;
        let cgroup = Cgroup { folder, usage, events };
        fs::write(cgroup.folder.join(limit), bytes.to_string()).ok()?;
        // Where there is swap, it must not take what the limit refuses.
        for (swap, most) in [("memory.swap.max", 0), ("memory.memsw.limit_in_bytes", bytes)] {
            let _ = fs::write(cgroup.folder.join(swap), most.to_string());
        }
        Some(cgroup)
    }

    fn enter(&self) {
        fs::write(self.folder.join("cgroup.procs"), "0").unwrap();
    }

    fn usage(&self) -> usize {
        fs::read_to_string(self.folder.join(self.usage)).unwrap().trim().parse().unwrap()
    }

    /// How many processes the kernel killed because of the limit.
    fn killed(&self) -> u32 {
        let events = fs::read_to_string(self.folder.join(self.events)).unwrap();
        let count = events.lines().find_map(|line| line.strip_prefix("oom_kill "));
        count.unwrap().parse().unwrap()
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.folder);
    }
}

/// Publishes and keeps code of a mebibyte, this often or until that fails.
fn fill(arena: &Arena, mebibytes: usize) -> Result<(), Error> {
    for n in 0..mebibytes as u32 {
        let mut draft = arena.draft(1 << 20)?;
        draft.append(&returning(n))?;
        let rest = vec![0; draft.capacity() - draft.len()];
        draft.append(&rest)?;
        let code = draft.publish()?;
        assert_eq!(call(&code), n);
        std::mem::forget(code);
    }
    Ok(())
}

#[test]
fn code_is_charged_once_to_the_memory_of_a_container() {
    in_child("code_is_charged_once_to_the_memory_of_a_container", || {
        for strategy in Strategy::ALL {
            let Some(cgroup) = Cgroup::new("once", 64 << 20) else { return obtains(Strategy::SealedDual) };
            assert!(forked(|| {
                cgroup.enter();
                let before = cgroup.usage();
                fill(&Arena::builder().strategy(strategy).build().unwrap(), 40).unwrap();
                let charged = cgroup.usage() - before;
                // The last chunk is only partly used, and page tables count too.
                assert!((40 << 20..50 << 20).contains(&charged), "{strategy}: {charged}");
            }));
            assert_eq!(cgroup.killed(), 0);
        }
    });
}

#[test]
fn a_limit_below_the_containers_memory_is_an_error_instead_of_the_end() {
    in_child("a_limit_below_the_containers_memory_is_an_error_instead_of_the_end", || {
        let Some(cgroup) = Cgroup::new("limit", 64 << 20) else { return obtains(Strategy::SealedDual) };
        assert!(forked(|| {
            cgroup.enter();
            let full = fill(&Arena::builder().limit(40 << 20).build().unwrap(), 80).unwrap_err();
            assert!(matches!(full, Error::LimitReached { .. }), "{full:?}");
        }));
        assert_eq!(cgroup.killed(), 0);
        let lived = forked(|| {
            cgroup.enter();
            fill(&Arena::new().unwrap(), 80).unwrap();
        });
        assert!(!lived);
        assert_eq!(cgroup.killed(), 1);
    });
}
