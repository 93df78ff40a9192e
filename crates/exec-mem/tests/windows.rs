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

/// Publishes, calls and drops code, so that addresses are used again.
#[track_caller]
fn check_strategy(arena: &Arena, strategy: Strategy, refused: &[Strategy]) {
    assert_eq!(arena.strategy(), strategy);
    let report = arena.report();
    assert_eq!(report.refused.iter().map(|attempt| attempt.strategy).collect::<Vec<_>>(), refused);
    for round in 1..=3 {
        let codes: Vec<Code> = (0..20_000).map(|value| publish(arena, value)).collect();
        for (value, code) in codes.iter().enumerate() {
            assert_eq!(call(code), value as u32);
        }
        assert_eq!(audit::wx().unwrap(), []);
        drop(codes);
        arena.quiesce().unwrap();
        let stats = arena.stats().unwrap();
        let number = round * 20_000;
        assert_eq!((stats.published, stats.freed, stats.reclaimed), (number, number, number));
    }
    assert_eq!(call(&publish(arena, 7)), 7);
}

#[test]
fn code_is_in_a_section_with_two_views() {
    check_strategy(&Arena::new().unwrap(), Strategy::Dual, &[Strategy::SealedDual]);
}

#[test]
fn pages_are_toggled_if_that_is_asked_for() {
    check_strategy(&Arena::builder().strategy(Strategy::Toggle).build().unwrap(), Strategy::Toggle, &[]);
}

/// All that is mapped, by address.
fn mapped() -> Vec<usize> {
    audit::mappings().unwrap().iter().map(|map| map.start).collect()
}

#[test]
fn an_arena_that_ends_leaves_nothing_mapped() {
    if !is_attacker() {
        return assert_eq!(attack("an_arena_that_ends_leaves_nothing_mapped"), Some(0));
    }
    for strategy in [Strategy::Dual, Strategy::Toggle] {
        let arena = Arena::builder().strategy(strategy).build().unwrap();
        let range = arena.report().base..arena.report().base + arena.report().reserved;
        drop((0..20_000).map(|value| publish(&arena, value)).collect::<Vec<Code>>());
        assert!(mapped().iter().any(|start| range.contains(start)));
        drop(arena);
        assert!(!mapped().iter().any(|start| range.contains(start)), "{strategy}");
    }
}

/// `VirtualProtect` of the pages of published code, in words of windows-sys.
fn protect(address: usize, protection: u32) -> bool {
    use windows_sys::Win32::System::Memory::VirtualProtect;

    let mut before = 0;
    // SAFETY: nothing runs on the page meanwhile, and the caller has the whole code that is on it.
    unsafe { VirtualProtect(address as *const _, 1, protection, &mut before) != 0 }
}

#[test]
fn a_view_of_code_cannot_become_writable() {
    use windows_sys::Win32::System::Memory::{PAGE_EXECUTE_READWRITE, PAGE_READWRITE};

    let arena = Arena::new().unwrap();
    let code = publish(&arena, 7);
    for protection in [PAGE_READWRITE, PAGE_EXECUTE_READWRITE] {
        assert!(!protect(code.base(), protection), "{protection:#x}");
    }
    assert_eq!(call(&code), 7);
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
