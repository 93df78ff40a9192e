//! The instruction stream for assemblers of ARM64: the template of [`stream`](crate::stream) in
//! that machine's instructions.

use a64_asm::{Assembler, Cond, Label, V0, V1, X0, X1, X2, X16, X27, X28, X29};

pub use crate::stream::TEMPLATES;

/// Instructions of one template, its slow path included.
pub const TEMPLATE_LEN: usize = 19;
/// Instructions of the whole stream.
pub const LEN: u64 = (TEMPLATES * TEMPLATE_LEN) as u64;

/// Displacement of a frame slot.
pub fn slot(index: usize) -> u32 {
    crate::stream::slot(index).cast_unsigned()
}

/// The immediate that a template compares with.
pub fn immediate(template: usize) -> u32 {
    crate::stream::immediate(template).cast_unsigned()
}

/// The field of the machine's context that template `template` calls through.
pub fn helper(template: usize) -> u32 {
    crate::stream::helper(template).cast_unsigned()
}

/// Emits the stream into a reset assembler.
pub fn assemble(a: &mut Assembler) {
    let mut slow = [None; TEMPLATES];
    for (template, slow) in slow.iter_mut().enumerate() {
        let label = a.label();
        hot_path(a, template, label);
        *slow = Some(label);
    }
    for (template, label) in slow.into_iter().flatten().enumerate() {
        a.bind(label);
        a.ldr_ro64(X16, X28, helper(template).cast_signed());
        a.blr_r(X16);
    }
}

fn hot_path(a: &mut Assembler, template: usize, slow: Label) {
    let frame = |index| slot(template + index).cast_signed();
    a.ldr_ro64(X0, X29, frame(0));
    a.cmp_rr64(X0, X27);
    a.bcc_l(Cond::CC, slow);
    a.ldr_ro64(X1, X29, frame(1));
    a.add_rrr32(X0, X0, X1);
    a.orr_rrr64(X0, X0, X27);
    a.str_ro64(X0, X29, frame(2));
    a.add_rrs64(X2, X0, X1.lsl(2));
    a.mul_rrr32(X1, X1, X2);
    a.cmp_ri32(X1, immediate(template));
    a.bcc_l(Cond::LT, slow);
    a.mov_ri32(X0, immediate(template));
    a.ldr_do(V0, X29, frame(3));
    a.fadd_ddd(V0, V0, V1);
    a.fcmp_dd(V0, V1);
    a.bcc_l(Cond::VS, slow);
    a.str_do(V0, X29, frame(4));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_has_the_length_it_states() {
        let mut a = Assembler::new();
        assemble(&mut a);
        assert_eq!(a.finish().unwrap().bytes().len(), 4 * TEMPLATES * TEMPLATE_LEN);
    }
}
