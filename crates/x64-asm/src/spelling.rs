//! How one instruction is spelled: mnemonic and operands, from its row and its bits.

use alloc::string::String;
use core::fmt::{self, Write};

use crate::branch::Branch;
use crate::decode::{Decoded, What};
use crate::family::Segment;
use crate::listing::Printer;
use crate::reg::{Gpr, Xmm};
use crate::row::{Form, Operand, Row};

impl Printer<'_> {
    #[inline]
    pub(crate) fn text(&self, out: &mut String, at: u32, decoded: &Decoded) -> fmt::Result {
        let Some((row, encoding)) = decoded.row() else {
            return self.jump_text(out, at, decoded);
        };
        mnemonic(out, row, encoding, decoded)?;
        for (index, operand) in row.form.operands(encoding).iter().enumerate() {
            out.push_str(if index == 0 { " " } else { ", " });
            self.operand(out, at, row, encoding, decoded, *operand)?;
        }
        Ok(())
    }

    #[inline]
    fn jump_text(&self, out: &mut String, at: u32, decoded: &Decoded) -> fmt::Result {
        match decoded.what {
            What::Call => out.push_str("call "),
            What::JumpIf(cond) => {
                let cond = crate::Cond::ALL[usize::from(cond & 15)];
                write!(out, "j{cond} ")?;
            }
            What::Branch(branch) => out.push_str(branch.mnemonic),
            What::Jump | What::Row(..) => out.push_str("jmp "),
        }
        if let What::Branch(Branch { reads: true, .. }) = decoded.what {
            return self.rip_relative(out, at, decoded);
        }
        match self.reference(at + decoded.imm.at as u32) {
            Some(reference) => self.reference_name(out, reference),
            None => {
                let end = i64::from(at) + decoded.len as i64;
                number(out, end + decoded.imm.value)
            }
        }
    }

    #[inline]
    fn operand(
        &self,
        out: &mut String,
        at: u32,
        row: &Row,
        encoding: usize,
        decoded: &Decoded,
        operand: Operand,
    ) -> fmt::Result {
        let op = row.encodings[encoding];
        let (first, last) = row.sizes;
        // Zero-extending moves of 64-bit constants are moves to the 32-bit register.
        let narrow = row.form == Form::mov_oi && encoding == 0;
        match operand {
            Operand::Rm => {
                let number = if op.plus_register() {
                    decoded.opcode_register()
                } else if op.has_modrm() {
                    decoded.rm()
                } else {
                    0
                };
                let size = if narrow { 32 } else { last };
                out.push_str(gpr(number, size));
            }
            Operand::Reg => out.push_str(gpr(decoded.reg(), first)),
            Operand::Vvvv => out.push_str(gpr(decoded.vvvv, last)),
            Operand::Accumulator => out.push_str(gpr(0, last)),
            Operand::XmmRm => out.push_str(xmm(decoded.rm())),
            Operand::XmmReg => out.push_str(xmm(decoded.reg())),
            Operand::Cl => out.push_str("cl"),
            Operand::Count if op.imm_bytes() == 0 => out.push('1'),
            Operand::Imm | Operand::Count => {
                // A move to a 32-bit register clears the upper half of the 64-bit one.
                let zero_extends = narrow || row.form == Form::oi && last == 32;
                let unsigned = zero_extends || row.form.has_unsigned_imm();
                return self.imm(out, at, decoded, unsigned);
            }
            Operand::Address => return self.mem(out, at, decoded),
            Operand::Mem => {
                if !size_is_told(row, encoding) {
                    out.push_str(size_name(last));
                }
                return self.mem(out, at, decoded);
            }
        }
        Ok(())
    }

    /// The value as the register holds it: sign-extended, unless the method takes it unsigned.
    #[inline]
    fn imm(&self, out: &mut String, at: u32, decoded: &Decoded, unsigned: bool) -> fmt::Result {
        match self.reference(at + decoded.imm.at as u32) {
            Some(reference) => self.reference_name(out, reference),
            None if unsigned => number(out, decoded.imm.unsigned()),
            None => number(out, decoded.imm.value),
        }
    }

    #[inline]
    fn rip_relative(&self, out: &mut String, at: u32, decoded: &Decoded) -> fmt::Result {
        out.push('[');
        match self.reference(at + decoded.disp.at as u32) {
            Some(reference) => self.reference_name(out, reference)?,
            None => {
                out.push_str("rip");
                displacement(out, decoded.disp.value)?;
            }
        }
        out.push(']');
        Ok(())
    }

    #[inline]
    fn mem(&self, out: &mut String, at: u32, decoded: &Decoded) -> fmt::Result {
        let mode = decoded.modrm >> 6;
        let low = decoded.modrm & 7;
        if let Some(segment) = Segment::ALL.into_iter().find(|it| Some(it.prefix()) == decoded.segment) {
            write!(out, "{}:", segment.name())?;
        }
        if mode == 0 && low == 5 {
            return self.rip_relative(out, at, decoded);
        }
        out.push('[');
        let mut some = false;
        let base = if low == 4 { decoded.sib & 7 } else { low };
        if mode != 0 || base != 5 {
            out.push_str(gpr(base | (decoded.rex & 1) << 3 | (decoded.high & 1) << 4, 64));
            some = true;
        }
        let index = decoded.sib >> 3 & 7 | (decoded.rex & 2) << 2 | (decoded.high & 2) << 3;
        if low == 4 && index != 4 {
            out.push_str(if some { "+" } else { "" });
            let factor = 1 << (decoded.sib >> 6);
            out.push_str(gpr(index, 64));
            match factor {
                1 if some => {}
                _ => write!(out, "*{factor}")?,
            }
            some = true;
        }
        match (some, decoded.disp.value) {
            (false, value) => number(out, value)?,
            (true, 0) => {}
            (true, value) => displacement(out, value)?,
        }
        out.push(']');
        Ok(())
    }
}

#[inline]
fn mnemonic(out: &mut String, row: &Row, encoding: usize, decoded: &Decoded) -> fmt::Result {
    const PREDICATES: [&str; 8] = ["eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord"];
    if row.encodings[encoding].plus_condition() {
        let cond = crate::Cond::ALL[usize::from(decoded.opcode & 15)];
        write!(out, "{}{cond}", row.mnemonic)
    } else if row.form.has_predicate() {
        // `cmpsd` with its predicate inside: `cmpltsd`.
        let (start, end) = row.mnemonic.split_at(row.mnemonic.len() - 2);
        let predicate = PREDICATES[decoded.imm.value as usize & 7];
        write!(out, "{start}{predicate}{end}")
    } else {
        out.write_str(row.mnemonic)
    }
}

/// Whether a register operand has the size of the one in memory.
#[inline]
fn size_is_told(row: &Row, encoding: usize) -> bool {
    let operands = row.form.operands(encoding);
    let gpr = operands.contains(&Operand::Reg);
    let xmm = operands.contains(&Operand::XmmReg);
    let converts = row.mnemonic.contains("cvtsi2");
    row.has_one_size && (gpr || xmm && !converts)
}

#[inline]
fn size_name(bits: u8) -> &'static str {
    match bits {
        8 => "byte ptr ",
        16 => "word ptr ",
        32 => "dword ptr ",
        64 => "qword ptr ",
        _ => "xmmword ptr ",
    }
}

#[inline]
fn gpr(number: u8, bits: u8) -> &'static str {
    Gpr::name_of(number, bits)
}

#[inline]
fn xmm(number: u8) -> &'static str {
    Xmm::ALL[usize::from(number & 15)].name()
}

/// A signed number: decimal below 10, then hexadecimal.
#[inline]
pub(crate) fn number(out: &mut String, value: i64) -> fmt::Result {
    if value < 0 {
        out.push('-');
    }
    match value.unsigned_abs() {
        small @ 0..=9 => write!(out, "{small}"),
        large => write!(out, "{large:#x}"),
    }
}

/// The same with its sign always.
#[inline]
pub(crate) fn displacement(out: &mut String, value: i64) -> fmt::Result {
    if value >= 0 {
        out.push('+');
    }
    number(out, value)
}
