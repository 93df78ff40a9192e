//! One execution as a model sees it: operands before, the state that it expects, what came out.

use super::evex::Extra;
use super::run::{Kind, Run};
use super::state::{ARITHMETIC, MEMORY, State, width};

/// Where an operand lies.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Vector(usize),
    Gpr(usize),
    Mmx(usize),
    Mask(usize),
    /// Relative to the top of the stack.
    Stack(usize),
    /// Offset in the state's memory.
    Mem(usize),
    /// Offset of the base, scale, and the vector of indexes.
    Gather(usize, usize, usize),
    Imm(i64),
    /// The instruction implies it.
    Fixed,
}

/// What an instruction means.
pub type Model = Box<dyn Fn(&mut Step)>;

pub struct Step<'a> {
    pub run: &'static Run,
    pub places: &'a [Place],
    pub extra: Extra,
    pub before: &'a State,
    pub after: State,
    pub actual: &'a State,
    /// The address of the memory during the run.
    pub memory: u64,
    /// The flags that are compared.
    pub defined: u64,
    /// The bits of the x87 status word that are compared.
    pub status: u16,
    /// Whether it is compared which x87 registers are empty.
    pub tags: bool,
}

impl<'a> Step<'a> {
    pub fn new(run: &'static Run, places: &'a [Place], before: &'a State, actual: &'a State) -> Step<'a> {
        let memory = actual.address(0);
        let extra = Extra::default();
        Step {
            run,
            places,
            extra,
            before,
            actual,
            after: before.clone(),
            memory,
            defined: ARITHMETIC,
            status: 0,
            tags: false,
        }
    }

    /// Whether the destination is an operand of its own and the rest of its register becomes zero.
    pub fn is_vex(&self) -> bool {
        self.run.encoding.starts_with("VEX") || self.is_evex()
    }

    pub fn is_evex(&self) -> bool {
        self.run.encoding.starts_with("EVEX")
    }

    /// How results are rounded: by the instruction, or by MXCSR.
    pub fn mode(&self) -> u8 {
        match self.extra.rounding {
            Some(rounding) => rounding as u8,
            None => self.before.fx[25] >> 5 & 3,
        }
    }

    /// The bits of a mask register.
    pub fn mask(&self, at: usize) -> u64 {
        match self.places[at] {
            Place::Mask(number) => self.before.masks[number],
            place => panic!("{place:?} is no mask"),
        }
    }

    /// The write mask; all bits where there is none.
    pub fn writes(&self) -> u64 {
        if self.extra.mask == 0 { u64::MAX } else { self.before.masks[self.extra.mask] }
    }

    /// A mask register's new value.
    pub fn put_mask(&mut self, bits: u64) {
        match self.places[0] {
            Place::Mask(number) => self.after.masks[number] = bits,
            place => panic!("{place:?} is no mask"),
        }
    }

    /// Bytes of an operand.
    pub fn size(&self, at: usize) -> usize {
        let bits = match self.run.args[at] {
            Kind::Vector(bits) | Kind::Gpr(bits) | Kind::Mem(bits) | Kind::Broadcast(bits, _) => bits,
            Kind::Mmx => 64,
            // That of the sources of a comparison.
            Kind::Mask => return self.size(1),
            Kind::Stack => 80,
            kind => panic!("{kind:?} has no size"),
        };
        bits as usize / 8
    }

    /// What an operand holds before.
    pub fn get(&self, at: usize) -> Vec<u8> {
        self.read(at, self.before)
    }

    /// What it holds behind the instruction.
    pub fn made(&self, at: usize) -> Vec<u8> {
        self.read(at, self.actual)
    }

    fn read(&self, at: usize, state: &State) -> Vec<u8> {
        let size = self.size(at);
        match self.places[at] {
            Place::Vector(number) => state.vectors[number][..size].to_vec(),
            Place::Gpr(number) => state.gprs[number].to_le_bytes()[..size].to_vec(),
            Place::Mmx(number) => state.fx[32 + 16 * number..][..size].to_vec(),
            Place::Mem(offset) => match self.run.args[at] {
                Kind::Broadcast(_, element) if self.extra.broadcast => {
                    let element = &state.memory[offset..][..element as usize / 8];
                    element.iter().copied().cycle().take(size).collect()
                }
                _ => {
                    let mut bytes = state.memory[offset..MEMORY.min(offset + size)].to_vec();
                    bytes.resize(size, 0);
                    bytes
                }
            },
            place => panic!("{place:?} has no bytes"),
        }
    }

    /// The operand's new value; what is missing at the end is zero. Of the destination only the elements
    /// in the write mask change. In a mask register the signs of the elements come to lie.
    pub fn put(&mut self, at: usize, bytes: &[u8]) {
        let size = self.size(at);
        let mut whole = bytes[..bytes.len().min(size)].to_vec();
        whole.resize(size, 0);
        let writes = self.writes();
        if let Place::Mask(_) = self.places[at] {
            let unit = mask_unit(self.run);
            let signs = elements(&whole, unit).into_iter().enumerate();
            let counted = if self.run.encoding.contains(".LIG.") { 1 } else { 64 };
            let all = signs.take(counted).fold(0, |all, (at, it)| all | (it >> (8 * unit - 1)) << at);
            return self.put_mask(all & writes);
        }
        if at == 0 && self.extra.mask > 0 {
            let unit = mask_unit(self.run);
            let old = if self.extra.zeroing { vec![0; size] } else { self.get(0) };
            let count = if self.run.encoding.contains(".LIG.") { 1 } else { bytes.len().min(size) / unit };
            for at in (0..count).filter(|at| writes >> at & 1 == 0) {
                whole[at * unit..][..unit].copy_from_slice(&old[at * unit..][..unit]);
            }
        }
        self.put_all(at, &whole);
    }

    /// The same without regard to the write mask.
    pub fn put_all(&mut self, at: usize, bytes: &[u8]) {
        let size = self.size(at);
        let mut whole = bytes[..bytes.len().min(size)].to_vec();
        whole.resize(size, 0);
        match self.places[at] {
            Place::Vector(number) => {
                self.after.vectors[number][..size].copy_from_slice(&whole);
                if self.is_vex() {
                    self.after.vectors[number][size..].fill(0);
                }
            }
            Place::Gpr(number) if size < 4 => {
                let mut all = self.before.gprs[number].to_le_bytes();
                all[..size].copy_from_slice(&whole);
                self.after.gprs[number] = u64::from_le_bytes(all);
            }
            Place::Gpr(number) => self.after.gprs[number] = number_of(&whole),
            Place::Mmx(number) => self.after.fx[32 + 16 * number..][..size].copy_from_slice(&whole),
            Place::Mem(offset) => {
                let size = size.min(MEMORY - offset);
                self.after.memory[offset..][..size].copy_from_slice(&whole[..size]);
            }
            place => panic!("{place:?} takes no bytes"),
        }
    }

    /// The constant, which comes last.
    pub fn imm(&self) -> u8 {
        match self.places.last() {
            Some(Place::Imm(value)) => *value as u8,
            place => panic!("{}: {place:?} is no constant", self.run.name),
        }
    }

    pub fn has_imm(&self) -> bool {
        matches!(self.places.last(), Some(Place::Imm(_)))
    }

    /// The numbers of the operands that hold values.
    fn values(&self) -> Vec<usize> {
        let is_value = |at: &usize| !matches!(self.places[*at], Place::Imm(_) | Place::Fixed);
        (0..self.places.len()).filter(is_value).collect()
    }

    /// The last operand that holds a value.
    pub fn last(&self) -> Vec<u8> {
        self.get(*self.values().last().unwrap())
    }

    /// The one before it, which is the destination where there are two.
    pub fn first(&self) -> Vec<u8> {
        let values = self.values();
        self.get(values[values.len().saturating_sub(2)])
    }

    /// ZF, PF and CF as given; the other flags of arithmetic become zero.
    pub fn compared(&mut self, zero: bool, parity: bool, carry: bool) {
        let flags = u64::from(zero) << 6 | u64::from(parity) << 2 | u64::from(carry);
        self.after.flags = self.before.flags & !ARITHMETIC | flags;
    }

    /// What differs between the expected state and the actual one.
    pub fn difference(&self) -> Option<String> {
        let width = width();
        for (at, (wanted, made)) in self.after.vectors.iter().zip(&self.actual.vectors).enumerate() {
            if wanted[..width] != made[..width] {
                return Some(format!("vector {at} is {made:02x?}\n  and should be {wanted:02x?}"));
            }
        }
        for (at, (wanted, made)) in self.after.masks.iter().zip(&self.actual.masks).enumerate() {
            if wanted != made {
                return Some(format!("k{at} is {made:#x} and should be {wanted:#x}"));
            }
        }
        for (at, (wanted, made)) in self.after.gprs.iter().zip(&self.actual.gprs).enumerate() {
            if wanted != made {
                return Some(format!("register {at} is {made:#x} and should be {wanted:#x}"));
            }
        }
        if (self.after.flags ^ self.actual.flags) & self.defined != 0 {
            return Some(format!("the flags are {:#x} and should be {:#x}", self.actual.flags, self.after.flags));
        }
        if self.after.memory != self.actual.memory {
            let (made, wanted) = (self.actual.memory, self.after.memory);
            let at = (0..MEMORY).find(|at| made[*at] != wanted[*at]).unwrap();
            let end = (at + 32).min(MEMORY);
            return Some(format!(
                "memory from {at} is {:02x?}\n  and should be {:02x?}",
                &made[at..end],
                &wanted[at..end]
            ));
        }
        self.x87_difference()
    }

    fn x87_difference(&self) -> Option<String> {
        let word = |state: &State, at: usize| u16::from_le_bytes([state.fx[at], state.fx[at + 1]]);
        if (word(&self.after, 2) ^ word(self.actual, 2)) & self.status != 0 {
            let (made, wanted) = (word(self.actual, 2), word(&self.after, 2));
            return Some(format!("the x87 status is {made:#x} and should be {wanted:#x}"));
        }
        if word(&self.after, 0) != word(self.actual, 0) {
            return Some(format!("the x87 control word is {:#x}", word(self.actual, 0)));
        }
        if self.tags && self.after.fx[4] != self.actual.fx[4] {
            return Some(format!("the x87 tags are {:#x} and should be {:#x}", self.actual.fx[4], self.after.fx[4]));
        }
        // The flags of exceptions that instructions collect are not compared, but that none comes where
        // they are suppressed.
        let collected = if self.extra.suppressed { 0 } else { 0x3f };
        if (word(&self.after, 24) ^ word(self.actual, 24)) & !collected != 0 {
            return Some(format!("MXCSR is {:#x}", word(self.actual, 24)));
        }
        let size = if self.run.table.ends_with("x87.txt") { 10 } else { 8 };
        for at in 0..8 {
            let registers = |state: &State| state.fx[32 + 16 * at..][..size].to_vec();
            let (wanted, made) = (registers(&self.after), registers(self.actual));
            if wanted != made {
                return Some(format!("st({at}) is {made:02x?}\n  and should be {wanted:02x?}"));
            }
        }
        None
    }
}

/// Bytes of an element that a bit of the write mask stands for, or a bit of the resulting mask.
pub fn mask_unit(run: &Run) -> usize {
    let name = run.mnemonic;
    let digits = |from: &str| name.rsplit(from).next().and_then(|it| it.parse::<usize>().ok()).map(|bits| bits / 8);
    let wide = ["vmovdqa", "vmovdqu"].into_iter().find(|it| name.starts_with(it)).and_then(digits);
    let parts = ["f32x", "i32x", "f64x", "i64x"].into_iter().find(|it| name.contains(it));
    let unpacks = ["bw", "wd", "dq", "qdq"].into_iter().rposition(|it| name.ends_with(it));
    match (wide, parts, unpacks) {
        (Some(unit), ..) => unit,
        (_, Some(part), _) => part[1..3].parse::<usize>().unwrap() / 8,
        (_, _, Some(at)) if name.starts_with("vpunpck") => 1 << at,
        _ if name.ends_with("2ph") || name.ends_with("bf16") => 2,
        _ if name.ends_with("bf16ps") || name.ends_with("shdup") || name.ends_with("sldup") => 4,
        _ if name.ends_with("dq") && name.starts_with("vcvt") => 4,
        _ if name == "vmovddup" => 8,
        _ if name == "vpalignr" => 1,
        _ if name.ends_with("d") || name.ends_with("ps") || name.ends_with("ss") || name.ends_with("ds") => {
            match name {
                "vpcmpd" => 4,
                _ if name.ends_with("pd") || name.ends_with("sd") && run.encoding.contains(".LIG.") => 8,
                "vbroadcastsd" => 8,
                _ => 4,
            }
        }
        _ if name.ends_with("q") => 8,
        _ if name.ends_with("w") => 2,
        _ if name.ends_with("b") => 1,
        _ => panic!("{name}: of which elements is its mask?"),
    }
}

/// A little-endian number of at most eight bytes.
pub fn number_of(bytes: &[u8]) -> u64 {
    let mut all = [0; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(all)
}

/// Elements of so many bytes, zero-extended.
pub fn elements(bytes: &[u8], size: usize) -> Vec<u64> {
    bytes.chunks(size).map(number_of).collect()
}

/// The bytes of elements.
pub fn joined(elements: impl IntoIterator<Item = u64>, size: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    elements.into_iter().for_each(|it| bytes.extend_from_slice(&it.to_le_bytes()[..size]));
    bytes
}

/// The number that so many bytes hold with a sign.
pub fn signed(value: u64, size: usize) -> i64 {
    let unused = 64 - 8 * size;
    (value << unused) as i64 >> unused
}

/// Each element of the destination from that of the last source.
pub fn lanes1(size: usize, model: impl Fn(u64) -> u64 + 'static) -> Model {
    Box::new(move |step| {
        let source = step.last();
        let made = elements(&source[..step.size(0)], size).into_iter().map(&model);
        step.put(0, &joined(made, size));
    })
}

/// Each element of the destination from those of both sources.
pub fn lanes2(size: usize, model: impl Fn(u64, u64) -> u64 + 'static) -> Model {
    Box::new(move |step| {
        let pairs = elements(&step.first(), size).into_iter().zip(elements(&step.last(), size));
        step.put(0, &joined(pairs.map(|(a, b)| model(a, b)), size));
    })
}

/// Each 128 bits (of an MMX register 64) from those of both sources and the constant, if there is one.
pub fn chunks2(model: impl Fn(&[u8], &[u8], u8) -> Vec<u8> + 'static) -> Model {
    Box::new(move |step| {
        let imm = if step.has_imm() { step.imm() } else { 0 };
        let size = step.size(0).min(16);
        let (first, mut last) = (step.first(), step.last());
        last.resize(step.size(0), 0);
        let pairs = first.chunks(size).zip(last.chunks(size));
        let made: Vec<u8> = pairs.flat_map(|(a, b)| model(a, b, imm)).collect();
        step.put(0, &made);
    })
}

/// The destination from the last source and the constant, if there is one.
pub fn whole1(model: impl Fn(&[u8], u8, usize) -> Vec<u8> + 'static) -> Model {
    Box::new(move |step| {
        let imm = if step.has_imm() { step.imm() } else { 0 };
        let made = model(&step.last(), imm, step.size(0));
        step.put(0, &made);
    })
}

/// The destination from both sources and the constant, if there is one.
pub fn whole2(model: impl Fn(&[u8], &[u8], u8) -> Vec<u8> + 'static) -> Model {
    Box::new(move |step| {
        let imm = if step.has_imm() { step.imm() } else { 0 };
        let made = model(&step.first(), &step.last(), imm);
        step.put(0, &made);
    })
}
