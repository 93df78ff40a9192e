//! Mutations of programs: of the bytes of the binary form, and of modules' structure. All from one
//! seed, so that a mutant can be made again.

use bytecode::*;

/// xorshift64*: small, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() { None } else { list.get(self.below(list.len())) }
    }
}

/// Where the checksum and what it covers stand in a file.
const CHECKSUM: usize = 16;
const PAYLOAD: usize = 20;

/// Makes the checksum right again, so that a mutant is judged by what it says.
pub fn seal(file: &mut [u8]) {
    if file.len() >= PAYLOAD {
        let checksum = crc32fast::hash(&file[PAYLOAD..]);
        file[CHECKSUM..PAYLOAD].copy_from_slice(&checksum.to_le_bytes());
    }
}

/// Changes one to four places of a file, sometimes by a piece of another file, and seals it.
pub fn mutate_bytes(file: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(4) {
        if file.len() <= PAYLOAD {
            break;
        }
        let at = PAYLOAD + random.below(file.len() - PAYLOAD);
        match random.below(7) {
            0 => file[at] ^= 1 << random.below(8),
            1 => file[at] = random.next() as u8,
            2 => file[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            3 => file.insert(at, random.next() as u8),
            4 => drop(file.remove(at)),
            5 => file.truncate(at),
            _ => splice(file, at, other, random),
        }
    }
    seal(file);
}

/// Puts a piece of `other` over the place `at`.
fn splice(file: &mut Vec<u8>, at: usize, other: &[u8], random: &mut Random) {
    let from = random.below(other.len().max(1)).min(other.len());
    let length = random.below(40).min(other.len() - from);
    let end = (at + random.below(40)).min(file.len());
    file.splice(at..end, other[from..from + length].iter().copied());
}

/// Changes one to three places of a module, each by something that keeps its form.
pub fn mutate_module(module: &mut Module, random: &mut Random) {
    for _ in 0..=random.below(3) {
        if module.chunks.is_empty() {
            return;
        }
        let chunk = random.below(module.chunks.len());
        match random.below(16) {
            0 => mutate_constant(module, random),
            1 => mutate_declaration(&mut module.chunks[chunk], random),
            2 => swap_chunks(module, chunk, random),
            3..8 => mutate_operand(&mut module.chunks[chunk], random),
            8..12 => replace_row(&mut module.chunks[chunk], random),
            12 => swap_insts(&mut module.chunks[chunk], random),
            13 => insert_inst(&mut module.chunks[chunk], random),
            14 => remove_inst(&mut module.chunks[chunk], random),
            _ => copy_inst(&mut module.chunks[chunk], random),
        }
    }
}

fn mutate_constant(module: &mut Module, random: &mut Random) {
    let count = module.constants.len().max(1);
    let constant = match random.below(4) {
        0 => Constant::Int([0, 1, -1, i32::MAX, i32::MIN][random.below(5)]),
        1 => Constant::Float([0.0, -0.0, 1.5, f64::INFINITY, 1e300][random.below(5)]),
        2 => Constant::Float(f64::from_bits(random.next() << 40 | random.next())),
        _ => Constant::Str(vec![random.next() as u8; random.below(4)].into()),
    };
    if let Some(place) = module.constants.get_mut(random.below(count)) {
        *place = constant;
    }
}

fn mutate_declaration(chunk: &mut Chunk, random: &mut Random) {
    let slot = Slot(random.below(usize::from(chunk.slots) + 1) as u16);
    match random.below(7) {
        5 => mutate_types(chunk, random),
        0 => chunk.slots = chunk.slots.wrapping_add_signed(random.below(3) as i16 - 1),
        1 => chunk.params = chunk.params.wrapping_add_signed(random.below(3) as i16 - 1),
        2 => chunk.caches = chunk.caches.wrapping_add_signed(random.below(3) as i16 - 1),
        3 => toggle(&mut chunk.cells, slot),
        4 => toggle(&mut chunk.nil_slots, slot),
        _ => drop(chunk.captures.pop()),
    }
}

/// Opens a closed chunk, or changes one of its types; closes an open one.
fn mutate_types(chunk: &mut Chunk, random: &mut Random) {
    let kind = ScalarType::ALL[random.below(3)];
    match &mut chunk.closed {
        None => chunk.closed = Some(Box::new(Signature { slots: vec![kind; chunk.slots.into()], result: kind })),
        Some(_) if random.below(4) == 0 => chunk.closed = None,
        Some(signature) if signature.slots.is_empty() => signature.result = kind,
        Some(signature) => {
            let slot = random.below(signature.slots.len());
            signature.slots[slot] = kind;
        }
    }
}

fn toggle(slots: &mut Vec<Slot>, slot: Slot) {
    match slots.binary_search(&slot) {
        Ok(at) => drop(slots.remove(at)),
        Err(at) => slots.insert(at, slot),
    }
}

fn swap_chunks(module: &mut Module, chunk: usize, random: &mut Random) {
    let other = random.below(module.chunks.len());
    module.chunks.swap(chunk, other);
}

/// Changes one operand a little, or to any number.
fn mutate_operand(chunk: &mut Chunk, random: &mut Random) {
    let Some(at) = any_place(chunk, random) else { return };
    let inst = chunk.code[at];
    let mut words = inst.operands().as_slice().to_vec();
    if words.is_empty() {
        return;
    }
    let place = random.below(words.len());
    words[place] = match random.below(8) {
        0..3 => words[place].wrapping_add(1),
        3..6 => words[place].wrapping_sub(1),
        6 => random.below(chunk.code.len() + 4) as u32,
        _ => random.next() as u32,
    };
    chunk.code[at] = Inst::from_operands(inst.opcode(), &words).unwrap_or(inst);
}

/// Puts a row with operands of the same kinds in the place of another.
fn replace_row(chunk: &mut Chunk, random: &mut Random) {
    let Some(at) = any_place(chunk, random) else { return };
    let inst = chunk.code[at];
    let kinds = |row: Opcode| row.operands().iter().map(|&(_, kind)| kind);
    let alike: Vec<Opcode> = Opcode::ALL.iter().copied().filter(|&row| kinds(row).eq(kinds(inst.opcode()))).collect();
    let Some(&row) = random.pick(&alike) else { return };
    chunk.code[at] = Inst::from_operands(row, inst.operands().as_slice()).unwrap_or(inst);
}

fn swap_insts(chunk: &mut Chunk, random: &mut Random) {
    let (Some(a), Some(b)) = (any_place(chunk, random), any_place(chunk, random)) else { return };
    chunk.code.swap(a, b);
}

fn copy_inst(chunk: &mut Chunk, random: &mut Random) {
    let (Some(a), Some(b)) = (any_place(chunk, random), any_place(chunk, random)) else { return };
    chunk.code[a] = chunk.code[b];
}

/// Inserts an instruction and moves all targets behind it.
fn insert_inst(chunk: &mut Chunk, random: &mut Random) {
    let Some(at) = any_place(chunk, random) else { return };
    let slot = Slot(random.below(usize::from(chunk.slots) + 1) as u16);
    let pieces = [
        Inst::Nop {},
        Inst::LoadNil {},
        Inst::Pop {},
        Inst::Dup {},
        Inst::IncLocal { slot },
        Inst::LoadLocal { slot },
        Inst::StoreLocal { slot },
        Inst::ToBool {},
        Inst::NewMap {},
        Inst::ReturnNil {},
    ];
    chunk.code.insert(at, pieces[random.below(pieces.len())]);
    shift_targets(chunk, |target| if target > at as u32 { target.wrapping_add(1) } else { target });
}

/// Removes an instruction and moves all targets behind it.
fn remove_inst(chunk: &mut Chunk, random: &mut Random) {
    let Some(at) = any_place(chunk, random) else { return };
    chunk.code.remove(at);
    shift_targets(chunk, |target| if target > at as u32 { target - 1 } else { target });
}

fn shift_targets(chunk: &mut Chunk, shift: impl Fn(u32) -> u32) {
    for inst in &mut chunk.code {
        if let Some(Target(target)) = inst.target() {
            *inst = inst.with_target(Target(shift(target)));
        }
    }
}

fn any_place(chunk: &Chunk, random: &mut Random) -> Option<usize> {
    if chunk.code.is_empty() { None } else { Some(random.below(chunk.code.len())) }
}
