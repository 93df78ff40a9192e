//! What the types allow and is wrong all the same: each is an `Err` that names the place.

use a64_asm::{Assembler, BitRange, Cond, Error, Features, Gpr, Label, V0, V16, Vreg, X0, X1, X2, X30, XZR};

#[track_caller]
fn check(assemble: impl FnOnce(&mut Assembler), expected: Error) {
    let mut assembler = Assembler::new();
    assemble(&mut assembler);
    assert_eq!(assembler.finish().map(|code| code.bytes().to_vec()), Err(expected));
    assert!(!expected.to_string().is_empty());
}

#[test]
fn a_register_number_beyond_its_kind_is_no_register() {
    assert_eq!(Gpr::new(30), Some(X30));
    assert_eq!(Gpr::new(31), None);
    assert_eq!(Vreg::new(32), None);
}

#[test]
fn an_operand_that_has_no_encoding_is_an_error() {
    type Wrong = (fn(&mut Assembler), &'static str, u8);
    let wrong: &[Wrong] = &[
        (|a| a.add_rri64(X0, X1, 4097), "add_rri64", 3),
        (|a| a.add_rri64(X0, X1, 1 << 24), "add_rri64", 3),
        (|a| a.and_rri64(X0, X1, 0), "and_rri64", 3),
        (|a| a.and_rri64(X0, X1, u64::MAX), "and_rri64", 3),
        (|a| a.orr_rri32(X0, X1, 5), "orr_rri32", 3),
        (|a| a.movz_ri64(X0, 1, 8), "movz_ri64", 3),
        (|a| a.movz_ri32(X0, 1, 32), "movz_ri32", 3),
        (|a| a.add_rrs64(X0, X1, X2.ror(1)), "add_rrs64", 3),
        (|a| a.add_rrs32(X0, X1, X2.lsl(32)), "add_rrs32", 3),
        (|a| a.add_rre64(X0, X1, X2.uxtw(5)), "add_rre64", 3),
        (|a| a.lsl_rri32(X0, X1, 32), "lsl_rri32", 3),
        (|a| a.ubfx_rri64(X0, X1, BitRange::new(60, 5)), "ubfx_rri64", 3),
        (|a| a.bfi_rri32(X0, X1, BitRange::new(0, 0)), "bfi_rri32", 3),
        (|a| a.ldr_ro64(X0, X1, 32768), "ldr_ro64", 3),
        (|a| a.ldr_ro64(X0, X1, 257), "ldr_ro64", 3),
        (|a| a.ldr_ro64(X0, X1, -257), "ldr_ro64", 3),
        (|a| a.ldr_r_pre64(X0, X1, 256), "ldr_r_pre64", 3),
        (|a| a.ldr_rx64(X0, X1, X2.uxtx(2)), "ldr_rx64", 3),
        (|a| a.ldr_rx64(X0, X1, X2.uxtb(0)), "ldr_rx64", 3),
        (|a| a.ldp_rro64(X0, X1, X2, 4), "ldp_rro64", 4),
        (|a| a.ldp_rro64(X0, X1, X2, 512), "ldp_rro64", 4),
        (|a| a.fmov_di(V0, 0.0), "fmov_di", 2),
        (|a| a.fmov_di(V0, 0.1), "fmov_di", 2),
        (|a| a.movi_di(V0, 1), "movi_di", 2),
        (|a| a.dup_vl_4s(V0, V0.lane(4)), "dup_vl_4s", 2),
        (|a| a.mul_vvl_8h(V0, V0, V16.lane(0)), "mul_vvl_8h", 3),
        (|a| a.sshr_vvi_4s(V0, V0, 0), "sshr_vvi_4s", 3),
        (|a| a.shl_vvi_8b(V0, V0, 8), "shl_vvi_8b", 3),
        (|a| a.ld1_v_postx_16b(V0, X0, XZR), "ld1_v_postx_16b", 3),
    ];
    for (assemble, name, wrong_place) in wrong {
        let mut a = Assembler::new();
        a.nop();
        assemble(&mut a);
        match a.finish().map(|code| code.bytes().len()) {
            Err(Error::InvalidOperand { at: 4, method, place, wants }) => {
                assert_eq!((method, place), (*name, *wrong_place));
                assert!(wants.len() > 15, "{wants}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn odd_pairs_are_an_error() {
    let mut a = Assembler::with_features(Features::LSE);
    a.casp_rrm64(X1, X2, X0);
    assert!(matches!(a.finish(), Err(Error::InvalidOperand { place: 1, .. })));
}

#[test]
fn an_unbound_label_is_an_error_however_it_is_used() {
    let uses: [fn(&mut Assembler, Label); 8] = [
        |a, label| a.b_l(label),
        |a, label| a.bcc_l(Cond::EQ, label),
        |a, label| a.tbz_ril64(X0, 3, label),
        |a, label| a.adr_rl(X0, label),
        |a, label| a.ldr_dl(V0, label),
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
        let mut a = Assembler::new();
        let label = a.label();
        assemble(&mut a, label);
        let result = a.finish();
        assert!(matches!(result, Err(Error::UnboundLabel { label: 0, .. })), "{result:?}");
    }
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
        Error::LabelBoundTwice { label: 0, first: 0, second: 4 },
    );
}

#[test]
fn a_label_of_another_assembler_is_an_error() {
    let foreign = Assembler::new().label();
    check(|a| a.bind(foreign), Error::ForeignLabel { at: 0 });
    check(|a| a.b_l(foreign), Error::ForeignLabel { at: 0 });
    check(|a| a.data_address(foreign), Error::ForeignLabel { at: 0 });
    let external = Assembler::new().external("f", 0);
    check(|a| a.bl_external(external), Error::ForeignLabel { at: 0 });
}

#[test]
fn a_label_from_before_a_reset_is_an_error() {
    let mut a = Assembler::new();
    let label = a.label();
    a.reset();
    a.bind(label);
    assert!(matches!(a.finish(), Err(Error::ForeignLabel { at: 0 })));
}

#[test]
fn an_instruction_behind_odd_data_is_an_error() {
    check(
        |a| {
            a.data_u8(1);
            a.nop();
        },
        Error::Unaligned { at: 1 },
    );
    let mut a = Assembler::new();
    a.data_u8(1);
    a.align_data(4);
    a.ret();
    assert_eq!(a.finish().unwrap().bytes(), [1, 0, 0, 0, 0xc0, 3, 0x5f, 0xd6]);
}

#[test]
fn too_much_in_a_window_is_an_error() {
    check(|a| a.reserved(|a| (0..65).for_each(|_| a.nop())), Error::WindowTooSmall { at: 0, bytes: 260 });
}

#[test]
fn an_alignment_is_a_power_of_two() {
    check(|a| a.align(3), Error::InvalidAlignment { at: 0, bytes: 3 });
    check(|a| a.align(8192), Error::InvalidAlignment { at: 0, bytes: 8192 });
}
