//! The pages: those that must exist, links that must lead somewhere, the page of opcodes that is
//! printed from the table, and a reason beside every dependency.

use std::fs;
use std::path::Path;

use super::{Complaint, Text};
use crate::opcodes;

/// The pages a reader expects at the root.
pub const ROOT_PAGES: [&str; 6] =
    ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LANGUAGE.md", "RATIONALE.md"];

/// Every page of [`ROOT_PAGES`] exists, and every relative link of a page names an existing file.
pub fn check_pages(root: &Path, pages: &[Text]) -> Vec<Complaint> {
    let missing = ROOT_PAGES.iter().filter(|name| !pages.iter().any(|page| page.path == **name));
    let mut complaints: Vec<_> = missing.map(|name| format!("{name} is missing")).collect();
    for page in pages {
        let folder = root.join(&page.path).parent().map(Path::to_path_buf).unwrap_or_default();
        let dead = links(&page.content).filter(|link| !folder.join(link).exists());
        complaints.extend(dead.map(|link| format!("{}: the link to {link} leads nowhere", page.path)));
    }
    complaints
}

/// Every external dependency of the workspace says in the same line why it is there.
pub fn check_reasons(manifest: &str) -> Vec<Complaint> {
    let lines = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    let rows = lines.take_while(|line| !line.starts_with('[')).filter(|line| line.contains('='));
    let bare = rows.filter(|line| !line.contains("path =") && !line.contains(" # "));
    bare.map(|line| format!("Cargo.toml: `{line}` has no reason beside it")).collect()
}

/// The committed page of opcodes is what the table prints today.
pub fn check_opcodes(root: &Path) -> Option<Complaint> {
    let page = opcodes::PAGE;
    let committed = fs::read_to_string(root.join(page)).unwrap_or_default();
    let stale = committed != opcodes::page();
    stale.then(|| format!("{page} is not what the opcode table gives: run `cargo xtask opcodes --accept`"))
}

/// Targets of `[text](target)` outside of code that lie in the tree, without their `#part`.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let prose = page.split('`').step_by(2);
    let targets = prose.flat_map(|text| text.split("](").skip(1)).filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.contains("://") && !target.starts_with('#') && !target.contains(char::is_whitespace))
        .filter_map(|target| target.split('#').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_and_foreign_ones_left_alone() {
        let page = "See [a](docs/a.md#part), [b](https://example.org), [c](#here) and `a[0](1)`.";
        assert_eq!(links(page).collect::<Vec<_>>(), ["docs/a.md"]);
    }

    #[test]
    fn a_dead_link_and_a_missing_page_are_complaints() {
        let page = Text { path: "README.md".into(), content: "[x](no/such/file.md)".into() };
        let complaints = check_pages(Path::new("/"), &[page]);
        assert!(complaints.iter().any(|complaint| complaint.contains("no/such/file.md")));
        assert!(complaints.iter().any(|complaint| complaint == "LANGUAGE.md is missing"));
    }

    #[test]
    fn a_dependency_needs_a_reason() {
        let manifest = "[workspace.dependencies]\nheap = { path = \"crates/heap\" }\nfoo = \"1\"\nbar = \"1\" # bars\n[x]\ny = 1\n";
        assert_eq!(check_reasons(manifest), ["Cargo.toml: `foo = \"1\"` has no reason beside it"]);
    }
}
