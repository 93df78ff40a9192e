//! An encoding in the manual's notation, with the features it needs.
//!
//! `EVEX.128+256+512.66.0F38.W0 58 /r ib : AVX512F`: behind the colon the features, and in
//! capitals where operands go (`RMV`) where that does not follow from the operands.

/// An encoding, read.
pub struct Encoding {
    /// As in the table, without the features.
    pub text: String,
    pub space: Space,
    /// Vector lengths: 128, 256, 512; one 0 where it means nothing.
    pub lengths: Vec<u32>,
    pub ignores_length: bool,
    pub ignores_w: bool,
    /// 0x66, 0xF3, 0xF2 or 0.
    pub prefix: u8,
    /// Another prefix before it: 0x66, 0xF0, 0x9B or 0.
    pub outer: u8,
    pub map: u8,
    pub wide: bool,
    pub opcode: u8,
    pub fixed_modrm: Option<u8>,
    pub digit: Option<u8>,
    pub modrm: bool,
    pub plus_register: bool,
    pub plus_condition: bool,
    pub imm_bytes: u8,
    pub register_in_imm: bool,
    pub features: Vec<String>,
    /// Where operands go, if it is told.
    pub places: Option<String>,
    /// The size that an eight-bit displacement counts in, if it is not that of the memory.
    pub disp_bytes: Option<u32>,
    pub new_data: bool,
    pub no_flags: bool,
    /// A move that also has a form with its operands the other way round.
    pub stores: bool,
    /// The sources may change places: no bit of the result tells.
    pub commutes: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Space {
    Legacy,
    Vex,
    Evex,
    Xop,
}

impl Encoding {
    /// Reads an encoding.
    pub fn read(text: &str, place: &str) -> Encoding {
        let (notation, features) = text.split_once(" : ").unwrap_or_else(|| panic!("{place}: no features"));
        let mut encoding = Encoding::empty(notation.trim());
        let mut seen_opcode = false;
        let words: Vec<&str> = notation.split_whitespace().collect();
        for (index, word) in words.iter().enumerate() {
            let last = index + 1 == words.len();
            seen_opcode = encoding.word(word, seen_opcode, last, place);
        }
        assert!(seen_opcode, "{place}: an encoding needs an opcode");
        for word in features.split_whitespace() {
            encoding.flag(word);
        }
        assert!(!encoding.features.is_empty(), "{place}: no features");
        encoding
    }

    fn empty(text: &str) -> Encoding {
        Encoding {
            text: text.to_string(),
            space: Space::Legacy,
            lengths: vec![0],
            ignores_length: false,
            ignores_w: false,
            prefix: 0,
            outer: 0,
            map: 0,
            wide: false,
            opcode: 0,
            fixed_modrm: None,
            digit: None,
            modrm: false,
            plus_register: false,
            plus_condition: false,
            imm_bytes: 0,
            register_in_imm: false,
            features: Vec::new(),
            places: None,
            disp_bytes: None,
            new_data: false,
            no_flags: false,
            stores: false,
            commutes: false,
        }
    }

    fn flag(&mut self, word: &str) {
        match word {
            "RM" | "MR" | "RMV" | "RVM" | "MVR" | "MRV" | "VM" | "VMR" | "VRM" | "RVIM" => {
                self.places = Some(word.to_string());
            }
            "N1" | "N2" | "N4" | "N8" | "N16" => self.disp_bytes = word[1..].parse().ok(),
            "STORES" => self.stores = true,
            "COMMUTES" => self.commutes = true,
            _ => self.features.push(word.to_string()),
        }
    }

    /// Reads a word; returns whether the opcode has been seen after it.
    fn word(&mut self, word: &str, seen_opcode: bool, last: bool, place: &str) -> bool {
        match word {
            "/r" if seen_opcode => self.modrm = true,
            "/is4" if seen_opcode => self.register_in_imm = true,
            "ib" if seen_opcode => self.imm_bytes += 1,
            "iw" if seen_opcode => self.imm_bytes += 2,
            "id" if seen_opcode => self.imm_bytes += 4,
            "iq" if seen_opcode => self.imm_bytes += 8,
            "REX.W" if !seen_opcode => self.wide = true,
            "NP" if !seen_opcode => {}
            _ if word.starts_with('/') && seen_opcode && word.len() == 2 => {
                let digit = word[1..].parse().unwrap_or(8);
                assert!(digit < 8, "{place}: `{word}` is not known");
                self.digit = Some(digit);
            }
            _ if word.contains('.') && !seen_opcode => self.vector_prefix(word, place),
            _ => return self.byte(word, seen_opcode, last, place),
        }
        seen_opcode
    }

    fn byte(&mut self, word: &str, seen_opcode: bool, last: bool, place: &str) -> bool {
        let (digits, plus) = word.split_at(2.min(word.len()));
        let known = digits.len() == 2 && digits.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        assert!(known, "{place}: `{word}` is not known");
        let byte = u8::from_str_radix(digits, 16).unwrap_or_else(|_| panic!("{place}: `{word}` is no byte"));
        match plus {
            "" => {}
            "+r" if !seen_opcode => self.plus_register = true,
            "+cc" if !seen_opcode => self.plus_condition = true,
            _ => panic!("{place}: `{word}` is not known"),
        }
        if seen_opcode {
            assert!(self.fixed_modrm.is_none() && self.map < 8, "{place}: a byte too many");
            self.fixed_modrm = Some(byte);
            return true;
        }
        match (byte, self.map, self.space) {
            (0x66 | 0xf2 | 0xf3, 0, Space::Legacy) if !last => {
                self.outer = if self.prefix == 0 { self.outer } else { self.prefix };
                self.prefix = byte;
                false
            }
            (0xf0 | 0x9b, 0, Space::Legacy) if !last => {
                self.outer = byte;
                false
            }
            (0x0f, 0, Space::Legacy) => {
                self.map = 1;
                last
            }
            (0x38, 1, Space::Legacy) if !last => {
                self.map = 2;
                false
            }
            (0x3a, 1, Space::Legacy) if !last => {
                self.map = 3;
                false
            }
            _ => {
                self.opcode = byte;
                true
            }
        }
    }

    /// `EVEX.128+256.66.0F38.W1`, with `ND=1` or `NF=1` behind where APX has them.
    fn vector_prefix(&mut self, word: &str, place: &str) {
        let mut parts = word.split('.').peekable();
        self.space = match parts.next() {
            Some("VEX") => Space::Vex,
            Some("EVEX") => Space::Evex,
            Some("XOP") => Space::Xop,
            _ => panic!("{place}: `{word}` is not known"),
        };
        match parts.next() {
            Some("LIG") => self.ignores_length = true,
            Some("LZ") => {}
            Some(lengths) => {
                let known = |length: &str| -> u32 {
                    match length {
                        "128" | "256" | "512" => length.parse().unwrap_or_default(),
                        _ => panic!("{place}: the length `{lengths}` is not known"),
                    }
                };
                self.lengths = lengths.split('+').map(known).collect();
            }
            None => panic!("{place}: `{word}` names no length"),
        }
        if let Some(prefix @ ("66" | "F3" | "F2" | "NP")) = parts.peek().copied() {
            self.prefix = u8::from_str_radix(prefix, 16).unwrap_or(0);
            parts.next();
        }
        self.map = match parts.next() {
            Some("0F") => 1,
            Some("0F38") => 2,
            Some("0F3A") => 3,
            Some("MAP4") => 4,
            Some("MAP5") => 5,
            Some("MAP6") => 6,
            Some("MAP7") => 7,
            Some("X8") => 8,
            Some("X9") => 9,
            Some("XA") => 10,
            _ => panic!("{place}: `{word}` names no map"),
        };
        match parts.next() {
            Some("W0") => {}
            Some("W1") => self.wide = true,
            Some("WIG") => self.ignores_w = true,
            _ => panic!("{place}: `{word}` names no W"),
        }
        for part in parts {
            match part {
                "ND=1" => self.new_data = true,
                "NF=1" => self.no_flags = true,
                _ => panic!("{place}: `{part}` is not known"),
            }
        }
    }
}
