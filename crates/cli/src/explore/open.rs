//! Shows a file in the user's browser.

use std::path::Path;
use std::process::{Command, Stdio};

/// Has the system open a page.
///
/// # Errors
/// There is nothing to open it with, as a text for the user.
pub fn open(path: &Path) -> Result<(), String> {
    let (program, words): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        // Not `cmd`, which would run what stands behind a `&` in the path.
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let started = Command::new(program)
        .args(words)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match started {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{program}` could not show {} ({status}): open it in a browser", path.display())),
        Err(error) => Err(format!("could not start `{program}` ({error}): open {} in a browser", path.display())),
    }
}
