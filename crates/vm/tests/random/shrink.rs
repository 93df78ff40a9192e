//! Making a failing program smaller: lines are left out and expressions replaced as long as it
//! still fails. Each attempt is a process of its own, because a failure may be a crash or never
//! end.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The variable that names the file with the program which the process is to check.
const VARIABLE: &str = "RANDOM_PROGRAM";
/// After so long a program counts as one that never ends.
const PATIENCE: Duration = Duration::from_secs(20);
/// Attempts, at most.
const ATTEMPTS: u32 = 5000;

/// The program that this process is to check, in one that shrinks: its number and its text.
pub fn asked() -> Option<(u64, String)> {
    let path = std::env::var(VARIABLE).ok()?;
    let file = std::fs::read_to_string(path).expect("the file was written by `failure`");
    let (seed, text) = file.split_once('\n').expect("the first line is the number");
    Some((seed.parse().expect("the number was written"), text.to_string()))
}

/// How a program fails, in a process of its own.
fn failure(seed: u64, text: &str) -> Option<String> {
    let path = format!("{}/random-{}-text", env!("CARGO_TARGET_TMPDIR"), std::process::id());
    std::fs::write(&path, format!("{seed}\n{text}")).expect("the folder of temporary files is writable");
    let mut command = Command::new(std::env::current_exe().expect("a test knows its file"));
    command.args(["--exact", "every_tier_does_the_same", "--nocapture"]);
    command.env(VARIABLE, &path).env("RUST_BACKTRACE", "0");
    let errors = format!("{path}-errors");
    let file = std::fs::File::create(&errors).expect("the folder of temporary files is writable");
    let mut child = command.stdout(Stdio::null()).stderr(file).spawn().expect("a test can be started");
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break Some(status);
        }
        if started.elapsed() > PATIENCE {
            child.kill().expect("a child can be ended");
            child.wait().expect("a child can be waited for");
            break None;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let output = std::fs::read(&errors).expect("the file was made above");
    for path in [path, errors] {
        std::fs::remove_file(path).expect("the file was made above");
    }
    match status {
        Some(status) if status.success() => None,
        Some(status) => Some(format!("{status}\n{}", String::from_utf8_lossy(&output))),
        None => Some("it does not end".to_string()),
    }
}

/// The search for a smaller program.
struct Search {
    seed: u64,
    lines: Vec<String>,
    failure: String,
    attempts: u32,
}

/// A program that still fails and of which no line can be left out, and how it fails. `None` if the
/// failure does not come again.
pub fn smallest(seed: u64, text: &str) -> Option<(String, String)> {
    let failure = failure(seed, text)?;
    let lines = text.lines().map(str::to_string).collect();
    let mut search = Search { seed, lines, failure, attempts: 0 };
    loop {
        let before = search.lines.join("\n");
        search.leave_out_lines();
        search.open_blocks();
        search.replace_groups();
        if search.lines.join("\n") == before || search.attempts > ATTEMPTS {
            return Some((search.lines.join("\n"), search.failure));
        }
    }
}

impl Search {
    fn attempt(&mut self, smaller: Vec<String>) -> bool {
        self.attempts += 1;
        if smaller == self.lines || self.attempts > ATTEMPTS {
            return false;
        }
        let Some(found) = failure(self.seed, &smaller.join("\n")) else { return false };
        (self.lines, self.failure) = (smaller, found);
        true
    }

    fn leave_out_lines(&mut self) {
        let mut len = self.lines.len();
        while len > 0 {
            let mut at = self.lines.len();
            while at > 0 {
                at = at.saturating_sub(len.div_ceil(2));
                let mut smaller = self.lines.clone();
                smaller.drain(at..(at + len).min(self.lines.len()));
                self.attempt(smaller);
                at = at.min(self.lines.len());
            }
            len = if len > 8 { len / 2 } else { len - 1 };
        }
    }

    /// Leaves out the first and the last line of a block.
    fn open_blocks(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            let indent = self.lines[at].len() - self.lines[at].trim_start().len();
            let end = format!("{:indent$}}}", "");
            let end = self.lines[at..].iter().position(|line| *line == end).filter(|_| self.lines[at].ends_with('{'));
            if let Some(len) = end {
                let mut smaller = self.lines.clone();
                smaller.remove(at + len);
                smaller.remove(at);
                if self.attempt(smaller) {
                    continue;
                }
            }
            at += 1;
        }
    }

    /// Replaces what stands in parentheses or brackets by less.
    fn replace_groups(&mut self) {
        for line in 0..self.lines.len() {
            let mut at = 0;
            while at < self.lines.get(line).map_or(0, String::len) {
                let group = group(&self.lines[line][at..]).map(|len| at..at + len);
                for shorter in ["1", "2.5", "()", "(1)", "[]"] {
                    let Some(group) = group.clone().filter(|group| group.len() > shorter.len()) else { continue };
                    let mut smaller = self.lines.clone();
                    smaller[line].replace_range(group, shorter);
                    if self.attempt(smaller) {
                        break;
                    }
                }
                at += 1;
            }
        }
    }
}

/// The length of the group that the text begins with.
fn group(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1).filter(|&len| len > 1);
        }
    }
    None
}
