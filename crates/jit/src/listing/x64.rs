//! x86-64 instructions in Intel syntax, read by iced-x86.

use std::fmt::Write;

use heap::Bits;
use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Formatter, IntelFormatter, MemorySize, Mnemonic, OpKind, Register,
};

use super::{Writer, context_field, value_name};

/// An instruction of the code.
pub(super) struct Instruction(iced_x86::Instruction);

/// The instructions of the code.
pub(super) fn read(code: &[u8]) -> Vec<Instruction> {
    Decoder::new(64, code, DecoderOptions::NONE).into_iter().map(Instruction).collect()
}

impl Instruction {
    /// The offset of its first byte.
    pub(super) fn start(&self) -> usize {
        self.0.ip() as usize
    }

    /// The offset behind its last byte.
    pub(super) fn end(&self) -> usize {
        self.0.next_ip() as usize
    }

    /// Whether it does nothing.
    pub(super) fn is_nop(&self) -> bool {
        self.0.mnemonic() == Mnemonic::Nop
    }

    /// Where a jump goes.
    pub(super) fn jump_target(&self) -> Option<u64> {
        let jumps = matches!(self.0.flow_control(), FlowControl::UnconditionalBranch | FlowControl::ConditionalBranch);
        (jumps && self.0.op0_kind() == OpKind::NearBranch64).then(|| self.0.near_branch_target())
    }

    /// The text, with a note of the value that it makes.
    pub(super) fn text(&self, writer: &Writer<'_>) -> String {
        if self.0.is_invalid() {
            return "(not an instruction)".into();
        }
        let mut line = String::new();
        let mut formatter = IntelFormatter::new();
        formatter.format_mnemonic(&self.0, &mut line);
        for operand in 0..self.0.op_count() {
            line.push_str(if operand == 0 { " " } else { ", " });
            line.push_str(&self.operand(writer, &mut formatter, operand));
        }
        if let Some(note) = self.note() {
            let _ = write!(line, "  ; {note}");
        }
        line
    }

    fn operand(&self, writer: &Writer<'_>, formatter: &mut IntelFormatter, operand: u32) -> String {
        match self.0.op_kind(operand) {
            OpKind::Register => formatter.format_register(self.0.op_register(operand)).to_string(),
            OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64 => {
                writer.label(self.0.near_branch_target())
            }
            OpKind::Memory => self.memory(writer, formatter),
            kind => match signed(kind, self.0.immediate(operand)) {
                Some(value) => value.to_string(),
                None => format!("{:#018x}", self.0.immediate(operand)),
            },
        }
    }

    fn memory(&self, writer: &Writer<'_>, formatter: &mut IntelFormatter) -> String {
        let place = self.place(writer, formatter);
        let other_registers = (0..self.0.op_count()).any(|at| self.0.op_kind(at) == OpKind::Register);
        let widens = matches!(
            self.0.mnemonic(),
            Mnemonic::Movzx | Mnemonic::Movsx | Mnemonic::Movsxd | Mnemonic::Cvtsi2sd | Mnemonic::Cvttsd2si
        );
        if self.0.mnemonic() == Mnemonic::Lea || (other_registers && !widens) {
            return format!("[{place}]");
        }
        let size = match self.0.memory_size() {
            MemorySize::UInt8 | MemorySize::Int8 => "byte",
            MemorySize::UInt16 | MemorySize::Int16 => "word",
            MemorySize::UInt32 | MemorySize::Int32 | MemorySize::Float32 => "dword",
            _ => "qword",
        };
        format!("{size} ptr [{place}]")
    }

    /// The name of what a memory operand refers to.
    fn place(&self, writer: &Writer<'_>, formatter: &mut IntelFormatter) -> String {
        let displacement = self.0.memory_displacement64();
        if self.0.is_ip_rel_memory_operand() {
            return writer.data_name(displacement as usize);
        }
        let displacement = displacement.cast_signed();
        match (self.0.memory_base(), self.0.memory_index()) {
            (Register::R15, Register::None) => match context_field(displacement as i32) {
                Some(name) => format!("ctx.{name}"),
                None => format!("r15{displacement:+}"),
            },
            (Register::RBP, Register::None) if !self.moves_frame() => writer.frame_word(displacement),
            (base, index) => {
                let mut text = formatter.format_register(base).to_string();
                if index != Register::None {
                    let _ = write!(text, "+{}", formatter.format_register(index));
                    if self.0.memory_index_scale() > 1 {
                        let _ = write!(text, "*{}", self.0.memory_index_scale());
                    }
                }
                if displacement != 0 {
                    let _ = write!(text, "{displacement:+}");
                }
                text
            }
        }
    }

    fn moves_frame(&self) -> bool {
        self.0.mnemonic() == Mnemonic::Lea && self.0.op0_register() == Register::RBP
    }

    /// The value that an instruction makes out of its immediate, or out of r14 and its
    /// displacement.
    fn note(&self) -> Option<String> {
        let bits = match self.0.mnemonic() {
            Mnemonic::Lea if self.0.memory_base() == Register::R14 && self.0.memory_index() == Register::None => {
                Bits::INT_TAG.wrapping_add(self.0.memory_displacement64())
            }
            Mnemonic::Mov if self.0.op_count() == 2 && self.0.op1_kind() == OpKind::Immediate64 => self.0.immediate64(),
            _ => return None,
        };
        // No value: an object's header, or lengths.
        let is_pattern = f64::from_bits(bits).is_subnormal();
        (!is_pattern).then(|| value_name(bits))
    }
}

/// An immediate: as a number if it has 32 bits, as a pattern if it has 64.
fn signed(kind: OpKind, immediate: u64) -> Option<i64> {
    match kind {
        OpKind::Immediate8 => Some(i64::from(immediate as u8)),
        OpKind::Immediate32 | OpKind::Immediate8to32 => Some(i64::from(immediate as u32 as i32)),
        OpKind::Immediate8to64 | OpKind::Immediate32to64 => Some(immediate.cast_signed()),
        _ => None,
    }
}
