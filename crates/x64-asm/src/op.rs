//! One encoding of an instruction, read from the notation of the processor's manual.
//!
//! The table writes `"66 REX.W 0F 6E /r"` as the manual does; [`Op::parse`] turns it into
//! numbers at compile time. The same text stands in the method's documentation.

/// One encoding: prefixes, opcode, and what follows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Op {
    /// Legacy prefixes in order, first in the low byte; 0 ends the list.
    pub prefixes: u16,
    /// REX.W or VEX.W.
    pub wide: bool,
    /// 0 for one-byte opcodes, 1 for 0F, 2 for 0F 38, 3 for 0F 3A.
    pub map: u8,
    pub opcode: u8,
    /// A fixed ModRM byte, for instructions that have one and no operand.
    pub fixed_modrm: Option<u8>,
    /// `/0` to `/7`: the extension in the ModRM byte's register field.
    pub digit: Option<u8>,
    /// `/r`: a ModRM byte with a register operand.
    pub modrm: bool,
    /// `+r`: a register in the low three bits of the opcode.
    pub plus_register: bool,
    /// `+cc`: a condition in the low four bits of the opcode.
    pub plus_condition: bool,
    /// A VEX prefix instead of REX.
    pub vex: bool,
    /// Bytes of immediate: `ib`, `iw`, `id`, `iq`.
    pub imm_bytes: u8,
}

/// The encodings of one row: at most three.
#[derive(Clone, Copy)]
pub(crate) struct Encodings {
    pub all: [Op; 3],
    pub count: usize,
}

impl Encodings {
    pub const fn parse(texts: &[&str]) -> Encodings {
        let mut all = [Op::EMPTY; 3];
        let mut count = 0;
        while count < texts.len() {
            all[count] = Op::parse(texts[count]);
            count += 1;
        }
        Encodings { all, count }
    }
}

impl Op {
    const EMPTY: Op = Op {
        prefixes: 0,
        wide: false,
        map: 0,
        opcode: 0,
        fixed_modrm: None,
        digit: None,
        modrm: false,
        plus_register: false,
        plus_condition: false,
        vex: false,
        imm_bytes: 0,
    };

    /// Reads the manual's notation. A mistake in the table stops the build.
    pub const fn parse(text: &str) -> Op {
        let text = text.as_bytes();
        let mut op = Op::EMPTY;
        let mut seen_opcode = false;
        let mut at = 0;
        while at < text.len() {
            let mut end = at;
            while end < text.len() && text[end] != b' ' {
                end += 1;
            }
            seen_opcode = op.token(text, at, end, seen_opcode);
            at = end + 1;
        }
        assert!(seen_opcode, "an encoding needs an opcode");
        op
    }

    /// One word of the notation; tells whether the opcode has been seen after it.
    const fn token(&mut self, text: &[u8], at: usize, end: usize, seen_opcode: bool) -> bool {
        match text[at] {
            b'/' if text[at + 1] == b'r' => self.modrm = true,
            b'/' => self.digit = Some(text[at + 1] - b'0'),
            b'i' => self.imm_bytes = immediate_bytes(text[at + 1]),
            b'R' => self.wide = true,
            b'V' => self.vex_fields(text, at, end),
            _ => return self.byte(text, at, end, seen_opcode),
        }
        seen_opcode
    }

    const fn byte(&mut self, text: &[u8], at: usize, end: usize, seen_opcode: bool) -> bool {
        let byte = hex(text[at]) << 4 | hex(text[at + 1]);
        if end > at + 2 {
            assert!(text[at + 2] == b'+', "only +r and +cc follow an opcode");
            match text[at + 3] {
                b'r' => self.plus_register = true,
                _ => self.plus_condition = true,
            }
        }
        if seen_opcode {
            self.fixed_modrm = Some(byte);
            return true;
        }
        match byte {
            0x66 | 0xf2 | 0xf3 | 0xf0 if !self.vex && self.map == 0 && end < text.len() => {
                let shift = if self.prefixes == 0 { 0 } else { 8 };
                self.prefixes |= (byte as u16) << shift;
                false
            }
            0x0f if self.map == 0 => {
                self.map = 1;
                false
            }
            0x38 if self.map == 1 && !self.vex => {
                self.map = 2;
                false
            }
            0x3a if self.map == 1 && !self.vex => {
                self.map = 3;
                false
            }
            _ => {
                self.opcode = byte;
                true
            }
        }
    }

    /// `VEX.66.0F38.W1`: parts in any order; a missing prefix is none, a missing W is 0.
    const fn vex_fields(&mut self, text: &[u8], at: usize, end: usize) {
        self.vex = true;
        let mut at = at;
        while at < end {
            let mut stop = at;
            while stop < end && text[stop] != b'.' {
                stop += 1;
            }
            match (text[at], text[at + 1], stop - at) {
                (b'6', b'6', _) => self.prefixes = 0x66,
                (b'F', b'2', _) => self.prefixes = 0xf2,
                (b'F', b'3', _) => self.prefixes = 0xf3,
                (b'0', b'F', 2) => self.map = 1,
                (b'0', b'F', _) if text[at + 2] == b'3' && text[at + 3] == b'8' => self.map = 2,
                (b'0', b'F', _) => self.map = 3,
                (b'W', b'1', _) => self.wide = true,
                _ => {}
            }
            at = stop + 1;
        }
    }

    /// Bytes from the opcode map's escape to the opcode.
    pub(crate) const fn opcode_len(self) -> u32 {
        match self.map {
            0 => 1,
            1 => 2,
            _ => 3,
        }
    }

    /// Escape and opcode, first byte lowest.
    pub(crate) const fn opcode_bytes(self) -> u64 {
        let opcode = self.opcode as u64;
        match self.map {
            0 => opcode,
            1 => 0x0f | opcode << 8,
            2 => 0x38_0f | opcode << 16,
            _ => 0x3a_0f | opcode << 16,
        }
    }

    pub(crate) const fn prefix_len(self) -> u32 {
        match self.prefixes {
            0 => 0,
            1..=0xff => 1,
            _ => 2,
        }
    }
}

const fn immediate_bytes(letter: u8) -> u8 {
    match letter {
        b'b' => 1,
        b'w' => 2,
        b'd' => 4,
        _ => 8,
    }
}

const fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'A'..=b'F' => digit - b'A' + 10,
        _ => panic!("an opcode byte is two upper-case hexadecimal digits"),
    }
}
