//! [`Trace`]: the calls that were active when an error happened.

use std::fmt;

/// Where in a program something happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The module's path.
    pub path: Box<str>,
    /// The function's name.
    pub function: Box<str>,
    /// The source line, 0 if unknown.
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} in {}", self.path, self.line, self.function)
    }
}

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
    /// The trace of some calls, innermost first, behind which others were left out.
    pub(crate) fn new(frames: Vec<Place>, omitted: usize) -> Trace {
        Trace { frames, omitted }
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
