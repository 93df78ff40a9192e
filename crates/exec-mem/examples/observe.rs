//! Shows published code to profilers and debuggers. Try:
//!
//! ```text
//! cargo build -p exec-mem --example observe --features perf-map,jitdump,gdb,eh-frame
//! cd target/debug/examples
//! perf record -e cpu-clock ./observe perf-map && perf report
//! perf record -k mono -e cpu-clock ./observe jitdump && perf inject --jit -i perf.data -o jit.data && perf report -i jit.data
//! gdb -ex 'set breakpoint pending on' -ex 'hbreak spin' -ex run -ex backtrace --args ./observe gdb
//! ```

use std::sync::Arc;

use exec_mem::observer::{EhFrame, Frame, Gdb, JitDump, PerfMap};
use exec_mem::{Arena, Observer, Strategy};

/// `push rbp; mov rbp, rsp; mov ecx, 1000000000; dec ecx; jnz -4; pop rbp; ret`
const SPIN: &[u8] = &[0x55, 0x48, 0x89, 0xe5, 0xb9, 0x00, 0xca, 0x9a, 0x3b, 0xff, 0xc9, 0x75, 0xfc, 0x5d, 0xc3];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let frame = Frame::Pointer; // every function begins with push rbp; mov rbp, rsp
    let (observer, strategy): (Arc<dyn Observer>, _) = match std::env::args().nth(1).as_deref() {
        // perf looks into its map only for memory that is no file's.
        Some("perf-map") => (PerfMap::new()?, Strategy::Toggle),
        Some("jitdump") => (JitDump::new(".")?, Strategy::SealedDual),
        Some("gdb") => (Gdb::new(Some(frame)), Strategy::SealedDual),
        Some("eh-frame") => (EhFrame::new(frame), Strategy::SealedDual),
        _ => return Err("usage: observe perf-map|jitdump|gdb|eh-frame".into()),
    };
    let arena = Arena::builder().strategy(strategy).observer(observer).build()?;
    let mut draft = arena.draft(SPIN.len())?;
    draft.set_name("spin");
    draft.append(SPIN)?;
    let code = draft.publish()?;
    // SAFETY: the bytes are a function without parameters.
    let spin = unsafe { code.entry::<extern "C" fn()>() };
    spin.call();
    Ok(())
}
