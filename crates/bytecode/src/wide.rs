//! [`Wide`]: the form that an operand has in a primitive. Fused rows have narrow forms of some
//! kinds of operand. In a primitive each index space has one type.

use crate::operand::*;

/// An operand of a row.
pub(crate) trait Wide: Sized {
    /// The type of the operand in a primitive.
    type Wide;
    /// Operands whose values are their places in the row: 0, 1, 2. An operand that is no index is
    /// 0.
    const PLACES: [Self::Wide; 3];
    fn widen(self) -> Self::Wide;
}

/// An operand of a primitive that can become one of a row.
pub(crate) trait Narrow<T> {
    /// `None` if the row has no room for it.
    fn narrow(self) -> Option<T>;
}

macro_rules! as_it_is {
    ($( $type:ty: $places:expr; )*) => { $(
        impl Wide for $type {
            type Wide = $type;
            const PLACES: [$type; 3] = $places;
            #[inline]
            fn widen(self) -> $type {
                self
            }
        }

        impl Narrow<$type> for $type {
            fn narrow(self) -> Option<$type> {
                Some(self)
            }
        }
    )* };
}

as_it_is! {
    i32: [0; 3];
    Slot: [Slot(0), Slot(1), Slot(2)];
    ConstId: [ConstId(0), ConstId(1), ConstId(2)];
    NameId: [NameId(0), NameId(1), NameId(2)];
    GlobalId: [GlobalId(0), GlobalId(1), GlobalId(2)];
    UpvalueId: [UpvalueId(0), UpvalueId(1), UpvalueId(2)];
    ChunkId: [ChunkId(0), ChunkId(1), ChunkId(2)];
    StructId: [StructId(0), StructId(1), StructId(2)];
    ImportId: [ImportId(0), ImportId(1), ImportId(2)];
    LoopId: [LoopId(0), LoopId(1), LoopId(2)];
    CacheId: [CacheId(0), CacheId(1), CacheId(2)];
    Target: [Target(0), Target(1), Target(2)];
    Argc: [Argc(0), Argc(1), Argc(2)];
    Count: [Count(0), Count(1), Count(2)];
}

macro_rules! narrow_form {
    ($( $low:ident of $type:ident; )*) => { $(
        impl Wide for $low {
            type Wide = $type;
            const PLACES: [$type; 3] = <$type as Wide>::PLACES;
            #[inline]
            fn widen(self) -> $type {
                self.into()
            }
        }

        impl Narrow<$low> for $type {
            fn narrow(self) -> Option<$low> {
                $low::from_word(self.to_word())
            }
        }
    )* };
}

narrow_form! {
    LowSlot of Slot;
    LowConst of ConstId;
}
