//! How each kind of object lies in memory: what the collector, the interpreter and machine code
//! agree on.
//!
//! Every object starts with a [`Header`], is 16-byte aligned and at least 16 bytes long. The
//! offsets that machine code inlines are constants here, asserted at compile time. Invariant: an
//! object's kind never changes while it lives, except to `FORWARDED` inside a collection, so a fact
//! learnt from the header survives every store.

use std::mem::{offset_of, size_of};

use crate::value::Bits;

/// Kind ids: the first word of an object. Ids from [`FIRST_SHAPE`] on are shape ids: the object is
/// a struct instance.
pub mod kind {
    /// Moved by the running collection; the new address is in the second word. Never seen outside
    /// one.
    pub const FORWARDED: u32 = 0;
    /// A [`super::Str`]: string with its bytes inline.
    pub const STRING: u32 = 1;
    /// A [`super::Slice`]: string that is a prefix of an append buffer.
    pub const SLICE: u32 = 2;
    /// A [`super::Buffer`]: the bytes that slices share. Not a value.
    pub const BUFFER: u32 = 3;
    /// A [`super::Array`].
    pub const ARRAY: u32 = 4;
    /// A [`super::Elements`]: the storage of one array. Not a value.
    pub const ELEMENTS: u32 = 5;
    /// A [`super::Map`].
    pub const MAP: u32 = 6;
    /// A [`super::Entries`]: the storage of one map. Not a value.
    pub const ENTRIES: u32 = 7;
    /// A [`super::Index`]: the hash index of one map. Not a value.
    pub const INDEX: u32 = 8;
    /// A [`super::Function`].
    pub const FUNCTION: u32 = 9;
    /// A [`super::Cell`]: a captured variable. Not a value, but stands in cell slots and upvalues.
    pub const CELL: u32 = 10;
    /// A [`super::StructDef`].
    pub const STRUCT_DEF: u32 = 11;
    /// A [`super::Module`].
    pub const MODULE: u32 = 12;
    /// A [`super::Native`].
    pub const NATIVE: u32 = 13;
    /// A [`super::Resource`].
    pub const RESOURCE: u32 = 14;
}

/// The first shape id; smaller ids are kinds.
pub const FIRST_SHAPE: u32 = 64;

/// Object sizes and alignment are multiples of this.
pub const GRANULE: usize = 16;

/// Bits of [`Header::gc`] that hold the size in granules; 0 means that the size does not fit and
/// follows from the object's own capacity.
pub const GC_SIZE_MASK: u32 = (1 << 24) - 1;
/// Bit of [`Header::gc`]: the object has a mapping of its own.
pub const GC_LARGE: u32 = 1 << 24;
/// Bit of [`Header::gc`]: a large object reached by the running marking.
pub const GC_MARK: u32 = 1 << 25;
/// Bit of [`Header::gc`]: the object is on the path of a running traversal (see [`crate::Path`]).
pub const GC_ON_PATH: u32 = 1 << 26;
/// Bit of [`Header::gc`]: an old object into which no pointer was stored since the last collection.
/// Whoever stores a pointer into an object with this bit tells the heap first (see
/// [`crate::raw::store`]). Young objects do not have it.
pub const GC_UNLOGGED: u32 = 1 << 27;
/// Offset of the byte of an object that [`GC_UNLOGGED`] is in, and the bit in that byte, for
/// machine code.
pub const BARRIER_BYTE: (usize, u8) = (HEADER_GC + 3, (GC_UNLOGGED >> 24) as u8);

/// First 8 bytes of every object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Header {
    /// Kind id, or shape id of a struct instance.
    pub kind: u32,
    /// Size in granules and the collector's bits.
    pub gc: u32,
}

/// `STRING`: `len` bytes follow at [`STRING_BYTES`], and zeros up to the end of the object, which
/// has room for [`SHORT_STRING`] bytes at least. So two strings of up to that many bytes are equal
/// if their lengths and these bytes are.
#[repr(C)]
pub struct Str {
    /// Kind and collector bits.
    pub header: Header,
    /// Bytes in the string.
    pub len: u32,
    /// Seeded hash of the bytes, 0 while not computed.
    pub hash: u32,
}

/// `SLICE`: the first `len` bytes of an append buffer.
#[repr(C)]
pub struct Slice {
    /// Kind and collector bits.
    pub header: Header,
    /// Bytes in the string.
    pub len: u32,
    /// Seeded hash of the bytes, 0 while not computed.
    pub hash: u32,
    /// First byte: [`BUFFER_BYTES`] into `buffer`.
    pub data: *const u8,
    /// The buffer it is a prefix of.
    pub buffer: *mut Buffer,
}

/// `BUFFER`: `capacity` bytes follow at [`BUFFER_BYTES`], of which `used` belong to strings.
#[repr(C)]
pub struct Buffer {
    /// Kind and collector bits.
    pub header: Header,
    /// Bytes there is room for.
    pub capacity: u32,
    /// Bytes that belong to strings.
    pub used: u32,
}

/// `ARRAY`: `len` elements at `data`, room for `capacity`.
#[repr(C)]
pub struct Array {
    /// Kind and collector bits.
    pub header: Header,
    /// Number of elements.
    pub len: u32,
    /// Elements there is room for.
    pub capacity: u32,
    /// First element, [`ELEMENTS_ITEMS`] into an [`Elements`]; null while `capacity` is 0.
    pub data: *mut Bits,
    /// Padding, always 0.
    pub reserved: u64,
}

/// `ELEMENTS`: storage of one array; the words follow at [`ELEMENTS_ITEMS`]. Only the array's `len`
/// counts; `len` here is written by the collector for its own scan.
#[repr(C)]
pub struct Elements {
    /// Kind and collector bits.
    pub header: Header,
    /// Elements, for the collector's scan only.
    pub len: u32,
    /// Words there is room for.
    pub capacity: u32,
}

/// `MAP`: `len` entries in insertion order at `entries`, found through the open-addressed `index`
/// once there are more than a few.
#[repr(C)]
pub struct Map {
    /// Kind and collector bits.
    pub header: Header,
    /// Number of entries.
    pub len: u32,
    /// Entries there is room for.
    pub capacity: u32,
    /// First entry, [`ENTRIES_ITEMS`] into an [`Entries`]; null while `capacity` is 0.
    pub entries: *mut Entry,
    /// First slot, [`INDEX_SLOTS`] into an [`Index`]; null while the map is small. A slot is 0
    /// (free), or has the entry's place + 1 in the bits of `mask` and the bits of the key's hash
    /// above them.
    pub index: *mut u32,
    /// Slots in the index - 1 (a power of two - 1); 0 while `index` is null.
    pub mask: u32,
    /// Place of the entry that was found or made last, which is often looked for again; 0 in an
    /// empty map.
    pub last: u32,
    /// What the index permutes small int keys by: an odd number, while `index` is not null. See
    /// [`Heap::int_hash_secret`](crate::Heap::int_hash_secret).
    pub factor: u32,
}

/// One entry of a map. The key is an int or a string.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Entry {
    /// An int or a string.
    pub key: Bits,
    /// The value of the key.
    pub value: Bits,
}

/// `ENTRIES`: storage of one map; entries follow at [`ENTRIES_ITEMS`]. `len` as in [`Elements`].
#[repr(C)]
pub struct Entries {
    /// Kind and collector bits.
    pub header: Header,
    /// Entries, for the collector's scan only.
    pub len: u32,
    /// Entries there is room for.
    pub capacity: u32,
}

/// `INDEX`: `capacity` u32 slots follow at [`INDEX_SLOTS`].
#[repr(C)]
pub struct Index {
    /// Kind and collector bits.
    pub header: Header,
    /// Number of slots.
    pub capacity: u32,
    /// Padding, always 0.
    pub reserved: u32,
}

/// `FUNCTION`: upvalues (words of cells) follow at [`FUNCTION_UPVALUES`].
#[repr(C)]
pub struct Function {
    /// Kind and collector bits.
    pub header: Header,
    /// Address of the owner's non-moving record; opaque here, and the function's stable identity.
    pub record: u64,
    /// The module whose globals it uses, or nil.
    pub module: Bits,
    /// How many upvalues follow.
    pub upvalue_count: u32,
    /// Padding, always 0.
    pub reserved: u32,
}

/// `CELL`: one captured variable.
#[repr(C)]
pub struct Cell {
    /// Kind and collector bits.
    pub header: Header,
    /// The value of the variable.
    pub value: Bits,
}

/// `STRUCT_DEF`: a struct definition.
#[repr(C)]
pub struct StructDef {
    /// Kind and collector bits.
    pub header: Header,
    /// The shape of its instances.
    pub shape: u32,
    /// Padding, always 0.
    pub reserved: u32,
}

/// A struct instance; its fields follow at [`INSTANCE_FIELDS`].
#[repr(C)]
pub struct Instance {
    /// `kind` is the shape id.
    pub header: Header,
}

/// `MODULE`: an executed module and its globals.
#[repr(C)]
pub struct Module {
    /// Kind and collector bits.
    pub header: Header,
    /// String: the path as resolved.
    pub path: Bits,
    /// Address of the owner's record; opaque here.
    pub record: u64,
    /// First global, in a weak root table; does not move.
    pub globals: *mut Bits,
    /// Number of globals.
    pub global_count: u32,
    /// Number of the root table.
    pub table: u32,
    /// Generation of the root table, so that a freed one is not traced.
    pub generation: u32,
    /// Padding, always 0.
    pub reserved: u32,
}

/// `NATIVE`: a host function.
#[repr(C)]
pub struct Native {
    /// Kind and collector bits.
    pub header: Header,
    /// Number in the owner's list.
    pub index: u32,
    /// Padding, always 0.
    pub reserved: u32,
}

/// `RESOURCE`: an opaque thing of a host function.
#[repr(C)]
pub struct Resource {
    /// Kind and collector bits.
    pub header: Header,
    /// What it is, by agreement of the host functions.
    pub tag: u32,
    /// Padding, always 0.
    pub reserved: u32,
    /// Two values of its own.
    pub payload: [Bits; 2],
}

/// Offset of [`Header::kind`], in bytes.
pub const HEADER_KIND: usize = offset_of!(Header, kind);
/// Offset of [`Header::gc`], in bytes.
pub const HEADER_GC: usize = offset_of!(Header, gc);
/// Offset of [`Str::hash`], in bytes.
pub const STRING_HASH: usize = offset_of!(Str, hash);
/// Offset of the bytes of a flat string, in bytes.
pub const STRING_BYTES: usize = size_of::<Str>();
/// Strings of up to this many bytes are all flat, and their objects have the same size.
pub const SHORT_STRING: usize = GRANULE;
/// Offset of [`Str::len`], in bytes.
pub const STRING_LEN: usize = offset_of!(Str, len);
/// Offset of the bytes of a buffer, in bytes.
pub const BUFFER_BYTES: usize = size_of::<Buffer>();
/// Offset of [`Array::len`], in bytes.
pub const ARRAY_LEN: usize = offset_of!(Array, len);
/// Offset of [`Array::capacity`], in bytes.
pub const ARRAY_CAPACITY: usize = offset_of!(Array, capacity);
/// Offset of [`Array::data`], in bytes.
pub const ARRAY_DATA: usize = offset_of!(Array, data);
/// Offset of [`Elements::len`], in bytes; the capacity follows it, as in an [`Array`].
pub const ELEMENTS_LEN: usize = offset_of!(Elements, len);
/// Offset of the first word of an array's storage, in bytes.
pub const ELEMENTS_ITEMS: usize = size_of::<Elements>();
/// Offset of [`Map::len`], in bytes.
pub const MAP_LEN: usize = offset_of!(Map, len);
/// Offset of [`Map::entries`], in bytes.
pub const MAP_ENTRIES: usize = offset_of!(Map, entries);
/// Offset of [`Map::index`], in bytes.
pub const MAP_INDEX: usize = offset_of!(Map, index);
/// Offset of [`Map::mask`], in bytes.
pub const MAP_MASK: usize = offset_of!(Map, mask);
/// Offset of [`Map::last`], in bytes.
pub const MAP_LAST: usize = offset_of!(Map, last);
/// Offset of [`Map::factor`], in bytes.
pub const MAP_FACTOR: usize = offset_of!(Map, factor);
/// How many consecutive int keys get consecutive slots of a map's index; see
/// [`Heap::int_hash_secret`](crate::Heap::int_hash_secret).
pub const NEIGHBOURS: u32 = 8;
/// Offset of [`Entry::key`], in bytes.
pub const ENTRY_KEY: usize = offset_of!(Entry, key);
/// Offset of [`Entry::value`], in bytes.
pub const ENTRY_VALUE: usize = offset_of!(Entry, value);
/// Offset of the first entry of a map's storage, in bytes.
pub const ENTRIES_ITEMS: usize = size_of::<Entries>();
/// Offset of the first slot of an index, in bytes.
pub const INDEX_SLOTS: usize = size_of::<Index>();
/// Offset of [`Function::record`], in bytes.
pub const FUNCTION_RECORD: usize = offset_of!(Function, record);
/// Offset of the first upvalue, in bytes.
pub const FUNCTION_UPVALUES: usize = size_of::<Function>();
/// Offset of [`Cell::value`], in bytes.
pub const CELL_VALUE: usize = offset_of!(Cell, value);
/// Offset of the first field, in bytes.
pub const INSTANCE_FIELDS: usize = size_of::<Instance>();
/// Offset of [`Module::record`], in bytes.
pub const MODULE_RECORD: usize = offset_of!(Module, record);

const _: () = {
    assert!(size_of::<Header>() == 8 && HEADER_KIND == 0 && HEADER_GC == 4);
    assert!(STRING_LEN == 8 && STRING_HASH == 12 && STRING_BYTES == 16 && SHORT_STRING == 16);
    assert!(offset_of!(Slice, len) == offset_of!(Str, len) && offset_of!(Slice, hash) == STRING_HASH);
    assert!(size_of::<Slice>() == 32);
    assert!(BUFFER_BYTES == 16 && ELEMENTS_ITEMS == 16 && ENTRIES_ITEMS == 16 && INDEX_SLOTS == 16);
    assert!(ELEMENTS_LEN == 8 && offset_of!(Elements, capacity) == 12);
    assert!(ARRAY_LEN == 8 && ARRAY_CAPACITY == 12 && ARRAY_DATA == 16 && size_of::<Array>() == 32);
    assert!(MAP_LEN == 8 && MAP_ENTRIES == 16 && MAP_INDEX == 24 && MAP_MASK == 32 && MAP_LAST == 36);
    assert!(MAP_FACTOR == 40 && size_of::<Map>() == 48);
    assert!(size_of::<Entry>() == 16 && ENTRY_KEY == 0 && ENTRY_VALUE == 8);
    assert!(FUNCTION_RECORD == 8 && FUNCTION_UPVALUES == 32);
    assert!(CELL_VALUE == 8 && size_of::<Cell>() == 16 && INSTANCE_FIELDS == 8);
    assert!(size_of::<StructDef>() == 16);
    assert!(MODULE_RECORD == 16 && size_of::<Module>() == 48);
    assert!(size_of::<Native>() == 16);
    assert!(size_of::<Resource>() == 32);
};

impl Header {
    /// The header of a fresh object of `size_bytes`, a multiple of [`GRANULE`].
    #[inline]
    pub const fn new(kind: u32, size_bytes: usize) -> Header {
        let granules = size_bytes / GRANULE;
        let field = if granules > GC_SIZE_MASK as usize { 0 } else { granules as u32 };
        Header { kind, gc: field }
    }

    /// The header as the one word machine code stores.
    pub const fn word(self) -> u64 {
        self.kind as u64 | (self.gc as u64) << 32
    }
}

/// `bytes` rounded up to whole granules.
#[inline]
pub const fn round_up(bytes: usize) -> usize {
    (bytes + GRANULE - 1) & !(GRANULE - 1)
}

/// Size of a flat string of `len` bytes, in bytes.
#[inline]
pub const fn string_size(len: usize) -> usize {
    round_up(STRING_BYTES + if len == 0 { SHORT_STRING } else { len })
}

/// Size of an instance with `field_count` fields, in bytes.
#[inline]
pub const fn instance_size(field_count: usize) -> usize {
    round_up(INSTANCE_FIELDS + 8 * field_count)
}

/// The header word of a fresh instance: a compile-time constant for machine code.
pub const fn instance_header(shape: u32, field_count: usize) -> u64 {
    Header::new(shape, instance_size(field_count)).word()
}

/// Where the next object goes: machine code allocates by advancing `next`, and calls the heap when
/// that would pass `end`.
///
/// The address of a heap's buffer does not change while the heap lives. `end - next` is the room
/// left before a collection is due; it is always 0 under `stress`.
#[derive(Debug)]
#[repr(C)]
pub struct AllocBuffer {
    /// Where the next object starts.
    pub next: *mut u8,
    /// Where the room ends.
    pub end: *mut u8,
}

/// Offset of [`AllocBuffer::next`], in bytes.
pub const BUFFER_NEXT: usize = offset_of!(AllocBuffer, next);
/// Offset of [`AllocBuffer::end`], in bytes.
pub const BUFFER_END: usize = offset_of!(AllocBuffer, end);
const _: () = assert!(BUFFER_NEXT == 0 && BUFFER_END == 8);
