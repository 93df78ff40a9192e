//! [`Terminal`]: `unna` at a pseudo-terminal that `script` makes.

#[path = "../../../../tests/tool.rs"]
mod tool;

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use tool::tool;

/// `unna` at a terminal.
pub struct Terminal {
    child: Child,
    keys: ChildStdin,
    shown: Receiver<Vec<u8>>,
    /// What was shown and not yet waited for.
    text: String,
}

impl Terminal {
    /// `None` where there is no `script` to make a terminal.
    pub fn open(arguments: &str, history: &Path) -> Option<Self> {
        // In the place of the shell: one that waits takes Ctrl-C as its own end too.
        let unna = format!("exec '{}' {arguments}", env!("CARGO_BIN_EXE_unna"));
        let mut command = tool("script")?;
        let command = command.args(["-q", "-e", "-c", &unna, "/dev/null"]).env("UNNA_HISTORY", history);
        let command = command.env("TERM", "xterm").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("script starts");
        let (keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (send, shown) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 1024];
            while let Ok(count @ 1..) = screen.read(&mut bytes) {
                if send.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Some(Self { child, keys, shown, text: String::new() })
    }

    /// Waits until this is shown.
    #[track_caller]
    pub fn wait(&mut self, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.text.contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.shown.recv_timeout(left) else { panic!("no {text:?} in {:?}", self.text) };
            self.text.push_str(&String::from_utf8_lossy(&bytes));
        }
        let at = self.text.find(text).expect("it was found") + text.len();
        self.text.drain(..at);
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the terminal takes keys");
        self.keys.flush().expect("the terminal takes keys");
    }

    #[track_caller]
    pub fn end(mut self, code: i32) {
        drop(self.keys);
        assert_eq!(self.child.wait().expect("it ends").code(), Some(code));
    }
}
