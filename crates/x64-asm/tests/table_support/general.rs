//! Instructions on general-purpose registers, and hints that change nothing.

use super::run::Kind;
use super::state::ARITHMETIC;
use super::step::{Model, Place, Step, number_of, signed};
use crate::model::{crc32c, deposit, extract, low_bits};

pub const CF: u64 = 1;
pub const ZF: u64 = 1 << 6;
pub const SF: u64 = 1 << 7;
pub const OF: u64 = 1 << 11;

pub fn models(add: &mut dyn FnMut(String, Model)) {
    moves(add);
    sums(add);
    logic(add);
    counts(add);
    fields(add);
    products(add);
    conditions(add);
    for name in [
        "nop",
        "pause",
        "endbr64",
        "mfence",
        "lfence",
        "sfence",
        "prefetchnta",
        "prefetcht0",
        "prefetcht1",
        "prefetcht2",
        "prefetchw",
        "prefetch",
        "clflush",
        "clflushopt",
        "clwb",
    ] {
        add(name.into(), Box::new(|_| {}));
    }
}

pub fn mask(size: usize) -> u64 {
    low_bits(u64::MAX, 8 * size as u64)
}

pub fn get(step: &Step, at: usize) -> u64 {
    number_of(&step.get(at))
}

pub fn put(step: &mut Step, at: usize, value: u64) {
    step.put(at, &value.to_le_bytes());
}

/// The second operand: a constant with its sign, or what a register or memory holds.
pub fn source(step: &Step) -> u64 {
    let value = match (step.places[1], step.run.args[1]) {
        (Place::Imm(value), Kind::Imm(bits, true)) => signed(value as u64, bits as usize / 8) as u64,
        (Place::Imm(value), _) => value as u64,
        _ => get(step, 1),
    };
    value & mask(step.size(0))
}

/// The flags of a result of so many bytes: PF, ZF, SF, and those that are given.
pub fn flags(step: &mut Step, result: u64, size: usize, given: u64, defined: u64) {
    let parity = if (result as u8).count_ones().is_multiple_of(2) { 1 << 2 } else { 0 };
    let zero = if result & mask(size) == 0 { ZF } else { 0 };
    let sign = if result >> (8 * size - 1) & 1 == 1 { SF } else { 0 };
    step.after.flags = step.before.flags & !ARITHMETIC | parity | zero | sign | given;
    step.defined = defined;
}

fn moves(add: &mut dyn FnMut(String, Model)) {
    add(
        "mov".into(),
        Box::new(|step| {
            let value = source(step);
            put(step, 0, value);
        }),
    );
    for name in ["movzx", "movnti"] {
        add(
            name.into(),
            Box::new(|step| {
                let value = get(step, 1);
                put(step, 0, value);
            }),
        );
    }
    for name in ["movsx", "movsxd"] {
        add(
            name.into(),
            Box::new(|step| {
                let value = signed(get(step, 1), step.size(1)) as u64;
                put(step, 0, value);
            }),
        );
    }
    add(
        "movbe".into(),
        Box::new(|step| {
            let reversed: Vec<u8> = step.get(1).into_iter().rev().collect();
            step.put(0, &reversed);
        }),
    );
    add(
        "bswap".into(),
        Box::new(|step| {
            let reversed: Vec<u8> = step.get(0).into_iter().rev().collect();
            step.put(0, &reversed);
        }),
    );
    add(
        "xchg".into(),
        Box::new(|step| {
            let (first, second) = (step.get(0), step.get(1));
            step.put(0, &second);
            step.put(1, &first);
        }),
    );
    for (name, to, from) in [("cbw", 2, 1), ("cwde", 4, 2), ("cdqe", 8, 4)] {
        add(
            name.into(),
            Box::new(move |step| {
                let rax = step.before.gprs[0];
                let value = signed(rax & mask(from), from) as u64 & mask(to);
                step.after.gprs[0] = if to == 2 { rax & !0xffff | value } else { value };
            }),
        );
    }
    for (name, size) in [("cwd", 2), ("cdq", 4), ("cqo", 8)] {
        add(
            name.into(),
            Box::new(move |step| {
                let value = (signed(step.before.gprs[0] & mask(size), size) >> 63) as u64 & mask(size);
                step.after.gprs[2] = if size == 2 { step.before.gprs[2] & !0xffff | value } else { value };
            }),
        );
    }
}

/// A sum or difference with its flags; the carry is added or subtracted too.
pub fn sum(step: &mut Step, a: u64, b: u64, carry: u64, subtracts: bool) -> u64 {
    let size = step.size(0);
    sum_with(step, [a, b, carry], subtracts, size)
}

/// The flags of a comparison of so many bytes.
pub fn sum_of(step: &mut Step, a: u64, b: u64, size: usize) {
    sum_with(step, [a, b, 0], true, size);
}

fn sum_with(step: &mut Step, [a, b, carry]: [u64; 3], subtracts: bool, size: usize) -> u64 {
    let result = match subtracts {
        true => a.wrapping_sub(b).wrapping_sub(carry),
        false => a.wrapping_add(b).wrapping_add(carry),
    };
    let carries = match subtracts {
        true => u128::from(a) < u128::from(b) + u128::from(carry),
        false => u128::from(a) + u128::from(b) + u128::from(carry) > u128::from(mask(size)),
    };
    let overflows = if subtracts { (a ^ b) & (a ^ result) } else { !(a ^ b) & (a ^ result) } >> (8 * size - 1) & 1;
    let given = u64::from(carries) | (a ^ b ^ result) & 0x10 | overflows << 11;
    flags(step, result, size, given, ARITHMETIC);
    result
}

fn sums(add: &mut dyn FnMut(String, Model)) {
    for (name, subtracts, with_carry) in
        [("add", false, false), ("adc", false, true), ("sub", true, false), ("sbb", true, true), ("cmp", true, false)]
    {
        add(
            name.into(),
            Box::new(move |step| {
                let (a, b) = (get(step, 0), source(step));
                let carry = if with_carry { step.before.flags & CF } else { 0 };
                let result = sum(step, a, b, carry, subtracts);
                if name != "cmp" {
                    put(step, 0, result);
                }
            }),
        );
    }
    for (name, subtracts) in [("inc", false), ("dec", true)] {
        add(
            name.into(),
            Box::new(move |step| {
                let a = get(step, 0);
                let result = sum(step, a, 1, 0, subtracts);
                put(step, 0, result);
                step.after.flags = step.after.flags & !CF | step.before.flags & CF;
            }),
        );
    }
    add(
        "neg".into(),
        Box::new(|step| {
            let a = get(step, 0);
            let result = sum(step, 0, a, 0, true);
            put(step, 0, result);
        }),
    );
    add(
        "xadd".into(),
        Box::new(|step| {
            let (a, b) = (get(step, 0), get(step, 1));
            let result = sum(step, a, b, 0, false);
            put(step, 1, a);
            put(step, 0, result);
        }),
    );
    for (name, at) in [("adcx", 0), ("adox", 11)] {
        add(
            name.into(),
            Box::new(move |step| {
                let carry = step.before.flags >> at & 1;
                let all = u128::from(get(step, 0)) + u128::from(get(step, 1)) + u128::from(carry);
                let carries = all > u128::from(mask(step.size(0)));
                put(step, 0, all as u64);
                step.after.flags = step.before.flags & !(1 << at) | u64::from(carries) << at;
            }),
        );
    }
}

fn logic(add: &mut dyn FnMut(String, Model)) {
    type Logic = fn(u64, u64) -> u64;
    let all: [(&str, Logic); 4] =
        [("and", |a, b| a & b), ("or", |a, b| a | b), ("xor", |a, b| a ^ b), ("test", |a, b| a & b)];
    for (name, operation) in all {
        add(
            name.into(),
            Box::new(move |step| {
                let (result, size) = (operation(get(step, 0), source(step)), step.size(0));
                flags(step, result, size, 0, ARITHMETIC & !0x10);
                if name != "test" {
                    put(step, 0, result);
                }
            }),
        );
    }
    add(
        "not".into(),
        Box::new(|step| {
            let value = !get(step, 0);
            put(step, 0, value);
        }),
    );
    add(
        "andn".into(),
        Box::new(|step| {
            let (result, size) = (!get(step, 1) & get(step, 2), step.size(0));
            put(step, 0, result);
            flags(step, result, size, 0, CF | ZF | SF | OF);
        }),
    );
    for (name, set) in [("clc", Some(0)), ("stc", Some(1)), ("cmc", None)] {
        add(
            name.into(),
            Box::new(move |step| {
                let carry = set.unwrap_or(!step.before.flags & CF);
                step.after.flags = step.before.flags & !CF | carry;
            }),
        );
    }
}

fn counts(add: &mut dyn FnMut(String, Model)) {
    for name in ["tzcnt", "lzcnt", "popcnt"] {
        add(
            name.into(),
            Box::new(move |step| {
                let (value, bits) = (get(step, 1), 8 * step.size(0) as u64);
                let result = match name {
                    "tzcnt" => u64::from(value.trailing_zeros()).min(bits),
                    "lzcnt" => u64::from(value.leading_zeros()) - (64 - bits),
                    _ => value.count_ones().into(),
                };
                put(step, 0, result);
                let (zero, carry) = match name {
                    "popcnt" => (value == 0, false),
                    _ => (result == 0, value == 0),
                };
                step.compared(zero, false, carry);
                step.defined = if name == "popcnt" { ARITHMETIC } else { CF | ZF };
            }),
        );
    }
    // Of zero the destination is undefined.
    for name in ["bsf", "bsr"] {
        add(
            name.into(),
            Box::new(move |step| {
                let value = get(step, 1);
                let result = match (value, name) {
                    (0, _) => number_of(&step.made(0)),
                    (_, "bsf") => value.trailing_zeros().into(),
                    (_, _) => 63 - u64::from(value.leading_zeros()),
                };
                match (value, step.places[0]) {
                    (0, Place::Gpr(number)) => step.after.gprs[number] = step.actual.gprs[number],
                    _ => put(step, 0, result),
                }
                step.compared(value == 0, false, false);
                step.defined = ZF;
            }),
        );
    }
    add(
        "crc32".into(),
        Box::new(|step| {
            let crc = crc32c(get(step, 0) as u32, &step.get(1));
            put(step, 0, crc.into());
        }),
    );
}

fn fields(add: &mut dyn FnMut(String, Model)) {
    type One = fn(u64) -> u64;
    // The carry is whether the source is zero; of BLSI whether it is not.
    let all: [(&str, One, bool); 3] = [
        ("blsr", |a| a & a.wrapping_sub(1), true),
        ("blsmsk", |a| a ^ a.wrapping_sub(1), true),
        ("blsi", |a| a & a.wrapping_neg(), false),
    ];
    for (name, operation, of_zero) in all {
        add(
            name.into(),
            Box::new(move |step| {
                let (value, size) = (get(step, 1), step.size(0));
                let result = operation(value) & mask(size);
                put(step, 0, result);
                flags(step, result, size, u64::from((value == 0) == of_zero), CF | ZF | SF | OF);
            }),
        );
    }
    add(
        "pdep".into(),
        Box::new(|step| {
            let value = deposit(get(step, 1), get(step, 2));
            put(step, 0, value);
        }),
    );
    add(
        "pext".into(),
        Box::new(|step| {
            let value = extract(get(step, 1), get(step, 2));
            put(step, 0, value);
        }),
    );
    add(
        "bzhi".into(),
        Box::new(|step| {
            let (value, count, size) = (get(step, 1), get(step, 2) & 0xff, step.size(0));
            let result = low_bits(value, count);
            put(step, 0, result);
            flags(step, result, size, u64::from(count >= 8 * size as u64), CF | ZF | SF | OF);
        }),
    );
    add(
        "bextr".into(),
        Box::new(|step| {
            let (value, control) = (get(step, 1), get(step, 2));
            let (at, count) = (control & 0xff, control >> 8 & 0xff);
            let result = if at > 63 { 0 } else { low_bits(value >> at, count) };
            put(step, 0, result);
            step.compared(result == 0, false, false);
            step.defined = CF | ZF | OF;
        }),
    );
    for name in ["shlx", "shrx", "sarx"] {
        add(
            name.into(),
            Box::new(move |step| {
                let (value, size) = (get(step, 1), step.size(0));
                let count = get(step, 2) & (8 * size as u64 - 1);
                let result = match name {
                    "shlx" => value << count,
                    "shrx" => value >> count,
                    _ => (signed(value, size) >> count) as u64,
                };
                put(step, 0, result);
            }),
        );
    }
    add(
        "rorx".into(),
        Box::new(|step| {
            let (value, imm) = (get(step, 1), u32::from(step.imm()));
            let result =
                if step.size(0) == 4 { (value as u32).rotate_right(imm).into() } else { value.rotate_right(imm) };
            put(step, 0, result);
        }),
    );
}

fn products(add: &mut dyn FnMut(String, Model)) {
    // The high half goes to the first operand, which is the second too where both are one register.
    add(
        "mulx".into(),
        Box::new(|step| {
            let (size, other) = (step.size(0), get(step, 2));
            let product = u128::from(step.before.gprs[2] & mask(size)) * u128::from(other);
            put(step, 1, product as u64 & mask(size));
            put(step, 0, (product >> (8 * size)) as u64);
        }),
    );
}

fn conditions(add: &mut dyn FnMut(String, Model)) {
    let holds = |step: &Step, cond: i64| {
        let flag = |mask: u64| step.before.flags & mask != 0;
        let less = flag(SF) != flag(OF);
        let plain = match cond >> 1 {
            0 => flag(OF),
            1 => flag(CF),
            2 => flag(ZF),
            3 => flag(CF | ZF),
            4 => flag(SF),
            5 => flag(4),
            6 => less,
            _ => less || flag(ZF),
        };
        plain != (cond & 1 == 1)
    };
    let condition = |step: &Step| match step.places[0] {
        Place::Imm(cond) => cond,
        place => panic!("{}: {place:?} is no condition", step.run.name),
    };
    add(
        "setcc".into(),
        Box::new(move |step| {
            let value = holds(step, condition(step));
            put(step, 1, value.into());
        }),
    );
    // A destination of 32 bits is extended also where it is not written.
    add(
        "cmovcc".into(),
        Box::new(move |step| {
            let from = if holds(step, condition(step)) { 2 } else { 1 };
            let value = get(step, from);
            put(step, 1, value);
        }),
    );
}
