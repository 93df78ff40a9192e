//! What perf and gdb show of compiled functions; the steps are those of docs/profiling.md.

#[path = "../../../tests/tool.rs"]
mod tool;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tool::{tool, without};

/// Most time passes in `inner`; `fib` is compiled and calls itself.
const PROGRAM: &str = "\
function fib(n) {
    if (n < 2) { return n; }
    return fib(n - 1) + fib(n - 2);
}
print fib(20);
function inner(n) {
    var sum = 0;
    for (var i = 0; i < n; i = i + 1) { sum = sum + i % 7; }
    return sum;
}
function outer(n) { return inner(n) + 1; }
var total = 0;
for (var round = 0; round < 100; round = round + 1) { total = total + outer(1000000); }
print total;
";

/// A folder of this test's own with the program in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tools").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("prog.unna"), PROGRAM).expect("the program can be written");
    folder
}

fn text(output: &Output) -> String {
    [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat()
}

/// Runs a command in a folder.
fn run(mut command: Command, folder: &Path, args: &[&str]) -> Output {
    command.args(args).current_dir(folder).output().expect("the command starts")
}

/// What perf says in a folder, to these words.
#[track_caller]
fn perf(folder: &Path, args: &[&str]) -> Output {
    run(Command::new("perf"), folder, args)
}

/// A folder in which perf has recorded the program, run with this option; `None` where perf cannot.
#[track_caller]
fn recorded(name: &str, option: &str, options_of_perf: &[&str]) -> Option<PathBuf> {
    let folder = folder(name);
    let program = [env!("CARGO_BIN_EXE_unna"), "run", option, "prog.unna"];
    let words = ["record", "-k", "mono", "-e", "cpu-clock", "-o", "perf.data"];
    let output = run(tool("perf")?, &folder, &[&words[..], options_of_perf, &["--"], &program].concat());
    if output.status.success() { Some(folder) } else { without("perf", &format!("may not record: {}", text(&output))) }
}

#[track_caller]
fn names_the_function(report: &str) {
    // The optimised code of both is their second version.
    assert!(report.contains("inner (prog.unna") || report.contains("inner.loop0 (prog.unna"), "{report}");
}

#[test]
fn perf_report_names_functions_by_the_map() {
    let Some(folder) = recorded("map", "--perf-map", &[]) else { return };
    let report = text(&perf(&folder, &["report", "-i", "perf.data", "--stdio"]));
    names_the_function(&report);
    let process = report.split("[JIT] tid ").nth(1).and_then(|rest| rest.split_whitespace().next());
    std::fs::remove_file(format!("/tmp/perf-{}.map", process.expect("the report names the process"))).unwrap();
}

#[test]
fn perf_report_names_functions_by_the_dump() {
    let Some(folder) = recorded("dump", "--jitdump", &[]) else { return };
    let injected = perf(&folder, &["inject", "--jit", "-i", "perf.data", "-o", "perf.jit.data"]);
    assert!(injected.status.success(), "{}", text(&injected));
    names_the_function(&text(&perf(&folder, &["report", "-i", "perf.jit.data", "--stdio"])));
}

#[test]
fn perf_goes_from_a_compiled_function_to_rust_by_the_dump() {
    let options = ["--call-graph", "dwarf,8192", "-F", "200"];
    let Some(folder) = recorded("dump-frames", "--jitdump", &options) else { return };
    let injected = perf(&folder, &["inject", "--jit", "-i", "perf.data", "-o", "perf.jit.data"]);
    assert!(injected.status.success(), "{}", text(&injected));
    let script = text(&perf(&folder, &["script", "--no-inline", "-i", "perf.jit.data", "-F", "ip,sym"]));
    let (mut all, mut whole) = (0, 0);
    for chain in script.split("\n\n").filter(|chain| chain.contains("inner") && chain.contains("(prog.unna")) {
        all += 1;
        whole += usize::from(chain.contains("entry trampoline") && chain.contains("vm::tier::trampoline::enter"));
    }
    assert!(all > 5 && whole * 10 >= all * 9, "{whole} of {all} chains go on:\n{script}");
}

#[test]
fn gdb_goes_from_a_compiled_function_to_main() {
    let Some(gdb) = tool("gdb") else { return };
    let folder = folder("gdb");
    let commands = [
        "set debuginfod enabled off",
        "set breakpoint pending on",
        "break 'fib (prog.unna)'",
        "run",
        "continue 3",
        "backtrace",
    ];
    let mut args = vec!["-nx", "-batch"];
    args.extend(commands.iter().flat_map(|command| ["-ex", command]));
    args.extend(["--args", env!("CARGO_BIN_EXE_unna"), "run", "--gdb", "prog.unna"]);
    let output = text(&run(gdb, &folder, &args));
    let frames: Vec<&str> = output.lines().filter(|line| line.starts_with('#')).collect();
    let place = |name: &str| {
        let found = frames.iter().position(|frame| frame.contains(name));
        found.unwrap_or_else(|| panic!("no frame of {name}:\n{output}"))
    };
    // The innermost frames are compiled calls of each other.
    assert!(frames.len() > 3 && frames[..3].iter().all(|frame| frame.contains("fib (prog.unna)")), "{output}");
    let places = [" entry trampoline ", "vm::tier::trampoline::enter", "vm::embedding::vm::", "unna::main"].map(place);
    assert!(places.is_sorted() && places[0] >= 3, "{output}");
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let folder = folder("refused");
    let unna = Command::new(env!("CARGO_BIN_EXE_unna"));
    let output = run(unna, &folder, &["run", "--jitdump=no/such/folder", "prog.unna"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.starts_with("error: could not write the jitdump: No such file"), "{error}");
}
