//! Unwinders: one `.eh_frame` entry per region, registered with the runtime that unwinds.
//!
//! After this, backtraces taken in a function that published code has called go on into the
//! code's callers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::frame::Frame;
use super::{Observer, Published, Region};

// Of libgcc or libunwind, which Rust's own panics and backtraces use. They are no system calls.
unsafe extern "C" {
    fn __register_frame(section: *const u8);
    fn __deregister_frame(section: *const u8);
}

/// Registers every region of an arena with the unwinder.
///
/// ```
/// use exec_mem::{Arena, observer::{EhFrame, Frame}};
///
/// extern "C" fn told() {
///     // The trace goes on below the published code, to whoever called it.
///     let trace = std::backtrace::Backtrace::force_capture().to_string();
///     assert!(trace.contains("the_caller"), "{trace}");
/// }
///
/// #[inline(never)]
/// fn the_caller(code: &exec_mem::Code) -> u32 {
///     // SAFETY: the code calls its argument, which has this type, and returns.
///     unsafe { code.entry::<extern "C" fn(extern "C" fn())>() }.call(told);
///     std::hint::black_box(1) // so that the call is not the last thing done here
/// }
///
/// let arena = Arena::builder().observer(EhFrame::new(Frame::Pointer)).build()?;
/// let mut draft = arena.draft(8)?;
/// draft.append(&[0x55, 0x48, 0x89, 0xe5])?; // push rbp; mov rbp, rsp
/// draft.append(&[0xff, 0xd7, 0x5d, 0xc3])?; // call rdi; pop rbp; ret
/// the_caller(&draft.publish()?);
/// # Ok::<(), exec_mem::Error>(())
/// ```
#[derive(Debug)]
pub struct EhFrame {
    frame: Frame,
    /// By the region's address. The unwinder holds pointers into the sections.
    sections: Mutex<HashMap<usize, Box<[u8]>>>,
}

impl EhFrame {
    /// An observer for an arena all of whose code has frames of this shape.
    pub fn new(frame: Frame) -> Arc<Self> {
        Arc::new(EhFrame { frame, sections: Mutex::new(HashMap::new()) })
    }
}

impl Observer for EhFrame {
    fn region_added(&self, region: Region) {
        let section = self.frame.section(region.base, region.len).into_boxed_slice();
        // SAFETY: the section is well formed, ends with an empty entry, and stays where it is
        // until it is deregistered.
        unsafe { __register_frame(section.as_ptr()) };
        let mut sections = self.sections.lock().unwrap_or_else(PoisonError::into_inner);
        sections.insert(region.base, section);
    }

    fn region_removed(&self, region: Region) {
        let mut sections = self.sections.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(section) = sections.remove(&region.base) {
            // SAFETY: registered in `region_added`, and no code of the region runs any more.
            unsafe { __deregister_frame(section.as_ptr()) };
        }
    }

    fn published(&self, _: Published<'_>) {}
}
