//! The door into machine code: the two pieces of code that join the conventions of
//! [`jit::abi`], and the one call that goes through them.

use exec_mem::{Arena, Code};
use heap::Bits;
use jit::Type;
use jit::abi::{Helper, VmContext, offset};
use x64_asm::{Assembler, Cond, Gpr, Mem, R12, R13, R14, R15, RAX, RBP, RBX, RCX, RDI, RDX, RSI, RSP};

use crate::activation::{self, Segment};
use crate::context::Cx;
use crate::tier::{self, Entered};

/// `(context, base, code, depth in bytes)`: see [`jit::abi`].
pub(crate) type DoorFn = jit::machine_fn!(unsafe fn(*mut VmContext, *mut Bits, *const u8, u64) -> Bits);

/// The registers that a caller of the system convention expects to find again.
const SAVED: [Gpr; 6] = [RBP, RBX, R12, R13, R14, R15];

/// What is added to a boxed pointer to make it an address, modulo 2^64.
const UNTAG: u64 = Bits::HEAP_TAG.wrapping_neg();

/// What the door is published as.
const DOOR: &str = "door";

/// Bytes of native stack between the stack pointer of a piece of code, at a call that it makes, and its
/// caller's: what a debugger needs to go on to the caller. The caller's rbp is the word below the return
/// address. `name` is what the code was published as.
pub fn native_frame_bytes(name: &str) -> u8 {
    const WORD: usize = size_of::<u64>();
    // The return address, the registers, and the depth limit; any other code has a compiled frame.
    let bytes = if name == DOOR { WORD + SAVED.len() * WORD + WORD } else { jit::abi::CALL_BYTES as usize };
    bytes as u8
}

/// The code of the door and of the interpreter's stub.
#[derive(Debug)]
pub(crate) struct Door {
    /// Kept alive for `function`.
    _door: Code,
    function: DoorFn,
    stub: Code,
}

impl Door {
    /// Publishes the two.
    ///
    /// # Errors
    /// What the arena says.
    pub(crate) fn new(arena: &Arena) -> Result<Door, exec_mem::Error> {
        let door = publish(arena, DOOR, &assemble(door_code))?;
        // SAFETY: the bytes are `door_code`'s, which is a function of this type.
        let entry = unsafe { door.entry::<DoorFn>() };
        // SAFETY: the code is kept in the same value.
        let function = unsafe { entry.function() };
        let stub = publish(arena, "call interpreted", &assemble(stub_code))?;
        Ok(Door { _door: door, function, stub })
    }

    /// The entry of functions that are not compiled, of the internal convention.
    pub(crate) fn interpreter_entry(&self) -> *const u8 {
        std::ptr::with_exposed_provenance(self.stub.base())
    }

    pub(crate) fn function(&self) -> DoorFn {
        self.function
    }
}

/// Code that goes to the entry for the kinds that the arguments have, else to `other`. Which kinds tells numbers apart,
/// and from all that are none. It leaves everything else as it found it.
///
/// # Errors
/// What the arena says.
pub(crate) fn dispatcher(
    arena: &Arena,
    cases: &[(&[Type], *const u8)],
    other: *const u8,
) -> Result<Code, exec_mem::Error> {
    let mut asm = Assembler::new();
    asm.mov_ri64(RCX, Bits::MAX_FLOAT.cast_signed());
    for (kinds, entry) in cases {
        let next = asm.label();
        for (param, kind) in (0..).zip(*kinds) {
            asm.mov_rm64(RAX, Mem::base(RBP).disp(8 * param));
            match kind {
                Type::Int => {
                    asm.cmp_rr64(RAX, R14);
                    asm.jcc(Cond::B, next);
                }
                Type::Float => {
                    asm.cmp_rr64(RAX, RCX);
                    asm.jcc(Cond::A, next);
                }
                Type::Unknown | Type::Bool | Type::Object(_) => {
                    asm.cmp_rr64(RAX, R14);
                    asm.jcc(Cond::AE, next);
                    asm.cmp_rr64(RAX, RCX);
                    asm.jcc(Cond::BE, next);
                }
            }
        }
        asm.mov_ri64(RAX, (*entry as u64).cast_signed());
        asm.jmp_r(RAX);
        asm.bind(next);
    }
    asm.mov_ri64(RAX, (other as u64).cast_signed());
    asm.jmp_r(RAX);
    let code = asm.finish().expect("every label is bound");
    publish(arena, "dispatch", code.bytes())
}

/// Publishes finished code under a name.
///
/// # Errors
/// What the arena says.
pub(crate) fn publish(arena: &Arena, name: &str, bytes: &[u8]) -> Result<Code, exec_mem::Error> {
    let mut draft = arena.draft(bytes.len())?;
    draft.append(bytes)?;
    draft.set_name(name);
    Ok(draft.publish()?)
}

fn assemble(code: fn(&mut Assembler)) -> Vec<u8> {
    let mut asm = Assembler::new();
    code(&mut asm);
    let code = asm.finish().expect("fixed code has no unbound label");
    code.bytes().to_vec()
}

fn context(offset: i32) -> Mem {
    Mem::base(RDI).disp(offset)
}

/// Saves what the caller owns, sets the depth limit, loads the pinned registers, calls.
fn door_code(asm: &mut Assembler) {
    for register in SAVED {
        asm.push_r(register);
    }
    asm.push_m(context(offset::STACK_LIMIT));
    // The first frame's rsp is 16 below: its return address and its rbp.
    asm.mov_rm64(RAX, context(offset::STACK_END));
    asm.sub_rr64(RAX, RCX);
    asm.sub_rr64(RAX, RSP);
    asm.add_ri64(RAX, 16);
    asm.mov_mr64(context(offset::STACK_LIMIT), RAX);
    asm.mov_rr64(R15, RDI);
    asm.mov_rr64(RBP, RSI);
    asm.mov_ri64(R14, Bits::INT_TAG.cast_signed());
    asm.mov_ri64(R13, UNTAG.cast_signed());
    asm.call_r(RDX);
    asm.pop_m(Mem::base(R15).disp(offset::STACK_LIMIT));
    for register in SAVED.into_iter().rev() {
        asm.pop_r(register);
    }
    asm.ret();
}

/// Runs the function whose window rbp is the base of in the interpreter.
fn stub_code(asm: &mut Assembler) {
    let failed = asm.label();
    asm.push_r(RBP);
    asm.mov_mr64(Mem::base(R15).disp(offset::NATIVE_SP), RSP);
    asm.mov_rr64(RDI, R15);
    asm.mov_rr64(RSI, RBP);
    asm.xor_rr32(RDX, RDX);
    asm.call_m(Mem::base(R15).disp(Helper::CallInterpreted.offset()));
    let exc_below_tag = Bits::INT_TAG - Bits::EXC.raw();
    asm.lea_rm64(RCX, Mem::base(R14).disp(-(exc_below_tag as i32)));
    asm.cmp_rr64(RAX, RCX);
    asm.pop_r(RCX);
    asm.jcc(Cond::E, failed);
    asm.clc();
    asm.ret();
    asm.bind(failed);
    asm.stc();
    asm.ret();
}

/// Runs machine code from its entry, with the window at `base`. `depth` counts the active calls
/// below the function whose window it is.
///
/// # Safety
/// The window holds what the entry expects; the context is the running vm's.
pub(crate) unsafe fn enter(cx: Cx, base: *mut Bits, entry: *const u8, depth: u32) -> Entered {
    let guard = tier::inside(cx);
    let Some(function) = cx.engine().tier.door() else { return Entered::Stay };
    let result = activation::run(cx, Segment::Compiled { depth }, || {
        // SAFETY: by the contract: the entry is code of the internal convention, kept until `guard` is dropped.
        unsafe { function(cx.abi(), base, entry, jit::abi::CALL_BYTES * u64::from(depth)) }
    });
    let entered = match result {
        Bits::EXC => Entered::Error,
        // SAFETY: an exit leaves the frame as the interpreter needs it.
        Bits::EXIT => Entered::Exited { pc: unsafe { tier::last_exit(cx, base) } },
        value => Entered::Returned(value),
    };
    drop(guard);
    entered
}
