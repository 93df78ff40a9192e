//! The mnemonics of `x64-asm`, from its page of instructions, which a test holds fresh.

use std::collections::BTreeMap;

const CONDITIONS: [&str; 16] = ["o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"];
/// Conditions on the flags before, which have no parity.
const SOURCE_CONDITIONS: [&str; 2] = ["t", "f"];

/// Each name with the extension in which it first came.
pub fn read() -> BTreeMap<String, String> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/x64-instructions.md");
    let page = std::fs::read_to_string(page).expect("the page of instructions is there");
    let mut all = BTreeMap::new();
    let mut extension = String::new();
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            extension = title.to_string();
        } else if let Some(cells) = line.strip_prefix("| `") {
            let mut cells = cells.split('`');
            let (mnemonic, encoding) = (cells.next().unwrap_or_default(), cells.nth(1).unwrap_or_default());
            for name in names(mnemonic, encoding) {
                let kept = all.entry(name).or_insert_with(|| extension.clone());
                if rank(&extension) < rank(kept) {
                    kept.clone_from(&extension);
                }
            }
        }
    }
    all.into_iter().map(|(name, extension)| (name, title(&extension))).collect()
}

/// The older extension first: fewer features, none of those that only widen.
fn rank(extension: &str) -> (bool, usize, usize, &str) {
    let late = extension.contains("AVX512") || extension.contains("APX") || extension.contains("AVX10");
    (late, extension.split(' ').count(), usize::from(extension != "BASE"), extension)
}

/// Without the features that only say how long a vector may be.
fn title(extension: &str) -> String {
    extension.split(' ').filter(|feature| *feature != "AVX512VL").collect::<Vec<_>>().join(" ")
}

/// The names of a mnemonic: without prefixes, one for each condition.
fn names(mnemonic: &str, encoding: &str) -> Vec<String> {
    let word = mnemonic.rsplit(' ').next().unwrap_or_default();
    let (stem, rest) = match (word.strip_suffix("ccxadd"), word.strip_suffix("cc")) {
        (Some(stem), _) => (stem, "xadd"),
        (None, Some(stem)) => (stem, ""),
        (None, None) if encoding.contains("+cc") => (word, ""),
        _ => return vec![word.to_string()],
    };
    let scc = matches!(stem, "ccmps" | "ctests");
    let stem = if scc { stem.trim_end_matches('s') } else { stem };
    let more = if scc { &SOURCE_CONDITIONS[..] } else { &[] };
    CONDITIONS.iter().chain(more).map(|cond| format!("{stem}{cond}{rest}")).collect()
}
