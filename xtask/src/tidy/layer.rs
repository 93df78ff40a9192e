//! The layers inside a crate: its folders lie above each other, and a file uses what is beside or
//! below it.
//!
//! What counts is `crate::` and `super::` paths, in `use` and inline, in macros too. A name that
//! `lib.rs` offers under `crate::` counts as the file's that it comes from. Unit tests, at a file's
//! end or in a file `*_tests.rs`, may reach anywhere, and `lib.rs` sees all.

use std::collections::{BTreeMap, BTreeSet};

use super::{Complaint, Text};

/// Crates with their layers, lowest first. A layer is some modules directly below `src`, each a
/// file or a folder.
const LAYERS: [(&str, &[&[&str]]); 3] =
    [("crates/exec-mem/src/", EXEC_MEM), ("crates/jit/src/", JIT), ("crates/vm/src/", VM)];

/// Crates without a circle of files, so that each file can be read after those that it uses.
const WITHOUT_CIRCLES: [&str; 2] = ["crates/exec-mem/src/", "crates/system-modules/src/"];

/// Words and numbers; the operating system, and what is mapped; the parts of an arena; the arena
/// that joins them; what is handed out of it; the handle on it, and what is made with that.
const EXEC_MEM: &[&[&str]] = &[
    &["call", "class", "entry", "error", "lock", "machine", "strategy"],
    &["audit", "chunk", "classic", "mapping", "observer", "reservation", "sentinel", "sys"],
    &["bins", "common", "epoch", "pool", "protect", "quarantine", "reclaim", "record", "shard", "space", "territory"],
    &["growth", "inner", "share"],
    &["code", "constants", "draft", "patch", "publish", "stats"],
    &["arena", "batch", "builder", "fork", "harden", "participant"],
];

/// Words that all use; the contracts with the vm; what is found out of a chunk, and what machines
/// share; machines; the one that code is made for; the state of a compilation; compilers.
const JIT: &[&[&str]] = &[
    &["check", "error", "in_module", "kind", "mutant"],
    &["abi", "artifact", "profile"],
    &["chunk", "machine"],
    &["a64", "x64"],
    &["target"],
    &["state"],
    &["closed", "compile", "listing"],
];

/// Values and texts that know of no vm; its state; the slow work of rows; the rows; what is
/// compiled; what hosts hold.
const VM: &[&[&str]] = &[&["common"], &["runtime"], &["helpers"], &["interpreter"], &["tier"], &["embedding"]];

/// An arrow between two files of a crate, where it first stands.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    to: String,
    line: usize,
}

/// Checks the crates that have layers, and those that have no circles.
pub fn check(sources: &[Text]) -> Vec<Complaint> {
    let layers = LAYERS.iter().flat_map(|(folder, layers)| check_crate(folder, layers, sources));
    layers.chain(WITHOUT_CIRCLES.iter().flat_map(|folder| check_circles(folder, sources))).collect()
}

fn check_circles(folder: &str, sources: &[Text]) -> Vec<Complaint> {
    let arrows = arrows(folder, sources);
    let complaint = |circle: &BTreeSet<&str>| {
        let files: Vec<_> = circle.iter().copied().collect();
        format!("{}: use each other: move what both need into a file below", files.join(", "))
    };
    circles(&arrows).iter().map(complaint).collect()
}

fn check_crate(folder: &str, layers: &[&[&str]], sources: &[Text]) -> Vec<Complaint> {
    let place = |path: &str| {
        let module = top(path.strip_prefix(folder).unwrap_or(path));
        layers.iter().position(|layer| layer.contains(&module))
    };
    let files = sources.iter().map(|source| source.path.as_str()).filter(|path| is_inside(path, folder));
    let unplaced = files.filter(|path| place(path).is_none());
    let mut complaints: Vec<_> =
        unplaced.map(|path| format!("{path}: is in no layer of its crate: place it in {}", file!())).collect();
    complaints.extend(
        arrows(folder, sources)
            .into_iter()
            .filter(|arrow| place(&arrow.from) < place(&arrow.to))
            .map(|Arrow { from, to, line }| format!("{from}:{line}: reaches up, to {to}: a layer uses those below it")),
    );
    complaints
}

/// A table of each crate: its files, the arrows between them, those that run up, the circles, and
/// the files in circles.
pub fn count(sources: &[Text]) -> String {
    let mut table =
        format!("{:14} {:>6} {:>7} {:>8} {:>8} {:>8}\n", "crate", "files", "arrows", "up", "circles", "in them");
    let folders: BTreeSet<_> = sources.iter().filter_map(|source| crate_folder(&source.path)).collect();
    for folder in folders {
        let arrows = arrows(folder, sources);
        let files = sources.iter().filter(|source| source.path.starts_with(folder)).count();
        let circles = circles(&arrows);
        let in_circles: usize = circles.iter().map(BTreeSet::len).sum();
        let name = folder.trim_end_matches("/src/").rsplit('/').next().unwrap_or(folder);
        let (count, up) = (arrows.len(), against(&arrows));
        table += &format!("{name:14} {files:6} {count:7} {up:8} {:8} {in_circles:8}\n", circles.len());
    }
    table
}

fn crate_folder(path: &str) -> Option<&str> {
    let at = path.find("/src/")?;
    path.starts_with("crates/").then_some(&path[..at + "/src/".len()])
}

fn is_inside(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|file| file != "lib.rs" && file != "main.rs" && !file.ends_with("_tests.rs"))
}

/// The first module of a path below `src`.
fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The arrows between the files of the crate in `folder`, each once. Those of its root are left
/// out.
fn arrows(folder: &str, sources: &[Text]) -> Vec<Arrow> {
    let inside: Vec<_> = sources.iter().filter(|source| source.path.starts_with(folder)).collect();
    let modules: BTreeMap<Vec<&str>, &str> =
        inside.iter().map(|source| (module(&source.path[folder.len()..]), source.path.as_str())).collect();
    let root = inside.iter().find(|source| source.path == format!("{folder}lib.rs"));
    let offered = root.map(|root| offered(&root.content)).unwrap_or_default();
    let mut found = BTreeMap::new();
    for source in inside.iter().filter(|source| is_inside(&source.path, folder)) {
        let own = module(&source.path[folder.len()..]);
        for (line, path) in paths(code(&source.content), &own) {
            let to = resolve(&path, &modules, &offered);
            if let Some(to) = to.filter(|to| *to != source.path && is_inside(to, folder)) {
                found.entry((source.path.clone(), to.to_string())).or_insert(line);
            }
        }
    }
    found.into_iter().map(|((from, to), line)| Arrow { from, to, line }).collect()
}

/// The path of a file's module.
fn module(path: &str) -> Vec<&str> {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" || path == "main" { Vec::new() } else { path.split('/').collect() }
}

/// The file that a path leads to: of the longest module that it names.
fn resolve<'m>(
    path: &[String],
    modules: &BTreeMap<Vec<&str>, &'m str>,
    offered: &BTreeMap<String, String>,
) -> Option<&'m str> {
    let longest = (1..=path.len()).rev().find_map(|length| {
        let names: Vec<&str> = path[..length].iter().map(String::as_str).collect();
        modules.get(&names).copied()
    });
    longest.or_else(|| modules.get(offered.get(path.first()?)?.split("::").collect::<Vec<_>>().as_slice()).copied())
}

/// The names that a crate's root offers, with the modules that they come from.
fn offered(root: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for statement in code(root).split(';').filter_map(|text| text.trim_start().rsplit_once("pub use ").map(|it| it.1)) {
        let mut leaves = Vec::new();
        tree(statement, &[], &mut leaves);
        for mut path in leaves {
            if let Some(name) = path.pop() {
                names.insert(name, path.join("::"));
            }
        }
    }
    names
}

/// A file without the unit tests at its end.
fn code(content: &str) -> &str {
    content.find("#[cfg(test)]\nmod tests {").map_or(content, |end| &content[..end])
}

/// The paths that begin with `crate` or `super`, from the crate's root, with their lines.
fn paths(content: &str, own: &[&str]) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    let mut offset = 0;
    let mut own = own.to_vec();
    let mut ends = Vec::new();
    for (number, line) in content.lines().enumerate() {
        inline_module(line, &mut own, &mut ends);
        let text = line.split("//").next().unwrap_or_default();
        for start in ["crate::", "super::"].iter().flat_map(|word| text.match_indices(word)).map(|(at, _)| at) {
            if is_path_start(&text[..start]) {
                let mut leaves = Vec::new();
                let rest = &content[offset + start..];
                tree(rest.split(';').next().unwrap_or_default(), &[], &mut leaves);
                found
                    .extend(leaves.into_iter().filter_map(|leaf| absolute(&leaf, &own)).map(|path| (number + 1, path)));
            }
        }
        offset += line.len() + 1;
    }
    found
}

/// Keeps `own` the path of the module that a line is in, by the lines that end the inline modules
/// around it.
fn inline_module<'t>(line: &'t str, own: &mut Vec<&'t str>, ends: &mut Vec<String>) {
    let indent = line.len() - line.trim_start().len();
    if ends.last().is_some_and(|end| end == line) {
        ends.pop();
        own.pop();
    } else if let Some(name) = line.split_once("mod ").and_then(|(_, rest)| rest.strip_suffix(" {")) {
        ends.push(format!("{}}}", &line[..indent]));
        own.push(name);
    }
}

/// Whether a path can begin behind `text`: neither within a word or path, nor as the bound of a
/// visibility.
fn is_path_start(text: &str) -> bool {
    !text.ends_with(|last: char| last.is_alphanumeric() || last == '_' || last == ':') && !text.ends_with("pub(in ")
}

/// Reads a path or a tree of paths from the beginning of `text`, and returns its length.
fn tree(text: &str, before: &[String], leaves: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let mut at = text.len() - text.trim_start().len();
    loop {
        let length = text[at..].find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(text.len() - at);
        if length > 0 {
            path.push(text[at..at + length].to_string());
            at += length;
        }
        if text[at..].starts_with("::") {
            at += 2;
        } else if text[at..].starts_with('{') && text[..at].ends_with("::") || text[at..].starts_with('{') && at == 0 {
            return at + group(&text[at..], &path, leaves);
        } else {
            leaves.push(path);
            return at;
        }
    }
}

/// Reads the trees between braces, and returns their length with the braces.
fn group(text: &str, before: &[String], leaves: &mut Vec<Vec<String>>) -> usize {
    let mut at = 1;
    while at < text.len() && !text[at..].starts_with('}') {
        let length = tree(&text[at..], before, leaves);
        at += length;
        at += text[at..].find([',', '}']).unwrap_or(text.len() - at);
        if text[at..].starts_with(',') {
            at += 1;
        }
        at += text[at..].len() - text[at..].trim_start().len();
    }
    (at + 1).min(text.len())
}

/// A path without its `crate` or `super`, from the crate's root.
fn absolute(path: &[String], own: &[&str]) -> Option<Vec<String>> {
    let up = path.iter().take_while(|name| *name == "super").count();
    if up == 0 {
        return (path[0] == "crate").then(|| path[1..].to_vec());
    }
    let parent = &own[..own.len().checked_sub(up)?];
    Some(parent.iter().map(ToString::to_string).chain(path[up..].iter().cloned()).collect())
}

/// How many arrows run against the order in which a depth-first search leaves the files.
fn against(arrows: &[Arrow]) -> usize {
    let order = order(arrows);
    arrows.iter().filter(|arrow| order[arrow.from.as_str()] < order[arrow.to.as_str()]).count()
}

/// The number of each file in an order that has it behind the files it uses. Circles have no such
/// order.
fn order(arrows: &[Arrow]) -> BTreeMap<&str, usize> {
    let mut order = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for arrow in arrows {
        visit(&arrow.from, arrows, &mut seen, &mut order);
    }
    order
}

fn visit<'a>(file: &'a str, arrows: &'a [Arrow], seen: &mut BTreeSet<&'a str>, order: &mut BTreeMap<&'a str, usize>) {
    if !seen.insert(file) {
        return;
    }
    for arrow in arrows.iter().filter(|arrow| arrow.from == file) {
        visit(&arrow.to, arrows, seen, order);
    }
    order.insert(file, order.len());
}

/// The files that use each other, directly or around.
fn circles(arrows: &[Arrow]) -> Vec<BTreeSet<&str>> {
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in arrows.iter().map(|arrow| arrow.from.as_str()) {
        used.entry(file).or_insert_with(|| reached(file, arrows));
    }
    let mut circles: Vec<BTreeSet<&str>> = Vec::new();
    for (file, reach) in &used {
        let circle: BTreeSet<_> =
            reach.iter().copied().filter(|other| used.get(other).is_some_and(|back| back.contains(file))).collect();
        if circle.contains(file) && !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

fn reached<'a>(file: &str, arrows: &'a [Arrow]) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![file];
    while let Some(file) = waiting.pop() {
        for arrow in arrows.iter().filter(|arrow| arrow.from == file) {
            if reached.insert(arrow.to.as_str()) {
                waiting.push(&arrow.to);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &[&[&str]] = &[&["low"], &["high", "wide"]];

    fn sources(files: &[(&str, &str)]) -> Vec<Text> {
        let text = |(path, content): &(&str, &str)| Text { path: format!("c/src/{path}"), content: (*content).into() };
        files.iter().map(text).collect()
    }

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        assert_eq!(check_crate("c/src/", TWO, &sources(files)), expected);
    }

    #[test]
    fn down_and_sideways_is_fine() {
        check(
            &[
                ("high/a.rs", "use crate::low::b::{B, C};"),
                ("high.rs", "mod a; use crate::wide::W;"),
                ("wide.rs", ""),
                ("low/b.rs", ""),
            ],
            &[],
        );
    }

    #[test]
    fn up_is_a_complaint_that_names_file_and_line() {
        let up = "c/src/low/b.rs:2: reaches up, to c/src/high/a.rs: a layer uses those below it";
        check(&[("low/b.rs", "\nuse crate::high::a::A;"), ("high/a.rs", "")], &[up]);
        check(&[("low/b.rs", "\nfn f() { crate::high::a::g() }"), ("high/a.rs", "")], &[up]);
        check(&[("low/b.rs", "\nuse crate::{low::c, high::{a}};"), ("high/a.rs", ""), ("low/c.rs", "")], &[up]);
        check(&[("low/b.rs", "\nuse super::super::high::a;"), ("high/a.rs", "")], &[up]);
        check(&[("low/b.rs", "\nuse crate::A;"), ("high/a.rs", ""), ("lib.rs", "pub use high::a::{A, B};")], &[up]);
    }

    #[test]
    fn a_file_without_a_layer_is_a_complaint() {
        let complaints = check_crate("c/src/", TWO, &sources(&[("new.rs", "")]));
        assert!(complaints.len() == 1 && complaints[0].starts_with("c/src/new.rs: is in no layer"), "{complaints:?}");
    }

    #[test]
    fn files_that_use_each_other_are_a_complaint_in_a_crate_without_circles() {
        let files = [("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c::C;"), ("c.rs", "use crate::a::A;")];
        let circle = "c/src/a.rs, c/src/b.rs, c/src/c.rs: use each other: move what both need into a file below";
        assert_eq!(check_circles("c/src/", &sources(&files)), [circle]);
        assert!(check_circles("c/src/", &sources(&files[..2])).is_empty());
    }

    #[test]
    fn comments_tests_and_visibilities_are_no_arrows() {
        check(&[("low/b.rs", "/// [`A`](crate::high::a::A)\nfn f() {}"), ("high/a.rs", "")], &[]);
        check(&[("low/b.rs", "#[cfg(test)]\nmod tests {\n    use crate::high::a::A;\n}"), ("high/a.rs", "")], &[]);
        check(&[("low/b.rs", "pub(in crate::high) fn f() {}"), ("high.rs", "")], &[]);
    }

    #[test]
    fn paths_in_inline_modules_begin_there() {
        let up = "c/src/low/b.rs:2: reaches up, to c/src/high.rs: a layer uses those below it";
        check(&[("low/b.rs", "mod inner {\n    use super::super::super::high::A;\n}"), ("high.rs", "")], &[up]);
        check(&[("low/b.rs", "mod inner {\n    use super::super::high::A;\n}"), ("high.rs", "")], &[]);
        check(&[("low/b.rs", "mod inner {\n}\nuse super::high::A;"), ("high.rs", "")], &[]);
    }

    #[test]
    fn circles_and_the_arrows_that_close_them_are_counted() {
        let files = [
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use crate::c::C;"),
            ("c.rs", "use crate::a::A;"),
            ("d.rs", "use crate::a::A;"),
        ];
        let arrows = arrows("c/src/", &sources(&files));
        assert_eq!(circles(&arrows), [BTreeSet::from(["c/src/a.rs", "c/src/b.rs", "c/src/c.rs"])]);
        assert_eq!((arrows.len(), against(&arrows)), (4, 1));
    }
}
