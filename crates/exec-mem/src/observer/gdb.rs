//! Debuggers: the interface that GDB and LLDB define for compilers at run time.
//!
//! The debugger sets a breakpoint in `__jit_debug_register_code` and reads a list of images from
//! `__jit_debug_descriptor`. A process has one such list, so all arenas share it.

use std::collections::HashMap;
use std::fmt;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::frame::Frame;
use super::{Observer, Published, elf};

const NO_ACTION: u32 = 0;
const REGISTER: u32 = 1;
const UNREGISTER: u32 = 2;

/// `struct jit_code_entry` of the interface.
#[repr(C)]
#[derive(Debug)]
struct Entry {
    next: AtomicPtr<Entry>,
    previous: AtomicPtr<Entry>,
    image: *const u8,
    image_bytes: u64,
}

/// `struct jit_descriptor` of the interface.
#[repr(C)]
#[derive(Debug)]
pub struct Descriptor {
    version: u32,
    action: AtomicU32,
    relevant: AtomicPtr<Entry>,
    first: AtomicPtr<Entry>,
}

/// Where the debugger finds the list. Changed under [`LIST`]'s lock only.
#[doc(hidden)]
#[allow(non_upper_case_globals)]
#[unsafe(no_mangle)]
pub static __jit_debug_descriptor: Descriptor = Descriptor {
    version: 1,
    action: AtomicU32::new(NO_ACTION),
    relevant: AtomicPtr::new(ptr::null_mut()),
    first: AtomicPtr::new(ptr::null_mut()),
};

/// Where the debugger stops to look at the list.
#[doc(hidden)]
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn __jit_debug_register_code() {
    // The call must not be optimised away.
    std::hint::black_box(&__jit_debug_descriptor);
}

/// Orders all changes of the descriptor and the list.
static LIST: Mutex<()> = Mutex::new(());

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
    /// By address.
    entries: Mutex<HashMap<usize, Registered>>,
}

/// The shape of the frames of a piece of code.
type FrameOf = dyn Fn(&Published<'_>) -> Option<Frame> + Send + Sync;

/// An entry in the list, and what it points to.
#[derive(Debug)]
struct Registered {
    entry: NonNull<Entry>,
    image: Box<[u8]>,
}

// SAFETY: the pointers in an entry are to images and entries that this observer owns; the list is
// changed under `LIST`.
unsafe impl Send for Registered {}

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
        Arc::new(Gdb { frame_of: Box::new(frame_of), entries: Mutex::new(HashMap::new()) })
    }
}

impl fmt::Debug for Gdb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gdb").field("entries", &self.entries).finish_non_exhaustive()
    }
}

impl Observer for Gdb {
    fn published(&self, code: Published<'_>) {
        let frame = (self.frame_of)(&code);
        let image = elf::image(code.name, code.base, code.bytes, frame);
        let registered = Registered::new(image);
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(older) = entries.insert(code.base, registered) {
            older.remove();
        }
    }

    fn dropped(&self, base: usize) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(registered) = entries.remove(&base) {
            registered.remove();
        }
    }
}

impl Drop for Gdb {
    fn drop(&mut self) {
        let entries = self.entries.get_mut().unwrap_or_else(PoisonError::into_inner);
        entries.drain().for_each(|(_, registered)| registered.remove());
    }
}

impl Registered {
    /// Puts a new entry at the head of the list.
    fn new(image: Box<[u8]>) -> Self {
        let _list = LIST.lock().unwrap_or_else(PoisonError::into_inner);
        let first = __jit_debug_descriptor.first.load(Ordering::Relaxed);
        let entry = NonNull::from(Box::leak(Box::new(Entry {
            next: AtomicPtr::new(first),
            previous: AtomicPtr::new(ptr::null_mut()),
            image: image.as_ptr(),
            image_bytes: image.len() as u64,
        })));
        // SAFETY: what is in the list is owned by an observer until it is removed under `LIST`.
        if let Some(first) = unsafe { first.as_ref() } {
            first.previous.store(entry.as_ptr(), Ordering::Relaxed);
        }
        __jit_debug_descriptor.first.store(entry.as_ptr(), Ordering::Relaxed);
        tell(REGISTER, entry.as_ptr());
        Registered { entry, image }
    }

    /// Takes the entry out of the list.
    fn remove(self) {
        let _list = LIST.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: made by `Box::leak` in `new`, and freed only here, after it left the list.
        let entry = unsafe { Box::from_raw(self.entry.as_ptr()) };
        let (next, previous) = (entry.next.load(Ordering::Relaxed), entry.previous.load(Ordering::Relaxed));
        // SAFETY: what is in the list is owned by an observer until it is removed under `LIST`.
        if let Some(next) = unsafe { next.as_ref() } {
            next.previous.store(previous, Ordering::Relaxed);
        }
        // SAFETY: an entry of the list, which is locked.
        match unsafe { previous.as_ref() } {
            Some(previous) => previous.next.store(next, Ordering::Relaxed),
            None => __jit_debug_descriptor.first.store(next, Ordering::Relaxed),
        }
        tell(UNREGISTER, self.entry.as_ptr());
        drop(self.image);
    }
}

/// Lets the debugger look. The caller holds [`LIST`].
fn tell(action: u32, entry: *mut Entry) {
    __jit_debug_descriptor.relevant.store(entry, Ordering::Relaxed);
    __jit_debug_descriptor.action.store(action, Ordering::Release);
    __jit_debug_register_code();
    __jit_debug_descriptor.action.store(NO_ACTION, Ordering::Relaxed);
    __jit_debug_descriptor.relevant.store(ptr::null_mut(), Ordering::Relaxed);
}
