//! [`Feedback`]: the profiles of a function and of the functions that it may call.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::str::FromStr;

use bytecode::ChunkId;
use jit::{InModule, ModuleId, Profile, ProfileError};

/// The profile of a function, and the profiles of functions that may be inlined into it. The text
/// form is that of the function's profile. For each other function a line follows, `callee 3`, or
/// `callee 3 module 1` if it is another module's, and then its profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feedback {
    /// Of the function to be compiled.
    pub root: Profile,
    /// Of functions that it may call, each with an entry at the function's start.
    pub callees: BTreeMap<InModule<ChunkId>, Profile>,
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
        self.callees.iter().try_for_each(|(chunk, profile)| match chunk.module {
            ModuleId::OWN => write!(f, "callee {}\n{profile}", chunk.id.0),
            module => write!(f, "callee {} module {}\n{profile}", chunk.id.0, module.0),
        })
    }
}

impl FromStr for Feedback {
    type Err = ProfileError;

    fn from_str(text: &str) -> Result<Feedback, ProfileError> {
        let mut parts: Vec<(Option<InModule<ChunkId>>, String)> = vec![(None, String::new())];
        for line in text.lines() {
            match callee(line) {
                Some(callee) => parts.push((Some(callee), String::new())),
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

/// The function that a line `callee` names.
fn callee(line: &str) -> Option<InModule<ChunkId>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |word: &str| word.parse().ok();
    match words[..] {
        ["callee", chunk] => Some(InModule::own(ChunkId(number(chunk)?))),
        ["callee", chunk, "module", module] => {
            Some(InModule { module: ModuleId(number(module)?), id: ChunkId(number(chunk)?) })
        }
        _ => None,
    }
}
