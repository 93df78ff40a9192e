//! The operands that rows are made of: for each its name in the table, the type that a method
//! takes, the function that encodes it, and what a listing reads back. The commonest stand
//! first: the compiler tries them in this order.

/// Makes the three macros that answer for an operand's name.
macro_rules! kinds {
    (($d:tt) $($name:ident [$type:ty] $encode:ident($($argument:tt),*) $operand:ident $({ $($field:tt)* })?;)*) => {
        /// The type of a method's parameter.
        macro_rules! operand_type {
            $(($name) => { $type };)*
        }

        /// The bits of a parameter. The arrangement tells the size of a lane.
        macro_rules! operand_field {
            $(($name $d value:ident $d($d arrangement:tt)?) => {
                kinds!(@call $encode $d value ($d($d arrangement)?) $($argument)*)
            };)*
        }

        /// What a listing reads back.
        macro_rules! operand_data {
            $(($name) => { $crate::operand::Operand::$operand $({ $($field)* })? };)*
        }
    };
    (@call $encode:ident $value:ident ($($arrangement:tt)?)) => { encode::$encode($value) };
    (@call $encode:ident $value:ident ($arrangement:tt) log) => {
        encode::$encode($value, crate::kind::log(stringify!($arrangement)))
    };
    (@call $encode:ident $value:ident ($arrangement:tt) $first:literal log) => {
        encode::$encode($value, $first, crate::kind::log(stringify!($arrangement)))
    };
    (@call $encode:ident $value:ident ($($arrangement:tt)?) $($argument:literal)+) => {
        encode::$encode($value, $($argument),+)
    };
}

kinds! { ($)
    vd [Vreg] vreg(0) Vector { at: 0 };
    vn [Vreg] vreg(5) Vector { at: 5 };
    vm [Vreg] vreg(16) Vector { at: 16 };
    at [Gpr<impl OrStack>] gpr_sp(5) At;
    base [Gpr<impl OrStack>] gpr_sp(5) Base;
    wt [Gpr<impl OrZero>] gpr(0) W { at: 0 };
    ws [Gpr<impl OrZero>] gpr(16) W { at: 16 };
    xd [Gpr<impl OrZero>] gpr(0) X { at: 0 };
    dn [Vreg] vreg(5) Scalar { letter: 'd', at: 5 };
    wd [Gpr<impl OrZero>] gpr(0) W { at: 0 };
    dd [Vreg] vreg(0) Scalar { letter: 'd', at: 0 };
    wn [Gpr<impl OrZero>] gpr(5) W { at: 5 };
    sn [Vreg] vreg(5) Scalar { letter: 's', at: 5 };
    sd [Vreg] vreg(0) Scalar { letter: 's', at: 0 };
    xn [Gpr<impl OrZero>] gpr(5) X { at: 5 };
    postx [Gpr<impl OrZero>] post_index() PostIndex;
    hd [Vreg] vreg(0) Scalar { letter: 'h', at: 0 };
    hn [Vreg] vreg(5) Scalar { letter: 'h', at: 5 };
    xt [Gpr<impl OrZero>] gpr(0) X { at: 0 };
    vt_list2 [Vreg] vreg(0) List { count: 2, at: 0 };
    vt_list3 [Vreg] vreg(0) List { count: 3, at: 0 };
    vt_list4 [Vreg] vreg(0) List { count: 4, at: 0 };
    vm_lane [Lane] lane_m(log) LaneMultiplied;
    xs [Gpr<impl OrZero>] gpr(16) X { at: 16 };
    wm [Gpr<impl OrZero>] gpr(16) W { at: 16 };
    vt_list1 [Vreg] vreg(0) List { count: 1, at: 0 };
    xm [Gpr<impl OrZero>] gpr(16) X { at: 16 };
    dm [Vreg] vreg(16) Scalar { letter: 'd', at: 16 };
    vright32 [u8] vright(32) VectorRight { bits: 32 };
    hm [Vreg] vreg(16) Scalar { letter: 'h', at: 16 };
    sm [Vreg] vreg(16) Scalar { letter: 's', at: 16 };
    vright8 [u8] vright(8) VectorRight { bits: 8 };
    vright16 [u8] vright(16) VectorRight { bits: 16 };
    cond [Cond] cond(12) Cond { at: 12 };
    bd [Vreg] vreg(0) Scalar { letter: 'b', at: 0 };
    simm9 [i32] simm9() Unscaled { write: crate::operand::Write::No };
    pre9 [i32] simm9() Unscaled { write: crate::operand::Write::Before };
    post9 [i32] simm9() Unscaled { write: crate::operand::Write::After };
    vimm8 [u8] vimm8() VectorImm8;
    vright64 [u8] vright(64) VectorRight { bits: 64 };
    xn_sp [Gpr<impl OrStack>] gpr_sp(5) XSp { at: 5 };
    vn_lane [Lane] lane5(5, log) Lane { at: 5 };
    dt [Vreg] vreg(0) Scalar { letter: 'd', at: 0 };
    qt [Vreg] vreg(0) Scalar { letter: 'q', at: 0 };
    st [Vreg] vreg(0) Scalar { letter: 's', at: 0 };
    vt_lane [Lane] lane_q(log) LaneMemory;
    xt2 [Gpr<impl OrZero>] gpr(10) X { at: 10 };
    nzcv [u8] uint8(0, 4) Uint { at: 0, width: 4 };
    vleft8 [u8] vleft(8) VectorLeft { bits: 8 };
    vleft16 [u8] vleft(16) VectorLeft { bits: 16 };
    vleft32 [u8] vleft(32) VectorLeft { bits: 32 };
    wn_sp [Gpr<impl OrStack>] gpr_sp(5) WSp { at: 5 };
    xd_sp [Gpr<impl OrStack>] gpr_sp(0) XSp { at: 0 };
    wt2 [Gpr<impl OrZero>] gpr(10) W { at: 10 };
    imm12 [u32] imm12() Imm12;
    fbits64 [u8] fbits(64) FractionBits { bits: 64 };
    fbits32 [u8] fbits(32) FractionBits { bits: 32 };
    bn [Vreg] vreg(5) Scalar { letter: 'b', at: 5 };
    bt [Vreg] vreg(0) Scalar { letter: 'b', at: 0 };
    ht [Vreg] vreg(0) Scalar { letter: 'h', at: 0 };
    rotated64 [Shifted] shifted(64, 4) Shifted { bits: 64, kinds: 4 };
    rotated32 [Shifted] shifted(32, 4) Shifted { bits: 32, kinds: 4 };
    inverted [Cond] inverted() Inverted;
    vleft64 [u8] vleft(64) VectorLeft { bits: 64 };
    pair4 [i32] pair(2) Pair { log: 2, write: crate::operand::Write::No };
    wd_sp [Gpr<impl OrStack>] gpr_sp(0) WSp { at: 0 };
    dt2 [Vreg] vreg(10) Scalar { letter: 'd', at: 10 };
    qt2 [Vreg] vreg(10) Scalar { letter: 'q', at: 10 };
    st2 [Vreg] vreg(10) Scalar { letter: 's', at: 10 };
    vd_lane [Lane] lane5(0, log) Lane { at: 0 };
    shifted64 [Shifted] shifted(64, 3) Shifted { bits: 64, kinds: 3 };
    shifted32 [Shifted] shifted(32, 3) Shifted { bits: 32, kinds: 3 };
    pair8 [i32] pair(3) Pair { log: 3, write: crate::operand::Write::No };
    vlsl16 [u8] vlsl(16) VectorShift { bits: 16 };
    vlsl32 [u8] vlsl(32) VectorShift { bits: 32 };
    xa [Gpr<impl OrZero>] gpr(10) X { at: 10 };
    bm [Vreg] vreg(16) Scalar { letter: 'b', at: 16 };
    extended64 [Extended] extended() Extended { bits: 64 };
    extended32 [Extended] extended() Extended { bits: 32 };
    imm16 [u16] uint16(5) Uint { at: 5, width: 16 };
    offset1 [i32] offset(0) Offset { log: 0 };
    index1 [Extended] index(0) Index { log: 0 };
    offset2 [i32] offset(1) Offset { log: 1 };
    index2 [Extended] index(1) Index { log: 1 };
    literal19 [Label] label() Label { width: 19 };
    bitmask64 [u64] bitmask64() Bitmask { bits: 64 };
    bit64_16 [u8] bit(16, 64) Bit { at: 16, bits: 64 };
    bit64_10 [u8] bit(10, 64) Bit { at: 10, bits: 64 };
    bitmask32 [u32] bitmask32() Bitmask { bits: 32 };
    bit32_16 [u8] bit(16, 32) Bit { at: 16, bits: 32 };
    bit32_10 [u8] bit(10, 32) Bit { at: 10, bits: 32 };
    offset4 [i32] offset(2) Offset { log: 2 };
    index4 [Extended] index(2) Index { log: 2 };
    pair_pre4 [i32] pair(2) Pair { log: 2, write: crate::operand::Write::Before };
    pair_post4 [i32] pair(2) Pair { log: 2, write: crate::operand::Write::After };
    index8 [Extended] index(3) Index { log: 3 };
    label19 [Label] label() Label { width: 19 };
    xnm [Gpr<impl OrZero>] gpr_twice(5) XTwice;
    xs_pair [Gpr<impl OrZero>] gpr_pair(16) XPair { at: 16 };
    xt_pair [Gpr<impl OrZero>] gpr_pair(0) XPair { at: 0 };
    wnm [Gpr<impl OrZero>] gpr_twice(5) WTwice;
    ws_pair [Gpr<impl OrZero>] gpr_pair(16) WPair { at: 16 };
    wt_pair [Gpr<impl OrZero>] gpr_pair(0) WPair { at: 0 };
    da [Vreg] vreg(10) Scalar { letter: 'd', at: 10 };
    ha [Vreg] vreg(10) Scalar { letter: 'h', at: 10 };
    sa [Vreg] vreg(10) Scalar { letter: 's', at: 10 };
    vn_list1 [Vreg] vreg(5) List { count: 1, at: 5 };
    vn_list2 [Vreg] vreg(5) List { count: 2, at: 5 };
    vn_list3 [Vreg] vreg(5) List { count: 3, at: 5 };
    vn_list4 [Vreg] vreg(5) List { count: 4, at: 5 };
    vn_lane4 [Lane] lane4(log) LaneTwo;
    imm16_5 [u16] uint16(5) Uint { at: 5, width: 16 };
    imm5 [u8] uint8(16, 5) Uint { at: 16, width: 5 };
    offset8 [i32] offset(3) Offset { log: 3 };
    pair_pre8 [i32] pair(3) Pair { log: 3, write: crate::operand::Write::Before };
    pair_post8 [i32] pair(3) Pair { log: 3, write: crate::operand::Write::After };
    pair16 [i32] pair(4) Pair { log: 4, write: crate::operand::Write::No };
    vmsl [u8] vmsl() VectorOnes;
    label14 [Label] label() Label { width: 14 };
    hw64 [u8] wide_shift(64) WideShift { bits: 64 };
    extract64 [BitRange] extract(64) Extract { bits: 64 };
    insert64 [BitRange] insert(64) Insert { bits: 64 };
    hw32 [u8] wide_shift(32) WideShift { bits: 32 };
    extract32 [BitRange] extract(32) Extract { bits: 32 };
    insert32 [BitRange] insert(32) Insert { bits: 32 };
    fpimm [f64] fpimm() Float;
    vfpimm [f64] vfpimm() VectorFloat;
    wa [Gpr<impl OrZero>] gpr(10) W { at: 10 };
    vnm [Vreg] vreg_twice(5) VectorTwice;
    test64 [u8] test_bit(64) TestBit { bits: 64 };
    test32 [u8] test_bit(32) TestBit { bits: 32 };
    offset16 [i32] offset(4) Offset { log: 4 };
    index16 [Extended] index(4) Index { log: 4 };
    pair_pre16 [i32] pair(4) Pair { log: 4, write: crate::operand::Write::Before };
    pair_post16 [i32] pair(4) Pair { log: 4, write: crate::operand::Write::After };
    barrier [Barrier] barrier() Barrier;
    sysreg [SysReg] sysreg() SysReg;
    prefetch [Prefetch] prefetch() Prefetch;
    vbytes [u64] vbytes() VectorBytes;
    label26 [Label] label() Label { width: 26 };
    xm_sp [Gpr<impl OrStack>] gpr_sp(16) XSp { at: 16 };
    vd_top [Vreg] vreg(0) Top { at: 0 };
    vn_top [Vreg] vreg(5) Top { at: 5 };
    left64 [u8] left(64) Left { bits: 64 };
    left32 [u8] left(32) Left { bits: 32 };
    imm16_0 [u16] uint16(0) Uint { at: 0, width: 16 };
    imm7_5 [u8] uint8(5, 7) Uint { at: 5, width: 7 };
    imm3_11 [u8] uint8(11, 3) Uint { at: 11, width: 3 };
    imm4_11 [u8] uint8(11, 4) Uint { at: 11, width: 4 };
    branch_cond [Cond] cond(0) BranchCond;
    page21 [i32] page() Page;
    scaled8 [i32] scaled(3) Scaled { log: 3 };
    label21 [Label] label() Label { width: 21 };
}

/// The logarithm of the bytes of a lane of this arrangement; `4b` is four bytes as one.
pub(crate) const fn log(arrangement: &str) -> u32 {
    let text = arrangement.as_bytes();
    match text[text.len() - 1] {
        b'b' if text.len() > 1 => 2,
        b'b' => 0,
        b'h' => 1,
        b's' => 2,
        _ => 3,
    }
}
