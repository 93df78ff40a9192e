//! The assembler's methods, one for each row of the instruction table.

use crate::assembler::Assembler;
use crate::buffer::Buffer;
use crate::encode::{self, Word};
use crate::label::Label;
#[cfg(feature = "simd")]
use crate::reg::Lane;
use crate::reg::{Gpr, OrStack, OrZero, Vreg};
use crate::row::rows;
use crate::value::{Barrier, BitRange, Cond, Extended, Prefetch, Shifted, SysReg};

/// A row's word with these operands in it.
macro_rules! word {
    ($row:expr, $([$operand:ident $($arrangement:tt)?])*) => {
        Word::new($row)$(.with(operand_field!($operand $operand $($arrangement)?)))*
    };
}

macro_rules! methods {
    (() $section:ident $($mnemonic:literal $title:literal $feature:ident {
        $($name:ident($($operand:ident $(. $arrangement:tt)?)*) $diagram:literal;)*
    })*) => {
        impl<B: Buffer> Assembler<B> {
            $($(
                #[doc = concat!("`", $mnemonic, "`. Manual: ", $title, ".")]
                #[doc = ""]
                #[doc = concat!("Feature: `", stringify!($feature), "`. Encoding: `", $diagram, "`.")]
                #[allow(clippy::too_many_arguments, reason = "as many as the instruction has")]
                #[inline(always)]
                pub fn $name(&mut self, $($operand: operand_type!($operand)),*) {
                    self.put(word!(&rows::$section::$name, $([$operand $($arrangement)?])*), &rows::$section::$name);
                }
            )*)*
        }
    };
}

macro_rules! references {
    (() $section:ident $($mnemonic:literal $title:literal $feature:ident {
        $($name:ident($($operand:ident)* | $label:ident) $diagram:literal;)*
    })*) => {
        impl<B: Buffer> Assembler<B> {
            $($(
                #[doc = concat!("`", $mnemonic, "`. Manual: ", $title, ".")]
                #[doc = ""]
                #[doc = concat!("Feature: `", stringify!($feature), "`. Encoding: `", $diagram, "`.")]
                #[inline(always)]
                pub fn $name(&mut self, $($operand: operand_type!($operand),)* $label: Label) {
                    let at = self.offset();
                    self.put(word!(&rows::$section::$name, $([$operand])*), &rows::$section::$name);
                    self.refer(at, $label);
                }
            )*)*
        }
    };
}

#[cfg(feature = "template")]
pub(crate) use word;

crate::for_each_instruction!(methods);
#[cfg(feature = "simd")]
crate::for_each_vector_instruction!(methods);
crate::for_each_reference!(references);
