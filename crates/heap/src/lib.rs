//! Values and objects of Unnarize, and the moving collector behind them.
//!
//! Two layers. *Safe*: [`Heap`] works on [`Handle`]s, which survive collections, and lends [`Value`]s, which borrow the heap so that
//! nothing can move while one is held. *Raw*: [`raw`] and the `alloc_*` and `*_at` functions work on [`Bits`] and on slots that the
//! collector sees (value stack, handles, root tables), for the interpreter and for helpers of machine code; [`layout`] is what
//! machine code may inline. Invariants: objects may move at every allocation; every growth can fail and says so; nothing here
//! recurses over the object graph; all stores of values into objects go through [`raw::store`].

#![warn(missing_docs)]

mod array;
mod collect;
mod concat;
mod display;
mod equal;
mod error;
mod evacuate;
mod field;
mod format;
mod handle;
mod hash;
mod heap;
mod large;
pub mod layout;
mod lookup;
mod map;
mod object;
mod order;
mod pages;
mod path;
pub mod raw;
mod root;
mod shape;
mod size;
mod stats;
mod string;
mod value;
mod verify;
mod view;

pub use display::{Names, display};
pub use equal::equal;
pub use error::{HeapError, MAX_ARRAY_LENGTH, MAX_FIELDS, MAX_MAP_ENTRIES, MAX_SHAPES, MAX_STRING_BYTES};
pub use format::Text;
pub use handle::{Handle, Scope};
pub use hash::{ORDER_BUCKETS, int_bucket, string_bucket};
pub use heap::{Heap, HeapConfig};
pub use layout::kind;
pub use lookup::Probes;
pub use order::{MapEntry, MapView};
pub use path::Path;
pub use root::RootTable;
pub use shape::{Shape, ShapeId};
pub use stats::Stats;
pub use value::{Bits, Number, Value};
pub use verify::Census;
pub use view::View;
