//! [`LocationRange`]: in which register a local is, for those who look into the code.

use std::fmt::Debug;

use bytecode::Slot;

use crate::artifact::{Artifact, Comment};
use crate::state::region::{Place, Region};

/// A register that is for one local in a stretch of the hot code. Elsewhere the local is in its
/// word of the frame, boxed. A call keeps the local in that word and loads the register again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocationRange {
    /// The local.
    pub slot: Slot,
    /// The name of the register.
    pub register: String,
    /// What of the local is there.
    pub held: Held,
    /// Where the range begins, in bytes from the beginning of the code.
    pub from: u32,
    /// Where it ends.
    pub until: u32,
}

/// What of a local a register holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    /// Its value, an int without its tag.
    Int,
    /// Its value, a float.
    Float,
    /// The address of the first element of the array that it is.
    Elements,
}

impl Held {
    /// What is held, as a word for people.
    pub fn name(self) -> &'static str {
        match self {
            Held::Int => "int",
            Held::Float => "float",
            Held::Elements => "elements",
        }
    }
}

/// The ranges of a compilation's regions, in the order in which they begin.
pub(super) fn ranges(artifact: &Artifact, regions: &[Region]) -> Vec<LocationRange> {
    let preheaders = artifact.comments.iter().filter(|(_, comment)| matches!(comment, Comment::Preheader(_)));
    let begun = preheaders.zip(regions);
    begun.flat_map(|(&(from, _), region)| ranges_of(artifact, region, from)).collect()
}

fn ranges_of(artifact: &Artifact, region: &Region, from: u32) -> Vec<LocationRange> {
    let until = reached(artifact, from, region.end);
    let local = |slot: Slot| {
        let (register, held) = match region.place(slot) {
            Place::Home => return None,
            Place::Int(gp) => (name(gp), Held::Int),
            Place::Float(fp) => (name(fp), Held::Float),
        };
        Some(LocationRange { slot, register, held, from, until })
    };
    let locals = region.in_registers.iter().filter_map(local);
    let views = region.views.iter().map(|view| LocationRange {
        slot: view.slot,
        register: name(view.elements),
        held: Held::Elements,
        from: reached(artifact, from, view.from),
        until: reached(artifact, from, view.until),
    });
    locals.chain(views).filter(|range| range.from < range.until).collect()
}

/// Where the hot code from `after` on comes to an instruction, or to one behind it.
fn reached(artifact: &Artifact, after: u32, pc: u32) -> u32 {
    let is_there = |&&(at, comment): &&(u32, Comment)| {
        at >= after && at < artifact.hot_bytes && matches!(comment, Comment::Inst(it) if it >= pc)
    };
    artifact.comments.iter().find(is_there).map_or(artifact.hot_bytes, |&(at, _)| at)
}

fn name(register: impl Debug) -> String {
    format!("{register:?}").to_lowercase()
}
