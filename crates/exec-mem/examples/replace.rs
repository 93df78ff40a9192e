//! One thread runs whatever code a slot names while another replaces it: an epoch guard keeps what
//! is running from being reused under it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use exec_mem::{Arena, Code, Error};

/// `mov eax, n; ret`
fn returning(arena: &Arena, n: u32) -> Result<Code, Error> {
    let mut draft = arena.draft(6)?;
    draft.append(&[0xb8])?;
    draft.append(&n.to_le_bytes())?;
    draft.append(&[0xc3])?;
    Ok(draft.publish()?)
}

fn main() -> Result<(), Error> {
    let arena = Arena::builder().quarantine(16 << 10).build()?;
    let mut current = returning(&arena, 0)?;
    let slot = AtomicUsize::new(current.base());
    let done = AtomicBool::new(false);
    let calls = std::thread::scope(|scope| {
        let runner = scope.spawn(|| {
            let participant = arena.participant();
            let mut calls = 0_u64;
            while !done.load(Ordering::Relaxed) {
                let _guard = participant.enter();
                let address = slot.load(Ordering::Acquire);
                // SAFETY: the slot names a function of this type that was alive after the guard
                // was made, so it stays as it is until the guard is dropped.
                let function = unsafe { std::mem::transmute::<usize, extern "C" fn() -> u32>(address) };
                function();
                calls += 1;
            }
            calls
        });
        for n in 1..200_000 {
            let next = returning(&arena, n)?;
            slot.store(next.base(), Ordering::Release);
            current = next;
        }
        done.store(true, Ordering::Relaxed);
        Ok::<_, Error>(runner.join().expect("the runner does not panic"))
    })?;
    drop(current);
    let stats = arena.stats()?;
    println!("{calls} calls while {} functions were replaced", stats.freed);
    println!("{} blocks reused in {} batches, {} bytes committed", stats.reclaimed, stats.batches, stats.committed);
    Ok(())
}
