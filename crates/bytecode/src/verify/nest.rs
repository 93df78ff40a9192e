//! The loops: where they begin and end, that they nest, that nothing jumps into one (V8).

use super::error::{Fault, Rule};
use crate::inst::{Flow, Inst};
use crate::module::Chunk;
use crate::operand::LoopId;
use crate::verified::LoopFacts;

/// V8: the chunk's loops, without what they read and write.
pub(super) fn find_loops(chunk: &Chunk) -> Result<Vec<LoopFacts>, Fault> {
    let mut loops = find_headers(chunk)?;
    if loops.is_empty() {
        return Ok(loops);
    }
    find_ends(chunk, &mut loops);
    check_nesting(&mut loops)?;
    check_entries(chunk, &loops)?;
    Ok(loops)
}

/// Where the innermost loop is another than before, for loops that nest.
pub(super) fn changes(loops: &[LoopFacts]) -> Vec<(u32, Option<LoopId>)> {
    let mut changes = Vec::with_capacity(2 * loops.len());
    let mut current: Option<LoopId> = None;
    let starts = loops.iter().zip(0..).map(|(found, id)| (found.header, Some(LoopId(id))));
    for (at, begun) in starts.chain([(u32::MAX, None)]) {
        while let Some(ended) = current.map(|id| &loops[id.index()]).filter(|it| it.end <= at) {
            current = ended.parent;
            changes.push((ended.end, current));
        }
        if begun.is_some() {
            current = begun;
            changes.push((at, current));
        }
    }
    changes
}

/// V8: a header's operand is its ordinal.
fn find_headers(chunk: &Chunk) -> Result<Vec<LoopFacts>, Fault> {
    let mut loops = Vec::new();
    for (at, inst) in (0..).zip(&chunk.code) {
        let &Inst::LoopHeader { loop_id } = inst else { continue };
        if loop_id.index() != loops.len() {
            return Fault::at(
                Rule::V8,
                at,
                format!("the operand is loop {}, but this is loop {} of the chunk", loop_id.0, loops.len()),
            );
        }
        let (reads, writes) = (Vec::new(), Vec::new());
        loops.push(LoopFacts { header: at, end: at + 1, parent: None, nesting: 1, reads, writes });
    }
    Ok(loops)
}

/// The last LOOP row to each header ends its loop. V6 has shown that the targets are headers.
fn find_ends(chunk: &Chunk, loops: &mut [LoopFacts]) {
    for (at, inst) in (0..).zip(&chunk.code) {
        if !matches!(inst.opcode().flow(), Flow::Loop | Flow::LoopIf) {
            continue;
        }
        let Some(target) = inst.target() else { continue };
        let Some(Inst::LoopHeader { loop_id }) = chunk.code.get(target.index()) else { continue };
        loops[loop_id.index()].end = at + 1;
    }
}

/// V8: of two loops one holds the other whole or they are apart. Sets parents and nesting.
fn check_nesting(loops: &mut [LoopFacts]) -> Result<(), Fault> {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..loops.len() {
        let (header, end) = (loops[at].header, loops[at].end);
        while open.last().is_some_and(|&outer| loops[outer].end <= header) {
            open.pop();
        }
        if let Some(&outer) = open.last() {
            if loops[outer].end < end {
                return Fault::at(Rule::V8, end - 1, format!("loop {at} begins in loop {outer} and ends after it"));
            }
            loops[at].parent = Some(LoopId(outer as u16));
            loops[at].nesting = loops[outer].nesting.saturating_add(1);
        }
        open.push(at);
    }
    Ok(())
}

/// V8: a jump from outside a loop goes to its header or past it.
fn check_entries(chunk: &Chunk, loops: &[LoopFacts]) -> Result<(), Fault> {
    let innermost = find_innermost(chunk, loops);
    for (at, inst) in (0..).zip(&chunk.code) {
        if inst.opcode().flow() == Flow::Next {
            continue;
        }
        let Some(target) = inst.target() else { continue };
        let Some(mut entered) = innermost[target.index()] else { continue };
        if loops[entered.index()].header == target.0 {
            let Some(parent) = loops[entered.index()].parent else { continue };
            entered = parent;
        }
        let LoopFacts { header, end, .. } = loops[entered.index()];
        if !(header..end).contains(&at) {
            return Fault::at(Rule::V8, at, format!("a jump from outside into loop {}, to {}", entered.0, target.0));
        }
    }
    Ok(())
}

/// The innermost loop of each instruction. If an instruction is in that one, it is in all around.
fn find_innermost(chunk: &Chunk, loops: &[LoopFacts]) -> Vec<Option<LoopId>> {
    let mut innermost = Vec::with_capacity(chunk.code.len());
    let mut current: Option<LoopId> = None;
    let mut next = 0;
    for at in 0..chunk.code.len() as u32 {
        while let Some(id) = current.filter(|id| loops[id.index()].end <= at) {
            current = loops[id.index()].parent;
        }
        if loops.get(next).is_some_and(|found| found.header == at) {
            current = Some(LoopId(next as u16));
            next += 1;
        }
        innermost.push(current);
    }
    innermost
}
