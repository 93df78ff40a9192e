//! How long publishing takes: `cargo run --release --example timing -p exec-mem`.
//!
//! Options, each a word: `warm` or `growing`, a size in bytes, `call`, a number of threads as
//! `threads=2`, a count as `count=1000000`. Prints nanoseconds and system calls per published
//! function. Run it under `strace -c -f` to see the calls themselves.

use std::collections::VecDeque;
use std::time::Instant;

use exec_mem::{Arena, Code, Error};

/// Functions alive at a time in the warm run.
const WINDOW: usize = 64;

#[derive(Clone, Debug)]
struct Options {
    growing: bool,
    size: usize,
    call: bool,
    threads: usize,
    count: usize,
}

fn options() -> Options {
    let mut options = Options { growing: false, size: 256, call: false, threads: 1, count: 1_000_000 };
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "warm" => options.growing = false,
            "growing" => options.growing = true,
            "call" => options.call = true,
            other => match other.split_once('=') {
                Some(("threads", n)) => options.threads = n.parse().expect("a number of threads"),
                Some(("count", n)) => options.count = n.parse().expect("a count"),
                _ => options.size = other.parse().expect("warm, growing, call, a size, threads=N or count=N"),
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

/// Publishes `count` functions and returns the last `window`, which are not dropped.
fn run(arena: &Arena, options: &Options, window: usize) -> Result<VecDeque<Code>, Error> {
    let bytes = function(options.size);
    let mut alive = VecDeque::with_capacity(window + 1);
    for _ in 0..options.count {
        alive.push_back(publish(arena, &bytes, options.call)?);
        if alive.len() > window {
            alive.pop_front();
        }
    }
    Ok(alive)
}

fn main() -> Result<(), Error> {
    let mut options = options();
    if options.growing {
        options.count = options.count.min((512 << 20) / options.size / options.threads);
    }
    let window = if options.growing { options.count } else { WINDOW };
    let arena = Arena::builder().reserve(1 << 30).build()?;
    if !options.growing {
        // Twice through every block, so that each was freed and reused.
        run(&arena, &Options { count: (4 << 20) / options.size, ..options.clone() }, window)?;
    }
    let before = arena.stats()?;
    let start = Instant::now();
    let alive = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..options.threads).map(|_| scope.spawn(|| run(&arena, &options, window))).collect();
        let mut alive = vec![run(&arena, &options, window)?];
        for thread in threads {
            alive.push(thread.join().expect("a thread panicked")?);
        }
        Ok::<_, Error>(alive)
    })?;
    let nanoseconds = start.elapsed().as_nanos() as f64;
    let after = arena.stats()?;
    let published = (after.published - before.published) as f64;
    println!("{}", arena.report());
    println!(
        "{:.1} ns, {:.2} system calls per 1,000 functions of {} bytes, on each of {} threads",
        nanoseconds * options.threads as f64 / published,
        (after.system_calls - before.system_calls) as f64 * 1000.0 / published,
        options.size,
        options.threads,
    );
    drop(alive);
    println!(
        "{} freed, {} reused in {} batches, {} bytes committed",
        after.freed, after.reclaimed, after.batches, after.committed
    );
    Ok(())
}
