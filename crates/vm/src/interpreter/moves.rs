//! Rows that move values: constants, operands, locals, cells, globals.

use bytecode::{ChunkId, ConstId, GlobalId, Inst, Slot, UpvalueId};
use heap::{Bits, raw};

use super::state::{State, Top};
use super::thread::Flow;
use crate::helpers;

rows! {
    NOP(state) { state.next() }

    LOAD_IMM(state, value: i32) { state.push(Bits::int(value)).next() }

    LOAD_CONST(state, constant: ConstId) { state.push(state.constant(constant)).next() }

    LOAD_NIL(state) { state.push(Bits::NIL).next() }

    LOAD_TRUE(state) { state.push(Bits::TRUE).next() }

    LOAD_FALSE(state) { state.push(Bits::FALSE).next() }

    POP(state) { state.take().1.next() }

    DUP(state) {
        let (value, rest) = state.take();
        rest.put(value).push(value).next()
    }

    DUP2(state) {
        let (a, b, rest) = state.take_pair();
        rest.put(a).put(b).put(a).push(b).next()
    }

    LOAD_LOCAL(state, slot: Slot) { state.push(state.local(slot)).next() }

    LOAD_LOCAL_0(state) { LOAD_LOCAL(state, Slot(0)) }

    LOAD_LOCAL_1(state) { LOAD_LOCAL(state, Slot(1)) }

    LOAD_LOCAL_2(state) { LOAD_LOCAL(state, Slot(2)) }

    LOAD_LOCAL_LL(state, a: Slot, b: Slot) {
        let (a, b) = (state.local(a), state.local(b));
        state.flush().put(a).push(b).next()
    }

    STORE_LOCAL(state, slot: Slot) {
        let (value, rest) = state.take();
        rest.set_local(slot, value).next()
    }

    STORE_LOCAL_I(state, slot: Slot, value: i32) { state.set_local(slot, Bits::int(value)).next() }

    STORE_LOCAL_L(state, slot: Slot, from: Slot) { state.set_local(slot, state.local(from)).next() }

    LOAD_CELL(state, slot: Slot) {
        // SAFETY: V9: the slot holds a cell.
        let value = unsafe { raw::cell_get(state.local(slot)) };
        state.push(value).next()
    }

    STORE_CELL(state, slot: Slot) {
        let (value, rest) = state.take();
        // SAFETY: V9: the slot holds a cell.
        unsafe { raw::cell_set(rest.local(slot), value) };
        rest.next()
    }

    LOAD_UPVALUE(state, upvalue: UpvalueId) {
        // SAFETY: V10: upvalues are cells.
        let value = unsafe { raw::cell_get(captured(state, upvalue)) };
        state.push(value).next()
    }

    STORE_UPVALUE(state, upvalue: UpvalueId) {
        let (value, rest) = state.take();
        // SAFETY: V10: upvalues are cells.
        unsafe { raw::cell_set(captured(rest, upvalue), value) };
        rest.next()
    }

    LOAD_GLOBAL(state, global: GlobalId) {
        // SAFETY: V3: the global exists.
        let value = unsafe { *state.global(global) };
        if value.is_undef() {
            return state.flush().slow(undefined);
        }
        state.push(value).next()
    }

    STORE_GLOBAL(state, global: GlobalId) {
        let (value, rest) = state.take();
        // SAFETY: V3: the global exists.
        unsafe { *rest.global(global) = value };
        rest.next()
    }

    DEFINE_GLOBAL(state, global: GlobalId) { STORE_GLOBAL(state, global) }
}

slow_rows! {
    NEW_CELL NewCell { slot: Slot } (state) {
        match state.help(helpers::new_cell, 1, 0) {
            Bits::EXC => state.fail(),
            cell => state.set_local(slot, cell).pop(1).next(),
        }
    }

    MAKE_CLOSURE MakeClosure { chunk: ChunkId } (state) {
        state.save();
        // SAFETY: the safepoint is set.
        match unsafe { helpers::make_closure(state.cx, state.base, u64::from(chunk.0)) } {
            Bits::EXC => state.fail(),
            function => state.push(function).next(),
        }
    }
}

/// The cell that is an upvalue of the running function.
#[inline(always)]
fn captured<T: Top>(state: State<T>, upvalue: UpvalueId) -> Bits {
    // SAFETY: the word below the base is the callee, a function: a module's body has no upvalues.
    let function = unsafe { *state.base.wrapping_sub(1) };
    // SAFETY: V10: the upvalue exists.
    unsafe { raw::upvalue(function, upvalue.index()) }
}

/// LOAD_GLOBAL of an unset global.
fn undefined(state: State) -> Flow {
    let Inst::LoadGlobal { global } = state.inst() else { unreachable!("the row that comes here") };
    state.save();
    // SAFETY: the safepoint is set.
    Flow::Leave(unsafe { helpers::load_global(state.cx, state.base, u64::from(global.0)) })
}
