//! Chapter 15, a whole project: `cargo run -p guide --bin project` compiles an eBPF program that sums
//! words and runs it on memory of its own; `listing` shows its code.

// ANCHOR: use
use ebpf::{Compiled, Helpers, Program};
use exec_mem::Arena;
use guide::Result;
// ANCHOR_END: use

// ANCHOR: program
/// Sums `r2 / 4` words of the memory at `r1`.
const SUM: [[u8; 8]; 7] = [
    [0xb7, 0x00, 0, 0, 0, 0, 0, 0],       // r0 = 0
    [0x77, 0x02, 0, 0, 2, 0, 0, 0],       // r2 >>= 2
    [0x61, 0x14, 0, 0, 0, 0, 0, 0],       // top: r4 = *(u32 *)(r1 + 0)
    [0x0f, 0x40, 0, 0, 0, 0, 0, 0],       // r0 += r4
    [0x07, 0x01, 0, 0, 4, 0, 0, 0],       // r1 += 4
    [0x17, 0x02, 0, 0, 1, 0, 0, 0],       // r2 -= 1
    [0x55, 0x02, 0xfb, 0xff, 0, 0, 0, 0], // if r2 != 0 goto top
];
const EXIT: [u8; 8] = [0x95, 0, 0, 0, 0, 0, 0, 0];

fn main() -> Result<()> {
    let words: Vec<_> = SUM.into_iter().chain([EXIT]).collect();
    let program = Program::new(words.as_flattened())?;
    if std::env::args().nth(1).as_deref() == Some("listing") {
        println!("{}", Compiled::listing(&program, &Helpers::new())?);
        return Ok(());
    }
    let compiled = Compiled::new(&Arena::new()?, &program, &Helpers::new())?;
    println!("{:?}", compiled.call(&mut [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]));
    println!("{:?}", compiled.call(&mut [1, 0, 0]));
    Ok(())
}
// ANCHOR_END: program
