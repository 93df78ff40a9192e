//! The page `docs/opcodes.md`, made from the table; and what each opcode of the original is here.

use std::fmt::Write;

use crate::inst::{Flow, Opcode};

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

/// The original's opcodes known by name, outside the families of [`FORMS`], and what is not plain
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

/// The families that have a generic form and two typed ones.
const FORMS: [(&str, [&str; 2]); 12] = [
    ("ADD", ["ADD_II", "ADD_FF"]),
    ("SUB", ["SUB_II", "SUB_FF"]),
    ("MUL", ["MUL_II", "MUL_FF"]),
    ("DIV", ["DIV_II", "DIV_FF"]),
    ("MOD", ["MOD_II", "MOD_FF"]),
    ("NEG", ["NEG_I", "NEG_F"]),
    ("LT", ["LT_II", "LT_FF"]),
    ("LE", ["LE_II", "LE_FF"]),
    ("GT", ["GT_II", "GT_FF"]),
    ("GE", ["GE_II", "GE_FF"]),
    ("EQ", ["EQ_II", "EQ_FF"]),
    ("NE", ["NE_II", "NE_FF"]),
];

/// How many opcodes the original has.
const ORIGINAL_COUNT: usize = 81;

/// The text of `docs/opcodes.md`.
pub fn opcode_page() -> String {
    let mut page = String::from(
        "<!-- Made by `cargo run -p bytecode --example opcodes`; change `crates/bytecode/src/ops.rs`, not this. -->\n\n\
         # Opcodes\n\n",
    );
    let _ = write!(
        page,
        "The {} rows of the opcode table. *Stack* is what a row pops and what it pushes; for a row that jumps, on the\n\
         edge that falls through. *Then* is where control goes: `next`, to the `target` only, to the target\n\
         or on (`target?`), `back` to a LOOP_HEADER, or `back?` or on, or out of the chunk (`end`). Suffixes: `L` a slot, \
         `I` an int,\n`K` a constant, `S` the operand stack; `_II` `_FF` `_I` `_F` are hints that act as the plain row on \
         other operands.\n",
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
    let forms = FORMS.len() * 3;
    let total = SINGLE.len() + forms;
    let _ = write!(
        page,
        "
## The original's opcodes

The C original has {ORIGINAL_COUNT} opcodes. None of its source is used here, so this accounts for those that are known by name:
{single} single ones and, of {families} families, the generic form and two typed ones, {forms}. That makes {total}, {excess} more
than {ORIGINAL_COUNT}: if no name is missing from those known, all {ORIGINAL_COUNT} are below, and {excess} of the typed forms exist only
here (which ones is not known). `async` and `await` need no opcode: an async function is called as any other, and
the value of `await` is that of its operand.

| original | here |
|---|---|
",
        single = SINGLE.len(),
        families = FORMS.len(),
        excess = total - ORIGINAL_COUNT,
    );
    for (name, note) in SINGLE {
        write_account(page, name, note);
    }
    for (name, typed) in FORMS {
        write_account(page, name, "quickened to the typed forms, and back");
        for name in typed {
            write_account(page, name, "a hint: tests its operands");
        }
    }
    write_added(page);
}

fn write_account(page: &mut String, name: &str, note: &str) {
    let row = Opcode::from_mnemonic(name).map_or(String::new(), |row| format!("`{}`", row.mnemonic()));
    let separator = if row.is_empty() || note.is_empty() { "" } else { ", " };
    let _ = writeln!(page, "| {name} | {row}{separator}{note} |");
}

fn write_added(page: &mut String) {
    let known = |name: &str| {
        SINGLE.iter().any(|&(single, _)| single == name)
            || FORMS.iter().any(|&(generic, typed)| generic == name || typed.contains(&name))
    };
    let added: Vec<String> =
        Opcode::ALL.iter().filter(|row| !known(row.mnemonic())).map(|row| format!("`{}`", row.mnemonic())).collect();
    let _ = write!(
        page,
        "\nThe other {} rows are ours: cells and closures, closed functions, loops with their test at the bottom, and fused rows.\n",
        added.len()
    );
}
