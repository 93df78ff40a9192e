//! Operations on every pair of awkward values, and formulas that need more of a kind of register
//! than there is, on every machine that this processor is, against the scalar code.

mod support;

use bytecode::{ChunkId, Module, Verified};
use columns::{Bits, BitsMut, Column, ColumnCode, ColumnFunction, ColumnMut, Formula, Machine};
use exec_mem::Arena;
use support::{Random, Subject, Values, assemble, machines};

const INTS: [i32; 28] = [
    0,
    1,
    -1,
    2,
    -2,
    3,
    -3,
    7,
    -8,
    10,
    49,
    -107,
    255,
    1_009,
    46_340,
    46_341,
    -46_341,
    65_535,
    65_536,
    -65_537,
    1 << 30,
    -(1 << 30),
    (1 << 30) + 1,
    1_431_655_765,
    i32::MAX - 1,
    i32::MAX,
    i32::MIN,
    i32::MIN + 1,
];

const FLOATS: [f64; 26] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    -1.5,
    3.0,
    7.25,
    -1_009.0,
    5e-324,
    -5e-324,
    1e-310,
    f64::MIN_POSITIVE,
    1.0 + f64::EPSILON,
    2_147_483_647.0,
    2_147_483_648.0,
    -2_147_483_649.0,
    9_007_199_254_740_992.0,
    1e300,
    -1e300,
    f64::MAX,
    f64::MIN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    -f64::NAN,
];

const ARITHMETIC: [&str; 5] = ["ADD", "SUB", "MUL", "DIV", "MOD"];
const COMPARISONS: [&str; 6] = ["LT", "LE", "GT", "GE", "EQ", "NE"];

/// Each of the first with each of the second.
fn pairs<A: Copy, B: Copy>(first: &[A], second: &[B]) -> (Vec<A>, Vec<B>) {
    first.iter().flat_map(|&a| second.iter().map(move |&b| (a, b))).unzip()
}

/// Each function of a module alone, with the same columns.
#[track_caller]
fn check_each(module: &Verified<Module>, columns: &[Values], rows: usize) {
    let arena = Arena::new().unwrap();
    for chunk in 1..module.chunks.len() {
        let subject = Subject::new(&arena, module, vec![(ChunkId(chunk as u32), (0..columns.len()).collect())]);
        let name = module.name(module.chunks[chunk].name);
        subject.check(columns, rows, 0).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// A function for each operation of two columns, and for the negation of each comparison.
fn operations(first: &str, second: &str, result: &str) -> Verified<Module> {
    let of = |name: &str, ops: &str, result: &str| {
        let signature = format!("chunk {name} params 2 closed {first} {second} -> {result}");
        format!("{signature}\n  LOAD_LOCAL_LL s0 s1\n  {ops}\n  RETURN\n")
    };
    let arithmetic = ARITHMETIC.iter().map(|op| of(op, op, result));
    let comparisons = COMPARISONS.iter().map(|op| of(op, op, "bool"));
    let negations = COMPARISONS.iter().map(|op| of(&format!("NOT_{op}"), &format!("{op}\n  NOT"), "bool"));
    assemble(&arithmetic.chain(comparisons).chain(negations).collect::<String>())
}

#[test]
fn every_operation_of_two_columns() {
    let (a, b) = pairs(&INTS, &INTS);
    let rows = a.len();
    check_each(&operations("int", "int", "int"), &[Values::Int(a), Values::Int(b)], rows);
    let (a, b) = pairs(&FLOATS, &FLOATS);
    let rows = a.len();
    check_each(&operations("float", "float", "float"), &[Values::Float(a), Values::Float(b)], rows);
    let (a, b) = pairs(&FLOATS, &INTS);
    let rows = a.len();
    let columns = [Values::Float(a), Values::Int(b)];
    check_each(&operations("float", "int", "float"), &columns, rows);
    let [a, b] = columns;
    check_each(&operations("int", "float", "float"), &[b, a], rows);
}

/// Dividends around multiples of the divisor, where a quotient is closest to the next.
#[test]
fn divisions_by_each_constant() {
    for divisor in INTS.into_iter().flat_map(|int| [int, int.wrapping_neg()]) {
        let text: String = ["DIV", "MOD"]
            .iter()
            .map(|op| format!("chunk {op} params 1 closed int -> int\n  {op}_LI s0 {divisor}\n  RETURN\n"))
            .collect();
        let most = if divisor == 0 { 0 } else { i32::MAX / divisor.saturating_abs() };
        let near = [0, 1, 2, 3, most / 3, most / 2, most - 1, most].into_iter().flat_map(|quotient| {
            let multiple = quotient.wrapping_mul(divisor);
            [-1, 0, 1].map(|step| multiple.wrapping_add(step))
        });
        let dividends: Vec<i32> = near.flat_map(|int| [int, int.wrapping_neg()]).chain(INTS).collect();
        let rows = dividends.len();
        check_each(&assemble(&text), &[Values::Int(dividends)], rows);
    }
}

/// What a function begins with: comparisons of its first two columns with small numbers, in locals.
fn comparisons(name: &str, kind: &str, count: usize) -> String {
    let mut text = format!("chunk {name} params 2 closed {kind} {kind}{} -> {kind}\n", " bool".repeat(count));
    for at in 0..count {
        let op = COMPARISONS[at % COMPARISONS.len()];
        text += &format!("  LOAD_LOCAL s{}\n  LOAD_IMM {at}\n  {op}\n  STORE_LOCAL s{}\n", at % 2, at + 2);
    }
    text
}

/// What a function ends with: each of the comparisons chooses.
fn choices(count: usize, round: usize) -> String {
    (0..count)
        .map(|at| {
            let jump = if at % 2 == 0 { "JUMP_IF_FALSE" } else { "JUMP_IF_TRUE" };
            let (label, factor) = (format!("round{round}_{at}"), 3 + at % 4);
            format!("  LOAD_LOCAL s{}\n  {jump} {label}\n  MUL_SI {factor}\n{label}:\n  ADD_SI 1\n", at + 2)
        })
        .collect()
}

fn small_values(rows: usize, random: &mut Random) -> (Vec<i32>, Vec<f64>) {
    let ints: Vec<i32> = (0..rows).map(|_| random.below(40) as i32 - 10).collect();
    let floats = ints.iter().map(|&int| if int == -7 { f64::NAN } else { f64::from(int) });
    (ints.clone(), floats.collect())
}

/// More bools than mask registers, alive at once, in groups of ints and in groups of floats.
#[test]
fn masks_are_spilled() {
    const COUNT: usize = 25;
    let mut random = Random::new(23);
    let ((a, x), (b, y)) = (small_values(150, &mut random), small_values(150, &mut random));
    for (kind, columns) in [("int", [Values::Int(a), Values::Int(b)]), ("float", [Values::Float(x), Values::Float(y)])]
    {
        let text = comparisons("chosen", kind, COUNT)
            + "  LOAD_LOCAL_0\n"
            + &choices(COUNT, 0)
            + &choices(COUNT, 1)
            + "  RETURN\n";
        let module = assemble(&text);
        let formula = Formula::named(&module, "chosen").expect("it is there");
        let (_, listing) = ColumnCode::compile_listed(&module, &[formula], Machine::Avx512).expect("it compiles");
        assert!(listing.contains("kmovw word ptr [rsp"), "{listing}");
        check_each(&module, &columns, 150);
    }
}

/// Bools that are made before a call of `fmod` and choose behind it.
#[test]
fn masks_are_kept_through_calls() {
    for count in [1, 6, 7, 20] {
        let text = comparisons("chosen", "float", count)
            + "  LOAD_LOCAL_LL s0 s1\n  MOD\n"
            + &choices(count, 0)
            + "  MOD_SL s0\n"
            + &choices(count, 1)
            + "  RETURN\n";
        let mut random = Random::new(29);
        let ((_, a), (_, b)) = (small_values(150, &mut random), small_values(150, &mut random));
        check_each(&assemble(&text), &[Values::Float(a), Values::Float(b)], 150);
    }
}

/// The widest groups, of ints alone, in which rows fail: a divisor that is 0 makes no floats.
#[test]
fn rows_of_ints_fail() {
    let arena = Arena::new().unwrap();
    let text = "\
chunk above params 1 closed int -> int
  LOAD_LOCAL_0
  LOAD_IMM 100
  JUMP_UNLESS_GE fails
  LOAD_LOCAL_0
  RETURN
fails:
  DIV_LI s0 0
  RETURN
chunk below params 1 closed int -> int
  LOAD_LOCAL_0
  LOAD_IMM 100
  JUMP_UNLESS_LT fails
  LOAD_LOCAL_0
  RETURN
fails:
  MOD_LI s0 0
  RETURN
chunk always params 1 closed int -> int
  DIV_LI s0 0
  RETURN
";
    let module = assemble(text);
    for (chunk, calm, failing) in [(1, 100, 99), (2, 99, 100), (3, 0, 0)] {
        let subject = Subject::new(&arena, &module, vec![(ChunkId(chunk), vec![0])]);
        for rows in 1..=70 {
            for row in 0..rows {
                let mut values = vec![calm; rows];
                values[row] = failing;
                subject.check(&[Values::Int(values)], rows, 0).unwrap();
            }
        }
    }
}

/// So many formulas that fail that a block has few rows, and bits of results that begin in it
/// anywhere.
#[test]
fn blocks_of_few_rows() {
    const ROWS: usize = 333;
    let arena = Arena::new().unwrap();
    let text: String = (0..130)
        .map(|at| {
            format!(
                "chunk f{at} params 2 closed int int -> bool\n  LOAD_LOCAL_0\n  DIV_SL s1\n  LOAD_IMM {at}\n  GT\n  RETURN\n"
            )
        })
        .collect();
    let module = assemble(&text);
    let mut random = Random::new(31);
    let a: Vec<i32> = (0..ROWS).map(|_| random.below(900) as i32).collect();
    let b: Vec<i32> = (0..ROWS).map(|_| random.below(30) as i32).collect();
    for count in [1, 3, 40, 130] {
        let chunks = (0..count).map(|at| (ChunkId(at + 1), vec![0, 1])).collect();
        let subject = Subject::new(&arena, &module, chunks);
        subject.check(&[Values::Int(a.clone()), Values::Int(b.clone())], ROWS, 0).unwrap();
        for machine in machines() {
            let code = ColumnCode::compile(&module, &subject.formulas, machine).unwrap();
            let function = ColumnFunction::new(&arena, code).unwrap();
            let mut bytes = vec![[0xa5_u8; ROWS.div_ceil(8)]; count as usize];
            let mut outputs: Vec<ColumnMut<'_>> =
                bytes.iter_mut().map(|bytes| BitsMut::new(bytes, ROWS).unwrap().into()).collect();
            let mut failed = vec![];
            let inputs = [Column::from(&a), Column::from(&b)];
            function.call_masked(&inputs, &mut outputs, |formula, row| failed.push((row, formula))).unwrap();
            failed.sort_unstable();
            let zeros = (0..ROWS).filter(|&row| b[row] == 0);
            let expected: Vec<(usize, usize)> =
                zeros.flat_map(|row| (0..count as usize).map(move |formula| (row, formula))).collect();
            assert_eq!(failed, expected, "{}", machine.name());
            for (at, bytes) in bytes.iter().enumerate() {
                for row in (0..ROWS).filter(|&row| b[row] != 0) {
                    let expected = a[row] / b[row] > at as i32;
                    assert_eq!(bytes[row / 8] >> (row % 8) & 1 == 1, expected, "{}, row {row}", machine.name());
                }
            }
        }
    }
}

/// Bools that begin at any bit, read and written by groups of ints and of floats.
#[test]
fn bits_that_begin_anywhere() {
    let arena = Arena::new().unwrap();
    let text = "\
chunk ints params 2 closed bool int -> bool
  LOAD_LOCAL_0
  JUMP_IF_TRUE yes
  LOAD_LOCAL_1
  LOAD_IMM 3
  GT
  RETURN
yes:
  LOAD_LOCAL_1
  LOAD_IMM 5
  LE
  RETURN
";
    let texts = [text.to_owned(), text.replace("int ->", "float ->")];
    for (at, text) in texts.iter().enumerate() {
        let module = assemble(text);
        let subject = Subject::new(&arena, &module, vec![(ChunkId(1), vec![0, 1])]);
        let bytes: Vec<u8> = (0..100_u8).map(|at| at.wrapping_mul(73) ^ at >> 2).collect();
        for machine in machines() {
            let code = ColumnCode::compile(&module, &subject.formulas, machine).unwrap();
            let function = ColumnFunction::new(&arena, code).unwrap();
            let lengths = [0_usize, 1, 7, 8, 15, 16, 17, 31, 33, 64, 511, 530];
            for (offset, rows) in (0..18).flat_map(|offset| lengths.map(|rows| (offset, rows))) {
                let ints: Vec<i32> = (0..rows as i32).map(|row| row % 7).collect();
                let floats: Vec<f64> = ints.iter().copied().map(f64::from).collect();
                let number = if at == 0 { Column::from(&ints) } else { Column::from(&floats) };
                let mut written = vec![0xff; rows.div_ceil(8)];
                let mut outputs = [BitsMut::new(&mut written, rows).unwrap().into()];
                function.call(&[Bits::new(&bytes, offset, rows).unwrap().into(), number], &mut outputs).unwrap();
                for row in 0..rows {
                    let chosen = bytes[(offset + row) / 8] >> ((offset + row) % 8) & 1 == 1;
                    let expected = if chosen { ints[row] <= 5 } else { ints[row] > 3 };
                    let found = written[row / 8] >> (row % 8) & 1 == 1;
                    assert_eq!(found, expected, "{}, row {row} of {rows} from bit {offset}", machine.name());
                }
            }
        }
    }
}

/// What the kernel says of the processor is what the tests run: no machine is left out.
#[cfg(target_os = "linux")]
#[test]
fn every_machine_of_the_processor_is_tested() {
    let told = std::fs::read_to_string("/proc/cpuinfo").expect("Linux tells of its processor");
    let flags: Vec<&str> =
        told.lines().find(|line| line.starts_with("flags")).expect("x86 has flags").split_whitespace().collect();
    let has = |names: &[&str]| names.iter().all(|name| flags.contains(name));
    assert_eq!(machines().contains(&Machine::Avx2), has(&["avx", "avx2"]));
    assert_eq!(machines().contains(&Machine::Avx512), has(&["avx2", "avx512f", "avx512vl", "avx512bw", "avx512dq"]));
    assert_eq!(Machine::detect(), machines().pop());
}
