//! Globals of modules by name, for hosts.

use heap::{Bits, raw};

use crate::runtime::context::ContextRef;
use crate::runtime::instance::{Instance, Namespace};

/// What `m.name` gives for the module of a record: its global if that is set, else what is
/// predefined.
///
/// # Safety
/// The record is that of a live module of the vm.
pub(crate) unsafe fn member(cx: ContextRef, record: u64, name: &str) -> Option<Bits> {
    // SAFETY: the caller gives the record of a live module, which is a namespace that lives as
    // long.
    let namespace = unsafe { &*(record as *const Namespace) };
    let own = namespace.members.get(name).map(|&index| {
        // SAFETY: members are indexes of the globals.
        unsafe { *namespace.global(index) }
    });
    match own.filter(|value| !value.is_undef()) {
        Some(value) => Some(value),
        // Members of a core module are only its own.
        None => {
            let engine = cx.engine_ref();
            engine.predefined.get(&engine.heap, name).filter(|_| namespace.has_code)
        }
    }
}

/// Sets a global of a module, and has no code rely on its value; false if the module's code does
/// not mention it.
///
/// # Safety
/// The word is a live module of the vm, which is at rest; the value is live.
pub(crate) unsafe fn set(cx: ContextRef, module: Bits, name: &str, value: Bits) -> bool {
    // SAFETY: the caller gives a live module.
    let record = unsafe { raw::module_record(module) };
    // SAFETY: a module's record is a namespace, which lives as long as the module.
    let namespace = unsafe { &*(record as *const Namespace) };
    let Some(&index) = namespace.members.get(name).filter(|_| namespace.has_code) else { return false };
    // SAFETY: a namespace with code is the first part of an instance.
    let instance = unsafe { &*(record as *const Instance) };
    if instance.make_variable(index as usize) {
        cx.engine().tier.distrust(instance);
    }
    // SAFETY: members are indexes of the globals.
    unsafe { namespace.global(index).write(value) };
    true
}
