//! [`Engine`]: everything of a vm that is not in its context. It stays at one address; the context
//! points to it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytecode::{Module, Verified};
use heap::{Bits, Handle, Heap};

use crate::common::error::{Error, ErrorKind};
use crate::common::fixed::Fixed;
use crate::common::loader::Loader;
use crate::common::stats::Statistics;
use crate::runtime::census::Census;
use crate::runtime::context::{ContextRef, Shared};
use crate::runtime::host::{BoxedNative, Host, HostModule, Member};
use crate::runtime::instance::{Instance, LinkOptions, Namespace};
use crate::runtime::instances::Instances;
use crate::runtime::natives::Natives;
use crate::runtime::predefined::Predefined;
use crate::runtime::recorder::Recorder;
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
    /// Slow paths of a function's machine code until they are looked at.
    pub(crate) slow_runs: u32,
}

impl Thresholds {
    /// Nothing is ever compiled: the countdowns start again from here.
    pub(crate) const NEVER: Thresholds = Thresholds { calls: u32::MAX, turns: u32::MAX, slow_runs: u32::MAX };
}

/// The state of a vm.
pub(crate) struct Engine {
    pub(crate) heap: Heap,
    pub(crate) host: Host,
    pub(crate) loader: Box<dyn Loader + Send>,
    /// Host functions.
    pub(crate) natives: Natives,
    /// The globals that every module starts with.
    pub(crate) predefined: Predefined,
    /// Namespaces of the host modules; they live as long as the vm.
    host_namespaces: Vec<Fixed<Namespace>>,
    /// The instances of modules.
    pub(crate) instances: Instances,
    next_namespace: u32,
    next_record: u32,
    pub(crate) thresholds: Thresholds,
    pub(crate) tier: Box<dyn Tiering>,
    pub(crate) stats: Statistics,
    /// Who calls helpers, if that is counted.
    pub(crate) census: Option<Census>,
    /// The globals of entries that are run one after the other.
    pub(crate) session: Option<Session>,
    /// Is shown the active calls when a sample was asked for.
    pub(crate) sampler: Option<Sampler>,
    /// Notes what is done.
    pub(crate) recorder: Recorder,
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
        let predefined = Predefined::new(&mut heap)?;
        Ok(Engine {
            heap,
            host,
            loader,
            natives: Natives::default(),
            predefined,
            host_namespaces: Vec::new(),
            instances: Instances::default(),
            next_namespace: 1,
            next_record: 1,
            thresholds,
            tier,
            stats: Statistics::default(),
            census: None,
            session: None,
            sampler: None,
            recorder: Recorder::default(),
            collections_at_polls: 0,
            roots: Roots::default(),
            shared: None,
            deadline: None,
            main: None,
            error: None,
        })
    }

    /// Defines the globals that every module starts with: functions by their names, and modules. Of
    /// two with one name the last counts. To be called once, before other host functions are made:
    /// see `HAS_NUMBER`.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn define(
        &mut self,
        functions: Vec<(&'static str, BoxedNative)>,
        modules: Vec<HostModule>,
    ) -> Result<(), Error> {
        self.predefined.reserve(&mut self.heap, functions.len() + modules.len())?;
        for (name, native) in functions {
            let mark = self.heap.handle_mark();
            let object = self.natives.add(&mut self.heap, name, native)?;
            self.predefined.set(&mut self.heap, name, object)?;
            self.heap.release_handles(mark);
        }
        modules.into_iter().try_for_each(|module| self.add_host_module(module))
    }

    /// Adds a host module, which becomes a global of every module.
    fn add_host_module(&mut self, module: HostModule) -> Result<(), Error> {
        let name = module.name;
        let members = self.heap.new_root_table(module.members.len(), Bits::UNDEF, true)?;
        let mut places = HashMap::new();
        for (place, Member { name, native, .. }) in module.members.into_iter().enumerate() {
            let mark = self.heap.handle_mark();
            let object = self.natives.add(&mut self.heap, &name, native)?;
            self.heap.table_set(members, place, object);
            self.heap.release_handles(mark);
            places.insert(name.into(), place as u32);
        }
        let (id, path) = (self.next_namespace, name.as_str().into());
        self.next_namespace += 1;
        let namespace = Fixed::new(vec![Namespace { id, has_code: false, path, members: places, globals: members }]);
        let mut scope = self.heap.scope();
        let path = scope.new_string(name.as_bytes())?;
        let object = scope.new_module(path, namespace.start() as u64, members)?;
        self.predefined.set(&mut scope, &name, object)?;
        drop(scope);
        self.host_namespaces.push(namespace);
        Ok(())
    }

    /// The members of a host module.
    pub(crate) fn host_members(&self, module: &str) -> impl Iterator<Item = &str> {
        // SAFETY: each holds one namespace, which lives as long as the vm.
        let namespaces = self.host_namespaces.iter().map(|namespace| unsafe { &*namespace.start() });
        let found = namespaces.filter(move |namespace| *namespace.path == *module);
        found.flat_map(|namespace| namespace.members.keys().map(|name| &**name))
    }

    /// Makes an instance of a module, its object in `slot`, which becomes the last word of the
    /// stack.
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
        self.recorder.module(&module);
        let chunk_count = module.chunks.len() as u32;
        let options = LinkOptions {
            calls: self.thresholds.calls,
            turns: self.thresholds.turns,
            heat: self.tier.heat(),
            slow_runs: self.thresholds.slow_runs,
            entry: self.tier.interpreter_entry(),
            id: self.next_namespace,
            first_record: self.next_record,
            predefined: &self.predefined,
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
        let size_bytes = instance.size_bytes();
        Ok(self.instances.add(owner, size_bytes))
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
            if let Some(value) = self.predefined.get(&self.heap, module.name(name)) {
                // SAFETY: the table has a word for each global, and its module object is alive.
                unsafe { instance.namespace.global(index as u32).write(value) };
            }
        }
    }

    /// Frees the instances whose module objects the collector found dead. When many instances were
    /// made, it first has the heap collect.
    pub(crate) fn free_dead_instances(&mut self) {
        self.instances.free_dead(&mut self.heap, &mut *self.tier);
    }

    /// Makes sure that there is room for an instance of an imported module.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn make_room(&mut self, module: &Module) -> Result<(), Error> {
        if self.instances.fits(&self.heap, module) {
            return Ok(());
        }
        self.heap.collect()?;
        self.instances.sweep(&mut self.heap, &mut *self.tier);
        if self.instances.fits(&self.heap, module) { Ok(()) } else { Err(ErrorKind::OutOfMemory.into()) }
    }
}
