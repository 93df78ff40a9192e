//! `docs/x64-instructions.md` says what the tables say. `X64_ASM_ACCEPT=1` writes it anew.

#[allow(dead_code, reason = "only the rows are used here")]
mod family_support;

use std::collections::BTreeMap;
use std::fmt::Write;

use family_support::call::CALLS;
use x64_asm::Assembler;

/// One mnemonic of one extension: its encodings, each with its method's names.
type Mnemonics = BTreeMap<String, BTreeMap<String, Vec<String>>>;

include!(concat!(env!("OUT_DIR"), "/base_macro.rs"));

macro_rules! scalar_rows {
    (() $(
        $mnemonic:literal $feature:ident $name:ident $form:ident ($($size:literal)*) [$($code:literal),+];
    )*) => {
        /// Feature, mnemonic, method and encodings of each scalar row.
        static SCALAR: &[(&str, &str, &str, &[&str])] =
            &[$((stringify!($feature), $mnemonic, stringify!($name), &[$($code),+]),)*];
    };
}

for_each_instruction!(scalar_rows);

macro_rules! label_rows {
    ($($feature:ident $mnemonic:literal $name:ident [$($code:literal),+];)*) => {
        /// What takes a label, which no table has: the same as of a scalar row.
        static LABELS: &[(&str, &str, &str, &[&str])] =
            &[$((stringify!($feature), $mnemonic, stringify!($name), &[$($code),+]),)*];

        /// Does not build where one is not a method.
        #[allow(clippy::no_effect)]
        fn every_label_row_is_a_method() {
            $(let _ = Assembler::<x64_asm::Growing>::$name;)*
        }
    };
}

label_rows! {
    BASE "call" call ["E8 cd"];
    BASE "jmp" jmp ["EB cb", "E9 cd"];
    BASE "jcc" jcc ["70+cc cb", "0F 80+cc cd"];
    BASE "jecxz" jecxz ["67 E3 cb"];
    BASE "jrcxz" jrcxz ["E3 cb"];
    BASE "loop" loop_ ["E2 cb"];
    BASE "loope" loope ["E1 cb"];
    BASE "loopne" loopne ["E0 cb"];
    PREFETCHI "prefetchit0" prefetchit0 ["0F 18 /7"];
    PREFETCHI "prefetchit1" prefetchit1 ["0F 18 /6"];
    RTM "xbegin" xbegin ["C7 F8 cd"];
}

#[test]
fn the_page_of_instructions_is_fresh() {
    every_label_row_is_a_method();
    let mut pages: BTreeMap<String, Mnemonics> = BTreeMap::new();
    for (feature, mnemonic, name, codes) in SCALAR.iter().chain(LABELS) {
        for code in *codes {
            let names = pages.entry(feature.to_string()).or_default().entry(mnemonic.to_string()).or_default();
            names.entry(code.to_string()).or_default().push(name.to_string());
        }
    }
    for call in CALLS {
        for (encoding, features) in call.encodings.iter().zip(call.features) {
            let extension = pages.entry(features.join(" ")).or_default();
            let names = extension.entry(call.mnemonic.to_string()).or_default();
            names.entry(encoding.to_string()).or_default().push(call.name.to_string());
        }
    }
    let text = page(&pages);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/x64-instructions.md");
    if std::env::var_os("X64_ASM_ACCEPT").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == text, "{path} is stale: X64_ASM_ACCEPT=1 cargo test -p x64-asm --test table_page");
}

fn page(pages: &BTreeMap<String, Mnemonics>) -> String {
    let mut mnemonics: Vec<&str> = pages.values().flat_map(|it| it.keys().map(String::as_str)).collect();
    mnemonics.sort_unstable();
    mnemonics.dedup();
    let encodings: usize = pages.values().flat_map(|it| it.values()).map(BTreeMap::len).sum();
    let mut methods: Vec<&String> =
        pages.values().flat_map(|it| it.values()).flat_map(|it| it.values()).flatten().collect();
    methods.sort_unstable();
    methods.dedup();
    let mut text = format!(
        "# Instructions of `x64-asm`\n\nMade from the instruction tables by `tests/table_page.rs`, which also holds this page \
         fresh. {} mnemonics, {encodings} encodings, {} methods. `cc` in a mnemonic stands for a condition.\n\nLeft out: privileged instructions with `in` and `out`, what \
         64-bit mode does not have, MPX, VIA PadLock, 3DNow! and the first Xeon Phi.\n",
        mnemonics.len(),
        methods.len()
    );
    for (extension, mnemonics) in pages {
        let _ = write!(text, "\n## {extension}\n\n| mnemonic | encoding | methods |\n|---|---|---|\n");
        for (mnemonic, encodings) in mnemonics {
            for (encoding, names) in encodings {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let _ = writeln!(text, "| `{mnemonic}` | `{encoding}` | {} |", names.join(" "));
            }
        }
    }
    text
}
