//! Policies and limits that a process puts on itself.

use exec_mem::{Arena, Strategy, audit};

use super::{call, publish};

#[cfg(target_env = "gnu")]
type Resource = libc::__rlimit_resource_t;
#[cfg(not(target_env = "gnu"))]
type Resource = libc::c_int;

/// `prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN)`; false where the kernel (before 6.3) has none.
pub fn refuse_exec_gain() -> bool {
    // SAFETY: no pointers.
    unsafe { libc::prctl(65, 1, 0, 0, 0) == 0 }
}

/// Installs a seccomp filter that refuses these system calls with `EPERM`.
pub fn refuse_calls(numbers: &[i64]) {
    let calls: Vec<_> = numbers.iter().map(|&number| (number, libc::EPERM)).collect();
    refuse_calls_with(&calls);
}

/// Installs a seccomp filter that refuses each of these system calls with its error.
pub fn refuse_calls_with(calls: &[(i64, i32)]) {
    let statement = |code: u32, k: u32| libc::sock_filter { code: code as u16, jt: 0, jf: 0, k };
    let mut program = vec![statement(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0)];
    for &(number, errno) in calls {
        program.push(libc::sock_filter {
            code: (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16,
            jt: 0,
            jf: 1,
            k: number as u32,
        });
        program.push(statement(libc::BPF_RET | libc::BPF_K, libc::SECCOMP_RET_ERRNO | errno as u32));
    }
    program.push(statement(libc::BPF_RET | libc::BPF_K, libc::SECCOMP_RET_ALLOW));
    let filter = libc::sock_fprog { len: program.len() as u16, filter: program.as_mut_ptr() };
    // SAFETY: no pointers.
    assert_eq!(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }, 0);
    // SAFETY: `filter` describes `program`, which lives until the kernel has copied it.
    let set = unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &filter) };
    assert_eq!(set, 0, "{}", std::io::Error::last_os_error());
}

/// Builds with the default options and runs some code.
#[track_caller]
pub fn obtains(strategy: Strategy) {
    let arena = Arena::new().unwrap();
    assert_eq!(arena.strategy(), strategy, "{}", arena.report());
    for n in 0..100 {
        assert_eq!(call(&publish(&arena, n).unwrap()), n);
    }
    assert_eq!(audit::wx().unwrap(), []);
}

/// `setrlimit`, both limits.
pub fn limit(resource: Resource, value: u64) {
    let limit = libc::rlimit { rlim_cur: value, rlim_max: value };
    // SAFETY: `limit` is readable.
    let set = unsafe { libc::setrlimit(resource, &limit) };
    assert_eq!(set, 0, "{}", std::io::Error::last_os_error());
}
