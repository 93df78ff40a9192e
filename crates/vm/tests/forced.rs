//! Guards made to fail: whatever guard fails, and at whichever of its uses, a program's output is
//! the same. Exits by facts that never happen to be wrong are tested in no other way.

mod common;

use common::full_builder;
use std::path::Path;

use vm::JitMode;

/// Runs a program with machine code as early as its compiler makes good use of what the interpreter
/// has seen, with one guard of each function failing at one use.
fn run(module: &common::Program, mode: JitMode, site: u32, count: u32) -> (String, u32) {
    let sink = common::Sink::default();
    let builder = full_builder().jit(mode).jit_threshold(2).forced_guard(site, count);
    let mut vm = builder.output(sink.clone()).errors(common::Sink::default()).build().unwrap();
    let code = common::run_module(&mut vm, module.clone());
    (format!("{}[exit {code}]\n", sink.text()), vm.statistics().guards)
}

#[test]
fn every_guard_may_fail() {
    check(JitMode::Always);
}

#[test]
fn every_guard_of_optimised_code_may_fail() {
    check(JitMode::Opt);
}

fn check(mode: JitMode) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let (mut programs, mut runs) = (0, 0);
    for name in common::self_contained(&corpus) {
        let path = corpus.join(format!("{name}.unna"));
        let expected = std::fs::read(corpus.join(format!("{name}.expected"))).unwrap();
        let expected = String::from_utf8_lossy(&expected).into_owned();
        let Ok(module) = common::compile(&format!("{name}.unna"), &std::fs::read(path).unwrap()) else { continue };
        let (plain, guards) = run(&module, mode, u32::MAX, 1);
        assert_eq!(plain, expected, "{name} with no guard failing");
        programs += 1;
        for site in 0..guards {
            for count in [1, 2, 7] {
                let (actual, _) = run(&module, mode, site, count);
                assert_eq!(actual, expected, "{name} with guard {site} failing at its use {count}");
                runs += 1;
            }
        }
    }
    println!("{programs} programs, {runs} runs with a failing guard");
    assert!(programs > 200 && runs > 1000, "only {programs} programs and {runs} runs");
}
