//! What the types allow and is wrong all the same: each is an `Err` that names the place. The
//! first are what other assemblers encode without a word.

use x64_asm::{
    Assembler, Cond, Error, Features, Gpr, Index, Label, Mem, R13, RAX, RBP, RCX, RSP, Scale, Tmm, XMM0, Xmm,
};

#[track_caller]
fn check(assemble: impl FnOnce(&mut Assembler), expected: Error) {
    let mut assembler = Assembler::new();
    assemble(&mut assembler);
    assert_eq!(assembler.finish().map(|code| code.bytes().to_vec()), Err(expected));
    assert!(!expected.to_string().is_empty());
}

#[test]
fn a_register_number_beyond_31_is_no_register() {
    assert_eq!(Gpr::new(15), Some(Gpr::R15));
    assert_eq!(Gpr::new(31), Some(Gpr::R31));
    assert_eq!(Gpr::new(32), None);
    assert_eq!(Xmm::new(31), Some(Xmm::XMM31));
    assert_eq!(Xmm::new(32), None);
    assert_eq!(Scale::new(3), None);
}

#[test]
fn rsp_is_no_index() {
    assert_eq!(RSP.index(), None);
    assert_eq!(Index::new(RSP), None);
    assert_eq!(
        Index::try_from(RSP).map_err(|error| error.to_string()).unwrap_err(),
        "rsp cannot be the index of an address"
    );
    for gpr in Gpr::ALL {
        assert_eq!(gpr.index().map(Index::gpr), (gpr != RSP).then_some(gpr));
    }
}

#[test]
fn an_unbound_label_is_an_error() {
    check(
        |a| {
            a.nop();
            let label = a.label();
            a.jmp(label);
        },
        Error::UnboundLabel { label: 0, at: 1 },
    );
}

#[test]
fn an_unbound_label_is_an_error_however_it_is_used() {
    let uses: [fn(&mut Assembler, Label); 8] = [
        |a, label| a.jcc(Cond::E, label),
        |a, label| a.call(label),
        |a, label| a.jmp_short(label),
        |a, label| a.jmp_long(label),
        |a, label| a.lea_rm64(RAX, Mem::label(label)),
        |a, label| a.data_address(label),
        |a, label| {
            let table = a.here();
            a.data_distance(label, table);
        },
        |a, label| {
            let target = a.here();
            a.data_distance(target, label);
        },
    ];
    for assemble in uses {
        for relaxed in [false, true] {
            let mut a = Assembler::new();
            let label = a.label();
            assemble(&mut a, label);
            let result = if relaxed { a.finish_relaxed() } else { a.finish() };
            assert!(matches!(result, Err(Error::UnboundLabel { label: 0, .. })), "{result:?}");
        }
    }
}

#[test]
fn a_label_that_is_not_used_need_not_be_bound() {
    let mut a = Assembler::new();
    a.label();
    a.ret();
    assert_eq!(a.finish().unwrap().bytes(), [0xc3]);
}

#[test]
fn a_label_is_bound_once() {
    check(
        |a| {
            let label = a.label();
            a.bind(label);
            a.nop();
            a.bind(label);
        },
        Error::LabelBoundTwice { label: 0, first: 0, second: 1 },
    );
}

#[test]
fn a_label_of_another_assembler_is_an_error() {
    let foreign = Assembler::new().label();
    check(|a| a.bind(foreign), Error::ForeignLabel { at: 0 });
    let uses: [fn(&mut Assembler, Label); 6] = [
        |a, label| a.jmp(label),
        |a, label| a.jcc(Cond::NE, label),
        |a, label| a.call(label),
        |a, label| a.jcc_short(Cond::NE, label),
        |a, label| a.data_address(label),
        |a, label| a.mov_rm32(RAX, Mem::label(label)),
    ];
    for assemble in uses {
        let mut a = Assembler::new();
        a.label();
        assemble(&mut a, foreign);
        assert!(matches!(a.finish(), Err(Error::ForeignLabel { .. })));
    }
}

#[test]
fn a_label_from_before_a_reset_is_an_error() {
    let mut a = Assembler::new();
    let stale = a.label();
    a.reset();
    let fresh = a.label();
    a.bind(fresh);
    a.jmp(stale);
    assert!(matches!(a.finish(), Err(Error::ForeignLabel { .. })));
    a.reset();
    a.ret();
    assert_eq!(a.finish().unwrap().bytes(), [0xc3]);
    assert_eq!(a.finish().unwrap().offset_of(fresh), None);
}

#[test]
fn an_external_address_of_another_assembler_is_an_error() {
    let foreign = Assembler::new().external("f", 0);
    check(|a| a.call_external(foreign), Error::ForeignLabel { at: 1 });
    check(|a| a.mov_rm64(RAX, Mem::external(foreign)), Error::ForeignLabel { at: 3 });
}

#[test]
fn a_short_jump_reaches_127_bytes_and_no_further() {
    let jump_over = |bytes: usize, back: bool| {
        let mut a = Assembler::new();
        let label = a.label();
        if back {
            a.bind(label);
        } else {
            a.jmp_short(label);
        }
        a.data_bytes(&vec![0x90; bytes]);
        if back {
            a.jmp_short(label);
        } else {
            a.bind(label);
        }
        let error = a.finish().err();
        assert_eq!(a.finish_relaxed().err(), error);
        error
    };
    assert_eq!(jump_over(127, false), None);
    assert_eq!(jump_over(128, false), Some(Error::ShortJumpTooFar { at: 0, distance: 128 }));
    assert_eq!(jump_over(126, true), None);
    assert_eq!(jump_over(127, true), Some(Error::ShortJumpTooFar { at: 127, distance: -129 }));
}

#[test]
fn a_displacement_has_32_bits() {
    let far = Mem::base(RBP).disp(i32::MAX);
    assert_eq!(far.plus(-1), Mem::base(RBP).disp(i32::MAX - 1));
    check(|a| a.mov_rm64(RAX, far.plus(1)), Error::InvalidAddress { at: 7 });
    check(
        |a| {
            let label = a.here();
            a.mov_rm64(RAX, Mem::label(label).disp(i32::MIN));
        },
        Error::InvalidAddress { at: 3 },
    );
}

#[test]
fn a_label_takes_no_index() {
    check(
        |a| {
            let label = a.here();
            a.mov_rm64(RAX, Mem::label(label).index(Index::RCX, Scale::X1));
        },
        Error::InvalidAddress { at: 8 },
    );
}

/// Its SIB byte would make an absolute address of it.
#[test]
fn a_tile_at_a_label_is_an_error() {
    let mut a = Assembler::with_features(Features::all());
    let label = a.here();
    a.tileloadd_tm(Tmm::TMM0, Mem::label(label));
    assert!(matches!(a.finish(), Err(Error::InvalidAddress { .. })));
}

#[test]
fn an_instruction_beyond_the_features_is_an_error() {
    check(|a| a.popcnt_rr32(RAX, RCX), Error::MissingFeature { at: 0, feature: Features::POPCNT });
    check(
        |a| {
            a.nop();
            a.vaddsd_xxx(XMM0, XMM0, XMM0);
        },
        Error::MissingFeature { at: 1, feature: Features::AVX },
    );
    let mut a = Assembler::with_features(Features::POPCNT);
    a.popcnt_rr32(RAX, R13);
    assert!(a.finish().is_ok());
}

#[test]
fn an_alignment_is_a_power_of_two() {
    check(|a| a.align(0), Error::InvalidAlignment { at: 0, bytes: 0 });
    check(|a| a.align(24), Error::InvalidAlignment { at: 0, bytes: 24 });
    check(|a| a.align_data(8192), Error::InvalidAlignment { at: 0, bytes: 8192 });
}

#[test]
fn a_window_takes_256_bytes() {
    let fill = |count: usize| {
        let mut a = Assembler::new();
        a.reserved(|a| (0..count).for_each(|_| a.mov_ri64_full(RAX, 1)));
        a.finish().map(|code| code.bytes().len())
    };
    assert_eq!(fill(25), Ok(250));
    assert_eq!(fill(26), Err(Error::WindowTooSmall { at: 0, bytes: 260 }));
    assert_eq!(fill(1000), Err(Error::WindowTooSmall { at: 0, bytes: 10_000 }));
}

#[test]
fn a_patch_site_ends_in_four_bytes_of_constant() {
    let none: fn(&mut Assembler) = |_| {};
    let narrow: fn(&mut Assembler) = |a| a.add_ri32(RCX, 1);
    let two: fn(&mut Assembler) = |a| {
        a.nop();
        a.add_ri32_full(RCX, 1);
    };
    let trailing: fn(&mut Assembler) = |a| {
        a.add_ri32_full(RCX, 1);
        a.ret();
    };
    for assemble in [none, narrow, two, trailing] {
        for skew in 0..4 {
            let mut a = Assembler::new();
            (0..skew).for_each(|_| a.nop());
            a.patchable(assemble);
            assert!(matches!(a.finish(), Err(Error::InvalidPatchSite { .. })));
        }
    }
}

#[test]
fn the_first_mistake_wins() {
    let foreign = Assembler::new().label();
    check(
        |a| {
            a.align(3);
            a.bind(foreign);
        },
        Error::InvalidAlignment { at: 0, bytes: 3 },
    );
}

#[test]
fn nothing_panics_after_a_mistake() {
    let mut a = Assembler::new();
    let foreign = Assembler::new().label();
    a.jmp(foreign);
    a.bind(foreign);
    a.align(16);
    let label = a.here();
    a.jmp(label);
    a.jmp_patchable(label);
    a.mov_ri64_patchable(RAX, 1);
    a.data_distance(foreign, label);
    a.flush_constants();
    assert!(a.finish().is_err());
    assert!(a.finish_relaxed().is_err());
}
