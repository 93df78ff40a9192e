//! [`Trace`]: the calls that were active when an error happened.

use std::fmt;

use crate::context::Cx;
use crate::frames::Frames;
use crate::record::Place;

/// Frames that a trace names; of deeper ones it only has the number.
pub(crate) const MAX_FRAMES: usize = 32;

/// The calls that were active when an error happened, innermost first. Empty if no program ran.
///
/// Displayed, each call is a line of its own:
///
/// ```text
///     at divide (math.unna:3)
///     at script (main.unna:7)
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trace {
    frames: Vec<Place>,
    omitted: usize,
}

impl Trace {
    /// The trace of the running vm, without its `skip` innermost frames.
    pub(crate) fn take(cx: Cx, skip: usize) -> Trace {
        let mut walk = Frames::new(cx);
        if skip > 0 {
            walk.nth(skip - 1);
        }
        let frames = std::iter::from_fn(|| walk.next_place()).take(MAX_FRAMES).collect();
        Trace { frames, omitted: walk.count_rest() }
    }

    /// The innermost calls, the innermost first; 32 at most.
    pub fn frames(&self) -> &[Place] {
        &self.frames
    }

    /// How many calls are further out than those of [`frames`](Self::frames).
    pub fn omitted(&self) -> usize {
        self.omitted
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Place { path, function, line }) in self.frames.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}    at {function} ({path}:{line})")?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "\n    ... {omitted} more"),
        }
    }
}
