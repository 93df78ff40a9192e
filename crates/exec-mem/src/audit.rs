//! A look at the process from outside: is any page writable and executable?
//!
//! Works for the whole process, whoever mapped the memory, and so in anybody's tests.

use std::fmt;
use std::io;

use crate::sys::Maps;

/// One mapping of this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// First address.
    pub start: usize,
    /// The address behind the last.
    pub end: usize,
    /// Readable.
    pub read: bool,
    /// Writable.
    pub write: bool,
    /// Executable.
    pub execute: bool,
    /// Shared with other mappings of the same object.
    pub shared: bool,
    /// File or name, as the kernel tells it; may be empty.
    pub name: String,
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag = |set, letter| if set { letter } else { '-' };
        write!(
            f,
            "{:x}-{:x} {}{}{} {}",
            self.start,
            self.end,
            flag(self.read, 'r'),
            flag(self.write, 'w'),
            flag(self.execute, 'x'),
            self.name
        )
    }
}

/// The mappings of this process that are writable and executable at once: none, unless something
/// is wrong.
///
/// ```
/// assert!(exec_mem::audit::wx()?.is_empty());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// If `/proc/self/maps` cannot be read or understood; on Windows, if `VirtualQuery` tells nothing.
pub fn wx() -> io::Result<Vec<Mapping>> {
    Auditor::new()?.wx()
}

/// All mappings of this process, lowest first.
///
/// # Errors
///
/// As [`wx`].
pub fn mappings() -> io::Result<Vec<Mapping>> {
    Auditor::new()?.mappings()
}

/// Asks again and again: reads `/proc/self/maps` without opening it or allocating each time.
#[derive(Debug)]
pub struct Auditor {
    maps: Maps,
    text: Vec<u8>,
}

impl Auditor {
    /// # Errors
    ///
    /// If `/proc/self/maps` cannot be opened.
    pub fn new() -> io::Result<Self> {
        Ok(Auditor { maps: Maps::new()?, text: Vec::new() })
    }

    /// As [`wx()`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn wx(&mut self) -> io::Result<Vec<Mapping>> {
        self.read()?;
        let mut found = Vec::new();
        for line in lines(&self.text) {
            let mapping = Fields::parse(line)?;
            if mapping.flags.starts_with(b"rwx") || mapping.flags.starts_with(b"-wx") {
                found.push(mapping.mapping()?);
            }
        }
        Ok(found)
    }

    /// As [`mappings()`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn mappings(&mut self) -> io::Result<Vec<Mapping>> {
        self.read()?;
        lines(&self.text).map(|line| Fields::parse(line)?.mapping()).collect()
    }

    fn read(&mut self) -> io::Result<()> {
        self.text.clear();
        self.maps.read(&mut self.text)
    }
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty())
}

/// A line cut into its columns: `start-end flags offset device inode name`.
struct Fields<'a> {
    range: &'a [u8],
    flags: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    fn parse(line: &'a [u8]) -> io::Result<Self> {
        let mut columns = line.splitn(3, |&byte| byte == b' ');
        match (columns.next(), columns.next(), columns.next()) {
            (Some(range), Some(flags), Some(rest)) if flags.len() == 4 => Ok(Fields { range, flags, rest }),
            _ => Err(malformed(line)),
        }
    }

    fn mapping(&self) -> io::Result<Mapping> {
        let bad = || malformed(self.range);
        let range = std::str::from_utf8(self.range).map_err(|_| bad())?;
        let (start, end) = range.split_once('-').ok_or_else(bad)?;
        let rest = String::from_utf8_lossy(self.rest);
        // Offset, device and inode come first; the name is padded and may hold spaces.
        let name = rest.splitn(4, ' ').nth(3).unwrap_or("").trim();
        Ok(Mapping {
            start: usize::from_str_radix(start, 16).map_err(|_| bad())?,
            end: usize::from_str_radix(end, 16).map_err(|_| bad())?,
            read: self.flags[0] == b'r',
            write: self.flags[1] == b'w',
            execute: self.flags[2] == b'x',
            shared: self.flags[3] == b's',
            name: name.to_owned(),
        })
    }
}

fn malformed(line: &[u8]) -> io::Error {
    let line = String::from_utf8_lossy(line);
    io::Error::new(io::ErrorKind::InvalidData, format!("not a line of /proc/self/maps: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_understood() {
        let line = b"7f00-7f10 -wxs 00000000 00:01 1025                       /memfd:x y (deleted)";
        let mapping = Fields::parse(line).unwrap().mapping().unwrap();
        assert_eq!(mapping.to_string(), "7f00-7f10 -wx /memfd:x y (deleted)");
        assert!(mapping.shared && !mapping.read);
    }

    #[test]
    fn nonsense_is_an_error() {
        assert!(Fields::parse(b"7f00-7f10").is_err());
        assert!(Fields::parse(b"7f00-7f10 rx 0 0 0").is_err());
        assert!(Fields::parse(b"7f00 r-xp 0 0 0").unwrap().mapping().is_err());
    }

    #[test]
    fn this_test_is_in_an_executable_mapping() {
        let here = this_test_is_in_an_executable_mapping as fn() as usize;
        let all = mappings().unwrap();
        let text = all.iter().find(|m| (m.start..m.end).contains(&here)).unwrap();
        assert!(text.execute && !text.write);
    }
}
