//! The opcode table agrees with itself: a row's stack effect, flow and quickened forms are those of
//! its primitives.

use bytecode::{Flow, Inst, Opcode, Primitive, Primitives};

/// An instruction of a row with operands that differ.
fn sample(row: Opcode) -> Inst {
    let operands: Vec<u32> = (5..).take(row.operands().len()).collect();
    Inst::from_operands(row, &operands).unwrap()
}

/// How many operands a primitive pops and pushes on the edge that falls through.
fn effect(primitive: Primitive) -> (u32, u32) {
    use Primitive as P;
    match primitive {
        P::Imm(_) | P::Const(_) | P::Nil | P::Bool(_) | P::Local(_) | P::LoadCell(_) => (0, 1),
        P::LoadUpvalue(_) | P::Closure(_) | P::LoadGlobal(_) | P::NewMap | P::StructDef(_) | P::Import(_) => (0, 1),
        P::Pop | P::Store(_) | P::NewCell(_) | P::StoreCell(_) | P::StoreUpvalue(_) | P::StoreGlobal(_) => (1, 0),
        P::Branch { .. } | P::ShortCircuit { .. } | P::LoopIf { .. } | P::Return | P::Print => (1, 0),
        P::Neg | P::Plus | P::Not | P::ToBool | P::LoadProperty(_) | P::ArrayPop | P::ArrayLen => (1, 1),
        P::Dup => (1, 2),
        P::Dup2 => (2, 4),
        P::Arithmetic(_) | P::Compare(_) | P::LoadIndex => (2, 1),
        P::StoreProperty(_) | P::ArrayPush => (2, 0),
        P::StoreIndex => (3, 0),
        P::Jump(_) | P::Loop(_) | P::LoopHeader(_) | P::ReturnNil | P::Halt => (0, 0),
        P::Call(argc) => (u32::from(argc.0) + 1, 1),
        P::CallClosed(argc, _) | P::NewObject(_, argc) => (u32::from(argc.0), 1),
        P::NewArray(count) => (count.0, 1),
    }
}

/// Where control goes after a primitive.
fn flow(primitive: Primitive) -> Flow {
    match primitive {
        Primitive::Jump(_) => Flow::Jump,
        Primitive::Branch { .. } => Flow::Branch,
        Primitive::ShortCircuit { .. } => Flow::ShortCircuit,
        Primitive::Loop(_) => Flow::Loop,
        Primitive::LoopIf { .. } => Flow::LoopIf,
        Primitive::Return | Primitive::ReturnNil | Primitive::Halt => Flow::End,
        _ => Flow::Next,
    }
}

/// The operands that a row takes from below its own, and those it leaves in their place. What a
/// DUP pops and pushes again counts as a change only where it is.
#[test]
fn a_rows_effect_is_that_of_its_primitives() {
    for &row in Opcode::ALL {
        let inst = sample(row);
        let (mut taken, mut there) = (0, 0);
        for &primitive in &*inst.primitives() {
            let (pops, pushes) = effect(primitive);
            let missing = pops.saturating_sub(there);
            taken += missing;
            there = there + missing - pops + pushes;
        }
        assert_eq!(inst.effect(), (taken, there), "{}", row.mnemonic());
    }
}

#[test]
fn only_a_rows_last_primitive_directs_control() {
    for &row in Opcode::ALL {
        let primitives = sample(row).primitives();
        let Some((&last, others)) = primitives.split_last() else { continue };
        assert_eq!(row.flow(), flow(last), "{}", row.mnemonic());
        assert!(others.iter().all(|&primitive| flow(primitive) == Flow::Next), "{}", row.mnemonic());
    }
}

/// No two rows are named by the same primitives: the compiler of the table would refuse the second.
#[test]
fn primitives_name_a_row_of_their_meaning() {
    let mut unnamed = Vec::new();
    for &row in Opcode::ALL {
        let primitives = sample(row).primitives();
        match Inst::from_primitives(&primitives) {
            Some(named) => {
                assert_eq!(*named.primitives(), *primitives, "{}", row.mnemonic());
                let again = Inst::from_primitives(&named.primitives());
                assert_eq!(again, Some(named), "{}", row.mnemonic());
            }
            None => unnamed.push(row.mnemonic()),
        }
    }
    let mut expected = Vec::from(["INC_LOCAL", "DEC_LOCAL"]);
    expected.extend(["LOAD_PROPERTY", "LOAD_PROPERTY_L", "LOAD_PROPERTY_UNCACHED"]);
    expected.extend(["STORE_PROPERTY", "STORE_PROPERTY_UNCACHED"]);
    assert_eq!(unnamed, expected);
}

#[test]
fn no_row_where_an_operand_has_no_room() {
    let jump = |a| {
        let compared = [Primitive::Local(bytecode::Slot(a)), Primitive::Const(bytecode::ConstId(65_535))];
        let target = bytecode::Target(9);
        let rest = [Primitive::Compare(bytecode::num::Comparison::Lt), Primitive::Branch { when: false, target }];
        Inst::from_primitives(&[compared, rest].concat()).map(Inst::opcode)
    };
    assert_eq!(jump(255), Some(Opcode::JumpUnlessLtLk));
    assert_eq!(jump(256), None);
}

#[test]
fn a_quickened_row_means_what_the_row_it_replaces_means() {
    let mut hinted = 0;
    for &row in Opcode::ALL {
        let quickened = row.quickened();
        assert!(quickened.is_empty() || quickened.contains(&row), "{}", row.mnemonic());
        assert!(row.hint().is_none() || quickened[0].hint().is_none(), "{}", row.mnemonic());
        for &other in quickened {
            assert_eq!(row.operands(), other.operands(), "{}", row.mnemonic());
            assert_eq!(*sample(row).primitives(), *sample(other).primitives(), "{}", row.mnemonic());
        }
        hinted += usize::from(row.hint().is_some());
    }
    assert_eq!(hinted, 24);
}

#[test]
fn the_primitives_of_code_are_those_of_its_instructions() {
    let code: Vec<Inst> = Opcode::ALL.iter().map(|&row| sample(row)).collect();
    let primitives = Primitives::new(&code);
    for (at, inst) in code.iter().enumerate() {
        assert_eq!(primitives.of(at as u32), &*inst.primitives());
    }
}
