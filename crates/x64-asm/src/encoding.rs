//! One encoding, packed by `build/expand.rs` into the bits read here.

/// An encoding: prefixes, opcode, and what follows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Encoding(pub u64);

/// What stands before the opcode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Space {
    Legacy,
    Vex,
    Evex,
    Xop,
}

impl Encoding {
    #[inline(always)]
    const fn bits(self, at: u32, count: u32) -> u32 {
        (self.0 >> at) as u32 & ((1 << count) - 1)
    }

    #[inline(always)]
    const fn flag(self, at: u32) -> bool {
        self.0 >> at & 1 != 0
    }

    #[inline(always)]
    pub const fn opcode(self) -> u32 {
        self.bits(0, 8)
    }

    /// 0 for one-byte opcodes, 1 for 0F, 2 for 0F 38, 3 for 0F 3A; above only in a prefix.
    #[inline(always)]
    pub const fn map(self) -> u32 {
        self.bits(8, 4)
    }

    #[inline(always)]
    pub const fn wide(self) -> bool {
        self.flag(12)
    }

    #[inline(always)]
    pub const fn space(self) -> Space {
        match self.bits(13, 2) {
            0 => Space::Legacy,
            1 => Space::Vex,
            2 => Space::Evex,
            _ => Space::Xop,
        }
    }

    /// The mandatory prefix: 0 for none, 1 for 66, 2 for F3, 3 for F2.
    #[inline(always)]
    pub const fn prefix(self) -> u32 {
        self.bits(15, 2)
    }

    /// A VEX prefix instead of REX.
    #[inline(always)]
    pub const fn is_vex(self) -> bool {
        self.bits(13, 2) == 1
    }

    #[inline(always)]
    pub const fn is_evex(self) -> bool {
        self.bits(13, 2) == 2
    }

    /// The prefixes before REX, first in the low byte; 0 ends the list. Lock comes last.
    #[inline(always)]
    pub const fn prefixes(self) -> u32 {
        let mandatory = match self.prefix() {
            0 => 0,
            1 => 0x66,
            2 => 0xf3,
            _ => 0xf2,
        };
        match self.outer() {
            None => mandatory,
            Some(0xf0) if mandatory != 0 => mandatory | 0xf0 << 8,
            Some(outer) => outer as u32 | mandatory << 8,
        }
    }

    #[inline(always)]
    pub const fn prefix_len(self) -> u32 {
        (self.prefix() != 0) as u32 + self.outer().is_some() as u32
    }

    /// Bytes from the opcode map's escape to the opcode.
    #[inline(always)]
    pub const fn opcode_len(self) -> u32 {
        match self.map() {
            0 => 1,
            1 => 2,
            _ => 3,
        }
    }

    /// Escape and opcode, first byte lowest.
    #[inline(always)]
    pub const fn opcode_bytes(self) -> u64 {
        let opcode = self.opcode() as u64;
        match self.map() {
            0 => opcode,
            1 => 0x0f | opcode << 8,
            2 => 0x38_0f | opcode << 16,
            _ => 0x3a_0f | opcode << 16,
        }
    }

    /// The same with another opcode.
    #[inline(always)]
    pub const fn with_opcode(self, opcode: u32) -> Encoding {
        Encoding(self.0 & !0xff | opcode as u64)
    }

    /// The ModRM byte's register field holds an operand.
    #[inline(always)]
    pub const fn has_register(self) -> bool {
        self.has_modrm() && !self.flag(20)
    }

    #[inline(always)]
    pub const fn plus_condition(self) -> bool {
        self.flag(54)
    }

    /// 0 for 128 bits, 1 for 256, 2 for 512.
    #[inline(always)]
    pub const fn length(self) -> u32 {
        self.bits(17, 2)
    }

    #[inline(always)]
    pub const fn has_modrm(self) -> bool {
        self.flag(19)
    }

    /// What the ModRM byte's register field is, if it is no register.
    #[inline(always)]
    pub const fn digit(self) -> Option<u32> {
        if self.flag(20) { Some(self.bits(21, 3)) } else { None }
    }

    /// A whole ModRM byte that is part of the opcode.
    #[inline(always)]
    pub const fn fixed_modrm(self) -> Option<u32> {
        if self.flag(24) { Some(self.bits(25, 8)) } else { None }
    }

    /// 1 if there is a ModRM byte of any kind.
    #[inline(always)]
    pub const fn modrm_bytes(self) -> u32 {
        (self.has_modrm() || self.flag(24)) as u32
    }

    /// Whether the ModRM byte names a register as r/m, where it names no memory.
    #[inline(always)]
    pub const fn has_register_rm(self) -> bool {
        self.has_modrm() && !self.flag(24)
    }

    /// What is in the ModRM byte beside registers: its digit, or all of it.
    #[inline(always)]
    pub const fn modrm_rest(self) -> u32 {
        match (self.fixed_modrm(), self.digit()) {
            (Some(modrm), _) => modrm,
            (None, Some(digit)) => digit << 3,
            (None, None) => 0,
        }
    }

    /// Whether VEX has two bytes where no register needs the third.
    #[inline(always)]
    pub const fn may_be_short(self) -> bool {
        self.is_vex() && self.map() == 1 && !self.wide()
    }

    #[inline(always)]
    pub const fn imm_bytes(self) -> u32 {
        self.bits(33, 4)
    }

    /// The binary logarithm of the bytes in which EVEX counts an eight-bit displacement.
    #[inline(always)]
    pub const fn disp_shift(self, broadcast: bool) -> u32 {
        match (self.space(), broadcast) {
            // APX does not count in units.
            _ if self.is_apx() => 0,
            (Space::Evex, false) => self.bits(37, 3),
            (Space::Evex, true) => self.bits(40, 3),
            _ => 0,
        }
    }

    pub const fn ignores_length(self) -> bool {
        self.flag(43)
    }

    pub const fn ignores_w(self) -> bool {
        self.flag(44)
    }

    #[inline(always)]
    pub const fn plus_register(self) -> bool {
        self.flag(45)
    }

    /// A register in the high half of an immediate byte.
    #[inline(always)]
    pub const fn register_in_imm(self) -> bool {
        self.flag(46)
    }

    /// A byte register, of which `spl` to `dil` need a REX prefix: as r/m, as register.
    #[inline(always)]
    pub const fn byte_registers(self) -> (bool, bool) {
        (self.flag(47), self.flag(48))
    }

    /// A prefix before all others.
    #[inline(always)]
    pub const fn outer(self) -> Option<u8> {
        match self.bits(49, 2) {
            0 => None,
            1 => Some(0x66),
            2 => Some(0xf0),
            _ => Some(0x9b),
        }
    }

    #[inline(always)]
    pub const fn no_flags(self) -> bool {
        self.flag(51)
    }

    #[inline(always)]
    pub const fn new_data(self) -> bool {
        self.flag(52)
    }

    /// The r/m operand is a general-purpose register.
    #[inline(always)]
    pub const fn general_rm(self) -> bool {
        self.flag(53)
    }

    /// One of APX, whose EVEX prefix has other fields than that of vectors.
    #[inline(always)]
    pub const fn is_apx(self) -> bool {
        self.flag(55)
    }

    /// A move that has a form with its operands the other way round.
    #[inline(always)]
    pub const fn stores(self) -> bool {
        self.flag(56)
    }

    /// That form.
    #[inline(always)]
    pub const fn stored(self) -> Encoding {
        let opcode = self.opcode() as u64;
        let rest = self.0 & !0xff;
        match opcode {
            // `movq` has another prefix as well.
            0x7e => Encoding(rest & !(3 << 15) | 1 << 15 | 0xd6),
            0x6f => Encoding(rest | 0x7f),
            _ => Encoding(rest | (opcode + 1)),
        }
    }

    /// The register field holds a general-purpose register.
    #[inline(always)]
    pub const fn general_reg(self) -> bool {
        self.flag(57)
    }

    /// No operand is a vector register.
    #[inline(always)]
    pub const fn only_general(self) -> bool {
        self.flag(58)
    }

    /// Whether the processor takes it with a REX2 prefix.
    #[inline(always)]
    pub const fn has_rex2(self) -> bool {
        !self.flag(59)
    }

    /// The memory operand of a tile, which always has a SIB byte.
    #[inline(always)]
    pub const fn needs_sib(self) -> bool {
        self.flag(60)
    }

    /// The sources between registers may change places: no bit of the result tells.
    #[inline(always)]
    pub const fn commutes(self) -> bool {
        self.flag(61)
    }

    #[inline(always)]
    pub const fn is_some(self) -> bool {
        self.0 != 0
    }
}
