//! Every block of code in docs/guide is a piece of a compiled file, the output of a program, or a
//! command whose program exists. `GUIDE_ACCEPT=1 cargo test -p guide --test pages` writes the
//! blocks anew.
//!
//! A comment above a block says what it is: `<!-- file: PATH#ANCHOR -->` or `<!-- output: PROGRAM
//! ARGUMENTS -->`. Blocks of the shell need none. Those of a console are held by `tests/tools.rs`.

mod page;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use page::{files, root, words};

/// The lines between `ANCHOR: name` and `ANCHOR_END: name`, moved to the left margin.
fn anchor(path: &str, name: &str) -> String {
    let file = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (start, end) = (format!("// ANCHOR: {name}"), format!("// ANCHOR_END: {name}"));
    assert!(file.lines().any(|line| line.trim() == end), "{path} has no anchor {name}");
    let inside = file.lines().skip_while(|line| line.trim() != start).skip(1).take_while(|line| line.trim() != end);
    let lines: Vec<_> = inside.filter(|line| !line.trim().starts_with("// ANCHOR")).collect();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let margin = filled.map(|line| line.len() - line.trim_start().len()).min().expect("the anchor has lines");
    lines.iter().map(|line| line.get(margin..).unwrap_or_default().to_string() + "\n").collect()
}

fn program(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_function")).with_file_name(name);
    path.with_extension(std::env::consts::EXE_EXTENSION)
}

fn output(words: &[String]) -> String {
    let (name, arguments) = words.split_first().expect("an output has a program");
    let output = Command::new(program(name)).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a block must hold, by the comment above it.
fn expected(marker: &str, place: &str) -> String {
    let source = marker.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")).unwrap_or_default();
    if let Some((path, name)) = source.strip_prefix("file: ").and_then(|file| file.split_once('#')) {
        return anchor(path, name);
    }
    match source.strip_prefix("output: ") {
        Some(line) => output(&words(line)),
        None => panic!("{place}: a block of code without a comment above it that names its source"),
    }
}

/// Commands of the reader, which stay as they are: programs of this package run and succeed.
fn check_commands(block: &str, place: &str) -> String {
    for line in block.lines() {
        let words = words(line);
        let texts: Vec<_> = words.iter().map(String::as_str).collect();
        match texts[..] {
            ["cargo", "run", "-p", "guide", "--bin", _, ..] => drop(output(&words[5..])),
            ["cargo", "test", "-p", "guide"] | ["cargo", "xtask", "guide"] => {}
            ["cargo", "xtask", "test", "--target", "aarch64-unknown-linux-gnu", "-p", "guide", "--bin", "arm64"] => {}
            ["GUIDE_ACCEPT=1", "cargo", "test", "-p", "guide", "--test", "pages"] => {}
            ["INSTA_UPDATE=always", "cargo", "test", "-p", "guide"] => {}
            _ => panic!("{place}: no test runs `{line}`"),
        }
    }
    block.to_string()
}

/// A manifest for the reader's own project: its dependencies are those of this package.
fn check_manifest(block: &str, place: &str) -> String {
    let own = fs::read_to_string(root().join("examples/guide/Cargo.toml")).unwrap();
    let dependencies = block.lines().skip_while(|line| !line.contains("dependencies]"));
    for (name, value) in dependencies.filter_map(|line| line.split_once(" = ")) {
        assert!(own.lines().any(|line| line.starts_with(name)), "{place}: `{name}` is not needed");
        if let Some((_, path)) = value.split_once("../unnarize-jit/") {
            let folder = path.split('"').next().unwrap();
            assert!(root().join(folder).is_dir(), "{place}: there is no {folder}");
        }
    }
    block.to_string()
}

/// The page with every block as it must be. A block may be indented, as in an item of a list.
fn refreshed(page: &str, name: &str) -> String {
    let mut lines = page.lines().enumerate();
    let (mut text, mut marker) = (String::new(), "");
    while let Some((number, line)) = lines.next() {
        text += &format!("{line}\n");
        let (margin, fence) = line.split_at(line.len() - line.trim_start().len());
        if let Some(language) = fence.strip_prefix("```") {
            let place = format!("{name}:{}", number + 1);
            let inside = lines.by_ref().map(|(_, line)| line.trim_start_matches(margin));
            let block: String = inside.take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            let wanted = match language {
                "sh" => check_commands(&block, &place),
                "console" => block,
                "toml" => check_manifest(&block, &place),
                _ => expected(marker, &place),
            };
            text.extend(wanted.trim_end().lines().map(|line| format!("{margin}{line}").trim_end().to_string() + "\n"));
            text += &format!("{margin}```\n");
        }
        marker = line.trim();
    }
    text
}

#[test]
fn blocks_are_what_the_files_and_programs_give() {
    let pages = files("docs/guide", "md");
    assert!(pages.len() >= 4, "only {} pages found", pages.len());
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        let wanted = refreshed(&page, &path.display().to_string());
        if std::env::var_os("GUIDE_ACCEPT").is_some() {
            fs::write(&path, wanted).unwrap();
        } else {
            assert_eq!(page, wanted, "{}: GUIDE_ACCEPT=1 writes its blocks anew", path.display());
        }
    }
}

#[test]
fn every_anchor_is_shown() {
    let pages: String = files("docs/guide", "md").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let own = Path::new(file!()).file_name();
    for path in files("examples/guide", "rs").iter().filter(|path| path.file_name() != own) {
        let file = fs::read_to_string(path).unwrap();
        let shown = path.strip_prefix(root()).unwrap().display().to_string();
        for name in file.lines().filter_map(|line| line.trim().strip_prefix("// ANCHOR: ")) {
            assert!(pages.contains(&format!("<!-- file: {shown}#{name} -->")), "no page shows {shown}#{name}");
        }
    }
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = fs::read_to_string(root().join("docs/guide/SUMMARY.md")).unwrap();
    for path in files("docs/guide", "md") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name == "SUMMARY.md" || summary.contains(&format!("({name})")), "{name} is not in the summary");
    }
}
