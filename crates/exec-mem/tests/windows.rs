//! What holds on Windows: code runs, pages are never writable and executable, and attacks end in an
//! access violation.
#![cfg(windows)]

use std::process::Command;

use exec_mem::{Arena, Code, Strategy, audit, classic};

/// `mov eax, value` and `ret`.
fn returning(value: u32) -> Vec<u8> {
    let mut bytes = vec![0xb8];
    bytes.extend(value.to_le_bytes());
    bytes.push(0xc3);
    bytes
}

fn publish(arena: &Arena, value: u32) -> Code {
    let bytes = returning(value);
    let mut draft = arena.draft(bytes.len()).unwrap();
    draft.append(&bytes).unwrap();
    draft.publish().unwrap()
}

fn call(code: &Code) -> u32 {
    // SAFETY: the code is a function without parameters that returns a number.
    unsafe { code.entry::<extern "C" fn() -> u32>() }.call()
}

#[test]
fn code_runs_and_is_made_by_page_toggling() {
    let arena = Arena::new().unwrap();
    assert_eq!(arena.strategy(), Strategy::Toggle);
    let refused: Vec<Strategy> = arena.report().refused.iter().map(|attempt| attempt.strategy).collect();
    assert_eq!(refused, [Strategy::SealedDual, Strategy::Dual]);
    let codes: Vec<Code> = (0..1000).map(|value| publish(&arena, value)).collect();
    for (value, code) in codes.iter().enumerate() {
        assert_eq!(call(code), value as u32);
    }
    assert_eq!(audit::wx().unwrap(), []);
    drop(codes);
    arena.quiesce().unwrap();
    let stats = arena.stats().unwrap();
    assert_eq!((stats.published, stats.freed, stats.reclaimed), (1000, 1000, 1000));
    assert_eq!(call(&publish(&arena, 7)), 7);
}

#[test]
fn an_arena_is_in_reach_of_the_program() {
    let arena = Arena::new().unwrap();
    let text = an_arena_is_in_reach_of_the_program as fn() as usize;
    assert!(arena.report().base.abs_diff(text) < 1 << 31, "{:#x} from {text:#x}", arena.report().base);
}

#[test]
fn an_audit_sees_what_pages_allow() {
    let flags = |address: usize| {
        let maps = audit::mappings().unwrap();
        let map = maps.into_iter().find(|map| (map.start..map.end).contains(&address)).expect("a mapping");
        (map.read, map.write, map.execute)
    };
    let writable = classic::allocate(100).unwrap();
    assert_eq!(flags(writable.as_ptr() as usize), (true, true, false));
    let executable = classic::make_executable(writable).map_err(|(_, error)| error).unwrap();
    assert_eq!(flags(executable.base()), (true, false, true));
}

/// The exit code of a process that touched what it may not.
const ACCESS_VIOLATION: i32 = 0xc000_0005_u32.cast_signed();

/// Runs the test `name` of this file in a process of its own with `UNNA_ATTACK` set, and returns
/// its exit code.
fn attack(name: &str) -> Option<i32> {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).args(["--exact", name]).env("UNNA_ATTACK", "1").output().unwrap();
    output.status.code()
}

fn is_attacker() -> bool {
    std::env::var_os("UNNA_ATTACK").is_some()
}

#[test]
fn a_write_to_code_is_an_access_violation() {
    if !is_attacker() {
        return assert_eq!(attack("a_write_to_code_is_an_access_violation"), Some(ACCESS_VIOLATION));
    }
    let code = publish(&Arena::new().unwrap(), 7);
    // SAFETY: none: this is the attack, and it ends the process.
    unsafe { (code.base() as *mut u8).write_volatile(0xc3) };
}

#[test]
fn a_call_of_writable_memory_is_an_access_violation() {
    if !is_attacker() {
        return assert_eq!(attack("a_call_of_writable_memory_is_an_access_violation"), Some(ACCESS_VIOLATION));
    }
    let mut memory = classic::allocate(100).unwrap();
    memory[..6].copy_from_slice(&returning(7));
    // SAFETY: none: this is the attack, and it ends the process.
    let function = unsafe { std::mem::transmute::<*const u8, extern "C" fn() -> u32>(memory.as_ptr()) };
    assert_eq!(function(), 7, "writable memory was executed");
}
