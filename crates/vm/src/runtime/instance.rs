//! [`Instance`]: a module being run, or that has run: quickened code, caches, counters, constants
//! and globals. And [`Namespace`], the part of it that `m.name` sees, which core modules have too.
//!
//! Both stay at their addresses. An instance dies after its module object, which every function of
//! it and every frame that runs in it keep alive.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use bytecode::{Chunk, ChunkFacts, ChunkId, Constant, GlobalId, Inst, Module, NameId, StructDecl, StructId, Verified};
use heap::layout::INSTANCE_FIELDS;
use heap::{Bits, Heap, HeapError, RootTable, ShapeId};
use jit::abi::{FIELD_OFFSETS, FunctionRecord, Signature};

use crate::common::cache::Cache;
use crate::common::error::Error;
use crate::common::fixed::Fixed;
use crate::runtime::predefined::Predefined;
use crate::runtime::record::{Record, RecordRef};

/// What `m.name` finds in a module.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Namespace {
    /// Unique among the namespaces of a vm. Ids begin at 1.
    pub(crate) id: u32,
    /// Whether it is the first part of an [`Instance`].
    pub(crate) has_code: bool,
    /// The path as shown.
    pub(crate) path: Box<str>,
    /// The index in the globals of each member.
    pub(crate) members: HashMap<Box<str>, u32>,
    /// The globals' words; behind them, in a module with closed chunks, the function of each chunk
    /// that was called as one.
    pub(crate) globals: RootTable,
}

const _: () = assert!(std::mem::offset_of!(Namespace, id) == jit::abi::MODULE_ID);

impl Namespace {
    /// Where the global of an index is: one of `members`' values, which are within the globals'
    /// table.
    pub(crate) fn global(&self, index: u32) -> *mut Bits {
        self.globals.as_ptr().wrapping_add(index as usize)
    }
}

/// A module with its state.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Instance {
    /// First, so that a module object's record serves for both.
    pub(crate) namespace: Namespace,
    pub(crate) module: Arc<Verified<Module>>,
    /// By `ChunkId`.
    pub(crate) records: Fixed<Record>,
    /// Shapes of the struct declarations, by `StructId`.
    pub(crate) shapes: Vec<ShapeId>,
    /// The structs, ascending by the shape of their instances.
    by_shape: Box<[StructId]>,
    /// By `ConstId`.
    pub(crate) constants: RootTable,
    /// By `GlobalId`: whether a global, once it is set, keeps its value.
    constant: Box<[Cell<bool>]>,
    /// Whether the globals' table is its own.
    owns_globals: bool,
    size_bytes: usize,
    /// What the records point into: code, caches and counters of all chunks, one after the other.
    code: Fixed<Inst>,
    caches: Fixed<Cache>,
    loops: Fixed<u32>,
    /// Where objects of many shapes have a field, by its name: what caches point into.
    field_tables: RefCell<HashMap<NameId, Fixed<u16>>>,
}

/// The most field tables of an instance: half a megabyte.
const MOST_FIELD_TABLES: usize = 1024;

/// What an instance takes over from its vm.
pub(crate) struct LinkOptions<'a> {
    /// Calls until a function is hot.
    pub(crate) calls: u32,
    /// Back edges until a loop is hot.
    pub(crate) turns: u32,
    /// Entries and LOOP rows of baseline code until it is made again by the optimising compiler.
    pub(crate) heat: u32,
    /// Slow paths until they are looked at.
    pub(crate) slow_runs: u32,
    /// The entry of functions that are not compiled.
    pub(crate) entry: *const u8,
    /// The id of the namespace.
    pub(crate) id: u32,
    /// The id of the first record.
    pub(crate) first_record: u32,
    /// Names of globals that have a value from the start.
    pub(crate) predefined: &'a Predefined,
    /// The session's globals, if the module is an entry of it.
    pub(crate) shared: Option<RootTable>,
}

impl Instance {
    /// An instance of `module` with all globals unset. Its globals' table is weak: the caller gives
    /// it to a module object before the next allocation, then calls [`Instance::unset_globals`].
    pub(crate) fn link(
        heap: &mut Heap,
        module: Arc<Verified<Module>>,
        options: &LinkOptions<'_>,
    ) -> Result<Fixed<Instance>, Error> {
        let shapes = struct_shapes(heap, &module)?;
        let mut by_shape: Box<[StructId]> = (0..shapes.len() as u32).map(StructId).collect();
        by_shape.sort_by_key(|id| shapes[id.index()]);
        let constants = constant_table(heap, &module)?;
        let closed_words =
            if module.chunks.iter().any(|chunk| chunk.closed.is_some()) { module.chunks.len() } else { 0 };
        let own_globals =
            |heap: &mut Heap| heap.new_root_table(module.globals.len() + closed_words, Bits::UNDEF, false);
        let globals = match options.shared.map_or_else(|| own_globals(heap), Ok) {
            Ok(globals) => globals,
            Err(error) => {
                heap.free_root_table(constants);
                return Err(error.into());
            }
        };
        let code = Fixed::new(module.chunks.iter().flat_map(|chunk| chunk.code.iter().copied()).collect());
        let cache_count = module.chunks.iter().map(|chunk| usize::from(chunk.caches)).sum();
        let caches = Fixed::new(vec![Cache::EMPTY; cache_count]);
        let loop_count = chunk_ids(&module).map(|id| module.facts(id).loops.len()).sum();
        let loops = Fixed::new(vec![options.turns; loop_count]);
        let mut place = Parts {
            code: code.start(),
            caches: caches.start(),
            loops: loops.start(),
            constants: constants.as_ptr(),
            globals: globals.as_ptr(),
        };
        let records = chunk_ids(&module)
            .zip(&module.chunks)
            .map(|(id, chunk)| place.record(id, chunk, module.facts(id), options))
            .collect();
        let members = module.globals.iter().zip(0..).map(|(&name, index)| (module.name(name).into(), index)).collect();
        let namespace = Namespace { id: options.id, has_code: true, path: module.path.clone(), members, globals };
        let records = Fixed::new(records);
        let (first, count) = (records.start(), records.len());
        let constant = match options.shared {
            // Another entry may assign any of them.
            Some(_) => vec![Cell::new(false); module.globals.len()].into(),
            None => constant_globals(&module, options.predefined),
        };
        let instance = Instance {
            size_bytes: size_of_module(&module),
            namespace,
            module,
            records,
            shapes,
            by_shape,
            constants,
            constant,
            owns_globals: options.shared.is_none(),
            code,
            caches,
            loops,
            field_tables: RefCell::default(),
        };
        let instance = Fixed::new(vec![instance]);
        for index in 0..count {
            let record = first.wrapping_add(index);
            // SAFETY: `index` is below the number of records, which nothing else uses yet.
            unsafe { (*record).instance = instance.start() };
        }
        Ok(instance)
    }

    /// The record of a chunk. It is used no longer than the instance lives, which only the engine
    /// frees, once no frame, no function object and no code of it is left.
    ///
    /// # Panics
    /// If the module has no such chunk.
    pub(crate) fn record(&self, chunk: ChunkId) -> RecordRef {
        assert!(chunk.index() < self.records.len(), "V3: chunk ids are in range");
        // SAFETY: a record of this instance, which lives; what holds records is given up before an
        // instance is freed (`Engine::free_dead_instances`).
        unsafe { RecordRef::new(self.records.start().wrapping_add(chunk.index())) }
    }

    /// A struct of the module whose instances have a shape.
    pub(crate) fn struct_of(&self, shape: ShapeId) -> Option<&StructDecl> {
        let found = self.by_shape.binary_search_by_key(&shape, |id| self.shapes[id.index()]).ok()?;
        Some(&self.module.structs[self.by_shape[found].index()])
    }

    /// Whether a global, once it is set, keeps its value.
    pub(crate) fn is_constant(&self, global: GlobalId) -> bool {
        self.constant[global.index()].get()
    }

    /// Notes that a global does not keep its value; returns whether it was thought to.
    pub(crate) fn make_variable(&self, index: usize) -> bool {
        self.constant[index].replace(false)
    }

    /// Where the function of a closed chunk is kept; unset before its first call.
    pub(crate) fn closed_word(&self, chunk: ChunkId) -> *mut Bits {
        let index = self.module.globals.len() + chunk.index();
        assert!(index < self.namespace.globals.len(), "a module with a closed chunk has a word for each chunk");
        self.namespace.globals.as_ptr().wrapping_add(index)
    }

    /// The table of where objects have the field of a name, of `jit::abi::FIELD_OFFSETS` words;
    /// null if there are too many tables. It lives as long as the instance.
    pub(crate) fn field_table(&self, name: NameId, heap: &Heap) -> *mut u16 {
        let mut tables = self.field_tables.borrow_mut();
        if tables.len() >= MOST_FIELD_TABLES && !tables.contains_key(&name) {
            return std::ptr::null_mut();
        }
        let new = || {
            let field = self.module.name(name).as_bytes();
            let offset = |kind: u32| {
                let place = heap.shape_of_kind(kind)?.field(field)?;
                u16::try_from(INSTANCE_FIELDS + place * size_of::<Bits>()).ok()
            };
            Fixed::new((0..FIELD_OFFSETS as u32).map(|kind| offset(kind).unwrap_or(0)).collect())
        };
        tables.entry(name).or_insert_with(new).start()
    }

    /// Makes all globals unset.
    pub(crate) fn unset_globals(&self) {
        for index in 0..self.namespace.globals.len() {
            // SAFETY: the table has so many words and belongs to this instance.
            unsafe { self.namespace.global(index as u32).write(Bits::UNDEF) };
        }
    }

    /// About how many bytes it takes, together with the module, which is mostly its own.
    pub(crate) fn size_bytes(&self) -> usize {
        self.size_bytes
    }

    /// Gives its tables back to the heap; the instance is to be dropped then.
    pub(crate) fn free_tables(&self, heap: &mut Heap) {
        heap.free_root_table(self.constants);
        if self.owns_globals {
            heap.free_root_table(self.namespace.globals);
        }
    }
}

/// About how many bytes an instance of a module takes, together with the module.
pub(crate) fn size_of_module(module: &Module) -> usize {
    const FIXED_BYTES: usize = 2048;
    const INST_BYTES: usize = 3 * size_of::<Inst>();
    const CHUNK_BYTES: usize = 4 * size_of::<Record>();
    const NAME_BYTES: usize = 64;
    let chunk =
        |chunk: &Chunk| CHUNK_BYTES + chunk.code.len() * INST_BYTES + usize::from(chunk.caches) * size_of::<Cache>();
    let names = module.constants.len() + module.globals.len() + module.names.len();
    FIXED_BYTES + module.chunks.iter().map(chunk).sum::<usize>() + names * NAME_BYTES + text_bytes(module)
}

/// The bytes of a module's strings and names.
pub(crate) fn text_bytes(module: &Module) -> usize {
    let text = |constant: &Constant| if let Constant::Str(bytes) = constant { bytes.len() } else { 0 };
    module.constants.iter().map(text).chain(module.names.iter().map(|name| name.len())).sum()
}

/// Where the next chunk's parts begin.
struct Parts {
    code: *mut Inst,
    caches: *mut Cache,
    loops: *mut u32,
    constants: *const Bits,
    globals: *mut Bits,
}

impl Parts {
    fn record(&mut self, id: ChunkId, chunk: &Chunk, facts: &ChunkFacts, options: &LinkOptions<'_>) -> Record {
        let frame_words = u32::from(chunk.slots) + u32::from(facts.max_depth);
        let abi = FunctionRecord {
            entry: options.entry,
            params: u32::from(chunk.params),
            frame_bytes: frame_words * size_of::<Bits>() as u32,
            id: options.first_record + id.0,
            heat: options.heat,
            typed_entry: options.entry,
            signature: Signature::NONE,
        };
        let record = Record {
            abi,
            countdown: options.calls,
            slots: u32::from(chunk.slots),
            compiled: false,
            chunk: id,
            code: self.code,
            constants: self.constants,
            globals: self.globals,
            caches: self.caches,
            loops: self.loops,
            instance: std::ptr::null(),
            loop_work: 0,
            slow_left: options.slow_runs,
        };
        self.code = self.code.wrapping_add(chunk.code.len());
        self.caches = self.caches.wrapping_add(usize::from(chunk.caches));
        self.loops = self.loops.wrapping_add(facts.loops.len());
        record
    }
}

fn chunk_ids(module: &Module) -> impl Iterator<Item = ChunkId> + use<> {
    (0..module.chunks.len() as u32).map(ChunkId)
}

/// The globals that get their value once: before the module runs, or in one place by code that runs
/// once: in the module's body (V4: it is no value), not in a loop. Only a module's own code sets
/// its globals.
fn constant_globals(module: &Verified<Module>, predefined: &Predefined) -> Box<[Cell<bool>]> {
    let mut stores = vec![0u32; module.globals.len()];
    for (id, chunk) in (0..).map(ChunkId).zip(&module.chunks) {
        let mut loops = module.facts(id).loops.iter().peekable();
        let mut loop_end = 0;
        for (pc, &inst) in (0..).zip(&chunk.code) {
            while let Some(begun) = loops.next_if(|it| it.header <= pc) {
                loop_end = loop_end.max(begun.end);
            }
            let (Inst::StoreGlobal { global } | Inst::DefineGlobal { global }) = inst else { continue };
            let runs_once = id == ChunkId(0) && pc >= loop_end;
            let store = &mut stores[global.index()];
            *store = store.saturating_add(if runs_once { 1 } else { 2 });
        }
    }
    let names = module.globals.iter().map(|&name| module.name(name));
    stores
        .into_iter()
        .zip(names)
        .map(|(count, name)| Cell::new(count == 0 || (count == 1 && !predefined.contains(name))))
        .collect()
}

fn struct_shapes(heap: &mut Heap, module: &Module) -> Result<Vec<ShapeId>, HeapError> {
    let shape = |decl: &StructDecl| {
        let fields: Vec<&[u8]> = decl.fields.iter().map(|&field| module.name(field).as_bytes()).collect();
        heap.intern_shape(module.name(decl.name).as_bytes(), &fields)
    };
    module.structs.iter().map(shape).collect()
}

/// The constants' words in a table that is a root.
fn constant_table(heap: &mut Heap, module: &Module) -> Result<RootTable, HeapError> {
    let table = heap.new_root_table(module.constants.len(), Bits::NIL, true)?;
    for (index, constant) in module.constants.iter().enumerate() {
        let mut scope = heap.scope();
        let value = match constant {
            Constant::Int(int) => scope.plain(Bits::int(*int)),
            Constant::Float(float) => scope.plain(Bits::float(*float)),
            Constant::Str(bytes) => scope.new_string(bytes),
        };
        match value {
            Ok(value) => scope.table_set(table, index, value),
            Err(error) => {
                scope.free_root_table(table);
                return Err(error);
            }
        }
    }
    Ok(table)
}
