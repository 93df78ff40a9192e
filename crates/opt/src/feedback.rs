//! [`Feedback`]: the profiles of a function and of the functions that it may call.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::str::FromStr;

use bytecode::ChunkId;
use jit::{Profile, ProfileError};

/// The profile of a function, and the profiles of functions of the same module that may be inlined
/// into it. The text form is that of the function's profile. For each other function a line
/// `callee` with its number follows, and then its profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feedback {
    /// Of the function to be compiled.
    pub root: Profile,
    /// Of functions that it may call, each with an entry at the function's start.
    pub callees: BTreeMap<ChunkId, Profile>,
}

impl Feedback {
    /// The feedback of a function whose callees are unknown.
    pub fn of(root: Profile) -> Feedback {
        Feedback { root, callees: BTreeMap::new() }
    }
}

impl Display for Feedback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.root)?;
        self.callees.iter().try_for_each(|(chunk, profile)| write!(f, "callee {}\n{profile}", chunk.0))
    }
}

impl FromStr for Feedback {
    type Err = ProfileError;

    fn from_str(text: &str) -> Result<Feedback, ProfileError> {
        let mut parts: Vec<(Option<ChunkId>, String)> = vec![(None, String::new())];
        for line in text.lines() {
            let callee = line.trim().strip_prefix("callee ").and_then(|number| number.trim().parse().ok());
            match callee {
                Some(number) => parts.push((Some(ChunkId(number)), String::new())),
                None => {
                    let (_, part) = parts.last_mut().expect("there is the first");
                    part.push_str(line);
                    part.push('\n');
                }
            }
        }
        let mut feedback = Feedback::of(parts[0].1.parse()?);
        for (chunk, part) in parts.into_iter().skip(1) {
            feedback.callees.insert(chunk.expect("all but the first have one"), part.parse()?);
        }
        Ok(feedback)
    }
}
