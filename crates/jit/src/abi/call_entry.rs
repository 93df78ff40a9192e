//! [`CallEntry`]: where a call of a known function goes.

use super::Signature;

/// The entry that a call of a known function takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CallEntry {
    /// The typed entry of the code being compiled, which is of the function that it calls.
    OwnTyped,
    /// The untyped entry of the code being compiled.
    OwnUntyped,
    /// The typed entry slot of the function's record.
    Typed,
    /// The entry slot of the function's record.
    Untyped,
}

impl CallEntry {
    /// Chooses the entry. `own` is the signature of the code being compiled if it is the callee's
    /// own, from the function's start on; `settled` is that of the callee's record; `fit` says
    /// whether the arguments certainly have the kinds of a signature.
    ///
    /// A function can have code for several kinds of arguments, and its record has the signature of
    /// the first. So the code being compiled can have another one, and arguments for which the
    /// record's typed entry is right need not be right for it.
    pub fn choose(own: Option<Signature>, settled: Signature, fit: impl Fn(Signature) -> bool) -> CallEntry {
        match own {
            Some(own) if fit(own) => CallEntry::OwnTyped,
            Some(own) if settled == Signature::NONE || settled == own => CallEntry::OwnUntyped,
            _ if settled != Signature::NONE && fit(settled) => CallEntry::Typed,
            _ => CallEntry::Untyped,
        }
    }

    /// Whether it relies on the kinds of the arguments.
    pub fn is_typed(self) -> bool {
        matches!(self, CallEntry::OwnTyped | CallEntry::Typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn own_code_is_entered_by_its_own_signature() {
        let ints = Signature::of([Kind::Int]);
        let floats = Signature::of([Kind::Float]);
        let choose =
            |own, settled, argument| CallEntry::choose(own, settled, |it| it == Signature::NONE || it == argument);
        let cases = [
            (Some(ints), Signature::NONE, ints, CallEntry::OwnTyped),
            (Some(ints), Signature::NONE, floats, CallEntry::OwnUntyped),
            (Some(ints), ints, floats, CallEntry::OwnUntyped),
            (Some(ints), floats, ints, CallEntry::OwnTyped),
            (Some(ints), floats, floats, CallEntry::Typed),
            (Some(ints), floats, Signature::NONE, CallEntry::Untyped),
            (Some(Signature::NONE), floats, floats, CallEntry::OwnTyped),
            (None, floats, floats, CallEntry::Typed),
            (None, floats, ints, CallEntry::Untyped),
            (None, Signature::NONE, ints, CallEntry::Untyped),
        ];
        for (own, settled, argument, expected) in cases {
            assert_eq!(choose(own, settled, argument), expected, "{own:?} {settled:?} {argument:?}");
        }
    }
}
