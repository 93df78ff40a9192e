//! Memory in reach of code: at most 4 GiB above it, since a function table holds distances of 32
//! bits.

use std::ptr::{null, null_mut};

use windows_sys::Win32::System::Memory::{
    MEM_ADDRESS_REQUIREMENTS, MEM_COMMIT, MEM_EXTENDED_PARAMETER, MEM_EXTENDED_PARAMETER_0, MEM_EXTENDED_PARAMETER_1,
    MEM_RELEASE, MEM_RESERVE, MemExtendedParameterAddressRequirements, PAGE_READWRITE, VirtualAlloc2, VirtualFree,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// The flag for the highest address that fits, from winnt.h.
const MEM_TOP_DOWN: u32 = 0x10_0000;
/// Bytes of a page, which are also the unit in which Windows hands out addresses.
const PAGE: usize = 64 << 10;

/// Whether an entry of the code at `base` can point to `place`.
pub(super) fn reaches(base: usize, place: usize) -> bool {
    place.checked_sub(base).is_some_and(|distance| u32::try_from(distance).is_ok())
}

/// A page that is written from its start on.
#[derive(Debug)]
pub(super) struct Page {
    base: usize,
    used: usize,
}

impl Page {
    /// A new page, as high as the code at `base` reaches: above its arena.
    pub(super) fn above(base: usize) -> Option<Page> {
        let start = base.next_multiple_of(PAGE);
        let end = (base + u32::MAX as usize) / PAGE * PAGE;
        let mut limits = MEM_ADDRESS_REQUIREMENTS {
            LowestStartingAddress: start as *mut _,
            HighestEndingAddress: (end - 1) as *mut _,
            Alignment: 0,
        };
        let mut parameter = MEM_EXTENDED_PARAMETER {
            Anonymous1: MEM_EXTENDED_PARAMETER_0 { _bitfield: MemExtendedParameterAddressRequirements as u64 },
            Anonymous2: MEM_EXTENDED_PARAMETER_1 { Pointer: (&raw mut limits).cast() },
        };
        let kind = MEM_RESERVE | MEM_COMMIT | MEM_TOP_DOWN;
        // SAFETY: it takes nothing and returns a constant that stands for this process.
        let process = unsafe { GetCurrentProcess() };
        // SAFETY: new memory changes nothing that is in use; the parameter and what it points to
        // live during the call.
        let page = unsafe { VirtualAlloc2(process, null(), PAGE, kind, PAGE_READWRITE, &mut parameter, 1) };
        (page != null_mut()).then_some(Page { base: page as usize, used: 0 })
    }

    /// Appends bytes, aligned to 4, if there is room and the code at `base` reaches it.
    pub(super) fn write(&mut self, base: usize, bytes: &[u8]) -> Option<usize> {
        let place = self.base + self.used;
        if self.used + bytes.len() > PAGE || !reaches(base, place) {
            return None;
        }
        // SAFETY: the range is inside the page, which is writable and only this value's, and
        // nobody was told of it yet.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place as *mut u8, bytes.len()) };
        self.used += bytes.len().next_multiple_of(4);
        Some(place)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // SAFETY: the page was allocated by `above`, and no table points to it any more: they are
        // deleted before the pages.
        unsafe { VirtualFree(self.base as *mut _, 0, MEM_RELEASE) };
    }
}
