//! [`ArrayUses`]: where code uses arrays, by which views of them are chosen.

use bytecode::{LoopFacts, Primitive, Slot};

/// Where a chunk uses arrays: indexes of instructions, ascending.
#[derive(Debug, Default)]
pub struct ArrayUses {
    /// Instructions that use the elements or the length of the array in a local.
    indexed: Vec<(u32, Slot)>,
    /// Instructions that always call a helper or a function.
    calls: Vec<u32>,
    /// Instructions that append to an array inline.
    pushes: Vec<u32>,
}

impl ArrayUses {
    /// Notes a primitive of the instruction at `pc`. `indexed` is the local that the
    /// [indexed operand](ArrayUse::indexed_operand) comes from.
    pub fn note(&mut self, pc: u32, does: ArrayUse, indexed: Option<Slot>) {
        match does {
            ArrayUse::Indexes { .. } => self.indexed.extend(indexed.map(|slot| (pc, slot))),
            ArrayUse::Pushes => self.pushes.push(pc),
            ArrayUse::Calls => self.calls.push(pc),
            ArrayUse::None => {}
        }
    }

    /// The uses within a stretch of the code.
    pub fn indexed_within(&self, from: u32, until: u32) -> &[(u32, Slot)] {
        let place = |at| self.indexed.partition_point(|&(pc, _)| pc < at);
        &self.indexed[place(from)..place(until)]
    }

    /// Whether a loop calls anything.
    pub fn calls_within(&self, found: &LoopFacts) -> bool {
        any_within(&self.calls, found.header, found.end)
    }

    /// Whether a stretch of the code appends to an array inline.
    pub fn pushes_within(&self, from: u32, until: u32) -> bool {
        any_within(&self.pushes, from, until)
    }
}

/// The effect of a primitive on which views depend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArrayUse {
    /// Uses the elements or the length of an operand.
    Indexes {
        /// Its place below the stack's upper end; the top operand is at 1.
        from_top: u8,
    },
    /// Appends to an array inline.
    Pushes,
    /// Always calls a helper or a function, so that elements may move and lengths change.
    Calls,
    /// None of these. Where it calls a helper at times, the views are loaded again behind it.
    None,
}

impl ArrayUse {
    /// Which operand is an array that is indexed or asked for its length, counted from the top,
    /// which is 1.
    pub fn indexed_operand(self) -> Option<usize> {
        match self {
            ArrayUse::Indexes { from_top } => Some(from_top.into()),
            ArrayUse::Pushes | ArrayUse::Calls | ArrayUse::None => None,
        }
    }

    /// What a primitive does.
    #[inline]
    pub fn of(primitive: Primitive) -> ArrayUse {
        use Primitive as P;
        match primitive {
            P::ArrayLen => ArrayUse::Indexes { from_top: 1 },
            P::LoadIndex => ArrayUse::Indexes { from_top: 2 },
            P::StoreIndex => ArrayUse::Indexes { from_top: 3 },
            P::ArrayPush => ArrayUse::Pushes,
            P::Call(_) | P::CallClosed(..) | P::Closure(_) | P::NewMap => ArrayUse::Calls,
            P::ArrayPop | P::StructDef(_) | P::Import(_) | P::Print => ArrayUse::Calls,
            P::Imm(_) | P::Const(_) | P::Nil | P::Bool(_) | P::Pop | P::Dup | P::Dup2 => ArrayUse::None,
            P::Local(_) | P::Store(_) | P::NewCell(_) | P::LoadCell(_) | P::StoreCell(_) => ArrayUse::None,
            P::LoadUpvalue(_) | P::StoreUpvalue(_) | P::LoadGlobal(_) | P::StoreGlobal(_) => ArrayUse::None,
            P::Arithmetic(_) | P::Neg | P::Plus | P::Compare(_) | P::Not | P::ToBool => ArrayUse::None,
            P::Jump(_) | P::Branch { .. } | P::ShortCircuit { .. } => ArrayUse::None,
            P::LoopHeader(_) | P::Loop(_) | P::LoopIf { .. } => ArrayUse::None,
            P::Return | P::ReturnNil | P::Halt => ArrayUse::None,
            P::LoadProperty(_) | P::StoreProperty(_) | P::NewArray(_) | P::NewObject(..) => ArrayUse::None,
        }
    }
}

fn any_within(places: &[u32], from: u32, until: u32) -> bool {
    places.get(places.partition_point(|&pc| pc < from)).is_some_and(|&pc| pc < until)
}
