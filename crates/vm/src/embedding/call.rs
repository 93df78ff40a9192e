//! Calls of a program's functions from Rust: from outside, with the vm at rest, and from natives.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use heap::{Bits, Handle};

use crate::common::error::{Error, ErrorKind};
use crate::embedding::convert::{Args, FromValue, sealed::Call};
use crate::embedding::deadline::{self, Armed};
use crate::helpers;
use crate::runtime::context::ContextRef;
use crate::runtime::host::{Ctx, Return, Returned};
use crate::runtime::roots::Object;

/// What a call of a native's needs of the native stack at least.
const NATIVE_CALL_BYTES: usize = 64 << 10;

impl Ctx<'_> {
    /// Calls a function, or makes an instance of a struct. The value of `callee` may be a handle of
    /// [`arg_handle`](Ctx::arg_handle) or of the [heap](Ctx::heap_mut)'s; kept functions are called
    /// by [`Object::call`].
    ///
    /// ```
    /// use vm::{Ctx, Error, HostModule, Return, Vm};
    ///
    /// /// `twice(f, x)` is `f(f(x))`.
    /// fn twice(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    ///     let f = ctx.arg_handle(0);
    ///     let x: i32 = ctx.convert_arg(1)?;
    ///     let once: i32 = ctx.call(f, (x,))?;
    ///     let result: i32 = ctx.call(f, (once,))?;
    ///     Ok(result.into())
    /// }
    ///
    /// let mut vm = Vm::builder().module(HostModule::new("host").function("twice", twice)).build()?;
    /// let source = b"function add(n) { return n + 10; } var r = host.twice(add, 1);";
    /// vm.run(std::sync::Arc::new(lang::compile_verified("main", source).unwrap()))?;
    /// assert_eq!(vm.global::<i32>("r")?, 21);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// The program's error, which the native should pass on; the callee cannot be called; the
    /// result is of another type.
    pub fn call<R: FromValue>(&mut self, callee: Handle, args: impl Args) -> Result<R, Error> {
        let callee = self.heap().bits(callee);
        self.nested(|ctx| ctx.call_bits(callee, args))
    }

    /// An argument as a Rust value; nil when absent.
    ///
    /// # Errors
    /// It is of another type.
    pub fn convert_arg<R: FromValue>(&mut self, index: usize) -> Result<R, Error> {
        let bits = self.arg_bits(index);
        self.nested(|ctx| ctx.convert(bits))
    }

    /// Calls a live word. The caller's scope ends soon.
    #[inline]
    pub(crate) fn call_bits<R: FromValue>(&mut self, callee: Bits, args: impl Args) -> Result<R, Error> {
        let pushed = Pushed { cx: self.context, words: self.context.top() };
        let result = self.call_at(pushed.words, callee, args);
        drop(pushed);
        self.convert(result?)
    }

    /// Calls with callee and arguments in the words from `words`, which is the top, on.
    #[inline]
    fn call_at(&mut self, words: *mut Bits, callee: Bits, args: impl Args) -> Result<Bits, Error> {
        self.room(1)?;
        self.push(Return(Returned::Plain(callee)));
        args.push_all(self, Call::NOW)?;
        let cx = self.context;
        let argc = ((cx.top() as usize - words as usize) / size_of::<Bits>()) as u32 - 1;
        // SAFETY: callee and arguments were pushed just now.
        let call = || unsafe { helpers::call_value(cx, words, argc, self.depth) };
        let result = match cx.is_running() {
            true if cx.native_left() < NATIVE_CALL_BYTES => cx.raise(ErrorKind::StackOverflow),
            true => helpers::guard(cx, call),
            false => begin(cx, |error| cx.raise(error), call),
        };
        if result == Bits::EXC { Err(cx.take_error()) } else { Ok(result) }
    }

    /// Makes sure that some words more fit on the value stack.
    ///
    /// # Errors
    /// They do not.
    #[inline]
    pub(crate) fn room(&self, count: usize) -> Result<(), Error> {
        let end = self.context.top().wrapping_add(count) as u64;
        if self.context.fits(end, self.depth) { Ok(()) } else { Err(ErrorKind::StackOverflow.into()) }
    }

    /// Pushes a value on the value stack; there is [`room`](Self::room).
    #[inline]
    pub(crate) fn push(&mut self, value: Return) {
        let bits = self.bits_of(value);
        let top = self.context.top();
        // SAFETY: `room` was asked for it.
        unsafe { top.write(bits) };
        self.context.set_top(top.wrapping_add(1));
    }

    /// What a conversion gave as a handle.
    pub(crate) fn handle(&mut self, value: Return) -> Result<Handle, Error> {
        match value.0 {
            Returned::Plain(bits) => Ok(self.whole_heap().plain(bits)?),
            Returned::Handle(handle) => Ok(handle),
        }
    }

    /// A live word as a Rust value.
    #[inline]
    pub(crate) fn convert<R: FromValue>(&mut self, bits: Bits) -> Result<R, Error> {
        match R::from_word(bits) {
            Some(value) => Ok(value),
            None => self.convert_object(bits),
        }
    }

    #[inline(never)]
    fn convert_object<R: FromValue>(&mut self, bits: Bits) -> Result<R, Error> {
        // SAFETY: by the caller, a live word.
        let handle = unsafe { self.whole_heap().root(bits) }?;
        R::from_value(self, handle)
    }

    /// Keeps a live word.
    pub(crate) fn keep_bits(&mut self, bits: Bits) -> Result<Object, Error> {
        self.nested(|ctx| {
            // SAFETY: by the caller, a live word.
            let handle = unsafe { ctx.whole_heap().root(bits) }?;
            ctx.keep(handle)
        })
    }
}

/// What a call has pushed. It goes also when a conversion of the host's panics.
struct Pushed {
    cx: ContextRef,
    words: *mut Bits,
}

impl Drop for Pushed {
    #[inline(always)]
    fn drop(&mut self) {
        self.cx.set_top(self.words);
    }
}

/// Begins to run programs: on the vm's native stack, until its deadline. Nothing unwinds out of it;
/// a panic gives what `failed` makes of the error.
pub(crate) fn begin<T>(cx: ContextRef, failed: impl FnOnce(Error) -> T, work: impl FnOnce() -> T) -> T {
    let armed = match arm_deadline(cx) {
        Ok(armed) => armed,
        Err(error) => return failed(error),
    };
    // SAFETY: the stack is this vm's own and lives as long as the vm; the vm is at rest, so nobody
    // else has it.
    let native = unsafe { &mut *cx.native() };
    // SAFETY: nothing runs on the stack while the vm is at rest, and nothing unwinds out of the
    // closure.
    let ended = unsafe { native.run(|| catch_unwind(AssertUnwindSafe(work))) };
    drop(armed);
    ended.unwrap_or_else(|payload| failed(helpers::panic_error(&*payload)))
}

#[inline]
fn arm_deadline(cx: ContextRef) -> Result<Option<Armed>, Error> {
    let engine = cx.engine();
    let (Some(limit), Some(shared)) = (engine.deadline, &engine.shared) else { return Ok(None) };
    match Instant::now().checked_add(limit) {
        Some(when) => deadline::arm(shared, when).map(Some),
        None => Ok(None),
    }
}
