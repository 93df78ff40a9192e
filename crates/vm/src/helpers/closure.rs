//! Cells, upvalues, functions and globals.

use bytecode::{Capture, ChunkId};
use heap::layout::kind;
use heap::{Bits, raw};

use super::operands;
use crate::common::error::{Error, ErrorKind};
use crate::runtime::context::ContextRef;
use crate::runtime::record::RecordRef;

/// NEW_CELL.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn new_cell(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the word is in the frame, below `top`.
    cx.result(unsafe { cx.heap().alloc_cell_at(words) })
}

/// LOAD_CELL.
///
/// # Safety
/// See [`super`]; the word is a cell (V9).
#[inline(never)]
pub(crate) unsafe fn load_cell(_: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has one operand.
    let [cell] = unsafe { operands(words) };
    // SAFETY: V9: a cell.
    unsafe { raw::cell_get(cell) }
}

/// STORE_CELL.
///
/// # Safety
/// See [`super`]; the slot holds a cell (V9).
#[inline(never)]
pub(crate) unsafe fn store_cell(cx: ContextRef, words: *mut Bits, slot: u64) -> Bits {
    // SAFETY: the row has one operand.
    let [value] = unsafe { operands(words) };
    // SAFETY: V3: a slot of the running frame.
    let cell = unsafe { *cx.base().wrapping_add(slot as usize) };
    // SAFETY: V9: a cell.
    unsafe { raw::cell_set(cell, value) };
    Bits::NIL
}

/// LOAD_UPVALUE.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn load_upvalue(_: ContextRef, base: *mut Bits, upvalue: u64) -> Bits {
    // SAFETY: the base is the running frame's.
    let function = unsafe { callee(base) };
    // SAFETY: V10: the upvalue exists; a chunk with upvalues is never a module's body, so its
    // callee is a function.
    let cell = unsafe { raw::upvalue(function, upvalue as usize) };
    // SAFETY: V10: upvalues are cells.
    unsafe { raw::cell_get(cell) }
}

/// STORE_UPVALUE.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn store_upvalue(cx: ContextRef, words: *mut Bits, upvalue: u64) -> Bits {
    // SAFETY: the row has one operand.
    let [value] = unsafe { operands(words) };
    // SAFETY: the base is the running frame's.
    let function = unsafe { callee(cx.base()) };
    // SAFETY: V10: the upvalue exists; a chunk with upvalues is never a module's body, so its
    // callee is a function.
    let cell = unsafe { raw::upvalue(function, upvalue as usize) };
    // SAFETY: V10: upvalues are cells.
    unsafe { raw::cell_set(cell, value) };
    Bits::NIL
}

/// The word below a frame's base.
///
/// # Safety
/// It is the base of the running frame.
unsafe fn callee(base: *mut Bits) -> Bits {
    // SAFETY: the word below a frame's base is its callee.
    unsafe { *base.wrapping_sub(1) }
}

/// The module object of the word below a frame's base.
///
/// # Safety
/// It is a live function, or the module whose body runs.
unsafe fn module_of(callee: Bits) -> Bits {
    // SAFETY: the caller gives a live object.
    if unsafe { raw::is_kind(callee, kind::FUNCTION) } {
        // SAFETY: a function.
        unsafe { raw::function_module(callee) }
    } else {
        callee
    }
}

/// MAKE_CLOSURE.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn make_closure(cx: ContextRef, base: *mut Bits, chunk: u64) -> Bits {
    let chunk = ChunkId(chunk as u32);
    let instance = cx.record().instance();
    let record = instance.record(chunk);
    let captures = &instance.module.chunks[chunk.index()].captures;
    // SAFETY: the base is the running frame's.
    let callee = unsafe { callee(base) };
    // SAFETY: a callee is a live function, or the module whose body runs.
    let module = unsafe { module_of(callee) };
    let mut scope = cx.heap().scope();
    // SAFETY: a live word.
    let module = unsafe { scope.root(module) };
    let slot = match module {
        Ok(module) => scope.slot(module),
        Err(error) => return cx.raise(error),
    };
    // SAFETY: the slot is a handle's.
    let function = match unsafe { scope.alloc_function_at(record.address() as u64, slot, captures.len()) } {
        Ok(function) => function,
        Err(error) => return cx.raise(error),
    };
    for (place, &capture) in captures.iter().enumerate() {
        // SAFETY: V10: the captures fit the frame that makes the closure.
        let cell = unsafe { captured_cell(base, capture) };
        // SAFETY: the function was made with room for its captures.
        unsafe { raw::set_upvalue(function, place, cell) };
    }
    function
}

/// # Safety
/// The capture fits the frame at `base` (V10).
unsafe fn captured_cell(base: *mut Bits, capture: Capture) -> Bits {
    match capture {
        // SAFETY: V10: a cell slot of the frame.
        Capture::Slot(slot) => unsafe { *base.wrapping_add(slot.index()) },
        Capture::Upvalue(upvalue) => {
            // SAFETY: the base is the running frame's.
            let function = unsafe { callee(base) };
            // SAFETY: V10: an upvalue of the running function.
            unsafe { raw::upvalue(function, upvalue.index()) }
        }
    }
}

/// LOAD_GLOBAL.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn load_global(cx: ContextRef, base: *mut Bits, global: u64) -> Bits {
    // SAFETY: the base is the running frame's.
    let record = unsafe { RecordRef::of_frame(base) };
    // SAFETY: V3: the global exists.
    let value = unsafe { *record.globals().wrapping_add(global as usize) };
    if !value.is_undef() {
        return value;
    }
    let module = &record.instance().module;
    let name = |global: usize| module.name(module.globals[global]);
    let wanted = name(global as usize);
    let set = (0..module.globals.len()).filter(|&global| {
        // SAFETY: V3: the table has a word for each global of the module.
        let value = unsafe { *record.globals().wrapping_add(global) };
        !value.is_undef()
    });
    let names = set.map(name).chain(cx.engine_ref().predefined.names());
    cx.raise(Error::of_name(ErrorKind::UndefinedVariable { name: wanted.into() }, wanted, names))
}

/// STORE_GLOBAL.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn store_global(cx: ContextRef, words: *mut Bits, global: u64) -> Bits {
    // SAFETY: the row has one operand.
    let [value] = unsafe { operands(words) };
    // SAFETY: V3: the global exists.
    unsafe { cx.record().globals().wrapping_add(global as usize).write(value) };
    Bits::NIL
}
