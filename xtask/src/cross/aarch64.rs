//! 64-bit ARM Linux under qemu.
//!
//! Three traps. Debian 12's own qemu (7.2) runs stale code where memory is mapped twice; that of
//! its backports (10.0) does not, and finds forgotten cache maintenance. With `-L` and the arm64
//! packages both installed, starting a thread never ends. A test that starts its own executable
//! fails, since the kernel runs no ARM programs.

use std::path::Path;

use anyhow::Result;

use super::{Compiler, Machine, Selection, debian};

/// The target's triple.
pub(super) const TARGET: &str = "aarch64-unknown-linux-gnu";

const PACKAGES: [&str; 5] =
    ["rustc-web", "cargo-web", "libstd-rust-web-dev:arm64", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"];

/// Left out are tests of what only a kernel does. The emulator refuses to map pages a second time
/// (`mremap` of length 0), `mseal` and seccomp, it shows a forked child mappings that it has not,
/// and its own mappings are in no list that a program can read. gdb and perf look at the emulator.
/// `refused_memory_is_an_error` starts its own executable.
pub(super) const TESTS: Selection = &[
    "-p bytecode -p lang --lib --tests",
    ASSEMBLER,
    "-p heap --lib --tests -- --skip refused_memory_is_an_error",
    EXECUTABLE_MEMORY,
    "-p jit --lib --test disas --test closed --test listing",
    "-p vm --test corpus --test closed_native --test sizes",
    "-p vm --test random every_tier_does_the_same",
    "-p vm --test mutant_files mutants_end_alike_in_all_tiers",
    "-p vm --test forced",
    "-p guide --bin arm64",
];

/// What takes minutes: the assembler, executable memory, and the corpus interpreted, tiered and
/// compiled at once.
pub(super) const PART: Selection = &[
    ASSEMBLER,
    EXECUTABLE_MEMORY,
    "-p vm --test corpus -- --nocapture --skip collection --skip young_space --skip slow_path --skip soon --skip optimised",
];

/// The comparison of every form with other assemblers takes long to build, and is the same on
/// every machine. So is a listing of half a million instructions, which takes minutes here.
const ASSEMBLER: &str = "-p a64-asm --lib --test code --test error --test reach --test readme -- \
     --skip a_far_constant_stands_behind_its_load";

const EXECUTABLE_MEMORY: &str = "-p exec-mem --lib --test arena --test attacks --test classic --test debugger --test landing_pads --test model --test observers --test publish -- \
     --skip shared --skip where_files_are_not_sealed --skip gdb_ --skip perf_ \
     --skip a_forked_child_can_run_the_code_but_not_write_it --skip every_later_chunk_is_hardened_too \
     --skip a_hardened_arena_cannot_be_frozen_but_says_why --skip an_arena_is_near_the_address_asked_for";

/// Installs compiler, linker and emulator where they are missing.
///
/// # Errors
/// When a package cannot be installed.
pub(super) fn set_up(root: &Path) -> Result<Machine> {
    debian::add_architecture("arm64")?;
    debian::install(&PACKAGES)?;
    let qemu = debian::unpack(&root.join("target/cross/tools"), "qemu-user", "bookworm-backports")?;
    let mut machine = Machine { target: TARGET, environment: Vec::new(), compiler: Compiler::Debian, server: None };
    machine.set("LINKER", "aarch64-linux-gnu-gcc");
    machine.set("RUNNER", qemu.join("usr/bin/qemu-aarch64").display().to_string());
    machine.environment.push(("CC_aarch64_unknown_linux_gnu".into(), "aarch64-linux-gnu-gcc".into()));
    Ok(machine)
}
