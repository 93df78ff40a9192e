//! Pieces of code that fit anywhere: put between the instructions of a program they keep it well
//! formed, so that most of these mutants are accepted, and they give the compiler locals that
//! change their kinds, loops in loops, calls and jumps where no compiler from source would put
//! them.

use bytecode::*;

use super::mutate::Random;

/// Puts some pieces into a module, at random places.
pub fn grow(module: &mut Module, random: &mut Random) {
    for value in [Constant::Int(3), Constant::Float(0.5), Constant::Float(f64::INFINITY), Constant::Str((*b"k").into())]
    {
        module.constants.push(value);
    }
    for _ in 0..=random.below(6) {
        let chunk = random.below(module.chunks.len());
        if random.below(3) == 0 {
            let at = random.below(module.chunks[chunk].code.len());
            alter(module, chunk, at, random);
        } else {
            insert(module, chunk, random);
        }
    }
    module.chunks.iter_mut().for_each(number_loops);
}

/// Puts another row with the same operands and the same effect in the place of one.
fn alter(module: &mut Module, chunk: usize, at: usize, random: &mut Random) {
    let inst = module.chunks[chunk].code[at];
    let opcode = inst.opcode();
    let shape = |row: Opcode| (row.kinds(), row.effect_text(), row.flow());
    let alike: Vec<Opcode> = Opcode::ALL.iter().copied().filter(|&row| shape(row) == shape(opcode)).collect();
    let row = *random.pick(&alike).expect("the row itself is among them");
    let changed = Inst::from_operands(row, inst.operands().as_slice()).expect("operands of the same kinds");
    module.chunks[chunk].code[at] = match changed {
        Inst::LoadImm { .. } => Inst::LoadImm { value: int(random) },
        Inst::LoadConst { .. } => Inst::LoadConst { constant: constant(module, random) },
        other => other,
    };
}

fn int(random: &mut Random) -> i32 {
    [0, 1, -1, 2, 3, 7, 8, 100, i32::MAX, i32::MIN, 1 << 30, random.next() as i32][random.below(12)]
}

fn constant(module: &Module, random: &mut Random) -> ConstId {
    ConstId(random.below(module.constants.len()) as u32)
}

/// Puts a piece before an instruction; jumps to that instruction come to the piece, or past it.
fn insert(module: &mut Module, chunk: usize, random: &mut Random) {
    let at = random.below(module.chunks[chunk].code.len());
    let piece = piece(module, chunk, at as u32, random);
    let (length, past) = (piece.len() as u32, random.below(2) == 0);
    let code = &mut module.chunks[chunk].code;
    for inst in code.iter_mut() {
        let Some(Target(target)) = inst.target() else { continue };
        let is_header = matches!(piece.first(), Some(Inst::LoopHeader { .. }));
        let moved = target as usize > at || (target as usize == at && past && !is_header);
        let back = matches!(inst.opcode().flow(), Flow::Loop | Flow::LoopIf) && target as usize >= at;
        if moved || back {
            *inst = inst.with_target(Target(target + length));
        }
    }
    code.splice(at..at, piece);
    let chunk = &mut module.chunks[chunk];
    for entry in chunk.lines.iter_mut().filter(|entry| entry.start as usize > at) {
        entry.start += length;
    }
}

/// A plain slot of the chunk, old or new; in a closed chunk one that there is.
fn slot(chunk: &mut Chunk, random: &mut Random) -> Slot {
    if chunk.closed.is_some() {
        return Slot(random.below(chunk.slots.max(1).into()) as u16);
    }
    let fresh = chunk.slots < 200 && (chunk.slots == 0 || random.below(6) == 0);
    if fresh {
        chunk.slots += 1;
        chunk.nil_slots.push(Slot(chunk.slots - 1));
        return Slot(chunk.slots - 1);
    }
    let chosen = Slot(random.below(chunk.slots.into()) as u16);
    if chunk.is_cell(chosen) {
        return slot_without_cells(chunk);
    }
    let set = chosen.0 < chunk.params || chunk.nil_slots.contains(&chosen);
    if !set && random.below(2) == 0 {
        let place = chunk.nil_slots.partition_point(|&other| other < chosen);
        chunk.nil_slots.insert(place, chosen);
    }
    chosen
}

fn slot_without_cells(chunk: &mut Chunk) -> Slot {
    chunk.slots += 1;
    chunk.nil_slots.push(Slot(chunk.slots - 1));
    Slot(chunk.slots - 1)
}

/// Code that leaves the operand stack as it was, for the place `at`.
fn piece(module: &mut Module, chunk: usize, at: u32, random: &mut Random) -> Vec<Inst> {
    let mut slots = || slot(&mut module.chunks[chunk], random);
    let (a, b, c) = (slots(), slots(), slots());
    let mut piece = Vec::new();
    match random.below(15) {
        13 => call_closed(module, &mut piece, [a, b], random),
        0 => piece.push(Inst::StoreLocalL { slot: a, from: b }),
        1 => piece.push(if random.below(2) == 0 { Inst::IncLocal { slot: a } } else { Inst::DecLocal { slot: a } }),
        2 => piece.extend([value(module, a, random), Inst::StoreLocal { slot: b }]),
        3..6 => {
            operation(module, &mut piece, [a, b], random);
            piece.push(Inst::StoreLocal { slot: c });
        }
        6 => {
            operation(module, &mut piece, [a, b], random);
            piece.push(Inst::Print {});
        }
        7 => {
            operation(module, &mut piece, [a, b], random);
            let target = Target(at + piece.len() as u32 + 3);
            let test = if random.below(2) == 0 { Inst::JumpIfFalse { target } } else { Inst::JumpIfTrue { target } };
            piece.extend([test, value(module, b, random), Inst::StoreLocal { slot: c }]);
        }
        8 => {
            operation(module, &mut piece, [a, b], random);
            let target = Target(at + piece.len() as u32 + 2);
            piece.push(if random.below(2) == 0 { Inst::And { target } } else { Inst::Or { target } });
            piece.extend([value(module, b, random), Inst::StoreLocal { slot: c }]);
        }
        9 | 10 => bounded_loop(module, &mut piece, at, [a, b, c], random),
        11 => piece.extend([
            Inst::LoadLocal { slot: a },
            Inst::LoadLocal { slot: b },
            Inst::LoadIndex {},
            store(c, random),
        ]),
        12 => {
            let index = value(module, b, random);
            piece.extend([Inst::LoadLocal { slot: a }, index, value(module, c, random), Inst::StoreIndex {}]);
        }
        _ => {
            let values = [value(module, a, random), value(module, b, random)];
            piece.extend(values);
            piece.extend([Inst::NewArray { count: Count(2) }, Inst::StoreLocal { slot: c }]);
        }
    }
    piece
}

/// A call of some closed function, if there is one, with anything for arguments.
fn call_closed(module: &Module, piece: &mut Vec<Inst>, [a, b]: [Slot; 2], random: &mut Random) {
    let closed = (0..).map(ChunkId).zip(&module.chunks).filter(|(_, chunk)| chunk.closed.is_some());
    let closed: Vec<(ChunkId, u16)> = closed.map(|(id, chunk)| (id, chunk.params)).collect();
    let Some(&(chunk, argc)) = random.pick(&closed) else { return piece.push(Inst::Nop {}) };
    piece.extend((0..argc).map(|at| value(module, if at % 2 == 0 { a } else { b }, random)));
    piece.extend([Inst::CallClosed { argc: Argc(argc), chunk }, store(b, random)]);
}

fn store(slot: Slot, random: &mut Random) -> Inst {
    if random.below(2) == 0 { Inst::StoreLocal { slot } } else { Inst::Print {} }
}

/// What pushes some value.
fn value(module: &Module, slot: Slot, random: &mut Random) -> Inst {
    match random.below(9) {
        0 => Inst::LoadNil {},
        1 => Inst::LoadTrue {},
        2 => Inst::LoadFalse {},
        3 | 4 => Inst::LoadImm { value: int(random) },
        5 => Inst::LoadConst { constant: constant(module, random) },
        _ => Inst::LoadLocal { slot },
    }
}

/// A row without operands that takes two values and gives one.
fn operation(module: &Module, piece: &mut Vec<Inst>, [a, b]: [Slot; 2], random: &mut Random) {
    let binary = |row: &Opcode| row.kinds().is_empty() && row.effect_text() == ("2", "1") && row.flow() == Flow::Next;
    let rows: Vec<Opcode> = Opcode::ALL.iter().copied().filter(binary).collect();
    let row = *random.pick(&rows).expect("there are such rows");
    piece.extend([value(module, a, random), value(module, b, random)]);
    piece.extend(Inst::from_operands(row, &[]));
    if random.below(4) == 0 {
        piece.push([Inst::Neg {}, Inst::Not {}, Inst::ToBool {}, Inst::Plus {}][random.below(4)]);
    }
}

/// A loop of some turns around an operation; its counter may be anything.
fn bounded_loop(module: &mut Module, piece: &mut Vec<Inst>, at: u32, [a, b, c]: [Slot; 3], random: &mut Random) {
    let chunk_constants = module.constants.len();
    let counter = slot_of(a);
    if random.below(4) > 0 {
        piece.push(Inst::StoreLocalI { slot: a, value: random.below(4) as i32 });
    }
    let header = Target(at + piece.len() as u32);
    piece.push(Inst::LoopHeader { loop_id: LoopId(0) });
    for _ in 0..=random.below(3) {
        operation(module, piece, [b, c], random);
        piece.push(Inst::StoreLocal { slot: if random.below(2) == 0 { b } else { c } });
    }
    piece.push(Inst::IncLocal { slot: a });
    let last = LowConst((chunk_constants - 4) as u16);
    match (counter, random.below(3)) {
        (Some(counter), 0) => piece.push(Inst::LoopIfLtLk { a: counter, constant: last, target: header }),
        (Some(counter), 1) => piece.push(Inst::LoopIfLtLl { a: counter, b: c, target: header }),
        _ => {
            let turns = [1, 5, 40][random.below(3)];
            piece.extend([
                Inst::LoadLocal { slot: a },
                Inst::LoadImm { value: turns },
                Inst::LoopIfLt { target: header },
            ]);
        }
    }
}

fn slot_of(slot: Slot) -> Option<LowSlot> {
    u8::try_from(slot.0).ok().map(LowSlot)
}

/// Gives every header its ordinal.
fn number_loops(chunk: &mut Chunk) {
    let headers = chunk.code.iter_mut().filter(|inst| matches!(inst, Inst::LoopHeader { .. }));
    for (id, header) in headers.enumerate() {
        *header = Inst::LoopHeader { loop_id: LoopId(id as u16) };
    }
}
