//! The instruction stream for assemblers: what a template compiler emits for an int addition, a
//! comparison and a float addition on boxed values, with guards that jump to slow paths at the end.

use x64_asm::{Assembler, Cond, Label, Mem};
use x64_asm::{R14, R15, RAX, RBP, RCX, RDX, XMM0, XMM1};

/// How often the template is repeated in one piece of code.
pub const TEMPLATES: usize = 64;
/// Instructions of one template, its slow path included.
pub const TEMPLATE_LEN: usize = 18;
/// Instructions of the whole stream.
pub const LEN: u64 = (TEMPLATES * TEMPLATE_LEN) as u64;

/// Displacement of a frame slot. Slots differ from template to template, some need 32 bits.
pub fn slot(index: usize) -> i32 {
    (index as i32 * 3 % 24) * 8
}

/// The immediate that a template compares with; some fit 8 bits.
pub fn immediate(template: usize) -> i32 {
    template as i32 * 37 % 1000
}

/// The field of the machine's context that template `template` calls through.
pub fn helper(template: usize) -> i32 {
    0x100 + template as i32 % 16 * 8
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
        a.call_m(Mem::base(R15).disp(helper(template)));
    }
}

fn hot_path(a: &mut Assembler, template: usize, slow: Label) {
    let frame = |index| Mem::base(RBP).disp(slot(template + index));
    a.mov_rm64(RAX, frame(0));
    a.cmp_rr64(RAX, R14);
    a.jcc(Cond::B, slow);
    a.mov_rm64(RCX, frame(1));
    a.add_rr32(RAX, RCX);
    a.or_rr64(RAX, R14);
    a.mov_mr64(frame(2), RAX);
    a.lea_rm64(RDX, Mem::base(RAX).index(x64_asm::Index::RCX, x64_asm::Scale::X4).disp(16));
    a.imul_rr32(RCX, RDX);
    a.cmp_ri32(RCX, immediate(template));
    a.jcc(Cond::L, slow);
    a.mov_ri32(RAX, immediate(template));
    a.movsd_xm(XMM0, frame(3));
    a.addsd_xx(XMM0, XMM1);
    a.ucomisd_xx(XMM0, XMM1);
    a.jcc(Cond::P, slow);
    a.movsd_mx(frame(4), XMM0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_has_the_length_it_states() {
        let mut a = Assembler::new();
        assemble(&mut a);
        let code = a.finish().unwrap();
        let lines = code.listing().to_string().lines().filter(|line| !line.trim_end().ends_with(':')).count();
        assert_eq!(lines, TEMPLATES * TEMPLATE_LEN);
    }
}
