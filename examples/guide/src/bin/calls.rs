//! Chapter 4, calls into Rust and back: `cargo run -p guide --bin calls` runs a recursive function
//! that calls a closure at each level; `listing` shows its code.

// ANCHOR: use
use std::any::Any;
use std::mem::offset_of;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use exec_mem::{Arena, Code};
use guide::{Result, publish};
use x64_asm::{Assembler, Cond, Mem, R12, RAX, RBX, RDI, RSI, RSP};
// ANCHOR_END: use

// ANCHOR: host
/// What code and Rust share. The code reads `stack_limit`, and passes the rest along.
#[repr(C)]
struct Host<'call> {
    /// `rsp` must not be below this address where a call begins.
    stack_limit: usize,
    visit: &'call mut dyn FnMut(i64) -> bool,
    panic: Option<Box<dyn Any + Send>>,
}

const STACK_LIMIT: i32 = offset_of!(Host<'_>, stack_limit) as i32;

/// What the code calls: 1 if it should go on.
extern "sysv64" fn visit(host: &mut Host<'_>, depth: i64) -> u32 {
    match catch_unwind(AssertUnwindSafe(|| (host.visit)(depth))) {
        Ok(goes_on) => u32::from(goes_on),
        Err(panic) => {
            host.panic = Some(panic);
            0
        }
    }
}

/// Its address, for the code.
fn visit_address() -> u64 {
    let function: extern "sysv64" fn(&mut Host<'_>, i64) -> u32 = visit;
    function as usize as u64
}
// ANCHOR_END: host

// ANCHOR: assemble
/// Assembles `descend(host, depth)`: visits `depth`, then descends to `depth - 1`, down to 0.
/// `eax` is 0 when it came to the end, 1 if a visit stopped it, 2 if the stack is used up.
fn assemble(a: &mut Assembler, visit: u64) {
    let visit = a.external("visit", visit);
    let (descend, leave) = (a.named_label("descend"), a.named_label("leave"));
    let (stopped, overflow) = (a.named_label("stopped"), a.named_label("overflow"));
    a.bind(descend);
    a.cmp_rm64(RSP, Mem::base(RDI).disp(STACK_LIMIT));
    a.jcc(Cond::B, overflow);
    a.push_r(RBX);
    a.push_r(R12);
    a.comment("return address and two registers are 24 bytes, so 8 more align the stack to 16");
    a.sub_ri64(RSP, 8);
    a.mov_rr64(RBX, RDI);
    a.mov_rr64(R12, RSI);
    a.mov_r_external(RAX, visit);
    a.call_r(RAX);
    a.test_rr32(RAX, RAX);
    a.jcc(Cond::E, stopped);
    a.xor_rr32(RAX, RAX);
    a.test_rr64(R12, R12);
    a.jcc(Cond::E, leave);
    a.mov_rr64(RDI, RBX);
    a.lea_rm64(RSI, Mem::base(R12).disp(-1));
    a.call(descend);
    a.bind(leave);
    a.add_ri64(RSP, 8);
    a.pop_r(R12);
    a.pop_r(RBX);
    a.ret();
    a.bind(stopped);
    a.mov_ri32(RAX, 1);
    a.jmp(leave);
    a.bind(overflow);
    a.mov_ri32(RAX, 2);
    a.ret();
}
// ANCHOR_END: assemble

// ANCHOR: call
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Finished,
    Stopped,
    OutOfStack,
}

/// The lifetimes are those of one call.
type Descend<'call, 'host> = extern "sysv64" fn(&'call mut Host<'host>, i64) -> u32;

struct Descent {
    code: Code,
}

impl Descent {
    fn new(arena: &Arena) -> Result<Self> {
        let mut a = Assembler::new();
        assemble(&mut a, visit_address());
        Ok(Self { code: publish(arena, a.finish()?)? })
    }

    /// Visits `depth` and all below it to 0, on at most `stack_bytes` of the caller's stack and
    /// what one visit needs. A negative `depth` counts down until something ends it.
    fn call(&self, depth: i64, stack_bytes: usize, mut visit: impl FnMut(i64) -> bool) -> Outcome {
        let here = 0_u8;
        let stack_limit = (&raw const here as usize).saturating_sub(stack_bytes);
        let mut host = Host { stack_limit, visit: &mut visit, panic: None };
        // SAFETY: `new` alone makes a `Descent`, of code by `assemble`: a function of this type,
        // which reads the limit, restores the registers it must, and calls only `visit`, with the
        // host it was given and an aligned stack.
        let entry = unsafe { self.code.entry::<Descend<'_, '_>>() };
        let outcome = entry.call(&mut host, depth);
        if let Some(panic) = host.panic {
            resume_unwind(panic);
        }
        match outcome {
            0 => Outcome::Finished,
            1 => Outcome::Stopped,
            _ => Outcome::OutOfStack,
        }
    }
}
// ANCHOR_END: call

// ANCHOR: main
fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("listing") {
        let mut a = Assembler::new();
        assemble(&mut a, visit_address());
        println!("{}", a.finish()?.listing().stable());
        return Ok(());
    }
    let descent = Descent::new(&Arena::new()?)?;
    let mut seen = Vec::new();
    println!(
        "{:?}",
        descent.call(4, 64 << 10, |depth| {
            seen.push(depth);
            true
        })
    );
    println!("visited {seen:?}");
    println!("{:?}", descent.call(4, 64 << 10, |depth| depth != 2));
    println!("{:?}", descent.call(1_000_000, 64 << 10, |_| true));
    Ok(())
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use x64_asm::{Gpr, R8, R9, R10, R11, R13, R14, R15, RBP, RCX, RDX, XMM0};

    use super::*;

    const BUDGET: usize = 64 << 10;

    fn descent() -> Descent {
        Descent::new(&Arena::new().unwrap()).unwrap()
    }

    #[test]
    fn levels_are_visited_in_order() {
        let mut seen = Vec::new();
        let outcome = descent().call(3, BUDGET, |depth| {
            seen.push(depth);
            true
        });
        assert_eq!((outcome, seen), (Outcome::Finished, vec![3, 2, 1, 0]));
        assert_eq!(descent().call(3, BUDGET, |depth| depth != 1), Outcome::Stopped);
    }

    // ANCHOR: overflow
    #[test]
    fn the_stack_is_used_up_to_the_limit_and_no_further() {
        let mut levels = 0_usize;
        let outcome = descent().call(-1, BUDGET, |_| {
            levels += 1;
            true
        });
        assert_eq!(outcome, Outcome::OutOfStack);
        assert!((BUDGET / 32 - 100..=BUDGET / 32 + 1).contains(&levels), "{levels} levels of 32 bytes");
    }

    #[test]
    fn a_panic_crosses_the_code() {
        let descent = descent();
        let mut levels = 0;
        let caught = catch_unwind(AssertUnwindSafe(|| {
            descent.call(9, BUDGET, |depth| {
                levels += 1;
                assert!(depth > 5, "at level {depth}");
                true
            })
        }));
        let panic = caught.expect_err("the closure panics");
        assert_eq!(panic.downcast_ref::<String>().map(String::as_str), Some("at level 5"));
        assert_eq!(levels, 5);
        assert_eq!(descent.call(2, BUDGET, |_| true), Outcome::Finished);
    }
    // ANCHOR_END: overflow

    // ANCHOR: checker
    /// What a function must leave as it was, besides `rsp`.
    const SAVED: [Gpr; 6] = [RBX, RBP, R12, R13, R14, R15];

    /// Assembles `check(host, depth)`: fills the registers, calls `function`, and returns a set of
    /// those that it changed.
    fn assemble_checker(a: &mut Assembler, function: u64) {
        let function = a.external("function", function);
        let pattern = |number: usize| 0x0123_4567_89ab_cd00 + number as i64;
        SAVED.iter().for_each(|register| a.push_r(*register));
        a.sub_ri64(RSP, 8);
        for (number, register) in SAVED.into_iter().enumerate() {
            a.mov_ri64(register, pattern(number));
        }
        a.mov_r_external(RAX, function);
        a.call_r(RAX);
        a.xor_rr32(RAX, RAX);
        for (number, register) in SAVED.into_iter().enumerate() {
            let unchanged = a.label();
            a.mov_ri64(RCX, pattern(number));
            a.cmp_rr64(register, RCX);
            a.jcc(Cond::E, unchanged);
            a.or_ri32(RAX, 1 << number);
            a.bind(unchanged);
        }
        a.add_ri64(RSP, 8);
        SAVED.iter().rev().for_each(|register| a.pop_r(*register));
        a.ret();
    }
    // ANCHOR_END: checker

    /// Names of the registers that `function` changes when it descends from 3.
    fn changed(arena: &Arena, function: &Code) -> Vec<&'static str> {
        let mut a = Assembler::new();
        assemble_checker(&mut a, function.base() as u64);
        let code = publish(arena, a.finish().unwrap()).unwrap();
        let mut host = Host { stack_limit: 0, visit: &mut |_| true, panic: None };
        // SAFETY: the checker is a function of this type: it restores what it fills, and calls the
        // function, which is alive, with the host and an aligned stack.
        let entry = unsafe { code.entry::<Descend<'_, '_>>() };
        let set = entry.call(&mut host, 3);
        let names = SAVED.into_iter().enumerate().filter(|(number, _)| set & 1 << number != 0);
        names.map(|(_, register)| register.name(64)).collect()
    }

    #[test]
    fn registers_of_the_caller_are_kept() {
        let arena = Arena::new().unwrap();
        assert_eq!(changed(&arena, &descent().code), [""; 0]);
        let mut a = Assembler::new();
        a.mov_rr64(R12, RSI);
        a.xor_rr32(RBP, RBP);
        a.ret();
        let careless = publish(&arena, a.finish().unwrap()).unwrap();
        assert_eq!(changed(&arena, &careless), ["rbp", "r12"]);
    }

    // ANCHOR: shim
    /// What a function may change, besides `rax` and the `xmm` registers.
    const SPOILED: [Gpr; 8] = [RCX, RDX, RSI, RDI, R8, R9, R10, R11];

    /// Assembles what is called in place of `visit`: it adds to `counter` by how many bytes the
    /// caller's stack misses a multiple of 16, spoils what it may, and goes on.
    fn assemble_shim(a: &mut Assembler, counter: &AtomicU64) {
        a.lea_rm64(RAX, Mem::base(RSP).disp(8));
        a.and_ri32(RAX, 15);
        a.mov_ri64(RCX, counter.as_ptr() as i64);
        a.lock_add_mr64(Mem::base(RCX), RAX);
        SPOILED.iter().for_each(|register| a.mov_ri64(*register, -1));
        a.mov_ri32(RAX, 1);
        a.ret();
    }
    // ANCHOR_END: shim

    /// By how much the stack is misaligned in the visits of a function that is given the address of
    /// `visit`.
    fn misaligned(assemble: impl FnOnce(&mut Assembler, u64)) -> u64 {
        let counter = AtomicU64::new(0);
        let arena = Arena::new().unwrap();
        let mut a = Assembler::new();
        assemble_shim(&mut a, &counter);
        let shim = publish(&arena, a.finish().unwrap()).unwrap();
        let mut a = Assembler::new();
        assemble(&mut a, shim.base() as u64);
        let descent = Descent { code: publish(&arena, a.finish().unwrap()).unwrap() };
        assert_eq!(descent.call(3, BUDGET, |_| true), Outcome::Finished);
        counter.load(Ordering::Relaxed)
    }

    #[test]
    fn calls_are_aligned_and_survive_what_they_may_spoil() {
        assert_eq!(misaligned(assemble), 0);
        // A function that forgets it.
        let careless = |a: &mut Assembler, visit: u64| {
            let visit = a.external("visit", visit);
            a.mov_r_external(RAX, visit);
            a.call_r(RAX);
            a.xor_rr32(RAX, RAX);
            a.ret();
        };
        assert_eq!(misaligned(careless), 8);
    }

    // ANCHOR: keep
    /// Assembles a function that visits `rsi` and returns the `xmm0` it was given.
    fn assemble_keep(a: &mut Assembler, visit: u64) {
        let visit = a.external("visit", visit);
        a.sub_ri64(RSP, 8);
        a.movsd_mx(Mem::base(RSP), XMM0);
        a.mov_r_external(RAX, visit);
        a.call_r(RAX);
        a.movsd_xm(XMM0, Mem::base(RSP));
        a.add_ri64(RSP, 8);
        a.ret();
    }
    // ANCHOR_END: keep

    #[test]
    fn a_double_is_kept_across_a_call() {
        let mut a = Assembler::new();
        assemble_keep(&mut a, visit_address());
        let code = publish(&Arena::new().unwrap(), a.finish().unwrap()).unwrap();
        let mut product = 1.0;
        let mut visit = |depth| {
            product = std::hint::black_box(product) * 1.5 + depth as f64;
            true
        };
        let mut host = Host { stack_limit: 0, visit: &mut visit, panic: None };
        type Keep<'call, 'host> = extern "sysv64" fn(&'call mut Host<'host>, i64, f64) -> f64;
        // SAFETY: `assemble_keep` assembles a function of this type, which calls only `visit`, with
        // the host it was given and an aligned stack.
        let entry = unsafe { code.entry::<Keep<'_, '_>>() };
        assert_eq!(entry.call(&mut host, 7, 2.5), 2.5);
        assert_eq!(product, 8.5);
    }
}
