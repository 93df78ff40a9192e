//! Chapter 9, perf, gdb and valgrind: `cargo run -p guide --bin tools [plain|map|dump|gdb]` works for
//! a while in code that a tool is told of in one of these ways; `replace` makes one function after
//! another at the same address.

// ANCHOR: use
use std::time::{Duration, Instant};

use exec_mem::observer::{Frame, Gdb, JitDump, PerfMap};
use exec_mem::{Arena, Code, Strategy};
use guide::{Result, publish};
use x64_asm::{Assembler, Cond, RAX, RBP, RDI, RSP};
// ANCHOR_END: use

// ANCHOR: arena
/// An arena whose code one tool is told of.
fn arena(told: &str) -> Result<Arena> {
    let builder = Arena::builder();
    Ok(match told {
        "plain" => builder,
        "map" => builder.strategy(Strategy::Toggle).observer(PerfMap::new()?),
        "dump" => builder.observer(JitDump::new(".")?),
        "gdb" => builder.observer(Gdb::new(Some(Frame::Pointer))),
        _ => return Err("the first argument is plain, map, dump or gdb".into()),
    }
    .build()?)
}
// ANCHOR_END: arena

// ANCHOR: assemble
/// Assembles the sum of the numbers up to `rdi`, by a loop.
fn assemble(a: &mut Assembler) {
    let top = a.named_label("top");
    a.push_r(RBP);
    a.mov_rr64(RBP, RSP);
    a.xor_rr32(RAX, RAX);
    a.bind(top);
    a.add_rr64(RAX, RDI);
    a.sub_ri64(RDI, 1);
    a.jcc(Cond::NE, top);
    a.pop_r(RBP);
    a.ret();
}
// ANCHOR_END: assemble

/// The sum of the numbers up to one that is not 0.
struct Sum {
    code: Code,
}

impl Sum {
    // ANCHOR: name
    fn new(arena: &Arena) -> Result<Self> {
        let mut a = Assembler::new();
        assemble(&mut a);
        let code = a.finish()?;
        let mut draft = arena.draft_aligned(code.bytes().len(), code.alignment() as usize)?;
        draft.set_name("sum");
        draft.append(&code.to_vec_at(draft.base() as u64)?)?;
        Ok(Self { code: draft.publish()? })
    }
    // ANCHOR_END: name

    fn call(&self, number: u64) -> u64 {
        assert_ne!(number, 0, "it would count down through all numbers there are");
        // SAFETY: `new` alone makes a `Sum`, of code by `assemble`: a function of this type, which
        // accesses no memory but its frame, and ends when it has counted down to 0.
        unsafe { self.code.entry::<extern "sysv64" fn(u64) -> u64>() }.call(number)
    }
}

fn main() -> Result<()> {
    let told = std::env::args().nth(1).unwrap_or_else(|| "plain".into());
    if told == "replace" {
        println!("{:?}", replace(&Arena::new()?)?);
        return Ok(());
    }
    let millis = std::env::args().nth(2).map_or(Ok(300), |text| text.parse())?;
    let sum = Sum::new(&arena(&told)?)?;
    let start = Instant::now();
    let mut total = 0;
    while start.elapsed() < Duration::from_millis(millis) {
        total = sum.call(1_000_000);
    }
    println!("{total}");
    Ok(())
}

// ANCHOR: replace
/// Makes and calls three functions, each at the address of the one before.
fn replace(arena: &Arena) -> Result<[i32; 3]> {
    let mut results = [0; 3];
    for (result, number) in results.iter_mut().zip(1..) {
        let mut a = Assembler::new();
        a.mov_ri32(RAX, number);
        a.ret();
        let code = publish(arena, a.finish()?)?;
        // SAFETY: the code is the two instructions above: a function of this type.
        *result = unsafe { code.entry::<extern "sysv64" fn() -> i32>() }.call();
        drop(code);
        arena.quiesce()?;
    }
    Ok(results)
}
// ANCHOR_END: replace
