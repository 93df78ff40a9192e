//! `unna.exe` as people of Windows use it: backslashes and drives in paths, sources with CRLF, the
//! shell `cmd`; the output has LF all the same.
#![cfg(windows)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test's own, with files in it, as a path with a drive and backslashes.
fn folder(name: &str, files: &[(&str, &str)]) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("windows").join(name);
    for (file, text) in files {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
    let absolute = std::path::absolute(&folder).expect("there is a working folder");
    let text = absolute.to_str().expect("the path is Unicode").replace('/', "\\");
    assert_eq!(&text[1..3], ":\\", "{text} has no drive");
    text
}

fn unna(folder: &str, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unna")).current_dir(folder).args(args).output().expect("unna starts")
}

#[track_caller]
fn check(output: &Output, code: i32, stdout: &str, stderr: &str) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let found = (output.status.code(), text(&output.stdout), text(&output.stderr));
    assert_eq!(found, (Some(code), stdout.to_owned(), stderr.to_owned()));
}

const MODES: [&str; 4] = ["--jit=off", "--jit=auto", "--jit=always", "--jit=opt"];

#[test]
fn a_path_may_have_a_drive_and_backslashes() {
    let files = [
        ("main.unna", "import './mods/a.unna' as a; print a.name;"),
        ("mods/a.unna", "import '../b.unna' as b; var name = b.name;"),
        ("b.unna", "var name = 'b';"),
    ];
    let folder = folder("paths", &files);
    let absolute = format!("{folder}\\main.unna");
    for path in [absolute.as_str(), "main.unna", ".\\main.unna", "mods\\..\\main.unna", "./mods\\../main.unna"] {
        for mode in MODES {
            check(&unna(&folder, &["run", mode, path]), 0, "b\n", "");
        }
        check(&unna(&folder, &["run", "--no-system", path]), 0, "b\n", "");
    }
    check(&unna(&folder, &["build", &absolute]), 0, "", "");
    check(&unna("C:\\", &["run", &format!("{folder}\\main.unnac")]), 0, "b\n", "");
}

#[test]
fn an_import_may_have_backslashes() {
    let files = [
        (
            "main.unna",
            "import '.\\\\mods\\\\a.unna' as a; import 'mods\\\\a.unna' as again; print a.name + again.name;",
        ),
        ("mods/a.unna", "import '..\\\\b.unna' as b; var name = b.name;"),
        ("b.unna", "var name = 'b';"),
        ("broken.unna", "import '.\\\\mods\\\\none.unna' as none;"),
    ];
    let folder = folder("imports", &files);
    check(&unna(&folder, &["run", "main.unna"]), 0, "bb\n", "");
    check(&unna(&folder, &["build", "main.unna"]), 0, "", "");
    check(&unna("C:\\", &["run", &format!("{folder}\\main.unnac")]), 0, "bb\n", "");
    let told = "Runtime Error: Could not import module '.\\.\\mods\\none.unna'\n";
    check(&unna(&folder, &["run", ".\\broken.unna"]), 1, "", told);
}

#[test]
fn files_are_beside_the_script() {
    let source = "print ucoreSystem.readFile('text.txt'); print ucoreSystem.readFile('\\\\text.txt');
        print ucoreSystem.writeFile('out.txt', 'written'); print ucoreSystem.fileExists('sub\\\\inner.txt');
        print ucoreSystem.readFile(ucoreSystem.args()[2]);";
    let files = [("in/main.unna", source), ("in/text.txt", "beside"), ("in/sub/inner.txt", ""), ("else.txt", "else")];
    let folder = folder("beside", &files);
    let other = format!("{folder}\\else.txt");
    for path in ["in\\main.unna".to_owned(), "in/main.unna".to_owned(), format!("{folder}\\in\\main.unna")] {
        check(&unna(&folder, &["run", &path, &other]), 0, "beside\nbeside\n1\n1\nelse\n", "");
        let written = Path::new(&folder).join("in").join("out.txt");
        assert_eq!(std::fs::read_to_string(&written).expect("it was written there"), "written");
        std::fs::remove_file(written).expect("the file can be removed");
    }
}

#[test]
fn arguments_come_as_they_are_written() {
    let folder = folder("arguments", &[("main.unna", "print ucoreSystem.args();")]);
    let output = unna(&folder, &["run", "main.unna", "a b", "C:\\x\\", "\"q\"", "ä", "/y"]);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.ends_with(", main.unna, a b, C:\\x\\, \"q\", ä, /y]\n"), "{shown}");
}

#[test]
fn a_program_without_the_system_stays_in_its_folder() {
    let folder = folder("confined", &[("in/main.unna", "import '../b.unna' as b;"), ("b.unna", "print 'read';")]);
    let output = unna(&folder, &["run", "--no-system", "in\\main.unna"]);
    check(&output, 1, "", "Runtime Error: Could not import module 'in\\../b.unna'\n");
}

#[test]
fn an_import_may_have_a_drive() {
    let folder = folder("drive", &[("b.unna", "var name = 'b';")]);
    let source = format!("import '{}/b.unna' as b; print b.name;", folder.replace('\\', "/"));
    let main = Path::new(&folder).join("main.unna");
    std::fs::write(&main, source).expect("the file can be written");
    check(&unna("C:\\", &["run", main.to_str().expect("the path is Unicode")]), 0, "b\n", "");
}

#[test]
fn a_source_may_have_crlf_and_the_output_has_lf() {
    let source = "// A remark\r\nprint 1;\r\nprint \"two\";\r\n\r\nvar missing = nil;\r\nmissing();\r\n";
    let folder = folder("crlf", &[("main.unna", source), ("wrong.unna", "print 1;\r\nvar 1;\r\n")]);
    for mode in MODES {
        let output = unna(&folder, &["run", mode, "main.unna"]);
        assert!(output.stdout.starts_with(b"1\ntwo\n"), "{output:?}");
        assert_eq!(output.status.code(), Some(1));
        assert!(!output.stdout.contains(&b'\r') && !output.stderr.contains(&b'\r'), "{output:?}");
    }
    let output = unna(&folder, &["check", "wrong.unna"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.starts_with(b"Error in wrong.unna at line 2:\n"), "{output:?}");
    assert!(!output.stderr.contains(&b'\r'), "{output:?}");
}

#[test]
fn errors_have_colours_where_they_are_asked_for() {
    let folder = folder("colours", &[("wrong.unna", "var 1;\r\n")]);
    let told = |variable: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
        command.current_dir(&folder).args(["check", "wrong.unna"]).env_remove("NO_COLOR").env(variable, "1");
        String::from_utf8(command.output().expect("unna starts").stderr).expect("it is text")
    };
    let (coloured, plain) = (told("CLICOLOR_FORCE"), told("NO_COLOR"));
    assert!(coloured.starts_with("\u{1b}[1m\u{1b}[31mError\u{1b}[0m in wrong.unna at line 1:\n"), "{coloured:?}");
    assert!(plain.starts_with("Error in wrong.unna at line 1:\n"), "{plain:?}");
}

#[test]
fn exit_codes_are_those_of_the_other_systems() {
    let files = [
        ("ends.unna", "ucoreSystem.exit(7);"),
        ("loops.unna", "while (true) {}"),
        ("deep.unna", "function f(n) { return f(n + 1) + 1; } f(0);"),
    ];
    let folder = folder("codes", &files);
    for mode in MODES {
        assert_eq!(unna(&folder, &["run", mode, "ends.unna"]).status.code(), Some(7));
        assert_eq!(unna(&folder, &["run", mode, "--fuel=1000", "loops.unna"]).status.code(), Some(3));
        assert_eq!(unna(&folder, &["run", mode, "deep.unna"]).status.code(), Some(1));
    }
    assert_eq!(unna(&folder, &["run", "--no-such-option", "ends.unna"]).status.code(), Some(2));
    check(&unna(&folder, &["run", "none\\x.unna"]), 1, "", "Could not open file \"none\\x.unna\".\n");
}

#[test]
fn commands_run_in_cmd() {
    let source = "print ucoreSystem.exec('exit 3') / 256; print ucoreSystem.exec('if \"a b\"==\"a b\" exit 4') / 256;";
    let folder = folder("exec", &[("main.unna", source)]);
    check(&unna(&folder, &["run", "main.unna"]), 0, "3\n4\n", "");
}

#[test]
fn tools_of_linux_are_refused_by_name() {
    let folder = folder("tools", &[("main.unna", "print 1;")]);
    for option in ["--perf-map", "--jitdump", "--gdb"] {
        let told = format!("error: {option} is for a tool of Linux; leave it out, --profile=FILE works here\n");
        check(&unna(&folder, &["run", option, "main.unna"]), 1, "", &told);
    }
    let output = unna(&folder, &["run", "--profile=p.folded", "main.unna"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"1\n"[..]));
    assert!(Path::new(&folder).join("p.folded").exists());
}
