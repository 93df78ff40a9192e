//! The string instructions with their prefixes, and `xlatb`.

use super::general::{ZF, mask, sum_of};
use super::inputs::{BASE, Noise};
use super::run::Run;
use super::state::State;
use super::step::{Model, Step, number_of};

const DF: u64 = 1 << 10;

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in [("b", 1), ("w", 2), ("d", 4), ("q", 8)] {
        for name in ["movs", "stos", "lods", "cmps", "scas"] {
            for prefix in ["", "rep ", "repe ", "repne "] {
                add(format!("{prefix}{name}{letter}"), Box::new(move |step| repeat(step, prefix, name, size)));
            }
        }
    }
    add(
        "xlatb".into(),
        Box::new(|step| {
            let at = step.before.gprs[3] - step.memory + (step.before.gprs[0] & 0xff);
            step.after.gprs[0] = step.before.gprs[0] & !0xff | u64::from(step.before.memory[at as usize]);
        }),
    );
    for (name, set) in [("cld", 0), ("std", DF)] {
        add(
            name.into(),
            Box::new(move |step| {
                step.after.flags = step.before.flags & !DF | set;
                step.defined |= DF;
            }),
        );
    }
}

fn repeat(step: &mut Step, prefix: &str, name: &str, size: usize) {
    let mut turns = if prefix.is_empty() { 1 } else { step.before.gprs[1] };
    while turns > 0 {
        turns -= 1;
        once(step, name, size);
        let equal = step.after.flags & ZF != 0;
        if prefix == "repe " && !equal || prefix == "repne " && equal {
            break;
        }
    }
    if !prefix.is_empty() {
        step.after.gprs[1] = turns;
    }
}

/// One element; `rsi` and `rdi` go on to the next, or back.
fn once(step: &mut Step, name: &str, size: usize) {
    let at = |number: usize, step: &Step| (step.after.gprs[number] - step.memory) as usize;
    let load = |number: usize, step: &Step| number_of(&step.after.memory[at(number, step)..][..size]);
    let accumulator = step.after.gprs[0] & mask(size);
    match name {
        "movs" | "stos" => {
            let value = if name == "movs" { load(6, step) } else { accumulator };
            let to = at(7, step);
            step.after.memory[to..][..size].copy_from_slice(&value.to_le_bytes()[..size]);
        }
        "lods" => {
            let old = if size < 4 { step.after.gprs[0] & !mask(size) } else { 0 };
            step.after.gprs[0] = old | load(6, step);
        }
        "cmps" => sum_of(step, load(6, step), load(7, step), size),
        _ => sum_of(step, accumulator, load(7, step), size),
    }
    let by = if step.before.flags & DF == 0 { size as u64 } else { (size as u64).wrapping_neg() };
    if !matches!(name, "stos" | "scas") {
        step.after.gprs[6] = step.after.gprs[6].wrapping_add(by);
    }
    if name != "lods" {
        step.after.gprs[7] = step.after.gprs[7].wrapping_add(by);
    }
}

/// Places for source and destination that may overlap, either direction, and equal elements.
pub fn prepare(run: &Run, state: &mut State, noise: &mut Noise) {
    let last = run.mnemonic.split(' ').next_back().unwrap_or_default();
    let names = ["movs", "stos", "lods", "cmps", "scas"];
    let is_text = run.args.is_empty() && names.iter().any(|it| last.starts_with(it));
    if is_text {
        state.gprs[6] = state.address(BASE + noise.of(&[64, 65, 100, 200, 333]));
        state.gprs[7] = state.address(BASE + noise.of(&[64, 67, 101, 200, 340]));
        state.gprs[1] = noise.of(&[0, 1, 2, 3, 5, 8]);
        if noise.of(&[true, false]) {
            let byte = state.memory[0];
            state.memory.fill(byte);
            state.gprs[0] = u64::from_le_bytes([byte; 8]);
            state.memory[BASE + 205 + state.gprs[1] as usize] ^= 1;
        }
    }
    if is_text || matches!(run.mnemonic, "cld" | "std") {
        state.flags |= noise.of(&[0, DF]);
    }
    if run.mnemonic == "xlatb" {
        state.gprs[3] = state.address(BASE);
    }
}
