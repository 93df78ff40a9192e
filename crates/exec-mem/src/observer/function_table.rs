//! Unwinders of Windows: one function table per piece of code, registered with the system.
//!
//! After this, exceptions, debuggers, profilers and backtraces go on from published code to its
//! callers.

mod near;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ptr::null_mut;
use std::sync::{Arc, Mutex, PoisonError};

use windows_sys::Win32::System::Diagnostics::Debug::{
    IMAGE_RUNTIME_FUNCTION_ENTRY, IMAGE_RUNTIME_FUNCTION_ENTRY_0, RtlAddGrowableFunctionTable,
    RtlDeleteGrowableFunctionTable,
};

use super::frame::Frame;
use super::{Observer, Published, Region};
use near::Page;

/// Registers every piece of code of an arena with the unwinder of Windows.
///
/// ```
/// use exec_mem::{Arena, observer::{Frame, FunctionTable}};
///
/// // Every function begins with push rbp; mov rbp, rsp.
/// let arena = Arena::builder().observer(FunctionTable::new(Frame::Pointer)).build()?;
/// let mut draft = arena.draft(6)?;
/// draft.append(&[0x55, 0x48, 0x89, 0xe5, 0x5d, 0xc3])?; // push rbp; mov rbp, rsp; pop rbp; ret
/// let code = draft.publish()?;
/// # Ok::<(), exec_mem::Error>(())
/// ```
pub struct FunctionTable {
    frame_of: Box<FrameOf>,
    state: Mutex<State>,
}

/// The shape of the frames of a piece of code.
type FrameOf = dyn Fn(&Published<'_>) -> Option<Frame> + Send + Sync;

#[derive(Debug, Default)]
struct State {
    /// By the address of the code. Code that was dropped stays until its memory has other code:
    /// until then it may be on a stack.
    tables: BTreeMap<usize, Table>,
    pages: Vec<Page>,
    /// The addresses of what was written to the pages, by its bytes.
    infos: HashMap<Vec<u8>, Vec<usize>>,
}

/// What the system knows of one piece of code.
#[derive(Debug)]
struct Table {
    end: usize,
    handle: usize,
    /// The system reads it until the table is removed.
    _entry: Box<Entry>,
}

/// The one entry of a table: a function, relative to its own address.
struct Entry(IMAGE_RUNTIME_FUNCTION_ENTRY);

impl FunctionTable {
    /// An observer for an arena all of whose code has frames of this shape.
    pub fn new(frame: Frame) -> Arc<Self> {
        Self::with_frames(move |_| Some(frame))
    }

    /// An observer for an arena whose pieces of code have frames of different shapes, or none
    /// that can be unwound.
    ///
    /// ```
    /// use exec_mem::observer::{Frame, FunctionTable};
    ///
    /// let table = FunctionTable::with_frames(|code| match code.name {
    ///     "start" => Some(Frame::Fixed { bytes: 64, saves_rbp: true }),
    ///     _ => Some(Frame::Pointer),
    /// });
    /// ```
    pub fn with_frames(frame_of: impl Fn(&Published<'_>) -> Option<Frame> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(FunctionTable { frame_of: Box::new(frame_of), state: Mutex::default() })
    }
}

impl fmt::Debug for FunctionTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionTable").field("state", &self.state).finish_non_exhaustive()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({:#x} bytes)", self.0.EndAddress)
    }
}

impl Observer for FunctionTable {
    fn region_removed(&self, region: Region) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.forget(region.base, region.base + region.len);
    }

    fn published(&self, code: Published<'_>) {
        let info = (self.frame_of)(&code).and_then(|frame| frame.unwind_info(code.bytes));
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.forget(code.base, code.base + code.bytes.len());
        if let Some(info) = info {
            state.register(code.base, code.bytes.len(), info);
        }
    }
}

impl Drop for FunctionTable {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.forget(0, usize::MAX);
    }
}

impl State {
    /// Tells the system of a piece of code. Where there is no memory for that, the code is not
    /// unwound.
    fn register(&mut self, base: usize, len: usize, info: Vec<u8>) {
        let Some(info) = self.place(base, info) else { return };
        let place = IMAGE_RUNTIME_FUNCTION_ENTRY_0 { UnwindInfoAddress: (info - base) as u32 };
        let entry = IMAGE_RUNTIME_FUNCTION_ENTRY { BeginAddress: 0, EndAddress: len as u32, Anonymous: place };
        let entry = Box::new(Entry(entry));
        let mut handle = null_mut();
        // SAFETY: the entry stays in its box until the table is deleted in `forget`, and what it
        // points to as long as the page, which `self` owns.
        let status = unsafe { RtlAddGrowableFunctionTable(&mut handle, &entry.0, 1, 1, base, base + len) };
        if status == 0 {
            self.tables.insert(base, Table { end: base + len, handle: handle as usize, _entry: entry });
        }
    }

    /// The address of these bytes, where an entry of the code at `base` can reach them.
    fn place(&mut self, base: usize, info: Vec<u8>) -> Option<usize> {
        let places = self.infos.entry(info.clone()).or_default();
        if let Some(&place) = places.iter().find(|&&place| near::reaches(base, place)) {
            return Some(place);
        }
        let place = self.pages.iter_mut().find_map(|page| page.write(base, &info)).or_else(|| {
            self.pages.push(Page::above(base)?);
            self.pages.last_mut()?.write(base, &info)
        })?;
        places.push(place);
        Some(place)
    }

    /// Removes what the system knows of code in a range.
    fn forget(&mut self, start: usize, end: usize) {
        // A piece that begins below the range can end in it.
        let first = self.tables.range(..=start).next_back().filter(|(_, table)| table.end > start);
        let first = first.map_or(start, |(&base, _)| base);
        let gone: Vec<usize> = self.tables.range(first..end).map(|(&base, _)| base).collect();
        for table in gone.iter().filter_map(|base| self.tables.remove(base)) {
            // SAFETY: the handle is one that the system gave for a table, which is deleted once.
            unsafe { RtlDeleteGrowableFunctionTable(table.handle as *const _) };
        }
    }
}
