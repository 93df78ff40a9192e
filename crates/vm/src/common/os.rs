//! Text of programs as the system wants it, and back: names of files and of environment variables,
//! commands.
//!
//! Where names are bytes, as on Linux, all bytes are kept. Where they are Unicode, as on Windows,
//! bytes that are no UTF-8 become U+FFFD.

use std::ffi::{OsStr, OsString};

/// A program's text as a name of the system's.
#[cfg(unix)]
pub fn os_string(text: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;

    OsStr::from_bytes(text).to_owned()
}

/// A program's text as a name of the system's.
#[cfg(not(unix))]
pub fn os_string(text: &[u8]) -> OsString {
    String::from_utf8_lossy(text).into_owned().into()
}

/// A name of the system's as a program's text.
pub fn os_bytes(name: &OsStr) -> Vec<u8> {
    if cfg!(unix) { name.as_encoded_bytes().to_vec() } else { name.to_string_lossy().into_owned().into_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept() {
        assert_eq!(os_bytes(&os_string("a/\u{e9}".as_bytes())), "a/\u{e9}".as_bytes());
        let kept: &[u8] = if cfg!(unix) { b"\xff" } else { "\u{fffd}".as_bytes() };
        assert_eq!(os_bytes(&os_string(b"\xff")), kept);
    }
}
