//! [`Profile`]: what the interpreter has seen (type feedback), as plain data. The compilers know
//! nothing else of the running program, so the same module and profile always give the same bytes.

mod text;

use bytecode::{ChunkId, GlobalId, Hint, Inst, LoopId, Opcode, Slot};

use crate::abi::Signature;
use crate::kind::Kind;
pub use text::ProfileError;

/// Where execution enters the code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Entry {
    /// At the function's start, by a call.
    Function,
    /// At a loop's header, from a running frame of the interpreter (OSR entry).
    Loop(LoopId),
}

/// Where the instances of a shape have a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// The shape's id, as in object headers.
    pub shape: u32,
    /// The offset of the field in the object, in bytes.
    pub offset: u32,
}

/// The value of a global that no code stores into any more.
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
        /// The kinds that its typed entry relies on, `NONE` as long as it has none.
        signature: Signature,
    },
    /// A struct definition.
    Struct {
        /// The shape of its instances, as in object headers.
        shape: u32,
        /// How many fields an instance has.
        fields: u32,
    },
    /// A module, by its id.
    Module(u32),
    /// The builtin `has`.
    Has,
    /// Another object.
    Object,
}

/// What is known of a function when it is compiled.
///
/// The text form ([`Display`](std::fmt::Display) and [`FromStr`](std::str::FromStr)) has a line for
/// each fact:
///
/// ```
/// # use jit::Profile;
/// let profile: Profile = "
///     entry loop 0         ; or `entry function`; the first loop is 0
///     types int float      ; of the slots s0, s1, ..; `unknown`, `int`, `float`, `bool`, `object4`
///     quickened 3 ADD_II   ; instruction 3 runs as this row by now
///     seen 5 floats        ; the operands of instruction 5 were `ints` or `floats` on its slow path
///     many 8 10            ; instructions that read a field of objects of two shapes or more
///     member 6 module 3    ; instruction 6 reads a member of the module with this id
///     constant 6 global 2 int 38 ; which is this global of that module, with a value for good
///     global 2 int 38      ; a value for good: `int`, `float` with its bits, `true`, `false`, `nil`, `object`
///     global 3 function 1 int unknown ; or a function, and the kinds its typed entry relies on
///     global 4 struct 16 fields 2 ; or a struct definition: the shape of its instances, how many fields they have
///     global 5 module 3    ; or the module with this id
///     target 9 function 2  ; instruction 9 calls this function
///     refuted 4 7          ; instructions whose operands were of other kinds than expected
///     untyped s2           ; locals that were of other kinds than expected
///     pinned 8             ; instructions whose guards are to stay in their loops
///     generic              ; expect nothing
///     metered              ; charge fuel
///     counted              ; count how often loops and entries run
///     observing            ; tell the vm whom calls of unknown functions call
///     forcible             ; let tests make guards fail
/// ".parse().unwrap();
/// assert_eq!(profile.to_string().parse(), Ok(profile));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Where execution enters.
    pub entry: Entry,
    /// The kinds of the values in the frame's slots at the entry, by slot. Unknown where it ends.
    pub kinds: Vec<Kind>,
    /// Instructions that quickening has written over, and their rows now; ascending.
    pub quickened: Vec<(u32, Opcode)>,
    /// What the operands of instructions were on their slow paths, ascending. It counts more than
    /// `quickened`.
    pub seen: Vec<(u32, Hint)>,
    /// Where property instructions found their field, ascending by instruction. One that met two
    /// shapes is listed twice, one that met more is not listed.
    pub fields: Vec<(u32, Field)>,
    /// Property instructions that met two shapes or more (polymorphic, megamorphic), ascending. A
    /// table tells where those have the field.
    pub many: Vec<u32>,
    /// The ids of the modules of which property instructions read a member, ascending by
    /// instruction.
    pub members: Vec<(u32, u32)>,
    /// The members that they read, where these are globals that no code stores into any more, and
    /// their values; ascending by instruction.
    pub constants: Vec<(u32, (GlobalId, Fixed))>,
    /// Globals that no code stores into any more, ascending.
    pub globals: Vec<(GlobalId, Fixed)>,
    /// The functions of the module that calls have called, ascending by instruction. A call that
    /// has called two is listed twice.
    pub targets: Vec<(u32, ChunkId)>,
    /// Instructions whose operands were too often not of the expected kinds, ascending.
    pub refuted: Vec<u32>,
    /// Locals that were too often not of the expected kind, ascending.
    pub untyped: Vec<Slot>,
    /// Instructions whose guards must not be made before a loop that might not come to them,
    /// ascending.
    pub pinned: Vec<u32>,
    /// Whether the code must not expect anything.
    pub generic: bool,
    /// Whether LOOP rows and entries charge fuel.
    pub metered: bool,
    /// Whether LOOP rows and entries count how often they run, and exit when that is often.
    pub counted: bool,
    /// Whether calls of functions that are not known tell the vm whom they call.
    pub observing: bool,
    /// Whether the code counts which templates run, for tests.
    pub covered: bool,
    /// Whether tests can make every guard fail.
    pub forcible: bool,
}

impl Profile {
    /// A profile without any fact.
    pub fn new(entry: Entry) -> Profile {
        Profile {
            entry,
            kinds: Vec::new(),
            quickened: Vec::new(),
            seen: Vec::new(),
            fields: Vec::new(),
            many: Vec::new(),
            members: Vec::new(),
            constants: Vec::new(),
            globals: Vec::new(),
            targets: Vec::new(),
            refuted: Vec::new(),
            untyped: Vec::new(),
            pinned: Vec::new(),
            generic: false,
            metered: false,
            counted: false,
            observing: false,
            covered: false,
            forcible: false,
        }
    }

    /// The kind of the value that a slot had; unknown if it is not to be expected again.
    pub fn slot_kind(&self, slot: Slot) -> Kind {
        if self.is_untyped(slot) {
            return Kind::Unknown;
        }
        self.kinds.get(slot.index()).copied().unwrap_or_default()
    }

    /// Whether the code must not expect a kind of a slot.
    pub fn is_untyped(&self, slot: Slot) -> bool {
        self.generic || self.untyped.binary_search(&slot).is_ok()
    }

    /// The row that an instruction runs as: its own, or what quickening made of it.
    pub fn opcode(&self, pc: u32, opcode: Opcode) -> Opcode {
        match self.quickened.binary_search_by_key(&pc, |&(at, _)| at) {
            Ok(found) => self.quickened[found].1,
            Err(_) => opcode,
        }
    }

    /// The kinds of operands that slow paths or quickening saw at an instruction.
    pub fn hint(&self, pc: u32, inst: Inst) -> Option<Hint> {
        match self.seen.binary_search_by_key(&pc, |&(at, _)| at) {
            Ok(found) => Some(self.seen[found].1),
            Err(_) => self.opcode(pc, inst.opcode()).hint(),
        }
    }

    /// Whether an instruction's slow path has told of its operands.
    pub fn has_seen(&self, pc: u32) -> bool {
        self.seen.binary_search_by_key(&pc, |&(at, _)| at).is_ok()
    }

    /// Where a property instruction found its field, if it met one shape (monomorphic).
    pub fn field(&self, pc: u32) -> Option<Field> {
        match self.fields_of(pc) {
            &[(_, field)] => Some(field),
            _ => None,
        }
    }

    /// Where a property instruction found its field, for each shape that it met.
    pub fn fields_of(&self, pc: u32) -> &[(u32, Field)] {
        let first = self.fields.partition_point(|&(at, _)| at < pc);
        let count = self.fields[first..].iter().take_while(|&&(at, _)| at == pc).count();
        &self.fields[first..first + count]
    }

    /// Whether a property instruction met two shapes or more.
    pub fn meets_many(&self, pc: u32) -> bool {
        self.many.binary_search(&pc).is_ok()
    }

    /// The id of the module whose member an instruction reads.
    pub fn member(&self, pc: u32) -> Option<u32> {
        let found = self.members.binary_search_by_key(&pc, |&(at, _)| at).ok()?;
        Some(self.members[found].1)
    }

    /// The member that an instruction reads, if that is a global that no code stores into any more:
    /// the global of its module, and the value.
    pub fn constant(&self, pc: u32) -> Option<(GlobalId, Fixed)> {
        let found = self.constants.binary_search_by_key(&pc, |&(at, _)| at).ok()?;
        Some(self.constants[found].1)
    }

    /// The functions that a call has called.
    pub fn targets_of(&self, pc: u32) -> &[(u32, ChunkId)] {
        let first = self.targets.partition_point(|&(at, _)| at < pc);
        let count = self.targets[first..].iter().take_while(|&&(at, _)| at == pc).count();
        &self.targets[first..first + count]
    }

    /// The value of a global that no code stores into any more.
    pub fn global(&self, global: GlobalId) -> Option<Fixed> {
        let found = self.globals.binary_search_by_key(&global, |&(it, _)| it).ok()?;
        Some(self.globals[found].1)
    }

    /// Whether the code must not expect anything of an instruction's operands.
    pub fn is_refuted(&self, pc: u32) -> bool {
        self.generic || self.refuted.binary_search(&pc).is_ok()
    }

    /// Whether an instruction's guards have to stay in its loop.
    pub fn is_pinned(&self, pc: u32) -> bool {
        self.pinned.binary_search(&pc).is_ok()
    }
}
