//! How long publishing takes: `cargo run --release --example timing -p exec-mem`.
//!
//! Options, each a word: `warm` or `growing`, a size in bytes, `call`, a number of threads as
//! `threads=2`, a count as `count=20000`, rounds as `rounds=99`, the quarantine as
//! `quarantine=131072`, and `toggle` to measure page toggling beside the best strategy, in turns.
//! Prints nanoseconds (of the best and the median round) and system calls per
//! published function. Run it under `strace -c -f` to see the calls themselves.

use std::collections::VecDeque;
use std::time::Instant;

use exec_mem::{Arena, Code, Error, Stats, Strategy};

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
    toggle: bool,
}

fn options() -> Options {
    let mut options = Options {
        growing: false,
        size: 256,
        call: false,
        threads: 1,
        count: 20_000,
        rounds: 99,
        quarantine: 128 << 10,
        toggle: false,
    };
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "warm" => options.growing = false,
            "growing" => options.growing = true,
            "call" => options.call = true,
            "toggle" => options.toggle = true,
            other => match other.split_once('=') {
                Some(("threads", n)) => options.threads = n.parse().expect("a number of threads"),
                Some(("count", n)) => options.count = n.parse().expect("a count"),
                Some(("rounds", n)) => options.rounds = n.parse().expect("a number of rounds"),
                Some(("quarantine", n)) => options.quarantine = n.parse().expect("a number of bytes"),
                _ => options.size = other.parse().expect("a word or NAME=NUMBER from the list above"),
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

/// An arena under measurement, and the rounds so far.
struct Lane<'a> {
    options: &'a Options,
    strategy: Option<Strategy>,
    arena: Arena,
    before: Stats,
    rounds: Vec<f64>,
}

impl Lane<'_> {
    /// Goes more than once through every block, so that each was freed and reused.
    fn new(options: &Options, strategy: Option<Strategy>) -> Result<Lane<'_>, Error> {
        let arena = arena(options, strategy)?;
        if !options.growing {
            let warm = Options { count: (16 << 20) / options.size, ..options.clone() };
            run(&arena, &warm, ALIVE)?;
        }
        let before = arena.stats()?;
        Ok(Lane { options, strategy, arena, before, rounds: Vec::new() })
    }

    fn round(&mut self) -> Result<(), Error> {
        if self.options.growing {
            self.arena = arena(self.options, self.strategy)?;
            self.before = self.arena.stats()?;
        }
        let kept = if self.options.growing { self.options.count } else { ALIVE };
        self.rounds.push(round(&self.arena, self.options, kept)?);
        Ok(())
    }

    fn report(&mut self) -> Result<(), Error> {
        self.rounds.sort_by(f64::total_cmp);
        let (before, after) = (&self.before, self.arena.stats()?);
        println!("{}", self.arena.report());
        println!(
            "{:.1} ns (median {:.1}), {:.2} system calls per 1,000 functions of {} bytes, on each of {} threads",
            self.rounds[0],
            self.rounds[self.rounds.len() / 2],
            (after.system_calls - before.system_calls) as f64 * 1000.0 / (after.published - before.published) as f64,
            self.options.size,
            self.options.threads,
        );
        println!(
            "{} freed, {} reused in {} batches, {} bytes committed",
            after.freed, after.reclaimed, after.batches, after.committed
        );
        Ok(())
    }
}

fn arena(options: &Options, strategy: Option<Strategy>) -> Result<Arena, Error> {
    let builder = Arena::builder().reserve(2 << 30).quarantine(options.quarantine);
    match strategy {
        Some(strategy) => builder.strategy(strategy).build(),
        None => builder.build(),
    }
}

fn main() -> Result<(), Error> {
    let options = options();
    let strategies = if options.toggle { &[None, Some(Strategy::Toggle)][..] } else { &[None] };
    let lanes = strategies.iter().map(|&strategy| Lane::new(&options, strategy));
    let mut lanes = lanes.collect::<Result<Vec<_>, _>>()?;
    for _ in 0..options.rounds {
        lanes.iter_mut().try_for_each(Lane::round)?;
    }
    lanes.iter_mut().try_for_each(Lane::report)
}
