//! Instructions in a window are the same as in the buffer.

use x64_asm::{Assembler, Buffer, Cond, Gpr, Index, Label, Mem, RAX, RBP, RCX, Scale, Xmm};

fn body<B: Buffer>(a: &mut Assembler<B>, n: i32, labels: [Label; 2]) {
    let [back, done] = labels;
    let gpr = Gpr::ALL[n as usize % 16];
    let xmm = Xmm::ALL[n as usize % 16];
    let inner = a.here();
    a.comment("body");
    a.mov_rm64(gpr, Mem::base(RBP).disp(8 * n));
    a.add_ri64(gpr, n * 40);
    a.cmp_mi32(Mem::base(gpr).index(Index::R13, Scale::X4).disp(n), -n);
    a.jcc(Cond::NE, done);
    a.movsd_xm(xmm, Mem::label(back));
    a.cvtsi2sd_xr64(xmm, gpr);
    a.jmp(back);
    a.jcc(Cond::E, inner);
    a.setcc_r(Cond::E, gpr);
    let skip = a.label();
    a.jcc(Cond::A, skip);
    a.mov_ri64(RCX, i64::from(n) << 40);
    a.bind(skip);
    a.call(done);
    a.mov_mr8(Mem::base(RAX), gpr);
    assert!(a.offset() > 0);
}

#[test]
fn a_window_makes_the_same_code() {
    let assemble = |reserve: bool| {
        let mut a = Assembler::new();
        let labels = [a.here(), a.label()];
        for n in 0..200 {
            match reserve {
                true => a.reserved(|a| body(a, n, labels)),
                false => body(&mut a, n, labels),
            }
        }
        a.bind(labels[1]);
        a.ret();
        let listing = a.finish().unwrap().listing().to_string();
        (listing, a.finish_relaxed().unwrap().bytes().to_vec())
    };
    assert_eq!(assemble(true), assemble(false));
}
