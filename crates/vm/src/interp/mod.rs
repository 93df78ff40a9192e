//! The interpreter: a function for each row, and the loop that calls them.
//!
//! Calls of programs do not recurse here: an activation of [`run`] keeps its callers on the frame
//! stack. It begins anew only where machine code or an import stands between two frames.

mod arithmetic;
mod call;
mod compare;
mod jump;
mod object;
mod plain;
mod state;

use std::ptr;

use bytecode::Inst;
use heap::Bits;
use jit::abi::CALL_BYTES;

use crate::context::Cx;
use crate::error::Error;
use crate::frame::Frame;
use crate::record::Record;

use call::begin;
use state::{Flow, State};

/// The rows' functions under their mnemonics.
mod rows {
    pub(super) use super::arithmetic::*;
    pub(super) use super::call::rows::*;
    pub(super) use super::compare::*;
    pub(super) use super::jump::rows::*;
    pub(super) use super::object::*;
    pub(super) use super::plain::*;
}

/// Calls a function whose window's arguments are in place, and runs it to its end.
/// `depth` counts the active calls below it.
///
/// # Safety
/// `base` is the base of a window of `record`, whose word below is the callee and whose parameters
/// are valid values; the context's safepoint is the caller's.
pub(crate) unsafe fn call(cx: Cx, record: *mut Record, base: *mut Bits, depth: u32) -> Bits {
    // SAFETY: by the contract.
    unsafe { activate(cx, record, base, depth, |state| begin(state, record, base)) }
}

/// Goes on with a frame before instruction `pc`, its operands in place, and runs it to its end.
///
/// # Safety
/// As for [`call`], with all words of the frame valid up to the depth of `pc`.
pub(crate) unsafe fn go_on(cx: Cx, record: *mut Record, base: *mut Bits, pc: u32, depth: u32) -> Bits {
    // SAFETY: by the contract.
    unsafe { activate(cx, record, base, depth, |state| Ok(call::frame_at(state, record, base, pc))) }
}

/// Runs an activation that begins as `start` says.
///
/// # Safety
/// As for [`call`].
unsafe fn activate(
    cx: Cx,
    record: *mut Record,
    base: *mut Bits,
    depth: u32,
    start: impl FnOnce(State) -> Flow,
) -> Bits {
    let context = cx.ptr();
    // SAFETY: the context is the running vm's.
    let (frames, stack_end, native_limit) =
        unsafe { ((*context).frames, (*context).abi.stack_end, (*context).native_limit) };
    if (psm::stack_pointer() as usize) < native_limit {
        return cx.raise(Error::Internal("the native stack is smaller than the depth limit needs".into()));
    }
    // SAFETY: as above.
    let outer = unsafe { ((*context).bottom, (*context).depth, (*context).call_limit) };
    let call_limit = stack_end.wrapping_sub(CALL_BYTES * (u64::from(depth) + 1)).wrapping_add(frames as u64 / 2);
    let inner = (frames, depth, call_limit);
    // SAFETY: as above.
    unsafe { set_activation(context, inner) };
    let state = State { cx, pc: ptr::null_mut(), sp: base, base, record, frames };
    let result = match start(state) {
        // SAFETY: `start` gave a state at an instruction of the frame.
        Ok(state) => unsafe { run(state) },
        Err(result) => result,
    };
    // SAFETY: as above.
    unsafe { set_activation(context, outer) };
    // SAFETY: as above.
    unsafe { (*context).frames = frames };
    result
}

/// # Safety
/// The context is the running vm's.
unsafe fn set_activation(
    context: *mut crate::context::EngineContext,
    (bottom, depth, call_limit): (*mut Frame, u32, u64),
) {
    // SAFETY: by the contract.
    unsafe { (*context).bottom = bottom };
    // SAFETY: by the contract.
    unsafe { (*context).depth = depth };
    // SAFETY: by the contract.
    unsafe { (*context).call_limit = call_limit };
}

/// Runs from a state to the end of its activation.
///
/// # Safety
/// The state is one of verified code, as [`State`] says.
unsafe fn run(mut state: State) -> Bits {
    loop {
        // SAFETY: by the contract, which the rows keep.
        match unsafe { step(state) } {
            Ok(next) => state = next,
            Err(result) => return result,
        }
    }
}

macro_rules! define_step {
    ($( $(#[doc = $doc:literal])+ $mnemonic:ident $variant:ident { $( $field:ident : $type:ident ),* } ($pops:expr => $pushes:expr) $flow:ident; )*) => {
        /// Runs one instruction.
        ///
        /// # Safety
        /// The state is one of verified code.
        #[inline(always)]
        unsafe fn step(state: State) -> Flow {
            // SAFETY: `pc` points at an instruction.
            match unsafe { &*state.pc } {
                $( &Inst::$variant { $( $field ),* } => rows::$mnemonic(state $(, $field)*), )*
            }
        }
    };
}
bytecode::for_each_opcode!(define_step);
