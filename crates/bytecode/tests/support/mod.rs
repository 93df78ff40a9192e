//! Random modules, well-formed or not; mutations of good ones.
#![allow(dead_code, reason = "each test uses a part")]

pub mod mutate;
pub mod seed;

use bytecode::*;
use proptest::collection::vec;
use proptest::prelude::*;

/// A row with operands that are mostly small, so that many are in range of something.
pub fn inst() -> impl Strategy<Value = Inst> {
    let word = prop_oneof![4 => 0u32..6, 1 => any::<u32>()];
    (proptest::sample::select(Opcode::ALL), vec(word, 3)).prop_map(|(opcode, words)| {
        let kinds = opcode.operands();
        let words: Vec<u32> = kinds.iter().zip(words).map(|(&(_, kind), word)| word & kind.max_word()).collect();
        Inst::from_operands(opcode, &words).expect("every word is in range of its kind")
    })
}

pub fn constant() -> impl Strategy<Value = Constant> {
    prop_oneof![
        any::<i32>().prop_map(Constant::Int),
        any::<u64>().prop_map(|bits| Constant::Float(f64::from_bits(bits))),
        any::<f64>().prop_map(Constant::Float),
        vec(any::<u8>(), 0..6).prop_map(|bytes| Constant::Str(bytes.into())),
        ".{0,5}".prop_map(|text| Constant::Str(text.into_bytes().into())),
        Just(Constant::Float(-0.0)),
        Just(Constant::Float(f64::NEG_INFINITY)),
    ]
}

fn text() -> impl Strategy<Value = Box<str>> {
    prop_oneof![3 => "[a-d]", 1 => "[a-z_][a-z0-9_]{0,4}", 1 => "\\PC{0,4}", 1 => any::<String>()].prop_map(Into::into)
}

fn name() -> impl Strategy<Value = NameId> {
    prop_oneof![8 => 0u32..5, 1 => any::<u32>()].prop_map(NameId)
}

fn struct_decl() -> impl Strategy<Value = StructDecl> {
    (name(), vec(name(), 0..4)).prop_map(|(name, fields)| StructDecl { name, fields })
}

fn capture() -> impl Strategy<Value = Capture> {
    prop_oneof![
        any::<u16>().prop_map(|slot| Capture::Slot(Slot(slot))),
        (0u16..3).prop_map(|slot| Capture::Slot(Slot(slot))),
        (0u16..3).prop_map(|upvalue| Capture::Upvalue(UpvalueId(upvalue))),
    ]
}

fn lines() -> impl Strategy<Value = Vec<LineEntry>> {
    let entry = (0u32..9, any::<u32>()).prop_map(|(start, line)| LineEntry { start, line });
    let sorted = |mut lines: Vec<LineEntry>| {
        lines.sort_by_key(|entry| entry.start);
        lines
    };
    prop_oneof![vec(entry.clone(), 0..3), vec(entry, 0..6).prop_map(sorted)]
}

fn closed() -> impl Strategy<Value = Option<Box<Signature>>> {
    let kind = || proptest::sample::select(&ScalarType::ALL[..]);
    let signature = (vec(kind(), 0..5), kind()).prop_map(|(slots, result)| Some(Box::new(Signature { slots, result })));
    prop_oneof![3 => Just(None), 1 => signature]
}

fn chunk() -> impl Strategy<Value = Chunk> {
    let slots = || vec((0u16..6).prop_map(Slot), 0..4);
    let sizes = (prop_oneof![0u16..4, any::<u16>()], prop_oneof![0u16..7, any::<u16>()], 0u16..7);
    let parts = (name(), sizes, vec(capture(), 0..4), slots(), slots(), closed(), vec(inst(), 0..9), lines());
    parts.prop_map(|(name, (params, slots, caches), captures, cells, nil_slots, closed, code, lines)| Chunk {
        name,
        params,
        slots,
        caches,
        captures,
        cells,
        nil_slots,
        closed,
        code,
        lines,
    })
}

/// Any module at all, with small tables; few of them are correct.
pub fn any_module() -> impl Strategy<Value = Module> {
    let tables = (vec(constant(), 0..6), vec(text(), 0..6), vec(name(), 0..5), vec(struct_decl(), 0..4));
    (text(), tables, vec(text(), 0..4), vec(chunk(), 0..4)).prop_map(
        |(path, (constants, names, globals, structs), imports, chunks)| Module {
            path,
            constants,
            names,
            globals,
            structs,
            imports,
            chunks,
        },
    )
}
