//! The page `docs/opcodes.md`, made from the table; and what each opcode of the original is here.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use bytecode::{Flow, Opcode};

/// Where the page lies.
pub const PAGE: &str = "docs/opcodes.md";

/// The groups of the table: heading and first row.
const GROUPS: [(&str, Opcode); 11] = [
    ("Constants and the operand stack", Opcode::LoadImm),
    ("Slots", Opcode::LoadLocal),
    ("Cells and closures", Opcode::NewCell),
    ("Globals", Opcode::LoadGlobal),
    ("Arithmetic", Opcode::Add),
    ("Comparisons", Opcode::Lt),
    ("Jumps", Opcode::Jump),
    ("Loops", Opcode::LoopHeader),
    ("Calls", Opcode::Call),
    ("Objects", Opcode::LoadProperty),
    ("The rest", Opcode::Print),
];

/// The original's opcodes known by name, outside the [`families`], and what is not plain
/// about each here.
const SINGLE: [(&str, &str); 50] = [
    ("LOAD_IMM", ""),
    ("LOAD_CONST", ""),
    ("LOAD_NIL", ""),
    ("LOAD_TRUE", ""),
    ("LOAD_FALSE", ""),
    ("POP", ""),
    ("DUP", ""),
    ("LOAD_LOCAL", ""),
    ("LOAD_LOCAL_0", ""),
    ("LOAD_LOCAL_1", ""),
    ("LOAD_LOCAL_2", ""),
    ("STORE_LOCAL", "pops; to keep the value, DUP comes before"),
    ("INC_LOCAL", ""),
    ("DEC_LOCAL", ""),
    ("LOAD_GLOBAL", "by index; the names are in a table"),
    ("STORE_GLOBAL", "by index; pops"),
    ("DEFINE_GLOBAL", "by index"),
    ("NOT", ""),
    ("AND", "a forward jump that short-circuits"),
    ("OR", "a forward jump that short-circuits"),
    ("JUMP", "forward only, 32-bit target"),
    ("JUMP_IF_FALSE", "forward only; pops"),
    ("JUMP_IF_TRUE", "forward only; pops"),
    ("LOOP", "the jump back; polls, charges fuel, counts hotness"),
    ("LOOP_HEADER", "a marker with the loop's ordinal"),
    ("CALL", ""),
    ("CALL_0", ""),
    ("CALL_1", ""),
    ("CALL_2", ""),
    ("RETURN", ""),
    ("RETURN_NIL", ""),
    ("LOAD_PROPERTY", "with an inline cache; `_UNCACHED` beyond the caches' limit"),
    ("STORE_PROPERTY", "with an inline cache; `_UNCACHED` beyond the caches' limit"),
    ("LOAD_INDEX", ""),
    ("STORE_INDEX", ""),
    ("NEW_ARRAY", ""),
    ("NEW_MAP", ""),
    ("NEW_OBJECT", ""),
    ("STRUCT_DEF", ""),
    ("ARRAY_PUSH", "the builtin `push`"),
    ("ARRAY_POP", "the builtin `pop`"),
    ("ARRAY_LEN", "the builtin `length`"),
    ("IMPORT", ""),
    ("PRINT", ""),
    ("HALT", ""),
    ("NOP", ""),
    ("HOTSPOT_CHECK", "no row: LOOP rows and calls count"),
    ("OSR_ENTRY", "no row: machine code is entered at any LOOP_HEADER"),
    ("COMPILED_CALL", "no row: every call goes through the function's entry slot"),
    ("DEOPT", "no row: an exit of the machine code, at any instruction"),
];

/// How many opcodes the original has.
const ORIGINAL_COUNT: usize = 81;

/// Prints the page, or writes it to its place.
///
/// # Errors
/// When the page cannot be written.
pub fn run(root: &Path, accept: bool) -> Result<()> {
    if accept {
        return fs::write(root.join(PAGE), page()).with_context(|| format!("could not write {PAGE}"));
    }
    print!("{}", page());
    Ok(())
}

/// The text of the page.
pub fn page() -> String {
    let mut page = String::from(
        "<!-- Made by `cargo xtask opcodes --accept`; change `crates/bytecode/src/ops.rs`, not this. -->\n\n\
         # Opcodes\n\n",
    );
    let _ = write!(
        page,
        "The {} rows of the opcode table.\n\
         \n\
         * *Stack* is what a row pops and what it pushes, for a row that jumps on the edge that falls\n  \
           through.\n\
         * *Then* is where control goes: to the `next` row, to the `target`, to one of the two\n  \
           (`target?`), `back` to a LOOP_HEADER, back or to the next row (`back?`), or out of the chunk\n  \
           (`end`).\n\
         * Suffixes say where a fused row finds its operands: `L` a slot, `I` an int in the row, `K` a\n  \
           constant, `S` the operand stack. A row with `_II`, `_FF`, `_I` or `_F` expects ints or floats\n  \
           and acts as the row without the suffix on other operands.\n",
        Opcode::ALL.len()
    );
    for (at, &(heading, first)) in GROUPS.iter().enumerate() {
        let end = GROUPS.get(at + 1).map_or(Opcode::ALL.len(), |&(_, next)| next as usize);
        write_group(&mut page, heading, &Opcode::ALL[first as usize..end]);
    }
    write_original(&mut page);
    page
}

fn write_group(page: &mut String, heading: &str, rows: &[Opcode]) {
    let _ = write!(page, "\n## {heading}\n\n| row | operands | stack | then | meaning |\n|---|---|---|---|---|\n");
    for &row in rows {
        let operands: Vec<String> =
            row.operands().iter().map(|(name, kind)| format!("{name}: {kind:?}").to_lowercase()).collect();
        let (pops, pushes) = row.effect_text();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} → {} | {} | {} |",
            row.mnemonic(),
            operands.join(", "),
            count(pops),
            count(pushes),
            flow(row.flow()),
            row.doc().trim()
        );
    }
}

/// A stack effect without the conversions of its Rust form.
fn count(effect: &str) -> String {
    effect.replace(" :: ", "::").replace("u32::from(", "").replace(".0", "").replace(')', "")
}

fn flow(flow: Flow) -> &'static str {
    match flow {
        Flow::Next => "next",
        Flow::Jump => "target",
        Flow::Branch => "target?",
        Flow::ShortCircuit => "target?, keeping the operand",
        Flow::Loop => "back",
        Flow::LoopIf => "back?",
        Flow::End => "end",
    }
}

fn write_original(page: &mut String) {
    let families: Vec<&[Opcode]> = families().collect();
    let forms: usize = families.iter().map(|rows| rows.len()).sum();
    let total = SINGLE.len() + forms;
    let _ = write!(
        page,
        "
## The original's opcodes

The C original has {ORIGINAL_COUNT} opcodes. None of its source is used here, so this page accounts for those
that are known by name: {single} single ones, and {forms} in {families} families of a generic form and two typed
ones. That makes {total}, {excess} more than {ORIGINAL_COUNT}. If no name is missing from those known, all {ORIGINAL_COUNT} are
below, and {excess} of the typed forms exist only here; which ones is not known. `async` and `await` need
no opcode: an async function is called as any other, and the value of `await` is that of its operand.

| original | here |
|---|---|
",
        single = SINGLE.len(),
        families = families.len(),
        excess = total - ORIGINAL_COUNT,
    );
    for (name, note) in SINGLE {
        write_account(page, name, note);
    }
    for rows in families {
        let (generic, typed) = rows.split_first().expect("a family has its generic form");
        write_account(page, generic.mnemonic(), "quickened to the typed forms, and back");
        for row in typed {
            write_account(page, row.mnemonic(), "a hint: tests its operands");
        }
    }
    write_added(page);
}

/// The rows that quickening writes over each other, the generic form first.
fn families() -> impl Iterator<Item = &'static [Opcode]> {
    let generic = Opcode::ALL.iter().filter(|row| row.hint().is_none());
    generic.map(|row| row.quickened()).filter(|rows| !rows.is_empty())
}

fn write_account(page: &mut String, name: &str, note: &str) {
    let row = Opcode::from_mnemonic(name).map_or(String::new(), |row| format!("`{}`", row.mnemonic()));
    let separator = if row.is_empty() || note.is_empty() { "" } else { ", " };
    let _ = writeln!(page, "| {name} | {row}{separator}{note} |");
}

fn write_added(page: &mut String) {
    let known =
        |row: &Opcode| SINGLE.iter().any(|&(single, _)| single == row.mnemonic()) || !row.quickened().is_empty();
    let added = Opcode::ALL.iter().filter(|row| !known(row)).count();
    let _ = write!(
        page,
        "\nThe other {} rows are ours: cells and closures, closed functions, loops with their test at the\n\
         bottom, and fused rows.\n",
        added
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_on_the_page_once() {
        let page = page();
        for row in Opcode::ALL {
            assert_eq!(page.matches(&format!("\n| `{}` |", row.mnemonic())).count(), 1, "{}", row.mnemonic());
        }
    }

    /// Four of the original's opcodes are mechanisms here; every other one is a row.
    #[test]
    fn every_original_opcode_has_an_account() {
        let page = page();
        let (_, accounts) = page.split_once("| original | here |").unwrap();
        let accounts: Vec<&str> = accounts.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
        assert_eq!(accounts.len(), 86);
        let mechanisms: Vec<&str> = accounts.iter().filter(|line| line.contains("no row")).copied().collect();
        assert_eq!(mechanisms.len(), 4);
        for line in accounts.iter().filter(|line| !line.contains("no row")) {
            let name = line.split(' ').nth(1).unwrap();
            assert!(Opcode::from_mnemonic(name).is_some(), "{line}");
        }
    }
}
