//! One instruction as text, by a row of the table read backwards.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::{self, Write as _};

use crate::bitmask;
use crate::kind::log;
use crate::operand::{Operand, Write};
use crate::reach::Reach;
use crate::row::Row;
use crate::value::{Barrier, COND_NAMES, Prefetch, SysReg};

/// A word to be read, and the name of what it refers to, if it refers to something.
#[derive(Clone, Copy)]
pub(crate) struct Spelling<'a> {
    pub word: u32,
    pub target: Option<&'a str>,
}

const SHIFTS: [&str; 4] = ["lsl", "lsr", "asr", "ror"];
const EXTENSIONS: [&str; 8] = ["uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"];

impl Spelling<'_> {
    /// The text, if this row made the word.
    pub fn row(self, row: &Row) -> Option<String> {
        if self.word & row.pattern.mask != row.pattern.value {
            return None;
        }
        let mut operands = String::new();
        for (operand, arrangement) in row.operands {
            let text = self.operand(*operand, arrangement)?;
            if !operands.is_empty() && !continues(&text) {
                operands.push_str(", ");
            }
            operands.push_str(&text);
        }
        let operands = match operands.contains('[') && !operands.contains(']') {
            true => operands + "]",
            false => operands,
        };
        let text = match row.mnemonic.split_once(" *") {
            Some((mnemonic, behind)) => format!("{mnemonic} {operands}{behind}"),
            None if row.mnemonic.ends_with('.') => {
                let condition = COND_NAMES.get(self.field(0, 4) as usize)?;
                format!("{}{condition} {operands}", row.mnemonic)
            }
            None => format!("{} {operands}", row.mnemonic),
        };
        Some(text.trim_end().to_string())
    }

    fn field(self, at: u32, width: u32) -> u32 {
        self.word >> at & (u32::MAX >> (32 - width))
    }

    fn signed(self, at: u32, width: u32) -> i64 {
        (self.word << (32 - at - width)).cast_signed().wrapping_shr(32 - width).into()
    }

    /// One operand: empty where it is in the mnemonic or left out, and `None` where the word
    /// is not of this operand's making.
    fn operand(self, operand: Operand, arrangement: &str) -> Option<String> {
        use Operand::*;
        let number = |at| self.field(at, 5);
        Some(match operand {
            X { at } => x(number(at)),
            W { at } => w(number(at)),
            XTwice if number(5) == number(16) => x(number(5)),
            WTwice if number(5) == number(16) => w(number(5)),
            VectorTwice if number(5) == number(16) => format!("v{}.{arrangement}", number(5)),
            XTwice | WTwice | VectorTwice => return None,
            XPair { at } if number(at) % 2 == 0 => format!("{}, {}", x(number(at)), x(number(at) + 1)),
            WPair { at } if number(at) % 2 == 0 => format!("{}, {}", w(number(at)), w(number(at) + 1)),
            XPair { .. } | WPair { .. } => return None,
            XSp { at } => x_sp(number(at)),
            WSp { at } => w_sp(number(at)),
            Base => format!("[{}", x_sp(number(5))),
            At => format!("[{}]", x_sp(number(5))),
            Scalar { letter, at } => format!("{letter}{}", number(at)),
            Vector { at } => format!("v{}.{arrangement}", number(at)),
            Top { at } => format!("v{}.d[1]", number(at)),
            List { count, at } => list(number(at), count, arrangement),
            Lane { at } => self.lane(number(at), arrangement, 17 + log(arrangement)),
            LaneTwo => self.lane(number(5), arrangement, 11 + log(arrangement)),
            LaneMultiplied | LaneMemory => self.spread_lane(operand, arrangement),
            Shifted { bits, kinds } => return self.shifted(bits, kinds),
            Extended { bits } => return self.extended(bits),
            Index { log } => return self.index(log),
            PostIndex if number(16) == 31 => return None,
            PostIndex => format!("], {}", x(number(16))),
            _ => return self.value(operand),
        })
    }

    /// An operand that is no register.
    fn value(self, operand: Operand) -> Option<String> {
        use Operand::*;
        Some(match operand {
            Imm12 => match (self.target, self.field(22, 1)) {
                (Some(name), 0) => format!("#{name}"),
                (None, 0) => format!("#{}", self.field(10, 12)),
                _ => format!("#{}, lsl #12", self.field(10, 12)),
            },
            Bitmask { bits } => format!("#{:#x}", bitmask::decode(self.field(10, 13), bits)?),
            WideShift { .. } => self.wide_shift(),
            Bit { at, bits } => number(self.field(at, 6), bits)?,
            Left { bits } => self.left(bits)?,
            Extract { bits } => {
                let (lsb, last) = (self.field(16, 6), self.field(10, 6));
                if last < lsb || last >= bits {
                    return None;
                }
                format!("#{lsb}, #{}", last - lsb + 1)
            }
            Insert { bits } => {
                let (turn, last) = (self.field(16, 6), self.field(10, 6));
                let lsb = bits.wrapping_sub(turn) & (bits - 1);
                if turn >= bits || last + lsb >= bits {
                    return None;
                }
                format!("#{lsb}, #{}", last + 1)
            }
            FractionBits { bits } => {
                let count = 64 - self.field(10, 6);
                if count > bits {
                    return None;
                }
                format!("#{count}")
            }
            TestBit { bits } => format!("#{}", self.field(19, 5) | if bits == 64 { self.field(31, 1) << 5 } else { 0 }),
            Uint { at, width } => self.unsigned(at, width),
            Cond { at } => COND_NAMES.get(self.field(at, 4) as usize)?.to_string(),
            Inverted => COND_NAMES.get(self.field(12, 4) as usize ^ 1)?.to_string(),
            BranchCond => String::new(),
            Offset { log } if self.field(24, 1) == 1 => offset(self.field(10, 12) << log),
            Offset { .. } => return None,
            Scaled { log } => offset(self.field(10, 12) << log),
            Unscaled { write } => written(self.signed(12, 9), write),
            Pair { log, write } => written(self.signed(15, 7) << log, write),
            Page => match self.target {
                Some(name) => name.to_string(),
                None => format!("#{}", Reach::Address.get(self.word) << 12),
            },
            Label { .. } => self.label(),
            _ => return self.named(operand),
        })
    }

    /// An operand that has a name, or a constant of a vector.
    fn named(self, operand: Operand) -> Option<String> {
        use Operand::*;
        let byte = self.field(16, 3) << 5 | self.field(5, 5);
        Some(match operand {
            Barrier => match self::Barrier(self.field(8, 4) as u8).name() {
                Some(name) => name.to_string(),
                None => format!("#{}", self.field(8, 4)),
            },
            Prefetch => match self::Prefetch(self.field(0, 5) as u8).name() {
                Some(name) => name.to_string(),
                None => format!("#{}", self.field(0, 5)),
            },
            SysReg => self.system_register(),
            Float => float(self.field(13, 8)),
            VectorFloat => float(byte),
            VectorImm8 => format!("#{byte:#x}"),
            VectorBytes => {
                let bytes =
                    (0..8).filter(|bit| byte >> bit & 1 == 1).fold(0, |value, bit| value | 0xff_u64 << (8 * bit));
                format!("#{bytes:#x}")
            }
            VectorShift { bits } => shift("lsl", self.field(13, if bits == 16 { 1 } else { 2 }) * 8),
            VectorOnes => format!("msl #{}", 8 << self.field(12, 1)),
            VectorLeft { bits } => format!("#{}", self.field(16, bits.trailing_zeros())),
            VectorRight { bits } => format!("#{}", bits - self.field(16, bits.trailing_zeros())),
            _ => return None,
        })
    }

    /// What a branch or a load refers to, or the distance.
    fn label(self) -> String {
        let distance = Reach::of(self.word).get(self.word);
        match self.target {
            Some(name) => name.to_string(),
            None => format!("{}{:#x}", if distance < 0 { ".-" } else { ".+" }, distance.unsigned_abs()),
        }
    }

    fn lane(self, register: u32, arrangement: &str, at: u32) -> String {
        let index = self.field(at, 4 - log(arrangement));
        format!("v{register}.{arrangement}[{index}]")
    }

    /// A lane whose index is in several fields.
    fn spread_lane(self, operand: Operand, arrangement: &str) -> String {
        let (high, low, lowest) = (self.field(11, 1), self.field(21, 1), self.field(20, 1));
        if operand == Operand::LaneMemory {
            let all = self.field(30, 1) << 3 | self.field(12, 1) << 2 | self.field(10, 2);
            return format!("{{v{}.{arrangement}}}[{}]", self.field(0, 5), all >> log(arrangement));
        }
        match log(arrangement) {
            1 => format!("v{}.{arrangement}[{}]", self.field(16, 4), high << 2 | low << 1 | lowest),
            2 => format!("v{}.{arrangement}[{}]", self.field(16, 5), high << 1 | low),
            _ => format!("v{}.{arrangement}[{high}]", self.field(16, 5)),
        }
    }

    fn shifted(self, bits: u32, kinds: u32) -> Option<String> {
        let (kind, amount) = (self.field(22, 2), self.field(10, 6));
        if kind >= kinds || amount >= bits {
            return None;
        }
        let register = if bits == 64 { x(self.field(16, 5)) } else { w(self.field(16, 5)) };
        Some(format!("{register}, {} #{amount}", SHIFTS[kind as usize]))
    }

    fn extended(self, bits: u32) -> Option<String> {
        let (option, amount) = (self.field(13, 3), self.field(10, 3));
        if amount > 4 {
            return None;
        }
        let wide = bits == 64 && option & 3 == 3;
        let register = if wide { x(self.field(16, 5)) } else { w(self.field(16, 5)) };
        // Beside the stack pointer, what does not extend is written as a shift.
        let sets_flags = self.field(29, 1) == 1;
        let beside_sp = self.field(5, 5) == 31 || (!sets_flags && self.field(0, 5) == 31);
        let plain = option == if bits == 64 { 3 } else { 2 };
        Some(match (plain && beside_sp, amount) {
            (true, 0) => register,
            (true, _) => format!("{register}, lsl #{amount}"),
            (false, 0) => format!("{register}, {}", EXTENSIONS[option as usize]),
            (false, _) => format!("{register}, {} #{amount}", EXTENSIONS[option as usize]),
        })
    }

    fn index(self, log: u32) -> Option<String> {
        let (option, scaled) = (self.field(13, 3), self.field(12, 1) == 1);
        let register = if option & 1 == 1 { x(self.field(16, 5)) } else { w(self.field(16, 5)) };
        let name = match option {
            3 => "lsl",
            2 | 6 | 7 => EXTENSIONS[option as usize],
            _ => return None,
        };
        Some(match scaled {
            true => format!(", {register}, {name} #{log}]"),
            false if option == 3 => format!(", {register}]"),
            false => format!(", {register}, {name}]"),
        })
    }

    fn left(self, bits: u32) -> Option<String> {
        let (turn, last) = (self.field(16, 6), self.field(10, 6));
        let amount = (bits - 1).checked_sub(last)?;
        (turn == bits.wrapping_sub(amount) & (bits - 1)).then(|| format!("#{amount}"))
    }

    fn wide_shift(self) -> String {
        shift("lsl", 16 * self.field(21, 2))
    }

    /// A number; those of sixteen bits in hexadecimal, but for a wide immediate.
    fn unsigned(self, at: u32, width: u32) -> String {
        match width {
            16 => format!("#{:#x}", self.field(at, width)),
            _ => format!("#{}", self.field(at, width)),
        }
    }

    fn system_register(self) -> String {
        let number = self.field(5, 15);
        if let Some(name) = SysReg(number as u16).name() {
            return name.to_string();
        }
        let part = |at: u32, width: u32| number >> at & ((1 << width) - 1);
        format!("s{}_{}_c{}_c{}_{}", 2 + part(14, 1), part(11, 3), part(7, 4), part(3, 4), part(0, 3))
    }
}

/// Whether a text goes on with the address before it, or is nothing.
fn continues(text: &str) -> bool {
    text.is_empty() || text.starts_with(',') || text.starts_with(']')
}

fn x(number: u32) -> String {
    if number == 31 { "xzr".to_string() } else { format!("x{number}") }
}

fn w(number: u32) -> String {
    if number == 31 { "wzr".to_string() } else { format!("w{number}") }
}

fn x_sp(number: u32) -> String {
    if number == 31 { "sp".to_string() } else { format!("x{number}") }
}

fn w_sp(number: u32) -> String {
    if number == 31 { "wsp".to_string() } else { format!("w{number}") }
}

fn number(value: u32, limit: u32) -> Option<String> {
    (value < limit).then(|| format!("#{value}"))
}

/// A shift, left out if it is by nothing.
fn shift(name: &str, amount: u32) -> String {
    if amount == 0 { String::new() } else { format!("{name} #{amount}") }
}

/// What follows an address register, left out if it is nothing.
fn offset(bytes: u32) -> String {
    if bytes == 0 { "]".to_string() } else { format!(", #{bytes}]") }
}

fn written(offset: i64, write: Write) -> String {
    match write {
        Write::No if offset == 0 => "]".to_string(),
        Write::No => format!(", #{offset}]"),
        Write::Before => format!(", #{offset}]!"),
        Write::After => format!("], #{offset}"),
    }
}

/// So many registers in a row, `v0` behind `v31`.
fn list(first: u32, count: u32, arrangement: &str) -> String {
    let mut text = String::from("{");
    for place in 0..count {
        let comma = if place == 0 { "" } else { ", " };
        let _: fmt::Result = write!(text, "{comma}v{}.{arrangement}", (first + place) % 32);
    }
    text + "}"
}

/// A floating-point immediate of eight bits.
fn float(byte: u32) -> String {
    let mantissa = f64::from(16 + (byte & 15)) / 16.0;
    let exponent = (byte >> 4 & 7 ^ 4).cast_signed() - 3;
    let scale = if exponent < 0 { 1.0 / f64::from(1 << -exponent) } else { f64::from(1 << exponent) };
    let sign = if byte >> 7 == 1 { "-" } else { "" };
    format!("#{sign}{:.8}", mantissa * scale)
}
