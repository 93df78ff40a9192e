//! Dominance between the blocks of a function.

use crate::ir::{Block, Function};

/// Which blocks dominate which.
#[derive(Debug)]
pub(crate) struct Blocks {
    /// The immediate dominator of each block. The entry and unreachable blocks have themselves.
    idom: Vec<Block>,
    /// How many blocks dominate each.
    depth: Vec<u32>,
}

impl Blocks {
    /// Takes one pass over the blocks, because forward edges lead to later blocks.
    pub(crate) fn new(f: &Function) -> Blocks {
        let count = f.blocks.len();
        let mut blocks = Blocks { idom: f.block_ids().collect(), depth: vec![0; count] };
        for block in f.block_ids() {
            let before = f.block(block).preds.iter().copied().filter(|&pred| pred < block);
            if let Some(idom) = before.reduce(|a, b| blocks.common(a, b)) {
                blocks.idom[block.index()] = idom;
                blocks.depth[block.index()] = blocks.depth[idom.index()] + 1;
            }
        }
        blocks
    }

    fn common(&self, mut a: Block, mut b: Block) -> Block {
        while a != b {
            if self.depth[a.index()] >= self.depth[b.index()] {
                a = self.idom[a.index()];
            } else {
                b = self.idom[b.index()];
            }
        }
        a
    }

    /// The immediate dominator, the block itself for the entry.
    pub(crate) fn idom(&self, block: Block) -> Block {
        self.idom[block.index()]
    }

    /// Whether `a` dominates `b`: every way to `b` goes through `a`.
    pub(crate) fn dominates(&self, a: Block, mut b: Block) -> bool {
        while self.depth[b.index()] > self.depth[a.index()] {
            b = self.idom[b.index()];
        }
        a == b
    }
}
