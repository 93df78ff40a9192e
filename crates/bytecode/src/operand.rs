//! The kinds of operands: one newtype for each index space.

/// What an operand means; decides how the text form writes it and what the verifier checks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OperandKind {
    /// A signed 32-bit immediate.
    Imm,
    /// A slot of the frame.
    Slot,
    /// A slot below 256.
    LowSlot,
    /// An index into the constants.
    Const,
    /// An index below 65,536 into the constants.
    LowConst,
    /// An index into the names.
    Name,
    /// An index into the globals.
    Global,
    /// An index into the chunk's upvalues.
    Upvalue,
    /// An index into the chunks.
    Chunk,
    /// An index into the structs.
    Struct,
    /// An index into the imports.
    Import,
    /// The ordinal of a loop in its chunk.
    Loop,
    /// An index into the chunk's inline caches.
    Cache,
    /// The index of an instruction.
    Target,
    /// A number of arguments or fields.
    Argc,
    /// A number of operands.
    Count,
}

impl OperandKind {
    /// The highest word of the kind.
    pub const fn max_word(self) -> u32 {
        match self {
            OperandKind::LowSlot => u8::MAX as u32,
            OperandKind::Slot | OperandKind::LowConst | OperandKind::Upvalue => u16::MAX as u32,
            OperandKind::Loop | OperandKind::Cache | OperandKind::Argc => u16::MAX as u32,
            OperandKind::Imm | OperandKind::Const | OperandKind::Name | OperandKind::Global => u32::MAX,
            OperandKind::Chunk | OperandKind::Struct | OperandKind::Import => u32::MAX,
            OperandKind::Target | OperandKind::Count => u32::MAX,
        }
    }
}

/// A type that may stand as an operand; `to_word` and `from_word` are its common form.
pub trait Operand: Copy {
    /// The kind, for code that treats all rows alike.
    const KIND: OperandKind;
    /// The value as a word (an immediate by its two's complement).
    fn to_word(self) -> u32;
    /// The value of a word, or `None` beyond the kind's range.
    fn from_word(word: u32) -> Option<Self>;
}

impl Operand for i32 {
    const KIND: OperandKind = OperandKind::Imm;
    fn to_word(self) -> u32 {
        self.cast_unsigned()
    }
    fn from_word(word: u32) -> Option<i32> {
        Some(word.cast_signed())
    }
}

macro_rules! define_operands {
    ($( $(#[$meta:meta])+ $name:ident($repr:ident) $kind:ident; )*) => { $(
        $(#[$meta])+
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[repr(transparent)]
        pub struct $name(pub $repr);

        impl $name {
            /// The value as an index into a slice.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl Operand for $name {
            const KIND: OperandKind = OperandKind::$kind;
            fn to_word(self) -> u32 {
                u32::from(self.0)
            }
            fn from_word(word: u32) -> Option<$name> {
                $repr::try_from(word).ok().map($name)
            }
        }
    )* };
}

define_operands! {
    /// A slot of the frame: a parameter or a local.
    Slot(u16) Slot;
    /// A slot below 256, for fused rows.
    LowSlot(u8) LowSlot;
    /// An index into the module's constants.
    ConstId(u32) Const;
    /// An index below 65,536 into the module's constants, for fused rows.
    LowConst(u16) LowConst;
    /// An index into the module's names.
    NameId(u32) Name;
    /// An index into the module's globals.
    GlobalId(u32) Global;
    /// An index into the captured cells of the running function.
    UpvalueId(u16) Upvalue;
    /// An index into the module's chunks.
    ChunkId(u32) Chunk;
    /// An index into the module's struct declarations.
    StructId(u32) Struct;
    /// An index into the module's imports.
    ImportId(u32) Import;
    /// The ordinal of a loop in its chunk, by the position of its header.
    LoopId(u16) Loop;
    /// An index into the chunk's inline caches.
    CacheId(u16) Cache;
    /// The index of an instruction in its chunk.
    Target(u32) Target;
    /// A number of arguments or fields.
    Argc(u16) Argc;
    /// A number of operands.
    Count(u32) Count;
}

impl From<LowSlot> for Slot {
    fn from(slot: LowSlot) -> Slot {
        Slot(u16::from(slot.0))
    }
}

impl From<LowConst> for ConstId {
    fn from(constant: LowConst) -> ConstId {
        ConstId(u32::from(constant.0))
    }
}

/// The operand values of one instruction, at most three.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Operands {
    words: [u32; 3],
    len: u8,
}

impl Operands {
    #[inline]
    pub(crate) fn new(words: &[u32]) -> Operands {
        let mut operands = Operands { words: [0; 3], len: words.len() as u8 };
        operands.words[..words.len()].copy_from_slice(words);
        operands
    }

    /// The values, in the order of the row.
    #[inline]
    pub fn as_slice(&self) -> &[u32] {
        &self.words[..usize::from(self.len)]
    }

    /// The operand at a place; 0 where the row has none.
    ///
    /// # Panics
    /// From place 3 on.
    #[inline]
    pub(crate) fn word(&self, place: u8) -> u32 {
        self.words[usize::from(place)]
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [u32] {
        &mut self.words[..usize::from(self.len)]
    }
}
