//! What an operand form means to a method: its parameters, and the call that encodes them.
//!
//! `form!` turns the form, sizes and encodings of a row into parameters and an expression, and
//! hands them to the macro named first: the one that makes the assembler's methods, or the
//! template's.

macro_rules! form {
    ($then:ident $context:tt z () [$a:literal]) => {
        $then! { $context () encode::z(const { Op::parse($a) }) }
    };
    ($then:ident $context:tt ret_i (16) [$a:literal]) => {
        $then! { $context (bytes: u16) encode::i(const { Op::parse($a) }, Imm::i16(bytes as i16)) }
    };
    ($then:ident $context:tt push_i (64) [$a:literal, $b:literal]) => {
        $then! { $context (imm: i32) encode::push_i(const { [Op::parse($a), Op::parse($b)] }, Imm::i32(imm)) }
    };
    ($then:ident $context:tt o ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr) encode::o(const { Op::parse($a) }, $s, dst) }
    };
    ($then:ident $context:tt o64 (64) [$a:literal]) => {
        $then! { $context (register: Gpr) encode::o(const { Op::parse($a) }, 64, register) }
    };
    ($then:ident $context:tt oi (8) [$a:literal]) => {
        $then! { $context (dst: Gpr, imm: i8) encode::oi(const { Op::parse($a) }, 8, dst, Imm::i8(imm)) }
    };
    ($then:ident $context:tt oi (16) [$a:literal]) => {
        $then! { $context (dst: Gpr, imm: i16) encode::oi(const { Op::parse($a) }, 16, dst, Imm::i16(imm)) }
    };
    ($then:ident $context:tt oi (32) [$a:literal]) => {
        $then! { $context (dst: Gpr, imm: i32) encode::oi(const { Op::parse($a) }, 32, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt oi (64) [$a:literal]) => {
        $then! { $context (dst: Gpr, imm: i64) encode::oi(const { Op::parse($a) }, 64, dst, Imm::i64(imm)) }
    };
    ($then:ident $context:tt mov_oi (64) [$a:literal, $b:literal, $c:literal]) => {
        $then! { $context (dst: Gpr, imm: i64) encode::mov_oi(const { [Op::parse($a), Op::parse($b), Op::parse($c)] }, dst, imm) }
    };
    ($then:ident $context:tt e ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr) encode::e(const { Op::parse($a) }, $s, dst) }
    };
    ($then:ident $context:tt e64 (64) [$a:literal]) => {
        $then! { $context (target: Gpr) encode::e(const { Op::parse($a) }, 64, target) }
    };
    ($then:ident $context:tt e_cl ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr) encode::e(const { Op::parse($a) }, $s, dst) }
    };
    ($then:ident $context:tt m ($s:tt) [$a:literal]) => {
        $then! { $context (mem: Mem) encode::m(const { Op::parse($a) }, mem) }
    };
    ($then:ident $context:tt m_cl ($s:tt) [$a:literal]) => {
        $then! { $context (mem: Mem) encode::m(const { Op::parse($a) }, mem) }
    };
    ($then:ident $context:tt ei (8) [$a:literal]) => {
        $then! { $context (dst: Gpr, imm: i8) encode::ei(const { Op::parse($a) }, 8, dst, Imm::i8(imm)) }
    };
    ($then:ident $context:tt ei (16) [$a:literal]) => {
        $then! { $context (dst: Gpr, imm: i16) encode::ei(const { Op::parse($a) }, 16, dst, Imm::i16(imm)) }
    };
    ($then:ident $context:tt ei (32) [$a:literal]) => {
        $then! { $context (dst: Gpr, imm: i32) encode::ei(const { Op::parse($a) }, 32, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt ei (64) [$a:literal]) => {
        $then! { $context (dst: Gpr, imm: i32) encode::ei(const { Op::parse($a) }, 64, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt ei_u8 ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, bit: u8) encode::ei(const { Op::parse($a) }, $s, dst, Imm::u8(bit)) }
    };
    ($then:ident $context:tt mi (8) [$a:literal]) => {
        $then! { $context (mem: Mem, imm: i8) encode::mi(const { Op::parse($a) }, mem, Imm::i8(imm)) }
    };
    ($then:ident $context:tt mi (16) [$a:literal]) => {
        $then! { $context (mem: Mem, imm: i16) encode::mi(const { Op::parse($a) }, mem, Imm::i16(imm)) }
    };
    ($then:ident $context:tt mi (32) [$a:literal]) => {
        $then! { $context (mem: Mem, imm: i32) encode::mi(const { Op::parse($a) }, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt mi (64) [$a:literal]) => {
        $then! { $context (mem: Mem, imm: i32) encode::mi(const { Op::parse($a) }, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt mi_u8 ($s:tt) [$a:literal]) => {
        $then! { $context (mem: Mem, bit: u8) encode::mi(const { Op::parse($a) }, mem, Imm::u8(bit)) }
    };
    ($then:ident $context:tt acc_ei (8) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, imm: i8) encode::acc_ei(const { [Op::parse($a), Op::parse($b)] }, 8, dst, Imm::i8(imm)) }
    };
    ($then:ident $context:tt acc_ei (16) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, imm: i16) encode::acc_ei(const { [Op::parse($a), Op::parse($b)] }, 16, dst, Imm::i16(imm)) }
    };
    ($then:ident $context:tt acc_ei (32) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, imm: i32) encode::acc_ei(const { [Op::parse($a), Op::parse($b)] }, 32, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt acc_ei (64) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, imm: i32) encode::acc_ei(const { [Op::parse($a), Op::parse($b)] }, 64, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt alu_ei (16) [$a:literal, $b:literal, $c:literal]) => {
        $then! { $context (dst: Gpr, imm: i16) encode::alu_ei(const { [Op::parse($a), Op::parse($b), Op::parse($c)] }, 16, dst, Imm::i16(imm)) }
    };
    ($then:ident $context:tt alu_ei (32) [$a:literal, $b:literal, $c:literal]) => {
        $then! { $context (dst: Gpr, imm: i32) encode::alu_ei(const { [Op::parse($a), Op::parse($b), Op::parse($c)] }, 32, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt alu_ei (64) [$a:literal, $b:literal, $c:literal]) => {
        $then! { $context (dst: Gpr, imm: i32) encode::alu_ei(const { [Op::parse($a), Op::parse($b), Op::parse($c)] }, 64, dst, Imm::i32(imm)) }
    };
    ($then:ident $context:tt alu_mi (16) [$a:literal, $b:literal]) => {
        $then! { $context (mem: Mem, imm: i16) encode::alu_mi(const { [Op::parse($a), Op::parse($b)] }, mem, Imm::i16(imm)) }
    };
    ($then:ident $context:tt alu_mi (32) [$a:literal, $b:literal]) => {
        $then! { $context (mem: Mem, imm: i32) encode::alu_mi(const { [Op::parse($a), Op::parse($b)] }, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt alu_mi (64) [$a:literal, $b:literal]) => {
        $then! { $context (mem: Mem, imm: i32) encode::alu_mi(const { [Op::parse($a), Op::parse($b)] }, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt shift_ei ($s:tt) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, count: u8) encode::shift_ei(const { [Op::parse($a), Op::parse($b)] }, $s, dst, count) }
    };
    ($then:ident $context:tt shift_mi ($s:tt) [$a:literal, $b:literal]) => {
        $then! { $context (mem: Mem, count: u8) encode::shift_mi(const { [Op::parse($a), Op::parse($b)] }, mem, count) }
    };
    ($then:ident $context:tt eg ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::eg(const { Op::parse($a) }, $s, dst, src) }
    };
    ($then:ident $context:tt eg_cl ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::eg(const { Op::parse($a) }, $s, dst, src) }
    };
    ($then:ident $context:tt egi ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr, count: u8) encode::egi(const { Op::parse($a) }, $s, dst, src, Imm::u8(count)) }
    };
    ($then:ident $context:tt xchg ($s:tt) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::xchg(const { [Op::parse($a), Op::parse($b)] }, $s, dst, src) }
    };
    ($then:ident $context:tt ge ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::ge(const { Op::parse($a) }, $s, $s, dst, src) }
    };
    ($then:ident $context:tt ge ($d:tt $s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::ge(const { Op::parse($a) }, $d, $s, dst, src) }
    };
    ($then:ident $context:tt gm ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem) encode::gm(const { Op::parse($a) }, $s, dst, mem) }
    };
    ($then:ident $context:tt gm ($d:tt $s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem) encode::gm(const { Op::parse($a) }, $d, dst, mem) }
    };
    ($then:ident $context:tt lea ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem) encode::gm(const { Op::parse($a) }, $s, dst, mem) }
    };
    ($then:ident $context:tt mg ($s:tt) [$a:literal]) => {
        $then! { $context (mem: Mem, src: Gpr) encode::mg(const { Op::parse($a) }, $s, mem, src) }
    };
    ($then:ident $context:tt mg_cl ($s:tt) [$a:literal]) => {
        $then! { $context (mem: Mem, src: Gpr) encode::mg(const { Op::parse($a) }, $s, mem, src) }
    };
    ($then:ident $context:tt mgi ($s:tt) [$a:literal]) => {
        $then! { $context (mem: Mem, src: Gpr, count: u8) encode::gmi(const { Op::parse($a) }, $s, src, mem, Imm::u8(count)) }
    };
    ($then:ident $context:tt imul_ei (16) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr, imm: i16) encode::imul_ei(const { [Op::parse($a), Op::parse($b)] }, 16, dst, src, Imm::i16(imm)) }
    };
    ($then:ident $context:tt imul_ei (32) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr, imm: i32) encode::imul_ei(const { [Op::parse($a), Op::parse($b)] }, 32, dst, src, Imm::i32(imm)) }
    };
    ($then:ident $context:tt imul_ei (64) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr, imm: i32) encode::imul_ei(const { [Op::parse($a), Op::parse($b)] }, 64, dst, src, Imm::i32(imm)) }
    };
    ($then:ident $context:tt imul_mi (16) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem, imm: i16) encode::imul_mi(const { [Op::parse($a), Op::parse($b)] }, 16, dst, mem, Imm::i16(imm)) }
    };
    ($then:ident $context:tt imul_mi (32) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem, imm: i32) encode::imul_mi(const { [Op::parse($a), Op::parse($b)] }, 32, dst, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt imul_mi (64) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem, imm: i32) encode::imul_mi(const { [Op::parse($a), Op::parse($b)] }, 64, dst, mem, Imm::i32(imm)) }
    };
    ($then:ident $context:tt rorx_e ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr, count: u8) encode::gei(const { Op::parse($a) }, $s, dst, src, Imm::u8(count)) }
    };
    ($then:ident $context:tt rorx_m ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem, count: u8) encode::gmi(const { Op::parse($a) }, $s, dst, mem, Imm::u8(count)) }
    };
    ($then:ident $context:tt ghe ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, first: Gpr, second: Gpr) encode::ghe(const { Op::parse($a) }, dst, first, second) }
    };
    ($then:ident $context:tt ghm ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, first: Gpr, mem: Mem) encode::ghm(const { Op::parse($a) }, dst, first, mem) }
    };
    ($then:ident $context:tt geh ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr, control: Gpr) encode::geh(const { Op::parse($a) }, dst, src, control) }
    };
    ($then:ident $context:tt gmh ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem, control: Gpr) encode::gmh(const { Op::parse($a) }, dst, mem, control) }
    };
    ($then:ident $context:tt he ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Gpr) encode::he(const { Op::parse($a) }, dst, src) }
    };
    ($then:ident $context:tt hm ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, mem: Mem) encode::hm(const { Op::parse($a) }, dst, mem) }
    };
    ($then:ident $context:tt cc_e ($s:tt) [$a:literal]) => {
        $then! { $context (cond: Cond, dst: Gpr) encode::cc_e(const { Op::parse($a) }, $s, cond, dst) }
    };
    ($then:ident $context:tt cc_m ($s:tt) [$a:literal]) => {
        $then! { $context (cond: Cond, mem: Mem) encode::cc_m(const { Op::parse($a) }, cond, mem) }
    };
    ($then:ident $context:tt cc_ge ($s:tt) [$a:literal]) => {
        $then! { $context (cond: Cond, dst: Gpr, src: Gpr) encode::cc_ge(const { Op::parse($a) }, $s, cond, dst, src) }
    };
    ($then:ident $context:tt cc_gm ($s:tt) [$a:literal]) => {
        $then! { $context (cond: Cond, dst: Gpr, mem: Mem) encode::cc_gm(const { Op::parse($a) }, $s, cond, dst, mem) }
    };
    ($then:ident $context:tt vu ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, src: Xmm) encode::vu(const { Op::parse($a) }, dst, src) }
    };
    ($then:ident $context:tt vu_mov ($s:tt) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Xmm, src: Xmm) encode::vu_mov(const { [Op::parse($a), Op::parse($b)] }, dst, src) }
    };
    ($then:ident $context:tt vu_movq ($s:tt) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Xmm, src: Xmm) encode::vu_mov(const { [Op::parse($a), Op::parse($b)] }, dst, src) }
    };
    ($then:ident $context:tt vm ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, mem: Mem) encode::vm(const { Op::parse($a) }, dst, mem) }
    };
    ($then:ident $context:tt mv ($s:tt) [$a:literal]) => {
        $then! { $context (mem: Mem, src: Xmm) encode::mv(const { Op::parse($a) }, mem, src) }
    };
    ($then:ident $context:tt ve ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, src: Gpr) encode::ve(const { Op::parse($a) }, dst, src) }
    };
    ($then:ident $context:tt ev ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Xmm) encode::ev(const { Op::parse($a) }, dst, src) }
    };
    ($then:ident $context:tt gu ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Xmm) encode::gu(const { Op::parse($a) }, dst, src) }
    };
    ($then:ident $context:tt ui ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, count: u8) encode::ui(const { Op::parse($a) }, dst, Imm::u8(count)) }
    };
    ($then:ident $context:tt vui ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, src: Xmm, imm: u8) encode::vui(const { Op::parse($a) }, dst, src, Imm::u8(imm)) }
    };
    ($then:ident $context:tt vmi ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, mem: Mem, imm: u8) encode::vmi(const { Op::parse($a) }, dst, mem, Imm::u8(imm)) }
    };
    ($then:ident $context:tt vu_cmp ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, src: Xmm, predicate: Predicate) encode::vui(const { Op::parse($a) }, dst, src, Imm::u8(predicate.imm())) }
    };
    ($then:ident $context:tt vm_cmp ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, mem: Mem, predicate: Predicate) encode::vmi(const { Op::parse($a) }, dst, mem, Imm::u8(predicate.imm())) }
    };
    ($then:ident $context:tt vwu_cmp ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, first: Xmm, second: Xmm, predicate: Predicate) encode::vwui(const { Op::parse($a) }, dst, first, second, Imm::u8(predicate.imm())) }
    };
    ($then:ident $context:tt vwm_cmp ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, first: Xmm, mem: Mem, predicate: Predicate) encode::vwmi(const { Op::parse($a) }, dst, first, mem, Imm::u8(predicate.imm())) }
    };
    ($then:ident $context:tt vu_round ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, src: Xmm, rounding: Rounding) encode::vui(const { Op::parse($a) }, dst, src, Imm::u8(rounding.imm())) }
    };
    ($then:ident $context:tt vm_round ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, mem: Mem, rounding: Rounding) encode::vmi(const { Op::parse($a) }, dst, mem, Imm::u8(rounding.imm())) }
    };
    ($then:ident $context:tt vwu_round ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, first: Xmm, second: Xmm, rounding: Rounding) encode::vwui(const { Op::parse($a) }, dst, first, second, Imm::u8(rounding.imm())) }
    };
    ($then:ident $context:tt vwm_round ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, first: Xmm, mem: Mem, rounding: Rounding) encode::vwmi(const { Op::parse($a) }, dst, first, mem, Imm::u8(rounding.imm())) }
    };
    ($then:ident $context:tt vei ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, src: Gpr, lane: u8) encode::vei(const { Op::parse($a) }, dst, src, Imm::u8(lane)) }
    };
    ($then:ident $context:tt evi ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Gpr, src: Xmm, lane: u8) encode::evi(const { Op::parse($a) }, dst, src, Imm::u8(lane)) }
    };
    ($then:ident $context:tt mvi ($s:tt) [$a:literal]) => {
        $then! { $context (mem: Mem, src: Xmm, lane: u8) encode::mvi(const { Op::parse($a) }, mem, src, Imm::u8(lane)) }
    };
    ($then:ident $context:tt vwu ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, first: Xmm, second: Xmm) encode::vwu(const { Op::parse($a) }, dst, first, second) }
    };
    ($then:ident $context:tt vwu_mov ($s:tt) [$a:literal, $b:literal]) => {
        $then! { $context (dst: Xmm, first: Xmm, second: Xmm) encode::vwu_mov(const { [Op::parse($a), Op::parse($b)] }, dst, first, second) }
    };
    ($then:ident $context:tt vwm ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, first: Xmm, mem: Mem) encode::vwm(const { Op::parse($a) }, dst, first, mem) }
    };
    ($then:ident $context:tt vwe ($s:tt) [$a:literal]) => {
        $then! { $context (dst: Xmm, first: Xmm, src: Gpr) encode::vwe(const { Op::parse($a) }, dst, first, src) }
    };
}

pub(crate) use form;
