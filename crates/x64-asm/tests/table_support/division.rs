//! Products and quotients, and exchanges that depend on a comparison.

use super::general::{CF, OF, ZF, get, mask, put, source, sum};
use super::inputs::{Choice, Noise};
use super::run::{Kind, Run};
use super::state::State;
use super::step::{Model, Place, Step, number_of, signed};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    add("mul".into(), Box::new(|step| product(step, false)));
    add("imul".into(), Box::new(|step| if step.run.args.len() == 1 { product(step, true) } else { truncated(step) }));
    add("div".into(), Box::new(|step| quotient(step, false)));
    add("idiv".into(), Box::new(|step| quotient(step, true)));
    add("cmpxchg".into(), Box::new(exchange));
    for (name, size) in [("cmpxchg8b", 4), ("cmpxchg16b", 8)] {
        add(name.into(), Box::new(move |step| exchange_pair(step, size)));
    }
}

/// A register's low bytes; 32 bits are extended.
fn write(step: &mut Step, number: usize, value: u64, size: usize) {
    let old = if size < 4 { step.after.gprs[number] & !mask(size) } else { 0 };
    step.after.gprs[number] = old | value & mask(size);
}

/// Both halves to `rdx` and `rax`, or to `ax`.
fn write_pair(step: &mut Step, low: u64, high: u64, size: usize) {
    match size {
        1 => write(step, 0, low & 0xff | (high & 0xff) << 8, 2),
        _ => {
            write(step, 0, low, size);
            write(step, 2, high, size);
        }
    }
}

fn carry_and_overflow(step: &mut Step, lost: bool) {
    step.after.flags = step.before.flags & !(CF | OF) | if lost { CF | OF } else { 0 };
    step.defined = CF | OF;
}

fn wide(value: u64, size: usize, is_signed: bool) -> i128 {
    if is_signed { signed(value, size).into() } else { (value & mask(size)).into() }
}

fn product(step: &mut Step, is_signed: bool) {
    let size = step.size(0);
    let (a, b) = (wide(step.before.gprs[0], size, is_signed), wide(get(step, 0), size, is_signed));
    let all = (a as u128).wrapping_mul(b as u128);
    let (low, high) = (all as u64 & mask(size), (all >> (8 * size)) as u64);
    let lost = if is_signed { i128::from(signed(low, size)) != all as i128 } else { high & mask(size) != 0 };
    write_pair(step, low, high, size);
    carry_and_overflow(step, lost);
}

/// The product of the last two operands, as far as it fits into the first.
fn truncated(step: &mut Step) {
    let size = step.size(0);
    let constant = match step.places.last() {
        Some(Place::Imm(value)) => *value as u64,
        _ => get(step, 1),
    };
    let first = if step.has_imm() { get(step, 1) } else { get(step, 0) };
    let all = wide(first, size, true) * wide(constant, size, true);
    put(step, 0, all as u64);
    carry_and_overflow(step, i128::from(signed(all as u64, size)) != all);
}

/// What is divided: `ax`, or `rdx` and `rax`.
fn dividend(gprs: &[u64; 16], size: usize) -> u128 {
    match size {
        1 => u128::from(gprs[0] & 0xffff),
        _ => u128::from(gprs[2] & mask(size)) << (8 * size) | u128::from(gprs[0] & mask(size)),
    }
}

/// All flags are undefined.
fn quotient(step: &mut Step, is_signed: bool) {
    let size = step.size(0);
    let (all, by) = (dividend(&step.before.gprs, size), get(step, 0));
    let unused = 128 - 16 * size;
    let (quotient, rest) = match is_signed {
        true => {
            let (all, by) = ((all << unused) as i128 >> unused, wide(by, size, true));
            ((all / by) as u64, (all % by) as u64)
        }
        false => ((all / u128::from(by)) as u64, (all % u128::from(by)) as u64),
    };
    write_pair(step, quotient, rest, size);
    step.defined = 0;
}

fn exchange(step: &mut Step) {
    let (size, old, new) = (step.size(0), get(step, 0), source(step));
    let wanted = step.before.gprs[0] & mask(size);
    sum(step, wanted, old, 0, true);
    if wanted == old {
        put(step, 0, new);
    } else {
        write(step, 0, old, size);
        // A processor writes the old value back: a register of 32 bits may be extended by it.
        if let (Place::Gpr(number), 4) = (step.places[0], size) {
            let made = step.actual.gprs[number];
            let extended = made == old || made == step.before.gprs[number];
            step.after.gprs[number] = if extended { made } else { old };
        }
    }
}

/// Twice the size in `rdx` and `rax`, `rcx` and `rbx`.
fn exchange_pair(step: &mut Step, size: usize) {
    let bytes = step.get(0);
    let (low, high) = (number_of(&bytes[..size]), number_of(&bytes[size..]));
    let [a, c, d, b] = [0, 1, 2, 3].map(|number| step.before.gprs[number] & mask(size));
    let equal = (a, d) == (low, high);
    if equal {
        let new = [&b.to_le_bytes()[..size], &c.to_le_bytes()[..size]].concat();
        step.put(0, &new);
    } else {
        write(step, 0, low, size);
        write(step, 2, high, size);
    }
    step.after.flags = step.before.flags & !ZF | if equal { ZF } else { 0 };
}

/// Makes quotients fit, and every other comparison true.
pub fn prepare(run: &Run, choice: &Choice, state: &mut State, noise: &mut Noise) {
    let (Some(Kind::Gpr(bits) | Kind::Mem(bits)), Some(place)) = (run.args.first(), choice.places.first()) else {
        return;
    };
    let size = *bits as usize / 8;
    match run.mnemonic.trim_start_matches("lock ") {
        "div" => {
            let by = operand(state, *place, size);
            let by = if by == 0 { store(state, *place, size, 3) } else { by };
            let quotient = u128::from(noise.next() & mask(size));
            put_dividend(state, quotient * u128::from(by) + u128::from(noise.next() % by), size);
        }
        "idiv" => {
            let by = operand(state, *place, size);
            let by = if by == 0 { store(state, *place, size, mask(size) - 2) } else { by };
            let (by, quotient) = (wide(by, size, true), wide(noise.next(), size, true) >> 1);
            let all = quotient * by;
            let rest = i128::from(noise.next() >> 1) % by.abs();
            put_dividend(state, (if all < 0 { all - rest } else { all + rest }) as u128, size);
        }
        "cmpxchg" if noise.of(&[true, false]) => state.gprs[0] = operand(state, *place, size),
        "cmpxchg8b" | "cmpxchg16b" if noise.of(&[true, false]) => {
            let Place::Mem(at) = *place else { return };
            let half = size / 2;
            state.gprs[0] = number_of(&state.memory[at..][..half]);
            state.gprs[2] = number_of(&state.memory[at + half..][..half]);
        }
        _ => {}
    }
}

fn operand(state: &State, place: Place, size: usize) -> u64 {
    match place {
        Place::Gpr(number) => state.gprs[number] & mask(size),
        Place::Mem(at) => number_of(&state.memory[at..][..size]),
        place => panic!("{place:?} is no operand"),
    }
}

fn store(state: &mut State, place: Place, size: usize, value: u64) -> u64 {
    match place {
        Place::Gpr(number) => state.gprs[number] = value,
        Place::Mem(at) => state.memory[at..][..size].copy_from_slice(&value.to_le_bytes()[..size]),
        place => panic!("{place:?} is no operand"),
    }
    value
}

fn put_dividend(state: &mut State, all: u128, size: usize) {
    match size {
        1 => state.gprs[0] = state.gprs[0] & !0xffff | all as u64 & 0xffff,
        _ => (state.gprs[0], state.gprs[2]) = (all as u64 & mask(size), (all >> (8 * size)) as u64 & mask(size)),
    }
}
