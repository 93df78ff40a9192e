//! Modules made to cost much: the verifier and the decoder take linear time and memory for all.
//!
//! A quadratic verifier would not end within a day on some of these.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use bytecode::binary::MEMORY_FACTOR;
use bytecode::*;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

/// The system's allocator, counting each thread's bytes.
struct Counting;

fn count(bytes: isize) {
    let live = LIVE.get() + bytes;
    LIVE.set(live);
    PEAK.set(PEAK.get().max(live));
}

// SAFETY: every call is handed on to `System` as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promise about `layout`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promise about `layout`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller's promise that `block` came from here with this layout.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes that were live while `run` ran, beyond those from before.
fn peak<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = LIVE.get();
    PEAK.set(before);
    let result = run();
    (result, (PEAK.get() - before) as usize)
}

/// What verifying may take for each byte of a file: the access lists of [`MAX_LOOP_DETAIL`] loops
/// around an instruction of two bytes, twice while they grow.
const VERIFY_FACTOR: usize = 8 * MAX_LOOP_DETAIL as usize;

/// Decoding takes at most so much; a verified program's facts come on top of that.
#[track_caller]
fn check_memory(module: Module) -> Result<Verified<Module>, VerifyError> {
    let file = encode(&module.into());
    let (program, used) = peak(|| decode(&file).unwrap());
    let limit = MEMORY_FACTOR * file.len() + 1024;
    assert!(used <= limit, "decoding {} bytes took {used}, more than {limit}", file.len());
    let module = program.into_modules().remove(0);
    let (result, used) = peak(|| verify(module));
    let limit = VERIFY_FACTOR * file.len() + (1 << 20);
    assert!(used <= limit, "verifying {} bytes took {used}, more than {limit}", file.len());
    result
}

fn empty() -> Module {
    parse("HALT").unwrap()
}

/// A module whose body is this code.
fn with_code(slots: u16, code: Vec<Inst>) -> Module {
    let mut module = empty();
    module.chunks[0].slots = slots;
    module.chunks[0].code = code;
    module
}

fn chunk(code: Vec<Inst>) -> Chunk {
    Chunk { code, ..empty().chunks.remove(0) }
}

#[track_caller]
fn refused(module: Module, expected: &str) {
    assert_eq!(verify(module).unwrap_err().to_string(), expected);
}

#[test]
fn tables_of_small_entries() {
    let mut module = empty();
    module.names.extend((0..20_000).map(|_| "".into()));
    module.names.extend((0..20_000).map(|_| "a".into()));
    module.imports.extend((0..20_000).map(|_| "".into()));
    module.constants.extend((0..20_000).map(|_| Constant::Str([].into())));
    module.constants.extend((0..20_000).map(|_| Constant::Str([7].into())));
    module.structs.extend((0..20_000).map(|_| StructDecl { name: NameId(0), fields: vec![] }));
    module.structs.extend((0..20_000).map(|_| StructDecl { name: NameId(0), fields: vec![NameId(0)] }));
    check_memory(module).unwrap();
}

#[test]
fn chunks_that_do_next_to_nothing() {
    let mut module = empty();
    module.chunks.extend((0..20_000).map(|_| chunk(vec![Inst::Halt {}])));
    check_memory(module).unwrap();
}

/// Ten bytes each, that declare 65,535 slots.
#[test]
fn chunks_with_all_the_slots_they_may_have() {
    let mut module = empty();
    let large = Chunk { slots: u16::MAX, ..chunk(vec![Inst::Halt {}]) };
    module.chunks.extend((0..20_000).map(|_| large.clone()));
    check_memory(module).unwrap();
}

#[test]
fn all_modules_empty() {
    let mut program = Program::new(empty());
    for _ in 0..20_000 {
        program.add(Module::default());
    }
    let file = encode(&program);
    let (decoded, used) = peak(|| decode(&file).unwrap());
    assert!(used <= MEMORY_FACTOR * file.len() + 1024, "{used} for {}", file.len());
    assert_eq!(decoded, program);
}

/// 65,535 slots written, and 100,000 jumps to as many joins, each of which drops some.
#[test]
fn all_slots_times_many_joins() {
    let slots = 0..u16::MAX;
    let mut code: Vec<Inst> = slots.map(|slot| Inst::StoreLocalI { slot: Slot(slot), value: 0 }).collect();
    let first = code.len() as u32;
    let jumps = 100_000;
    for jump in 0..jumps {
        let slot = Slot((jump % 60_000) as u16);
        code.push(Inst::LoadTrue {});
        code.push(Inst::JumpIfTrue { target: Target(first + 4 * jumps + jump) });
        code.push(Inst::StoreLocalI { slot, value: 1 });
        code.push(Inst::Nop {});
    }
    code.extend((0..jumps).map(|_| Inst::Nop {}));
    code.push(Inst::LoadLocal { slot: Slot(65_534) });
    code.push(Inst::Return {});
    check_memory(with_code(u16::MAX, code)).unwrap();
}

/// Each join drops a slot that the next write must add again.
#[test]
fn slots_dropped_and_written_again() {
    let mut code = Vec::new();
    for round in 0..100_000u32 {
        let at = code.len() as u32;
        code.push(Inst::LoadTrue {});
        code.push(Inst::JumpIfTrue { target: Target(at + 4) });
        code.push(Inst::StoreLocalI { slot: Slot((round % 65_535) as u16), value: 0 });
        code.push(Inst::IncLocal { slot: Slot((round % 65_535) as u16) });
    }
    code.push(Inst::Halt {});
    check_memory(with_code(u16::MAX, code)).unwrap();
}

/// As many loops as there may be, each in the one before, and jumps behind them all.
#[test]
fn loops_nested_as_deep_as_they_go() {
    let depth = MAX_LOOPS as u32;
    let mut code: Vec<Inst> = (0..depth).map(|id| Inst::LoopHeader { loop_id: LoopId(id as u16) }).collect();
    code.push(Inst::StoreLocalI { slot: Slot(0), value: 0 });
    for header in (0..depth).rev() {
        code.push(Inst::LoadTrue {});
        code.push(Inst::LoopIfTrue { target: Target(header) });
    }
    for _ in 0..100_000 {
        code.push(Inst::Jump { target: Target(code.len() as u32 + 1) });
    }
    code.push(Inst::Halt {});
    let module = check_memory(with_code(1, code)).unwrap();
    let loops = &module.facts(ChunkId(0)).loops;
    assert_eq!(loops.last().unwrap().nesting, u16::MAX);
    assert_eq!(loops[0].writes, [(Slot(0), 1)]);
}

#[test]
fn one_loop_too_many() {
    let mut code: Vec<Inst> = (0..=MAX_LOOPS).map(|id| Inst::LoopHeader { loop_id: LoopId(id as u16) }).collect();
    code.push(Inst::Halt {});
    assert!(verify(with_code(0, code[1..].to_vec())).is_err(), "ids begin at 0");
    code.remove(MAX_LOOPS);
    assert!(verify(with_code(0, code.clone())).is_ok());
    code.insert(MAX_LOOPS, Inst::LoopHeader { loop_id: LoopId(u16::MAX) });
    code.insert(MAX_LOOPS, Inst::LoopHeader { loop_id: LoopId(u16::MAX) });
    refused(
        with_code(0, code),
        "chunk 0 `main`, instruction 65536 LOOP_HEADER, V8: the operand is loop 65535, but this is loop 65536 of the chunk",
    );
}

/// Many accesses in the loops that keep count: as much memory as there are levels, not more.
#[test]
fn many_slots_in_deep_loops() {
    let depth = u32::from(MAX_LOOP_DETAIL) + 10;
    let mut code: Vec<Inst> = (0..depth).map(|id| Inst::LoopHeader { loop_id: LoopId(id as u16) }).collect();
    code.extend((0..20_000).map(|slot| Inst::StoreLocalI { slot: Slot(slot), value: 0 }));
    code.extend((0..10_000).map(|slot| Inst::LoadLocalLl { a: Slot(2 * slot), b: Slot(2 * slot + 1) }));
    code.push(Inst::NewArray { count: Count(20_000) });
    code.push(Inst::Pop {});
    for header in (0..depth).rev() {
        code.push(Inst::LoadTrue {});
        code.push(Inst::LoopIfTrue { target: Target(header) });
    }
    code.push(Inst::Halt {});
    let module = check_memory(with_code(20_000, code)).unwrap();
    assert_eq!(module.facts(ChunkId(0)).loops[0].reads.len(), 20_000);
}

#[test]
fn closures_over_more_cells_than_anyone_looks_at() {
    let mut module = empty();
    let captures = vec![Capture::Slot(Slot(0)); MAX_UPVALUES];
    module.chunks.push(Chunk { captures, ..chunk(vec![Inst::Halt {}]) });
    let make = |count: usize| {
        let mut code = vec![Inst::LoadNil {}, Inst::NewCell { slot: Slot(0) }];
        code.extend((0..count).flat_map(|_| [Inst::MakeClosure { chunk: ChunkId(1) }, Inst::Pop {}]));
        code.push(Inst::Halt {});
        Chunk { slots: 1, cells: vec![Slot(0)], ..chunk(code) }
    };
    module.chunks[0] = make(200);
    check_memory(module.clone()).unwrap();
    module.chunks[0] = make(300);
    refused(
        module,
        "chunk 0 `main`, instruction 516 MAKE_CLOSURE, V10: too many captures in all the module's MAKE_CLOSUREs",
    );
}

#[test]
fn one_capture_too_many() {
    let mut module = empty();
    let captures = vec![Capture::Slot(Slot(0)); MAX_UPVALUES + 1];
    module.chunks.push(Chunk { captures, ..chunk(vec![Inst::Halt {}]) });
    refused(module, "chunk 1 `main`, V7: 65536 captures: the limit is 65535");
}

#[test]
fn one_field_too_many() {
    let mut module = empty();
    module.structs.push(StructDecl { name: NameId(0), fields: vec![NameId(0); MAX_SLOTS] });
    assert!(verify(module.clone()).is_ok());
    module.structs[0].fields.push(NameId(0));
    refused(module, "V4: struct 0 has 65536 fields: the limit is 65535");
}

#[test]
fn one_operand_too_many() {
    let mut code = vec![Inst::LoadNil {}; MAX_DEPTH];
    code.push(Inst::Halt {});
    let module = verify(with_code(0, code.clone())).unwrap();
    assert_eq!(usize::from(module.facts(ChunkId(0)).max_depth), MAX_DEPTH);
    code.insert(0, Inst::LoadNil {});
    refused(with_code(0, code), "chunk 0 `main`, instruction 65534 LOAD_NIL, V2: 65535 operands: the limit is 65534");
}

/// The memory of these strings is never written.
#[test]
fn one_byte_too_many() {
    let mut module = empty();
    module.constants.push(Constant::Str(vec![0; MAX_STRING_BYTES + 1].into()));
    refused(module, "V7: 1073741824 bytes in a string: the limit is 1073741823");
    let mut module = empty();
    module.constants.push(Constant::Str(vec![0; MAX_STRING_BYTES].into()));
    assert!(verify(module).is_ok());
    let mut module = empty();
    module.imports.push(String::from_utf8(vec![0; MAX_STRING_BYTES + 1]).unwrap().into());
    refused(module, "V7: 1073741824 bytes in a name: the limit is 1073741823");
}

#[test]
fn many_equal_globals_and_names() {
    let mut module = empty();
    module.names.extend((0..100_000).map(|at| format!("g{at}").into()));
    module.globals.extend((0..100_000).map(|at| NameId(at + 1)));
    check_memory(module.clone()).unwrap();
    module.names[100_000] = "g5".into();
    refused(module, "V4: global 99999 is declared twice: `g5`");
}

/// As many operands as there may be on every edge of many jumps and loops, and calls of as many
/// arguments: each edge and each call costs the same.
#[test]
fn closed_chunks_with_many_edges() {
    let kinds = |count: usize| (0..count).map(|at| ScalarType::ALL[at % 3]).collect::<Vec<_>>();
    let arguments = |module: &mut Vec<Inst>| {
        for at in 0..MAX_CLOSED_DEPTH - 1 {
            module.push(match ScalarType::ALL[at % 3] {
                ScalarType::Int => Inst::LoadImm { value: 1 },
                ScalarType::Float => Inst::LoadConst { constant: ConstId(0) },
                ScalarType::Bool => Inst::LoadTrue {},
            });
        }
    };
    let mut code = Vec::new();
    arguments(&mut code);
    code.push(Inst::LoopHeader { loop_id: LoopId(0) });
    let header = Target(code.len() as u32 - 1);
    let end = Target(code.len() as u32 + 400_000 * 2);
    for _ in 0..200_000 {
        code.extend([Inst::LoadTrue {}, Inst::JumpIfTrue { target: end }]);
        code.extend([Inst::LoadTrue {}, Inst::LoopIfTrue { target: header }]);
    }
    code.push(Inst::CallClosed { argc: Argc(MAX_CLOSED_DEPTH as u16 - 1), chunk: ChunkId(1) });
    for _ in 0..2_000 {
        code.push(Inst::Pop {});
        arguments(&mut code);
        code.push(Inst::CallClosed { argc: Argc(MAX_CLOSED_DEPTH as u16 - 1), chunk: ChunkId(1) });
    }
    code.push(Inst::Return {});
    let mut module = empty();
    module.constants.push(Constant::Float(0.5));
    let params = MAX_CLOSED_DEPTH as u16 - 1;
    let signature = Signature { slots: kinds(params.into()), result: ScalarType::Int };
    module.chunks.push(Chunk { params, slots: params, closed: Some(Box::new(signature)), ..chunk(code) });
    let module = check_memory(module).unwrap();
    assert_eq!(module.facts(ChunkId(1)).closed[header.index()].len(), MAX_CLOSED_DEPTH - 1);
}
