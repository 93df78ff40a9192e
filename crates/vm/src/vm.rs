//! [`Vm`]: one running machine, its builder, and how a program starts and ends.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::sync::Arc;

use bytecode::{Module, Verified};
use exec_mem::Arena;
use heap::{Heap, HeapConfig};
use jit::abi::DEFAULT_STACK_SLOTS;

use crate::builtins::builtins;
use crate::context::{Cx, EngineContext, InterruptHandle, Shared};
use crate::coverage::Coverage;
use crate::engine::{Engine, Thresholds};
use crate::error::Error;
use crate::helpers;
use crate::host::{Host, HostModule, Permissions};
use crate::loader::{Loader, NoLoader};
use crate::modules::core_modules;
use crate::output::Output;
use crate::record::Place;
use crate::stack::{HEADROOM_BYTES, Stacks};
use crate::stats::Statistics;
use crate::tier::{Tier, TierOptions};

/// Calls after which a function is compiled, unless a host sets another threshold. Loops take twice as many turns.
pub const DEFAULT_JIT_THRESHOLD: u32 = 30;

/// When programs run as machine code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum JitMode {
    /// Never.
    Off,
    /// Where it is hot.
    #[default]
    Auto,
    /// At the first opportunity.
    Always,
}

/// How a program ended when nothing went wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// It reached its end.
    Finished,
    /// It asked to end with this exit code.
    Code(i32),
}

impl Exit {
    /// The exit code: 0 for a program that reached its end.
    pub fn code(self) -> i32 {
        match self {
            Exit::Finished => 0,
            Exit::Code(code) => code,
        }
    }
}

/// What a vm is made of; every part has a default.
pub struct VmBuilder {
    stack_slots: usize,
    heap: HeapConfig,
    jit: JitMode,
    jit_threshold: u32,
    arena: Option<Arena>,
    forced_guard: Option<(u32, u32)>,
    coverage: Option<Arc<Coverage>>,
    fuel: Option<u64>,
    output: Box<dyn Write + Send>,
    errors: Box<dyn Write + Send>,
    input: Box<dyn BufRead + Send>,
    loader: Box<dyn Loader + Send>,
    core_modules: bool,
    host_modules: Vec<HostModule>,
    program_args: Vec<String>,
    script_dir: Option<String>,
    permissions: Permissions,
}

impl VmBuilder {
    /// Words of the value stack, and with it the deepest recursion; by default [`DEFAULT_STACK_SLOTS`].
    #[must_use]
    pub fn stack_slots(mut self, slots: usize) -> VmBuilder {
        self.stack_slots = slots;
        self
    }

    /// Most bytes of objects.
    #[must_use]
    pub fn heap_limit(mut self, bytes: usize) -> VmBuilder {
        self.heap.limit_bytes = bytes;
        self
    }

    /// Whether every object moves at every allocation: slow, and merciless to stale pointers.
    #[must_use]
    pub fn gc_stress(mut self, stress: bool) -> VmBuilder {
        self.heap.stress = stress;
        self
    }

    /// Least bytes that programs allocate between two collections.
    #[must_use]
    pub fn gc_budget(mut self, bytes: usize) -> VmBuilder {
        self.heap.budget_bytes = bytes;
        self
    }

    /// Seed of the hash behind maps; by default drawn at random. Programs cannot observe it.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> VmBuilder {
        self.heap.seed = seed;
        self
    }

    /// When programs run as machine code.
    #[must_use]
    pub fn jit(mut self, mode: JitMode) -> VmBuilder {
        self.jit = mode;
        self
    }

    /// Calls until a function is compiled in [`JitMode::Auto`], at least 1; loops take twice as many turns.
    #[must_use]
    pub fn jit_threshold(mut self, calls: u32) -> VmBuilder {
        self.jit_threshold = calls.max(1);
        self
    }

    /// Executable memory to share with other vms; by default an arena of its own.
    #[must_use]
    pub fn arena(mut self, arena: Arena) -> VmBuilder {
        self.arena = Some(arena);
        self
    }

    /// For tests: in each function's machine code, guard number `site` fails at its `count`-th use.
    #[doc(hidden)]
    #[must_use]
    pub fn forced_guard(mut self, site: u32, count: u32) -> VmBuilder {
        self.forced_guard = Some((site, count));
        self
    }

    /// For tests: counts which templates run.
    #[doc(hidden)]
    #[must_use]
    pub fn coverage(mut self, coverage: Arc<Coverage>) -> VmBuilder {
        self.coverage = Some(coverage);
        self
    }

    /// Makes a metered vm: each run may use so much fuel. It costs 1 for each turn of a loop and each
    /// call of a function, and 1 for each 64 bytes or elements that helpers and host functions work on.
    #[must_use]
    pub fn fuel(mut self, units: u64) -> VmBuilder {
        self.fuel = Some(units);
        self
    }

    /// Where `print` writes; by default standard output.
    #[must_use]
    pub fn output(mut self, sink: impl Write + Send + 'static) -> VmBuilder {
        self.output = Box::new(sink);
        self
    }

    /// Where [`Vm::report`] writes errors that do not belong to the output; by default standard error.
    #[must_use]
    pub fn errors(mut self, sink: impl Write + Send + 'static) -> VmBuilder {
        self.errors = Box::new(sink);
        self
    }

    /// What programs read lines from; by default standard input.
    #[must_use]
    pub fn input(mut self, source: impl BufRead + Send + 'static) -> VmBuilder {
        self.input = Box::new(source);
        self
    }

    /// Where imports come from; by default nowhere.
    #[must_use]
    pub fn loader(mut self, loader: impl Loader + Send + 'static) -> VmBuilder {
        self.loader = Box::new(loader);
        self
    }

    /// Leaves out the core modules; those wanted can be given to [`host_module`](Self::host_module).
    #[must_use]
    pub fn without_core_modules(mut self) -> VmBuilder {
        self.core_modules = false;
        self
    }

    /// Adds a module of host functions; of two with one name the later counts.
    #[must_use]
    pub fn host_module(mut self, module: HostModule) -> VmBuilder {
        self.host_modules.push(module);
        self
    }

    /// The interpreter as invoked, the script, and the script's own arguments.
    #[must_use]
    pub fn program_args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> VmBuilder {
        self.program_args = args.into_iter().map(Into::into).collect();
        self
    }

    /// The main script's path as the user gave it: its directory is where programs' paths lead (LANGUAGE 12.5).
    #[must_use]
    pub fn script(mut self, path: &str) -> VmBuilder {
        self.script_dir = path.rfind('/').map(|end| path[..end].to_owned());
        self
    }

    /// What programs may do to the system around them.
    #[must_use]
    pub fn permissions(mut self, permissions: Permissions) -> VmBuilder {
        self.permissions = permissions;
        self
    }

    /// The vm.
    ///
    /// # Errors
    /// The system gives no memory or address space.
    pub fn build(self) -> Result<Vm, Error> {
        let stacks = Stacks::new(self.stack_slots)?;
        let thresholds = match self.jit {
            JitMode::Off => Thresholds::NEVER,
            JitMode::Auto => Thresholds { calls: self.jit_threshold, turns: self.jit_threshold.saturating_mul(2) },
            JitMode::Always => Thresholds { calls: 1, turns: 1 },
        };
        let host = Host {
            output: Output::new(self.output),
            errors: self.errors,
            input: self.input,
            program_args: self.program_args,
            script_dir: self.script_dir,
            permissions: self.permissions,
            states: Default::default(),
        };
        let mut engine = Engine::new(Heap::new(self.heap)?, host, self.loader, thresholds)?;
        if self.jit != JitMode::Off {
            let options = TierOptions {
                metered: self.fuel.is_some(),
                forcible: self.forced_guard.is_some(),
                coverage: self.coverage,
            };
            match self.arena.map_or_else(Arena::new, Ok).and_then(|arena| Tier::new(&arena, options)) {
                Ok(tier) => engine.tier = tier,
                Err(error) => {
                    engine.thresholds = Thresholds::NEVER;
                    engine.stats.no_machine_code = Some(error.to_string());
                }
            }
        }
        let mut modules = if self.core_modules { core_modules(self.permissions) } else { Vec::new() };
        modules.extend(self.host_modules);
        engine.define(builtins(), modules)?;
        let vm = Vm::new(engine, stacks, self.fuel);
        if let Some((site, count)) = self.forced_guard {
            vm.cx().force_guard(site, count);
        }
        Ok(vm)
    }
}

impl std::fmt::Debug for VmBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VmBuilder").field("jit", &self.jit).field("fuel", &self.fuel).finish_non_exhaustive()
    }
}

/// A machine that runs programs, one at a time. What they define dies with them; statistics and
/// compiled code stay.
///
/// ```
/// use std::sync::Arc;
///
/// use vm::{Exit, Vm};
///
/// let module = bytecode::verify(bytecode::parse("
/// module \"doc.unna\"
/// chunk \"main\" params 0 slots 0
///     LOAD_IMM 42
///     PRINT
///     RETURN_NIL
/// ").unwrap()).unwrap();
/// let mut vm = Vm::builder().build()?;
/// assert_eq!(vm.run(Arc::new(module))?, Exit::Finished);
/// # Ok::<(), vm::Error>(())
/// ```
pub struct Vm {
    /// Made by `Box::into_raw`; the context points to it.
    engine: NonNull<Engine>,
    shared: Arc<Shared>,
    stacks: Stacks,
    fuel: Option<u64>,
    fuel_used: u64,
}

// SAFETY: all that the raw pointers lead to belongs to this vm alone and is `Send` (the engine's parts by
// their bounds), but for the context, which interrupt handles share and use only atomically. A vm does not
// run while it is moved, because running borrows it.
unsafe impl Send for Vm {}

impl Vm {
    /// A builder with the defaults.
    pub fn builder() -> VmBuilder {
        VmBuilder {
            stack_slots: DEFAULT_STACK_SLOTS,
            heap: HeapConfig::default(),
            jit: JitMode::default(),
            jit_threshold: DEFAULT_JIT_THRESHOLD,
            arena: None,
            forced_guard: None,
            coverage: None,
            fuel: None,
            output: Box::new(std::io::stdout()),
            errors: Box::new(std::io::stderr()),
            input: Box::new(std::io::BufReader::new(std::io::stdin())),
            loader: Box::new(NoLoader),
            core_modules: true,
            host_modules: Vec::new(),
            program_args: Vec::new(),
            script_dir: None,
            permissions: Permissions::ALL,
        }
    }

    fn new(engine: Engine, stacks: Stacks, fuel: Option<u64>) -> Vm {
        let shared = Shared::new(EngineContext::new(helpers::TABLE));
        let engine = NonNull::from(Box::leak(Box::new(engine)));
        let vm = Vm { engine, shared, stacks, fuel, fuel_used: 0 };
        let context = vm.cx().ptr();
        // SAFETY: nothing runs yet, so nothing else uses the context.
        unsafe { (*context).engine = vm.engine.as_ptr() };
        // SAFETY: as above.
        unsafe { (*context).abi.stack_end = vm.stacks.value_end() };
        // SAFETY: as above.
        unsafe { (*context).native_limit = vm.stacks.native().0 as usize + HEADROOM_BYTES };
        vm.reset();
        // SAFETY: as above.
        let top = unsafe { (&raw const (*context).abi.top).cast() };
        // SAFETY: the context lives as long as the heap, and the words below `top` are valid at every
        // safepoint; nothing allocates elsewhere.
        unsafe { vm.cx().heap().set_stack(vm.stacks.bottom(), top) };
        vm
    }

    fn cx(&self) -> Cx {
        self.shared.context()
    }

    /// Empties the stacks.
    fn reset(&self) {
        let context = self.cx().ptr();
        self.cx().set_top(self.stacks.bottom());
        // SAFETY: nothing runs, so nothing else uses the context.
        unsafe { (*context).abi.base = std::ptr::null_mut() };
        // SAFETY: as above.
        unsafe { (*context).frames = self.stacks.frames() };
        // SAFETY: as above.
        unsafe { (*context).imports = 0 };
        // SAFETY: as above.
        unsafe { (*context).abi.fuel = self.fuel.map_or(i64::MAX, |fuel| i64::try_from(fuel).unwrap_or(i64::MAX)) };
    }

    /// Runs a program from its start to its end. Everything it printed is written to the output
    /// before this returns, however it ends.
    ///
    /// # Errors
    /// The program's error, if it ended with one; [`Vm::report`] says it as the language does.
    pub fn run(&mut self, module: Arc<Verified<Module>>) -> Result<Exit, Error> {
        self.reset();
        let cx = self.cx();
        let engine = cx.engine();
        engine.error = None;
        engine.error_place = None;
        let (base, len) = self.stacks.native();
        let bottom = self.stacks.bottom();
        // SAFETY: the region is this vm's own, has guard pages at its ends, and nothing unwinds out of
        // the closure.
        let ended = unsafe {
            psm::on_stack(base, len, || catch_unwind(AssertUnwindSafe(|| helpers::run_main(cx, module, bottom))))
        };
        let result = ended.unwrap_or_else(|payload| Err(helpers::panic_error(&*payload)));
        self.account();
        self.reset();
        let flushed = cx.engine().host.output.flush();
        match result {
            Ok(()) => flushed.map(|()| Exit::Finished),
            Err(Error::Exit(code)) => flushed.map(|()| Exit::Code(code)),
            Err(error) => Err(error),
        }
    }

    fn account(&mut self) {
        let Some(fuel) = self.fuel else { return };
        // SAFETY: nothing runs, so nothing else uses the context.
        let left = unsafe { (*self.cx().ptr()).abi.fuel }.max(0);
        self.fuel_used += fuel.saturating_sub(left.cast_unsigned());
    }

    /// Writes the line that tells of an error (LANGUAGE section 13) where it belongs: run-time errors
    /// to the program's output, errors of imports to the error sink. Errors of writing are ignored.
    pub fn report(&mut self, error: &Error) {
        let host = &mut self.cx().engine().host;
        let line = error.line() + "\n";
        if error.is_diagnostic() {
            let _ = host.errors.write_all(line.as_bytes());
            let _ = host.errors.flush();
        } else {
            let _ = host.output.write(line.as_bytes());
            let _ = host.output.flush();
        }
    }

    /// Where the last run's error happened, if it had one.
    pub fn error_place(&self) -> Option<&Place> {
        self.cx().engine().error_place.as_ref()
    }

    /// What stops this vm's programs from other threads.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle { shared: Arc::clone(&self.shared) }
    }

    /// What this vm has done so far.
    pub fn statistics(&self) -> Statistics {
        let engine = self.cx().engine();
        let heap = engine.heap.stats();
        Statistics {
            collections: heap.collections,
            live_bytes: heap.live_bytes,
            fuel_used: self.fuel.map(|_| self.fuel_used),
            ..engine.stats.clone()
        }
    }

    /// Module instances that are not known to be dead, for tests of their lifetime.
    #[doc(hidden)]
    pub fn instance_count(&self) -> usize {
        self.cx().engine().instance_count()
    }
}

impl Drop for Vm {
    fn drop(&mut self) {
        // SAFETY: the engine was leaked by `new`, and nothing runs.
        drop(unsafe { Box::from_raw(self.engine.as_ptr()) });
    }
}

impl std::fmt::Debug for Vm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vm").field("statistics", &self.statistics()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Vm {
        /// Bytes of the native stack that were ever touched.
        fn native_used(&self) -> usize {
            let (start, len) = self.stacks.native();
            // SAFETY: the whole region is readable, and nothing runs on it.
            let words = unsafe { std::slice::from_raw_parts(start.cast::<u64>(), len / size_of::<u64>()) };
            let untouched = words.iter().take_while(|&&word| word == 0).count();
            len - untouched * size_of::<u64>()
        }
    }

    /// A function that is compiled calls one that never is, which calls the first, and so on: no other
    /// program takes as much native stack for its depth.
    fn worst_mix() -> String {
        let mut source = String::from(
            "var others = []; function f(n) { return others[n % 50](n + 1) + 1; } function warm(n) { return n; }\n",
        );
        source += "for (var i = 0; i < 50; i = i + 1) { push(others, warm); }";
        source += "for (var i = 0; i < 600; i = i + 1) { f(i); }\n";
        for index in 0..50 {
            source += &format!("function g{index}(n) {{ return f(n) + 1; }} others[{index}] = g{index};\n");
        }
        source + "f(1);"
    }

    #[test]
    fn the_native_stack_holds_the_worst_mix_of_tiers() {
        let mut vm = Vm::builder().jit_threshold(500).stack_slots(40_000).build().unwrap();
        let module = lang::compile("test.unna", worst_mix().as_bytes()).unwrap();
        let result = vm.run(Arc::new(bytecode::verify(module).unwrap()));
        assert_eq!(result, Err(Error::StackOverflow), "the counted limit comes first");
        let (used, reserved) = (vm.native_used(), vm.stacks.native().1 - HEADROOM_BYTES);
        assert!(used > 40_000 * 8, "the tiers were mixed: {used} bytes");
        assert!(used + used / 3 < reserved, "{used} of {reserved} bytes are too near");
    }

    #[test]
    fn the_interpreter_alone_takes_no_native_stack_for_calls() {
        let mut vm = Vm::builder().jit(JitMode::Off).stack_slots(40_000).build().unwrap();
        let module = lang::compile("test.unna", worst_mix().as_bytes()).unwrap();
        assert_eq!(vm.run(Arc::new(bytecode::verify(module).unwrap())), Err(Error::StackOverflow));
        assert!(vm.native_used() < 64 << 10, "{}", vm.native_used());
    }
}
