//! [`Objects`]: the heap as host functions may change it.
//!
//! A [`Heap`] has more: functions and modules whose records the engine follows, tables and the
//! value stack that it reads by pointer, words that tell machine code of errors and exits; and
//! whoever holds a `&mut Heap` can put another in its place. Invariant: nothing that is done
//! through this makes a word that a program could not.

use std::ops::{Deref, Range};

use heap::{Bits, Handle, Heap, HeapError, ShapeId};

/// The heap of a running vm, for making and changing the objects that programs know. Reading is the
/// [heap](Heap)'s own; values are held by [handles](Handle).
///
/// ```
/// use vm::{Ctx, Error, HostModule, Return, Vm};
///
/// fn pair(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
///     let (left, right) = (ctx.arg_handle(0), ctx.arg_handle(1));
///     let mut heap = ctx.heap_mut();
///     let pair = heap.new_array(2)?;
///     heap.array_push(pair, left)?;
///     heap.array_push(pair, right)?;
///     Ok(pair.into())
/// }
///
/// let mut vm = Vm::builder().module(HostModule::new("host").function("pair", pair)).build()?;
/// vm.run(lang::compile_verified("main", b"var p = host.pair(1, 'two');").unwrap().into())?;
/// let p: vm::Object = vm.global("p")?;
/// assert_eq!(p.get::<String>(&mut vm, 1)?, "two");
/// # Ok::<(), Error>(())
/// ```
///
/// Another heap cannot take its place:
///
/// ```compile_fail,E0594
/// fn replace(ctx: &mut vm::Ctx<'_>, other: vm::heap::Heap) {
///     *ctx.heap_mut() = other;
/// }
/// ```
#[derive(Debug)]
pub struct Objects<'h>(&'h mut Heap);

impl Deref for Objects<'_> {
    type Target = Heap;

    fn deref(&self) -> &Heap {
        self.0
    }
}

/// Each is the [heap](Heap)'s of the same name.
macro_rules! offered {
    ($( $(#[$doc:meta])* $name:ident($($param:ident: $type:ty),*) -> $result:ty; )*) => {
        impl Objects<'_> { $(
            $(#[$doc])*
            #[inline]
            pub fn $name(&mut self $(, $param: $type)*) -> $result {
                self.0.$name($($param),*)
            }
        )* }
    };
}

offered! {
    /// A string.
    ///
    /// # Errors
    /// Out of memory, or longer than [`heap::MAX_STRING_BYTES`].
    new_string(bytes: &[u8]) -> Result<Handle, HeapError>;
    /// The bytes from `start` to `end` of a string, both cut to its length; nil if it is no string.
    ///
    /// # Errors
    /// Out of memory.
    substring(string: Handle, start: usize, end: usize) -> Result<Handle, HeapError>;
    /// What `+` gives when a string is involved; nil if neither is a string.
    ///
    /// # Errors
    /// Out of memory, or longer than [`heap::MAX_STRING_BYTES`].
    concat(left: Handle, right: Handle) -> Result<Handle, HeapError>;
    /// An empty array with room for `capacity` elements.
    ///
    /// # Errors
    /// Out of memory, or more than [`heap::MAX_ARRAY_LENGTH`].
    new_array(capacity: usize) -> Result<Handle, HeapError>;
    /// Appends to an array; nothing happens to anything else.
    ///
    /// # Errors
    /// Out of memory, or longer than [`heap::MAX_ARRAY_LENGTH`].
    array_push(array: Handle, value: Handle) -> Result<(), HeapError>;
    /// Appends parts of a string to an array, each cut to the string's length. Nothing happens if
    /// they are no string and no array.
    ///
    /// # Errors
    /// Out of memory, or longer than [`heap::MAX_ARRAY_LENGTH`].
    array_push_parts(array: Handle, string: Handle, parts: &[Range<usize>]) -> Result<(), HeapError>;
    /// Appends the bytes of a part of a string to an array, each as a string. The part is cut to
    /// the string's length. Nothing happens if they are no string and no array.
    ///
    /// # Errors
    /// Out of memory, or longer than [`heap::MAX_ARRAY_LENGTH`].
    array_push_bytes(array: Handle, string: Handle, part: Range<usize>) -> Result<(), HeapError>;
    /// `a[index] = value`: a negative index is ignored, one beyond the end has the array grow.
    /// Nothing happens to anything else.
    ///
    /// # Errors
    /// Out of memory, or longer than [`heap::MAX_ARRAY_LENGTH`].
    array_set(array: Handle, index: i32, value: Handle) -> Result<(), HeapError>;
    /// Removes and gives the last element; nil if there is none.
    ///
    /// # Errors
    /// Out of memory when there are millions of handles.
    array_pop(array: Handle) -> Result<Handle, HeapError>;
    /// An empty map.
    ///
    /// # Errors
    /// Out of memory.
    new_map() -> Result<Handle, HeapError>;
    /// Sets an entry of a map; other keys than ints, bools and strings are ignored, and so is
    /// anything but a map.
    ///
    /// # Errors
    /// Out of memory, or more than [`heap::MAX_MAP_ENTRIES`].
    map_set(map: Handle, key: Handle, value: Handle) -> Result<(), HeapError>;
    /// An array of a map's keys in the language's order; nil if it is no map.
    ///
    /// # Errors
    /// Out of memory.
    map_keys(map: Handle) -> Result<Handle, HeapError>;
    /// `object[key] = value`, of an array or a map.
    ///
    /// # Errors
    /// Out of memory, or beyond a limit.
    index_set(object: Handle, key: Handle, value: Handle) -> Result<(), HeapError>;
    /// The shape of structs called `name` with these fields, the same for equal definitions.
    ///
    /// # Errors
    /// Too many fields or shapes.
    intern_shape(name: &[u8], fields: &[&[u8]]) -> Result<ShapeId, HeapError>;
    /// A struct definition, which makes instances when it is called.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Panics
    /// If `shape` comes from another heap.
    new_struct_def(shape: ShapeId) -> Result<Handle, HeapError>;
    /// An instance with the given fields; missing ones are nil, superfluous ones ignored.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Panics
    /// If `shape` comes from another heap.
    new_instance(shape: ShapeId, fields: &[Handle]) -> Result<Handle, HeapError>;
    /// Sets a field of an instance; false if it has none of that name.
    set_field(instance: Handle, name: &[u8], value: Handle) -> bool;
    /// Something that only host functions make use of.
    ///
    /// # Errors
    /// Out of memory.
    new_resource(tag: u32, payload: [Handle; 2]) -> Result<Handle, HeapError>;
    /// Sets one of a resource's two values; false if it is none, or `place` is above 1.
    set_payload(resource: Handle, place: usize, value: Handle) -> bool;
    /// Makes `handle` hold what `value` holds; nothing happens if it is stale.
    assign(handle: Handle, value: Handle) -> ();
    /// Collects garbage now.
    ///
    /// # Errors
    /// Out of memory.
    collect() -> Result<(), HeapError>;
}

impl<'h> Objects<'h> {
    pub(crate) fn new(heap: &'h mut Heap) -> Objects<'h> {
        Objects(heap)
    }

    /// Runs `work` in a scope of its own: handles that it makes end with it, as in
    /// [`Ctx::nested`](crate::Ctx::nested).
    pub fn nested<R>(&mut self, work: impl FnOnce(&mut Objects<'_>) -> R) -> R {
        let mark = self.0.handle_mark();
        let result = work(&mut Objects(self.0));
        self.0.release_handles(mark);
        result
    }

    /// A handle of a number, a bool or nil. An object's word gives nil, and so does what is no
    /// value; a NaN is the canonical one.
    ///
    /// # Errors
    /// Out of memory when there are millions of handles.
    pub fn plain(&mut self, bits: Bits) -> Result<Handle, HeapError> {
        let value = match bits {
            bits if bits.is_int() || bits.is_bool() => bits,
            bits if bits.is_float() => Bits::float(bits.as_float()),
            _ => Bits::NIL,
        };
        self.0.plain(value)
    }
}
