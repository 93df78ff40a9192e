//! [`Machine`]: where a figure was measured, without which it means little.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::command::read;

/// The machine, the toolchain and the commit of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's model as the kernel names it.
    pub cpu: String,
    /// Processors that are online.
    pub cores: usize,
    pub kernel: String,
    pub rustc: String,
    /// The commit, with `+` behind it when the tree has other changes.
    pub commit: String,
}

impl Machine {
    /// The machine that this runs on, with the commit of `root`.
    ///
    /// # Errors
    /// When rustc does not answer.
    pub fn here(root: &Path) -> Result<Self> {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Ok(Self {
            cpu: field(&cpuinfo, "model name").unwrap_or("unknown").to_string(),
            cores: cpuinfo.lines().filter(|line| line.starts_with("processor")).count(),
            kernel: kernel.trim().to_string(),
            rustc: read(Command::new("rustc").arg("--version"))?.trim().to_string(),
            commit: commit(root).unwrap_or_else(|_| "unknown".into()),
        })
    }
}

impl std::fmt::Display for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {} cores, Linux {}, {}, commit {}", self.cpu, self.cores, self.kernel, self.rustc, self.commit)
    }
}

/// The time, as `2026-01-31T12:00:00Z`.
///
/// # Errors
/// When `date` does not answer.
pub fn now() -> Result<String> {
    Ok(read(Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%SZ"]))?.trim().to_string())
}

fn commit(root: &Path) -> Result<String> {
    let git = |args: &[&str]| read(Command::new("git").current_dir(root).args(args));
    let hash = git(&["rev-parse", "--short=10", "HEAD"])?;
    let changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.trim().is_empty();
    Ok(format!("{}{}", hash.trim(), if changed { "+" } else { "" }))
}

/// The value of the first `name : value` line of `text`.
pub fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let row = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(row.trim_start().strip_prefix(':')?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_cpuinfo_are_found() {
        let text = "processor\t: 0\nmodel name\t: AMD EPYC\n";
        assert_eq!(field(text, "model name"), Some("AMD EPYC"));
        assert_eq!(field(text, "flags"), None);
    }
}
