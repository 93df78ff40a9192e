//! The binary form: it round-trips, is the only one of its program, and no bytes harm the decoder.

mod support;

use bytecode::binary::{MAGIC, VERSION, is_binary};
use bytecode::*;
use proptest::prelude::*;
use support::mutate::{Random, mutate_bytes, mutate_module, seal};
use support::seed;

/// Three modules that import each other.
fn linked() -> Program {
    let module = |path: &str| {
        let mut module =
            parse("imports \"a.unna\" \"b.unna\"\nIMPORT \"a.unna\"\nPOP\nIMPORT \"b.unna\"\nRETURN").unwrap();
        module.path = path.into();
        module
    };
    let mut program = Program::new(module("main.unna"));
    let (a, b) = (program.add(module("a.unna")), program.add(module("b.unna")));
    assert!(program.link(ModuleId(0), ImportId(0), a));
    assert!(program.link(ModuleId(0), ImportId(1), b));
    assert!(program.link(b, ImportId(0), a));
    assert!(program.link(a, ImportId(1), a));
    program
}

#[track_caller]
fn round_trip(program: &Program) -> Vec<u8> {
    let file = encode(program);
    assert_eq!(decode(&file).as_ref(), Ok(program));
    file
}

#[test]
fn every_row_round_trips() {
    for &opcode in Opcode::ALL {
        for word in [0, 1, 127, 128, 255, 65_535, 0x7fff_ffff, 0x8000_0000, u32::MAX] {
            let words: Vec<u32> = opcode.operands().iter().map(|&(_, kind)| word.min(kind.max_word())).collect();
            let inst = Inst::from_operands(opcode, &words).unwrap();
            let mut module = parse("HALT").unwrap();
            module.chunks[0].code = vec![inst, Inst::Nop {}, inst];
            round_trip(&module.into());
        }
    }
}

#[test]
fn the_seeds_round_trip_in_both_forms() {
    for module in seed::modules() {
        let program = Program::new(module);
        let file = round_trip(&program);
        assert!(is_binary(&file) && !is_binary(print(program.main()).as_bytes()));
        assert_eq!(parse(&print(program.main())).as_ref(), Ok(program.main()));
    }
}

#[test]
fn links_round_trip() {
    let program = linked();
    round_trip(&program);
    assert_eq!(program.imported(ModuleId(0), ImportId(1)), Some(ModuleId(2)));
    assert_eq!(program.imported(ModuleId(1), ImportId(0)), None);
    assert_eq!(program.links().len(), 4);
    assert_eq!(parse_program(&print_program(&program)), Ok(program));
}

#[test]
fn broken_imports_round_trip() {
    let mut program = linked();
    assert!(program.break_link(ModuleId(1), ImportId(0), "Error in \"a.unna\":\n  Bad."));
    assert!(!program.break_link(ModuleId(1), ImportId(0), ""), "it is broken already");
    assert!(!program.break_link(ModuleId(0), ImportId(0), ""), "it has its link");
    assert!(!program.link(ModuleId(1), ImportId(0), ModuleId(0)), "it is broken");
    round_trip(&program);
    assert_eq!(parse_program(&print_program(&program)), Ok(program.clone()));
    assert_eq!(program.broken().len(), 1);
}

#[test]
fn links_need_both_ends() {
    let mut program = linked();
    let before = program.clone();
    assert!(!program.link(ModuleId(3), ImportId(0), ModuleId(0)));
    assert!(!program.link(ModuleId(0), ImportId(2), ModuleId(0)));
    assert!(!program.link(ModuleId(2), ImportId(1), ModuleId(3)));
    assert!(!program.link(ModuleId(0), ImportId(0), ModuleId(2)), "an import has one link");
    assert_eq!(program, before);
}

#[track_caller]
fn refused(file: &[u8], expected: &str) {
    assert_eq!(decode(file).unwrap_err().to_string(), expected);
}

/// A file with this payload.
fn with_payload(payload: &[u8]) -> Vec<u8> {
    let mut file = encode(&linked());
    file.truncate(20);
    file.extend_from_slice(payload);
    seal(&mut file);
    file
}

#[test]
fn each_mistake_in_the_header_has_its_message() {
    let file = encode(&linked());
    refused(b"", "not a binary program");
    refused(b"var x = 1;", "not a binary program");
    refused(&MAGIC, "the file is truncated: what begins at byte 8 is not complete");
    refused(&file[..19], "the file is truncated: what begins at byte 19 is not complete");
    let changed = |at: usize, to: u8| {
        let mut changed = file.clone();
        changed[at] = to;
        changed
    };
    refused(&changed(8, 9), &format!("binary format 9, but this is version {VERSION}; build the program again"));
    refused(&changed(10, 1), "byte 10: expected known flag");
    refused(&changed(12, !file[12]), "made for another instruction set; build the program again");
    refused(&changed(16, !file[16]), "damaged: the checksum does not match");
    refused(&changed(30, !file[30]), "damaged: the checksum does not match");
    refused(&file[..file.len() - 1], "damaged: the checksum does not match");
}

#[test]
fn each_mistake_in_the_payload_has_its_message() {
    refused(&with_payload(b""), "the file is truncated: what begins at byte 20 is not complete");
    refused(&with_payload(b"\0\0"), "byte 21: expected main module");
    refused(&with_payload(b"\x80\0"), "byte 20: expected number in its shortest form");
    refused(&with_payload(&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]), "byte 30: expected end of the file");
    refused(&with_payload(&[1, 0, 1, 1, 0xff, 0, 0, 0, 0, 0, 0]), "byte 23: expected text in UTF-8");
    refused(&with_payload(&[1, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0]), "byte 24: expected kind of constant");
    let in_chunk = |chunk: &[u8]| with_payload(&[&[1, 0, 0, 0, 0, 0, 0, 1], chunk, &[0; 9]].concat());
    refused(&in_chunk(&[0, 0, 0xff, 0xff, 4, 0, 0, 0, 0, 0, 0]), "byte 30: expected number of 16 bits");
    refused(&in_chunk(&[0, 0, 0, 0, 1, 0xff, 0xff, 0xff, 1, 0, 0]), "byte 33: expected capture");
    refused(&in_chunk(&[0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0]), "byte 35: expected type");
    refused(&in_chunk(&[0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]), "byte 37: expected type");
    refused(&in_chunk(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0]), "byte 37: expected opcode");
    let row = Opcode::JumpUnlessLtLl as u8;
    let message = "byte 37: expected instruction with operands in range";
    refused(&in_chunk(&[0, 0, 0, 0, 0, 0, 0, 0, 1, row, 0xff, 3, 0, 0, 0]), message);
    let links = |links: &[u8]| with_payload(&[&[1, 0, 0, 0, 0, 0, 1, 0, 0], links, &[0]].concat());
    let broken = |broken: &[u8]| with_payload(&[&[1, 0, 0, 0, 0, 0, 1, 0, 0, 0], broken].concat());
    assert!(decode(&links(&[1, 0, 0, 0])).is_ok());
    refused(&links(&[1, 0, 1, 0]), "byte 30: expected link of an import to a module");
    refused(&links(&[2, 0, 0, 0, 0, 0, 0]), "byte 33: expected link of an import to a module");
    assert!(decode(&broken(&[1, 0, 0, 1, b'x'])).is_ok());
    refused(&broken(&[1, 0, 1, 0]), "byte 31: expected broken import");
    refused(&broken(&[2, 0, 0, 0, 0, 0, 0]), "byte 34: expected broken import");
}

/// A length is believed only as far as the rest of the file could hold it.
#[test]
fn no_length_is_trusted() {
    for prefix in [&[][..], &[1], &[1, 0], &[1, 0, 0], &[1, 0, 0, 0], &[1, 0, 0, 0, 0], &[1, 0, 0, 0, 0, 0]] {
        for length in [&[0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0xff; 9], &[0xff, 0xff, 0xff, 0x7f]] {
            let file = with_payload(&[prefix, length, &[1; 30]].concat());
            assert!(decode(&file).is_err());
        }
    }
    let at = 20 + 2;
    refused(
        &with_payload(&[1, 0, 33, 0, 0, 0, 0, 0]),
        &format!("the file is truncated: what begins at byte {at} is not complete"),
    );
}

#[test]
fn what_is_stripped_is_what_only_messages_need() {
    let mut program = Program::new(parse(include_str!("seed/counter.txt")).unwrap());
    let full = encode(&program).len();
    Strip::ALL.apply(&mut program);
    let module = program.main();
    assert!(module.chunks.iter().all(|chunk| chunk.lines.is_empty() && module.name(chunk.name) == "?"));
    assert_eq!(module.names.iter().map(|name| &**name).collect::<Vec<_>>(), ["make", "?"]);
    assert_eq!(module.name(module.globals[0]), "make");
    assert!(verify(module.clone()).is_ok());
    assert!(encode(&program).len() < full - 20);

    let mut objects = Program::new(parse(include_str!("seed/objects.txt")).unwrap());
    let before = objects.main().clone();
    Strip { lines: false, chunk_names: true }.apply(&mut objects);
    let after = objects.main();
    assert_eq!(after.chunks[0].lines, before.chunks[0].lines);
    for (old, new) in before.chunks[0].code.iter().zip(&after.chunks[0].code) {
        match (*old, *new) {
            (Inst::LoadProperty { name: old, .. }, Inst::LoadProperty { name: new, .. })
            | (Inst::LoadPropertyL { name: old, .. }, Inst::LoadPropertyL { name: new, .. })
            | (Inst::StoreProperty { name: old, .. }, Inst::StoreProperty { name: new, .. }) => {
                assert_eq!(before.name(old), after.name(new));
            }
            (old, new) => assert_eq!(old, new),
        }
    }
    assert!(verify(after.clone()).is_ok());
}

/// What a mutant's bytes say is refused, or is exactly one program, which verifies or does not.
#[test]
fn mutated_bytes_are_harmless() {
    let files: Vec<Vec<u8>> = seed::modules().into_iter().map(|module| encode(&module.into())).collect();
    let (mut decoded, mut accepted) = (0, 0);
    for seed in 0..20_000 {
        let mut random = Random::new(seed);
        let mut file = random.pick(&files).unwrap().clone();
        let other = random.pick(&files).unwrap().clone();
        mutate_bytes(&mut file, &other, &mut random);
        if let Ok(program) = decode(&file) {
            decoded += 1;
            assert_eq!(encode(&program), file, "mutant {seed}: one program, one form");
            accepted += u32::from(program.into_modules().into_iter().all(|module| verify(module).is_ok()));
        }
    }
    assert!(decoded > 1_000 && accepted > 300, "{decoded} decoded, {accepted} accepted: the mutants are too wild");
}

/// Whatever the verifier accepts of mutated modules round-trips in both forms and verifies again.
#[test]
fn mutated_modules_are_harmless() {
    let modules = seed::modules();
    let mut accepted = 0;
    for seed in 0..20_000 {
        let mut random = Random::new(seed);
        let mut module = random.pick(&modules).unwrap().clone();
        mutate_module(&mut module, &mut random);
        let Ok(verified) = verify(module) else { continue };
        accepted += 1;
        if accepted % 16 == 0 {
            let program = Program::new(verified.into_inner());
            round_trip(&program);
            assert_eq!(parse(&print(program.main())).as_ref(), Ok(program.main()));
        }
    }
    assert!(accepted > 1_000, "{accepted} accepted: the mutants are too wild");
}

proptest! {
    #[test]
    fn any_program_round_trips(modules in proptest::collection::vec(support::any_module(), 1..3)) {
        let mut modules = modules.into_iter();
        let mut program = Program::new(modules.next().unwrap());
        modules.for_each(|module| { program.add(module); });
        program.link(ModuleId(0), ImportId(0), ModuleId(1));
        round_trip(&program);
    }

    #[test]
    fn no_payload_panics_the_decoder(payload in proptest::collection::vec(any::<u8>(), 0..200)) {
        let file = with_payload(&payload);
        if let Ok(program) = decode(&file) {
            prop_assert_eq!(encode(&program), file);
        }
    }
}
