use std::fs;
use std::io::Cursor;

use vm::Permissions;

use crate::files::Folder;
use crate::{check, interpreter, run};

#[test]
fn args() {
    let builder = interpreter().program_args(["unna", "dir/x.unna", "-a", "é"]);
    assert_eq!(
        run(builder, "print ucoreSystem.args(); print ucoreSystem.args(1);"),
        "[unna, dir/x.unna, -a, é]\nnil\n"
    );
}

#[test]
fn input() {
    let input = |text: &'static str| interpreter().input(Cursor::new(text));
    let source = "var i = 0; while (i < 5) { print '[' + ucoreSystem.input(i + '? ') + ']'; i = i + 1; }";
    assert_eq!(run(input("one\n\nthree\r\nlast"), source), "0? [one]\n1? []\n2? [three\r]\n3? [last]\n4? []\n");
    let source = "print ucoreSystem.input(); print ucoreSystem.input(5); print ucoreSystem.input('a', 'b'); print ucoreSystem.input('p');";
    assert_eq!(run(input("1\n2\n3\n"), source), "1\n2\nnil\np3\n");
}

#[test]
fn getenv() {
    let home = std::env::var("PATH").expect("the tests have a PATH");
    check(&[
        ("ucoreSystem.getenv('PATH')", &home),
        ("'[' + ucoreSystem.getenv('UNNA_NOT_SET') + ']'", "[]"),
        ("'[' + ucoreSystem.getenv('') + ']'", "[]"),
        ("'[' + ucoreSystem.getenv('A=B') + ']'", "[]"),
        ("'[' + ucoreSystem.getenv(5) + ']'", "[]"),
    ]);
}

#[test]
fn exec() {
    check(&[
        ("ucoreSystem.exec('exit 3')", "768"),
        ("ucoreSystem.exec('true')", "0"),
        ("ucoreSystem.exec('kill -9 $$')", "9"),
        ("ucoreSystem.exec('exit 255')", "65280"),
        ("ucoreSystem.exec('')", "0"),
        ("ucoreSystem.exec('sleep 0.02; exit 1')", "256"),
        ("ucoreSystem.exec()", "-1"),
        ("ucoreSystem.exec(5)", "-1"),
        ("ucoreSystem.exec('true', 'true')", "-1"),
    ]);
}

#[test]
fn exit() {
    for (code, expected) in [
        ("", "before\n"),
        ("0", "before\n"),
        ("3", "before\n[exit 3]\n"),
        ("-1", "before\n[exit -1]\n"),
        ("2.9", "before\n[exit 2]\n"),
        ("-2.9", "before\n[exit -2]\n"),
        ("'5'", "before\n"),
        ("nil", "before\n"),
        ("[]", "before\n"),
    ] {
        let source = format!("print 'before'; ucoreSystem.exit({code}); print 'after';");
        assert_eq!(run(interpreter(), &source), expected, "exit({code})");
    }
}

#[test]
fn sleep() {
    check(&[
        ("ucoreSystem.sleep(1)", "nil"),
        ("ucoreSystem.sleep(-5)", "nil"),
        ("ucoreSystem.sleep('a')", "nil"),
        ("ucoreSystem.sleep()", "nil"),
    ]);
    let source = "var a = ucoreTimer.now(); ucoreSystem.sleep(20); print ucoreTimer.now() - a >= 20.0;";
    assert_eq!(run(interpreter(), source), "1\n");
}

#[test]
fn without_the_system() {
    let builder = || interpreter().permissions(Permissions::NO_SYSTEM).program_args(["a", "b"]);
    for member in [
        "ucoreSystem.input",
        "ucoreSystem.getenv",
        "ucoreSystem.exec",
        "ucoreSystem.fileExists",
        "ucoreSystem.writeFile",
        "ucoreSystem.readFile",
        "ucoreSystem.sleep",
        "ucoreJson.read",
        "ucoreJson.write",
        "ucoreJson.remove",
        "ucoreUon.load",
        "ucoreTimer.sleep",
    ] {
        let (module, name) = member.split_once('.').expect("a member of a module");
        let expected = format!("Runtime Error: Undefined property '{name}' in module '{module}'.\n");
        assert_eq!(run(builder(), &format!("print {member};")), expected);
    }
    let folder = Folder::new("no-system");
    fs::write(folder.path("a.uon"), "@flow { t: [ { a: 1 } ] }").expect("the folder is writable");
    let file = folder.path("a.uon");
    let source = format!(
        "print ucoreSystem.args(); print ucoreJson.parse('[1]'); print ucoreJson.stringify([1]); print ucoreString.toUpper('a');
        print ucoreTimer.now() > 0.0; print ucoreUon.get('{file}', 't'); print ucoreUon.get('t'); ucoreSystem.exit(4);"
    );
    assert_eq!(run(builder(), &source), "[a, b]\n[1]\n[1]\nA\n1\n0\n0\n[exit 4]\n");
    assert_eq!(
        run(interpreter(), &format!("print ucoreUon.get('{file}', 't');")),
        "<obj>\n",
        "the file has such a table"
    );
}
