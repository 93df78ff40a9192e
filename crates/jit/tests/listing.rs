//! What a listing promises beside its looks, which the snapshots under `disas/` show: it leaves no
//! byte out, and every label that is jumped to stands somewhere.

use std::collections::HashSet;

use bytecode::{ChunkId, LoopId, Module, Verified};
use jit::{Artifact, Comment, Entry, Kind, Listing, Profile};

/// What stands before data.
const PADDING: u8 = if cfg!(target_arch = "aarch64") { 0 } else { 0xcc };

/// How jumps begin.
const JUMPS: &[&str] = if cfg!(target_arch = "aarch64") { &["b ", "b.", "cb"] } else { &["j"] };

const SOURCE: &str = "
function work(n, x) {
    var sum = 0;
    var i = 0;
    while (i < n) {
        if (i % 3 == 0) { sum = sum + total; } else { x = x * 1.5 + 0.25; }
        total = total + work(0, x);
        i = i + 1;
    }
    print(\"done \" + sum);
    return x / sum;
}
var total = 0;
work(3, 0.5);
";

fn compile(entry: Entry) -> (Verified<Module>, ChunkId, Artifact) {
    let module = lang::compile_verified("t.unna", SOURCE.as_bytes()).expect("the source compiles");
    let chunk =
        module.chunks.iter().position(|chunk| module.name(chunk.name) == "work").expect("the function is there");
    let chunk = ChunkId(chunk as u32);
    let kinds = vec![Kind::Int, Kind::Float, Kind::Int, Kind::Int];
    let profile = Profile { kinds, metered: true, ..Profile::new(entry) };
    let artifact = jit::compile(&module, chunk, &profile).expect("the function compiles");
    (module, chunk, artifact)
}

#[test]
fn the_bytes_of_a_listing_are_the_code() {
    for entry in [Entry::Function, Entry::Loop(LoopId(0))] {
        let (module, chunk, artifact) = compile(entry);
        let text = Listing::new(&artifact, &module, chunk).with_bytes().to_string();
        let mut bytes = Vec::new();
        for line in text.lines().filter(|line| line.starts_with(' ')) {
            let mut words = line.split_whitespace();
            let offset = usize::from_str_radix(words.next().expect("an offset"), 16).expect("the offset is hex");
            bytes.resize(offset, PADDING);
            let hex = words.next().expect("bytes");
            bytes.extend((0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")));
        }
        assert_eq!(bytes, artifact.bytes());
    }
}

#[test]
fn every_label_stands_once() {
    for entry in [Entry::Function, Entry::Loop(LoopId(0))] {
        let (module, chunk, artifact) = compile(entry);
        let text = jit::listing(&artifact, &module, chunk);
        let labels: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix(':')).collect();
        let known: HashSet<&str> = labels.iter().copied().collect();
        assert_eq!(labels.len(), known.len(), "{text}");
        let is_jump = |line: &&str| line.starts_with(' ') && JUMPS.iter().any(|jump| line.trim().starts_with(jump));
        let jumps: Vec<&str> = text.lines().filter(is_jump).filter_map(|line| line.split(' ').next_back()).collect();
        assert!(jumps.len() > 20 && jumps.iter().all(|target| known.contains(target)), "{text}");
    }
}

#[test]
fn every_part_of_the_code_has_its_comment() {
    let (module, chunk, artifact) = compile(Entry::Function);
    let text = jit::listing(&artifact, &module, chunk);
    let comments = text.lines().filter(|line| line.starts_with(';')).count();
    // Data has its heading, and so has what stands behind the hot code.
    let headed = artifact.comments().iter().filter(|(_, comment)| *comment != Comment::Data).count() + 2;
    assert_eq!(comments, headed, "{text}");
    for (id, exit) in artifact.exits().iter().enumerate() {
        assert!(text.contains(&format!("; exit {id} before {}: {}", exit.pc, exit.reason.name())), "{text}");
    }
}

#[test]
fn lines_leave_no_byte_out_and_jumps_lead_to_labels() {
    for entry in [Entry::Function, Entry::Loop(LoopId(0))] {
        let (module, chunk, artifact) = compile(entry);
        let lines = Listing::new(&artifact, &module, chunk).lines();
        for (line, next) in lines.iter().zip(&lines[1..]) {
            let gap = next.offset - (line.offset + line.len);
            assert!(gap == 0 || next.purpose == Some(Comment::Data), "{line:?} {next:?}");
        }
        let last = lines.last().expect("there is code");
        assert_eq!((last.offset + last.len) as usize, artifact.bytes().len());
        let jumps: Vec<u32> = lines.iter().filter_map(|line| line.target).collect();
        assert!(jumps.len() > 10, "{jumps:?}");
        for target in jumps {
            let at = lines.iter().find(|line| line.offset == target).expect("a jump leads to an instruction");
            assert!(at.label.is_some(), "{at:?}");
        }
    }
}

#[test]
fn lines_say_what_they_are_for() {
    let (module, chunk, artifact) = compile(Entry::Function);
    let lines = Listing::new(&artifact, &module, chunk).lines();
    for &(offset, comment) in artifact.comments() {
        let line = lines.iter().find(|line| line.offset >= offset && line.purpose == Some(comment));
        let is_empty = artifact.comments().iter().any(|&(at, other)| at == offset && other != comment);
        assert!(line.is_some() || is_empty, "{comment:?} at {offset}");
    }
}
