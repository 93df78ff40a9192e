//! Cases held against other assemblers, against iced-x86, and against the crate's own listing.

use std::collections::{BTreeMap, BTreeSet};

use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter, MemorySizeOptions};

use super::call::{CALLS, Call, Kind};
use super::case::Case;
use super::meaning::{Difference, Pair};
use super::oracle::{CELL, Oracle};

/// Collects cases and checks them in batches.
pub struct Checker {
    lines: Vec<String>,
    calls: Vec<&'static Call>,
    expected: Vec<Vec<u8>>,
    oracles: Vec<Oracle>,
    formatter: IntelFormatter,
    cases: usize,
    compared: BTreeMap<&'static str, usize>,
    /// Cases in which an assembler took another encoding of the same length.
    alternatives: BTreeMap<&'static str, usize>,
    /// Cases in which one swapped the sources.
    swapped: BTreeMap<&'static str, usize>,
    /// Methods that some assembler has made the same bytes for.
    assembled: BTreeSet<&'static str>,
    /// Methods whose bytes iced has read, and as what was asked if there is no mistake.
    read_by_iced: BTreeSet<&'static str>,
    /// Rows that an oracle refuses, with its reason.
    tried: BTreeSet<&'static str>,
    refused: BTreeMap<&'static str, BTreeMap<&'static str, String>>,
    mistakes: Vec<String>,
}

const BATCH: usize = 200_000;

impl Checker {
    pub fn new() -> Checker {
        let mut formatter = IntelFormatter::new();
        let options = formatter.options_mut();
        options.set_hex_prefix("0x");
        options.set_hex_suffix("");
        options.set_uppercase_hex(false);
        options.set_space_after_operand_separator(true);
        options.set_memory_size_options(MemorySizeOptions::Always);
        options.set_use_pseudo_ops(false);
        Checker {
            lines: Vec::new(),
            calls: Vec::new(),
            expected: Vec::new(),
            oracles: [Some(Oracle::gnu()), Oracle::llvm()].into_iter().flatten().collect(),
            formatter,
            cases: 0,
            compared: BTreeMap::new(),
            alternatives: BTreeMap::new(),
            swapped: BTreeMap::new(),
            assembled: BTreeSet::new(),
            read_by_iced: BTreeSet::new(),
            tried: BTreeSet::new(),
            refused: BTreeMap::new(),
            mistakes: Vec::new(),
        }
    }

    pub fn add(&mut self, call: &'static Call, case: Case) {
        self.cases += 1;
        self.tried.insert(call.name);
        self.check_iced(call, &case);
        if case.listed != case.encoded {
            self.mistake(call.name, &case, "listing", &case.listed);
        }
        let segment = matches!(case.bytes[0], 0x64 | 0x65);
        let evex = case.bytes[usize::from(segment)] == 0x62;
        let both = call.encodings.iter().any(|it| it.starts_with("VEX")) && call.encodings.len() > 1;
        // GNU `as` prefers EVEX for some instructions that VEX got later.
        let prefix = match (both, evex) {
            (true, false) if call.features[0].iter().any(|it| it.starts_with("AVX_")) => "{vex} ",
            _ => "",
        };
        self.lines.push(format!("{prefix}{}", case.text));
        self.calls.push(call);
        let mut cell = case.bytes;
        cell.resize(CELL, 0xcc);
        self.expected.push(cell);
        if self.lines.len() == BATCH {
            self.check_batch();
        }
    }

    /// Checks what is left, and returns the number of cases and how many of them iced read; panics with
    /// the mistakes, if there are any.
    pub fn finish(mut self) -> (usize, usize) {
        self.check_batch();
        println!("{} cases", self.cases);
        for (name, count) in &self.compared {
            let refused = self.refused.get(name).map_or(0, BTreeMap::len);
            let other = self.alternatives.get(name).copied().unwrap_or_default();
            let swapped = self.swapped.get(name).copied().unwrap_or_default();
            println!(
                "{count} like {name}, {other} of the same length and meaning, {swapped} with swapped sources; \
                 it refuses {refused} methods"
            );
        }
        if let Ok(path) = std::env::var("X64_ASM_REPORT") {
            let mut report = String::new();
            for (name, rows) in &self.refused {
                for (row, reason) in rows {
                    report.push_str(&format!("{name}\t{row}\t{reason}\n"));
                }
            }
            for mistake in &self.mistakes {
                report.push_str(&format!("MISTAKE\t{mistake}\n"));
            }
            std::fs::write(path, report).unwrap();
        }
        // Debian's `as` alone knows too little.
        let newest = self.oracles.len() > 1;
        for call in CALLS.iter().filter(|call| newest && self.tried.contains(call.name)) {
            if !self.assembled.contains(call.name) && !NO_ASSEMBLER.contains(&call.mnemonic) {
                self.mistakes.push(format!("{}: no assembler takes it", call.name));
            }
        }
        self.check_coverage_of_iced();
        let mut rows = BTreeSet::new();
        let shown: Vec<&String> = self
            .mistakes
            .iter()
            .filter(|it| rows.insert(it.split(':').next().unwrap_or_default().to_string()))
            .collect();
        assert!(
            self.mistakes.is_empty(),
            "{} mistakes in {} cases, {} methods:\n{}",
            self.mistakes.len(),
            self.cases,
            shown.len(),
            shown.iter().take(60).map(|it| it.as_str()).collect::<Vec<_>>().join("\n")
        );
        (self.cases, self.compared["iced-x86"])
    }

    /// Every method is read by iced, but for those of instructions that came later.
    fn check_coverage_of_iced(&mut self) {
        let is_new = |call: &&Call| call.features.iter().all(|it| is_later(it));
        let (later, known): (Vec<&Call>, Vec<&Call>) =
            CALLS.iter().filter(|call| self.tried.contains(call.name)).partition(is_new);
        println!("iced-x86 reads {} methods, {} came later", self.read_by_iced.len(), later.len());
        let unread = known.iter().filter(|call| !self.read_by_iced.contains(call.name));
        self.mistakes.extend(unread.map(|call| format!("{}: iced never reads it", call.name)));
        let all = self.tried.len() == CALLS.len() && cfg!(feature = "full");
        if all && later.len() != LATER_METHODS {
            let count = later.len();
            self.mistakes.push(format!("LATER_METHODS: {count} methods are later than iced, not {LATER_METHODS}"));
        }
    }

    fn mistake(&mut self, name: &str, case: &Case, who: &str, read: &str) {
        let Case { bytes, text, .. } = case;
        self.mistakes.push(format!("{name}: {bytes:02x?} for `{text}`, {who}: `{read}`"));
    }

    fn check_iced(&mut self, call: &Call, case: &Case) {
        if (16..32).any(|number| case.encoded.contains(&format!("r{number}"))) || later_than_iced(call, &case.bytes) {
            return; // Registers and instructions that came after it.
        }
        let (bytes, asked) = as_iced_reads(call, case);
        let instruction = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE).decode();
        *self.compared.entry("iced-x86").or_default() += 1;
        self.read_by_iced.insert(call.name);
        let signed = call.args.iter().any(|arg| matches!(arg.kind, Kind::Imm(_, true)));
        self.formatter.options_mut().set_signed_immediate_operands(signed);
        let mut read = String::new();
        self.formatter.format(&instruction, &mut read);
        let whole = instruction.len() == bytes.len();
        let (read_text, text) = (spelled(&read), spelled(&asked));
        let sizes_differ = !text.contains(" ptr ") || !read_text.contains(" ptr ");
        let same = read_text == text
            || sizes_differ && without_sizes(&read_text) == without_sizes(&text)
            || is_x87(call) && without_top(&read_text) == without_top(&text)
            || implies_operands(call) && renamed(first_word(&read_text)) == first_word(&text);
        if !whole || !same {
            self.mistake(call.name, case, "iced", &read);
        }
    }

    fn check_batch(&mut self) {
        for oracle in &self.oracles {
            for (at, made) in oracle.assemble(&self.lines).into_iter().enumerate() {
                let name = self.calls[at].name;
                match made {
                    Ok(made) if made == self.expected[at] => {
                        *self.compared.entry(oracle.name).or_default() += 1;
                        self.assembled.insert(name);
                    }
                    Ok(made) => {
                        let (line, ours) = (&self.lines[at], &self.expected[at]);
                        let pair = Pair { oracle: oracle.name, call: self.calls[at], line, made: &made, ours };
                        let counts = match pair.difference(&mut self.formatter) {
                            Some(Difference::Alternative) => {
                                self.assembled.insert(name);
                                &mut self.alternatives
                            }
                            Some(Difference::Swapped) => &mut self.swapped,
                            None => {
                                let reason = format!("{name}: `{line}`: {ours:02x?}, {}: {made:02x?}", oracle.name);
                                self.mistakes.push(reason);
                                continue;
                            }
                        };
                        *counts.entry(oracle.name).or_default() += 1;
                    }
                    Err(reason) => {
                        let reason = format!("{} `{}`", reason, self.lines[at]);
                        self.refused.entry(oracle.name).or_default().insert(name, reason);
                    }
                }
            }
        }
        self.lines.clear();
        self.calls.clear();
        self.expected.clear();
    }
}

/// Whether the instruction has operands that only iced, or only this crate writes.
fn implies_operands(call: &Call) -> bool {
    let fixed = call.args.iter().any(|arg| matches!(arg.kind, Kind::Fixed(_)));
    fixed || call.args.is_empty()
}

fn is_x87(call: &Call) -> bool {
    call.features[0].contains(&"X87")
}

/// Without the operands that are the top of the x87 stack, which iced shows also where they are
/// implied.
fn without_top(text: &str) -> String {
    let Some((mnemonic, operands)) = text.split_once(' ') else { return text.to_string() };
    let others = operands.split(", ").filter(|operand| *operand != "st");
    format!("{mnemonic} {}", others.collect::<Vec<_>>().join(", "))
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// What GNU `as` calls it.
fn renamed(mnemonic: &str) -> &str {
    match mnemonic {
        "xlat" => "xlatb",
        "fwait" => "wait",
        "iret" => "iretw",
        "popf" => "popfw",
        "pushf" => "pushfw",
        _ => mnemonic,
    }
}

/// What no assembler of the tests knows, by mnemonic.
const NO_ASSEMBLER: [&str; 0] = [];

/// Methods of instructions that came after iced-x86 1.22, in all of their encodings.
const LATER_METHODS: usize = 1_446;

/// Whether iced-x86 1.22 is older than the encoding that these bytes are of.
fn later_than_iced(call: &Call, bytes: &[u8]) -> bool {
    let segment = usize::from(matches!(bytes[0], 0x64 | 0x65));
    let evex = bytes[segment] == 0x62;
    let at = call.encodings.iter().position(|it| it.starts_with("EVEX") == evex);
    is_later(call.features[at.unwrap_or(0)])
}

fn is_later(features: &[&str]) -> bool {
    const LATER: [&str; 8] =
        ["AVX10_2", "AMX_FP8", "AMX_TF32", "AMX_AVX512", "AMX_MOVRS", "APX_F", "USER_MSR", "MOVRS"];
    features.iter().any(|it| LATER.contains(it))
}

/// What iced is given and has to read. It takes `fwait` for an instruction of its own and reads the
/// rest, and it shows no segment of `lea`, which does not use it.
fn as_iced_reads<'a>(call: &Call, case: &'a Case) -> (&'a [u8], String) {
    match (case.bytes.as_slice(), call.mnemonic) {
        ([0x9b, rest @ ..], mnemonic) if !rest.is_empty() => {
            (rest, case.encoded.replacen(mnemonic, &mnemonic.replacen('f', "fn", 1), 1))
        }
        (bytes, "lea") => (bytes, case.encoded.replace("fs:", "").replace("gs:", "")),
        (bytes, _) => (bytes, case.encoded.clone()),
    }
}

fn without_sizes(text: &str) -> String {
    match text.split_once(" ptr ") {
        Some((before, after)) => format!("{}{after}", before.rsplit_once(' ').map_or("", |it| &before[..=it.0.len()])),
        None => text.to_string(),
    }
}

/// What iced writes, and what this crate and GNU `as` write.
const SPELLINGS: [(&str, &str); 10] = [
    (" bcst ", " ptr "),
    ("{rne-sae}", "{rn-sae}"),
    ("prefetch_exclusive", "prefetch"),
    ("call far ", "call "),
    ("jmp far ", "jmp "),
    ("data64 ret far", "retfq"),
    ("ret far", "retf"),
    ("pcmpestrm64", "pcmpestrmq"),
    ("pcmpestri64", "pcmpestriq"),
    ("st(0)", "st"),
];

/// The documented differences of spelling between iced and this crate, taken away.
fn spelled(text: &str) -> String {
    let mut text = text.to_string();
    for (theirs, ours) in SPELLINGS {
        text = text.replace(theirs, ours);
    }
    // Where rounding is written, and the mask of a scatter.
    for word in ["{sae}", "{rn-sae}", "{rd-sae}", "{ru-sae}", "{rz-sae}"] {
        for part in [format!(", {word}"), word.to_string()] {
            if text.contains(&part) {
                text = format!("{} {word}", text.replace(&part, ""));
                break;
            }
        }
    }
    if text.contains("scatter") || text.contains("gather") {
        text = text.replace("{k", ", k").replace('}', "");
    }
    if let Some(start) = text.find("{1to") {
        let end = text[start..].find('}').map_or(text.len(), |at| start + at + 1);
        text.replace_range(start..end, "");
    }
    let Some((before, address)) = text.split_once("[0xffffffff") else {
        return text;
    };
    let (digits, after) = address.split_at(8);
    match u32::from_str_radix(digits, 16) {
        Ok(bits) => format!("{before}[{}{after}", super::case::number((bits as i32).into())),
        Err(_) => text.clone(),
    }
}
