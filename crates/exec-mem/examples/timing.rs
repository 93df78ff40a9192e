//! How long publishing takes: `cargo run --release --example timing -p exec-mem`.
//!
//! Options, each a word: `warm` or `growing`, a size in bytes, `call`, a number of threads as
//! `threads=2`, a count as `count=20000`, rounds as `rounds=99`, the quarantine as
//! `quarantine=1048576`. Prints nanoseconds (of the best and the median round) and system calls per
//! published function. Run it under `strace -c -f` to see the calls themselves.

use std::collections::VecDeque;
use std::time::Instant;

use exec_mem::{Arena, Code, Error};

/// How many functions are alive at a time in the warm run.
const ALIVE: usize = 64;

#[derive(Clone, Debug)]
struct Options {
    growing: bool,
    size: usize,
    call: bool,
    threads: usize,
    count: usize,
    rounds: usize,
    quarantine: usize,
}

fn options() -> Options {
    let mut options =
        Options { growing: false, size: 256, call: false, threads: 1, count: 20_000, rounds: 99, quarantine: 1 << 20 };
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "warm" => options.growing = false,
            "growing" => options.growing = true,
            "call" => options.call = true,
            other => match other.split_once('=') {
                Some(("threads", n)) => options.threads = n.parse().expect("a number of threads"),
                Some(("count", n)) => options.count = n.parse().expect("a count"),
                Some(("rounds", n)) => options.rounds = n.parse().expect("a number of rounds"),
                Some(("quarantine", n)) => options.quarantine = n.parse().expect("a number of bytes"),
                _ => options.size = other.parse().expect("warm, growing, call, a size, threads=N, count=N or rounds=N"),
            },
        }
    }
    assert!(options.size >= 6, "a function needs 6 bytes");
    options
}

/// `mov eax, 42; ret`, padded to the size.
fn function(size: usize) -> Vec<u8> {
    let mut bytes = vec![0xb8, 42, 0, 0, 0, 0xc3];
    bytes.resize(size, 0x90);
    bytes
}

fn publish(arena: &Arena, bytes: &[u8], call: bool) -> Result<Code, Error> {
    let mut draft = arena.draft(bytes.len())?;
    draft.append(bytes)?;
    let code = draft.publish()?;
    if call {
        // SAFETY: the bytes are those of `function`.
        assert_eq!(unsafe { code.entry::<extern "C" fn() -> i32>() }.call(), 42);
    }
    Ok(code)
}

/// Publishes `count` functions and returns the last `kept`, which are not dropped.
fn run(arena: &Arena, options: &Options, kept: usize) -> Result<VecDeque<Code>, Error> {
    let bytes = function(options.size);
    let mut alive = VecDeque::with_capacity(kept + 1);
    for _ in 0..options.count {
        alive.push_back(publish(arena, &bytes, options.call)?);
        if alive.len() > kept {
            alive.pop_front();
        }
    }
    Ok(alive)
}

/// One round on every thread; returns the nanoseconds per function on each.
fn round(arena: &Arena, options: &Options, kept: usize) -> Result<f64, Error> {
    let start = Instant::now();
    let alive = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..options.threads).map(|_| scope.spawn(|| run(arena, options, kept))).collect();
        let mut alive = vec![run(arena, options, kept)?];
        for thread in threads {
            alive.push(thread.join().expect("a thread panicked")?);
        }
        Ok::<_, Error>(alive)
    })?;
    let nanoseconds = start.elapsed().as_nanos() as f64;
    drop(alive);
    Ok(nanoseconds / options.count as f64)
}

fn main() -> Result<(), Error> {
    let options = options();
    let kept = if options.growing { options.count } else { ALIVE };
    let new_arena = || Arena::builder().reserve(2 << 30).quarantine(options.quarantine).build();
    let mut arena = new_arena()?;
    if !options.growing {
        // More than once through every block, so that each was freed and reused.
        run(&arena, &Options { count: (16 << 20) / options.size, ..options.clone() }, kept)?;
    }
    let mut before = arena.stats()?;
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        if options.growing {
            arena = new_arena()?;
            before = arena.stats()?;
        }
        rounds.push(round(&arena, &options, kept)?);
    }
    rounds.sort_by(f64::total_cmp);
    let after = arena.stats()?;
    println!("{}", arena.report());
    println!(
        "{:.1} ns (median {:.1}), {:.2} system calls per 1,000 functions of {} bytes, on each of {} threads",
        rounds[0],
        rounds[rounds.len() / 2],
        (after.system_calls - before.system_calls) as f64 * 1000.0 / (after.published - before.published) as f64,
        options.size,
        options.threads,
    );
    println!(
        "{} freed, {} reused in {} batches, {} bytes committed",
        after.freed, after.reclaimed, after.batches, after.committed
    );
    Ok(())
}
