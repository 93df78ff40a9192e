//! `unna.exe` at a console of Windows: Ctrl-C, Ctrl-Break and colours.
//!
//! Ctrl-C reaches every process of a console. So each test runs itself once more at a console that
//! nobody sees, and the work is done there.
#![cfg(windows)]

use std::ffi::c_void;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::os::windows::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::ptr::{null, null_mut, without_provenance};
use std::time::{Duration, Instant};

use windows_sys::Win32::System::Console::{
    CONSOLE_MODE, CTRL_BREAK_EVENT, CTRL_C_EVENT, ENABLE_VIRTUAL_TERMINAL_PROCESSING, GenerateConsoleCtrlEvent,
    GetConsoleMode, SetConsoleCtrlHandler,
};
use windows_sys::Win32::System::LibraryLoader::{GetModuleHandleA, GetProcAddress};
use windows_sys::Win32::System::Threading::{CREATE_NO_WINDOW, CreateRemoteThread};

/// How long a process may take that was told to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does `work` in a process of this test's own, which has a console to itself.
#[track_caller]
fn at_a_console(test: &str, work: impl FnOnce(&Path)) {
    if std::env::var_os("UNNA_CONSOLE").is_some() {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("console").join(test);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        return work(&folder);
    }
    let mut command = Command::new(std::env::current_exe().expect("the test has a path"));
    command.args(["--exact", test, "--nocapture"]).env("UNNA_CONSOLE", "1").creation_flags(CREATE_NO_WINDOW);
    let output = finish(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// Waits for the end of a process; one that does not end is ended, and fails the test.
#[track_caller]
fn finish(mut child: Child) -> Output {
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().expect("it can be waited for").is_none() {
        if Instant::now() > deadline {
            child.kill().expect("it can be ended");
            panic!("it did not end: {:?}", child.wait_with_output());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().expect("it has ended")
}

/// `unna run` of a program that goes on for ever, in which it is by now.
fn endless(folder: &Path, mode: &str) -> Child {
    let source = "print 'before'; ucoreSystem.writeFile('started.txt', ''); while (true) {}";
    std::fs::write(folder.join("main.unna"), source).expect("the program can be written");
    let started = folder.join("started.txt");
    let _ = std::fs::remove_file(&started);
    let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
    command.args(["run", mode]).arg(folder.join("main.unna"));
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while !started.exists() {
        assert!(Instant::now() < deadline, "the program does not start");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

/// Presses Ctrl-C at this process's console.
fn press_ctrl_c() {
    // SAFETY: no memory is handed over.
    let sent = unsafe { GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0) };
    assert!(sent != 0, "{}", std::io::Error::last_os_error());
}

const MODES: [&str; 4] = ["--jit=off", "--jit=auto", "--jit=always", "--jit=opt"];

#[track_caller]
fn check_interrupted(output: &Output, mode: &str) {
    assert_eq!(output.status.code(), Some(130), "{mode} {output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "before\nRuntime Error: Interrupted.\n", "{mode} {output:?}");
}

#[test]
fn ctrl_c_ends_a_program_in_every_mode() {
    at_a_console("ctrl_c_ends_a_program_in_every_mode", |folder| {
        outlive_ctrl_c();
        for mode in MODES {
            let child = endless(folder, mode);
            press_ctrl_c();
            check_interrupted(&finish(child), mode);
        }
    });
}

/// Has Ctrl-C do nothing to this process. Programs that it starts are ended by it: unlike a
/// handler, whether the key is ignored is inherited.
fn outlive_ctrl_c() {
    for (handler, set) in [(None, 0), (Some(stay as unsafe extern "system" fn(u32) -> i32), 1)] {
        // SAFETY: the handler does nothing and stays in memory.
        let done = unsafe { SetConsoleCtrlHandler(handler, set) };
        assert!(done != 0, "{}", std::io::Error::last_os_error());
    }
}

/// A handler that leaves the process as it is.
unsafe extern "system" fn stay(_key: u32) -> i32 {
    1
}

/// A function that a thread can begin with.
type Routine = unsafe extern "system" fn(*mut c_void) -> u32;

/// The system's function that calls the handlers of a key. It has the same address in every process
/// until the system is started again.
fn ctrl_routine() -> Routine {
    // SAFETY: the name ends with a zero.
    let library = unsafe { GetModuleHandleA(c"kernelbase.dll".as_ptr().cast()) };
    // SAFETY: the library is loaded in every process, and the name ends with a zero.
    let routine = unsafe { GetProcAddress(library, c"CtrlRoutine".as_ptr().cast()) };
    let routine = routine.expect("the system has the function");
    // SAFETY: the console begins threads with this function, so it has that form.
    unsafe { std::mem::transmute::<unsafe extern "system" fn() -> isize, Routine>(routine) }
}

/// Presses Ctrl-Break for one program, as a console does it: by a thread there that calls the
/// handlers. The console of Wine does so for Ctrl-C only.
fn press_ctrl_break(child: &Child) {
    let key = without_provenance(CTRL_BREAK_EVENT as usize);
    // SAFETY: the program is there to be ended, and the function takes a number.
    let thread =
        unsafe { CreateRemoteThread(child.as_raw_handle(), null(), 0, Some(ctrl_routine()), key, 0, null_mut()) };
    assert!(!thread.is_null(), "{}", std::io::Error::last_os_error());
    // SAFETY: the handle is new and nobody else's.
    drop(unsafe { OwnedHandle::from_raw_handle(thread) });
}

#[test]
fn ctrl_break_ends_a_program_in_every_mode() {
    at_a_console("ctrl_break_ends_a_program_in_every_mode", |folder| {
        for mode in MODES {
            let child = endless(folder, mode);
            press_ctrl_break(&child);
            check_interrupted(&finish(child), mode);
        }
    });
}

#[test]
fn a_console_is_told_to_show_colours() {
    at_a_console("a_console_is_told_to_show_colours", |folder| {
        std::fs::write(folder.join("wrong.unna"), "var 1;").expect("the program can be written");
        let screen = || std::fs::File::options().read(true).write(true).open("CONOUT$").expect("there is a console");
        let kept = screen();
        let mode = || -> CONSOLE_MODE {
            let mut mode = 0;
            // SAFETY: the handle is open, and `mode` is writable.
            let read = unsafe { GetConsoleMode(kept.as_raw_handle(), &mut mode) };
            assert!(read != 0, "{}", std::io::Error::last_os_error());
            mode
        };
        println!("mode before {:#x}", mode());
        let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
        command.args(["check", "wrong.unna"]).current_dir(folder).env_remove("NO_COLOR");
        let child = command.stdin(Stdio::null()).stdout(screen()).stderr(screen()).spawn().expect("unna starts");
        assert_eq!(finish(child).status.code(), Some(1));
        assert!(mode() & ENABLE_VIRTUAL_TERMINAL_PROCESSING != 0, "{:#x}", mode());
    });
}
