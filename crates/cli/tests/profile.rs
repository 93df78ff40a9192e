//! `unna run --profile`: which calls time passes in.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Some hundred milliseconds in `busy`, some in a host function that `idle` calls.
const PROGRAM: &str = "\
function busy(until) {
    var turns = 0;
    while (ucoreTimer.now() < until) {
        for (var i = 0; i < 1000; i = i + 1) { turns = turns + 1; }
    }
    return turns;
}
function idle() {
    ucoreTimer.sleep(200);
}
idle();
busy(ucoreTimer.now() + 300);
print 'done';
";

/// A folder of this test's own with the program in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("profile").join(name);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("prog.unna"), PROGRAM).expect("the program can be written");
    folder
}

fn run(folder: &Path, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
    command.arg("run").args(options).arg("prog.unna").current_dir(folder).output().expect("unna starts")
}

#[track_caller]
fn report(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), &*output.stdout), (Some(0), &b"done\n"[..]), "{stderr}");
    assert!(stderr.starts_with("profile: "), "{stderr}");
    stderr
}

#[test]
fn stacks_are_folded_with_lines_and_tiers() {
    let folder = folder("folded");
    for (mode, mark) in [("--jit=off", ""), ("--jit=always", "_[j]")] {
        let stderr = report(&run(&folder, &[mode, "--profile"]));
        assert!(stderr.contains("in profile.folded\n") && stderr.contains("busy (prog.unna)\n"), "{stderr}");
        let text = std::fs::read_to_string(folder.join("profile.folded")).unwrap();
        // The samples of the innermost call, below `script` at a line, which may be in any tier.
        let weight = |line: u32, innermost: &str| {
            let below = |stack: &str| {
                let calls: Vec<&str> = stack.split(';').collect();
                calls.len() == 2
                    && calls[0].trim_end_matches("_[j]") == format!("script (prog.unna:{line})")
                    && calls[1] == innermost
            };
            let lines = text.lines().filter_map(|line| line.rsplit_once(' ')).filter(|(stack, _)| below(stack));
            lines.map(|(_, count)| count.parse::<u64>().expect("a number ends the line")).sum::<u64>()
        };
        let busy = [3, 4].map(|line| weight(12, &format!("busy (prog.unna:{line}){mark}")));
        assert!(busy.iter().sum::<u64>() > 0, "{mode}:\n{text}");
        assert!(weight(11, &format!("idle (prog.unna:9){mark}")) > 0, "{mode}:\n{text}");
    }
}

#[test]
fn the_flame_graph_shows_calls_in_the_colours_of_their_tiers() {
    let folder = folder("graph");
    let graph = |mode| {
        report(&run(&folder, &[mode, "--profile=flame.svg"]));
        std::fs::read_to_string(folder.join("flame.svg")).unwrap()
    };
    let (interpreted, compiled) = (graph("--jit=off"), graph("--jit=always"));
    for graph in [&interpreted, &compiled] {
        assert!(graph.starts_with("<?xml") && graph.trim_end().ends_with("</svg>"));
        assert!(graph.contains("unna run prog.unna") && graph.contains("<title>busy (prog.unna:"), "{graph}");
        assert!(!graph.contains("_[j]"), "{graph}");
    }
    let (orange, green) = ("fill=\"rgb(250,", ",205,");
    assert!(interpreted.contains(orange) && !interpreted.contains(green));
    assert!(compiled.contains(green));
}

#[test]
fn a_profile_that_cannot_be_written_is_an_error_before_the_run() {
    let output = run(&folder("refused"), &["--profile=no/such/folder.svg"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.starts_with("error: could not write the profile: No such file"), "{stderr}");
}
