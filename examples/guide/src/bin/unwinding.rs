//! Chapter 8, unwinding: `cargo run -p guide --bin unwinding` shows which functions are active, by a
//! walk over the frames of our own code; `rust` shows what Rust's backtrace makes of it.

// ANCHOR: use
use std::backtrace::Backtrace;
use std::mem::offset_of;

use exec_mem::observer::{EhFrame, Frame};
use exec_mem::{Arena, Code};
use guide::{Result, publish};
use x64_asm::{Assembler, Label, Mem, RAX, RBP, RDI, RSI, RSP};
// ANCHOR_END: use

// ANCHOR: host
/// What code and Rust share.
#[repr(C)]
struct Host {
    /// `rbp` of the function that Rust called.
    outermost: usize,
    /// Addresses in the code: the call that is on its way now, and the calls that led to it.
    calls: Vec<usize>,
    /// What Rust's own backtrace says.
    backtrace: String,
}

const OUTERMOST: i32 = offset_of!(Host, outermost) as i32;
// ANCHOR_END: host

// ANCHOR: walk
/// What the code calls, with its `rbp`.
extern "sysv64" fn look(host: &mut Host, frame: usize) {
    let mut frame = frame;
    host.calls.push(word(frame - 8)); // the return address of this call, pushed below the frame
    while frame != host.outermost {
        host.calls.push(word(frame + 8));
        frame = word(frame);
    }
    host.backtrace = Backtrace::force_capture().to_string();
}

/// A word of the stack.
fn word(address: usize) -> usize {
    // SAFETY: `look` alone calls this, with the `rbp` of functions by `emit_function`, from the one
    // that called it to the outermost. Each has pushed `rbp` where its own `rbp` points, behind its
    // return address, and has pushed only the return address of its call below.
    unsafe { *(address as *const usize) }
}
// ANCHOR_END: walk

// ANCHOR: assemble
/// Where each function begins, and its name.
type Names = Vec<(usize, &'static str)>;

/// Assembles `outer`, which calls `middle`, which calls `inner`, which calls `look`.
fn assemble(a: &mut Assembler) -> Names {
    let function: extern "sysv64" fn(&mut Host, usize) = look;
    let look = a.external("look", function as usize as u64);
    let (middle, inner) = (a.named_label("middle"), a.named_label("inner"));
    let mut names = vec![(a.offset() as usize, "outer")];
    emit_function(a, |a| {
        a.mov_mr64(Mem::base(RDI).disp(OUTERMOST), RBP);
        a.call(middle);
    });
    for (label, name, callee) in [(middle, "middle", Some(inner)), (inner, "inner", None::<Label>)] {
        names.push((a.offset() as usize, name));
        a.bind(label);
        emit_function(a, |a| match callee {
            Some(callee) => a.call(callee),
            None => {
                a.mov_rr64(RSI, RBP);
                a.mov_r_external(RAX, look);
                a.call_r(RAX);
            }
        });
    }
    names
}

/// Assembles a function with a frame: `rbp` points at the caller's `rbp`, above which is the return
/// address.
fn emit_function(a: &mut Assembler, body: impl FnOnce(&mut Assembler)) {
    a.push_r(RBP);
    a.mov_rr64(RBP, RSP);
    body(a);
    a.pop_r(RBP);
    a.ret();
}
// ANCHOR_END: assemble

// ANCHOR: call
/// What `assemble` makes. The lifetime is that of one call.
type Function<'call> = extern "sysv64" fn(&'call mut Host);

struct Outer {
    code: Code,
    names: Names,
}

impl Outer {
    fn new(arena: &Arena) -> Result<Self> {
        let mut a = Assembler::new();
        let names = assemble(&mut a);
        Ok(Self { code: publish(arena, a.finish()?)?, names })
    }

    #[inline(never)] // it shall be seen in the backtrace
    fn call(&self) -> Host {
        let mut host = Host { outermost: 0, calls: Vec::new(), backtrace: String::new() };
        // SAFETY: `new` alone makes an `Outer`, of code by `assemble`: a function of this type,
        // which writes one field of the host, and calls `look` with the host and its frame.
        let entry = unsafe { self.code.entry::<Function<'_>>() };
        entry.call(&mut host);
        host
    }

    /// The function of an address. A return address is that of the instruction *behind* a call, which
    /// belongs to the next function where the call is the last instruction.
    fn name(&self, return_address: usize) -> &'static str {
        let offset = return_address - 1 - self.code.base();
        let function = self.names.iter().rev().find(|(start, _)| *start <= offset);
        function.expect("the first one starts at 0").1
    }
}
// ANCHOR_END: call

// ANCHOR: main
fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        None => {
            let outer = Outer::new(&Arena::new()?)?;
            outer.call().calls.iter().for_each(|call| println!("{}", outer.name(*call)));
        }
        Some("rust") => {
            println!("without: {:?}", functions(&Outer::new(&Arena::new()?)?.call().backtrace));
            let arena = Arena::builder().observer(EhFrame::new(Frame::Pointer)).build()?;
            println!("with:    {:?}", functions(&Outer::new(&arena)?.call().backtrace));
        }
        Some(_) => {
            let mut a = Assembler::new();
            assemble(&mut a);
            println!("{}", a.finish()?.listing().stable());
        }
    }
    Ok(())
}

/// The functions of this program that a backtrace names, innermost first.
fn functions(backtrace: &str) -> Vec<&str> {
    let named = backtrace.lines().filter_map(|line| line.trim().split_once(": unwinding::"));
    named.map(|(_, name)| name).collect()
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use super::*;

    // ANCHOR: test
    #[test]
    fn every_active_function_is_named_once() {
        let outer = Outer::new(&Arena::new().unwrap()).unwrap();
        let names: Vec<_> = outer.call().calls.iter().map(|call| outer.name(*call)).collect();
        assert_eq!(names, ["inner", "middle", "outer"]);
    }

    #[test]
    fn a_backtrace_crosses_code_that_is_described() {
        let trace = |arena: &Arena| Outer::new(arena).unwrap().call().backtrace;
        assert!(!trace(&Arena::new().unwrap()).contains("Outer::call"));
        let arena = Arena::builder().observer(EhFrame::new(Frame::Pointer)).build().unwrap();
        assert!(trace(&arena).contains("Outer::call"));
    }
    // ANCHOR_END: test
}
