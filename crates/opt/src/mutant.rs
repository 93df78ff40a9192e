//! Seeded mistakes, at least one for each pass. A test switches one on and must notice it. They are
//! compiled in with the feature `mutants` only.

/// A mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each says where it is made")]
pub enum Mutant {
    /// Value numbering believes loads across stores into the same part of memory.
    StaleLoad,
    /// Value numbering takes operations for equal whose immediates differ.
    ConfusedOffsets,
    /// A load is moved before a loop that stores into that part of memory.
    HoistedLoad,
    /// A store into a field counts as dead.
    DeadStore,
    /// The remainder by a power of two counts as zero where one bit less is.
    FewerBits,
    /// A dividend counts as a multiple on both ways from where that was asked.
    MultipleEverywhere,
    /// A counted loop takes a turn more where a strip of turns ends.
    TurnTooMany,
    /// A phi with two different operands counts as needless.
    LostPhi,
    /// An exit from an inlined frame loses the operands of its caller.
    CallerForgotten,
    /// An index is not checked.
    UncheckedIndex,
    /// Moves on an edge are made one after the other, as if none could overwrite another's source.
    SerialMoves,
    /// A value that waits in memory through a loop is not brought there before the loop.
    MissingStore,
    /// An operand in memory is taken from the next word.
    NextWord,
    /// Of two floats that are guarded together, the second is not guarded.
    UncheckedFloat,
    /// A guard is brought to another one, with its load, across a store into the same field.
    PairedAcrossStore,
    /// A jump to a block that does not follow is left out.
    MissingJump,
    /// An exit takes the fields of an object that was not made from one word further on.
    NextField,
    /// An exit makes an object once for each word that is to hold it.
    TwiceMade,
    /// The words that a call had for itself count as unchanged behind it.
    HeldOperands,
    /// What moves on one way of a branch store counts as stored on the other way too.
    HeldByOtherWay,
    /// Two objects in pieces are taken for different ones although they may be one.
    LostIdentity,
    /// A value that is used behind a call is left in its register.
    MissingFlush,
    /// Registers are not loaded again behind a helper that inline code left the work to.
    MissingReload,
    /// The operands of an inlined call's caller end one word early.
    ShiftedBase,
    /// The caller takes what an inlined callee has assigned to a parameter for its argument.
    AssignedArgument,
    /// A function that was guessed is not checked.
    AnyFunction,
    /// Of two functions that were guessed, the wrong one is asked for.
    OtherFunction,
    /// A helper called in an inlined frame is told that the compiled function's frame runs.
    OuterFrame,
    /// A field that many shapes have is taken for the first of each.
    FirstField,
    /// What is another module's is looked for in that of the compiled function.
    OwnModule,
    /// A guard before a loop does without the last turn.
    LimitOffByOne,
    /// A guard before a loop counts on the first turn.
    LaterTurnsOnly,
    /// Bounds of ints do as if no int could wrap around.
    NoOverflow,
    /// A remainder counts as not negative.
    PositiveRemainder,
    /// A guard that is made before an inner loop exits at the loop around it.
    OuterEntry,
    /// What a counter is changed by counts as positive.
    UnknownStride,
    /// A remainder is made of the quotient by another divisor.
    AnyDivisor,
    /// A divisor that is not negative counts as positive.
    ZeroDivisor,
    /// The check of an index counts for every array.
    AnyLength,
    /// A comparison counts as true on both ways of a branch.
    BothWays,
}

#[cfg(feature = "mutants")]
impl Mutant {
    /// All of them.
    pub const ALL: &'static [Mutant] = &[
        Mutant::StaleLoad,
        Mutant::ConfusedOffsets,
        Mutant::HoistedLoad,
        Mutant::DeadStore,
        Mutant::FewerBits,
        Mutant::MultipleEverywhere,
        Mutant::TurnTooMany,
        Mutant::LostPhi,
        Mutant::CallerForgotten,
        Mutant::UncheckedIndex,
        Mutant::SerialMoves,
        Mutant::MissingStore,
        Mutant::NextWord,
        Mutant::UncheckedFloat,
        Mutant::PairedAcrossStore,
        Mutant::MissingJump,
        Mutant::NextField,
        Mutant::TwiceMade,
        Mutant::HeldOperands,
        Mutant::HeldByOtherWay,
        Mutant::LostIdentity,
        Mutant::MissingFlush,
        Mutant::MissingReload,
        Mutant::ShiftedBase,
        Mutant::AssignedArgument,
        Mutant::AnyFunction,
        Mutant::OtherFunction,
        Mutant::OuterFrame,
        Mutant::FirstField,
        Mutant::OwnModule,
        Mutant::LimitOffByOne,
        Mutant::LaterTurnsOnly,
        Mutant::NoOverflow,
        Mutant::PositiveRemainder,
        Mutant::OuterEntry,
        Mutant::UnknownStride,
        Mutant::AnyDivisor,
        Mutant::ZeroDivisor,
        Mutant::AnyLength,
        Mutant::BothWays,
    ];
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

/// Whether any mistake is to be made.
pub(crate) fn is_any() -> bool {
    #[cfg(feature = "mutants")]
    return ACTIVE.get().is_some();
    #[cfg(not(feature = "mutants"))]
    false
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
