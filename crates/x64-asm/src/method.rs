//! The assembler's methods, one for each row of the instruction table.

use crate::assembler::Assembler;
use crate::buffer::Buffer;
use crate::cond::{Cond, Predicate, Rounding};
use crate::encode::{self, Imm};
use crate::feature::Features;
use crate::form::form;
use crate::mem::Mem;
use crate::reg::{Gpr, Xmm};

macro_rules! methods {
    (() $($mnemonic:literal $title:literal $feature:ident {
        $($name:ident $form:ident $sizes:tt [$($code:literal),+];)*
    })*) => {
        impl<B: Buffer> Assembler<B> {
            $($(
                form! {
                    method ($name $feature $mnemonic $title [$($code)+]) $form $sizes
                    crate::row::ops::$name.all
                }
            )*)*
        }
    };
}

macro_rules! method {
    (
        ($name:ident $feature:ident $mnemonic:literal $title:literal [$($code:literal)+])
        ($($parameter:ident: $type:ty),*)
        $encoded:expr
    ) => {
        #[doc = concat!("`", $mnemonic, "`. Manual: ", $title, ".")]
        #[doc = ""]
        #[doc = concat!("Feature: `", stringify!($feature), "`. Encoding:")]
        $(#[doc = concat!("* `", $code, "`")])+
        #[inline(always)]
        pub fn $name(&mut self, $($parameter: $type),*) {
            if !Features::$feature.is_empty() {
                self.require(Features::$feature);
            }
            self.put($encoded);
        }
    };
}

crate::for_each_instruction!(methods);
