//! Calls: of functions that are known, inlined or by their entries, and of anything else.

use bytecode::ChunkId;
use jit::abi::{CallEntry, Helper, Signature};
use jit::{ExitReason, Fixed};

use super::frame::FrameBuilder;
use super::{Builder, Stop};
use crate::ir::{Callee, Frame, FrameId, NotInlined, Obstacle, Op, Source, Type, Value};

/// The most instructions of a function that is inlined.
const MOST_INLINED: usize = 60;
/// The most frames of calls that are inlined into each other.
const DEEPEST: usize = 6;
/// The most instructions that are inlined into one function.
const MOST_TOGETHER: usize = 1500;

impl Builder<'_> {
    pub(super) fn call(&mut self, argc: usize) -> Result<(), Stop> {
        let args = self.pop_all(argc);
        let callee = self.pop();
        let fixed = match self.op(callee) {
            Op::Fixed(global) => self.frame.profile.global(global),
            _ => None,
        };
        match fixed {
            Some(Fixed::Has) if argc == 2 => self.push_helper(Helper::Has, &args, 0),
            Some(Fixed::Struct { shape, fields }) if fields as usize == argc => self.construct(callee, &args, shape),
            Some(Fixed::Function { chunk, signature })
                if usize::from(self.unit.module.chunks[chunk.index()].params) == argc =>
            {
                match self.inline(callee, &args, chunk)? {
                    None => return Ok(()),
                    Some(why) => self.note_not_inlined(Some(chunk), why),
                }
                let entry =
                    CallEntry::choose(self.own_signature_as(chunk), signature, |it| self.arguments_fit(&args, it));
                self.call_by(Callee::Known { chunk, entry }, callee, &args)
            }
            Some(Fixed::Function { chunk, .. }) => {
                self.note_not_inlined(Some(chunk), Obstacle::Arguments);
                self.call_by(Callee::Any, callee, &args)
            }
            _ => {
                self.note_not_inlined(None, Obstacle::Unknown);
                self.call_by(Callee::Any, callee, &args)
            }
        }
    }

    fn note_not_inlined(&mut self, callee: Option<ChunkId>, why: Obstacle) {
        let call = Source { frame: self.frame.id, pc: self.frame.pc };
        self.f.not_inlined.push(NotInlined { call, callee, why });
    }

    fn construct(&mut self, callee: Value, args: &[Value], shape: u32) -> Result<(), Stop> {
        let words: Vec<Value> = [callee].into_iter().chain(args.iter().copied()).collect();
        let object = self.helper(Helper::Construct, &words, args.len() as u32, Type::Boxed)?;
        self.f.insts[object.index()].kind = shape;
        self.push(object);
        Ok(())
    }

    fn call_by(&mut self, how: Callee, callee: Value, args: &[Value]) -> Result<(), Stop> {
        let words: Vec<Value> = [callee].into_iter().chain(args.iter().copied()).collect();
        let result = self.safepoint(Op::Call(how), &words, Type::Boxed)?;
        self.push(result);
        Ok(())
    }

    /// The signature of the code being compiled, if the callee is its function and the code begins
    /// at the function's start.
    fn own_signature_as(&self, callee: ChunkId) -> Option<Signature> {
        let is_own = callee == self.unit.chunk && self.unit.feedback.root.entry == jit::Entry::Function;
        let root = self.callers.first().unwrap_or(&self.frame);
        is_own.then(|| crate::emit::own_signature(self.unit, &root.live))
    }

    fn arguments_fit(&self, args: &[Value], signature: Signature) -> bool {
        signature.kinds().zip(args).all(|(wanted, &arg)| match wanted {
            jit::Kind::Int => self.ty(arg) == Type::Int,
            jit::Kind::Float => self.ty(arg) == Type::Float,
            jit::Kind::Unknown | jit::Kind::Bool | jit::Kind::Object(_) => true,
        })
    }

    /// What speaks against inlining a function here.
    fn obstacle(&self, chunk: ChunkId) -> Option<Obstacle> {
        let len = self.unit.module.chunks[chunk.index()].code.len();
        if self.callers.iter().chain([&self.frame]).any(|frame| frame.chunk_id == chunk) {
            Some(Obstacle::Recursive)
        } else if len > MOST_INLINED {
            Some(Obstacle::Large)
        } else if self.insts + len > MOST_TOGETHER + self.unit_len() {
            Some(Obstacle::Full)
        } else if self.callers.len() >= DEEPEST {
            Some(Obstacle::Deep)
        } else {
            self.decisions.opaque.contains(&chunk).then_some(Obstacle::Safepoint)
        }
    }

    /// Inlines a callee if that is worth it and the callee needs no safepoint. Returns why it did
    /// not.
    fn inline(&mut self, callee: Value, args: &[Value], chunk: ChunkId) -> Result<Option<Obstacle>, Stop> {
        let Some(profile) = self.unit.feedback.callees.get(&chunk) else { return Ok(Some(Obstacle::NoProfile)) };
        if let Some(obstacle) = self.obstacle(chunk) {
            return Ok(Some(obstacle));
        }
        let mark = self.mark();
        // The callee is the word below the base of its frame.
        self.push(callee);
        let caller_state = self.state_of_call();
        let metered = self.unit.feedback.root.metered;
        if metered {
            self.guard(Op::Charge, Type::None, &[], ExitReason::Fuel);
        }
        let base = self.base() + self.frame.locals.len() as u32 + self.frame.stack.len() as u32;
        let id = FrameId(self.f.frames.len() as u32);
        self.f.frames.push(Frame { chunk, base, caller: Some(self.frame.id), called_at: self.frame.pc });
        let mut frame = FrameBuilder::new(self.unit.module, chunk, profile, id);
        frame.caller_state = Some(caller_state);
        frame.callee = Some(callee);
        frame.path =
            (self.frame.path ^ u64::from(self.frame.pc) << 32 ^ u64::from(chunk.0)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        frame.locals.extend_from_slice(args);
        let nil = self.constant(Op::Nil);
        frame.locals.resize(usize::from(frame.chunk.slots), nil);
        self.callers.push(std::mem::replace(&mut self.frame, frame));
        let end = self.frame.chunk.code.len() as u32;
        let outcome = self.read(0, end);
        let caller = self.callers.pop().expect("it was pushed above");
        let inlined = std::mem::replace(&mut self.frame, caller);
        match outcome {
            Ok(()) => {
                self.pop();
                self.frame.before_state = None;
                if let Some(result) = self.join_returns(inlined.returns) {
                    self.push(result);
                }
                Ok(None)
            }
            Err(Stop::Safepoint) => {
                self.decisions.opaque.insert(chunk);
                self.take_back(mark);
                self.pop();
                self.frame.before_state = None;
                Ok(Some(Obstacle::Safepoint))
            }
            Err(stop) => Err(stop),
        }
    }

    /// How far the base of the current frame is above that of the compiled function, in words.
    fn base(&self) -> u32 {
        self.f.frames[self.frame.id.index()].base
    }

    fn unit_len(&self) -> usize {
        self.unit.module.chunks[self.unit.chunk.index()].code.len()
    }
}
