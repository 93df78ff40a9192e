//! [`Reads`]: which instructions need a value in a register, and how far the next one is, also
//! round the loops that the value lives through.
//!
//! A frame state reads nothing: exits and safepoints take values from memory as well.

use super::uses::Uses;
use crate::ir::{Block, End, Function, Op, Type, Value};

/// How much farther than anything in a loop is what follows the loop.
const BEHIND_LOOP: u32 = 1 << 24;
/// How often a loop is thought to turn, as a shift.
const TURNS: u32 = 3;
/// The most loops around an instruction that count.
const MOST_NESTED: u32 = 6;

/// An instruction that reads a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Read {
    value: Value,
    at: u32,
    /// Whether the value may as well be in memory.
    takes_memory: bool,
}

/// A loop, by the places of its instructions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub first: u32,
    pub end: u32,
    parent: Option<usize>,
    depth: u32,
}

/// The instructions that read each value.
#[derive(Debug)]
pub(super) struct Reads {
    /// Ascending: those of a value from `first[value]` to `first[value + 1]`.
    all: Vec<Read>,
    first: Vec<u32>,
    /// The place where each value is made. Phis are made where their block begins.
    made: Vec<u32>,
    extents: Vec<Extent>,
    /// The innermost loop around each block.
    innermost: Vec<Option<usize>>,
    block_first: Vec<u32>,
}

impl Reads {
    pub(super) fn new(f: &Function, uses: &Uses) -> Reads {
        let block_first = f.block_ids().map(|block| uses.first(block)).collect();
        let (extents, innermost) = extents(f, uses);
        let mut reads =
            Reads { all: Vec::new(), first: Vec::new(), made: vec![0; f.insts.len()], extents, innermost, block_first };
        for block in f.block_ids() {
            reads.find(f, uses, block);
        }
        reads.all.sort_unstable();
        reads.first = vec![0; f.insts.len() + 1];
        for read in &reads.all {
            reads.first[read.value.index() + 1] += 1;
        }
        for index in 0..f.insts.len() {
            reads.first[index + 1] += reads.first[index];
        }
        reads
    }

    fn find(&mut self, f: &Function, uses: &Uses, block: Block) {
        let start = uses.first(block);
        let data = f.block(block);
        for (at, &value) in (start..).zip(&data.insts) {
            let is_phi = f.inst(value).op == Op::Phi;
            self.made[value.index()] = if is_phi { start } else { at };
            if !is_phi && f.inst(value).op != Op::ProvenIndex && !uses.is_fused(value) {
                self.of(f, uses, value, at);
            }
        }
        let at = start + data.insts.len() as u32;
        match data.end {
            End::Branch { condition, .. } if uses.is_fused(condition) => self.of(f, uses, condition, at),
            End::Jump(to) => uses.phi_operands(f, block, to, &mut |value| self.one(f, uses, value, at, false)),
            end => end.value().into_iter().for_each(|value| self.one(f, uses, value, at, false)),
        }
    }

    /// Notes what an instruction reads.
    fn of(&mut self, f: &Function, uses: &Uses, value: Value, at: u32) {
        let inst = f.inst(value);
        // A call takes its operands from words.
        if inst.op.is_safepoint() && !super::inline::is_inline(inst) {
            return;
        }
        for (index, &arg) in inst.args.iter().enumerate() {
            let takes_memory = match inst.op {
                Op::CompareInt(_) | Op::IntArithmetic(_) | Op::IntLowBits(_) | Op::IntShiftRight(_) => true,
                Op::IntNegate | Op::IntToFloat => true,
                Op::CompareFloat(_) | Op::FloatArithmetic(_) | Op::FloatNegate => true,
                Op::Helper { .. } | Op::Inline { .. } => true,
                Op::CheckIndex => index == 1,
                Op::IntDivide { .. } => index == 0,
                _ => false,
            };
            self.one(f, uses, arg, at, takes_memory);
        }
    }

    fn one(&mut self, f: &Function, uses: &Uses, value: Value, at: u32, takes_memory: bool) {
        if uses.is_fused(value) {
            return f.inst(value).args.iter().for_each(|&arg| self.one(f, uses, arg, at, false));
        }
        let root = uses.root(value);
        if !f.inst(root).op.is_constant() {
            self.all.push(Read { value: root, at, takes_memory });
        }
    }

    fn of_value(&self, value: Value) -> &[Read] {
        &self.all[self.first[value.index()] as usize..self.first[value.index() + 1] as usize]
    }

    fn next(reads: &[Read], at: u32) -> Option<u32> {
        reads.get(reads.partition_point(|read| read.at < at)).map(|read| read.at)
    }

    /// How far the next read of a value is, in instructions, from a place in a block on.
    pub(super) fn distance(&self, value: Value, block: Block, at: u32) -> u32 {
        let reads = self.of_value(value);
        let next = Reads::next(reads, at);
        let (mut around, mut behind) = (self.innermost[block.index()], 0);
        while let Some(extent) = around.map(|index| self.extents[index]) {
            if let Some(next) = next.filter(|&next| next < extent.end) {
                return behind + (next - at);
            }
            let again = Reads::next(reads, extent.first).filter(|&again| again < extent.end);
            if let Some(again) = again.filter(|_| self.made[value.index()] < extent.first) {
                return behind + (extent.end - at) + (again - extent.first);
            }
            behind += BEHIND_LOOP;
            around = extent.parent;
        }
        next.map_or(u32::MAX, |next| behind + (next - at))
    }

    /// Whether a value is read from a place on in the same turn of the innermost loop.
    pub(super) fn is_read_again(&self, value: Value, block: Block, at: u32) -> bool {
        let end = self.innermost[block.index()].map_or(u32::MAX, |index| self.extents[index].end);
        self.is_read_between(value, at, end)
    }

    /// Whether a value is read from a place on, before another place.
    pub(super) fn is_read_between(&self, value: Value, from: u32, end: u32) -> bool {
        Reads::next(self.of_value(value), from).is_some_and(|at| at < end)
    }

    /// The loop that a block heads.
    pub(super) fn extent(&self, header: Block) -> Extent {
        self.extents[self.innermost[header.index()].expect("a header is in its loop")]
    }

    /// What it would cost to load a value wherever a loop reads it.
    pub(super) fn worth(&self, value: Value, extent: Extent) -> u32 {
        let reads = self.of_value(value);
        let from = reads.partition_point(|read| read.at < extent.first);
        let inside = reads[from..].iter().take_while(|read| read.at < extent.end);
        let worth = |read: &Read| {
            let nested = (self.depth(read.at) - extent.depth).min(MOST_NESTED);
            (if read.takes_memory { 1 } else { 4 }) << (TURNS * nested)
        };
        inside.map(worth).fold(0, u32::saturating_add)
    }

    fn innermost_at(&self, at: u32) -> Option<usize> {
        self.innermost[self.block_first.partition_point(|&first| first <= at) - 1]
    }

    fn depth(&self, at: u32) -> u32 {
        self.innermost_at(at).map_or(0, |index| self.extents[index].depth)
    }

    /// The most registers that values made in a loop take at once: general-purpose and float ones.
    pub(super) fn pressure(&self, f: &Function, uses: &Uses, header: Block) -> [usize; 2] {
        let extent = self.extent(header);
        let end = f.block(header).heads.map_or(header, |heads| heads.end);
        let mut changes = vec![[0i32; 2]; (extent.end - extent.first) as usize + 1];
        for block in (header.0..end.0).map(Block) {
            for &value in &f.block(block).insts {
                let ty = f.inst(value).ty;
                if uses.root(value) != value || ty == Type::None || f.inst(value).op.is_constant() {
                    continue;
                }
                if let Some(last) = self.last(value, extent) {
                    let class = usize::from(ty == Type::Float);
                    changes[(self.made[value.index()] - extent.first) as usize][class] += 1;
                    changes[(last - extent.first) as usize][class] -= 1;
                }
            }
        }
        let (mut now, mut most) = ([0; 2], [0; 2]);
        for change in changes {
            for class in 0..2 {
                now[class] += change[class];
                most[class] = most[class].max(now[class]);
            }
        }
        most.map(|count| count as usize)
    }

    /// Until where a value that is made in a loop needs its register in the loop.
    fn last(&self, value: Value, extent: Extent) -> Option<u32> {
        let reads = self.of_value(value);
        let last = reads[..reads.partition_point(|read| read.at < extent.end)].last()?.at;
        let made = self.made[value.index()];
        // A loop that the value is made before needs the value to its end.
        let mut around = self.innermost_at(last);
        let mut until = last;
        while let Some(inner) = around.map(|index| self.extents[index]).filter(|inner| inner.first > made) {
            until = inner.end;
            around = inner.parent;
        }
        Some(until)
    }
}

/// The loops, and the innermost one around each block.
fn extents(f: &Function, uses: &Uses) -> (Vec<Extent>, Vec<Option<usize>>) {
    let (mut extents, mut innermost) = (Vec::<Extent>::new(), vec![None; f.blocks.len()]);
    let mut open: Vec<(usize, Block)> = Vec::new();
    for block in f.block_ids() {
        open.retain(|&(_, end)| block < end);
        if let Some(heads) = f.block(block).heads {
            let parent = open.last().map(|&(index, _)| index);
            let last = Block(heads.end.0 - 1);
            let end = uses.first(last) + f.block(last).insts.len() as u32 + 1;
            extents.push(Extent { first: uses.first(block), end, parent, depth: open.len() as u32 + 1 });
            open.push((extents.len() - 1, heads.end));
        }
        innermost[block.index()] = open.last().map(|&(index, _)| index);
    }
    (extents, innermost)
}
