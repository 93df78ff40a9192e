//! Cases: a method called with operands, the bytes it made, and the text that asks for them.

use x64_asm::{Assembler, Error, Features, Gpr, Predicate, Template};

use super::operand::{Depth, Sample, Value, number};

/// A row of the instruction table.
pub struct Row {
    pub name: &'static str,
    pub mnemonic: &'static str,
    pub form: &'static str,
    pub sizes: &'static [u8],
    /// The encodings to choose from, in the manual's notation.
    pub encodings: &'static [&'static str],
    /// What the instruction needs.
    pub feature: Features,
}

/// One call and what came of it.
pub struct Case {
    /// Nothing where there is no encoding for these registers.
    pub bytes: Vec<u8>,
    /// What was asked, in Intel syntax with all memory sizes.
    pub text: String,
    /// Whether the immediate is to be shown as an unsigned number.
    pub unsigned: bool,
    /// Without sizes, as the crate's own listing prints it.
    pub listed: String,
}

/// Whether the environment asks for all cases.
pub fn exhaustive() -> bool {
    std::env::var_os("X64_ASM_EXHAUSTIVE").is_some()
}

/// A method of the assembler, with any parameters: runs it on its samples.
pub trait Method<Parameters, InTemplate> {
    fn cases(self, in_template: InTemplate, row: &Row, then: &mut dyn FnMut(Case));
}

macro_rules! methods {
    ($name:ident $($parameter:ident)*) => {
        impl<F, T, $($parameter),*> Method<($($parameter,)*), T> for F
        where
            F: Fn(&mut Assembler, $($parameter),*),
            T: Fn(Template<()>, $($parameter),*) -> Template<()>,
            $($parameter: Sample),*
        {
            fn cases(self, in_template: T, row: &Row, then: &mut dyn FnMut(Case)) {
                // Compiled once for each list of parameters, not for each method.
                $name::<$($parameter),*>(&self, &in_template, row, then);
            }
        }

        #[allow(non_snake_case, unused_variables, unused_mut)]
        fn $name<$($parameter: Sample),*>(
            method: &dyn Fn(&mut Assembler, $($parameter),*),
            in_template: &dyn Fn(Template<()>, $($parameter),*) -> Template<()>,
            row: &Row,
            then: &mut dyn FnMut(Case),
        ) {
            let mut assembler = Assembler::with_features(Features::all());
                let mut modest = Assembler::with_features(Features::all() - row.feature - Features::APX_F);
                let kinds = [$($parameter::IS_MEM),*];
                for depths in plans(&kinds) {
                    let mut depths = depths.into_iter();
                    $(let $parameter = $parameter::samples(depths.next().unwrap());)*
                    cross!(
                        ($($parameter)*)
                        {
                            assembler.reset();
                            method(&mut assembler, $($parameter::make($parameter)),*);
                            modest.reset();
                            method(&mut modest, $($parameter::make($parameter)),*);
                            let template = in_template(Template::new(), $($parameter::make($parameter)),*);
                            let values = [$($parameter::value($parameter)),*];
                            let new = values.iter().any(|value: &Value| value.is_high());
                            check_others(row, new, &mut assembler, &mut modest, &template);
                            then(case(row, &mut assembler, &values));
                        }
                    );
                }
        }
    };
}

/// Nested loops over the samples of each parameter.
macro_rules! cross {
    (() $body:block) => { $body };
    (($first:ident $($rest:ident)*) $body:block) => {
        for &$first in &$first { cross!(($($rest)*) $body); }
    };
}

methods!(none);
methods!(one A);
methods!(two A B);
methods!(three A B C);
methods!(four A B C D);

/// How deep to sample each parameter. Few registers are all tried; beside memory, first many
/// addresses with few registers, then the other way round.
fn plans(is_mem: &[bool]) -> Vec<Vec<Depth>> {
    let has_mem = is_mem.contains(&true);
    let with = |mem: Depth, other: Depth| -> Vec<Depth> {
        let depth = |is_mem: &bool| if *is_mem { mem } else { other };
        is_mem.iter().map(depth).collect()
    };
    match (has_mem, exhaustive()) {
        (false, true) => vec![with(Depth::All, Depth::All)],
        (false, false) if is_mem.len() < 3 => vec![with(Depth::All, Depth::All)],
        (false, false) => vec![with(Depth::All, Depth::Awkward)],
        (true, false) => vec![with(Depth::Awkward, Depth::One), with(Depth::One, Depth::Awkward)],
        (true, true) => vec![with(Depth::All, Depth::One), with(Depth::Awkward, Depth::All)],
    }
}

/// A template holds the same bytes; without the feature there is an error.
///
/// With a register from 16 on (`new`) there may be no encoding, and APX is a feature that is missing.
fn check_others(row: &Row, new: bool, assembler: &mut Assembler, modest: &mut Assembler, template: &Template<()>) {
    let bytes = match assembler.finish() {
        Ok(code) => code.bytes().to_vec(),
        Err(error) => {
            assert!(new && error == Error::NoEncoding { at: 0 }, "{}: {error}", row.name);
            return assert!(!template.is_sound(), "{}", row.name);
        }
    };
    assert!(template.is_sound(), "{}", row.name);
    assert_eq!(template.bytes(), bytes, "{} in a template", row.name);
    if new {
        let demanded = modest.finish().err();
        return assert!(matches!(demanded, Some(Error::MissingFeature { at: 0, .. })), "{}: {demanded:?}", row.name);
    }
    let demanded = match row.feature.is_empty() {
        true => None,
        false => Some(Error::MissingFeature { at: 0, feature: row.feature }),
    };
    assert_eq!(modest.finish().err(), demanded, "{}", row.name);
}

fn case(row: &Row, assembler: &mut Assembler, values: &[Value]) -> Case {
    let code = match assembler.finish() {
        Ok(code) => code,
        Err(Error::NoEncoding { .. }) => {
            let text = text(row, values);
            return Case { unsigned: false, bytes: Vec::new(), listed: String::new(), text };
        }
        Err(error) => panic!("{}: {values:?}: {error}", row.name),
    };
    let listing = code.listing().to_string();
    // "    0000  bytes  text"
    let text_at = 10 + 3 * code.bytes().len();
    let listed = listing.get(text_at..).unwrap_or_default().trim().to_string();
    let unsigned = narrow_move(row, values) || row.name == "mov_ri32" || values.iter().any(|value| value.is_unsigned());
    Case { unsigned, bytes: code.bytes().to_vec(), text: text(row, values), listed }
}

/// What the call asks for.
fn text(row: &Row, values: &[Value]) -> String {
    let zero_extends = narrow_move(row, values) || row.name == "mov_ri32";
    let mut mnemonic = row.mnemonic.to_string();
    let mut operands = Vec::new();
    let first = row.sizes.first().copied().unwrap_or(64);
    let last = row.sizes.last().copied().unwrap_or(64);
    let size = match narrow_move(row, values) {
        true => 32,
        false => last,
    };
    for value in values {
        match *value {
            Value::Gpr(gpr) if operands.is_empty() && row.sizes.len() == 2 => {
                operands.push(gpr.name(first).to_string());
            }
            Value::Gpr(gpr) => operands.push(gpr.name(size).to_string()),
            Value::Xmm(xmm) => operands.push(xmm.name().to_string()),
            Value::Mem(shape) if row.form == "lea" => operands.push(shape.text()),
            Value::Mem(shape) => {
                operands.push(format!("{} ptr {}", size_name(last), shape.text()));
            }
            Value::Signed(value) if zero_extends => operands.push(number((value as u32).into())),
            Value::Signed(value) => operands.push(number(value)),
            Value::Unsigned(value) => operands.push(number(value.into())),
            Value::Cond(cond) => mnemonic.push_str(cond.suffix()),
            Value::Predicate(predicate) => {
                mnemonic.insert_str(mnemonic.len() - 2, predicate_name(predicate));
            }
        }
    }
    if row.form == "xchg" && operands[0] == Gpr::RAX.name(size) {
        operands.reverse(); // The operands are equal in rank; the accumulator is shown last.
        if operands == ["rax", "rax"] {
            return "nop".to_string();
        }
    }
    if row.form.ends_with("_cl") {
        operands.push("cl".to_string());
    }
    format!("{mnemonic} {}", operands.join(", ")).trim_end().to_string()
}

/// Whether this is a 64-bit move of a constant that the move to 32 bits does as well.
fn narrow_move(row: &Row, values: &[Value]) -> bool {
    match (row.form, values) {
        ("mov_oi", [_, Value::Signed(value)]) => u32::try_from(*value).is_ok(),
        _ => false,
    }
}

fn size_name(bits: u8) -> &'static str {
    match bits {
        8 => "byte",
        16 => "word",
        32 => "dword",
        64 => "qword",
        _ => "xmmword",
    }
}

fn predicate_name(predicate: Predicate) -> &'static str {
    match predicate {
        Predicate::Eq => "eq",
        Predicate::Lt => "lt",
        Predicate::Le => "le",
        Predicate::Unord => "unord",
        Predicate::Neq => "neq",
        Predicate::Nlt => "nlt",
        Predicate::Nle => "nle",
        Predicate::Ord => "ord",
    }
}
