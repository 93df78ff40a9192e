//! The coverage matrix: for each row of the opcode table, how often its template, its slow path, an
//! exit before it and an entry at it have run, over the corpus, the benchmark-like programs and the
//! programs of `common::rows`, in three modes. A zero must be explained below. (There is no exit
//! *after* an instruction: a template passes its guards before it changes anything.)

mod common;

use common::full_builder;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytecode::Opcode;
use vm::{Coverage, JitMode, VmBuilder};

/// Guards that are made to fail, each in a run of its own.
const FORCED_SITES: u32 = 4;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn programs() -> Vec<common::Program> {
    let mut programs = Vec::new();
    for directory in [folder("../../tests/corpus"), folder("../../tests/corpus/fixes"), folder("tests/mutants")] {
        for name in common::self_contained(&directory) {
            let source = std::fs::read(directory.join(format!("{name}.unna"))).unwrap();
            programs.extend(common::compile(&format!("{name}.unna"), &source));
        }
    }
    programs.extend(common::rows::row_programs().into_iter().map(|(_, program)| program));
    programs.push(common::assemble(include_str!("rows/rest.unnas")));
    programs.push(common::assemble(include_str!("rows/halt.unnas")));
    programs
}

fn run(program: &common::Program, coverage: &Arc<Coverage>, with: impl Fn(VmBuilder) -> VmBuilder) {
    let builder = with(full_builder().coverage(Arc::clone(coverage)));
    let mut vm = builder.output(common::Sink::default()).errors(common::Sink::default()).build().unwrap();
    common::run_module(&mut vm, program.clone());
}

/// Rows whose template has no guard: what can go wrong in them, their helpers do.
fn never_exits(opcode: Opcode) -> bool {
    use Opcode as O;
    let moves = matches!(
        opcode,
        O::LoadImm | O::LoadConst | O::LoadNil | O::LoadTrue | O::LoadFalse | O::Pop | O::Dup | O::Dup2
    );
    let locals = matches!(opcode, O::LoadLocal | O::LoadLocal0 | O::LoadLocal1 | O::LoadLocal2 | O::LoadLocalLl);
    let cells =
        matches!(opcode, O::NewCell | O::LoadCell | O::StoreCell | O::LoadUpvalue | O::StoreUpvalue | O::MakeClosure);
    let globals = matches!(opcode, O::StoreGlobal | O::DefineGlobal);
    let ends = matches!(opcode, O::Jump | O::Return | O::ReturnNil | O::Halt | O::Nop | O::Plus);
    let calls = matches!(opcode, O::Call | O::Call0 | O::Call1 | O::Call2 | O::CallClosed | O::Import | O::Print);
    let properties = matches!(opcode, O::LoadProperty | O::LoadPropertyL | O::LoadPropertyUncached);
    let stores = matches!(opcode, O::StoreProperty | O::StorePropertyUncached | O::StoreIndex);
    let objects = matches!(opcode, O::NewArray | O::NewMap | O::NewObject | O::StructDef);
    let arrays = matches!(opcode, O::LoadIndex | O::LoadIndexLl | O::ArrayPush | O::ArrayPop | O::ArrayLen);
    moves || locals || cells || globals || ends || calls || properties || stores || objects || arrays
}

/// STORE_LOCAL_L could exit only where the same snapshot knows the kind of one local and not of the
/// other, which the compiler then keeps at home: the row has a guard that nothing leads to.
fn exit_is_explained(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::StoreLocalL)
}

/// Rows with a slow path behind the hot code; all others do what is slow in a helper at once.
fn has_slow_path(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::Call | Opcode::Call0 | Opcode::Call1 | Opcode::Call2)
}

#[test]
fn every_row_is_covered_or_explained() {
    let coverage = Arc::new(Coverage::default());
    for program in &programs() {
        run(program, &coverage, |it| it.jit(JitMode::Always));
        run(program, &coverage, |it| it.jit(JitMode::Auto).jit_threshold(9));
        for site in 0..FORCED_SITES {
            run(program, &coverage, |it| it.jit(JitMode::Auto).jit_threshold(2).forced_guard(site, 1));
        }
    }
    println!("{:<24}{:>10}{:>10}{:>10}{:>10}", "row", "hot", "slow", "exits", "entries");
    let mut missing = Vec::new();
    for &opcode in Opcode::ALL {
        let (hot, slow, exits) = (coverage.hot(opcode), coverage.slow(opcode), coverage.exits(opcode));
        let entries = coverage.entries(opcode);
        println!("{:<24}{hot:>10}{slow:>10}{exits:>10}{entries:>10}", opcode.mnemonic());
        let mut require = |what: &str, count: u32, wanted: bool| {
            if wanted && count == 0 {
                missing.push(format!("{} {what}", opcode.mnemonic()));
            }
        };
        require("hot", hot, true);
        require("slow", slow, has_slow_path(opcode));
        require("exits", exits, !never_exits(opcode) && !exit_is_explained(opcode));
        require("entries", entries, opcode == Opcode::LoopHeader);
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
