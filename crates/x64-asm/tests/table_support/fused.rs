//! Fused multiply-add: one rounding, the signs and the order of the operands by name.

use super::float::{SIZES, is_nan, quieted};
use super::step::{Model, Step, elements, joined};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        for order in ["132", "213", "231"] {
            for name in ["fmadd", "fmsub", "fnmadd", "fnmsub", "fmaddsub", "fmsubadd"] {
                add(
                    format!("{name}{order}p{letter}"),
                    Box::new(move |step| fused(step, name, order, size, usize::MAX)),
                );
                add(format!("{name}{order}s{letter}"), Box::new(move |step| fused(step, name, order, size, 1)));
            }
        }
    }
}

/// The lowest `count` elements are computed; the others stay.
fn fused(step: &mut Step, name: &str, order: &str, size: usize, count: usize) {
    let operands = [0, 1, 2].map(|at| elements(&step.get(at), size));
    let made = elements(&step.made(0), size);
    let mut all = operands[0].clone();
    for at in 0..all.len().min(count) {
        // The digits say which operands are the factors and the summand: of `132` the first and third
        // are the factors.
        let taken = |digit: usize| operands[usize::from(order.as_bytes()[digit] - b'1')][at];
        let negated_product = name.starts_with("fn");
        let negated_sum = match name {
            "fmsub" | "fnmsub" => true,
            "fmaddsub" => at % 2 == 0,
            "fmsubadd" => at % 2 == 1,
            _ => false,
        };
        all[at] = one([taken(0), taken(1), taken(2)], [negated_product, negated_sum], made[at], size);
    }
    step.put(0, &joined(all, size));
}

/// Which of several NaNs comes out depends on the processor; it is one of them, made quiet.
fn one(operands: [u64; 3], negated: [bool; 2], made: u64, size: usize) -> u64 {
    let nans: Vec<u64> = operands.into_iter().filter(|it| is_nan(*it, size)).map(|it| quieted(it, size)).collect();
    if let Some(first) = nans.first() {
        return if nans.contains(&made) { made } else { *first };
    }
    let [a, b, c] = operands;
    let wanted = match size {
        4 => {
            let [a, b, c] = [a, b, c].map(|it| f32::from_bits(it as u32));
            let (a, c) = (if negated[0] { -a } else { a }, if negated[1] { -c } else { c });
            u64::from(a.mul_add(b, c).to_bits())
        }
        _ => {
            let [a, b, c] = [a, b, c].map(f64::from_bits);
            let (a, c) = (if negated[0] { -a } else { a }, if negated[1] { -c } else { c });
            a.mul_add(b, c).to_bits()
        }
    };
    match (is_nan(wanted, size), size) {
        (true, 4) => 0xffc0_0000,
        (true, _) => 0xfff8_0000_0000_0000,
        (false, _) => wanted,
    }
}
