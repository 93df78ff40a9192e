//! A program for each row of the opcode table that is made of slots, operands and control alone:
//! the row applied to every pair of a set of values, the results printed.

use std::fmt::Write;
use std::sync::Arc;

use bytecode::{Flow, Opcode, OperandKind};

use super::Program;

/// What makes each value: of one kind with one of another behind it, and of all kinds. The int 0,
/// which ends a program by a division, comes last.
const VALUES: &[&[&str]] = &[
    &["LOAD_IMM 1", "LOAD_IMM -8", "LOAD_IMM 2147483647", "LOAD_IMM -2147483648", "LOAD_IMM -1", "LOAD_IMM 0"],
    &["LOAD_IMM 7", "LOAD_IMM 3", "LOAD_IMM -1", "LOAD_CONST \"text\"", "LOAD_CONST 0.5"],
    &["LOAD_CONST 1.5", "LOAD_CONST -0.0", "LOAD_CONST 3.0", "LOAD_CONST inf", "LOAD_CONST nan", "LOAD_NIL"],
    &["LOAD_TRUE", "LOAD_FALSE", "LOAD_TRUE", "LOAD_IMM 2"],
    &[
        "LOAD_IMM 1",
        "LOAD_IMM -8",
        "LOAD_CONST 1.5",
        "LOAD_CONST -0.0",
        "LOAD_CONST 1.0",
        "LOAD_CONST nan",
        "LOAD_TRUE",
        "LOAD_FALSE",
        "LOAD_NIL",
        "LOAD_CONST \"text\"",
        "NEW_ARRAY 0",
        "LOAD_IMM 0",
    ],
];

/// Where the row's operands come from.
#[derive(Clone, Copy)]
enum Source {
    /// Parameters, whose kinds a profile knows.
    Parameters,
    /// Globals, whose kinds nobody knows.
    Globals,
}

/// Immediates and constants of fused rows.
const IMMEDIATES: &[&str] = &["3", "-1", "1", "16", "-2147483648", "0"];
const CONSTANTS: &[&str] = &["3", "2.5", "\"k\"", "nan", "0"];

/// The programs, by the row's mnemonic.
pub fn row_programs() -> Vec<(String, Program)> {
    Opcode::ALL.iter().flat_map(|&opcode| programs_of(opcode)).collect()
}

fn programs_of(opcode: Opcode) -> Vec<(String, Program)> {
    let kinds: Vec<OperandKind> = opcode.operands().iter().map(|&(_, kind)| kind).collect();
    let plain = |kind: &OperandKind| {
        matches!(kind, OperandKind::Slot | OperandKind::LowSlot | OperandKind::Imm | OperandKind::Const)
            || matches!(kind, OperandKind::LowConst | OperandKind::Target)
    };
    let is_cell = matches!(opcode, Opcode::NewCell | Opcode::LoadCell | Opcode::StoreCell);
    if !kinds.iter().all(plain) || is_cell || matches!(opcode, Opcode::Jump | Opcode::Loop | Opcode::Halt) {
        return Vec::new();
    }
    let literals: &[&str] = match () {
        () if kinds.contains(&OperandKind::Imm) => IMMEDIATES,
        () if kinds.iter().any(|kind| matches!(kind, OperandKind::Const | OperandKind::LowConst)) => CONSTANTS,
        () => &[""],
    };
    let mut programs = Vec::new();
    for literal in literals {
        for values in VALUES {
            for source in [Source::Parameters, Source::Globals] {
                let name = format!("{} {literal} of {} and so on", opcode.mnemonic(), values[0]);
                programs.push((name, program(opcode, &kinds, literal, values, source)));
            }
        }
    }
    programs
}

fn program(opcode: Opcode, kinds: &[OperandKind], literal: &str, values: &[&str], source: Source) -> Program {
    let mut text = String::from("module \"row\"\n\nchunk main\n  MAKE_CLOSURE f\n  DEFINE_GLOBAL f\n");
    for a in values {
        for b in values {
            writeln!(text, "  LOAD_GLOBAL f\n  {a}\n  {b}\n  CALL_2\n  PRINT").unwrap();
        }
    }
    text.push_str("  RETURN_NIL\n\nchunk f params 2\n");
    if matches!(source, Source::Globals) {
        text.push_str("  LOAD_LOCAL s0\n  STORE_GLOBAL a\n  LOAD_LOCAL s1\n  STORE_GLOBAL b\n");
        text.push_str("  LOAD_GLOBAL a\n  STORE_LOCAL s0\n  LOAD_GLOBAL b\n  STORE_LOCAL s1\n");
    }
    text.push_str("  LOAD_LOCAL s1\n  STORE_LOCAL s2\n");
    body(&mut text, opcode, kinds, literal);
    let module = bytecode::parse(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", opcode.mnemonic()));
    Arc::new(bytecode::verify(module).unwrap_or_else(|error| panic!("{}: {error}\n{text}", opcode.mnemonic())))
}

/// The chunk `f`: applies the row to its parameters and returns what shows the effect.
fn body(text: &mut String, opcode: Opcode, kinds: &[OperandKind], literal: &str) {
    let mut slots = ["s0", "s1"].iter();
    let is_store = matches!(opcode, Opcode::StoreLocal | Opcode::StoreLocalI | Opcode::StoreLocalL);
    let mut row = format!("  {}", opcode.mnemonic());
    for kind in kinds {
        let operand = match kind {
            OperandKind::Slot | OperandKind::LowSlot if is_store && slots.len() == 2 => {
                slots.next();
                "s2"
            }
            OperandKind::Slot | OperandKind::LowSlot => slots.next().expect("a row has at most two slots"),
            OperandKind::Target => "L",
            _ => literal,
        };
        write!(row, " {operand}").unwrap();
    }
    let (pops, pushes) = effect(opcode);
    let operands: String = ["  LOAD_LOCAL s0\n", "  LOAD_LOCAL s1\n", "  LOAD_LOCAL s0\n"][..pops].concat();
    match opcode.flow() {
        Flow::End => writeln!(text, "{operands}{row}").unwrap(),
        Flow::Jump | Flow::Branch => {
            writeln!(text, "{operands}{row}\n  LOAD_IMM 10\n  RETURN\nL:\n  LOAD_IMM 20\n  RETURN").unwrap();
        }
        Flow::ShortCircuit => writeln!(text, "{operands}{row}\n  LOAD_IMM 10\n  RETURN\nL:\n  RETURN").unwrap(),
        Flow::Loop | Flow::LoopIf => {
            writeln!(text, "  STORE_LOCAL_I s3 0\nL:\n  LOOP_HEADER\n  INC_LOCAL s3").unwrap();
            writeln!(text, "  JUMP_UNLESS_LT_LK s3 5 Out\n{operands}{row}\nOut:\n  LOAD_LOCAL s3\n  RETURN").unwrap();
        }
        Flow::Next if pushes == 0 && is_store => writeln!(text, "{operands}{row}\n  LOAD_LOCAL s2\n  RETURN").unwrap(),
        Flow::Next if pushes == 0 => writeln!(text, "{operands}{row}\n  LOAD_LOCAL s0\n  RETURN").unwrap(),
        Flow::Next => writeln!(text, "{operands}{row}\n  RETURN").unwrap(),
    }
}

/// The row's effect; rows of a variable effect are not among those that are built here.
fn effect(opcode: Opcode) -> (usize, usize) {
    let (pops, pushes) = opcode.effect_text();
    (pops.parse().expect("a fixed effect"), pushes.parse().expect("a fixed effect"))
}
