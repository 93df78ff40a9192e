//! How an instruction of a family is written: Intel syntax, as GNU `as` takes it.

use alloc::string::String;
use core::fmt::{self, Write};

use super::operand::{Segment, SourceCond};
use super::read::Found;
use super::row::{Arg, Decoration, Kind, Place};
use crate::listing::Printer;
use crate::reg::Gpr;
use crate::spelling::{displacement, number};

impl Printer<'_> {
    /// The text of an instruction at this offset of the code.
    #[inline]
    pub(crate) fn family_text(&self, out: &mut String, at: u32, found: &Found) -> fmt::Result {
        mnemonic(out, found);
        let mut before = " ";
        let mut sae = None;
        for (index, arg) in found.row.args.iter().enumerate() {
            match arg.kind {
                Kind::Cond | Kind::SourceCond => continue,
                Kind::Flags => {
                    out.push(' ');
                    flags(out, found.head.vvvv);
                    continue;
                }
                _ => {}
            }
            if let (Some(text), Kind::Imm(..)) = (sae, arg.kind) {
                write!(out, ", {text}")?;
                sae = None;
            }
            out.push_str(before);
            before = ", ";
            self.arg(out, at, found, arg, immediates_before(found, index))?;
            if let Decoration::Rounding | Decoration::Sae = arg.decoration
                && found.head.space == 2
                && found.head.b_bit
            {
                sae = Some(rounding(found, arg.decoration));
            }
        }
        match sae {
            Some(text) => write!(out, ", {text}"),
            None => Ok(()),
        }
    }

    #[inline]
    fn arg(&self, out: &mut String, at: u32, found: &Found, arg: &Arg, shift: u32) -> fmt::Result {
        let number_of = place_number(found, arg);
        match arg.kind {
            Kind::Vector(bits) => write!(out, "{}{number_of}", vector(bits))?,
            Kind::Gpr(bits) => gpr(out, number_of, bits)?,
            Kind::Mask => write!(out, "k{}", number_of & 7)?,
            Kind::Mmx => write!(out, "mm{}", number_of & 7)?,
            Kind::Tile => write!(out, "tmm{}", number_of & 7)?,
            Kind::Stack => write!(out, "st({})", number_of & 7)?,
            Kind::Segment => out.push_str(Segment::ALL[number_of as usize % 6].name()),
            Kind::Mem(bits) => self.sized(out, at, found, bits)?,
            Kind::Broadcast(bits, element) => {
                let broadcasts = found.head.b_bit;
                self.sized(out, at, found, if broadcasts { element } else { bits })?;
                if broadcasts {
                    write!(out, "{{1to{}}}", bits / element)?;
                }
            }
            Kind::Gather(_, element) => self.sized(out, at, found, element)?,
            Kind::Imm(bits, signed) => return self.immediate(out, at, found, bits, signed, shift),
            Kind::Fixed(text) => out.push_str(text),
            Kind::Cond | Kind::SourceCond | Kind::Flags => {}
        }
        let masked = matches!(arg.decoration, Decoration::Merging | Decoration::Masked | Decoration::Zeroing);
        if masked && found.head.space == 2 && found.head.mask != 0 {
            write!(out, "{{k{}}}", found.head.mask)?;
            out.push_str(if found.head.zeroing { "{z}" } else { "" });
        }
        Ok(())
    }

    #[inline]
    fn immediate(&self, out: &mut String, at: u32, found: &Found, bits: u32, signed: bool, shift: u32) -> fmt::Result {
        if bits > 8
            && let Some(reference) = self.reference(at + found.imm.0 as u32)
        {
            return self.reference_name(out, reference);
        }
        if found.encoding.imm_bytes() == 0 && !found.encoding.register_in_imm() {
            return number(out, 1); // A shift by one says so in its opcode.
        }
        // A narrow encoding of a wide immediate is extended.
        let bits = bits.min(8 * (found.encoding.imm_bytes() + u32::from(found.encoding.register_in_imm())));
        let unused = 64 - bits;
        let raw = found.imm.1 >> shift << unused;
        match signed {
            _ if found.encoding.register_in_imm() => number(out, (found.imm.1 & 15) as i64),
            true => number(out, raw as i64 >> unused),
            false => number(out, (raw >> unused) as i64),
        }
    }

    #[inline]
    fn sized(&self, out: &mut String, at: u32, found: &Found, bits: u32) -> fmt::Result {
        out.push_str(match bits {
            8 => "byte ptr ",
            16 => "word ptr ",
            32 => "dword ptr ",
            48 => "fword ptr ",
            64 => "qword ptr ",
            80 => "tbyte ptr ",
            128 => "xmmword ptr ",
            256 => "ymmword ptr ",
            512 => "zmmword ptr ",
            _ => "",
        });
        if let Some(segment) = Segment::ALL.into_iter().find(|it| Some(it.prefix()) == found.head.segment) {
            write!(out, "{}:", segment.name())?;
        }
        self.address(out, at, found)
    }

    #[inline]
    fn address(&self, out: &mut String, at: u32, found: &Found) -> fmt::Result {
        let head = found.head;
        let (mode, low) = (found.modrm >> 6, u32::from(found.modrm & 7));
        let (disp_at, disp_len, value) = found.disp;
        out.push('[');
        if mode == 0 && low == 5 {
            match self.reference(at + disp_at as u32).filter(|_| disp_len == 4) {
                Some(reference) => self.reference_name(out, reference)?,
                None => {
                    out.push_str("rip");
                    displacement(out, value)?;
                }
            }
            out.push(']');
            return Ok(());
        }
        let mut some = false;
        let base = if low == 4 { u32::from(found.sib & 7) } else { low };
        if mode != 0 || base != 5 {
            gpr(out, base | head.b << 3 | head.b4 << 4, 64)?;
            some = true;
        }
        let index = u32::from(found.sib >> 3 & 7) | head.x << 3;
        let gathers = found.row.args.iter().find_map(|arg| match arg.kind {
            Kind::Gather(bits, _) => Some(bits),
            _ => None,
        });
        if low == 4 && (gathers.is_some() || index != 4 || head.x4 != 0) {
            out.push_str(if some { "+" } else { "" });
            match gathers {
                Some(bits) => {
                    let high = if head.space == 2 { head.vvvv & 16 } else { 0 };
                    write!(out, "{}{}", vector(bits), index | high)?;
                }
                None => gpr(out, index | head.x4 << 4, 64)?,
            }
            match 1 << (found.sib >> 6) {
                1 if some => {}
                factor => write!(out, "*{factor}")?,
            }
            some = true;
        }
        match (some, value) {
            (false, value) => number(out, value)?,
            (true, 0) => {}
            (true, value) => displacement(out, value)?,
        }
        out.push(']');
        Ok(())
    }
}

#[inline]
fn mnemonic(out: &mut String, found: &Found) {
    let row = found.row;
    let suffix = row.args.iter().find_map(|arg| match arg.kind {
        Kind::Cond => Some(crate::Cond::ALL[found.head.opcode as usize & 15].suffix()),
        Kind::SourceCond => {
            let number = found.head.mask | (!found.head.vvvv >> 4 & 1) << 3;
            Some(SourceCond::ALL[number as usize].suffix())
        }
        _ => None,
    });
    match (suffix, row.mnemonic.rfind("cc")) {
        (Some(suffix), Some(at)) => {
            out.push_str(&row.mnemonic[..at]);
            out.push_str(suffix);
            out.push_str(&row.mnemonic[at + 2..]);
        }
        _ => out.push_str(row.mnemonic),
    }
}

/// Bits of the immediates that stand before this operand.
#[inline]
fn immediates_before(found: &Found, index: usize) -> u32 {
    let bits = found.row.args[..index].iter().map(|arg| match arg.kind {
        Kind::Imm(bits, _) => bits,
        _ => 0,
    });
    bits.sum()
}

#[inline]
fn place_number(found: &Found, arg: &Arg) -> u32 {
    let head = found.head;
    let reg = u32::from(found.modrm >> 3 & 7) | head.r << 3;
    let general = matches!(arg.kind, Kind::Gpr(_));
    let rm = u32::from(found.modrm & 7)
        | head.b << 3
        | match general {
            true => head.b4 << 4,
            false => head.x << 4,
        };
    match arg.place {
        Place::Reg if found.swapped => rm,
        Place::Rm if found.swapped => reg,
        Place::Reg => reg,
        Place::Rm => rm,
        Place::Vvvv => head.vvvv,
        Place::Is4 => (found.imm.1 >> 4) as u32 & 15,
        Place::Opcode => head.opcode & 7 | head.b << 3 | head.b4 << 4,
        Place::Imm | Place::Cond | Place::Nowhere => 0,
    }
}

#[inline]
fn vector(bits: u32) -> &'static str {
    match bits {
        128 => "xmm",
        256 => "ymm",
        _ => "zmm",
    }
}

#[inline]
fn gpr(out: &mut String, number: u32, bits: u32) -> fmt::Result {
    out.write_str(Gpr::name_of(number as u8, bits as u8))
}

#[inline]
fn rounding(found: &Found, decoration: Decoration) -> &'static str {
    match (decoration, found.head.length) {
        (Decoration::Rounding, 0) => "{rn-sae}",
        (Decoration::Rounding, 1) => "{rd-sae}",
        (Decoration::Rounding, 2) => "{ru-sae}",
        (Decoration::Rounding, _) => "{rz-sae}",
        _ => "{sae}",
    }
}

/// The default flags of CCMP and CTEST.
#[inline]
fn flags(out: &mut String, vvvv: u32) {
    let stored = !vvvv;
    let names = [(8, "of"), (4, "sf"), (2, "zf"), (1, "cf")];
    let set = names.into_iter().filter(|(bit, _)| stored & bit != 0);
    out.push_str("{dfv=");
    for (index, (_, name)) in set.enumerate() {
        out.push_str(if index == 0 { "" } else { "," });
        out.push_str(name);
    }
    out.push('}');
}
