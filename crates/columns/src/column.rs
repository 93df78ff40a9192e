//! [`Column`] and [`ColumnMut`]: the slices that a call reads and writes.

use bytecode::ScalarType;

use crate::bits::{Bits, BitsMut};

/// Values that are read, one for each row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Column<'a> {
    /// Ints.
    Int(&'a [i32]),
    /// Floats.
    Float(&'a [f64]),
    /// Bools.
    Bool(&'a [bool]),
    /// Bools of one bit each.
    Bits(Bits<'a>),
}

/// Values that are written, one for each row.
#[derive(PartialEq, Debug)]
pub enum ColumnMut<'a> {
    /// Ints.
    Int(&'a mut [i32]),
    /// Floats.
    Float(&'a mut [f64]),
    /// Bools.
    Bool(&'a mut [bool]),
    /// Bools of one bit each.
    Bits(BitsMut<'a>),
}

impl Column<'_> {
    /// The type of its values.
    pub fn scalar_type(&self) -> ScalarType {
        match self {
            Column::Int(_) => ScalarType::Int,
            Column::Float(_) => ScalarType::Float,
            Column::Bool(_) | Column::Bits(_) => ScalarType::Bool,
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        match self {
            Column::Int(values) => values.len(),
            Column::Float(values) => values.len(),
            Column::Bool(values) => values.len(),
            Column::Bits(values) => values.len(),
        }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl ColumnMut<'_> {
    /// The type of its values.
    pub fn scalar_type(&self) -> ScalarType {
        match self {
            ColumnMut::Int(_) => ScalarType::Int,
            ColumnMut::Float(_) => ScalarType::Float,
            ColumnMut::Bool(_) | ColumnMut::Bits(_) => ScalarType::Bool,
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        match self {
            ColumnMut::Int(values) => values.len(),
            ColumnMut::Float(values) => values.len(),
            ColumnMut::Bool(values) => values.len(),
            ColumnMut::Bits(values) => values.len(),
        }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

macro_rules! from_slice {
    ($($variant:ident $type:ty;)*) => {$(
        impl<'a> From<&'a [$type]> for Column<'a> {
            fn from(values: &'a [$type]) -> Column<'a> {
                Column::$variant(values)
            }
        }

        impl<'a> From<&'a Vec<$type>> for Column<'a> {
            fn from(values: &'a Vec<$type>) -> Column<'a> {
                Column::$variant(values)
            }
        }

        impl<'a> From<&'a mut [$type]> for ColumnMut<'a> {
            fn from(values: &'a mut [$type]) -> ColumnMut<'a> {
                ColumnMut::$variant(values)
            }
        }

        impl<'a> From<&'a mut Vec<$type>> for ColumnMut<'a> {
            fn from(values: &'a mut Vec<$type>) -> ColumnMut<'a> {
                ColumnMut::$variant(values)
            }
        }
    )*};
}

from_slice! {
    Int i32;
    Float f64;
    Bool bool;
}

impl<'a> From<Bits<'a>> for Column<'a> {
    fn from(values: Bits<'a>) -> Column<'a> {
        Column::Bits(values)
    }
}

impl<'a> From<BitsMut<'a>> for ColumnMut<'a> {
    fn from(values: BitsMut<'a>) -> ColumnMut<'a> {
        ColumnMut::Bits(values)
    }
}
