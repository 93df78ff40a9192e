//! Columns, slots and failures: what is read and written.

use x64_asm::{Index, Mem, R14, RCX, RDI, Scale};

use super::frame::POINTERS;
use super::{Encoder, SCRATCH, SCRATCH2, mask, register, xmm, ymm, zmm};
use crate::allocate::Place;
use crate::inst::{Class, Width};
use crate::machine::Machine;
use crate::mutant::{self, Mutant};

impl Encoder<'_> {
    /// The group's cells of a column. The scratch register may hold its address.
    pub(super) fn column(&mut self, column: u16, cell_bytes: u8) -> Mem {
        let base = match POINTERS.get(usize::from(column)) {
            Some(&pointer) => pointer,
            None => {
                self.asm.mov_rm64(SCRATCH, Mem::base(RDI).disp(8 * i32::from(column)));
                SCRATCH
            }
        };
        let scale = Scale::new(cell_bytes).expect("a cell has 1, 4 or 8 bytes");
        Mem::base(base).index(Index::RAX, scale)
    }

    fn is_sse(&self) -> bool {
        self.layout.shape.machine == Machine::Sse2
    }

    pub(super) fn load(&mut self, width: Width, dst: u8, from: Mem) {
        match width {
            Width::X if self.is_sse() => self.asm.movups_xm(xmm(dst), from),
            Width::X => self.asm.vmovups_xm(xmm(dst), from),
            Width::Y => self.asm.vmovups_ym(ymm(dst), from),
            Width::Z => self.asm.vmovups_zm(zmm(dst), from),
        }
    }

    fn store(&mut self, width: Width, to: Mem, source: u8) {
        match width {
            Width::X if self.is_sse() => self.asm.movups_mx(to, xmm(source)),
            Width::X => self.asm.vmovups_mx(to, xmm(source)),
            Width::Y => self.asm.vmovups_my(to, ymm(source)),
            Width::Z => self.asm.vmovups_mz(to, zmm(source)),
        }
    }

    pub(super) fn load_ints(&mut self, dst: u8, column: u16) {
        let from = self.column(column, 4);
        if self.layout.shape.rows == 2 {
            return self.asm.movq_xm(xmm(dst), from);
        }
        self.load(self.layout.shape.int, dst, from);
    }

    pub(super) fn load_converted(&mut self, dst: u8, column: u16) {
        let from = self.column(column, 4);
        match self.layout.shape.float {
            Width::X => self.asm.cvtdq2pd_xm(xmm(dst), from),
            Width::Y => self.asm.vcvtdq2pd_ym(ymm(dst), from),
            Width::Z => self.asm.vcvtdq2pd_zm(zmm(dst), from),
        }
    }

    pub(super) fn store_ints(&mut self, source: Place, column: u16) {
        let to = self.column(column, 4);
        if self.layout.shape.rows == 2 {
            return self.asm.movq_mx(to, xmm(register(source)));
        }
        self.store(self.layout.shape.int, to, register(source));
    }

    pub(super) fn store_floats(&mut self, source: Place, column: u16) {
        let to = self.column(column, 8);
        self.store(self.layout.shape.float, to, register(source));
    }

    pub(super) fn load_bools(&mut self, dst: u8, column: u16) {
        let from = self.column(column, 1);
        if !self.is_sse() {
            return match self.layout.shape.int {
                Width::X => self.asm.vpmovzxbd_xm(xmm(dst), from),
                Width::Y => self.asm.vpmovzxbd_ym(ymm(dst), from),
                Width::Z => self.asm.vpmovzxbd_zm(zmm(dst), from),
            };
        }
        let dst = xmm(dst);
        if self.layout.shape.rows == 2 {
            self.asm.movzx_rm32_16(SCRATCH, from);
            self.asm.movd_xr(dst, SCRATCH);
        } else {
            self.asm.movd_xm(dst, from);
        }
        // Each byte four times.
        self.asm.punpcklbw_xx(dst, dst);
        self.asm.punpcklwd_xx(dst, dst);
    }

    pub(super) fn store_bools(&mut self, source: Place, column: u16) {
        let (to, source) = (self.column(column, 1), xmm(register(source)));
        match (self.layout.shape.rows, self.is_sse()) {
            (2, _) => {
                // The address may be in the scratch register.
                self.asm.movd_rx(SCRATCH2, source);
                self.asm.mov_mr16(to, SCRATCH2);
            }
            (4, true) => self.asm.movd_mx(to, source),
            (4, false) => self.asm.vmovd_mx(to, source),
            (8, _) => self.asm.vmovq_mx(to, source),
            (_, _) => self.asm.vmovups_mx(to, source),
        }
    }

    /// The bits of a mask to the formula's word of the group.
    pub(super) fn store_failures(&mut self, source: Place, number: u16, wide: bool) {
        let source = register(source);
        let shape = self.layout.shape;
        match (shape.mask_class(), if wide { shape.float } else { shape.int }) {
            (Class::Mask, _) if shape.rows == 8 || mutant::is(Mutant::HalfOfFailures) => {
                self.asm.kmovb_rk(SCRATCH, mask(source))
            }
            (Class::Mask, _) => self.asm.kmovw_rk(SCRATCH, mask(source)),
            (Class::Vector, Width::X) if self.is_sse() && wide => self.asm.movmskpd_rx(SCRATCH, xmm(source)),
            (Class::Vector, Width::X) if self.is_sse() => {
                self.asm.movmskps_rx(SCRATCH, xmm(source));
                if shape.rows == 2 {
                    self.asm.and_ri32(SCRATCH, 3);
                }
            }
            (Class::Vector, Width::X) => self.asm.vmovmskps_rx(SCRATCH, xmm(source)),
            (Class::Vector, Width::Y) if wide => self.asm.vmovmskpd_ry(SCRATCH, ymm(source)),
            (Class::Vector, Width::Y) => self.asm.vmovmskps_ry(SCRATCH, ymm(source)),
            (Class::Vector, Width::Z) => unreachable!("512 bits have mask registers"),
        }
        self.asm.mov_mr16(Mem::base(RCX).disp(2 * i32::from(number)), SCRATCH);
        self.asm.or_rr32(R14, SCRATCH);
    }

    /// A whole register to an aligned line.
    pub(super) fn save(&mut self, register: u8, to: Mem) {
        match self.layout.shape.machine {
            Machine::Sse2 => self.asm.movaps_mx(to, xmm(register)),
            Machine::Avx2 => self.asm.vmovaps_my(to, ymm(register)),
            Machine::Avx512 => self.asm.vmovaps_mz(to, zmm(register)),
        }
    }

    /// A whole register from an aligned line.
    pub(super) fn restore(&mut self, register: u8, from: Mem) {
        match self.layout.shape.machine {
            Machine::Sse2 => self.asm.movaps_xm(xmm(register), from),
            Machine::Avx2 => self.asm.vmovaps_ym(ymm(register), from),
            Machine::Avx512 => self.asm.vmovaps_zm(zmm(register), from),
        }
    }
}
