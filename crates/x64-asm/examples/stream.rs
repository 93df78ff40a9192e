//! The work of a template JIT, to be timed or counted: a million instructions from templates of
//! moves, arithmetic with registers, constants and frame slots, compares, jumps both ways,
//! calls and scalar SSE; registers, displacements and constants are chosen at run time.
//!
//! `stream checked` assembles them one by one, `stream reserve` makes room once per template,
//! `stream template` places constant templates instead, and `stream inputs` only reads the choices. For host instructions per instruction:
//! `valgrind --tool=callgrind --toggle-collect='*counted_*' target/release/examples/stream checked`

use std::hint::black_box;
use std::time::Instant;

use x64_asm::{Assembler, Buffer, Cond, Disp32, Gpr, Imm32, Index, Label, Mem, RAX, RBP, RBX, Reg, Rm, Scale, Xmm};

/// What one template is made with.
#[derive(Clone, Copy)]
struct Choice {
    template: u8,
    a: Gpr,
    b: Gpr,
    index: Index,
    x: Xmm,
    y: Xmm,
    cond: Cond,
    slot: i32,
    constant: i32,
}

const INSTRUCTIONS: usize = 1_000_000;
const ROUNDS: usize = 10;

fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let choices = choices();
    let work = match mode.as_str() {
        "inputs" => counted_nothing,
        "template" => counted_template,
        "reserve" => counted_reserve,
        _ => counted_checked,
    };
    let rounds = if std::env::args().any(|argument| argument == "once") { 1 } else { ROUNDS };
    // Warm: the buffer has grown before the first measurement, as it has in a JIT.
    let mut assembler = Assembler::new();
    assembler.reserve(INSTRUCTIONS * 8);
    let mut best = f64::MAX;
    let mut bytes = 0;
    let mut count = 0;
    for _ in 0..rounds {
        assembler.reset();
        let start = Instant::now();
        count = work(&mut assembler, &choices);
        bytes = assembler.finish().expect("the stream is right").bytes().len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let nanoseconds = best * 1e9 / count as f64;
    println!("{mode}: {count} instructions, {bytes} bytes, best {nanoseconds:.2} ns per instruction");
}

/// The same choices on every run, from a linear congruential generator.
fn choices() -> Vec<Choice> {
    let mut state = 1_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let gprs = Gpr::ALL.into_iter().filter(|gpr| gpr.index().is_some());
    let gprs: Vec<Gpr> = gprs.collect();
    let mut all = Vec::new();
    while all.len() * 4 < INSTRUCTIONS {
        let wide = next(4) == 0;
        let b = gprs[next(15) as usize];
        all.push(Choice {
            template: next(12) as u8,
            a: gprs[next(15) as usize],
            b,
            index: b.index().unwrap_or(Index::RAX),
            x: Xmm::ALL[next(16) as usize],
            y: Xmm::ALL[next(16) as usize],
            cond: Cond::ALL[next(16) as usize],
            slot: 8 * next(if wide { 64 } else { 16 }) as i32,
            constant: if wide { next(1 << 31) as i32 } else { next(128) as i32 },
        });
    }
    all
}

#[inline(never)]
fn counted_nothing(_: &mut Assembler, choices: &[Choice]) -> usize {
    let mut count = 0;
    for choice in choices {
        let choice = black_box(choice);
        black_box((choice.a, choice.b, choice.slot, choice.constant));
        count += 4;
    }
    count
}

#[inline(never)]
fn counted_checked(assembler: &mut Assembler, choices: &[Choice]) -> usize {
    assemble::<false>(assembler, choices)
}

#[inline(never)]
fn counted_reserve(assembler: &mut Assembler, choices: &[Choice]) -> usize {
    assemble::<true>(assembler, choices)
}

#[inline(always)]
fn assemble<const RESERVE: bool>(a: &mut Assembler, choices: &[Choice]) -> usize {
    let slow = a.here();
    a.ud2();
    let mut count = 1;
    let mut block = Block { back: a.here(), done: a.label() };
    for choice in choices {
        match RESERVE {
            true => a.reserved(|a| count += template(a, choice, &mut block, slow)),
            false => count += template(a, choice, &mut block, slow),
        }
    }
    a.bind(block.done);
    count
}

struct Block {
    back: Label,
    done: Label,
}

/// Assembles one template and tells how many instructions it has.
#[inline(always)]
fn template<B: Buffer>(a: &mut Assembler<B>, c: &Choice, block: &mut Block, slow: Label) -> usize {
    let slot = Mem::base(RBP).disp(c.slot);
    match c.template {
        0 => {
            a.mov_rm64(c.a, slot);
            a.add_rm64(c.a, slot.disp(c.slot + 8));
            a.mov_mr64(slot, c.a);
            3
        }
        1 => {
            a.mov_rr64(c.a, c.b);
            a.add_ri64(c.a, c.constant);
            a.imul_rr64(c.a, c.b);
            a.mov_mr64(slot, c.a);
            4
        }
        2 => {
            a.mov_rm64(c.a, slot);
            a.cmp_ri64(c.a, c.constant);
            a.jcc(c.cond, block.done);
            3
        }
        3 => {
            a.cmp_rr64(c.a, c.b);
            a.jcc(c.cond, slow);
            a.jcc(c.cond.negate(), block.back);
            3
        }
        4 => {
            a.movsd_xm(c.x, slot);
            a.addsd_xx(c.x, c.y);
            a.mulsd_xm(c.x, slot.disp(c.slot + 8));
            a.movsd_mx(slot, c.x);
            4
        }
        5 => {
            a.mov_mi32(slot, c.constant);
            a.mov_ri64(c.a, c.constant.into());
            a.mov_mr64(slot.disp(c.slot + 16), c.a);
            3
        }
        6 => {
            a.mov_rm64(RAX, Mem::base(c.a).disp(8));
            a.cmp_rm32(c.b, Mem::base(c.a).disp(16));
            a.jcc(Cond::AE, slow);
            a.mov_rm64(c.a, Mem::base(RAX).index(c.index, Scale::X8));
            4
        }
        7 => {
            a.cvtsi2sd_xr32(c.x, c.a);
            a.ucomisd_xx(c.x, c.y);
            a.jcc(Cond::P, slow);
            a.jcc(c.cond, block.done);
            4
        }
        8 => {
            a.mov_rr32(c.a, c.b);
            a.sub_rr32(c.a, RBX);
            a.and_ri32(c.a, c.constant);
            a.or_rr64(c.a, c.b);
            4
        }
        9 => {
            a.mov_mr64(slot, c.a);
            a.call(slow);
            a.mov_rm64(c.a, slot);
            a.test_rr64(RAX, RAX);
            a.jcc(Cond::E, slow);
            5
        }
        10 => {
            a.xor_rr32(c.a, c.a);
            a.cmp_rr64(c.b, RBX);
            a.setcc_r(c.cond, c.a);
            a.lea_rm64(c.b, Mem::base(c.a).index(c.index, Scale::X4).disp(c.constant));
            4
        }
        _ => {
            a.bind(block.done);
            *block = Block { back: a.here(), done: a.label() };
            a.sub_mi64(slot, c.constant);
            a.shl_ri64(c.a, (c.constant & 31) as u8);
            a.jmp(block.done);
            3
        }
    }
}

/// The first templates again, as constants. All displacements and constants have four bytes.
mod constant {
    use x64_asm::{Cond, Disp32, Imm32, Label, Mem, RAX, RBP, RCX, Reg, Rm, Template, XMM0, XMM1, template};

    const SLOT: Mem = Mem::base(RBP).disp32(0);

    /// Adds two slots.
    pub const ADD: Template<(Disp32, Disp32, Disp32)> = template!(
        Template::new()
            .mov_rm64(RAX, SLOT)
            .hole::<Disp32>()
            .add_rm64(RAX, SLOT)
            .hole::<Disp32>()
            .mov_mr64(SLOT, RAX)
            .hole::<Disp32>()
    );

    /// Multiplies in two registers of the caller's choice.
    pub const MULTIPLY: Template<(Reg, Rm, Imm32, Rm, Disp32)> = template!(
        Template::new()
            .mov_rr64(RCX, RAX)
            .hole::<Reg>()
            .add_ri64_full(RAX, 0)
            .hole::<Rm>()
            .hole::<Imm32>()
            .imul_rr64(RCX, RAX)
            .hole::<Rm>()
            .mov_mr64(SLOT, RCX)
            .hole::<Disp32>()
    );

    /// Compares a slot with a constant and leaves.
    pub const EXIT: Template<(Disp32, Imm32, Label)> = template!(
        Template::new().mov_rm64(RAX, SLOT).hole::<Disp32>().cmp_ri64_full(RAX, 0).hole::<Imm32>().jcc(Cond::GE)
    );

    /// Adds and multiplies floats.
    pub const FLOAT: Template<(Disp32, Disp32, Disp32)> = template!(
        Template::new()
            .movsd_xm(XMM0, SLOT)
            .hole::<Disp32>()
            .addsd_xx(XMM0, XMM1)
            .mulsd_xm(XMM0, SLOT)
            .hole::<Disp32>()
            .movsd_mx(SLOT, XMM0)
            .hole::<Disp32>()
    );
}

#[inline(never)]
fn counted_template(a: &mut Assembler, choices: &[Choice]) -> usize {
    let exit = a.label();
    let mut count = 1;
    for c in choices {
        let [slot, other] = [c.slot, c.slot + 8].map(Disp32);
        let constant = Imm32(c.constant);
        match c.template & 3 {
            0 => {
                a.place_template(&constant::ADD, (slot, other, slot));
                count += 3;
            }
            1 => {
                a.place_template(&constant::MULTIPLY, (Reg(c.a), Rm(c.a), constant, Rm(c.b), slot));
                count += 4;
            }
            2 => {
                a.place_template(&constant::EXIT, (slot, constant, exit));
                count += 3;
            }
            _ => {
                a.place_template(&constant::FLOAT, (slot, other, slot));
                count += 4;
            }
        }
    }
    a.bind(exit);
    a.ret();
    count
}
