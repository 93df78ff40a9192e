//! Every row of the opcode table that works on slots and operands, on every pair of kinds of
//! values: machine code prints what the interpreter prints, with whatever guard failing.

mod common;

use common::full_builder;
use vm::{JitMode, VmBuilder};

fn run(program: &common::Program, with: impl Fn(VmBuilder) -> VmBuilder) -> (String, u32) {
    let sink = common::Sink::default();
    let builder = with(full_builder()).output(sink.clone()).errors(common::Sink::default());
    let mut vm = builder.build().unwrap();
    let code = common::run_module(&mut vm, program.clone());
    (format!("{}[exit {code}]", sink.text()), vm.statistics().guards)
}

#[test]
fn machine_code_agrees_with_the_interpreter() {
    let programs = common::rows::row_programs();
    for (name, program) in &programs {
        let (expected, _) = run(program, |it| it.jit(JitMode::Off));
        let (always, _) = run(program, |it| it.jit(JitMode::Always));
        assert_eq!(always, expected, "{name} as machine code at once");
        let (stressed, _) = run(program, |it| it.jit(JitMode::Always).gc_stress(true));
        assert_eq!(stressed, expected, "{name} with every object moving");
        let (auto, _) = run(program, |it| it.jit(JitMode::Auto).jit_threshold(9));
        assert_eq!(auto, expected, "{name} after some turns");
        let (forced, _) = run(program, |it| it.jit(JitMode::Always).forced_guard(0, 3));
        assert_eq!(forced, expected, "{name} with its first guard failing");
    }
    println!("{} programs", programs.len());
    assert!(programs.len() > 150);
}
