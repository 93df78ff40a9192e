//! x86-64 code, read by iced-x86.

use iced_x86::{Decoder, DecoderOptions, FlowControl, OpKind};

use super::Instruction;

/// The instructions, all of them valid.
#[track_caller]
pub fn decode(code: &[u8]) -> Vec<Instruction> {
    let decoded: Vec<_> = Decoder::new(64, code, DecoderOptions::NONE).into_iter().collect();
    assert_eq!(decoded.last().map(|last| last.next_ip()), Some(code.len() as u64), "an instruction is cut off");
    decoded.iter().map(instruction).collect()
}

fn instruction(it: &iced_x86::Instruction) -> Instruction {
    assert!(!it.is_invalid(), "no instruction at {:#x}", it.ip());
    let jump = match it.flow_control() {
        FlowControl::UnconditionalBranch | FlowControl::ConditionalBranch => {
            assert_eq!(it.op0_kind(), OpKind::NearBranch64, "an indirect jump at {:#x}", it.ip());
            Some(it.near_branch_target())
        }
        FlowControl::Next | FlowControl::IndirectCall | FlowControl::Return => None,
        other => panic!("{other:?} at {:#x}", it.ip()),
    };
    let refers = it.is_ip_rel_memory_operand().then(|| it.ip_rel_memory_address());
    Instruction { at: it.ip(), jump, refers }
}
