//! Moves between places, as if all were made at once.

use jit::target::{FLOAT_SCRATCH, Masm, SCRATCH, Word};

use super::Emitter;
use super::home::{Home, Source};
use super::place::{FREE_WORD, Mem, Reg};
use crate::ir::{Op, Type};
use crate::mutant::{self, Mutant};

/// A value on its way to where a block expects it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Move {
    pub to: To,
    pub source: Source,
    /// How it is represented where it comes from.
    pub from: Type,
    /// How it is to be represented in a register or a spill slot.
    pub ty: Type,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum To {
    Reg(Reg),
    Mem(Mem),
}

impl Move {
    /// Whether an int is taken out of a boxed word, of which it is the low half.
    pub(super) fn unboxes(&self) -> bool {
        self.ty == Type::Int && self.from != Type::Int && !matches!(self.source, Source::Constant(_))
    }

    fn reads(&self, to: To) -> bool {
        match to {
            To::Reg(reg) => self.source == Source::Reg(reg),
            To::Mem(mem) => self.source == Source::Mem(mem),
        }
    }
}

impl Emitter<'_> {
    /// Makes parallel moves, through the scratches. A move is made when no other one comes from
    /// where it goes any more.
    pub(super) fn make_moves(&mut self, mut pending: Vec<Move>) {
        // Stores come first and loads last, as far as they may.
        pending.sort_by_key(|it| (!matches!(it.to, To::Mem(_)), matches!(it.source, Source::Mem(_))));
        while !pending.is_empty() {
            let is_free = |at: usize| {
                let others = pending.iter().enumerate().filter(|&(index, _)| index != at);
                others.into_iter().all(|(_, it)| !it.reads(pending[at].to))
            };
            let at = match (0..pending.len()).find(|&at| is_free(at)) {
                Some(at) => at,
                None if mutant::is(Mutant::SerialMoves) => 0,
                None => {
                    self.break_cycle(&mut pending);
                    continue;
                }
            };
            let it = pending.remove(at);
            self.make_move(it);
        }
    }

    /// Breaks a cycle of moves: the first source goes to a word, so that the rest is a chain. The
    /// chain is moved to its end before another cycle needs the word.
    fn break_cycle(&mut self, pending: &mut [Move]) {
        let source = pending[0].source;
        match source {
            Source::Reg(reg @ Reg::Gp(_)) => self.masm.spill(FREE_WORD, reg.gp()),
            Source::Reg(reg @ Reg::Fp(_)) => self.masm.spill_float(FREE_WORD, reg.fp()),
            Source::Mem(Mem::Spill(spill)) => {
                self.masm.unspill(SCRATCH, spill);
                self.masm.spill(FREE_WORD, SCRATCH);
            }
            Source::Mem(Mem::Word(word)) => {
                self.masm.load_boxed(SCRATCH, Word(word));
                self.masm.spill(FREE_WORD, SCRATCH);
            }
            Source::Constant(_) => unreachable!("a cycle is of places"),
        }
        for it in pending.iter_mut().filter(|it| it.source == source) {
            // An int in a word of the frame is boxed.
            if matches!(source, Source::Mem(Mem::Word(_))) && it.from == Type::Int {
                it.from = Type::Boxed;
            }
            it.source = Source::Mem(Mem::Spill(FREE_WORD));
        }
    }

    fn make_move(&mut self, it: Move) {
        match (it.to, it.source) {
            (To::Reg(to), Source::Reg(from)) => match to {
                Reg::Fp(_) => self.masm.move_float(to.fp(), from.fp()),
                Reg::Gp(_) if it.unboxes() => self.masm.zero_extend(to.gp(), from.gp()),
                Reg::Gp(_) => self.masm.move_boxed(to.gp(), from.gp()),
            },
            (To::Reg(to), source) => self.load(to, source, it.ty, it.unboxes()),
            (To::Mem(Mem::Spill(spill)), _) => self.move_to_spill(spill, it),
            (To::Mem(Mem::Word(word)), source) => self.write_home(Home { word, source, ty: it.from }),
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

    fn move_to_spill(&mut self, spill: u32, it: Move) {
        match it.source {
            Source::Reg(reg @ Reg::Fp(_)) => self.masm.spill_float(spill, reg.fp()),
            Source::Reg(reg) if !it.unboxes() => self.masm.spill(spill, reg.gp()),
            Source::Reg(reg) => {
                self.masm.zero_extend(SCRATCH, reg.gp());
                self.masm.spill(spill, SCRATCH);
            }
            source if it.ty == Type::Float => {
                self.load_float_scratch(source);
                self.masm.spill_float(spill, FLOAT_SCRATCH);
            }
            Source::Constant(Op::Int(value)) if it.ty == Type::Int => {
                self.masm.load_imm(SCRATCH, value);
                self.masm.spill(spill, SCRATCH);
            }
            Source::Constant(op) => {
                self.load_constant(op);
                self.masm.spill(spill, SCRATCH);
            }
            Source::Mem(Mem::Word(word)) => {
                match it.ty {
                    Type::Int => self.masm.load_int(SCRATCH, Word(word)),
                    _ => self.masm.load_boxed(SCRATCH, Word(word)),
                }
                self.masm.spill(spill, SCRATCH);
            }
            Source::Mem(Mem::Spill(from)) => {
                self.masm.unspill(SCRATCH, from);
                if it.unboxes() {
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
