//! Runs a file in a vm that writes its code through the mapping that executes it, for emulators
//! that overlook a second one: `one_mapping FILE`. No module can be imported.

use std::sync::Arc;

use exec_mem::{Arena, Strategy};
use vm::Vm;

fn main() {
    let path = std::env::args().nth(1).expect("the first argument is a file");
    let source = std::fs::read(&path).expect("the file can be read");
    let module = lang::compile(&path, &source).expect("the file is a program");
    let module = Arc::new(bytecode::verify(module).expect("what the compiler makes verifies"));
    let arena = Arena::builder().strategy(Strategy::Toggle).build().expect("executable memory is allowed");
    let mut vm = Vm::builder().modules(core_modules::all()).arena(arena).build().expect("there is memory for a vm");
    if let Err(error) = vm.run(module) {
        vm.report(&error);
    }
}
