//! What an operand form means to a method: its parameters, and the call that encodes them.
//!
//! `form!` turns the form and sizes of a row and the constant with its encodings into parameters
//! and an expression, and hands them to the macro named first: the one that makes the assembler's
//! methods, or the template's.

macro_rules! form {
    ($then:ident $context:tt z () $ops:expr) => {
        $then! { $context () encode::z($ops[0]) }
    };
    ($then:ident $context:tt ret_i (16) $ops:expr) => {
        $then! { $context (bytes: u16) encode::i($ops[0], Imm::i16(bytes as i16)) }
    };
    ($then:ident $context:tt push_i (64) $ops:expr) => {
        $then! { $context (imm: i32) encode::push_i($ops, Imm::i32(imm)) }
    };
    ($then:ident $context:tt o ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr) encode::o($ops[0], $s, dst) }
    };
    ($then:ident $context:tt o64 (64) $ops:expr) => {
        $then! { $context (register: Gpr) encode::o($ops[0], 64, register) }
    };
    ($then:ident $context:tt oi (8) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i8) encode::oi($ops[0], 8, dst, Imm::i8(imm)) }
    };
    ($then:ident $context:tt oi (16) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i16) encode::oi($ops[0], 16, dst, Imm::i16(imm)) }
    };
    ($then:ident $context:tt oi (32) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i32) encode::oi($ops[0], 32, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt oi (64) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i64) encode::oi($ops[0], 64, dst, Imm::i64(imm)) }
    };
    ($then:ident $context:tt mov_oi (64) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i64) encode::mov_oi($ops, dst, imm) }
    };
    ($then:ident $context:tt e ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr) encode::e($ops[0], $s, dst) }
    };
    ($then:ident $context:tt e64 (64) $ops:expr) => {
        $then! { $context (target: Gpr) encode::e($ops[0], 64, target) }
    };
    ($then:ident $context:tt e_cl ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr) encode::e($ops[0], $s, dst) }
    };
    ($then:ident $context:tt m ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem) encode::m($ops[0], mem) }
    };
    ($then:ident $context:tt m_cl ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem) encode::m($ops[0], mem) }
    };
    ($then:ident $context:tt ei (8) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i8) encode::ei($ops[0], 8, dst, Imm::i8(imm)) }
    };
    ($then:ident $context:tt ei (16) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i16) encode::ei($ops[0], 16, dst, Imm::i16(imm)) }
    };
    ($then:ident $context:tt ei (32) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i32) encode::ei($ops[0], 32, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt ei (64) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i32) encode::ei($ops[0], 64, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt ei_u8 ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, bit: u8) encode::ei($ops[0], $s, dst, Imm::u8(bit)) }
    };
    ($then:ident $context:tt mi (8) $ops:expr) => {
        $then! { $context (mem: Mem, imm: i8) encode::mi($ops[0], mem, Imm::i8(imm)) }
    };
    ($then:ident $context:tt mi (16) $ops:expr) => {
        $then! { $context (mem: Mem, imm: i16) encode::mi($ops[0], mem, Imm::i16(imm)) }
    };
    ($then:ident $context:tt mi (32) $ops:expr) => {
        $then! { $context (mem: Mem, imm: i32) encode::mi($ops[0], mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt mi (64) $ops:expr) => {
        $then! { $context (mem: Mem, imm: i32) encode::mi($ops[0], mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt mi_u8 ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem, bit: u8) encode::mi($ops[0], mem, Imm::u8(bit)) }
    };
    ($then:ident $context:tt acc_ei (8) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i8) encode::acc_ei($ops, 8, dst, Imm::i8(imm)) }
    };
    ($then:ident $context:tt acc_ei (16) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i16) encode::acc_ei($ops, 16, dst, Imm::i16(imm)) }
    };
    ($then:ident $context:tt acc_ei (32) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i32) encode::acc_ei($ops, 32, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt acc_ei (64) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i32) encode::acc_ei($ops, 64, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt alu_ei (16) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i16) encode::alu_ei($ops, 16, dst, Imm::i16(imm)) }
    };
    ($then:ident $context:tt alu_ei (32) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i32) encode::alu_ei($ops, 32, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt alu_ei (64) $ops:expr) => {
        $then! { $context (dst: Gpr, imm: i32) encode::alu_ei($ops, 64, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt alu_mi (16) $ops:expr) => {
        $then! { $context (mem: Mem, imm: i16) encode::alu_mi($ops, mem, Imm::i16(imm)) }
    };
    ($then:ident $context:tt alu_mi (32) $ops:expr) => {
        $then! { $context (mem: Mem, imm: i32) encode::alu_mi($ops, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt alu_mi (64) $ops:expr) => {
        $then! { $context (mem: Mem, imm: i32) encode::alu_mi($ops, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt shift_ei ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, count: u8) encode::shift_ei($ops, $s, dst, count) }
    };
    ($then:ident $context:tt shift_mi ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem, count: u8) encode::shift_mi($ops, mem, count) }
    };
    ($then:ident $context:tt eg ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::eg($ops[0], $s, dst, src) }
    };
    ($then:ident $context:tt eg_cl ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::eg($ops[0], $s, dst, src) }
    };
    ($then:ident $context:tt egi ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr, count: u8) encode::egi($ops[0], $s, dst, src, Imm::u8(count)) }
    };
    ($then:ident $context:tt xchg ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::xchg($ops, $s, dst, src) }
    };
    ($then:ident $context:tt ge ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::ge($ops[0], $s, $s, dst, src) }
    };
    ($then:ident $context:tt ge ($d:tt $s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::ge($ops[0], $d, $s, dst, src) }
    };
    ($then:ident $context:tt gm ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem) encode::gm($ops[0], $s, dst, mem) }
    };
    ($then:ident $context:tt gm ($d:tt $s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem) encode::gm($ops[0], $d, dst, mem) }
    };
    ($then:ident $context:tt lea ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem) encode::gm($ops[0], $s, dst, mem) }
    };
    ($then:ident $context:tt mg ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem, src: Gpr) encode::mg($ops[0], $s, mem, src) }
    };
    ($then:ident $context:tt mg_cl ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem, src: Gpr) encode::mg($ops[0], $s, mem, src) }
    };
    ($then:ident $context:tt mgi ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem, src: Gpr, count: u8) encode::gmi($ops[0], $s, src, mem, Imm::u8(count)) }
    };
    ($then:ident $context:tt imul_ei (16) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr, imm: i16) encode::imul_ei($ops, 16, dst, src, Imm::i16(imm)) }
    };
    ($then:ident $context:tt imul_ei (32) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr, imm: i32) encode::imul_ei($ops, 32, dst, src, Imm::i32(imm)) }
    };
    ($then:ident $context:tt imul_ei (64) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr, imm: i32) encode::imul_ei($ops, 64, dst, src, Imm::i32(imm)) }
    };
    ($then:ident $context:tt imul_mi (16) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem, imm: i16) encode::imul_mi($ops, 16, dst, mem, Imm::i16(imm)) }
    };
    ($then:ident $context:tt imul_mi (32) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem, imm: i32) encode::imul_mi($ops, 32, dst, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt imul_mi (64) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem, imm: i32) encode::imul_mi($ops, 64, dst, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt rorx_e ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr, count: u8) encode::gei($ops[0], $s, dst, src, Imm::u8(count)) }
    };
    ($then:ident $context:tt rorx_m ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem, count: u8) encode::gmi($ops[0], $s, dst, mem, Imm::u8(count)) }
    };
    ($then:ident $context:tt ghe ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, first: Gpr, second: Gpr) encode::ghe($ops[0], dst, first, second) }
    };
    ($then:ident $context:tt ghm ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, first: Gpr, mem: Mem) encode::ghm($ops[0], dst, first, mem) }
    };
    ($then:ident $context:tt geh ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr, control: Gpr) encode::geh($ops[0], dst, src, control) }
    };
    ($then:ident $context:tt gmh ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem, control: Gpr) encode::gmh($ops[0], dst, mem, control) }
    };
    ($then:ident $context:tt he ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::he($ops[0], dst, src) }
    };
    ($then:ident $context:tt hm ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, mem: Mem) encode::hm($ops[0], dst, mem) }
    };
    ($then:ident $context:tt cc_e ($s:tt) $ops:expr) => {
        $then! { $context (cond: Cond, dst: Gpr) encode::cc_e($ops[0], $s, cond, dst) }
    };
    ($then:ident $context:tt cc_m ($s:tt) $ops:expr) => {
        $then! { $context (cond: Cond, mem: Mem) encode::cc_m($ops[0], cond, mem) }
    };
    ($then:ident $context:tt cc_ge ($s:tt) $ops:expr) => {
        $then! { $context (cond: Cond, dst: Gpr, src: Gpr) encode::cc_ge($ops[0], $s, cond, dst, src) }
    };
    ($then:ident $context:tt cc_gm ($s:tt) $ops:expr) => {
        $then! { $context (cond: Cond, dst: Gpr, mem: Mem) encode::cc_gm($ops[0], $s, cond, dst, mem) }
    };
    ($then:ident $context:tt vu ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, src: Xmm) encode::vu($ops[0], dst, src) }
    };
    ($then:ident $context:tt vm ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, mem: Mem) encode::vm($ops[0], dst, mem) }
    };
    ($then:ident $context:tt mv ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem, src: Xmm) encode::mv($ops[0], mem, src) }
    };
    ($then:ident $context:tt ve ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, src: Gpr) encode::ve($ops[0], dst, src) }
    };
    ($then:ident $context:tt ev ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Xmm) encode::ev($ops[0], dst, src) }
    };
    ($then:ident $context:tt gu ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Xmm) encode::gu($ops[0], dst, src) }
    };
    ($then:ident $context:tt ui ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, count: u8) encode::ui($ops[0], dst, Imm::u8(count)) }
    };
    ($then:ident $context:tt vui ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, src: Xmm, imm: u8) encode::vui($ops[0], dst, src, Imm::u8(imm)) }
    };
    ($then:ident $context:tt vmi ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, mem: Mem, imm: u8) encode::vmi($ops[0], dst, mem, Imm::u8(imm)) }
    };
    ($then:ident $context:tt vu_cmp ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, src: Xmm, predicate: Predicate) encode::vui($ops[0], dst, src, Imm::u8(predicate.imm())) }
    };
    ($then:ident $context:tt vm_cmp ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, mem: Mem, predicate: Predicate) encode::vmi($ops[0], dst, mem, Imm::u8(predicate.imm())) }
    };
    ($then:ident $context:tt vu_round ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, src: Xmm, rounding: Rounding) encode::vui($ops[0], dst, src, Imm::u8(rounding.imm())) }
    };
    ($then:ident $context:tt vm_round ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, mem: Mem, rounding: Rounding) encode::vmi($ops[0], dst, mem, Imm::u8(rounding.imm())) }
    };
    ($then:ident $context:tt vei ($s:tt) $ops:expr) => {
        $then! { $context (dst: Xmm, src: Gpr, lane: u8) encode::vei($ops[0], dst, src, Imm::u8(lane)) }
    };
    ($then:ident $context:tt evi ($s:tt) $ops:expr) => {
        $then! { $context (dst: Gpr, src: Xmm, lane: u8) encode::evi($ops[0], dst, src, Imm::u8(lane)) }
    };
    ($then:ident $context:tt mvi ($s:tt) $ops:expr) => {
        $then! { $context (mem: Mem, src: Xmm, lane: u8) encode::mvi($ops[0], mem, src, Imm::u8(lane)) }
    };
}

pub(crate) use form;
