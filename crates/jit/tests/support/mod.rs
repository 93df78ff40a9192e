//! What the tests of whole programs share: profiles for every entry, and what must hold of any
//! code.

#[cfg(target_arch = "aarch64")]
#[path = "a64.rs"]
mod machine;
#[cfg(not(target_arch = "aarch64"))]
#[path = "x64.rs"]
mod machine;

use std::collections::HashSet;

use bytecode::{ChunkId, Hint, LoopId, Module, Slot, Verified};
use jit::{Artifact, Comment, CompileError, Entry, Kind, Profile};

/// Numbers that look random, from a seed (xorshift).
pub struct Random(pub u64);

impl Random {
    /// A number below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

fn entries(module: &Verified<Module>, chunk: ChunkId) -> impl Iterator<Item = Entry> {
    let loops = module.facts(chunk).loops.len() as u16;
    std::iter::once(Entry::Function).chain((0..loops).map(|id| Entry::Loop(LoopId(id))))
}

/// A profile with anything in it that a profile can say.
fn random_profile(module: &Verified<Module>, chunk: ChunkId, entry: Entry, random: &mut Random) -> Profile {
    let code = &module.chunks[chunk.index()];
    let mut profile = Profile::new(entry);
    let kinds = [Kind::Unknown, Kind::Int, Kind::Float, Kind::Bool];
    profile.kinds = (0..code.slots).map(|_| kinds[random.below(4) as usize]).collect();
    profile.untyped = (0..code.slots).map(Slot).filter(|_| random.below(8) == 0).collect();
    for (pc, inst) in (0..).zip(&code.code) {
        let rows = inst.opcode().quickened();
        if !rows.is_empty() {
            profile.quickened.push((pc, rows[random.below(rows.len() as u64) as usize]));
        }
        if random.below(8) == 0 {
            profile.refuted.push(pc);
        }
        if random.below(8) == 0 {
            profile.seen.push((pc, if random.below(2) == 0 { Hint::Ints } else { Hint::Floats }));
        }
    }
    profile.metered = random.below(4) == 0;
    profile.forcible = random.below(4) == 0;
    profile
}

fn profiles(module: &Verified<Module>, chunk: ChunkId, entry: Entry, random: &mut Random) -> Vec<Profile> {
    let empty = Profile::new(entry);
    let random = random_profile(module, chunk, entry, random);
    vec![
        Profile { generic: true, ..random.clone() },
        Profile { metered: true, ..empty.clone() },
        Profile { forcible: true, ..empty.clone() },
        empty,
        random,
    ]
}

/// Compiles every chunk of a module with all kinds of profiles.
pub fn compile_all(module: &Verified<Module>, mut found: impl FnMut(ChunkId, &Profile, Artifact)) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for chunk in (0..module.chunks.len() as u32).map(ChunkId) {
        for entry in entries(module, chunk) {
            for profile in profiles(module, chunk, entry, &mut random) {
                match jit::compile(module, chunk, &profile) {
                    Ok(artifact) => found(chunk, &profile, artifact),
                    Err(CompileError::UnreachableLoop(_)) => {} // behind a condition that is known
                    Err(error) => panic!("chunk {}: {error} with\n{profile}", chunk.0),
                }
            }
        }
    }
}

/// What is checked of an instruction.
struct Instruction {
    at: u64,
    /// Where a jump goes.
    jump: Option<u64>,
    /// The place in the code or its data that it refers to otherwise.
    refers: Option<u64>,
}

/// The instructions, all of them valid, up to the data.
#[track_caller]
fn decode(artifact: &Artifact) -> Vec<Instruction> {
    let data = artifact.comments().iter().find(|(_, comment)| *comment == Comment::Data);
    let end = data.map_or(artifact.bytes().len(), |&(at, _)| at as usize);
    machine::decode(&artifact.bytes()[..end])
}

/// What must hold of any code: jumps go to instructions, memory relative to the code is its own,
/// tables and words to fill in are where they are said to be.
#[track_caller]
pub fn check(artifact: &Artifact) {
    let instructions = decode(artifact);
    let starts: HashSet<u64> = instructions.iter().map(|it| it.at).collect();
    let len = artifact.bytes().len() as u64;
    for it in &instructions {
        if let Some(target) = it.jump {
            assert!(starts.contains(&target), "a jump at {:#x} into an instruction", it.at);
        }
        assert!(it.refers.is_none_or(|place| place < len), "memory outside of the code at {:#x}", it.at);
    }
    assert!(starts.contains(&u64::from(artifact.entry())));
    for fixup in artifact.fixups() {
        assert!(fixup.offset % 8 == 0 && u64::from(fixup.offset) + 8 <= len, "a fixup outside of the code");
        assert!(!starts.contains(&u64::from(fixup.offset)), "a fixup among instructions");
    }
    assert!(artifact.comments().is_sorted_by_key(|&(at, _)| at));
}
