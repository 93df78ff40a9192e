//! Real kernels with real policies: each ends in a lower strategy or a clear error.

mod support;

use exec_mem::{Arena, Error, Strategy, audit, classic};
use support::policy::{limit, obtains, refuse_calls, refuse_exec_gain};
use support::{call, forked, in_child, publish};

#[test]
fn refusing_exec_gain_costs_nothing() {
    in_child("refusing_exec_gain_costs_nothing", || {
        if refuse_exec_gain() {
            let toggle = Arena::builder().strategy(Strategy::Toggle).build();
            let arena = toggle.unwrap();
            // Toggling commits writable pages, and fails when they are to become executable.
            let denied = publish(&arena, 1).unwrap_err();
            assert!(matches!(denied, Error::Protect { .. }), "{denied:?}");
            assert_eq!(denied.errno(), Some(libc::EACCES));
            let memory = classic::allocate(1).unwrap();
            let (_, error) = classic::make_executable(memory).unwrap_err();
            assert_eq!(error.errno(), Some(libc::EACCES));
        }
        obtains(Strategy::SealedDual);
        let dual = Arena::builder().strategy(Strategy::Dual).build().unwrap();
        assert_eq!(call(&publish(&dual, 3).unwrap()), 3);
    });
}

#[test]
fn without_memory_files_shared_pages_do() {
    in_child("without_memory_files_shared_pages_do", || {
        refuse_calls(&[libc::SYS_memfd_create]);
        obtains(Strategy::Dual);
    });
}

#[test]
fn without_memory_files_and_exec_gain_shared_pages_still_do() {
    in_child("without_memory_files_and_exec_gain_shared_pages_still_do", || {
        refuse_exec_gain();
        refuse_calls(&[libc::SYS_memfd_create]);
        obtains(Strategy::Dual);
    });
}

#[test]
fn without_any_second_mapping_pages_are_toggled() {
    in_child("without_any_second_mapping_pages_are_toggled", || {
        refuse_calls(&[libc::SYS_memfd_create, libc::SYS_mremap]);
        obtains(Strategy::Toggle);
    });
}

#[test]
fn without_mprotect_and_memory_files_execution_is_denied() {
    in_child("without_mprotect_and_memory_files_execution_is_denied", || {
        refuse_calls(&[libc::SYS_memfd_create, libc::SYS_mprotect]);
        let denied = Arena::new().unwrap_err();
        let Error::ExecDenied { attempts } = &denied else { panic!("{denied:?}") };
        assert_eq!(attempts.len(), 3);
        assert!(attempts.iter().all(|attempt| attempt.source.errno == libc::EPERM));
        println!("{denied}");
    });
}

#[test]
fn without_membarrier_code_still_runs() {
    in_child("without_membarrier_code_still_runs", || {
        refuse_calls(&[libc::SYS_membarrier]);
        if cfg!(target_arch = "aarch64") {
            // Other threads would not see what is published, so nothing is.
            assert_eq!(Arena::new().unwrap_err().errno(), Some(libc::EPERM));
            return;
        }
        obtains(Strategy::SealedDual);
        let report = Arena::new().unwrap().report().clone();
        assert_eq!(report.reuse.unwrap_err().errno, libc::EPERM);
    });
}

#[test]
fn limited_file_size_does_not_kill() {
    in_child("limited_file_size_does_not_kill", || {
        limit(libc::RLIMIT_FSIZE, 0);
        obtains(Strategy::Dual);
        let denied = Arena::builder().strategy(Strategy::SealedDual).build().unwrap_err();
        assert!(denied.to_string().contains("raise 'ulimit -f', or run"), "{denied}");
    });
}

#[test]
fn limited_address_space_is_an_error_or_less_memory() {
    in_child("limited_address_space_is_an_error_or_less_memory", || {
        let used = audit::mappings().unwrap().iter().map(|m| m.end - m.start).sum::<usize>() - classic::page_size();
        limit(libc::RLIMIT_AS, used as u64 + (100 << 20));
        let exact = Arena::builder().reserve(128 << 20).build().unwrap_err();
        assert_eq!(exact.errno(), Some(libc::ENOMEM), "{exact:?}");
        // The default is not insisted on.
        let arena = Arena::new().unwrap();
        let reserved = arena.report().reserved;
        assert!((1 << 20..256 << 20).contains(&reserved), "{reserved}");
        let mut codes = Vec::new();
        let full = loop {
            match arena.draft(4 << 20) {
                Ok(mut draft) => {
                    draft.append(&support::returning(codes.len() as u32)).unwrap();
                    codes.push(draft);
                }
                Err(error) => break error,
            }
        };
        assert!(!codes.is_empty());
        let expected = matches!(full, Error::Commit { .. } | Error::LimitReached { .. });
        assert!(expected, "{full:?}");
        codes.pop();
        let draft = codes.pop().unwrap();
        assert_eq!(call(&draft.publish().unwrap()), codes.len() as u32);
    });
}

#[test]
fn each_setting_of_memfd_noexec_gives_the_best_strategy() {
    in_child("each_setting_of_memfd_noexec_gives_the_best_strategy", || {
        // The setting belongs to the process-id namespace and needs its root.
        // SAFETY: no pointers.
        if unsafe { libc::unshare(libc::CLONE_NEWPID) } != 0 {
            return obtains(Strategy::SealedDual);
        }
        // The first child is in the new namespace. The setting can only be raised there.
        assert!(forked(|| {
            for setting in ["0", "1", "2"] {
                if std::fs::write("/proc/sys/vm/memfd_noexec", setting).is_err() {
                    continue;
                }
                obtains(Strategy::SealedDual);
            }
        }));
    });
}
