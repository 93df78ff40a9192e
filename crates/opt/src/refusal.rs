//! [`Refusal`]: why a function stays in the baseline.

/// Why a function was not compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// It, or what would become of it, is beyond a size that keeps compiling short.
    TooLarge,
    /// The profile asks for an entry that it does not have.
    NoSuchEntry,
    /// Nothing is to be expected of it, so that there is nothing to gain.
    Generic,
    /// A value would live across a safepoint in no word of a frame: a mistake of a pass, found in time.
    Homeless,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Refusal::TooLarge => "too large",
            Refusal::NoSuchEntry => "no such entry",
            Refusal::Generic => "nothing is expected of it",
            Refusal::Homeless => "a value lives across a safepoint in no word",
        })
    }
}

impl std::error::Error for Refusal {}
