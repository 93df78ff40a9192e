//! What several chapters of the guide use: publishing, and the languages of chapters 2 and 3.
//! `docs/guide` shows pieces of these files, between the lines that name anchors. What assembles code
//! of x86-64 is there on x86-64 only: the chapter on ARM64 uses the rest.

#[cfg(target_arch = "x86_64")]
pub mod calculator;
pub mod expression;
#[cfg(target_arch = "x86_64")]
pub mod program;
pub mod random;

// ANCHOR: publish
use std::error::Error;

use exec_mem::Arena;

/// Any error, as text for the reader.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Copies finished code to executable memory, as it must be at the address it gets there.
///
/// # Errors
/// When an address is out of reach, or memory is refused.
pub fn publish(arena: &Arena, code: x64_asm::Code<'_>) -> Result<exec_mem::Code> {
    let mut draft = arena.draft_aligned(code.bytes().len(), code.alignment() as usize)?;
    let bytes = code.to_vec_at(draft.base() as u64)?;
    draft.append(&bytes)?;
    Ok(draft.publish()?)
}
// ANCHOR_END: publish
