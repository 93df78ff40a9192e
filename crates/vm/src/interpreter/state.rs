//! [`State`]: the interpreter's registers, and what rows do with them.
//!
//! A row's function takes the state before its instruction and gives the one after it. The methods
//! here are unsafe operations in safe clothing, for use by the rows alone. They are sound because a
//! state is made only by [`super::run`] and by the methods themselves, and by these facts:
//!
//! * `pc` points at the instruction being run, in the code of `record`; targets are instructions
//!   of the same chunk (V1), the last one goes nowhere (V5);
//! * `base` is a window of `record` that fits the value stack, `sp` is its operand stack's end, and
//!   a row pops no more than there is (V2); slots, constants, globals, caches are in range (V3);
//! * the words below `sp` are valid values, so that `sp` may become the context's `top`;
//! * two words more than the deepest operand stack always fit (the stack keeps a reserve).

use bytecode::{CacheId, ConstId, GlobalId, Inst, LoopId, Slot, Target};
use heap::{Bits, raw};

use super::thread::{Flow, detour, slow};
use crate::common::cache::Cache;
use crate::runtime::context::ContextRef;
use crate::runtime::record::RecordRef;

/// The interpreter's registers. `T` says where the top operand is: `()` in its word of the frame
/// like all others, [`Held`] in a register, above those that `sp` ends.
///
/// A result is used by the very next instruction more often than not; held, it need not go through
/// memory. Each row exists for both cases, and ends in one of them: which one it is shows only in
/// the table that the next row is taken from.
#[derive(Clone, Copy)]
pub(super) struct State<T = ()> {
    pub(super) cx: ContextRef,
    pub(super) pc: *mut Inst,
    pub(super) sp: *mut Bits,
    pub(super) base: *mut Bits,
    pub(super) record: RecordRef,
    pub(super) top: T,
}

/// The top operand, in a register.
#[derive(Clone, Copy)]
pub(super) struct Held(pub(super) Bits);

/// Where the top operand may be.
pub(super) trait Top: Copy {
    /// Takes the top operand away.
    fn take(state: State<Self>) -> (Bits, State);
    /// Puts all operands into their words.
    fn flush(state: State<Self>) -> State;
    /// Goes on with the instruction that the state is at.
    fn go(state: State<Self>) -> Flow;
}

impl Top for () {
    #[inline(always)]
    fn take(state: State) -> (Bits, State) {
        (state.operand(0), state.pop(1))
    }

    #[inline(always)]
    fn flush(state: State) -> State {
        state
    }

    #[inline(always)]
    fn go(state: State) -> Flow {
        Flow::Go(state)
    }
}

impl Top for Held {
    #[inline(always)]
    fn take(state: State<Held>) -> (Bits, State) {
        (state.top.0, state.with(()))
    }

    #[inline(always)]
    fn flush(state: State<Held>) -> State {
        state.with(()).put(state.top.0)
    }

    #[inline(always)]
    fn go(state: State<Held>) -> Flow {
        Flow::GoHeld(state)
    }
}

/// A helper as the interpreter calls it.
pub(super) type Helper = unsafe fn(ContextRef, *mut Bits, u64) -> Bits;

impl<T: Top> State<T> {
    /// The same registers with another top.
    #[inline(always)]
    fn with<U>(self, top: U) -> State<U> {
        let State { cx, pc, sp, base, record, .. } = self;
        State { cx, pc, sp, base, record, top }
    }

    /// Takes the top operand away.
    #[inline(always)]
    pub(super) fn take(self) -> (Bits, State) {
        T::take(self)
    }

    /// Takes the two top operands away; the lower one is first.
    #[inline(always)]
    pub(super) fn take_pair(self) -> (Bits, Bits, State) {
        let (b, rest) = self.take();
        let (a, rest) = rest.take();
        (a, b, rest)
    }

    /// Puts all operands into their words.
    #[inline(always)]
    pub(super) fn flush(self) -> State {
        T::flush(self)
    }

    /// Pushes an operand, which is then held.
    #[inline(always)]
    pub(super) fn push(self, value: Bits) -> State<Held> {
        self.flush().with(Held(value))
    }

    /// Pushes a float, the result of a sum, difference, product or quotient of two floats that were
    /// words: its NaN is x86's default one or an operand, so it is canonical.
    #[inline(always)]
    pub(super) fn push_float(self, value: f64) -> State<Held> {
        self.push(Bits::from_raw(value.to_bits()))
    }

    /// Goes to the next instruction.
    #[inline(always)]
    pub(super) fn next(self) -> Flow {
        // SAFETY: V5: there is a next instruction.
        T::go(State { pc: unsafe { self.pc.add(1) }, ..self })
    }

    /// Goes on with the instruction that the state is at.
    #[inline(always)]
    pub(super) fn stay(self) -> Flow {
        T::go(self)
    }

    /// Goes to a target.
    #[inline(always)]
    pub(super) fn jump(self, target: Target) -> Flow {
        T::go(State { pc: self.at(target), ..self })
    }

    /// Goes to a target if a condition holds, else to the next instruction.
    #[inline(always)]
    pub(super) fn branch(self, holds: bool, target: Target) -> Flow {
        if holds { self.jump(target) } else { self.next() }
    }

    /// The address of an instruction.
    #[inline(always)]
    pub(super) fn at(self, target: Target) -> *mut Inst {
        let code = self.record.code();
        // SAFETY: V1: the target is an instruction of the chunk.
        unsafe { code.add(target.index()) }
    }

    /// The instruction being run.
    #[inline(always)]
    pub(super) fn inst(self) -> Inst {
        // SAFETY: `pc` points at an instruction.
        unsafe { *self.pc }
    }

    /// Its index.
    #[inline(always)]
    pub(super) fn index(self) -> u32 {
        let code = self.record.code();
        // SAFETY: both point into the code of the running chunk.
        unsafe { self.pc.offset_from(code) as u32 }
    }

    /// Rewrites the instruction being run, to a row that `Opcode::quickened` allows.
    #[inline(always)]
    pub(super) fn quicken(self, inst: Inst) {
        debug_assert!(self.inst().opcode().quickened().contains(&inst.opcode()), "a rewriting that is allowed");
        // SAFETY: the code is this instance's own copy.
        unsafe { *self.pc = inst };
    }

    /// A local.
    #[inline(always)]
    pub(super) fn local(self, slot: impl Into<Slot>) -> Bits {
        // SAFETY: V3: the slot exists.
        unsafe { *self.local_slot(slot.into()) }
    }

    /// Where a local is.
    #[inline(always)]
    pub(super) fn local_slot(self, slot: Slot) -> *mut Bits {
        // SAFETY: V3: the slot exists.
        unsafe { self.base.add(slot.index()) }
    }

    /// Sets a local.
    #[inline(always)]
    pub(super) fn set_local(self, slot: Slot, value: Bits) -> State<T> {
        // SAFETY: V3: the slot exists.
        unsafe { *self.local_slot(slot) = value };
        self
    }

    /// A constant.
    #[inline(always)]
    pub(super) fn constant(self, constant: impl Into<ConstId>) -> Bits {
        let constant = self.record.constants().wrapping_add(constant.into().index());
        // SAFETY: V3: the constant exists.
        unsafe { *constant }
    }

    /// Where a global is.
    #[inline(always)]
    pub(super) fn global(self, global: GlobalId) -> *mut Bits {
        let globals = self.record.globals();
        // SAFETY: V3: the global exists.
        unsafe { globals.add(global.index()) }
    }

    /// A cache of the running function.
    #[inline(always)]
    pub(super) fn cache<'a>(self, cache: CacheId) -> &'a mut Cache {
        let cache = self.record.caches().wrapping_add(cache.index());
        // SAFETY: V3: the cache exists; nothing else uses it while the row does.
        unsafe { &mut *cache }
    }

    /// The counter of a loop of the running function.
    #[inline(always)]
    pub(super) fn turns<'a>(self, loop_id: LoopId) -> &'a mut u32 {
        let turns = self.record.turns(loop_id);
        // SAFETY: V8: the loop exists; nothing else uses its counter while the row does.
        unsafe { &mut *turns }
    }

    /// Whether a live word is an object of a kind.
    #[inline(always)]
    pub(super) fn is_kind(self, value: Bits, kind: u32) -> bool {
        // SAFETY: the word comes from the frame, so it is not stale.
        unsafe { raw::is_kind(value, kind) }
    }
}

impl State {
    /// Lets `row` do the rest, out of line. It captures nothing, because what it needs is in the
    /// state, and it calls only functions that take and give scalars and are never inlined: then it
    /// holds nothing on the native stack when it jumps to the next row.
    #[inline(always)]
    pub(super) fn slow<F: Fn(State) -> Flow + Copy>(self, row: F) -> Flow {
        slow(self, row)
    }

    /// As [`State::slow`], for a row that may call anything: it runs on a native frame of its own,
    /// which is gone before the next row.
    #[inline(always)]
    pub(super) fn detour<F: Fn(State) -> Flow + Copy>(self, row: F) -> Flow {
        detour(self, row)
    }

    /// Leaves the activation with the error that a helper has raised.
    #[inline(always)]
    pub(super) fn fail(self) -> Flow {
        Flow::Leave(Bits::EXC)
    }

    /// The operand below `above` others.
    #[inline(always)]
    pub(super) fn operand(self, above: usize) -> Bits {
        // SAFETY: V2: the operand exists.
        unsafe { *self.operands(1 + above) }
    }

    /// Where the top `count` operands are.
    #[inline(always)]
    pub(super) fn operands(self, count: usize) -> *mut Bits {
        // SAFETY: V2: there are so many.
        unsafe { self.sp.sub(count) }
    }

    /// Puts an operand into the next word.
    #[inline(always)]
    pub(super) fn put(self, value: Bits) -> State {
        // SAFETY: V2: the window has room for it.
        unsafe { *self.sp = value };
        // SAFETY: V2: the operand just put there is in the window, so its end is in the stack.
        State { sp: unsafe { self.sp.add(1) }, ..self }
    }

    /// Pops operands.
    #[inline(always)]
    pub(super) fn pop(self, count: usize) -> State {
        State { sp: self.operands(count), ..self }
    }

    /// Sets the context for a safepoint: `top`, `base` and `pc`.
    #[inline(always)]
    pub(super) fn save(self) {
        self.cx.set_top(self.sp);
        self.cx.set_base(self.base);
        self.cx.set_pc(self.index());
    }

    /// Active calls below the running frame.
    #[inline(always)]
    pub(super) fn depth(self) -> u32 {
        let (frames, bottom) = (self.cx.frames(), self.cx.bottom());
        // SAFETY: both point into the frame stack.
        self.cx.depth() + unsafe { frames.offset_from(bottom) } as u32
    }

    /// Calls a helper on the top `count` operands.
    #[inline(always)]
    pub(super) fn help(self, helper: Helper, count: usize, immediate: u64) -> Bits {
        self.save();
        let operands = self.operands(count);
        // SAFETY: the safepoint is set; the row gives its own helper, operands and immediate.
        unsafe { helper(self.cx, operands, immediate) }
    }

    /// Calls a helper on the top `count` operands and puts its result in their place.
    #[inline(always)]
    pub(super) fn replace(self, helper: Helper, count: usize, immediate: u64) -> Flow {
        match self.help(helper, count, immediate) {
            Bits::EXC => self.fail(),
            result => self.pop(count).push(result).next(),
        }
    }

    /// Calls a helper on the top `count` operands and drops them.
    #[inline(always)]
    pub(super) fn consume(self, helper: Helper, count: usize, immediate: u64) -> Flow {
        match self.help(helper, count, immediate) {
            Bits::EXC => self.fail(),
            _ => self.pop(count).next(),
        }
    }
}

/// Whether both words are ints.
#[inline(always)]
pub(super) fn both_int(a: Bits, b: Bits) -> bool {
    a.raw() & b.raw() >= Bits::INT_TAG
}

/// Whether both words are floats.
#[inline(always)]
pub(super) fn both_float(a: Bits, b: Bits) -> bool {
    a.is_float() && b.is_float()
}
