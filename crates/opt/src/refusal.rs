//! [`Refusal`]: why a function stays in the baseline.

/// Why a function was not compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// The function or its representation is too large to be compiled in a short time.
    TooLarge,
    /// The function does not have the entry that the profile asks for.
    NoSuchEntry,
    /// The profile forbids expectations, so there is nothing to gain.
    Generic,
    /// A value is used behind a safepoint and is in no word of its frame state, by a mistake of a
    /// pass; or it is a constant behind a guard that never lets it pass.
    Homeless,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Refusal::TooLarge => "too large",
            Refusal::NoSuchEntry => "no such entry",
            Refusal::Generic => "nothing is expected of it",
            Refusal::Homeless => "a value is in no place",
        })
    }
}

impl std::error::Error for Refusal {}
