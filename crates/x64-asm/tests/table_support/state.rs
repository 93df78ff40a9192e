//! The registers and the memory that an instruction sees, and the routine around it.

use std::sync::OnceLock;

use exec_mem::Arena;
use x64_asm::{Assembler, Features, Gpr, KMask, Mem, RCX, RDI, RSI, RSP, Xmm, Ymm, Zmm};

/// What the routine loads before the instruction and stores behind it.
#[repr(C, align(64))]
#[derive(Clone)]
pub struct State {
    /// The image of `fxsave64`: MMX registers, the x87 stack, control and status words.
    pub fx: [u8; 512],
    pub vectors: [[u8; VECTOR]; 32],
    pub masks: [u64; 8],
    /// By number; that of `rsp` is not used.
    pub gprs: [u64; 16],
    pub flags: u64,
    host_mxcsr: u32,
    padding: [u8; 52],
    /// What memory operands lie in.
    pub memory: [u8; MEMORY],
}

/// Bytes of the widest vector register.
pub const VECTOR: usize = 64;

/// Enough for an area of XSAVE.
pub const MEMORY: usize = 1024;

const VECTORS: i32 = 512;
const MASKS: i32 = 2560;
const GPRS: i32 = 2624;
const FLAGS: i32 = 2752;
const HOST_MXCSR: i32 = 2760;

const _: () = {
    assert!(std::mem::offset_of!(State, vectors) == VECTORS as usize);
    assert!(std::mem::offset_of!(State, masks) == MASKS as usize);
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
            vectors: [[0; VECTOR]; 32],
            masks: [0; 8],
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

/// Bytes of the vector registers that the processor has; with 64 of them it also has all 32 registers
/// and the masks.
pub fn width() -> usize {
    let has = |features| processor().contains(features);
    match (has(Features::AVX512F | Features::AVX512BW), has(Features::AVX)) {
        (true, _) => 64,
        (false, true) => 32,
        (false, false) => 16,
    }
}

/// Assembles one instruction between the load of a state and its store.
pub fn code(assemble: impl FnOnce(&mut Assembler)) -> Vec<u8> {
    code_at(None, assemble)
}

/// The same, the operands in memory lying at an address outside the state: it is written there before
/// the instruction, and read back behind it.
pub fn code_at(memory: Option<u64>, assemble: impl FnOnce(&mut Assembler)) -> Vec<u8> {
    let mut a = Assembler::with_features(processor());
    let saved = [3, 5, 12, 13, 14, 15].map(|number| Gpr::new(number).unwrap());
    saved.into_iter().for_each(|gpr| a.push_r(gpr));
    a.push_r(RDI);
    a.stmxcsr_m(Mem::base(RDI).disp(HOST_MXCSR));
    a.fxrstor64_m(Mem::base(RDI));
    vectors(&mut a, true);
    if let Some(address) = memory {
        copy(&mut a, address, true);
    }
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
    if let Some(address) = memory {
        copy(&mut a, address, false);
    }
    vectors(&mut a, false);
    a.fxsave64_m(Mem::base(RDI));
    a.fninit();
    a.ldmxcsr_m(Mem::base(RDI).disp(HOST_MXCSR));
    if width() > 16 {
        a.vzeroupper();
    }
    saved.into_iter().rev().for_each(|gpr| a.pop_r(gpr));
    a.ret();
    a.finish().expect("the instruction is one of this processor's").bytes().to_vec()
}

/// Between the state's memory and an address; `rdi` stays.
fn copy(a: &mut Assembler, address: u64, out: bool) {
    let offset = std::mem::offset_of!(State, memory) as i32;
    let (own, other) = if out { (RSI, RDI) } else { (RDI, RSI) };
    a.push_r(RDI);
    a.lea_rm64(own, Mem::base(RDI).disp(offset));
    a.mov_ri64(other, address as i64);
    a.mov_ri32(RCX, MEMORY as i32);
    a.rep_movsb();
    a.pop_r(RDI);
}

/// An address behind which nothing can be read or written.
#[cfg(target_os = "linux")]
pub fn end_of_page(arena: &Arena) -> u64 {
    use x64_asm::{R8, R9, R10, RAX, RBX, RDX};
    const PAGE: i32 = 4096;
    const READ_AND_WRITE: i32 = 3;
    const PRIVATE_AND_ANONYMOUS: i32 = 0x22;
    let bytes = code(|a| {
        // Two pages from `mmap`, the second one of them closed by `mprotect`.
        a.mov_ri32(RAX, 9);
        a.mov_ri32(RDI, 0);
        a.mov_ri32(RSI, 2 * PAGE);
        a.mov_ri32(RDX, READ_AND_WRITE);
        a.mov_ri32(R10, PRIVATE_AND_ANONYMOUS);
        a.mov_ri64(R8, -1);
        a.mov_ri32(R9, 0);
        a.syscall();
        a.lea_rm64(RBX, Mem::base(RAX).disp(PAGE));
        a.mov_rr64(RDI, RBX);
        a.mov_ri32(RSI, PAGE);
        a.mov_ri32(RDX, 0);
        a.mov_ri32(RAX, 10);
        a.syscall();
    });
    let mut state = State::new();
    Routine::new(arena, &bytes).run(&mut state);
    assert_eq!(state.gprs[0], 0, "mprotect");
    state.gprs[3]
}

/// Only Linux is asked for pages, by its numbers of system calls.
#[cfg(not(target_os = "linux"))]
pub fn end_of_page(_: &Arena) -> u64 {
    0
}

fn field(gpr: Gpr) -> Mem {
    Mem::base(RDI).disp(GPRS + 8 * i32::from(gpr.number()))
}

/// All but the stack pointer and the one that points to the state.
fn gprs() -> impl Iterator<Item = Gpr> {
    Gpr::ALL.into_iter().filter(|gpr| *gpr != RSP && *gpr != RDI)
}

fn vectors(a: &mut Assembler, load: bool) {
    let width = width();
    for number in 0..if width == 64 { 32 } else { 16 } {
        let mem = Mem::base(RDI).disp(VECTORS + VECTOR as i32 * i32::from(number));
        let (ymm, zmm) = (Ymm::new(number).unwrap(), Zmm::new(number).unwrap());
        match (width, load, Xmm::new(number)) {
            (64, true, _) => a.vmovups_zm(zmm, mem),
            (64, false, _) => a.vmovups_mz(mem, zmm),
            (32, true, _) => a.vmovups_ym(ymm, mem),
            (32, false, _) => a.vmovups_my(mem, ymm),
            (_, true, xmm) => a.movups_xm(xmm.unwrap(), mem),
            (_, false, xmm) => a.movups_mx(mem, xmm.unwrap()),
        }
    }
    if width == 64 {
        for mask in KMask::ALL {
            let mem = Mem::base(RDI).disp(MASKS + 8 * i32::from(mask.number()));
            if load { a.kmovq_km(mask, mem) } else { a.kmovq_mk(mem, mask) }
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
