//! Routines that run one instruction on awkward operands.

use exec_mem::Arena;
use x64_asm::{Assembler, Features, Mem, RCX, RDI, RDX, RSI, XMM0, XMM1, XMM2, YMM0, YMM1, YMM2};

/// Three operands and a result, each of 32 bytes.
type Run = extern "sysv64" fn(*const u8, *const u8, *const u8, *mut u8);

/// Runs what is assembled on all pairs of inputs, with a third that changes, and hands each result on.
///
/// The inputs are in vector registers 0 to 2, and at the addresses in `rdi`, `rsi` and `rdx`; the
/// result is in vector register 0.
pub fn run(assemble: impl FnOnce(&mut Assembler), mut each: impl FnMut([[u8; 32]; 3], [u8; 32])) {
    let routine = place(&code(assemble));
    let inputs = inputs();
    for (at, a) in inputs.iter().enumerate() {
        for b in &inputs {
            let c = inputs[(at * 7 + 3) % inputs.len()];
            each([*a, *b, c], routine.run(a, b, &c));
        }
    }
}

/// Inputs: zeros, ones, borders of every element size, infinities, NaNs, denormals, noise.
fn inputs() -> Vec<[u8; 32]> {
    let words = |values: [u32; 8]| -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.chunks_mut(4).zip(values).for_each(|(to, value)| to.copy_from_slice(&value.to_le_bytes()));
        bytes
    };
    let doubles = |values: [f64; 4]| -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.chunks_mut(8).zip(values).for_each(|(to, value)| to.copy_from_slice(&value.to_le_bytes()));
        bytes
    };
    let nan = f64::NAN;
    let mut all = vec![
        [0; 32],
        [0xff; 32],
        [0x80; 32],
        [0x7f; 32],
        words([0x8000_0000, 0x7fff_ffff, 1, 0xffff_fffe, 0x8000, 0x7fff, 0xff, 0x100]),
        words([1.5_f32, -0.0, f32::INFINITY, f32::NAN, 1e-40, f32::MAX, -2.25, 0.1].map(f32::to_bits)),
        doubles([1.5, -0.0, f64::INFINITY, nan]),
        doubles([5e-324, f64::MAX, -3.75, 1e300]),
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..24 {
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
        all.push(bytes);
    }
    all
}

/// Assembles an instruction between loads of its operands and a store of its result.
fn code(assemble: impl FnOnce(&mut Assembler)) -> Vec<u8> {
    let mut a = Assembler::with_features(Features::detect());
    let wide = Features::detect().contains(Features::AVX);
    for (at, pointer) in [RDI, RSI, RDX].into_iter().enumerate() {
        match wide {
            true => a.vmovups_ym([YMM0, YMM1, YMM2][at], Mem::base(pointer)),
            false => a.movups_xm([XMM0, XMM1, XMM2][at], Mem::base(pointer)),
        }
    }
    assemble(&mut a);
    match wide {
        true => a.vmovups_my(Mem::base(RCX), YMM0),
        false => a.movups_mx(Mem::base(RCX), XMM0),
    }
    if wide {
        a.vzeroupper();
    }
    a.ret();
    a.finish().expect("the instruction is one of this processor's").bytes().to_vec()
}

/// A published routine.
struct Routine(exec_mem::Code);

fn place(bytes: &[u8]) -> Routine {
    let arena = Arena::new().expect("executable memory is allowed here");
    let mut draft = arena.draft_aligned(bytes.len(), 32).expect("there is room");
    draft.append(bytes).expect("the draft is as long as the code");
    Routine(draft.publish().expect("publishing is allowed here"))
}

impl Routine {
    fn run(&self, a: &[u8; 32], b: &[u8; 32], c: &[u8; 32]) -> [u8; 32] {
        let mut out = [0; 32];
        // SAFETY: the code follows the System V convention for four pointers: it reads 32 bytes at
        // each of the first three, writes 32 at the last, and changes only registers that a callee
        // may change (`code` above).
        let entry = unsafe { self.0.entry::<Run>() };
        entry.call(a.as_ptr(), b.as_ptr(), c.as_ptr(), out.as_mut_ptr());
        out
    }
}
