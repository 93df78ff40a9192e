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
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use vm::{Frames, SampleHandle};

use crate::ticker::Ticker;
use samples::Samples;

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
        let ticks = Arc::clone(&self.ticks);
        let count = move || {
            ticks.fetch_add(1, Ordering::Relaxed);
        };
        Running { profiler: self, start: Instant::now(), ticker: Ticker::start(handle, count) }
    }
}

/// A profiler at work.
pub struct Running {
    profiler: Profiler,
    start: Instant,
    ticker: Ticker,
}

impl Running {
    /// Writes the profile of the program `script`, and to stderr what stands out in it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(self, script: &str) -> io::Result<()> {
        let took = self.start.elapsed();
        drop(self.ticker);
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
