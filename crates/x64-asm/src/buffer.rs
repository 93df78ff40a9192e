//! Where instructions are stored: a buffer that grows, or a window of it of a fixed size.
//!
//! Both take the same instructions. They differ in when they check for space. The notes and the
//! first mistake are in the `State` that they share.

use alloc::vec::Vec;

use crate::encode::{ANY_HIGH, Layout, Long, Short, WithMem};
use crate::error::Error;
use crate::feature::Features;
use crate::label::Jump;
use crate::mem::SPECIAL;
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
    bytes: &'a mut [u8; WINDOW + STORE],
    /// How many bytes were stored. Those beyond `WINDOW` are lost, which is noted in the end.
    len: usize,
    /// Offset of the window in the code.
    start: u32,
    state: &'a mut State,
}

/// How many bytes a window takes.
pub(crate) const WINDOW: usize = 256;
/// The widest store of one instruction.
pub(crate) const STORE: usize = 16;
const MAX_CODE: usize = 1 << 30;

pub(crate) mod sealed {
    use super::{Jump, Long, Short, State};

    /// What an instruction needs of a buffer.
    pub trait Store {
        fn pos(&self) -> u32;
        #[allow(private_interfaces)]
        fn state(&mut self) -> &mut State;
        #[allow(private_interfaces)]
        fn put_short(&mut self, code: Short);
        #[allow(private_interfaces)]
        fn put_long(&mut self, code: Long);
        /// Puts a prefix before the last `len` bytes.
        fn prepend(&mut self, len: u32, prefix: u8);
        /// Stores the two bytes of a jump to a bound label within reach.
        #[allow(private_interfaces)]
        fn put_near(&mut self, jump: Jump, bytes: u16);
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
    fn put_short(&mut self, code: Short) {
        let at = self.pos;
        match self.slot() {
            Some(slot) => {
                *slot = code.word.to_le_bytes();
                self.pos = at + code.len;
            }
            None => self.put_slow(code.word, code.len, 0, code.len),
        }
    }

    #[inline(always)]
    fn put_long(&mut self, code: Long) {
        let at = self.pos;
        match self.slot() {
            Some(slot) => {
                code.write(slot);
                self.pos = at + code.len;
            }
            None => self.put_slow(code.head, code.head_len, code.tail, code.len),
        }
    }

    #[cold]
    #[inline(never)]
    fn prepend(&mut self, len: u32, prefix: u8) {
        let end = self.pos as usize;
        self.put_short(Short::new(0, 1));
        // Room is missing only after a growth that failed, which `finish` reports.
        if let Some(bytes) = self.room.get_mut(end.wrapping_sub(len as usize)..self.pos as usize) {
            bytes.rotate_right(1);
            bytes[0] = prefix;
        }
    }

    /// Not inlined, because most jumps go forward.
    #[inline(never)]
    fn put_near(&mut self, jump: Jump, bytes: u16) {
        self.put_short(Short::new(bytes.into(), 2));
        self.state.notes.jumps.push(jump);
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
    fn put_short(&mut self, code: Short) {
        let at = self.len % WINDOW;
        self.bytes[at..at + 8].copy_from_slice(&code.word.to_le_bytes());
        self.len += code.len as usize;
    }

    #[inline(always)]
    fn put_long(&mut self, code: Long) {
        let at = self.len % WINDOW;
        if let Some(slot) = self.bytes[at..at + STORE].first_chunk_mut() {
            code.write(slot);
        }
        self.len += code.len as usize;
    }

    #[cold]
    #[inline(never)]
    fn prepend(&mut self, len: u32, prefix: u8) {
        let end = self.len;
        self.put_short(Short::new(0, 1));
        // Beyond the window bytes are lost, which is noted in the end.
        if let Some(bytes) = self.bytes.get_mut(end.wrapping_sub(len as usize)..end + 1) {
            bytes.rotate_right(1);
            bytes[0] = prefix;
        }
    }

    #[inline(always)]
    fn put_near(&mut self, jump: Jump, bytes: u16) {
        self.put_short(Short::new(bytes.into(), 2));
        self.state.notes.jumps.push(jump);
    }
}

impl Growing {
    /// Room for `N` bytes at the cursor, if there is so much.
    #[inline(always)]
    pub(crate) fn slot<const N: usize>(&mut self) -> Option<&mut [u8; N]> {
        let at = self.pos as usize;
        self.room.get_mut(at..at + N)?.first_chunk_mut()
    }

    /// Grows, then stores. The parts are separate arguments, so that they are passed in registers.
    #[cold]
    #[inline(never)]
    fn put_slow(&mut self, head: u64, head_len: u32, tail: u64, len: u32) {
        self.grow(STORE);
        if let Some(slot) = self.slot() {
            Long { head, head_len, tail, len, high: false, layout: Layout::NONE }.write(slot);
            self.pos += len;
        }
    }

    /// Makes room for `bytes` and a store beyond them. Where that is beyond the limit, or there is
    /// no memory, it notes the mistake and drops the code.
    #[cold]
    #[inline(never)]
    pub(crate) fn grow(&mut self, bytes: usize) {
        let used = self.pos as usize;
        let needed = used.saturating_add(bytes).saturating_add(STORE);
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

    /// Lets `assemble` store into a window at the cursor and return how many bytes it stored.
    #[inline(always)]
    pub(crate) fn window(&mut self, assemble: impl FnOnce(Window<'_>) -> usize) {
        if self.room.len() < self.pos as usize + WINDOW + STORE {
            self.grow(WINDOW);
        }
        let start = self.pos;
        // Room is missing only after a growth that failed, which `finish` reports.
        let Some((bytes, state)) = self.slot_and_state() else { return };
        let len = assemble(Window { bytes, len: 0, start, state });
        match len <= WINDOW {
            true => self.pos = start + len as u32,
            false => self.state.fail(Error::WindowTooSmall { at: start, bytes: len }),
        }
    }

    #[inline(always)]
    fn slot_and_state(&mut self) -> Option<(&mut [u8; WINDOW + STORE], &mut State)> {
        let at = self.pos as usize;
        let bytes = self.room.get_mut(at..at + WINDOW + STORE)?.first_chunk_mut()?;
        Some((bytes, &mut self.state))
    }
}

impl Window<'_> {
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

/// What an operand form makes: bytes, and perhaps a target to note.
pub(crate) trait Encoded {
    fn store(self, buffer: &mut impl Buffer);
}

impl Encoded for Short {
    #[inline(always)]
    fn store(self, buffer: &mut impl Buffer) {
        match ANY_HIGH && self.high {
            true => store_high(buffer, self.word, self.len, 0, self.len),
            false => buffer.put_short(self),
        }
    }
}

/// Stores an instruction with a register from 16 on, and notes where it has no encoding, or APX is
/// needed. Apart from the store of others, so that their length stays a constant.
#[cold]
#[inline(never)]
fn store_high(buffer: &mut impl Buffer, head: u64, head_len: u32, tail: u64, len: u32) {
    let at = buffer.pos();
    if len == 0 {
        buffer.state().fail(Error::NoEncoding { at });
    } else if !buffer.state().features.contains(Features::APX_F) {
        buffer.state().missing(Features::APX_F, at);
    }
    buffer.put_long(Long { head, head_len, tail, len, high: true, layout: Layout::NONE });
}

impl Encoded for Long {
    #[inline(always)]
    fn store(self, buffer: &mut impl Buffer) {
        match ANY_HIGH && self.high {
            true => store_high(buffer, self.head, self.head_len, self.tail, self.len),
            false => buffer.put_long(self),
        }
    }
}

impl Encoded for WithMem {
    #[inline(always)]
    fn store(self, buffer: &mut impl Buffer) {
        self.code.store(buffer);
        if self.mem.bits & SPECIAL != 0 {
            let end = buffer.pos();
            buffer.state().note_target(self.mem, self.imm_len, end);
            if self.mem.has_segment() {
                buffer.prepend(self.code.len, self.mem.segment_prefix());
            }
        }
    }
}

impl Long {
    /// Writes both parts, and whatever is behind them.
    #[inline(always)]
    pub fn write(self, slot: &mut [u8; STORE]) {
        let tail_at = (self.head_len & 7) as usize;
        slot[..8].copy_from_slice(&self.head.to_le_bytes());
        slot[tail_at..tail_at + 8].copy_from_slice(&self.tail.to_le_bytes());
    }
}
