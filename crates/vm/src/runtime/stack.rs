//! [`Stacks`]: the value stack, the frame stack and the native stack of a vm, sized so that the
//! counted depth limit comes before the end of any of them.

use std::cell::UnsafeCell;

use heap::{Bits, MemoryLimit};
use jit::abi::{CALL_BYTES, WORDS_ABOVE};

use crate::common::error::{Error, ErrorKind};
use crate::common::memory::Region;
use crate::common::native_stack::NativeStack;
use crate::runtime::frame::Frame;

/// What a nested level may take of the native stack: an interpreter activation, a helper that
/// starts it, and the machine code between. A test of `vm.rs` compares it with the real need.
pub(crate) const LEVEL_BYTES: usize = if cfg!(debug_assertions) { 12 << 10 } else { 1 << 10 };

/// What may be taken of the native stack at the deepest level: by a host function, the collector,
/// the loader's compiler.
pub(crate) const HEADROOM_BYTES: usize = 4 << 20;

/// Words behind the value stack's end: rows and helpers may use some for operands of fused rows,
/// and optimised code has [`WORDS_ABOVE`].
const RESERVE_WORDS: usize = 64 + WORDS_ABOVE as usize;

/// The least that an active call counts: the word of its callee, and [`CALL_BYTES`].
const LEAST_CALL_BYTES: usize = size_of::<Bits>() + CALL_BYTES as usize;

/// The part of what a [`MemoryLimit`] leaves that the native stack takes at most.
const NATIVE_DIVISOR: usize = 8;

/// Nested levels that even a small native stack holds.
const LEAST_LEVELS: usize = 128;

/// The stacks.
pub(crate) struct Stacks {
    values: Region,
    value_bytes: usize,
    frames: Region,
    native: Box<UnsafeCell<NativeStack>>,
    native_reserve: usize,
}

/// Bytes of each stack.
struct Sizes {
    values: usize,
    frames: usize,
    native: usize,
    least_native: usize,
}

impl Stacks {
    /// Stacks for `slots` words of values. Where memory is limited the native stack is smaller:
    /// programs whose calls go from tier to tier then run out of memory before the depth limit.
    ///
    /// # Errors
    /// The system gives no address space.
    pub(crate) fn new(slots: usize, limit: Option<MemoryLimit>) -> Result<Stacks, Error> {
        let sizes = Sizes::new(slots).ok_or(ErrorKind::OutOfMemory)?;
        let possible = limit.map_or(usize::MAX, |limit| limit.left() / NATIVE_DIVISOR);
        let native = sizes.native.min(possible.max(sizes.least_native));
        Ok(Stacks {
            values: Region::new(sizes.values + RESERVE_WORDS * size_of::<Bits>())?,
            value_bytes: sizes.values,
            frames: Region::new(sizes.frames)?,
            native: Box::new(UnsafeCell::new(NativeStack::new(native)?)),
            // The compiled frames of one level can take all that the depth rule allows; the full
            // size has room for them.
            native_reserve: if native < sizes.native { HEADROOM_BYTES + sizes.values } else { HEADROOM_BYTES },
        })
    }

    /// The least address space that stacks for `slots` words of values take.
    pub(crate) fn least_bytes(slots: usize) -> usize {
        Sizes::new(slots).map_or(usize::MAX, |sizes| sizes.values + sizes.frames + sizes.least_native)
    }

    /// The first word of the value stack.
    pub(crate) fn bottom(&self) -> *mut Bits {
        self.values.start()
    }

    /// The address that the sum of the depth rule must stay within.
    pub(crate) fn value_end(&self) -> u64 {
        self.bottom() as u64 + self.value_bytes as u64
    }

    /// The first entry of the frame stack.
    pub(crate) fn frames(&self) -> *mut Frame {
        self.frames.start()
    }

    /// The address on the native stack below which no nested level begins.
    pub(crate) fn native_limit(&self) -> usize {
        self.native_range().0 as usize + self.native_reserve
    }

    /// The native stack, which lives as long as this.
    pub(crate) fn native(&self) -> *mut NativeStack {
        self.native.get()
    }

    /// The lowest address of the native stack, and its length.
    pub(crate) fn native_range(&self) -> (*mut u8, usize) {
        let stack = self.native.get();
        // SAFETY: the stack lives as long as `self`. It is borrowed mutably only to start to run on
        // it, by the vm that has `self`.
        let stack = unsafe { &*stack };
        (stack.start(), stack.len())
    }
}

impl Sizes {
    /// The sizes for `slots` words of values; `None` if they are absurd.
    fn new(slots: usize) -> Option<Sizes> {
        let values = slots.checked_mul(size_of::<Bits>())?;
        let levels = values / LEAST_CALL_BYTES + 2;
        let native = levels.checked_mul(LEVEL_BYTES)?.checked_add(HEADROOM_BYTES)?;
        let least_native = HEADROOM_BYTES + values + LEAST_LEVELS * LEVEL_BYTES;
        Some(Sizes { values, frames: levels * size_of::<Frame>(), native, least_native: least_native.min(native) })
    }
}
