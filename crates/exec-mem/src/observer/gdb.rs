//! Debuggers: the interface that GDB and LLDB define for compilers at run time.
//!
//! The debugger sets a breakpoint in `__jit_debug_register_code` and reads a list of images from
//! `__jit_debug_descriptor`.

mod groups;
mod list;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use groups::Groups;

use super::elf::Function;
use super::frame::Frame;
use super::{Observer, Published};

/// Tells GDB or LLDB the name of every function published: breakpoints and backtraces have it.
///
/// Code in a dual mapping cannot be written by anybody, a debugger included: set breakpoints in
/// it with `hbreak` (x86-64 has four), or build the arena with
/// [`Strategy::Toggle`](crate::Strategy::Toggle) while debugging, where `break` works too.
///
/// A process can have only one definition of the interface's two symbols: another crate that
/// brings them is refused by the linker.
///
/// ```
/// use exec_mem::{Arena, observer::{Frame, Gdb}};
///
/// // Every function begins with push rbp; mov rbp, rsp.
/// let gdb = Gdb::new(Some(Frame::Pointer));
/// let arena = Arena::builder().observer(gdb).build()?;
/// let mut draft = arena.draft(6)?;
/// draft.set_name("nothing"); // what `hbreak nothing` and `backtrace` know it by
/// draft.append(&[0x55, 0x48, 0x89, 0xe5, 0x5d, 0xc3])?; // push rbp; mov rbp, rsp; pop rbp; ret
/// let code = draft.publish()?;
/// # Ok::<(), exec_mem::Error>(())
/// ```
pub struct Gdb {
    frame_of: Box<FrameOf>,
    groups: Mutex<Groups>,
}

/// The shape of the frames of a piece of code.
type FrameOf = dyn Fn(&Published<'_>) -> Option<Frame> + Send + Sync;

impl Gdb {
    /// An observer for an arena whose code has frames of this shape, if there is one: backtraces
    /// then go on into the callers.
    pub fn new(frame: Option<Frame>) -> Arc<Self> {
        Self::with_frames(move |_| frame)
    }

    /// An observer for an arena whose pieces of code have frames of different shapes.
    ///
    /// ```
    /// use exec_mem::observer::{Frame, Gdb};
    ///
    /// let gdb = Gdb::with_frames(|code| match code.name {
    ///     "start" => Some(Frame::Fixed { bytes: 64, saves_rbp: true }),
    ///     _ => Some(Frame::Pointer),
    /// });
    /// ```
    pub fn with_frames(frame_of: impl Fn(&Published<'_>) -> Option<Frame> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Gdb { frame_of: Box::new(frame_of), groups: Mutex::default() })
    }

    fn groups(&self) -> MutexGuard<'_, Groups> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Gdb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gdb").field("groups", &self.groups).finish_non_exhaustive()
    }
}

impl Observer for Gdb {
    fn published(&self, code: Published<'_>) {
        let frame = (self.frame_of)(&code);
        self.groups().published(Function::new(code.name, code.base, code.bytes, frame));
    }

    fn dropped(&self, base: usize) {
        self.groups().dropped(base);
    }
}

impl Drop for Gdb {
    fn drop(&mut self) {
        self.groups().clear();
    }
}
