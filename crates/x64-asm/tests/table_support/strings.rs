//! The string comparisons of SSE4.2.

use super::state::ARITHMETIC;
use super::step::{Model, Step, elements, signed};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for (name, explicit, mask) in [
        ("pcmpestrm", Some(4), true),
        ("pcmpestri", Some(4), false),
        ("pcmpestrmq", Some(8), true),
        ("pcmpestriq", Some(8), false),
        ("pcmpistrm", None, true),
        ("pcmpistri", None, false),
    ] {
        add(name.into(), Box::new(move |step| compare(step, explicit, mask)));
    }
}

/// How many elements count: up to the first zero, or as a register of so many bytes says.
fn length(all: &[i64], register: Option<(u64, usize)>) -> usize {
    match register {
        None => all.iter().position(|it| *it == 0).unwrap_or(all.len()),
        Some((value, size)) => (signed(value, size).unsigned_abs() as usize).min(all.len()),
    }
}

/// `explicit`: the bytes of `rax` and `rdx` that hold the lengths.
fn compare(step: &mut Step, explicit: Option<usize>, makes_mask: bool) {
    let imm = step.imm();
    let size = 1 + usize::from(imm & 1);
    let values = |bytes: &[u8]| -> Vec<i64> {
        let is_signed = imm & 2 != 0;
        elements(bytes, size).into_iter().map(|it| if is_signed { signed(it, size) } else { it as i64 }).collect()
    };
    let (a, b) = (values(&step.get(0)), values(&step.get(1)));
    let register = |number: usize| explicit.map(|size| (step.before.gprs[number], size));
    let (a_length, b_length) = (length(&a, register(0)), length(&b, register(2)));
    let count = a.len();
    let equal = |a_at: usize, b_at: usize| a_at < a_length && b_at < b_length && a[a_at] == b[b_at];
    let holds = |at: usize| match imm >> 2 & 3 {
        // Any of a set.
        0 => (0..a_length).any(|from| equal(from, at)),
        // In one of the ranges.
        1 => {
            let within = |from: usize| a[from] <= b[at] && b[at] <= a[from + 1];
            at < b_length && (0..a_length / 2).any(|pair| within(2 * pair))
        }
        // The same element; two that do not count are the same.
        2 => equal(at, at) || at >= a_length && at >= b_length,
        // The first text begins here; what lies beyond the vector is not looked at.
        _ => (0..a_length).all(|from| at + from >= count || equal(from, at + from)),
    };
    let first: u64 = (0..count).fold(0, |all, at| all | u64::from(holds(at)) << at);
    let whole = (1 << count) - 1;
    let counted = ((1_u64 << b_length) - 1) & whole;
    let result = match imm >> 4 & 3 {
        1 => first ^ whole,
        3 => first ^ counted,
        _ => first,
    };
    store(step, result, makes_mask, count);
    let flag = |holds: bool, at: u32| u64::from(holds) << at;
    let flags =
        flag(result != 0, 0) | flag(b_length < count, 6) | flag(a_length < count, 7) | flag(result & 1 == 1, 11);
    step.after.flags = step.before.flags & !ARITHMETIC | flags;
}

/// A mask of bits or of elements goes to vector register 0, the place of a bit to `ecx`.
fn store(step: &mut Step, result: u64, makes_mask: bool, count: usize) {
    let imm = step.imm();
    if !makes_mask {
        let highest = imm & 0x40 != 0;
        let place = match (result, highest) {
            (0, _) => count as u64,
            (_, true) => 63 - u64::from(result.leading_zeros()),
            (_, false) => result.trailing_zeros().into(),
        };
        step.after.gprs[1] = place;
        return;
    }
    let size = 16 / count;
    let mut all = [0; 16];
    match imm & 0x40 {
        0 => all[..8].copy_from_slice(&result.to_le_bytes()),
        _ => (0..count).filter(|at| result >> at & 1 == 1).for_each(|at| all[at * size..][..size].fill(0xff)),
    }
    step.after.vectors[0][..16].copy_from_slice(&all);
    if step.is_vex() {
        step.after.vectors[0][16..].fill(0);
    }
}
