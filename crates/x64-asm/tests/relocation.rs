//! Addresses outside the code: relocations, applied for a final base.

use x64_asm::{Assembler, Cond, Error, Mem, RAX, Relocation, RelocationKind, Target};

const BASE: u64 = 0x7f00_0000_1000;
const HELPER: u64 = BASE + 0x10_0000;

fn assemble() -> Assembler {
    let mut a = Assembler::new();
    let helper = a.external("helper", HELPER);
    let data = a.external("data", BASE - 0x40);
    a.call_external(helper);
    a.mov_r_external(RAX, helper);
    a.cmp_mi32(Mem::external(data).disp(4), 0x1234_5678);
    a.jcc_external(Cond::NE, helper);
    a.jmp_external(data);
    let start = a.here();
    a.data_address(start);
    a
}

#[test]
fn fields_are_filled_for_the_base() {
    let mut a = assemble();
    let code = a.finish().unwrap();
    let bytes = code.to_vec_at(BASE).unwrap();
    let decoder = iced_x86::Decoder::with_ip(64, &bytes, BASE, iced_x86::DecoderOptions::NONE);
    let found: Vec<_> = decoder.into_iter().take(5).collect();
    assert_eq!(found[0].near_branch_target(), HELPER);
    assert_eq!(found[1].immediate64(), HELPER);
    assert_eq!(found[2].ip_rel_memory_address(), BASE - 0x40 + 4);
    assert_eq!(found[2].immediate32(), 0x1234_5678);
    assert_eq!(found[3].near_branch_target(), HELPER);
    assert_eq!(found[4].near_branch_target(), BASE - 0x40);
    assert_eq!(bytes[bytes.len() - 8..], (BASE + bytes.len() as u64 - 8).to_le_bytes());
}

#[test]
fn relocations_are_listed() {
    let mut a = assemble();
    let code = a.finish().unwrap();
    let relocations: Vec<_> = code.relocations().collect();
    assert_eq!(relocations.len(), 6);
    let kind = RelocationKind::Relative32 { end: 4 };
    assert_eq!(relocations[0], Relocation { at: 1, kind, target: Target::Address(HELPER) });
    let kind = RelocationKind::Relative32 { end: 8 };
    assert_eq!(relocations[2], Relocation { at: 17, kind, target: Target::Address(BASE - 0x40 + 4) });
    let stable = code.listing().stable();
    let expected = "    e8 .. .. .. ..                  call helper
    48 b8 .. .. .. .. .. .. .. ..   mov rax, helper
    81 3d .. .. .. .. 78 56 34 12   cmp dword ptr [data+4], 0x12345678
    0f 85 .. .. .. ..               jne helper
    e9 .. .. .. ..                  jmp data
L0:
    .. .. .. .. .. .. .. ..         dq L0
";
    assert_eq!(stable, expected, "\n{stable}");
}

#[test]
fn too_far_is_an_error() {
    let mut a = Assembler::new();
    let far = a.external("far", 0x1_8000_0004);
    a.call_external(far);
    let code = a.finish().unwrap();
    assert_eq!(code.to_vec_at(0x1_0000_0000).unwrap()[1..], (i32::MAX).to_le_bytes());
    let error = Error::RelocationOutOfRange { at: 1, target: 0x1_8000_0004 };
    assert_eq!(code.to_vec_at(0xffff_ffff), Err(error));
    assert_eq!(code.write_at(0, &mut [0; 4]), Err(Error::BufferTooSmall { needed: 5, given: 4 }));
}
