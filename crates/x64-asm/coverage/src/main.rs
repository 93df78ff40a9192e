//! Writes `docs/x64-coverage.md`: how many mnemonics of each CPU extension `x64-asm` has and other
//! assemblers have, and what those have that it has not. A mnemonic of user mode that is missing,
//! without a reason given in `left_out.rs`, is an error.
//!
//! `cargo run --manifest-path crates/x64-asm/coverage/Cargo.toml --ignore-rust-version`, with
//! `libasmjit-dev` and a C++ compiler installed.

mod alias;
mod left_out;
mod own;
mod peer;

use std::collections::BTreeMap;
use std::fmt::Write;

use peer::Names;

fn main() {
    let own = own::read();
    // Each name as x64-asm has it, where it has it under another.
    let known = |names: Names| -> Names {
        let own_name = |name: String| alias::names(&name).into_iter().find(|it| own.contains_key(it)).unwrap_or(name);
        names.into_iter().map(own_name).collect()
    };
    let peers: [(&str, Names); 4] = [
        ("iced-x86 1.22.0", known(peer::iced())),
        ("asmjit (Debian 12, 2022-12-10)", known(peer::asmjit())),
        ("dynasm 5.1.0", known(peer::dynasm())),
        ("cranelift-assembler-x64-meta 0.137.1", known(peer::cranelift())),
    ];
    let mut text = head(&peers);
    by_extension(&mut text, &own, &peers);
    let missing = without(&mut text, &own, &peers);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/x64-coverage.md");
    std::fs::write(path, &text).expect("the folder of documents is there");
    assert!(missing.is_empty(), "without a reason: {missing:?}");
}

fn head(peers: &[(&str, Names)]) -> String {
    let names: Vec<&str> = peers.iter().map(|peer| peer.0).collect();
    format!(
        "# Instructions of `x64-asm` beside other assemblers\n\nMade by `crates/x64-asm/coverage` from the tables of {}. Names \
         are counted, with each condition by itself. Another name of the same instruction (`jz` for `je`, `movslq` for \
         `movsxd`) is not. A name belongs to the extension in which it first came: `vaddps` counts for AVX, its forms of \
         AVX-512 do not.\n",
        names.join(", ")
    )
}

/// Rows of counts.
fn by_extension(text: &mut String, own: &BTreeMap<String, String>, peers: &[(&str, Names)]) {
    let mut extensions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, extension) in own {
        extensions.entry(extension).or_default().push(name);
    }
    let _ = write!(text, "\n| extension | `x64-asm` |");
    for (peer, _) in peers {
        let _ = write!(text, " {peer} |");
    }
    let _ = writeln!(text, "\n|---|---|{}", "---|".repeat(peers.len()));
    let mut row = |title: &str, names: &[&str]| {
        let _ = write!(text, "| {title} | {} |", names.len());
        for (_, peer) in peers {
            let known = names.iter().filter(|name| peer.contains(**name)).count();
            let _ = write!(text, " {known} |");
        }
        text.push('\n');
    };
    for (extension, names) in &extensions {
        row(extension, names);
    }
    let all: Vec<&str> = own.keys().map(String::as_str).collect();
    row("**all**", &all);
}

/// What each peer has beyond, by the reason why it is left out; returns what has no reason.
fn without(text: &mut String, own: &BTreeMap<String, String>, peers: &[(&str, Names)]) -> Vec<String> {
    text.push_str("\n## What they have and `x64-asm` has not\n");
    let mut missing = Vec::new();
    for (peer, names) in peers {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in names.iter().filter(|name| !own.contains_key(*name)) {
            match left_out::reason(name) {
                Some(reason) => reasons.entry(reason).or_default().push(name),
                None => missing.push(format!("{peer}: {name}")),
            }
        }
        let _ = writeln!(text, "\n### {peer}\n");
        for (reason, names) in reasons {
            let _ = writeln!(text, "* {reason}: `{}`", names.join("` `"));
        }
        let none = missing.iter().all(|it| !it.starts_with(peer));
        text.push_str(if none {
            "* more of user mode: none\n"
        } else {
            "* more of user mode: see the program's output\n"
        });
    }
    missing
}
