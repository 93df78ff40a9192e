//! Seeded mistakes: what a table with a wrong bit would give, and models of other instructions.

use super::evex::Choice;

/// A row, and bits of one of its bytes that are turned over where the operands have what it takes.
pub struct Mistake {
    pub row: &'static str,
    pub what: &'static str,
    pub byte: usize,
    pub bits: u8,
    pub applies: fn(&Choice, &[u8]) -> bool,
}

fn always(_: &Choice, _: &[u8]) -> bool {
    true
}

/// Whether there is a mask that has a neighbour that is one too.
fn has_mask(choice: &Choice, _: &[u8]) -> bool {
    choice.extra.mask > 1
}

/// The bytes of EVEX count from 0: 1 and 2 hold registers, map, W and prefix, 3 what EVEX adds, 4 is the opcode.
pub const MISTAKES: [Mistake; 16] = [
    mistake("vpaddd_zzz", "zeroing and merging", 3, 0x80, |it, _| it.extra.zeroing),
    mistake("vpaddd_zzz", "the number of the mask", 3, 1, has_mask),
    mistake("vpaddd_zzz", "bit 4 of a source", 3, 8, always),
    mistake("vpaddd_zzz", "bit 4 of the destination", 1, 0x10, always),
    mistake("vpaddd_zzz", "the opcode", 4, 3, always),
    mistake("vpaddd_yyy", "the length", 3, 0x20, always),
    mistake("vpaddd_zzm", "the broadcast", 3, 0x10, |it, _| it.extra.broadcast),
    mistake("vpaddd_zzm", "a displacement of eight bits", 6, 2, |_, bytes| bytes.len() == 7),
    mistake("vpaddd_zzm", "a displacement of 32 bits", 6, 32, |_, bytes| bytes.len() == 10),
    mistake("vaddps_zzz", "the rounding", 3, 0x20, |it, _| it.extra.rounding.is_some()),
    mistake("vmaxps_zzz", "the suppression of exceptions", 3, 0x10, |it, _| it.extra.suppressed),
    mistake("vpandd_zzz", "W", 2, 0x80, has_mask),
    mistake("vpermi2d_zzz", "which operand has the indexes", 4, 8, always),
    mistake("vfmadd132ps_zzz", "which operands are the factors", 4, 0x30, always),
    mistake("vpmovdb_mz", "the mask of a store", 3, 1, has_mask),
    mistake("vpcmpud_kzzi", "the predicate", 6, 1, always),
];

const fn mistake(
    row: &'static str,
    what: &'static str,
    byte: usize,
    bits: u8,
    applies: fn(&Choice, &[u8]) -> bool,
) -> Mistake {
    Mistake { row, what, byte, bits, applies }
}

/// Mnemonics, and others of the same operands that their rows must not be taken for.
pub const KIN: [(&str, &str); 31] = [
    ("vaddps", "vsubps"),
    ("vmulpd", "vscalefpd"),
    ("vfmadd132pd", "vfmadd213pd"),
    ("vfmaddsub231ps", "vfmsubadd231ps"),
    ("vcvtps2udq", "vcvtps2dq"),
    ("vcvttpd2qq", "vcvtpd2qq"),
    ("vcvtuqq2ps", "vcvtqq2ps"),
    ("vrndscaleps", "vreduceps"),
    ("vgetmantpd", "vrndscalepd"),
    ("vrcp14ps", "vrsqrt14ps"),
    ("vrangeps", "vfixupimmps"),
    ("vpermi2d", "vpermt2d"),
    ("vpermb", "vpshufb"),
    ("vpcompressw", "vpexpandw"),
    ("vexpandpd", "vcompresspd"),
    ("valignd", "valignq"),
    ("vpmovsdb", "vpmovusdb"),
    ("vpmovqw", "vpmovsqw"),
    ("vptestmd", "vptestnmd"),
    ("vpcmpub", "vpcmpb"),
    ("vpmultishiftqb", "vpshufb"),
    ("vpshldd", "vpshrdd"),
    ("vprorvq", "vprolvq"),
    ("vpconflictd", "vplzcntd"),
    ("vpdpbusds", "vpdpbusd"),
    ("vpmadd52huq", "vpmadd52luq"),
    ("vgf2p8affineqb", "vgf2p8affineinvqb"),
    ("vdpbf16ps", "vpdpwssd"),
    ("kandw", "kandnw"),
    ("kortestq", "ktestq"),
    ("kshiftrb", "kshiftlb"),
];

/// The same of rows without EVEX.
pub const PLAIN_KIN: [(&str, &str); 20] = [
    ("rol", "ror"),
    ("rcl", "rol"),
    ("rcr", "rcl"),
    ("shl", "shr"),
    ("sar", "shr"),
    ("shld", "shrd"),
    ("bts", "btr"),
    ("lock btc", "lock bts"),
    ("mul", "imul"),
    ("div", "idiv"),
    ("idiv", "div"),
    ("cmpxchg", "xadd"),
    ("rep movsw", "rep movsb"),
    ("repe cmpsd", "repne cmpsd"),
    ("repne scasb", "repe scasb"),
    ("lodsq", "lodsd"),
    ("sahf", "lahf"),
    ("std", "cld"),
    ("vpdpbusd", "vpdpbusds"),
    ("gf2p8mulb", "pshufb"),
];
