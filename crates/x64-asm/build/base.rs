//! Scalar rows as Rust. Each calls the function of `src/encode.rs` for its operand form, with its
//! encodings as numbers.
//!
//! A form is named by where its operands are encoded, in Intel order; `src/encode.rs` says what the
//! letters are.

use std::fmt::Write;

use crate::count::ByOpcode;
use crate::expand::{Arg, Kind, Place, Row};
use crate::write::{document, encodings, ident, undecorated};

/// The methods of `Assembler`, and those of `Template` if they are asked for.
pub fn methods(rows: &[Row], templates: bool) -> String {
    let mut out = String::from("impl<B: Buffer> Assembler<B> {\n");
    for row in rows {
        document(&mut out, row);
        let require = match feature(row) {
            "BASE" => String::new(),
            feature => format!("self.require(Features::{feature}); "),
        };
        let (name, parameters, call) = (ident(&row.name), parameters(row), call(row));
        let _ = writeln!(out, "#[inline(always)] pub fn {name}(&mut self{parameters}) {{ {require}self.put({call}) }}");
    }
    out.push_str("}\n");
    if templates {
        in_templates(&mut out, rows);
    }
    out
}

fn in_templates(out: &mut String, rows: &[Row]) {
    out.push_str("impl<H> Template<H> {\n");
    for row in rows {
        let (name, parameters, call) = (ident(&row.name), parameters(row), call(row));
        let _ = writeln!(
            out,
            "/// See [`Assembler::{}`].\n#[inline] pub const fn {name}(self{parameters}) -> Template<H> \
             {{ self.push({call}.piece(), Features::{}) }}",
            row.name,
            feature(row)
        );
    }
    out.push_str("}\n");
}

/// The feature that a row needs.
fn feature(row: &Row) -> &str {
    &row.encodings[0].features[0]
}

/// The operands that are parameters, with their names.
fn named(row: &Row) -> Vec<(&Arg, &'static str)> {
    let registers = row.args.iter().filter(|arg| matches!(arg.kind, Kind::Gpr(_) | Kind::Vector(_))).count();
    let mut names = match registers {
        3 => ["dst", "first", "second"].iter(),
        _ => ["dst", "src", ""].iter(),
    };
    if matches!(row.args.first(), Some(arg) if matches!(arg.kind, Kind::Mem(_))) {
        names.next();
    }
    let arguments = row.args.iter().filter(|arg| !matches!(arg.kind, Kind::Fixed(_)));
    let named = arguments.map(|arg| match arg.kind {
        Kind::Mem(_) => (arg, "mem"),
        Kind::Cond => (arg, "cond"),
        Kind::Predicate => (arg, "predicate"),
        Kind::RoundingMode => (arg, "rounding"),
        Kind::Imm(..) => (arg, "imm"),
        _ => (arg, *names.next().unwrap_or(&"")),
    });
    named.collect()
}

fn parameters(row: &Row) -> String {
    named(row).iter().fold(String::new(), |all, (arg, name)| format!("{all}, {name}: {}", undecorated(arg)))
}

/// The expression that encodes.
fn call(row: &Row) -> String {
    let bits: Vec<String> = row.encodings.iter().map(|it| format!("Encoding({:#x})", it.bits)).collect();
    let encodings = match bits.len() {
        1 => bits[0].clone(),
        2 => format!("[{}, {}]", bits[0], bits[1]),
        _ => format!("[{}]", bits.join(", ")),
    };
    let form = form(row);
    let mut arguments = vec![encodings];
    arguments.extend(sizes_of(form.function, row));
    for (arg, name) in named(row) {
        arguments.push(match (&arg.kind, form.function) {
            (Kind::Imm(..), "mov_oi" | "shift_ei" | "shift_mi") => name.to_string(),
            (Kind::Imm(16, false), _) => format!("Imm::i16({name} as i16)"),
            (Kind::Imm(bits, signed), _) => format!("Imm::{}{bits}({name})", if *signed { "i" } else { "u" }),
            (Kind::Predicate | Kind::RoundingMode, _) => format!("Imm::u8({name}.imm())"),
            _ => name.to_string(),
        });
    }
    format!("encode::{}({})", form.function, arguments.join(", "))
}

/// The sizes in bits that the function of a form takes, where they decide about bytes.
fn sizes_of(function: &str, row: &Row) -> Vec<String> {
    let gpr: Vec<u32> = row.args.iter().filter_map(gpr_bits).collect();
    let count = match function {
        "o" | "oi" | "e" | "ei" | "acc_ei" | "alu_ei" | "shift_ei" | "eg" | "egi" | "xchg" | "gm" | "mg" => 1,
        "gei" | "gmi" | "mgi" | "imul_ei" | "imul_mi" | "cc_e" | "cc_ge" | "cc_gm" => 1,
        "ge" => 2,
        _ => 0,
    };
    gpr.iter().take(count).map(u32::to_string).collect()
}

fn gpr_bits(arg: &Arg) -> Option<u32> {
    match arg.kind {
        Kind::Gpr(bits) => Some(bits),
        _ => None,
    }
}

/// What a list of operands and encodings means.
struct Form {
    /// In `src/encode.rs`.
    function: &'static str,
    /// In `src/row.rs`: tells also what is only written, and how.
    name: &'static str,
}

fn form(row: &Row) -> Form {
    let letters: String = row.args.iter().filter_map(letter).collect();
    let bits: Vec<u64> = row.encodings.iter().map(|it| it.bits).collect();
    let has = |arg: &dyn Fn(&Kind) -> bool| row.args.iter().any(|it| arg(&it.kind));
    let by_cl = has(&|kind| matches!(kind, Kind::Fixed(_)));
    let unsigned = has(&|kind| matches!(kind, Kind::Imm(_, false)));
    let compares = has(&|kind| *kind == Kind::Predicate);
    let rounds = has(&|kind| *kind == Kind::RoundingMode);
    let one = |at: usize| bits[0] >> at & 1 == 1;
    let (has_modrm, is_wide, has_imm) = (one(19), one(12), bits[0] >> 33 & 15 != 0);
    let of_stack = row.args.first().and_then(gpr_bits) == Some(64) && !is_wide;
    let (function, name) = match (letters.as_str(), bits.len()) {
        ("", 1) => ("z", "z"),
        ("i", 1) => ("i", "ret_i"),
        ("i", 2) => ("push_i", "push_i"),
        ("o", 1) => ("o", if of_stack { "o64" } else { "o" }),
        ("oi", 1) => ("oi", "oi"),
        ("ei", 3) if !has_modrm && one(45) => ("mov_oi", "mov_oi"),
        ("e", 1) if by_cl => ("e", "e_cl"),
        ("e", 1) => ("e", if of_stack { "e64" } else { "e" }),
        ("m", 1) => ("m", if by_cl { "m_cl" } else { "m" }),
        ("ei", 1) => ("ei", if unsigned { "ei_u8" } else { "ei" }),
        ("ei", 2) if has_modrm => ("shift_ei", "shift_ei"),
        ("ei", 2) => ("acc_ei", "acc_ei"),
        ("ei", 3) => ("alu_ei", "alu_ei"),
        ("mi", 1) => ("mi", if unsigned { "mi_u8" } else { "mi" }),
        ("mi", 2) if has_imm => ("alu_mi", "alu_mi"),
        ("mi", 2) => ("shift_mi", "shift_mi"),
        ("eg", 1) => ("eg", if by_cl { "eg_cl" } else { "eg" }),
        ("eg", 2) => ("xchg", "xchg"),
        ("egi", 1) => ("egi", "egi"),
        ("ge", 1) => ("ge", "ge"),
        ("gm", 1) => ("gm", if has(&|kind| *kind == Kind::Mem(0)) { "lea" } else { "gm" }),
        ("mg", 1) => ("mg", if by_cl { "mg_cl" } else { "mg" }),
        ("mgi", 1) => ("mgi", "mgi"),
        ("gei", 1) => ("gei", "rorx_e"),
        ("gmi", 1) => ("gmi", "rorx_m"),
        ("gei", 2) => ("imul_ei", "imul_ei"),
        ("gmi", 2) => ("imul_mi", "imul_mi"),
        ("ghe", 1) => ("ghe", "ghe"),
        ("ghm", 1) => ("ghm", "ghm"),
        ("geh", 1) => ("geh", "geh"),
        ("gmh", 1) => ("gmh", "gmh"),
        ("he", 1) => ("he", "he"),
        ("hm", 1) => ("hm", "hm"),
        ("ce", 1) => ("cc_e", "cc_e"),
        ("cm", 1) => ("cc_m", "cc_m"),
        ("cge", 1) => ("cc_ge", "cc_ge"),
        ("cgm", 1) => ("cc_gm", "cc_gm"),
        ("vu", 1) => ("vu", "vu"),
        ("vm", 1) => ("vm", "vm"),
        ("mv", 1) => ("mv", "mv"),
        ("ve", 1) => ("ve", "ve"),
        ("ev", 1) => ("ev", "ev"),
        ("gu", 1) => ("gu", "gu"),
        ("ui", 1) => ("ui", "ui"),
        ("vui", 1) if compares => ("vui", "vu_cmp"),
        ("vui", 1) => ("vui", if rounds { "vu_round" } else { "vui" }),
        ("vmi", 1) if compares => ("vmi", "vm_cmp"),
        ("vmi", 1) => ("vmi", if rounds { "vm_round" } else { "vmi" }),
        ("vei", 1) => ("vei", "vei"),
        ("evi", 1) => ("evi", "evi"),
        ("mvi", 1) => ("mvi", "mvi"),
        (letters, count) => panic!("table/base.txt: `{}` has {count} encodings of `{letters}`", row.name),
    };
    Form { function, name }
}

/// An operand's letter in the name of a form.
fn letter(arg: &Arg) -> Option<char> {
    match (&arg.kind, arg.place) {
        (Kind::Fixed(_), _) => None,
        (Kind::Mem(_), _) => Some('m'),
        (Kind::Cond, _) => Some('c'),
        (Kind::Imm(..) | Kind::Predicate | Kind::RoundingMode, _) => Some('i'),
        (Kind::Gpr(_), Place::Reg) => Some('g'),
        (Kind::Gpr(_), Place::Vvvv) => Some('h'),
        (Kind::Gpr(_), Place::Opcode) => Some('o'),
        (Kind::Gpr(_), _) => Some('e'),
        (_, Place::Reg) => Some('v'),
        (..) => Some('u'),
    }
}

/// The sizes of a row as a listing takes them: one for all operands, or destination and source.
fn sizes(row: &Row) -> Vec<u32> {
    let told = |arg: &Arg| match arg.kind {
        Kind::Gpr(bits) => Some(bits),
        Kind::Mem(bits) if bits > 0 => Some(bits),
        _ => None,
    };
    let all: Vec<u32> = row.args.iter().filter_map(told).collect();
    // The source of a conversion is of another kind than its destination, whatever its size.
    let converts = row.mnemonic.ends_with("2si") && all.len() == 2;
    match (all.first(), all.last()) {
        (Some(first), Some(last)) if first != last || converts => vec![*first, *last],
        (Some(first), _) => vec![*first],
        (None, _) if row.args.iter().any(|arg| matches!(arg.kind, Kind::Vector(_))) => vec![128],
        (None, _) if row.args.is_empty() => Vec::new(),
        (None, _) => vec![if row.encodings.len() == 1 { 16 } else { 64 }],
    }
}

/// The mnemonic as a listing writes it, the condition following.
fn mnemonic(row: &Row) -> &str {
    row.mnemonic.strip_suffix("cc").unwrap_or(&row.mnemonic)
}

/// The rows as a listing reads them, and their order by opcode.
pub fn rows(rows: &[Row]) -> String {
    let mut out = String::from("pub(crate) static ROWS: &[Row] = &[\n");
    for row in rows {
        let sizes = sizes(row);
        let (first, last) = (sizes.first().unwrap_or(&64), sizes.last().unwrap_or(&64));
        let _ = write!(out, "Row {{ mnemonic: {:?}, form: Form::{}, ", mnemonic(row), form(row).name);
        let _ = write!(out, "sizes: ({first}, {last}), has_one_size: {}, encodings: [", sizes.len() == 1);
        encodings(&mut out, row, 3);
        out.push_str("] },\n");
    }
    out.push_str("];\npub(crate) static BY_OPCODE: &[(u16, u16, u8)] = &[\n");
    let mut by_opcode = ByOpcode::new();
    // Whole opcodes before those with a register or a condition: 90 is read as `nop`, not as `xchg`.
    for in_opcode in [false, true] {
        for (index, row) in rows.iter().enumerate() {
            for (at, encoding) in row.encodings.iter().enumerate() {
                let bits = encoding.bits;
                let many = match (bits >> 45 & 1, bits >> 54 & 1) {
                    (1, _) => 8,
                    (_, 1) => 16,
                    _ => 1,
                };
                let key = (bits >> 13 & 3) << 11 | (bits >> 8 & 3) << 8 | bits & 0xff;
                for low in 0..many {
                    if in_opcode == (many > 1) {
                        by_opcode.push(key | low, index, at);
                    }
                }
            }
        }
    }
    by_opcode.write(&mut out);
    out.push_str("];\n");
    out
}

/// For the tests: a macro that hands every row to the macro named by its caller.
pub fn for_each(rows: &[Row]) -> String {
    let mut out = String::from(
        "macro_rules! for_each_instruction {\n\
         ($($callback:ident)::+ $(, $argument:tt)*) => { $($callback)::+! { ($($argument)*)\n",
    );
    for row in rows {
        let texts: Vec<String> = row.encodings.iter().map(|it| format!("{:?}", it.text)).collect();
        let sizes: Vec<String> = sizes(row).iter().map(u32::to_string).collect();
        let _ = writeln!(
            out,
            "{:?} {} {} {} ({}) [{}];",
            mnemonic(row),
            feature(row),
            ident(&row.name),
            form(row).name,
            sizes.join(" "),
            texts.join(", ")
        );
    }
    out.push_str("} };\n}\n");
    out
}
