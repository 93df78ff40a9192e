//! Calls of values of any kind, imports, and the ways from machine code into the interpreter.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytecode::{ChunkId, Module, Verified};
use heap::layout::kind;
use heap::{Bits, ShapeId, raw};
use jit::abi::CALL_BYTES;

use super::effect::ask_again;
use super::panic_text;
use crate::common::error::{Error, ErrorKind};
use crate::helpers::builtins::{HAS_NUMBER, quick_has};
use crate::runtime::context::ContextRef;
use crate::runtime::host::{Ctx, NativeBox};
use crate::runtime::instance::{Instance, text_bytes};
use crate::runtime::record::RecordRef;
use crate::runtime::session::Globals;
use crate::runtime::tiers::Entered;

/// Modules whose bodies may run at once, the main one excluded. An import costs far more than its
/// frame, so that the limit of depth alone would stop a circle of imports too late.
pub(crate) const MAX_IMPORTS: u32 = 1000;

/// Calls word 0 with the words behind it. `depth` counts the active calls below the caller.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn call_value(cx: ContextRef, words: *mut Bits, argc: u32, depth: u32) -> Bits {
    // SAFETY: the caller gives the callee in word 0.
    let callee = unsafe { *words };
    if !callee.is_heap() {
        return cx.raise(ErrorKind::CallNonFunction);
    }
    // SAFETY: a live object.
    match unsafe { raw::kind_of(callee) } {
        // SAFETY: a function, its arguments behind it.
        kind::FUNCTION => unsafe { call_function(cx, words, argc, depth) },
        // SAFETY: a native, its arguments behind it.
        kind::NATIVE => unsafe { call_native(cx, words, argc, depth) },
        // SAFETY: a struct definition, its arguments behind it.
        kind::STRUCT_DEF => unsafe { construct(cx, words, u64::from(argc)) },
        _ => cx.raise(ErrorKind::CallNonFunctionObject),
    }
}

/// # Safety
/// As [`call_value`], with a function.
unsafe fn call_function(cx: ContextRef, words: *mut Bits, argc: u32, depth: u32) -> Bits {
    // SAFETY: word 0 is the function, and the frame of its call begins behind it.
    let record = unsafe { RecordRef::of_frame(words.wrapping_add(1)) };
    let (params, compiled, entry) = (record.params(), record.is_compiled(), record.entry());
    if params != argc {
        return argument_count_error(cx, record, argc);
    }
    let base = words.wrapping_add(1);
    if !compiled {
        // SAFETY: the window of a call of that function.
        return unsafe { (cx.tiers().call)(cx, record, base, depth + 1) };
    }
    // SAFETY: the window of a call of that function, whose entry is machine code.
    match unsafe { (cx.tiers().enter)(cx, base, entry, depth + 1) } {
        Entered::Returned(result) => result,
        // SAFETY: machine code left the frame before that instruction.
        Entered::Exited(point) => unsafe { (cx.tiers().go_on)(cx, record, base, &point, depth + 1) },
        Entered::Error => Bits::EXC,
        Entered::Stay => cx.raise(ErrorKind::Internal("machine code was entered and did nothing".into())),
    }
}

/// The error of a wrong number of arguments.
#[cold]
#[inline(never)]
pub(crate) fn argument_count_error(cx: ContextRef, record: RecordRef, argc: u32) -> Bits {
    let expected = record.params();
    cx.raise(ErrorKind::Arity { expected, actual: argc })
}

/// # Safety
/// As [`call_value`], with a native.
unsafe fn call_native(cx: ContextRef, words: *mut Bits, argc: u32, depth: u32) -> Bits {
    // SAFETY: the caller gives the native in word 0.
    let native = unsafe { *words };
    // SAFETY: a live native.
    let index = unsafe { raw::native_index(native) };
    let arguments = words.wrapping_add(1);
    if index == HAS_NUMBER && argc == 2 {
        // SAFETY: the caller gives so many live arguments behind the native.
        return unsafe { quick_has(cx.heap(), arguments) };
    }
    let native: *const NativeBox = cx.engine_ref().natives.function(index);
    // SAFETY: the arguments are below the stack's top.
    let mut ctx = unsafe { Ctx::new(cx, arguments, argc as usize, depth) };
    // SAFETY: the function stays at its address as long as the vm lives.
    let native = unsafe { &*native };
    // A panic is caught here, while the frames are there for the trace.
    let result = match catch_unwind(AssertUnwindSafe(|| native(&mut ctx))) {
        Ok(result) => result,
        Err(payload) => Err(ErrorKind::Panicked(panic_text(&*payload)).into()),
    };
    match result {
        Ok(value) => ctx.bits_of(value),
        Err(error) => {
            drop(ctx);
            cx.raise(error)
        }
    }
}

/// An instance of the struct definition in word 0, from the words behind it.
///
/// # Safety
/// As [`call_value`], with a struct definition.
pub(super) unsafe fn construct(cx: ContextRef, words: *mut Bits, argc: u64) -> Bits {
    // SAFETY: the caller gives the struct definition in word 0.
    let definition = unsafe { *words };
    // SAFETY: a live struct definition.
    let shape = ShapeId::from_kind(unsafe { raw::struct_def_shape(definition) });
    let shape = shape.expect("a struct definition's shape is a shape");
    let description = cx.heap().shape(shape);
    let expected = description.fields.len() as u32;
    if u64::from(expected) != argc {
        let name = String::from_utf8_lossy(&description.name).into();
        return cx.raise(ErrorKind::StructArity { name, expected, actual: argc as u32 });
    }
    // SAFETY: as many words as fields, in the frame, below `top`.
    cx.result(unsafe { cx.heap().alloc_instance_at(shape, words.wrapping_add(1)) })
}

/// Runs import `import` of the running module; word 0 is free for the module object. `depth`
/// counts the active calls below the importing frame.
///
/// # Safety
/// See [`super`]; `words` is the context's `top`.
#[inline(never)]
pub(crate) unsafe fn import_module(cx: ContextRef, words: *mut Bits, import: u32, depth: u32) -> Bits {
    let importer = cx.record().instance();
    let written = &importer.module.imports[import as usize];
    if cx.imports() >= MAX_IMPORTS {
        return cx.raise(ErrorKind::ImportStackOverflow);
    }
    let engine = cx.engine();
    engine.free_dead_instances();
    let module = match engine.loader.load(&importer.namespace.path, written) {
        Ok(module) => module,
        Err(error) => return cx.raise(error),
    };
    if let ControlFlow::Break(exc) = cx.charge(elements(&module)) {
        return exc;
    }
    let engine = cx.engine();
    if let Err(error) = engine.make_room(&module) {
        return cx.raise(error);
    }
    // SAFETY: `words` is the context's `top`.
    let instance = match unsafe { engine.instantiate(cx, module, words, Globals::Own) } {
        Ok(instance) => instance,
        Err(error) => return cx.raise(error),
    };
    cx.set_imports(cx.imports() + 1);
    // SAFETY: word 0 is the module object, which is the callee of the body's window.
    let result = unsafe { run_body(cx, instance, words, depth + 1) };
    cx.set_imports(cx.imports() - 1);
    if result == Bits::EXC {
        return result;
    }
    // SAFETY: word 0 of the window is the module object, wherever it has moved.
    unsafe { *words }
}

/// How much a module takes to load and link: what an import pays for.
fn elements(module: &Module) -> usize {
    let code: usize = module.chunks.iter().map(|chunk| chunk.code.len() + chunk.captures.len() + 1).sum();
    let fields: usize = module.structs.iter().map(|decl| decl.fields.len() + 1).sum();
    code + fields + text_bytes(module) + module.constants.len() + module.names.len()
}

/// Runs the body of a module whose object is word 0.
///
/// # Safety
/// See [`super`].
unsafe fn run_body(cx: ContextRef, instance: *const Instance, words: *mut Bits, depth: u32) -> Bits {
    // SAFETY: the caller gives a live instance.
    let record = unsafe { &*instance }.record(ChunkId(0));
    let base = words.wrapping_add(1);
    if !cx.fits(record.frame_end(base), depth) {
        return cx.raise(ErrorKind::ImportStackOverflow);
    }
    // SAFETY: the window of a call of the body, which has no parameters.
    unsafe { (cx.tiers().call)(cx, record, base, depth) }
}

/// Runs a program: `bottom` is the free first word of the value stack.
///
/// # Errors
/// The program's error.
pub(crate) fn run_main(
    cx: ContextRef,
    module: Arc<Verified<Module>>,
    bottom: *mut Bits,
    globals: Globals,
) -> Result<(), Error> {
    let engine = cx.engine();
    engine.free_dead_instances();
    // SAFETY: the value stack is empty.
    let instance = unsafe { engine.instantiate(cx, module, bottom, globals) }?;
    // SAFETY: the caller gives a live instance.
    let record = unsafe { &*instance }.record(ChunkId(0));
    // SAFETY: word 0 is the module object; the body has no parameters.
    match unsafe { (cx.tiers().call)(cx, record, bottom.wrapping_add(1), 0) } {
        Bits::EXC => Err(cx.take_error()),
        _ => Ok(()),
    }
}

/// CALL from machine code.
///
/// # Safety
/// See [`super`].
pub(crate) unsafe fn call(cx: ContextRef, words: *mut Bits, argc: u64) -> Bits {
    // SAFETY: the row's operands are callee and arguments.
    unsafe { call_value(cx, words, argc as u32, cx.compiled_depth()) }
}

/// Notes whom a CALL of machine code calls.
///
/// # Safety
/// See [`super`].
pub(crate) unsafe fn observe_call(cx: ContextRef, words: *mut Bits, argc: u64) -> Bits {
    // SAFETY: the row's first operand is the callee.
    let callee = unsafe { *words };
    // SAFETY: a valid word.
    if unsafe { raw::is_kind(callee, kind::FUNCTION) } {
        // SAFETY: a live function, as was just asked.
        let callee = unsafe { RecordRef::of_function(callee) };
        if u64::from(callee.params()) == argc {
            (cx.tiers().called)(cx, cx.record(), callee);
        }
    }
    Bits::NIL
}

/// IMPORT from machine code.
///
/// # Safety
/// See [`super`].
pub(crate) unsafe fn import(cx: ContextRef, _: *mut Bits, import: u64) -> Bits {
    // SAFETY: the row's immediate is an import of the module (V3), and the words are the context's
    // `top`.
    unsafe { import_module(cx, cx.top(), import as u32, cx.compiled_depth()) }
}

/// Runs a function that is not compiled, called from machine code by its entry slot. The stub's own
/// frame is that of the call.
///
/// # Safety
/// See [`super`]; `base` is the base of the callee's window.
pub(crate) unsafe fn call_interpreted(cx: ContextRef, base: *mut Bits, _: u64) -> Bits {
    // SAFETY: the base of the frame whose call is about to begin.
    let record = unsafe { RecordRef::of_frame(base) };
    // The stub's own 16 bytes are below the caller's frame.
    let caller = (cx.native_sp() + CALL_BYTES) as *const *mut Bits;
    // SAFETY: the lower word of a compiled frame is its base.
    cx.set_base(unsafe { *caller });
    // SAFETY: the window at `base` holds the callee and the arguments.
    let result = unsafe { (cx.tiers().call)(cx, record, base, cx.compiled_depth()) };
    ask_again(cx);
    result
}

/// Goes on in the interpreter with a function that machine code called and that has taken an exit.
///
/// # Safety
/// See [`super`].
pub(crate) unsafe fn resume(cx: ContextRef, _: *mut Bits, _: u64) -> Bits {
    let (base, record) = (cx.base(), cx.record());
    // SAFETY: an exit leaves the frame as the interpreter needs it.
    let point = unsafe { (cx.tiers().last_exit)(cx, base) };
    let caller = cx.native_sp() as *const *mut Bits;
    // SAFETY: the lower word of a compiled frame is its base.
    cx.set_base(unsafe { *caller });
    // SAFETY: machine code left the frame before that instruction; its call counts one more than
    // the caller that calls this helper.
    let result = unsafe { (cx.tiers().go_on)(cx, record, base, &point, cx.compiled_depth() + 1) };
    ask_again(cx);
    result
}
