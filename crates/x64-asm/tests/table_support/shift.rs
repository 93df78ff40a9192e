//! Shifts, rotations and tests of bits of general-purpose registers.

use super::general::{CF, OF, flags, get, mask, put};
use super::inputs::{Choice, Noise};
use super::run::{Kind, Run};
use super::state::{ARITHMETIC, State};
use super::step::{Model, Place, Step, signed};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for name in ["shl", "shr", "sar"] {
        add(name.into(), Box::new(move |step| shift(step, name)));
    }
    for name in ["rol", "ror", "rcl", "rcr"] {
        add(name.into(), Box::new(move |step| rotate(step, name)));
    }
    for (name, left) in [("shld", true), ("shrd", false)] {
        add(name.into(), Box::new(move |step| double(step, left)));
    }
    type Change = fn(u8, u8) -> u8;
    let changes: [(&str, Change); 4] =
        [("bt", |it, _| it), ("bts", |it, bit| it | bit), ("btr", |it, bit| it & !bit), ("btc", |it, bit| it ^ bit)];
    for (name, change) in changes {
        add(name.into(), Box::new(move |step| test(step, change)));
    }
}

/// The count, a constant or `cl`, as far as the processor looks at it.
fn count(step: &Step) -> u64 {
    let count = if step.has_imm() { step.imm().into() } else { step.before.gprs[1] };
    count & if step.size(0) == 8 { 63 } else { 31 }
}

fn top(value: u64, size: usize) -> u64 {
    value >> (8 * size - 1) & 1
}

/// A count of zero changes no flag; the overflow is only defined for a count of one.
fn shift(step: &mut Step, name: &str) {
    let (size, count, value) = (step.size(0), count(step), get(step, 0));
    let bits = 8 * size as u64;
    let wide = u128::from(value);
    let (result, carry) = match name {
        "shl" => ((wide << count) as u64, wide << count >> bits & 1),
        "shr" => ((wide >> count) as u64, wide << 1 >> count & 1),
        _ => {
            let number = i128::from(signed(value, size));
            ((number >> count) as u64, (number << 1 >> count) as u128 & 1)
        }
    };
    put(step, 0, result);
    if count == 0 {
        return;
    }
    let overflow = match name {
        "shl" => top(result, size) ^ carry as u64,
        "shr" => top(value, size),
        _ => 0,
    };
    let of = if count == 1 { OF } else { 0 };
    let cf = if count < bits || name == "sar" { CF } else { 0 };
    flags(step, result, size, carry as u64 | overflow << 11, ARITHMETIC & !(0x10 | OF | CF) | of | cf);
}

fn rotate(step: &mut Step, name: &str) {
    let (size, count, value) = (step.size(0), count(step), get(step, 0));
    let bits = 8 * size as u64;
    let carry = step.before.flags & CF;
    // With the carry there is one bit more.
    let (width, all) = match name {
        "rol" | "ror" => (bits, u128::from(value)),
        _ => (bits + 1, u128::from(value) | u128::from(carry) << bits),
    };
    let by = count % width;
    let by = if name.ends_with('l') { by } else { (width - by) % width };
    let turned = (all << by | all >> (width - by)) & ((1 << width) - 1);
    let result = turned as u64 & mask(size);
    put(step, 0, result);
    if count == 0 {
        return;
    }
    let carry = match name {
        "rol" => result & 1,
        "ror" => top(result, size),
        _ => (turned >> bits) as u64,
    };
    let second = result >> (bits - 2) & 1;
    let overflow = if name.ends_with('l') { top(result, size) ^ carry } else { top(result, size) ^ second };
    step.after.flags = step.before.flags & !(CF | OF) | carry | overflow << 11;
    step.defined = if count == 1 { ARITHMETIC } else { ARITHMETIC & !OF };
}

/// Bits come from the second operand. Of 16 bits a larger count has no defined result.
fn double(step: &mut Step, left: bool) {
    let (size, count, value, other) = (step.size(0), count(step), get(step, 0), get(step, 1));
    let bits = 8 * size as u64;
    if count > bits {
        let made = step.made(0);
        step.put(0, &made);
        step.defined = 0;
        return;
    }
    let (value_wide, other) = (u128::from(value), u128::from(other));
    let (result, carry) = match left {
        true => (((value_wide << bits | other) << count >> bits) as u64, value_wide << count >> bits & 1),
        false => (((other << bits | value_wide) >> count) as u64, value_wide << 1 >> count & 1),
    };
    let result = result & mask(size);
    put(step, 0, result);
    if count > 0 {
        let overflow = top(result, size) ^ top(value, size);
        let of = if count == 1 { OF } else { 0 };
        flags(step, result, size, carry as u64 | overflow << 11, ARITHMETIC & !(0x10 | OF) | of);
    }
}

/// A bit of a register, or of memory, which a register's number may lie far from.
fn test(step: &mut Step, change: fn(u8, u8) -> u8) {
    let size = step.size(0);
    let bits = 8 * size as i64;
    let number = if step.has_imm() { step.imm().into() } else { signed(get(step, 1), size) };
    let of_register = step.has_imm() || matches!(step.places[0], Place::Gpr(_));
    let number = if of_register { number & (bits - 1) } else { number };
    let (byte, bit) = (number >> 3, 1_u8 << (number & 7));
    let mut bytes = step.get(0);
    let old = match step.places[0] {
        Place::Mem(at) => {
            let at = (at as i64 + byte) as usize;
            let old = step.before.memory[at];
            step.after.memory[at] = change(old, bit);
            old
        }
        _ => {
            let old = bytes[byte as usize];
            bytes[byte as usize] = change(old, bit);
            // The upper half of a register of 64 bits becomes zero, but `bt` writes none.
            if !step.run.mnemonic.ends_with("bt") {
                step.put(0, &bytes);
            }
            old
        }
    };
    step.after.flags = step.before.flags & !CF | u64::from(old & bit != 0);
    step.defined = CF | 1 << 6;
}

/// Makes the number of a bit in memory small.
pub fn prepare(run: &Run, choice: &Choice, state: &mut State, noise: &mut Noise) {
    let tests = ["bt", "bts", "btr", "btc"].contains(&run.mnemonic.trim_start_matches("lock "));
    if let (true, [Place::Mem(_), Place::Gpr(number)], [Kind::Mem(_), _]) = (tests, &choice.places[..], run.args) {
        state.gprs[*number] = (noise.next() >> 13 & 0x7ff).wrapping_sub(400);
    }
}
