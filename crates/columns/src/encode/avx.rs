//! Instructions of AVX2 and AVX-512: three operands, of any width.

use smallvec::SmallVec;
use x64_asm::Mem;

use super::{Encoder, mask, register, xmm, ymm, zmm};
use crate::allocate::Place;
use crate::inst::{Op, Width};
use crate::machine::Machine;

/// Two sources, of which the second is a register or memory.
macro_rules! pair {
    ($self:ident, $to:ident, $xxx:ident $xxm:ident $yyy:ident $yym:ident $zzz:ident $zzm:ident) => {{
        let Pair { width, dst, first, second } = $to;
        match (width, second) {
            (Width::X, Ok(second)) => $self.asm.$xxx(xmm(dst), xmm(first), xmm(second)),
            (Width::X, Err(memory)) => $self.asm.$xxm(xmm(dst), xmm(first), memory),
            (Width::Y, Ok(second)) => $self.asm.$yyy(ymm(dst), ymm(first), ymm(second)),
            (Width::Y, Err(memory)) => $self.asm.$yym(ymm(dst), ymm(first), memory),
            (Width::Z, Ok(second)) => $self.asm.$zzz(zmm(dst), zmm(first), zmm(second)),
            (Width::Z, Err(memory)) => $self.asm.$zzm(zmm(dst), zmm(first), memory),
        }
    }};
}

/// As `pair`, of what mask registers and 512 bits do otherwise.
macro_rules! narrow_pair {
    ($self:ident, $to:ident, $xxx:ident $xxm:ident $yyy:ident $yym:ident $(, $imm:expr)?) => {{
        let Pair { width, dst, first, second } = $to;
        match (width, second) {
            (Width::X, Ok(second)) => $self.asm.$xxx(xmm(dst), xmm(first), xmm(second) $(, $imm)?),
            (Width::X, Err(memory)) => $self.asm.$xxm(xmm(dst), xmm(first), memory $(, $imm)?),
            (Width::Y, Ok(second)) => $self.asm.$yyy(ymm(dst), ymm(first), ymm(second) $(, $imm)?),
            (Width::Y, Err(memory)) => $self.asm.$yym(ymm(dst), ymm(first), memory $(, $imm)?),
            (Width::Z, _) => unreachable!("masks of AVX2 are not 512 bits wide"),
        }
    }};
}

/// A comparison whose result is a mask register.
macro_rules! compare {
    ($self:ident, $to:ident, $predicate:ident, $xxx:ident $xxm:ident $yyy:ident $yym:ident $zzz:ident $zzm:ident) => {{
        let Pair { width, dst, first, second } = $to;
        match (width, second) {
            (Width::X, Ok(second)) => $self.asm.$xxx(mask(dst), xmm(first), xmm(second), $predicate),
            (Width::X, Err(memory)) => $self.asm.$xxm(mask(dst), xmm(first), memory, $predicate),
            (Width::Y, Ok(second)) => $self.asm.$yyy(mask(dst), ymm(first), ymm(second), $predicate),
            (Width::Y, Err(memory)) => $self.asm.$yym(mask(dst), ymm(first), memory, $predicate),
            (Width::Z, Ok(second)) => $self.asm.$zzz(mask(dst), zmm(first), zmm(second), $predicate),
            (Width::Z, Err(memory)) => $self.asm.$zzm(mask(dst), zmm(first), memory, $predicate),
        }
    }};
}

/// One source in a register, and a number.
macro_rules! shift {
    ($self:ident, $to:ident, $bits:expr, $xxi:ident $yyi:ident $zzi:ident) => {
        match $to.width {
            Width::X => $self.asm.$xxi(xmm($to.dst), xmm($to.first), $bits),
            Width::Y => $self.asm.$yyi(ymm($to.dst), ymm($to.first), $bits),
            Width::Z => $self.asm.$zzi(zmm($to.dst), zmm($to.first), $bits),
        }
    };
}

/// An instruction of one or two sources. One of one source has it twice.
#[derive(Clone, Copy)]
struct Pair {
    width: Width,
    dst: u8,
    first: u8,
    second: Result<u8, Mem>,
}

impl Encoder<'_> {
    pub(super) fn avx(&mut self, op: Op, width: Width, dst: u8, sources: &SmallVec<[Place; 3]>) {
        if op == Op::Blend {
            return self.blend(width, dst, sources);
        }
        let first = sources.first().map_or(0, |&first| register(first));
        let second = sources.get(1).map_or(Ok(first), |&second| self.memory(second));
        let to = Pair { width, dst, first, second };
        match op {
            Op::AddFloat => pair!(self, to, vaddpd_xxx vaddpd_xxm vaddpd_yyy vaddpd_yym vaddpd_zzz vaddpd_zzm),
            Op::SubFloat => pair!(self, to, vsubpd_xxx vsubpd_xxm vsubpd_yyy vsubpd_yym vsubpd_zzz vsubpd_zzm),
            Op::MulFloat => pair!(self, to, vmulpd_xxx vmulpd_xxm vmulpd_yyy vmulpd_yym vmulpd_zzz vmulpd_zzm),
            Op::DivFloat => pair!(self, to, vdivpd_xxx vdivpd_xxm vdivpd_yyy vdivpd_yym vdivpd_zzz vdivpd_zzm),
            Op::And => pair!(self, to, vandps_xxx vandps_xxm vandps_yyy vandps_yym vandps_zzz vandps_zzm),
            Op::AndNot => pair!(self, to, vandnps_xxx vandnps_xxm vandnps_yyy vandnps_yym vandnps_zzz vandnps_zzm),
            Op::Or => pair!(self, to, vorps_xxx vorps_xxm vorps_yyy vorps_yym vorps_zzz vorps_zzm),
            Op::Xor => pair!(self, to, vxorps_xxx vxorps_xxm vxorps_yyy vxorps_yym vxorps_zzz vxorps_zzm),
            Op::AddInt => pair!(self, to, vpaddd_xxx vpaddd_xxm vpaddd_yyy vpaddd_yym vpaddd_zzz vpaddd_zzm),
            Op::SubInt => pair!(self, to, vpsubd_xxx vpsubd_xxm vpsubd_yyy vpsubd_yym vpsubd_zzz vpsubd_zzm),
            Op::MulInt => pair!(self, to, vpmulld_xxx vpmulld_xxm vpmulld_yyy vpmulld_yym vpmulld_zzz vpmulld_zzm),
            Op::ShiftLeft(bits) => shift!(self, to, bits, vpslld_xxi vpslld_yyi vpslld_zzi),
            Op::ShiftRight(bits) => shift!(self, to, bits, vpsrld_xxi vpsrld_yyi vpsrld_zzi),
            Op::ShiftArithmetic(bits) => shift!(self, to, bits, vpsrad_xxi vpsrad_yyi vpsrad_zzi),
            Op::ToFloat | Op::ToInt => self.convert(op, to),
            _ => self.mask_operation(op, to),
        }
    }

    fn convert(&mut self, op: Op, to: Pair) {
        let Pair { width, dst, first, .. } = to;
        match (op, width) {
            (Op::ToFloat, Width::Y) => self.asm.vcvtdq2pd_yx(ymm(dst), xmm(first)),
            (Op::ToFloat, _) => self.asm.vcvtdq2pd_zy(zmm(dst), ymm(first)),
            (_, Width::Y) => self.asm.vcvttpd2dq_xy(xmm(dst), ymm(first)),
            (_, _) => self.asm.vcvttpd2dq_yz(ymm(dst), zmm(first)),
        }
    }

    fn mask_operation(&mut self, op: Op, to: Pair) {
        let Pair { dst, first, second, .. } = to;
        match op {
            Op::CompareFloat(predicate) if self.layout.shape.machine == Machine::Avx512 => {
                compare!(self, to, predicate, vcmppd_kxxi vcmppd_kxmi vcmppd_kyyi vcmppd_kymi vcmppd_kzzi vcmppd_kzmi)
            }
            Op::CompareInt(predicate) => {
                compare!(self, to, predicate, vpcmpd_kxxi vpcmpd_kxmi vpcmpd_kyyi vpcmpd_kymi vpcmpd_kzzi vpcmpd_kzmi)
            }
            Op::CompareFloat(predicate) => {
                narrow_pair!(self, to, vcmppd_xxxi vcmppd_xxmi vcmppd_yyyi vcmppd_yymi, predicate)
            }
            Op::Greater => narrow_pair!(self, to, vpcmpgtd_xxx vpcmpgtd_xxm vpcmpgtd_yyy vpcmpgtd_yym),
            Op::Equal => narrow_pair!(self, to, vpcmpeqd_xxx vpcmpeqd_xxm vpcmpeqd_yyy vpcmpeqd_yym),
            Op::PackDwords => narrow_pair!(self, to, vpackssdw_xxx vpackssdw_xxm vpackssdw_yyy vpackssdw_yym),
            Op::PackWords => narrow_pair!(self, to, vpacksswb_xxx vpacksswb_xxm vpacksswb_yyy vpacksswb_yym),
            Op::ShuffleFloat(order) => {
                narrow_pair!(self, to, vshufps_xxxi vshufps_xxmi vshufps_yyyi vshufps_yymi, order)
            }
            Op::WidenMask => self.asm.vpmovsxdq_yx(ymm(dst), xmm(first)),
            Op::UpperHalf => self.asm.vextractf128_xyi(xmm(dst), ymm(first), 1),
            Op::MaskAnd => self.asm.kandw_kkk(mask(dst), mask(first), mask(second_register(second))),
            Op::MaskAndNot => self.asm.kandnw_kkk(mask(dst), mask(first), mask(second_register(second))),
            Op::MaskOr => self.asm.korw_kkk(mask(dst), mask(first), mask(second_register(second))),
            Op::MaskNot => self.asm.knotw_kk(mask(dst), mask(first)),
            Op::MaskOnes => self.asm.kxnorw_kkk(mask(dst), mask(dst), mask(dst)),
            Op::TestMask => self.test_mask(to),
            Op::MaskBytes => {
                let dst = xmm(dst).zeroing(mask(first));
                match second {
                    Ok(second) => self.asm.vmovdqu8_xx(dst, xmm(second)),
                    Err(memory) => self.asm.vmovdqu8_xm(dst, memory),
                }
            }
            _ => unreachable!("{op:?} is none of AVX"),
        }
    }

    fn test_mask(&mut self, to: Pair) {
        let Pair { width, dst, first, .. } = to;
        match width {
            Width::X => self.asm.vptestmd_kxx(mask(dst), xmm(first), xmm(first)),
            Width::Y => self.asm.vptestmd_kyy(mask(dst), ymm(first), ymm(first)),
            Width::Z => self.asm.vptestmd_kzz(mask(dst), zmm(first), zmm(first)),
        }
    }

    /// By the sign of each 32 bits; a mask of 64-bit lanes has it in both halves.
    fn blend(&mut self, width: Width, dst: u8, sources: &SmallVec<[Place; 3]>) {
        let (chosen, clear, set) = (register(sources[0]), register(sources[1]), self.memory(sources[2]));
        if self.layout.shape.machine == Machine::Avx512 {
            return self.masked_blend(width, dst, chosen, clear, set);
        }
        match (width, set) {
            (Width::X, Ok(set)) => self.asm.vblendvps_xxxx(xmm(dst), xmm(clear), xmm(set), xmm(chosen)),
            (Width::X, Err(memory)) => self.asm.vblendvps_xxmx(xmm(dst), xmm(clear), memory, xmm(chosen)),
            (Width::Y, Ok(set)) => self.asm.vblendvps_yyyy(ymm(dst), ymm(clear), ymm(set), ymm(chosen)),
            (Width::Y, Err(memory)) => self.asm.vblendvps_yymy(ymm(dst), ymm(clear), memory, ymm(chosen)),
            (Width::Z, _) => unreachable!("AVX2 has no such vector"),
        }
    }

    fn masked_blend(&mut self, width: Width, dst: u8, chosen: u8, clear: u8, set: Result<u8, Mem>) {
        let chosen = mask(chosen);
        let is_float = self.layout.shape.rows == 8;
        match (width, set, is_float) {
            (Width::X, Ok(set), _) => self.asm.vpblendmd_xxx(xmm(dst).mask(chosen), xmm(clear), xmm(set)),
            (Width::X, Err(memory), _) => self.asm.vpblendmd_xxm(xmm(dst).mask(chosen), xmm(clear), memory),
            (Width::Y, Ok(set), _) => self.asm.vpblendmd_yyy(ymm(dst).mask(chosen), ymm(clear), ymm(set)),
            (Width::Y, Err(memory), _) => self.asm.vpblendmd_yym(ymm(dst).mask(chosen), ymm(clear), memory),
            (Width::Z, Ok(set), true) => self.asm.vblendmpd_zzz(zmm(dst).mask(chosen), zmm(clear), zmm(set)),
            (Width::Z, Err(memory), true) => self.asm.vblendmpd_zzm(zmm(dst).mask(chosen), zmm(clear), memory),
            (Width::Z, Ok(set), false) => self.asm.vpblendmd_zzz(zmm(dst).mask(chosen), zmm(clear), zmm(set)),
            (Width::Z, Err(memory), false) => self.asm.vpblendmd_zzm(zmm(dst).mask(chosen), zmm(clear), memory),
        }
    }
}

fn second_register(second: Result<u8, Mem>) -> u8 {
    second.unwrap_or_else(|_| unreachable!("a mask is in a register"))
}
