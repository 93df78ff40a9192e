//! What comes from the command line's types: completions and manual pages. And colours of messages.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const SUB_COMMANDS: [&str; 10] =
    ["run", "repl", "check", "build", "disasm", "jit", "explore", "bench", "completions", "man"];

fn unna(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unna")).args(args).output().expect("unna starts")
}

#[track_caller]
fn printed(args: &[&str]) -> String {
    let output = unna(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manual");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

#[test]
fn every_shell_completes_every_sub_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        for word in SUB_COMMANDS.iter().chain(&["perf-map", "no-system"]) {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn bash_completes_words_of_the_command() {
    let script = folder().join("completions.bash");
    std::fs::write(&script, printed(&["completions", "bash"])).unwrap();
    // What bash does when the Tab key is pressed behind these words.
    let complete = |words: &str| {
        let program = format!(
            "source '{}'; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _unna unna \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; echo \"${{COMPREPLY[*]}}\"",
            script.display()
        );
        let output = Command::new("bash").args(["-c", &program]).output().expect("bash starts");
        String::from_utf8_lossy(&output.stdout).trim().to_string()
    };
    assert_eq!(complete("unna di"), "disasm");
    assert_eq!(complete("unna run --perf"), "--perf-map");
    assert_eq!(complete("unna run --jit al"), "always");
}

#[test]
fn each_sub_command_has_a_page() {
    let main = printed(&["man"]);
    for name in SUB_COMMANDS {
        assert!(main.contains(&format!("unna\\-{name}(1)")), "{main}");
        let page = printed(&["man", name]);
        assert!(page.contains(&format!(".TH unna-{name} 1")) && page.contains(".SH OPTIONS"), "{page}");
        assert!(page.contains(&format!("unna {name}")) || page.contains(&format!("unna\\ {name}")), "{page}");
    }
    let folder = folder().join("pages");
    assert_eq!(printed(&["man", "--all", folder.to_str().unwrap()]), "");
    let names = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(names, SUB_COMMANDS.len() + 1);
}

#[test]
fn a_page_of_no_sub_command_is_an_error() {
    let output = unna(&["man", "fly"]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.starts_with("error: no sub-command `fly`; there are: run, repl, check, "), "{error}");
}

/// What stderr gets of an error, when the environment says this of colours.
fn error(environment: &[(&str, &str)]) -> String {
    let file = folder().join("error.unna");
    std::fs::write(&file, "var 1;\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(environment.iter().copied());
    let output = command.arg("check").arg(file).stdout(Stdio::null()).output().expect("unna starts");
    String::from_utf8(output.stderr).expect("it is text")
}

#[test]
fn colours_are_for_terminals_and_for_those_who_want_them() {
    let plain = error(&[]);
    assert!(plain.starts_with("Error in ") && plain.ends_with("      1 | var 1;\n              ^\n"), "{plain}");
    let painted = error(&[("CLICOLOR_FORCE", "1")]);
    assert!(painted.contains("\u{1b}[31m") && painted.contains("Error"), "{painted:?}");
    assert_eq!(error(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), plain);
    assert_eq!(error(&[("NO_COLOR", "1")]), plain);
}
