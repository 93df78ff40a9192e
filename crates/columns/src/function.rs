//! [`ColumnFunction`]: formulas that can be called with columns.

use bytecode::ScalarType;
use exec_mem::Arena;

use crate::code::ColumnCode;
use crate::column::{Column, ColumnMut};
use crate::entry::Kernel;
use crate::error::{CallError, PublishError};

/// Formulas as a function of columns. It may be called from several threads at once.
#[derive(Debug)]
pub struct ColumnFunction {
    kernel: Kernel,
}

impl ColumnFunction {
    /// Makes code callable.
    ///
    /// # Errors
    /// The processor cannot run the code, or there is no executable memory.
    pub fn new(arena: &Arena, code: ColumnCode) -> Result<ColumnFunction, PublishError> {
        Kernel::new(arena, code).map(|kernel| ColumnFunction { kernel })
    }

    /// Computes all formulas in all rows. The outputs are the formulas' results, in their order.
    /// Each row's result is what the closed function gives for the row's values, bit for bit but
    /// for which NaN it is.
    ///
    /// # Errors
    /// The columns do not fit: then nothing is written. A row divides ints by zero: then all other
    /// rows are right, and those of this kind are unspecified. [`call_masked`](Self::call_masked)
    /// tells which they are.
    pub fn call(&self, inputs: &[Column<'_>], outputs: &mut [ColumnMut<'_>]) -> Result<(), CallError> {
        let rows = self.check(inputs, outputs)?;
        let mut first: Option<(usize, usize)> = None;
        self.kernel.run(inputs, outputs, rows, &mut |formula, row| {
            first = Some(first.map_or((row, formula), |known| known.min((row, formula))));
        });
        match first {
            Some((row, formula)) => Err(CallError::DivisionByZero { formula, row }),
            None => Ok(()),
        }
    }

    /// As [`call`](Self::call), and tells of each row in which a formula divides ints by zero:
    /// `failed(formula, row)`.
    ///
    /// # Errors
    /// The columns do not fit: then nothing is written.
    pub fn call_masked(
        &self,
        inputs: &[Column<'_>],
        outputs: &mut [ColumnMut<'_>],
        mut failed: impl FnMut(usize, usize),
    ) -> Result<(), CallError> {
        let rows = self.check(inputs, outputs)?;
        self.kernel.run(inputs, outputs, rows, &mut failed);
        Ok(())
    }

    /// The types of the columns that are read.
    pub fn inputs(&self) -> &[ScalarType] {
        self.kernel.code().inputs()
    }

    /// The types of the columns that are written.
    pub fn outputs(&self) -> &[ScalarType] {
        self.kernel.code().outputs()
    }

    /// Whether a formula can divide ints by zero.
    ///
    /// # Panics
    /// If there is no such formula.
    pub fn can_fail(&self, formula: usize) -> bool {
        assert!(formula < self.outputs().len(), "there is no formula {formula}");
        self.kernel.code().failing.contains(&formula)
    }

    /// The columns that a formula reads, one for each parameter of its function.
    ///
    /// # Panics
    /// If there is no such formula.
    pub fn columns_of(&self, formula: usize) -> &[usize] {
        &self.kernel.code().arguments[formula]
    }

    /// The number of rows, which all columns have.
    fn check(&self, inputs: &[Column<'_>], outputs: &[ColumnMut<'_>]) -> Result<usize, CallError> {
        let mut rows = None;
        let given = inputs.iter().map(|column| (column.scalar_type(), column.len()));
        check_columns(false, given, self.inputs(), &mut rows)?;
        let given = outputs.iter().map(|column| (column.scalar_type(), column.len()));
        check_columns(true, given, self.outputs(), &mut rows)?;
        Ok(rows.unwrap_or(0))
    }
}

/// Compares the columns of one side with their types, and with the length of the first of all.
fn check_columns(
    output: bool,
    given: impl ExactSizeIterator<Item = (ScalarType, usize)>,
    types: &[ScalarType],
    rows: &mut Option<usize>,
) -> Result<(), CallError> {
    if given.len() != types.len() {
        return Err(CallError::WrongCount { outputs: output, expected: types.len(), found: given.len() });
    }
    for (column, ((found, len), &expected)) in given.zip(types).enumerate() {
        if found != expected {
            return Err(CallError::WrongType { output, column, expected, found });
        }
        let all = *rows.get_or_insert(len);
        if len != all {
            return Err(CallError::WrongLength { output, column, expected: all, found: len });
        }
    }
    Ok(())
}
