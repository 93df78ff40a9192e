//! The formulas of `formulas.unna` in Rust, timed as `peer.c` does it; `rustc -C opt-level=3 -C target-cpu=native`.
//! The lines say formula, rows, and nanoseconds of CPU time for each row.

use std::hint::black_box;

fn exponential(x: f64) -> f64 {
    let y = x / 1024.0;
    let mut sum = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6.0 + y / 24.0)));
    for _ in 0..10 {
        sum = sum * sum;
    }
    sum
}

fn root(x: f64) -> f64 {
    let mut y = 0.5 * (1.0 + x);
    for _ in 0..6 {
        y = 0.5 * (y + x / y);
    }
    y
}

fn logarithm(x: f64) -> f64 {
    let t = (x - 1.0) / (x + 1.0);
    let s = t * t;
    2.0 * t * (1.0 + s * (1.0 / 3.0 + s * (1.0 / 5.0 + s * (1.0 / 7.0 + s / 9.0))))
}

fn normal(x: f64) -> f64 {
    let z = if x < 0.0 { -x } else { x };
    let k = 1.0 / (1.0 + 0.2316419 * z);
    let series =
        k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
    let tail = 0.3989422804 * exponential(-0.5 * z * z) * series;
    if x < 0.0 { tail } else { 1.0 - tail }
}

fn price(price: f64, count: i32) -> f64 {
    let mut sum = price * f64::from(count);
    if sum > 5000.0 {
        sum *= 0.9;
    }
    sum * 1.19 + 4.9
}

fn polynomial(x: f64) -> f64 {
    (((0.125 * x - 1.5) * x + 3.25) * x - 7.0) * x + 0.5
}

fn black_scholes(spot: f64, strike: f64, years: f64) -> f64 {
    let spread = 0.3 * root(years);
    let d1 = (logarithm(spot / strike) + (0.02 + 0.045) * years) / spread;
    spot * normal(d1) - strike * exponential(-0.02 * years) * normal(d1 - spread)
}

fn hash(key: i32, buckets: i32) -> i32 {
    let h = key.wrapping_mul(31).wrapping_add(17);
    let h = h.wrapping_mul(40503).wrapping_add(h / 65536);
    h.wrapping_rem(buckets)
}

fn tariff(charge: f64, night: bool) -> f64 {
    match charge {
        _ if charge <= 10.0 => 4.5,
        _ if charge < 100.0 => charge * 0.45,
        _ if night => charge * 0.3,
        _ => charge * 0.4,
    }
}

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

unsafe extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}

/// CPU time of this thread, in nanoseconds.
fn now() -> f64 {
    const THREAD: i32 = 3;
    let mut time = Timespec { seconds: 0, nanoseconds: 0 };
    // SAFETY: the time may be written while the call lasts.
    unsafe { clock_gettime(THREAD, &raw mut time) };
    time.seconds as f64 * 1e9 + time.nanoseconds as f64
}

fn measure(name: &str, rows: usize, mut run: impl FnMut()) {
    run();
    let mut best = f64::INFINITY;
    for _ in 0..5 + 5_000_000 / rows {
        let start = now();
        run();
        best = best.min(now() - start);
    }
    println!("{name} {rows} {:.4}", best / rows as f64);
}

struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (f64::from(self.next() >> 8) / 16_777_216.0)
    }
}

fn main() {
    for rows in [1_000, 10_000, 100_000, 1_000_000, 10_000_000] {
        let mut random = Random(19);
        let mut out = vec![0.0; rows];
        let mut floats = |low, high| (0..rows).map(|_| random.between(low, high)).collect::<Vec<f64>>();
        let (prices, points, spots, strikes) =
            (floats(1.0, 600.0), floats(-4.0, 4.0), floats(50.0, 150.0), floats(50.0, 150.0));
        let (years, uses) = (floats(0.1, 2.0), floats(0.0, 200.0));
        let counts: Vec<i32> = (0..rows).map(|_| 1 + (random.next() % 97) as i32).collect();
        let keys: Vec<i32> = (0..rows).map(|_| random.next() as i32).collect();
        let buckets: Vec<i32> = (0..rows).map(|_| 1 + (random.next() % 1000) as i32).collect();
        let nights: Vec<bool> = (0..rows).map(|_| random.next() >> 31 == 1).collect();
        let mut ints = vec![0; rows];
        measure("price", rows, || {
            let rows = black_box(&prices).iter().zip(black_box(&counts));
            black_box(&mut out).iter_mut().zip(rows).for_each(|(out, (&a, &b))| *out = price(a, b));
        });
        measure("polynomial", rows, || {
            black_box(&mut out).iter_mut().zip(black_box(&points)).for_each(|(out, &x)| *out = polynomial(x));
        });
        measure("black_scholes", rows, || {
            let rows = black_box(&spots).iter().zip(black_box(&strikes)).zip(black_box(&years));
            let out = black_box(&mut out).iter_mut();
            out.zip(rows).for_each(|(out, ((&a, &b), &c))| *out = black_scholes(a, b, c));
        });
        measure("hash", rows, || {
            let rows = black_box(&keys).iter().zip(black_box(&buckets));
            black_box(&mut ints).iter_mut().zip(rows).for_each(|(out, (&a, &b))| *out = hash(a, b));
        });
        measure("tariff", rows, || {
            let rows = black_box(&uses).iter().zip(black_box(&nights));
            black_box(&mut out).iter_mut().zip(rows).for_each(|(out, (&a, &b))| *out = tariff(a, b));
        });
    }
}
