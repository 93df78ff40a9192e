//! [`Vm`]: one running machine, and how a program starts and ends.

use std::io::Write;
use std::ptr::NonNull;
use std::sync::Arc;

use bytecode::{ChunkId, Module, Scalar, Verified};
use heap::Bits;

use crate::common::error::{Error, ErrorKind};
use crate::common::stats::Statistics;
use crate::embedding::call;
use crate::helpers;
use crate::runtime::census::Census;
use crate::runtime::context::{ContextRef, EngineContext, Shared};
use crate::runtime::engine::Engine;
use crate::runtime::host::Ctx;
use crate::runtime::poll::InterruptHandle;
use crate::runtime::roots::Object;
use crate::runtime::sampler::SampleHandle;
use crate::runtime::session::Globals;
use crate::runtime::stack::Stacks;
use crate::tier;

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

// SAFETY: all that the raw pointers lead to belongs to this vm alone and is `Send` (the engine's
// parts by their bounds), but for the context, which interrupt handles share and use only
// atomically. A vm does not run while it is moved, because running borrows it.
unsafe impl Send for Vm {}

impl Vm {
    pub(crate) fn new(engine: Engine, stacks: Stacks, fuel: Option<u64>) -> Vm {
        let table = if engine.census.is_some() { helpers::COUNTED_TABLE } else { helpers::TABLE };
        let shared = Shared::new(EngineContext::new(table, &tier::TIERS));
        let engine = NonNull::from(Box::leak(Box::new(engine)));
        // SAFETY: the engine was leaked just now, and nothing else uses it yet.
        unsafe { (*engine.as_ptr()).shared = Some(Arc::clone(&shared)) };
        let vm = Vm { engine, shared, stacks, fuel, fuel_used: 0 };
        let cx = vm.cx();
        cx.set_engine_address(vm.engine.as_ptr().cast());
        cx.set_stack_end(vm.stacks.value_end());
        cx.set_native_limit(vm.stacks.native_limit());
        cx.set_native(vm.stacks.native());
        vm.reset();
        let heap = cx.heap();
        // SAFETY: the context lives as long as the heap, and the words below `top` are valid at
        // every safepoint; nothing allocates elsewhere.
        unsafe { heap.set_stack(vm.stacks.bottom(), cx.top_address()) };
        cx.set_alloc_buffer(heap.alloc_buffer());
        cx.set_hash_secret(heap.int_hash_secret());
        vm
    }

    pub(crate) fn cx(&self) -> ContextRef {
        self.shared.context()
    }

    /// Empties the stacks.
    fn reset(&self) {
        let cx = self.cx();
        cx.set_top(self.stacks.bottom());
        cx.set_base(std::ptr::null_mut());
        cx.set_frames(self.stacks.frames());
        cx.set_imports(0);
        cx.set_fuel(self.fuel.map_or(i64::MAX, |fuel| i64::try_from(fuel).unwrap_or(i64::MAX)));
    }

    /// Runs a program from its start to its end. Everything it printed is written to the output
    /// before this returns, however it ends.
    ///
    /// # Errors
    /// The program's error, if it ended with one; [`Vm::report`] says it as the language does.
    pub fn run(&mut self, module: Arc<Verified<Module>>) -> Result<Exit, Error> {
        self.run_with(module, Globals::Own)
    }

    /// Runs a module's body.
    pub(crate) fn run_with(&mut self, module: Arc<Verified<Module>>, globals: Globals) -> Result<Exit, Error> {
        let engine = self.cx().engine();
        engine.main = None;
        engine.roots.release(&mut engine.heap);
        let (exit, module) = self.execute(module, globals)?;
        self.cx().engine().main = Some(module);
        Ok(exit)
    }

    /// Runs a module and keeps it.
    pub(crate) fn execute(&mut self, module: Arc<Verified<Module>>, globals: Globals) -> Result<(Exit, Object), Error> {
        self.on_native_stack(|cx, bottom| {
            let exit = match helpers::run_main(cx, module, bottom, globals) {
                Ok(()) => Exit::Finished,
                Err(error) => match *error.kind() {
                    ErrorKind::Exit(code) => Exit::Code(code),
                    _ => return Err(error),
                },
            };
            // SAFETY: there are no arguments.
            let mut ctx = unsafe { Ctx::new(cx, bottom, 0, 0) };
            // SAFETY: the program was begun: the first word is its module.
            let module = ctx.keep_bits(unsafe { *bottom })?;
            Ok((exit, module))
        })
    }

    /// Calls a closed function of a module, whose body is not run: interpreted or as machine code,
    /// whichever it has come to; its own calls make it hot.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use bytecode::{ChunkId, Scalar};
    ///
    /// let module = bytecode::verify(bytecode::parse("
    /// chunk main
    ///     RETURN_NIL
    /// chunk half params 1 closed int -> float
    ///     LOAD_LOCAL_0
    ///     MUL_SK 0.5
    ///     RETURN
    /// ").unwrap()).unwrap();
    /// let mut vm = vm::Vm::builder().build()?;
    /// assert_eq!(vm.call_closed(Arc::new(module), ChunkId(1), &[Scalar::Int(3)])?, Scalar::Float(1.5));
    /// # Ok::<(), vm::Error>(())
    /// ```
    ///
    /// # Errors
    /// The chunk is not closed, the arguments are not those that it declares, or the function's
    /// error.
    pub fn call_closed(
        &mut self,
        module: Arc<Verified<Module>>,
        chunk: ChunkId,
        arguments: &[Scalar],
    ) -> Result<Scalar, Error> {
        self.on_native_stack(|cx, bottom| helpers::run_closed(cx, module, bottom, chunk, arguments))
    }

    /// Runs something that runs programs, with empty stacks, and accounts for it.
    fn on_native_stack<T>(&mut self, work: impl FnOnce(ContextRef, *mut Bits) -> Result<T, Error>) -> Result<T, Error> {
        let cx = self.cx();
        let bottom = self.stacks.bottom();
        self.at_rest(|_| call::begin(cx, Err, || work(cx, bottom)))
    }

    /// Does something with empty stacks, and accounts for it.
    #[inline]
    pub(crate) fn at_rest<T>(&mut self, work: impl FnOnce(&Vm) -> Result<T, Error>) -> Result<T, Error> {
        self.reset();
        let engine = self.cx().engine();
        engine.error = None;
        engine.roots.release(&mut engine.heap);
        let result = work(self);
        self.account();
        self.reset();
        let flushed = self.cx().engine().host.output.flush();
        match result {
            Ok(value) => flushed.map(|()| value),
            // A program that asks to end has done what it was asked for.
            Err(error) if matches!(error.kind(), ErrorKind::Exit(_)) => flushed.and(Err(error)),
            Err(error) => Err(error),
        }
    }

    fn account(&mut self) {
        let Some(fuel) = self.fuel else { return };
        let left = self.cx().fuel().max(0);
        self.fuel_used += fuel.saturating_sub(left.cast_unsigned());
    }

    /// Writes the line that tells of an error (LANGUAGE section 13) where it belongs: run-time
    /// errors to the program's output, errors of imports to the error sink. Errors of writing are
    /// ignored.
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

    /// The globals that every program starts with: host functions and host modules, in no order.
    pub fn predefined(&self) -> impl Iterator<Item = &str> {
        self.cx().engine_ref().predefined.names()
    }

    /// The members of a host module, in no order; none if there is no such module.
    pub fn members(&self, module: &str) -> impl Iterator<Item = &str> {
        self.cx().engine_ref().host_members(module)
    }

    /// What stops this vm's programs from other threads.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle { shared: Arc::clone(&self.shared) }
    }

    /// What asks this vm for samples, which go to its [sampler](crate::VmBuilder::sampler), from
    /// other threads.
    pub fn sample_handle(&self) -> SampleHandle {
        SampleHandle { shared: Arc::clone(&self.shared) }
    }

    /// What this vm has done so far.
    pub fn statistics(&self) -> Statistics {
        let engine = self.cx().engine_ref();
        let heap = engine.heap.stats();
        Statistics {
            collections: heap.collections,
            major_collections: heap.major_collections,
            pauses: heap.pauses,
            pause_total: heap.pause_total,
            pause_median: heap.pause_median,
            pause_max: heap.pause_max,
            peak_bytes: heap.peak_bytes,
            live_bytes: heap.live_bytes,
            live_code_bytes: engine.tier.code_bytes(),
            helpers: engine.census.as_ref().map(Census::calls).unwrap_or_default(),
            fuel_used: self.fuel.map(|_| self.fuel_used),
            ..engine.stats.clone()
        }
    }

    /// Module instances that are not known to be dead, for tests of their lifetime.
    #[doc(hidden)]
    pub fn instance_count(&self) -> usize {
        self.cx().engine_ref().instances.len()
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
    use crate::embedding::builder::JitMode;
    use crate::runtime::stack::HEADROOM_BYTES;

    impl Vm {
        /// Bytes of the native stack that were ever touched.
        fn native_used(&self) -> usize {
            let (start, len) = self.stacks.native_range();
            // SAFETY: the whole region is readable, and nothing runs on it.
            let words = unsafe { std::slice::from_raw_parts(start.cast::<u64>(), len / size_of::<u64>()) };
            let untouched = words.iter().take_while(|&&word| word == 0).count();
            len - untouched * size_of::<u64>()
        }
    }

    /// A function that is compiled calls one that never is, which calls the first, and so on: no
    /// other program takes as much native stack for its depth.
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
        assert_eq!(result, Err(ErrorKind::StackOverflow.into()), "the counted limit comes first");
        let (used, reserved) = (vm.native_used(), vm.stacks.native_range().1 - HEADROOM_BYTES);
        assert!(used > 40_000 * 8, "the tiers were mixed: {used} bytes");
        assert!(used + used / 3 < reserved, "{used} of {reserved} bytes are too near");
    }

    #[test]
    fn the_interpreter_alone_takes_no_native_stack_for_calls() {
        let mut vm = Vm::builder().jit(JitMode::Off).stack_slots(40_000).build().unwrap();
        let module = lang::compile("test.unna", worst_mix().as_bytes()).unwrap();
        assert_eq!(vm.run(Arc::new(bytecode::verify(module).unwrap())), Err(ErrorKind::StackOverflow.into()));
        assert!(vm.native_used() < 64 << 10, "{}", vm.native_used());
    }
}
