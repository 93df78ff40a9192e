//! Chapter 7, freeing code while threads run it: `cargo run -p guide --bin reclaim` replaces a function some
//! thousand times while two threads call it; `listing` shows the code of one.

// ANCHOR: use
use std::mem::replace;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use exec_mem::{Arena, Code, Participant};
use guide::{Result, publish};
use x64_asm::{Assembler, RAX, RDI};
// ANCHOR_END: use

// ANCHOR: assemble
/// Assembles `(x + 1) * factor`. The factor is in it twice, so that code that is half old and half
/// new gives a number that is no multiple of `x + 1`.
fn assemble(a: &mut Assembler, factor: i32) {
    a.imul_rri64(RAX, RDI, factor);
    a.add_ri64(RAX, factor);
    a.ret();
}
// ANCHOR_END: assemble

// ANCHOR: slot
type Multiply = extern "sysv64" fn(i64) -> i64;

/// A function that is replaced while threads call it.
struct Slot {
    arena: Arena,
    address: AtomicUsize,
    /// The code at `address`.
    current: Mutex<Code>,
}

impl Slot {
    fn new(arena: &Arena, factor: i32) -> Result<Self> {
        let code = compile(arena, factor)?;
        Ok(Self { arena: arena.clone(), address: AtomicUsize::new(code.base()), current: Mutex::new(code) })
    }

    /// Puts the function of another factor in place, and drops the one that was there.
    fn replace(&self, factor: i32) -> Result<()> {
        let next = compile(&self.arena, factor)?;
        let mut current = self.current.lock().map_err(|_| "a replacement panicked")?;
        self.address.store(next.base(), Ordering::Release);
        drop(replace(&mut *current, next));
        Ok(())
    }

    /// For one thread that calls the function.
    fn caller(&self) -> Caller<'_> {
        Caller { slot: self, participant: self.arena.participant() }
    }
}

fn compile(arena: &Arena, factor: i32) -> Result<Code> {
    let mut a = Assembler::new();
    assemble(&mut a, factor);
    publish(arena, a.finish()?)
}
// ANCHOR_END: slot

// ANCHOR: caller
struct Caller<'slot> {
    slot: &'slot Slot,
    participant: Participant,
}

impl Caller<'_> {
    fn call(&self, x: i64) -> i64 {
        let _guard = self.participant.enter();
        let address = self.slot.address.load(Ordering::Acquire);
        // SAFETY: a slot's address is that of a function of this type, by `compile`, which was
        // alive when the guard was made or later. So it stays as it is until the guard is dropped.
        let function = unsafe { std::mem::transmute::<usize, Multiply>(address) };
        function(x)
    }
}
// ANCHOR_END: caller

// ANCHOR: main
fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("listing") {
        let mut a = Assembler::new();
        assemble(&mut a, 1000);
        println!("{}", a.finish()?.listing());
        return Ok(());
    }
    let arena = Arena::builder().quarantine(16 << 10).build()?;
    let slot = Slot::new(&arena, 1)?;
    let calls = run(&slot, 50_000)?;
    let before = arena.stats()?;
    println!("replaced {} times", before.freed);
    println!("every result was whole, in {} threads", calls.len()); // `run` fails otherwise
    println!("memory was reused: {}", before.reclaimed > 0);
    println!("bytes held back at the end: {}", arena.quiesce()?.held_back);
    Ok(())
}

/// Calls from two threads until the function was replaced `times` times; how often each called.
fn run(slot: &Slot, times: i32) -> Result<Vec<u64>> {
    let done = AtomicBool::new(false);
    let call = || {
        let caller = slot.caller();
        let mut calls = 0;
        while !done.load(Ordering::Relaxed) || calls == 0 {
            assert_eq!(caller.call(1_000_002) % 1_000_003, 0, "half of one function and half of another");
            calls += 1;
        }
        calls
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(call), scope.spawn(call)];
        let replaced = (0..times).try_for_each(|turn| slot.replace(turn % 1000 + 1));
        done.store(true, Ordering::Relaxed);
        replaced?;
        threads.into_iter().map(|thread| thread.join().map_err(|_| "a result was wrong".into())).collect()
    })
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_whole_while_functions_are_replaced() {
        let arena = Arena::builder().quarantine(16 << 10).build().unwrap();
        let slot = Slot::new(&arena, 1).unwrap();
        let calls = run(&slot, 20_000).unwrap();
        assert!(calls.iter().all(|count| *count > 0));
        let stats = arena.stats().unwrap();
        assert_eq!(stats.freed, 20_000);
        assert!(stats.reclaimed > 0, "{stats:?}");
    }

    // ANCHOR: guard
    #[test]
    fn a_guard_holds_back_what_was_alive_when_it_was_made() {
        let arena = Arena::new().unwrap();
        let slot = Slot::new(&arena, 3).unwrap();
        let participant = arena.participant();
        let guard = participant.enter();
        slot.replace(4).unwrap();
        assert_eq!(arena.quiesce().unwrap().held_back, 16); // bytes, one block
        drop(guard);
        let quiesced = arena.quiesce().unwrap();
        assert_eq!((quiesced.held_back, quiesced.reclaimed), (0, 16));
        assert_eq!(slot.caller().call(9), 40);
    }
    // ANCHOR_END: guard
}
