//! The way into machine code: the trampolines of [`jit::trampoline`], published, and the one call
//! that goes through them.

use exec_mem::{Arena, Code};
use heap::Bits;
use jit::Kind;
use jit::trampoline::{self, EntryFn};

use crate::runtime::activation::{self, Segment};
use crate::runtime::context::ContextRef;
use crate::runtime::tiers::Entered;
use crate::tier::hot::{inside, last_exit};

/// What the entry trampoline is published as.
const ENTRY: &str = "entry trampoline";

/// Bytes of native stack between the stack pointer of a piece of code, at a call that it makes, and
/// its caller's: what a debugger needs to go on to the caller. The caller's frame pointer is the
/// word below the return address. `name` is what the code was published as.
pub fn native_frame_bytes(name: &str) -> u8 {
    if name == ENTRY { trampoline::ENTRY_FRAME_BYTES } else { jit::abi::CALL_BYTES as u8 }
}

/// The trampolines that every vm with machine code has.
#[derive(Debug)]
pub(crate) struct Trampolines {
    /// Kept alive for `enter`.
    _entry: Code,
    enter: EntryFn,
    interpreted: Code,
}

impl Trampolines {
    /// Publishes them.
    ///
    /// # Errors
    /// What the arena says.
    pub(crate) fn new(arena: &Arena) -> Result<Trampolines, exec_mem::Error> {
        let entry = publish(arena, ENTRY, &trampoline::entry())?;
        // SAFETY: the bytes are those of `jit::trampoline::entry`, which are a function of this
        // type.
        let function = unsafe { entry.entry::<EntryFn>() };
        // SAFETY: the code is kept in the same value.
        let enter = unsafe { function.function() };
        let interpreted = publish(arena, "call interpreted", &trampoline::interpreted())?;
        Ok(Trampolines { _entry: entry, enter, interpreted })
    }

    /// The entry of functions that are not compiled, of the internal convention.
    pub(crate) fn interpreted(&self) -> *const u8 {
        std::ptr::with_exposed_provenance(self.interpreted.base())
    }

    /// The entry trampoline.
    pub(crate) fn enter(&self) -> EntryFn {
        self.enter
    }
}

/// Publishes code that goes to the entry for the types that the arguments have, else to `other`.
///
/// # Errors
/// What the arena says.
pub(crate) fn dispatcher(
    arena: &Arena,
    cases: &[(&[Kind], *const u8)],
    other: *const u8,
) -> Result<Code, exec_mem::Error> {
    let cases: Vec<_> = cases.iter().map(|&(types, entry)| (types, entry as u64)).collect();
    publish(arena, "dispatch", &trampoline::dispatcher(&cases, other as u64))
}

/// Publishes finished code under a name.
///
/// # Errors
/// What the arena says.
pub(crate) fn publish(arena: &Arena, name: &str, bytes: &[u8]) -> Result<Code, exec_mem::Error> {
    let mut draft = arena.draft(bytes.len())?;
    draft.append(bytes)?;
    draft.set_name(name);
    Ok(draft.publish()?)
}

/// Runs machine code from its entry, with the window at `base`. `depth` counts the active calls
/// below the function whose window it is.
///
/// # Safety
/// The window holds what the entry expects; the context is the running vm's.
pub(crate) unsafe fn enter(cx: ContextRef, base: *mut Bits, entry: *const u8, depth: u32) -> Entered {
    let Some((guard, function)) = inside(cx) else { return Entered::Stay };
    let result = activation::run(cx, Segment::Compiled { depth }, || {
        // SAFETY: the caller gives an entry of the internal convention and its window; `guard`
        // keeps the code.
        unsafe { function(cx.abi(), base, entry, jit::abi::CALL_BYTES * u64::from(depth)) }
    });
    let entered = match result {
        Bits::EXC => Entered::Error,
        // SAFETY: an exit leaves the frame as the interpreter needs it.
        Bits::EXIT => Entered::Exited(unsafe { last_exit(cx, base) }),
        value => Entered::Returned(value),
    };
    drop(guard);
    entered
}
