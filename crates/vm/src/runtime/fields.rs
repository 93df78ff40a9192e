//! Fields behind a pointer that is known to be good, as safe methods of the type that holds the
//! pointer.

/// Defines for a type with a method `ptr`, which gives a pointer, a method that reads each field,
/// and one that sets it where a name for that is given: `name (set_name): Type = path.to.field;`.
///
/// The type's invariant must be that what `ptr` gives may be read and written on this thread, and
/// that nobody holds a reference into these fields.
macro_rules! define_fields {
    ($owner:ident { $( $(#[doc = $doc:literal])+ $name:ident $set:tt : $type:ty = $($field:ident).+; )* }) => {
        impl $owner { $( define_fields! { @ $(#[doc = $doc])+ $name $set : $type = $($field).+ } )* }
    };
    (@ $(#[doc = $doc:literal])+ $name:ident (): $type:ty = $($field:ident).+) => {
        $(#[doc = $doc])+
        #[inline(always)]
        pub(crate) fn $name(self) -> $type {
            // SAFETY: what the type points to lives and may be read, by the type's invariant.
            unsafe { (*self.ptr()).$($field).+ }
        }
    };
    (@ $(#[doc = $doc:literal])+ $name:ident ($set:ident): $type:ty = $($field:ident).+) => {
        define_fields! { @ $(#[doc = $doc])+ $name (): $type = $($field).+ }

        #[doc = concat!("Sets [`", stringify!($name), "`](Self::", stringify!($name), ").")]
        #[inline(always)]
        pub(crate) fn $set(self, value: $type) {
            // SAFETY: what the type points to lives and may be written, by the type's invariant.
            unsafe { (*self.ptr()).$($field).+ = value };
        }
    };
}
