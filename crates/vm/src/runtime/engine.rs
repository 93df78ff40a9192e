//! [`Engine`]: everything of a vm that is not in its context. It stays at one address; the context
//! points to it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytecode::{ChunkId, Module, Verified};
use heap::{Bits, Handle, Heap, RootTable};

use crate::common::error::{Error, ErrorKind};
use crate::common::fixed::Fixed;
use crate::common::loader::Loader;
use crate::common::stats::Statistics;
use crate::runtime::context::{ContextRef, Shared};
use crate::runtime::host::{BoxedNative, Host, HostModule, Member};
use crate::runtime::instance::{self, Instance, LinkOptions, Namespace};
use crate::runtime::record::RecordRef;
use crate::runtime::roots::{Object, Roots};
use crate::runtime::sampler::Sampler;
use crate::runtime::session::{Globals, Session};
use crate::runtime::tiers::Tiering;

/// When functions and loops are compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Thresholds {
    /// Calls until a function is hot.
    pub(crate) calls: u32,
    /// Back edges until a loop is hot.
    pub(crate) turns: u32,
}

impl Thresholds {
    /// Nothing is ever compiled: the countdowns start again from here.
    pub(crate) const NEVER: Thresholds = Thresholds { calls: u32::MAX, turns: u32::MAX };
}

/// Bytes of instances that may be made before the heap has to collect, so that they do not pile up.
const LINKED_BYTES: usize = 8 << 20;

/// The state of a vm.
pub(crate) struct Engine {
    pub(crate) heap: Heap,
    pub(crate) host: Host,
    pub(crate) loader: Box<dyn Loader + Send>,
    /// Host functions, by the number in their objects.
    pub(crate) natives: Vec<BoxedNative>,
    /// Their names.
    pub(crate) native_names: Vec<Box<str>>,
    /// Places of the predefined globals in `predefined_values`.
    predefined_names: HashMap<Box<str>, u32>,
    predefined_values: RootTable,
    /// Namespaces of the host modules; they live as long as the vm.
    host_namespaces: Vec<Fixed<Namespace>>,
    /// Instances that are not known to be dead, by their addresses.
    instances: HashMap<u64, Fixed<Instance>>,
    next_namespace: u32,
    next_record: u32,
    /// The heap's count of collections when dead modules were last looked for.
    swept_at: u64,
    /// Bytes of the instances made since then. The heap does not count them.
    linked_bytes: usize,
    /// Bytes of the instances that were alive then.
    live_bytes: usize,
    pub(crate) thresholds: Thresholds,
    pub(crate) tier: Box<dyn Tiering>,
    pub(crate) stats: Statistics,
    /// The globals of entries that are run one after the other.
    pub(crate) session: Option<Session>,
    /// Is shown the active calls when a sample was asked for.
    pub(crate) sampler: Option<Sampler>,
    /// Polls at which the heap still has to collect, for tests.
    pub(crate) collections_at_polls: u64,
    /// Objects that the host keeps.
    pub(crate) roots: Roots,
    /// The context, for deadlines to set the poll byte from their thread.
    pub(crate) shared: Option<Arc<Shared>>,
    /// How long programs may run.
    pub(crate) deadline: Option<Duration>,
    /// The module that was run last.
    pub(crate) main: Option<Object>,
    /// The error behind an `EXC`.
    pub(crate) error: Option<Error>,
}

impl ContextRef {
    /// The engine.
    #[inline(always)]
    pub(crate) fn engine<'a>(self) -> &'a mut Engine {
        let engine: *mut Engine = self.engine_address().cast();
        // SAFETY: the address is that of the vm's engine, which lives as long as the vm, and which
        // is borrowed nowhere else, by the type's invariant.
        unsafe { &mut *engine }
    }

    /// The engine, for reading: several of these may be held at once.
    #[inline(always)]
    pub(crate) fn engine_ref<'a>(self) -> &'a Engine {
        let engine: *mut Engine = self.engine_address().cast();
        // SAFETY: the address is that of the vm's engine, which lives as long as the vm, and which
        // is not borrowed for writing, by the type's invariant.
        unsafe { &*engine }
    }

    /// The heap.
    #[inline(always)]
    pub(crate) fn heap<'a>(self) -> &'a mut Heap {
        &mut self.engine().heap
    }
}

impl Engine {
    /// An engine without host functions.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn new(
        mut heap: Heap,
        host: Host,
        loader: Box<dyn Loader + Send>,
        thresholds: Thresholds,
        tier: Box<dyn Tiering>,
    ) -> Result<Engine, Error> {
        let predefined_values = heap.new_root_table(0, Bits::UNDEF, true)?;
        Ok(Engine {
            heap,
            host,
            loader,
            natives: Vec::new(),
            native_names: Vec::new(),
            predefined_names: HashMap::new(),
            predefined_values,
            host_namespaces: Vec::new(),
            instances: HashMap::new(),
            next_namespace: 1,
            next_record: 1,
            swept_at: 0,
            linked_bytes: 0,
            live_bytes: 0,
            thresholds,
            tier,
            stats: Statistics::default(),
            session: None,
            sampler: None,
            collections_at_polls: 0,
            roots: Roots::default(),
            shared: None,
            deadline: None,
            main: None,
            error: None,
        })
    }

    /// Defines the globals that every module starts with: functions by their names, and modules.
    /// Of two with one name the last counts. To be called once, before other host functions are made: see `HAS_NUMBER`.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn define(
        &mut self,
        functions: Vec<(&'static str, BoxedNative)>,
        modules: Vec<HostModule>,
    ) -> Result<(), Error> {
        let table = self.heap.new_root_table(functions.len() + modules.len(), Bits::UNDEF, true)?;
        self.heap.free_root_table(std::mem::replace(&mut self.predefined_values, table));
        let mut index = 0;
        for (name, native) in functions {
            self.set_native(table, index, name.into(), native)?;
            self.predefined_names.insert(name.into(), index as u32);
            index += 1;
        }
        for module in modules {
            self.predefined_names.insert(module.name.as_str().into(), index as u32);
            self.set_host_module(table, index, module)?;
            index += 1;
        }
        Ok(())
    }

    /// Puts a host function's object into a table.
    fn set_native(&mut self, table: RootTable, index: usize, name: Box<str>, native: BoxedNative) -> Result<(), Error> {
        let mark = self.heap.handle_mark();
        let object = self.add_native(&name, native)?;
        self.heap.table_set(table, index, object);
        self.heap.release_handles(mark);
        Ok(())
    }

    /// Puts a host module's object into a table.
    fn set_host_module(&mut self, table: RootTable, index: usize, module: HostModule) -> Result<(), Error> {
        let members = self.heap.new_root_table(module.members.len(), Bits::UNDEF, true)?;
        let mut places = HashMap::new();
        for (place, Member { name, native, .. }) in module.members.into_iter().enumerate() {
            places.insert(name.as_str().into(), place as u32);
            self.set_native(members, place, name.into(), native)?;
        }
        let namespace = Fixed::new(vec![Namespace {
            id: self.next_namespace,
            has_code: false,
            path: module.name.into(),
            members: places,
            globals: members,
        }]);
        self.next_namespace += 1;
        let mut scope = self.heap.scope();
        // SAFETY: the namespace was made above and has one element.
        let path = scope.new_string(unsafe { (*namespace.start()).path.as_bytes() })?;
        let object = scope.new_module(path, namespace.start() as u64, members)?;
        scope.table_set(table, index, object);
        drop(scope);
        self.host_namespaces.push(namespace);
        Ok(())
    }

    /// Adds a host function; gives its object.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn add_native(&mut self, name: &str, native: BoxedNative) -> Result<Handle, Error> {
        let number = u32::try_from(self.natives.len()).map_err(|_| ErrorKind::OutOfMemory)?;
        let object = self.heap.new_native(number)?;
        self.natives.push(native);
        self.native_names.push(name.into());
        Ok(object)
    }

    /// Gives a name a value in all modules that are instantiated from now on.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn predefine(&mut self, name: &str, value: Handle) -> Result<(), Error> {
        let count = self.predefined_names.len();
        let index = self.predefined_names.get(name).map_or(count, |&index| index as usize);
        if index >= self.predefined_values.len() {
            let table = self.heap.new_root_table(2 * index + 8, Bits::UNDEF, true)?;
            let mut scope = self.heap.scope();
            for index in 0..self.predefined_values.len() {
                let bits = scope.table_get(self.predefined_values, index).bits();
                // SAFETY: the table is a root, so its words are live.
                let value = unsafe { scope.root(bits) }?;
                scope.table_set(table, index, value);
            }
            scope.free_root_table(std::mem::replace(&mut self.predefined_values, table));
        }
        self.heap.table_set(self.predefined_values, index, value);
        self.predefined_names.insert(name.into(), index as u32);
        Ok(())
    }

    /// The names that every module starts with.
    pub(crate) fn predefined_names(&self) -> impl Iterator<Item = &str> {
        self.predefined_names.keys().map(|name| &**name)
    }

    /// The members of a host module.
    pub(crate) fn host_members(&self, module: &str) -> impl Iterator<Item = &str> {
        // SAFETY: each holds one namespace, which lives as long as the vm.
        let namespaces = self.host_namespaces.iter().map(|namespace| unsafe { &*namespace.start() });
        let found = namespaces.filter(move |namespace| *namespace.path == *module);
        found.flat_map(|namespace| namespace.members.keys().map(|name| &**name))
    }

    /// The value a name stands for in every module, if any.
    pub(crate) fn predefined(&self, name: &str) -> Option<Bits> {
        let &index = self.predefined_names.get(name)?;
        Some(self.heap.table_get(self.predefined_values, index as usize).bits())
    }

    /// Makes an instance of a module, its object in `slot`, which becomes the last word of the stack.
    ///
    /// # Errors
    /// Out of memory, or too many struct shapes.
    ///
    /// # Safety
    /// `slot` is the top of the value stack, and one more word fits.
    pub(crate) unsafe fn instantiate(
        &mut self,
        cx: ContextRef,
        module: Arc<Verified<Module>>,
        slot: *mut Bits,
        globals: Globals,
    ) -> Result<*const Instance, Error> {
        let shared = match globals {
            Globals::Own => None,
            Globals::Session => Some(Session::join(&mut self.session, &mut self.heap, &module)?),
        };
        let chunk_count = module.chunks.len() as u32;
        let options = LinkOptions {
            calls: self.thresholds.calls,
            turns: self.thresholds.turns,
            heat: self.tier.heat(),
            entry: self.tier.interpreter_entry(),
            id: self.next_namespace,
            first_record: self.next_record,
            predefined: &self.predefined_names,
            shared: shared.map(|shared| shared.table),
        };
        let exhausted = || ErrorKind::Limit { what: "functions in all modules", limit: u32::MAX as usize };
        self.next_record = self.next_record.checked_add(chunk_count).ok_or_else(exhausted)?;
        self.next_namespace = self.next_namespace.checked_add(1).ok_or_else(exhausted)?;
        let owner = Instance::link(&mut self.heap, module, &options)?;
        // SAFETY: the instance was just made, and lives as long as `owner`.
        let instance = unsafe { &*owner.start() };
        match self.module_object(instance) {
            // SAFETY: the caller gives the top of the stack, above which a word fits.
            Ok(object) => unsafe { slot.write(object) },
            Err(error) => {
                instance.free_tables(&mut self.heap);
                return Err(error);
            }
        }
        cx.set_top(slot.wrapping_add(1));
        if shared.is_none() {
            instance.unset_globals();
        }
        self.fill_predefined(instance, shared.map_or(0, |shared| shared.known));
        self.stats.modules += 1;
        self.linked_bytes += instance.size_bytes();
        let address = owner.start().cast_const();
        self.instances.insert(address as u64, owner);
        Ok(address)
    }

    /// The object of an instance, not yet rooted.
    fn module_object(&mut self, instance: &Instance) -> Result<Bits, Error> {
        let mut scope = self.heap.scope();
        let path: Handle = scope.new_string(instance.namespace.path.as_bytes())?;
        let slot = scope.slot(path);
        let record = std::ptr::from_ref(instance) as u64;
        // SAFETY: the slot is a handle's; the globals' table is freed after the object is dead.
        Ok(unsafe { scope.alloc_module_at(slot, record, instance.namespace.globals) }?)
    }

    /// Sets the globals from `first` on that have a predefined value. Allocates nothing.
    fn fill_predefined(&self, instance: &Instance, first: usize) {
        let module = &instance.module;
        for (index, &name) in module.globals.iter().enumerate().skip(first) {
            if let Some(value) = self.predefined(module.name(name)) {
                // SAFETY: the table has a word for each global, and its module object is alive.
                unsafe { instance.namespace.global(index as u32).write(value) };
            }
        }
    }

    /// Frees the instances whose module objects the collector found dead. When many instances were made,
    /// it first has the heap collect.
    pub(crate) fn free_dead_instances(&mut self) {
        if self.linked_bytes > self.live_bytes.max(LINKED_BYTES) {
            // Without memory for a collection the program goes on as it is.
            let _ = self.heap.collect();
        }
        self.sweep_instances();
    }

    /// Makes sure that there is room for an instance of an imported module. All instances together may take as many
    /// bytes as the heap.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn make_room(&mut self, module: &Module) -> Result<(), Error> {
        let limit = self.heap.config().limit_bytes.max(LINKED_BYTES);
        let fits = |engine: &Engine| {
            let in_use = engine.live_bytes.saturating_add(engine.linked_bytes);
            in_use.saturating_add(instance::size_of_module(module)) <= limit
        };
        if fits(self) {
            return Ok(());
        }
        self.heap.collect()?;
        self.sweep_instances();
        if fits(self) { Ok(()) } else { Err(ErrorKind::OutOfMemory.into()) }
    }

    /// Frees the instances that collections since the last time found dead.
    fn sweep_instances(&mut self) {
        let collections = self.heap.collections();
        if collections == self.swept_at {
            return;
        }
        self.swept_at = collections;
        for record in self.heap.take_dead_modules() {
            if let Some(owner) = self.instances.remove(&record) {
                // SAFETY: the instance lives as long as `owner`, and no frame runs in it: its module is dead.
                let instance = unsafe { &*owner.start() };
                self.tier.forget(instance);
                instance.free_tables(&mut self.heap);
            }
        }
        self.linked_bytes = 0;
        // SAFETY: instances live as long as their owners.
        self.live_bytes = self.instances.values().map(|owner| unsafe { &*owner.start() }.size_bytes()).sum();
    }

    /// The records of all functions.
    pub(crate) fn records(&self) -> impl Iterator<Item = RecordRef> {
        self.instances.values().flat_map(|owner| {
            // SAFETY: an instance lives as long as its owner.
            let instance = unsafe { &*owner.start() };
            (0..instance.records.len() as u32).map(|chunk| instance.record(ChunkId(chunk)))
        })
    }

    /// How many instances are not known to be dead.
    pub(crate) fn instance_count(&self) -> usize {
        self.instances.len()
    }
}
