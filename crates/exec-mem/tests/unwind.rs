//! What the unwinder of Windows makes of published code: it finds its way to the callers, and what
//! they had in the registers that a callee keeps.
#![cfg(windows)]

#[path = "../../../tests/stack_walk.rs"]
mod stack_walk;

use std::cell::RefCell;

use exec_mem::observer::{Frame, FunctionTable};
use exec_mem::{Arena, Code, Strategy};
use stack_walk::{Step, beginning, walk};

thread_local! {
    static WALK: RefCell<Vec<Step>> = const { RefCell::new(Vec::new()) };
}

extern "C" fn keep_walk() {
    WALK.set(walk());
}

/// `mov ebx, value`, and a call of the first argument with the second as its first.
fn calling(value: u8, prologue: &[u8], epilogue: &[u8]) -> Vec<u8> {
    let set = [0xbb, value, 0, 0, 0];
    let call = [0x48, 0x89, 0xc8, 0x48, 0x89, 0xd1, 0xff, 0xd0]; // mov rax, rcx; mov rcx, rdx; call rax
    [prologue, &set, &call, epilogue].concat()
}

/// push rbp; push rbx; sub rsp, 40 and back: 64 bytes of stack.
const FIXED: ([u8; 6], [u8; 7]) = ([0x55, 0x53, 0x48, 0x83, 0xec, 40], [0x48, 0x83, 0xc4, 40, 0x5b, 0x5d, 0xc3]);

/// push rbp; mov rbp, rsp; sub rsp, 32 and `leave`. It does not keep `rbx`.
const POINTER: ([u8; 8], [u8; 2]) = ([0x55, 0x48, 0x89, 0xe5, 0x48, 0x83, 0xec, 32], [0xc9, 0xc3]);

fn publish(arena: &Arena, bytes: &[u8]) -> Code {
    let mut draft = arena.draft(bytes.len()).unwrap();
    draft.append(bytes).unwrap();
    draft.publish().unwrap()
}

/// Calls `outer`, which calls `inner`, which calls `keep_walk`.
#[inline(never)]
fn the_caller(outer: &Code, inner: &Code) -> u32 {
    type Outer = extern "C" fn(*const u8, extern "C" fn());
    // SAFETY: the code calls its first argument with the second, and keeps what a callee keeps.
    unsafe { outer.entry::<Outer>() }.call(inner.base() as *const u8, keep_walk);
    std::hint::black_box(1)
}

fn is_in(code: &Code, step: &Step) -> bool {
    (code.base() as u64..(code.base() + code.len()) as u64).contains(&step.pc)
}

/// The walk from `keep_walk` through both pieces of code to `the_caller` and beyond.
fn walk_through(outer: &Code, inner: &Code) -> Vec<Step> {
    assert_eq!(the_caller(outer, inner), 1);
    let steps = WALK.take();
    let at = steps.iter().position(|step| is_in(inner, step)).expect("the walk comes to the code");
    assert!(is_in(outer, &steps[at + 1]), "{steps:x?}");
    let caller = beginning(the_caller as fn(&Code, &Code) -> u32 as u64);
    assert!(caller.is_some());
    // Not every function in between is inlined.
    let found = steps[at + 2..].iter().position(|step| beginning(step.pc) == caller);
    assert!(found.is_some_and(|found| steps.len() > at + found + 4), "{steps:x?}");
    steps[at..].to_vec()
}

#[test]
fn a_walk_goes_through_frames_of_a_fixed_size() {
    for strategy in [Strategy::Dual, Strategy::Toggle] {
        let table = FunctionTable::new(Frame::Fixed { bytes: 64, saves_rbp: true });
        let arena = Arena::builder().strategy(strategy).observer(table).build().unwrap();
        let (prologue, epilogue) = FIXED;
        let outer = publish(&arena, &calling(77, &prologue, &epilogue));
        let inner = publish(&arena, &calling(88, &prologue, &epilogue));
        let steps = walk_through(&outer, &inner);
        // What the code saved is back in each frame that is walked to.
        assert_eq!((steps[0].rbx, steps[1].rbx), (88, 77), "{steps:x?}");
    }
}

#[test]
fn a_walk_goes_through_frames_with_a_pointer() {
    let frame_of = |code: &exec_mem::observer::Published<'_>| match code.bytes[1] {
        0x53 => Some(Frame::Fixed { bytes: 64, saves_rbp: true }),
        _ => Some(Frame::Pointer),
    };
    let arena = Arena::builder().observer(FunctionTable::with_frames(frame_of)).build().unwrap();
    let (prologue, epilogue) = FIXED;
    let outer = publish(&arena, &calling(77, &prologue, &epilogue));
    let (prologue, epilogue) = POINTER;
    let inner = publish(&arena, &calling(88, &prologue, &epilogue));
    walk_through(&outer, &inner);
}

#[test]
fn code_is_known_as_long_as_it_may_run() {
    let table = FunctionTable::new(Frame::Fixed { bytes: 64, saves_rbp: true });
    let arena = Arena::builder().observer(table.clone()).build().unwrap();
    let (prologue, epilogue) = FIXED;
    let bytes = calling(1, &prologue, &epilogue);
    let mut places = Vec::new();
    for _ in 0..3 {
        let codes: Vec<Code> = (0..5000).map(|_| publish(&arena, &bytes)).collect();
        places = codes.iter().map(|code| code.base() as u64).collect();
        assert!(places.iter().all(|&place| beginning(place + 3) == Some(place)));
        drop(codes);
        arena.quiesce().unwrap();
    }
    drop(arena);
    assert!(places.iter().all(|&place| beginning(place + 3).is_none()));
}

#[test]
fn code_without_an_observer_is_unknown() {
    let code = publish(&Arena::new().unwrap(), &[0x90, 0xc3]);
    assert_eq!(beginning(code.base() as u64), None);
}
