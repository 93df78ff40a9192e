//! Random sources: never a panic, and what compiles verifies.

use proptest::prelude::*;

/// Words of the language, so that random sequences of them get far into the parser.
const WORDS: &[&str] = &[
    "import", "as", "async", "await", "var", "print", "if", "else", "while", "for", "function", "return", "struct",
    "true", "false", "nil", "break", "continue", "a", "b", "c", "push", "pop", "length", "array", "map", "0", "1",
    "2.5", "'s'", "\"t\"", "+", "-", "*", "/", "%", "=", "+=", "-=", "*=", "/=", "==", "!=", "<", "<=", ">", ">=", "!",
    "&&", "||", "(", ")", "{", "}", "[", "]", ",", ";", ":", ".", "@", "'", "\n", "// x\n",
];

/// Parts of statements, most of them right, so that many random programs compile.
const PARTS: &[&str] = &[
    "var a = 1;",
    "var b;",
    "var c = a;",
    "a = b;",
    "a = a + 1;",
    "b -= 1;",
    "c += a;",
    "a = b = c;",
    "{",
    "}",
    "if (a < b) {",
    "} else {",
    "} else if (b) {",
    "while (a && b) {",
    "for (var i = 0; i < 3; i = i + 1) {",
    "for (var c : a) {",
    "function f(a, b) {",
    "function g() {",
    "return a;",
    "return;",
    "break;",
    "continue;",
    "print a * 2 - b;",
    "f(a, 2);",
    "a.x = b.y;",
    "a[b] = c;",
    "a[0] += 1;",
    "a.x *= b;",
    "print a[b].c(1);",
    "b = [1, a, [b]];",
    "push(a, b);",
    "print !(a || b) == (c > 1);",
    "struct P { x; y; }",
    "import m as c;",
    "while (true) {",
    "if (false) {",
    "print await f(1);",
    "x = a == 'k' && b != 1.5;",
    "c = array(1);",
    "}",
    "}",
    "}",
];

/// Compiles; a module must verify, an error must print.
fn check(source: &[u8]) {
    match lang::compile("random.unna", source) {
        Ok(module) => {
            if let Err(error) = bytecode::verify(module) {
                panic!("{error}\n{}", String::from_utf8_lossy(source));
            }
        }
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty() && diagnostics.len() <= lang::MAX_DIAGNOSTICS);
            for diagnostic in diagnostics {
                assert!(diagnostic.line >= 1 && diagnostic.column >= 1 && diagnostic.length >= 1);
                assert!(diagnostic.to_string().starts_with("Error in random.unna at line "));
            }
        }
    }
}

fn joined(words: &'static [&'static str], length: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(words), 0..length).prop_map(|words| words.join(" "))
}

/// Closes the blocks that a sequence of parts leaves open, and drops what closes nothing.
fn balanced(parts: &[&str]) -> String {
    let mut source = String::new();
    let mut open: Vec<bool> = Vec::new();
    for &part in parts {
        let continues_if = part.starts_with("} else");
        if part.starts_with('}') && (open.is_empty() || continues_if && open.last() != Some(&true)) {
            continue;
        }
        if part.starts_with('}') {
            open.pop();
        }
        if part.ends_with('{') {
            open.push(part.starts_with("if") || part.starts_with("} else if"));
        }
        source.push_str(part);
        source.push('\n');
    }
    source + &"}".repeat(open.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes(source in prop::collection::vec(any::<u8>(), 0..2_000)) {
        check(&source);
    }

    #[test]
    fn ascii(source in "[ -~\n]{0,500}") {
        check(source.as_bytes());
    }

    #[test]
    fn tokens(source in joined(WORDS, 200)) {
        check(source.as_bytes());
    }

    #[test]
    fn parts(source in joined(PARTS, 60)) {
        check(source.as_bytes());
    }

    #[test]
    fn programs(parts in prop::collection::vec(prop::sample::select(PARTS), 0..120)) {
        let source = balanced(&parts);
        if let Err(diagnostics) = lang::compile("random.unna", source.as_bytes()) {
            panic!("{}\n{source}", diagnostics[0]);
        }
        check(source.as_bytes());
    }

    #[test]
    fn broken_programs(parts in prop::collection::vec(prop::sample::select(PARTS), 1..60), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut source = balanced(&parts).into_bytes();
        if !source.is_empty() {
            let at = at.index(source.len());
            source[at] = byte;
        }
        check(&source);
    }
}

#[test]
fn a_mebibyte_of_random_bytes() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    let source: Vec<u8> = (0..1 << 20).map(|_| next()).collect();
    assert!(lang::compile("random.unna", &source).is_err());
    check(&source);
}
