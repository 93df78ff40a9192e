//! Seeded mistakes, at least one for each file of the compiler. A test switches one on and must
//! notice it. They are compiled in with the feature `mutants` only.

/// A mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each says where it is made")]
pub enum Mutant {
    /// A division by any number becomes a multiplication by its reciprocal.
    InexactReciprocal,
    /// The negation of a comparison of floats forgets NaN.
    OrderedNegation,
    /// At a join a value is chosen by the other side's condition.
    SwappedJoin,
    /// A failure counts in rows whose path does not come to it.
    FailureOffPath,
    /// An int is compared as if it were less or equal where it must be less.
    InvertedMask,
    /// The mask of a comparison of ints is used for floats as it is.
    UnwidenedMask,
    /// The quotient of ints is rounded by a reciprocal that is rounded down.
    LowReciprocal,
    /// A spilled value is loaded from its neighbour's word.
    WrongSpill,
    /// A register is free one use too early.
    EarlyRelease,
    /// A register that holds a constant all the time is also one for values.
    SharedResident,
    /// The rows behind the last whole group are left out.
    MissingTail,
    /// What is kept in registers is not saved around the remainder of floats.
    UnsavedRemainder,
    /// A mask register whose value leaves it is not saved.
    LostMask,
    /// `k0`, which means no mask to some instructions, is taken for masks.
    ZerothMask,
    /// A mask register that is inverted is stored as it is.
    UninvertedMask,
    /// Of 16 rows only the failures of the first eight are stored.
    HalfOfFailures,
}

#[cfg(feature = "mutants")]
impl Mutant {
    /// All of them.
    pub const ALL: &'static [Mutant] = &[
        Mutant::InexactReciprocal,
        Mutant::OrderedNegation,
        Mutant::SwappedJoin,
        Mutant::FailureOffPath,
        Mutant::InvertedMask,
        Mutant::UnwidenedMask,
        Mutant::LowReciprocal,
        Mutant::WrongSpill,
        Mutant::EarlyRelease,
        Mutant::SharedResident,
        Mutant::MissingTail,
        Mutant::UnsavedRemainder,
        Mutant::LostMask,
        Mutant::ZerothMask,
        Mutant::UninvertedMask,
        Mutant::HalfOfFailures,
    ];

    /// Whether only code for AVX-512 has the mistake.
    pub fn is_of_avx512(self) -> bool {
        match self {
            Mutant::LostMask | Mutant::ZerothMask | Mutant::UninvertedMask | Mutant::HalfOfFailures => true,
            Mutant::InexactReciprocal | Mutant::OrderedNegation | Mutant::SwappedJoin | Mutant::FailureOffPath => false,
            Mutant::InvertedMask | Mutant::UnwidenedMask | Mutant::LowReciprocal | Mutant::WrongSpill => false,
            Mutant::EarlyRelease | Mutant::SharedResident | Mutant::MissingTail | Mutant::UnsavedRemainder => false,
        }
    }
}

#[cfg(feature = "mutants")]
thread_local! {
    static ACTIVE: std::cell::Cell<Option<Mutant>> = const { std::cell::Cell::new(None) };
}

/// Switches a mistake on for this thread, or all off.
#[cfg(feature = "mutants")]
pub fn set_mutant(mutant: Option<Mutant>) {
    ACTIVE.set(mutant);
}

/// Whether a mistake is to be made.
#[cfg(feature = "mutants")]
pub(crate) fn is(mutant: Mutant) -> bool {
    ACTIVE.get() == Some(mutant)
}

/// Whether a mistake is to be made.
#[cfg(not(feature = "mutants"))]
pub(crate) const fn is(_: Mutant) -> bool {
    false
}
