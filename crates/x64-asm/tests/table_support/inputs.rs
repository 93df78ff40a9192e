//! Operands to run a row with, and states to run them on.

use x64_asm::{Features, Gpr, Mem, Scale};

use super::run::{Kind, Operand, Run};
use super::state::{ARITHMETIC, State};
use super::step::{Place, joined, signed};
use super::{saved, x87};

/// Pseudorandom numbers, the same in every run.
pub struct Noise(u64);

impl Noise {
    pub fn new() -> Noise {
        Noise(0x9e37_79b9_7f4a_7c15)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0.rotate_left(32)
    }

    pub fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[(self.next() >> 7) as usize % list.len()]
    }
}

const SINGLES: [u32; 24] = [
    0,
    0x8000_0000,
    0x3f80_0000,
    0xbf80_0000,
    0x3fc0_0000,
    0x0080_0000,
    1,
    0x8000_0001,
    0x007f_ffff,
    0x7f7f_ffff,
    0xff7f_ffff,
    0x7f80_0000,
    0xff80_0000,
    0x7fc1_2345,
    0xffc0_0001,
    0x7f80_0001,
    0xffa0_0000,
    0x4f00_0000,
    0xcf00_0000,
    0x3f00_0000,
    0x4020_0000,
    0x477f_e000,
    0x477f_f000,
    0x3300_0001,
];

const DOUBLES: [u64; 22] = [
    0,
    1 << 63,
    0x3ff0_0000_0000_0000,
    0xbff0_0000_0000_0000,
    0x3ff8_0000_0000_0000,
    0x0010_0000_0000_0000,
    1,
    1 << 63 | 1,
    0x000f_ffff_ffff_ffff,
    0x7fef_ffff_ffff_ffff,
    0xffef_ffff_ffff_ffff,
    0x7ff0_0000_0000_0000,
    0xfff0_0000_0000_0000,
    0x7ff8_1234_5678_9abc,
    0xfff8_0000_0000_0001,
    0x7ff0_0000_0000_0001,
    0xfff4_0000_0000_0000,
    0x41e0_0000_0000_0000,
    0xc1e0_0000_0010_0000,
    0x43e0_0000_0000_0000,
    0x4004_0000_0000_0000,
    0x47ef_ffff_f000_0000,
];

const WORDS: [u16; 12] = [0, 1, 0xffff, 0x7fff, 0x8000, 0x8001, 0x5555, 0xaaaa, 0xff, 0x100, 0x7f80, 0x80];

/// Kinds of contents, one after the other.
const KINDS: u64 = 7;

/// So many states are made, some of each kind.
pub const STATES: u64 = 24 * KINDS;

fn contents(kind: u64, noise: &mut Noise) -> [u8; 32] {
    let ordinary = |noise: &mut Noise| {
        let fraction = (noise.next() >> 11) as f64 / 2_f64.powi(53) - 0.5;
        fraction * 2_f64.powi((noise.next() >> 20) as i32 % 40 - 4)
    };
    let bytes = match kind % KINDS {
        0 => joined((0..8).map(|_| noise.of(&SINGLES).into()), 4),
        1 => joined((0..4).map(|_| noise.of(&DOUBLES)), 8),
        2 => joined((0..16).map(|_| noise.of(&WORDS).into()), 2),
        3 => joined((0..8).map(|_| u64::from((ordinary(noise) as f32).to_bits())), 4),
        4 => joined((0..4).map(|_| ordinary(noise).to_bits()), 8),
        5 => joined((0..32).map(|_| noise.of(b"aab\0bcz")).map(u64::from), 1),
        _ => joined((0..4).map(|_| noise.next()), 8),
    };
    bytes.try_into().unwrap()
}

/// A state of one kind. Addresses are put into it where it will lie.
pub fn state(trial: u64, noise: &mut Noise) -> State {
    let mut state = State::new();
    for half in state.vectors.as_flattened_mut().chunks_mut(32) {
        half.copy_from_slice(&contents(trial, noise));
    }
    for mask in &mut state.masks {
        *mask = match noise.of(&[0, 1, 2]) {
            0 => noise.of(&[0, 1, u64::MAX, 2, 0x5555_5555_5555_5555, 0xf0f0_f0f0_f0f0_f0f0, !1]),
            1 => noise.next() & noise.next(),
            _ => noise.next(),
        };
    }
    for part in state.memory.chunks_mut(32) {
        part.copy_from_slice(&contents(trial, noise));
    }
    for at in 0..8 {
        let bytes = contents(trial, noise);
        state.fx[32 + 16 * at..][..8].copy_from_slice(&bytes[..8]);
        state.fx[32 + 16 * at + 8..][..2].fill(0xff);
    }
    state.fx[4] = 0xff;
    for gpr in &mut state.gprs {
        *gpr = match trial % KINDS {
            5 => signed(noise.next() & 31, 1).wrapping_sub(9) as u64,
            _ => match noise.of(&[0, 1, 2]) {
                0 => noise.of(&[0, 1, u64::MAX, 1 << 63, i64::MAX as u64, 0x8000_0000, 0x7fff_ffff]),
                1 => noise.next() >> 40,
                _ => noise.next(),
            },
        };
    }
    state.flags = 0x202 | noise.next() & ARITHMETIC;
    state
}

/// The offset of the addresses in `rsi`, `rdi` and `r13`.
pub const BASE: usize = 64;

/// One choice of operands.
pub struct Choice {
    pub operands: Vec<Operand>,
    pub places: Vec<Place>,
}

/// Choices of registers and addresses: low ones with an aligned address, high ones with an address
/// that is not aligned where it need not be, and the same register for all.
pub fn choices(run: &Run) -> Vec<Choice> {
    let gathers = run.args.iter().any(|arg| matches!(arg, Kind::Gather(..)));
    let registers = if gathers { 2 } else { 3 };
    let constants = constants(run);
    (0..registers).flat_map(|by| constants.iter().map(move |constants| choice(run, by, constants))).collect()
}

fn choice(run: &Run, by: usize, constants: &[i64]) -> Choice {
    let mut constants = constants.iter();
    let (mut operands, mut places) = (Vec::new(), Vec::new());
    for (at, arg) in run.args.iter().enumerate() {
        let vector = [1 + at as u8, [9, 14, 12, 15][at.min(3)], 0][by];
        let gpr = [[9, 11, 3][at.min(2)], [8, 0, 2][at.min(2)], 10][by];
        let small = [1 + at as u8, [7, 5, 6][at.min(2)], 0][by];
        let stack = [1 + at as u8, 5 - at as u8, 0][by];
        let (operand, place) = match *arg {
            Kind::Vector(_) => (Operand::Number(vector), Place::Vector(vector.into())),
            Kind::Gpr(_) => (Operand::Number(gpr), Place::Gpr(gpr.into())),
            Kind::Mmx => (Operand::Number(small), Place::Mmx(small.into())),
            Kind::Stack => (Operand::Number(stack), Place::Stack(stack.into())),
            Kind::Mem(bits) | Kind::Broadcast(bits, _) => {
                let disp = match saved::is_area(run) {
                    true => [0, 64, 64][by],
                    false => [0, if is_aligned(run, bits) { 32 } else { 3 }, 32][by],
                };
                let base = Gpr::new([6, 13, 6][by]).unwrap();
                (Operand::Mem(Mem::base(base).disp(disp)), Place::Mem(BASE + disp as usize))
            }
            Kind::Gather(..) => {
                let scale = [Scale::X4, Scale::X8][by];
                let base = Mem::base(Gpr::new(13).unwrap()).disp(64);
                let place = Place::Gather(BASE + 64, scale.factor().into(), vector.into());
                (Operand::Gather(base, scale, vector), place)
            }
            Kind::Imm(..) | Kind::Predicate | Kind::RoundingMode | Kind::Cond => {
                let value = *constants.next().unwrap();
                (Operand::Imm(value), Place::Imm(value))
            }
            Kind::Mask | Kind::Segment | Kind::Fixed(_) => (Operand::Nothing, Place::Fixed),
        };
        operands.push(operand);
        places.push(place);
    }
    Choice { operands, places }
}

/// Whether an address that is not aligned is an exception.
fn is_aligned(run: &Run, bits: u32) -> bool {
    let moves = ["movaps", "movapd", "movdqa", "movntps", "movntpd", "movntdq", "movntdqa"];
    let free = ["movups", "movupd", "movdqu", "lddqu"];
    let strings = run.mnemonic.contains("pcmpestr") || run.mnemonic.contains("pcmpistr");
    match run.encoding.starts_with("VEX") {
        true => moves.contains(&run.mnemonic.trim_start_matches('v')),
        false => bits >= 128 && !strings && !free.contains(&run.mnemonic),
    }
}

/// The constants that a row is run with, a list for each choice.
fn constants(run: &Run) -> Vec<Vec<i64>> {
    let is_constant = |arg: &&Kind| matches!(arg, Kind::Imm(..) | Kind::Predicate | Kind::RoundingMode | Kind::Cond);
    let kinds: Vec<&Kind> = run.args.iter().filter(is_constant).collect();
    let name = run.mnemonic.trim_start_matches('v');
    let all: Vec<i64> = match kinds[..] {
        [] => return vec![Vec::new()],
        // Length and place of a field; together at most 64.
        [_, _] if name == "enter" => return [[32, 0], [0, 0], [1000, 0]].map(|it| it.to_vec()).to_vec(),
        [_, _] => return [[8, 0], [1, 63], [17, 20], [63, 1], [0, 0]].map(|it| it.to_vec()).to_vec(),
        [Kind::Imm(16.., true)] => vec![0, 1, -1, 127, 128, -128, -129, 0x1234, -0x1235, 0x7fff_ffff],
        [Kind::Predicate] => (0..8).collect(),
        [Kind::RoundingMode] => (8..12).collect(),
        [Kind::Cond] => (0..16).collect(),
        _ if name.starts_with("pcmp") => (0..128).collect(),
        _ if name.starts_with("cmp") => (0..32).collect(),
        _ if name.starts_with("round") => (0..16).collect(),
        _ if name == "cvtps2ph" => vec![0, 4],
        _ => vec![
            0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 0x1b, 0x2f, 0x31, 0x3f, 0x40, 0x4e, 0x80, 0x81, 0xaa, 0xd5, 0xe4, 0xf1,
            0xff,
        ],
    };
    all.into_iter().map(|it| vec![it]).collect()
}

/// Makes a state legal for the operands: small indexes, a control word without reserved bits.
pub fn prepare(run: &Run, choice: &Choice, state: &mut State, noise: &mut Noise) {
    if run.needs.contains(Features::X87) {
        x87::prepare(run, choice, state, noise);
    }
    if saved::is_area(run) {
        saved::prepare(run, choice, state, noise);
    }
    spread(run, &choice.places, state);
    if let ("ldmxcsr" | "vldmxcsr", Some(Place::Mem(offset))) = (run.mnemonic, choice.places.first()) {
        let offset = *offset;
        let word = u32::from_le_bytes(state.memory[offset..][..4].try_into().unwrap());
        state.memory[offset..][..4].copy_from_slice(&(word & 0xe07f | 0x1f80).to_le_bytes());
    }
}

/// Makes the indexes of a gather or a scatter small.
pub fn spread(run: &Run, places: &[Place], state: &mut State) {
    for place in places {
        if let Place::Gather(_, _, indexes) = *place {
            let size = if run.mnemonic.contains("gatherd") || run.mnemonic.contains("scatterd") { 4 } else { 8 };
            for index in state.vectors[indexes].chunks_mut(size) {
                let small = i64::from(index[0] & 15) - 7;
                index.copy_from_slice(&small.to_le_bytes()[..size]);
            }
        }
    }
}

/// How many states of each choice.
pub fn trials(choices: usize) -> usize {
    match choices {
        0..=3 => STATES as usize,
        4..=100 => 9,
        _ => 4,
    }
}
