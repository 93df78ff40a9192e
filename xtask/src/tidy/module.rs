//! Where the root file of a module with a folder stands: `x.rs` beside `x/`, so that files have
//! names of their own.
//!
//! A folder of what several integration tests share keeps its `mod.rs`: cargo takes each file
//! directly in `tests` for a test of its own.

use super::{Complaint, Text};

/// Checks the names of all source files.
pub fn check(sources: &[Text]) -> Vec<Complaint> {
    sources.iter().filter_map(check_path).collect()
}

fn check_path(source: &Text) -> Option<Complaint> {
    let folder = source.path.strip_suffix("/mod.rs")?;
    let is_shared = folder.rsplit('/').nth(1) == Some("tests");
    (!is_shared).then(|| format!("{}: a module's root file is {folder}.rs, beside its folder", source.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, complaints: usize) {
        assert_eq!(super::check(&[Text { path: path.into(), content: String::new() }]).len(), complaints);
    }

    #[test]
    fn root_files_stand_beside_their_folders() {
        check("crates/vm/src/tier/mod.rs", 1);
        check("crates/vm/tests/engine/cache/mod.rs", 1);
        check("crates/vm/src/tier.rs", 0);
        check("crates/vm/src/amod.rs", 0);
    }

    #[test]
    fn what_tests_share_is_an_exception() {
        check("crates/vm/tests/common/mod.rs", 0);
    }
}
