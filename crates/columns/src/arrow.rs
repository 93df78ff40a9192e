//! Calls with Arrow arrays, in which rows may be null.

use std::fmt;
use std::sync::Arc;

use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, Int32Array, cast::AsArray};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, Buffer, NullBuffer};
use arrow_schema::DataType;
use bytecode::ScalarType;

use crate::bits::{Bits, BitsMut};
use crate::column::{Column, ColumnMut};
use crate::error::CallError;
use crate::function::ColumnFunction;

/// What becomes of a row in which a formula divides ints by zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnDivisionByZero {
    /// The formula's result is null there.
    Null,
    /// The call is an error that names the first such row.
    Fail,
}

/// Why a call with Arrow arrays gave nothing.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum ArrowCallError {
    /// An array holds values of another type.
    WrongType {
        /// The column's number.
        column: usize,
        /// The type that the formulas take it to be.
        expected: DataType,
        /// The type of what was given.
        found: DataType,
    },
    /// What a call with slices can meet too.
    Call(CallError),
}

impl fmt::Display for ArrowCallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArrowCallError::WrongType { column, expected, found } => {
                write!(f, "input column {column} is an array of {found}, and {expected} is expected: cast it")
            }
            ArrowCallError::Call(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ArrowCallError {}

impl From<CallError> for ArrowCallError {
    fn from(error: CallError) -> ArrowCallError {
        ArrowCallError::Call(error)
    }
}

impl ColumnFunction {
    /// Computes all formulas in all rows of Arrow arrays: `Int32` for ints, `Float64` for floats,
    /// `Boolean` for bools. Slices are read where they are. A formula's result is null in each row
    /// in which one of [its columns](ColumnFunction::columns_of) is; what an array holds in such a
    /// row does not matter.
    ///
    /// Nothing is allocated but the results.
    ///
    /// # Errors
    /// The arrays do not fit, or a row divides ints by zero and that is to
    /// [fail](OnDivisionByZero).
    pub fn call_arrow(
        &self,
        inputs: &[ArrayRef],
        on_division_by_zero: OnDivisionByZero,
    ) -> Result<Vec<ArrayRef>, ArrowCallError> {
        let expected = self.inputs().len();
        if inputs.len() != expected {
            return Err(CallError::WrongCount { outputs: false, expected, found: inputs.len() }.into());
        }
        let given = inputs.iter().zip(self.inputs()).enumerate();
        let columns: Vec<Column<'_>> =
            given.map(|(column, (array, &kind))| column_of(column, array, kind)).collect::<Result<_, _>>()?;
        let rows = inputs.first().map_or(0, |array| array.len());
        let mut results: Vec<Values> = self.outputs().iter().map(|&kind| Values::new(kind, rows)).collect();
        let mut outputs: Vec<ColumnMut<'_>> = results.iter_mut().map(|values| values.column(rows)).collect();
        let mut valid = Validity::new(self, inputs);
        self.call_masked(&columns, &mut outputs, |formula, row| valid.failed(formula, row))?;
        if let (OnDivisionByZero::Fail, Some((row, formula))) = (on_division_by_zero, valid.first) {
            return Err(CallError::DivisionByZero { formula, row }.into());
        }
        Ok(results.into_iter().zip(valid.finish()).map(|(values, nulls)| values.array(rows, nulls)).collect())
    }
}

fn column_of(column: usize, array: &ArrayRef, kind: ScalarType) -> Result<Column<'_>, ArrowCallError> {
    let wrong = || ArrowCallError::WrongType { column, expected: arrow_type(kind), found: array.data_type().clone() };
    Ok(match kind {
        ScalarType::Int => Column::Int(array.as_primitive_opt::<Int32Type>().ok_or_else(wrong)?.values()),
        ScalarType::Float => Column::Float(array.as_primitive_opt::<Float64Type>().ok_or_else(wrong)?.values()),
        ScalarType::Bool => {
            let values = array.as_boolean_opt().ok_or_else(wrong)?.values();
            let bits = Bits::new(values.values(), values.offset(), values.len());
            Column::Bits(bits.expect("an array has all its rows"))
        }
    })
}

/// The type of Arrow arrays with such values.
pub fn arrow_type(kind: ScalarType) -> DataType {
    match kind {
        ScalarType::Int => DataType::Int32,
        ScalarType::Float => DataType::Float64,
        ScalarType::Bool => DataType::Boolean,
    }
}

/// The values of a result, which become an array without a copy.
enum Values {
    Int(Vec<i32>),
    Float(Vec<f64>),
    Bits(Vec<u8>),
}

impl Values {
    fn new(kind: ScalarType, rows: usize) -> Values {
        match kind {
            ScalarType::Int => Values::Int(vec![0; rows]),
            ScalarType::Float => Values::Float(vec![0.0; rows]),
            ScalarType::Bool => Values::Bits(vec![0; rows.div_ceil(8)]),
        }
    }

    fn column(&mut self, rows: usize) -> ColumnMut<'_> {
        match self {
            Values::Int(values) => values.into(),
            Values::Float(values) => values.into(),
            Values::Bits(bytes) => ColumnMut::Bits(BitsMut::new(bytes, rows).expect("there is a bit for each row")),
        }
    }

    fn array(self, rows: usize, nulls: Option<NullBuffer>) -> ArrayRef {
        match self {
            Values::Int(values) => Arc::new(Int32Array::new(values.into(), nulls)),
            Values::Float(values) => Arc::new(Float64Array::new(values.into(), nulls)),
            Values::Bits(bytes) => {
                Arc::new(BooleanArray::new(BooleanBuffer::new(Buffer::from_vec(bytes), 0, rows), nulls))
            }
        }
    }
}

/// In which rows each formula has a result.
struct Validity {
    formulas: Vec<FormulaValidity>,
    /// The first row that divides by zero and whose columns are not null, and the formula.
    first: Option<(usize, usize)>,
    rows: usize,
}

/// Where a formula's columns are all valid, and where it is valid itself once a row has failed.
struct FormulaValidity {
    inputs: Option<NullBuffer>,
    result: Option<BooleanBufferBuilder>,
}

impl Validity {
    fn new(function: &ColumnFunction, inputs: &[ArrayRef]) -> Validity {
        let of_formula = |formula| {
            let nulls = function.columns_of(formula).iter().map(|&column| inputs[column].nulls());
            FormulaValidity { inputs: NullBuffer::union_many(nulls), result: None }
        };
        Validity {
            formulas: (0..function.outputs().len()).map(of_formula).collect(),
            first: None,
            rows: inputs.first().map_or(0, |array| array.len()),
        }
    }

    fn failed(&mut self, formula: usize, row: usize) {
        let FormulaValidity { inputs, result } = &mut self.formulas[formula];
        if inputs.as_ref().is_some_and(|inputs| inputs.is_null(row)) {
            return;
        }
        self.first = Some(self.first.map_or((row, formula), |known| known.min((row, formula))));
        let result = result.get_or_insert_with(|| {
            let mut valid = BooleanBufferBuilder::new(self.rows);
            match inputs {
                Some(inputs) => valid.append_buffer(inputs.inner()),
                None => valid.append_n(self.rows, true),
            }
            valid
        });
        result.set_bit(row, false);
    }

    fn finish(self) -> impl Iterator<Item = Option<NullBuffer>> {
        self.formulas.into_iter().map(|FormulaValidity { inputs, result }| match result {
            Some(mut valid) => Some(NullBuffer::new(valid.finish())),
            None => inputs,
        })
    }
}
