//! Closed functions as machine code without a vm, against the interpreter: random functions of all
//! rows, with results, ways to fail and the fuel left compared.

mod common;
#[path = "closed_native/generate.rs"]
mod generate;
#[path = "../../bytecode/tests/support/mutate.rs"]
#[allow(dead_code, reason = "the random numbers are used")]
mod mutate;

use common::full_builder;
use std::sync::Arc;

use bytecode::{ChunkId, Module, Scalar, ScalarType, Verified};
use exec_mem::{Arena, Code};
use jit::closed::{self, ClosedCode, ClosedContext, ClosedFn, ClosedStatus};
use mutate::Random;
use vm::{ErrorKind, JitMode};

/// How deep calls may nest in machine code.
const DEPTH: u32 = 5_000;

/// Published code of a module.
struct Native {
    made: ClosedCode,
    code: Code,
}

impl Native {
    fn new(arena: &Arena, module: &Verified<Module>) -> Native {
        let made = closed::compile(module).expect("it is not large");
        assert_eq!(closed::compile(module), Ok(made.clone()), "the same again");
        let mut draft = arena.draft(made.bytes().len()).unwrap();
        draft.append(made.bytes()).unwrap();
        Native { made, code: draft.publish().unwrap() }
    }

    /// The status, the result's word, the fuel left.
    fn call(&self, chunk: ChunkId, arguments: &[Scalar], fuel: u64, depth: u32) -> (ClosedStatus, u64, i64) {
        assert!(self.made.stack_bytes(depth) < STACK_BYTES / 2, "{}", self.made.stack_bytes(depth));
        let words: Vec<u64> = arguments.iter().map(|&argument| closed::to_word(argument)).collect();
        let (mut context, mut result) = (ClosedContext::new(fuel, depth), 0);
        let entry = self.made.entry(chunk).expect("a closed chunk") as usize;
        // SAFETY: the code is that of `made`, entered where it says; there is a word for each
        // argument and stack enough: the test's threads have `STACK_BYTES`.
        let function = unsafe { self.code.entry_at::<ClosedFn>(entry) }.expect("the entry lies in the code");
        // SAFETY: the context, the arguments and the result live until the call returns, and have
        // what the signature says.
        let status = unsafe { function.call(&raw mut context, words.as_ptr(), &raw mut result) };
        (ClosedStatus::from_code(status).expect("a known status"), result, context.fuel)
    }
}

const STACK_BYTES: usize = 256 << 20;

/// Runs a test on a thread with a large stack.
fn on_large_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    if let Err(payload) = thread.spawn(test).unwrap().join() {
        std::panic::resume_unwind(payload);
    }
}

/// Equal by bits, but for the sign of a NaN.
fn same(a: Scalar, b: Scalar) -> bool {
    match (a, b) {
        (Scalar::Float(a), Scalar::Float(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        _ => a == b,
    }
}

fn random_scalar(kind: ScalarType, random: &mut Random) -> Scalar {
    const INTS: [i32; 10] = [0, 1, -1, 2, 7, -8, 1000, i32::MAX, i32::MIN, 1 << 30];
    const FLOATS: [f64; 10] =
        [0.0, -0.0, 1.0, -1.5, 0.1, 1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 2_147_483_648.0];
    match kind {
        ScalarType::Int => Scalar::Int(INTS[random.below(INTS.len())]),
        ScalarType::Float => Scalar::Float(FLOATS[random.below(FLOATS.len())]),
        ScalarType::Bool => Scalar::Bool(random.below(2) == 0),
    }
}

/// How the vm ends, in the terms of machine code, with the fuel it used.
fn interpret(
    module: &Arc<Verified<Module>>,
    chunk: ChunkId,
    arguments: &[Scalar],
    fuel: u64,
    mode: JitMode,
    arena: &Arena,
) -> (Result<Scalar, ClosedStatus>, u64) {
    let mut vm = full_builder().jit(mode).arena(arena.clone()).fuel(fuel).output(std::io::sink()).build().unwrap();
    let result = vm.call_closed(Arc::clone(module), chunk, arguments).map_err(|error| match error.kind() {
        ErrorKind::DivisionByZero => ClosedStatus::DivisionByZero,
        ErrorKind::OutOfFuel => ClosedStatus::OutOfFuel,
        other => panic!("{other:?}"),
    });
    (result, vm.statistics().fuel_used.unwrap())
}

#[test]
fn random_functions_agree() {
    on_large_stack(|| {
        let arena = Arena::new().unwrap();
        let mut endings = [0; 4];
        for seed in 0..if cfg!(debug_assertions) { 200 } else { 2_000 } {
            let mut random = Random::new(seed);
            let module = generate::module(&mut random);
            let text = bytecode::print(&module);
            assert_eq!(bytecode::parse(&text).as_ref(), Ok(&module));
            let module = match bytecode::verify(module) {
                Ok(module) => Arc::new(module),
                // Values with statements in them may nest too deep.
                Err(error) if error.detail.contains("the limit of a closed chunk") => continue,
                Err(error) => panic!("seed {seed}: {error}\n{text}"),
            };
            let native = Native::new(&arena, &module);
            for _ in 0..8 {
                let chunk = ChunkId(1 + random.below(module.chunks.len() - 1) as u32);
                let signature = module.chunks[chunk.index()].closed.as_deref().unwrap();
                let params = usize::from(module.chunks[chunk.index()].params);
                let kinds = signature.slots[..params].iter();
                let arguments: Vec<Scalar> = kinds.map(|&kind| random_scalar(kind, &mut random)).collect();
                let fuel = random.below(3_000) as u64;
                let mode = if random.below(4) == 0 { JitMode::Always } else { JitMode::Off };
                let (expected, used) = interpret(&module, chunk, &arguments, fuel, mode, &arena);
                let (status, word, left) = native.call(chunk, &arguments, fuel, DEPTH);
                let context =
                    || format!("seed {seed}, chunk {} of {arguments:?}, fuel {fuel}, {mode:?}\n{text}", chunk.0);
                endings[status as usize] += 1;
                match expected {
                    Ok(value) => {
                        assert_eq!(status, ClosedStatus::Ok, "{}", context());
                        let found = closed::from_word(signature.result, word);
                        assert!(same(value, found), "{found:?} instead of {value:?}, {}", context());
                    }
                    Err(expected) => assert_eq!((status, word), (expected, 0), "{}", context()),
                }
                assert_eq!(left.cast_unsigned(), fuel - used, "fuel left, {}", context());
            }
        }
        println!("{endings:?}");
        assert!(endings[..3].iter().all(|&count| count > 100), "{endings:?}");
    });
}

/// The text of a module with closed functions, as both.
fn both(arena: &Arena, functions: &str) -> (Arc<Verified<Module>>, Native) {
    let module = common::assemble(&format!("chunk main\n  RETURN_NIL\n{functions}"));
    let native = Native::new(arena, &module);
    (module, native)
}

#[test]
fn depth_is_a_limit_of_its_own() {
    on_large_stack(|| {
        let arena = Arena::new().unwrap();
        let down = "chunk down params 1 closed int -> int\n  JUMP_UNLESS_LE_LK s0 0 more\n  LOAD_LOCAL_0\n  RETURN\n\
                    more:\n  SUB_LI s0 1\n  CALL_CLOSED 1 down\n  ADD_SI 1\n  RETURN\n";
        let (_, native) = both(&arena, down);
        let call = |n: i32, depth: u32| native.call(ChunkId(1), &[Scalar::Int(n)], 1 << 40, depth);
        assert_eq!(call(9, 10), (ClosedStatus::Ok, 9, (1 << 40) - 10));
        assert_eq!(call(10, 10), (ClosedStatus::TooDeep, 0, (1 << 40) - 10));
        assert_eq!(call(0, 0).0, ClosedStatus::TooDeep);
        assert_eq!(call(100_000, 100_001).1, 100_000);
        assert_eq!(native.call(ChunkId(1), &[Scalar::Int(5)], 5, 10), (ClosedStatus::OutOfFuel, 0, 0));
        assert_eq!(native.call(ChunkId(1), &[Scalar::Int(5)], 6, 10), (ClosedStatus::Ok, 5, 0));
    });
}

/// As many parameters of each type as there may be, more than there are registers, passed on in
/// another order: every move of registers and words to others.
#[test]
fn arguments_go_round_in_circles() {
    on_large_stack(|| {
        let arena = Arena::new().unwrap();
        for kind in ScalarType::ALL {
            for count in [1, 2, 3, 5, 6, 11, 12, 30, 63] {
                for step in [1, 2, count - 1] {
                    rotate(&arena, kind, count, step);
                }
            }
        }
    });
}

/// `rotated(n, a0, .., ak)`: `n` times each argument moves on by `step` places; then gives the
/// first.
fn rotate(arena: &Arena, kind: ScalarType, count: usize, step: usize) {
    let kinds = format!("int{}", format!(" {}", kind.name()).repeat(count));
    let mut text = format!("chunk rotated params {} closed {kinds} -> {}\n", count + 1, kind.name());
    text += "  JUMP_UNLESS_LE_LK s0 0 more\n  LOAD_LOCAL_1\n  RETURN\nmore:\n  SUB_LI s0 1\n";
    for at in 0..count {
        text += &format!("  LOAD_LOCAL s{}\n", 1 + (at + step) % count);
    }
    text += &format!("  CALL_CLOSED {} rotated\n  RETURN\n", count + 1);
    let (module, native) = both(arena, &text);
    let value = |at: usize| match kind {
        ScalarType::Int => Scalar::Int(at as i32 * 1_000_003),
        ScalarType::Float => Scalar::Float(at as f64 + 0.5),
        ScalarType::Bool => Scalar::Bool(at % 3 == 1),
    };
    for turns in [0, 1, 2, 7] {
        let mut arguments = vec![Scalar::Int(turns)];
        arguments.extend((0..count).map(value));
        let (status, word, _) = native.call(ChunkId(1), &arguments, 100, 100);
        let expected = value(turns as usize * step % count);
        assert_eq!((status, closed::from_word(kind, word)), (ClosedStatus::Ok, expected), "{count} {kind:?} by {step}");
        assert_eq!(interpret(&module, ChunkId(1), &arguments, 100, JitMode::Off, arena).0, Ok(expected));
    }
}
