//! The machine code of ten formulas for each machine, as files under `listings/`.
//! `INSTA_UPDATE=always cargo test -p columns --test listings` writes them anew.

mod support;

use bytecode::ScalarType::{self, Bool, Float, Int};
use columns::{ColumnCode, Formula, Machine};
use iced_x86::{Decoder, DecoderOptions, FlowControl};
use insta::Settings;

const KERNELS: &str =
    concat!(include_str!("../../../benches/columns/formulas.unna"), include_str!("support/kernels.unna"));

const FORMULAS: [(&str, &[ScalarType]); 10] = [
    ("price", &[Float, Int]),
    ("polynomial", &[Float]),
    ("root", &[Float]),
    ("logarithm", &[Float]),
    ("exponential", &[Int]),
    ("normal", &[Float]),
    ("hash", &[Int, Int]),
    ("tariff", &[Float, Bool]),
    ("both", &[Int, Int, Int]),
    ("counted", &[Int, Float]),
];

/// Each instruction decodes, and the code ends with its only return.
#[track_caller]
fn check_bytes(bytes: &[u8]) {
    let mut decoder = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE);
    let mut returns = Vec::new();
    while decoder.can_decode() {
        let inst = decoder.decode();
        assert!(!inst.is_invalid(), "an instruction at {}", inst.ip());
        returns.extend((inst.flow_control() == FlowControl::Return).then_some(inst.next_ip()));
    }
    assert_eq!(returns, [bytes.len() as u64]);
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
