//! Relaxed jumps beside those of GNU `as`, which starts short and widens: the same bytes.

mod gnu;

use std::fmt::Write;

use x64_asm::{Assembler, Cond, Label};

const PROGRAMS: u64 = 300;
const PIECES: u64 = 400;
const LABELS: u64 = 40;

/// A generator of numbers that are random enough (Marsaglia, "Xorshift RNGs", 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// Emits a program and writes it for `as`.
fn program(number: u64, a: &mut Assembler, text: &mut String) {
    let mut random = Random(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let labels: Vec<Label> = (0..LABELS).map(|_| a.label()).collect();
    let mut unbound: Vec<usize> = (0..labels.len()).collect();
    for _ in 0..PIECES {
        let target = random.below(LABELS) as usize;
        match random.below(8) {
            0 | 1 => {
                a.jmp(labels[target]);
                writeln!(text, "jmp .L{number}_{target}").unwrap();
            }
            2 | 3 => {
                let cond = Cond::ALL[random.below(16) as usize];
                a.jcc(cond, labels[target]);
                writeln!(text, "j{} .L{number}_{target}", cond.suffix()).unwrap();
            }
            4 if !unbound.is_empty() => {
                let label = unbound.swap_remove(random.below(unbound.len() as u64) as usize);
                a.bind(labels[label]);
                writeln!(text, ".L{number}_{label}:").unwrap();
            }
            _ => {
                let count = random.below(24);
                (0..count).for_each(|_| a.nop());
                (0..count).for_each(|_| text.push_str("nop\n"));
            }
        }
    }
    for label in unbound {
        a.bind(labels[label]);
        writeln!(text, ".L{number}_{label}:").unwrap();
    }
}

#[test]
fn relaxed_code_is_what_as_makes() {
    let mut a = Assembler::new();
    let mut text = String::from(".text\n");
    let (mut ours, mut plain) = (Vec::new(), 0);
    for number in 0..PROGRAMS {
        a.reset();
        program(number, &mut a, &mut text);
        plain += a.finish().unwrap().bytes().len();
        ours.extend_from_slice(a.finish_relaxed().unwrap().bytes());
    }
    let theirs = gnu::assemble("relaxed", &text);
    println!("{} bytes relaxed, {} by as, {plain} plain", ours.len(), theirs.len());
    assert!(ours.len() < plain);
    assert!(ours == theirs);
}
