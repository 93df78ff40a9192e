//! The slow paths of all rows: what the interpreter calls when its fast paths do not apply, and
//! what machine code calls through the helper table. One function each, so that tiers agree.
//!
//! A helper gets its operands as `words` of the frame, below the context's `top`, and gives a
//! value, or `EXC` with the error in the engine. Contract of all of them (their `# Safety`): `cx`
//! is the running vm's; `words`, `immediate` and the context are as [`jit::abi::Helper`] says for
//! the row, whose operands the verifier has checked.

pub(crate) mod builtins;
mod call;
mod closed;
mod closure;
mod container;
mod effect;
mod lesson;
mod number;
pub(crate) mod print;
mod property;
mod store;

use std::panic::{AssertUnwindSafe, catch_unwind};

use heap::Bits;
use jit::abi::{Helper, HelperTable, VmContext};

use crate::common::error::{Error, ErrorKind};
use crate::runtime::context::ContextRef;

pub(crate) use call::{argument_count_error, call_value, import_module, run_main};
pub(crate) use closed::{prepare_closed, run_closed};
pub(crate) use closure::{load_global, load_upvalue, make_closure, new_cell, store_upvalue};
pub(crate) use container::{
    array_len, array_pop, array_push, has, load_index, new_array, new_map, new_object, store_index, struct_def,
};
pub(crate) use effect::{halt, interrupt, out_of_fuel, print, stack_overflow};
pub(crate) use number::{add, div, eq, ge, gt, le, lt, mul, ne, neg, plus, rem, sub};
pub(crate) use property::{load_property, store_property};

use call::{call, call_interpreted, construct, import, observe_call, resume};
use closed::call_closed;
use closure::{load_cell, store_cell, store_global};
use number::to_bool;
use store::store_pointer;

/// The operands of a row, lowest first.
///
/// # Safety
/// So many words are readable at `words`.
#[inline(always)]
unsafe fn operands<const COUNT: usize>(words: *mut Bits) -> [Bits; COUNT] {
    // SAFETY: the caller says that so many words are readable there.
    unsafe { *words.cast::<[Bits; COUNT]>() }
}

/// Runs a helper for machine code, or a call for a native: nothing unwinds through that. It becomes
/// part of its caller, since a call of it would take more instructions than a short helper.
#[inline(always)]
pub(crate) fn guard(cx: ContextRef, helper: impl FnOnce() -> Bits) -> Bits {
    catch_unwind(AssertUnwindSafe(helper)).unwrap_or_else(|payload| cx.raise(panic_error(&*payload)))
}

/// The error that tells of a caught panic of the engine's own.
#[cold]
pub(crate) fn panic_error(payload: &(dyn std::any::Any + Send)) -> Error {
    ErrorKind::Internal(panic_text(payload)).into()
}

/// What a caught panic says.
#[cold]
fn panic_text(payload: &(dyn std::any::Any + Send)) -> Box<str> {
    let text = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("panic").into()
}

macro_rules! helper_table {
    ($($name:ident $(($lesson:ident))?)*) => {
        mod entry {
            use super::*;
            $(
                jit::machine_fn! {
                    /// The helper of this name in the machine's convention.
                    ///
                    /// # Safety
                    /// The contract of the module, with the context of the running vm.
                    pub(super) unsafe fn $name(
                        context: *mut VmContext,
                        words: *mut Bits,
                        immediate: u64,
                    ) -> Bits {
                        // SAFETY: machine code passes the context of the running vm.
                        let cx = unsafe { ContextRef::new(context) };
                        guard(cx, || {
                            // SAFETY: machine code passes the operands of the helper's row.
                            $( lesson::take(cx, unsafe { lesson::$lesson(words) }); )?
                            // SAFETY: machine code passes the operands and the immediate of the
                            // helper's row.
                            unsafe { super::$name(cx, words, immediate) }
                        })
                    }
                }
            )*
        }

        /// The helpers for machine code.
        pub(crate) const TABLE: HelperTable = HelperTable { $($name: entry::$name),* };
    };
}

/// The same helpers with those named in front that count who calls them.
macro_rules! counted_helpers {
    ($($name:ident $variant:ident)*) => {
        mod counted {
            use super::*;
            $(
                jit::machine_fn! {
                    /// The helper of this name in the machine's convention, which counts the call.
                    ///
                    /// # Safety
                    /// The contract of the module, with the context of the running vm.
                    pub(super) unsafe fn $name(
                        context: *mut VmContext,
                        words: *mut Bits,
                        immediate: u64,
                    ) -> Bits {
                        // SAFETY: the context is that of the running vm, which machine code passes
                        // on.
                        let cx = unsafe { ContextRef::new(context) };
                        if let Some(census) = &mut cx.engine().census {
                            census.count(cx.record(), cx.pc(), Helper::$variant);
                        }
                        // SAFETY: context, words and immediate are those that machine code gave.
                        unsafe { entry::$name(context, words, immediate) }
                    }
                }
            )*
        }

        /// The helpers for machine code, when its calls of them are to be counted. Ways into the
        /// interpreter are no slow paths, and are not.
        pub(crate) const COUNTED_TABLE: HelperTable = HelperTable { $($name: counted::$name,)* ..TABLE };
    };
}

helper_table! {
    add(pair) sub(pair) mul(pair) div(pair) rem(ints) neg(single) plus(single)
    lt(pair) le(pair) gt(pair) ge(pair) eq(pair) ne(pair) to_bool
    new_cell load_cell store_cell load_upvalue store_upvalue make_closure load_global store_global
    call(callee) construct call_closed load_property(property) store_property(property) load_index(element) has
    store_index(element) new_array new_map new_object struct_def
    array_push array_pop array_len import print halt interrupt out_of_fuel stack_overflow
    call_interpreted observe_call resume store_pointer
}

counted_helpers! {
    add Add sub Sub mul Mul div Div rem Mod neg Neg plus Plus lt Lt le Le gt Gt ge Ge eq Eq ne Ne to_bool ToBool
    new_cell NewCell load_cell LoadCell store_cell StoreCell load_upvalue LoadUpvalue store_upvalue StoreUpvalue
    make_closure MakeClosure load_global LoadGlobal store_global StoreGlobal call Call construct Construct
    call_closed CallClosed load_property LoadProperty store_property StoreProperty load_index LoadIndex has Has
    store_index StoreIndex new_array NewArray new_map NewMap new_object NewObject struct_def StructDef
    array_push ArrayPush array_pop ArrayPop array_len ArrayLen import Import print Print
}
