//! The interpreter: what programs mean.

use crate::fault::{Fault, Reason};
use crate::helper::Helpers;
use crate::layout::{FRAME, MAX_DEPTH};
use crate::program::{Arithmetic, Atomic, Inst, MEMORY_POINTER, Program, Register, STACK_POINTER, Size, Source, Test};

/// Runs a program on `memory` and gives its `r0`.
///
/// # Errors
/// The fault that stopped it.
///
/// # Panics
/// If the program calls a helper that `helpers` does not have.
pub fn interpret(program: &Program, helpers: &Helpers, memory: &mut [u8]) -> Result<u64, Fault> {
    let mut stack = vec![0; program.usage.stack_len()];
    let end = stack.as_ptr() as u64 + stack.len() as u64;
    let keeps_memory_pointer = program.usage.keeps_memory_pointer();
    let mut machine = Machine { registers: [0; 11], memory, stack: &mut stack, keeps_memory_pointer };
    machine.registers[1] = machine.memory.as_ptr() as u64;
    machine.registers[2] = machine.memory.len() as u64;
    machine.registers[usize::from(STACK_POINTER)] = end;
    machine.run(program, helpers)
}

struct Machine<'a> {
    registers: [u64; 11],
    memory: &'a mut [u8],
    stack: &'a mut [u8],
    keeps_memory_pointer: bool,
}

/// What a call of a local function keeps: where it returns to, and `r6` to `r9`.
struct Caller {
    next: usize,
    saved: [u64; 4],
}

impl Machine<'_> {
    fn run(&mut self, program: &Program, helpers: &Helpers) -> Result<u64, Fault> {
        let mut callers: Vec<Caller> = Vec::new();
        let mut at = 0;
        loop {
            let inst = program.insts[at];
            let next = at + 1;
            at = match inst {
                Inst::Jump { target } => target as usize,
                Inst::JumpIf { test, wide, left, right, target } => {
                    let (left, right) = (self.registers[usize::from(left)], self.source(right));
                    if holds(test, wide, left, right) { target as usize } else { next }
                }
                Inst::CallHelper { number } => {
                    let helper = helpers.get(number).expect("a program is run with the helpers that it calls");
                    let [_, a, b, c, d, e, ..] = self.registers;
                    self.registers[0] = helper(a, b, c, d, e);
                    self.registers[1..6].fill(0);
                    next
                }
                Inst::CallLocal { target } => {
                    if callers.len() + 1 == MAX_DEPTH {
                        return Err(Fault { reason: Reason::TooDeep, at });
                    }
                    let saved = self.registers[6..10].try_into().expect("four registers are saved");
                    callers.push(Caller { next, saved });
                    let frame = &mut self.registers[usize::from(STACK_POINTER)];
                    *frame = frame.wrapping_sub(FRAME as u64);
                    target as usize
                }
                Inst::Exit => {
                    let Some(Caller { next, saved }) = callers.pop() else {
                        return Ok(self.registers[0]);
                    };
                    self.registers[6..10].copy_from_slice(&saved);
                    let frame = &mut self.registers[usize::from(STACK_POINTER)];
                    *frame = frame.wrapping_add(FRAME as u64);
                    next
                }
                _ => {
                    self.step(inst).ok_or(Fault { reason: Reason::OutOfBounds, at })?;
                    next
                }
            };
        }
    }

    /// Does an instruction that goes on with the next one; `None` if it is out of bounds.
    fn step(&mut self, inst: Inst) -> Option<()> {
        match inst {
            Inst::Arithmetic { operation, wide, dst, src } => {
                let (left, right) = (self.registers[usize::from(dst)], self.source(src));
                self.registers[usize::from(dst)] = if wide {
                    wide_result(operation, left, right)
                } else {
                    narrow_result(operation, left as u32, right as u32).into()
                };
            }
            Inst::Negate { wide, dst } => {
                let value = self.registers[usize::from(dst)].wrapping_neg();
                self.registers[usize::from(dst)] = if wide { value } else { u64::from(value as u32) };
            }
            Inst::Order { dst, size, swap } => {
                let value = self.registers[usize::from(dst)];
                let swapped = value.swap_bytes() >> (64 - 8 * size.bytes());
                self.registers[usize::from(dst)] = if swap { swapped } else { truncated(value, size) };
            }
            Inst::LoadConstant { dst, low, high } => {
                self.registers[usize::from(dst)] = u64::from(high) << 32 | u64::from(low);
            }
            Inst::Load { dst, base, offset, size, signed } => {
                let value = load(self.place(base, offset, size)?);
                self.registers[usize::from(dst)] = if signed { extended(value, size) } else { value };
            }
            Inst::Store { base, offset, size, src } => {
                let value = self.source(src);
                self.place(base, offset, size)?.copy_from_slice(&value.to_le_bytes()[..size.bytes()]);
            }
            Inst::Atomic { operation, wide, base, offset, src } => self.atomic(operation, wide, (base, offset), src)?,
            Inst::Half => {}
            Inst::Jump { .. } | Inst::JumpIf { .. } | Inst::CallHelper { .. } | Inst::CallLocal { .. } | Inst::Exit => {
                unreachable!("`run` does what goes elsewhere")
            }
        }
        Some(())
    }

    fn atomic(&mut self, operation: Atomic, wide: bool, place: (Register, i16), src: Register) -> Option<()> {
        let size = if wide { Size::B8 } else { Size::B4 };
        let operand = truncated(self.registers[usize::from(src)], size);
        let expected = truncated(self.registers[0], size);
        let field = self.place(place.0, place.1, size)?;
        let old = load(field);
        let new = match operation {
            Atomic::Add { .. } => old.wrapping_add(operand),
            Atomic::Or { .. } => old | operand,
            Atomic::And { .. } => old & operand,
            Atomic::Xor { .. } => old ^ operand,
            Atomic::Exchange => operand,
            Atomic::CompareExchange if old == expected => operand,
            Atomic::CompareExchange => old,
        };
        field.copy_from_slice(&new.to_le_bytes()[..size.bytes()]);
        match operation {
            Atomic::Add { fetch } | Atomic::Or { fetch } | Atomic::And { fetch } | Atomic::Xor { fetch } if !fetch => {}
            Atomic::CompareExchange => self.registers[0] = old,
            _ => self.registers[usize::from(src)] = old,
        }
        Some(())
    }

    fn source(&self, source: Source) -> u64 {
        match source {
            Source::Register(register) => self.registers[usize::from(register)],
            Source::Immediate(immediate) => i64::from(immediate) as u64,
        }
    }

    /// The bytes at an address, in memory or stack.
    fn place(&mut self, base: Register, offset: i16, size: Size) -> Option<&mut [u8]> {
        let address = self.registers[usize::from(base)].wrapping_add(i64::from(offset) as u64);
        let within = |bytes: &[u8]| {
            let start = usize::try_from(address.wrapping_sub(bytes.as_ptr() as u64)).ok()?;
            let end = start.checked_add(size.bytes())?;
            (end <= bytes.len()).then_some(start..end)
        };
        if let Some(range) = within(self.memory) {
            return self.memory.get_mut(range);
        }
        if base == MEMORY_POINTER && self.keeps_memory_pointer {
            return None;
        }
        let range = within(self.stack)?;
        self.stack.get_mut(range)
    }
}

fn load(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// The low bytes of a value.
fn truncated(value: u64, size: Size) -> u64 {
    let unused = 64 - 8 * size.bytes();
    value << unused >> unused
}

/// The low bytes of a value, extended with their sign.
fn extended(value: u64, size: Size) -> u64 {
    let unused = 64 - 8 * size.bytes();
    ((value << unused) as i64 >> unused) as u64
}

fn wide_result(operation: Arithmetic, left: u64, right: u64) -> u64 {
    match operation {
        Arithmetic::Add => left.wrapping_add(right),
        Arithmetic::Subtract => left.wrapping_sub(right),
        Arithmetic::Multiply => left.wrapping_mul(right),
        Arithmetic::Divide => left.checked_div(right).unwrap_or(0),
        Arithmetic::DivideSigned if right == 0 => 0,
        Arithmetic::DivideSigned => (left as i64).wrapping_div(right as i64) as u64,
        Arithmetic::Remainder => left.checked_rem(right).unwrap_or(left),
        Arithmetic::RemainderSigned if right == 0 => left,
        Arithmetic::RemainderSigned => (left as i64).wrapping_rem(right as i64) as u64,
        Arithmetic::Or => left | right,
        Arithmetic::And => left & right,
        Arithmetic::Xor => left ^ right,
        Arithmetic::ShiftLeft => left.wrapping_shl(right as u32),
        Arithmetic::ShiftRight => left.wrapping_shr(right as u32),
        Arithmetic::ShiftRightSigned => (left as i64).wrapping_shr(right as u32) as u64,
        Arithmetic::Move => right,
        Arithmetic::MoveSigned(size) => extended(right, size),
    }
}

fn narrow_result(operation: Arithmetic, left: u32, right: u32) -> u32 {
    match operation {
        Arithmetic::Add => left.wrapping_add(right),
        Arithmetic::Subtract => left.wrapping_sub(right),
        Arithmetic::Multiply => left.wrapping_mul(right),
        Arithmetic::Divide => left.checked_div(right).unwrap_or(0),
        Arithmetic::DivideSigned if right == 0 => 0,
        Arithmetic::DivideSigned => (left as i32).wrapping_div(right as i32) as u32,
        Arithmetic::Remainder => left.checked_rem(right).unwrap_or(left),
        Arithmetic::RemainderSigned if right == 0 => left,
        Arithmetic::RemainderSigned => (left as i32).wrapping_rem(right as i32) as u32,
        Arithmetic::Or => left | right,
        Arithmetic::And => left & right,
        Arithmetic::Xor => left ^ right,
        Arithmetic::ShiftLeft => left.wrapping_shl(right),
        Arithmetic::ShiftRight => left.wrapping_shr(right),
        Arithmetic::ShiftRightSigned => (left as i32).wrapping_shr(right) as u32,
        Arithmetic::Move => right,
        Arithmetic::MoveSigned(size) => extended(right.into(), size) as u32,
    }
}

fn holds(test: Test, wide: bool, left: u64, right: u64) -> bool {
    // 32 bits, moved to the top, compare as 64 do, signed or not.
    let (left, right) = if wide { (left, right) } else { (left << 32, right << 32) };
    match test {
        Test::Equal => left == right,
        Test::NotEqual => left != right,
        Test::Greater => left > right,
        Test::GreaterEqual => left >= right,
        Test::Less => left < right,
        Test::LessEqual => left <= right,
        Test::SignedGreater => left as i64 > right as i64,
        Test::SignedGreaterEqual => left as i64 >= right as i64,
        Test::SignedLess => (left as i64) < right as i64,
        Test::SignedLessEqual => left as i64 <= right as i64,
        Test::Set => left & right != 0,
    }
}
