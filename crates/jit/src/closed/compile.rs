//! All closed functions of a module, one behind the other: entries for the host, the functions, the
//! ways out.

use bytecode::{Chunk, ChunkId, Module, ScalarType, Signature, Verified};

use super::function::Function;
use super::label::Labels;
use super::layout::{Passed, passed, stack_words};
use super::{ClosedCode, ClosedStatus};
use crate::error::CompileError;
use crate::target::{Held, Masm, Word};

pub(super) fn compile_all(module: &Verified<Module>) -> Result<ClosedCode, CompileError> {
    const BYTES_PER_INST: usize = 16;
    let insts: usize = module.chunks.iter().map(|chunk| chunk.code.len()).sum();
    let mut masm = Masm::with_capacity(BYTES_PER_INST.saturating_mul(insts));
    let labels = Labels::new(module, &mut masm);
    let mut entries = vec![None; module.chunks.len()];
    let mut largest_frame = 0;
    for (index, chunk) in module.chunks.iter().enumerate() {
        let id = ChunkId(index as u32);
        let Some(signature) = chunk.closed.as_deref() else {
            masm.bind(labels.functions[index]);
            continue;
        };
        masm.align_loop();
        entries[index] = Some(masm.offset());
        emit_entry(&mut masm, &labels, index, chunk, signature);
        masm.bind(labels.functions[index]);
        let mut function = Function::new(module, chunk, signature, module.facts(id), &mut masm, &labels);
        largest_frame = largest_frame.max(function.layout.frame_bytes);
        function.run();
    }
    emit_tails(&mut masm, &labels);
    let bytes = masm.finish().map_err(|_| CompileError::TooLarge)?;
    Ok(ClosedCode { bytes, entries, largest_frame })
}

/// What the host calls: puts the arguments where the function expects them.
fn emit_entry(masm: &mut Masm, labels: &Labels, index: usize, chunk: &Chunk, signature: &Signature) {
    let outgoing = stack_words(signature, chunk.params).next_multiple_of(2);
    let args = masm.closed_entry(8 * outgoing);
    for ((at, passed), kind) in (0..).zip(passed(signature, chunk.params)).zip(&signature.slots) {
        let gp = if let Passed::Gp(gp) = passed { Held::Own(gp) } else { Held::Scratch(masm.scratch2()) };
        let fp = if let Passed::Fp(fp) = passed { Held::Own(fp) } else { Held::Scratch(masm.float_scratch()) };
        match kind {
            ScalarType::Int => masm.closed_argument_int(*gp, *args, at),
            ScalarType::Bool => masm.closed_argument_bool(*gp, *args, at),
            ScalarType::Float => masm.closed_argument_float(*fp, *args, at),
        }
        match (passed, kind) {
            (Passed::Stack(word), ScalarType::Float) => masm.store_float(Word(word), *fp),
            (Passed::Stack(word), _) => masm.store_boxed(Word(word), *gp),
            (Passed::Gp(_) | Passed::Fp(_), _) => {}
        }
    }
    drop(args);
    masm.closed_call(labels.functions[index]);
    masm.closed_return_to_host(signature.result == ScalarType::Float, labels.exit);
}

/// What is behind all functions: the ways to fail, and the way out.
fn emit_tails(masm: &mut Masm, labels: &Labels) {
    let failures = [
        (labels.division_by_zero, ClosedStatus::DivisionByZero),
        (labels.out_of_fuel, ClosedStatus::OutOfFuel),
        (labels.too_deep, ClosedStatus::TooDeep),
    ];
    for (label, status) in failures {
        masm.bind(label);
        masm.closed_fail(status as u32, labels.exit);
    }
    masm.bind(labels.exit);
    masm.closed_exit();
    masm.flush_constants();
}
