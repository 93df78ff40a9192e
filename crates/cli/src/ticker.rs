//! [`Ticker`]: a thread that asks a running machine for samples of its calls.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use vm::SampleHandle;

/// The time between two requests.
const INTERVAL: Duration = Duration::from_millis(1);

/// The thread, which ends with this.
pub struct Ticker {
    /// Dropped to end the thread.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Begins to ask for samples, and tells `on_tick` each time.
    pub fn start(handle: SampleHandle, on_tick: impl Fn() + Send + 'static) -> Ticker {
        let (stop, stopped) = mpsc::channel();
        let ask = move || {
            while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                on_tick();
                handle.request();
            }
        };
        Ticker { stop: Some(stop), thread: Some(thread::spawn(ask)) }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A thread that cannot panic.
            let _ = thread.join();
        }
    }
}
