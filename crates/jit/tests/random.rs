//! Random programs compile for every entry and profile as the corpus does. Their shapes are those
//! that no front end writes: deep operand stacks across jumps and loops, returns and dead ends
//! with operands below them, many locals.

mod support;

use std::fmt::Write;

use support::{Random, check, compile_all};

/// Writes a chunk as text, row by row, with the operand depth in mind.
struct Writer {
    random: Random,
    text: String,
    labels: u32,
    slots: u64,
}

const PARAMS: u64 = 3;

impl Writer {
    fn pick<'a>(&mut self, rows: &[&'a str]) -> &'a str {
        rows[self.random.below(rows.len() as u64) as usize]
    }

    fn row(&mut self, row: &str) {
        writeln!(self.text, "  {row}").expect("a string takes all");
    }

    fn slot(&mut self) -> String {
        format!("s{}", self.random.below(self.slots))
    }

    fn label(&mut self) -> String {
        self.labels += 1;
        format!("l{}", self.labels)
    }

    fn constant(&mut self) -> &'static str {
        self.pick(&["0", "1", "-1", "2", "7", "1000", "2147483647", "0.5", "-0.0", "1e300", "\"text\""])
    }

    fn int(&mut self) -> &'static str {
        self.pick(&["0", "1", "-1", "2", "-8", "10", "-2147483648"])
    }

    /// Pushes one operand.
    fn operand(&mut self, budget: u32) {
        let (a, b) = (self.slot(), self.slot());
        match self.random.below(if budget == 0 { 4 } else { 14 }) {
            0 => self.row(&format!("LOAD_LOCAL {a}")),
            1 => {
                let constant = self.constant();
                self.row(&format!("LOAD_CONST {constant}"));
            }
            2 => {
                let row = self.pick(&["LOAD_NIL", "LOAD_TRUE", "LOAD_FALSE", "LOAD_IMM 5", "LOAD_GLOBAL g", "NEW_MAP"]);
                self.row(row);
            }
            3 => {
                let row = self.pick(&["ADD_LL", "SUB_LL", "MUL_LL", "DIV_LL", "MOD_LL", "LOAD_INDEX_LL"]);
                self.row(&format!("{row} {a} {b}"));
            }
            4 => {
                let (row, int) = (self.pick(&["ADD_LI", "SUB_LI", "MUL_LI", "DIV_LI", "MOD_LI"]), self.int());
                self.row(&format!("{row} {a} {int}"));
            }
            5 => self.unary(budget),
            6 | 7 => self.choice(budget),
            8 => {
                self.operand(budget - 1);
                self.row("DUP");
                let row = self.pick(&["MUL_II", "ADD_FF", "EQ", "LOAD_INDEX"]);
                self.row(row);
            }
            9 => {
                let count = self.random.below(4);
                self.row("LOAD_GLOBAL f");
                (0..count).for_each(|_| self.operand(budget - 1));
                self.row(&format!("CALL {count}"));
            }
            _ => {
                self.operand(budget - 1);
                self.operand(budget - 1);
                let row = self.pick(&[
                    "ADD",
                    "ADD_II",
                    "ADD_FF",
                    "SUB",
                    "SUB_II",
                    "MUL_FF",
                    "DIV_II",
                    "DIV_FF",
                    "MOD",
                    "MOD_II",
                    "LT",
                    "LE_II",
                    "GT_FF",
                    "GE",
                    "EQ_II",
                    "NE_FF",
                    "NE",
                    "LOAD_INDEX",
                    "NEW_ARRAY 2",
                ]);
                self.row(row);
            }
        }
    }

    fn unary(&mut self, budget: u32) {
        self.operand(budget - 1);
        match self.random.below(3) {
            0 => {
                let row = self.pick(&["NEG", "NEG_I", "NEG_F", "PLUS", "NOT", "TO_BOOL", "ARRAY_LEN", "ARRAY_POP"]);
                self.row(row);
            }
            1 => {
                let (row, slot) = (self.pick(&["ADD_SL", "SUB_SL", "MUL_SL", "DIV_SL", "MOD_SL"]), self.slot());
                self.row(&format!("{row} {slot}"));
            }
            _ => {
                let (row, constant) = (self.pick(&["ADD_SK", "SUB_SK", "MUL_SK", "DIV_SK", "MOD_SK"]), self.constant());
                self.row(&format!("{row} {constant}"));
            }
        }
    }

    /// An operand by one of two ways, perhaps with a dead end.
    fn choice(&mut self, budget: u32) {
        let (other, end) = (self.label(), self.label());
        if self.random.below(3) == 0 {
            self.operand(budget - 1);
            let row = self.pick(&["AND", "OR"]);
            self.row(&format!("{row} {end}"));
            self.operand(budget - 1);
        } else {
            self.branch(budget - 1, &other);
            self.operand(budget - 1);
            self.row(&format!("JUMP {end}"));
            writeln!(self.text, "{other}:").expect("a string takes all");
            if self.random.below(4) == 0 {
                self.operand(budget - 1);
                self.row("RETURN");
            } else {
                self.operand(budget - 1);
            }
        }
        writeln!(self.text, "{end}:").expect("a string takes all");
    }

    fn branch(&mut self, budget: u32, to: &str) {
        self.operand(budget);
        if self.random.below(2) == 0 {
            let row = self.pick(&["JUMP_IF_FALSE", "JUMP_IF_TRUE"]);
            return self.row(&format!("{row} {to}"));
        }
        self.operand(budget);
        let row =
            self.pick(&["JUMP_UNLESS_LT", "JUMP_UNLESS_LE", "JUMP_UNLESS_GT", "JUMP_UNLESS_EQ", "JUMP_UNLESS_NE"]);
        self.row(&format!("{row} {to}"));
    }

    fn statement(&mut self, budget: u32) {
        let slot = self.slot();
        match self.random.below(if budget == 0 { 4 } else { 9 }) {
            0 => {
                let row = self.pick(&["INC_LOCAL", "DEC_LOCAL", "STORE_LOCAL_I"]);
                let int = if row == "STORE_LOCAL_I" { self.int() } else { "" };
                self.row(&format!("{row} {slot} {int}"));
            }
            1 => {
                let from = self.slot();
                self.row(&format!("STORE_LOCAL_L {slot} {from}"));
            }
            2 | 3 => {
                self.operand(budget.min(2));
                let rows = [format!("STORE_LOCAL {slot}"), "STORE_GLOBAL g".into(), "POP".into(), "PRINT".into()];
                let row = if self.random.below(2) == 0 { &rows[0] } else { &rows[self.random.below(4) as usize] };
                self.row(row);
            }
            4 => {
                let end = self.label();
                self.branch(budget - 1, &end);
                self.statements(budget - 1);
                if self.random.below(6) == 0 {
                    self.operand(budget - 1);
                    self.row("RETURN");
                }
                writeln!(self.text, "{end}:").expect("a string takes all");
            }
            5 | 6 => self.repeat(budget),
            7 => {
                self.operand(budget - 1); // statements above an operand
                self.statements(budget - 1);
                self.row("POP");
            }
            _ => {
                (0..3).for_each(|_| self.operand(budget - 1));
                self.row("STORE_INDEX");
            }
        }
    }

    fn repeat(&mut self, budget: u32) {
        let (next, end) = (self.label(), self.label());
        writeln!(self.text, "{next}:").expect("a string takes all");
        self.row("LOOP_HEADER");
        self.statements(budget - 1);
        if self.random.below(3) == 0 {
            self.branch(budget - 1, &end);
            self.statements(budget - 1);
        }
        let (a, b) = (self.slot(), self.slot());
        match self.random.below(5) {
            0 => self.row(&format!("LOOP_IF_LT_LL {a} {b} {next}")),
            1 => self.row(&format!("LOOP_IF_NE_LK {a} 10 {next}")),
            2 => {
                self.operand(budget - 1);
                let row = self.pick(&["LOOP_IF_TRUE", "LOOP_IF_FALSE"]);
                self.row(&format!("{row} {next}"));
            }
            3 => {
                self.operand(budget - 1);
                self.operand(budget - 1);
                let row = self.pick(&["LOOP_IF_LT", "LOOP_IF_GE", "LOOP_IF_EQ"]);
                self.row(&format!("{row} {next}"));
            }
            _ => self.row(&format!("LOOP {next}")),
        }
        writeln!(self.text, "{end}:").expect("a string takes all");
    }

    fn statements(&mut self, budget: u32) {
        let count = 1 + self.random.below(3);
        (0..count).for_each(|_| self.statement(budget));
    }
}

/// A module with one random chunk; its locals begin as ints, floats or other.
fn program(seed: u64) -> String {
    let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut writer = Writer { random, text: String::new(), labels: 0, slots: PARAMS };
    writeln!(writer.text, "chunk main\n  HALT\nchunk run params {PARAMS}").expect("a string takes all");
    let slots = PARAMS + 1 + writer.random.below(12);
    for slot in PARAMS..slots {
        let value = writer.pick(&["0", "1", "0.5", "2.5", "\"text\""]);
        writer.row(&format!("LOAD_CONST {value}"));
        writer.row(&format!("STORE_LOCAL s{slot}"));
    }
    writer.slots = slots;
    writer.statements(4);
    writer.row("RETURN_NIL");
    writer.text
}

#[test]
fn random_programs_compile_to_instructions() {
    let (mut rows, mut artifacts) = (0, 0);
    for seed in 0..300 {
        let text = program(seed);
        let module = bytecode::parse(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        let module = bytecode::verify(module).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        rows += module.chunks[1].code.len();
        compile_all(&module, |_, _, artifact| {
            artifacts += 1;
            check(&artifact);
        });
    }
    assert!(rows > 10_000 && artifacts > 3_000, "the programs are of some size: {rows} rows, {artifacts} artifacts");
}
