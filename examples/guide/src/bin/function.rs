//! Chapter 1, a function made at run time: `cargo run -p guide --bin function` calls one, and with
//! the argument `listing` it shows the code.

// ANCHOR: use
use exec_mem::{Arena, Code};
use guide::{Result, publish};
use x64_asm::{Assembler, RAX, RDI, RSI};
// ANCHOR_END: use

// ANCHOR: assemble
/// Assembles `x * factor + y`: `x` comes in `rdi` and `y` in `rsi`, the result leaves in `rax`.
fn assemble(a: &mut Assembler, factor: i32) {
    a.imul_rri64(RAX, RDI, factor);
    a.add_rr64(RAX, RSI);
    a.ret();
}
// ANCHOR_END: assemble

// ANCHOR: type
/// A function that was made for one factor.
struct Scale {
    code: Code,
}

impl Scale {
    fn new(arena: &Arena, factor: i32) -> Result<Self> {
        let mut a = Assembler::new();
        assemble(&mut a, factor);
        Ok(Self { code: publish(arena, a.finish()?)? })
    }

    fn call(&self, x: i64, y: i64) -> i64 {
        // SAFETY: `new` alone makes a `Scale`, of code by `assemble`, which is a function of this
        // type: it takes two integers, reads no memory and returns.
        let entry = unsafe { self.code.entry::<extern "sysv64" fn(i64, i64) -> i64>() };
        entry.call(x, y)
    }
}
// ANCHOR_END: type

// ANCHOR: main
fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("listing") {
        let mut a = Assembler::new();
        assemble(&mut a, 12);
        println!("{}", a.finish()?.listing());
        return Ok(());
    }
    let arena = Arena::new()?;
    for factor in [2, 12] {
        let scale = Scale::new(&arena, factor)?;
        println!("5 * {factor} + 3 = {}", scale.call(5, 3));
    }
    Ok(())
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use x64_asm::Cond;

    use super::*;

    // ANCHOR: test
    #[test]
    fn code_computes_what_rust_computes() {
        let arena = Arena::new().unwrap();
        let numbers = [0, 1, -1, 5, i64::MAX, i64::MIN];
        for factor in [0, 1, -7, i32::MAX, i32::MIN] {
            let scale = Scale::new(&arena, factor).unwrap();
            for (x, y) in numbers.iter().flat_map(|x| numbers.map(|y| (*x, y))) {
                let expected = x.wrapping_mul(factor.into()).wrapping_add(y);
                assert_eq!(scale.call(x, y), expected, "{x} * {factor} + {y}");
            }
        }
    }
    // ANCHOR_END: test

    // ANCHOR: larger
    /// Assembles the larger of `rdi` and `rsi`, without a jump.
    fn larger(a: &mut Assembler) {
        a.mov_rr64(RAX, RDI);
        a.cmp_rr64(RDI, RSI);
        a.cmovcc_rr64(Cond::L, RAX, RSI);
        a.ret();
    }
    // ANCHOR_END: larger

    #[test]
    fn the_larger_is_returned() {
        let mut a = Assembler::new();
        larger(&mut a);
        let code = publish(&Arena::new().unwrap(), a.finish().unwrap()).unwrap();
        // SAFETY: `larger` assembles a function of this type, which reads no memory and returns.
        let entry = unsafe { code.entry::<extern "sysv64" fn(i64, i64) -> i64>() };
        for (x, y) in [(1, 2), (2, 1), (-1, 1), (i64::MIN, i64::MAX), (3, 3)] {
            assert_eq!(entry.call(x, y), x.max(y));
        }
    }

    #[test]
    fn what_lies_behind_the_code_is_breakpoints() {
        let mut draft = Arena::new().unwrap().draft(16).unwrap();
        draft.append(&[0x90]).unwrap();
        let code = draft.publish().unwrap();
        // SAFETY: blocks are of 16 bytes at least, mapped readable while `code` lives.
        let behind = unsafe { std::slice::from_raw_parts(code.base() as *const u8, 16) };
        assert_eq!(behind[0], 0x90);
        assert_eq!(behind[1..], [0xcc; 15]);
    }
}
