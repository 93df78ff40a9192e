//! Running a program in all tiers and comparing how it ends.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use bytecode::{Module, Verified};
use exec_mem::Arena;
use vm::{Error, ErrorKind, Exit, JitMode, LoadError, Loader, Permissions, VmBuilder, import_path};

use super::Accepted;
use super::mutate::Random;
use crate::common::{Sink, full_builder};

/// How a run ended.
#[derive(PartialEq, Debug)]
struct Ending {
    output: String,
    result: Result<Exit, Error>,
    trace: Option<String>,
    fuel_used: Option<u64>,
}

/// Two tiers that do not agree.
pub struct Difference {
    fuel: u64,
    mode: &'static str,
    expected: Ending,
    actual: Ending,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { fuel, mode, expected, actual } = self;
        let at = expected.output.bytes().zip(actual.output.bytes()).take_while(|(a, b)| a == b).count();
        writeln!(f, "with fuel {fuel}, {mode} instead of the interpreter: output differs from byte {at} on")?;
        for (who, ending) in [("interpreter", expected), (mode, actual)] {
            let from = ending.output.floor_char_boundary(at.saturating_sub(40));
            let rest: String = ending.output[from..].chars().take(200).collect();
            writeln!(
                f,
                "{who}: {:?} at {:?}, fuel used {:?}, {} bytes of output, ...{rest:?}",
                ending.result,
                ending.trace,
                ending.fuel_used,
                ending.output.len()
            )?;
        }
        Ok(())
    }
}

/// What runs programs; machines share its executable memory.
pub struct Bench {
    arena: Arena,
}

/// A way of running, how often it is taken (one time in so many), and the most fuel it gets.
const MODES: [(&str, usize, u64); 4] = [
    ("machine code at once", 1, u64::MAX),
    ("machine code when hot", 3, u64::MAX),
    ("moving objects", 6, 300),
    ("moving objects, interpreted", 16, 300),
];

impl Bench {
    pub fn new() -> Bench {
        Bench { arena: Arena::new().expect("executable memory is allowed") }
    }

    /// Runs a program with so much fuel in the interpreter and in other ways, which the seed
    /// chooses.
    pub fn compare(&self, program: &Accepted, seed: u64) -> Result<(), Box<Difference>> {
        let mut random = Random::new(!seed);
        let most = [40, 400, 4_000, 20_000][random.below(4)];
        let fuel = 1 + random.below(most) as u64;
        let mut interpreted: HashMap<u64, Ending> = HashMap::new();
        for (mode, share, limit) in MODES {
            if random.below(share) != 0 {
                continue;
            }
            let fuel = fuel.min(limit);
            let expected =
                interpreted.entry(fuel).or_insert_with(|| self.run(program, fuel, |it| it.jit(JitMode::Off)));
            let actual = self.run(program, fuel, |it| match mode {
                "machine code at once" => it.jit(JitMode::Always).slow_runs(2),
                "machine code when hot" => it.jit(JitMode::Auto).jit_threshold(2).slow_runs(1),
                "moving objects" => it.jit(JitMode::Always).gc_stress(true),
                _ => it.jit(JitMode::Off).gc_stress(true),
            });
            if !agree(expected, &actual) {
                let expected = interpreted.remove(&fuel).expect("it was just looked at");
                return Err(Box::new(Difference { fuel, mode, expected, actual }));
            }
        }
        Ok(())
    }

    fn run(&self, program: &Accepted, fuel: u64, with: impl Fn(VmBuilder) -> VmBuilder) -> Ending {
        let sink = Sink::default();
        let builder = with(full_builder().arena(self.arena.clone()))
            .fuel(fuel)
            .heap_limit(16 << 20)
            .gc_budget(256 << 10)
            .stack_slots(4_000)
            .seed(7)
            .permissions(Permissions::NO_SYSTEM)
            .loader(Packed(program.imports.clone()))
            .input(std::io::empty())
            .errors(std::io::sink())
            .output(sink.clone());
        let mut vm = builder.build().expect("there is memory for a machine");
        let result = vm.run(Arc::clone(&program.main));
        let trace = result.as_ref().err().map(|error| error.trace().to_string());
        Ending { output: sink.text(), result, trace, fuel_used: vm.statistics().fuel_used }
    }
}

/// Memory is full when the collector cannot find enough dead objects, which depends on when it
/// looked. All else is equal.
fn agree(expected: &Ending, actual: &Ending) -> bool {
    if expected.result == Err(ErrorKind::OutOfMemory.into()) || actual.result == Err(ErrorKind::OutOfMemory.into()) {
        let (a, b) = (&expected.output, &actual.output);
        return a.starts_with(b.as_str()) || b.starts_with(a.as_str());
    }
    let Ending { output, result, trace, fuel_used } = expected;
    (output, result, trace, fuel_used) == (&actual.output, &actual.result, &actual.trace, &actual.fuel_used)
}

/// The modules of a program.
struct Packed(HashMap<(String, String), Arc<Verified<Module>>>);

impl Loader for Packed {
    fn load(&mut self, importer_path: &str, written: &str) -> Result<Arc<Verified<Module>>, LoadError> {
        let found = self.0.get(&(importer_path.to_string(), written.to_string()));
        found.map(Arc::clone).ok_or_else(|| LoadError::Unreadable { path: import_path(importer_path, written) })
    }
}
