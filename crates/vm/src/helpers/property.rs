//! Properties: fields of instances, members of modules, `length` of strings.

use bytecode::{Inst, NameId};
use heap::layout::{INSTANCE_FIELDS, kind};
use heap::{Bits, ShapeId, raw};

use super::operands;
use crate::common::cache::Cache;
use crate::common::error::{Error, ErrorKind};
use crate::runtime::context::ContextRef;
use crate::runtime::instance::Namespace;

/// A property row's site: the name, and the cache if it has one.
struct Site {
    cache: Option<*mut Cache>,
    name_id: NameId,
    name: &'static str,
}

/// The site of the instruction at index `pc` of the running function. The name lives as long as
/// the running frame, which the caller does not outlive.
fn site(cx: ContextRef, pc: u64) -> Site {
    let record = cx.record();
    // SAFETY: `pc` is the index of an instruction of the running function.
    let inst = unsafe { *record.code().wrapping_add(pc as usize) };
    let (cache, name): (Option<bytecode::CacheId>, NameId) = match inst {
        Inst::LoadProperty { cache, name }
        | Inst::LoadPropertyL { cache, name, .. }
        | Inst::StoreProperty { cache, name } => (Some(cache), name),
        Inst::LoadPropertyUncached { name } | Inst::StorePropertyUncached { name } => (None, name),
        other => unreachable!("{other:?} has no property"),
    };
    let cache = cache.map(|cache| record.caches().wrapping_add(cache.index()));
    Site { cache, name_id: name, name: record.instance().module.name(name) }
}

/// The offset of the site's field in the instances of a shape, which the cache knows then.
fn field_offset(cx: ContextRef, site: &Site, shape: ShapeId) -> Option<usize> {
    // SAFETY: V3: the running function has the cache; nothing else uses it now.
    let mut cache = site.cache.map(|cache| unsafe { &mut *cache });
    if let Some(offset) = cache.as_mut().and_then(|cache| cache.find(shape.kind())) {
        return Some(offset as usize);
    }
    let place = cx.heap().shape(shape).field(site.name.as_bytes())?;
    let offset = INSTANCE_FIELDS + place * size_of::<Bits>();
    if let Some(cache) = cache {
        cache.set_key(shape.kind(), offset as u32);
        if cache.changes > 1 {
            if cache.fields.is_null() {
                cache.fields = cx.record().instance().field_table(site.name_id, cx.heap());
            }
            cache.note_of_many(shape.kind(), offset);
        }
    }
    Some(offset)
}

/// The address of a field.
///
/// # Safety
/// The word is a live instance of a shape that has a field at that offset.
unsafe fn field(instance: Bits, offset: usize) -> *mut Bits {
    // SAFETY: the caller says that the instance has a field at that offset.
    unsafe { instance.as_object().byte_add(offset).cast() }
}

/// LOAD_PROPERTY.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn load_property(cx: ContextRef, words: *mut Bits, pc: u64) -> Bits {
    // SAFETY: the row has one operand.
    let [target] = unsafe { operands(words) };
    let site = site(cx, pc);
    if target.is_heap() {
        // SAFETY: a live object.
        let target_kind = unsafe { raw::kind_of(target) };
        if let Some(shape) = ShapeId::from_kind(target_kind) {
            let Some(offset) = field_offset(cx, &site, shape) else { return Bits::NIL };
            // SAFETY: an instance of that shape, which has the field.
            let field = unsafe { field(target, offset) };
            // SAFETY: a field of a live instance.
            return unsafe { *field };
        }
        if target_kind == kind::MODULE {
            // SAFETY: a module.
            return unsafe { load_member(cx, target, &site) };
        }
        // SAFETY: a live word.
        if site.name == "length" && unsafe { raw::is_string(target) } {
            // SAFETY: a string.
            return Bits::int(unsafe { raw::string_len(target) }.cast_signed());
        }
    }
    cx.raise(ErrorKind::CannotReadProperty { name: site.name.into() })
}

/// A member of a module: its global of that name, else what is predefined under it.
///
/// # Safety
/// The word is a live module.
unsafe fn load_member(cx: ContextRef, module: Bits, site: &Site) -> Bits {
    // SAFETY: the caller gives a live module.
    let namespace = unsafe { raw::module_record(module) } as *const Namespace;
    // SAFETY: a namespace lives as long as its module object.
    let namespace = unsafe { &*namespace };
    let member = namespace.members.get(site.name).map(|&index| namespace.global(index).cast_const());
    if let Some(member) = member {
        if let Some(cache) = site.cache {
            // SAFETY: V3: the running function has the cache; nothing else uses it now.
            let cache = unsafe { &mut *cache };
            cache.module = namespace.id;
            cache.member = member;
        }
        // SAFETY: a global of a live module.
        let value = unsafe { *member };
        if !value.is_undef() {
            return value;
        }
    }
    let engine = cx.engine();
    // Members of a core module are only its own.
    match engine.predefined.get(&engine.heap, site.name).filter(|_| namespace.has_code) {
        Some(value) => value,
        None => {
            let kind = ErrorKind::UndefinedMember { name: site.name.into(), module: namespace.path.clone() };
            cx.raise(Error::of_name(kind, site.name, namespace.members.keys().map(|name| &**name)))
        }
    }
}

/// STORE_PROPERTY.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn store_property(cx: ContextRef, words: *mut Bits, pc: u64) -> Bits {
    // SAFETY: the row has two operands.
    let [target, value] = unsafe { operands(words) };
    let site = site(cx, pc);
    // SAFETY: a live object.
    let shape = target.is_heap().then(|| unsafe { raw::kind_of(target) }).and_then(ShapeId::from_kind);
    let Some(shape) = shape else { return cx.raise(ErrorKind::NotSettable) };
    let Some(offset) = field_offset(cx, &site, shape) else {
        let shape = cx.heap().shape(shape);
        let struct_name = String::from_utf8_lossy(&shape.name).into();
        let fields = shape.fields.iter().filter_map(|field| str::from_utf8(field).ok());
        let kind = ErrorKind::NoSuchField { struct_name, field: site.name.into() };
        return cx.raise(Error::of_name(kind, site.name, fields));
    };
    // SAFETY: an instance of that shape.
    let slot = unsafe { field(target, offset) };
    // SAFETY: a field of that live instance.
    unsafe { raw::store(target.as_object(), slot, value) };
    Bits::NIL
}
