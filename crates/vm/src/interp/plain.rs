//! Rows that move values: constants, operands, locals, cells, globals.
#![allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]

use bytecode::{ChunkId, ConstId, GlobalId, Slot, UpvalueId};
use heap::{Bits, raw};

use super::state::{Flow, State};
use crate::helpers;

pub(super) fn NOP(state: State) -> Flow {
    state.next()
}

pub(super) fn LOAD_IMM(state: State, value: i32) -> Flow {
    state.push(Bits::int(value)).next()
}

pub(super) fn LOAD_CONST(state: State, constant: ConstId) -> Flow {
    state.push(state.constant(constant)).next()
}

pub(super) fn LOAD_NIL(state: State) -> Flow {
    state.push(Bits::NIL).next()
}

pub(super) fn LOAD_TRUE(state: State) -> Flow {
    state.push(Bits::TRUE).next()
}

pub(super) fn LOAD_FALSE(state: State) -> Flow {
    state.push(Bits::FALSE).next()
}

pub(super) fn POP(state: State) -> Flow {
    state.pop(1).next()
}

pub(super) fn DUP(state: State) -> Flow {
    state.push(state.operand(0)).next()
}

pub(super) fn DUP2(state: State) -> Flow {
    let (a, b) = state.pair();
    state.push(a).push(b).next()
}

pub(super) fn LOAD_LOCAL(state: State, slot: Slot) -> Flow {
    state.push(state.local(slot)).next()
}

pub(super) fn LOAD_LOCAL_0(state: State) -> Flow {
    LOAD_LOCAL(state, Slot(0))
}

pub(super) fn LOAD_LOCAL_1(state: State) -> Flow {
    LOAD_LOCAL(state, Slot(1))
}

pub(super) fn LOAD_LOCAL_2(state: State) -> Flow {
    LOAD_LOCAL(state, Slot(2))
}

pub(super) fn LOAD_LOCAL_LL(state: State, a: Slot, b: Slot) -> Flow {
    let (a, b) = (state.local(a), state.local(b));
    state.push(a).push(b).next()
}

pub(super) fn STORE_LOCAL(state: State, slot: Slot) -> Flow {
    state.set_local(slot, state.operand(0)).pop(1).next()
}

pub(super) fn STORE_LOCAL_I(state: State, slot: Slot, value: i32) -> Flow {
    state.set_local(slot, Bits::int(value)).next()
}

pub(super) fn STORE_LOCAL_L(state: State, slot: Slot, from: Slot) -> Flow {
    state.set_local(slot, state.local(from)).next()
}

#[cold]
#[inline(never)]
pub(super) fn NEW_CELL(state: State, slot: Slot) -> Flow {
    match state.help(helpers::new_cell, 1, 0) {
        Bits::EXC => Err(Bits::EXC),
        cell => state.set_local(slot, cell).pop(1).next(),
    }
}

pub(super) fn LOAD_CELL(state: State, slot: Slot) -> Flow {
    // SAFETY: V9: the slot holds a cell.
    let value = unsafe { raw::cell_get(state.local(slot)) };
    state.push(value).next()
}

pub(super) fn STORE_CELL(state: State, slot: Slot) -> Flow {
    // SAFETY: V9: the slot holds a cell.
    unsafe { raw::cell_set(state.local(slot), state.operand(0)) };
    state.pop(1).next()
}

pub(super) fn LOAD_UPVALUE(state: State, upvalue: UpvalueId) -> Flow {
    // SAFETY: V10: the running function has the upvalue; no safepoint is needed.
    let value = unsafe { helpers::load_upvalue(state.cx, state.base, u64::from(upvalue.0)) };
    state.push(value).next()
}

pub(super) fn STORE_UPVALUE(state: State, upvalue: UpvalueId) -> Flow {
    // SAFETY: the word below the base is the callee, a function: a module's body has no upvalues.
    let function = unsafe { *state.base.sub(1) };
    // SAFETY: V10: the upvalue exists.
    let cell = unsafe { raw::upvalue(function, upvalue.index()) };
    // SAFETY: V10: upvalues are cells.
    unsafe { raw::cell_set(cell, state.operand(0)) };
    state.pop(1).next()
}

#[inline(never)]
pub(super) fn MAKE_CLOSURE(state: State, chunk: ChunkId) -> Flow {
    state.save();
    // SAFETY: the safepoint is set.
    match unsafe { helpers::make_closure(state.cx, state.base, u64::from(chunk.0)) } {
        Bits::EXC => Err(Bits::EXC),
        function => state.push(function).next(),
    }
}

pub(super) fn LOAD_GLOBAL(state: State, global: GlobalId) -> Flow {
    // SAFETY: V3: the global exists.
    let value = unsafe { *state.global(global) };
    if value.is_undef() {
        return undefined(state, global);
    }
    state.push(value).next()
}

#[cold]
#[inline(never)]
fn undefined(state: State, global: GlobalId) -> Flow {
    state.save();
    // SAFETY: the safepoint is set.
    Err(unsafe { helpers::load_global(state.cx, state.base, u64::from(global.0)) })
}

pub(super) fn STORE_GLOBAL(state: State, global: GlobalId) -> Flow {
    // SAFETY: V3: the global exists.
    unsafe { *state.global(global) = state.operand(0) };
    state.pop(1).next()
}

pub(super) fn DEFINE_GLOBAL(state: State, global: GlobalId) -> Flow {
    STORE_GLOBAL(state, global)
}
