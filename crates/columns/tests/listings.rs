//! The machine code of ten formulas for each machine, as files under `listings/`.
//! `INSTA_UPDATE=always cargo test -p columns --test listings` writes them anew.

mod support;

use bytecode::ScalarType::{self, Bool, Float, Int};
use columns::{ColumnCode, Formula, Machine};
use iced_x86::{
    Decoder, DecoderOptions, EncodingKind, FlowControl, InstructionInfoFactory, Mnemonic, OpAccess, Register,
};
use insta::Settings;

const KERNELS: &str =
    concat!(include_str!("../../../benches/columns/formulas.unna"), include_str!("support/kernels.unna"));

/// The listings have been read instruction by instruction. The comments say what is in them that
/// need not be. Each loop also compares its counter with the number of rows, which counting up to
/// zero would spare; each copy of a register under SSE2 is one that its instructions demand.
const FORMULAS: [(&str, &[ScalarType]); 10] = [
    ("price", &[Float, Int]),
    ("polynomial", &[Float]),
    ("root", &[Float]),
    ("logarithm", &[Float]),
    // The quotient by 24 becomes an int and then a float again: AVX could cut it to a whole float.
    ("exponential", &[Int]),
    // Some constants stay in memory, because registers run out. AVX-512 has 16 more, which made
    // `black_scholes` 1 % faster on a Zen 5, and which `vzeroupper` does not clear.
    ("normal", &[Float]),
    // A word of failures is written for each group, where one bit for all would do until one fails.
    // AVX2 and AVX-512 compute one vector of ints a turn, half as wide as their registers.
    ("hash", &[Int, Int]),
    // The bools become 32-bit lanes and then 64-bit lanes under AVX2. They could be read as 64-bit
    // lanes, because only floats are selected by them.
    ("tariff", &[Float, Bool]),
    // The mask is packed twice to bytes, which one shuffle of bytes does where AVX2 is.
    // Failures are as in `hash`.
    ("both", &[Int, Int, Int]),
    // Under AVX2 two instructions make each mask of floats one of ints.
    ("counted", &[Int, Float]),
];

/// Registers that a function leaves as it finds them.
const CALLERS: [Register; 6] =
    [Register::RBX, Register::RBP, Register::R12, Register::R13, Register::R14, Register::R15];

/// Each instruction decodes, no register of the caller's is written before it is saved, and the
/// code ends with its only return, before which the registers come back in reverse order. There and
/// at each call the upper parts of vector registers, which slow down others' SSE instructions, are
/// clear.
#[track_caller]
fn check_bytes(bytes: &[u8]) {
    let mut decoder = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE);
    let mut infos = InstructionInfoFactory::new();
    let (mut returns, mut saved, mut restored) = (Vec::new(), Vec::new(), Vec::new());
    let mut has_upper_parts = false;
    while decoder.can_decode() {
        let inst = decoder.decode();
        assert!(!inst.is_invalid(), "an instruction at {}", inst.ip());
        match inst.mnemonic() {
            Mnemonic::Push => saved.push(inst.op0_register()),
            Mnemonic::Pop => restored.insert(0, inst.op0_register()),
            Mnemonic::Vzeroupper => has_upper_parts = false,
            _ => has_upper_parts |= inst.encoding() != EncodingKind::Legacy,
        }
        let is_left = matches!(inst.flow_control(), FlowControl::Return | FlowControl::IndirectCall);
        assert!(!(is_left && has_upper_parts), "upper parts are in use at {}", inst.ip());
        for used in infos.info(&inst).used_registers() {
            let register = used.register().full_register();
            let is_written = !matches!(used.access(), OpAccess::Read | OpAccess::CondRead);
            let is_kept = !CALLERS.contains(&register) || saved.contains(&register);
            assert!(!is_written || is_kept, "{register:?} is written at {}", inst.ip());
        }
        returns.extend((inst.flow_control() == FlowControl::Return).then_some(inst.next_ip()));
    }
    assert_eq!(returns, [bytes.len() as u64]);
    assert_eq!(restored, saved);
}

/// More columns take more registers for their addresses; bools, failures and slots take others.
#[test]
fn registers_of_the_caller_are_kept() {
    let names = ["a", "b", "c", "d", "e", "g", "h", "i"];
    for params in 1..=names.len() {
        for body in ["0.5", "a % 0.7", "(a > 3) + 1", "a / (z - 1)"] {
            let (listed, sum) = (names[..params].join(", "), names[..params].join(" + "));
            let source = format!("function f({listed}) {{ var z = {}; return {sum} + {body}; }}", names[params - 1]);
            let module = lang::compile_verified("f.unna", source.as_bytes()).expect("it compiles");
            for kind in [Int, Float, Bool] {
                let formula = Formula::source(&module, "f", vec![kind; params]).expect("the function is there");
                for machine in Machine::ALL {
                    let code = ColumnCode::compile(&module, std::slice::from_ref(&formula), machine);
                    check_bytes(code.expect("it compiles").bytes());
                }
            }
        }
    }
}

#[test]
fn ten_formulas() {
    let module = lang::compile_verified("kernels.unna", KERNELS.as_bytes()).expect("the files compile");
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("listings");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, types) in FORMULAS {
        let formula = Formula::source(&module, name, types).expect("the function is there");
        let mut text = String::new();
        for machine in Machine::ALL {
            let formulas = std::slice::from_ref(&formula);
            let (code, listing) = ColumnCode::compile_listed(&module, formulas, machine).expect("it compiles");
            check_bytes(code.bytes());
            text += &format!("; {}\n{listing}\n", machine.name());
        }
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
}
