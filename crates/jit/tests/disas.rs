//! The machine code of each template and of whole loops. A file under `disas/` holds bytecode
//! text, after a line `; profile` a profile, and after it the listings: that for x86-64 after a
//! line `; code`, that for ARM64 after a line `; code for ARM64`. They are of the last chunk, or of
//! the one that a line `; chunk NAME` of the profile names. A text without a `chunk main` gets one
//! that halts.
//!
//! A run checks the listing for the machine that the test is built for. `INSTA_UPDATE=always cargo
//! test -p jit --test disas` writes it anew, for ARM64 `INSTA_UPDATE=always cargo xtask test
//! --target aarch64-unknown-linux-gnu -p jit --test disas`. A new case is a file with two lines
//! `---` and the bytecode and profile after them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bytecode::{Chunk, ChunkId};
use insta::Settings;
use jit::Profile;

/// What stands before a listing, by machine.
const CODE: [(&str, bool); 2] =
    [("\n; code\n", cfg!(target_arch = "x86_64")), ("\n; code for ARM64\n", cfg!(target_arch = "aarch64"))];
const PROFILE: &str = "\n; profile\n";

/// What a file has behind its two lines `---`.
fn body(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a file of the folder is text");
    let (_, body) = text.split_once("\n---\n").expect("two lines `---` begin a snapshot");
    body.trim().to_string()
}

/// What a file has before the listings.
fn source(body: &str) -> &str {
    CODE.iter().fold(body, |body, (heading, _)| body.split(heading).next().unwrap_or_default()).trim()
}

/// The listing under a heading; none if the file does not have it yet.
fn kept<'a>(body: &'a str, heading: &str) -> &'a str {
    let (_, behind) = body.split_once(heading).unwrap_or_default();
    CODE.iter().fold(behind, |text, (next, _)| text.split(next).next().unwrap_or_default()).trim_end()
}

/// The listing of a source, or what is wrong with it.
fn listing(source: &str) -> Result<String, String> {
    let (code, profile) = source.split_once(PROFILE).ok_or("there is no line `; profile`")?;
    let body = if code.contains("chunk main") { "" } else { "chunk main\n  HALT\n" };
    let module = bytecode::parse(&format!("{body}{code}")).map_err(|error| error.to_string())?;
    let module = bytecode::verify(module).map_err(|error| error.to_string())?;
    let wanted = profile.lines().find_map(|line| line.strip_prefix("; chunk "));
    let is_wanted = |chunk: &Chunk| wanted.is_none_or(|wanted| module.name(chunk.name) == wanted);
    let chunk = module.chunks.iter().rposition(is_wanted).ok_or("there is no such chunk")?;
    let chunk = ChunkId(chunk as u32);
    let profile: Profile = profile.parse().map_err(|error: jit::ProfileError| error.to_string())?;
    match jit::compile(&module, chunk, &profile) {
        Ok(artifact) => Ok(jit::listing(&artifact, &module, chunk)),
        Err(error) => Ok(format!("error: {error}")),
    }
}

fn check(path: &Path) {
    let body = body(path);
    let source = source(&body);
    let listing = listing(source).unwrap_or_else(|mistake| panic!("{}: {mistake}", path.display()));
    let name = path.file_stem().and_then(|name| name.to_str()).expect("names are ASCII");
    let mut expected = source.to_string();
    for (heading, is_here) in CODE {
        let listing = if is_here { listing.trim_end() } else { kept(&body, heading) };
        if !listing.is_empty() {
            expected += heading;
            expected += listing;
        }
    }
    insta::assert_snapshot!(name, expected);
}

#[test]
fn every_listing_is_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/disas");
    let files = std::fs::read_dir(&folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("the folder is readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "snap"));
    paths.sort();
    assert!(!paths.is_empty());
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(folder);
    let failed: Vec<&PathBuf> =
        settings.bind(|| paths.iter().filter(|path| catch_unwind(AssertUnwindSafe(|| check(path))).is_err()).collect());
    assert!(failed.is_empty(), "listings that are not as expected: {failed:#?}");
}
