//! The remainder of floats, by a call of C's `fmod` for each row.

use smallvec::SmallVec;
use x64_asm::{Gpr, Mem, R8, R9, R10, R11, RAX, RCX, RDI, RDX, RSI, RSP, XMM0, XMM1};

use super::{Encoder, LINE, register};
use crate::allocate::Place;
use crate::machine::Machine;

/// Lines of the frame: the dividends, the divisors, two of registers that a call may change.
pub(super) const LINES: u32 = 4;

/// Where in the frame each is, in bytes.
const DIVIDENDS: i32 = 0;
const DIVISORS: i32 = LINE;
const SAVED: i32 = 2 * LINE;

/// What holds something here, and is the callee's to change.
const LOST: [Gpr; 9] = [RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11];

impl Encoder<'_> {
    /// No other vector register holds anything.
    pub(super) fn remainder(&mut self, dst: u8, sources: &SmallVec<[Place; 3]>) {
        let function = self.layout.remainder.expect("a function that calls `fmod` has its address");
        let word = |bytes: i32| Mem::base(RSP).disp(bytes);
        self.save(register(sources[0]), word(DIVIDENDS));
        self.save(register(sources[1]), word(DIVISORS));
        for (at, &lost) in (0..).zip(&LOST) {
            self.asm.mov_mr64(word(SAVED + 8 * at), lost);
        }
        if self.layout.shape.machine != Machine::Sse2 {
            self.asm.vzeroupper();
        }
        for row in 0..self.layout.shape.rows as i32 {
            self.asm.movsd_xm(XMM0, word(DIVIDENDS + 8 * row));
            self.asm.movsd_xm(XMM1, word(DIVISORS + 8 * row));
            self.asm.mov_rm64(RDX, word(SAVED + 8 * CONSTANTS));
            self.asm.call_m(self.constant(function));
            self.asm.movsd_mx(word(DIVIDENDS + 8 * row), XMM0);
        }
        for (at, &lost) in (0..).zip(&LOST) {
            self.asm.mov_rm64(lost, word(SAVED + 8 * at));
        }
        self.restore(dst, word(DIVIDENDS));
    }
}

/// The place of `rdx` in `LOST`.
const CONSTANTS: i32 = 2;
const _: () = assert!(LOST[CONSTANTS as usize] as u8 == RDX as u8 && LOST.len() * 8 <= 2 * LINE as usize);
