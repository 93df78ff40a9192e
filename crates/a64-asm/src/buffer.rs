//! Where instructions are stored: a buffer that grows, or a window of it of a fixed size.
//!
//! Instructions are the same on both; they differ in the check for space. What they share, the
//! notes and the first mistake, is the `State`.

use alloc::vec::Vec;

use crate::error::Error;
use crate::state::State;

/// A place for instructions: [`Growing`] or [`Window`].
pub trait Buffer: sealed::Store {}

impl Buffer for Growing {}
impl Buffer for Window<'_> {}

/// The buffer of an assembler. It checks for space, and grows, at every instruction.
#[derive(Debug)]
pub struct Growing {
    /// The code, then zeros or leftovers to overwrite.
    pub(crate) room: Vec<u8>,
    pub(crate) pos: u32,
    pub(crate) state: State,
}

/// Room for a template's instructions, checked once; see `Assembler::reserved`.
#[derive(Debug)]
pub struct Window<'a> {
    bytes: &'a mut [u8; WINDOW],
    /// Bytes stored; beyond `WINDOW` they are lost, and that is noted in the end.
    len: usize,
    /// Offset of the window in the code.
    start: u32,
    state: &'a mut State,
}

/// How many bytes a window takes.
pub(crate) const WINDOW: usize = 256;
/// What every branch within the code reaches, however it has to be stretched.
const MAX_CODE: usize = (1 << 27) - 4;

pub(crate) mod sealed {
    use super::State;

    /// What an instruction needs of a buffer.
    pub trait Store {
        fn pos(&self) -> u32;
        #[allow(private_interfaces)]
        fn state(&mut self) -> &mut State;
        fn put(&mut self, word: u32);
    }
}

#[allow(private_interfaces)]
impl sealed::Store for Growing {
    #[inline(always)]
    fn pos(&self) -> u32 {
        self.pos
    }

    #[inline(always)]
    fn state(&mut self) -> &mut State {
        &mut self.state
    }

    #[inline(always)]
    fn put(&mut self, word: u32) {
        let at = self.pos;
        match self.slot() {
            Some(slot) => {
                *slot = word.to_le_bytes();
                self.pos = at + 4;
            }
            None => self.put_slow(word),
        }
    }
}

#[allow(private_interfaces)]
impl sealed::Store for Window<'_> {
    #[inline(always)]
    fn pos(&self) -> u32 {
        self.start.wrapping_add(self.len as u32)
    }

    #[inline(always)]
    fn state(&mut self) -> &mut State {
        self.state
    }

    #[inline(always)]
    fn put(&mut self, word: u32) {
        let at = (self.len % WINDOW) & !3;
        if let Some(slot) = self.bytes.get_mut(at..at + 4) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        self.len += 4;
    }
}

impl Growing {
    /// Room for `N` bytes at the cursor, if there is so much.
    #[inline(always)]
    pub(crate) fn slot<const N: usize>(&mut self) -> Option<&mut [u8; N]> {
        let at = self.pos as usize;
        self.room.get_mut(at..at + N)?.first_chunk_mut()
    }

    /// Grows, then stores.
    #[cold]
    #[inline(never)]
    fn put_slow(&mut self, word: u32) {
        self.grow(4);
        if let Some(slot) = self.slot() {
            *slot = word.to_le_bytes();
            self.pos += 4;
        }
    }

    /// Makes room for `bytes`. Beyond the limit, or without memory, notes the mistake and
    /// starts over: the code is lost, and `finish` says so.
    #[cold]
    #[inline(never)]
    pub(crate) fn grow(&mut self, bytes: usize) {
        let used = self.pos as usize;
        let needed = used.saturating_add(bytes);
        if needed > MAX_CODE {
            self.state.fail(Error::CodeTooLarge);
            self.pos = 0;
            return;
        }
        let len = needed.max(self.room.len() * 2).max(1024);
        let additional = len - self.room.len();
        if self.room.try_reserve_exact(additional).is_err() {
            self.state.fail(Error::OutOfMemory);
            self.pos = 0;
            return;
        }
        self.room.resize(len, 0);
    }

    /// Lets `assemble` store into a window at the cursor; it tells how many bytes it stored.
    #[inline(always)]
    pub(crate) fn window(&mut self, assemble: impl FnOnce(Window<'_>) -> usize) {
        if self.room.len() < self.pos as usize + WINDOW {
            self.grow(WINDOW);
        }
        let start = self.pos;
        let at = start as usize;
        // Room is missing only after a growth that failed, which `finish` reports.
        let Some(bytes) = self.room.get_mut(at..at + WINDOW).and_then(|room| room.first_chunk_mut()) else { return };
        let len = assemble(Window { bytes, len: 0, start, state: &mut self.state });
        match len <= WINDOW {
            true => self.pos = start + len as u32,
            false => self.state.fail(Error::WindowTooSmall { at: start, bytes: len }),
        }
    }
}

impl Window<'_> {
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}
