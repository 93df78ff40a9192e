//! [`callees`]: where the callee of each call comes from.

use crate::inst::Inst;
use crate::primitive::Primitive;
use crate::verified::{ChunkFacts, UNREACHABLE};

/// The calls in a chunk's `code` that control can come to, ascending by instruction, each with the
/// instruction and the primitive that pushed its callee. `None` where a row pushes several operands
/// and it is not plain which primitive pushed that one.
///
/// The code is read in the order in which it stands. A callee that comes from several ways, which
/// join before the call, counts as pushed on the last of them. It takes time in proportion to the
/// code.
///
/// ```
/// use bytecode::{Argc, ChunkId, GlobalId, Primitive, callees, parse, verify};
///
/// // g(nil, nil)()
/// let text = "\
///     module \"m\"
///     chunk main
///       LOAD_GLOBAL g
///       LOAD_NIL
///       LOAD_NIL
///       CALL 2
///       CALL 0
///       RETURN";
/// let module = verify(parse(text)?)?;
/// let found: Vec<_> = callees(&module.chunks[0].code, module.facts(ChunkId(0))).collect();
/// let inner = Primitive::Call(Argc(2));
/// assert_eq!(found, [(3, Some((0, Primitive::LoadGlobal(GlobalId(0))))), (4, Some((3, inner)))]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn callees<'a>(
    code: &'a [Inst],
    facts: &'a ChunkFacts,
) -> impl Iterator<Item = (u32, Option<(u32, Primitive)>)> + 'a {
    // How many operands a row leaves as they are, and the row, both ascending: each is the last row
    // so far that leaves no more.
    let mut kept: Vec<(usize, u32)> = Vec::new();
    let reached = (0..).zip(code.iter().zip(&facts.depths)).filter(|(_, (_, depth))| **depth != UNREACHABLE);
    reached.filter_map(move |(pc, (&inst, &depth))| {
        let call = if let Some(Primitive::Call(argc)) = inst.primitives().last() {
            let word = usize::from(depth).checked_sub(argc.index() + 1);
            Some((pc, word.and_then(|word| pushed(code, &kept, word))))
        } else {
            None
        };
        let keeps = usize::from(depth) - inst.effect().0 as usize;
        kept.truncate(kept.partition_point(|&(it, _)| it < keeps));
        kept.push((keeps, pc));
        call
    })
}

/// The primitive that pushed the operand `word`, and its instruction.
fn pushed(code: &[Inst], kept: &[(usize, u32)], word: usize) -> Option<(u32, Primitive)> {
    let (keeps, pc) = *kept[..kept.partition_point(|&(it, _)| it <= word)].last()?;
    let row = code[pc as usize];
    let primitives = row.primitives();
    let primitive = match row.effect() {
        (_, 1) => primitives.last().copied(),
        (0, pushes) if pushes as usize == primitives.len() => primitives.get(word - keeps).copied(),
        _ => None,
    };
    Some((pc, primitive?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Argc, ChunkId, GlobalId, Slot, parse, verify};

    fn found(code: &str) -> Vec<(u32, Option<Primitive>)> {
        let text = format!("module \"m\"\nchunk main slots 2 nil s0 s1\n{code}\nRETURN");
        let module = verify(parse(&text).expect("it is text")).expect("it is right");
        let found = callees(&module.chunks[0].code, module.facts(ChunkId(0)));
        found.map(|(pc, pushed)| (pc, pushed.map(|(_, primitive)| primitive))).collect()
    }

    const G: Option<Primitive> = Some(Primitive::LoadGlobal(GlobalId(0)));

    #[test]
    fn arguments_do_not_hide_the_callee() {
        let inner = "LOAD_GLOBAL g\nLOAD_LOCAL s0\nCALL 1";
        assert_eq!(found(inner), [(2, G)]);
        assert_eq!(found(&format!("LOAD_GLOBAL g\n{inner}\n{inner}\nADD\nCALL 1")), [(3, G), (6, G), (8, G)]);
    }

    #[test]
    fn a_result_is_no_global() {
        let call = Some(Primitive::Call(Argc(1)));
        assert_eq!(found("LOAD_GLOBAL g\nLOAD_NIL\nCALL 1\nLOAD_NIL\nCALL 1"), [(2, G), (4, call)]);
        assert_eq!(found("LOAD_GLOBAL g\nDUP\nCALL 1"), [(2, None)]);
    }

    #[test]
    fn a_row_of_several_operands_tells_them_apart() {
        let [s0, s1] = [0, 1].map(|slot| Some(Primitive::Local(Slot(slot))));
        assert_eq!(found("LOAD_LOCAL_LL s0 s1\nCALL 1"), [(1, s0)]);
        assert_eq!(found("LOAD_LOCAL_LL s0 s1\nCALL 0"), [(1, s1)]);
    }

    #[test]
    fn code_that_nothing_reaches_calls_nobody() {
        assert_eq!(found("JUMP L1\nLOAD_GLOBAL g\nCALL 0\nPOP\nL1:\nLOAD_NIL"), []);
    }
}
