//! Instructions of SSE2: the first source is overwritten, so it is moved to the destination before.

use smallvec::SmallVec;
use x64_asm::{Mem, Predicate, Xmm};

use super::{Encoder, register, xmm};
use crate::allocate::Place;
use crate::inst::Op;

/// The instruction with a register or memory as its second operand.
macro_rules! pair {
    ($self:ident, $dst:ident, $second:ident, $rr:ident $rm:ident $(, $imm:expr)?) => {
        match $second {
            Ok(register) => $self.asm.$rr($dst, xmm(register) $(, $imm)?),
            Err(memory) => $self.asm.$rm($dst, memory $(, $imm)?),
        }
    };
}

impl Encoder<'_> {
    pub(super) fn sse(&mut self, op: Op, dst: u8, sources: &SmallVec<[Place; 3]>) {
        match sources.len() {
            2 => {
                if register(sources[0]) != dst {
                    self.asm.movaps_xx(xmm(dst), xmm(register(sources[0])));
                }
                let second = self.memory(sources[1]);
                self.sse_pair(op, xmm(dst), second);
            }
            _ => self.sse_single(op, dst, register(sources[0])),
        }
    }

    fn sse_pair(&mut self, op: Op, dst: Xmm, second: Result<u8, Mem>) {
        match op {
            Op::AddFloat => pair!(self, dst, second, addpd_xx addpd_xm),
            Op::SubFloat => pair!(self, dst, second, subpd_xx subpd_xm),
            Op::MulFloat => pair!(self, dst, second, mulpd_xx mulpd_xm),
            Op::DivFloat => pair!(self, dst, second, divpd_xx divpd_xm),
            Op::CompareFloat(predicate) => {
                pair!(self, dst, second, cmppd_xxi cmppd_xmi, Predicate::ALL[usize::from(predicate)])
            }
            Op::And => pair!(self, dst, second, andps_xx andps_xm),
            Op::AndNot => pair!(self, dst, second, andnps_xx andnps_xm),
            Op::Or => pair!(self, dst, second, orps_xx orps_xm),
            Op::Xor => pair!(self, dst, second, xorps_xx xorps_xm),
            Op::AddInt => pair!(self, dst, second, paddd_xx paddd_xm),
            Op::SubInt => pair!(self, dst, second, psubd_xx psubd_xm),
            Op::MulWide => pair!(self, dst, second, pmuludq_xx pmuludq_xm),
            Op::Greater => pair!(self, dst, second, pcmpgtd_xx pcmpgtd_xm),
            Op::Equal => pair!(self, dst, second, pcmpeqd_xx pcmpeqd_xm),
            Op::UnpackDwords => pair!(self, dst, second, punpckldq_xx punpckldq_xm),
            Op::PackDwords => pair!(self, dst, second, packssdw_xx packssdw_xm),
            Op::PackWords => pair!(self, dst, second, packsswb_xx packsswb_xm),
            _ => unreachable!("{op:?} is none of two sources for SSE2"),
        }
    }

    fn sse_single(&mut self, op: Op, dst: u8, source: u8) {
        let (to, from) = (xmm(dst), xmm(source));
        match op {
            Op::ToFloat => return self.asm.cvtdq2pd_xx(to, from),
            Op::ToInt => return self.asm.cvttpd2dq_xx(to, from),
            Op::ShuffleInt(order) => return self.asm.pshufd_xxi(to, from, order),
            _ => {}
        }
        if dst != source {
            self.asm.movaps_xx(to, from);
        }
        match op {
            Op::ShiftLeft(bits) => self.asm.pslld_xi(to, bits),
            Op::ShiftRight(bits) => self.asm.psrld_xi(to, bits),
            Op::ShiftArithmetic(bits) => self.asm.psrad_xi(to, bits),
            Op::ShiftRightQuads(bits) => self.asm.psrlq_xi(to, bits),
            _ => unreachable!("{op:?} is none of one source for SSE2"),
        }
    }
}
