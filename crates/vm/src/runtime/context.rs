//! [`EngineContext`]: what machine code, interpreter and helpers share, at one address for the
//! vm's whole life.
//!
//! Invariant: nobody makes a reference to the whole context. Its fields are used through raw
//! pointers, because other threads may write the poll byte at any time.

use std::cell::UnsafeCell;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::AtomicU8;

use bytecode::Inst;
use heap::Bits;
use jit::abi::{CALL_BYTES, VmContext};

use crate::common::native_stack::NativeStack;
use crate::runtime::frame::{Activation, Frame, Segment};
use crate::runtime::record::RecordRef;
use crate::runtime::tiers::Tiers;

/// The context of machine code, and behind it the fields that interpreter and helpers use most.
#[repr(C)]
pub(crate) struct EngineContext {
    /// First, so that a pointer to it is one to all.
    pub(crate) abi: VmContext,
    /// Everything else: the address of the vm's `Engine`, which [`ContextRef::engine`] gives.
    pub(crate) engine: *mut (),
    /// First free entry of the frame stack; set at safepoints of the interpreter.
    pub(crate) frames: *mut Frame,
    /// What `frames` is while the running interpreter activation executes its outermost frame.
    pub(crate) bottom: *mut Frame,
    /// Active calls below the outermost frame of the running interpreter activation.
    pub(crate) depth: u32,
    /// Modules whose bodies are running, the main one excluded.
    pub(crate) imports: u32,
    /// What `frame end + frames / 2` may be when the running activation calls a function.
    pub(crate) call_limit: u64,
    /// The interpreter's registers between a detour and the next row.
    pub(crate) resumption: Resumption,
    /// What the native stack pointer may not fall below when a nested activation begins.
    pub(crate) native_limit: usize,
    /// The native stack.
    pub(crate) native: *mut NativeStack,
    /// The innermost run of the interpreter or of machine code.
    pub(crate) activation: *const Activation,
    /// The ways to run functions.
    pub(crate) tiers: &'static Tiers,
}

/// How the interpreter goes on after a detour: the registers of the next row, or the activation's
/// result.
#[cfg_attr(not(threaded), expect(dead_code, reason = "only rows that jump to each other hand on"))]
#[derive(Clone, Copy)]
pub(crate) struct Resumption {
    pub(crate) pc: *mut Inst,
    pub(crate) sp: *mut Bits,
    pub(crate) base: *mut Bits,
    pub(crate) record: Option<RecordRef>,
    pub(crate) result: Bits,
}

impl Resumption {
    const EMPTY: Resumption =
        Resumption { pc: ptr::null_mut(), sp: ptr::null_mut(), base: ptr::null_mut(), record: None, result: Bits::NIL };
}

/// A frame stack entry stands for one active call, which counts [`CALL_BYTES`]; see `call_limit`.
const _: () = assert!(size_of::<Frame>() as u64 == 2 * CALL_BYTES);

/// The allocation behind a context, shared by the vm and its interrupt handles.
pub(crate) struct Shared(UnsafeCell<EngineContext>);

// SAFETY: other threads only use the poll byte, which is atomic (`InterruptHandle`,
// `SampleHandle`).
unsafe impl Send for Shared {}
// SAFETY: what several threads share of it is the poll byte, which is atomic.
unsafe impl Sync for Shared {}

impl Shared {
    pub(crate) fn new(context: EngineContext) -> Arc<Shared> {
        Arc::new(Shared(UnsafeCell::new(context)))
    }

    pub(crate) fn context(&self) -> ContextRef {
        ContextRef(self.0.get())
    }

    pub(crate) fn poll(&self) -> &AtomicU8 {
        let context = self.0.get();
        // SAFETY: the field is inside the live context; only shared references to it are ever made.
        unsafe { &(*context).abi.poll }
    }
}

/// A pointer to the context of a running vm, called `cx`: by it the engine's own code passes the vm
/// around. Host functions get a [`Ctx`](crate::Ctx) instead, which is made of one.
///
/// Invariant: it points to the context of a live vm, on the thread that runs it, and the engine
/// behind it is not borrowed elsewhere while one of these methods gives a reference into it; such a
/// reference ends before the next call of anything that takes a `ContextRef`.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct ContextRef(*mut EngineContext);

define_fields! { ContextRef {
    /// The address of everything of the vm that is not in its context.
    engine_address (set_engine_address): *mut () = engine;
    /// The ways to run functions.
    tiers (): &'static Tiers = tiers;
    /// The end of the valid words of the value stack.
    top (set_top): *mut Bits = abi.top;
    /// Base of the running frame, as of the last safepoint.
    base (set_base): *mut Bits = abi.base;
    /// Index of the running instruction, as of the last safepoint.
    pc (set_pc): u32 = abi.pc;
    /// First free entry of the frame stack.
    frames (set_frames): *mut Frame = frames;
    /// What `frames` is while the running interpreter activation executes its outermost frame.
    bottom (set_bottom): *mut Frame = bottom;
    /// Active calls below the outermost frame of the running interpreter activation.
    depth (set_depth): u32 = depth;
    /// Modules whose bodies are running, the main one excluded.
    imports (set_imports): u32 = imports;
    /// What `frame end + frames / 2` may be when the running activation calls a function.
    call_limit (set_call_limit): u64 = call_limit;
    /// What the native stack pointer may not fall below when a nested activation begins.
    native_limit (set_native_limit): usize = native_limit;
    /// The native stack, which lives as long as the vm.
    native (set_native): *mut NativeStack = native;
    /// The innermost run of the interpreter or of machine code; null while nothing runs.
    activation (set_activation): *const Activation = activation;
    /// Address of the first byte of the code whose exit was taken last.
    exit_start (): *const u8 = abi.exit_start;
    /// Which exit of that code it was.
    exit_id (): u32 = abi.exit_id;
    /// The depth limit of the running machine code; see [`jit::abi`].
    stack_limit (): i64 = abi.stack_limit;
    /// The address that frame end and depth together must not pass.
    stack_end (set_stack_end): u64 = abi.stack_end;
    /// The native stack pointer of a compiled frame that called a helper which may run programs.
    native_sp (): u64 = abi.native_sp;
    /// Units of fuel left; below 0 when they did not suffice.
    fuel (set_fuel): i64 = abi.fuel;
} }

#[cfg(threaded)]
define_fields! { ContextRef {
    /// How the interpreter goes on after a detour.
    resumption (set_resumption): Resumption = resumption;
} }

impl ContextRef {
    /// The vm behind the pointer that machine code passes to helpers.
    ///
    /// # Safety
    /// It is the context of a live vm, on the thread that runs it.
    pub(crate) unsafe fn new(context: *mut VmContext) -> ContextRef {
        ContextRef(context.cast())
    }

    pub(crate) fn ptr(self) -> *mut EngineContext {
        self.0
    }

    /// Sets where the heap has room for new objects.
    pub(crate) fn set_alloc_buffer(self, buffer: *mut heap::layout::AllocBuffer) {
        // SAFETY: the context lives, and nobody holds a reference to the field.
        unsafe { (*self.0).abi.alloc_buffer = buffer };
    }

    /// Sets the secrets of the heap's hash of ints.
    pub(crate) fn set_hash_secret(self, secret: [u64; 3]) {
        // SAFETY: the context lives, and nobody holds a reference to the field.
        unsafe { (*self.0).abi.hash_secret = secret };
    }

    /// The address of [`top`](ContextRef::top).
    pub(crate) fn top_address(self) -> *const *const Bits {
        // SAFETY: the field is inside the live context.
        unsafe { (&raw const (*self.0).abi.top).cast() }
    }

    /// The part that machine code knows.
    pub(crate) fn abi(self) -> *mut VmContext {
        self.0.cast()
    }

    /// Whether programs run, or natives that they called.
    #[inline(always)]
    pub(crate) fn is_running(self) -> bool {
        !self.activation().is_null()
    }

    /// Bytes of the native stack that are left above its headroom. This must run on that stack.
    pub(crate) fn native_left(self) -> usize {
        (psm::stack_pointer() as usize).saturating_sub(self.native_limit())
    }

    /// The function of the running frame, as of the last safepoint.
    pub(crate) fn record(self) -> RecordRef {
        // SAFETY: the base is that of a running frame, as of the last safepoint.
        unsafe { RecordRef::of_frame(self.base()) }
    }

    /// Active calls below the compiled frame that `native_sp` was set by.
    pub(crate) fn compiled_depth(self) -> u32 {
        let bytes = self.stack_end().wrapping_sub(self.stack_limit().cast_unsigned()).wrapping_sub(self.native_sp());
        (bytes / CALL_BYTES) as u32
    }

    /// Whether the innermost activation is machine code, which runs itself or has called a helper.
    pub(crate) fn in_machine_code(self) -> bool {
        // SAFETY: it is null, or an activation that has not ended, by the invariant of
        // `activation`.
        let activation = unsafe { self.activation().as_ref() };
        matches!(activation, Some(Activation { segment: Segment::Compiled { .. }, .. }))
    }

    /// Whether a frame that ends at `frame_end`, with `depth` active calls below it, fits the value
    /// stack.
    pub(crate) fn fits(self, frame_end: u64, depth: u32) -> bool {
        frame_end + CALL_BYTES * u64::from(depth) <= self.stack_end()
    }

    /// The atomic byte by which other threads ask for something.
    #[inline(always)]
    pub(crate) fn poll<'a>(self) -> &'a AtomicU8 {
        // SAFETY: the byte is in a live context, and only shared references to it are ever made.
        unsafe { &(*self.0).abi.poll }
    }

    /// Makes a guard of machine code fail; see `VmBuilder::forced_guard`.
    pub(crate) fn force_guard(self, site: u32, count: u32) {
        // SAFETY: the context lives, and nobody holds a reference to the field.
        unsafe { (*self.0).abi.force_site = site };
        // SAFETY: the context lives, and nobody holds a reference to the field.
        unsafe { (*self.0).abi.force_count = count };
    }

    /// Takes one unit of fuel; false if there is none.
    #[inline(always)]
    pub(crate) fn take_unit(self) -> bool {
        let left = self.fuel().wrapping_sub(1);
        self.set_fuel(left);
        left >= 0
    }

    /// Takes fuel; false if it does not suffice. A vm that is not metered has more than it can use.
    #[inline(always)]
    pub(crate) fn take_fuel(self, units: i64) -> bool {
        let left = self.fuel().saturating_sub(units);
        self.set_fuel(left);
        left >= 0
    }
}

impl EngineContext {
    /// A context that runs nothing yet.
    pub(crate) fn new(helpers: jit::abi::HelperTable, tiers: &'static Tiers) -> EngineContext {
        let abi = VmContext {
            top: ptr::null_mut(),
            base: ptr::null_mut(),
            pc: 0,
            exit_id: 0,
            poll: AtomicU8::new(0),
            exit_start: ptr::null(),
            stack_limit: 0,
            stack_end: 0,
            native_sp: 0,
            fuel: i64::MAX,
            alloc_buffer: ptr::null_mut(),
            hash_secret: [0; 3],
            force_site: 0,
            force_count: 0,
            lengths: [0; jit::abi::LENGTHS],
            spills: [0; jit::abi::SPILLS],
            helpers,
        };
        EngineContext {
            abi,
            engine: ptr::null_mut(),
            frames: ptr::null_mut(),
            bottom: ptr::null_mut(),
            depth: 0,
            imports: 0,
            call_limit: 0,
            resumption: Resumption::EMPTY,
            native_limit: 0,
            native: ptr::null_mut(),
            activation: ptr::null(),
            tiers,
        }
    }
}
