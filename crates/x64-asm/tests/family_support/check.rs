//! Cases held against other assemblers, against iced-x86, and against the crate's own listing.

use std::collections::{BTreeMap, BTreeSet};

use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter, MemorySizeOptions};

use x64_asm::Features;

use super::call::{CALLS, Call, Kind};
use super::case::Case;
use super::oracle::{CELL, Oracle};

/// Collects cases and checks them in batches.
pub struct Checker {
    lines: Vec<String>,
    rows: Vec<&'static str>,
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
            rows: Vec::new(),
            expected: Vec::new(),
            oracles: [Some(Oracle::gnu()), Oracle::llvm()].into_iter().flatten().collect(),
            formatter,
            cases: 0,
            compared: BTreeMap::new(),
            alternatives: BTreeMap::new(),
            swapped: BTreeMap::new(),
            assembled: BTreeSet::new(),
            tried: BTreeSet::new(),
            refused: BTreeMap::new(),
            mistakes: Vec::new(),
        }
    }

    pub fn add(&mut self, call: &'static Call, case: Case) {
        self.cases += 1;
        self.tried.insert(call.name);
        self.check_iced(call, &case);
        if case.listed != case.text {
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
        self.rows.push(call.name);
        let mut cell = case.bytes;
        cell.resize(CELL, 0xcc);
        self.expected.push(cell);
        if self.lines.len() == BATCH {
            self.check_batch();
        }
    }

    /// Checks what is left; panics with the mistakes, if there are any.
    pub fn finish(mut self) {
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
    }

    fn mistake(&mut self, name: &str, case: &Case, who: &str, read: &str) {
        let Case { bytes, text, .. } = case;
        self.mistakes.push(format!("{name}: {bytes:02x?} for `{text}`, {who}: `{read}`"));
    }

    fn check_iced(&mut self, call: &Call, case: &Case) {
        if (16..32).any(|number| case.text.contains(&format!("r{number}"))) {
            return; // Registers that came later.
        }
        // It reads `fwait` as an instruction, no segment of `lea`, and hints of later date as `nop`.
        let lea_in_segment = call.mnemonic == "lea" && case.text.contains("s:");
        if case.bytes[0] == 0x9b || lea_in_segment || call.mnemonic == "prefetchrst2" {
            return;
        }
        let mut decoder = Decoder::with_ip(64, &case.bytes, 0, DecoderOptions::NONE);
        let instruction = decoder.decode();
        if instruction.is_invalid() && unknown_to_iced(call) {
            return;
        }
        *self.compared.entry("iced-x86").or_default() += 1;
        let signed = call.args.iter().any(|arg| matches!(arg.kind, Kind::Imm(_, true)));
        self.formatter.options_mut().set_signed_immediate_operands(signed);
        let mut read = String::new();
        self.formatter.format(&instruction, &mut read);
        let whole = instruction.len() == case.bytes.len();
        let (read_text, text) = (spelled(&read), spelled(&case.text));
        let sizes_differ = !text.contains(" ptr ") || !read_text.contains(" ptr ");
        let same = read_text == text
            || sizes_differ && without_sizes(&read_text) == without_sizes(&text)
            || implies_operands(call) && renamed(first_word(&read_text)) == first_word(&text);
        if !whole || !same {
            self.mistake(call.name, case, "iced", &read);
        }
    }

    fn check_batch(&mut self) {
        for oracle in &self.oracles {
            for (at, made) in oracle.assemble(&self.lines).into_iter().enumerate() {
                let name = self.rows[at];
                match made {
                    Ok(made) if made == self.expected[at] => {
                        *self.compared.entry(oracle.name).or_default() += 1;
                        self.assembled.insert(name);
                    }
                    Ok(_) if DIFFERENT.iter().any(|(who, start)| *who == oracle.name && name.starts_with(start)) => {}
                    Ok(made) if sources_swapped(&mut self.formatter, &self.lines[at], &made, &self.expected[at]) => {
                        *self.swapped.entry(oracle.name).or_default() += 1;
                    }
                    Ok(made) if name.starts_with("cfcmovcc_rr") && other_direction(&made, &self.expected[at]) => {
                        *self.alternatives.entry(oracle.name).or_default() += 1;
                        self.assembled.insert(name);
                    }
                    Ok(made) if ignored_length(&self.lines[at], &made, &self.expected[at]) => {
                        *self.alternatives.entry(oracle.name).or_default() += 1;
                        self.assembled.insert(name);
                    }
                    Ok(made) if same_meaning(&mut self.formatter, &made, &self.expected[at]) => {
                        *self.alternatives.entry(oracle.name).or_default() += 1;
                        self.assembled.insert(name);
                    }
                    Ok(made) => self.mistakes.push(format!(
                        "{name}: `{}`: {:02x?}, {}: {made:02x?}",
                        self.lines[at], self.expected[at], oracle.name
                    )),
                    Err(reason) => {
                        let reason = format!("{} `{}`", reason, self.lines[at]);
                        self.refused.entry(oracle.name).or_default().insert(name, reason);
                    }
                }
            }
        }
        self.lines.clear();
        self.rows.clear();
        self.expected.clear();
    }
}

/// Whether the instruction has operands that only iced, or only this crate writes.
fn implies_operands(call: &Call) -> bool {
    let fixed = call.args.iter().any(|arg| matches!(arg.kind, Kind::Fixed(_)));
    fixed || call.args.is_empty() || call.needs[0].contains(Features::X87)
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// What GNU `as` calls it.
fn renamed(mnemonic: &str) -> &str {
    if mnemonic == "xlat" { "xlatb" } else { mnemonic }
}

/// Whether LLVM has swapped the sources for a shorter prefix, which this crate never does.
fn sources_swapped(formatter: &mut IntelFormatter, line: &str, made: &[u8], ours: &[u8]) -> bool {
    let Some((mnemonic, operands)) = line.split_once(' ') else { return false };
    let mut operands: Vec<&str> = operands.split(", ").collect();
    if made[0] != 0xc5 || ours[0] != 0xc4 || operands.len() < 3 {
        return false;
    }
    operands.swap(1, 2);
    let instruction = Decoder::with_ip(64, made, 0, DecoderOptions::NONE).decode();
    let mut text = String::new();
    formatter.format(&instruction, &mut text);
    text == format!("{mnemonic} {}", operands.join(", "))
}

/// Whether only the vector length differs, which is ignored where exceptions are suppressed.
fn ignored_length(line: &str, made: &[u8], ours: &[u8]) -> bool {
    let mut made = made.to_vec();
    made[3] = made[3] & !0x60 | ours[3] & 0x60;
    line.contains("{sae}") && made == ours
}

/// Whether `store` is the store form of the EVEX instruction `load` between registers: the fields of
/// the registers are exchanged, and NF tells the directions apart.
fn other_direction(store: &[u8], load: &[u8]) -> bool {
    let parts = |bytes: &[u8]| {
        let [0x62, p0, p1, p2, opcode, modrm, ..] = *bytes else { return None };
        let reg = (!p0 >> 7 & 1) << 3 | (!p0 >> 4 & 1) << 4 | modrm >> 3 & 7;
        let rm = (!p0 >> 5 & 1) << 3 | (p0 >> 3 & 1) << 4 | modrm & 7;
        Some((reg, rm, p2 >> 2 & 1, (p0 & 0x47, p1, p2 & !4, opcode, modrm >> 6)))
    };
    match (parts(store), parts(load)) {
        (Some((source, target, 1, store)), Some((reg, rm, 0, load))) => (target, source, store) == (reg, rm, load),
        _ => false,
    }
}

/// Whether iced reads the same instruction in both, of the same length: operands that go either
/// way round, a vector length that is ignored.
fn same_meaning(formatter: &mut IntelFormatter, one: &[u8], other: &[u8]) -> bool {
    let mut read = |bytes: &[u8]| {
        let instruction = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE).decode();
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        (instruction.len(), instruction.is_invalid(), text)
    };
    let (one, other) = (read(one), read(other));
    !one.1 && one == other
}

/// What no assembler of the tests knows, by mnemonic.
const NO_ASSEMBLER: [&str; 0] = [];

/// Where an assembler makes other bytes on purpose, by the beginning of the method's name.
const DIFFERENT: [(&str, &str); 22] = [
    // LLVM writes a size prefix that makes it a push of 16 bits, and none where 16 bits were asked.
    ("llvm-mc", "push_"),
    ("llvm-mc", "pop_"),
    ("llvm-mc", "mov_rs16"),
    // LLVM exchanges the operands of the EVEX form.
    ("llvm-mc", "urdmsr_rr64"),
    ("llvm-mc", "uwrmsr_rr64"),
    // `int 3` has an opcode of its own, which is the method `int3`.
    ("llvm-mc", "int_i"),
    ("as", "int_i"),
    // GNU `as` puts the segment before the size prefix.
    ("as", "crc32_rm32_16"),
    // With a base from 16 on it takes the form for general-purpose registers, of the same length.
    ("as", "vmovq_"),
    // Both registers are the top of the stack: it takes the other direction.
    ("as", "fadd_s_"),
    ("as", "fmul_s_"),
    ("as", "fsub_s_"),
    ("as", "fsubr_s_"),
    ("as", "fdiv_s_"),
    ("as", "fdivr_s_"),
    ("llvm-mc", "fadd_s_"),
    ("llvm-mc", "fmul_s_"),
    ("llvm-mc", "fsub_s_"),
    ("llvm-mc", "fsubr_s_"),
    ("llvm-mc", "fdiv_s_"),
    ("llvm-mc", "fdivr_s_"),
    // LLVM leaves out the SIB byte that tiles need.
    ("llvm-mc", "tile"),
];

/// Instructions that came after iced-x86 1.22.
fn unknown_to_iced(call: &Call) -> bool {
    const LATER: [&str; 9] =
        ["AVX10_2", "AMX_FP8", "AMX_TF32", "AMX_AVX512", "AMX_MOVRS", "AMX_TRANSPOSE", "APX_F", "USER_MSR", "MOVRS"];
    call.features.iter().flat_map(|it| it.iter()).any(|it| LATER.contains(it))
}

fn without_sizes(text: &str) -> String {
    match text.split_once(" ptr ") {
        Some((before, after)) => format!("{}{after}", before.rsplit_once(' ').map_or("", |it| &before[..=it.0.len()])),
        None => text.to_string(),
    }
}

/// The documented differences of spelling between iced and this crate, taken away.
fn spelled(text: &str) -> String {
    let mut text =
        text.replace(" bcst ", " ptr ").replace("{rne-sae}", "{rn-sae}").replace("prefetch_exclusive", "prefetch");
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
