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

    /// Reads the manual's notation. What it does not understand stops the build.
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

    /// Reads one word of the notation. Returns whether the opcode has been seen after it.
    const fn token(&mut self, text: &[u8], at: usize, end: usize, seen_opcode: bool) -> bool {
        match text[at] {
            b'/' if end == at + 2 && seen_opcode => self.slash(text[at + 1]),
            b'i' if end == at + 2 && seen_opcode => self.immediate(text[at + 1]),
            b'R' if is(text, at, end, b"REX.W") && !seen_opcode && !self.vex && self.map == 0 => self.wide = true,
            b'V' if !seen_opcode && self.map == 0 && self.prefixes == 0 => self.vex_fields(text, at, end),
            _ => return self.byte(text, at, end, seen_opcode),
        }
        seen_opcode
    }

    const fn slash(&mut self, letter: u8) {
        assert!(!self.modrm && self.digit.is_none(), "one of /r and /0 to /7");
        match letter {
            b'r' => self.modrm = true,
            b'0'..=b'7' => self.digit = Some(letter - b'0'),
            _ => panic!("only /r and /0 to /7 follow a slash"),
        }
    }

    const fn immediate(&mut self, letter: u8) {
        assert!(self.imm_bytes == 0, "one immediate");
        self.imm_bytes = match letter {
            b'b' => 1,
            b'w' => 2,
            b'd' => 4,
            b'q' => 8,
            _ => panic!("an immediate is ib, iw, id or iq"),
        };
    }

    const fn byte(&mut self, text: &[u8], at: usize, end: usize, seen_opcode: bool) -> bool {
        assert!(end >= at + 2, "a word of the notation that is not known");
        let byte = hex(text[at]) << 4 | hex(text[at + 1]);
        if end > at + 2 {
            assert!(!seen_opcode, "only an opcode holds a register or a condition");
            self.plus(text, at + 2, end);
        }
        if seen_opcode {
            assert!(self.fixed_modrm.is_none() && !self.modrm, "one byte follows an opcode");
            self.fixed_modrm = Some(byte);
            return true;
        }
        match byte {
            0x66 | 0xf2 | 0xf3 | 0xf0 if !self.vex && self.map == 0 && end < text.len() => {
                assert!(self.prefixes >> 8 == 0, "at most two prefixes");
                let shift = if self.prefixes == 0 { 0 } else { 8 };
                self.prefixes |= (byte as u16) << shift;
                false
            }
            0x0f if self.map == 0 && !self.vex => {
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

    const fn plus(&mut self, text: &[u8], at: usize, end: usize) {
        if is(text, at, end, b"+r") {
            self.plus_register = true;
        } else if is(text, at, end, b"+cc") {
            self.plus_condition = true;
        } else {
            panic!("only +r and +cc follow an opcode");
        }
    }

    /// `VEX.128.66.0F38.W1`: length, prefix if there is one, map, W. The parts come in this
    /// order, as in the manual.
    const fn vex_fields(&mut self, text: &[u8], at: usize, end: usize) {
        self.vex = true;
        let at = skip(text, at, end, b"VEX");
        let length = at;
        let at = skip_any(text, at, end, &[b".128", b".LIG", b".LZ"]);
        assert!(at > length, "a VEX encoding names its length: 128, LIG or LZ");
        let prefix = at;
        let at = skip_any(text, at, end, &[b".66", b".F2", b".F3"]);
        if at > prefix {
            self.prefixes = (hex(text[at - 2]) << 4 | hex(text[at - 1])) as u16;
        }
        let map = at;
        let at = skip_any(text, at, end, &[b".0F38", b".0F3A", b".0F"]);
        self.map = match (at - map, text[at - 1]) {
            (3, _) => 1,
            (5, b'8') => 2,
            (5, _) => 3,
            _ => panic!("a VEX encoding names its map: 0F, 0F38 or 0F3A"),
        };
        let wide = at;
        let at = skip_any(text, at, end, &[b".WIG", b".W0", b".W1"]);
        assert!(at > wide && at == end, "a VEX encoding ends in WIG, W0 or W1");
        self.wide = text[at - 1] == b'1';
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

    /// The mandatory prefix as VEX and EVEX have it.
    pub(crate) const fn prefix_bits(self) -> u32 {
        match self.prefixes {
            0x66 => 1,
            0xf3 => 2,
            0xf2 => 3,
            _ => 0,
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

/// Whether the word is `wanted`.
const fn is(text: &[u8], at: usize, end: usize, wanted: &[u8]) -> bool {
    skip(text, at, end, wanted) == end && end - at == wanted.len()
}

/// Behind `wanted`, where it stands at `at`; otherwise `at`.
const fn skip(text: &[u8], at: usize, end: usize, wanted: &[u8]) -> usize {
    let mut matched = 0;
    while matched < wanted.len() {
        if at + matched >= end || text[at + matched] != wanted[matched] {
            return at;
        }
        matched += 1;
    }
    at + matched
}

/// Behind the first of `wanted` that stands at `at`; otherwise `at`.
const fn skip_any(text: &[u8], at: usize, end: usize, wanted: &[&[u8]]) -> usize {
    let mut index = 0;
    while index < wanted.len() {
        let behind = skip(text, at, end, wanted[index]);
        if behind > at {
            return behind;
        }
        index += 1;
    }
    at
}

const fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'A'..=b'F' => digit - b'A' + 10,
        _ => panic!("an opcode byte is two upper-case hexadecimal digits"),
    }
}
