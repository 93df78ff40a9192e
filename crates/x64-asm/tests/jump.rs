//! Labels, jumps, data and padding: exact bytes, and what a listing says of them.

use x64_asm::{Assembler, Cond, Label, Mem, RAX, RCX, RDI, XMM0};

#[track_caller]
fn check(assemble: impl FnOnce(&mut Assembler), bytes: &[u8], stable: &str) {
    let mut assembler = Assembler::new();
    assemble(&mut assembler);
    let code = assembler.finish().unwrap();
    assert_eq!(code.bytes(), bytes, "\n{}", code.listing());
    let listed = code.listing().stable();
    let lines = |text: &str| text.lines().map(|line| line.trim().to_string()).collect::<Vec<_>>();
    assert_eq!(lines(listed.trim()), lines(stable.trim()), "\n{listed}");
}

#[test]
fn forward_is_long_and_backward_short() {
    check(
        |a| {
            let (top, done) = (a.here(), a.label());
            a.jcc(Cond::E, done);
            a.jmp(top);
            a.jcc(Cond::G, top);
            a.bind(done);
            a.ret();
        },
        &[0x0f, 0x84, 4, 0, 0, 0, 0xeb, 0xf8, 0x7f, 0xf6, 0xc3],
        "
        L0:
            0f 84 .. .. .. ..               je L1
            eb ..                           jmp L0
            7f ..                           jg L0
        L1:
            c3                              ret
        ",
    );
}

#[test]
fn relaxation_shortens_what_it_can() {
    let mut a = Assembler::new();
    let (near, far) = (a.label(), a.label());
    a.jcc(Cond::E, near);
    a.jmp(far);
    a.bind(near);
    a.call(far);
    a.data_bytes(&[0x90; 200]);
    a.bind(far);
    a.ret();
    let code = a.finish_relaxed().unwrap();
    assert_eq!(code.bytes()[..12], [0x74, 5, 0xe9, 205, 0, 0, 0, 0xe8, 200, 0, 0, 0]);
    assert_eq!(code.offset_of(near), Some(7));
    assert_eq!(code.offset_of(far), Some(212));
}

#[test]
fn relaxation_keeps_what_must_not_change() {
    let mut a = Assembler::new();
    let done = a.label();
    a.jmp_long(done);
    a.jcc_long(Cond::E, done);
    let site = a.jmp_patchable(done);
    a.jmp(done);
    a.bind(done);
    a.ret();
    let code = a.finish_relaxed().unwrap();
    assert_eq!(code.bytes()[..11], [0xe9, 13, 0, 0, 0, 0x0f, 0x84, 7, 0, 0, 0]);
    let field = code.field(site).unwrap();
    assert_eq!((field.at % 4, field.bytes), (0, 4));
    assert_eq!(code.bytes()[field.at as usize - 1], 0xe9);
}

#[test]
fn relaxation_moves_everything_along() {
    let mut a = Assembler::new();
    let (first, table, done) = (a.label(), a.label(), a.label());
    a.comment("start");
    a.jmp(first);
    a.align(8);
    a.bind(first);
    a.comment("first");
    a.source(7);
    a.lea_rm64(RAX, Mem::label(table));
    a.jmp(done);
    let site = a.mov_ri64_patchable(RCX, -1);
    a.bind(done);
    let constant = a.constant_f64(1.5);
    a.movsd_xm(XMM0, constant);
    a.ret();
    a.align_data(4);
    a.bind(table);
    a.data_distance(done, table);
    a.data_address(first);
    let code = a.finish_relaxed().unwrap();
    assert_eq!(code.comments().collect::<Vec<_>>(), [(0, "start"), (8, "first")]);
    assert_eq!(code.source_map(), [(8, 7)]);
    assert_eq!(code.field(site).unwrap().at % 8, 0);
    let listed = code.listing().stable();
    let expected = "    ; start
    eb ..                           jmp L0
    ..                              align 8
L0:
    ; first
    48 8d 05 .. .. .. ..            lea rax, [L1]
    eb ..                           jmp L2
    ..                              align 8
    48 b9 ff ff ff ff ff ff ff ff   mov rcx, -1
L2:
    f2 0f 10 05 .. .. .. ..         movsd xmm0, [L3]
    c3                              ret
    ..                              align 4
L1:
    .. .. .. ..                     dd L2 - L1
    .. .. .. .. .. .. .. ..         dq L0
L3:
    00 00 00 00 00 00 f8 3f         dq 0x3ff8000000000000
";
    assert_eq!(listed, expected, "\n{listed}");
    let table_at = code.offset_of(table).unwrap() as usize;
    let distance = i32::from_le_bytes(code.bytes()[table_at..][..4].try_into().unwrap());
    assert_eq!(table_at as i32 + distance, code.offset_of(done).unwrap() as i32);
    assert_eq!(code.to_vec_at(0x1000).unwrap()[table_at + 4..][..8], 0x1008_u64.to_le_bytes());
}

#[test]
fn relaxing_twice_changes_nothing() {
    let mut a = Assembler::new();
    let done = a.label();
    for _ in 0..50 {
        a.jcc(Cond::E, done);
        a.align(4);
    }
    a.bind(done);
    let once = a.finish_relaxed().unwrap().bytes().to_vec();
    assert_eq!(a.finish_relaxed().unwrap().bytes(), once);
    assert_eq!(a.finish().unwrap().bytes(), once);
}

#[test]
fn a_jump_table_of_distances() {
    check(
        |a| {
            let table = a.named_label("table");
            let cases = [a.named_label("zero"), a.named_label("one")];
            a.lea_rm64(RAX, Mem::label(table));
            a.movsxd_rm64_32(RCX, Mem::base(RAX).index(x64_asm::Index::RDI, x64_asm::Scale::X4));
            a.add_rr64(RAX, RCX);
            a.jmp_r(RAX);
            for case in cases {
                a.bind(case);
                a.ret();
            }
            a.bind(table);
            for case in cases {
                a.data_distance(case, table);
            }
        },
        &[
            0x48, 0x8d, 0x05, 11, 0, 0, 0, 0x48, 0x63, 0x0c, 0xb8, 0x48, 0x01, 0xc8, 0xff, 0xe0, 0xc3, 0xc3, 0xfe,
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        ],
        "
            48 8d 05 .. .. .. ..            lea rax, [table]
            48 63 0c b8                     movsxd rcx, dword ptr [rax+rdi*4]
            48 01 c8                        add rax, rcx
            ff e0                           jmp rax
        zero:
            c3                              ret
        one:
            c3                              ret
        table:
            .. .. .. ..                     dd zero - table
            .. .. .. ..                     dd one - table
        ",
    );
}

#[test]
fn an_immediate_behind_a_relative_address_counts() {
    check(
        |a| {
            let flag = a.label();
            a.cmp_mi32(Mem::label(flag).disp(4), 0x1234);
            a.mov_mi8(Mem::label(flag), 1);
            a.ret();
            a.bind(flag);
            a.data_u64(0);
        },
        &[0x81, 0x3d, 12, 0, 0, 0, 0x34, 0x12, 0, 0, 0xc6, 0x05, 1, 0, 0, 0, 1, 0xc3, 0, 0, 0, 0, 0, 0, 0, 0],
        "
            81 3d .. .. .. .. 34 12 00 00   cmp dword ptr [L0+4], 0x1234
            c6 05 .. .. .. .. 01            mov byte ptr [L0], 1
            c3                              ret
        L0:
            00 00 00 00 00 00 00 00         dq 0x0
        ",
    );
}

#[test]
fn constants_are_pooled_and_aligned() {
    let mut a = Assembler::new();
    let one = a.constant_f64(1.0);
    a.movsd_xm(XMM0, one);
    let mask = a.constant_u128(u128::MAX >> 1);
    a.andpd_xm(XMM0, mask);
    let again = a.constant_f64(1.0);
    a.addsd_xm(XMM0, again);
    a.ret();
    let code = a.finish().unwrap();
    assert_eq!(code.alignment(), 16);
    assert_eq!(code.bytes().len(), 32 + 16 + 8);
    assert_eq!(code.bytes()[32..48], (u128::MAX >> 1).to_le_bytes());
    assert_eq!(code.bytes()[48..], 1.0_f64.to_le_bytes());
    // Asked for again, they are still where they were.
    let third = a.constant_f64(1.0);
    assert_eq!(third, one);
    let len = a.finish().unwrap().bytes().len();
    assert_eq!(len, 56);
}

#[test]
fn pooled_constants_of_all_lengths_lie_longest_first() {
    let mut a = Assembler::new();
    let (b8, b16, b32, b64) = (0x11_u64, 0x11_u128, [0x22; 32], [0x33; 64]);
    a.ret();
    let narrow = a.constant(b8);
    let wide = a.constant_u128(b16);
    let vector = a.constant_256(b32);
    let line = a.constant_512(b64);
    // The same leading bytes at another length are another constant.
    assert_ne!(narrow, wide);
    assert_eq!([a.constant(b8), a.constant_u128(b16)], [narrow, wide]);
    assert_eq!([a.constant_256(b32), a.constant_512(b64)], [vector, line]);
    let code = a.finish().unwrap();
    assert_eq!(code.alignment(), 64);
    assert_eq!(code.bytes()[..1], [0xc3]);
    let expected = [&b64[..], &b32, &b16.to_le_bytes(), &b8.to_le_bytes()].concat();
    assert_eq!(code.bytes()[64..], expected);
}

#[test]
fn padding_is_long_nops() {
    for len in 1..=40_u32 {
        let mut a = Assembler::new();
        a.data_bytes(&vec![0xcc; 64 - len as usize]);
        a.align(64);
        let bytes = a.finish().unwrap().bytes()[64 - len as usize..].to_vec();
        let decoder = iced_x86::Decoder::new(64, &bytes, iced_x86::DecoderOptions::NONE);
        let decoded: Vec<_> = decoder.into_iter().collect();
        assert!(decoded.iter().all(|instruction| instruction.mnemonic() == iced_x86::Mnemonic::Nop));
        assert_eq!(decoded.len(), len.div_ceil(9) as usize);
    }
}

#[test]
fn more_may_follow_finish() {
    let mut a = Assembler::new();
    let done = a.label();
    let known = a.here();
    a.jmp(known);
    assert_eq!(a.finish().unwrap().bytes(), [0xeb, 0xfe]);
    a.jmp(done);
    a.bind(done);
    assert_eq!(a.finish().unwrap().bytes(), [0xeb, 0xfe, 0xe9, 0, 0, 0, 0]);
}

#[test]
fn reset_keeps_nothing_but_the_memory() {
    let mut a = Assembler::new();
    let label = a.named_label("old");
    a.bind(label);
    a.comment("old");
    a.jmp(label);
    a.align(64);
    a.data_u64(5);
    a.constant_f64(2.0);
    a.external("old", 1);
    assert!(a.finish().is_ok());
    a.reset();
    a.ret();
    let code = a.finish().unwrap();
    assert_eq!(code.bytes(), [0xc3]);
    assert_eq!((code.alignment(), code.comments().count(), code.relocations().count()), (1, 0, 0));
    assert_eq!(code.listing().stable().trim(), "c3                              ret");
}

#[test]
fn patch_sites_are_aligned_and_settable() {
    for skew in 0..8 {
        let mut a = Assembler::new();
        (0..skew).for_each(|_| a.nop());
        let (here, there) = (a.here(), a.label());
        let jump = a.jmp_patchable(here);
        let branch = a.jcc_patchable(Cond::E, here);
        let call = a.call_patchable(here);
        let wide = a.mov_ri64_patchable(RAX, 5);
        let add = a.patchable(|a| a.add_ri32_full(RDI, 1));
        let load = a.patchable(|a| a.mov_rm32(RDI, Mem::base(RAX).disp32(0)));
        a.bind(there);
        a.ret();
        let code = a.finish().unwrap();
        let [jump, branch, call, wide, add, load] =
            [jump, branch, call, wide, add, load].map(|site| code.field(site).unwrap());
        for field in [jump, branch, call, wide, add, load] {
            assert_eq!(field.at % u32::from(field.bytes), 0);
        }
        let mut bytes = code.bytes().to_vec();
        let target = code.offset_of(there).unwrap();
        jump.set_target(&mut bytes, target).unwrap();
        branch.set_target(&mut bytes, target).unwrap();
        wide.set(&mut bytes, 0x1234_5678_9abc).unwrap();
        add.set(&mut bytes, -7).unwrap();
        load.set(&mut bytes, 0x40).unwrap();
        assert!(add.set(&mut bytes, 1 << 40).is_err());
        assert!(add.set(&mut [], 1).is_err());
        let decoder = iced_x86::Decoder::new(64, &bytes, iced_x86::DecoderOptions::NONE);
        let padding = [iced_x86::Mnemonic::Nop, iced_x86::Mnemonic::Xchg];
        let found: Vec<_> = decoder.into_iter().filter(|i| !padding.contains(&i.mnemonic())).collect();
        assert_eq!(found[0].near_branch_target(), u64::from(target));
        assert_eq!(found[1].near_branch_target(), u64::from(target));
        assert_eq!(found[2].near_branch_target(), skew);
        let text: Vec<String> = found[3..].iter().map(|i| i.to_string()).collect();
        assert_eq!(text, ["mov rax,123456789ABCh", "add edi,0FFFFFFF9h", "mov edi,[rax+40h]", "ret"]);
    }
}

#[test]
fn a_hundred_thousand_labels() {
    let mut a = Assembler::new();
    let labels: Vec<Label> = (0..100_000).map(|_| a.label()).collect();
    for pair in labels.windows(2) {
        a.bind(pair[0]);
        a.jmp(pair[1]);
        a.jcc(Cond::E, labels[0]);
    }
    a.bind(labels[99_999]);
    let plain = a.finish().unwrap().bytes().len();
    let code = a.finish_relaxed().unwrap();
    assert!(code.bytes().len() < plain);
    assert_eq!(code.offset_of(labels[1]), Some(4));
    assert_eq!(code.listing().to_string().lines().count(), 99_999 * 2 + 100_000);
}
