//! [`Instances`]: the module instances of a vm, and when those that are dead are freed.
//!
//! An instance dies with its module object, which the collector finds out. The heap does not count
//! the bytes of instances, so they are counted here, and many new ones have the heap collect.

use std::collections::HashMap;

use bytecode::{ChunkId, Module};
use heap::Heap;

use crate::common::fixed::Fixed;
use crate::runtime::instance::{self, Instance};
use crate::runtime::record::RecordRef;
use crate::runtime::tiers::Tiering;

/// Bytes of instances that may be made before the heap has to collect, so that they do not pile up.
const LINKED_BYTES: usize = 8 << 20;

/// The instances that are not known to be dead.
#[derive(Default)]
pub(crate) struct Instances {
    /// By their addresses.
    owners: HashMap<u64, Fixed<Instance>>,
    /// The heap's count of collections when dead modules were last looked for.
    swept_at: u64,
    /// Bytes of the instances made since then.
    linked_bytes: usize,
    /// Bytes of the instances that were alive then.
    live_bytes: usize,
}

impl Instances {
    /// Takes an instance over. Returns its address, at which it stays until its module object is
    /// dead.
    pub(crate) fn add(&mut self, owner: Fixed<Instance>, size_bytes: usize) -> *const Instance {
        let address = owner.start().cast_const();
        self.linked_bytes += size_bytes;
        self.owners.insert(address as u64, owner);
        address
    }

    /// Frees the instances whose module objects the collector found dead. When many instances were
    /// made, it first has the heap collect.
    pub(crate) fn free_dead(&mut self, heap: &mut Heap, tier: &mut dyn Tiering) {
        if self.linked_bytes > self.live_bytes.max(LINKED_BYTES) {
            // Without memory for a collection the program goes on as it is.
            let _ = heap.collect();
        }
        self.sweep(heap, tier);
    }

    /// Whether an instance of a module fits. All instances together may take as many bytes as the
    /// heap.
    pub(crate) fn fits(&self, heap: &Heap, module: &Module) -> bool {
        let limit = heap.config().limit_bytes.max(LINKED_BYTES);
        let in_use = self.live_bytes.saturating_add(self.linked_bytes);
        in_use.saturating_add(instance::size_of_module(module)) <= limit
    }

    /// Frees the instances that collections since the last time found dead.
    pub(crate) fn sweep(&mut self, heap: &mut Heap, tier: &mut dyn Tiering) {
        let collections = heap.collections();
        if collections == self.swept_at {
            return;
        }
        self.swept_at = collections;
        for record in heap.take_dead_modules() {
            if let Some(owner) = self.owners.remove(&record) {
                // SAFETY: the instance lives as long as `owner`, and no frame runs in it: its
                // module is dead.
                let instance = unsafe { &*owner.start() };
                tier.forget(instance);
                instance.free_tables(heap);
            }
        }
        self.linked_bytes = 0;
        self.live_bytes = self.iter().map(Instance::size_bytes).sum();
    }

    /// The records of all functions.
    pub(crate) fn records(&self) -> impl Iterator<Item = RecordRef> {
        self.iter().flat_map(|instance| (0..instance.records.len() as u32).map(|chunk| instance.record(ChunkId(chunk))))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.owners.len()
    }

    fn iter(&self) -> impl Iterator<Item = &Instance> {
        // SAFETY: an instance lives as long as its owner, and is only changed while it is linked.
        self.owners.values().map(|owner| unsafe { &*owner.start() })
    }
}
