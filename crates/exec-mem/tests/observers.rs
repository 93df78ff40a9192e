//! Profilers, debuggers and unwinders see published code: read back as they read it, and by the
//! tools themselves.

mod support;
#[path = "../../../tests/tool.rs"]
mod tool;

use std::backtrace::Backtrace;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use exec_mem::observer::{EhFrame, Frame, Gdb, JitDump, PerfMap, Published, Region};
use exec_mem::{Arena, Code, Error, Observer, Strategy};
use support::{CALL, RET, call, in_child, publish, returning, spinning};
use tool::{tool, without};

fn named(arena: &Arena, name: &str, bytes: &[u8]) -> Code {
    let mut draft = arena.draft(bytes.len()).unwrap();
    draft.set_name(name);
    draft.append(bytes).unwrap();
    draft.publish().unwrap()
}

/// Writes down what it is told.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Notes {
    fn note(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

impl Observer for Notes {
    fn region_added(&self, region: Region) {
        self.note(format!("region of {} KiB", region.len >> 10));
    }

    fn region_removed(&self, _: Region) {
        self.note("region gone".to_owned());
    }

    fn published(&self, code: Published<'_>) {
        self.note(format!("{} {:x?}", code.name, code.bytes));
    }

    fn dropped(&self, _: usize) {
        self.note("dropped".to_owned());
    }
}

#[test]
fn an_observer_is_told_of_everything_in_order() {
    for strategy in Strategy::ALL {
        let notes = Arc::new(Notes::default());
        let arena = Arena::builder().strategy(strategy).observer(notes.clone()).build().unwrap();
        let code = named(&arena, "one", &returning(1));
        drop(arena.draft(100).unwrap());
        let mut batch = arena.batch();
        batch.draft(1).unwrap().append(&RET).unwrap();
        let codes = batch.publish().unwrap();
        drop(arena.constants(&[1, 2, 3], 1).unwrap());
        drop(code.clone());
        drop((code, codes));
        drop(arena);
        let told = notes.0.lock().unwrap().join(", ");
        let (one, ret) = (returning(1), RET);
        let expected = format!("region of 64 KiB, one {one:x?}, code {ret:x?}, dropped, dropped, region gone");
        assert_eq!(told, expected, "under {strategy}");
    }
}

/// Keeps where code and its room lie.
#[derive(Default)]
struct Rooms(Mutex<Vec<(usize, usize, usize)>>);

impl Rooms {
    const MARGIN: usize = 100;
}

impl Observer for Rooms {
    fn margin(&self) -> usize {
        Self::MARGIN
    }

    fn published(&self, code: Published<'_>) {
        self.0.lock().unwrap().push((code.base, code.bytes.len(), code.room));
    }
}

#[test]
fn code_has_the_room_behind_it_that_an_observer_asks_for() {
    for strategy in Strategy::ALL {
        let rooms = Arc::new(Rooms::default());
        let arena = Arena::builder().strategy(strategy).observer(rooms.clone()).build().unwrap();
        assert!(matches!(arena.draft(0), Err(Error::BadLength { .. })));
        let mut codes: Vec<Code> = (0..20).map(|n| publish(&arena, n).unwrap()).collect();
        // Less is written than was asked for.
        let mut draft = arena.draft(3000).unwrap();
        draft.append(&RET).unwrap();
        codes.push(draft.publish().unwrap());
        let mut batch = arena.batch();
        for _ in 0..20 {
            batch.draft(RET.len()).unwrap().append(&RET).unwrap();
        }
        codes.extend(batch.publish().unwrap());
        let mut seen = rooms.0.lock().unwrap().clone();
        assert_eq!(seen.len(), codes.len(), "under {strategy}");
        assert!(seen.iter().all(|&(.., room)| room >= Rooms::MARGIN), "{seen:x?} under {strategy}");
        seen.sort_unstable();
        let apart = seen.windows(2).all(|two| two[0].0 + two[0].1 + two[0].2 <= two[1].0);
        assert!(apart, "{seen:x?} under {strategy}");
    }
}

/// Asks for more than there is.
struct Boundless;

impl Observer for Boundless {
    fn margin(&self) -> usize {
        usize::MAX
    }

    fn published(&self, code: Published<'_>) {
        panic!("{code:x?} was published");
    }
}

#[test]
fn room_beyond_the_limit_leaves_none_for_code() {
    let arena = Arena::builder().limit(1 << 20).observer(Arc::new(Boundless)).build().unwrap();
    let refused = |outcome: Result<(), Error>| assert!(outcome.is_err(), "there is room for no code");
    refused(arena.draft(1).map(drop));
    refused(arena.draft(1 << 20).map(drop));
    let mut batch = arena.batch();
    refused(batch.draft(1).map(drop));
    refused(batch.draft(1 << 20).map(drop));
}

#[test]
fn the_perf_map_names_every_function() {
    in_child("the_perf_map_names_every_function", || {
        let map = PerfMap::new().unwrap();
        let arena = Arena::builder().observer(map.clone()).build().unwrap();
        let first = named(&arena, "first\nline", &returning(1));
        let second = named(&arena, "second", &RET);
        map.flush().unwrap();
        let text = std::fs::read_to_string(map.path()).unwrap();
        let expected =
            format!("{:x} {:x} first line\n{:x} {:x} second\n", first.base(), first.len(), second.base(), RET.len());
        assert_eq!(text, expected);
        std::fs::remove_file(map.path()).unwrap();
    });
}

#[test]
fn a_perf_map_behind_a_symbolic_link_is_refused() {
    in_child("a_perf_map_behind_a_symbolic_link_is_refused", || {
        let path = format!("/tmp/perf-{}.map", std::process::id());
        std::os::unix::fs::symlink("/tmp/elsewhere", &path).unwrap();
        let refused = PerfMap::new().unwrap_err();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(refused.raw_os_error(), Some(libc::ELOOP));
    });
}

/// Little-endian fields of a dump.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn u32(&mut self) -> u32 {
        let (head, rest) = self.0.split_first_chunk().unwrap();
        self.0 = rest;
        u32::from_le_bytes(*head)
    }

    fn u64(&mut self) -> u64 {
        let (head, rest) = self.0.split_first_chunk().unwrap();
        self.0 = rest;
        u64::from_le_bytes(*head)
    }
}

#[test]
fn the_jitdump_has_the_code_and_its_name() {
    let dump = JitDump::new(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = dump.path().to_owned();
    let arena = Arena::builder().observer(dump).build().unwrap();
    let code = named(&arena, "answer", &returning(42));
    let (base, code_len) = (code.base() as u64, code.len());
    drop((arena, code));
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let mut read = Reader(&bytes);
    assert_eq!(
        [read.u32(), read.u32(), read.u32(), read.u32()],
        [0x4a69_5444, 1, 40, if cfg!(target_arch = "aarch64") { 183 } else { 62 }]
    );
    assert_eq!([read.u32(), read.u32()], [0, std::process::id()]);
    let started = read.u64();
    assert_eq!(read.u64(), 0);
    // One load.
    let size = 16 + 40 + (b"answer\0".len() + code_len) as u32;
    assert_eq!([read.u32(), read.u32()], [0, size]);
    assert!(read.u64() >= started);
    assert_eq!(read.u32(), std::process::id());
    assert!(read.u32() >= std::process::id());
    assert_eq!([read.u64(), read.u64(), read.u64(), read.u64()], [base, base, code_len as u64, 0]);
    assert_eq!(read.0[..7 + code_len], [&b"answer\0"[..], &returning(42)].concat());
    // And the end.
    read.0 = &read.0[7 + code_len..];
    assert_eq!([read.u32(), read.u32()], [3, 16]);
    assert!(read.u64() >= started);
    assert!(read.0.is_empty());
}

static TRACE: Mutex<String> = Mutex::new(String::new());

#[inline(never)]
extern "C" fn take_backtrace() {
    *TRACE.lock().unwrap() = Backtrace::force_capture().to_string();
}

#[inline(never)]
fn the_caller_of_the_code(code: &Code) -> String {
    // SAFETY: the code calls its argument, which has this type, and returns.
    unsafe { code.entry::<extern "C" fn(extern "C" fn())>() }.call(take_backtrace);
    // The trace is used after the call, so that this is no tail call.
    std::mem::take(&mut *TRACE.lock().unwrap())
}

#[test]
fn a_backtrace_crosses_published_code() {
    in_child("a_backtrace_crosses_published_code", || {
        let without = Arena::new().unwrap();
        let trace = the_caller_of_the_code(&named(&without, "call", &CALL));
        assert!(trace.contains("take_backtrace") && !trace.contains("the_caller_of_the_code"), "{trace}");
        for frame in [Frame::Pointer, Frame::Fixed { bytes: 16, saves_rbp: true }] {
            let arena = Arena::builder().observer(EhFrame::new(frame)).build().unwrap();
            let trace = the_caller_of_the_code(&named(&arena, "call", &CALL));
            assert!(trace.contains("the_caller_of_the_code"), "{trace}");
            // A chunk committed later has its own entry.
            let mut draft = arena.draft(200 << 10).unwrap();
            draft.append(&CALL).unwrap();
            let trace = the_caller_of_the_code(&draft.publish().unwrap());
            assert!(trace.contains("the_caller_of_the_code"), "{trace}");
        }
    });
}

fn text(output: &Output) -> String {
    [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat()
}

/// A program for the tools: publishes `jit_outer`, which calls `jit_inner`, which spins a while.
#[inline(never)]
fn program(strategy: Strategy, observer: Arc<dyn Observer>, turns: u32) {
    let arena = Arena::builder().strategy(strategy).observer(observer).build().unwrap();
    let inner = named(&arena, "jit_inner", &spinning(turns));
    let outer = named(&arena, "jit_outer", &CALL);
    // SAFETY: `jit_outer` calls its argument, a function without parameters.
    unsafe { outer.entry::<extern "C" fn(usize)>() }.call(inner.base());
    drop(arena);
}

const PROGRAM: &str = "EXEC_MEM_TEST_PROGRAM";

/// Not a test of its own: what the debugger and the profiler run.
#[test]
fn program_for_the_tools() {
    let gdb = || Gdb::new(Some(Frame::Pointer));
    match std::env::var(PROGRAM).as_deref() {
        Ok("gdb, sealed") => program(Strategy::SealedDual, gdb(), 1),
        Ok("gdb, toggled") => program(Strategy::Toggle, gdb(), 1),
        // perf looks into the map for memory that is no file's.
        Ok("perf, map") => program(Strategy::Toggle, PerfMap::new().unwrap(), 500_000_000),
        Ok("perf, dump") => {
            let dump = JitDump::new(env!("CARGO_TARGET_TMPDIR")).unwrap();
            program(Strategy::SealedDual, dump, 500_000_000);
        }
        Ok("perf, dump with frames") => {
            let dump = JitDump::with_frames(env!("CARGO_TARGET_TMPDIR"), |_| Some(Frame::Pointer)).unwrap();
            program(Strategy::SealedDual, dump, 500_000_000);
        }
        _ => program(Strategy::Dual, gdb(), 1),
    }
}

fn this_program() -> [String; 4] {
    let this = std::env::current_exe().unwrap().display().to_string();
    [this, "--exact".to_owned(), "program_for_the_tools".to_owned(), "--test-threads=1".to_owned()]
}

/// Runs the program under gdb with a breakpoint, and expects a trace with every name.
#[track_caller]
fn breaks_and_names_frames(program: &str, set_breakpoint: &str) {
    names_frames(program, &[set_breakpoint, "run"]);
}

/// Has gdb bring the program into `jit_inner` by these commands, and expects a trace with every
/// name.
#[track_caller]
fn names_frames(program: &str, commands: &[&str]) {
    let Some(mut gdb) = tool("gdb") else { return };
    let commands = [&["set breakpoint pending on"], commands, &["backtrace"]].concat();
    let output = gdb
        .args(["-nx", "-batch", "-iex", "set debuginfod enabled off"])
        .args(commands.iter().flat_map(|command| ["-ex", command]))
        .arg("--args")
        .args(this_program())
        .env(PROGRAM, program)
        .output()
        .unwrap();
    let text = text(&output);
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    let expected = ["jit_inner", "jit_outer", "observers::program "];
    for (index, name) in expected.iter().enumerate() {
        // The entry's own frames come between the code and its caller.
        let found = lines.iter().skip(index).any(|line| line.contains(name));
        assert!(found, "no frame of {name} in {text}");
    }
    assert!(lines[0].contains("jit_inner") && lines[1].contains("jit_outer"), "{text}");
}

#[test]
fn gdb_stops_in_sealed_code_by_hardware() {
    // Nobody can write sealed code, a debugger neither.
    breaks_and_names_frames("gdb, sealed", "hbreak jit_inner");
}

#[test]
fn gdb_finds_the_callers_at_each_instruction_of_a_prologue() {
    // `break` goes behind the prologue; `break *` stops at the first instruction, and `stepi` goes
    // on by one.
    for steps in 0..3 {
        let step = format!("stepi {steps}");
        let mut commands = vec!["set language c", "break jit_outer", "run", "break *jit_inner", "continue"];
        commands.extend((steps > 0).then_some(step.as_str()));
        names_frames("gdb, toggled", &commands);
    }
}

#[test]
fn gdb_stops_in_toggled_code_by_any_breakpoint() {
    breaks_and_names_frames("gdb, toggled", "break jit_inner");
}

/// A folder in which the program has been recorded; `None` where perf cannot do that.
fn recorded(program: &str, options: &[&str]) -> Option<PathBuf> {
    tool("perf")?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(program);
    std::fs::create_dir_all(&folder).unwrap();
    let this = this_program();
    let mut arguments = vec!["record", "-k", "mono", "-e", "cpu-clock", "-o", "perf.data"];
    arguments.extend_from_slice(options);
    arguments.push("--");
    arguments.extend(this.iter().map(String::as_str));
    let output = perf(&folder, program, &arguments);
    if output.status.success() { Some(folder) } else { without("perf", &format!("may not record: {}", text(&output))) }
}

fn perf(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    Command::new("perf").args(arguments).current_dir(folder).env(PROGRAM, program).output().unwrap()
}

#[test]
fn perf_names_published_code_through_the_map() {
    let program = "perf, map";
    let Some(folder) = recorded(program, &[]) else {
        return;
    };
    let report = text(&perf(&folder, program, &["report", "-i", "perf.data", "--stdio"]));
    assert!(report.contains("jit_inner"), "{report}");
    std::fs::remove_dir_all(&folder).unwrap();
    // The program has left its map to perf, which names the process.
    let process = report.split("[JIT] tid ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
    std::fs::remove_file(format!("/tmp/perf-{process}.map")).unwrap();
}

#[test]
fn perf_names_published_code_through_the_dump() {
    let program = "perf, dump";
    let Some(folder) = recorded(program, &[]) else {
        return;
    };
    let injected = perf(&folder, program, &["inject", "--jit", "-i", "perf.data", "-o", "perf.jit.data"]);
    assert!(injected.status.success(), "{}", text(&injected));
    let report = text(&perf(&folder, program, &["report", "-i", "perf.jit.data", "--stdio"]));
    assert!(report.contains("jit_inner"), "{report}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn perf_finds_the_callers_of_published_code_through_the_dump() {
    let program = "perf, dump with frames";
    let Some(folder) = recorded(program, &["--call-graph", "dwarf,4096", "-F", "200"]) else {
        return;
    };
    let injected = perf(&folder, program, &["inject", "--jit", "-i", "perf.data", "-o", "perf.jit.data"]);
    assert!(injected.status.success(), "{}", text(&injected));
    let script = text(&perf(&folder, program, &["script", "--no-inline", "-i", "perf.jit.data", "-F", "ip,sym"]));
    let chains = script.split("\n\n").filter(|chain| chain.contains("jit_inner"));
    let whole = chains.filter(|chain| {
        let places = ["jit_inner", "jit_outer", "observers::program"].map(|name| chain.find(name));
        places.iter().all(Option::is_some) && places.is_sorted()
    });
    assert!(whole.count() > 5, "{script}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn unnamed_code_and_code_without_an_observer_run_all_the_same() {
    let arena = Arena::builder().observer(Gdb::new(None)).build().unwrap();
    let codes: Vec<Code> = (0..50).map(|n| publish(&arena, n)).collect::<Result<_, _>>().unwrap();
    for (n, code) in codes.iter().enumerate().rev().step_by(2) {
        assert_eq!(call(code), n as u32);
    }
}
