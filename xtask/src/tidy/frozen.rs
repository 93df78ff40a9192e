//! The benchmark programs are frozen: a figure of last year compares with today's only when the
//! programs are the same. `programs.sha256` beside their folder is in the format of `sha256sum`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Complaint;

const REMEDY: &str = "if a change is meant: `cd benches && find programs -type f | LC_ALL=C sort | xargs sha256sum > programs.sha256`, and measure anew";

/// Compares every file of `folder` with the list beside it, in both directions.
pub fn check(folder: &Path) -> Result<Vec<Complaint>> {
    let list = folder.with_extension("sha256");
    let list = fs::read_to_string(&list).with_context(|| format!("could not read {}", list.display()))?;
    Ok(compare(&parse(&list), &hash_folder(folder)?))
}

type Hashes = BTreeMap<String, String>;

fn parse(list: &str) -> Hashes {
    let rows = list.lines().filter_map(|line| line.split_once("  "));
    rows.map(|(hash, path)| (path.trim_start_matches("programs/").to_string(), hash.to_string())).collect()
}

fn hash_folder(folder: &Path) -> Result<Hashes> {
    let files = super::files(folder)?;
    files.iter().map(|path| Ok((path.strip_prefix(folder)?.display().to_string(), hash(&fs::read(path)?)))).collect()
}

fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all");
        text
    })
}

fn compare(frozen: &Hashes, found: &Hashes) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (name, hash) in frozen {
        match found.get(name) {
            None => complaints.push(format!("benches/programs/{name} is frozen and missing; {REMEDY}")),
            Some(other) if other != hash => complaints.push(format!("benches/programs/{name} has changed; {REMEDY}")),
            Some(_) => {}
        }
    }
    let strangers = found.keys().filter(|name| !frozen.contains_key(*name));
    complaints.extend(strangers.map(|name| format!("benches/programs/{name} is not in programs.sha256; {REMEDY}")));
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(rows: &[(&str, &str)]) -> Hashes {
        rows.iter().map(|(name, content)| (name.to_string(), hash(content.as_bytes()))).collect()
    }

    #[test]
    fn the_hash_is_sha256() {
        assert_eq!(hash(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn changed_missing_and_new_programs_are_complaints() {
        let frozen = hashes(&[("a.unna", "1"), ("b.unna", "2")]);
        assert!(compare(&frozen, &frozen).is_empty());
        assert_eq!(compare(&frozen, &hashes(&[("a.unna", "x"), ("b.unna", "2")])).len(), 1);
        assert_eq!(compare(&frozen, &hashes(&[("a.unna", "1")])).len(), 1);
        assert_eq!(compare(&frozen, &hashes(&[("a.unna", "1"), ("b.unna", "2"), ("c.unna", "3")])).len(), 1);
    }

    #[test]
    fn the_list_is_what_sha256sum_writes() {
        assert_eq!(parse("00ff  programs/a.unna\n"), Hashes::from([("a.unna".to_string(), "00ff".to_string())]));
    }
}
