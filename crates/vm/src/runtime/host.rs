//! The host-function interface: what a native function gets ([`Ctx`]), gives ([`Return`]) and how
//! it is offered to programs ([`HostModule`]).
//!
//! A native never sees a stale object: arguments are read from the value stack, where the
//! collector updates them, and everything it keeps across an allocation is a [`Handle`]. Handles
//! made during a call end with it.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf, is_separator};

use heap::{Bits, Handle, HandleMark, Heap, Value};

use crate::common::error::{Error, ErrorKind};
use crate::common::objects::Objects;
use crate::common::os::os_string;
use crate::common::output::Output;
use crate::runtime::context::ContextRef;
use crate::runtime::frames::Frames;

/// A host function as plain code.
pub type NativeFn = fn(&mut Ctx<'_>) -> Result<Return, Error>;

/// A host function as the vm keeps it.
pub type BoxedNative = Box<NativeBox>;

/// What is in the box.
pub(crate) type NativeBox = dyn Fn(&mut Ctx<'_>) -> Result<Return, Error> + Send;

/// How many bytes or elements of work one unit of fuel pays for.
pub const CHARGE_BYTES: usize = 64;

/// What a native returns: a value, by conversion from `()`, `bool`, `i32`, `f64` or a [`Handle`].
#[derive(Clone, Copy, Debug)]
pub struct Return(pub(crate) Returned);

#[derive(Clone, Copy, Debug)]
pub(crate) enum Returned {
    /// A value that is no object.
    Plain(Bits),
    /// What a handle of the call's scope holds.
    Handle(Handle),
}

impl Return {
    /// nil.
    pub const NIL: Return = Return(Returned::Plain(Bits::NIL));
}

impl From<()> for Return {
    fn from((): ()) -> Return {
        Return::NIL
    }
}

impl From<bool> for Return {
    fn from(value: bool) -> Return {
        Return(Returned::Plain(Bits::bool(value)))
    }
}

impl From<i32> for Return {
    fn from(value: i32) -> Return {
        Return(Returned::Plain(Bits::int(value)))
    }
}

impl From<f64> for Return {
    fn from(value: f64) -> Return {
        Return(Returned::Plain(Bits::float(value)))
    }
}

impl From<Handle> for Return {
    fn from(value: Handle) -> Return {
        Return(Returned::Handle(value))
    }
}

/// What programs may do to the system around them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Permissions {
    /// Files, processes, the environment and sleeping.
    pub system: bool,
}

impl Permissions {
    /// Everything.
    pub const ALL: Permissions = Permissions { system: true };
    /// Only what stays inside the vm and its output.
    pub const NO_SYSTEM: Permissions = Permissions { system: false };
}

impl Default for Permissions {
    fn default() -> Permissions {
        Permissions::ALL
    }
}

/// A module of the host: functions that programs see as the members of a global of the module's
/// name. [`VmBuilder::module`](crate::VmBuilder::module) gives it to a vm.
///
/// ```
/// use vm::{Ctx, Error, ErrorKind, HostModule, Return};
///
/// fn twice(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
///     Ok(ctx.arg(0).as_int().map_or(Return::NIL, |n| Return::from(n.wrapping_mul(2))))
/// }
/// let module = HostModule::new("host").function("twice", twice).function("answer", |_| Ok(42.into()));
/// ```
pub struct HostModule {
    /// The name of the global.
    pub(crate) name: String,
    pub(crate) members: Vec<Member>,
}

/// A function of a host module.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) native: BoxedNative,
    /// Whether only programs with [`Permissions::system`] have it.
    pub(crate) is_system: bool,
}

impl HostModule {
    /// A module without members, to be the global `name`.
    pub fn new(name: impl Into<String>) -> HostModule {
        HostModule { name: name.into(), members: Vec::new() }
    }

    /// Adds a member. Of two with one name the later counts.
    #[must_use]
    pub fn function(
        mut self,
        name: impl Into<String>,
        native: impl Fn(&mut Ctx<'_>) -> Result<Return, Error> + Send + 'static,
    ) -> HostModule {
        self.members.push(Member { name: name.into(), native: Box::new(native), is_system: false });
        self
    }

    /// Adds a member that reaches the system around the vm: it is absent where programs have no
    /// [`Permissions::system`].
    #[must_use]
    pub fn system_function(
        mut self,
        name: impl Into<String>,
        native: impl Fn(&mut Ctx<'_>) -> Result<Return, Error> + Send + 'static,
    ) -> HostModule {
        self.members.push(Member { name: name.into(), native: Box::new(native), is_system: true });
        self
    }

    /// Removes the members that `permissions` forbid.
    pub(crate) fn restrict(&mut self, permissions: Permissions) {
        self.members.retain(|member| permissions.system || !member.is_system);
    }
}

impl std::fmt::Debug for HostModule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.members.iter().map(|member| member.name.as_str()).collect();
        f.debug_struct("HostModule").field("name", &self.name).field("members", &names).finish()
    }
}

/// The side of the vm that natives see: streams, arguments, state of their own.
pub(crate) struct Host {
    pub(crate) output: Output,
    pub(crate) errors: Box<dyn Write + Send>,
    pub(crate) input: Box<dyn BufRead + Send>,
    pub(crate) program_args: Vec<String>,
    /// The directory of the main script, if its path was given with one.
    pub(crate) script_dir: Option<String>,
    pub(crate) permissions: Permissions,
    pub(crate) states: HashMap<TypeId, Box<dyn Any + Send>>,
}

/// What a native function gets: its arguments and the vm around them. Outside of a native,
/// [`Vm::scope`](crate::Vm::scope) gives one without arguments.
///
/// Invariant: the vm is used through this alone while it lives; handles made in it end with it.
pub struct Ctx<'a> {
    pub(crate) context: ContextRef,
    /// `arg_count` words of the value stack, below its top.
    args: *const Bits,
    arg_count: usize,
    /// Active calls below the one that called the native.
    pub(crate) depth: u32,
    mark: HandleMark,
    _vm: PhantomData<&'a mut Heap>,
}

impl Drop for Ctx<'_> {
    #[inline]
    fn drop(&mut self) {
        self.context.heap().release_handles(self.mark);
    }
}

impl Ctx<'_> {
    /// The context of a native's call.
    ///
    /// # Safety
    /// There are `arg_count` words at `args`, on the value stack and below its top, while this
    /// lives; the vm is used through this alone.
    #[inline]
    pub(crate) unsafe fn new<'a>(cx: ContextRef, args: *const Bits, arg_count: usize, depth: u32) -> Ctx<'a> {
        Ctx { context: cx, args, arg_count, depth, mark: cx.heap().handle_mark(), _vm: PhantomData }
    }

    /// Runs `work` in a scope of its own. The handles that it makes end with it, so that a loop may
    /// make millions.
    pub fn nested<R>(&mut self, work: impl FnOnce(&mut Ctx<'_>) -> R) -> R {
        let mark = self.heap().handle_mark();
        let result = work(self);
        self.whole_heap().release_handles(mark);
        result
    }

    /// How many arguments there are.
    #[inline]
    pub fn arg_count(&self) -> usize {
        self.arg_count
    }

    /// An argument; nil when absent.
    #[inline]
    pub fn arg(&self, index: usize) -> Value<'_> {
        // SAFETY: the word is on the value stack, which is a root, and the heap stays borrowed.
        unsafe { Value::new(self.arg_bits(index)) }
    }

    /// An argument to be kept across allocations; nil when absent.
    ///
    /// # Panics
    /// If the native holds millions of handles already.
    #[inline]
    pub fn arg_handle(&mut self, index: usize) -> Handle {
        let bits = self.arg_bits(index);
        // SAFETY: the word is on the value stack, so it is live.
        unsafe { self.whole_heap().root(bits) }.expect("a native holds fewer handles than there is room for")
    }

    #[inline]
    pub(crate) fn arg_bits(&self, index: usize) -> Bits {
        if index >= self.arg_count {
            return Bits::NIL;
        }
        // SAFETY: the caller of the native put `arg_count` words at `args`, and they stay until it
        // returns.
        unsafe { *self.args.wrapping_add(index) }
    }

    /// The word of what a native returns.
    #[inline]
    pub(crate) fn bits_of(&self, value: Return) -> Bits {
        match value.0 {
            Returned::Plain(bits) => bits,
            Returned::Handle(handle) => self.heap().bits(handle),
        }
    }

    /// The heap, for reading.
    #[inline]
    pub fn heap(&self) -> &Heap {
        &self.context.engine_ref().heap
    }

    /// The heap, for making and changing objects; its handles end with the call, or with
    /// [`nested`](Self::nested).
    #[inline]
    pub fn heap_mut(&mut self) -> Objects<'_> {
        Objects::new(self.context.heap())
    }

    /// The heap itself, with the operations that could break the vm: see [`Objects`].
    pub(crate) fn whole_heap(&mut self) -> &mut Heap {
        self.context.heap()
    }

    fn host(&self) -> &Host {
        &self.context.engine_ref().host
    }

    pub(crate) fn host_mut(&mut self) -> &mut Host {
        &mut self.context.engine().host
    }

    /// Writes to the program's buffered output.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn print(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.host_mut().output.write(bytes)
    }

    /// Writes what is buffered to the output. Call it before waiting for the user, or before
    /// another process writes to the same place.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.host_mut().output.flush()
    }

    /// The next line of the program's input without its line feed; `None` at the end, or if the
    /// input cannot be read.
    pub fn read_line(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        let count = self.host_mut().input.read_until(b'\n', &mut line).ok()?;
        if count == 0 {
            return None;
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        Some(line)
    }

    /// Takes the program's input out of the vm, for a host module that reads it in a thread of its
    /// own. From then on [`read_line`](Self::read_line) finds the end of the input.
    pub fn take_input(&mut self) -> Box<dyn BufRead + Send> {
        std::mem::replace(&mut self.host_mut().input, Box::new(std::io::empty()))
    }

    /// Where a path that a program wrote leads (LANGUAGE 12.5): below the main script's directory
    /// if the script was given with one, else unchanged. On Windows one with a drive is unchanged.
    pub fn script_path(&self, written: impl AsRef<[u8]>) -> PathBuf {
        let written = written.as_ref();
        let Some(directory) = &self.host().script_dir else {
            return PathBuf::from(os_string(written));
        };
        // A path from the root would take the place of the directory.
        let roots = written.iter().take_while(|&&byte| is_separator(byte.into())).count();
        Path::new(directory).join(os_string(&written[roots..]))
    }

    /// The interpreter as invoked, the script, and the script's own arguments.
    pub fn program_args(&self) -> &[String] {
        &self.host().program_args
    }

    /// What this vm's programs may do.
    pub fn permissions(&self) -> Permissions {
        self.host().permissions
    }

    /// Pays for work before it is done: one unit for each [`CHARGE_BYTES`] bytes or elements.
    ///
    /// # Errors
    /// The fuel does not suffice, or the program was interrupted.
    #[inline]
    pub fn charge(&self, units: usize) -> Result<(), Error> {
        if !self.context.take_fuel(i64::try_from(units).unwrap_or(i64::MAX)) {
            return Err(ErrorKind::OutOfFuel.into());
        }
        self.poll()
    }

    /// Ends a native that was interrupted. Call it about every 64 KiB of work.
    ///
    /// # Errors
    /// The program was interrupted.
    pub fn poll(&self) -> Result<(), Error> {
        if self.context.polled() { Ok(self.context.look()?) } else { Ok(()) }
    }

    /// The calls that are active, innermost first: the one that called this native, its caller, and
    /// so on.
    pub fn frames(&self) -> Frames<'_> {
        Frames::new(self.context)
    }

    /// The state of type `T` that this vm keeps for natives, made by `Default` at its first use.
    ///
    /// # Panics
    /// Never: the map is keyed by the type.
    pub fn state<T: Any + Send + Default>(&mut self) -> &mut T {
        let state = self.host_mut().states.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(T::default()));
        state.downcast_mut().expect("states are keyed by their type")
    }
}
