//! The x87 stack. With 53 bits of precision, and exponents far from the borders, arithmetic gives
//! exactly what `f64` gives; what is transcendental is compared within a tolerance.

use super::inputs::{Choice, Noise};
use super::run::{Kind, Run};
use super::state::State;
use super::step::{Model, Place, Step, number_of, signed};

/// 53 bits of precision, to the nearest, all exceptions masked.
const CONTROL: u16 = 0x27f;
/// So many registers hold numbers; the others are empty.
const DEPTH: usize = 6;
/// Of the status word: top of the stack; C3, C2 and C0; C1.
const TOP: u16 = 0x3800;
const CODES: u16 = 0x4500;
const C1: u16 = 0x200;

type Bits = [u8; 10];

/// What a register must hold.
#[derive(Clone, Copy)]
enum Value {
    /// These bits.
    Bits(Bits),
    /// This number, or any NaN if it is one.
    Number(f64),
    /// This number, but for one part in 10^14.
    Near(f64),
}

fn bits_of(value: f64) -> Bits {
    let bits = value.to_bits();
    let (sign, exponent, fraction) = ((bits >> 63) << 15, bits >> 52 & 0x7ff, bits << 12 >> 1);
    let (exponent, significand) = match exponent {
        0 if value == 0.0 => (0, 0),
        0x7ff => (0x7fff, fraction | 1 << 63),
        _ => (exponent + 16383 - 1023, fraction | 1 << 63),
    };
    packed(sign | exponent, significand)
}

fn packed(high: u64, significand: u64) -> Bits {
    [significand.to_le_bytes().to_vec(), high.to_le_bytes()[..2].to_vec()].concat().try_into().unwrap()
}

/// All integers of 64 bits are exact.
fn bits_of_integer(value: i64) -> Bits {
    let size = value.unsigned_abs();
    let sign = if value < 0 { 1 << 15 } else { 0 };
    match size {
        0 => packed(sign, 0),
        _ => packed(sign | (16383 + 63 - u64::from(size.leading_zeros())), size << size.leading_zeros()),
    }
}

fn parts(bits: &[u8]) -> (bool, u64, u64) {
    let high = number_of(&bits[8..10]);
    (high >> 15 == 1, high & 0x7fff, number_of(&bits[..8]))
}

/// The number, to the nearest below where it has more than 53 bits.
fn number(bits: &[u8]) -> f64 {
    let (negative, exponent, significand) = parts(bits);
    let size = match exponent {
        0x7fff if significand << 1 == 0 => f64::INFINITY,
        0x7fff => f64::NAN,
        _ if significand == 0 => 0.0,
        _ => (significand >> 11) as f64 * 2_f64.powi(exponent as i32 - 16383 - 52),
    };
    if negative { -size } else { size }
}

/// The stack while a model changes it.
struct Stack {
    top: usize,
    /// From the top on.
    values: [Value; 8],
    full: [bool; 8],
}

impl Stack {
    fn of(state: &State) -> Stack {
        let top = usize::from(state.fx[3] >> 3 & 7);
        let bits = |at: usize| Value::Bits(state.fx[32 + 16 * at..][..10].try_into().unwrap());
        let full = |at: usize| state.fx[4] >> ((top + at) % 8) & 1 == 1;
        Stack { top, values: std::array::from_fn(bits), full: std::array::from_fn(full) }
    }

    fn number(&self, at: usize) -> f64 {
        match self.values[at] {
            Value::Bits(bits) => number(&bits),
            Value::Number(value) | Value::Near(value) => value,
        }
    }

    /// Makes another register the top, so many places up.
    fn turn(&mut self, by: usize) {
        self.top = (self.top + by) % 8;
        self.values.rotate_left(by);
        self.full.rotate_left(by);
    }

    fn push(&mut self, value: Value) {
        self.turn(7);
        (self.values[0], self.full[0]) = (value, true);
    }

    fn pop(&mut self) {
        self.full[0] = false;
        self.turn(1);
    }

    fn store(self, step: &mut Step) {
        for (at, value) in self.values.into_iter().enumerate() {
            let made: Bits = step.actual.fx[32 + 16 * at..][..10].try_into().unwrap();
            let bits = match value {
                // What an empty register holds is not compared.
                _ if !self.full[at] => made,
                Value::Bits(bits) => bits,
                Value::Number(wanted) if wanted.is_nan() && number(&made).is_nan() => made,
                Value::Near(wanted) if (number(&made) - wanted).abs() <= wanted.abs() * 1e-14 => made,
                Value::Number(wanted) | Value::Near(wanted) => bits_of(wanted),
            };
            step.after.fx[32 + 16 * at..][..10].copy_from_slice(&bits);
        }
        let tags = (0..8).filter(|at| self.full[*at]).fold(0, |all, at| all | 1 << ((self.top + at) % 8));
        step.after.fx[4] = tags;
        step.after.fx[3] = step.after.fx[3] & !0x38 | (self.top as u8) << 3;
        step.tags = true;
        step.status |= TOP;
    }
}

/// Puts a stack of ordinary and special numbers into a state, and a legal operand into its memory.
pub fn prepare(run: &Run, choice: &Choice, state: &mut State, noise: &mut Noise) {
    let top = noise.next() as usize >> 9 & 7;
    state.fx[..2].copy_from_slice(&CONTROL.to_le_bytes());
    state.fx[3] = (top as u8) << 3;
    state.fx[4] = (0..DEPTH).fold(0, |all, at| all | 1 << ((top + at) % 8));
    for at in 0..8 {
        let value = operand(run.mnemonic, at, noise);
        state.fx[32 + 16 * at..][..10].copy_from_slice(&bits_of(value));
    }
    if let (Some(Place::Mem(offset)), Some(Kind::Mem(bits))) = (choice.places.first(), run.args.first()) {
        let bytes = in_memory(run.mnemonic, *bits, noise);
        state.memory[*offset..][..bytes.len()].copy_from_slice(&bytes);
    }
}

fn ordinary(noise: &mut Noise) -> f64 {
    let fraction = (noise.next() >> 11) as f64 / 2_f64.powi(53) - 0.5;
    fraction * 2_f64.powi((noise.next() >> 20) as i32 % 70 - 4)
}

fn constant(noise: &mut Noise) -> f64 {
    const ALL: [f64; 12] =
        [0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -3.5, 32767.5, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e18];
    ALL[(noise.next() >> 9) as usize % ALL.len()]
}

fn special(noise: &mut Noise) -> f64 {
    match noise.next() >> 13 & 3 {
        0 => ordinary(noise),
        1 => (noise.next() as i64 >> 50) as f64,
        _ => constant(noise),
    }
}

/// What lies in a register: within the domain of the instruction, where it has one.
fn operand(mnemonic: &str, at: usize, noise: &mut Noise) -> f64 {
    let small = (noise.next() >> 11) as f64 / 2_f64.powi(52) - 1.0;
    match (mnemonic, at) {
        ("f2xm1" | "fsin" | "fcos" | "fsincos" | "fptan", 0) => small,
        ("fyl2xp1", 0) => small / 4.0,
        ("fyl2x", 0) => ordinary(noise).abs() + 1e-3,
        ("fyl2x" | "fyl2xp1", 1) => ordinary(noise),
        ("fpatan", 0 | 1) => ordinary(noise),
        ("fscale", 1) => small * 40.0,
        // Quotients below 2^63, so that the remainder is complete.
        ("fprem" | "fprem1", _) if noise.next() >> 5 & 3 == 0 => (noise.next() as i64 >> 40) as f64,
        ("fprem" | "fprem1", _) => constant(noise),
        _ => special(noise),
    }
}

fn in_memory(mnemonic: &str, bits: u32, noise: &mut Noise) -> Vec<u8> {
    let integer = mnemonic.starts_with("fi");
    match (mnemonic, bits) {
        ("fldcw", _) => (0x37f | noise.next() as u16 & 0xc00).to_le_bytes().to_vec(),
        ("fbld", _) => {
            let digits = noise.next() % 1_000_000_000_000_000_000;
            decimal(digits, noise.next() >> 17 & 1 == 1).to_vec()
        }
        ("fldenv" | "frstor", _) => environment(noise),
        (_, 80) => bits_of(special(noise)).to_vec(),
        (_, 64) if !integer => special(noise).to_le_bytes().to_vec(),
        (_, 32) if !integer => (special(noise) as f32).to_le_bytes().to_vec(),
        _ => noise.next().to_le_bytes()[..bits as usize / 8].to_vec(),
    }
}

/// Control, status and tag word, no pointers, eight registers.
fn environment(noise: &mut Noise) -> Vec<u8> {
    let top = noise.next() as u16 >> 3 & 7;
    let tags = (0..8).fold(0_u16, |all, at| all | (3 * (noise.next() as u16 >> 7 & 1)) << (2 * at));
    let words = [0x37f, 0xffff, top << 11, 0xffff, tags, 0xffff];
    let mut all: Vec<u8> = words.iter().flat_map(|it| it.to_le_bytes()).collect();
    all.resize(28, 0);
    (0..8).for_each(|_| all.extend(bits_of(special(noise))));
    all
}

/// Eighteen decimal digits, two in a byte, and a sign.
fn decimal(size: u64, negative: bool) -> Bits {
    let mut all = [0; 10];
    (0..9).fold(size, |rest, at| {
        all[at] = (rest % 100 / 10 * 16 + rest % 10) as u8;
        rest / 100
    });
    all[9] = if negative { 0x80 } else { 0 };
    all
}

pub fn models(add: &mut dyn FnMut(String, Model)) {
    arithmetic(add);
    comparisons(add);
    loads_and_stores(add);
    stack(add);
    unary(add);
    transcendental(add);
    control(add);
}

/// A model that changes the stack.
fn on_stack(model: impl Fn(&mut Stack, &mut Step) + 'static) -> Model {
    Box::new(move |step| {
        let mut stack = Stack::of(step.before);
        model(&mut stack, step);
        stack.store(step);
    })
}

/// The number in memory, an integer of instructions that begin with `fi`.
fn loaded(step: &Step) -> f64 {
    let bytes = step.get(0);
    match (step.run.mnemonic.starts_with("fi"), bytes.len()) {
        (true, size) => signed(number_of(&bytes), size) as f64,
        (false, 4) => f64::from(f32::from_bits(number_of(&bytes) as u32)),
        (false, 8) => f64::from_bits(number_of(&bytes)),
        (false, _) => number(&bytes),
    }
}

/// The number of the register that is not the top, if one is named.
fn register(step: &Step) -> Option<usize> {
    step.places.iter().find_map(|place| match place {
        Place::Stack(at) => Some(*at),
        _ => None,
    })
}

fn arithmetic(add: &mut dyn FnMut(String, Model)) {
    type Two = fn(f64, f64) -> f64;
    let all: [(&str, Two); 6] = [
        ("add", |to, from| to + from),
        ("mul", |to, from| to * from),
        ("sub", |to, from| to - from),
        ("subr", |to, from| from - to),
        ("div", |to, from| to / from),
        ("divr", |to, from| from / to),
    ];
    for (name, operation) in all {
        for (mnemonic, pops) in [(format!("f{name}"), false), (format!("f{name}p"), true), (format!("fi{name}"), false)]
        {
            add(
                mnemonic,
                on_stack(move |stack, step| {
                    let (to, from) = match (register(step), step.places[0]) {
                        (None, _) => (0, loaded(step)),
                        (Some(at), Place::Stack(_)) => (at, stack.number(0)),
                        (Some(at), _) => (0, stack.number(at)),
                    };
                    stack.values[to] = Value::Number(operation(stack.number(to), from));
                    if pops {
                        stack.pop();
                    }
                }),
            );
        }
    }
}

fn comparisons(add: &mut dyn FnMut(String, Model)) {
    for (name, pops) in [
        ("fcom", 0),
        ("fcomp", 1),
        ("fcompp", 2),
        ("fucom", 0),
        ("fucomp", 1),
        ("fucompp", 2),
        ("ficom", 0),
        ("ficomp", 1),
        ("ftst", 0),
    ] {
        add(
            name.into(),
            on_stack(move |stack, step| {
                let other = match (register(step), step.places.is_empty()) {
                    (Some(at), _) => stack.number(at),
                    (None, true) if name == "ftst" => 0.0,
                    (None, true) => stack.number(1),
                    (None, false) => loaded(step),
                };
                let top = stack.number(0);
                let unordered = top.is_nan() || other.is_nan();
                let code = |holds: bool, at: u16| if holds || unordered { 1 << at } else { 0 };
                codes(step, code(top < other, 8) | code(false, 10) | code(top == other, 14), CODES);
                (0..pops).for_each(|_| stack.pop());
            }),
        );
    }
    for (name, pops) in [("fcomi", false), ("fcomip", true), ("fucomi", false), ("fucomip", true)] {
        add(
            name.into(),
            on_stack(move |stack, step| {
                let (top, other) = (stack.number(0), stack.number(register(step).unwrap()));
                let unordered = top.is_nan() || other.is_nan();
                step.compared(unordered || top == other, unordered, unordered || top < other);
                step.defined = 0x45;
                if pops {
                    stack.pop();
                }
            }),
        );
    }
    add(
        "fxam".into(),
        on_stack(|stack, step| {
            let value = stack.number(0);
            let class = match value.classify() {
                std::num::FpCategory::Nan => 1 << 8,
                std::num::FpCategory::Infinite => 1 << 8 | 1 << 10,
                std::num::FpCategory::Zero => 1 << 14,
                std::num::FpCategory::Subnormal | std::num::FpCategory::Normal => 1 << 10,
            };
            let sign = if value.is_sign_negative() { C1 } else { 0 };
            codes(step, class | sign, CODES | C1);
        }),
    );
    for (name, mask) in [("b", 1), ("e", 0x40), ("be", 0x41), ("u", 4)] {
        for (mnemonic, wanted) in [(format!("fcmov{name}"), true), (format!("fcmovn{name}"), false)] {
            add(
                mnemonic,
                on_stack(move |stack, step| {
                    if (step.before.flags & mask != 0) == wanted {
                        stack.values[0] = stack.values[register(step).unwrap()];
                    }
                }),
            );
        }
    }
}

/// Sets condition codes of the status word, and has them compared.
fn codes(step: &mut Step, codes: u16, mask: u16) {
    let word = u16::from_le_bytes([step.after.fx[2], step.after.fx[3]]) & !mask | codes;
    step.after.fx[2..4].copy_from_slice(&word.to_le_bytes());
    step.status |= mask;
}

fn loads_and_stores(add: &mut dyn FnMut(String, Model)) {
    add(
        "fld".into(),
        on_stack(|stack, step| {
            let value = match register(step) {
                Some(at) => stack.values[at],
                None if step.size(0) == 10 => Value::Bits(step.get(0).try_into().unwrap()),
                None => Value::Number(loaded(step)),
            };
            stack.push(value);
        }),
    );
    add(
        "fild".into(),
        on_stack(|stack, step| {
            let bytes = step.get(0);
            stack.push(Value::Bits(bits_of_integer(signed(number_of(&bytes), bytes.len()))));
        }),
    );
    add(
        "fbld".into(),
        on_stack(|stack, step| {
            let bytes = step.get(0);
            let digits = bytes[..9].iter().rev().flat_map(|it| [it >> 4, it & 15]);
            let size = digits.fold(0, |all, digit| all * 10 + u64::from(digit));
            let mut bits = bits_of_integer(size as i64);
            bits[9] |= bytes[9] & 0x80;
            stack.push(Value::Bits(bits));
        }),
    );
    for (name, pops) in [("fst", false), ("fstp", true)] {
        add(
            name.into(),
            on_stack(move |stack, step| {
                let value = stack.number(0);
                match (register(step), stack.values[0]) {
                    (Some(at), top) => (stack.values[at], stack.full[at]) = (top, true),
                    (None, Value::Bits(bits)) if step.size(0) == 10 => step.put(0, &bits),
                    (None, _) => stored(step, value),
                }
                if pops {
                    stack.pop();
                }
            }),
        );
    }
    for (name, pops, truncates) in [("fist", false, false), ("fistp", true, false), ("fisttp", true, true)] {
        add(
            name.into(),
            on_stack(move |stack, step| {
                let value = stack.number(0);
                let whole = if truncates { value.trunc() } else { value.round_ties_even() };
                let top = 2_f64.powi(8 * step.size(0) as i32 - 1);
                let fits = (-top..top).contains(&whole);
                let made = if fits { whole as i64 as u64 } else { 1 << (8 * step.size(0) - 1) };
                step.put(0, &made.to_le_bytes());
                if pops {
                    stack.pop();
                }
            }),
        );
    }
    add(
        "fbstp".into(),
        on_stack(|stack, step| {
            let value = stack.number(0).round_ties_even();
            let fits = value.abs() < 1e18;
            let made = if fits { decimal(value.abs() as u64, value.is_sign_negative()) } else { INDEFINITE };
            step.put(0, &made);
            stack.pop();
        }),
    );
}

/// What `fbstp` stores of a number that has more than 18 digits.
const INDEFINITE: Bits = [0, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0xff];

/// A number in 32 or 64 bits; which NaN a NaN becomes is not compared.
fn stored(step: &mut Step, value: f64) {
    let made = step.made(0);
    let size = made.len();
    let made_nan = super::float::is_nan(number_of(&made), size);
    let bytes = match size {
        _ if value.is_nan() && made_nan => made,
        4 => (value as f32).to_le_bytes().to_vec(),
        _ => value.to_le_bytes().to_vec(),
    };
    step.put(0, &bytes);
}

fn stack(add: &mut dyn FnMut(String, Model)) {
    add("fxch".into(), on_stack(|stack, step| stack.values.swap(0, register(step).unwrap())));
    add("ffree".into(), on_stack(|stack, step| stack.full[register(step).unwrap()] = false));
    add(
        "ffreep".into(),
        on_stack(|stack, step| {
            stack.full[register(step).unwrap()] = false;
            stack.pop();
        }),
    );
    add("fincstp".into(), on_stack(|stack, _| stack.turn(1)));
    add("fdecstp".into(), on_stack(|stack, _| stack.turn(7)));
    for name in ["fnop", "wait", "fnclex", "fclex"] {
        add(name.into(), on_stack(|_, _| {}));
    }
    for name in ["fninit", "finit"] {
        add(name.into(), on_stack(initialised));
    }
}

fn initialised(stack: &mut Stack, step: &mut Step) {
    stack.turn((8 - stack.top) % 8);
    stack.full = [false; 8];
    step.after.fx[..2].copy_from_slice(&0x37f_u16.to_le_bytes());
}

fn unary(add: &mut dyn FnMut(String, Model)) {
    type One = fn(f64) -> f64;
    let all: [(&str, One); 2] = [("fsqrt", f64::sqrt), ("frndint", f64::round_ties_even)];
    for (name, operation) in all {
        add(name.into(), on_stack(move |stack, _| stack.values[0] = Value::Number(operation(stack.number(0)))));
    }
    // These change the sign only, also of a NaN.
    for (name, mask, toggle) in [("fabs", 0x7f, 0), ("fchs", 0xff, 0x80)] {
        add(
            name.into(),
            on_stack(move |stack, _| {
                if let Value::Bits(bits) = &mut stack.values[0] {
                    bits[9] = bits[9] & mask ^ toggle;
                }
            }),
        );
    }
    add(
        "fscale".into(),
        on_stack(|stack, _| {
            let by = stack.number(1).trunc() as i32;
            stack.values[0] = Value::Number(stack.number(0) * 2_f64.powi(by));
        }),
    );
    add("fprem".into(), on_stack(|stack, _| stack.values[0] = Value::Number(stack.number(0) % stack.number(1))));
    add(
        "fprem1".into(),
        on_stack(|stack, _| {
            stack.values[0] = Value::Number(nearest_remainder(stack.number(0), stack.number(1)));
        }),
    );
    add(
        "fxtract".into(),
        on_stack(|stack, _| {
            let value = stack.number(0);
            let (exponent, significand) = match value {
                _ if value == 0.0 => (f64::NEG_INFINITY, value),
                _ if value.is_infinite() => (f64::INFINITY, value),
                _ if value.is_nan() => (value, value),
                _ => {
                    let exponent = (value.to_bits() >> 52 & 0x7ff) as i32 - 1023;
                    (exponent.into(), value / 2_f64.powi(exponent))
                }
            };
            stack.values[0] = Value::Number(exponent);
            stack.push(Value::Number(significand));
        }),
    );
}

/// The remainder of the quotient that is nearest, ties to even.
fn nearest_remainder(a: f64, b: f64) -> f64 {
    let (mut rest, by) = (a.abs() % (2.0 * b.abs()), b.abs());
    if rest + rest > by {
        rest -= by;
        if rest + rest >= by {
            rest -= by;
        }
    }
    if a.is_sign_negative() { -rest } else { rest }
}

fn transcendental(add: &mut dyn FnMut(String, Model)) {
    use std::f64::consts::{LN_2, LOG2_10, LOG2_E, LOG10_2, PI};
    for (name, value) in [("fldl2t", LOG2_10), ("fldl2e", LOG2_E), ("fldpi", PI), ("fldlg2", LOG10_2), ("fldln2", LN_2)]
    {
        add(name.into(), on_stack(move |stack, _| stack.push(Value::Near(value))));
    }
    add("fld1".into(), on_stack(|stack, _| stack.push(Value::Number(1.0))));
    add("fldz".into(), on_stack(|stack, _| stack.push(Value::Number(0.0))));
    type One = fn(f64) -> f64;
    let all: [(&str, One); 3] = [("fsin", f64::sin), ("fcos", f64::cos), ("f2xm1", |it| (it * LN_2).exp_m1())];
    for (name, function) in all {
        add(name.into(), on_stack(move |stack, _| stack.values[0] = Value::Near(function(stack.number(0)))));
    }
    add(
        "fsincos".into(),
        on_stack(|stack, _| {
            let (sine, cosine) = stack.number(0).sin_cos();
            stack.values[0] = Value::Near(sine);
            stack.push(Value::Near(cosine));
        }),
    );
    add(
        "fptan".into(),
        on_stack(|stack, _| {
            stack.values[0] = Value::Near(stack.number(0).tan());
            stack.push(Value::Number(1.0));
        }),
    );
    type Two = fn(f64, f64) -> f64;
    let all: [(&str, Two); 3] =
        [("fpatan", |x, y| y.atan2(x)), ("fyl2x", |x, y| y * x.log2()), ("fyl2xp1", |x, y| y * x.ln_1p() / LN_2)];
    for (name, function) in all {
        add(
            name.into(),
            on_stack(move |stack, _| {
                stack.values[1] = Value::Near(function(stack.number(0), stack.number(1)));
                stack.pop();
            }),
        );
    }
}

fn control(add: &mut dyn FnMut(String, Model)) {
    add(
        "fldcw".into(),
        on_stack(|_, step| {
            let word = step.get(0);
            step.after.fx[..2].copy_from_slice(&word);
        }),
    );
    for (name, at) in [("fnstcw", 0), ("fstcw", 0), ("fnstsw", 2), ("fstsw", 2)] {
        add(
            name.into(),
            on_stack(move |_, step| {
                let word = step.before.fx[at..at + 2].to_vec();
                match step.places[0] {
                    Place::Fixed => step.after.gprs[0] = step.before.gprs[0] & !0xffff | number_of(&word),
                    _ => step.put(0, &word),
                }
            }),
        );
    }
    for name in ["fnstenv", "fstenv"] {
        add(name.into(), on_stack(|stack, step| _ = save_environment(stack, step)));
    }
    for name in ["fnsave", "fsave"] {
        add(
            name.into(),
            on_stack(|stack, step| {
                let to = save_environment(stack, step);
                (0..8).for_each(|at| {
                    let bits = step.before.fx[32 + 16 * at..][..10].to_vec();
                    step.after.memory[to + 28 + 10 * at..][..10].copy_from_slice(&bits);
                });
                initialised(stack, step);
            }),
        );
    }
    add("fldenv".into(), on_stack(load_environment));
    add(
        "frstor".into(),
        on_stack(|stack, step| {
            load_environment(stack, step);
            let Place::Mem(from) = step.places[0] else { panic!("{}", step.run.name) };
            (0..8).for_each(|at| {
                let bits = &step.before.memory[from + 28 + 10 * at..][..10];
                stack.values[at] = Value::Bits(bits.try_into().unwrap());
            });
        }),
    );
}

/// Control, status and tag word; the pointers behind them are not compared. Returns the offset.
fn save_environment(stack: &Stack, step: &mut Step) -> usize {
    let Place::Mem(to) = step.places[0] else { panic!("{}", step.run.name) };
    let made = step.actual.memory[to..to + 28].to_vec();
    step.after.memory[to..to + 28].copy_from_slice(&made);
    let tag = |at: usize| match (stack.full[at], stack.number(at)) {
        (false, _) => 3,
        (true, 0.0) => 1,
        (true, value) if value.is_finite() => 0,
        (true, _) => 2,
    };
    let tags = (0..8).fold(0_u16, |all, at| all | tag(at) << (2 * ((stack.top + at) % 8)));
    for (at, word) in [(0, CONTROL), (4, (stack.top as u16) << 11), (8, tags)] {
        step.after.memory[to + at..][..2].copy_from_slice(&word.to_le_bytes());
    }
    to
}

fn load_environment(stack: &mut Stack, step: &mut Step) {
    let Place::Mem(from) = step.places[0] else { panic!("{}", step.run.name) };
    let word = |at: usize| u16::from_le_bytes([step.before.memory[from + at], step.before.memory[from + at + 1]]);
    let (top, tags) = (usize::from(word(4) >> 11 & 7), word(8));
    stack.turn((8 + top - stack.top) % 8);
    (0..8).for_each(|at| stack.full[at] = tags >> (2 * ((top + at) % 8)) & 3 != 3);
    let control = word(0).to_le_bytes();
    step.after.fx[..2].copy_from_slice(&control);
}
