//! The compiler's own limits. Exceeding one is a [`Diagnostic`](crate::Diagnostic) that names it;
//! the limits of the bytecode format (slots, loops, ...) are reported in the same way.

/// The longest source, in bytes. Every offset and every index into the tree fits 32 bits below it.
pub const MAX_SOURCE_BYTES: usize = 1 << 30;

/// The most constructs that may be open at one place: parentheses, unary operators, calls,
/// indexes, array literals, assignments, blocks, bodies of statements and functions together.
/// An `else if` chain counts once, and chains of left-associative operators and of postfixes not
/// at all.
pub const MAX_NESTING: usize = 32_000;

/// The most captures that a module may have, summed over its functions. A variable that is used
/// `n` functions deeper counts `n` times, because each of them passes it on.
pub const MAX_CAPTURES: usize = 1 << 20;

/// The most diagnostics that are reported for one source; parsing stops there.
pub const MAX_DIAGNOSTICS: usize = 20;

/// Array literals push this many elements at once; the rest are appended one by one, so that the
/// operand stack stays small however long the literal is.
pub(crate) const ARRAY_BATCH: usize = 256;

/// The first locals of a function each get a slot of their own, so that a slot's type says
/// something about one variable; later locals use slots of closed scopes again.
pub(crate) const OWN_SLOTS: usize = 48;
