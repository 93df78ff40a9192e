//! The dependency arrows: which crate of the workspace uses which. ARCHITECTURE.md draws them, one
//! row for each crate, and exactly those must be in the manifests. Only normal dependencies count;
//! tests may reach across.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::Value;

use super::Complaint;

/// The page that draws the arrows, in its first block of code.
pub const PAGE: &str = "ARCHITECTURE.md";

/// Each crate with those it uses.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Compares the arrows that `page` draws with those in the output of `cargo metadata`, in both
/// directions.
pub fn check(page: &str, metadata: &str) -> Result<Vec<Complaint>> {
    Ok(compare(&drawn(page), &declared(&serde_json::from_str(metadata)?)))
}

/// Reads rows such as `vm ──> jit heap`; a row without an arrow is a crate that uses no other.
fn drawn(page: &str) -> Arrows {
    let block = page.lines().skip_while(|line| !line.starts_with("```")).skip(1);
    let rows = block.take_while(|line| !line.starts_with("```")).filter(|line| !line.trim().is_empty());
    let halves = rows.map(|row| row.split_once("──>").unwrap_or((row, "")));
    halves
        .map(|(user, used)| (user.trim().to_string(), used.split_whitespace().map(str::to_string).collect()))
        .collect()
}

fn declared(metadata: &Value) -> Arrows {
    let packages = || list(&metadata["packages"]);
    let ours: BTreeSet<_> = packages().map(name).collect();
    let used = |package| {
        let normal = list(package).filter(|used| used["kind"].is_null()).map(name);
        normal.filter(|used| ours.contains(used)).collect()
    };
    packages().map(|package| (name(package), used(&package["dependencies"]))).collect()
}

fn compare(drawn: &Arrows, declared: &Arrows) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (user, used) in declared {
        let Some(arrows) = drawn.get(user) else {
            complaints.push(format!("{PAGE}: crate {user} has no row among the arrows"));
            continue;
        };
        let extra = used.difference(arrows);
        complaints.extend(extra.map(|used| format!("crate {user} depends on {used}: {PAGE} draws no such arrow")));
        let missing = arrows.difference(used);
        complaints.extend(missing.map(|used| format!("{PAGE}: {user} is drawn to use {used}, and does not")));
    }
    let strangers = drawn.keys().filter(|user| !declared.contains_key(*user));
    complaints.extend(strangers.map(|user| format!("{PAGE}: {user} among the arrows is no crate of the workspace")));
    complaints
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap_or_default().to_string()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Complaints where the page draws `row` and nothing else, and the only crates are those of
    /// `declared`.
    #[track_caller]
    fn complaints(row: &str, declared: &[(&str, &str, &str)]) -> Vec<Complaint> {
        let package = |(name, used, kind): &(&str, &str, &str)| {
            format!(r#"{{"name":"{name}","dependencies":[{{"name":"{used}","kind":{kind}}}]}}"#)
        };
        let packages: Vec<_> = declared.iter().map(package).collect();
        let page = format!("# Architecture\n```\n{row}\n```\n```\nnot -> these\n```\n");
        check(&page, &format!(r#"{{"packages":[{}]}}"#, packages.join(","))).unwrap()
    }

    #[test]
    fn what_is_drawn_and_declared_is_fine() {
        assert!(complaints("vm ──> jit\njit", &[("vm", "jit", "null"), ("jit", "smallvec", "null")]).is_empty());
    }

    #[test]
    fn an_arrow_more_or_less_is_a_complaint() {
        let crates = [("vm", "jit", "null"), ("jit", "smallvec", "null")];
        assert_eq!(complaints("vm\njit", &crates), ["crate vm depends on jit: ARCHITECTURE.md draws no such arrow"]);
        assert_eq!(
            complaints("vm ──> jit\njit ──> vm", &crates),
            ["ARCHITECTURE.md: jit is drawn to use vm, and does not"]
        );
    }

    #[test]
    fn tests_may_reach_across() {
        assert!(complaints("vm\njit", &[("vm", "jit", r#""dev""#), ("jit", "smallvec", "null")]).is_empty());
    }

    #[test]
    fn each_crate_is_drawn_and_each_drawn_is_a_crate() {
        let crates = [("surprise", "smallvec", "null")];
        assert_eq!(complaints("", &crates), ["ARCHITECTURE.md: crate surprise has no row among the arrows"]);
        assert_eq!(complaints("surprise\ngone", &crates).len(), 1);
    }
}
