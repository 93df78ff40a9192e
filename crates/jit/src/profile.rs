//! [`Profile`]: what the interpreter has seen, as plain data. The compiler takes nothing else from
//! the running program, so that the same module and profile always give the same bytes.

mod text;

use bytecode::{ChunkId, GlobalId, Hint, Inst, LoopId, Opcode, Slot};

use crate::abi::Signature;
use crate::kind::Type;
pub use text::ProfileError;

/// Where execution enters the code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Entry {
    /// At the function's start, by a call.
    Function,
    /// At a loop's header, from a running interpreter frame.
    Loop(LoopId),
}

/// A field of the instances of a shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// The shape's id, as in object headers.
    pub shape: u32,
    /// Offset in the object, in bytes.
    pub offset: u32,
}

/// The value of a global that keeps it for good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fixed {
    /// An int.
    Int(i32),
    /// A float, by its bits.
    Float(u64),
    /// True or false.
    Bool(bool),
    /// nil.
    Nil,
    /// A function of the module.
    Function {
        /// Which one.
        chunk: ChunkId,
        /// What its typed entry relies on, if that is settled.
        signature: Signature,
    },
    /// A struct definition.
    Struct {
        /// The shape of its instances, as in object headers.
        shape: u32,
        /// Fields of an instance.
        fields: u32,
    },
    /// A module, by its id.
    Module(u32),
    /// The builtin `has`.
    Has,
    /// Another object.
    Object,
}

/// What is known about a function when it is compiled. Its text form ([`Display`](std::fmt::Display)
/// and [`FromStr`](std::str::FromStr)) has a line for each fact:
///
/// ```
/// # use jit::Profile;
/// let profile: Profile = "
///     entry loop 0         ; or `entry function`; the first loop is 0
///     types int float      ; of the slots s0, s1, ..; `unknown`, `int`, `float`, `bool`, `object4`
///     quickened 3 ADD_II   ; instruction 3 runs as this row by now
///     member 6 module 3    ; instruction 6 reads a member of the module with this id
///     global 2 int 38      ; a value for good: `int`, `float` with its bits, `true`, `false`, `nil`, `object`
///     global 3 function 1 int unknown ; or a function, and the kinds its typed entry relies on
///     global 4 struct 16 fields 2 ; or a struct definition: the shape of its instances, how many fields they have
///     global 5 module 3    ; or the module with this id
///     refuted 4 7          ; instructions whose operands were of other kinds than expected
///     untyped s2           ; locals that were of other kinds than expected
///     generic              ; expect nothing
///     metered              ; charge fuel
///     counted              ; count how often loops and entries run
///     forcible             ; let tests make guards fail
/// ".parse().unwrap();
/// assert_eq!(profile.to_string().parse(), Ok(profile));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Where execution enters.
    pub entry: Entry,
    /// The kinds of the frame's slots at that moment, by slot; a missing one is unknown.
    pub types: Vec<Type>,
    /// Instructions that run as another row by now (quickening), ascending.
    pub quickened: Vec<(u32, Opcode)>,
    /// Where property instructions found their field, ascending by instruction, with one or two shapes for each.
    pub fields: Vec<(u32, Field)>,
    /// Of which module the property instructions read a member, by its id, ascending by instruction.
    pub members: Vec<(u32, u32)>,
    /// Globals that have their value for good, ascending.
    pub globals: Vec<(GlobalId, Fixed)>,
    /// Instructions whose expected operand kinds were wrong too often, ascending.
    pub refuted: Vec<u32>,
    /// Locals whose expected kind was wrong too often, ascending.
    pub untyped: Vec<Slot>,
    /// Whether nothing may be expected at all.
    pub generic: bool,
    /// Whether LOOP rows and entries charge fuel.
    pub metered: bool,
    /// Whether LOOP rows and entries count how often they run, and leave the code when that is often.
    pub counted: bool,
    /// Whether the code counts which templates run, for tests.
    pub covered: bool,
    /// Whether every guard can be made to fail from outside, for tests.
    pub forcible: bool,
}

impl Profile {
    /// A profile that knows nothing.
    pub fn new(entry: Entry) -> Profile {
        Profile {
            entry,
            types: Vec::new(),
            quickened: Vec::new(),
            fields: Vec::new(),
            members: Vec::new(),
            globals: Vec::new(),
            refuted: Vec::new(),
            untyped: Vec::new(),
            generic: false,
            metered: false,
            counted: false,
            covered: false,
            forcible: false,
        }
    }

    /// The kind a slot had.
    pub fn slot_type(&self, slot: Slot) -> Type {
        if self.is_untyped(slot) {
            return Type::Unknown;
        }
        self.types.get(slot.index()).copied().unwrap_or_default()
    }

    /// Whether no kind may be expected of a slot.
    pub fn is_untyped(&self, slot: Slot) -> bool {
        self.generic || self.untyped.binary_search(&slot).is_ok()
    }

    /// The row an instruction runs as.
    pub fn opcode(&self, pc: u32, opcode: Opcode) -> Opcode {
        match self.quickened.binary_search_by_key(&pc, |&(at, _)| at) {
            Ok(found) => self.quickened[found].1,
            Err(_) => opcode,
        }
    }

    /// What the interpreter found the operands of an instruction to be.
    pub fn hint(&self, pc: u32, inst: Inst) -> Option<Hint> {
        self.opcode(pc, inst.opcode()).hint()
    }

    /// Where a property instruction found its field, if always in the same shape.
    pub fn field(&self, pc: u32) -> Option<Field> {
        match self.fields_of(pc) {
            &[(_, field)] => Some(field),
            _ => None,
        }
    }

    /// Where a property instruction found its field, by shape.
    pub fn fields_of(&self, pc: u32) -> &[(u32, Field)] {
        let first = self.fields.partition_point(|&(at, _)| at < pc);
        let count = self.fields[first..].iter().take_while(|&&(at, _)| at == pc).count();
        &self.fields[first..first + count]
    }

    /// The id of the module whose member an instruction reads.
    pub fn member(&self, pc: u32) -> Option<u32> {
        let found = self.members.binary_search_by_key(&pc, |&(at, _)| at).ok()?;
        Some(self.members[found].1)
    }

    /// The value a global has for good.
    pub fn global(&self, global: GlobalId) -> Option<Fixed> {
        let found = self.globals.binary_search_by_key(&global, |&(it, _)| it).ok()?;
        Some(self.globals[found].1)
    }

    /// Whether nothing may be expected of an instruction's operands.
    pub fn is_refuted(&self, pc: u32) -> bool {
        self.generic || self.refuted.binary_search(&pc).is_ok()
    }
}
