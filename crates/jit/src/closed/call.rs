//! Calls between closed functions: arguments to where the callee expects them, registers saved
//! meanwhile.

use bytecode::{Argc, ChunkId, ScalarType, Slot};
use smallvec::SmallVec;

use super::function::Function;
use super::layout::{Passed, Place, passed};
use super::operand::{Operand, Value};
use crate::target::{FloatSource, Fp, Gp, IntSource, Word};

impl Function<'_> {
    pub(super) fn call(&mut self, argc: Argc, chunk: ChunkId) {
        let mut arguments: SmallVec<[Operand; 8]> = (0..argc.0).map(|_| self.pop()).collect();
        arguments.reverse();
        self.flush();
        let module = self.module;
        let Some(signature) = module.chunks[chunk.index()].closed.as_deref() else {
            unreachable!("V12: the callee is closed");
        };
        let saved = self.live_registers();
        self.save(&saved);
        self.pass(&arguments, passed(signature, argc.0));
        arguments.iter().for_each(|&argument| self.release(argument));
        self.masm.closed_call(self.labels.functions[chunk.index()]);
        self.reload(&saved);
        self.push_result(signature.result);
    }

    fn push_result(&mut self, kind: ScalarType) {
        let entry = match kind {
            ScalarType::Float => {
                let fp = self.take_fp();
                let result = self.masm.float_scratch();
                self.masm.move_float(fp, *result);
                Value::Fp(fp)
            }
            ScalarType::Int | ScalarType::Bool => {
                let gp = self.take_gp();
                let result = self.masm.scratch();
                self.masm.move_int(gp, *result);
                Value::Gp(gp, kind)
            }
        };
        self.stack.push(entry);
    }

    /// Puts arguments where the callee expects them: those on the stack first, while all registers
    /// hold what they held.
    fn pass(&mut self, arguments: &[Operand], passed: impl Iterator<Item = Passed>) {
        let mut ints: SmallVec<[(Gp, IntSource); 8]> = SmallVec::new();
        let mut floats: SmallVec<[(Fp, FloatSource); 16]> = SmallVec::new();
        for (&argument, passed) in arguments.iter().zip(passed) {
            match passed {
                Passed::Stack(word) => self.store_word(Word(word), argument),
                Passed::Gp(gp) => ints.push((gp, self.int_source(argument))),
                Passed::Fp(fp) => floats.push((fp, self.float_source(argument))),
            }
        }
        let (aside, float_aside) = (self.masm.scratch(), self.masm.float_scratch());
        move_all(&mut ints, IntSource::Gp, IntSource::Gp(*aside), |to, from| {
            self.masm.load_source(to.unwrap_or(*aside), from);
        });
        move_all(&mut floats, FloatSource::Fp, FloatSource::Fp(*float_aside), |to, from| {
            self.masm.load_float_source(to.unwrap_or(*float_aside), from);
        });
    }

    pub(super) fn save(&mut self, slots: &[(Slot, Place)]) {
        for &(slot, place) in slots {
            let word = self.layout.saved(slot);
            match place {
                Place::Gp(gp) => self.masm.store_boxed(word, gp),
                Place::Fp(fp) => self.masm.store_float(word, fp),
                Place::Word(_) => {}
            }
        }
    }

    pub(super) fn reload(&mut self, slots: &[(Slot, Place)]) {
        for &(slot, place) in slots {
            let word = self.layout.saved(slot);
            match place {
                Place::Gp(gp) => self.masm.load_int(gp, word),
                Place::Fp(fp) => self.masm.load_float(fp, word),
                Place::Word(_) => {}
            }
        }
    }
}

/// Makes moves as if all at once: one whose target no other still reads comes first; where there is
/// none, they go in circles, and one source moves to the scratch (`emit` with no target).
fn move_all<R: Copy, S: Copy + PartialEq>(
    moves: &mut SmallVec<impl smallvec::Array<Item = (R, S)>>,
    as_source: impl Fn(R) -> S,
    scratch: S,
    mut emit: impl FnMut(Option<R>, S),
) {
    moves.retain(|&mut (to, from)| as_source(to) != from);
    while !moves.is_empty() {
        let is_read = |to: R| moves.iter().any(|&(_, from)| from == as_source(to));
        match moves.iter().position(|&(to, _)| !is_read(to)) {
            Some(at) => {
                let (to, from) = moves.swap_remove(at);
                emit(Some(to), from);
            }
            None => {
                emit(None, moves[0].1);
                moves[0].1 = scratch;
            }
        }
    }
}
