//! Bringing values home: boxed, into words of frames, at safepoints and at exits.

use heap::Bits;
use jit::VirtualObject;
use jit::abi::{Symbol, WORDS_ABOVE};
use jit::target::{Gp, SCRATCH, Word};
use smallvec::SmallVec;

use super::Emitter;
use super::place::{FREE_WORD, Mem, Reg};
use crate::ir::{Op, StateId, Type, Value};
use crate::mutant::{self, Mutant};

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Source {
    Constant(Op),
    Reg(Reg),
    Mem(Mem),
}

/// A value on its way into a word of a frame.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Home {
    pub word: u32,
    pub source: Source,
    /// How it is represented where it comes from.
    pub ty: Type,
}

/// The objects of an exit that are not made.
struct Pieces {
    /// The values that they are.
    values: Vec<Value>,
    objects: Vec<VirtualObject>,
    /// The next word for fields.
    next: u32,
}

impl Emitter<'_> {
    /// Where a value is now; `None` if it is nowhere, which refuses the function.
    pub(super) fn source(&mut self, value: Value) -> Option<(Source, Type)> {
        let op = self.op(value);
        if op.is_constant() {
            return Some((Source::Constant(op), Type::Boxed));
        }
        let root = self.root(value);
        let place = self.places.of(root);
        let source = place.reg.map(Source::Reg).or(place.mem.map(Source::Mem));
        self.homeless |= source.is_none();
        Some((source?, self.ty(root)))
    }

    /// The words of a frame state that do not hold their values yet, with what they are to hold. A
    /// dead word of an inlined frame gets nil, because its content may be no valid value.
    pub(super) fn homes(&mut self, state: StateId) -> Vec<Home> {
        let own = self.own_words();
        let mut homes = Vec::new();
        let f = self.f;
        for (word, value) in f.words(state) {
            if value == Value::DEAD {
                if word >= own && !self.held.is_valid(word) {
                    homes.push(Home { word, source: Source::Constant(Op::Nil), ty: Type::Boxed });
                }
                continue;
            }
            match self.is_virtual(value) {
                // An exit has the object made for the word; at a safepoint nothing reads it.
                true if self.held.is_valid(word) => {}
                true => homes.push(Home { word, source: Source::Constant(Op::Nil), ty: Type::Boxed }),
                false => homes.extend(self.home(word, value)),
            }
        }
        homes
    }

    fn is_virtual(&self, value: Value) -> bool {
        self.op(value) == Op::Virtual
    }

    /// The objects in pieces that the frames of a state hold. Their fields go into words above the
    /// operands.
    pub(super) fn pieces(&mut self, state: StateId, homes: &mut Vec<Home>) -> Box<[VirtualObject]> {
        let f = self.f;
        let mut pieces = Pieces { values: Vec::new(), objects: Vec::new(), next: self.end_of(state) };
        for (word, value) in f.words(state) {
            if value != Value::DEAD && self.is_virtual(value) {
                let object = self.piece(value, &mut pieces, homes);
                pieces.objects[object].words.push(word);
            }
        }
        self.homeless |= pieces.next - self.end_of(state) > WORDS_ABOVE;
        pieces.objects.into()
    }

    /// Notes an object, behind those that its fields hold. Returns its place in the list.
    fn piece(&mut self, value: Value, pieces: &mut Pieces, homes: &mut Vec<Home>) -> usize {
        let known = pieces.values.iter().position(|&it| it == value);
        if let Some(object) = known.filter(|_| !mutant::is(Mutant::TwiceMade)) {
            return object;
        }
        let inst = self.f.inst(value);
        let inner: SmallVec<[Option<usize>; 4]> =
            inst.args.iter().map(|&arg| self.is_virtual(arg).then(|| self.piece(arg, pieces, homes))).collect();
        let (first, fields) = (pieces.next, inst.args.len() as u32);
        pieces.next += fields;
        for ((word, &arg), object) in (first..).zip(&inst.args).zip(inner) {
            match object {
                Some(object) => {
                    pieces.objects[object].words.push(word);
                    homes.push(Home { word, source: Source::Constant(Op::Nil), ty: Type::Boxed });
                }
                None => homes.extend(self.home(word, arg)),
            }
        }
        let first = first + u32::from(mutant::is(Mutant::NextField));
        pieces.values.push(value);
        pieces.objects.push(VirtualObject { shape: inst.kind, first, fields, words: Vec::new() });
        pieces.objects.len() - 1
    }

    /// The word behind the operands of a state.
    pub(super) fn end_of(&self, state: StateId) -> u32 {
        let data = self.f.state(state);
        self.f.frames[data.frame.index()].base + data.words.len() as u32
    }

    /// How many words the prologue has made valid.
    pub(super) fn own_words(&self) -> u32 {
        u32::from(self.unit.modules.chunk(self.unit.own()).slots)
    }

    /// A value on its way into a word, unless it is there.
    pub(super) fn home(&mut self, word: u32, value: Value) -> Option<Home> {
        let op = self.op(value);
        let is_there = match op.is_constant() {
            true => self.held.is(word, op),
            false => self.places.of(self.root(value)).mem == Some(Mem::Word(word)),
        };
        if is_there {
            return None;
        }
        let (source, ty) = self.source(value)?;
        Some(Home { word, source, ty })
    }

    /// Writes the words, through the scratch. A word is written when no other one comes from it any
    /// more.
    pub(super) fn write_homes(&mut self, mut homes: Vec<Home>) {
        while !homes.is_empty() {
            let is_needed = |word: u32| homes.iter().any(|it| it.source == Source::Mem(Mem::Word(word)));
            let Some(at) = homes.iter().position(|home| !is_needed(home.word)) else {
                // Each word is where another value comes from.
                let word = homes[0].word;
                self.masm.load_boxed(SCRATCH, Word(word));
                self.masm.spill(FREE_WORD, SCRATCH);
                for home in homes.iter_mut().filter(|it| it.source == Source::Mem(Mem::Word(word))) {
                    (home.source, home.ty) = (Source::Mem(Mem::Spill(FREE_WORD)), Type::Boxed);
                }
                continue;
            };
            let home = homes.swap_remove(at);
            self.write_home(home);
            if matches!(home.source, Source::Constant(_)) {
                self.write_again(home.source, &mut homes);
            }
        }
    }

    /// Writes the constant in the scratch to the other words that are to hold it.
    fn write_again(&mut self, constant: Source, homes: &mut Vec<Home>) {
        let is_free = |home: &Home, homes: &[Home]| {
            home.source == constant && homes.iter().all(|it| it.source != Source::Mem(Mem::Word(home.word)))
        };
        while let Some(at) = homes.iter().position(|home| is_free(home, homes)) {
            let home = homes.swap_remove(at);
            self.masm.store_boxed(Word(home.word), SCRATCH);
            self.note_home(home);
        }
    }

    fn note_home(&mut self, home: Home) {
        let Source::Constant(op) = home.source else { return self.held.store(home.word, None) };
        self.held.store(home.word, Some(op));
    }

    pub(super) fn write_home(&mut self, home: Home) {
        let word = Word(home.word);
        self.note_home(home);
        match (home.source, home.ty) {
            (Source::Constant(op), _) => {
                self.load_constant(op);
                self.masm.store_boxed(word, SCRATCH);
            }
            (Source::Reg(reg), Type::Float) => self.masm.store_float(word, reg.fp()),
            (Source::Reg(reg), Type::Int) => self.masm.store_int(word, reg.gp()),
            (Source::Reg(reg), _) => self.masm.store_boxed(word, reg.gp()),
            (Source::Mem(Mem::Word(from)), _) => self.masm.copy_word(word, Word(from)),
            (Source::Mem(Mem::Spill(place)), ty) => {
                self.masm.unspill(SCRATCH, place);
                if ty == Type::Int {
                    self.masm.box_int(SCRATCH, SCRATCH);
                }
                self.masm.store_boxed(word, SCRATCH);
            }
        }
    }

    /// A constant's boxed word into the scratch.
    pub(super) fn load_constant(&mut self, op: Op) {
        self.load_constant_into(SCRATCH, op);
    }

    /// A constant's boxed word into a register.
    pub(super) fn load_constant_into(&mut self, dst: Gp, op: Op) {
        let bits = match op {
            Op::Int(value) => Bits::int(value),
            Op::Float(bits) => Bits::from_raw(bits),
            Op::Bool(value) => Bits::bool(value),
            Op::Nil => Bits::NIL,
            Op::Pool(constant) => {
                let table = self.symbol(constant.module, Symbol::Constants);
                return self.masm.load_table(dst, table, constant.id.0);
            }
            Op::Fixed(global) => {
                let table = self.symbol(global.module, Symbol::Globals);
                return self.masm.load_table(dst, table, global.id.0);
            }
            Op::Callee => return self.masm.load_callee(dst),
            other => unreachable!("{other} is no constant"),
        };
        self.masm.load_bits(dst, bits.raw());
    }

    /// A value's boxed word into the scratch.
    pub(super) fn load_result(&mut self, value: Value) {
        let Some((source, ty)) = self.source(value) else { return };
        match (source, ty) {
            (Source::Constant(op), _) => self.load_constant(op),
            (Source::Reg(reg), Type::Float) => self.masm.box_float(SCRATCH, reg.fp()),
            (Source::Reg(reg), Type::Int) => self.masm.box_int(SCRATCH, reg.gp()),
            (Source::Reg(reg), _) => self.masm.move_boxed(SCRATCH, reg.gp()),
            (Source::Mem(Mem::Word(word)), _) => self.masm.load_boxed(SCRATCH, Word(word)),
            (Source::Mem(Mem::Spill(place)), ty) => {
                self.masm.unspill(SCRATCH, place);
                if ty == Type::Int {
                    self.masm.box_int(SCRATCH, SCRATCH);
                }
            }
        }
    }
}
