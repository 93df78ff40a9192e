//! What a compilation is told of its function: the kinds of the frame's slots, the rows that were
//! quickened, the fields and modules in the inline caches, the constant globals, and the facts that
//! were wrong before.

use bytecode::{ChunkId, GlobalId, Inst, Opcode};
use heap::layout::kind;
use heap::{Bits, ShapeId, raw};
use jit::{Entry, Field, Fixed, Kind, Profile};

use super::{Known, Optimise, TierOptions, Version};
use crate::common::cache::Cache;
use crate::helpers::builtins::HAS_NUMBER;
use crate::runtime::instance::{Instance, Namespace};
use crate::runtime::record::RecordRef;

/// How many codes of an entry may rely on wrong facts. The next one relies on none.
const REFUTATIONS_UNTIL_GENERIC: u32 = 4;

/// Of a property instruction that has met more shapes than this, a compiler is told the table only.
const FEW_SHAPES: u32 = 2;

impl Version {
    /// What this version is compiled by, given the kinds of the frame's slots, and what slow paths
    /// and calls have shown.
    pub(super) fn profile(
        &self,
        record: RecordRef,
        entry: Entry,
        kinds: Vec<Kind>,
        known: Known<'_>,
        options: &TierOptions,
    ) -> Profile {
        let mut profile = Profile::new(entry);
        profile.metered = options.metered;
        profile.forcible = options.forcible;
        profile.covered = options.coverage.is_some();
        profile.generic = self.expects_nothing(options);
        profile.kinds = kinds;
        profile.quickened = quickened(record);
        profile.seen = known.relearning.seen(record);
        profile.targets = known.observed.targets(record);
        profile.globals = globals(record);
        note_properties(record, &mut profile);
        profile.refuted.clone_from(&self.refuted);
        profile.pinned.clone_from(&self.pinned);
        profile.untyped = self.wrong_locals.iter().filter(|&&(_, times)| times > 1).map(|&(slot, _)| slot).collect();
        profile
    }
}

impl Version {
    /// Whether so many facts were wrong that nothing is expected any more.
    pub(super) fn expects_nothing(&self, options: &TierOptions) -> bool {
        self.refutations >= most_refutations(options)
    }
}

/// Codes of one entry with wrong facts until nothing is expected any more. Optimised code relies on
/// more of them, so that it may be made again more often.
pub(super) fn most_refutations(options: &TierOptions) -> u32 {
    match options.optimise {
        Optimise::Never => REFUTATIONS_UNTIL_GENERIC,
        Optimise::After(_) | Optimise::Always => 8 * REFUTATIONS_UNTIL_GENERIC,
    }
}

/// The instructions that run as another row than the module's.
pub(super) fn quickened(record: RecordRef) -> Vec<(u32, Opcode)> {
    let instance = record.instance();
    let (chunk, code) = (record.chunk(), record.code());
    let original = &instance.module.chunks[chunk.index()].code;
    let mut changed = Vec::new();
    for (pc, inst) in original.iter().enumerate() {
        // SAFETY: the instance's copy has as many instructions.
        let runs_as = unsafe { *code.wrapping_add(pc) }.opcode();
        if runs_as != inst.opcode() {
            changed.push((pc as u32, runs_as));
        }
    }
    changed
}

/// Notes where the property instructions found their fields, of those that met few shapes, and the
/// modules they read. The profile has the globals already.
pub(super) fn note_properties(record: RecordRef, profile: &mut Profile) {
    let instance = record.instance();
    let chunk = record.chunk();
    for pc in 0..instance.module.chunks[chunk.index()].code.len() as u32 {
        let Some(cache) = property_cache(record, pc) else { continue };
        match cache.changes {
            0 if cache.module != 0 => {
                profile.members.push((pc, cache.module));
                if let Some(constant) = constant_member(record, profile, cache) {
                    profile.constants.push((pc, constant));
                }
            }
            changes if cache.module == 0 => {
                let met = [(cache.key, cache.offset), cache.second];
                let few = met.into_iter().filter(|&(shape, _)| shape != 0 && changes <= FEW_SHAPES);
                profile.fields.extend(few.map(|(shape, offset)| (pc, Field { shape, offset })));
                if !cache.fields.is_null() {
                    profile.many.push(pc);
                }
            }
            _ => {} // both came
        }
    }
}

/// The member that a cache has met, if its module is what a constant global holds, and the member
/// is a constant global too, and set.
fn constant_member(record: RecordRef, profile: &Profile, cache: Cache) -> Option<(GlobalId, Fixed)> {
    let instance = modules(record, profile).find(|it| it.namespace.id == cache.module)?;
    let index = (cache.member as usize - instance.namespace.globals.as_ptr() as usize) / size_of::<Bits>();
    let global = GlobalId(index as u32);
    // SAFETY: the cache has met a member of that module, which is one of its globals.
    let fixed = instance.is_constant(global).then(|| unsafe { fixed(instance.record(ChunkId(0)), global) });
    Some((global, fixed??))
}

/// The instances of the modules that a function has in constant globals. They live as long as the
/// function's.
pub(super) fn modules<'a>(record: RecordRef, profile: &Profile) -> impl Iterator<Item = &'a Instance> {
    let of_module = profile.globals.iter().filter(|(_, fixed)| matches!(fixed, Fixed::Module(_)));
    of_module.filter_map(move |&(global, _)| {
        // SAFETY: the profile is of the function, so its instance has the global.
        let value = unsafe { *record.globals().wrapping_add(global.index()) };
        // SAFETY: the global keeps its value, which is a module.
        let namespace = unsafe { raw::module_record(value) } as *const Namespace;
        // SAFETY: a namespace lives as long as its module object.
        let has_code = unsafe { (*namespace).has_code };
        // SAFETY: a namespace with code is the first part of an instance.
        has_code.then(|| unsafe { &*namespace.cast::<Instance>() })
    })
}

/// What the property instruction at an index met last; `None` if it has no cache.
pub(super) fn property_cache(record: RecordRef, pc: u32) -> Option<Cache> {
    let inst = record.original(pc);
    let (Inst::LoadProperty { cache, .. } | Inst::LoadPropertyL { cache, .. } | Inst::StoreProperty { cache, .. }) =
        inst
    else {
        return None;
    };
    // SAFETY: V3: the record has so many caches.
    Some(unsafe { *record.caches().wrapping_add(cache.index()) })
}

/// The globals that the function loads and that keep their values.
pub(super) fn globals(record: RecordRef) -> Vec<(GlobalId, Fixed)> {
    let instance = record.instance();
    let chunk = record.chunk();
    let mut loaded = Vec::new();
    for &inst in &instance.module.chunks[chunk.index()].code {
        if let Inst::LoadGlobal { global } = inst
            && instance.is_constant(global)
        {
            loaded.push(global);
        }
    }
    loaded.sort_unstable();
    loaded.dedup();
    // SAFETY: the global is one that the record's own code loads, so its instance has it.
    loaded.into_iter().filter_map(|global| Some((global, unsafe { fixed(record, global) }?))).collect()
}

/// The value of a constant global, once it is defined.
///
/// # Safety
/// The record is one of a live instance, which has such a global.
unsafe fn fixed(record: RecordRef, global: GlobalId) -> Option<Fixed> {
    // SAFETY: the instance has the global, so its table has the word.
    let value = unsafe { *record.globals().wrapping_add(global.index()) };
    Some(match value {
        value if value.is_undef() => return None,
        value if value.is_int() => Fixed::Int(value.as_int()),
        value if value.is_float() => Fixed::Float(value.raw()),
        value if value.is_bool() => Fixed::Bool(value == Bits::TRUE),
        Bits::NIL => Fixed::Nil,
        // SAFETY: a live object.
        value if unsafe { raw::is_kind(value, kind::FUNCTION) } => {
            // SAFETY: a function.
            let callee = unsafe { RecordRef::of_function(value) };
            if callee.instance_address() != record.instance_address() {
                return Some(Fixed::Object);
            }
            Fixed::Function { chunk: callee.chunk(), signature: callee.signature() }
        }
        // SAFETY: a live object.
        value if unsafe { raw::is_kind(value, kind::STRUCT_DEF) } => {
            // SAFETY: a struct definition.
            let shape = unsafe { raw::struct_def_shape(value) };
            let instance = record.instance();
            match ShapeId::from_kind(shape).and_then(|id| instance.struct_of(id)) {
                Some(decl) => Fixed::Struct { shape, fields: decl.fields.len() as u32 },
                None => Fixed::Object, // another module's
            }
        }
        // SAFETY: a live object.
        value if unsafe { raw::is_kind(value, kind::MODULE) } => {
            // SAFETY: a module.
            let namespace = unsafe { raw::module_record(value) } as *const Namespace;
            // SAFETY: a namespace lives as long as its module object.
            Fixed::Module(unsafe { (*namespace).id })
        }
        // SAFETY: a live object.
        value if unsafe { raw::is_kind(value, kind::NATIVE) } => {
            // SAFETY: a native.
            if unsafe { raw::native_index(value) } == HAS_NUMBER { Fixed::Has } else { Fixed::Object }
        }
        _ => Fixed::Object,
    })
}

/// The kinds of the first `count` words of a frame.
///
/// # Safety
/// They are valid values.
pub(super) unsafe fn snapshot(base: *mut Bits, count: u32) -> Vec<Kind> {
    let kind = |bits: Bits| match bits {
        bits if bits.is_int() => Kind::Int,
        bits if bits.is_float() => Kind::Float,
        bits if bits.is_bool() => Kind::Bool,
        // SAFETY: the words are valid values, so this is a live object.
        bits if bits.is_heap() => Kind::Object(unsafe { raw::kind_of(bits) }),
        _ => Kind::Unknown,
    };
    // SAFETY: the frame has `count` words, which the caller vouches for.
    (0..count as usize).map(|slot| kind(unsafe { *base.wrapping_add(slot) })).collect()
}
