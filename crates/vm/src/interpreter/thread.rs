//! How the interpreter goes from one row to the next.
//!
//! Built with optimisation, each row is a function of its own that ends in a jump to the next one,
//! its registers being the arguments (`cfg(threaded)`, set by `build.rs`): the compiler makes jumps
//! of calls in tail position between functions of one signature, and a program of many millions of
//! steps would end at once if it did not. Otherwise rows return to a loop around a `match`.
//!
//! Slow paths are rows too, out of line, so that no fast path calls anything and all registers are
//! free.

use heap::Bits;

use super::state::{Held, State};

/// What a row ends with.
pub(super) enum Flow {
    /// The state to go on with.
    Go(State),
    /// The same, with the top operand in a register.
    GoHeld(State<Held>),
    /// The result of the activation.
    Leave(Bits),
    /// A row that does the rest.
    #[cfg(threaded)]
    Slow(threaded::Handler, State),
}

#[cfg(threaded)]
pub(super) use threaded::{detour, run, slow};

#[cfg(not(threaded))]
pub(super) use looping::{detour, run, slow};

#[cfg(threaded)]
mod threaded {
    use bytecode::Inst;
    use heap::Bits;

    use super::super::rows;
    use super::{Flow, Held, State};
    use crate::runtime::context::{ContextRef, Resumption};
    use crate::runtime::record::RecordRef;

    /// Gives a row or its type a convention that has all of a row's state in registers, and through
    /// which a panic passes.
    #[cfg(target_arch = "x86_64")]
    macro_rules! row_fn {
        ($($item:tt)*) => { jit::fn_with_abi! { "sysv64-unwind" $($item)* } };
    }

    /// Gives a row or its type a convention that has all of a row's state in registers, and through
    /// which a panic passes.
    #[cfg(not(target_arch = "x86_64"))]
    macro_rules! row_fn {
        ($($item:tt)*) => { jit::fn_with_abi! { "C-unwind" $($item)* } };
    }

    /// A row with its state in registers.
    pub(in super::super) type Handler =
        row_fn!(unsafe fn(ContextRef, *mut Inst, *mut Bits, *mut Bits, RecordRef) -> Bits);

    /// A row whose top operand is held: the last argument.
    type HeldHandler = row_fn!(unsafe fn(ContextRef, *mut Inst, *mut Bits, *mut Bits, RecordRef, Bits) -> Bits);

    /// Jumps to a row.
    ///
    /// # Safety
    /// The state is one that the row may be given.
    #[inline(always)]
    unsafe fn go(handler: Handler, state: State) -> Bits {
        // SAFETY: the caller gives a state that the row may be given.
        unsafe { handler(state.cx, state.pc, state.sp, state.base, state.record) }
    }

    /// Does what a row ends with.
    ///
    /// # Safety
    /// The flow comes from a row that was run on a state of verified code.
    #[inline(always)]
    unsafe fn finish(flow: Flow) -> Bits {
        match flow {
            // SAFETY: the row of the instruction that the state is at.
            Flow::Go(state) => unsafe { go(handler(state), state) },
            Flow::GoHeld(state) => {
                let State { cx, pc, sp, base, record, top } = state;
                // SAFETY: there is a handler for each row.
                let handler = unsafe { *HELD_HANDLERS.get_unchecked(opcode(pc)) };
                // SAFETY: the row of the instruction that the state is at.
                unsafe { handler(cx, pc, sp, base, record, top.0) }
            }
            Flow::Leave(result) => result,
            // SAFETY: the state that the row asked for.
            Flow::Slow(row, state) => unsafe { go(row, state) },
        }
    }

    /// The row of the instruction that a state is at.
    #[inline(always)]
    fn handler(state: State) -> Handler {
        // SAFETY: there is a handler for each row.
        unsafe { *HANDLERS.get_unchecked(opcode(state.pc)) }
    }

    /// The number of an instruction's row.
    #[inline(always)]
    fn opcode(pc: *mut Inst) -> usize {
        // SAFETY: `pc` points at an instruction, whose first byte is its row's number (`repr(u8)`).
        usize::from(unsafe { *pc.cast::<u8>() })
    }

    /// Lets `row` do the rest.
    #[inline(always)]
    pub(in super::super) fn slow<F: Fn(State) -> Flow + Copy>(state: State, _: F) -> Flow {
        Flow::Slow(out_of_line::<F>, state)
    }

    /// A function that captures nothing.
    #[inline(always)]
    fn conjure<F: Copy>() -> F {
        const { assert!(size_of::<F>() == 0, "a slow path captures nothing") };
        // SAFETY: `F` has no bytes, and `slow` or `detour` was given one.
        unsafe { std::mem::zeroed::<F>() }
    }

    row_fn! {
        /// A function that captures nothing, as a row. Inlined, it would give the row that asks for
        /// it a native frame on the fast path too.
        #[cold]
        #[inline(never)]
        unsafe fn out_of_line<F: Fn(State) -> Flow + Copy>(
            cx: ContextRef,
            pc: *mut Inst,
            sp: *mut Bits,
            base: *mut Bits,
            record: RecordRef,
        ) -> Bits {
            // SAFETY: the row is run on the state it asked for.
            unsafe { finish(conjure::<F>()(State { cx, pc, sp, base, record, top: () })) }
        }
    }

    /// Lets `row` do the rest on a native frame of its own.
    #[inline(always)]
    pub(in super::super) fn detour<F: Fn(State) -> Flow + Copy>(state: State, _: F) -> Flow {
        Flow::Slow(detoured::<F>, state)
    }

    row_fn! {
        /// A function that captures nothing, as a row that holds nothing on the native stack when
        /// it jumps to the next one, whatever the function calls: what goes on comes through the
        /// context.
        #[cold]
        #[inline(never)]
        unsafe fn detoured<F: Fn(State) -> Flow + Copy>(
            cx: ContextRef,
            pc: *mut Inst,
            sp: *mut Bits,
            base: *mut Bits,
            record: RecordRef,
        ) -> Bits {
            let next = run_detour::<F>(cx, pc, sp, base, record);
            let Resumption { pc, sp, base, record, .. } = cx.resumption();
            let record = record.expect("`run_detour` has set it");
            // SAFETY: the row that goes on with that state.
            unsafe { next(cx, pc, sp, base, record) }
        }
    }

    /// Runs a slow path; leaves the state in the context and returns the row to go on with.
    #[inline(never)]
    fn run_detour<F: Fn(State) -> Flow + Copy>(
        cx: ContextRef,
        pc: *mut Inst,
        sp: *mut Bits,
        base: *mut Bits,
        record: RecordRef,
    ) -> Handler {
        let start = State { cx, pc, sp, base, record, top: () };
        let (next, state, result) = match conjure::<F>()(start) {
            Flow::Go(state) => (handler(state), state, Bits::NIL),
            Flow::GoHeld(state) => (handler(state.flush()), state.flush(), Bits::NIL),
            Flow::Slow(next, state) => (next, state, Bits::NIL),
            Flow::Leave(result) => (leave as Handler, start, result),
        };
        let State { pc, sp, base, record, .. } = state;
        cx.set_resumption(Resumption { pc, sp, base, record: Some(record), result });
        next
    }

    row_fn! {
        /// Ends the activation with the result that a slow path has left in the context.
        unsafe fn leave(cx: ContextRef, _: *mut Inst, _: *mut Bits, _: *mut Bits, _: RecordRef) -> Bits {
            cx.resumption().result
        }
    }

    /// Runs from a state to the end of its activation.
    ///
    /// # Safety
    /// The state is one of verified code, as [`State`] says.
    pub(in super::super) unsafe fn run(state: State) -> Bits {
        // SAFETY: the caller gives a state of verified code.
        unsafe { finish(Flow::Go(state)) }
    }

    macro_rules! define_handlers {
        ($( $(#[doc = $doc:literal])+ $mnemonic:ident $variant:ident { $( $field:ident : $type:ident ),* } ($pops:expr => $pushes:expr) $flow:ident
            $(= $primitives:tt)? $(as $acts_as:tt)? $(expects $hint:ident)?; )*) => {
            /// The rows, by their numbers.
            static HANDLERS: [Handler; bytecode::Opcode::ALL.len()] = [ $( handlers::$mnemonic, )* ];

            /// The rows for a top operand that is held.
            static HELD_HANDLERS: [HeldHandler; bytecode::Opcode::ALL.len()] = [ $( held_handlers::$mnemonic, )* ];

            mod handlers {
                #![allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]

                use super::*;

                $(
                    row_fn! {
                        pub(super) unsafe fn $mnemonic(
                            cx: ContextRef,
                            pc: *mut Inst,
                            sp: *mut Bits,
                            base: *mut Bits,
                            record: RecordRef,
                        ) -> Bits {
                            // SAFETY: `pc` points at an instruction.
                            let &Inst::$variant { $( $field ),* } = (unsafe { &*pc }) else {
                                // SAFETY: this row's instruction: `handler` chose it by its number.
                                unsafe { std::hint::unreachable_unchecked() }
                            };
                            let state = State { cx, pc, sp, base, record, top: () };
                            // SAFETY: the row is run on a state of verified code.
                            unsafe { finish(rows::$mnemonic(state $(, $field)*)) }
                        }
                    }
                )*
            }

            mod held_handlers {
                #![allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]

                use super::*;

                $(
                    row_fn! {
                        pub(super) unsafe fn $mnemonic(
                            cx: ContextRef,
                            pc: *mut Inst,
                            sp: *mut Bits,
                            base: *mut Bits,
                            record: RecordRef,
                            top: Bits,
                        ) -> Bits {
                            // SAFETY: `pc` points at an instruction.
                            let &Inst::$variant { $( $field ),* } = (unsafe { &*pc }) else {
                                // SAFETY: this row's instruction: `finish` chose it by its number.
                                unsafe { std::hint::unreachable_unchecked() }
                            };
                            let state = State { cx, pc, sp, base, record, top: Held(top) };
                            // SAFETY: the row is run on a state of verified code.
                            unsafe { finish(rows::$mnemonic(state $(, $field)*)) }
                        }
                    }
                )*
            }
        };
    }
    bytecode::for_each_opcode!(define_handlers);
}

#[cfg(not(threaded))]
mod looping {
    use bytecode::Inst;
    use heap::Bits;

    use super::super::rows;
    use super::super::state::Top;
    use super::{Flow, State};

    /// Lets `row` do the rest.
    pub(in super::super) fn slow<F: Fn(State) -> Flow + Copy>(state: State, row: F) -> Flow {
        row(state)
    }

    /// Lets `row` do the rest.
    pub(in super::super) fn detour<F: Fn(State) -> Flow + Copy>(state: State, row: F) -> Flow {
        row(state)
    }

    /// Runs from a state to the end of its activation.
    ///
    /// # Safety
    /// The state is one of verified code, as [`State`] says.
    pub(in super::super) unsafe fn run(state: State) -> Bits {
        let mut flow = Flow::Go(state);
        loop {
            flow = match flow {
                // SAFETY: a state of verified code: the caller's, or what a row made of one.
                Flow::Go(state) => unsafe { step(state) },
                // SAFETY: what a row made of a state of verified code.
                Flow::GoHeld(state) => unsafe { step(state) },
                Flow::Leave(result) => return result,
            };
        }
    }

    macro_rules! define_step {
        ($( $(#[doc = $doc:literal])+ $mnemonic:ident $variant:ident { $( $field:ident : $type:ident ),* } ($pops:expr => $pushes:expr) $flow:ident
            $(= $primitives:tt)? $(as $acts_as:tt)? $(expects $hint:ident)?; )*) => {
            /// Runs one instruction.
            ///
            /// # Safety
            /// The state is one of verified code.
            unsafe fn step<T: Top>(state: State<T>) -> Flow {
                // SAFETY: `pc` points at an instruction.
                match unsafe { &*state.pc } {
                    $( &Inst::$variant { $( $field ),* } => rows::$mnemonic(state $(, $field)*), )*
                }
            }
        };
    }
    bytecode::for_each_opcode!(define_step);
}
