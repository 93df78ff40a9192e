//! The rows of scalar instructions as data, for reading code back.

use crate::encoding::Encoding;

/// One row of the table. It holds no slices: for each of them the compiler would make, and check, a
/// constant of its own.
pub(crate) struct Row {
    pub mnemonic: &'static str,
    pub form: Form,
    /// Operand sizes in bits: of the destination and of the source.
    pub sizes: (u8, u8),
    /// Whether there is one size, for all operands.
    pub has_one_size: bool,
    /// The encodings the method chooses from; those that there are not are 0.
    pub encodings: [Encoding; 3],
}

/// The operand forms, named as in the table; see `encode.rs` for the letters.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    z,
    ret_i,
    push_i,
    o,
    o64,
    oi,
    mov_oi,
    e,
    e64,
    e_cl,
    m,
    m_cl,
    ei,
    ei_u8,
    mi,
    mi_u8,
    acc_ei,
    alu_ei,
    alu_mi,
    shift_ei,
    shift_mi,
    eg,
    eg_cl,
    egi,
    xchg,
    ge,
    gm,
    lea,
    mg,
    mg_cl,
    mgi,
    imul_ei,
    imul_mi,
    rorx_e,
    rorx_m,
    ghe,
    ghm,
    geh,
    gmh,
    he,
    hm,
    cc_e,
    cc_m,
    cc_ge,
    cc_gm,
    vu,
    vm,
    mv,
    ve,
    ev,
    gu,
    ui,
    vui,
    vu_cmp,
    vu_round,
    vmi,
    vm_cmp,
    vm_round,
    vei,
    evi,
    mvi,
}

/// An operand as a listing shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    /// Register in r/m, or in the opcode, or the accumulator: whichever the encoding has.
    Rm,
    /// Register in the ModRM register field.
    Reg,
    /// Register in VEX.vvvv.
    Vvvv,
    Mem,
    /// An address whose contents are not read.
    Address,
    XmmRm,
    XmmReg,
    Accumulator,
    Imm,
    /// The count of a shift: an immediate, or the constant one.
    Count,
    Cl,
}

impl Form {
    /// What a listing prints, left to right, for the encoding of this index.
    #[inline]
    pub fn operands(self, encoding: usize) -> &'static [Operand] {
        use Form::*;
        use Operand::*;
        match self {
            z => &[],
            ret_i | push_i => &[Imm],
            o | o64 | e | e64 | cc_e => &[Rm],
            oi | mov_oi | ei | ei_u8 | acc_ei | alu_ei => &[Rm, Imm],
            e_cl => &[Rm, Cl],
            m | cc_m => &[Mem],
            m_cl => &[Mem, Cl],
            mi | mi_u8 | alu_mi => &[Mem, Imm],
            shift_ei => &[Rm, Count],
            shift_mi => &[Mem, Count],
            eg => &[Rm, Reg],
            eg_cl => &[Rm, Reg, Cl],
            egi => &[Rm, Reg, Imm],
            xchg if encoding == 0 => &[Rm, Accumulator],
            xchg => &[Rm, Reg],
            ge | cc_ge => &[Reg, Rm],
            gm | cc_gm => &[Reg, Mem],
            lea => &[Reg, Address],
            mg => &[Mem, Reg],
            mg_cl => &[Mem, Reg, Cl],
            mgi => &[Mem, Reg, Imm],
            imul_ei | rorx_e => &[Reg, Rm, Imm],
            imul_mi | rorx_m => &[Reg, Mem, Imm],
            ghe => &[Reg, Vvvv, Rm],
            ghm => &[Reg, Vvvv, Mem],
            geh => &[Reg, Rm, Vvvv],
            gmh => &[Reg, Mem, Vvvv],
            he => &[Vvvv, Rm],
            hm => &[Vvvv, Mem],
            vu | vu_cmp => &[XmmReg, XmmRm],
            vm | vm_cmp => &[XmmReg, Mem],
            mv => &[Mem, XmmReg],
            ve => &[XmmReg, Rm],
            ev => &[Rm, XmmReg],
            gu => &[Reg, XmmRm],
            ui => &[XmmRm, Imm],
            vui | vu_round => &[XmmReg, XmmRm, Imm],
            vmi | vm_round => &[XmmReg, Mem, Imm],
            vei => &[XmmReg, Rm, Imm],
            evi => &[Rm, XmmReg, Imm],
            mvi => &[Mem, XmmReg, Imm],
        }
    }

    /// Whether the immediate is the comparison in the mnemonic.
    #[inline]
    pub fn has_predicate(self) -> bool {
        use Form::*;
        matches!(self, vu_cmp | vm_cmp)
    }

    /// Whether the method takes its immediate as an unsigned number.
    #[inline]
    pub fn has_unsigned_imm(self) -> bool {
        use Form::*;
        match self {
            ret_i | ei_u8 | mi_u8 | shift_ei | shift_mi | egi | mgi | rorx_e | rorx_m => true,
            ui | vui | vmi | vu_round | vm_round | vei | evi | mvi => true,
            z | push_i | o | o64 | oi | mov_oi | e | e64 | e_cl | m | m_cl | ei | mi | acc_ei => false,
            alu_ei | alu_mi | eg | eg_cl | xchg | ge | gm | lea | mg | mg_cl | imul_ei | imul_mi => false,
            ghe | ghm | geh | gmh | he | hm | cc_e | cc_m | cc_ge | cc_gm => false,
            vu | vm | mv | ve | ev | gu | vu_cmp | vm_cmp => false,
        }
    }

    /// Whether an operand is in memory.
    #[inline]
    pub fn has_mem(self, encoding: usize) -> bool {
        let operands = self.operands(encoding);
        operands.contains(&Operand::Mem) || operands.contains(&Operand::Address)
    }
}

include!(concat!(env!("OUT_DIR"), "/base_rows.rs"));
