//! Columns of all lengths from 0 to 200, from rows that no vector is aligned to, on every machine
//! that this processor is: what is behind the last whole group, and that nothing else is written.

mod support;

use bytecode::ChunkId;
use exec_mem::Arena;
use support::{Random, Subject, Values, assemble};

const KERNELS: &str = include_str!("support/kernels.txt");

#[test]
fn all_lengths_and_offsets() {
    let arena = Arena::new().unwrap();
    let module = assemble(KERNELS);
    let mut random = Random::new(19);
    for chunk in 1..module.chunks.len() {
        let params = usize::from(module.chunks[chunk].params);
        let kinds = &module.chunks[chunk].closed.as_deref().unwrap().slots[..params];
        let subject = Subject::new(&arena, &module, vec![(ChunkId(chunk as u32), (0..params).collect())]);
        let columns: Vec<Values> = kinds.iter().map(|&kind| Values::random(kind, 203, &mut random)).collect();
        for rows in 0..=200 {
            let name = module.name(module.chunks[chunk].name);
            subject.check(&columns, rows, rows % 4).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

/// So many rows that groups begin where a vector is aligned, from rows that none is.
#[test]
fn long_columns_and_offsets() {
    let arena = Arena::new().unwrap();
    let module = assemble(KERNELS);
    let mut random = Random::new(17);
    for name in ["polynomial", "constants", "tariff", "same_sign", "wrapped"] {
        let chunk = module.chunks.iter().position(|chunk| module.name(chunk.name) == name).unwrap();
        let params = usize::from(module.chunks[chunk].params);
        let kinds = &module.chunks[chunk].closed.as_deref().unwrap().slots[..params];
        let subject = Subject::new(&arena, &module, vec![(ChunkId(chunk as u32), (0..params).collect())]);
        let columns: Vec<Values> = kinds.iter().map(|&kind| Values::random(kind, 4_200, &mut random)).collect();
        for (from, rows) in (0..17).zip((4_095..4_130).step_by(3)) {
            subject.check(&columns, rows, from).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

/// More rows than have their failures in one block, with a failure in each of some rows alone.
#[test]
fn the_first_row_that_fails_is_named() {
    let arena = Arena::new().unwrap();
    let module = assemble(KERNELS);
    let divide = module.chunks.iter().position(|chunk| module.name(chunk.name) == "divide").unwrap();
    let subject = Subject::new(&arena, &module, vec![(ChunkId(divide as u32), vec![0, 1])]);
    for row in [0, 1, 2, 1023, 1024, 2047, 2048, 4095, 4096, 4999] {
        let mut divisors = vec![7; 5_000];
        divisors[row] = 0;
        if row < 4_000 {
            divisors[4_500] = 0;
        }
        subject.check(&[Values::Int(vec![3; 5_000]), Values::Int(divisors)], 5_000, 0).unwrap();
    }
}

/// More columns than have registers for their addresses.
#[test]
fn many_columns() {
    let arena = Arena::new().unwrap();
    let types = ["float", "int", "bool"];
    let kinds: Vec<&str> = (0..30).map(|column| types[column % 3]).collect();
    let mut text = format!("chunk many params 30 closed {} -> float\n  LOAD_CONST 0.0\n", kinds.join(" "));
    for column in 0..30 {
        text += &match column % 3 {
            2 => format!("  LOAD_LOCAL s{column}\n  JUMP_IF_FALSE skip{column}\n  MUL_SI 3\nskip{column}:\n"),
            _ => format!("  ADD_SL s{column}\n"),
        };
    }
    let module = assemble(&(text + "  RETURN\n"));
    let subject = Subject::new(&arena, &module, vec![(ChunkId(1), (0..30).collect())]);
    let mut random = Random::new(3);
    let signature = module.chunks[1].closed.as_deref().unwrap();
    let columns: Vec<Values> = signature.slots.iter().map(|&kind| Values::random(kind, 40, &mut random)).collect();
    for rows in 0..40 {
        subject.check(&columns, rows, 0).unwrap();
    }
}

/// More values than registers, alive at once.
#[test]
fn values_are_spilled() {
    let arena = Arena::new().unwrap();
    for (kind, op) in [("float", "MUL"), ("int", "MUL")] {
        let mut text = format!("chunk spilled params 2 closed {kind} {kind} -> {kind}\n");
        for at in 0..40 {
            text += &format!("  LOAD_LOCAL_LL s0 s1\n  ADD_SI {at}\n  {op}\n");
        }
        text += &"  SUB\n".repeat(39);
        let module = assemble(&(text + "  RETURN\n"));
        let subject = Subject::new(&arena, &module, vec![(ChunkId(1), vec![0, 1])]);
        let signature = module.chunks[1].closed.as_deref().unwrap();
        let mut random = Random::new(7);
        let columns: Vec<Values> = signature.slots.iter().map(|&kind| Values::random(kind, 100, &mut random)).collect();
        subject.check(&columns, 100, 0).unwrap();
    }
}
