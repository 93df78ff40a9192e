//! [`VmBuilder`]: the parts of a vm, each with a default.

use std::io::{BufRead, Write};
use std::sync::Arc;
use std::time::Duration;

use exec_mem::Arena;
use heap::{Heap, HeapConfig, LEAST_ADDRESS_BYTES, MemoryLimit};
use jit::abi::DEFAULT_STACK_SLOTS;

use crate::common::coverage::Coverage;
use crate::common::error::{Error, ErrorKind};
use crate::common::loader::{self, Loader, NoLoader};
use crate::common::output::Output;
use crate::embedding::vm::Vm;
use crate::helpers::builtins::builtins;
use crate::runtime::census::Census;
use crate::runtime::engine::{Engine, Thresholds};
use crate::runtime::frames::Frames;
use crate::runtime::host::{Host, HostModule, Permissions};
use crate::runtime::poll::COLLECT;
use crate::runtime::recorder::Recorder;
use crate::runtime::sampler::Sampler;
use crate::runtime::stack::Stacks;
use crate::tier::{Log, Optimise, Tier, TierOptions};

/// Calls after which a function is compiled, unless a host sets another threshold. Loops take twice
/// as many turns.
pub const DEFAULT_JIT_THRESHOLD: u32 = 30;

/// Entries and loop turns of a function's baseline code after which the optimising compiler makes
/// the next code, unless a host sets another number. They take about as long as that compiler.
pub const DEFAULT_OPTIMISE_AFTER: u32 = 30_000;

/// Slow paths of a function's machine code after which they are looked at, to make it again by what
/// they show.
const SLOW_RUNS: u32 = 64;

/// Bytes of machine code that a vm keeps, unless a host sets another bound.
pub const DEFAULT_JIT_CACHE_BYTES: usize = 64 << 20;

/// When programs run as machine code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum JitMode {
    /// Never.
    Off,
    /// Where it is hot, made by the baseline compiler.
    Baseline,
    /// Where it is hot, made by the baseline compiler, and by the optimising one where that has run
    /// often: [`VmBuilder::optimise_after`] says how often.
    #[default]
    Auto,
    /// At the first opportunity, made by the baseline compiler.
    Always,
    /// Where it is hot, made by the optimising compiler as far as it can.
    Opt,
}

/// The parts of a vm, each with a default; [`build`](VmBuilder::build) makes the vm.
pub struct VmBuilder {
    stack_slots: usize,
    heap: HeapConfig,
    collections_at_polls: u64,
    jit: JitMode,
    jit_threshold: u32,
    optimise: Optimise,
    slow_runs: u32,
    count_helpers: bool,
    recorder: Recorder,
    jit_cache: usize,
    trace_jit: Option<Box<dyn Write + Send>>,
    arena: Option<Arena>,
    sampler: Option<Sampler>,
    forced_guard: Option<(u32, u32)>,
    coverage: Option<Arc<Coverage>>,
    fuel: Option<u64>,
    deadline: Option<Duration>,
    output: Box<dyn Write + Send>,
    output_by_lines: bool,
    errors: Box<dyn Write + Send>,
    input: Box<dyn BufRead + Send>,
    loader: Box<dyn Loader + Send>,
    modules: Vec<HostModule>,
    program_args: Vec<String>,
    script_dir: Option<String>,
    permissions: Permissions,
}

impl Vm {
    /// A builder with the defaults.
    pub fn builder() -> VmBuilder {
        VmBuilder::new()
    }
}

impl VmBuilder {
    /// A builder with the defaults.
    pub(crate) fn new() -> VmBuilder {
        VmBuilder {
            stack_slots: DEFAULT_STACK_SLOTS,
            heap: HeapConfig::default(),
            collections_at_polls: 0,
            jit: JitMode::default(),
            jit_threshold: DEFAULT_JIT_THRESHOLD,
            optimise: Optimise::After(DEFAULT_OPTIMISE_AFTER),
            slow_runs: SLOW_RUNS,
            count_helpers: false,
            recorder: Recorder::default(),
            jit_cache: DEFAULT_JIT_CACHE_BYTES,
            trace_jit: None,
            arena: None,
            sampler: None,
            forced_guard: None,
            coverage: None,
            fuel: None,
            deadline: None,
            output: Box::new(std::io::stdout()),
            output_by_lines: false,
            errors: Box::new(std::io::stderr()),
            input: Box::new(std::io::BufReader::new(std::io::stdin())),
            loader: Box::new(NoLoader),
            modules: Vec::new(),
            program_args: Vec::new(),
            script_dir: None,
            permissions: Permissions::ALL,
        }
    }

    /// Words of the value stack, and with it the deepest recursion; by default
    /// [`DEFAULT_STACK_SLOTS`].
    #[must_use]
    pub fn stack_slots(mut self, slots: usize) -> VmBuilder {
        self.stack_slots = slots;
        self
    }

    /// Most bytes of objects: at least 64 KiB, at most 64 GiB. The modules that programs import may
    /// take as much again, and 8 MiB in any case.
    #[must_use]
    pub fn heap_limit(mut self, bytes: usize) -> VmBuilder {
        self.heap.limit_bytes = bytes;
        self
    }

    /// For tests: whether every object moves at every allocation, which shows stale pointers. It is
    /// slow.
    #[must_use]
    pub fn gc_stress(mut self, stress: bool) -> VmBuilder {
        self.heap.stress = stress;
        self
    }

    /// Bytes of the young space, which is what programs allocate between two collections.
    #[must_use]
    pub fn gc_budget(mut self, bytes: usize) -> VmBuilder {
        self.heap.young_bytes = bytes;
        self
    }

    /// For tests: the heap collects at each of the first `count` polls, that is, turns of loops and
    /// calls of functions, in every tier: the young objects and everything in turn. Dead memory is
    /// overwritten, and the heap is checked each time; what is found wrong ends the program with
    /// [`ErrorKind::Internal`](crate::ErrorKind::Internal).
    #[doc(hidden)]
    #[must_use]
    pub fn gc_at_polls(mut self, count: u64) -> VmBuilder {
        self.collections_at_polls = count;
        self.heap.poison = true;
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

    /// Calls until a function is compiled, at least 1; loops take twice as many turns. It has no
    /// effect in the modes that compile everything or nothing.
    #[must_use]
    pub fn jit_threshold(mut self, calls: u32) -> VmBuilder {
        self.jit_threshold = calls.max(1);
        self
    }

    /// In [`JitMode::Auto`], how often a function's baseline code runs an entry or turns a loop
    /// until the optimising compiler makes the next code, at least 1; by default
    /// [`DEFAULT_OPTIMISE_AFTER`].
    #[must_use]
    pub fn optimise_after(mut self, runs: u32) -> VmBuilder {
        self.optimise = Optimise::After(runs.max(1));
        self
    }

    /// For tests: slow paths of a function's machine code after which they are looked at, at least
    /// 1.
    #[doc(hidden)]
    #[must_use]
    pub fn slow_runs(mut self, runs: u32) -> VmBuilder {
        self.slow_runs = runs.max(1);
        self
    }

    /// Most bytes of machine code; by default [`DEFAULT_JIT_CACHE_BYTES`]. Beyond that the oldest
    /// code is dropped, except where it is running. Dropped code is compiled again when it is hot
    /// again.
    #[must_use]
    pub fn jit_cache(mut self, bytes: usize) -> VmBuilder {
        self.jit_cache = bytes;
        self
    }

    /// Whether calls of helpers by machine code are counted, for
    /// [`Statistics::helpers`](crate::Statistics::helpers). Each costs some more then.
    #[must_use]
    pub fn count_helpers(mut self, counted: bool) -> VmBuilder {
        self.count_helpers = counted;
        self
    }

    /// Where a line is written for each compilation, each guard that fails too often, each code
    /// whose slow paths run too often, each eviction.
    #[must_use]
    pub fn trace_jit(mut self, sink: impl Write + Send + 'static) -> VmBuilder {
        self.trace_jit = Some(Box::new(sink));
        self
    }

    /// Whether what becomes of programs is recorded, for [`Vm::recording`]. Steps of tiering are
    /// noted with their time, samples are kept, and calls of helpers are
    /// [counted](Self::count_helpers).
    #[cfg(feature = "recording")]
    #[must_use]
    pub fn record(mut self, recorded: bool) -> VmBuilder {
        self.recorder = if recorded { Recorder::on() } else { Recorder::default() };
        self
    }

    /// Executable memory to share with other vms; by default an arena of its own, with
    /// [`landing_pads`](exec_mem::Builder::landing_pads), which all code of a vm has. It is asked
    /// for when something is compiled for the first time.
    #[must_use]
    pub fn arena(mut self, arena: Arena) -> VmBuilder {
        self.arena = Some(arena);
        self
    }

    /// Is called with the active calls when a [`SampleHandle`](crate::SampleHandle) has asked for a
    /// sample, as profilers do. The thread that runs the program calls it, so that the program
    /// waits for it.
    #[must_use]
    pub fn sampler(mut self, sampler: impl FnMut(Frames<'_>) + Send + 'static) -> VmBuilder {
        self.sampler = Some(Box::new(sampler));
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

    /// Makes a metered vm: each run may use so much fuel. It costs 1 for each turn of a loop and
    /// each call of a function, and 1 for each 64 bytes or elements that helpers and host functions
    /// work on; an import works on the instructions, constants and names of the module. At most
    /// 2^63 - 1 units count.
    #[must_use]
    pub fn fuel(mut self, units: u64) -> VmBuilder {
        self.fuel = Some(units.min(i64::MAX.cast_unsigned()));
        self
    }

    /// How long each run and each call may take; see [`Vm::set_deadline`].
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> VmBuilder {
        self.deadline = Some(limit);
        self
    }

    /// Where `print` writes; by default standard output.
    #[must_use]
    pub fn output(mut self, sink: impl Write + Send + 'static) -> VmBuilder {
        self.output = Box::new(sink);
        self
    }

    /// Writes each line of output when it is complete, for someone who watches; by default output
    /// is gathered until there is much of it.
    #[must_use]
    pub fn output_by_lines(mut self) -> VmBuilder {
        self.output_by_lines = true;
        self
    }

    /// Where [`Vm::report`] writes errors that do not belong to the output; by default standard
    /// error.
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

    /// Adds a module of host functions; of two with one name the later counts. By default there is
    /// none: those of the language are in the crate `core-modules`.
    #[must_use]
    pub fn module(self, module: HostModule) -> VmBuilder {
        self.modules([module])
    }

    /// Adds several modules of host functions.
    #[must_use]
    pub fn modules(mut self, modules: impl IntoIterator<Item = HostModule>) -> VmBuilder {
        self.modules.extend(modules);
        self
    }

    /// The interpreter as invoked, the script, and the script's own arguments.
    #[must_use]
    pub fn program_args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> VmBuilder {
        self.program_args = args.into_iter().map(Into::into).collect();
        self
    }

    /// The main script's path as the user gave it: its directory is where programs' paths lead
    /// (LANGUAGE 12.5).
    #[must_use]
    pub fn script(mut self, path: &str) -> VmBuilder {
        self.script_dir = loader::folder(path).map(str::to_owned);
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
    /// The system gives no memory or address space; [`ErrorKind::MemoryLimit`] if a limit of the
    /// process is why.
    pub fn build(self) -> Result<Vm, Error> {
        let limit = MemoryLimit::tightest();
        check_limit(limit, self.stack_slots)?;
        let stacks = Stacks::new(self.stack_slots, limit)?;
        let thresholds = match self.jit {
            JitMode::Off => Thresholds::NEVER,
            JitMode::Baseline | JitMode::Auto | JitMode::Opt => {
                let calls = self.jit_threshold;
                Thresholds { calls, turns: calls.saturating_mul(2), slow_runs: self.slow_runs }
            }
            JitMode::Always => Thresholds { calls: 1, turns: 1, slow_runs: self.slow_runs },
        };
        let host = Host {
            output: Output::new(self.output, self.output_by_lines),
            errors: self.errors,
            input: self.input,
            program_args: self.program_args,
            script_dir: self.script_dir,
            permissions: self.permissions,
            states: Default::default(),
        };
        let mut tier = Tier::default();
        if self.jit != JitMode::Off {
            // The arena comes at the first compilation, by when a host may have more threads.
            exec_mem::prepare_process();
            tier = Tier::new(TierOptions {
                arena: self.arena,
                cache_bytes: self.jit_cache as u64,
                log: Log::new(self.trace_jit),
                recorder: self.recorder.clone(),
                metered: self.fuel.is_some(),
                forcible: self.forced_guard.is_some(),
                optimise: match self.jit {
                    JitMode::Off | JitMode::Baseline | JitMode::Always => Optimise::Never,
                    JitMode::Auto => self.optimise,
                    JitMode::Opt => Optimise::Always,
                },
                coverage: self.coverage,
            });
        }
        let mut engine = Engine::new(Heap::new(self.heap)?, host, self.loader, thresholds, Box::new(tier))?;
        let mut modules = self.modules;
        modules.iter_mut().for_each(|module| module.restrict(self.permissions));
        engine.define(builtins(), modules)?;
        engine.census = (self.count_helpers || self.recorder.is_on()).then(Census::default);
        engine.sampler = self.sampler;
        if self.recorder.is_on() {
            engine.heap.log_pauses();
        }
        engine.recorder = self.recorder;
        engine.deadline = self.deadline;
        engine.collections_at_polls = self.collections_at_polls;
        let vm = Vm::new(engine, stacks, self.fuel);
        if self.collections_at_polls > 0 {
            vm.cx().ask(COLLECT);
        }
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

/// Address space left for the program, its tables and its machine code when a vm begins, in bytes.
const PROGRAM_BYTES: usize = 16 << 20;

/// How much the address space in use may differ from one run of the same program to the next, in
/// bytes: the system places mappings at random.
const VARIATION_BYTES: usize = 256 << 10;

/// Checks that a vm has room within a limit of the process.
fn check_limit(limit: Option<MemoryLimit>, stack_slots: usize) -> Result<(), Error> {
    let Some(limit) = limit else { return Ok(()) };
    let needed = Stacks::least_bytes(stack_slots).saturating_add(LEAST_ADDRESS_BYTES + PROGRAM_BYTES);
    if needed <= limit.left() {
        return Ok(());
    }
    let least_kb = limit.used().saturating_add(needed.saturating_add(VARIATION_BYTES)).div_ceil(1024);
    Err(ErrorKind::MemoryLimit { limit: limit.to_string().into(), least_kb }.into())
}
