//! Operands to try, each with the text that `as` takes: from a number, every row of the table
//! gets a value for each of its operands. The awkward ones come first.

use a64_asm::{Barrier, BitRange, Cond, Extended, Gpr, Lane, Prefetch, SP, Shifted, Stack, SysReg, Vreg, XZR, Zero};

/// The value for an operand of the table by its name.
#[macro_export]
macro_rules! sample {
    (vd $arrangement:expr, $n:expr) => {
        $crate::support::operand::vector($arrangement, $n)
    };
    (vn $arrangement:expr, $n:expr) => {
        $crate::support::operand::vector($arrangement, $n)
    };
    (vm $arrangement:expr, $n:expr) => {
        $crate::support::operand::vector($arrangement, $n)
    };
    (at $arrangement:expr, $n:expr) => {
        $crate::support::operand::at($n)
    };
    (base $arrangement:expr, $n:expr) => {
        $crate::support::operand::base($n)
    };
    (wt $arrangement:expr, $n:expr) => {
        $crate::support::operand::w($n)
    };
    (ws $arrangement:expr, $n:expr) => {
        $crate::support::operand::w($n)
    };
    (xd $arrangement:expr, $n:expr) => {
        $crate::support::operand::x($n)
    };
    (dn $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('d', $n)
    };
    (wd $arrangement:expr, $n:expr) => {
        $crate::support::operand::w($n)
    };
    (dd $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('d', $n)
    };
    (wn $arrangement:expr, $n:expr) => {
        $crate::support::operand::w($n)
    };
    (sn $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('s', $n)
    };
    (sd $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('s', $n)
    };
    (xn $arrangement:expr, $n:expr) => {
        $crate::support::operand::x($n)
    };
    (postx $arrangement:expr, $n:expr) => {
        $crate::support::operand::post_index($n)
    };
    (hd $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('h', $n)
    };
    (hn $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('h', $n)
    };
    (xt $arrangement:expr, $n:expr) => {
        $crate::support::operand::x($n)
    };
    (vt_list2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::list(2, $arrangement, $n)
    };
    (vt_list3 $arrangement:expr, $n:expr) => {
        $crate::support::operand::list(3, $arrangement, $n)
    };
    (vt_list4 $arrangement:expr, $n:expr) => {
        $crate::support::operand::list(4, $arrangement, $n)
    };
    (vm_lane $arrangement:expr, $n:expr) => {
        $crate::support::operand::multiplied_lane($arrangement, $n)
    };
    (xs $arrangement:expr, $n:expr) => {
        $crate::support::operand::x($n)
    };
    (wm $arrangement:expr, $n:expr) => {
        $crate::support::operand::w($n)
    };
    (vt_list1 $arrangement:expr, $n:expr) => {
        $crate::support::operand::list(1, $arrangement, $n)
    };
    (xm $arrangement:expr, $n:expr) => {
        $crate::support::operand::x($n)
    };
    (dm $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('d', $n)
    };
    (vright32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::up_to(32, $n)
    };
    (hm $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('h', $n)
    };
    (sm $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('s', $n)
    };
    (vright8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::up_to(8, $n)
    };
    (vright16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::up_to(16, $n)
    };
    (cond $arrangement:expr, $n:expr) => {
        $crate::support::operand::cond($n)
    };
    (bd $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('b', $n)
    };
    (simm9 $arrangement:expr, $n:expr) => {
        $crate::support::operand::unscaled("", $n)
    };
    (pre9 $arrangement:expr, $n:expr) => {
        $crate::support::operand::unscaled("pre", $n)
    };
    (post9 $arrangement:expr, $n:expr) => {
        $crate::support::operand::unscaled("post", $n)
    };
    (vimm8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::byte($n)
    };
    (vright64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::up_to(64, $n)
    };
    (xn_sp $arrangement:expr, $n:expr) => {
        $crate::support::operand::x_sp($n)
    };
    (vn_lane $arrangement:expr, $n:expr) => {
        $crate::support::operand::lane($arrangement, $n)
    };
    (dt $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('d', $n)
    };
    (qt $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('q', $n)
    };
    (st $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('s', $n)
    };
    (vt_lane $arrangement:expr, $n:expr) => {
        $crate::support::operand::stored_lane($arrangement, $n)
    };
    (xt2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::x($n)
    };
    (nzcv $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(16, $n)
    };
    (vleft8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(8, $n)
    };
    (vleft16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(16, $n)
    };
    (vleft32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(32, $n)
    };
    (wn_sp $arrangement:expr, $n:expr) => {
        $crate::support::operand::w_sp($n)
    };
    (xd_sp $arrangement:expr, $n:expr) => {
        $crate::support::operand::x_sp($n)
    };
    (wt2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::w($n)
    };
    (imm12 $arrangement:expr, $n:expr) => {
        $crate::support::operand::imm12($n)
    };
    (fbits64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::up_to(64, $n)
    };
    (fbits32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::up_to(32, $n)
    };
    (bn $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('b', $n)
    };
    (bt $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('b', $n)
    };
    (ht $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('h', $n)
    };
    (rotated64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::shifted(64, 4, $n)
    };
    (rotated32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::shifted(32, 4, $n)
    };
    (inverted $arrangement:expr, $n:expr) => {
        $crate::support::operand::cond($n)
    };
    (vleft64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(64, $n)
    };
    (pair4 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(4, "", $n)
    };
    (wd_sp $arrangement:expr, $n:expr) => {
        $crate::support::operand::w_sp($n)
    };
    (dt2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('d', $n)
    };
    (qt2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('q', $n)
    };
    (st2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('s', $n)
    };
    (vd_lane $arrangement:expr, $n:expr) => {
        $crate::support::operand::lane($arrangement, $n)
    };
    (shifted64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::shifted(64, 3, $n)
    };
    (shifted32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::shifted(32, 3, $n)
    };
    (pair8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(8, "", $n)
    };
    (vlsl16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::vector_shift(16, $n)
    };
    (vlsl32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::vector_shift(32, $n)
    };
    (xa $arrangement:expr, $n:expr) => {
        $crate::support::operand::x($n)
    };
    (bm $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('b', $n)
    };
    (extended64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::extended(64, $n)
    };
    (extended32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::extended(32, $n)
    };
    (imm16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::imm16($n)
    };
    (offset1 $arrangement:expr, $n:expr) => {
        $crate::support::operand::offset(1, $n)
    };
    (index1 $arrangement:expr, $n:expr) => {
        $crate::support::operand::index(1, $n)
    };
    (offset2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::offset(2, $n)
    };
    (index2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::index(2, $n)
    };
    (bitmask64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::bitmask64($n)
    };
    (bit64_16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(64, $n)
    };
    (bit64_10 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(64, $n)
    };
    (bitmask32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::bitmask32($n)
    };
    (bit32_16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(32, $n)
    };
    (bit32_10 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(32, $n)
    };
    (offset4 $arrangement:expr, $n:expr) => {
        $crate::support::operand::offset(4, $n)
    };
    (index4 $arrangement:expr, $n:expr) => {
        $crate::support::operand::index(4, $n)
    };
    (pair_pre4 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(4, "pre", $n)
    };
    (pair_post4 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(4, "post", $n)
    };
    (index8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::index(8, $n)
    };
    (xnm $arrangement:expr, $n:expr) => {
        $crate::support::operand::x($n)
    };
    (xs_pair $arrangement:expr, $n:expr) => {
        $crate::support::operand::x_pair($n)
    };
    (xt_pair $arrangement:expr, $n:expr) => {
        $crate::support::operand::x_pair($n)
    };
    (wnm $arrangement:expr, $n:expr) => {
        $crate::support::operand::w($n)
    };
    (ws_pair $arrangement:expr, $n:expr) => {
        $crate::support::operand::w_pair($n)
    };
    (wt_pair $arrangement:expr, $n:expr) => {
        $crate::support::operand::w_pair($n)
    };
    (da $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('d', $n)
    };
    (ha $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('h', $n)
    };
    (sa $arrangement:expr, $n:expr) => {
        $crate::support::operand::scalar('s', $n)
    };
    (vn_list1 $arrangement:expr, $n:expr) => {
        $crate::support::operand::list(1, $arrangement, $n)
    };
    (vn_list2 $arrangement:expr, $n:expr) => {
        $crate::support::operand::list(2, $arrangement, $n)
    };
    (vn_list3 $arrangement:expr, $n:expr) => {
        $crate::support::operand::list(3, $arrangement, $n)
    };
    (vn_list4 $arrangement:expr, $n:expr) => {
        $crate::support::operand::list(4, $arrangement, $n)
    };
    (vn_lane4 $arrangement:expr, $n:expr) => {
        $crate::support::operand::lane($arrangement, $n)
    };
    (imm16_5 $arrangement:expr, $n:expr) => {
        $crate::support::operand::imm16($n)
    };
    (imm5 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(32, $n)
    };
    (offset8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::offset(8, $n)
    };
    (pair_pre8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(8, "pre", $n)
    };
    (pair_post8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(8, "post", $n)
    };
    (pair16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(16, "", $n)
    };
    (vmsl $arrangement:expr, $n:expr) => {
        $crate::support::operand::ones($n)
    };
    (hw64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::wide_shift(64, $n)
    };
    (extract64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::range(64, $n)
    };
    (insert64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::range(64, $n)
    };
    (hw32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::wide_shift(32, $n)
    };
    (extract32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::range(32, $n)
    };
    (insert32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::range(32, $n)
    };
    (fpimm $arrangement:expr, $n:expr) => {
        $crate::support::operand::float($n)
    };
    (vfpimm $arrangement:expr, $n:expr) => {
        $crate::support::operand::float($n)
    };
    (wa $arrangement:expr, $n:expr) => {
        $crate::support::operand::w($n)
    };
    (vnm $arrangement:expr, $n:expr) => {
        $crate::support::operand::vector($arrangement, $n)
    };
    (test64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(64, $n)
    };
    (test32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(32, $n)
    };
    (offset16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::offset(16, $n)
    };
    (index16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::index(16, $n)
    };
    (pair_pre16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(16, "pre", $n)
    };
    (pair_post16 $arrangement:expr, $n:expr) => {
        $crate::support::operand::pair(16, "post", $n)
    };
    (barrier $arrangement:expr, $n:expr) => {
        $crate::support::operand::barrier($n)
    };
    (sysreg $arrangement:expr, $n:expr) => {
        $crate::support::operand::sysreg($n)
    };
    (prefetch $arrangement:expr, $n:expr) => {
        $crate::support::operand::prefetch($n)
    };
    (vbytes $arrangement:expr, $n:expr) => {
        $crate::support::operand::bytes($n)
    };
    (xm_sp $arrangement:expr, $n:expr) => {
        $crate::support::operand::x_sp($n)
    };
    (vd_top $arrangement:expr, $n:expr) => {
        $crate::support::operand::top($n)
    };
    (vn_top $arrangement:expr, $n:expr) => {
        $crate::support::operand::top($n)
    };
    (left64 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(64, $n)
    };
    (left32 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(32, $n)
    };
    (imm16_0 $arrangement:expr, $n:expr) => {
        $crate::support::operand::imm16($n)
    };
    (imm7_5 $arrangement:expr, $n:expr) => {
        $crate::support::operand::hint($n)
    };
    (imm3_11 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(8, $n)
    };
    (imm4_11 $arrangement:expr, $n:expr) => {
        $crate::support::operand::count(16, $n)
    };
    (page21 $arrangement:expr, $n:expr) => {
        $crate::support::operand::page($n)
    };
    (scaled8 $arrangement:expr, $n:expr) => {
        $crate::support::operand::scaled(8, $n)
    };
}

fn pick<T: Copy>(values: &[T], n: u32) -> T {
    values[n as usize % values.len()]
}

/// Every number of a register, awkward ones first.
fn register(n: u32) -> u8 {
    const FIRST: [u8; 8] = [0, 31, 30, 1, 16, 15, 18, 29];
    match n % 40 {
        n @ 0..8 => FIRST[n as usize],
        n => (n - 8) as u8,
    }
}

fn zero(n: u32) -> Gpr<Zero> {
    Gpr::new(register(n)).map_or(XZR, Gpr::or_zero)
}

fn stack(n: u32) -> Gpr<Stack> {
    Gpr::new(register(n)).map_or(SP, Gpr::or_stack)
}

fn named(letter: char, number: u8, last: &str) -> String {
    if number == 31 { last.to_string() } else { format!("{letter}{number}") }
}

pub fn x(n: u32) -> (Gpr<Zero>, String) {
    (zero(n), named('x', register(n), "xzr"))
}

pub fn w(n: u32) -> (Gpr<Zero>, String) {
    (zero(n), named('w', register(n), "wzr"))
}

pub fn x_sp(n: u32) -> (Gpr<Stack>, String) {
    (stack(n), named('x', register(n), "sp"))
}

pub fn w_sp(n: u32) -> (Gpr<Stack>, String) {
    (stack(n), named('w', register(n), "wsp"))
}

pub fn base(n: u32) -> (Gpr<Stack>, String) {
    (stack(n), format!("[{}", x_sp(n).1))
}

pub fn at(n: u32) -> (Gpr<Stack>, String) {
    (stack(n), format!("[{}]", x_sp(n).1))
}

fn pair_of(letter: char, n: u32) -> (Gpr<Zero>, String) {
    let number = 2 * (pick(&[0, 15, 14, 7], n) + n / 4 % 3) % 32;
    let first = Gpr::new(number as u8).unwrap();
    let zr = format!("{letter}zr");
    (first.or_zero(), format!("{letter}{number}, {}", named(letter, number as u8 + 1, &zr)))
}

pub fn x_pair(n: u32) -> (Gpr<Zero>, String) {
    pair_of('x', n)
}

pub fn w_pair(n: u32) -> (Gpr<Zero>, String) {
    pair_of('w', n)
}

pub fn post_index(n: u32) -> (Gpr, String) {
    let number = register(n).min(30);
    (Gpr::new(number).unwrap(), format!("], x{number}"))
}

fn v(n: u32) -> Vreg {
    Vreg::new(register(n)).unwrap()
}

pub fn scalar(letter: char, n: u32) -> (Vreg, String) {
    (v(n), format!("{letter}{}", register(n)))
}

pub fn vector(arrangement: &str, n: u32) -> (Vreg, String) {
    (v(n), format!("v{}.{arrangement}", register(n)))
}

pub fn top(n: u32) -> (Vreg, String) {
    (v(n), format!("v{}.d[1]", register(n)))
}

pub fn list(count: u32, arrangement: &str, n: u32) -> (Vreg, String) {
    let names = (0..count).map(|place| format!("v{}.{arrangement}", (u32::from(register(n)) + place) % 32));
    (v(n), format!("{{{}}}", names.collect::<Vec<_>>().join(", ")))
}

fn lanes(arrangement: &str) -> u32 {
    match arrangement {
        "b" => 16,
        "h" => 8,
        "s" | "4b" => 4,
        "d" => 2,
        _ => panic!("{arrangement} is no size of a lane"),
    }
}

fn lane_index(arrangement: &str, n: u32) -> u32 {
    let count = lanes(arrangement);
    [count - 1, 0][n as usize % 2].wrapping_add(n / 2) % count
}

pub fn lane(arrangement: &str, n: u32) -> (Lane, String) {
    let index = lane_index(arrangement, n);
    (v(n).lane(index as u8), format!("v{}.{arrangement}[{index}]", register(n)))
}

pub fn stored_lane(arrangement: &str, n: u32) -> (Lane, String) {
    let index = lane_index(arrangement, n);
    (v(n).lane(index as u8), format!("{{v{}.{arrangement}}}[{index}]", register(n)))
}

/// Lanes of sixteen bits are in the lower half of the registers.
pub fn multiplied_lane(arrangement: &str, n: u32) -> (Lane, String) {
    let number = if arrangement == "h" { register(n) % 16 } else { register(n) };
    let index = lane_index(arrangement, n);
    (Vreg::new(number).unwrap().lane(index as u8), format!("v{number}.{arrangement}[{index}]"))
}

pub fn count(limit: u8, n: u32) -> (u8, String) {
    let value = pick(&[0, limit - 1, 1, limit / 2], n).wrapping_add((n / 4) as u8) % limit;
    (value, format!("#{value}"))
}

pub fn up_to(limit: u8, n: u32) -> (u8, String) {
    let value = count(limit, n).0 + 1;
    (value, format!("#{value}"))
}

pub fn hint(n: u32) -> (u8, String) {
    count(128, n)
}

pub fn byte(n: u32) -> (u8, String) {
    let value = pick(&[0_u8, 255, 128, 1, 0x55, 31, 32], n).wrapping_add((n / 7) as u8);
    (value, format!("#{value}"))
}

pub fn range(bits: u8, n: u32) -> (BitRange, String) {
    let lsb = count(bits, n).0;
    let width = 1 + count(bits - lsb, n / 3).0;
    (BitRange::new(lsb, width), format!("#{lsb}, #{width}"))
}

pub fn imm12(n: u32) -> (u32, String) {
    let value = pick(&[0, 4095, 1, 0x800], n) ^ (n / 4);
    match n % 3 {
        // Without bits there is nothing to shift.
        0 if value != 0 => (value << 12, format!("#{value}, lsl #12")),
        _ => (value, format!("#{value}")),
    }
}

pub fn imm16(n: u32) -> (u16, String) {
    let value = pick(&[0, 0xffff, 1, 0x8000, 0x1234], n);
    (value, format!("#{value}"))
}

pub fn bitmask64(n: u32) -> (u64, String) {
    let size = pick(&[64, 2, 32, 4, 16, 8], n);
    let ones = 1 + (n * 7 / 3) % (size - 1);
    let element = u64::MAX >> (64 - ones);
    let repeated = (0..64 / size).fold(0, |value, place| value | element << (place * size));
    let value = repeated.rotate_left(n * 5 % 64);
    (value, format!("#{value:#x}"))
}

pub fn bitmask32(n: u32) -> (u32, String) {
    let size = pick(&[32, 2, 16, 4, 8], n);
    let ones = 1 + (n * 7 / 3) % (size - 1);
    let element = u32::MAX >> (32 - ones);
    let repeated = (0..32 / size).fold(0, |value, place| value | element << (place * size));
    let value = repeated.rotate_left(n * 5 % 32);
    (value, format!("#{value:#x}"))
}

pub fn wide_shift(bits: u8, n: u32) -> (u8, String) {
    let shift = 16 * (n as u8 % (bits / 16));
    (shift, format!("lsl #{shift}"))
}

pub fn vector_shift(bits: u8, n: u32) -> (u8, String) {
    let shift = 8 * (n as u8 % (bits / 8));
    (shift, format!("lsl #{shift}"))
}

pub fn ones(n: u32) -> (u8, String) {
    let shift = pick(&[8, 16], n);
    (shift, format!("msl #{shift}"))
}

fn sized(bits: u8, number: u8) -> String {
    if bits == 64 { named('x', number, "xzr") } else { named('w', number, "wzr") }
}

pub fn shifted(bits: u8, kinds: u32, n: u32) -> (Shifted, String) {
    let (register, amount) = (zero(n), count(bits, n / 2).0);
    let (value, name) = match n % kinds {
        0 => (register.lsl(amount), "lsl"),
        1 => (register.lsr(amount), "lsr"),
        2 => (register.asr(amount), "asr"),
        _ => (register.ror(amount), "ror"),
    };
    (value, format!("{}, {name} #{amount}", sized(bits, register.number())))
}

pub fn extended(bits: u8, n: u32) -> (Extended, String) {
    let (register, amount) = (zero(n / 3), (n / 2 % 5) as u8);
    let (value, name, wide) = match n % 8 {
        0 => (register.uxtb(amount), "uxtb", 32),
        1 => (register.uxth(amount), "uxth", 32),
        2 => (register.uxtw(amount), "uxtw", 32),
        3 => (register.uxtx(amount), "uxtx", bits),
        4 => (register.sxtb(amount), "sxtb", 32),
        5 => (register.sxth(amount), "sxth", 32),
        6 => (register.sxtw(amount), "sxtw", 32),
        _ => (register.sxtx(amount), "sxtx", bits),
    };
    (value, format!("{}, {name} #{amount}", sized(wide, register.number())))
}

pub fn index(bytes: u32, n: u32) -> (Extended, String) {
    let register = zero(n / 5);
    let log = bytes.trailing_zeros() as u8;
    let amount = if n.is_multiple_of(2) { log } else { 0 };
    let (value, name, wide) = match n / 2 % 4 {
        0 => (register.uxtx(amount), "lsl", 64),
        1 => (register.uxtw(amount), "uxtw", 32),
        2 => (register.sxtw(amount), "sxtw", 32),
        _ => (register.sxtx(amount), "sxtx", 64),
    };
    let name = match (amount, name) {
        (0, "lsl") => String::new(),
        (0, name) => format!(", {name}"),
        _ => format!(", {name} #{amount}"),
    };
    (value, format!(", {}{name}]", sized(wide, register.number())))
}

fn written(offset: i32, write: &str) -> String {
    match write {
        "pre" => format!(", #{offset}]!"),
        "post" => format!("], #{offset}"),
        _ => format!(", #{offset}]"),
    }
}

pub fn offset(bytes: i32, n: u32) -> (i32, String) {
    let scaled = pick(&[0, 4095, 1, 32, 255, 256, 2048], n) * bytes;
    let value = if n % 3 == 1 { unscaled("", n).0 } else { scaled };
    (value, written(value, ""))
}

pub fn scaled(bytes: i32, n: u32) -> (i32, String) {
    let value = pick(&[0, 4095, 1, 32, 255, 256, 2048], n) * bytes;
    (value, written(value, ""))
}

pub fn unscaled(write: &str, n: u32) -> (i32, String) {
    let value = pick(&[0, 255, -256, -1, 1, 8, 16, -8, 128], n);
    (value, written(value, write))
}

pub fn pair(bytes: i32, write: &str, n: u32) -> (i32, String) {
    let value = pick(&[0, 63, -64, -1, 1, 32], n) * bytes;
    (value, written(value, write))
}

const CONDITIONS: [&str; 14] = ["eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le"];

pub fn cond(n: u32) -> (Cond, String) {
    (pick(&Cond::ALL, n), pick(&CONDITIONS, n).to_string())
}

pub fn barrier(n: u32) -> (Barrier, String) {
    let barrier = Barrier::new(n as u8 % 16).unwrap();
    (barrier, format!("#{}", n % 16))
}

pub fn prefetch(n: u32) -> (Prefetch, String) {
    let prefetch = Prefetch::new(n as u8 % 32).unwrap();
    (prefetch, prefetch.name().map_or(format!("#{}", n % 32), String::from))
}

/// Those with a name, and made-up ones.
pub fn sysreg(n: u32) -> (SysReg, String) {
    if let Some(register) = SysReg::NAMED.get(n as usize) {
        return (*register, register.name().unwrap().to_string());
    }
    // Of the space that is left to implementations, where nobody has names.
    let [op0, op1, crn, crm, op2] = [3, n % 8, 11, n * 11 % 16, n * 3 % 8];
    let number = (op0 - 2) << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
    (SysReg::new(number as u16).unwrap(), format!("s{op0}_{op1}_c{crn}_c{crm}_{op2}"))
}

pub fn float(n: u32) -> (f64, String) {
    let mantissa = f64::from(16 + n % 16) / 16.0;
    let value = mantissa * 2_f64.powi((n / 3 % 8).cast_signed() - 3) * [1.0, -1.0][n as usize % 2];
    (value, format!("#{value}"))
}

pub fn bytes(n: u32) -> (u64, String) {
    let bits = byte(n).0;
    let value = (0..8).filter(|bit| bits >> bit & 1 == 1).fold(0, |value, bit| value | 0xff_u64 << (8 * bit));
    (value, format!("#{value:#x}"))
}

pub fn page(n: u32) -> (i32, String) {
    let pages = pick(&[0, (1 << 20) - 1, -(1 << 20), -1, 1, 2, 3, 4], n);
    (pages, format!("#{}", i64::from(pages) * 4096))
}
