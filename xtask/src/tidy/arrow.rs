//! The dependency arrows: which crate of the workspace may use which. Only normal dependencies count;
//! tests may reach across.

use anyhow::Result;
use serde_json::Value;

use super::Complaint;

/// Each crate and all that it may depend on, from the bottom up.
const ARROWS: [(&str, &[&str]); 10] = [
    ("exec-mem", &[]),
    ("x64-asm", &[]),
    ("bytecode", &[]),
    ("heap", &[]),
    ("jit", &["bytecode", "exec-mem", "heap", "x64-asm"]),
    ("vm", &["bytecode", "exec-mem", "heap", "jit", "x64-asm"]),
    ("lang", &["bytecode"]),
    ("cli", &["bytecode", "exec-mem", "jit", "lang", "vm"]),
    ("xtask", &[]),
    ("benches", &["bytecode", "exec-mem", "heap", "jit", "lang", "vm", "x64-asm"]),
];

/// Checks the output of `cargo metadata` against the arrows.
pub fn check(metadata: &str) -> Result<Vec<Complaint>> {
    let metadata: Value = serde_json::from_str(metadata)?;
    let mut complaints = Vec::new();
    for package in list(&metadata["packages"]) {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
            complaints.push(format!("crate {name} has no row in the dependency arrows (xtask/src/tidy/arrow.rs)"));
            continue;
        };
        for used in list(&package["dependencies"]).filter(|used| used["kind"].is_null()) {
            let used = used["name"].as_str().unwrap_or_default();
            let ours = ARROWS.iter().any(|(known, _)| *known == used);
            if ours && !allowed.contains(&used) {
                complaints.push(format!("crate {name} depends on {used}: against the arrows of ARCHITECTURE.md"));
            }
        }
    }
    Ok(complaints)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn complaints(name: &str, used: &str, kind: &str) -> usize {
        let metadata =
            format!(r#"{{"packages":[{{"name":"{name}","dependencies":[{{"name":"{used}","kind":{kind}}}]}}]}}"#);
        check(&metadata).unwrap().len()
    }

    #[test]
    fn an_arrow_upwards_is_a_complaint() {
        assert_eq!(complaints("x64-asm", "vm", "null"), 1);
        assert_eq!(complaints("lang", "vm", "null"), 1);
    }

    #[test]
    fn arrows_downwards_and_foreign_crates_are_fine() {
        assert_eq!(complaints("vm", "jit", "null"), 0);
        assert_eq!(complaints("x64-asm", "smallvec", "null"), 0);
    }

    #[test]
    fn tests_may_reach_across() {
        assert_eq!(complaints("x64-asm", "exec-mem", r#""dev""#), 0);
    }

    #[test]
    fn a_new_crate_must_be_placed() {
        assert_eq!(complaints("surprise", "smallvec", "null"), 1);
    }
}
