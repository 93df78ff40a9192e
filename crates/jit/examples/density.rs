//! Bytes of machine code for each instruction of bytecode, over the corpus, for the processor that
//! this is built for:
//!
//! ```sh
//! cargo run --release -p jit --example density
//! ```

use std::path::Path;

use bytecode::ChunkId;
use jit::{Entry, Kind, Profile};

/// What the functions of all programs together come to.
#[derive(Default)]
struct Sum {
    functions: usize,
    instructions: usize,
    bytes: usize,
}

impl Sum {
    /// Compiles all functions of a module, whose slots hold values of a kind.
    fn add(&mut self, module: &bytecode::Verified<bytecode::Module>, kind: Kind) {
        for (index, chunk) in (0..).zip(&module.chunks) {
            let profile = Profile { kinds: vec![kind; chunk.slots.into()], ..Profile::new(Entry::Function) };
            let artifact = jit::compile(module, ChunkId(index), &profile).expect("the corpus compiles");
            self.functions += 1;
            self.instructions += chunk.code.len();
            self.bytes += artifact.bytes().len();
        }
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let each = self.bytes as f64 / self.instructions as f64;
        let Sum { functions, instructions, bytes } = self;
        write!(f, "{functions} functions, {instructions} instructions, {bytes} bytes: {each:.1} bytes each")
    }
}

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let (mut unknown, mut ints) = (Sum::default(), Sum::default());
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_none_or(|extension| extension != "unna") {
            continue;
        }
        // Some programs are there for their diagnostics.
        if let Ok(module) = lang::compile_verified(&path.display().to_string(), &std::fs::read(&path)?) {
            unknown.add(&module, Kind::Unknown);
            ints.add(&module, Kind::Int);
        }
    }
    println!("{}, nothing known of values: {unknown}", std::env::consts::ARCH);
    println!("{}, slots with ints: {ints}", std::env::consts::ARCH);
    Ok(())
}
