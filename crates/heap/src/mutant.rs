//! A seeded mistake, to be switched on by a test that must then notice it: stores without the
//! barrier. Compiled in only with the feature `mutants`.

#[cfg(feature = "mutants")]
thread_local! {
    static ACTIVE: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether stores leave out the barrier. Without the feature this is the constant false.
#[cfg(feature = "mutants")]
pub(crate) fn is_active() -> bool {
    ACTIVE.get()
}

#[cfg(not(feature = "mutants"))]
#[inline(always)]
pub(crate) const fn is_active() -> bool {
    false
}

/// Makes stores on this thread leave out the barrier from now on, or not.
#[cfg(feature = "mutants")]
pub fn without_barrier(active: bool) {
    ACTIVE.set(active);
}
