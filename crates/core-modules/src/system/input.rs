//! Reading lines without blocking the vm: a thread reads, the vm waits and looks at the interrupt.
//!
//! The thread reads only when asked, so that nothing is taken from the input that the program did
//! not want. A line that was being waited for when the program was interrupted is the answer to the
//! next request.

use std::io::{BufRead, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use vm::{Ctx, Error, ErrorKind};

use crate::argument::text_limit;

/// Longest wait without a look at the interrupt.
const SLICE: Duration = Duration::from_millis(1);

type Line = Result<Vec<u8>, Error>;

/// The thread, once the first line was asked for.
#[derive(Default)]
struct Input {
    thread: Option<(Sender<usize>, Receiver<Line>)>,
    /// Whether a request has no answer yet.
    is_waiting: bool,
}

/// The next line without its line feed; empty at the end of the input, or if it cannot be read.
///
/// # Errors
/// The program was interrupted; the line is longer than a string may be.
pub fn read_line(ctx: &mut Ctx<'_>) -> Line {
    if ctx.state::<Input>().thread.is_none() {
        start(ctx);
    }
    let limit = text_limit(ctx.heap());
    loop {
        match ctx.state::<Input>().receive(limit) {
            Some(line) => return line,
            None => ctx.poll()?,
        }
    }
}

impl Input {
    /// Asks for a line if that was not done, and waits a little for it.
    fn receive(&mut self, limit: usize) -> Option<Line> {
        // Without a thread, or with one that ended, the input has ended.
        let Some((requests, lines)) = &self.thread else { return Some(Ok(Vec::new())) };
        if !self.is_waiting {
            self.is_waiting = requests.send(limit).is_ok();
        }
        match lines.recv_timeout(SLICE) {
            Ok(line) => {
                self.is_waiting = false;
                Some(line)
            }
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Ok(Vec::new())),
        }
    }
}

/// Moves the input into a thread of its own. It ends when the vm does, or with the line it waits
/// for then.
fn start(ctx: &mut Ctx<'_>) {
    let (request, requests) = channel::<usize>();
    let (answer, answers) = channel();
    let mut input = ctx.take_input();
    let reader = move || {
        while let Ok(limit) = requests.recv() {
            if answer.send(next_line(&mut *input, limit)).is_err() {
                return;
            }
        }
    };
    if thread::Builder::new().name("unnarize input".into()).spawn(reader).is_ok() {
        ctx.state::<Input>().thread = Some((request, answers));
    }
}

fn next_line(input: &mut dyn BufRead, limit: usize) -> Line {
    let mut line = Vec::new();
    let most = u64::try_from(limit).map_or(u64::MAX, |limit| limit.saturating_add(1));
    if input.take(most).read_until(b'\n', &mut line).is_err() {
        line.clear();
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    if line.len() > limit { Err(ErrorKind::OutOfMemory.into()) } else { Ok(line) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_line_feeds_and_at_the_limit() {
        let mut input = &b"one\n\nthree, longer\nlast"[..];
        assert_eq!(next_line(&mut input, 5), Ok(b"one".to_vec()));
        assert_eq!(next_line(&mut input, 5), Ok(Vec::new()));
        assert_eq!(next_line(&mut input, 5), Err(ErrorKind::OutOfMemory.into()));
        let mut input = &b"exact\nlast"[..];
        assert_eq!(next_line(&mut input, 5), Ok(b"exact".to_vec()));
        assert_eq!(next_line(&mut input, 5), Ok(b"last".to_vec()));
        assert_eq!(next_line(&mut input, 5), Ok(Vec::new()));
    }
}
