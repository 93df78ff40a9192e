//! What a host does with a [`Vm`] at rest: defines names for its programs, calls their functions,
//! reads and sets their globals.

use std::sync::Arc;
use std::time::Duration;

use bytecode::{Module, Verified};
use heap::{Bits, Handle};

use crate::common::error::{Error, ErrorKind};
use crate::embedding::convert::{Args, FromValue, ToValue};
use crate::embedding::native::Native;
use crate::embedding::vm::{Exit, Vm};
use crate::runtime::global;
use crate::runtime::host::Ctx;
use crate::runtime::roots::Object;
use crate::runtime::session::{Globals, Session};

/// Calls, globals and definitions.
impl Vm {
    /// Gives a Rust function or closure a name in all programs that are run from now on; gives its
    /// object.
    ///
    /// ```
    /// let mut vm = vm::Vm::builder().build()?;
    /// vm.register("repeat", |text: &str, times: usize| text.repeat(times))?;
    /// vm.register("parse", |text: &str, radix: Option<u32>| i32::from_str_radix(text, radix.unwrap_or(10)))?;
    /// let source = b"var a = repeat('ab', 3); var b = parse('12'); var c = parse('ff', 16);";
    /// vm.run(std::sync::Arc::new(lang::compile_verified("main", source).unwrap()))?;
    /// assert_eq!(vm.global::<String>("a")?, "ababab");
    /// assert_eq!(vm.global::<i32>("b")? + vm.global::<i32>("c")?, 12 + 255);
    ///
    /// let wrong = lang::compile_verified("main", b"repeat('ab', 'c');").unwrap();
    /// let error = vm.run(std::sync::Arc::new(wrong)).unwrap_err();
    /// assert_eq!(error.to_string(), "Argument 2 of 'repeat': expected int of at least 0 but got string.");
    /// # Ok::<(), vm::Error>(())
    /// ```
    ///
    /// # Errors
    /// Out of memory.
    pub fn register<M>(&mut self, name: &str, native: impl Native<M>) -> Result<Object, Error> {
        let native = native.boxed(name);
        self.scope(|ctx| {
            let engine = ctx.context.engine();
            let object = engine.natives.add(&mut engine.heap, name, native)?;
            engine.predefined.set(&mut engine.heap, name, object)?;
            ctx.keep(object)
        })
    }

    /// Gives a name a value in all programs that are run from now on. Programs may assign to it,
    /// each for itself.
    ///
    /// # Errors
    /// The value does not convert; out of memory.
    pub fn define(&mut self, name: &str, value: impl ToValue) -> Result<(), Error> {
        self.scope(|ctx| {
            let value = value.to_value(ctx)?;
            let value = ctx.handle(value)?;
            let engine = ctx.context.engine();
            engine.predefined.set(&mut engine.heap, name, value)
        })
    }

    /// Defines a struct for all programs that are run from now on; gives its definition, which
    /// makes instances when it is called. A program's own struct of the same name and fields is the
    /// same type.
    ///
    /// ```
    /// let mut vm = vm::Vm::builder().build()?;
    /// let point = vm.define_struct("Point", &["x", "y"])?;
    /// let p: vm::Object = point.call(&mut vm, (3, 4))?;
    /// let source = b"function sum(p) { return p.x + p.y; } var q = Point(1, 2);";
    /// vm.run(std::sync::Arc::new(lang::compile_verified("main", source).unwrap()))?;
    /// assert_eq!(vm.call::<i32>("sum", (p,))?, 7);
    /// let q: vm::Object = vm.global("q")?;
    /// assert_eq!(q.get::<i32>(&mut vm, "y")?, 2);
    /// # Ok::<(), vm::Error>(())
    /// ```
    ///
    /// # Errors
    /// Too many fields or structs; out of memory.
    pub fn define_struct(&mut self, name: &str, fields: &[&str]) -> Result<Object, Error> {
        self.scope(|ctx| {
            let fields: Vec<&[u8]> = fields.iter().map(|field| field.as_bytes()).collect();
            let shape = ctx.whole_heap().intern_shape(name.as_bytes(), &fields)?;
            let definition = ctx.whole_heap().new_struct_def(shape)?;
            let engine = ctx.context.engine();
            engine.predefined.set(&mut engine.heap, name, definition)?;
            ctx.keep(definition)
        })
    }

    /// Runs a module and keeps it, beside the one that [`run`](Vm::run) has run last: its functions
    /// and globals are got by [`Object::get`].
    ///
    /// # Errors
    /// The program's error; also [`ErrorKind::Exit`] if it asked to end.
    pub fn load(&mut self, module: Arc<Verified<Module>>) -> Result<Object, Error> {
        let (exit, module) = self.execute(module, Globals::Own)?;
        match exit {
            Exit::Finished => Ok(module),
            Exit::Code(code) => Err(ErrorKind::Exit(code).into()),
        }
    }

    /// Calls a function of the module that was run last, by the name of its global.
    ///
    /// ```
    /// let mut vm = vm::Vm::builder().build()?;
    /// let source = b"function join(a, b) { return a + '-' + b; } function evens(n) { var a = []; for (var i = 0; i < n; i = i + 2) { push(a, i); } return a; }";
    /// vm.run(std::sync::Arc::new(lang::compile_verified("main", source).unwrap()))?;
    /// assert_eq!(vm.call::<String>("join", ("x", 1))?, "x-1");
    /// let evens: Vec<i32> = vm.call("evens", (7,))?;
    /// assert_eq!(evens, [0, 2, 4, 6]);
    /// # Ok::<(), vm::Error>(())
    /// ```
    ///
    /// # Errors
    /// No module was run; it has no such global; the program's error; the result is of another
    /// type.
    #[inline]
    pub fn call<R: FromValue>(&mut self, name: &str, args: impl Args) -> Result<R, Error> {
        self.scope(|ctx| {
            let callee = ctx.global_word(name)?;
            ctx.call_bits(callee, args)
        })
    }

    /// A global of the module that was run last.
    ///
    /// # Errors
    /// No module was run; it has no such global; it is of another type.
    pub fn global<R: FromValue>(&mut self, name: &str) -> Result<R, Error> {
        self.scope(|ctx| {
            let bits = ctx.global_word(name)?;
            ctx.convert(bits)
        })
    }

    /// Sets a global of the module that was run last.
    ///
    /// # Errors
    /// No module was run; its code does not mention such a global; the value does not convert.
    pub fn set_global(&mut self, name: &str, value: impl ToValue) -> Result<(), Error> {
        self.scope(|ctx| {
            let value = value.to_value(ctx)?;
            let value = ctx.bits_of(value);
            let module = ctx.main_word()?;
            // SAFETY: the module is kept; the vm is at rest; the value was just made.
            match unsafe { global::set(ctx.context, module, name, value) } {
                true => Ok(()),
                false => Err(ErrorKind::UndefinedVariable { name: name.into() }.into()),
            }
        })
    }

    /// The module that was run last.
    pub fn main(&self) -> Option<&Object> {
        self.cx().engine_ref().main.as_ref()
    }

    /// How long each run or call from now on may take: then it ends with
    /// [`ErrorKind::DeadlineExceeded`], as soon as
    /// [`InterruptHandle::interrupt`](crate::InterruptHandle::interrupt) has a program end. `None`,
    /// as at first, is for as long as it likes.
    pub fn set_deadline(&mut self, limit: Option<Duration>) {
        self.cx().engine().deadline = limit;
    }

    /// Does something with the vm at rest as a native does: objects made on the way are held by
    /// handles, which end with it, instead of being kept.
    ///
    /// ```
    /// let mut vm = vm::Vm::builder().build()?;
    /// vm.run(std::sync::Arc::new(lang::compile_verified("main", b"function f(a) { return length(a); }").unwrap()))?;
    /// let f: vm::Object = vm.global("f")?;
    /// let length = vm.scope(|ctx| {
    ///     let array = ctx.heap_mut().new_array(0)?;
    ///     for n in 0..5 {
    ///         ctx.set(array, n, n * n)?;
    ///     }
    ///     let f = ctx.object(&f)?;
    ///     ctx.call::<i32>(f, (array,))
    /// })?;
    /// assert_eq!(length, 5);
    /// # Ok::<(), vm::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of `work`; the output cannot be written.
    #[inline]
    pub fn scope<R>(&mut self, work: impl FnOnce(&mut Ctx<'_>) -> Result<R, Error>) -> Result<R, Error> {
        self.at_rest(|vm| {
            let cx = vm.cx();
            // SAFETY: there are no arguments; the vm is borrowed.
            let mut ctx = unsafe { Ctx::new(cx, cx.top(), 0, 0) };
            work(&mut ctx)
        })
    }

    /// Runs an entry of this vm's session: like [`run`](Vm::run), but what it defines stays, and it
    /// sees what earlier entries have defined, also if they ended with an error.
    /// `lang::compile_entry` makes such modules.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut vm = vm::Vm::builder().build()?;
    /// for source in ["function twice(x) { return x * factor; }", "var factor = 2;", "twice(21)"] {
    ///     let module = lang::compile_entry("entry", source.as_bytes(), vm.session_globals()).unwrap();
    ///     vm.run_entry(Arc::new(module))?; // the last one prints 42
    /// }
    /// assert!(vm.session_globals().iter().any(|name| &**name == "factor"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The entry's error, as [`run`](Vm::run) has it; [`ErrorKind::Host`] if the module's globals
    /// do not begin with [`session_globals`](Vm::session_globals) or it has closed functions,
    /// [`ErrorKind::Limit`] beyond [`MAX_SESSION_GLOBALS`](crate::MAX_SESSION_GLOBALS) names.
    pub fn run_entry(&mut self, module: Arc<Verified<Module>>) -> Result<Exit, Error> {
        self.run_with(module, Globals::Session)
    }

    /// The names that entries have defined or used so far. The globals of the next entry's module
    /// begin with them, in this order.
    pub fn session_globals(&self) -> &[Box<str>] {
        self.cx().engine_ref().session.as_ref().map_or(&[], Session::names)
    }
}

impl Ctx<'_> {
    /// What `name` means to the code that called this native: a global of its module, or what is
    /// predefined.
    ///
    /// # Errors
    /// Out of memory.
    pub fn caller_global(&mut self, name: &str) -> Result<Option<Handle>, Error> {
        let Some(bits) = self.frames().member(name) else { return Ok(None) };
        // SAFETY: a global of a live module, or predefined: live, and nothing was allocated since
        // it was read.
        Ok(Some(unsafe { self.whole_heap().root(bits) }?))
    }

    /// The word of the module that was run last.
    fn main_word(&self) -> Result<Bits, Error> {
        let main = self.context.engine_ref().main.as_ref().ok_or(ErrorKind::NoProgram)?;
        self.object_bits(main)
    }

    /// The word of a global of that module.
    fn global_word(&self, name: &str) -> Result<Bits, Error> {
        let module = self.main_word()?;
        // SAFETY: the module is kept.
        let record = unsafe { heap::raw::module_record(module) };
        // SAFETY: the record is that of the module, which is kept.
        let word = unsafe { global::member(self.context, record, name) };
        word.ok_or_else(|| ErrorKind::UndefinedVariable { name: name.into() }.into())
    }
}
