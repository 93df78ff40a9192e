//! Templates of arithmetic: ints and floats unboxed, anything else by helpers.

use bytecode::num::{Arithmetic, Num};
use bytecode::{Hint, Primitive, Slot};
use heap::Bits;

use crate::abi::Helper;
use crate::artifact::ExitReason;
use crate::compile::Compiler;
use crate::kind::{Fact, Kind};
use crate::mutant::{self, Mutant};
use crate::state::cold::{Cold, FloatOrigin, SlowResult};
use crate::state::operands::{Location, Operand};
use crate::state::region::Place;
use crate::target::{FloatSource, Fp, Gp, IntSource, Label};

/// How two operands are treated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pair {
    /// As ints, guarded where that is not certain.
    Ints,
    /// As floats. An operand that is not certain is guarded to be of its kind here, and converted
    /// if that is int.
    Floats(Kind, Kind),
    /// By a helper.
    Other,
}

impl Compiler<'_> {
    pub(super) fn arithmetic(&mut self, op: Arithmetic, hint: Option<Hint>, next: Option<Primitive>) {
        let mut b = self.stack.pop();
        let mut a = self.stack.pop();
        if let Some(folded) = fold(op, a.location, b.location) {
            return self.stack.push(folded);
        }
        let into = match next {
            None => self.store_ahead(),
            Some(next) => {
                if let Primitive::Store(slot) = next {
                    Some(slot)
                } else {
                    None
                }
            }
        };
        let pair = self.pair(a, b, hint);
        if let Pair::Floats(a_kind, b_kind) = pair
            && op != Arithmetic::Mod
        {
            self.settle_kind(&mut a, a_kind);
            self.settle_kind(&mut b, b_kind);
        }
        match (pair, op) {
            (Pair::Ints, Arithmetic::Add | Arithmetic::Sub | Arithmetic::Mul) => self.int_arithmetic(op, a, b, into),
            (Pair::Ints, Arithmetic::Div | Arithmetic::Mod) => self.int_division(op, a, b, into),
            (Pair::Other, Arithmetic::Add | Arithmetic::Sub | Arithmetic::Mul) if self.may_be_ints(a, b) => {
                self.mostly_ints(op, a, b);
            }
            (Pair::Floats(..), Arithmetic::Mod) | (Pair::Other, _) => {
                self.stack.unpop(a);
                self.stack.unpop(b);
                self.helper(arithmetic_helper(op), 2, 0, Some(Kind::Unknown));
            }
            (Pair::Floats(..), _) => self.float_arithmetic(op, a, b, into),
        }
    }

    /// Whether both operands may be ints, as far as is known.
    pub(super) fn may_be_ints(&self, a: Operand, b: Operand) -> bool {
        [a, b].into_iter().all(|operand| {
            let is_other = matches!(operand.location, Location::Nil | Location::Pool(_) | Location::Global(_));
            !is_other && matches!(self.kind_of(operand), Kind::Unknown | Kind::Int)
        })
    }

    /// Arithmetic of operands of which nothing is known: inline for ints, else by the helper.
    fn mostly_ints(&mut self, op: Arithmetic, a: Operand, b: Operand) {
        let dst = self.take_gp();
        let (slow, back) = self.slow(arithmetic_helper(op), &[a, b], 0, SlowResult::Boxed(dst));
        let x = self.int_source_or(a, slow);
        let y = self.int_source_or(b, slow);
        let int = self.masm.scratch();
        self.masm.load_source(*int, x);
        self.masm.int_op(op, *int, IntSource::Gp(*int), y);
        self.masm.box_int(dst, *int);
        drop(int);
        self.resume(back);
        self.release_all(&[a, b]);
        self.stack.push(Location::BoxedReg(dst, Kind::Unknown));
    }

    /// An operand as an int; goes to `slow` if it is none.
    pub(super) fn int_source_or(&mut self, operand: Operand, slow: Label) -> IntSource {
        let certain = self.kind_of(operand) == Kind::Int;
        match operand.location {
            Location::BoxedReg(gp, _) if !certain => {
                self.masm.guard_int(gp, slow);
                IntSource::Gp(gp)
            }
            Location::Local(slot) if !certain => {
                self.masm.guard_int_word(self.locals.word(slot), slow);
                IntSource::Word(self.locals.word(slot))
            }
            Location::Home(_) if !certain => {
                self.masm.guard_int_word(operand.home, slow);
                IntSource::Word(operand.home)
            }
            _ => self.int_source(operand, ExitReason::Operand),
        }
    }

    /// How to treat two operands: by what is certain, else by what was seen here, else by the
    /// other operand's kind.
    pub(super) fn pair(&self, a: Operand, b: Operand, hint: Option<Hint>) -> Pair {
        let (Some(a), Some(b)) = (self.number_fact(a), self.number_fact(b)) else { return Pair::Other };
        let seen = hint.map_or(Kind::Unknown, Kind::from);
        let guess = |fact: Fact, other: Fact| match fact {
            Fact::Certain(kind) => kind,
            Fact::Likely(Kind::Unknown | Kind::Bool) => seen.or(other.likely()),
            Fact::Likely(kind) => seen.or(kind),
        };
        match (guess(a, b), guess(b, a)) {
            (Kind::Int, Kind::Int) => Pair::Ints,
            (a @ (Kind::Int | Kind::Float), b @ (Kind::Int | Kind::Float)) => Pair::Floats(a, b),
            _ => Pair::Other,
        }
    }

    /// What is known of an operand that may be a number; `None` if it is none, or if what was
    /// likely here was found wrong.
    fn number_fact(&self, operand: Operand) -> Option<Fact> {
        match (operand.location, self.fact(operand)) {
            (Location::Nil | Location::Pool(_) | Location::Global(_) | Location::Bool(_) | Location::Flags(_), _) => {
                None
            }
            (_, Fact::Certain(Kind::Bool)) => None,
            (_, Fact::Likely(_)) if self.unit.profile.is_refuted(self.pc) => None,
            (_, fact) => Some(fact),
        }
    }

    /// Guards that an operand is an int, if it is to be treated as one and is not certain to be
    /// one.
    pub(super) fn settle_kind(&mut self, operand: &mut Operand, kind: Kind) {
        if kind != Kind::Int || self.kind_of(*operand) == Kind::Int {
            return;
        }
        self.int_source(*operand, ExitReason::Operand);
        operand.location = match operand.location {
            Location::BoxedReg(gp, _) => Location::BoxedReg(gp, Kind::Int),
            Location::Home(_) => Location::Home(Kind::Int),
            local => local, // learned
        };
    }

    /// An operand as an int, guarded if that is not certain.
    pub(crate) fn int_source(&mut self, operand: Operand, reason: ExitReason) -> IntSource {
        let certain = self.kind_of(operand) == Kind::Int;
        match operand.location {
            Location::Int(value) => IntSource::Imm(value),
            Location::IntReg(gp) => IntSource::Gp(gp),
            Location::BoxedReg(gp, _) => {
                let believed = mutant::is(Mutant::SeenIsCertain) && self.unit.profile.has_seen(self.pc);
                if !certain && !believed {
                    self.guard(reason, |masm, fail| masm.guard_int(gp, fail));
                }
                IntSource::Gp(gp)
            }
            Location::Local(slot) => match self.locals.place(slot) {
                Place::Int(gp) => IntSource::Gp(gp),
                Place::Home | Place::Float(_) => {
                    let word = self.locals.word(slot);
                    if !certain {
                        self.guard_word(word, Kind::Int, reason);
                        self.locals.learn(slot, Kind::Int);
                    }
                    IntSource::Word(word)
                }
            },
            Location::Home(_) => {
                if !certain {
                    self.guard_word(operand.home, Kind::Int, reason);
                }
                IntSource::Word(operand.home)
            }
            Location::Float(_) | Location::Nil | Location::Bool(_) | Location::FloatReg(_) | Location::Flags(_) => {
                unreachable!("known not to be an int")
            }
            Location::Pool(_) | Location::Global(_) => {
                unreachable!("known to be an object")
            }
        }
    }

    /// An operand as a float, an int to be converted; guarded if it is not certain to be a number
    /// of either kind.
    pub(super) fn float_source(&mut self, operand: &mut Operand, reason: ExitReason) -> FloatSource {
        let kind = self.kind_of(*operand);
        match operand.location {
            Location::Int(value) => FloatSource::Bits(f64::from(value).to_bits()),
            _ if kind == Kind::Int => FloatSource::Int(self.int_source(*operand, reason)),
            Location::Float(bits) => FloatSource::Bits(bits),
            Location::FloatReg(fp) => FloatSource::Fp(fp),
            Location::BoxedReg(gp, _) if kind == Kind::Float => FloatSource::Boxed(gp),
            Location::BoxedReg(gp, _) => {
                // The register first: taking it may bring an operand home that the exit needs.
                let early = (!mutant::is(Mutant::RegisterBehindExit)).then(|| self.take_fp());
                let fail = self.fail(reason);
                let fp = early.unwrap_or_else(|| self.take_fp());
                self.masm.float_from_boxed(fp, gp);
                self.check_float(fp, FloatOrigin::Gp(gp), fail);
                self.stack.replace_taken(operand.location, Location::FloatReg(fp));
                self.release(*operand);
                operand.location = Location::FloatReg(fp);
                FloatSource::Fp(fp)
            }
            Location::Local(slot) => match self.locals.place(slot) {
                Place::Float(fp) => FloatSource::Fp(fp),
                Place::Home | Place::Int(_) => {
                    let word = self.locals.word(slot);
                    if kind != Kind::Float {
                        self.guard_word(word, Kind::Float, reason);
                        self.locals.learn(slot, Kind::Float);
                    }
                    FloatSource::Word(word)
                }
            },
            Location::Home(_) => {
                if kind != Kind::Float {
                    self.guard_word(operand.home, Kind::Float, reason);
                }
                FloatSource::Word(operand.home)
            }
            Location::Nil
            | Location::Bool(_)
            | Location::Pool(_)
            | Location::Global(_)
            | Location::IntReg(_)
            | Location::Flags(_) => {
                unreachable!("known not to be a float")
            }
        }
    }

    /// Two operands as floats, each as [`float_source`](Self::float_source). Two of which nothing
    /// is known are guarded by one comparison.
    pub(super) fn float_sources(&mut self, a: &mut Operand, b: &mut Operand) -> (FloatSource, FloatSource) {
        let (Location::BoxedReg(x, Kind::Unknown), Location::BoxedReg(y, Kind::Unknown)) = (a.location, b.location)
        else {
            let x = self.float_source(a, ExitReason::Operand);
            return (x, self.float_source(b, ExitReason::Operand));
        };
        let (first, second) = (self.take_fp(), self.take_fp());
        let fail = self.fail(ExitReason::Operand);
        self.masm.float_from_boxed(first, x);
        self.masm.float_from_boxed(second, y);
        self.check_two_floats([first, second], [x, y], fail);
        for (operand, fp) in [(a, first), (b, second)] {
            self.stack.replace_taken(operand.location, Location::FloatReg(fp));
            self.release(*operand);
            operand.location = Location::FloatReg(fp);
        }
        (FloatSource::Fp(first), FloatSource::Fp(second))
    }

    /// The register of the local that the result is stored into at once, if it has one.
    pub(super) fn int_target(&mut self, into: Option<Slot>) -> Option<Gp> {
        let slot = into?;
        let Place::Int(gp) = self.locals.place(slot) else { return None };
        self.settle_aliases(slot);
        Some(gp)
    }

    pub(super) fn float_target(&mut self, into: Option<Slot>) -> Option<Fp> {
        let slot = into?;
        let Place::Float(fp) = self.locals.place(slot) else { return None };
        self.settle_aliases(slot);
        Some(fp)
    }

    /// A register for an int result: the target, an operand's own, or a free one.
    fn int_result(&mut self, target: Option<Gp>, a: Operand) -> Gp {
        match (target, a.location) {
            (Some(gp), _) => gp,
            (None, Location::IntReg(gp) | Location::BoxedReg(gp, _)) if self.is_temporary(gp) => gp,
            _ => self.take_gp(),
        }
    }

    fn float_result(&mut self, target: Option<Fp>, a: Operand) -> Fp {
        match (target, a.location) {
            (Some(fp), _) => fp,
            (None, Location::FloatReg(fp)) if self.is_temporary_fp(fp) => fp,
            _ => self.take_fp(),
        }
    }

    pub(super) fn int_arithmetic(&mut self, op: Arithmetic, a: Operand, b: Operand, into: Option<Slot>) {
        let (mut a, mut b) = (a, b);
        let mut x = self.int_source(a, ExitReason::Operand);
        let mut y = self.int_source(b, ExitReason::Operand);
        let mut target = self.int_target(into);
        let commutes = op != Arithmetic::Sub;
        let b_in_target = target.is_some_and(|gp| y == IntSource::Gp(gp));
        let b_is_temporary = matches!(b.location, Location::IntReg(_) | Location::BoxedReg(..))
            && !matches!(a.location, Location::IntReg(_) | Location::BoxedReg(..));
        if commutes && (b_in_target || matches!(x, IntSource::Imm(_)) || (target.is_none() && b_is_temporary)) {
            (a, b, x, y) = (b, a, y, x);
        }
        if target.is_some_and(|gp| y == IntSource::Gp(gp) && x != y) {
            target = None;
        }
        let dst = self.int_result(target, a);
        self.masm.int_op(op, dst, x, y);
        self.finish_int(dst, a, b);
    }

    /// Releases the operands, but for the register that has the result, and pushes it.
    fn finish_int(&mut self, dst: Gp, a: Operand, b: Operand) {
        for operand in [a, b] {
            match operand.location {
                Location::IntReg(gp) | Location::BoxedReg(gp, _) if gp == dst => {}
                _ => self.release(operand),
            }
        }
        self.stack.push(Location::IntReg(dst));
    }

    fn int_division(&mut self, op: Arithmetic, a: Operand, b: Operand, into: Option<Slot>) {
        let remainder = op == Arithmetic::Mod;
        if b.location == Location::Int(0) {
            self.stack.unpop(a);
            self.stack.unpop(b);
            return self.helper(arithmetic_helper(op), 2, 0, Some(Kind::Unknown));
        }
        let x = self.int_source(a, ExitReason::Operand);
        if let Location::Int(divisor) = b.location {
            let target = self.int_target(into);
            let dst = self.int_result(target, a);
            if remainder && self.only_compared_with_zero() {
                self.masm.int_low_bits(dst, x, divisor);
            } else {
                self.masm.int_divide_const(dst, x, divisor, remainder);
            }
            return self.finish_int(dst, a, b);
        }
        let y = self.int_source(b, ExitReason::Operand);
        let divisor = match y {
            IntSource::Gp(gp) => gp,
            IntSource::Word(_) | IntSource::Spill(_) | IntSource::Imm(_) => {
                let gp = self.take_gp();
                self.masm.load_source(gp, y);
                gp
            }
        };
        self.guard(ExitReason::Division, |masm, zero| masm.guard_nonzero(divisor, zero));
        let target = self.int_target(into);
        let dst = self.int_result(target, a);
        let cold = self.masm.int_divide(dst, x, divisor, remainder);
        self.cold.extend(cold.map(Cold::Piece));
        if !matches!(y, IntSource::Gp(_)) {
            self.release_gp(divisor);
        }
        self.finish_int(dst, a, b);
    }

    /// Whether the result of the current instruction is only compared with 0 for equality. Then the
    /// low bits suffice as the remainder by a power of two.
    fn only_compared_with_zero(&self) -> bool {
        use bytecode::Primitive as P;
        use bytecode::num::Comparison::{Eq, Ne};
        let (zero, compare) = (self.pc + 1, self.pc + 2);
        let parts = |pc| self.unit.decoded.parts(pc);
        let compares = || matches!(parts(compare), [P::Compare(Eq | Ne)] | [P::Compare(Eq | Ne), P::Branch { .. }]);
        parts(self.pc).last() == Some(&P::Arithmetic(Arithmetic::Mod))
            && self.unit.chunk.code.len() > compare as usize
            && *parts(zero) == [P::Imm(0)]
            && compares()
            && !self.edges.is_reached(zero)
            && !self.edges.is_reached(compare)
    }

    pub(super) fn float_arithmetic(&mut self, op: Arithmetic, a: Operand, b: Operand, into: Option<Slot>) {
        let (mut a, mut b) = (a, b);
        let (mut x, mut y) = self.float_sources(&mut a, &mut b);
        let mut target = self.float_target(into);
        let commutes = matches!(op, Arithmetic::Add | Arithmetic::Mul);
        let b_in_target = target.is_some_and(|fp| y == FloatSource::Fp(fp));
        let b_is_temporary =
            matches!(b.location, Location::FloatReg(_)) && !matches!(a.location, Location::FloatReg(_));
        if commutes && (b_in_target || (target.is_none() && b_is_temporary)) {
            (a, b, x, y) = (b, a, y, x);
        }
        if target.is_some_and(|fp| y == FloatSource::Fp(fp) && x != y) {
            target = None;
        }
        let dst = self.float_result(target, a);
        self.masm.float_op(op, dst, x, y);
        self.finish_float(dst, a, b);
    }

    fn finish_float(&mut self, dst: Fp, a: Operand, b: Operand) {
        for operand in [a, b] {
            if operand.location != Location::FloatReg(dst) {
                self.release(operand);
            }
        }
        self.stack.push(Location::FloatReg(dst));
    }

    pub(super) fn negate(&mut self, hint: Option<Hint>) {
        let mut a = self.stack.pop();
        let kind = match (self.kind_of(a), a.location, hint) {
            (_, Location::Nil | Location::Pool(_) | Location::Global(_), _) => Kind::Unknown,
            (Kind::Unknown, _, Some(hint)) if !self.unit.profile.is_refuted(self.pc) => hint.into(),
            (kind, ..) => kind,
        };
        match (kind, a.location) {
            (Kind::Int, Location::Int(value)) => self.stack.push(Location::Int(value.wrapping_neg())),
            (Kind::Float, Location::Float(bits)) => {
                self.stack.push(Location::Float(Bits::float(-f64::from_bits(bits)).raw()))
            }
            (Kind::Int, _) => {
                let x = self.int_source(a, ExitReason::Operand);
                let dst = self.int_result(None, a);
                self.masm.load_source(dst, x);
                self.masm.int_neg(dst);
                self.finish_int(dst, a, a);
            }
            (Kind::Float, _) => {
                let x = self.float_source(&mut a, ExitReason::Operand);
                let dst = self.float_result(None, a);
                self.masm.load_float_source(dst, x);
                self.masm.float_neg(dst);
                self.finish_float(dst, a, a);
            }
            (Kind::Unknown | Kind::Bool | Kind::Object(_), _) => {
                self.stack.unpop(a);
                self.helper(Helper::Neg, 1, 0, Some(Kind::Unknown));
            }
        }
    }

    pub(super) fn plus(&mut self) {
        let a = self.stack.pop();
        let kind = self.kind_of(a);
        self.stack.unpop(a);
        if !kind.is_number() {
            self.helper(Helper::Plus, 1, 0, Some(Kind::Unknown));
        }
    }
}

pub(super) fn number(location: Location) -> Option<Num> {
    match location {
        Location::Int(value) => Some(Num::Int(value)),
        Location::Float(bits) => Some(Num::Float(f64::from_bits(bits))),
        _ => None,
    }
}

fn fold(op: Arithmetic, a: Location, b: Location) -> Option<Location> {
    match op.apply(number(a)?, number(b)?).ok()? {
        Num::Int(value) => Some(Location::Int(value)),
        Num::Float(value) => Some(Location::Float(Bits::float(value).raw())),
    }
}

fn arithmetic_helper(op: Arithmetic) -> Helper {
    match op {
        Arithmetic::Add => Helper::Add,
        Arithmetic::Sub => Helper::Sub,
        Arithmetic::Mul => Helper::Mul,
        Arithmetic::Div => Helper::Div,
        Arithmetic::Mod => Helper::Mod,
    }
}
