//! The list that a debugger reads, and the function where it stops to do so.
//!
//! A process has one such list, so all arenas share it.

use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

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

/// An entry in the list, and what it points to.
#[derive(Debug)]
pub(super) struct Registered {
    entry: NonNull<Entry>,
    image: Box<[u8]>,
}

// SAFETY: the pointers in an entry are to images and entries that this value owns; the list is
// changed under `LIST`.
unsafe impl Send for Registered {}

impl Registered {
    /// Puts a new entry at the head of the list.
    pub(super) fn new(image: Box<[u8]>) -> Self {
        let _list = LIST.lock().unwrap_or_else(PoisonError::into_inner);
        let first = __jit_debug_descriptor.first.load(Ordering::Relaxed);
        let entry = NonNull::from(Box::leak(Box::new(Entry {
            next: AtomicPtr::new(first),
            previous: AtomicPtr::new(ptr::null_mut()),
            image: image.as_ptr(),
            image_bytes: image.len() as u64,
        })));
        // SAFETY: what is in the list is owned by a `Registered` until it is removed under `LIST`.
        if let Some(first) = unsafe { first.as_ref() } {
            first.previous.store(entry.as_ptr(), Ordering::Relaxed);
        }
        __jit_debug_descriptor.first.store(entry.as_ptr(), Ordering::Relaxed);
        tell(REGISTER, entry.as_ptr());
        Registered { entry, image }
    }

    /// Takes the entry out of the list.
    pub(super) fn remove(self) {
        let _list = LIST.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: made by `Box::leak` in `new`, and freed only here, after it left the list.
        let entry = unsafe { Box::from_raw(self.entry.as_ptr()) };
        let (next, previous) = (entry.next.load(Ordering::Relaxed), entry.previous.load(Ordering::Relaxed));
        // SAFETY: what is in the list is owned by a `Registered` until it is removed under `LIST`.
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
