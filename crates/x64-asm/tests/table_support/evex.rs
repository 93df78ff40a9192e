//! The rows that EVEX encodes and those of the mask registers, with what EVEX adds to their operands:
//! masks, zeroing, broadcasts, rounding, registers from 16 on, displacements in units.

use std::sync::OnceLock;

use x64_asm::{Assembler, Scale, StaticRounding};

use super::inputs::Noise;
use super::run::{Kind, Operand, Run};
use super::state::{MEMORY, processor};
use super::step::{Place, mask_unit};
use crate::call::{self, Arg, CALLS, Call, Decoration};
use crate::value::{Of, Shape, Value};

/// A row, and the method that assembles it.
pub struct Row {
    pub run: &'static Run,
    call: &'static Call,
}

/// What EVEX adds to the operands.
#[derive(Clone, Copy, Default, Debug)]
pub struct Extra {
    /// The number of the write mask; 0 where there is none.
    pub mask: usize,
    pub zeroing: bool,
    pub broadcast: bool,
    pub rounding: Option<StaticRounding>,
    /// No exceptions are reported.
    pub suppressed: bool,
}

/// One choice of operands.
pub struct Choice {
    pub places: Vec<Place>,
    pub extra: Extra,
    /// The base of the address, what it points to in the memory, and the displacement from there.
    pub base: (usize, usize, i64),
    /// The write mask where only the elements in it are in memory that there is.
    pub edge: Option<u64>,
    values: Vec<Value>,
}

/// All rows of these kinds but those of APX.
pub fn rows() -> &'static [Row] {
    static ONCE: OnceLock<Vec<Row>> = OnceLock::new();
    ONCE.get_or_init(|| CALLS.iter().flat_map(rows_of).collect())
}

fn rows_of(call: &'static Call) -> Vec<Row> {
    let has_mask = call.args.iter().any(|arg| arg.kind == call::Kind::Mask);
    let encodings = call.encodings.iter().enumerate();
    // Without a vector register or a decoration nothing asks for EVEX where there is VEX.
    let is_distinct = |arg: &Arg| !matches!(arg.kind, call::Kind::Gpr(_) | call::Kind::Mem(_) | call::Kind::Imm(..));
    let can_ask = call.encodings.len() == 1 || call.args.iter().any(is_distinct);
    let wanted = encodings.filter(|(at, encoding)| {
        let of_apx = call.features[*at].iter().any(|it| it.starts_with("APX") || it.starts_with("AMX"));
        !of_apx && (encoding.starts_with("EVEX") && can_ask || encoding.starts_with("VEX") && has_mask)
    });
    let row = |(at, encoding): (usize, &&'static str)| {
        let args = call.args.iter().map(kind).collect::<Vec<Kind>>().leak();
        let (name, mnemonic, needs) = (call.name, call.mnemonic, call.needs[at]);
        let run = Run { table: "EVEX", name, mnemonic, args, encoding, needs, run: by_call };
        Row { run: Box::leak(Box::new(run)), call }
    };
    wanted.map(row).collect()
}

fn by_call(_: &mut Assembler, _: &[Operand]) {
    unreachable!("operands that EVEX decorates go to the row's call");
}

fn kind(arg: &Arg) -> Kind {
    match arg.kind {
        call::Kind::Vector(bits) => Kind::Vector(bits),
        call::Kind::Gpr(bits) => Kind::Gpr(bits),
        call::Kind::Mask => Kind::Mask,
        call::Kind::Mem(bits) => Kind::Mem(bits),
        call::Kind::Broadcast(bits, element) => Kind::Broadcast(bits, element),
        call::Kind::Gather(index, element) => Kind::Gather(index, element),
        call::Kind::Imm(bits, signed) => Kind::Imm(bits, signed),
        kind => panic!("{kind:?} is no operand of EVEX"),
    }
}

/// Vector registers by operand.
const VECTORS: [[u8; 4]; 5] = [[1, 2, 3, 4], [17, 18, 19, 20], [31, 8, 24, 15], [5, 30, 9, 16], [16, 16, 16, 16]];

/// Mnemonics that begin like this do not touch elements of memory outside their mask. Of instructions
/// that move elements within the operand from memory the manual does not promise it.
const EDGES: [&str; 23] = [
    "vmovdqu",
    "vmovups",
    "vmovupd",
    "vadd",
    "vsub",
    "vmul",
    "vdiv",
    "vminp",
    "vmaxp",
    "vfm",
    "vfnm",
    "vpadd",
    "vpsub",
    "vpmin",
    "vpmax",
    "vpmov",
    "vpcompress",
    "vcompress",
    "vpexpand",
    "vexpand",
    "vpternlog",
    "vpand",
    "vpxor",
];

/// So many choices of a row are tried.
const COUNT: usize = 24;

impl Row {
    /// Choices of operands that give the row's own encoding.
    pub fn choices(&self, noise: &mut Noise) -> Vec<Choice> {
        let count = if self.run.args.iter().any(|arg| matches!(arg, Kind::Imm(..))) { 2 * COUNT } else { COUNT };
        let mut all: Vec<Choice> = (0..count).filter_map(|at| self.choice(at, noise)).collect();
        if cfg!(target_os = "linux") && EDGES.iter().any(|it| self.run.mnemonic.starts_with(it)) {
            let near: Vec<Choice> = all.iter().filter_map(|choice| self.at_edge(choice, noise)).collect();
            all.extend(near);
        }
        all
    }

    /// The same operands, but only the elements in the mask are in memory that there is.
    fn at_edge(&self, choice: &Choice, noise: &mut Noise) -> Option<Choice> {
        let memory = choice.places.iter().position(|it| matches!(it, Place::Mem(_)))?;
        let (Kind::Mem(bits) | Kind::Broadcast(bits, _)) = self.run.args[memory] else { return None };
        if choice.extra.mask == 0 || choice.extra.broadcast {
            return None;
        }
        let destination = match self.run.args[0] {
            Kind::Vector(bits) | Kind::Mem(bits) => bits as usize / 8,
            _ => return None,
        };
        let lanes = if self.run.encoding.contains(".LIG.") { 1 } else { destination / mask_unit(self.run) };
        let count = (noise.next() >> 11) as usize % (lanes + 1);
        let mask = if count == 0 { 0 } else { noise.next() >> (64 - count) | 1 << (count - 1) };
        // What is compressed or expanded has no gaps.
        let packed = self.run.mnemonic.contains("compress") || self.run.mnemonic.contains("expand");
        let reached = if packed { mask.count_ones() as usize } else { count };
        let target = MEMORY - reached * (bits as usize / 8 / lanes);
        let mut places = choice.places.clone();
        places[memory] = Place::Mem(target);
        let base = (choice.base.0, target, choice.base.2);
        Some(Choice { places, base, edge: Some(mask), values: choice.values.clone(), ..*choice })
    }

    pub fn assemble(&self, choice: &Choice, a: &mut Assembler) {
        (self.call.run)(a, &choice.values);
    }

    /// The instruction alone.
    pub fn bytes(&self, choice: &Choice) -> Vec<u8> {
        let mut a = Assembler::with_features(processor());
        self.assemble(choice, &mut a);
        let code = a.finish().unwrap_or_else(|error| panic!("{} {:?}: {error}", self.run.name, choice.values));
        code.bytes().to_vec()
    }

    fn choice(&self, at: usize, noise: &mut Noise) -> Option<Choice> {
        let by = noise.of(&[0, 1, 2, 3, 4]);
        let choice = self.with_registers(at, by, noise);
        let again = if self.is_right(&choice) { choice } else { self.with_registers(at, 1, noise) };
        self.is_right(&again).then_some(again)
    }

    fn is_right(&self, choice: &Choice) -> bool {
        (self.bytes(choice)[0] == 0x62) == self.run.encoding.starts_with("EVEX")
    }

    fn with_registers(&self, at: usize, by: usize, noise: &mut Noise) -> Choice {
        let distinct = self.run.args.iter().any(|arg| matches!(arg, Kind::Gather(..)));
        let by = if distinct && by == 4 { 2 } else { by };
        let extra = self.extra(at, noise);
        let mut choice = Choice { places: Vec::new(), extra, base: (13, 0, 0), edge: None, values: Vec::new() };
        for (index, arg) in self.call.args.iter().enumerate() {
            let (of, place) = self.operand(index, VECTORS[by][index.min(3)], &mut choice, noise);
            let mut value = Value { of, mask: 0, zeroing: false, b: false, rounding: None };
            match arg.decoration {
                Decoration::Merging | Decoration::Masked | Decoration::Zeroing => {
                    (value.mask, value.zeroing) = (extra.mask as u8, extra.zeroing);
                }
                Decoration::Rounding => value.rounding = extra.rounding,
                Decoration::Sae => value.b = extra.suppressed,
                Decoration::None => {}
            }
            value.b |= matches!(arg.kind, call::Kind::Broadcast(..)) && extra.broadcast;
            choice.values.push(value);
            choice.places.push(place);
        }
        choice
    }

    fn has(&self, decoration: Decoration) -> bool {
        self.call.args.iter().any(|arg| arg.decoration == decoration)
    }

    fn extra(&self, at: usize, noise: &mut Noise) -> Extra {
        let number = 1 + (noise.next() >> 9) as usize % 7;
        let (mask, zeroing) = match at % 3 {
            _ if self.has(Decoration::Masked) => (number, false),
            0 if self.has(Decoration::Zeroing) || self.has(Decoration::Merging) => (0, false),
            2 if self.has(Decoration::Zeroing) => (number, true),
            _ if self.has(Decoration::Zeroing) || self.has(Decoration::Merging) => (number, false),
            _ => (0, false),
        };
        let rounding = match at % 5 {
            0 => None,
            mode => self.has(Decoration::Rounding).then_some(StaticRounding::ALL[mode - 1]),
        };
        let sae = self.has(Decoration::Sae) && at % 4 > 1;
        let broadcast = self.run.args.iter().any(|arg| matches!(arg, Kind::Broadcast(..))) && at % 4 > 1;
        Extra { mask, zeroing, broadcast, rounding, suppressed: sae || rounding.is_some() }
    }

    fn operand(&self, index: usize, vector: u8, choice: &mut Choice, noise: &mut Noise) -> (Of, Place) {
        match self.run.args[index] {
            Kind::Vector(_) => (Of::Number(vector), Place::Vector(vector.into())),
            Kind::Gpr(_) => {
                let gpr = noise.of(&[9, 11, 3, 8, 0]);
                (Of::Number(gpr), Place::Gpr(gpr.into()))
            }
            Kind::Mask => {
                let pair = self.run.mnemonic.starts_with("vp2intersect");
                let mask = if pair { noise.of(&[0, 2, 6]) } else { noise.of(&[0, 1, 4, 7, 5]) };
                (Of::Number(mask), Place::Mask(mask.into()))
            }
            Kind::Mem(bits) => self.memory(bits, choice, noise),
            Kind::Broadcast(bits, element) => {
                self.memory(if choice.extra.broadcast { element } else { bits }, choice, noise)
            }
            Kind::Gather(_, element) => {
                let disp = noise.of(&[0, 1, 17, -128, 1024]) * i64::from(element / 8);
                let scale = noise.of(&[Scale::X1, Scale::X2, Scale::X4, Scale::X8]);
                choice.base = (13, GATHERED, disp);
                let shape = Shape { base: Some(13), index: Some((vector, scale)), disp: disp as i32, segment: None };
                (Of::Mem(shape), Place::Gather(GATHERED, scale.factor().into(), vector.into()))
            }
            Kind::Imm(..) => {
                let value = (noise.next() >> 13) as u8;
                (Of::Imm(value.into()), Place::Imm(value.into()))
            }
            kind => panic!("{kind:?} is no operand of EVEX"),
        }
    }

    /// An address whose displacement is a multiple of the unit, or not, or too far for a byte of units.
    fn memory(&self, bits: u32, choice: &mut Choice, noise: &mut Noise) -> (Of, Place) {
        let unit = i64::from(bits / 8);
        let disp = match noise.of(&[0, 1, 2]) {
            0 => noise.of(&[0, 1, -1, 127, -128]) * unit,
            1 => noise.of(&[128, -129, 1000]) * unit,
            _ => noise.of(&[1, -1, 3, 127, 200]),
        };
        let aligned = ["vmovaps", "vmovapd", "vmovdqa", "vmovnt"].iter().any(|it| self.run.mnemonic.starts_with(it));
        let target = if aligned { noise.of(&[64, 128]) } else { noise.of(&[64, 67, 130, 101]) };
        let base = noise.of(&[13, 6, 7]);
        choice.base = (base, target, disp);
        let shape = Shape { base: Some(base as u8), index: None, disp: disp as i32, segment: None };
        (Of::Mem(shape), Place::Mem(target))
    }
}

/// Where the middle of what gathers and scatters reach lies.
const GATHERED: usize = 512;
