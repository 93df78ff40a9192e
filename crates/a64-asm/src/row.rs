//! The instruction table as data, for reading code back.

use crate::feature::Features;
use crate::operand::Operand;
use crate::pattern::Pattern;

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub name: &'static str,
    /// With `*` for the operands where they do not stand at the end.
    pub mnemonic: &'static str,
    pub pattern: Pattern,
    pub features: Features,
    /// Each with its arrangement, empty without one.
    pub operands: &'static [(Operand, &'static str)],
}

impl Row {
    /// A row whose operands and constant bits are all 32 bits, each once; anything else stops
    /// the build.
    const fn new(
        name: &'static str,
        mnemonic: &'static str,
        diagram: &str,
        features: Features,
        operands: &'static [(Operand, &'static str)],
    ) -> Row {
        let pattern = Pattern::parse(diagram);
        let mut taken = pattern.mask;
        let mut place = 0;
        while place < operands.len() {
            let (operand, arrangement) = operands[place];
            let mask = operand.mask(arrangement);
            assert!(taken & mask == 0, "two operands of a row share bits");
            taken |= mask;
            place += 1;
        }
        assert!(taken == u32::MAX, "a bit of a row is neither constant nor of an operand");
        Row { name, mnemonic, pattern, features, operands }
    }
}

macro_rules! arrangement {
    () => {
        ""
    };
    ($arrangement:tt) => {
        stringify!($arrangement)
    };
}

macro_rules! rows {
    (() $section:ident $($mnemonic:literal $title:literal $feature:ident {
        $($name:ident($($operand:ident $(. $arrangement:tt)?)* $(| $label:ident)?) $diagram:literal;)*
    })*) => {
        pub(crate) mod $section {
            use crate::feature::Features;
            use crate::row::Row;

            $($(
                pub(crate) const $name: Row = Row::new(
                    stringify!($name),
                    $mnemonic,
                    $diagram,
                    Features::$feature,
                    &[
                        $((operand_data!($operand), arrangement!($($arrangement)?)),)*
                        $((operand_data!($label), ""),)?
                    ],
                );
            )*)*

            /// All of these rows, in the order of the table.
            pub(crate) static ROWS: &[Row] = &[$($($name,)*)*];
        }
    };
}

/// The rows by section, each under the name of its method.
#[allow(non_upper_case_globals)]
pub(crate) mod rows {
    crate::for_each_reference!(rows);
    crate::for_each_instruction!(rows);
    #[cfg(feature = "simd")]
    crate::for_each_vector_instruction!(rows);
}

macro_rules! sections {
    (($($plain:ident)*) ($($reference:ident)*)) => {
        [$(rows::$reference::ROWS,)* $(rows::$plain::ROWS),*]
    };
}

/// All rows, those with a label first.
pub(crate) fn all() -> impl Iterator<Item = &'static Row> {
    let scalar = crate::for_each_section!(sections);
    #[cfg(feature = "simd")]
    let vector = crate::for_each_vector_section!(sections);
    #[cfg(not(feature = "simd"))]
    let vector = [];
    scalar.into_iter().chain(vector).flatten()
}
