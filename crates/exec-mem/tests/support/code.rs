//! The machine code of the tests, for the processor that they run on.
#![allow(dead_code)]

pub use here::*;

#[cfg(target_arch = "x86_64")]
mod here {
    /// `ret`
    pub const RET: [u8; 1] = [0xc3];
    /// `endbr64`
    pub const LANDING_PAD: [u8; 4] = [0xf3, 0x0f, 0x1e, 0xfa];
    /// What unused memory is filled with.
    pub const BREAKPOINT: [u8; 4] = [0xcc; 4];
    /// `lea eax, [rdi+rsi]; ret`
    pub const ADD: [u8; 4] = [0x8d, 0x04, 0x37, 0xc3];
    /// Where the number stands in [`patchable`].
    pub const NUMBER_AT: usize = 1;

    /// `mov eax, n; ret`
    pub fn returning(n: u32) -> [u8; 6] {
        let [a, b, c, d] = n.to_le_bytes();
        [0xb8, a, b, c, d, 0xc3]
    }

    /// The same: the number is the immediate of one instruction.
    pub fn patchable(n: u32) -> [u8; 6] {
        returning(n)
    }

    /// `mov eax, 1; GO_ON; mov eax, 2; ret`: returns 2, and with [`SKIP`] in its place 1.
    pub const CHOOSING: [u8; 13] = [0xb8, 1, 0, 0, 0, 0x66, 0x90, 0xb8, 2, 0, 0, 0, 0xc3];
    /// Where the choice stands in [`CHOOSING`].
    pub const CHOICE_AT: usize = 5;
    /// A no-op of two bytes.
    pub const GO_ON: [u8; 2] = [0x66, 0x90];
    /// `jmp +5`
    pub const SKIP: [u8; 2] = [0xeb, 5];

    /// `push rbp; mov rbp, rsp; call rdi; pop rbp; ret`
    pub const CALL: [u8; 8] = [0x55, 0x48, 0x89, 0xe5, 0xff, 0xd7, 0x5d, 0xc3];

    /// `push rbp; mov rbp, rsp; mov ecx, turns; dec ecx; jnz -4; pop rbp; ret`
    pub fn spinning(turns: u32) -> Vec<u8> {
        let (start, end) = ([0x55, 0x48, 0x89, 0xe5, 0xb9], [0xff, 0xc9, 0x75, 0xfc, 0x5d, 0xc3]);
        [&start[..], &turns.to_le_bytes(), &end].concat()
    }

    /// `movsd xmm0, [rip+disp32]; ret`, to run at `base`.
    pub fn loading(base: usize, constant: usize) -> Vec<u8> {
        let disp = i32::try_from(constant.wrapping_sub(base + 8) as i64).unwrap();
        [&[0xf2, 0x0f, 0x10, 0x05][..], &disp.to_le_bytes(), &RET].concat()
    }
}

#[cfg(target_arch = "aarch64")]
mod here {
    /// `ret`
    pub const RET: [u8; 4] = 0xd65f_03c0_u32.to_le_bytes();
    /// `bti c`
    pub const LANDING_PAD: [u8; 4] = 0xd503_245f_u32.to_le_bytes();
    /// What unused memory is filled with: `brk #0`.
    pub const BREAKPOINT: [u8; 4] = 0xd420_0000_u32.to_le_bytes();
    /// `add w0, w0, w1; ret`
    pub const ADD: [u8; 8] = words([0x0b01_0000, 0xd65f_03c0]);
    /// Where the number stands in [`patchable`].
    pub const NUMBER_AT: usize = 8;

    const fn words<const WORDS: usize, const BYTES: usize>(words: [u32; WORDS]) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        let mut at = 0;
        while at < BYTES {
            bytes[at] = words[at / 4].to_le_bytes()[at % 4];
            at += 1;
        }
        bytes
    }

    /// `movz w0, low; movk w0, high, lsl 16; ret`
    pub fn returning(n: u32) -> [u8; 12] {
        words([0x5280_0000 | (n & 0xffff) << 5, 0x72a0_0000 | n >> 16 << 5, 0xd65f_03c0])
    }

    /// `ldr w0, number; ret; number: n`. No instruction with an immediate may change while it runs.
    pub fn patchable(n: u32) -> [u8; 12] {
        words([0x1800_0040, 0xd65f_03c0, n])
    }

    /// `mov w0, 1; GO_ON; mov w0, 2; ret`: returns 2, and with [`SKIP`] in its place 1.
    pub const CHOOSING: [u8; 16] = words([0x5280_0020, 0xd503_201f, 0x5280_0040, 0xd65f_03c0]);
    /// Where the choice stands in [`CHOOSING`].
    pub const CHOICE_AT: usize = 4;
    /// `nop`
    pub const GO_ON: [u8; 4] = 0xd503_201f_u32.to_le_bytes();
    /// `b .+8`
    pub const SKIP: [u8; 4] = 0x1400_0002_u32.to_le_bytes();

    /// `stp x29, x30, [sp, -16]!; mov x29, sp; blr x0; ldp x29, x30, [sp], 16; ret`
    pub const CALL: [u8; 20] = words([0xa9bf_7bfd, 0x9100_03fd, 0xd63f_0000, 0xa8c1_7bfd, 0xd65f_03c0]);

    /// The same frame around `mov w1, turns; subs w1, w1, 1; b.ne -4`.
    pub fn spinning(turns: u32) -> Vec<u8> {
        let (low, high) = (0x5280_0001 | (turns & 0xffff) << 5, 0x72a0_0001 | turns >> 16 << 5);
        let body = [low, high, 0x7100_0421, 0x54ff_ffe1];
        [&words::<2, 8>([0xa9bf_7bfd, 0x9100_03fd])[..], &words::<4, 16>(body), &CALL[12..]].concat()
    }

    /// `adrp x8, page; ldr d0, [x8, offset]; ret`, to run at `base`.
    pub fn loading(base: usize, constant: usize) -> Vec<u8> {
        let pages = (constant >> 12).wrapping_sub(base >> 12) as u32;
        let adrp = 0x9000_0008 | (pages & 3) << 29 | (pages >> 2 & 0x7_ffff) << 5;
        let offset = (constant & 0xfff) as u32 / 8;
        words::<3, 12>([adrp, 0xfd40_0100 | offset << 10, 0xd65f_03c0]).to_vec()
    }
}
