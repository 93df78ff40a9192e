//! CALL_CLOSED: a call of a closed chunk, whose function value no program sees, and the same call
//! by a host.

use std::sync::Arc;

use bytecode::{ChunkId, Module, Scalar, ScalarType, Signature, Verified};
use heap::Bits;

use super::call::call_value;
use super::closure::make_closure;
use crate::common::error::{Error, ErrorKind};
use crate::runtime::context::ContextRef;
use crate::runtime::instance::Instance;
use crate::runtime::session::Globals;

/// Makes the top operands the arguments of a call of closed chunk `chunk`: tests their types, and
/// puts the function below them, so that they end one word higher. Result nil; the context's `top`
/// is moved.
///
/// # Safety
/// See [`super`]; `words` are the operands, the context's `top` is their end.
#[inline(never)]
pub(crate) unsafe fn prepare_closed(cx: ContextRef, words: *mut Bits, chunk: u64) -> Bits {
    let chunk = ChunkId(chunk as u32);
    let instance = cx.record().instance();
    let Some(signature) = &instance.module.chunks[chunk.index()].closed else {
        return cx.raise(ErrorKind::Internal("V12: the chunk is closed".into()));
    };
    let count = usize::from(instance.module.chunks[chunk.index()].params);
    // SAFETY: V12: as many operands as parameters.
    let arguments = unsafe { std::slice::from_raw_parts(words, count) };
    if let Some(index) = first_misfit(signature, arguments) {
        let function = instance.module.name(instance.module.chunks[chunk.index()].name).into();
        return cx.raise(ErrorKind::ArgumentType { function, index, expected: signature.slots[index as usize].name() });
    }
    // SAFETY: the context's safepoint is set.
    let function = unsafe { closed_function(cx, instance, chunk) };
    if function == Bits::EXC {
        return function;
    }
    // SAFETY: one word more than the deepest operand stack always fits.
    unsafe { words.copy_to(words.wrapping_add(1), count) };
    // SAFETY: the operands were moved up from the first of their words.
    unsafe { *words = function };
    cx.set_top(words.wrapping_add(count + 1));
    Bits::NIL
}

/// The first argument that is not of the type its slot declares.
fn first_misfit(signature: &Signature, arguments: &[Bits]) -> Option<u32> {
    let fits = |(&kind, &bits): (&ScalarType, &Bits)| match kind {
        ScalarType::Int => bits.is_int(),
        ScalarType::Float => bits.is_float(),
        ScalarType::Bool => bits == Bits::TRUE || bits == Bits::FALSE,
    };
    signature.slots.iter().zip(arguments).position(|pair| !fits(pair)).map(|index| index as u32)
}

/// The function of a closed chunk, made at its first call.
///
/// # Safety
/// The instance is that of the running frame, and the context's safepoint is set.
unsafe fn closed_function(cx: ContextRef, instance: &Instance, chunk: ChunkId) -> Bits {
    let place = instance.closed_word(chunk);
    // SAFETY: a word of the instance's table.
    let known = unsafe { *place };
    if known != Bits::UNDEF {
        return known;
    }
    // SAFETY: the caller has set the safepoint; the base is the running frame's.
    let function = unsafe { make_closure(cx, cx.base(), chunk.0.into()) };
    if function != Bits::EXC {
        // SAFETY: the word of the instance's table that was read before.
        unsafe { *place = function };
    }
    function
}

/// CALL_CLOSED from machine code.
///
/// # Safety
/// See [`super`].
pub(crate) unsafe fn call_closed(cx: ContextRef, words: *mut Bits, chunk: u64) -> Bits {
    // SAFETY: the row's operands are the arguments; the safepoint is set, and the context's `top`
    // is their end.
    if unsafe { prepare_closed(cx, words, chunk) } == Bits::EXC {
        return Bits::EXC;
    }
    let argc = cx.record().instance().module.chunks[chunk as usize].params;
    // SAFETY: the function stands in word 0, its arguments behind it.
    unsafe { call_value(cx, words, argc.into(), cx.compiled_depth()) }
}

/// Runs a closed chunk of a module for a host: `bottom` is the free first word of the value stack,
/// which has room for the module object, the function and the arguments.
///
/// # Errors
/// The arguments do not fit the chunk's declaration, or the function's error.
pub(crate) fn run_closed(
    cx: ContextRef,
    module: Arc<Verified<Module>>,
    bottom: *mut Bits,
    chunk: ChunkId,
    arguments: &[Scalar],
) -> Result<Scalar, Error> {
    let found = module.chunk(chunk).and_then(|found| Some((found.params, found.closed.as_ref()?.result)));
    let (params, result) = found.ok_or(ErrorKind::NotClosed { chunk: chunk.0 })?;
    if usize::from(params) != arguments.len() {
        return Err(ErrorKind::Arity { expected: params.into(), actual: arguments.len() as u32 }.into());
    }
    if !cx.fits(bottom.wrapping_add(arguments.len() + 2) as u64, 0) {
        return Err(ErrorKind::StackOverflow.into());
    }
    let engine = cx.engine();
    engine.free_dead_instances();
    // SAFETY: the value stack is empty.
    unsafe { engine.instantiate(cx, module, bottom, Globals::Own) }?;
    let words = bottom.wrapping_add(1);
    for (at, &argument) in arguments.iter().enumerate() {
        // SAFETY: the stack has room for the arguments.
        unsafe { words.wrapping_add(at).write(word(argument)) };
    }
    cx.set_top(words.wrapping_add(arguments.len()));
    // The frame is that of the module's body, before its first instruction.
    cx.set_base(words);
    cx.set_pc(0);
    // SAFETY: word 0 below the base is the module object; the arguments are the operands.
    let prepared = unsafe { prepare_closed(cx, words, chunk.0.into()) };
    let value = match prepared {
        Bits::EXC => Bits::EXC,
        // SAFETY: the function stands in word 0, its arguments behind it.
        _ => unsafe { call_value(cx, words, params.into(), 0) },
    };
    if value == Bits::EXC {
        return Err(cx.take_error());
    }
    Ok(scalar(result, value))
}

fn word(scalar: Scalar) -> Bits {
    match scalar {
        Scalar::Int(value) => Bits::int(value),
        Scalar::Float(value) => Bits::float(value),
        Scalar::Bool(value) => Bits::bool(value),
    }
}

/// A word of a type that V12 has proved.
fn scalar(kind: ScalarType, bits: Bits) -> Scalar {
    match kind {
        ScalarType::Int => Scalar::Int(bits.as_int()),
        ScalarType::Float => Scalar::Float(bits.as_float()),
        ScalarType::Bool => Scalar::Bool(bits == Bits::TRUE),
    }
}
