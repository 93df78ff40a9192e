//! Random programs as rows of the opcode table, all of them, by what the table says of their
//! operands and effects: among them what no front end writes, such as operands that lie across
//! loops, jumps into the midst of an expression, hints that are wrong from the start.

use std::fmt::Write;

use bytecode::{Flow, Opcode, OperandKind};

use crate::choice::Choices;

/// Parameters of every function but the closures inside them, which have one.
const PARAMS: u32 = 2;
/// Slots of every function: parameters, one that the prologue sets to nil, locals, cells.
const PLAIN_SLOTS: u32 = 8;
const CELL_SLOTS: [u32; 2] = [8, 9];
/// Slots of loop counters, which only loops write, by the depth of loops.
const COUNTERS: u32 = 10;
const FUNCTIONS: u32 = 3;

const INTS: [&str; 9] = ["1", "2", "3", "10", "-1", "7", "1000", "2147483647", "-2147483648"];
const CONSTANTS: [&str; 12] =
    ["1", "2", "0.5", "2.5", "10", "-0.0", "7", "-1", "1e300", "nan", "\"text\"", "-2147483648"];
const VALUES: [&str; 9] = [
    "LOAD_GLOBAL int",
    "LOAD_GLOBAL float",
    "LOAD_IMM 3",
    "LOAD_IMM -7",
    "LOAD_CONST 1.5",
    "LOAD_TRUE",
    "LOAD_GLOBAL array",
    "LOAD_NIL",
    "LOAD_CONST \"word\"",
];

struct Writer<'a> {
    choices: &'a mut Choices,
    text: String,
    labels: u32,
    /// Operands on the stack, and how many of them are not to be touched.
    depth: u32,
    floor: u32,
    loops: u32,
    /// Whether the chunk is a closure, with upvalues and no cells.
    is_closure: bool,
}

/// A program, in text form.
pub fn program(choices: &mut Choices) -> String {
    let mut writer =
        Writer { choices, text: String::new(), labels: 0, depth: 0, floor: 0, loops: 0, is_closure: false };
    writer.main();
    for index in 0..FUNCTIONS {
        writer.function(index);
        writer.closure(index);
    }
    writer.text
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        writeln!(self.text, "{line}").expect("a string takes all");
    }

    fn row(&mut self, row: &str) {
        writeln!(self.text, "  {row}").expect("a string takes all");
    }

    fn label(&mut self) -> String {
        self.labels += 1;
        format!("L{}", self.labels)
    }

    fn main(&mut self) {
        self.line("module \"random\"\nstruct P x y\nstruct Q y z x\nchunk main");
        for (global, value) in [
            ("int", "LOAD_IMM 5"),
            ("float", "LOAD_CONST 2.5"),
            ("object", "LOAD_IMM 1\n  LOAD_CONST 2.5\n  NEW_OBJECT 2 P"),
            ("array", "LOAD_IMM 1\n  LOAD_CONST 0.5\n  LOAD_IMM 3\n  NEW_ARRAY 3"),
            ("any", "LOAD_IMM 0"),
        ] {
            self.row(value);
            self.row(&format!("DEFINE_GLOBAL {global}"));
        }
        for index in 0..FUNCTIONS {
            self.row(&format!("MAKE_CLOSURE f{index}\n  DEFINE_GLOBAL f{index}"));
        }
        let calls = 1 + self.choices.below(10);
        let mut index = FUNCTIONS - 1;
        for _ in 0..calls {
            if self.choices.once_in(3) {
                index = self.choices.below(FUNCTIONS);
            }
            let arguments = [self.choices.pick(&VALUES), self.choices.pick(&VALUES)];
            self.row(&format!("LOAD_GLOBAL f{index}"));
            self.row(arguments[0]);
            self.row(arguments[1]);
            self.row("CALL_2\n  PRINT");
        }
        self.row(
            "LOAD_GLOBAL any\n  PRINT\n  LOAD_GLOBAL array\n  PRINT\n  LOAD_GLOBAL object\n  LOAD_PROPERTY x\n  PRINT",
        );
        self.row("RETURN_NIL");
    }

    /// Function `index`, which calls those of lower numbers.
    fn function(&mut self, index: u32) {
        self.is_closure = false;
        self.line(&format!("chunk f{index} params {PARAMS} slots {} nil s2", COUNTERS + 4));
        for slot in 3..PLAIN_SLOTS {
            let value = self.choices.pick(&VALUES);
            self.row(value);
            self.row(&format!("STORE_LOCAL s{slot}"));
        }
        for slot in CELL_SLOTS {
            self.row(&format!("LOAD_LOCAL s{}\n  NEW_CELL s{slot}", slot - 8));
        }
        (0..4).for_each(|loops| self.row(&format!("STORE_LOCAL_I s{} 0", COUNTERS + loops)));
        self.statements(index, 4);
        self.value(index, 2);
        self.row("RETURN");
        self.depth = 0;
    }

    /// A closure that function `index` makes.
    fn closure(&mut self, index: u32) {
        self.is_closure = true;
        self.line(&format!("chunk k{index} params 1 slots {} captures s8 s9 nil s1 s2 s3 s4 s5 s6 s7", COUNTERS + 4));
        (0..4).for_each(|loops| self.row(&format!("STORE_LOCAL_I s{} 0", COUNTERS + loops)));
        self.statements(0, 2);
        self.value(0, 1);
        self.row("RETURN");
        self.depth = 0;
    }

    fn statements(&mut self, index: u32, budget: u32) {
        let count = 1 + self.choices.below(4);
        for _ in 0..count {
            self.statement(index, budget.saturating_sub(1));
        }
    }

    /// Leaves as many operands as it found.
    fn statement(&mut self, index: u32, budget: u32) {
        let depth = self.depth;
        match self.choices.below(if budget == 0 { 8 } else { 14 }) {
            0..=5 => {
                let rows = 1 + self.choices.below(5);
                (0..rows).for_each(|_| self.any_row(index));
            }
            6 | 7 => {
                self.value(index, 2);
                let slot = self.choices.below(PLAIN_SLOTS);
                self.row(&format!("STORE_LOCAL s{slot}"));
                self.depth -= 1;
            }
            8 | 9 => self.branch(index, budget),
            10..=12 => self.repeat(index, budget),
            _ => {
                self.value(index, 1);
                let floor = std::mem::replace(&mut self.floor, self.depth);
                self.statements(index, budget);
                self.floor = floor;
            }
        }
        while self.depth > depth {
            let row = self.choices.pick(&["POP", "STORE_LOCAL s4", "STORE_GLOBAL any", "PRINT", "STORE_LOCAL s3"]);
            self.row(row);
            self.depth -= 1;
        }
        while self.depth < depth {
            self.value(index, 0);
        }
    }

    /// Pushes a value that is of some use.
    fn value(&mut self, index: u32, budget: u32) {
        match self.choices.below(if budget == 0 { 3 } else { 6 }) {
            0 => {
                let value = self.choices.pick(&VALUES);
                self.row(value);
            }
            1 | 2 => {
                let slot = self.choices.below(PLAIN_SLOTS);
                self.row(&format!("LOAD_LOCAL s{slot}"));
            }
            3 => {
                self.value(index, budget - 1);
                self.value(index, budget - 1);
                let row =
                    self.choices.pick(&["ADD", "ADD_II", "SUB_FF", "MUL", "ADD_FF", "SUB", "MUL_FF", "LT_II", "NE"]);
                self.row(row);
                self.depth -= 2;
            }
            4 => return self.call(index, budget - 1),
            _ => {
                let object = self.choices.pick(&["LOAD_GLOBAL object", "LOAD_LOCAL s5", "LOAD_GLOBAL object"]);
                self.row(if self.is_closure { "LOAD_GLOBAL object" } else { object });
                let field = self.choices.pick(&["x", "y"]);
                self.row(&format!("LOAD_PROPERTY {field}"));
            }
        }
        self.depth += 1;
    }

    /// Pushes the result of a call of a function of a lower number, or of a closure.
    fn call(&mut self, index: u32, budget: u32) {
        if index == 0 || self.choices.once_in(3) {
            if self.is_closure {
                self.row("LOAD_NIL");
                self.depth += 1;
                return;
            }
            self.row(&format!("MAKE_CLOSURE k{index}"));
            self.depth += 1;
            self.value(index, budget);
            self.row("CALL_1");
            self.depth -= 1;
        } else {
            let callee = self.choices.below(index);
            self.row(&format!("LOAD_GLOBAL f{callee}"));
            self.depth += 1;
            self.value(index, budget);
            self.value(index, budget);
            let row = self.choices.pick(&["CALL_2", "CALL 2"]);
            self.row(row);
            self.depth -= 2;
        }
    }

    /// Any row that goes on to the next, its operands made if they are not there.
    fn any_row(&mut self, index: u32) {
        let opcode = Opcode::ALL[self.choices.below(Opcode::ALL.len() as u32) as usize];
        let (pops, pushes) = opcode.effect_text();
        let fixed = pops.parse::<u32>().ok().zip(pushes.parse::<u32>().ok());
        let (Flow::Next, Some((pops, pushes))) = (opcode.flow(), fixed) else { return self.value(index, 2) };
        let unfit = matches!(
            opcode,
            Opcode::Call0 | Opcode::Call1 | Opcode::Call2 | Opcode::Import | Opcode::LoopHeader | Opcode::NewCell
        );
        let cells = matches!(opcode, Opcode::LoadCell | Opcode::StoreCell | Opcode::MakeClosure);
        let upvalues = matches!(opcode, Opcode::LoadUpvalue | Opcode::StoreUpvalue);
        if unfit || (cells && self.is_closure) || (upvalues && !self.is_closure) {
            return self.value(index, 2);
        }
        self.operands(index, opcode, pops);
        let mut row = opcode.mnemonic().to_string();
        for &(_, kind) in opcode.operands() {
            let operand = self.operand(index, opcode, kind);
            write!(row, " {operand}").expect("a string takes all");
        }
        self.row(&row);
        self.depth = self.depth - pops + pushes;
    }

    /// Sees to it that a row finds its operands, mostly of kinds that are no error.
    fn operands(&mut self, index: u32, opcode: Opcode, pops: u32) {
        let target = match opcode {
            Opcode::LoadProperty | Opcode::LoadPropertyUncached => Some("LOAD_GLOBAL object"),
            Opcode::StoreProperty | Opcode::StorePropertyUncached => Some("LOAD_GLOBAL object"),
            Opcode::LoadIndex | Opcode::StoreIndex | Opcode::ArrayPush => Some("LOAD_GLOBAL array"),
            Opcode::ArrayPop | Opcode::ArrayLen => Some("LOAD_GLOBAL array"),
            _ => None,
        };
        if let Some(target) = target.filter(|_| !self.choices.once_in(20)) {
            self.row(target);
            self.depth += 1;
            return (1..pops).for_each(|_| self.value(index, 1));
        }
        let missing = pops.saturating_sub(self.depth - self.floor);
        (0..missing).for_each(|_| self.value(index, 2));
    }

    fn operand(&mut self, index: u32, opcode: Opcode, kind: OperandKind) -> String {
        match kind {
            OperandKind::Imm => self.choices.pick(&INTS).to_string(),
            OperandKind::Slot | OperandKind::LowSlot => match opcode {
                Opcode::LoadCell | Opcode::StoreCell => format!("s{}", self.choices.pick(&CELL_SLOTS)),
                _ => format!("s{}", self.choices.below(PLAIN_SLOTS)),
            },
            OperandKind::Const | OperandKind::LowConst => self.choices.pick(&CONSTANTS).to_string(),
            OperandKind::Name => self.choices.pick(&["x", "y"]).to_string(),
            OperandKind::Global if opcode == Opcode::LoadGlobal => {
                self.choices.pick(&["int", "float", "array", "any"]).to_string()
            }
            OperandKind::Global => self.choices.pick(&["any", "any", "int", "float"]).to_string(),
            OperandKind::Upvalue => self.choices.pick(&["u0", "u1"]).to_string(),
            OperandKind::Chunk => format!("k{index}"),
            OperandKind::Struct => self.choices.pick(&["P", "Q"]).to_string(),
            OperandKind::Import | OperandKind::Loop | OperandKind::Cache | OperandKind::Target => String::new(),
            OperandKind::Argc | OperandKind::Count => self.choices.below(3).to_string(),
        }
    }

    /// A row of some flow whose operands are slots and constants beside its label, and what it
    /// pops.
    fn jump(&mut self, flow: Flow, label: &str) -> (String, u32) {
        let rows: Vec<Opcode> = Opcode::ALL.iter().copied().filter(|it| it.flow() == flow).collect();
        let opcode = self.choices.pick(&rows);
        let mut row = opcode.mnemonic().to_string();
        for &(_, kind) in opcode.operands() {
            let operand = match kind {
                OperandKind::Target => label.to_string(),
                _ => self.operand(0, opcode, kind),
            };
            write!(row, " {operand}").expect("a string takes all");
        }
        let (pops, _) = opcode.effect_text();
        (row, pops.parse().expect("a fixed effect"))
    }

    /// One of two ways, with or without an operand at their end.
    fn branch(&mut self, index: u32, budget: u32) {
        let (other, end) = (self.label(), self.label());
        if self.choices.once_in(3) {
            self.value(index, 2);
            let (row, _) = self.jump(Flow::ShortCircuit, &end);
            self.row(&row);
            self.depth -= 1;
            self.within(|it| it.statements(index, budget));
            self.value(index, 1);
            return self.line(&format!("{end}:"));
        }
        let (row, pops) = self.jump(Flow::Branch, &other);
        (0..pops).for_each(|_| self.value(index, 1));
        self.row(&row);
        self.depth -= pops;
        let values = self.choices.below(2);
        self.within(|it| it.statements(index, budget));
        (0..values).for_each(|_| self.value(index, 1));
        self.row(&format!("JUMP {end}"));
        self.depth -= values;
        self.line(&format!("{other}:"));
        if self.choices.once_in(6) {
            self.value(index, 1);
            self.row("RETURN");
            self.depth -= 1;
            self.depth += values;
        } else {
            self.within(|it| it.statements(index, budget));
            (0..values).for_each(|_| self.value(index, 1));
        }
        self.line(&format!("{end}:"));
    }

    /// Does something that leaves the operands so far alone.
    fn within(&mut self, body: impl FnOnce(&mut Self)) {
        let floor = std::mem::replace(&mut self.floor, self.depth);
        body(self);
        self.floor = floor;
    }

    /// A loop that ends by a counter, perhaps earlier, perhaps at the test of any LOOP row.
    fn repeat(&mut self, index: u32, budget: u32) {
        if self.loops == 4 {
            return self.value(index, 1);
        }
        let (next, end) = (self.label(), self.label());
        let counter = COUNTERS + self.loops;
        self.loops += 1;
        let turns = self.choices.pick(&["3", "12", "30", "6.5"]);
        self.row(&format!("STORE_LOCAL_I s{counter} 0"));
        self.line(&format!("{next}:"));
        self.row("LOOP_HEADER");
        self.within(|it| it.statements(index, budget));
        if self.choices.once_in(4) {
            let (row, pops) = self.jump(Flow::Branch, &end);
            (0..pops).for_each(|_| self.value(index, 1));
            self.row(&row);
            self.depth -= pops;
            self.within(|it| it.statements(index, budget));
        }
        self.row(&format!("INC_LOCAL s{counter}"));
        match self.choices.below(3) {
            0 => self.row(&format!("LOOP_IF_LT_LK s{counter} {turns} {next}")),
            1 => {
                self.row(&format!("JUMP_UNLESS_LT_LK s{counter} {turns} {end}"));
                self.row(&format!("LOOP {next}"));
            }
            _ => {
                let (row, pops) = self.jump(Flow::LoopIf, &next);
                self.row(&format!("JUMP_UNLESS_LT_LK s{counter} {turns} {end}"));
                (0..pops).for_each(|_| self.value(index, 1));
                self.row(&row);
                self.depth -= pops;
            }
        }
        self.line(&format!("{end}:"));
        self.loops -= 1;
    }
}
