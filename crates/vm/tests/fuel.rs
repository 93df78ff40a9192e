//! Fuel over the corpus: every tier uses the same, and a program cut off at any amount has printed
//! the same part of its output.

mod common;

use common::full_builder;
use std::path::Path;

use vm::JitMode;

/// Fuel that no program of the corpus uses up.
const PLENTY: u64 = 1 << 40;
/// Amounts at which each program is cut off.
const CUTS: u64 = 4;

/// The output, how it ended, and the fuel used.
fn run(program: &common::Program, mode: JitMode, fuel: u64) -> (String, String, Option<u64>) {
    let sink = common::Sink::default();
    let builder = full_builder().jit(mode).jit_threshold(3).slow_runs(2).fuel(fuel).output(sink.clone());
    let mut vm = builder.errors(common::Sink::default()).input(std::io::empty()).build().unwrap();
    let end = format!("{:?}", vm.run(program.clone()));
    (sink.text(), end, vm.statistics().fuel_used)
}

#[test]
fn every_tier_uses_the_same_fuel_and_stops_at_the_same_place() {
    let (mut programs, mut cut) = (0, 0);
    for folder in ["../../tests/corpus", "../../tests/corpus/fixes", "../../tests/corpus/closures"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for name in common::self_contained(&folder) {
            let source = std::fs::read(folder.join(format!("{name}.unna"))).unwrap();
            let Ok(program) = common::compile(&format!("{name}.unna"), &source) else { continue };
            let whole = run(&program, JitMode::Off, PLENTY);
            let used = whole.2.unwrap();
            programs += 1;
            // Spread over the run by the golden ratio, so that programs of few units are cut at all
            // of them.
            let cuts = (1..=CUTS).map(|index| (used as f64 * (index as f64 * 0.618_034).fract()) as u64);
            for fuel in cuts.chain([PLENTY]) {
                let expected = run(&program, JitMode::Off, fuel);
                assert!(whole.0.starts_with(&expected.0), "{name} with {fuel} prints another beginning");
                cut += u32::from(expected.1.contains("OutOfFuel"));
                for mode in [JitMode::Auto, JitMode::Always, JitMode::Opt] {
                    assert_eq!(run(&program, mode, fuel), expected, "{name} with {fuel}, {mode:?}");
                }
            }
        }
    }
    println!("{programs} programs, cut off {cut} times");
    assert!(programs > 220 && cut > 800, "only {programs} programs, cut off {cut} times");
}
