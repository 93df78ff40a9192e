//! Functions that touch files, each test in a folder of its own.

use std::fs;
use std::path::PathBuf;

use crate::{interpreter, run};

/// A folder for one test, empty at first, removed in the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("modules-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the target folder is writable");
        Folder(path)
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("the target folder has a plain name").to_owned()
    }

    fn text(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).expect("the file was written")
    }

    /// Runs a program as a script of this folder, plainly and with moving collections.
    #[track_caller]
    fn check(&self, source: &str, expected: &str) {
        for stress in [false, true] {
            let builder = interpreter().gc_stress(stress).script(&self.path("main.unna"));
            assert_eq!(run(builder, source), expected, "moving everything: {stress}");
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn paths_start_at_the_script() {
    let folder = Folder::new("paths");
    folder.check(
        "print ucoreSystem.fileExists('a.txt'); print ucoreSystem.writeFile('a.txt', 'l1\nl2'); print ucoreSystem.fileExists('a.txt');
        print ucoreSystem.readFile('a.txt'); print ucoreSystem.readFile('/a.txt'); print ucoreSystem.fileExists('//a.txt');
        print ucoreSystem.writeFile('/b.txt', ''); print ucoreSystem.fileExists('./b.txt'); print ucoreJson.remove('/a.txt');
        print ucoreJson.remove('b.txt'); print ucoreJson.remove('b.txt'); print ucoreSystem.fileExists('.'); print ucoreSystem.fileExists('');",
        "0\n1\n1\nl1\nl2\nl1\nl2\n1\n1\n1\n1\n1\n0\n1\n1\n",
    );
}

#[test]
fn a_script_without_a_folder_leaves_paths_as_they_are() {
    let folder = Folder::new("plain");
    let path = folder.path("x.txt");
    let source = format!("print ucoreSystem.writeFile('{path}', 'x'); print ucoreSystem.readFile('{path}');");
    for script in ["main.unna", ""] {
        let builder = if script.is_empty() { interpreter() } else { interpreter().script(script) };
        assert_eq!(run(builder, &source), "1\nx\n");
    }
}

#[test]
fn what_cannot_be_read_or_written() {
    let folder = Folder::new("failures");
    let message = "Error: ucoreSystem.writeFile(path, content) expects 2 string arguments.\n0\n";
    folder.check(
        "print '[' + ucoreSystem.readFile('none') + ']'; print '[' + ucoreSystem.readFile('.') + ']'; print '[' + ucoreSystem.readFile(5) + ']';
        print ucoreSystem.writeFile('no/x.txt', 'a'); print ucoreSystem.writeFile('.', 'a'); print ucoreSystem.fileExists(5);
        print ucoreSystem.writeFile('x', 5); print ucoreSystem.writeFile(5, 'x'); print ucoreSystem.writeFile('x');
        print ucoreJson.write('no/x.json', 1); print ucoreJson.write(5, 1); print ucoreJson.write('x.json'); print ucoreJson.remove(5);
        print ucoreSystem.fileExists('x'); print ucoreSystem.fileExists('x.json');",
        &format!(
            "[]\n[]\n[]\nError: Could not open file for writing: no/x.txt\n0\nError: Could not open file for writing: .\n0\n0\n\
             {message}{message}{message}0\n0\n0\n0\n0\n0\n"
        ),
    );
}

#[test]
fn files_are_bytes() {
    let folder = Folder::new("bytes");
    let bytes: Vec<u8> = (0..200_000_u32).map(|index| (index % 256) as u8).collect();
    fs::write(folder.0.join("in.bin"), &bytes).expect("the folder is writable");
    folder.check(
        "var s = ucoreSystem.readFile('in.bin'); print length(s); ucoreSystem.writeFile('out.bin', s + s);",
        "200000\n",
    );
    assert_eq!(folder.text("out.bin"), [&bytes[..], &bytes[..]].concat());
    folder.check("print ucoreSystem.writeFile('out.bin', 'short');", "1\n");
    assert_eq!(folder.text("out.bin"), b"short");
}

#[test]
fn json_files() {
    let folder = Folder::new("json");
    let path = folder.path("v.json");
    folder.check(
        &format!(
            "print ucoreJson.write('v.json', [1, 'two', map()]); print ucoreJson.read('{path}'); var ring = []; push(ring, ring);
            print ucoreJson.write('ring.json', ring); print ucoreSystem.fileExists('ring.json'); print ucoreJson.read('{path}.none');
            print ucoreJson.read(5); print ucoreJson.read();"
        ),
        "1\n[1, two, <map>]\n0\n0\nnil\nError: read(path) expects a file path string\nError: read(path) expects a file path string\n",
    );
    assert_eq!(folder.text("v.json"), br#"[1,"two",{}]"#);
    fs::write(folder.0.join("v.json"), " {\"a\": [1, 2.5, \"x\\u0041\", \"plain\"]} and more")
        .expect("the folder is writable");
    folder.check(&format!("print ucoreJson.read('{path}')['a'];"), "[1, 2.5, xA, plain]\n");
    fs::write(folder.0.join("v.json"), "[1,]").expect("the folder is writable");
    let expected = format!("JSON Read Error: Unexpected character (at char 3) in {path}\nnil\n");
    folder.check(&format!("print ucoreJson.read('{path}');"), &expected);
}

#[test]
fn uon_files() {
    let folder = Folder::new("uon");
    let text = "@schema { t: [id, n > u.id] }\n@flow {\n t: [ { id: 1, n: \"x\" } ],\n \
                u: [ { a: 2.5, b: yes, c: -3, d: true, e: null }, { a: 1 } ]\n}\n";
    fs::write(folder.0.join("a.uon"), text).expect("the folder is writable");
    let path = folder.path("a.uon");
    folder.check(
        &format!(
            "print ucoreUon.load('a.uon'); var c = ucoreUon.get('t'); print c; var r = ucoreUon.next(c); print r['id']; print r['n'];
            print length(r); print ucoreUon.next(c); print ucoreUon.next(c);
            var d = ucoreUon.get('u'); var e = ucoreUon.get('{path}', 'u'); r = ucoreUon.next(d);
            print r['a']; print r['b']; print r['c']; print r['d']; print r['e']; print has(r, 'e'); r = ucoreUon.next(d); print r['a'];
            print ucoreUon.next(d); print ucoreUon.next(e)['a']; print ucoreUon.next(e)['a']; print ucoreUon.next(e);
            print ucoreUon.get('nope'); print ucoreUon.load('none.uon'); print ucoreUon.get('t');"
        ),
        "1\n<obj>\n1\nx\n2\nnil\nnil\n2.5\nyes\n-3\n1\nnil\n1\n1\nnil\n2.5\n1\nnil\n0\n0\n0\n",
    );
}

#[test]
fn what_generate_writes_can_be_read() {
    let folder = Folder::new("trip");
    folder.check(
        "var rows = []; for (var i = 0; i < 50; i = i + 1) { var r = map(); r['id'] = i; r['name'] = 'n' + i; r['half'] = i / 2.0; push(rows, r); }
        var data = map(); data['t'] = rows; var schema = map(); schema['t'] = ['id', 'name', 'half'];
        ucoreSystem.writeFile('t.uon', ucoreUon.generate(schema, data)); ucoreUon.load('t.uon'); var c = ucoreUon.get('t');
        var sum = 0; var n = 0; var r = ucoreUon.next(c);
        while (r != nil) { sum = sum + r['id'] + r['half']; n = n + length(r['name']); r = ucoreUon.next(c); }
        print sum; print n;",
        "1837.5\n140\n",
    );
}
