//! Rows as Rust: methods of the assembler and of templates, the rows for listings, and calls of
//! every method for the tests.

use std::fmt::Write;

use crate::count::{ByOpcode, Numbers};
use crate::expand::{Arg, Kind, Place, Row};
use crate::operand::Decoration;

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// The methods of `Assembler`, and those of `Template` if they are asked for.
pub fn methods(rows: &[Row], templates: bool) -> String {
    // One constant for all that need the same: cheaper to build than an expression in each.
    let mut out = String::new();
    let mut numbers = Numbers::new();
    let mut names = Vec::new();
    let mut count = 0;
    for row in rows {
        let needs = needs(row);
        let number = numbers.of(&needs);
        if *number == 0 {
            count += 1;
            *number = count;
            let _ = writeln!(out, "const NEEDS_{count}: [Features; 2] = {needs};");
        }
        names.push(format!("NEEDS_{number}"));
    }
    out.push_str("impl<B: Buffer> Assembler<B> {\n");
    for (row, needs) in rows.iter().zip(&names) {
        document(&mut out, row);
        method(&mut out, row, needs);
    }
    out.push_str("}\n");
    if templates {
        out.push_str("impl<H> Template<H> {\n");
        for (row, needs) in rows.iter().zip(&names) {
            in_template(&mut out, row, needs);
        }
        out.push_str("}\n");
    }
    out
}

pub fn document(out: &mut String, row: &Row) {
    let _ = writeln!(out, "/// `{} {}`", row.mnemonic, row.args.iter().map(shown).collect::<Vec<_>>().join(", "));
    for encoding in &row.encodings {
        let _ = writeln!(out, "/// * `{}`: {}", encoding.text, encoding.features.join(", "));
    }
}

fn method(out: &mut String, row: &Row, needs: &str) {
    let mut parameters = String::new();
    let mut before = String::new();
    for (arg, name) in parameters_of(row) {
        let (ty, convert) = parameter(arg);
        let _ = write!(parameters, ", {name}: {ty}");
        if convert {
            let _ = write!(before, "let {name} = {name}.into(); ");
        }
    }
    let call = call(row, false);
    let _ = writeln!(
        out,
        "#[inline] pub fn {}(&mut self{parameters}) {{ {before}self.{call}, &{needs}) }}",
        ident(&row.name)
    );
}

fn in_template(out: &mut String, row: &Row, needs: &str) {
    let mut parameters = String::new();
    for (arg, name) in parameters_of(row) {
        let _ = write!(parameters, ", {name}: {}", plain(arg));
    }
    let call = call(row, true);
    let _ = writeln!(
        out,
        "/// See [`Assembler::{}`].\n#[inline] pub const fn {}(self{parameters}) -> Template<H> {{ self.{call}, &{needs}) }}",
        row.name,
        ident(&row.name)
    );
}

/// The operands that are parameters, with their names.
fn parameters_of(row: &Row) -> impl Iterator<Item = (&Arg, &'static str)> {
    row.args.iter().filter(|arg| !matches!(arg.kind, Kind::Fixed(_))).zip(NAMES)
}

/// A parameter's type, and whether it is converted.
fn parameter(arg: &Arg) -> (String, bool) {
    let plain = undecorated(arg);
    match (&arg.kind, arg.decoration) {
        (Kind::Broadcast(..), _) => ("impl Into<Broadcast>".to_string(), true),
        (_, Decoration::None) => (plain, false),
        (_, Decoration::Merging) => (format!("impl Into<Merging<{plain}>>"), true),
        (_, Decoration::Masked) => (format!("Merging<{plain}>"), false),
        (_, Decoration::Zeroing) => (format!("impl Into<Masked<{plain}>>"), true),
        (_, Decoration::Rounding) => (format!("impl Into<Rounded<{plain}>>"), true),
        (_, Decoration::Sae) => (format!("impl Into<Sae<{plain}>>"), true),
    }
}

/// A parameter's type in a template, where what EVEX adds comes behind.
fn plain(arg: &Arg) -> String {
    match arg.decoration {
        Decoration::Masked => parameter(arg).0,
        _ => undecorated(arg),
    }
}

pub fn undecorated(arg: &Arg) -> String {
    match &arg.kind {
        Kind::Vector(128) => "Xmm",
        Kind::Vector(256) => "Ymm",
        Kind::Vector(_) => "Zmm",
        Kind::Gpr(_) => "Gpr",
        Kind::Mask => "KMask",
        Kind::Mmx => "Mm",
        Kind::Tile => "Tmm",
        Kind::Stack => "St",
        Kind::Segment => "Segment",
        Kind::Mem(_) | Kind::Broadcast(..) => "Mem",
        Kind::Gather(128, _) => "VectorMem<Xmm>",
        Kind::Gather(256, _) => "VectorMem<Ymm>",
        Kind::Gather(..) => "VectorMem<Zmm>",
        Kind::Imm(8, false) => "u8",
        Kind::Imm(8, true) => "i8",
        Kind::Imm(16, false) => "u16",
        Kind::Imm(16, true) => "i16",
        Kind::Imm(32, false) => "u32",
        Kind::Imm(32, true) => "i32",
        Kind::Imm(..) => "i64",
        Kind::Predicate => "Predicate",
        Kind::RoundingMode => "Rounding",
        Kind::Cond => "Cond",
        Kind::SourceCond => "SourceCond",
        Kind::Flags => "DefaultFlags",
        Kind::Fixed(_) => "",
    }
    .to_string()
}

/// The call that encodes, without its last argument.
fn call(row: &Row, in_template: bool) -> String {
    let decorated = |arg: &Arg| match arg.decoration {
        Decoration::None => false,
        Decoration::Masked => true,
        _ => !in_template,
    };
    let number = |arg: &Arg, name: &str| match decorated(arg) {
        true => format!("{name}.number"),
        false => format!("{name} as u8"),
    };
    let find = |place: Place| parameters_of(row).find(|(arg, _)| arg.place == place);
    let is_mem = |arg: &Arg| matches!(arg.kind, Kind::Mem(_) | Kind::Broadcast(..) | Kind::Gather(..));
    let register = |place: Place| match find(place) {
        Some((arg, name)) if !is_mem(arg) => number(arg, name),
        _ => "0".to_string(),
    };
    let memory = parameters_of(row).find(|(arg, _)| is_mem(arg));
    let mut extra: Vec<String> = Vec::new();
    for (arg, name) in parameters_of(row) {
        let broadcast = matches!(arg.kind, Kind::Broadcast(..)) && !in_template;
        if broadcast || decorated(arg) {
            extra.push(format!("{name}.extra"));
        }
    }
    let mut imm: Vec<String> = Vec::new();
    let mut shift = 0;
    for (arg, name) in parameters_of(row) {
        if let Kind::Imm(bits, _) = arg.kind {
            let unsigned = format!("{name} as u{bits} as u64");
            imm.push(if shift == 0 { unsigned } else { format!("({unsigned}) << {shift}") });
            shift += bits;
        }
    }
    let imm = if imm.is_empty() { "0".to_string() } else { imm.join(" | ") };
    let by_kind = |kind: Kind| parameters_of(row).find(|(arg, _)| arg.kind == kind).map(|(_, name)| name);
    let vvvv = match (by_kind(Kind::SourceCond), by_kind(Kind::Flags)) {
        (Some(cond), Some(flags)) => {
            extra.push(format!("{cond}.extra()"));
            format!("{cond}.vvvv({flags})")
        }
        _ => register(Place::Vvvv),
    };
    let extra = if extra.is_empty() { "0".to_string() } else { extra.join(" | ") };
    let is4 = register(Place::Is4);
    let encodings = format!("[{}]", (0..2).map(|at| bits(row, at, &find)).collect::<Vec<_>>().join(", "));
    match memory {
        None => {
            let rm = match find(Place::Opcode) {
                Some(_) => register(Place::Opcode),
                None => register(Place::Rm),
            };
            format!("registers({encodings}, [{}, {vvvv}, {rm}, {is4}], {extra}, {imm}", register(Place::Reg))
        }
        Some((arg, name)) => {
            let is_plain = matches!(arg.kind, Kind::Mem(_)) && !decorated(arg) || in_template && !decorated(arg);
            let gather = matches!(arg.kind, Kind::Gather(..));
            let (mem, high) = match (is_plain, gather) {
                (true, true) => (format!("{name}.mem"), format!("{name}.high")),
                (true, false) => (name.to_string(), "0".to_string()),
                (false, _) if gather && !decorated(arg) => (format!("{name}.mem"), format!("{name}.high")),
                (false, true) => (format!("{name}.value.mem"), format!("{name}.value.high")),
                (false, false) if matches!(arg.kind, Kind::Broadcast(..)) => (format!("{name}.mem"), "0".to_string()),
                (false, false) => (format!("{name}.value"), "0".to_string()),
            };
            format!("memory({encodings}, [{}, {vvvv}, {high}, {is4}], {mem}, {extra}, {imm}", register(Place::Reg))
        }
    }
}

fn bits<'a>(row: &'a Row, at: usize, find: &dyn Fn(Place) -> Option<(&'a Arg, &'static str)>) -> String {
    match (row.encodings.get(at), find(Place::Cond)) {
        (None, _) => "0".to_string(),
        (Some(encoding), None) => format!("{:#x}", encoding.bits),
        (Some(encoding), Some((_, name))) => format!("{:#x} | {name} as u64", encoding.bits),
    }
}

fn needs(row: &Row) -> String {
    let one = |at: usize| match row.encodings.get(at) {
        None => "Features::BASE".to_string(),
        Some(encoding) => {
            let mut names = encoding.features.iter();
            let first = format!("Features::{}", names.next().map_or("BASE", String::as_str));
            names.fold(first, |all, name| format!("{all}.union(Features::{name})"))
        }
    };
    format!("[{}, {}]", one(0), one(1))
}

/// An operand in the manual's notation.
fn shown(arg: &Arg) -> String {
    let element = |bits: u32| format!("m{bits}bcst");
    let base = match &arg.kind {
        Kind::Vector(128) => "xmm".to_string(),
        Kind::Vector(256) => "ymm".to_string(),
        Kind::Vector(_) => "zmm".to_string(),
        Kind::Gpr(bits) => format!("r{bits}"),
        Kind::Mask => "k".to_string(),
        Kind::Mmx => "mm".to_string(),
        Kind::Tile => "tmm".to_string(),
        Kind::Stack => "st(i)".to_string(),
        Kind::Segment => "sreg".to_string(),
        Kind::Mem(0) => "m".to_string(),
        Kind::Mem(bits) => format!("m{bits}"),
        Kind::Broadcast(bits, of) => format!("m{bits}/{}", element(*of)),
        Kind::Gather(index, of) => format!("vm{of}{}", ["x", "y", "z"][*index as usize / 256]),
        Kind::Imm(bits, _) => format!("imm{bits}"),
        Kind::Predicate | Kind::RoundingMode => "imm8".to_string(),
        Kind::Cond => "cc".to_string(),
        Kind::SourceCond => "scc".to_string(),
        Kind::Flags => "dfv".to_string(),
        Kind::Fixed(text) => text.clone(),
    };
    let decoration = match arg.decoration {
        Decoration::None => "",
        Decoration::Merging | Decoration::Masked => "{k}",
        Decoration::Zeroing => "{k}{z}",
        Decoration::Rounding => "{er}",
        Decoration::Sae => "{sae}",
    };
    format!("{base}{decoration}")
}

/// The rows as a listing reads them, and their order by opcode. Rows of the same operands share them.
pub fn rows(rows: &[Row]) -> String {
    let mut out = String::new();
    let mut list = String::new();
    let mut numbers = Numbers::new();
    let mut count = 0;
    for row in rows {
        let args = args(row);
        let number = numbers.of(&args);
        if *number == 0 {
            count += 1;
            *number = count;
            let _ = writeln!(out, "static ARGS_{count}: [Arg; {}] = [{args}];", row.args.len());
        }
        let _ = write!(list, "Row {{ mnemonic: {:?}, args: &ARGS_{number}, encodings: [", row.mnemonic);
        encodings(&mut list, row, 2);
        list.push_str("] },\n");
    }
    out.push_str("pub(crate) static ROWS: &[Row] = &[\n");
    out.push_str(&list);
    out.push_str("];\npub(crate) static BY_OPCODE: &[(u32, u16, u8)] = &[\n");
    let mut by_opcode = ByOpcode::new();
    for (index, row) in rows.iter().enumerate() {
        for (at, encoding) in row.encodings.iter().enumerate() {
            let space = encoding.bits >> 13 & 3;
            let map = encoding.bits >> 8 & 15;
            let opcode = encoding.bits & 0xff;
            let many = match (encoding.bits >> 45 & 1, encoding.bits >> 54 & 1) {
                (1, _) => 8,
                (_, 1) => 16,
                _ => 1,
            };
            for low in 0..many {
                by_opcode.push(space << 12 | map << 8 | (opcode | low), index, at);
            }
            if encoding.bits >> 56 & 1 == 1 {
                by_opcode.push(space << 12 | map << 8 | stored(opcode), index, at | 2);
            }
        }
    }
    by_opcode.write(&mut out);
    out.push_str("];\n");
    out
}

/// So many encodings of a row, 0 for those that there are not.
pub fn encodings(out: &mut String, row: &Row, count: usize) {
    for at in 0..count {
        let bits = row.encodings.get(at).map_or(0, |it| it.bits);
        let _ = write!(out, "Encoding({bits:#x}), ");
    }
}

fn args(row: &Row) -> String {
    let mut args = String::new();
    for operand in &row.args {
        args.push_str(&arg(operand));
        args.push_str(", ");
    }
    args
}

/// The opcode of a move whose operands go the other way round.
fn stored(opcode: u64) -> u64 {
    match opcode {
        0x7e => 0xd6,
        0x6f => 0x7f,
        opcode => opcode + 1,
    }
}

fn arg(arg: &Arg) -> String {
    let kind = kind(arg);
    format!("Arg {{ kind: {kind}, place: Place::{:?}, decoration: Decoration::{:?} }}", arg.place, arg.decoration)
}

fn kind(arg: &Arg) -> String {
    match &arg.kind {
        Kind::Vector(bits) => format!("Kind::Vector({bits})"),
        Kind::Gpr(bits) => format!("Kind::Gpr({bits})"),
        Kind::Mask => "Kind::Mask".to_string(),
        Kind::Mmx => "Kind::Mmx".to_string(),
        Kind::Tile => "Kind::Tile".to_string(),
        Kind::Stack => "Kind::Stack".to_string(),
        Kind::Segment => "Kind::Segment".to_string(),
        Kind::Mem(bits) => format!("Kind::Mem({bits})"),
        Kind::Broadcast(bits, element) => format!("Kind::Broadcast({bits}, {element})"),
        Kind::Gather(index, element) => format!("Kind::Gather({index}, {element})"),
        Kind::Imm(bits, signed) => format!("Kind::Imm({bits}, {signed})"),
        Kind::Predicate => "Kind::Predicate".to_string(),
        Kind::RoundingMode => "Kind::RoundingMode".to_string(),
        Kind::Cond => "Kind::Cond".to_string(),
        Kind::SourceCond => "Kind::SourceCond".to_string(),
        Kind::Flags => "Kind::Flags".to_string(),
        Kind::Fixed(text) => format!("Kind::Fixed({text:?})"),
    }
}

/// For the tests: what each row is, and functions that call its methods. Functions, not closures:
/// thousands of closures in one expression take the compiler minutes.
pub fn calls(rows: &[Row]) -> String {
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        let name = ident(&row.name);
        let _ = writeln!(
            out,
            "fn run_{index}(a: &mut Assembler, o: &[Value]) {{ let _ = o; a.{name}({}) }}\n\
             fn template_{index}(t: Template<()>, o: &[Value]) -> Template<()> {{ let _ = o; t.{name}({}) }}",
            given(row, false),
            given(row, true)
        );
    }
    out.push_str("pub static CALLS: &[Call] = &[\n");
    for (index, row) in rows.iter().enumerate() {
        let encodings: Vec<String> = row.encodings.iter().map(|it| format!("{:?}", it.text)).collect();
        let features: Vec<String> = row.encodings.iter().map(|it| format!("&{:?}", it.features)).collect();
        let _ = writeln!(
            out,
            "Call {{ name: {:?}, mnemonic: {:?}, args: &[{}], encodings: &[{}], features: &[{}], commutes: {}, \
             needs: {}, run: run_{index}, template: template_{index} }},",
            row.name,
            row.mnemonic,
            args(row),
            encodings.join(", "),
            features.join(", "),
            row.encodings.iter().any(|it| it.bits >> 61 & 1 == 1),
            needs(row),
        );
    }
    out.push_str("];\n");
    out
}

/// For the tests that execute: the rows of both kinds whose first encoding is not EVEX, without what
/// EVEX adds to their operands.
pub fn runs<'a>(rows: impl Iterator<Item = &'a Row>) -> String {
    let beyond = |arg: &Arg| matches!(arg.kind, Kind::Mask | Kind::Tile | Kind::SourceCond | Kind::Flags);
    let rows: Vec<&Row> =
        rows.filter(|row| !row.encodings[0].text.starts_with("EVEX") && !row.args.iter().any(beyond)).collect();
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        let is_given = |arg: &&(usize, &Arg)| !matches!(arg.1.kind, Kind::Fixed(_));
        let args: Vec<(usize, &Arg)> = row.args.iter().enumerate().collect();
        let given: Vec<String> =
            args.iter().filter(is_given).map(|(at, arg)| format!("o[{at}].take::<{}>()", undecorated(arg))).collect();
        let (name, given) = (ident(&row.name), given.join(", "));
        let _ = writeln!(out, "fn run_{index}(a: &mut Assembler, o: &[Operand]) {{ let _ = o; a.{name}({given}) }}");
    }
    out.push_str("pub static RUNS: &[Run] = &[\n");
    for (index, row) in rows.iter().enumerate() {
        let args: Vec<String> = row.args.iter().map(kind).collect();
        let _ = writeln!(
            out,
            "Run {{ table: {:?}, name: {:?}, mnemonic: {:?}, args: &[{}], encoding: {:?}, needs: {}[0], run: run_{index} }},",
            row.table,
            row.name,
            row.mnemonic,
            args.join(", "),
            row.encodings[0].text,
            needs(row),
        );
    }
    out.push_str("];\n");
    out
}

/// The operands of a call, made from the values `o`.
fn given(row: &Row, plain: bool) -> String {
    let mut given = Vec::new();
    for (at, arg) in row.args.iter().enumerate() {
        let kind = match (&arg.kind, arg.decoration, plain) {
            (Kind::Fixed(_), ..) => continue,
            (Kind::Broadcast(..), _, false) => {
                given.push(format!("o[{at}].broadcast()"));
                continue;
            }
            (_, Decoration::Masked, _) => "merged",
            (_, Decoration::None, _) | (_, _, true) => "plain",
            (_, Decoration::Merging, _) => "merging",
            (_, Decoration::Zeroing, _) => "masked",
            (_, Decoration::Rounding, _) => "rounded",
            (_, Decoration::Sae, _) => "sae",
        };
        given.push(format!("o[{at}].{kind}::<{}>()", undecorated(arg)));
    }
    given.join(", ")
}

/// The name, where it is a word of Rust's with a line under it.
pub fn ident(name: &str) -> String {
    match name {
        "in" | "loop" => format!("{name}_"),
        _ => name.to_string(),
    }
}
