//! The contract between machine code and the vm that runs it: what registers hold, the layout of
//! the context and of function records, the helpers that machine code may call.
//!
//! # Two conventions
//!
//! The *entry trampoline* is `extern "sysv64" fn(context, base, code, depth_bytes) -> u64` on
//! x86-64 ([`machine_fn`](crate::machine_fn)). It saves the callee-saved registers, loads the
//! pinned ones, calls `code` by the internal convention and returns its result. On ARM64 it is
//! `extern "C"`.
//!
//! The *internal* convention holds behind every entry slot. There is compiled code, or the stub
//! that has the interpreter run the function. A typed entry slot is for callers that know the kinds
//! of their arguments ([`Signature`]). They pass the arguments in the same words; the callee does
//! not check their kinds.
//!
//! At an entry these registers are set:
//!
//! | x86-64 | ARM64 | holds |
//! |---|---|---|
//! | r15 | x28 | `*mut VmContext` |
//! | r14 | x27 | `Bits::INT_TAG` |
//! | r13 | | what untags a heap pointer: `[rax + r13 + 8]` is the word at 8 of the object in rax |
//! | rbp | x29 | base of the callee's window: `[rbp + 8n]` is slot n, `[rbp - 8]` the callee |
//!
//! The callee returns the boxed result in rax or x0 with the carry flag clear, or `EXC` or `EXIT`
//! with the carry flag set. It keeps these registers and the stack pointer, and may clobber all
//! others. A compiled frame is 16 bytes of native stack: the base of its window, and above it the
//! return address. Right below the frame of one that has called something is the address where it
//! goes on. On x86-64 the call pushes it there, on ARM64 the callee does, or the caller of a
//! helper.
//!
//! # Frames
//!
//! A frame is a window of the value stack: `base[-1]` is the callee, `base[0..params]` are the
//! arguments, behind them come the locals up to `slots`, then the operands. The top operands of a
//! caller, which are the callee and its arguments, are the words `base[-1..params]` of the callee.
//! The result replaces `base[-1]`. At a safepoint every word below `top` is a valid value.
//!
//! # Safepoints
//!
//! Before machine code calls a helper whose documentation says *safepoint*, it sets `top`, `base`
//! and `pc` of the context. Every value that is used behind the call is in the frame.
//!
//! # Depth
//!
//! One sum decides where the stack overflows, the same in every tier. The address of the frame's
//! end (`base + slots + max_depth`) plus 16 bytes for each active call must not pass `stack_end`.
//! In machine code each active call has 16 bytes of native stack. So the test is
//! `base + frame_bytes - sp <= stack_limit`, where sp is the stack pointer. The entry trampoline
//! sets `stack_limit = stack_end - depth_bytes - sp of the first frame`.

mod call_entry;
pub(crate) mod closed;

pub use call_entry::CallEntry;

use heap::Bits;

use crate::kind::Kind;

/// Words of the value stack, unless the host sets another number. They limit how deep calls nest.
pub const DEFAULT_STACK_SLOTS: usize = 400_000;

/// Words of [`VmContext::lengths`].
pub const LENGTHS: usize = 4;

/// Words of [`VmContext::spills`].
pub const SPILLS: usize = 96;

/// Words above the operands of the running frame that optimised code may use at a safepoint and at
/// an exit, whether they count for the depth or not: the value stack has that many to spare behind
/// its end.
pub const WORDS_ABOVE: u32 = 128;

/// What each active call adds to the depth beside the words of its frame, in bytes.
pub const CALL_BYTES: u64 = 16;

/// Gives a function or a function type the calling convention between the vm and machine code. On
/// x86-64 that is `sysv64` on every system; elsewhere it is the platform's own.
///
/// ```
/// type Twice = jit::machine_fn!(fn(i32) -> i32);
///
/// jit::machine_fn! {
///     /// Doubles a number.
///     pub fn twice(number: i32) -> i32 { 2 * number }
/// }
/// let twice: Twice = twice;
/// assert_eq!(twice(21), 42);
/// ```
#[cfg(target_arch = "x86_64")]
#[macro_export]
macro_rules! machine_fn {
    ($($item:tt)*) => { $crate::fn_with_abi! { "sysv64" $($item)* } };
}

/// Gives a function or a function type the calling convention between the vm and machine code,
/// which is the platform's own.
#[cfg(not(target_arch = "x86_64"))]
#[macro_export]
macro_rules! machine_fn {
    ($($item:tt)*) => { $crate::fn_with_abi! { "C" $($item)* } };
}

/// Gives a function or a function type the calling convention that stands before it.
#[doc(hidden)]
#[macro_export]
macro_rules! fn_with_abi {
    ($abi:literal fn($($param:tt)*) -> $result:ty) => { extern $abi fn($($param)*) -> $result };
    ($abi:literal unsafe fn($($param:tt)*) -> $result:ty) => { unsafe extern $abi fn($($param)*) -> $result };
    ($abi:literal $(#[$meta:meta])* $vis:vis fn $($rest:tt)*) => {
        $(#[$meta])* $vis extern $abi fn $($rest)*
    };
    ($abi:literal $(#[$meta:meta])* $vis:vis unsafe fn $($rest:tt)*) => {
        $(#[$meta])* $vis unsafe extern $abi fn $($rest)*
    };
}

macro_rules! define_helpers {
    ($( $(#[doc = $doc:literal])+ $name:ident $variant:ident; )*) => {
        /// A function of the vm that machine code calls.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Helper { $( $(#[doc = $doc])+ $variant, )* }

        impl Helper {
            /// All helpers, in the order of [`HelperTable`].
            pub const ALL: &'static [Helper] = &[ $( Helper::$variant, )* ];

            /// The name in listings.
            pub const fn name(self) -> &'static str {
                match self { $( Helper::$variant => stringify!($name), )* }
            }

            /// Offset of the helper's address in [`VmContext`].
            pub const fn offset(self) -> i32 {
                (std::mem::offset_of!(VmContext, helpers) + 8 * self as usize) as i32
            }
        }

        /// The helpers' addresses.
        #[derive(Clone, Copy)]
        #[repr(C)]
        pub struct HelperTable { $( $(#[doc = $doc])+ pub $name: HelperFn, )* }
    };
}

/// A helper: `(context, words, immediate)`. Unless the helper says otherwise, `words` points at the
/// operands in the frame, lowest first. The result is a value, or `EXC` while the vm holds the
/// error.
pub type HelperFn = crate::machine_fn!(unsafe fn(context: *mut VmContext, words: *mut Bits, immediate: u64) -> Bits);

define_helpers! {
    /// ADD of words 0 and 1. Safepoint.
    add Add;
    /// SUB of words 0 and 1.
    sub Sub;
    /// MUL of words 0 and 1.
    mul Mul;
    /// DIV of words 0 and 1.
    div Div;
    /// MOD of words 0 and 1.
    rem Mod;
    /// NEG of word 0.
    neg Neg;
    /// PLUS of word 0.
    plus Plus;
    /// LT of words 0 and 1: true or false.
    lt Lt;
    /// LE of words 0 and 1: true or false.
    le Le;
    /// GT of words 0 and 1: true or false.
    gt Gt;
    /// GE of words 0 and 1: true or false.
    ge Ge;
    /// EQ of words 0 and 1: true or false.
    eq Eq;
    /// NE of words 0 and 1: true or false.
    ne Ne;
    /// TO_BOOL of word 0: true or false.
    to_bool ToBool;
    /// A new cell with word 0. Safepoint.
    new_cell NewCell;
    /// The value in the cell that word 0 is.
    load_cell LoadCell;
    /// Stores word 0 into the cell in slot `immediate` of the context's `base`. Result nil.
    store_cell StoreCell;
    /// The value of upvalue `immediate`; `words` is the frame's base.
    load_upvalue LoadUpvalue;
    /// Stores word 0 into upvalue `immediate` of the context's `base`. Result nil.
    store_upvalue StoreUpvalue;
    /// A new function over chunk `immediate`; `words` is the frame's base. Safepoint.
    make_closure MakeClosure;
    /// The value of global `immediate`, or the error of an unset one; `words` is the frame's base.
    load_global LoadGlobal;
    /// Stores word 0 into global `immediate` of the context's `base`. Result nil.
    store_global StoreGlobal;
    /// Calls word 0 with `immediate` arguments behind it. Safepoint; needs `native_sp`.
    call Call;
    /// Calls word 0, a struct definition, with `immediate` arguments behind it. Safepoint.
    construct Construct;
    /// Calls closed chunk `immediate` with the words. Safepoint; needs `native_sp`.
    call_closed CallClosed;
    /// Property of word 0; `immediate` is the index of the instruction. Safepoint.
    load_property LoadProperty;
    /// Sets a property of word 0 to word 1; `immediate` is the index of the instruction. Result
    /// nil. Safepoint.
    store_property StoreProperty;
    /// LOAD_INDEX of words 0 and 1. Safepoint.
    load_index LoadIndex;
    /// Whether word 0 is a map that has the key in word 1: true or false.
    has Has;
    /// STORE_INDEX of words 0, 1 and 2. Result nil. Safepoint.
    store_index StoreIndex;
    /// A new array of `immediate` words. Safepoint.
    new_array NewArray;
    /// A new map. Safepoint.
    new_map NewMap;
    /// A new instance of struct `immediate` from the words. Safepoint.
    new_object NewObject;
    /// The definition of struct `immediate`. Safepoint.
    struct_def StructDef;
    /// ARRAY_PUSH of words 0 and 1. Result nil. Safepoint.
    array_push ArrayPush;
    /// ARRAY_POP of word 0. Safepoint.
    array_pop ArrayPop;
    /// ARRAY_LEN of word 0.
    array_len ArrayLen;
    /// Runs import `immediate`. Safepoint; needs `native_sp`.
    import Import;
    /// Prints word 0. Result nil. Safepoint.
    print Print;
    /// Ends the program: always `EXC`.
    halt Halt;
    /// The poll byte was set: the error of an interrupt, or nil to go on. Safepoint.
    interrupt Interrupt;
    /// Fuel ran out: always `EXC`. Safepoint.
    out_of_fuel OutOfFuel;
    /// The frame does not fit: always `EXC`.
    stack_overflow StackOverflow;
    /// Runs a function in the interpreter; `words` is the base of its frame. Needs `native_sp`.
    call_interpreted CallInterpreted;
    /// Notes that the instruction calls word 0. Result nil.
    observe_call ObserveCall;
    /// Goes on in the interpreter where the last exit left (deoptimised). Needs `native_sp`.
    resume Resume;
    /// Stores word 1, a pointer, at the address in word 2. The address is in the object that word 0
    /// is, or in that object's storage. The words are `spills` of the context. Result nil. No
    /// safepoint.
    store_pointer StorePointer;
}

/// What machine code reads and writes through r15. The vm makes it and owns it.
#[repr(C)]
pub struct VmContext {
    /// End of the valid words of the value stack; set at safepoints.
    pub top: *mut Bits,
    /// Base of the running frame; set at safepoints and exits.
    pub base: *mut Bits,
    /// Index of the running instruction; set at safepoints.
    pub pc: u32,
    /// The id of the exit that was taken.
    pub exit_id: u32,
    /// Not zero if the program is to stop. LOOP rows and entries poll it; other threads write it.
    pub poll: std::sync::atomic::AtomicU8,
    /// The address of the first byte of the code whose exit was taken.
    pub exit_start: *const u8,
    /// The greatest `frame end - sp`; see [Depth](self#depth).
    pub stack_limit: i64,
    /// The address that the sum of [Depth](self#depth) must not pass.
    pub stack_end: u64,
    /// The native stack pointer of the compiled frame, before a helper that may run programs.
    pub native_sp: u64,
    /// Fuel left, for metered code.
    pub fuel: i64,
    /// Where the heap has room for new objects.
    pub alloc_buffer: *mut heap::layout::AllocBuffer,
    /// The secrets of the heap's hash of ints.
    pub hash_secret: [u64; 3],
    /// In forcible code, for tests: the id of the exit whose guard is to fail.
    pub force_site: u32,
    /// How often that guard is used until it fails.
    pub force_count: u32,
    /// Lengths of arrays that a loop keeps here until it calls a helper or ends.
    pub lengths: [u32; LENGTHS],
    /// The addresses of the helpers.
    pub helpers: HelperTable,
    /// Values that optimised code has no register for, between safepoints and calls.
    pub spills: [u64; SPILLS],
}

/// What callers need to know of a function of a module instance. A record does not move while the
/// instance lives.
#[derive(Debug)]
#[repr(C)]
pub struct FunctionRecord {
    /// Entry slot: code of the internal convention that runs the function. Every call reads it
    /// anew, because the vm replaces the code, and frees it, while programs run.
    pub entry: *const u8,
    /// How many parameters the function has.
    pub params: u32,
    /// The size of its slots and its deepest operand stack together, in bytes.
    pub frame_bytes: u32,
    /// A number that no other record of the vm has or had.
    pub id: u32,
    /// How often counted code may still run an entry or a LOOP row before it exits as hot.
    pub heat: u32,
    /// Typed entry slot: code that relies on the kinds in `signature`; without such code the same
    /// as `entry`.
    pub typed_entry: *const u8,
    /// The kinds that `typed_entry` relies on. They are set when code with a typed entry is first
    /// published, and do not change afterwards, because callers were compiled for them.
    pub signature: Signature,
}

/// The kinds of the arguments that a typed entry relies on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[repr(transparent)]
pub struct Signature(u64);

impl Signature {
    /// The entry relies on nothing.
    pub const NONE: Signature = Signature(0);
    /// The first parameters, whose kinds a signature has room for.
    const PARAMS: usize = 32;

    /// The signature of these kinds, by parameter. Only the kinds of numbers are relied on.
    pub fn of(kinds: impl IntoIterator<Item = Kind>) -> Signature {
        let kinds = kinds.into_iter().take(Signature::PARAMS).enumerate();
        Signature(kinds.fold(0, |bits, (param, kind)| bits | Signature::code(kind) << (2 * param)))
    }

    /// The kind of a parameter, `Unknown` if the entry does not rely on it.
    pub fn kind(self, param: usize) -> Kind {
        match self.0.checked_shr(2 * param as u32).unwrap_or(0) & 3 {
            1 => Kind::Int,
            2 => Kind::Float,
            _ => Kind::Unknown,
        }
    }

    /// The kinds of the parameters, up to the last that the entry relies on.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        let params = Signature::PARAMS - self.0.leading_zeros() as usize / 2;
        (0..params).map(move |param| self.kind(param))
    }

    fn code(kind: Kind) -> u64 {
        match kind {
            Kind::Int => 1,
            Kind::Float => 2,
            Kind::Unknown | Kind::Bool | Kind::Object(_) => 0,
        }
    }
}

/// The offset of a module's id in the record that the module object points to, in bytes.
pub const MODULE_ID: usize = 0;

/// Offsets into [`VmContext`] and [`FunctionRecord`] as machine code uses them.
pub mod offset {
    use super::{FunctionRecord, VmContext};
    use std::mem::offset_of;

    /// `top`
    pub const TOP: i32 = offset_of!(VmContext, top) as i32;
    /// `base`
    pub const BASE: i32 = offset_of!(VmContext, base) as i32;
    /// `pc`
    pub const PC: i32 = offset_of!(VmContext, pc) as i32;
    /// `exit_id`
    pub const EXIT_ID: i32 = offset_of!(VmContext, exit_id) as i32;
    /// `exit_start`
    pub const EXIT_START: i32 = offset_of!(VmContext, exit_start) as i32;
    /// `poll`
    pub const POLL: i32 = offset_of!(VmContext, poll) as i32;
    /// `stack_limit`
    pub const STACK_LIMIT: i32 = offset_of!(VmContext, stack_limit) as i32;
    /// `stack_end`
    pub const STACK_END: i32 = offset_of!(VmContext, stack_end) as i32;
    /// `native_sp`
    pub const NATIVE_SP: i32 = offset_of!(VmContext, native_sp) as i32;
    /// `alloc_buffer`
    pub const ALLOC_BUFFER: i32 = offset_of!(VmContext, alloc_buffer) as i32;
    /// `hash_secret`
    pub const HASH_SECRET: i32 = offset_of!(VmContext, hash_secret) as i32;
    /// `fuel`
    pub const FUEL: i32 = offset_of!(VmContext, fuel) as i32;
    /// `force_site`
    pub const FORCE_SITE: i32 = offset_of!(VmContext, force_site) as i32;
    /// `lengths`
    pub const LENGTHS: i32 = offset_of!(VmContext, lengths) as i32;
    /// `spills`
    pub const SPILLS: i32 = offset_of!(VmContext, spills) as i32;
    /// `force_count`
    pub const FORCE_COUNT: i32 = offset_of!(VmContext, force_count) as i32;
    /// `entry`
    pub const RECORD_ENTRY: i32 = offset_of!(FunctionRecord, entry) as i32;
    /// `typed_entry`
    pub const RECORD_TYPED_ENTRY: i32 = offset_of!(FunctionRecord, typed_entry) as i32;
    /// `heat`
    pub const RECORD_HEAT: i32 = offset_of!(FunctionRecord, heat) as i32;
    /// `params`
    pub const RECORD_PARAMS: i32 = offset_of!(FunctionRecord, params) as i32;
}

/// Something of a module instance whose address the vm writes into the code when it publishes it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Symbol {
    /// The constants' words, one for each constant of the module.
    Constants,
    /// The globals' words, one for each global of the module.
    Globals,
    /// In covered code, for tests: counters of 4 bytes, at `4 * coverage_index`.
    Coverage,
    /// The record of a function of the module.
    Record(bytecode::ChunkId),
    /// The word of the module member that the instruction at this index reads.
    Member(u32),
    /// The word of the module member that an instruction of another function of the module reads.
    MemberOf(bytecode::ChunkId, u32),
    /// The kind words of the module's structs, 4 bytes each, one for each declaration.
    Shapes,
    /// Where objects have the field that an instruction of a function reads: an offset in bytes for
    /// each kind below [`FIELD_OFFSETS`], 2 bytes each; 0 if they have none, or it is not known.
    Fields(bytecode::ChunkId, u32),
}

/// Kinds and shapes of which a table of [`Symbol::Fields`] tells: all that begin with 0.
pub const FIELD_OFFSETS: usize = 256;

/// What covered code counts for each opcode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Covered {
    /// The template ran.
    Hot,
    /// The template's slow path ran.
    Slow,
}

/// The index of the counter for an opcode and what happened.
pub const fn coverage_index(opcode: bytecode::Opcode, what: Covered) -> u32 {
    opcode as u32 * 2 + what as u32
}

const _: () = assert!(offset::STACK_LIMIT < 128, "the hot fields are within a short displacement");
const _: () = assert!(Helper::ALL.len() * 8 == size_of::<HelperTable>());
