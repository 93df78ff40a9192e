//! Calls: of functions that are known, inlined or by their entries, and of anything else.

use bytecode::{ChunkId, GlobalId};
use heap::layout::kind;
use jit::abi::{CallEntry, Helper, Signature};
use jit::{ExitReason, Fixed, InModule, Kind};
use smallvec::SmallVec;

use super::frame::{FrameBuilder, Return};
use super::left::CallsLeft;
use super::{Builder, MOST_INSTS, Stop};
use crate::ir::{Callee, Frame, FrameId, NotInlined, Obstacle, Op, Source, StateId, Type, Value};
use crate::mutant::{self, Mutant};

/// The most instructions of a function that is inlined.
pub const MOST_INLINED: usize = 60;
/// The most frames of calls that are inlined into each other.
const DEEPEST: usize = 6;
/// The most instructions that are inlined into one function.
const MOST_TOGETHER: usize = 1500;
/// The most instructions of a function that is inlined though calls in it are left: the call that
/// inlining saves has to be a good part of it.
const MOST_CALLING: usize = 30;
/// The most instructions that are inlined into one function until no function is inlined any more
/// that calls are left of.
const MOST_TOGETHER_CALLING: usize = 300;
/// The most frames of a function that its own calls are inlined into, and the most instructions
/// that it may have.
const MOST_RECURSION: usize = 2;
const MOST_RECURSIVE: usize = 20;

/// What is known of a callee.
enum Known {
    Function {
        chunk: InModule<ChunkId>,
        /// What its typed entry relies on, `NONE` if that is not known.
        signature: Signature,
    },
    Struct {
        shape: u32,
        fields: u32,
    },
    Has,
}

/// The functions of a call that are inlined.
type Inlinable = SmallVec<[InModule<ChunkId>; 2]>;

impl<'a> Builder<'a> {
    pub(super) fn call(&mut self, argc: usize) -> Result<(), Stop> {
        let args = self.pop_all(argc);
        let callee = self.pop();
        if let Some(inlined) = self.either(callee, &args) {
            return self.call_either(callee, &args, inlined);
        }
        self.call_known(callee, &args)
    }

    /// Of the two functions that a call has called, those that can be inlined.
    fn either(&mut self, callee: Value, args: &[Value]) -> Option<Inlinable> {
        let &[(_, a), (_, b)] = self.frame.profile.targets_of(self.frame.pc) else { return None };
        if self.frame.is_refuted() || !self.can_be(callee, kind::FUNCTION) {
            return None;
        }
        let mut inlined = Inlinable::new();
        for chunk in [a, b].map(|chunk| self.frame.own(chunk)) {
            if self.params(chunk) == args.len() && self.obstacle(chunk, args).is_none() {
                inlined.push(chunk);
            }
        }
        (!inlined.is_empty()).then_some(inlined)
    }

    /// A call of one of two functions: a branch asks which, and the ways meet behind the call. If
    /// both are inlined, the second is guarded.
    fn call_either(&mut self, callee: Value, args: &[Value], inlined: Inlinable) -> Result<(), Stop> {
        let object = self.object(callee, kind::FUNCTION);
        let asked = inlined[usize::from(mutant::is(Mutant::OtherFunction) && inlined.len() > 1)];
        let is_first = self.push_inst(Op::IsFunction(asked), Type::Bool, &[object]);
        let (yes, no) = self.split(is_first);
        let frame = (self.frame.locals.clone(), self.frame.stack.clone(), self.frame.before.clone());
        self.current = Some(yes);
        let first = self.push_inst(Op::AsFunction(inlined[0]), Type::Boxed, &[object]);
        self.f.insts[first.index()].kind = kind::FUNCTION;
        self.inline(first, args, inlined[0])?;
        if self.current.is_some() {
            self.go(self.frame.pc + 1);
        }
        self.current = Some(no);
        (self.frame.locals, self.frame.stack, self.frame.before) = frame;
        self.frame.before_state = None;
        let Some(&second) = inlined.get(1) else {
            self.note_not_inlined(None, Obstacle::Unknown);
            self.call_by(Callee::Any, object, args);
            return Ok(());
        };
        if let Some(why) = self.obstacle(second, args) {
            self.note_not_inlined(Some(second), why);
            self.call_by(Callee::Any, object, args);
            return Ok(());
        }
        let function = self.guard(Op::GuardFunction(second), Type::Boxed, &[object], ExitReason::Operand);
        self.f.insts[function.index()].kind = kind::FUNCTION;
        self.inline(function, args, second)
    }

    fn call_known(&mut self, callee: Value, args: &[Value]) -> Result<(), Stop> {
        let argc = args.len();
        let (callee, known) = self.known_callee(callee, args);
        match known {
            Some(Known::Has) if argc == 2 => self.push_helper(Helper::Has, args, 0),
            Some(Known::Struct { shape, fields }) if fields as usize == argc => self.construct(callee, args, shape),
            Some(Known::Function { chunk, signature }) if self.params(chunk) == argc => {
                match self.obstacle(chunk, args) {
                    None => return self.inline(callee, args, chunk),
                    Some(why) => self.note_not_inlined(Some(chunk), why),
                }
                let entry =
                    CallEntry::choose(self.own_signature_as(chunk), signature, |it| self.arguments_fit(args, it));
                self.call_by(Callee::Known { chunk, entry }, callee, args);
            }
            Some(Known::Function { chunk, .. }) => {
                self.note_not_inlined(Some(chunk), Obstacle::Arguments);
                self.call_by(Callee::Any, callee, args);
            }
            _ => {
                self.note_not_inlined(None, Obstacle::Unknown);
                self.call_by(Callee::Any, callee, args);
            }
        }
        Ok(())
    }

    fn note_not_inlined(&mut self, callee: Option<InModule<ChunkId>>, why: Obstacle) {
        let call = Source { frame: self.frame.id, pc: self.frame.pc };
        self.f.not_inlined.push(NotInlined { call, callee, why });
    }

    /// What is known of a callee. One that has always been a function over the same chunk is
    /// guarded to be one again, if that can be inlined. Returns the callee as the guard leaves it.
    fn known_callee(&mut self, callee: Value, args: &[Value]) -> (Value, Option<Known>) {
        let function = |chunk| Some(Known::Function { chunk, signature: Signature::NONE });
        match self.op(callee) {
            Op::Fixed(global) => return (callee, self.known_global(global)),
            Op::Helper { helper: Helper::MakeClosure, immediate } => {
                let maker = self.f.inst(callee).source.frame;
                let module = self.f.frames[maker.index()].chunk.module;
                return (callee, function(InModule { module, id: ChunkId(immediate) }));
            }
            Op::GuardFunction(chunk) | Op::AsFunction(chunk) => return (callee, function(chunk)),
            _ => {}
        }
        let &[(_, chunk)] = self.frame.profile.targets_of(self.frame.pc) else { return (callee, None) };
        let chunk = self.frame.own(chunk);
        let fits = self.params(chunk) == args.len();
        if !fits
            || self.frame.is_refuted()
            || !self.can_be(callee, kind::FUNCTION)
            || self.obstacle(chunk, args).is_some()
        {
            return (callee, None);
        }
        let object = self.object(callee, kind::FUNCTION);
        let refined = self.guard(Op::GuardFunction(chunk), Type::Boxed, &[object], ExitReason::Operand);
        self.f.insts[refined.index()].kind = kind::FUNCTION;
        self.learn(object, refined);
        (refined, function(chunk))
    }

    /// What is known of the callee that a constant global holds.
    fn known_global(&self, global: InModule<GlobalId>) -> Option<Known> {
        match *self.fixed.get(&global)? {
            Fixed::Function { chunk, signature } => {
                Some(Known::Function { chunk: InModule { module: global.module, id: chunk }, signature })
            }
            Fixed::Struct { shape, fields } => Some(Known::Struct { shape, fields }),
            Fixed::Has => Some(Known::Has),
            Fixed::Int(_) | Fixed::Float(_) | Fixed::Bool(_) | Fixed::Nil | Fixed::Module(_) | Fixed::Object => None,
        }
    }

    /// How many parameters a function has.
    fn params(&self, chunk: InModule<ChunkId>) -> usize {
        usize::from(self.unit.modules.chunk(chunk).params)
    }

    fn construct(&mut self, callee: Value, args: &[Value], shape: u32) {
        let words: Vec<Value> = [callee].into_iter().chain(args.iter().copied()).collect();
        let object = self.helper(Helper::Construct, &words, args.len() as u32, Type::Boxed);
        self.f.insts[object.index()].kind = shape;
        self.push(object);
    }

    fn call_by(&mut self, how: Callee, callee: Value, args: &[Value]) {
        let words: Vec<Value> = [callee].into_iter().chain(args.iter().copied()).collect();
        let result = self.safepoint(Op::Call(how), &words, Type::Boxed);
        self.push(result);
    }

    /// The signature of the code being compiled, if the callee is its function and the code begins
    /// at the function's start.
    fn own_signature_as(&self, callee: InModule<ChunkId>) -> Option<Signature> {
        let is_own = callee == self.unit.own() && self.unit.feedback.root.entry == jit::Entry::Function;
        let root = self.callers.first().unwrap_or(&self.frame);
        is_own.then(|| crate::emit::own_signature(self.unit, &root.live))
    }

    fn arguments_fit(&self, args: &[Value], signature: Signature) -> bool {
        signature.kinds().zip(args).all(|(wanted, &arg)| match wanted {
            Kind::Int => self.ty(arg) == Type::Int,
            Kind::Float => self.ty(arg) == Type::Float,
            Kind::Unknown | Kind::Bool | Kind::Object(_) => true,
        })
    }

    /// What speaks against inlining a function here.
    fn obstacle(&mut self, chunk: InModule<ChunkId>, args: &[Value]) -> Option<Obstacle> {
        let len = self.unit.modules.chunk(chunk).code.len();
        let active = self.callers.iter().chain([&self.frame]).filter(|frame| frame.chunk_id == chunk).count();
        let most = (MOST_TOGETHER + self.unit_len()).min(MOST_INSTS);
        if !self.unit.feedback.callees.contains_key(&chunk) {
            Some(Obstacle::NoProfile)
        } else if active > MOST_RECURSION || active > 0 && len > MOST_RECURSIVE {
            Some(Obstacle::Recursive)
        } else if len > MOST_INLINED {
            Some(Obstacle::Large)
        } else if self.insts + len > most {
            Some(Obstacle::Full)
        } else if self.callers.len() >= DEEPEST {
            Some(Obstacle::Deep)
        } else {
            (!self.is_worth_it(chunk, args)).then_some(Obstacle::Calls)
        }
    }

    /// Whether inlining a function saves more than it costs. Each call that is left needs all that
    /// lives in the frames around it in memory, and those frames on the native stack.
    fn is_worth_it(&mut self, chunk: InModule<ChunkId>, args: &[Value]) -> bool {
        let len = self.unit.modules.chunk(chunk).code.len();
        match self.calls_left(chunk, args) {
            CallsLeft::None => true,
            CallsLeft::Once => len <= MOST_CALLING && self.insts + len <= MOST_TOGETHER_CALLING + self.unit_len(),
            CallsLeft::InLoop => false,
        }
    }

    /// Inlines a callee.
    fn inline(&mut self, callee: Value, args: &[Value], chunk: InModule<ChunkId>) -> Result<(), Stop> {
        let before = self.safepoints;
        // The callee is the word below the base of its frame.
        self.push(callee);
        let caller_state = self.state_of_call();
        let metered = self.unit.feedback.root.metered;
        if metered {
            self.guard(Op::Charge, Type::None, &[], ExitReason::Fuel);
        }
        let frame = self.callee_frame(callee, args, chunk, caller_state);
        self.callers.push(std::mem::replace(&mut self.frame, frame));
        let end = self.frame.chunk.code.len() as u32;
        let outcome = self.read(0, end);
        let caller = self.callers.pop().expect("it was pushed above");
        let inlined = std::mem::replace(&mut self.frame, caller);
        outcome?;
        self.pop();
        self.frame.before_state = None;
        self.learn_from(args, &inlined.returns, self.safepoints > before);
        if let Some(result) = self.join_returns(inlined.returns) {
            self.push(result);
        }
        Ok(())
    }

    /// The frame of a call that is being inlined, at its entry.
    fn callee_frame(
        &mut self,
        callee: Value,
        args: &[Value],
        chunk: InModule<ChunkId>,
        caller_state: StateId,
    ) -> FrameBuilder<'a> {
        let profile = &self.unit.feedback.callees[&chunk];
        let base = self.base() + self.frame.locals.len() as u32 + self.frame.stack.len() as u32;
        let id = FrameId(self.f.frames.len() as u32);
        self.f.frames.push(Frame { chunk, base, caller: Some(self.frame.id), called_at: self.frame.pc });
        let mut frame = FrameBuilder::new(self.unit.modules, chunk, profile, id);
        frame.caller_state = Some(caller_state);
        frame.callee = Some(callee);
        let called = u64::from(chunk.module.0) << 48 ^ u64::from(self.frame.pc) << 32 ^ u64::from(chunk.id.0);
        frame.path = (self.frame.path ^ called).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        frame.locals.extend_from_slice(args);
        frame.params = args.to_vec();
        let nil = self.constant(Op::Nil);
        frame.locals.resize(usize::from(frame.chunk.slots), nil);
        frame
    }

    /// Has the caller know of its arguments what guards have made certain on every way through the
    /// callee that was inlined. An unboxed float is in no word of a frame, where it would have to
    /// be if there was a safepoint.
    fn learn_from(&mut self, args: &[Value], returns: &[Return], is_behind_safepoint: bool) {
        let Some((first, rest)) = returns.split_first() else { return };
        for (slot, &arg) in args.iter().enumerate() {
            let refined = first.params[slot];
            if refined == Value::DEAD || rest.iter().any(|it| it.params[slot] != refined) {
                continue;
            }
            if is_behind_safepoint && self.ty(refined) == Type::Float {
                continue;
            }
            let is_same = self.origin(refined) == self.origin(arg) || mutant::is(Mutant::AssignedArgument);
            if is_same && refined != arg && !self.op(arg).is_constant() {
                self.learn(arg, refined);
            }
        }
    }

    /// How far the base of the current frame is above that of the compiled function, in words.
    fn base(&self) -> u32 {
        self.f.frames[self.frame.id.index()].base
    }

    fn unit_len(&self) -> usize {
        self.unit.modules.chunk(self.unit.own()).code.len()
    }
}
