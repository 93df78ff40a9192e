//! Making a function executable and dropping an older one: `exec-mem`, beside what others offer. Small
//! and large functions, in memory that is warm and in memory that grows, called or not.

use std::collections::VecDeque;
use std::hint::black_box;

use benches::cpu_time::{CpuTime, criterion};
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use exec_mem::{Arena, Code};

/// Bytes of a function.
const SIZES: [usize; 2] = [256, 4096];
/// How many functions are alive at a time in warm memory; publishing one more drops the oldest.
const ALIVE: usize = 64;
/// Functions published in one turn of a growing benchmark, in new memory; none is dropped meanwhile.
const GROWING: usize = 1000;

/// Something that makes functions executable, one by one.
trait Publisher {
    const NAME: &'static str;
    /// Keeps one function.
    type Function;

    fn new() -> Self;
    fn publish(&self, bytes: &[u8]) -> Self::Function;
    /// Calls it; the result is 42.
    fn call(function: &Self::Function) -> i32;
}

/// `mov eax, 42; ret`, padded.
fn function(size: usize) -> Vec<u8> {
    let mut bytes = vec![0xb8, 42, 0, 0, 0, 0xc3];
    bytes.resize(size, 0x90);
    bytes
}

fn publish(c: &mut Criterion<CpuTime>) {
    for size in SIZES {
        let mut group = c.benchmark_group(format!("publish {size}"));
        group.sample_size(20);
        all_ways::<ExecMem>(&mut group, size);
        #[cfg(feature = "peers")]
        {
            all_ways::<peers::JitAllocator>(&mut group, size);
            all_ways::<peers::Dynasmrt>(&mut group, size);
            all_ways::<peers::Memmap2>(&mut group, size);
            all_ways::<peers::Region>(&mut group, size);
        }
        group.finish();
    }
}

fn all_ways<P: Publisher>(group: &mut BenchmarkGroup<'_, CpuTime>, size: usize) {
    let bytes = function(size);
    for (called, word) in [(false, ""), (true, ", called")] {
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("{}/warm{word}", P::NAME), |b| {
            let publisher = P::new();
            let mut alive = VecDeque::with_capacity(ALIVE + 1);
            b.iter(|| {
                alive.push_back(one(&publisher, &bytes, called));
                if alive.len() > ALIVE {
                    alive.pop_front();
                }
            });
        });
        group.throughput(Throughput::Elements(GROWING as u64));
        group.bench_function(format!("{}/growing{word}", P::NAME), |b| {
            let fresh = || (P::new(), Vec::with_capacity(GROWING));
            b.iter_batched_ref(
                fresh,
                |(publisher, functions)| functions.extend((0..GROWING).map(|_| one(publisher, &bytes, called))),
                BatchSize::PerIteration,
            );
        });
    }
}

fn one<P: Publisher>(publisher: &P, bytes: &[u8], called: bool) -> P::Function {
    let function = publisher.publish(bytes);
    if called {
        assert_eq!(black_box(P::call(&function)), 42);
    }
    function
}

struct ExecMem(Arena);

impl Publisher for ExecMem {
    const NAME: &'static str = "exec-mem";
    type Function = Code;

    fn new() -> ExecMem {
        ExecMem(Arena::new().expect("this machine allows executable memory"))
    }

    fn publish(&self, bytes: &[u8]) -> Code {
        let mut draft = self.0.draft(bytes.len()).expect("there is room");
        draft.append(bytes).expect("it fits");
        draft.publish().expect("publishing was possible before")
    }

    fn call(code: &Code) -> i32 {
        // SAFETY: the bytes are a function of this type.
        unsafe { code.entry::<extern "C" fn() -> i32>() }.call()
    }
}

criterion_group! {
    name = benches;
    config = criterion();
    targets = publish
}
criterion_main!(benches);

/// Each as its documentation shows it.
#[cfg(feature = "peers")]
mod peers {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::Publisher;

    /// Calls the function at an address.
    ///
    /// # Safety
    /// It is one of these benchmarks' functions, and executable.
    unsafe fn call(address: *const u8) -> i32 {
        // SAFETY: the caller gives the address of a function of this type, which is executable.
        let function = unsafe { std::mem::transmute::<*const u8, extern "C" fn() -> i32>(address) };
        function()
    }

    pub struct Region;

    impl Publisher for Region {
        const NAME: &'static str = "region";
        type Function = region::Allocation;

        fn new() -> Region {
            Region
        }

        fn publish(&self, bytes: &[u8]) -> region::Allocation {
            let mut memory = region::alloc(bytes.len(), region::Protection::READ_WRITE).expect("there is memory");
            // SAFETY: the allocation is writable, at least as long as `bytes`, and nobody else has it.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), memory.as_mut_ptr(), bytes.len()) };
            // SAFETY: the pages belong to the allocation, and nothing borrows them.
            unsafe { region::protect(memory.as_ptr::<u8>(), bytes.len(), region::Protection::READ_EXECUTE) }
                .expect("this machine allows executable memory");
            memory
        }

        fn call(memory: &region::Allocation) -> i32 {
            // SAFETY: `publish` has put the function there.
            unsafe { call(memory.as_ptr()) }
        }
    }

    pub struct Memmap2;

    impl Publisher for Memmap2 {
        const NAME: &'static str = "memmap2";
        type Function = memmap2::Mmap;

        fn new() -> Memmap2 {
            Memmap2
        }

        fn publish(&self, bytes: &[u8]) -> memmap2::Mmap {
            let mut memory = memmap2::MmapMut::map_anon(bytes.len()).expect("there is memory");
            memory.copy_from_slice(bytes);
            memory.make_exec().expect("this machine allows executable memory")
        }

        fn call(memory: &memmap2::Mmap) -> i32 {
            // SAFETY: `publish` has put the function there.
            unsafe { call(memory.as_ptr()) }
        }
    }

    pub struct Dynasmrt;

    impl Publisher for Dynasmrt {
        const NAME: &'static str = "dynasmrt";
        type Function = dynasmrt::ExecutableBuffer;

        fn new() -> Dynasmrt {
            Dynasmrt
        }

        fn publish(&self, bytes: &[u8]) -> dynasmrt::ExecutableBuffer {
            let mut assembler = dynasmrt::x64::Assembler::new().expect("there is memory");
            assembler.extend(bytes);
            assembler.finalize().expect("no label is open")
        }

        fn call(memory: &dynasmrt::ExecutableBuffer) -> i32 {
            // SAFETY: `publish` has put the function there.
            unsafe { call(memory.ptr(dynasmrt::AssemblyOffset(0))) }
        }
    }

    /// Memory in two mappings, as asmjit has it.
    pub struct JitAllocator(Rc<RefCell<Box<jit_allocator::JitAllocator>>>);

    pub struct Block {
        owner: Rc<RefCell<Box<jit_allocator::JitAllocator>>>,
        start: *const u8,
    }

    impl Drop for Block {
        fn drop(&mut self) {
            // SAFETY: the block was allocated there and is released once.
            unsafe { self.owner.borrow_mut().release(self.start) }.expect("it was allocated");
        }
    }

    impl Publisher for JitAllocator {
        const NAME: &'static str = "jit-allocator";
        type Function = Block;

        fn new() -> JitAllocator {
            JitAllocator(Rc::new(RefCell::new(jit_allocator::JitAllocator::new(Default::default()))))
        }

        fn publish(&self, bytes: &[u8]) -> Block {
            let (start, writable) = self.0.borrow_mut().alloc(bytes.len()).expect("there is memory");
            // SAFETY: the block is as long as `bytes`, and nobody else has it.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), writable, bytes.len()) };
            Block { owner: Rc::clone(&self.0), start }
        }

        fn call(block: &Block) -> i32 {
            // SAFETY: `publish` has put the function there.
            unsafe { call(block.start) }
        }
    }
}
