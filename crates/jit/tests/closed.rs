//! Closed functions as machine code: what it looks like, that it decodes, what it refuses. That it
//! does what the interpreter does is tested in the vm.

use bytecode::{ChunkId, Module, Verified, parse, verify};
use jit::closed;

fn module(text: &str) -> Verified<Module> {
    verify(parse(text).unwrap_or_else(|error| panic!("{error}"))).unwrap_or_else(|error| panic!("{error}"))
}

/// The code from a chunk's entry to the next `count` returns, one instruction a line.
fn listing(text: &str, count: usize) -> String {
    let code = closed::compile(&module(text)).unwrap();
    let entry = code.entry(ChunkId(1)).unwrap();
    let (mut listing, mut returns) = (String::new(), 0);
    for (at, text) in instructions(&code.bytes()[entry as usize..], entry) {
        listing += &format!("{at:4x}  {text}\n");
        returns += usize::from(text == "ret");
        if returns == count {
            break;
        }
    }
    listing
}

/// The instructions of code that begins at an offset, each with its own.
#[cfg(not(target_arch = "aarch64"))]
fn instructions(bytes: &[u8], entry: u32) -> impl Iterator<Item = (u64, String)> {
    use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};

    let mut formatter = IntelFormatter::new();
    Decoder::with_ip(64, bytes, entry.into(), DecoderOptions::NONE).into_iter().map(move |inst| {
        assert!(!inst.is_invalid(), "no instruction at {:#x}", inst.ip());
        let mut text = String::new();
        formatter.format(&inst, &mut text);
        (inst.ip(), text)
    })
}

/// The instructions of code that begins at an offset, each with its own.
#[cfg(target_arch = "aarch64")]
fn instructions(bytes: &[u8], entry: u32) -> impl Iterator<Item = (u64, String)> {
    let (words, _) = bytes.as_chunks::<4>();
    (u64::from(entry)..).step_by(4).zip(words).map(|(at, &bytes)| {
        let word = u32::from_le_bytes(bytes);
        let Some(read) = a64_asm::Instruction::read(word) else { panic!("no instruction at {at:#x}: {word:#010x}") };
        let target = read.distance().and_then(|distance| at.checked_add_signed(distance));
        (at, read.text(target.map(|target| format!("{target:x}")).as_deref()))
    })
}

/// A snapshot of a listing, one for each machine.
macro_rules! assert_listing {
    ($listing:expr) => {
        let mut settings = insta::Settings::clone_current();
        if cfg!(target_arch = "aarch64") {
            settings.set_snapshot_suffix("a64");
        }
        settings.bind(|| insta::assert_snapshot!($listing));
    };
}

#[test]
fn a_recursive_function() {
    let text = "
chunk main
  RETURN_NIL
chunk fib params 1 closed int -> int
  JUMP_UNLESS_LT_LK s0 2 more
  LOAD_LOCAL_0
  RETURN
more:
  SUB_LI s0 1
  CALL_CLOSED 1 fib
  SUB_LI s0 2
  CALL_CLOSED 1 fib
  ADD
  RETURN";
    assert_listing!(listing(text, 2));
}

#[test]
fn a_loop_of_floats() {
    let text = "
chunk main
  RETURN_NIL
chunk sum params 2 closed int float float int -> float
  LOAD_CONST 0.0
  STORE_LOCAL s2
  STORE_LOCAL_I s3 0
again:
  LOOP_HEADER
  LOAD_LOCAL s2
  LOAD_LOCAL s1
  MUL_SL s3
  ADD
  STORE_LOCAL s2
  INC_LOCAL s3
  LOOP_IF_LT_LL s3 s0 again
  LOAD_LOCAL s2
  RETURN";
    assert_listing!(listing(text, 1));
}

#[test]
fn only_closed_chunks_have_entries() {
    let text = "chunk main\n  RETURN_NIL\nchunk f closed -> int\n  LOAD_IMM 1\n  RETURN\nchunk g\n  RETURN_NIL";
    let code = closed::compile(&module(text)).unwrap();
    assert_eq!([0, 1, 2, 3].map(|id| code.entry(ChunkId(id)).is_some()), [false, true, false, false]);
    assert!(code.stack_bytes(10) > code.stack_bytes(1));
    let none = closed::compile(&module("  HALT")).unwrap();
    assert_eq!(none.entry(ChunkId(0)), None);
}

/// Loops that nothing leads to, and ones nested deeper than anybody looks into.
#[test]
fn odd_loops_are_compiled() {
    let dead = "chunk main\n  HALT\nchunk f closed -> int\n  LOAD_IMM 1\n  RETURN\nL:\n  LOOP_HEADER\n  LOOP L";
    assert!(closed::compile(&module(dead)).is_ok());
    let folded = "chunk main\n  HALT\nchunk f closed -> int\n  LOAD_FALSE\n  JUMP_IF_FALSE out\nL:\n  LOOP_HEADER\n  LOOP L\n\
                  out:\n  LOAD_IMM 1\n  RETURN";
    assert!(closed::compile(&module(folded)).is_ok());
    let mut deep = "chunk main\n  HALT\nchunk f params 1 closed bool -> int\n".to_string();
    deep += &(0..20_000).map(|at| format!("L{at}:\n  LOOP_HEADER\n")).collect::<String>();
    deep += &(0..20_000).rev().map(|at| format!("  LOAD_LOCAL_0\n  LOOP_IF_TRUE L{at}\n")).collect::<String>();
    assert!(closed::compile(&module(&(deep + "  LOAD_IMM 1\n  RETURN"))).is_ok());
}
