//! Edges between blocks: where values are when a block begins, and the moves that bring them there.

use jit::target::{FLOAT_SCRATCH, Label, Masm, SCRATCH, Test, Word};

use super::Emitter;
use super::exit::Cold;
use super::home::Source;
use super::place::{Mem, Place, Places, Reg, Start};
use crate::ir::{Block, End, Op, Type, Value};
use crate::mutant::{self, Mutant};

/// A value on its way to where a block expects it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Move {
    to: To,
    source: Source,
    /// How it is to be represented there.
    ty: Type,
    /// Whether the source is a boxed word, with the int in its low half.
    boxed: bool,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum To {
    Reg(Reg),
    Spill(u32),
}

impl Move {
    /// Where the value is, if another move may write there.
    fn from(&self) -> Option<To> {
        match self.source {
            Source::Reg(reg) => Some(To::Reg(reg)),
            Source::Mem(Mem::Spill(spill)) => Some(To::Spill(spill)),
            Source::Mem(Mem::Word(_)) | Source::Constant(_) => None,
        }
    }
}

/// If at least so many registers hold values, a loop does not keep those that it does not use in
/// registers.
const CROWDED: usize = 5;

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
        next <= to && (next.index()..to.index()).all(is_empty)
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
        let (yes_label, yes_moves) = self.successor(yes);
        let (no_label, no_moves) = self.successor(no);
        // The moves of a back edge are here; all others are out of line.
        if let Some((moves, header)) = yes_moves.as_ref().filter(|(_, to)| *to < next).cloned() {
            let other = self.landing(no_label, no_moves);
            self.masm.jump_if(test.negate(), other);
            self.make_moves(moves);
            self.masm.jump(self.labels[header.index()]);
            return;
        }
        if let Some((moves, header)) = no_moves.as_ref().filter(|(_, to)| *to < next).cloned() {
            let other = self.landing(yes_label, yes_moves);
            self.masm.jump_if(test, other);
            self.make_moves(moves);
            self.masm.jump(self.labels[header.index()]);
            return;
        }
        let yes_label = self.landing(yes_label, yes_moves);
        let no_label = self.landing(no_label, no_moves);
        if !self.done[no.index()] && self.falls_through(next, no) {
            self.masm.jump_if(test, yes_label);
        } else {
            self.masm.jump_if(test.negate(), no_label);
            if self.done[yes.index()] || !self.falls_through(next, yes) {
                self.masm.jump(yes_label);
            }
        }
    }

    /// The label that a branch goes to: the block, or moves on the way to it.
    fn successor(&mut self, block: Block) -> (Label, Option<(Vec<Move>, Block)>) {
        let data = self.f.block(block);
        if let (End::Jump(to), true) = (data.end, data.insts.is_empty()) {
            self.done[block.index()] = true;
            let moves = self.edge(block, to);
            let label = self.labels[to.index()];
            return (label, (!moves.is_empty()).then_some((moves, to)));
        }
        self.starts[block.index()] = Some(self.snapshot(block));
        (self.labels[block.index()], None)
    }

    fn landing(&mut self, to: Label, moves: Option<(Vec<Move>, Block)>) -> Label {
        let Some((moves, _)) = moves else { return to };
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

    fn place(&mut self, value: Value) -> Place {
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
            moves.extend(self.wanted_move(value, place, incoming));
        }
        self.starts[to.index()] = Some(start);
        moves
    }

    /// The move that brings `incoming` to where `value` is expected; none if it is there.
    fn wanted_move(&mut self, value: Value, place: Place, incoming: Value) -> Option<Move> {
        let ty = self.ty(value);
        let to = match (place.reg, place.mem) {
            (Some(reg), _) => To::Reg(reg),
            (None, Some(Mem::Spill(spill))) => To::Spill(spill),
            (None, _) => return None, // a parameter, which stays in its word
        };
        let (source, source_ty) = self.source(incoming)?;
        let boxed = ty == Type::Int && source_ty != Type::Int;
        let boxed = boxed && !matches!(source, Source::Constant(_));
        let is_there = match (to, source) {
            (To::Reg(to), Source::Reg(from)) => to == from && !boxed,
            (To::Spill(to), Source::Mem(Mem::Spill(from))) => to == from && !boxed,
            _ => false,
        };
        // It may be in a register and in the word too.
        let waits = !boxed && matches!(to, To::Spill(to) if self.waits_in(incoming, to));
        (!is_there && !waits).then_some(Move { to, source, ty, boxed })
    }

    fn waits_in(&self, value: Value, spill: u32) -> bool {
        !self.op(value).is_constant() && self.places.of(self.root(value)).mem == Some(Mem::Spill(spill))
    }

    /// Where the values of a block are to be: if possible where this edge finds them.
    fn decide(&mut self, to: Block, phis: &[Value], pred: usize) -> Start {
        let f = self.f;
        let live: Vec<Value> = self.uses.live_in(to).collect();
        let first = self.uses.first(to);
        let end = f.block(to).heads.map(|heads| heads.end);
        let unused_until = end.map(|end| if end.index() < f.blocks.len() { self.uses.first(end) } else { u32::MAX });
        let words = live.iter().chain(phis).filter(|&&value| self.ty(value) != Type::Float).count();
        let crowded = words > CROWDED;
        let mut taken: Vec<Reg> = Vec::new();
        let mut start: Start = Vec::new();
        let mut waiting = Vec::new();
        for &value in &live {
            let place = self.place(value);
            let is_used = unused_until.is_none_or(|until| self.uses.next(value, first) < until);
            match place.reg {
                Some(reg) if is_used || !crowded => {
                    taken.push(reg);
                    let mem = self.permanent(value).map(Mem::Word);
                    start.push((value, Place { reg: Some(reg), mem }));
                }
                _ => waiting.push((value, is_used)),
            }
        }
        for &phi in phis {
            let arg = f.inst(phi).args[pred];
            let is_constant = self.op(arg).is_constant();
            let own = if is_constant { None } else { self.places.of(self.root(arg)).reg };
            let dies = is_constant || !live.contains(&self.root(arg));
            let is_same_class = own.is_some_and(|reg| matches!(reg, Reg::Fp(_)) == (self.ty(phi) == Type::Float));
            let own = own.filter(|reg| dies && is_same_class && !taken.contains(reg));
            let reg = own.or_else(|| Places::class(self.ty(phi)).find(|reg| !taken.contains(reg)));
            start.push((phi, self.place_in(phi, reg, &mut taken)));
        }
        for (value, is_used) in waiting {
            if let Some(word) = self.permanent(value) {
                start.push((value, Place { reg: None, mem: Some(Mem::Word(word)) }));
                continue;
            }
            let free = || Places::class(self.ty(value)).find(|reg| !taken.contains(reg));
            let reg = if is_used { free() } else { None };
            start.push((value, self.place_in(value, reg, &mut taken)));
        }
        for &phi in phis {
            let place = start.iter().find(|(value, _)| *value == phi).map(|(_, place)| place.reg);
            for &arg in &f.inst(phi).args {
                if !self.op(arg).is_constant() {
                    let root = self.root(arg);
                    self.places.hints[root.index()] = place.flatten();
                }
            }
        }
        start
    }

    fn place_in(&mut self, value: Value, reg: Option<Reg>, taken: &mut Vec<Reg>) -> Place {
        match reg {
            Some(reg) => {
                taken.push(reg);
                Place { reg: Some(reg), mem: None }
            }
            None => Place { reg: None, mem: Some(Mem::Spill(self.places.spill_of(value))) },
        }
    }

    /// Makes parallel moves, through the scratches.
    pub(super) fn make_moves(&mut self, moves: Vec<Move>) {
        let (mut pending, loads): (Vec<Move>, Vec<Move>) = moves.into_iter().partition(|it| it.from().is_some());
        while !pending.is_empty() {
            let is_needed = |to: To, at: usize, pending: &[Move]| {
                let reads = |(index, it): (usize, &Move)| index != at && it.from() == Some(to);
                pending.iter().enumerate().any(reads)
            };
            let ready = (0..pending.len()).find(|&at| !is_needed(pending[at].to, at, &pending));
            let at = match ready {
                Some(at) => at,
                None if mutant::is(Mutant::SerialMoves) => 0,
                None => {
                    self.break_cycle(&mut pending);
                    continue;
                }
            };
            let it = pending.swap_remove(at);
            self.make_move(it);
        }
        for it in loads {
            self.make_move(it);
        }
    }

    fn make_move(&mut self, it: Move) {
        match (it.to, it.source) {
            (To::Spill(_), _) => self.move_to_word(it),
            (To::Reg(_), Source::Reg(_)) => self.move_register(it),
            (To::Reg(to), source) => self.load(to, source, it.ty, it.boxed),
        }
    }

    /// Breaks a cycle of moves: the first source goes to a word, so that the rest is a chain. The
    /// chain is moved to its end before another cycle needs the word.
    fn break_cycle(&mut self, pending: &mut [Move]) {
        let free = super::place::FREE_WORD;
        let first = pending[0].source;
        match first {
            Source::Reg(from @ Reg::Gp(_)) => self.masm.spill(free, from.gp()),
            Source::Reg(from @ Reg::Fp(_)) => self.masm.spill_float(free, from.fp()),
            Source::Mem(Mem::Spill(from)) => {
                self.masm.unspill(SCRATCH, from);
                self.masm.spill(free, SCRATCH);
            }
            Source::Mem(Mem::Word(_)) | Source::Constant(_) => unreachable!("a cycle is of what moves write"),
        }
        for it in pending.iter_mut().filter(|it| it.source == first) {
            it.source = Source::Mem(Mem::Spill(free));
        }
    }

    fn move_register(&mut self, it: Move) {
        let (To::Reg(to), Source::Reg(from)) = (it.to, it.source) else { unreachable!("a move between registers") };
        match to {
            Reg::Fp(_) => self.masm.move_float(to.fp(), from.fp()),
            Reg::Gp(_) if it.boxed => self.masm.zero_extend(to.gp(), from.gp()),
            Reg::Gp(_) => self.masm.move_boxed(to.gp(), from.gp()),
        }
    }

    /// Loads a register from memory or with a constant.
    pub(super) fn load(&mut self, to: Reg, source: Source, ty: Type, boxed: bool) {
        match (source, to) {
            (Source::Constant(Op::Float(bits)), Reg::Fp(_)) => self.masm.load_float_bits(to.fp(), bits),
            (Source::Constant(Op::Int(value)), Reg::Gp(_)) if ty == Type::Int => self.masm.load_imm(to.gp(), value),
            (Source::Constant(op), _) => {
                self.load_constant(op);
                self.masm.move_boxed(to.gp(), SCRATCH);
            }
            (Source::Mem(Mem::Word(word)), Reg::Fp(_)) => self.masm.load_float(to.fp(), Word(word)),
            (Source::Mem(Mem::Word(word)), Reg::Gp(_)) if ty == Type::Int => self.masm.load_int(to.gp(), Word(word)),
            (Source::Mem(Mem::Word(word)), Reg::Gp(_)) => self.masm.load_boxed(to.gp(), Word(word)),
            (Source::Mem(Mem::Spill(spill)), Reg::Fp(_)) => self.masm.unspill_float(to.fp(), spill),
            (Source::Mem(Mem::Spill(spill)), Reg::Gp(_)) => {
                self.masm.unspill(to.gp(), spill);
                if boxed {
                    self.masm.zero_extend(to.gp(), to.gp());
                }
            }
            (Source::Reg(_), _) => unreachable!("a load is not from a register"),
        }
    }

    fn move_to_word(&mut self, it: Move) {
        let To::Spill(spill) = it.to else { unreachable!("a move into a word") };
        match (it.source, it.ty) {
            (Source::Reg(reg @ Reg::Fp(_)), _) => self.masm.spill_float(spill, reg.fp()),
            (Source::Reg(reg), _) if it.boxed => {
                self.masm.zero_extend(SCRATCH, reg.gp());
                self.masm.spill(spill, SCRATCH);
            }
            (Source::Reg(reg), _) => self.masm.spill(spill, reg.gp()),
            (source, Type::Float) => {
                self.load_float_scratch(source);
                self.masm.spill_float(spill, FLOAT_SCRATCH);
            }
            (Source::Constant(Op::Int(value)), Type::Int) => {
                self.masm.load_imm(SCRATCH, value);
                self.masm.spill(spill, SCRATCH);
            }
            (Source::Constant(op), _) => {
                self.load_constant(op);
                self.masm.spill(spill, SCRATCH);
            }
            (Source::Mem(Mem::Word(word)), ty) => {
                match ty {
                    Type::Int => self.masm.load_int(SCRATCH, Word(word)),
                    _ => self.masm.load_boxed(SCRATCH, Word(word)),
                }
                self.masm.spill(spill, SCRATCH);
            }
            (Source::Mem(Mem::Spill(from)), _) => {
                self.masm.unspill(SCRATCH, from);
                if it.boxed {
                    self.masm.zero_extend(SCRATCH, SCRATCH);
                }
                self.masm.spill(spill, SCRATCH);
            }
        }
    }

    fn load_float_scratch(&mut self, source: Source) {
        let masm: &mut Masm = &mut self.masm;
        match source {
            Source::Constant(Op::Float(bits)) => masm.load_float_bits(FLOAT_SCRATCH, bits),
            Source::Mem(Mem::Word(word)) => masm.load_float(FLOAT_SCRATCH, Word(word)),
            Source::Mem(Mem::Spill(spill)) => masm.unspill_float(FLOAT_SCRATCH, spill),
            Source::Reg(reg) => masm.move_float(FLOAT_SCRATCH, reg.fp()),
            Source::Constant(_) => unreachable!("a float is made of a float"),
        }
    }
}
