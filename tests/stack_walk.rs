//! A walk up the stack by what Windows knows of functions, as a debugger, a sampling profiler or an
//! exception makes it.

use windows_sys::Win32::System::Diagnostics::Debug::{
    CONTEXT, IMAGE_RUNTIME_FUNCTION_ENTRY, RtlCaptureContext, RtlLookupFunctionEntry, RtlVirtualUnwind,
    UNW_FLAG_NHANDLER,
};

/// `CONTEXT` as the system wants it in memory.
#[repr(align(16))]
#[derive(Default)]
struct Registers(CONTEXT);

/// A frame of a walk: where it goes on, and what is in `rbx` then.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub pc: u64,
    pub rbx: u64,
}

/// The function that has `pc` in it, by the system's tables.
fn function(pc: u64) -> Option<(u64, *mut IMAGE_RUNTIME_FUNCTION_ENTRY)> {
    let mut base = 0;
    // SAFETY: `base` is writable, and no history is kept.
    let entry = unsafe { RtlLookupFunctionEntry(pc, &mut base, std::ptr::null_mut()) };
    (!entry.is_null()).then_some((base, entry))
}

/// Where the function begins that has `pc` in it.
pub fn beginning(pc: u64) -> Option<u64> {
    let (base, entry) = function(pc)?;
    // SAFETY: the entry is the system's, and its code is not removed meanwhile.
    Some(base + u64::from(unsafe { (*entry).BeginAddress }))
}

/// Walks from here to the first frame that no table has.
pub fn walk() -> Vec<Step> {
    let mut registers = Registers::default();
    // SAFETY: the registers are writable and aligned.
    unsafe { RtlCaptureContext(&mut registers.0) };
    let mut steps = Vec::new();
    while let Some((base, entry)) = function(registers.0.Rip) {
        let (mut data, mut frame, pc) = (std::ptr::null_mut(), 0, registers.0.Rip);
        // SAFETY: the entry is that of the function which the registers are in.
        unsafe {
            RtlVirtualUnwind(
                UNW_FLAG_NHANDLER,
                base,
                pc,
                entry,
                &mut registers.0,
                &mut data,
                &mut frame,
                std::ptr::null_mut(),
            )
        };
        steps.push(Step { pc: registers.0.Rip, rbx: registers.0.Rbx });
    }
    steps
}
