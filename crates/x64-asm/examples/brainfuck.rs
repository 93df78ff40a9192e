//! A Brainfuck compiler on `x64-asm` and `exec-mem` alone.
//!
//! `cargo run --release -p x64-asm --example brainfuck [FILE]` compiles and runs a program, reads
//! standard input for `,`, and compares the time with that of an interpreter. `--listing` shows
//! the code. The tape has 65,536 cells of one byte; both the pointer and the cells wrap around,
//! so that no program reaches other memory.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use exec_mem::{Arena, Code};
use x64_asm::{Assembler, Cond, Index, Label, Mem, R12, R13, RAX, RBX, RCX, RDI, RSI, Scale};

/// Prints a line after some sixteen million turns of nested loops.
const DEMO: &str = "-[>-[>-[>-[>+<-]<-]<-]<-]
    ++++++++[>++++++++<-]>+.+.+.+.[-]++++++++++.";

/// What a program does, repeated characters and simple loops taken together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Add(u8),
    Move(i16),
    Output,
    Input,
    /// Skips to behind the `End` of this index if the cell is zero.
    Loop(usize),
    /// Goes on behind the `Loop` of this index unless the cell is zero.
    End(usize),
    /// `[-]`.
    Clear,
    /// Adds the cell, times `factor`, to the one at `offset`: from loops like `[->++<]`.
    AddTo {
        offset: i16,
        factor: u8,
    },
}

/// A bracket without its partner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Unmatched {
    byte: usize,
}

fn parse(source: &str) -> Result<Vec<Step>, Unmatched> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open = Vec::new();
    for (byte, character) in source.bytes().enumerate() {
        match (character, steps.last_mut()) {
            (b'+', Some(Step::Add(n))) => *n = n.wrapping_add(1),
            (b'+', _) => steps.push(Step::Add(1)),
            (b'-', Some(Step::Add(n))) => *n = n.wrapping_sub(1),
            (b'-', _) => steps.push(Step::Add(255)),
            (b'>', Some(Step::Move(n))) => *n = n.wrapping_add(1),
            (b'>', _) => steps.push(Step::Move(1)),
            (b'<', Some(Step::Move(n))) => *n = n.wrapping_sub(1),
            (b'<', _) => steps.push(Step::Move(-1)),
            (b'.', _) => steps.push(Step::Output),
            (b',', _) => steps.push(Step::Input),
            (b'[', _) => {
                open.push((byte, steps.len()));
                steps.push(Step::Loop(0));
            }
            (b']', _) => {
                let (_, start) = open.pop().ok_or(Unmatched { byte })?;
                close(&mut steps, start);
            }
            _ => {}
        }
    }
    match open.pop() {
        Some((byte, _)) => Err(Unmatched { byte }),
        None => Ok(steps),
    }
}

/// Ends the loop that starts at `start`: as sums, if that is all it does.
fn close(steps: &mut Vec<Step>, start: usize) {
    if let Some(sums) = sums(&steps[start + 1..]) {
        steps.truncate(start);
        steps.extend(sums);
        steps.push(Step::Clear);
    } else {
        steps[start] = Step::Loop(steps.len());
        steps.push(Step::End(start));
    }
}

/// What a loop adds to other cells, if it comes back to its own and decrements it by one.
fn sums(body: &[Step]) -> Option<Vec<Step>> {
    let mut offset = 0_i16;
    let mut factors: Vec<(i16, u8)> = Vec::new();
    for step in body {
        match *step {
            Step::Move(n) => offset = offset.wrapping_add(n),
            Step::Add(n) => match factors.iter_mut().find(|(at, _)| *at == offset) {
                Some((_, factor)) => *factor = factor.wrapping_add(n),
                None => factors.push((offset, n)),
            },
            _ => return None,
        }
    }
    let own = factors.iter().position(|&(at, factor)| at == 0 && factor == 255)?;
    factors.swap_remove(own);
    let sum = |(offset, factor)| Step::AddTo { offset, factor };
    (offset == 0).then(|| factors.into_iter().map(sum).collect())
}

/// Where `.` and `,` go.
#[derive(Default)]
struct Io {
    output: Vec<u8>,
    input: VecDeque<u8>,
}

const CELLS: usize = 1 << 16;

extern "sysv64" fn put(io: &mut Io, byte: u8) {
    io.output.push(byte);
}

/// The next byte of input; zero at its end.
extern "sysv64" fn get(io: &mut Io) -> u8 {
    io.input.pop_front().unwrap_or(0)
}

/// `rbx` holds the tape, `r12` the pointer below 65,536, `r13` the `Io`.
fn assemble(a: &mut Assembler, steps: &[Step]) {
    let put = a.external("put", put as *const () as u64);
    let get = a.external("get", get as *const () as u64);
    let cell = Mem::base(RBX).index(Index::R12, Scale::X1);
    let mut loops: Vec<(Label, Label)> = Vec::new();
    for register in [RBX, R12, R13] {
        a.push_r(register);
    }
    a.mov_rr64(RBX, RDI);
    a.mov_rr64(R13, RSI);
    a.xor_rr32(R12, R12);
    for step in steps {
        match *step {
            Step::Add(n) => a.add_mi8(cell, n as i8),
            Step::Move(n) => {
                a.lea_rm32(R12, Mem::base(R12).disp(n.into()));
                a.movzx_rr32_16(R12, R12);
            }
            Step::Output => {
                a.mov_rr64(RDI, R13);
                a.movzx_rm32_8(RSI, cell);
                a.mov_r_external(RAX, put);
                a.call_r(RAX);
            }
            Step::Input => {
                a.mov_rr64(RDI, R13);
                a.mov_r_external(RAX, get);
                a.call_r(RAX);
                a.mov_mr8(cell, RAX);
            }
            Step::Loop(_) => {
                let done = a.label();
                a.cmp_mi8(cell, 0);
                a.jcc(Cond::E, done);
                loops.push((a.here(), done));
            }
            Step::End(_) => {
                let (top, done) = loops.pop().expect("the parser matches brackets");
                a.cmp_mi8(cell, 0);
                a.jcc(Cond::NE, top);
                a.bind(done);
            }
            Step::Clear => a.mov_mi8(cell, 0),
            Step::AddTo { offset, factor } => {
                a.movzx_rm32_8(RAX, cell);
                a.imul_rri32(RAX, RAX, factor.into());
                a.lea_rm32(RCX, Mem::base(R12).disp(offset.into()));
                a.movzx_rr32_16(RCX, RCX);
                a.add_mr8(Mem::base(RBX).index(Index::RCX, Scale::X1), RAX);
            }
        }
    }
    for register in [R13, R12, RBX] {
        a.pop_r(register);
    }
    a.ret();
}

fn compile(a: &mut Assembler, arena: &Arena, steps: &[Step]) -> Result<Code, Box<dyn std::error::Error>> {
    a.reset();
    assemble(a, steps);
    let code = a.finish_relaxed()?;
    let mut draft = arena.draft(code.bytes().len())?;
    let bytes = code.to_vec_at(draft.base() as u64)?;
    draft.append(&bytes)?;
    Ok(draft.publish()?)
}

fn run(code: &Code, io: &mut Io) {
    let mut tape = vec![0_u8; CELLS];
    // SAFETY: `assemble` made a function of this type, which accesses the cells of the tape and
    // passes the `Io` on to `put` and `get`.
    let entry = unsafe { code.entry::<extern "sysv64" fn(*mut u8, *mut Io)>() };
    entry.call(tape.as_mut_ptr(), io);
}

fn interpret(steps: &[Step], io: &mut Io) {
    let mut tape = vec![0_u8; CELLS];
    let mut cell = 0_u16;
    let mut at = 0;
    while let Some(step) = steps.get(at) {
        let here = &mut tape[cell as usize];
        match *step {
            Step::Add(n) => *here = here.wrapping_add(n),
            Step::Move(n) => cell = cell.wrapping_add_signed(n),
            Step::Output => put(io, *here),
            Step::Input => *here = get(io),
            Step::Loop(end) if *here == 0 => at = end,
            Step::End(start) if *here != 0 => at = start,
            Step::Loop(_) | Step::End(_) => {}
            Step::Clear => *here = 0,
            Step::AddTo { offset, factor } => {
                let sum = here.wrapping_mul(factor);
                let there = &mut tape[cell.wrapping_add_signed(offset) as usize];
                *there = there.wrapping_add(sum);
            }
        }
        at += 1;
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (work(), start.elapsed())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let source = match files.first() {
        Some(file) => std::fs::read_to_string(file)?,
        None => DEMO.to_string(),
    };
    let steps = parse(&source).map_err(|Unmatched { byte }| format!("the bracket at byte {byte} has no partner"))?;
    let mut input = Vec::new();
    if steps.contains(&Step::Input) {
        std::io::stdin().read_to_end(&mut input)?;
    }
    let arena = Arena::new()?;
    let mut assembler = Assembler::new();
    let (code, compiling) = timed(|| compile(&mut assembler, &arena, &steps));
    let code = code?;
    if flags.iter().any(|flag| flag == "--listing") {
        print!("{}", assembler.finish()?.listing());
    }
    let new_io = || Io { output: Vec::new(), input: input.iter().copied().collect() };
    let (mut compiled, mut interpreted) = (new_io(), new_io());
    let ((), running) = timed(|| run(&code, &mut compiled));
    std::io::stdout().write_all(&compiled.output)?;
    let ((), interpreting) = timed(|| interpret(&steps, &mut interpreted));
    assert_eq!(compiled.output, interpreted.output, "the interpreter disagrees");
    eprintln!(
        "{} steps, {} bytes of code; compiled in {compiling:.1?}, run in {running:.1?}; interpreted in {interpreting:.1?}",
        steps.len(),
        code.len(),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, input: &[u8], expected: &[u8]) {
        let steps = parse(source).unwrap();
        let arena = Arena::new().unwrap();
        let code = compile(&mut Assembler::new(), &arena, &steps).unwrap();
        let new_io = || Io { output: Vec::new(), input: input.iter().copied().collect() };
        let (mut compiled, mut interpreted) = (new_io(), new_io());
        run(&code, &mut compiled);
        interpret(&steps, &mut interpreted);
        assert_eq!(compiled.output, expected);
        assert_eq!(interpreted.output, expected);
    }

    #[test]
    fn programs() {
        check("", b"", b"");
        check("+++++[>+++++++++++++<-]>.", b"", b"A");
        check(",[.,]", b"echo", b"echo");
        check(",>,[<->-]<.", &[9, 4], &[5]);
        // Cells and the pointer wrap around.
        check("-.<+.>.", b"", &[255, 1, 255]);
        check("+[->+++>-<<]>.>.", b"", &[3, 255]);
        check("++[>+++[>++++[>+<-]<-]<-]>>>.", b"", &[24]);
        check("++++++++[>++++++++<-]>+.+.+.", b"", b"ABC");
    }

    #[test]
    fn unmatched_brackets() {
        assert_eq!(parse("+[+"), Err(Unmatched { byte: 1 }));
        assert_eq!(parse("+]"), Err(Unmatched { byte: 1 }));
    }
}
