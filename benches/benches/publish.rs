//! Making a small function executable and dropping an older one: `exec-mem`, beside what others offer.

use std::collections::VecDeque;

use benches::cpu_time::{CpuTime, criterion};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use exec_mem::{Arena, Code};

/// A small function: `mov eax, 42; ret`, padded.
const SIZE: usize = 256;
/// How many functions are alive at a time; publishing one more drops the oldest.
const ALIVE: usize = 64;

fn function() -> Vec<u8> {
    let mut bytes = vec![0xb8, 42, 0, 0, 0, 0xc3];
    bytes.resize(SIZE, 0x90);
    bytes
}

fn publish(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("publish");
    group.throughput(Throughput::Bytes(SIZE as u64));
    let bytes = function();
    let arena = Arena::new().expect("this machine allows executable memory");
    let mut alive = VecDeque::with_capacity(ALIVE + 1);
    group.bench_function("exec-mem", |b| {
        b.iter(|| keep(&mut alive, one(&arena, &bytes)));
    });
    group.throughput(Throughput::Bytes((SIZE * GROWING) as u64));
    group.bench_function("exec-mem growing", |b| {
        let fresh = || (Arena::new().expect("this machine allows executable memory"), Vec::with_capacity(GROWING));
        b.iter_batched_ref(
            fresh,
            |(arena, codes)| codes.extend((0..GROWING).map(|_| one(arena, &bytes))),
            BatchSize::PerIteration,
        );
    });
    group.throughput(Throughput::Bytes(SIZE as u64));
    #[cfg(feature = "peers")]
    peers::all(&mut group, &bytes);
    group.finish();
}

/// Functions published in one turn of the growing benchmark, in a new arena.
const GROWING: usize = 1000;

fn one(arena: &Arena, bytes: &[u8]) -> Code {
    let mut draft = arena.draft(bytes.len()).expect("there is room");
    draft.append(bytes).expect("it fits");
    draft.publish().expect("publishing was possible before")
}

/// Adds `new` and drops the oldest beyond [`ALIVE`].
fn keep<T>(alive: &mut VecDeque<T>, new: T) {
    alive.push_back(new);
    if alive.len() > ALIVE {
        alive.pop_front();
    }
}

criterion_group! {
    name = benches;
    config = criterion();
    targets = publish
}
criterion_main!(benches);

#[cfg(feature = "peers")]
mod peers {
    use std::collections::VecDeque;

    use benches::cpu_time::CpuTime;
    use criterion::BenchmarkGroup;

    use super::keep;

    /// One function for each peer, as its documentation shows it.
    pub fn all(group: &mut BenchmarkGroup<'_, CpuTime>, bytes: &[u8]) {
        let mut alive = VecDeque::new();
        group.bench_function("region", |b| b.iter(|| keep(&mut alive, with_region(bytes))));
        let mut alive = VecDeque::new();
        group.bench_function("memmap2", |b| b.iter(|| keep(&mut alive, with_memmap2(bytes))));
        let mut alive = VecDeque::new();
        group.bench_function("dynasmrt", |b| b.iter(|| keep(&mut alive, with_dynasmrt(bytes))));
    }

    fn with_region(bytes: &[u8]) -> region::Allocation {
        let mut memory = region::alloc(bytes.len(), region::Protection::READ_WRITE).expect("there is memory");
        // SAFETY: the allocation is writable, at least as long as `bytes`, and nobody else has it.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), memory.as_mut_ptr(), bytes.len()) };
        // SAFETY: the pages belong to the allocation, and nothing borrows them.
        unsafe { region::protect(memory.as_ptr::<u8>(), bytes.len(), region::Protection::READ_EXECUTE) }
            .expect("this machine allows executable memory");
        memory
    }

    fn with_memmap2(bytes: &[u8]) -> memmap2::Mmap {
        let mut memory = memmap2::MmapMut::map_anon(bytes.len()).expect("there is memory");
        memory.copy_from_slice(bytes);
        memory.make_exec().expect("this machine allows executable memory")
    }

    fn with_dynasmrt(bytes: &[u8]) -> dynasmrt::ExecutableBuffer {
        let mut assembler = dynasmrt::x64::Assembler::new().expect("there is memory");
        assembler.extend(bytes);
        assembler.finalize().expect("no label is open")
    }
}
