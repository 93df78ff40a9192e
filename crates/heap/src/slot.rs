//! Where the values stand in objects that hold them themselves. Arrays and maps do not: their
//! storage does.

use crate::layout::{Cell, FIRST_SHAPE, FUNCTION_UPVALUES, Function, Header, INSTANCE_FIELDS, Module, Resource, kind};
use crate::shape::Shapes;
use crate::value::Bits;

/// First slot and number of slots of a stretch of values.
pub(crate) type Range = (*mut Bits, usize);

const NO_RANGE: Range = (std::ptr::null_mut(), 0);

/// The values in one object, in two stretches that may be empty.
///
/// # Safety
/// `object` is intact.
#[inline]
pub(crate) unsafe fn ranges(object: *mut Header, shapes: &Shapes) -> [Range; 2] {
    // SAFETY: an intact object begins with its header.
    let object_kind = unsafe { (*object).kind };
    if object_kind >= FIRST_SHAPE {
        let fields = object.wrapping_byte_add(INSTANCE_FIELDS).cast::<Bits>();
        return [(fields, shapes.field_count(object_kind)), NO_RANGE];
    }
    let first = match object_kind {
        kind::FUNCTION => {
            // SAFETY: the kind is just seen.
            let function = unsafe { &mut *object.cast::<Function>() };
            let upvalues = object.wrapping_byte_add(FUNCTION_UPVALUES).cast::<Bits>();
            return [(&raw mut function.module, 1), (upvalues, function.upvalue_count as usize)];
        }
        // SAFETY: the kind is just seen.
        kind::CELL => (unsafe { &raw mut (*object.cast::<Cell>()).value }, 1),
        // SAFETY: the kind is just seen.
        kind::RESOURCE => (unsafe { &raw mut (*object.cast::<Resource>()).payload }.cast(), 2),
        // SAFETY: the kind is just seen.
        kind::MODULE => (unsafe { &raw mut (*object.cast::<Module>()).path }, 1),
        _ => NO_RANGE,
    };
    [first, NO_RANGE]
}
