//! Other bytes of the same meaning: where an assembler chooses another encoding than this crate,
//! and what must hold of its bytes then.
//!
//! Each entry compares all the bytes of the cell. `docs/x64-oracles.md` says why they differ.

use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};

use super::call::Call;

/// What an assembler made of a line, beside ours.
pub struct Pair<'a> {
    pub oracle: &'static str,
    /// The method that made ours.
    pub call: &'static Call,
    pub line: &'a str,
    pub made: &'a [u8],
    pub ours: &'a [u8],
}

/// Why the bytes of two cells may differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Difference {
    /// Another encoding of the same instruction.
    Alternative,
    /// The sources are the other way round.
    Swapped,
}

impl Pair<'_> {
    /// The difference, if the other assembler's bytes mean what was asked.
    pub fn difference(&self, formatter: &mut IntelFormatter) -> Option<Difference> {
        let known = KNOWN.iter().any(|(who, start, holds)| {
            (*who == self.oracle || *who == "both") && self.call.name.starts_with(start) && holds(self)
        });
        if known || self.ignored_length() || self.same_text(formatter) {
            Some(Difference::Alternative)
        } else {
            self.sources_swapped(formatter).then_some(Difference::Swapped)
        }
    }

    /// Whether only the vector length differs, which is ignored where exceptions are suppressed.
    fn ignored_length(&self) -> bool {
        let mut made = self.made.to_vec();
        made[3] = made[3] & !0x60 | self.ours[3] & 0x60;
        self.line.contains("{sae}") && made == self.ours
    }

    /// Whether iced reads the same instruction in both, of the same length: operands that go either
    /// way round, a vector length that is ignored.
    fn same_text(&self, formatter: &mut IntelFormatter) -> bool {
        let (made, ours) = (read(formatter, self.made), read(formatter, self.ours));
        made.is_some() && made == ours
    }

    /// Whether one of the two has swapped the sources for a shorter prefix: LLVM wherever it takes
    /// the operation to commute, this crate only where no bit of the result tells.
    fn sources_swapped(&self, formatter: &mut IntelFormatter) -> bool {
        let swapped = match (self.made[0], self.ours[0]) {
            (0xc5, 0xc4) => self.made,
            (0xc4, 0xc5) if self.call.commutes => self.ours,
            _ => return false,
        };
        let Some((mnemonic, operands)) = self.line.split_once(' ') else { return false };
        let mut operands: Vec<&str> = operands.split(", ").collect();
        if operands.len() < 3 {
            return false;
        }
        operands.swap(1, 2);
        let text = read(formatter, swapped).map(|(_, text)| text);
        text == Some(format!("{mnemonic} {}", operands.join(", ")))
    }
}

/// Length and text, of what iced reads.
fn read(formatter: &mut IntelFormatter, bytes: &[u8]) -> Option<(usize, String)> {
    let instruction = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE).decode();
    let mut text = String::new();
    formatter.format(&instruction, &mut text);
    (!instruction.is_invalid()).then_some((instruction.len(), text))
}

type Known = (&'static str, &'static str, fn(&Pair<'_>) -> bool);

/// Assembler, beginning of the method's name, and what its bytes must be.
const KNOWN: [Known; 17] = [
    // LLVM writes a size prefix that makes it a push of 16 bits, and none where 16 bits were asked.
    ("llvm-mc", "push_", |it| prefixed(it.ours, it.made)),
    ("llvm-mc", "pop_", |it| prefixed(it.ours, it.made)),
    ("llvm-mc", "mov_rs16", |it| prefixed(it.made, it.ours)),
    // LLVM exchanges the operands.
    ("llvm-mc", "urdmsr_rr64", |it| exchanged(it.made, it.ours, 0) || exchanged_legacy(it.made, it.ours)),
    ("llvm-mc", "uwrmsr_rr64", |it| exchanged(it.made, it.ours, 0) || exchanged_legacy(it.made, it.ours)),
    // LLVM takes every far pointer for one of 48 bits.
    ("llvm-mc", "call_far_", |it| without_size(it.ours) == it.made),
    ("llvm-mc", "jmp_far_", |it| without_size(it.ours) == it.made),
    // It takes the store form between registers, which NF tells from the other.
    ("llvm-mc", "cfcmovcc_rr", |it| exchanged(it.made, it.ours, 4)),
    // `int 3` has an opcode of its own, which is the method `int3`.
    ("both", "int_i", |it| it.ours.starts_with(&[0xcd, 3]) && it.made.iter().all(|byte| *byte == 0xcc)),
    // GNU `as` puts the segment before the size prefix.
    ("as", "crc32_rm32_16", |it| {
        matches!(*it.made, [0x64 | 0x65, 0x66, ..])
            && (it.made[0], it.made[1]) == (it.ours[1], it.ours[0])
            && it.made[2..] == it.ours[2..]
    }),
    // With a base from 16 on it takes the form for general-purpose registers, of the same length.
    ("as", "vmovq_", |it| quadword(it.ours) == Some(it.made.to_vec())),
    // Both registers are the top of the stack: it takes the other direction.
    ("both", "fadd_s_", top_of_stack),
    ("both", "fmul_s_", top_of_stack),
    ("both", "fsub", top_of_stack),
    ("both", "fdiv", top_of_stack),
    // LLVM leaves out the SIB byte that tiles need.
    ("llvm-mc", "tileload", |it| without_sib(it.ours) == Some(it.made.to_vec())),
    ("llvm-mc", "tilestore", |it| without_sib(it.ours) == Some(it.made.to_vec())),
];

/// Whether the second is the first behind an operand-size prefix.
fn prefixed(plain: &[u8], with: &[u8]) -> bool {
    with[0] == 0x66 && with[1..] == plain[..plain.len() - 1]
}

/// Whether both are the same EVEX instruction between registers, with the fields of the registers
/// exchanged and these bits of the prefix's last byte, which are set in the first alone.
fn exchanged(made: &[u8], ours: &[u8], set: u8) -> bool {
    let parts = |bytes: &[u8]| {
        let [0x62, p0, p1, p2, opcode, modrm, ref rest @ ..] = *bytes else { return None };
        let reg = (!p0 >> 7 & 1) << 3 | (!p0 >> 4 & 1) << 4 | modrm >> 3 & 7;
        let rm = (!p0 >> 5 & 1) << 3 | (p0 >> 3 & 1) << 4 | modrm & 7;
        Some(((reg, rm), p2, (p0 & 0x47, p1, opcode, modrm >> 6, rest.to_vec())))
    };
    match (parts(made), parts(ours)) {
        (Some(((reg, rm), p2, made)), Some((other, p2_ours, ours))) => {
            (rm, reg) == other && p2 == p2_ours | set && p2_ours & set == 0 && made == ours
        }
        _ => false,
    }
}

/// The same of an instruction with a mandatory prefix, REX and three bytes of opcode.
fn exchanged_legacy(made: &[u8], ours: &[u8]) -> bool {
    let parts = |bytes: &[u8]| {
        let [prefix, rest @ ..] = bytes else { return None };
        let (rex, rest) = match rest {
            [rex @ 0x40..=0x4f, rest @ ..] => (*rex, rest),
            rest => (0x40, rest),
        };
        let [0x0f, 0x38, opcode, modrm, ..] = *rest else { return None };
        let reg = (rex >> 2 & 1) << 3 | modrm >> 3 & 7;
        let rm = (rex & 1) << 3 | modrm & 7;
        Some(((reg, rm), (*prefix, rex & 10, opcode, modrm >> 6)))
    };
    match (parts(made), parts(ours)) {
        (Some(((reg, rm), made)), Some((other, ours))) => (rm, reg) == other && made == ours,
        _ => false,
    }
}

/// Without the prefix 66 and without W of REX.
fn without_size(bytes: &[u8]) -> Vec<u8> {
    let at = usize::from(matches!(bytes[0], 0x64 | 0x65));
    let mut other = bytes.to_vec();
    match bytes[at] {
        0x66 | 0x48 => {
            other.remove(at);
            other.push(0xcc);
        }
        rex @ 0x49..=0x4f => other[at] = rex & !8,
        0xd5 => other[at + 1] &= !8,
        _ => {}
    }
    other
}

/// A load or store of 64 bits between a vector register and memory with EVEX, as that of a
/// general-purpose register: 66 6E for F3 7E, 66 7E for 66 D6.
fn quadword(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut other = bytes.to_vec();
    let [0x62, _, p1, _, opcode, modrm, ..] = *bytes else { return None };
    (other[2], other[4]) = match (p1 & 3, opcode) {
        (2, 0x7e) => (p1 & !3 | 1, 0x6e),
        (1, 0xd6) => (p1, 0x7e),
        _ => return None,
    };
    (modrm < 0xc0).then_some(other)
}

/// Whether both compute with the top of the stack twice: D8 writes it, DC what it names. From
/// digit 4 on the two directions exchange their digits.
fn top_of_stack(it: &Pair<'_>) -> bool {
    let ([0xd8, made, rest @ ..], [0xdc, ours, rest_ours @ ..]) = (it.made, it.ours) else { return false };
    let exchange = if made >> 3 & 7 >= 4 { 1 << 3 } else { 0 };
    made & 7 == 0 && made ^ exchange == *ours && rest == rest_ours
}

/// An address without an index, with no SIB byte, where its base needs none.
fn without_sib(bytes: &[u8]) -> Option<Vec<u8>> {
    let at = match bytes[0] {
        0xc4 => 4,
        0x62 => 5,
        _ => return None,
    };
    let (modrm, sib) = (bytes[at], bytes[at + 1]);
    let plain = modrm & 7 == 4 && sib >> 3 & 7 == 4 && sib & 7 != 4;
    let mut other = bytes.to_vec();
    other.remove(at + 1);
    other[at] = modrm & !7 | sib & 7;
    other.push(0xcc);
    plain.then_some(other)
}
