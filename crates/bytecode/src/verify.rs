//! The verifier: from a [`Module`] that anyone may have made to a [`Verified<Module>`](Verified).
//!
//! What it accepts can be interpreted and compiled without undefined behaviour. SAFETY comments
//! elsewhere cite its rules:
//!
//! * **V1** Every jump target is the index of an instruction of the same chunk.
//! * **V2** The operand depth before an instruction is the same on every edge to it; no instruction
//!   pops more than there is, and no depth is above [`MAX_DEPTH`](crate::MAX_DEPTH).
//! * **V3** Every slot, constant, name, global, chunk, struct and import that an operand or a table
//!   names exists.
//! * **V4** What is declared in two places agrees: NEW_OBJECT takes as many operands as its struct
//!   has fields; an inline cache is numbered below the chunk's `caches`, of which there are no more
//!   than instructions, and belongs to one instruction; no two globals have one name; there is a
//!   chunk 0, the body, without parameters or captures, and no MAKE_CLOSURE names it: it runs once;
//!   parameters are slots; the line table ascends within the code. A name may be any text.
//! * **V5** The last instruction is a JUMP, LOOP, RETURN, RETURN_NIL or HALT, so that control never
//!   falls off the end. There is at least one instruction.
//! * **V6** Only LOOP rows go back, and only to a LOOP_HEADER; every other jump goes forward.
//! * **V7** A float constant that is a NaN is one of `7FF8_0000_0000_0000` and
//!   `FFF8_0000_0000_0000`; tables, strings, code and captures are within the limits of
//!   [`module`](crate::Module); the names that structs use come to no more bytes than all names
//!   together, 2^24 more and 64 more for each use.
//! * **V8** A loop reaches from its LOOP_HEADER to the last LOOP row that goes there. Two loops are
//!   apart or one holds the other; a jump into a loop from outside goes to its header; a header's
//!   operand is its ordinal in the chunk.
//! * **V9** A slot is a cell slot, if `cells` lists it, or plain, for the whole chunk. `cells`
//!   ascends and names no parameter. Only NEW_CELL, LOAD_CELL, STORE_CELL and captures touch cell
//!   slots, and only they touch them; a NEW_CELL of the slot comes before on every path.
//! * **V10** A captured cell that is used exists: upvalues are below the chunk's captures, and the
//!   captures of a chunk are cell slots and upvalues of each chunk that makes a closure of it.
//! * **V11** A plain slot is written before it is read on every path, or is a parameter, or is
//!   listed in `nil_slots`, which ascends and lists only plain slots that are no parameters.
//! * **V12** A *closed* chunk is not the body; it has a type for each slot, no cells, captures or
//!   nil slots, at most [`MAX_CLOSED_DEPTH`](crate::MAX_CLOSED_DEPTH) operands, and only rows of
//!   numbers, jumps, loops, CALL_CLOSED and RETURN. In its reached code the operands' types agree
//!   on all edges; arithmetic and comparisons take numbers; what goes into a slot, an argument or
//!   the result has the type declared. Any chunk names closed chunks by CALL_CLOSED alone, with as
//!   many operands as there are parameters; in an open chunk the row itself tests their types.
//!
//! "On every path" in V9 and V11 is decided by a stricter rule in linear time: no join between the
//! write and the use has an edge from before the write (`flow.rs` says why that is enough).
//!
//! *Unreachable code.* V1, V3 to V8 and V10 hold for every instruction, and of V9 that slots are
//! used by their class. An instruction is reached if control can come to it when every conditional
//! jump may go both ways; jumps from unreached instructions are no edges for V2, V9 and V11.
//!
//! *Frames and safepoints.* At a safepoint each slot must hold a valid value. A prologue therefore
//! sets all slots but the parameters to nil.
//!
//! *Cost.* Linear in the size of the module but for the sorting of each loop's accesses, memory too
//! (an access in loops that nest [`MAX_LOOP_DETAIL`](crate::MAX_LOOP_DETAIL) deep is listed that
//! often); nothing recurses. MAKE_CLOSURE looks at its captures each time, for which there is a
//! budget: all captures of the module and 2^24 more.

mod closed;
mod error;
mod flow;
mod marks;
mod nest;
mod operand;
mod table;
mod tally;

pub use error::{Rule, VerifyError};

use error::Fault;
use flow::Flows;
use operand::Seen;

use crate::module::{Chunk, Module};
use crate::operand::ChunkId;
use crate::verified::{ChunkFacts, Verified};

/// Captures that may be looked at beyond once each (V10).
const EXTRA_CAPTURES: u64 = 1 << 24;

/// Checks a module by the rules V1 to V12 of [this module](self).
///
/// # Errors
/// The first broken rule, with chunk and instruction.
pub fn verify(module: Module) -> Result<Verified<Module>, VerifyError> {
    let facts = check_module(&module)?;
    Ok(Verified::new(module, facts))
}

fn check_module(module: &Module) -> Result<Vec<ChunkFacts>, VerifyError> {
    table::check_tables(module).map_err(in_tables)?;
    let mut seen = Seen::default();
    let captures: u64 = module.chunks.iter().map(|chunk| chunk.captures.len() as u64).sum();
    let mut flows = Flows::new(captures + EXTRA_CAPTURES);
    let chunks = module.chunks.iter().enumerate();
    chunks
        .map(|(index, chunk)| {
            check_chunk(module, index, chunk, &mut seen, &mut flows).map_err(|fault| in_chunk(module, index, fault))
        })
        .collect()
}

/// The rules in the order in which they rely on each other.
fn check_chunk(
    module: &Module,
    index: usize,
    chunk: &Chunk,
    seen: &mut Seen,
    flows: &mut Flows,
) -> Result<ChunkFacts, Fault> {
    table::check_declarations(module, index, chunk)?;
    operand::check_operands(module, chunk, seen)?;
    operand::check_end(chunk)?;
    let loops = nest::find_loops(chunk)?;
    let mut facts = flow::check_flow(module, chunk, flows)?;
    facts.closed = closed::check_types(module, index, chunk, &facts)?;
    facts.innermost = nest::changes(&loops);
    facts.loops = loops;
    tally::count_accesses(chunk, &mut facts);
    Ok(facts)
}

fn in_tables(fault: Fault) -> VerifyError {
    let Fault { rule, detail, .. } = fault;
    VerifyError { rule, chunk: None, chunk_name: "".into(), at: None, mnemonic: None, detail }
}

fn in_chunk(module: &Module, index: usize, fault: Fault) -> VerifyError {
    let chunk = &module.chunks[index];
    VerifyError {
        rule: fault.rule,
        chunk: Some(ChunkId(index as u32)),
        chunk_name: table::short(module.name(chunk.name)).into(),
        at: fault.at,
        mnemonic: fault.at.map(|at| chunk.code[at as usize].opcode().mnemonic()),
        detail: fault.detail,
    }
}
