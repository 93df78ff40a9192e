//! Memory operands beyond those of the exhaustive test: fixed displacements, operands changed
//! after they were made, and the RIP-relative ones behind every kind of instruction.

use iced_x86::{Decoder, DecoderOptions, Instruction, Register};
use x64_asm::{Assembler, Features, Gpr, Index, Mem, R12, R13, RAX, RBP, RCX, Scale, XMM1};

fn decode(bytes: &[u8]) -> Instruction {
    let instruction = Decoder::new(64, bytes, DecoderOptions::NONE).decode();
    assert_eq!(instruction.len(), bytes.len());
    instruction
}

fn load(mem: Mem) -> Vec<u8> {
    let mut a = Assembler::new();
    a.mov_rm64(RCX, mem);
    a.finish().unwrap().bytes().to_vec()
}

fn number(register: Register) -> Option<u8> {
    (register != Register::None).then(|| register.number() as u8)
}

#[test]
fn a_fixed_displacement_has_four_bytes() {
    for base in Gpr::ALL {
        for disp in [0, 1, -1, 127, 128, i32::MIN, i32::MAX] {
            let bytes = load(Mem::base(base).disp32(disp));
            let found = decode(&bytes);
            assert_eq!(bytes[bytes.len() - 4..], disp.to_le_bytes());
            assert_eq!(number(found.memory_base()), Some(base.number()));
            assert_eq!(found.memory_displacement64() as i32, disp);
            for index in Gpr::ALL.into_iter().filter_map(Gpr::index) {
                let bytes = load(Mem::base(base).disp32(disp).index(index, Scale::X2));
                let found = decode(&bytes);
                assert_eq!(number(found.memory_base()), Some(base.number()));
                assert_eq!(number(found.memory_index()), Some(index.gpr().number()));
                assert_eq!((found.memory_index_scale(), found.memory_displacement64() as i32), (2, disp));
            }
        }
    }
}

#[test]
fn what_is_given_last_holds() {
    let plain = Mem::base(RBP).index(Index::RCX, Scale::X4).disp(8);
    let changed = Mem::base(RBP).disp(500).index(Index::R13, Scale::X1).index(Index::RCX, Scale::X4).disp(8);
    assert_eq!(plain, changed);
    assert_eq!(Mem::base(R12).disp(3).plus(5), Mem::base(R12).disp(8));
    let absolute = Mem::absolute(64).index(Index::R13, Scale::X8);
    assert_eq!(absolute, Mem::scaled(Index::R13, Scale::X8).disp(64));
    assert_eq!(Mem::scaled(Index::R13, Scale::X1), Mem::base(R13));
    assert_eq!(load(Mem::absolute(64).disp32(64)), load(Mem::absolute(64)));
}

#[test]
fn relative_to_a_label_behind_every_kind_of_instruction() {
    let instructions: [fn(&mut Assembler, Mem); 14] = [
        |a, mem| a.mov_rm64(R13, mem),
        |a, mem| a.mov_mr8(mem, RBP),
        |a, mem| a.add_mi8(mem, 5),
        |a, mem| a.add_mi16(mem, 5),
        |a, mem| a.add_mi16(mem, 500),
        |a, mem| a.add_mi32(mem, 5),
        |a, mem| a.add_mi64(mem, 500),
        |a, mem| a.shl_mi64(mem, 1),
        |a, mem| a.shl_mi64(mem, 2),
        |a, mem| a.imul_rmi32(RAX, mem, 1000),
        |a, mem| a.roundsd_xmi(XMM1, mem, x64_asm::Rounding::Up),
        |a, mem| a.vaddsd_xxm(XMM1, XMM1, mem),
        |a, mem| a.call_m(mem),
        |a, mem| a.cmpxchg16b_m(mem),
    ];
    for assemble in instructions {
        for offset in [0, 4, -4, 1000] {
            let mut a = Assembler::with_features(Features::all());
            a.nop();
            let label = a.label();
            assemble(&mut a, Mem::label(label).disp(offset));
            let end = a.offset();
            a.data_bytes(&[0; 7]);
            a.bind(label);
            let code = a.finish().unwrap().bytes().to_vec();
            let instruction = Decoder::with_ip(64, &code[1..], 1, DecoderOptions::NONE).decode();
            assert_eq!(instruction.next_ip(), u64::from(end));
            assert_eq!(instruction.ip_rel_memory_address(), (i64::from(end) + 7 + i64::from(offset)) as u64);
        }
    }
}
