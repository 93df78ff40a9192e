//! `unna run --profile`: samples of the running program's calls.
//!
//! A thread asks for a sample each millisecond; the program takes it at its next loop turn or call.
//! Whatever passed since the last one counts for it, so that time spent where nothing can be
//! sampled is not lost.

mod report;
mod samples;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use vm::{Frames, SampleHandle};

use samples::Samples;

/// The time between two requests.
const INTERVAL: Duration = Duration::from_millis(1);

/// A profile that is to be written.
pub struct Profiler {
    path: PathBuf,
    file: File,
    samples: Arc<Mutex<Samples>>,
    /// Requests since the last sample.
    ticks: Arc<AtomicU64>,
}

impl Profiler {
    /// A profiler that will write to this file. The file is created now, so that a long run is not
    /// lost if it cannot be.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn new(path: &Path) -> io::Result<Self> {
        let file = File::create(path)?;
        Ok(Self { path: path.to_path_buf(), file, samples: Arc::default(), ticks: Arc::default() })
    }

    /// The observer that the machine shows its calls to.
    pub fn sampler(&self) -> impl FnMut(Frames<'_>) + Send + 'static {
        let (samples, ticks) = (Arc::clone(&self.samples), Arc::clone(&self.ticks));
        move |frames| {
            let weight = ticks.swap(0, Ordering::Relaxed).max(1);
            samples.lock().unwrap_or_else(PoisonError::into_inner).add(frames, weight);
        }
    }

    /// Begins to ask for samples.
    pub fn start(self, handle: SampleHandle) -> Running {
        let (stop, stopped) = mpsc::channel();
        let ticks = Arc::clone(&self.ticks);
        let ask = move || {
            while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                ticks.fetch_add(1, Ordering::Relaxed);
                handle.request();
            }
        };
        Running { profiler: self, start: Instant::now(), stop, thread: thread::spawn(ask) }
    }
}

/// A profiler at work.
pub struct Running {
    profiler: Profiler,
    start: Instant,
    /// Dropped to end the thread.
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Running {
    /// Writes the profile of the program `script`, and to stderr what stands out in it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(self, script: &str) -> io::Result<()> {
        let took = self.start.elapsed();
        drop(self.stop);
        // A thread that cannot panic.
        let _ = self.thread.join();
        let Profiler { path, file, samples, .. } = self.profiler;
        let samples = samples.lock().unwrap_or_else(PoisonError::into_inner);
        if samples.total() == 0 {
            tell!("profile: the program ended before the first sample was taken");
            return Ok(());
        }
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg")) {
            report::flame_graph(&samples, script, took, file)?;
        } else {
            report::folded(&samples, file)?;
        }
        tell!("profile: {} samples in {:.2} s, in {}", samples.total(), took.as_secs_f64(), path.display());
        tell!("{}", report::table(&samples).trim_end());
        Ok(())
    }
}
