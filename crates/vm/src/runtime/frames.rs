//! [`Frames`]: the active calls of a running vm, read from its stacks without changing anything.
//!
//! Interpreted frames are on the frame stack. Compiled ones are 16 bytes each on the native stack:
//! the base of the frame's window, and above it the address that the frame returns to. A frame that
//! has called something, a frame or a helper, has pushed the address where it goes on right below
//! its 16 bytes. The call sites of its code tell which instruction that is.

use std::collections::BTreeSet;
use std::iter::FusedIterator;
use std::marker::PhantomData;

use heap::Bits;
use jit::abi::CALL_BYTES;

use crate::common::trace::{MAX_FRAMES, Place, Trace};
use crate::runtime::activation::{Activation, Segment};
use crate::runtime::context::ContextRef;
use crate::runtime::frame::Frame;
use crate::runtime::global;
use crate::runtime::record::RecordRef;

/// Which tier runs a frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum FrameTier {
    /// The interpreter.
    Interpreted,
    /// Machine code.
    Compiled,
}

/// An active call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct FrameInfo<'a> {
    /// The function's name; `"script"` for the body of a module.
    pub function: &'a str,
    /// The path of its module.
    pub module: &'a str,
    /// The source line it is at, 0 if unknown.
    pub line: u32,
    /// What runs it.
    pub tier: FrameTier,
}

/// The active calls, innermost first. Made by [`Ctx::frames`](crate::Ctx::frames); each step takes
/// a constant time, and none allocates.
#[derive(Clone)]
pub struct Frames<'a> {
    walk: Walk,
    _running: PhantomData<&'a ()>,
}

impl<'a> Iterator for Frames<'a> {
    type Item = FrameInfo<'a>;

    fn next(&mut self) -> Option<FrameInfo<'a>> {
        let frame = self.walk.next()?;
        let pc = frame.instruction(self.walk.cx);
        let instance = frame.record.instance();
        let chunk = &instance.module.chunks[frame.record.chunk().index()];
        Some(FrameInfo {
            function: instance.module.name(chunk.name),
            module: &instance.module.path,
            line: pc.map_or(0, |pc| chunk.line(pc)),
            tier: frame.tier,
        })
    }
}

impl FusedIterator for Frames<'_> {}

impl std::fmt::Debug for Frames<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl Frames<'_> {
    /// The frames of the running vm as of the last safepoint.
    pub(crate) fn new<'a>(cx: ContextRef) -> Frames<'a> {
        Frames { walk: Walk::new(cx), _running: PhantomData }
    }

    /// The next frame: its function, its instruction if that is known, whether machine code runs
    /// it.
    pub(crate) fn next_record(&mut self) -> Option<(RecordRef, Option<u32>, bool)> {
        let frame = self.walk.next()?;
        Some((frame.record, frame.instruction(self.walk.cx), frame.tier == FrameTier::Compiled))
    }

    /// What a name means in the module of the next frame.
    pub(crate) fn member(&self, name: &str) -> Option<Bits> {
        let mut walk = self.walk.clone();
        let instance = walk.next()?.record.instance();
        // SAFETY: an active call keeps its instance alive, whose first part is its namespace.
        unsafe { global::member(walk.cx, std::ptr::from_ref(instance) as u64, name) }
    }

    /// The trace of the running vm, without its `skip` innermost frames.
    pub(crate) fn trace(cx: ContextRef, skip: usize) -> Trace {
        let mut walk = Frames::new(cx);
        if skip > 0 {
            walk.nth(skip - 1);
        }
        let frames = std::iter::from_fn(|| walk.next_place()).take(MAX_FRAMES).collect();
        Trace::new(frames, walk.count_rest())
    }

    /// The place of the next frame.
    fn next_place(&mut self) -> Option<Place> {
        let FrameInfo { function, module, line, .. } = self.next()?;
        Some(Place { path: module.into(), function: function.into(), line })
    }

    /// Counts the frames that are left.
    fn count_rest(self) -> usize {
        let mut walk = self.walk;
        std::iter::from_fn(|| walk.next()).count()
    }
}

/// The addresses where active compiled frames go on; `None` if not all of them were found.
pub(crate) fn native_returns(cx: ContextRef) -> Option<BTreeSet<usize>> {
    let mut walk = Walk::new(cx);
    let mut addresses = BTreeSet::new();
    while let Some(frame) = walk.next() {
        if let At::Return(address) = frame.at {
            addresses.insert(address);
        }
    }
    (!walk.lost).then_some(addresses)
}

/// A frame before its instruction is looked up.
#[derive(Clone, Copy)]
struct RawFrame {
    record: RecordRef,
    at: At,
    tier: FrameTier,
}

#[derive(Clone, Copy)]
enum At {
    /// This instruction.
    Instruction(u32),
    /// The call that returns to this address.
    Return(usize),
}

impl RawFrame {
    fn instruction(&self, cx: ContextRef) -> Option<u32> {
        match self.at {
            At::Instruction(pc) => Some(pc),
            At::Return(address) => cx.engine_ref().tier.call_site(address),
        }
    }
}

/// Where the walk is.
#[derive(Clone)]
struct Walk {
    cx: ContextRef,
    /// Whose frames come next; null at the end.
    activation: *const Activation,
    /// The innermost frame of that activation, unless it was given already: its base and
    /// instruction.
    innermost: Option<(*mut Bits, u32)>,
    /// Base of the frame given last.
    given: *mut Bits,
    /// End of the entries of the frame stack that were not given.
    frames: *mut Frame,
    /// Compiled frames that were not given: the next one, and the outermost.
    native: *const u64,
    native_end: *const u64,
    /// The depth limit that the next compiled frames found when they were entered.
    stack_limit: i64,
    /// Whether the frames of some activation were not found.
    lost: bool,
}

const FRAME_WORDS: usize = CALL_BYTES as usize / size_of::<u64>();

impl Walk {
    fn new(cx: ContextRef) -> Walk {
        let (activation, frames, stack_limit) = (cx.activation(), cx.frames(), cx.stack_limit());
        let innermost = Some((cx.base(), cx.pc()));
        let (given, native) = (std::ptr::null_mut(), std::ptr::null());
        Walk { cx, activation, innermost, given, frames, native, native_end: native, stack_limit, lost: false }
    }

    fn next(&mut self) -> Option<RawFrame> {
        loop {
            // SAFETY: an activation that has not ended, by the invariant of `activation`.
            let activation = unsafe { self.activation.as_ref() }?;
            let frame = match activation.segment {
                Segment::Interpreted { bottom } => self.interpreted(activation, bottom),
                Segment::Compiled { depth } => self.compiled(depth),
            };
            if frame.is_some() {
                return frame;
            }
            self.innermost = Some((activation.caller_base, activation.caller_pc));
            self.activation = activation.outer;
        }
    }

    fn interpreted(&mut self, activation: &Activation, bottom: *mut Frame) -> Option<RawFrame> {
        if let Some((base, pc)) = self.innermost.take() {
            // An activation may have no frame yet; and a frame whose loop runs as machine code was
            // given as such.
            if base != activation.caller_base && base != self.given {
                self.given = base;
                // SAFETY: the base of an active frame.
                let record = unsafe { RecordRef::of_frame(base) };
                let tier = self.tier_of_interpreted(record, pc);
                return Some(RawFrame { record, at: At::Instruction(pc), tier });
            }
        }
        if self.frames <= bottom {
            return None;
        }
        // SAFETY: `bottom` is below it, in the same frame stack.
        self.frames = unsafe { self.frames.sub(1) };
        // SAFETY: an entry of the frame stack, of a caller that is active.
        let Frame { pc, base, record, .. } = unsafe { *self.frames };
        self.given = base;
        let code = record.code();
        // SAFETY: both point into the code of the function; `pc` is behind its call.
        let pc = unsafe { pc.offset_from(code) } as u32 - 1;
        Some(RawFrame { record, at: At::Instruction(pc), tier: FrameTier::Interpreted })
    }

    /// The tier of an interpreted frame. Machine code leaves a loop to have the poll byte looked
    /// at: then the tier is that of the machine code.
    fn tier_of_interpreted(&self, record: RecordRef, pc: u32) -> FrameTier {
        match self.cx.engine_ref().tier.polled() {
            Some(polled) if polled == (record, pc) => FrameTier::Compiled,
            _ => FrameTier::Interpreted,
        }
    }

    fn compiled(&mut self, depth: u32) -> Option<RawFrame> {
        if let Some((base, _)) = self.innermost.take() {
            self.find_compiled(base, depth);
        }
        if self.native.is_null() || self.native > self.native_end {
            return None;
        }
        // SAFETY: a frame's lower word is its base.
        let base = unsafe { *self.native } as *mut Bits;
        // SAFETY: the word below a frame is what it pushed when it called.
        let address = unsafe { *self.native.wrapping_sub(1) } as usize;
        self.native = self.native.wrapping_add(FRAME_WORDS);
        self.given = base;
        // SAFETY: the base of an active frame.
        let record = unsafe { RecordRef::of_frame(base) };
        Some(RawFrame { record, at: At::Return(address), tier: FrameTier::Compiled })
    }

    /// Finds the compiled frame with a base. Bases grow from the outermost frame inwards, so the
    /// search meets it before it gets to words that are no frames.
    fn find_compiled(&mut self, base: *mut Bits, depth: u32) {
        let first = self
            .cx
            .stack_end()
            .wrapping_sub(CALL_BYTES * u64::from(depth))
            .wrapping_sub(self.stack_limit.cast_unsigned());
        let first = first as *const u64;
        // SAFETY: the entry trampoline pushes the limit that held before right above the first
        // frame.
        self.stack_limit = unsafe { *first.wrapping_add(FRAME_WORDS) }.cast_signed();
        let lowest = psm::stack_pointer() as *const u64;
        let mut at = first;
        // SAFETY: words of the native stack in use.
        while at > lowest && unsafe { *at } != base as u64 {
            at = at.wrapping_sub(FRAME_WORDS);
        }
        self.lost |= at <= lowest;
        (self.native, self.native_end) = if at > lowest { (at, first) } else { (std::ptr::null(), std::ptr::null()) };
    }
}
