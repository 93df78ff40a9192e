//! The mnemonics of other assemblers, from their own tables.

use std::collections::BTreeSet;
use std::process::Command;

use iced_x86::{Code, Mnemonic};

/// Mnemonics in lower case.
pub type Names = BTreeSet<String>;

/// All that iced-x86 has an encoding for, in any mode.
pub fn iced() -> Names {
    Code::values().map(|code| lower(code.mnemonic())).collect()
}

pub fn lower(mnemonic: Mnemonic) -> String {
    format!("{mnemonic:?}").to_lowercase()
}

/// The titles of the reference that dynasm makes of its table.
pub fn dynasm() -> Names {
    let reference = dynasm::dynasm_opmap!(x64);
    reference.lines().filter_map(|line| line.strip_prefix("### ")).map(String::from).collect()
}

pub fn cranelift() -> Names {
    cranelift_assembler_x64_meta::instructions::list().into_iter().map(|inst| inst.mnemonic.to_lowercase()).collect()
}

/// Compiles `names.cpp` against the installed asmjit and runs it.
pub fn asmjit() -> Names {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/names.cpp");
    let program = std::env::temp_dir().join("asmjit-names");
    let compiled = Command::new("c++").args([source, "-lasmjit", "-o"]).arg(&program).status();
    assert!(compiled.expect("a C++ compiler is installed").success(), "apt-get install libasmjit-dev");
    let output = Command::new(&program).output().expect("it was compiled");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("names are ASCII").lines().map(String::from).collect()
}
