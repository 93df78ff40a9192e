//! What a recording says of a run: that everything in it leads somewhere, and that it agrees with
//! the statistics.
#![cfg(target_arch = "x86_64")]

use std::sync::Arc;

use vm::recording::{Code, CodeEntry, CompilerTier, EventKind, Recording};
use vm::{ErrorKind, JitMode, Vm, VmBuilder};

const SOURCE: &str = "\
function square(x) { return x * x; }
function wide(x) { return [x, x]; }
function work(n) {
    var sum = 0;
    for (var i = 0; i < n; i = i + 1) { sum = sum + square(i) % 7 + length(wide(i)); }
    return sum;
}
for (var i = 0; i < 60; i = i + 1) { work(i); }
for (var i = 0; i < 60; i = i + 1) { square(0.5); work(2.5); }
for (var i = 0; i < 40000; i = i + 1) { wide(\"\" + i); }
";

fn builder(mode: JitMode) -> VmBuilder {
    Vm::builder().jit(mode).record(true).output(std::io::sink())
}

/// The recording of a run, however it ends, and the vm.
fn record(builder: VmBuilder, source: &str) -> (Recording, Vm) {
    let module = lang::compile_verified("rec.unna", source.as_bytes()).unwrap_or_else(|errors| panic!("{}", errors[0]));
    let mut vm = builder.build().unwrap();
    vm.sample_handle().request();
    let _ = vm.run(Arc::new(module));
    (vm.recording().expect("it is on"), vm)
}

fn function(run: &Recording, name: &str) -> u32 {
    run.functions.iter().position(|function| function.name == name).expect("it is listed") as u32
}

fn codes_of<'a>(run: &'a Recording, name: &str) -> impl Iterator<Item = &'a Code> {
    let function = function(run, name);
    run.codes.iter().filter(move |code| code.function == function)
}

#[test]
fn a_vm_that_is_not_recorded_has_no_recording() {
    assert_eq!(Vm::builder().build().unwrap().recording(), None);
}

#[test]
fn functions_and_rows_are_those_of_the_module() {
    let (run, _) = record(builder(JitMode::Off), SOURCE);
    let names: Vec<&str> = run.functions.iter().map(|function| function.name.as_str()).collect();
    assert_eq!(names, ["script", "square", "wide", "work"]);
    let work = &run.functions[3];
    assert_eq!((work.line, work.params, work.loops.len()), (4, 1, 1));
    assert!(work.rows.iter().any(|row| row.text.starts_with("CALL") && row.line == 5), "{work:?}");
    assert_eq!(run.codes, []);
}

#[test]
fn codes_events_and_figures_agree() {
    for mode in [JitMode::Auto, JitMode::Opt] {
        let (run, vm) = record(builder(mode), SOURCE);
        let statistics = vm.statistics();
        let count = |kind| run.events.iter().filter(|event| event.kind == kind).count() as u64;
        assert_eq!(run.codes.len() as u64, statistics.compiles);
        assert_eq!(count(EventKind::Compiled), statistics.compiles);
        assert_eq!(count(EventKind::Relearned), statistics.relearned);
        let exits: u64 = run.codes.iter().flat_map(|code| &code.exits).map(|exit| exit.count).sum();
        assert_eq!(exits, statistics.exits.values().sum::<u64>());
        let helpers: u64 = run.helpers.iter().map(|call| call.calls).sum();
        assert_eq!(helpers, statistics.helpers.iter().map(|call| call.calls).sum::<u64>());
        assert!(helpers > 0);
        assert_eq!(run.pauses.len() as u64, statistics.pauses);
        assert!(statistics.pauses > 0, "the last loop fills the young space");
        assert!(run.events.is_sorted_by_key(|event| event.at_ns));
        assert_eq!(run.samples.count, 1);
    }
}

#[test]
fn every_reference_leads_somewhere() {
    for mode in [JitMode::Auto, JitMode::Always, JitMode::Opt] {
        let (run, _) = record(builder(mode), SOURCE);
        let sites = run.codes.iter().flat_map(|code| {
            let exits = code.exits.iter().flat_map(|exit| [exit.to, exit.blame]);
            let instructions = code.instructions.iter().filter_map(|it| it.site);
            let lines = code.ir.iter().chain(&code.ir_built).filter_map(|line| line.site);
            exits.chain(instructions).chain(lines).chain(code.not_inlined.iter().map(|it| it.call)).collect::<Vec<_>>()
        });
        let mut count = 0;
        for site in sites {
            let rows = run.functions[site.function as usize].rows.len() as u32;
            assert!(site.row < rows, "{site:?}");
            count += 1;
        }
        assert!(count > 50, "{count}");
        for code in &run.codes {
            for instruction in &code.instructions {
                assert!(instruction.ir.is_none_or(|line| (line as usize) < code.ir.len()));
                assert!(instruction.exit.is_none_or(|exit| (exit as usize) < code.exits.len()));
                let target = |target| code.instructions.binary_search_by_key(&target, |it| it.at).is_ok();
                assert!(instruction.target.is_none_or(target), "{instruction:?}");
            }
        }
    }
}

#[test]
fn optimised_code_is_linked_through_inlined_calls() {
    let (run, _) = record(builder(JitMode::Opt), SOURCE);
    let square = function(&run, "square");
    let is_inlined =
        |code: &&Code| code.inlined.iter().any(|it| it.function == square) && code.tier == CompilerTier::Optimised;
    let code = codes_of(&run, "work").find(is_inlined).expect("the square is inlined");
    let inlined = code.instructions.iter().filter(|it| it.site.is_some_and(|site| site.function == square));
    let texts: Vec<&str> = inlined.filter_map(|it| Some(code.ir[it.ir? as usize].text.as_str())).collect();
    assert!(texts.iter().any(|text| text.contains("int.mul")), "{texts:?}");
    let within = code.ir.iter().find(|line| line.text.contains("int.mul")).and_then(|line| line.within);
    let inlined = code.inlined[within.expect("it is of an inlined call") as usize];
    assert_eq!((inlined.function, inlined.within), (square, None));
    let call = &run.functions[inlined.call.function as usize].rows[inlined.call.row as usize];
    assert!(call.text.starts_with("CALL") && call.line == 5, "{call:?}");
    let wide = function(&run, "wide");
    let reasons = run.codes.iter().flat_map(|code| &code.not_inlined).filter(|it| it.callee == Some(wide));
    assert!(reasons.clone().all(|it| !it.why.is_empty()));
    let registers = code.ir.iter().filter(|line| line.register.is_some()).count();
    let lifetimes = code.ir.iter().zip(0..).filter(|(line, at)| line.last_use.is_some_and(|last| last >= *at)).count();
    assert!(registers > 3 && lifetimes > 3, "{registers} {lifetimes}");
}

/// What the register of a local at an instruction is, `None` if it has none there.
fn register(code: &Code, slot: u32, at: u32) -> Option<&str> {
    let mut ranges = code.locals.iter().filter(|it| it.slot == slot && it.within.is_none());
    ranges.find(|it| (it.from..it.until).contains(&at)).map(|it| it.register.as_str())
}

#[test]
fn registers_of_locals_are_those_of_the_instructions() {
    let source = "function f(n) { var sum = 0; for (var i = 0; i < n; i = i + 1) { sum = sum + i % 7; } return sum; } \
                  for (var i = 0; i < 200; i = i + 1) { f(50); }";
    for mode in [JitMode::Baseline, JitMode::Opt] {
        let (run, _) = record(builder(mode), source);
        let code = codes_of(&run, "f").last().expect("it is hot");
        let rows = &run.functions[function(&run, "f") as usize].rows;
        let loops = &run.functions[function(&run, "f") as usize].loops[0];
        let is_hot = |at: u32| at < code.hot_bytes;
        // The remainder: whoever does it reads `i` from where it is.
        let row =
            rows.iter().position(|row| row.text.contains("MOD") || row.text.contains("REM")).expect("there is one");
        let inside =
            code.instructions.iter().filter(|it| is_hot(it.at) && it.site.is_some_and(|site| site.row == row as u32));
        let sum_and_i: Vec<_> = inside.map(|it| (register(code, 1, it.at), register(code, 2, it.at))).collect();
        assert!(!sum_and_i.is_empty(), "{mode:?}");
        assert!(
            sum_and_i.iter().any(|&(sum, i)| sum.is_some() && i.is_some() && sum != i),
            "{mode:?}: {:?}",
            code.locals
        );
        let named = sum_and_i.iter().find_map(|&(_, i)| i).expect("it has one");
        let is_read = |it: &&vm::recording::Instruction| {
            it.site.is_some_and(|site| (loops.header..loops.end).contains(&site.row))
        };
        let texts: Vec<&str> = code.instructions.iter().filter(is_read).map(|it| it.text.as_str()).collect();
        let low = match named {
            "rbx" => "ebx",
            "r12" => "r12d",
            "rsi" => "esi",
            "rdi" => "edi",
            "r8" => "r8d",
            "r9" => "r9d",
            it => it,
        };
        assert!(texts.iter().any(|text| text.contains(low) || text.contains(named)), "{named}: {texts:?}");
        for range in &code.locals {
            assert!(range.from < range.until && range.until <= code.hot_bytes && range.slot < 3, "{range:?}");
        }
    }
}

#[test]
fn no_register_holds_two_locals_of_the_baseline() {
    let (run, _) = record(builder(JitMode::Baseline), SOURCE);
    let mut count = 0;
    for code in &run.codes {
        for (at, range) in code.locals.iter().enumerate() {
            let others = code.locals[..at].iter().filter(|it| it.register == range.register);
            assert!(others.clone().all(|it| it.until <= range.from || range.until <= it.from), "{:?}", code.locals);
            count += 1;
        }
    }
    assert!(count > 3, "{count}");
}

#[test]
fn exits_are_found_in_the_code() {
    for mode in [JitMode::Auto, JitMode::Opt] {
        let (run, _) = record(builder(mode), SOURCE);
        let mut taken = 0;
        for code in &run.codes {
            for (exit, id) in code.exits.iter().zip(0..).filter(|(exit, _)| exit.count > 0) {
                let stub = code.instructions.iter().find(|it| it.exit == Some(id));
                assert!(stub.is_some_and(|it| it.site == Some(exit.blame)), "{mode:?}: {exit:?} {stub:?}");
                taken += 1;
            }
        }
        assert!(taken > 0);
    }
}

#[test]
fn running_loops_that_go_on_in_code_are_counted() {
    let (run, _) = record(builder(JitMode::Auto), SOURCE);
    let script = function(&run, "script");
    let at = run.codes.iter().position(|code| code.function == script).expect("its loops are hot");
    let code = &run.codes[at];
    assert!(matches!(code.entry, CodeEntry::Loop(_)) && code.entered > 0, "{:?} {}", code.entry, code.entered);
    assert!(run.events.iter().any(|event| event.kind == EventKind::Entered && event.code == Some(at as u32)));
}

#[test]
fn code_for_other_kinds_says_why() {
    let source = "function f(x) { return x + 1; } for (var i = 0; i < 200; i = i + 1) { f(i); } \
                  for (var i = 0; i < 50; i = i + 1) { f(\"a\"); }";
    let (run, _) = record(builder(JitMode::Auto), source);
    let codes: Vec<&Code> = codes_of(&run, "f").collect();
    assert!(codes[0].exits.iter().any(|exit| exit.count >= 8), "{:?}", codes[0].exits);
    assert!(codes.len() > 1, "it is made again");
    assert!(codes.iter().any(|code| code.why == "for other kinds of arguments"), "{codes:?}");
}

#[test]
fn a_wrong_fact_is_told_with_its_reason() {
    let (run, _) = record(builder(JitMode::Opt), SOURCE);
    let event = run.events.iter().find(|event| event.kind == EventKind::Invalidated).expect("an int becomes a float");
    assert!(event.why.contains("line 5"), "{event:?}");
    let code = &run.codes[event.code.expect("it is of a code") as usize];
    assert!(code.ended_ns.is_some());
}

#[test]
fn evicted_code_ends() {
    let functions: String = (0..40).map(|at| format!("function f{at}(x) {{ return x * {at} + x; }} ")).collect();
    let calls: String = (0..40).map(|at| format!("f{at}(i); ")).collect();
    let source = format!("{functions} for (var i = 0; i < 100; i = i + 1) {{ {calls} }}");
    let (run, vm) = record(builder(JitMode::Auto).jit_cache(4 << 10), &source);
    let evicted = run.events.iter().filter(|event| event.kind == EventKind::Evicted).count();
    assert!(evicted > 0);
    assert_eq!(evicted as u64, vm.statistics().evicted_codes);
    assert!(run.codes.iter().filter(|code| code.ended_ns.is_some()).count() >= evicted);
}

#[test]
fn runs_that_fail_are_recorded() {
    let source = "function f(n) { return n + 1; } for (var i = 0; i < 100; i = i + 1) { f(i); } print undefinedName;";
    let (run, _) = record(builder(JitMode::Auto), source);
    assert!(codes_of(&run, "f").count() > 0);
    let module = lang::compile_verified("fuel.unna", b"while (true) {}").unwrap();
    let mut vm = builder(JitMode::Auto).fuel(1000).build().unwrap();
    assert_eq!(vm.run(Arc::new(module)), Err(ErrorKind::OutOfFuel.into()));
    let run = vm.recording().unwrap();
    assert!(run.figures.iter().any(|figure| figure.name == "fuel used" && figure.value == 1000));
    assert!(run.codes[0].exits.iter().any(|exit| exit.reason == "fuel" && exit.count == 1), "{:?}", run.codes[0].exits);
}

#[test]
fn a_recording_survives_json() {
    for mode in [JitMode::Auto, JitMode::Opt] {
        let (run, _) = record(builder(mode), SOURCE);
        let text = serde_json::to_string(&run).unwrap();
        assert_eq!(serde_json::from_str::<Recording>(&text).unwrap(), run);
    }
}

#[test]
fn large_codes_are_outlined() {
    let body: String = (0..3000).map(|at| format!("x = x * {at} + x % 7; ")).collect();
    let functions: String = (0..6).map(|at| format!("function f{at}(x) {{ {body} return x; }} f{at}(1); ")).collect();
    let (run, _) = record(builder(JitMode::Always), &functions);
    assert!(run.codes.iter().any(|code| !code.left_out) && run.codes.iter().any(|code| code.left_out));
    for code in run.codes.iter().filter(|code| code.left_out) {
        assert!(code.instructions.is_empty() && code.bytes > 0 && !code.exits.is_empty());
    }
}
