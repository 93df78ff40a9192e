//! Templates against the same instructions assembled one by one.

use x64_asm::{
    Assembler, Cond, Disp32, Error, Features, Gpr, Imm32, Imm64, Label, Mem, RAX, RBP, RCX, Reg, Rm, Template, XMM0,
    template,
};

const SLOT: Mem = Mem::base(RBP).disp32(0);

const MIX: Template<(Disp32, Reg, Rm, Reg, Imm64, Rm, Imm32)> = template!(
    Template::new()
        .mov_rm64(RAX, SLOT)
        .hole::<Disp32>()
        .hole::<Reg>()
        .add_rr64(RAX, RAX)
        .hole::<Rm>()
        .hole::<Reg>()
        .mov_ri64_full(RCX, 0)
        .hole::<Imm64>()
        .cmp_ri64_full(RAX, 0)
        .hole::<Rm>()
        .hole::<Imm32>()
);

#[test]
fn registers_displacements_and_constants() {
    for dst in Gpr::ALL {
        for src in Gpr::ALL {
            let mut placed = Assembler::new();
            placed.nop();
            let values = (Disp32(-8), Reg(dst), Rm(dst), Reg(src), Imm64(i64::MIN + 5), Rm(src), Imm32(-2));
            placed.place_template(&MIX, values);
            let mut plain = Assembler::new();
            plain.nop();
            plain.mov_rm64(dst, Mem::base(RBP).disp32(-8));
            plain.add_rr64(dst, src);
            plain.mov_ri64_full(RCX, i64::MIN + 5);
            plain.cmp_ri64_full(src, -2);
            assert_eq!(placed.finish().unwrap().bytes(), plain.finish().unwrap().bytes());
        }
    }
}

const JUMPS: Template<(Label, Label, Label)> = template!(Template::new().test_rr64(RAX, RAX).jcc(Cond::E).call().jmp());

#[test]
fn labels() {
    let assemble = |place: fn(&mut Assembler, [Label; 3])| {
        let mut a = Assembler::new();
        let labels = [a.here(), a.label(), a.label()];
        place(&mut a, labels);
        place(&mut a, labels);
        a.bind(labels[1]);
        a.ret();
        a.bind(labels[2]);
        let listing = a.finish().unwrap().listing().to_string();
        let relaxed = a.finish_relaxed().unwrap().bytes().to_vec();
        (listing, relaxed)
    };
    let placed = assemble(|a, [zero, one, two]| a.place_template(&JUMPS, (one, zero, two)));
    let plain = assemble(|a, [zero, one, two]| {
        a.test_rr64(RAX, RAX);
        a.jcc_long(Cond::E, one);
        a.call(zero);
        a.jmp(two);
    });
    assert_eq!(placed.0, plain.0);
    // A template's jumps can be relaxed.
    assert!(placed.1.len() < plain.1.len());
}

#[test]
fn a_foreign_label_is_an_error() {
    let foreign = Assembler::new().label();
    let mut a = Assembler::new();
    let here = a.here();
    a.place_template(&JUMPS, (here, foreign, here));
    assert_eq!(a.finish().err(), Some(Error::ForeignLabel { at: 9 }));
}

#[test]
fn features_are_demanded() {
    const ROUND: Template<()> =
        template!(Template::new().roundsd_xxi(XMM0, XMM0, x64_asm::Rounding::Down).popcnt_rr64(RAX, RAX));
    let mut a = Assembler::with_features(Features::POPCNT);
    a.place_template(&ROUND, ());
    assert_eq!(a.finish().err(), Some(Error::MissingFeature { at: 0, feature: Features::SSE41 }));
    let mut a = Assembler::with_features(Features::all());
    a.place_template(&ROUND, ());
    assert_eq!(a.finish().unwrap().bytes(), ROUND.bytes());
}

/// A hole where there is no such field, and everything else that makes a template unsound.
#[test]
fn unsound_templates() {
    let new = Template::new;
    assert!(!new().hole::<Disp32>().is_sound());
    assert!(!new().nop().hole::<Imm32>().is_sound());
    assert!(!new().mov_rm64(RAX, Mem::base(RBP).disp(8)).hole::<Disp32>().is_sound());
    assert!(new().mov_rm64(RAX, Mem::base(RBP).disp(800)).hole::<Disp32>().is_sound());
    assert!(!new().add_ri64(RAX, 1).hole::<Imm32>().is_sound());
    assert!(!new().add_ri64_full(RAX, 1).hole::<Imm64>().is_sound());
    assert!(!new().mov_ri64(RAX, 1).hole::<Imm64>().is_sound());
    assert!(!new().add_ri64_full(RAX, 1).hole::<Imm32>().hole::<Imm32>().is_sound());
    assert!(!new().mov_rm64(RAX, SLOT).hole::<Disp32>().hole::<Disp32>().is_sound());
    assert!(!new().nop().hole::<Label>().is_sound());
    assert!(!new().jmp().hole::<Label>().is_sound());
    // Register holes: none where the field extends the opcode, holds an SSE register, is in
    // memory, needs no REX prefix, or already holds another register.
    assert!(!new().add_ri64_full(RAX, 1).hole::<Reg>().is_sound());
    assert!(!new().movq_xr(XMM0, RAX).hole::<Reg>().is_sound());
    assert!(new().movq_xr(XMM0, RAX).hole::<Rm>().is_sound());
    assert!(!new().cvttsd2si_r64x(RAX, XMM0).hole::<Rm>().is_sound());
    assert!(new().cvttsd2si_r64x(RAX, XMM0).hole::<Reg>().is_sound());
    assert!(!new().cvtsi2sd_xm64(XMM0, SLOT).hole::<Reg>().is_sound());
    assert!(!new().mov_rm64(RAX, SLOT).hole::<Rm>().is_sound());
    assert!(!new().add_rr32(RAX, RAX).hole::<Rm>().is_sound());
    assert!(!new().add_rr64(RAX, RCX).hole::<Reg>().is_sound());
    assert!(!new().add_rr64(RAX, Gpr::R8).hole::<Reg>().is_sound());
    assert!(!new().add_rr64(RAX, RAX).hole::<Reg>().hole::<Reg>().is_sound());
    assert!(!new().xchg_rr64(RAX, RCX).hole::<Rm>().is_sound());
    assert!(!new().push_r(RAX).hole::<Rm>().is_sound());
    assert!(!new().vaddsd_xxx(XMM0, XMM0, XMM0).hole::<Reg>().is_sound());
    let full = (0..12).fold(new(), |template, _| template.mov_ri64_full(RAX, 1));
    assert!(full.is_sound());
    assert!(!full.mov_ri64_full(RAX, 1).is_sound());
    // A label's address is not known when a template is built.
    let label = Assembler::new().label();
    assert!(!new().mov_rm64(RAX, Mem::label(label)).is_sound());
}

#[test]
fn an_unsound_template_is_an_error_at_finish() {
    let unsound = Template::new().nop().hole::<Imm32>();
    let mut a = Assembler::new();
    a.ret();
    a.place_template(&unsound, (Imm32(1),));
    assert_eq!(a.finish().err(), Some(Error::InvalidTemplate { at: 1 }));
}
