//! What a host does with an [`Object`]: read it, change it, call it.

use heap::{Bits, Handle, View};

use crate::common::error::{Error, ErrorKind};
use crate::embedding::convert::{Args, FromValue, ToValue, check_key, describe, mismatch, type_error, type_name};
use crate::embedding::vm::Vm;
use crate::runtime::host::{Ctx, Return};
use crate::runtime::roots::Object;

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// A string.
    String,
    /// An array.
    Array,
    /// A map.
    Map,
    /// A function of a program, or a host function.
    Function,
    /// A struct definition, which makes instances when it is called.
    Struct,
    /// An instance of a struct.
    Instance,
    /// A module.
    Module,
    /// Something that only host functions make use of.
    Other,
}

impl Ctx<'_> {
    /// The word of an object.
    ///
    /// # Errors
    /// It belongs to another vm.
    #[inline]
    pub(crate) fn object_bits(&self, object: &Object) -> Result<Bits, Error> {
        let roots = &self.context.engine_ref().roots;
        roots.bits(self.heap(), object).ok_or_else(|| ErrorKind::ForeignObject.into())
    }

    /// An object as a handle of this scope.
    ///
    /// # Errors
    /// It belongs to another vm.
    pub fn object(&mut self, object: &Object) -> Result<Handle, Error> {
        let bits = self.object_bits(object)?;
        // SAFETY: the table of kept objects is a root, so the word is live.
        Ok(unsafe { self.whole_heap().root(bits) }?)
    }

    /// Keeps an object beyond this scope.
    ///
    /// # Errors
    /// Out of memory.
    pub fn keep(&mut self, value: Handle) -> Result<Object, Error> {
        let engine = self.context.engine();
        engine.roots.keep(&mut engine.heap, value)
    }

    /// What a handle's array has at an index, its map under a key, its instance in a field, or its
    /// module as a global; nil if there is none.
    ///
    /// # Errors
    /// It is none of these, or the value found is of another type.
    pub fn get<R: FromValue>(&mut self, from: Handle, key: impl ToValue) -> Result<R, Error> {
        self.nested(|ctx| {
            let key = key.to_value(ctx)?;
            let key = ctx.handle(key)?;
            let bits = ctx.part(from, key)?;
            ctx.convert(bits)
        })
    }

    fn part(&mut self, from: Handle, key: Handle) -> Result<Bits, Error> {
        let heap = self.heap();
        let key_value = heap.get(key);
        match heap.get(from).view() {
            View::Array(items) => {
                let index = key_value.as_int().ok_or_else(|| type_error("int as index", describe(heap, key_value)))?;
                Ok(usize::try_from(index).ok().and_then(|index| items.get(index)).map_or(Bits::NIL, |item| item.bits()))
            }
            View::Map(_) => {
                check_key(self, key)?;
                Ok(heap.map_get(heap.get(from), key_value).map_or(Bits::NIL, |value| value.bits()))
            }
            View::Instance(_) => {
                let name = self.name(key)?;
                Ok(heap.field(heap.get(from), name).map_or(Bits::NIL, |field| field.bits()))
            }
            View::Module(record) => {
                let name = String::from_utf8_lossy(self.name(key)?).into_owned();
                // SAFETY: the record of a live module of this vm.
                Ok(unsafe { crate::runtime::global::member(self.context, record, &name) }.unwrap_or(Bits::NIL))
            }
            _ => Err(type_error("array, map, instance or module", type_name(self, from))),
        }
    }

    /// The bytes of a key that is a name.
    fn name(&self, key: Handle) -> Result<&[u8], Error> {
        let value = self.heap().get(key);
        value.as_string().ok_or_else(|| type_error("string as name", describe(self.heap(), value)))
    }

    /// Sets an element of an array (which grows if need be), an entry of a map, or a field of an
    /// instance.
    ///
    /// # Errors
    /// It is none of these, it has no such field, the key is of another type, or out of memory.
    pub fn set(&mut self, target: Handle, key: impl ToValue, value: impl ToValue) -> Result<(), Error> {
        self.nested(|ctx| {
            let key = key.to_value(ctx)?;
            let key = ctx.handle(key)?;
            let value = value.to_value(ctx)?;
            let value = ctx.handle(value)?;
            ctx.set_part(target, key, value)
        })
    }

    fn set_part(&mut self, target: Handle, key: Handle, value: Handle) -> Result<(), Error> {
        let heap = self.heap();
        match heap.get(target).view() {
            View::Array(_) => {
                let index = heap.get(key).as_int().filter(|&index| index >= 0);
                let index = index.ok_or_else(|| type_error("int of at least 0 as index", type_name(self, key)))?;
                Ok(self.whole_heap().array_set(target, index, value)?)
            }
            View::Map(_) => {
                check_key(self, key)?;
                Ok(self.whole_heap().map_set(target, key, value)?)
            }
            View::Instance(shape) => {
                let name = self.name(key)?.to_vec();
                if self.whole_heap().set_field(target, &name, value) {
                    return Ok(());
                }
                let struct_name = String::from_utf8_lossy(&self.heap().shape(shape).name).into();
                let field = String::from_utf8_lossy(&name).into();
                Err(ErrorKind::NoSuchField { struct_name, field }.into())
            }
            View::Module(_) => Err(ErrorKind::NotSettable.into()),
            _ => Err(type_error("array, map or instance", type_name(self, target))),
        }
    }
}

/// What keeps objects: a [`Vm`] at rest, or the [`Ctx`] of a native.
pub trait Machine: sealed::Machine {}

impl Machine for Vm {}
impl Machine for Ctx<'_> {}

mod sealed {
    use super::{Ctx, Error, Vm};

    pub trait Machine {
        /// Does something in a scope.
        fn with<R>(&mut self, work: impl FnOnce(&mut Ctx<'_>) -> Result<R, Error>) -> Result<R, Error>;
    }

    impl Machine for Vm {
        #[inline]
        fn with<R>(&mut self, work: impl FnOnce(&mut Ctx<'_>) -> Result<R, Error>) -> Result<R, Error> {
            self.scope(work)
        }
    }

    impl Machine for Ctx<'_> {
        #[inline]
        fn with<R>(&mut self, work: impl FnOnce(&mut Ctx<'_>) -> Result<R, Error>) -> Result<R, Error> {
            self.nested(work)
        }
    }
}

impl Object {
    /// What it is.
    ///
    /// # Errors
    /// It belongs to another vm.
    pub fn kind(&self, vm: &mut impl Machine) -> Result<Kind, Error> {
        vm.with(|ctx| {
            let object = ctx.object(self)?;
            Ok(match ctx.heap().get(object).view() {
                View::String(_) => Kind::String,
                View::Array(_) => Kind::Array,
                View::Map(_) => Kind::Map,
                View::Function(_) | View::Native(_) => Kind::Function,
                View::StructDef(_) => Kind::Struct,
                View::Instance(_) => Kind::Instance,
                View::Module(_) => Kind::Module,
                _ => Kind::Other,
            })
        })
    }

    /// A copy of it as a Rust value.
    ///
    /// # Errors
    /// It is of another type, or belongs to another vm.
    pub fn to<R: FromValue>(&self, vm: &mut impl Machine) -> Result<R, Error> {
        vm.with(|ctx| {
            let object = ctx.object(self)?;
            R::from_value(ctx, object)
        })
    }

    /// An array's element, a map's entry, an instance's field, a module's global; nil if there is
    /// none.
    ///
    /// # Errors
    /// It is none of these, the value found is of another type, or it belongs to another vm.
    pub fn get<R: FromValue>(&self, vm: &mut impl Machine, key: impl ToValue) -> Result<R, Error> {
        vm.with(|ctx| {
            let object = ctx.object(self)?;
            ctx.get(object, key)
        })
    }

    /// Sets an array's element (the array grows if need be), a map's entry, or an instance's field.
    ///
    /// # Errors
    /// It is none of these, has no such field, or belongs to another vm; out of memory.
    pub fn set(&self, vm: &mut impl Machine, key: impl ToValue, value: impl ToValue) -> Result<(), Error> {
        vm.with(|ctx| {
            let object = ctx.object(self)?;
            ctx.set(object, key, value)
        })
    }

    /// Appends to an array.
    ///
    /// # Errors
    /// It is none, or belongs to another vm; out of memory.
    pub fn push(&self, vm: &mut impl Machine, value: impl ToValue) -> Result<(), Error> {
        vm.with(|ctx| {
            let object = ctx.object(self)?;
            if ctx.heap().get(object).as_array().is_none() {
                return Err(type_error("array", type_name(ctx, object)));
            }
            let value = value.to_value(ctx)?;
            let value = ctx.handle(value)?;
            Ok(ctx.whole_heap().array_push(object, value)?)
        })
    }

    /// Elements of an array, entries of a map, bytes of a string; 0 for anything else.
    ///
    /// # Errors
    /// It belongs to another vm.
    pub fn len(&self, vm: &mut impl Machine) -> Result<usize, Error> {
        vm.with(|ctx| {
            let object = ctx.object(self)?;
            Ok(ctx.heap().get(object).length() as usize)
        })
    }

    /// Whether [`len`](Self::len) is 0.
    ///
    /// # Errors
    /// It belongs to another vm.
    pub fn is_empty(&self, vm: &mut impl Machine) -> Result<bool, Error> {
        Ok(self.len(vm)? == 0)
    }

    /// Calls a function, or makes an instance of a struct.
    ///
    /// # Errors
    /// The program's error; it is neither of these; it or an argument belongs to another vm; the
    /// result is of another type.
    #[inline]
    pub fn call<R: FromValue>(&self, vm: &mut impl Machine, args: impl Args) -> Result<R, Error> {
        vm.with(|ctx| {
            let callee = ctx.object_bits(self)?;
            ctx.call_bits(callee, args)
        })
    }
}

impl FromValue for Object {
    const EXPECTED: &'static str = "object";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Object, Error> {
        if ctx.heap().bits(value).is_heap() { ctx.keep(value) } else { Err(mismatch::<Object>(ctx, value)) }
    }
}

impl ToValue for &Object {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        Ok(ctx.object(self)?.into())
    }
}

impl ToValue for Object {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        (&self).to_value(ctx)
    }
}
