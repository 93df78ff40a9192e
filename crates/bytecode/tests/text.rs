//! The text form: what it looks like, that it round-trips, what it says about mistakes.

mod support;

use bytecode::*;
use proptest::prelude::*;

#[track_caller]
fn round_trip(module: &Module) {
    let text = print(module);
    match parse(&text) {
        Ok(parsed) => assert_eq!(&parsed, module, "from\n{text}"),
        Err(error) => panic!("{error}\nin\n{text}"),
    }
}

/// A module whose only chunk has this code.
fn with_code(code: Vec<Inst>) -> Module {
    let mut module = parse("module \"m\"\nconstants 1 2.5\nstruct s f\nimports i\nglobals g\nHALT").unwrap();
    module.chunks[0].code = code;
    module
}

#[test]
fn every_row_round_trips() {
    for &opcode in Opcode::ALL {
        for word in [0, 1, 2, 255, 256, 65_535, 65_536, u32::MAX] {
            let kinds = opcode.operands();
            let words: Vec<u32> = kinds.iter().map(|&(_, kind)| word.min(kind.max_word())).collect();
            let inst = Inst::from_operands(opcode, &words).unwrap();
            assert_eq!(inst.opcode(), opcode);
            assert_eq!(inst.operands().as_slice(), words);
            round_trip(&with_code(vec![inst]));
            round_trip(&with_code(vec![Inst::Nop {}, inst, inst]));
        }
    }
}

#[test]
fn operands_beyond_their_kind_are_no_instruction() {
    for &opcode in Opcode::ALL {
        for (at, &(_, kind)) in opcode.operands().iter().enumerate() {
            let mut words = vec![0; opcode.operands().len()];
            assert!(Inst::from_operands(opcode, &words).is_some());
            if let Some(beyond) = kind.max_word().checked_add(1) {
                words[at] = beyond;
                assert_eq!(Inst::from_operands(opcode, &words), None, "{}", opcode.mnemonic());
            }
        }
        assert_eq!(Inst::from_operands(opcode, &[0; 4]), None);
    }
}

#[test]
fn every_constant_round_trips() {
    let floats = [0.0, -0.0, 1.0, -1.5, 0.1, 1e300, 5e-324, f64::MAX, f64::INFINITY, f64::NEG_INFINITY];
    let nans = [0x7FF8 << 48, 0xFFF8 << 48, (0x7FF8 << 48) + 1, 0x7FFC_0000_0BAD_C0DE, u64::MAX];
    let strings: [&[u8]; 8] =
        [b"", b"a b", b"\"\\;", b"\n\r\t\0\x7f", b"\xff\xc3", "\u{e9}\u{2028}\u{feff}".as_bytes(), b"'", b"#1"];
    let mut module = with_code(vec![Inst::Halt {}]);
    module.constants = [0, 1, -1, i32::MAX, i32::MIN].map(Constant::Int).to_vec();
    module.constants.extend(floats.map(Constant::Float));
    module.constants.extend(nans.map(|bits| Constant::Float(f64::from_bits(bits))));
    module.constants.extend(strings.map(|bytes| Constant::Str(bytes.into())));
    module.chunks[0].code =
        (0..module.constants.len() as u32).map(|id| Inst::LoadConst { constant: ConstId(id) }).collect();
    round_trip(&module);
}

#[test]
fn unused_and_repeated_entries_round_trip() {
    let text = "module \"m\"
names f f x x
globals x #3 #9
constants 1 1 1.0 \"a\" \"a\"
struct f x #3
struct f
struct #9
imports a a

chunk f
  LOAD_CONST #1
  LOAD_CONST \"a\"
  LOAD_GLOBAL #1
  STRUCT_DEF #1
  MAKE_CLOSURE #1
  IMPORT #1
  JUMP #99

chunk f
chunk #1
chunk #9
";
    let module = parse(text).unwrap();
    assert_eq!(module.names.len(), 4);
    assert_eq!(module.globals, [NameId(2), NameId(3), NameId(9)]);
    assert_eq!(module.chunks.iter().map(|chunk| chunk.name.0).collect::<Vec<_>>(), [0, 0, 1, 9]);
    assert_eq!(module.chunks[0].code[4], Inst::MakeClosure { chunk: ChunkId(1) });
    round_trip(&module);
}

/// The form that a person reads: this text is what `print` gives for it.
#[test]
fn the_printed_form() {
    let text = r#"module "fib.unna"
names main fib "a b" n
globals fib print
constants 1.5 "n = "
struct "a b" n fib
imports "./lib.unna"

chunk main
line 1
  MAKE_CLOSURE fib
  DEFINE_GLOBAL fib
line 3
  LOAD_IMM -1
  NEW_CELL s0
  LOAD_LOCAL_1
L5:
  LOOP_HEADER
  AND L8
  LOAD_PROPERTY c0 n
L8:
  LOOP_IF_FALSE L5
  LOAD_CONST "n = "
  CALL 2
  JUMP_UNLESS_LT_LK s0 1.5 L13
L12:
  IMPORT "./lib.unna"
L13:
  NEW_OBJECT 2 "a b"
  JUMP L12

chunk fib params 1 cells s1 s2 nil s3 slots 9 caches 4 captures s0 u3
  LOOP_HEADER 7
"#;
    let text = text.replacen("globals fib print", "globals fib \"print it\"", 1).replacen(
        "names main fib \"a b\" n",
        "names main fib \"a b\" n \"print it\"",
        1,
    );
    assert_eq!(print(&parse(&text).unwrap()), text);
}

#[test]
fn a_short_text_needs_little() {
    let module = parse(
        "top: LOOP_HEADER ; the body\n LOAD_GLOBAL x, \n LOAD_PROPERTY y\n LOAD_LOCAL 3\n LOAD_PROPERTY y ; twice\n LOOP top\n\
         LOOP_HEADER\n LOAD_CONST 1\n LOAD_CONST 1.0\n LOAD_CONST 1\n NEW_CELL 5",
    )
    .unwrap();
    let chunk = &module.chunks[0];
    assert_eq!((module.name(chunk.name), chunk.params, chunk.slots, chunk.caches), ("main", 0, 6, 2));
    assert_eq!(chunk.cells, [Slot(5)]);
    assert_eq!(module.constants, [Constant::Int(1), Constant::Float(1.0)]);
    let name = chunk.code[4].operands().as_slice()[1];
    assert_eq!(chunk.code[4], Inst::LoadProperty { cache: CacheId(1), name: NameId(name) });
    assert_eq!(chunk.code[6], Inst::LoopHeader { loop_id: LoopId(1) });
    assert_eq!(module.name(module.globals[0]), "x");
}

/// The example on the docs page is a program.
#[test]
fn the_text_on_the_docs_page_verifies() {
    let page = include_str!("../../../docs/bytecode.md");
    let example = page.split("```").nth(1).unwrap();
    let module = parse(example).unwrap();
    assert_eq!(module.chunks.len(), 2);
    verify(module).unwrap();
}

#[test]
fn single_instructions_for_listings() {
    let module = parse("LOAD_CONST \"a;b\"\nJUMP_IF_TRUE end\nLOOP_HEADER\nend: HALT").unwrap();
    let printer = Printer::new(&module);
    let texts: Vec<String> = module.chunks[0].code.iter().map(|&inst| printer.inst(inst)).collect();
    assert_eq!(texts, ["LOAD_CONST \"a;b\"", "JUMP_IF_TRUE L3", "LOOP_HEADER 0", "HALT"]);
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    let error = parse(text).expect_err("the text has a mistake").to_string();
    assert_eq!(error.trim_end(), expected.trim_matches('\n'), "\n{error}");
}

#[test]
fn mistakes_are_shown_in_their_line() {
    refused(
        "\n  LOAD_LOCL 1",
        "
line 2, column 3: `LOAD_LOCL` is no instruction
   2 |   LOAD_LOCL 1
     |   ^^^^^^^^^",
    );
    refused(
        "\té \"\\q\"",
        "
line 1, column 5: unknown escape: there are `\\n \\r \\t \\\" \\\\ \\xNN`
   1 |  é \"\\q\"
     |     ^^",
    );
    refused(
        &format!("LOAD_CONST {} nonsense", "\"a\" ".repeat(100)),
        &format!(
            "
line 1, column 1: LOAD_CONST takes 1 operand: constant
   1 | LOAD_CONST {}
     | ^^^^^^^^^^",
            "\"a\" ".repeat(23).split_at(89).0
        ),
    );
}

#[track_caller]
fn refused_with(text: &str, message: &str) {
    let error = parse(text).expect_err("the text has a mistake");
    assert_eq!(error.message, message);
}

#[test]
fn each_mistake_has_its_message() {
    refused_with("LOAD_LOCAL", "LOAD_LOCAL takes 1 operand: slot");
    refused_with("ADD_LI s0", "ADD_LI takes 2 operands: a, value");
    refused_with("ADD 1", "ADD takes no operand");
    refused_with("LOAD_PROPERTY", "LOAD_PROPERTY takes 2 operands: cache, name");
    refused_with("LOAD_LOCAL x", "`x` where a slot such as `s0` is expected");
    refused_with("LOAD_LOCAL s", "`s` where a slot such as `s0` is expected");
    refused_with("LOAD_LOCAL \"0\"", "a string where a slot such as `s0` is expected");
    refused_with("LOAD_LOCAL 65536", "slot beyond 65535, the highest this operand can hold");
    refused_with("LOAD_LOCAL 99999999999999999999", "slot beyond 65535, the highest this operand can hold");
    refused_with("JUMP_UNLESS_LT_LL 256 0 x", "slot beyond 255, the highest this operand can hold");
    refused_with("JUMP_UNLESS_LT_LK 0 #65536 x", "index beyond 65535, the highest this operand can hold");
    refused_with("LOAD_IMM 2147483648", "`2147483648` where a 32-bit int is expected");
    refused_with("LOAD_IMM 1.5", "`1.5` where a 32-bit int is expected");
    refused_with("LOAD_CONST 2147483648", "`2147483648` is no int, float or string");
    refused_with("LOAD_CONST nan:0x3ff0000000000000", "`nan:0x3ff0000000000000` is no int, float or string");
    refused_with("LOAD_CONST infinity", "`infinity` is no int, float or string");
    refused_with("LOAD_CONST .5", "`.5` is no int, float or string");
    refused_with("LOAD_CONST #x", "`#x` where an index such as `#0` is expected");
    refused_with("LOAD_CONST \"a", "string without its closing quote");
    refused_with("LOAD_CONST \"\\x4\"", "`\\x` needs two hexadecimal digits");
    refused_with("LOAD_CONST \"\\", "unknown escape: there are `\\n \\r \\t \\\" \\\\ \\xNN`");
    refused_with("LOAD_GLOBAL 5", "`5` where a name is expected; other text needs quotes");
    refused_with("LOAD_GLOBAL \"\\xff\"", "a name must be UTF-8");
    refused_with("MAKE_CLOSURE f", "no chunk `f`");
    refused_with("STRUCT_DEF P", "no struct `P`");
    refused_with("JUMP nowhere", "no label `nowhere` in this chunk");
    refused_with("JUMP 5", "`5` where a label is expected");
    refused_with("a: a: HALT", "label `a` for the second time");
    refused_with("5: HALT", "a label is an identifier and a colon");
    refused_with("\"text\"", "a string is no instruction");
    refused_with(", \"text\"", "a string is no instruction");
    refused_with("chunk", "the chunk needs a name");
    refused_with("struct", "the struct needs a name");
    refused_with("module", "`module` takes one path");
    refused_with("line", "`line` takes one number");
    refused_with("line x", "`x` where a line is expected");
    refused_with("chunk f params", "`params` takes one number");
    refused_with("chunk f params 1 2", "`params` takes one number");
    refused_with("chunk f slots 65536", "number of slots beyond 65535, the highest this operand can hold");
    refused_with("chunk f captures x", "`x` where a slot `s0` or an upvalue `u0` is expected");
    refused_with("chunk f lines 1", "`1` where `INSTRUCTION:LINE` is expected");
    refused_with(
        "chunk f slot 1",
        "`slot` where one of params, slots, caches, cells, nil, captures, closed, lines is expected",
    );
}

proptest! {
    #[test]
    fn any_module_round_trips(module in support::any_module()) {
        round_trip(&module);
    }

    #[test]
    fn no_module_panics_the_verifier(module in support::any_module()) {
        let _ = verify(module);
    }

    #[test]
    fn no_bytes_panic_the_parser(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&String::from_utf8_lossy(&bytes)).map_err(|error| error.to_string());
    }

    #[test]
    fn no_words_panic_the_parser(words in proptest::collection::vec(
        prop_oneof![
            proptest::sample::select(Opcode::ALL).prop_map(|opcode| opcode.mnemonic().to_string()),
            proptest::sample::select(&["chunk", "line", "a:", "a", "s1", "#1", "\"", "\\", "\n", ";", "1.5", "params",
                "captures", "cells", "é", "names", "struct", "globals", "99999999999"][..]).prop_map(String::from),
        ], 0..40)) {
        if let Ok(module) = parse(&words.join(" ")) {
            round_trip(&module);
            let _ = verify(module);
        }
    }
}

#[test]
fn a_program_is_modules_one_behind_the_other() {
    let text = "; comment\nmodule \"a\"\nimports x y\nlink x 1\nbroken y \"no\\nway\"\nHALT\nmodule \"b\"\nHALT\n";
    let program = parse_program(text).unwrap();
    assert_eq!(program.modules().len(), 2);
    assert_eq!(program.imported(ModuleId(0), ImportId(0)), Some(ModuleId(1)));
    assert_eq!(program.broken().collect::<Vec<_>>(), [(ModuleId(0), ImportId(1), "no\nway")]);
    let mistake = |text: &str| {
        let error = parse_program(text).unwrap_err();
        format!("{}:{}: {}", error.line, error.column, error.message)
    };
    let no_end = "there is no such import or module, or the import has its link";
    assert_eq!(mistake("HALT\nlink x 1"), format!("2:1: {no_end}"));
    assert_eq!(mistake("HALT\nlink x 0\nlink x 0"), format!("3:1: {no_end}"));
    assert_eq!(mistake("HALT\n  link x"), "2:3: `link` takes two operands, the import first");
    assert_eq!(mistake("HALT\nlink x s1"), "2:8: `s1` where a module is expected");
    assert_eq!(mistake("HALT\nmodule \"b\"\nADD 1"), "3:1: ADD takes no operand");
    assert_eq!(
        parse(text).unwrap_err().message,
        "a second module; read a program of several modules with `parse_program`"
    );
    assert_eq!(parse("HALT\nlink x 0").unwrap_err().message, "a link; read a module with links with `parse_program`");
}

#[test]
fn text_is_known_by_its_first_line() {
    assert!(text::is_text(b"\n ; x\n  module \"a\"\n"));
    assert!(text::is_text(print(&parse("HALT").unwrap()).as_bytes()));
    for other in [&b"module(1);"[..], b"modules", b"", b"; x", b"var module = 1;", b"module x"] {
        assert!(!text::is_text(other));
    }
}

#[test]
fn a_closed_chunk_states_its_types() {
    let text = "HALT\nchunk f params 1 closed int bool float -> bool\n LOAD_TRUE\n RETURN\nchunk g closed -> int\n NOP";
    let module = parse(text).unwrap();
    let signature = |at: usize| module.chunks[at].closed.as_deref().cloned();
    let slots = vec![ScalarType::Int, ScalarType::Bool, ScalarType::Float];
    assert_eq!(signature(1), Some(Signature { slots, result: ScalarType::Bool }));
    assert_eq!(signature(2), Some(Signature { slots: Vec::new(), result: ScalarType::Int }));
    assert_eq!((module.chunks[1].slots, signature(0)), (3, None));
    round_trip(&module);
    let mistake = |clause: &str| parse(&format!("chunk f {clause}\nHALT")).unwrap_err().message;
    assert_eq!(mistake("closed"), "`closed` takes the slots' types, `->` and the result's type");
    assert_eq!(mistake("closed int"), "`closed` takes the slots' types, `->` and the result's type");
    assert_eq!(mistake("closed int int"), "`int` where `->` and one type are expected");
    assert_eq!(mistake("closed string -> int"), "`string` where `int`, `float` or `bool` is expected");
}
