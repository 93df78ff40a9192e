//! Sampling: another thread asks by a bit of the poll byte, and the running program answers at its
//! next poll by showing its active calls. A vm without a sampler pays nothing, one with a sampler
//! nothing between samples.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::runtime::context::{ContextRef, Shared};
use crate::runtime::frames::Frames;
use crate::runtime::poll::SAMPLE;

/// What is shown the active calls; see [`VmBuilder::sampler`](crate::VmBuilder::sampler).
pub(crate) type Sampler = Box<dyn FnMut(Frames<'_>) + Send>;

/// Asks a vm for samples, from any thread. It may outlive its vm.
///
/// ```
/// # use std::sync::{Arc, Mutex};
/// # let module = lang::compile_verified("doc.unna", b"for (var i = 0; i < 100000; i = i + 1) {}").unwrap();
/// let seen = Arc::new(Mutex::new(Vec::new()));
/// let sink = Arc::clone(&seen);
/// let sampler = move |frames: vm::Frames<'_>| sink.lock().unwrap().push(frames.count());
/// let mut vm = vm::Vm::builder().sampler(sampler).build()?;
/// vm.sample_handle().request(); // a profiler does so from a thread of its own, a thousand times a second
/// vm.run(Arc::new(module))?;
/// assert_eq!(*seen.lock().unwrap(), [1], "one sample, with one active call");
/// # Ok::<(), vm::Error>(())
/// ```
#[derive(Clone)]
pub struct SampleHandle {
    pub(crate) shared: Arc<Shared>,
}

impl SampleHandle {
    /// Asks the running program to show its calls. It does so at its next loop turn or call, or
    /// within a native at the next piece of work. Requests that come before that make one sample.
    pub fn request(&self) {
        self.shared.poll().fetch_or(SAMPLE, Ordering::Relaxed);
    }
}

impl fmt::Debug for SampleHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SampleHandle").finish_non_exhaustive()
    }
}

/// Shows the active calls to the vm's sampler and recorder, if it has them.
pub(crate) fn sample(cx: ContextRef) {
    // The sampler is taken out while it runs and the recorder is cloned, so that nothing of the
    // engine is borrowed.
    let recorder = cx.engine().recorder.clone();
    let mut sampler = cx.engine().sampler.take();
    if sampler.is_none() && !recorder.is_on() {
        return;
    }
    let frames = Frames::new(cx);
    if frames.clone().next().is_none() {
        // The program is about to begin: its next poll will do.
        cx.ask(SAMPLE);
    } else {
        recorder.sample(frames.clone());
        if let Some(sampler) = &mut sampler {
            sampler(frames);
        }
    }
    cx.engine().sampler = sampler;
}
