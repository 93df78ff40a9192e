//! Constants, templates, windows, relocations and patch sites.

use a64_asm::{
    Assembler, Buffer, Code, Cond, Error, FP, Features, Imm12, Imm16, Imm64, Label, Offset, Rd, RelocationKind, Rm, Rn,
    Template, V0, V1, X0, X1, X2, X3, X9, X17, template,
};

fn words(code: Code<'_>) -> Vec<u32> {
    code.bytes().chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect()
}

/// What `movz`, `movn`, `movk` and `orr` with a bitmask leave in their register.
fn evaluate(listing: &str) -> u64 {
    let mut value = 0;
    for line in listing.lines() {
        let text = line.get(22..).unwrap().trim();
        let number = text.split('#').nth(1).unwrap().split(',').next().unwrap();
        let number = match number.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16).unwrap(),
            None => number.parse().unwrap(),
        };
        let shift = text.split("lsl #").nth(1).map_or(0, |shift| shift.parse().unwrap());
        value = match text.split(' ').next().unwrap() {
            "movz" => number << shift,
            "movn" => !(number << shift),
            "movk" => value & !(0xffff << shift) | number << shift,
            "orr" => number,
            other => panic!("{other}"),
        };
    }
    value
}

#[test]
fn constants_arrive() {
    let values = [
        0,
        1,
        0xffff,
        0x1_0000,
        u64::MAX,
        u64::MAX - 1,
        0x5555_5555_5555_5555,
        0xffff_0000_ffff_0000,
        0x1234_5678_9abc_def0,
        0xffff_ffff_1234_5678,
        0x0000_ffff_0000_1234,
        0x5555_5555_1234_5555,
        i64::MIN.cast_unsigned(),
    ];
    for value in values {
        let mut a = Assembler::new();
        a.mov_ri64(X1, value);
        assert_eq!(evaluate(&a.finish().unwrap().listing().to_string()), value, "{value:#x}");
        a.reset();
        a.mov_ri32(X1, value as u32);
        assert_eq!(evaluate(&a.finish().unwrap().listing().to_string()) as u32, value as u32, "{value:#x}");
    }
}

#[test]
fn constants_take_this_many_instructions() {
    for (value, count) in
        [(0, 1), (0xffff_ffff_ffff_1234, 1), (0x00ff_00ff_00ff_00ff, 1), (0x1_0001, 2), (0x5555_1234_5555_5555, 2)]
    {
        let mut a = Assembler::new();
        a.mov_ri64(X1, value);
        assert_eq!(words(a.finish().unwrap()).len(), count, "{value:#x}");
    }
}

type Eight = (Rd, Rn, Rm, Imm16, Imm64, Imm12, Offset, Label);

const FILLED: Template<Eight> = template!(
    Template::new()
        .add_rrr64(X0, X0, X0)
        .hole::<Rd>()
        .hole::<Rn>()
        .hole::<Rm>()
        .movz_ri64(X1, 0, 0)
        .hole::<Imm16>()
        .mov_ri64_full(X2, 0)
        .hole::<Imm64>()
        .sub_rri64(X3, X3, 0)
        .hole::<Imm12>()
        .ldr_ro32(X0, FP, 0)
        .hole::<Offset>()
        .bcc_l(Cond::NE)
);

#[test]
fn a_filled_template_is_the_code_written_out() {
    let mut a = Assembler::new();
    let done = a.label();
    a.place_template(
        &FILLED,
        (Rd(X17), Rn(X9), Rm(X3), Imm16(0xbeef), Imm64(0x1122_3344_5566_7788), Imm12(4095), Offset(400), done),
    );
    a.bind(done);
    let template = words(a.finish().unwrap());
    let mut a = Assembler::new();
    let done = a.label();
    a.add_rrr64(X17, X9, X3);
    a.movz_ri64(X1, 0xbeef, 0);
    a.mov_ri64_full(X2, 0x1122_3344_5566_7788);
    a.sub_rri64(X3, X3, 4095);
    a.ldr_ro32(X0, FP, 400);
    a.bcc_l(Cond::NE, done);
    a.bind(done);
    assert_eq!(template, words(a.finish().unwrap()));
}

#[test]
fn a_value_that_does_not_fit_its_hole_is_an_error() {
    const ADD: Template<(Imm12,)> = template!(Template::new().add_rri64(X0, X0, 0).hole::<Imm12>());
    const LOAD: Template<(Offset,)> = template!(Template::new().ldr_ro64(X0, FP, 0).hole::<Offset>());
    let mut a = Assembler::new();
    a.place_template(&ADD, (Imm12(4096),));
    assert_eq!(a.finish().map(words), Err(Error::InvalidHole { at: 0 }));
    a.reset();
    a.place_template(&LOAD, (Offset(4),));
    assert_eq!(a.finish().map(words), Err(Error::InvalidHole { at: 0 }));
}

#[test]
fn a_template_demands_its_features() {
    const ADD: Template<()> = template!(Template::new().ldadd_rrm64(X0, X1, X2));
    let mut a = Assembler::new();
    a.place_template(&ADD, ());
    assert_eq!(a.finish().map(words), Err(Error::MissingFeature { at: 0, feature: Features::LSE }));
}

fn body<B: Buffer>(a: &mut Assembler<B>, done: Label) {
    a.ldr_ro64(X0, FP, -8);
    a.mov_ri64(X1, 0x12_3456_789a);
    a.fadd_ddd(V0, V0, V1);
    a.bcc_l(Cond::VS, done);
    let here = a.here();
    a.cbz_rl64(X0, here);
}

#[test]
fn a_window_makes_the_same_code() {
    let assemble = |reserve: bool| {
        let mut a = Assembler::new();
        let done = a.label();
        for _ in 0..300 {
            match reserve {
                true => a.reserved(|a| body(a, done)),
                false => body(&mut a, done),
            }
        }
        a.bind(done);
        words(a.finish().unwrap())
    };
    assert_eq!(assemble(true), assemble(false));
}

#[test]
fn relocations_reach_what_they_name() {
    let mut a = Assembler::new();
    let (near, data) = (a.external("near", 0x40_1234), a.here());
    a.bl_external(near);
    a.adrp_r_external(X0, near);
    a.add_rr_external(X0, X0, near);
    a.mov_r_external(X1, near);
    a.data_external(near);
    a.data_address(data);
    let code = a.finish().unwrap();
    let kinds: Vec<_> = code.relocations().map(|relocation| relocation.kind).collect();
    use RelocationKind::*;
    assert_eq!(kinds, [Branch26, Page21, Low12, Wide64, Absolute64, Absolute64]);
    let mut bytes = vec![0; code.bytes().len()];
    code.write_at(0x40_0000, &mut bytes).unwrap();
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!(word(0), 0x9400_0000 | (0x1234 / 4));
    assert_eq!(word(4), 0xb000_0000, "adrp x0, the next page");
    assert_eq!(word(8), 0x9108_d000, "add x0, x0, #0x234");
    assert_eq!([12, 16].map(word), [0xd282_4681, 0xf2a0_0801]);
    assert_eq!(bytes[28..36], 0x40_1234_u64.to_le_bytes());
    assert_eq!(bytes[36..44], 0x40_0000_u64.to_le_bytes());
    let far = code.write_at(0x1_4000_0000, &mut bytes);
    assert_eq!(far, Err(Error::RelocationOutOfRange { at: 0, target: 0x40_1234 }));
    assert!(far.unwrap_err().to_string().ends_with("use `mov_r_external`"), "the remedy is a method there is");
    let listing = code.listing().stable();
    assert!(listing.contains("bl near") && listing.contains("add x0, x0, #:lo12:near"), "{listing}");
}

#[test]
fn patch_sites_take_other_values() {
    let mut a = Assembler::new();
    let here = a.here();
    let [branch, wide, data] = [a.b_patchable(here), a.mov_ri64_patchable(X0, 1), a.data_u64_patchable(2)];
    let code = a.finish().unwrap();
    let mut bytes = code.bytes().to_vec();
    code.field(branch).unwrap().set_target(&mut bytes, 16).unwrap();
    code.field(wide).unwrap().set(&mut bytes, 0x1111_2222_3333_4444).unwrap();
    code.field(data).unwrap().set(&mut bytes, 9).unwrap();
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!([0, 4, 8].map(word), [0x1400_0004, 0xd288_8880, 0xf2a6_6660]);
    assert_eq!(bytes[24..32], 9_u64.to_le_bytes());
    let out = code.field(branch).unwrap().set(&mut bytes, 1 << 27);
    assert_eq!(out, Err(Error::PatchOutOfRange { at: 0 }));
}
