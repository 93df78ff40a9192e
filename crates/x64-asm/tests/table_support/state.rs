//! The registers and the memory that an instruction sees, and the routine around it.

use std::sync::OnceLock;

use exec_mem::Arena;
use x64_asm::{Assembler, Features, Gpr, Mem, RDI, RSP, Xmm, Ymm};

/// What the routine loads before the instruction and stores behind it.
#[repr(C, align(64))]
#[derive(Clone)]
pub struct State {
    /// The image of `fxsave64`: MMX registers, the x87 stack, control and status words.
    pub fx: [u8; 512],
    pub vectors: [[u8; 32]; 16],
    /// By number; that of `rsp` is not used.
    pub gprs: [u64; 16],
    pub flags: u64,
    host_mxcsr: u32,
    padding: [u8; 52],
    /// What memory operands lie in.
    pub memory: [u8; MEMORY],
}

/// Enough for an area of XSAVE.
pub const MEMORY: usize = 1024;

const VECTORS: i32 = 512;
const GPRS: i32 = 1024;
const FLAGS: i32 = 1152;
const HOST_MXCSR: i32 = 1160;

const _: () = {
    assert!(std::mem::offset_of!(State, vectors) == VECTORS as usize);
    assert!(std::mem::offset_of!(State, gprs) == GPRS as usize);
    assert!(std::mem::offset_of!(State, flags) == FLAGS as usize);
    assert!(std::mem::offset_of!(State, host_mxcsr) == HOST_MXCSR as usize);
    assert!(std::mem::offset_of!(State, memory) % 64 == 0);
};

/// The flags that arithmetic sets: CF, PF, AF, ZF, SF, OF.
pub const ARITHMETIC: u64 = 0x8d5;

impl State {
    /// Zeros, an empty x87 stack, all exceptions masked.
    pub fn new() -> State {
        let mut fx = [0; 512];
        fx[..2].copy_from_slice(&0x37f_u16.to_le_bytes());
        fx[24..28].copy_from_slice(&0x1f80_u32.to_le_bytes());
        State {
            fx,
            vectors: [[0; 32]; 16],
            gprs: [0; 16],
            flags: 0x202,
            host_mxcsr: 0,
            padding: [0; 52],
            memory: [0; MEMORY],
        }
    }

    pub fn address(&self, offset: usize) -> u64 {
        self.memory[offset..].as_ptr() as u64
    }
}

/// What the processor has, asked once: under a hypervisor each question takes long.
pub fn processor() -> Features {
    static ONCE: OnceLock<Features> = OnceLock::new();
    *ONCE.get_or_init(Features::detect)
}

/// Whether the processor has the wide registers.
fn is_wide() -> bool {
    processor().contains(Features::AVX)
}

/// Assembles one instruction between the load of a state and its store.
pub fn code(assemble: impl FnOnce(&mut Assembler)) -> Vec<u8> {
    let mut a = Assembler::with_features(processor());
    let saved = [3, 5, 12, 13, 14, 15].map(|number| Gpr::new(number).unwrap());
    saved.into_iter().for_each(|gpr| a.push_r(gpr));
    a.push_r(RDI);
    a.stmxcsr_m(Mem::base(RDI).disp(HOST_MXCSR));
    a.fxrstor64_m(Mem::base(RDI));
    vectors(&mut a, true);
    a.push_m(Mem::base(RDI).disp(FLAGS));
    a.popfq();
    gprs().for_each(|gpr| a.mov_rm64(gpr, field(gpr)));
    a.mov_rm64(RDI, field(RDI));
    assemble(&mut a);
    // Neither moves nor the exchange change flags.
    a.xchg_mr64(Mem::base(RSP), RDI);
    gprs().for_each(|gpr| a.mov_mr64(field(gpr), gpr));
    a.pop_m(field(RDI));
    a.pushfq();
    a.pop_m(Mem::base(RDI).disp(FLAGS));
    a.cld();
    vectors(&mut a, false);
    a.fxsave64_m(Mem::base(RDI));
    a.fninit();
    a.ldmxcsr_m(Mem::base(RDI).disp(HOST_MXCSR));
    if is_wide() {
        a.vzeroupper();
    }
    saved.into_iter().rev().for_each(|gpr| a.pop_r(gpr));
    a.ret();
    a.finish().expect("the instruction is one of this processor's").bytes().to_vec()
}

fn field(gpr: Gpr) -> Mem {
    Mem::base(RDI).disp(GPRS + 8 * i32::from(gpr.number()))
}

/// All but the stack pointer and the one that points to the state.
fn gprs() -> impl Iterator<Item = Gpr> {
    Gpr::ALL.into_iter().filter(|gpr| *gpr != RSP && *gpr != RDI)
}

fn vectors(a: &mut Assembler, load: bool) {
    for number in 0..16 {
        let (xmm, ymm) = (Xmm::new(number).unwrap(), Ymm::new(number).unwrap());
        let mem = Mem::base(RDI).disp(VECTORS + 32 * i32::from(number));
        match (is_wide(), load) {
            (true, true) => a.vmovups_ym(ymm, mem),
            (true, false) => a.vmovups_my(mem, ymm),
            (false, true) => a.movups_xm(xmm, mem),
            (false, false) => a.movups_mx(mem, xmm),
        }
    }
}

/// A published routine.
pub struct Routine(exec_mem::Code);

impl Routine {
    pub fn new(arena: &Arena, bytes: &[u8]) -> Routine {
        let mut draft = arena.draft_aligned(bytes.len(), 32).expect("there is room");
        draft.append(bytes).expect("the draft is as long as the code");
        Routine(draft.publish().expect("publishing is allowed here"))
    }

    pub fn run(&self, state: &mut State) {
        // SAFETY: the code follows the System V convention for one pointer: it reads and writes what
        // the pointer names and the operands in its `memory`, restores what a callee must restore,
        // and leaves an empty x87 stack (`code` above).
        let entry = unsafe { self.0.entry::<extern "sysv64" fn(*mut State)>() };
        entry.call(state);
    }
}
