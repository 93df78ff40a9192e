//! The text form of a profile: what it reads, what it says about mistakes.

use bytecode::{ChunkId, GlobalId, Hint, LoopId, Opcode, Slot};
use jit::abi::Signature;
use jit::{Entry, Field, Fixed, Kind, Profile};

#[test]
fn every_fact_is_read_and_written() {
    let text = "entry loop 2\ntypes int float unknown bool object4\nquickened 3 ADD_II\nquickened 9 LT_FF\nseen 2 ints\nseen 4 floats\nfield 5 shape 64 offset 8\n\
                many 8 10\nmember 6 module 3\nconstant 6 global 2 int 38\nconstant 8 global 0 function 5\n\
                global 0 int -3\nglobal 1 float 0x3ff0000000000000\nglobal 2 true\nglobal 3 nil\nglobal 4 object\n\
                global 5 function 2\nglobal 7 function 3 unknown int\nglobal 8 struct 64 fields 2\nglobal 9 module 3\n\
                target 9 function 2\n\
                refuted 1 4\nuntyped s0 s7\npinned 3 9\ngeneric\nmetered\ncounted\nobserving\nforcible\n";
    let profile: Profile = text.parse().unwrap();
    assert_eq!(profile.entry, Entry::Loop(LoopId(2)));
    assert_eq!(profile.kinds, [Kind::Int, Kind::Float, Kind::Unknown, Kind::Bool, Kind::ARRAY]);
    assert_eq!(profile.quickened, [(3, Opcode::AddIi), (9, Opcode::LtFf)]);
    assert_eq!(profile.seen, [(2, Hint::Ints), (4, Hint::Floats)]);
    assert_eq!(profile.fields, [(5, Field { shape: 64, offset: 8 })]);
    assert_eq!(profile.members, [(6, 3)]);
    let function = |chunk, kinds: &[Kind]| Fixed::Function {
        chunk: ChunkId(chunk),
        signature: Signature::of(kinds.iter().copied()),
    };
    let globals = [
        (0, Fixed::Int(-3)),
        (1, Fixed::Float(1f64.to_bits())),
        (2, Fixed::Bool(true)),
        (3, Fixed::Nil),
        (4, Fixed::Object),
        (5, function(2, &[])),
        (7, function(3, &[Kind::Unknown, Kind::Int])),
        (8, Fixed::Struct { shape: 64, fields: 2 }),
        (9, Fixed::Module(3)),
    ];
    let constants = [(6, (GlobalId(2), Fixed::Int(38))), (8, (GlobalId(0), function(5, &[])))];
    assert_eq!(profile.constants, constants);
    assert_eq!(profile.globals, globals.map(|(id, fixed)| (GlobalId(id), fixed)));
    assert_eq!(profile.targets, [(9, ChunkId(2))]);
    assert_eq!(profile.refuted, [1, 4]);
    assert_eq!(profile.untyped, [Slot(0), Slot(7)]);
    assert_eq!(profile.pinned, [3, 9]);
    assert!(profile.is_pinned(3) && !profile.is_pinned(4));
    assert!(profile.generic && profile.metered && profile.observing && profile.forcible);
    assert_eq!(profile.to_string(), text);
}

#[test]
fn an_empty_text_knows_nothing() {
    assert_eq!("".parse(), Ok(Profile::new(Entry::Function)));
    assert_eq!("; nothing\n\n  ".parse(), Ok(Profile::new(Entry::Function)));
    assert_eq!(Profile::new(Entry::Function).to_string(), "entry function\n");
}

#[test]
fn lists_are_sorted_as_the_compiler_wants_them() {
    let profile: Profile = "quickened 9 ADD_FF\nrefuted 7 2\nuntyped s3\nquickened 1 SUB\nuntyped s1".parse().unwrap();
    assert_eq!(profile.quickened, [(1, Opcode::Sub), (9, Opcode::AddFf)]);
    assert_eq!(profile.refuted, [2, 7]);
    assert_eq!(profile.untyped, [Slot(1), Slot(3)]);
}

#[track_caller]
fn rejects(text: &str, message: &str) {
    assert_eq!(text.parse::<Profile>().unwrap_err().to_string(), message);
}

#[test]
fn mistakes_are_named_with_their_line_and_remedy() {
    rejects(
        "entry function\nkinds int",
        "profile, line 2: unknown fact 'kinds'; a line begins with entry, types, quickened, seen, field, many, member, constant, global, target, refuted, untyped, pinned, \
         generic, metered, counted, observing or forcible",
    );
    rejects("entry", "profile, line 1: the line ends too early; add 'function' or 'loop' and its number");
    rejects("entry loop x", "profile, line 1: unexpected 'x'; write the number of a loop, from 0");
    rejects("entry loop 65536", "profile, line 1: unexpected '65536'; write the number of a loop, from 0");
    rejects(
        "\ntypes int nil",
        "profile, line 2: unexpected 'nil'; write 'unknown', 'int', 'float', 'bool', or 'object' with the number of its \
         kind",
    );
    rejects("quickened ADD_II", "profile, line 1: unexpected 'ADD_II'; write the index of an instruction, from 0");
    rejects("quickened 3 ADD_I", "profile, line 1: unexpected 'ADD_I'; write the mnemonic of a row, as 'ADD_II'");
    rejects("seen 3 int", "profile, line 1: unexpected 'int'; write 'ints' or 'floats'");
    rejects("seen 3 ints\nseen 3 floats", "profile, line 2: 'seen 3' was given before; leave one of the two out");
    rejects("refuted", "profile, line 1: the line ends too early; add the index of an instruction, from 0");
    rejects("refuted -1", "profile, line 1: unexpected '-1'; write the index of an instruction, from 0");
    rejects("untyped 3", "profile, line 1: unexpected '3'; write a slot, as 's0'");
    rejects("untyped s65536", "profile, line 1: unexpected 's65536'; write a slot, as 's0'");
    rejects("global x int 1", "profile, line 1: unexpected 'x'; write the index of a global, from 0");
    rejects("global 1 int", "profile, line 1: the line ends too early; add an int");
    rejects(
        "global 1 float 1.5",
        "profile, line 1: unexpected '1.5'; write the bits of a float, as '0x3ff0000000000000'",
    );
    rejects(
        "global 1 float 0x7ffc00000badc0de",
        "profile, line 1: unexpected '0x7ffc00000badc0de'; write the bits of a float, as '0x3ff0000000000000'",
    );
    rejects(
        "global 1 yes",
        "profile, line 1: unexpected 'yes'; write 'int', 'float', 'true', 'false', 'nil', 'has', 'object', 'function', 'struct' or 'module'",
    );
    rejects("global 1 nil\nglobal 1 true", "profile, line 2: 'global 1' was given before; leave one of the two out");
    rejects("metered yes", "profile, line 1: unexpected 'yes'; write the rest on another line");
    rejects("metered\nmetered", "profile, line 2: 'metered' was given before; leave one of the two out");
    rejects(
        "quickened 3 ADD\nquickened 3 ADD_II",
        "profile, line 2: 'quickened 3' was given before; leave one of the two out",
    );
    rejects("untyped s1 s1", "profile, line 1: 's1' was given before; leave one of the two out");
}
