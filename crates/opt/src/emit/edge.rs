//! Edges between blocks: where values are when a block begins, and the moves that bring them there.

use jit::target::{Label, Test, Word};

use super::Emitter;
use super::exit::Cold;
use super::moves::{Move, To};
use super::place::{Mem, Place, Start};
use crate::ir::{Block, End, Op, Value};
use crate::mutant::{self, Mutant};

/// The way that a branch takes to a block.
struct Way {
    to: Block,
    moves: Vec<Move>,
}

impl Emitter<'_> {
    pub(super) fn jump(&mut self, block: Block, to: Block, next: Block) {
        let moves = self.edge(block, to);
        self.make_moves(moves);
        if !self.falls_through(next, to) {
            self.masm.jump(self.labels[to.index()]);
        }
    }

    /// Whether a block is the one that is emitted next.
    fn falls_through(&self, next: Block, to: Block) -> bool {
        let is_empty = |at: usize| self.done[at] || self.f.blocks[at].preds.is_empty();
        next <= to && (mutant::is(Mutant::MissingJump) || (next.index()..to.index()).all(is_empty))
    }

    pub(super) fn branch(&mut self, condition: Value, yes: Block, no: Block, next: Block) {
        if let Op::Bool(truth) = self.op(condition) {
            // The branch is never taken; the other block is emitted nevertheless, and needs places.
            let (taken, other) = if truth { (yes, no) } else { (no, yes) };
            self.starts[other.index()] = Some(self.snapshot(other));
            let block = Block(next.0 - 1);
            return self.jump(block, taken, next);
        }
        let test = self.test(condition);
        let (yes, no) = (self.way(yes), self.way(no));
        let goes_on = self.goes_on_with_yes(&yes, &no, next);
        let (here, other, test) = if goes_on { (yes, no, test.negate()) } else { (no, yes, test) };
        let label = self.landing(other);
        self.masm.jump_if(test, label);
        self.make_moves(here.moves);
        if !self.falls_through(next, here.to) {
            self.masm.jump(self.labels[here.to.index()]);
        }
    }

    /// Whether the code goes on with the way to `yes`: with a back edge that has moves, or else
    /// with the way that is no back edge, and leads to the next block.
    fn goes_on_with_yes(&self, yes: &Way, no: &Way, next: Block) -> bool {
        let rank = |way: &Way| match (way.to < next, way.moves.is_empty()) {
            (true, false) => 4,
            (true, true) => 0,
            (false, is_empty) if self.falls_through(next, way.to) => 2 + u32::from(is_empty),
            (false, _) => 1,
        };
        rank(yes) >= rank(no)
    }

    /// The way to a successor. It passes a block that has nothing but a jump.
    fn way(&mut self, block: Block) -> Way {
        let data = self.f.block(block);
        if let (End::Jump(to), true) = (data.end, data.insts.is_empty()) {
            self.done[block.index()] = true;
            return Way { to, moves: self.edge(block, to) };
        }
        self.starts[block.index()] = Some(self.snapshot(block));
        Way { to: block, moves: Vec::new() }
    }

    /// The label that leads the way.
    fn landing(&mut self, Way { to, moves }: Way) -> Label {
        let to = self.labels[to.index()];
        if moves.is_empty() {
            return to;
        }
        let label = self.masm.label();
        self.cold.push(Cold::Moves { label, moves, to });
        label
    }

    /// The test of a branch.
    fn test(&mut self, condition: Value) -> Test {
        if self.uses.is_fused(condition) {
            return self.compare(condition);
        }
        let root = self.root(condition);
        match self.places.of(root) {
            Place { reg: None, mem: Some(Mem::Word(word)) } => self.masm.test_bool_word(Word(word)),
            _ => {
                let gp = self.gp(condition);
                self.masm.test_bool(gp)
            }
        }
    }

    /// Where the values that are live in a block are now.
    fn snapshot(&mut self, block: Block) -> Start {
        let live: Vec<Value> = self.uses.live_in(block).collect();
        live.into_iter().map(|value| (value, self.place(value))).collect()
    }

    pub(super) fn place(&mut self, value: Value) -> Place {
        let place = self.places.of(value);
        self.homeless |= place == Place::default();
        place
    }

    /// The moves on an edge. The first edge to a block decides where its values begin.
    fn edge(&mut self, from: Block, to: Block) -> Vec<Move> {
        let f = self.f;
        let data = f.block(to);
        let phis: Vec<Value> = data.insts.iter().copied().take_while(|&value| f.inst(value).op == Op::Phi).collect();
        if data.preds.len() == 1 && phis.is_empty() {
            self.starts[to.index()] = Some(self.snapshot(to));
            return Vec::new();
        }
        let pred = data.preds.iter().position(|&pred| pred == from).expect("an edge comes from a predecessor");
        if self.starts[to.index()].is_none() {
            let start = self.decide(to, &phis, pred);
            self.starts[to.index()] = Some(start);
        }
        let start = self.starts[to.index()].take().expect("it was decided");
        let mut moves = Vec::new();
        for &(value, place) in &start {
            let is_phi = phis.contains(&value);
            let incoming = if is_phi { f.inst(value).args[pred] } else { value };
            self.want(value, place, incoming, &mut moves);
        }
        self.starts[to.index()] = Some(start);
        moves
    }

    /// Adds the moves that bring `incoming` to where `value` is expected.
    fn want(&mut self, value: Value, place: Place, incoming: Value, moves: &mut Vec<Move>) {
        let Some((source, from)) = self.source(incoming) else { return };
        let to = [place.reg.map(To::Reg), place.mem.map(To::Mem)].into_iter().flatten();
        let ty = self.ty(value);
        let wanted = to.map(|to| Move { to, source, from, ty });
        moves.extend(wanted.filter(|wanted| !self.is_made(*wanted, incoming)));
    }

    /// Whether a value is where a move would bring it.
    fn is_made(&self, wanted: Move, incoming: Value) -> bool {
        if self.op(incoming).is_constant() {
            return false;
        }
        let place = self.places.of(self.root(incoming));
        match wanted.to {
            To::Reg(to) => place.reg == Some(to) && !wanted.unboxes(),
            To::Mem(Mem::Spill(_)) if mutant::is(Mutant::MissingStore) => true,
            To::Mem(to @ Mem::Spill(_)) => place.mem == Some(to) && !wanted.unboxes(),
            To::Mem(to @ Mem::Word(_)) => place.mem == Some(to),
        }
    }
}
