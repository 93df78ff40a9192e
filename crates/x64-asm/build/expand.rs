//! A line of a table to its rows: one for each vector length and each choice of memory.

use crate::count::Numbers;
use crate::encoding::{Encoding, Space};
use crate::operand::{Class, Decoration, Operand, Other, Size};
use crate::parse::Line;

/// A method to be: one list of operand types.
pub struct Row {
    pub mnemonic: String,
    pub name: String,
    /// Behind the name that is made from the operands.
    pub suffix: &'static str,
    pub args: Vec<Arg>,
    /// At most two, or three of a scalar row; the shorter one first.
    pub encodings: Vec<Packed>,
    pub table: String,
}

/// One encoding of a row.
pub struct Packed {
    pub bits: u64,
    pub features: Vec<String>,
    pub text: String,
}

pub struct Arg {
    pub kind: Kind,
    pub place: Place,
    pub decoration: Decoration,
}

/// An operand whose sizes are known, in bits.
#[derive(PartialEq, Eq)]
pub enum Kind {
    Vector(u32),
    Gpr(u32),
    Mask,
    Mmx,
    Tile,
    Stack,
    Segment,
    Mem(u32),
    /// Memory, or a broadcast of an element from it.
    Broadcast(u32, u32),
    /// Memory addressed by a vector of indexes, and an element.
    Gather(u32, u32),
    Imm(u32, bool),
    Predicate,
    RoundingMode,
    Cond,
    SourceCond,
    Flags,
    Fixed(String),
}

impl Kind {
    /// Whether it is a field of its own: a register or memory.
    pub fn is_encoded(&self) -> bool {
        match self {
            Kind::Vector(_) | Kind::Gpr(_) | Kind::Mask | Kind::Mmx | Kind::Tile | Kind::Stack | Kind::Segment => true,
            Kind::Mem(_) | Kind::Broadcast(..) | Kind::Gather(..) => true,
            Kind::Imm(..) | Kind::Predicate | Kind::RoundingMode => false,
            Kind::Cond | Kind::SourceCond | Kind::Flags | Kind::Fixed(_) => false,
        }
    }
}

/// Where an operand is encoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Reg,
    Vvvv,
    Rm,
    /// In the high half of an immediate byte.
    Is4,
    Imm,
    /// In the opcode's low three bits.
    Opcode,
    Cond,
    Nowhere,
}

/// The rows of a line. Without `evex`, encodings with that prefix are left out. `most` is how many
/// encodings there may be to choose from.
pub fn rows(line: &Line, evex: bool, most: usize, place: &str) -> Vec<Row> {
    let kept: Vec<&Encoding> = line.encodings.iter().filter(|it| evex || it.space != Space::Evex).collect();
    let mut rows = Vec::new();
    for length in [0, 128, 256, 512] {
        let encodings: Vec<&Encoding> = kept.iter().copied().filter(|it| it.lengths.contains(&length)).collect();
        if encodings.is_empty() {
            continue;
        }
        assert!(encodings.len() <= most, "{place}: {} encodings to choose from", encodings.len());
        for in_memory in [false, true] {
            if let Some(row) = row(line, &encodings, length, in_memory, place) {
                rows.push(row);
            }
        }
    }
    rows
}

fn row(line: &Line, encodings: &[&Encoding], length: u32, in_memory: bool, place: &str) -> Option<Row> {
    let either = line.operands.iter().any(|it| it.register.is_some() && it.memory.is_some());
    if in_memory && !either {
        return None;
    }
    let evex = encodings.iter().any(|it| it.space == Space::Evex);
    let mut args = Vec::new();
    for operand in &line.operands {
        let kind = kind(operand, length, in_memory, evex, place);
        args.push(Arg { decoration: decoration(operand, &kind, length, evex), kind, place: Place::Nowhere });
    }
    // Only between registers are exceptions suppressed.
    if args.iter().any(|arg| matches!(arg.kind, Kind::Mem(_) | Kind::Broadcast(..))) {
        for arg in &mut args {
            if matches!(arg.decoration, Decoration::Rounding | Decoration::Sae) {
                arg.decoration = Decoration::None;
            }
        }
    }
    // A shorter encoding may leave an operand out: the accumulator, or a count of one.
    let general = encodings.iter().find(|it| it.modrm || it.digit.is_some()).unwrap_or(&encodings[0]);
    assign(&mut args, general, place);
    let memory = args.iter().find_map(|arg| match arg.kind {
        Kind::Mem(bits) | Kind::Gather(_, bits) => Some((bits, 0)),
        Kind::Broadcast(bits, element) => Some((bits, element)),
        _ => None,
    });
    let packed: Vec<Packed> = encodings.iter().map(|it| pack(it, length, memory, &args)).collect();
    Some(Row {
        mnemonic: line.mnemonic.clone(),
        name: line.name.clone().filter(|name| name != "AUTO_cl").unwrap_or_default(),
        suffix: if line.name.as_deref() == Some("AUTO_cl") { "_cl" } else { "" },
        args,
        encodings: packed,
        table: place.split(':').next().unwrap_or_default().to_string(),
    })
}

fn kind(operand: &Operand, length: u32, in_memory: bool, evex: bool, place: &str) -> Kind {
    let at_least = |bits: u32| bits.max(128);
    match (&operand.other, operand.register, operand.memory) {
        (Some(Other::Imm(bits, signed)), ..) => Kind::Imm(*bits, *signed),
        (Some(Other::Cond), ..) => Kind::Cond,
        (Some(Other::SourceCond), ..) => Kind::SourceCond,
        (Some(Other::Flags), ..) => Kind::Flags,
        (Some(Other::Predicate), ..) => Kind::Predicate,
        (Some(Other::RoundingMode), ..) => Kind::RoundingMode,
        (Some(Other::Fixed(text)), ..) => Kind::Fixed(text.clone()),
        (None, register, Some(size)) if register.is_none() || in_memory => match (size, operand.broadcast) {
            (Size::Vector(index, element), _) => Kind::Gather(index, element),
            (size, Some(element)) if evex => Kind::Broadcast(size.bits(length), element),
            (size, _) => Kind::Mem(size.bits(length)),
        },
        (None, Some(class), _) => match class {
            Class::Vector(size) => Kind::Vector(at_least(size.bits(length))),
            Class::Gpr(bits) => Kind::Gpr(bits),
            Class::Mask => Kind::Mask,
            Class::Mmx => Kind::Mmx,
            Class::Tile => Kind::Tile,
            Class::Stack => Kind::Stack,
            Class::Segment => Kind::Segment,
        },
        (None, None, _) => panic!("{place}: an operand of no kind"),
    }
}

fn decoration(operand: &Operand, kind: &Kind, length: u32, evex: bool) -> Decoration {
    let register = matches!(kind, Kind::Vector(_) | Kind::Gpr(_) | Kind::Mask);
    match operand.decoration {
        _ if !evex => Decoration::None,
        Decoration::Rounding | Decoration::Sae if !register || !matches!(length, 0 | 512) => Decoration::None,
        // What is in memory is merged.
        Decoration::Zeroing if !register => Decoration::Merging,
        decoration => decoration,
    }
}

/// Says where each operand goes.
fn assign(args: &mut [Arg], encoding: &Encoding, place: &str) {
    let encoded = |arg: &Arg| arg.kind.is_encoded();
    let is_mem = |arg: &Arg| matches!(arg.kind, Kind::Mem(_) | Kind::Broadcast(..) | Kind::Gather(..));
    let memory = args.iter().filter(|arg| encoded(arg)).position(is_mem);
    let count = args.iter().filter(|arg| encoded(arg)).count();
    let places = match (&encoding.places, count, encoding.digit.is_some(), memory) {
        (Some(places), ..) => places.as_str(),
        (None, 0, ..) => "",
        (None, 1, ..) if encoding.plus_register => "O",
        (None, 1, true, _) => "M",
        (None, 1, false, Some(_)) => "M",
        (None, 1, false, None) => "R",
        (None, 2, true, _) => "VM",
        (None, 2, false, Some(0)) => "MR",
        (None, 2, false, _) => "RM",
        (None, 3, _, Some(0)) => "MVR",
        (None, 3, _, Some(1)) => "RMV",
        (None, 3, ..) => "RVM",
        (None, 4, ..) => "RVMI",
        _ => panic!("{place}: too many operands"),
    };
    let mut letters = places.chars();
    for arg in args {
        arg.place = match arg.kind {
            Kind::Imm(..) | Kind::Predicate | Kind::RoundingMode => Place::Imm,
            Kind::Cond => Place::Cond,
            Kind::Fixed(_) | Kind::Flags | Kind::SourceCond => Place::Nowhere,
            _ => match letters.next() {
                Some('R') => Place::Reg,
                Some('V') => Place::Vvvv,
                Some('M') => Place::Rm,
                Some('I') => Place::Is4,
                Some('O') => Place::Opcode,
                _ => panic!("{place}: more operands than `{places}`"),
            },
        };
    }
}

/// The encoding as `src/encoding.rs` reads it.
fn pack(encoding: &Encoding, length: u32, memory: Option<(u32, u32)>, args: &[Arg]) -> Packed {
    let log2 = |bits: u32| if bits == 0 { 0 } else { u64::from((bits / 8).max(1).ilog2()) };
    let (memory, element) = memory.unwrap_or((0, 0));
    let unit = encoding.disp_bytes.map_or(log2(memory), |bytes| log2(bytes * 8));
    let space = match encoding.space {
        Space::Legacy => 0,
        Space::Vex => 1,
        Space::Evex => 2,
        Space::Xop => 3,
    };
    let prefix = match encoding.prefix {
        0x66 => 1,
        0xf3 => 2,
        0xf2 => 3,
        _ => 0,
    };
    let outer = match encoding.outer {
        0x66 => 1,
        0xf0 => 2,
        0x9b => 3,
        _ => 0,
    };
    let byte = |place: Place| args.iter().any(|arg| arg.kind == Kind::Gpr(8) && arg.place == place);
    let general = |place: Place| args.iter().any(|arg| matches!(arg.kind, Kind::Gpr(_)) && arg.place == place);
    let gpr_rm = general(Place::Rm) || general(Place::Opcode);
    let vector = |arg: &Arg| matches!(arg.kind, Kind::Vector(_) | Kind::Mmx | Kind::Gather(..));
    let only_general = !args.iter().any(vector);
    let flag = |set: bool, bit: u32| u64::from(set) << bit;
    let bits = u64::from(encoding.opcode)
        | u64::from(encoding.map) << 8
        | flag(encoding.wide, 12)
        | space << 13
        | prefix << 15
        | u64::from(length / 256) << 17
        | flag(encoding.modrm || encoding.digit.is_some(), 19)
        | flag(encoding.digit.is_some(), 20)
        | u64::from(encoding.digit.unwrap_or(0)) << 21
        | flag(encoding.fixed_modrm.is_some(), 24)
        | u64::from(encoding.fixed_modrm.unwrap_or(0)) << 25
        | u64::from(encoding.imm_bytes) << 33
        | unit << 37
        | log2(element) << 40
        | flag(encoding.ignores_length, 43)
        | flag(encoding.ignores_w, 44)
        | flag(encoding.plus_register, 45)
        | flag(encoding.register_in_imm, 46)
        | flag(byte(Place::Rm) || byte(Place::Opcode), 47)
        | flag(byte(Place::Reg), 48)
        | outer << 49
        | flag(encoding.no_flags, 51)
        | flag(encoding.new_data, 52)
        | flag(gpr_rm, 53)
        | flag(encoding.plus_condition, 54)
        | flag(encoding.features.iter().any(|it| it == "APX_F"), 55)
        | flag(encoding.stores, 56)
        | flag(general(Place::Reg), 57)
        | flag(only_general, 58)
        | flag(encoding.features.iter().any(|it| it.starts_with("XSAVE")), 59)
        | flag(args.iter().any(|arg| arg.kind == Kind::Tile) && args.iter().any(|arg| arg.kind == Kind::Mem(0)), 60)
        | flag(encoding.commutes, 61);
    let mut features = encoding.features.clone();
    let avx512 = features.iter().any(|it| it.starts_with("AVX512"));
    if encoding.space == Space::Evex && avx512 && (length == 128 || length == 256) {
        features.push("AVX512VL".to_string());
    }
    Packed { bits, features, text: specific(&encoding.text, length) }
}

/// The notation with only one of the lengths in it.
fn specific(text: &str, length: u32) -> String {
    let parts = text.split('.').map(|part| match part.starts_with("128") || part.starts_with("256") {
        true if length > 0 => length.to_string(),
        _ => part.to_string(),
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Gives every row its method's name: mnemonic and operand kinds, with sizes where rows differ in
/// nothing else. Those of scalar rows always tell the size.
pub fn name(rows: &mut [Row], scalar: bool) {
    for detail in 0..3 {
        let mut taken = Numbers::new();
        let names: Vec<String> = rows.iter().map(|row| spelled(row, detail, scalar)).collect();
        for name in &names {
            *taken.of(name) += 1;
        }
        // Of those that would share a name, all are spelled in more detail.
        let short: Vec<String> = rows.iter().map(|row| spelled(row, 0, scalar)).collect();
        let mut clashes = Numbers::new();
        for (name, short) in names.iter().zip(&short) {
            *clashes.of(short) += usize::from(*taken.of(name) > 1);
        }
        for (at, name) in names.into_iter().enumerate() {
            if rows[at].name.is_empty() && (*clashes.of(&short[at]) == 0 || detail == 2) {
                rows[at].name = name;
            }
        }
    }
}

/// Stops the build where two rows have one name.
pub fn no_two<'a>(rows: impl Iterator<Item = &'a Row>) {
    let mut seen = Numbers::new();
    for row in rows {
        let count = seen.of(&row.name);
        assert!(*count == 0, "{}: a second row is called {}", row.table, row.name);
        *count += 1;
    }
}

fn spelled(row: &Row, detail: u32, scalar: bool) -> String {
    if !row.name.is_empty() {
        return row.name.clone();
    }
    let is_count = |arg: &Arg| arg.kind == Kind::Fixed("cl".to_string()) && row.suffix.is_empty();
    let hidden = |arg: &Arg| matches!(arg.kind, Kind::Fixed(_) | Kind::Cond | Kind::SourceCond) && !is_count(arg);
    let shown = row.args.iter().filter(|arg| !hidden(arg));
    let only_general = (scalar || row.args.iter().any(|arg| matches!(arg.kind, Kind::Gpr(_))))
        && row.args.iter().all(|arg| !matches!(arg.kind, Kind::Vector(_) | Kind::Mmx | Kind::Mask | Kind::Tile));
    let mut letters = String::new();
    for arg in shown {
        letters.push_str(&match arg.kind {
            Kind::Vector(128) => "x".to_string(),
            Kind::Vector(256) => "y".to_string(),
            Kind::Vector(_) => "z".to_string(),
            Kind::Gpr(bits) if detail > 0 && !only_general => format!("r{bits}"),
            Kind::Gpr(_) => "r".to_string(),
            Kind::Mask => "k".to_string(),
            Kind::Mmx => "q".to_string(),
            Kind::Tile => "t".to_string(),
            Kind::Stack | Kind::Segment => "s".to_string(),
            Kind::Mem(bits) | Kind::Broadcast(bits, _) if detail > 1 && !only_general => format!("m{bits}"),
            Kind::Gather(index, _) if detail > 1 => format!("m{}", ["x", "y", "z"][index as usize / 256]),
            Kind::Mem(_) | Kind::Broadcast(..) | Kind::Gather(..) => "m".to_string(),
            Kind::Imm(..) | Kind::Predicate | Kind::RoundingMode => "i".to_string(),
            Kind::Fixed(_) if is_count(arg) => "cl".to_string(),
            Kind::Flags | Kind::Cond | Kind::SourceCond | Kind::Fixed(_) => String::new(),
        });
    }
    let size = |arg: &Arg| match arg.kind {
        Kind::Gpr(bits) | Kind::Mem(bits) => Some(bits),
        _ => None,
    };
    let mnemonic = match row.mnemonic.strip_prefix("{nf} ") {
        Some(mnemonic) => format!("{mnemonic}_nf"),
        None => row.mnemonic.replace(' ', "_"),
    };
    let mut name = match letters.is_empty() {
        true => mnemonic,
        false => format!("{mnemonic}_{letters}"),
    };
    if only_general || letters == "m" && detail > 0 {
        let sizes: Vec<u32> = row.args.iter().filter_map(size).collect();
        name.push_str(&sizes.first().map_or_else(String::new, u32::to_string));
        if sizes.last() != sizes.first() && sizes.last() != Some(&0) {
            name.push_str(&format!("_{}", sizes[sizes.len() - 1]));
        }
    }
    name.push_str(row.suffix);
    name
}
