//! [`Stacks`]: the value stack, the frame stack and the native stack of a vm, sized so that the
//! counted depth limit comes before the end of any of them.

use heap::Bits;
use jit::abi::CALL_BYTES;

use crate::error::{Error, ErrorKind};
use crate::frame::Frame;
use crate::memory::Region;

/// What a nested level may take of the native stack: an interpreter activation, a helper that starts
/// it, and the machine code between. A test of `vm.rs` compares it with the real need.
pub(crate) const LEVEL_BYTES: usize = if cfg!(debug_assertions) { 12 << 10 } else { 1 << 10 };

/// What may be taken of the native stack at the deepest level: by a host function, the collector,
/// the loader's compiler.
pub(crate) const HEADROOM_BYTES: usize = 4 << 20;

/// Words behind the value stack's end that rows and helpers may use for operands of fused rows.
const RESERVE_WORDS: usize = 64;

/// The least that an active call counts: the word of its callee, and [`CALL_BYTES`].
const LEAST_CALL_BYTES: usize = size_of::<Bits>() + CALL_BYTES as usize;

/// The stacks.
pub(crate) struct Stacks {
    values: Region,
    value_bytes: usize,
    frames: Region,
    native: Region,
}

impl Stacks {
    /// Stacks for `slots` words of values.
    ///
    /// # Errors
    /// The system gives no address space.
    pub(crate) fn new(slots: usize) -> Result<Stacks, Error> {
        let word = size_of::<Bits>();
        let value_bytes = slots.checked_mul(word).ok_or(ErrorKind::OutOfMemory)?;
        let levels = value_bytes / LEAST_CALL_BYTES + 2;
        let native = levels.checked_mul(LEVEL_BYTES).and_then(|bytes| bytes.checked_add(HEADROOM_BYTES));
        Ok(Stacks {
            values: Region::new(value_bytes.checked_add(RESERVE_WORDS * word).ok_or(ErrorKind::OutOfMemory)?)?,
            value_bytes,
            frames: Region::new(levels * size_of::<Frame>())?,
            native: Region::new(native.ok_or(ErrorKind::OutOfMemory)?)?,
        })
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

    /// The lowest address of the native stack, and its length.
    pub(crate) fn native(&self) -> (*mut u8, usize) {
        (self.native.start(), self.native.len())
    }
}
