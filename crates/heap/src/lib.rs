//! Values and objects of Unnarize, and the moving collector behind them.
//!
//! Two layers. *Safe*: [`Heap`] works on [`Handle`]s, which survive collections, and lends
//! [`Value`]s, which borrow the heap so that nothing can move while one is held. *Raw*: [`raw`] and
//! the `alloc_*` and `*_at` functions work on [`Bits`] and on slots that the collector sees (value
//! stack, handles, root tables), for the interpreter and for helpers of machine code; [`layout`] is
//! what machine code may inline. Invariants: objects may move at every allocation; every growth can
//! fail and says so; nothing here recurses over the object graph; all stores of values into objects
//! that are not new go through [`raw::store`].
//!
//! ```
//! use heap::{Bits, Heap, HeapConfig, HeapError};
//!
//! let mut heap = Heap::new(HeapConfig { stress: true, ..HeapConfig::default() })?;
//! let map = heap.new_map()?;
//! for word in ["b", "a", "b"] {
//!     let mut scope = heap.scope();
//!     let key = scope.new_string(word.as_bytes())?;
//!     let count = scope.map_get(scope.get(map), scope.get(key)).map_or(0, |count| count.bits().as_int());
//!     let count = scope.plain(Bits::int(count + 1))?;
//!     scope.map_set(map, key, count)?;
//! }
//! assert_eq!(heap.map_get_bytes(heap.get(map), b"b").map(|count| count.bits()), Some(Bits::int(2)));
//! # Ok::<(), HeapError>(())
//! ```

#![warn(missing_docs)]

mod array;
mod bitmap;
mod bytes;
mod collect;
mod concat;
mod display;
mod equal;
mod error;
mod evacuate;
mod field;
mod format;
mod forwarded;
mod handle;
mod hash;
mod heap;
mod large;
pub mod layout;
mod limit;
mod lookup;
mod map;
mod mark;
mod minor;
mod mutant;
mod object;
mod old;
mod order;
mod pace;
mod pages;
mod parts;
mod path;
pub mod raw;
mod remembered;
mod root;
mod shape;
mod size;
mod slice;
mod slot;
mod span;
mod stats;
mod string;
mod value;
mod verify;
mod view;
mod worklist;

pub use concat::SHORT_BYTES;
pub use display::{Names, display};
pub use equal::equal;
pub use error::{HeapError, MAX_ARRAY_LENGTH, MAX_FIELDS, MAX_MAP_ENTRIES, MAX_SHAPES, MAX_STRING_BYTES};
pub use format::Text;
pub use handle::{Handle, HandleMark, Scope};
pub use hash::{ORDER_BUCKETS, int_bucket, string_bucket};
pub use heap::{Heap, HeapConfig, LEAST_ADDRESS_BYTES, LEAST_LIMIT_BYTES};
pub use layout::kind;
pub use limit::MemoryLimit;
pub use lookup::Probes;
#[cfg(feature = "mutants")]
#[doc(hidden)]
pub use mutant::without_barrier;
pub use order::{InOrder, MapEntry, MapView};
pub use path::Path;
pub use root::RootTable;
pub use shape::{Shape, ShapeId};
pub use stats::{Pause, Stats};
pub use value::{Bits, Number, Value};
pub use verify::Census;
pub use view::View;

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
