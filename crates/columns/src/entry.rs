//! [`Kernel`]: published code, and the one place that calls it.
//!
//! The code treats whole groups of rows. The rows behind the last whole group are copied to lines
//! of memory, treated as a group of their own, and copied back. Bools of one bit each are unpacked
//! to bytes and packed from bytes in blocks.

#![allow(unsafe_code, reason = "machine code is called here, and nowhere else in this crate")]

use exec_mem::{Arena, Code};
use smallvec::SmallVec;

use crate::code::ColumnCode;
use crate::column::{Column, ColumnMut};
use crate::error::PublishError;
use crate::inst::Line;
use crate::machine::Machine;
use crate::mutant::{self, Mutant};

/// The code of [`encode`](mod@crate::encode): `(columns, rows, constants, failures)`.
type KernelFn = jit::machine_fn!(
    unsafe fn(columns: *const *mut u8, rows: usize, constants: *const Line, failures: *mut u16) -> u32
);

jit::machine_fn! {
    /// C's `fmod`.
    fn remainder(a: f64, b: f64) -> f64 { a % b }
}

/// Words for the failures of a block of groups, without an allocation.
const FAILURE_WORDS: usize = 512;

/// How many rows make up for a group that is computed twice.
const ALIGNED_ROWS: usize = 4_096;

/// How many rows of bools of one bit each are unpacked at once; a multiple of each group.
const UNPACKED_ROWS: usize = 512;

/// Addresses of columns, for a call.
type Pointers = SmallVec<[*mut u8; 16]>;

#[derive(Debug)]
pub(crate) struct Kernel {
    code: ColumnCode,
    published: Code,
}

impl Kernel {
    pub(crate) fn new(arena: &Arena, mut code: ColumnCode) -> Result<Kernel, PublishError> {
        if !code.machine.is_supported() {
            return Err(PublishError::Unsupported(code.machine));
        }
        if let Some(constant) = code.remainder {
            let function: jit::machine_fn!(fn(f64, f64) -> f64) = remainder;
            code.constants[constant as usize] = Line([function as usize as u64; 8]);
        }
        let mut draft = arena.draft(code.bytes.len()).map_err(PublishError::Memory)?;
        draft.append(&code.bytes).map_err(PublishError::Memory)?;
        let published = draft.publish().map_err(|error| PublishError::Memory(error.into()))?;
        Ok(Kernel { code, published })
    }

    pub(crate) fn code(&self) -> &ColumnCode {
        &self.code
    }

    /// Computes all rows. The caller has checked that the columns have the code's types, and that
    /// each has as many rows.
    pub(crate) fn run(
        &self,
        inputs: &[Column<'_>],
        outputs: &mut [ColumnMut<'_>],
        rows: usize,
        failed: &mut dyn FnMut(usize, usize),
    ) {
        let group = self.code.group;
        let mut failures = Failures::new(&self.code);
        let mut unpacked = Unpacked::new(inputs, outputs);
        let block = failures.block(&self.code).min(unpacked.block());
        let first = if block == usize::MAX { self.first_aligned(inputs, rows) } else { 0 };
        if first > 0 {
            // The group that follows computes some of these rows again.
            self.call(&pointers(inputs, outputs, &mut unpacked, 0), group, &mut failures);
        }
        let whole = rows - (rows - first) % group;
        for start in (first..whole).step_by(block) {
            let len = block.min(whole - start);
            unpacked.fill(inputs, start, len);
            let columns = pointers(inputs, outputs, &mut unpacked, start);
            if self.call(&columns, len, &mut failures) {
                failures.report(&self.code, len / group, start, rows, failed);
            }
            unpacked.pack(outputs, start, len);
        }
        if whole < rows && !mutant::is(Mutant::MissingTail) {
            self.run_tail(inputs, outputs, whole, &mut failures);
            failures.report(&self.code, 1, whole, rows, failed);
        }
    }

    /// The first row from which on groups are to begin: where the first column that fills a vector
    /// of 64 bytes is aligned to it, since reading one that is not takes two lines of the cache.
    /// It is a row of the first group.
    fn first_aligned(&self, inputs: &[Column<'_>], rows: usize) -> usize {
        let group = self.code.group;
        if self.code.machine != Machine::Avx512 || rows < ALIGNED_ROWS {
            return 0;
        }
        let row = |address: usize, cell: usize| (cell * group == 64).then(|| address.wrapping_neg() / cell % group);
        let of_column = |column: &Column<'_>| match column {
            Column::Int(values) => row(values.as_ptr().addr(), size_of::<i32>()),
            Column::Float(values) => row(values.as_ptr().addr(), size_of::<f64>()),
            Column::Bool(_) | Column::Bits(_) => None,
        };
        inputs.iter().find_map(of_column).unwrap_or(0)
    }

    /// Whether any row failed.
    fn call(&self, columns: &Pointers, rows: usize, failures: &mut Failures) -> bool {
        let constants = self.code.constants.as_ptr();
        // SAFETY: the bytes are those that `encode` made, a function of this type from their first
        // byte on; it is entered here alone, while `self` holds the code.
        let function = unsafe { self.published.entry::<KernelFn>() };
        // SAFETY: `Kernel::new` has found that the processor has the code's instructions. Behind
        // each pointer are `rows` cells of the type that the code reads or writes there, which
        // `ColumnFunction::check` has compared; an array of `Unpacked` has one for each row of a
        // block. Those that are written are borrowed mutably, so no other column shares them.
        // `rows` is a positive multiple of the group. The constants are those that the code was
        // made with. `failures` has a word for each group of a block and each formula that can
        // fail.
        let any = unsafe { function.call(columns.as_ptr(), rows, constants, failures.words.as_mut_ptr()) };
        any != 0
    }

    /// The rows from `start` on, fewer than a group, in lines of memory.
    fn run_tail(&self, inputs: &[Column<'_>], outputs: &mut [ColumnMut<'_>], start: usize, failures: &mut Failures) {
        let mut lines: SmallVec<[[Line; 2]; 8]> = SmallVec::new();
        lines.resize(inputs.len() + outputs.len(), [Line([0; 8]); 2]);
        let (read, written) = lines.split_at_mut(inputs.len());
        for (line, column) in read.iter_mut().zip(inputs) {
            copy_in(line, column, start);
        }
        let columns: Pointers =
            read.iter_mut().chain(written.iter_mut()).map(|line| (&raw mut *line).cast::<u8>()).collect();
        self.call(&columns, self.code.group, failures);
        for (line, column) in written.iter().zip(outputs) {
            copy_out(line, column, start);
        }
    }
}

/// Bools of one bit each, as the bytes that the code reads and writes: an array for each such
/// column, those that are read first.
struct Unpacked {
    arrays: SmallVec<[[u8; UNPACKED_ROWS]; 4]>,
}

impl Unpacked {
    fn new(inputs: &[Column<'_>], outputs: &[ColumnMut<'_>]) -> Unpacked {
        let read = inputs.iter().filter(|column| matches!(column, Column::Bits(_))).count();
        let written = outputs.iter().filter(|column| matches!(column, ColumnMut::Bits(_))).count();
        Unpacked { arrays: SmallVec::from_elem([0; UNPACKED_ROWS], read + written) }
    }

    /// The most rows of a block.
    fn block(&self) -> usize {
        if self.arrays.is_empty() { usize::MAX } else { UNPACKED_ROWS }
    }

    fn fill(&mut self, inputs: &[Column<'_>], start: usize, len: usize) {
        let read = inputs.iter().filter_map(|column| if let Column::Bits(bits) = column { Some(bits) } else { None });
        for (array, bits) in self.arrays.iter_mut().zip(read) {
            bits.unpack(start, &mut array[..len]);
        }
    }

    fn pack(&self, outputs: &mut [ColumnMut<'_>], start: usize, len: usize) {
        let written = outputs.iter_mut().rev();
        let written = written.filter_map(|column| if let ColumnMut::Bits(bits) = column { Some(bits) } else { None });
        for (array, bits) in self.arrays.iter().rev().zip(written) {
            bits.pack(start, &array[..len]);
        }
    }
}

/// The addresses of the columns' cells from a row on.
fn pointers(inputs: &[Column<'_>], outputs: &mut [ColumnMut<'_>], unpacked: &mut Unpacked, start: usize) -> Pointers {
    let mut arrays = unpacked.arrays.iter_mut();
    let mut array = || arrays.next().expect("there is one for each").as_mut_ptr();
    let mut columns = Pointers::new();
    columns.extend(inputs.iter().map(|column| match column {
        Column::Int(values) => values[start..].as_ptr().cast_mut().cast(),
        Column::Float(values) => values[start..].as_ptr().cast_mut().cast(),
        Column::Bool(values) => values[start..].as_ptr().cast_mut().cast(),
        Column::Bits(_) => array(),
    }));
    columns.extend(outputs.iter_mut().map(|column| match column {
        ColumnMut::Int(values) => values[start..].as_mut_ptr().cast(),
        ColumnMut::Float(values) => values[start..].as_mut_ptr().cast(),
        ColumnMut::Bool(values) => values[start..].as_mut_ptr().cast(),
        ColumnMut::Bits(_) => array(),
    }));
    columns
}

/// More rows than a group has.
const LINE_ROWS: usize = 16;

/// Cells behind each other, in the words of a line.
fn copy_in(line: &mut [Line; 2], column: &Column<'_>, start: usize) {
    match column {
        Column::Int(values) => values[start..].iter().enumerate().for_each(|(at, &value)| {
            put(line, 4 * at, value.cast_unsigned().into());
        }),
        Column::Float(values) => values[start..].iter().enumerate().for_each(|(at, &value)| {
            put(line, 8 * at, value.to_bits());
        }),
        Column::Bool(values) => values[start..].iter().enumerate().for_each(|(at, &value)| {
            put(line, at, value.into());
        }),
        Column::Bits(bits) => {
            let mut bytes = [0; LINE_ROWS];
            let bytes = &mut bytes[..bits.len() - start];
            bits.unpack(start, bytes);
            bytes.iter().enumerate().for_each(|(at, &value)| put(line, at, value.into()));
        }
    }
}

fn copy_out(line: &[Line; 2], column: &mut ColumnMut<'_>, start: usize) {
    match column {
        ColumnMut::Int(values) => values[start..].iter_mut().enumerate().for_each(|(at, value)| {
            *value = (get(line, 4 * at) as u32).cast_signed();
        }),
        ColumnMut::Float(values) => values[start..].iter_mut().enumerate().for_each(|(at, value)| {
            *value = f64::from_bits(get(line, 8 * at));
        }),
        ColumnMut::Bool(values) => values[start..].iter_mut().enumerate().for_each(|(at, value)| {
            *value = get(line, at) & 1 == 1;
        }),
        ColumnMut::Bits(bits) => {
            let bytes: [u8; LINE_ROWS] = std::array::from_fn(|at| get(line, at) as u8);
            bits.pack(start, &bytes[..bits.len() - start]);
        }
    }
}

/// Sets the bits of a cell that are 0.
fn put(line: &mut [Line; 2], byte: usize, bits: u64) {
    line[byte / 64].0[byte / 8 % 8] |= bits << (8 * (byte % 8));
}

/// The word from a cell on, with zeros behind the end of the cell's word.
fn get(line: &[Line; 2], byte: usize) -> u64 {
    line[byte / 64].0[byte / 8 % 8] >> (8 * (byte % 8))
}

/// Which rows of a block failed: for each group a word for each formula that can fail, with a bit
/// for each row.
struct Failures {
    words: SmallVec<[u16; FAILURE_WORDS]>,
}

impl Failures {
    fn new(code: &ColumnCode) -> Failures {
        Failures { words: SmallVec::from_elem(0, FAILURE_WORDS.max(code.failing.len())) }
    }

    /// The most rows of a block.
    fn block(&self, code: &ColumnCode) -> usize {
        match code.failing.len() {
            0 => usize::MAX,
            formulas => self.words.len() / formulas * code.group,
        }
    }

    fn report(
        &self,
        code: &ColumnCode,
        groups: usize,
        start: usize,
        rows: usize,
        failed: &mut dyn FnMut(usize, usize),
    ) {
        let formulas = code.failing.len().max(1);
        let words = self.words.iter().take(groups * formulas).enumerate();
        for (at, &word) in words.filter(|&(_, &word)| word != 0) {
            let formula = code.failing[at % formulas];
            let first = start + at / formulas * code.group;
            for row in (first..rows).take(code.group).filter(|row| word >> (row - first) & 1 == 1) {
                failed(formula, row);
            }
        }
    }
}
