//! A value taken apart by kind, for code that handles every kind: `match value.view()`.

use crate::heap::Heap;
use crate::layout::kind;
use crate::order::MapView;
use crate::raw;
use crate::shape::ShapeId;
use crate::value::{Bits, Value};

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub enum View<'h> {
    /// `nil`, and the words that are no values: UNDEF, EXC, EXIT.
    Nil,
    /// `true` or `false`.
    Bool(bool),
    /// A 32-bit int.
    Int(i32),
    /// A double.
    Float(f64),
    /// A byte string.
    String(&'h [u8]),
    /// An array.
    Array(&'h [Value<'h>]),
    /// A map.
    Map(MapView<'h>),
    /// A function, by its owner's record.
    Function(u64),
    /// A host function, by its number.
    Native(u32),
    /// The definition of the structs of a shape.
    StructDef(ShapeId),
    /// An instance; its fields are [`Heap::fields`].
    Instance(ShapeId),
    /// A module, by its owner's record.
    Module(u64),
    /// An opaque thing of a host function.
    Resource {
        /// What it is.
        tag: u32,
        /// Two values of its own.
        payload: [Value<'h>; 2],
    },
    /// An object that is no value: a cell, or storage of another object.
    Internal,
}

impl<'h> Value<'h> {
    /// The value by kind.
    pub fn view(self) -> View<'h> {
        let bits = self.bits();
        if bits.is_int() {
            return View::Int(bits.as_int());
        }
        if bits.is_float() {
            return View::Float(bits.as_float());
        }
        if bits.is_heap() {
            return self.view_object();
        }
        bits.as_bool().map_or(View::Nil, View::Bool)
    }

    fn view_object(self) -> View<'h> {
        let bits = self.bits();
        // SAFETY: a value is not stale.
        let object_kind = unsafe { raw::kind_of(bits) };
        match object_kind {
            // SAFETY: of that kind.
            kind::STRING | kind::SLICE => View::String(unsafe { raw::string_bytes(bits) }),
            kind::ARRAY => self.as_array().map_or(View::Internal, View::Array),
            kind::MAP => self.as_map().map_or(View::Internal, View::Map),
            // SAFETY: of that kind.
            kind::FUNCTION => View::Function(unsafe { raw::function_record(bits) }),
            // SAFETY: of that kind.
            kind::NATIVE => View::Native(unsafe { raw::native_index(bits) }),
            kind::STRUCT_DEF => {
                // SAFETY: of that kind.
                let shape = unsafe { raw::struct_def_shape(bits) };
                ShapeId::from_kind(shape).map_or(View::Internal, View::StructDef)
            }
            // SAFETY: of that kind.
            kind::MODULE => View::Module(unsafe { raw::module_record(bits) }),
            kind::RESOURCE => self.view_resource(),
            other => ShapeId::from_kind(other).map_or(View::Internal, View::Instance),
        }
    }

    fn view_resource(self) -> View<'h> {
        let bits = self.bits();
        // SAFETY: by the caller, a resource.
        let tag = unsafe { raw::resource_tag(bits) };
        let payload = [0, 1].map(|place| {
            // SAFETY: a resource has two payloads.
            let payload = unsafe { raw::resource_payload(bits, place) };
            // SAFETY: words of live objects are live while the heap is borrowed.
            unsafe { Value::new(payload) }
        });
        View::Resource { tag, payload }
    }

    /// The shape of an instance.
    #[inline]
    pub fn as_instance(self) -> Option<ShapeId> {
        if !self.bits().is_heap() {
            return None;
        }
        // SAFETY: a value is not stale.
        ShapeId::from_kind(unsafe { raw::kind_of(self.bits()) })
    }

    /// The int, if it is one (a bool is not).
    pub fn as_int(self) -> Option<i32> {
        self.bits().is_int().then(|| self.bits().as_int())
    }

    /// What `length(value)` gives: elements, bytes or entries, else 0.
    pub fn length(self) -> u32 {
        // SAFETY: a value is not stale.
        unsafe { raw::length(self.bits()) }
    }
}

impl Heap {
    /// The path of a module, if the value is one.
    pub fn module_path<'h>(&'h self, module: Value<'h>) -> Option<Value<'h>> {
        let bits = module.bits();
        // SAFETY: a value is not stale.
        let is_module = unsafe { raw::is_kind(bits, kind::MODULE) };
        // SAFETY: a module.
        let path: Option<Bits> = is_module.then(|| unsafe { raw::module_path(bits) });
        // SAFETY: words of live objects are live while the heap is borrowed.
        path.map(|bits| unsafe { Value::new(bits) })
    }
}
