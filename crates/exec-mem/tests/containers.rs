//! Containers, thread pools, servers that fork: hosts of many arenas and of little else.

#![cfg(target_os = "linux")]

mod support;

use std::sync::Barrier;

use exec_mem::{Arena, Error, Strategy, audit};
use support::policy::{limit, obtains, refuse_calls_with};
use support::{call, forked, in_child, publish};

/// Docker's default profile answers `EPERM` to what it does not list. Of the calls made here that
/// is `mseal` alone.
#[test]
fn the_profile_of_docker_costs_only_hardening() {
    in_child("the_profile_of_docker_costs_only_hardening", || {
        refuse_calls_with(&[(MSEAL, libc::EPERM)]);
        obtains(Strategy::SealedDual);
        let arena = Arena::new().unwrap();
        let denied = arena.harden().unwrap_err();
        assert!(matches!(denied, Error::HardenUnavailable { .. }), "{denied:?}");
        assert_eq!(denied.errno(), Some(libc::EPERM));
        assert_eq!(call(&publish(&arena, 3).unwrap()), 3);
        // The aliases can still be given up.
        assert_eq!(arena.freeze().unwrap().sealed.unwrap_err().errno, libc::EPERM);
    });
}

/// Podman's default profile (containers-common 0.50.1 and 0.67.1) answers `ENOSYS` to what it does
/// not list, which is `mseal` alone.
#[test]
fn the_profile_of_podman_costs_only_hardening() {
    in_child("the_profile_of_podman_costs_only_hardening", || {
        refuse_calls_with(&[(MSEAL, libc::ENOSYS)]);
        obtains(Strategy::SealedDual);
        assert_eq!(Arena::new().unwrap().harden().unwrap_err().errno(), Some(libc::ENOSYS));
    });
}

/// An early profile of Podman (containers/common at 08bbb0d) refuses `membarrier` besides.
#[cfg(target_arch = "x86_64")]
#[test]
fn an_early_profile_of_podman_costs_reuse() {
    in_child("an_early_profile_of_podman_costs_reuse", || {
        refuse_calls_with(&[(libc::SYS_membarrier, libc::EPERM), (MSEAL, libc::ENOSYS)]);
        obtains(Strategy::SealedDual);
        let arena = Arena::builder().limit(64 << 10).build().unwrap();
        assert_eq!(arena.report().reuse.unwrap_err().errno, libc::EPERM);
        let full = (0..).find_map(|n| publish(&arena, n).err()).unwrap();
        assert!(matches!(full, Error::LimitReached { .. }), "{full:?}");
    });
}

/// `SYS_mseal`, the same on all machines.
const MSEAL: i64 = 462;

#[test]
fn two_hundred_threads_have_an_arena_each() {
    let ready = Barrier::new(200);
    std::thread::scope(|scope| {
        for thread in 0..200 {
            let ready = &ready;
            scope.spawn(move || {
                let arena = Arena::new().unwrap();
                ready.wait();
                for n in 0..20 {
                    assert_eq!(call(&publish(&arena, thread * 100 + n).unwrap()), thread * 100 + n);
                }
            });
        }
    });
    assert_eq!(audit::wx().unwrap(), []);
}

#[test]
fn without_mappings_left_it_is_an_error_that_passes() {
    in_child("without_mappings_left_it_is_an_error_that_passes", || {
        let mut used = Mappings::all();
        let denied = Arena::new().unwrap_err();
        assert_eq!(denied.errno(), Some(libc::ENOMEM), "{denied:?}");
        assert!(denied.to_string().contains("vm.max_map_count"), "{denied}");
        used.release(200);
        let arena = Arena::new().unwrap();
        assert_eq!(call(&publish(&arena, 5).unwrap()), 5);
    });
}

/// Mappings of a page each, so that the process has as many as the kernel allows.
struct Mappings(Vec<*mut libc::c_void>);

impl Mappings {
    fn all() -> Self {
        let map = |n: usize| {
            // Neighbours of different protection are not merged.
            let protection = if n.is_multiple_of(2) { libc::PROT_NONE } else { libc::PROT_READ };
            // SAFETY: a mapping at an address of the kernel's choice.
            let page = unsafe {
                libc::mmap(std::ptr::null_mut(), 4096, protection, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, -1, 0)
            };
            (page != libc::MAP_FAILED).then_some(page)
        };
        Mappings((0..).map_while(map).collect())
    }

    /// Unmaps this number of them.
    fn release(&mut self, count: usize) {
        for page in self.0.drain(self.0.len() - count..) {
            // SAFETY: mapped by `all`, and used by nobody.
            assert_eq!(unsafe { libc::munmap(page, 4096) }, 0);
        }
    }
}

#[test]
fn a_host_that_forks_all_the_time_goes_on() {
    in_child("a_host_that_forks_all_the_time_goes_on", || {
        let arena = Arena::new().unwrap();
        for n in 0..200 {
            let code = publish(&arena, n).unwrap();
            let guard = n.is_multiple_of(2).then(|| arena.fork_guard());
            assert!(forked(|| {
                assert!(matches!(publish(&arena, 1), Err(Error::Forked)));
                if guard.is_some() {
                    assert_eq!(call(&code), n);
                }
                // What the child makes for itself is its own.
                let own = Arena::new().unwrap();
                assert_eq!(call(&publish(&own, n + 1).unwrap()), n + 1);
            }));
            assert_eq!(call(&code), n);
        }
        assert_eq!(arena.quiesce().unwrap().held_back, 0);
    });
}

#[test]
fn limits_that_do_not_concern_code_leave_the_best_strategy() {
    in_child("limits_that_do_not_concern_code_leave_the_best_strategy", || {
        limit(libc::RLIMIT_CORE, 0);
        limit(libc::RLIMIT_MEMLOCK, 0);
        limit(libc::RLIMIT_NPROC, 1);
        limit(libc::RLIMIT_SIGPENDING, 0);
        limit(libc::RLIMIT_MSGQUEUE, 0);
        limit(libc::RLIMIT_RTPRIO, 0);
        obtains(Strategy::SealedDual);
    });
}

/// Private writable pages count as data; those of a memory file do not.
#[test]
fn a_limit_of_data_concerns_toggled_pages_alone() {
    in_child("a_limit_of_data_concerns_toggled_pages_alone", || {
        let toggled = Arena::builder().strategy(Strategy::Toggle).build().unwrap();
        limit(libc::RLIMIT_DATA, 1 << 20);
        let refused = toggled.draft(8 << 20).unwrap_err();
        assert_eq!(refused.errno(), Some(libc::ENOMEM), "{refused:?}");
        let dual = Arena::new().unwrap();
        let mut draft = dual.draft(8 << 20).unwrap();
        draft.append(&support::returning(6)).unwrap();
        assert_eq!(call(&draft.publish().unwrap()), 6);
    });
}

#[test]
fn without_descriptors_shared_pages_do() {
    in_child("without_descriptors_shared_pages_do", || {
        limit(libc::RLIMIT_NOFILE, 3);
        let arena = Arena::new().unwrap();
        assert_eq!(arena.strategy(), Strategy::Dual);
        assert_eq!(call(&publish(&arena, 4).unwrap()), 4);
        let denied = Arena::builder().strategy(Strategy::SealedDual).build().unwrap_err();
        assert!(denied.to_string().contains("raise 'ulimit -n'"), "{denied}");
    });
}
