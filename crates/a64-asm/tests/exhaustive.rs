//! Every row of the instruction table, with every kind of operand: the bytes must be those of
//! GNU `as` for the text that was asked, LLVM must read them as the listing does, and the CPU
//! feature must be demanded.
//!
//! By default a fixed systematic part; `A64_ASM_EXHAUSTIVE=1 cargo test --release -p a64-asm
//! --test exhaustive -- --nocapture` takes many more operands.

mod support;

use a64_asm::{Assembler, Error, Features, for_each_instruction, for_each_section};
use a64_asm::{for_each_vector_instruction, for_each_vector_section};
use support::tool;

/// What a row is, and how to call its method with operands from numbers.
#[derive(Clone, Copy)]
struct Row {
    name: &'static str,
    mnemonic: &'static str,
    feature: Features,
    operands: usize,
    call: fn(&mut Assembler, &mut Numbers) -> Vec<String>,
}

/// A number for each operand: one is swept, the others are scattered.
struct Numbers {
    swept: usize,
    value: u32,
    next: usize,
}

impl Numbers {
    fn next(&mut self) -> u32 {
        let place = self.next;
        self.next += 1;
        match place == self.swept {
            true => self.value,
            false => (self.value + 1).wrapping_mul(0x9e37_79b9).rotate_left(8 * place as u32 + 5) % 1009,
        }
    }
}

macro_rules! rows {
    (() $section:ident $($mnemonic:literal $title:literal $feature:ident {
        $($name:ident($($operand:ident $(. $arrangement:tt)?)*) $diagram:literal;)*
    })*) => {
        mod $section {
            use super::{Assembler, Features, Numbers, Row};

            $($(
                fn $name(a: &mut Assembler, _numbers: &mut Numbers) -> Vec<String> {
                    #[allow(unused_mut, reason = "an instruction may have no operand")]
                    let mut texts = Vec::new();
                    a.$name($({
                        let (value, text) = crate::sample!($operand concat!($(stringify!($arrangement))?), _numbers.next());
                        texts.push(text);
                        value
                    }),*);
                    texts
                }
            )*)*

            pub static ROWS: &[Row] = &[$($(
                Row {
                    name: stringify!($name),
                    mnemonic: $mnemonic,
                    feature: Features::$feature,
                    operands: <[&str]>::len(&[$(stringify!($operand)),*]),
                    call: $name,
                },
            )*)*];
        }
    };
}

for_each_instruction!(rows);
for_each_vector_instruction!(rows);

macro_rules! sections {
    (($($plain:ident)*) ($($reference:ident)*)) => {
        [$($plain::ROWS),*].concat()
    };
}

/// The text that was asked for.
fn asked(row: &Row, texts: &[String]) -> String {
    let mut operands = String::new();
    for text in texts {
        let continues = text.starts_with(',') || text.starts_with(']');
        operands += if operands.is_empty() || continues { "" } else { ", " };
        operands += text;
    }
    match row.mnemonic.split_once(" *") {
        Some((mnemonic, behind)) => format!("{mnemonic} {operands}{behind}"),
        None => format!("{} {operands}", row.mnemonic),
    }
}

/// A text without what GNU, LLVM and this crate spell in ways of their own.
fn plain(text: &str) -> String {
    text.replace("{ ", "{").replace(" }", "}").replace(' ', "").to_lowercase()
}

#[test]
fn every_row_agrees_with_as_and_llvm() {
    let exhaustive = std::env::var_os("A64_ASM_EXHAUSTIVE").is_some();
    let sweep = if exhaustive { 200 } else { 10 };
    let rows: Vec<Row> = [for_each_section!(sections), for_each_vector_section!(sections)].concat();
    let mut a = Assembler::with_features(Features::all());
    let mut cases = Vec::new();
    for row in &rows {
        demands_its_feature(row);
        for swept in 0..row.operands.max(1) {
            for value in 0..if row.operands == 0 { 1 } else { sweep } {
                let texts = (row.call)(&mut a, &mut Numbers { swept, value, next: 0 });
                cases.push((row.name, asked(row, &texts)));
            }
        }
    }
    let code = a.finish().unwrap();
    assert_eq!(code.bytes().len(), 4 * cases.len());
    let words: Vec<u32> = code.bytes().chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect();
    let listing = code.listing().to_string();
    let listed: Vec<&str> = listing.lines().map(|line| line[10..].split_at(12).1.trim()).collect();
    let mut mistakes = Vec::new();
    against_as(&words, &cases, &mut mistakes);
    against_llvm(&words, &cases, &listed, &mut mistakes);
    mistakes.dedup_by_key(|mistake: &mut String| mistake.split(':').next().map(String::from));
    let shown = mistakes.len().min(60);
    assert!(
        mistakes.is_empty(),
        "{} mistakes in {} cases:\n{}",
        mistakes.len(),
        cases.len(),
        mistakes[..shown].join("\n")
    );
    println!("{} rows, {} cases", rows.len(), cases.len());
    assert!(cases.len() > 70_000, "only {} cases", cases.len());
}

fn demands_its_feature(row: &Row) {
    let mut a = Assembler::with_features(Features::all().difference(row.feature));
    (row.call)(&mut a, &mut Numbers { swept: 0, value: 0, next: 0 });
    match a.finish() {
        Ok(_) => assert!(row.feature.is_empty(), "{}", row.name),
        Err(error) => assert_eq!(error, Error::MissingFeature { at: 0, feature: row.feature }, "{}", row.name),
    }
}

fn against_as(words: &[u32], cases: &[(&str, String)], mistakes: &mut Vec<String>) {
    // `as` leaves pages to the linker.
    let source: String = cases
        .iter()
        .zip(words)
        .map(|((name, text), word)| match *name {
            "adrp_ri" => format!(".inst {word:#x}\n"),
            _ => format!("{text}\n"),
        })
        .collect();
    let made = tool::assemble("exhaustive", &source);
    assert_eq!(made.len(), 4 * words.len(), "`as` made another length");
    for (((name, text), word), theirs) in cases.iter().zip(words).zip(made.chunks(4)) {
        let theirs = u32::from_le_bytes(theirs.try_into().unwrap());
        if *word != theirs {
            mistakes.push(format!("{name}: {word:08x} for `{text}`, as: {theirs:08x}"));
        }
    }
}

/// LLVM's text is the listing's, or, where it prefers another alias, one of which `as` makes the
/// same word.
fn against_llvm(words: &[u32], cases: &[(&str, String)], listed: &[&str], mistakes: &mut Vec<String>) {
    let short = tool::disassemble(words, true);
    let long = tool::disassemble(words, false);
    assert_eq!((short.len(), long.len(), listed.len()), (words.len(), words.len(), words.len()));
    let differs = |place: &usize| {
        let ours = plain(listed[*place]);
        ours != plain(&short[*place]) && ours != plain(&long[*place])
    };
    let spelled: Vec<usize> = (0..words.len()).filter(differs).collect();
    let source: String = spelled.iter().map(|place| format!("{}\n", short[*place])).collect();
    let made = tool::assemble("spelled", &source);
    assert_eq!(made.len(), 4 * spelled.len(), "`as` made another length");
    for (place, theirs) in spelled.iter().zip(made.chunks(4)) {
        let (name, text) = &cases[*place];
        let (word, theirs) = (words[*place], u32::from_le_bytes(theirs.try_into().unwrap()));
        if word != theirs {
            let (ours, llvm) = (listed[*place], &short[*place]);
            mistakes.push(format!(
                "{name}: {word:08x} for `{text}`, listing `{ours}`, LLVM `{llvm}`, which is {theirs:08x}"
            ));
        }
    }
    println!("{} of {} in another spelling of LLVM's", spelled.len(), words.len());
    assert!(spelled.len() < words.len() / 8, "{} of {} listings differ from LLVM", spelled.len(), words.len());
}
