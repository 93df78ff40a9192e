//! What a moved object leaves where it was: the kind `FORWARDED`, and its new address.

use crate::layout::{GRANULE, Header, kind};

/// The first two words of a forwarded object.
#[repr(C)]
struct Forwarded {
    header: Header,
    to: *mut Header,
}

/// Every object has room for that.
const _: () = assert!(size_of::<Forwarded>() <= GRANULE);

/// Where an object with this header is now; `None` if it was not moved.
///
/// # Safety
/// `object` is intact or forwarded, and `header` is what it begins with.
#[inline(always)]
pub(crate) unsafe fn new_address(object: *mut Header, header: Header) -> Option<*mut Header> {
    // SAFETY: a header of this kind is what forwarding left, with the new address behind it.
    (header.kind == kind::FORWARDED).then(|| unsafe { (*object.cast::<Forwarded>()).to })
}

/// Notes where a copied object is now, in the place of its contents.
///
/// # Safety
/// `object` is writable, and read by nothing any more but [`new_address`].
#[inline(always)]
pub(crate) unsafe fn forward(object: *mut Header, to: *mut Header) {
    let forwarded = Forwarded { header: Header { kind: kind::FORWARDED, gc: 0 }, to };
    // SAFETY: the object was copied, and the smallest has room for this.
    unsafe { object.cast::<Forwarded>().write(forwarded) };
}
