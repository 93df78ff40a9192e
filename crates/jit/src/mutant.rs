//! Seeded miscompilations: mistakes a compiler of this kind can make, each to be switched on by a
//! test that must then notice it. Compiled in only with the feature `mutants`.

/// A mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each says where it is made")]
pub enum Mutant {
    /// `<=` of ints compares as `<`.
    WrongCondition,
    /// `<` of floats is true with a NaN.
    UnorderedIsLess,
    /// A local is changed under an operand that is its alias.
    StaleAlias,
    /// Locals in registers are not written home before a call.
    MissingFlush,
    /// Locals in registers are not loaded again after a call.
    NoReload,
    /// An exit leaves dirty locals in their registers.
    ExitLosesLocals,
    /// An exit leaves operands in their registers.
    ExitLosesOperands,
    /// An edge that leaves a loop leaves dirty locals in their registers.
    LeaveLosesLocals,
    /// At a join only what is dirty on the edge that falls through counts as dirty.
    JoinForgetsDirty,
    /// What was known of locals before a join is believed after it.
    JoinKeepsFacts,
    /// Ints are not guarded.
    NoIntGuard,
    /// An unset global is not noticed.
    NoUnsetGuard,
    /// A remainder by a power of two is never negative.
    UnsignedRemainder,
    /// A prologue leaves locals as it finds them.
    NoNilLocals,
    /// Pointers are stored into objects without telling the heap.
    NoBarrier,
    /// What a loop knows of arrays is believed after a helper.
    StaleView,
    /// A float's register is taken when its exit has noted where operands are.
    RegisterBehindExit,
    /// The register for a cell's value is taken when the cell is in the scratch.
    RegisterBehindScratch,
    /// What a barrier looks at is loaded into the scratch that holds the object.
    ScratchTwice,
    /// A slow path of a LOOP row that pays loses its operands.
    SlowPathLosesOperands,
    /// Ints that a slow path has seen are not guarded.
    SeenIsCertain,
    /// Of short strings only the first eight bytes are compared.
    HalfCompared,
}

#[cfg(feature = "mutants")]
impl Mutant {
    /// All of them.
    pub const ALL: &'static [Mutant] = &[
        Mutant::WrongCondition,
        Mutant::UnorderedIsLess,
        Mutant::StaleAlias,
        Mutant::MissingFlush,
        Mutant::NoReload,
        Mutant::ExitLosesLocals,
        Mutant::ExitLosesOperands,
        Mutant::LeaveLosesLocals,
        Mutant::JoinForgetsDirty,
        Mutant::JoinKeepsFacts,
        Mutant::NoIntGuard,
        Mutant::NoUnsetGuard,
        Mutant::UnsignedRemainder,
        Mutant::NoNilLocals,
        Mutant::NoBarrier,
        Mutant::StaleView,
        Mutant::RegisterBehindExit,
        Mutant::RegisterBehindScratch,
        Mutant::ScratchTwice,
        Mutant::SlowPathLosesOperands,
        Mutant::SeenIsCertain,
        Mutant::HalfCompared,
    ];

    /// Those of them that break an order which the compiler checks of itself: it panics while it
    /// compiles, whether or not the program would have gone wrong.
    pub const CHECKED: &'static [Mutant] = &[
        Mutant::RegisterBehindExit,
        Mutant::RegisterBehindScratch,
        Mutant::ScratchTwice,
        Mutant::SlowPathLosesOperands,
    ];
}

#[cfg(feature = "mutants")]
thread_local! {
    static ACTIVE: std::cell::Cell<Option<Mutant>> = const { std::cell::Cell::new(None) };
}

/// Whether a mistake is to be made. Without the feature never, known while this crate is compiled.
#[cfg(feature = "mutants")]
pub(crate) fn is(mutant: Mutant) -> bool {
    ACTIVE.get() == Some(mutant)
}

#[cfg(not(feature = "mutants"))]
pub(crate) const fn is(_: Mutant) -> bool {
    false
}

/// Makes the compiler, on this thread, make a mistake from now on, or none.
#[cfg(feature = "mutants")]
pub fn set_mutant(mutant: Option<Mutant>) {
    ACTIVE.set(mutant);
}
