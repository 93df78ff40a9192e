//! An operand of a table's line, in the manual's notation shortened.
//!
//! `x`, `y`, `z`: a vector register; `v`: of the encoding's length, `h`, `q`, `o`: of a half, a
//! quarter, an eighth of it. `/m` also takes memory of that size, `/m32` of 32 bits, `/b32` a
//! broadcast from 32 bits. `{k}`, `{kz}`, `{er}`, `{sae}` are what EVEX adds.

/// What an operand may be, before the vector length is known.
pub struct Operand {
    pub register: Option<Class>,
    /// Memory of so many bits; `Some(0)` for that of the register's size.
    pub memory: Option<Size>,
    /// A broadcast from an element of so many bits.
    pub broadcast: Option<u32>,
    pub decoration: Decoration,
    /// An immediate, or something that is not encoded.
    pub other: Option<Other>,
}

/// A register class.
#[derive(Clone, Copy)]
pub enum Class {
    /// A vector register: of so many bits, or of the encoding's length divided.
    Vector(Size),
    Gpr(u32),
    Mask,
    Mmx,
    Tile,
    Stack,
    Segment,
}

/// Bits, or the encoding's length divided by so much.
#[derive(Clone, Copy)]
pub enum Size {
    Bits(u32),
    Length(u32),
    /// A vector of addresses: bits of its index registers, bits of an element.
    Vector(u32, u32),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decoration {
    None,
    /// `{k}`: a mask that merges.
    Merging,
    /// `{k}`, which must be given.
    Masked,
    /// `{k}{z}`.
    Zeroing,
    /// `{er}`.
    Rounding,
    /// `{sae}`.
    Sae,
}

pub enum Other {
    /// An immediate of so many bits; whether it is signed.
    Imm(u32, bool),
    /// A condition in the opcode's low bits.
    Cond,
    /// A condition on the flags before, of CCMP and CTEST.
    SourceCond,
    /// A default for the flags, of CCMP and CTEST.
    Flags,
    /// An immediate that says how to compare, and stands in the mnemonic.
    Predicate,
    /// An immediate that says how to round.
    RoundingMode,
    /// Not encoded, only written: `<xmm0>`.
    Fixed(String),
}

impl Size {
    pub fn bits(self, length: u32) -> u32 {
        match self {
            Size::Bits(bits) => bits,
            Size::Length(divisor) => length / divisor,
            Size::Vector(_, element) => element,
        }
    }
}

impl Operand {
    /// Reads an operand.
    pub fn read(text: &str, place: &str) -> Operand {
        let (text, decoration) = match text.split_once('{') {
            None => (text, Decoration::None),
            Some((text, "k}")) => (text, Decoration::Merging),
            Some((text, "k!}")) => (text, Decoration::Masked),
            Some((text, "kz}")) => (text, Decoration::Zeroing),
            Some((text, "er}")) => (text, Decoration::Rounding),
            Some((text, "sae}")) => (text, Decoration::Sae),
            Some((_, other)) => panic!("{place}: `{{{other}` is not known"),
        };
        let mut operand = Operand { register: None, memory: None, broadcast: None, decoration, other: None };
        for part in text.split('/') {
            operand.part(part, place);
        }
        operand
    }

    fn part(&mut self, part: &str, place: &str) {
        let number = |text: &str| -> u32 { text.parse().unwrap_or_else(|_| panic!("{place}: `{part}` is not known")) };
        if let Some(class) = class(part) {
            assert!(self.register.is_none(), "{place}: two registers in an operand");
            self.register = Some(class);
        } else if let Some(fixed) = part.strip_prefix('<') {
            self.other = Some(Other::Fixed(fixed.trim_end_matches('>').to_string()));
        } else if part == "cc" {
            self.other = Some(Other::Cond);
        } else if part == "scc" {
            self.other = Some(Other::SourceCond);
        } else if part == "cmp" {
            self.other = Some(Other::Predicate);
        } else if part == "round" {
            self.other = Some(Other::RoundingMode);
        } else if part == "dfv" {
            self.other = Some(Other::Flags);
        } else if let Some(bits) = part.strip_prefix('i') {
            self.other = Some(Other::Imm(number(bits), false));
        } else if let Some(bits) = part.strip_prefix('s') {
            self.other = Some(Other::Imm(number(bits), true));
        } else if let Some(bits) = part.strip_prefix('b') {
            self.broadcast = Some(number(bits));
        } else if let Some(element) = part.strip_prefix("vm") {
            let (element, index) = element.split_at(2);
            let index = match index {
                "x" => 128,
                "y" => 256,
                "z" => 512,
                _ => panic!("{place}: `{part}` is not known"),
            };
            self.memory = Some(Size::Vector(index, number(element)));
        } else if let Some(size) = part.strip_prefix('m') {
            self.memory = Some(match size {
                "" => self.natural().unwrap_or(Size::Bits(0)),
                "v" => Size::Length(1),
                "h" => Size::Length(2),
                "q" => Size::Length(4),
                "o" => Size::Length(8),
                bits => Size::Bits(number(bits)),
            });
        } else {
            panic!("{place}: `{part}` is not known");
        }
    }

    /// The size of the register.
    fn natural(&self) -> Option<Size> {
        match self.register? {
            Class::Vector(size) => Some(size),
            Class::Gpr(bits) => Some(Size::Bits(bits)),
            Class::Mmx => Some(Size::Bits(64)),
            Class::Mask | Class::Tile | Class::Stack | Class::Segment => None,
        }
    }
}

fn class(part: &str) -> Option<Class> {
    Some(match part {
        "x" => Class::Vector(Size::Bits(128)),
        "y" => Class::Vector(Size::Bits(256)),
        "z" => Class::Vector(Size::Bits(512)),
        "v" => Class::Vector(Size::Length(1)),
        "h" => Class::Vector(Size::Length(2)),
        "q" => Class::Vector(Size::Length(4)),
        "o" => Class::Vector(Size::Length(8)),
        "r8" => Class::Gpr(8),
        "r16" => Class::Gpr(16),
        "r32" => Class::Gpr(32),
        "r64" => Class::Gpr(64),
        "k" => Class::Mask,
        "mm" => Class::Mmx,
        "tmm" => Class::Tile,
        "st" => Class::Stack,
        "sreg" => Class::Segment,
        _ => return None,
    })
}
