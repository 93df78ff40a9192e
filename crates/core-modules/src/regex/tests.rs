use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// All matches that do not overlap, as `extract` finds them; `None` if the pattern is invalid.
fn spans(pattern: &[u8], text: &[u8]) -> Option<Vec<(usize, usize)>> {
    let mut regex = Regex::new(pattern).ok()?;
    let starts = regex.starts(text, &mut |_| Ok(())).expect("nothing ends the search");
    let mut spans = Vec::new();
    let mut place = 0;
    while let Some(start) = starts.next(place) {
        let end = regex.longest(text, start, &mut |_| Ok(())).expect("nothing ends the search");
        let end = end.expect("a match starts at each start");
        spans.push((start, end));
        place = end.max(start + 1);
    }
    let is_match = regex.is_match(text, &mut |_| Ok(())).expect("nothing ends the search");
    assert_eq!(is_match, !spans.is_empty(), "both ways of searching agree");
    Some(spans)
}

/// `expected` are the matches, separated by `|`.
#[track_caller]
fn check(pattern: &str, text: &str, expected: &str) {
    let spans = spans(pattern.as_bytes(), text.as_bytes()).expect("the pattern is valid");
    let found: Vec<&str> = spans.iter().map(|&(start, end)| &text[start..end]).collect();
    assert_eq!(found.join("|"), expected, "{pattern:?} in {text:?}");
    assert_eq!(found.is_empty(), expected.is_empty() && !text.is_empty(), "{pattern:?} in {text:?}: {found:?}");
}

#[track_caller]
fn check_spans(pattern: &str, text: &str, expected: &[(usize, usize)]) {
    assert_eq!(spans(pattern.as_bytes(), text.as_bytes()).as_deref(), Some(expected), "{pattern:?} in {text:?}");
}

#[track_caller]
fn check_invalid(pattern: &str) {
    assert_eq!(spans(pattern.as_bytes(), b"a"), None, "{pattern:?}");
}

#[test]
fn matches_are_leftmost_and_longest() {
    check("[0-9]+", "a1b22c333", "1|22|333");
    check("aa", "aaaa", "aa|aa");
    check("a|ab|abc", "abcab", "abc|ab");
    check("abcd|bc", "abcd", "abcd");
    check("(a|ab)(c|bcd)(d*)", "abcd", "abcd");
    check("[0-9]{2,4}", "2024-01-02", "2024|01|02");
    check("x*y|x", "xxxz", "x|x|x");
    check(".", "a\nb", "a|\n|b");
}

#[test]
fn empty_matches_advance_by_a_byte() {
    check_spans("x*", "abc", &[(0, 0), (1, 1), (2, 2), (3, 3)]);
    check_spans("x*", "axb", &[(0, 0), (1, 2), (2, 2), (3, 3)]);
    check_spans("", "", &[(0, 0)]);
    check_spans("()|", "a", &[(0, 0), (1, 1)]);
    check_spans("$", "ab\n", &[(3, 3)]);
}

#[test]
fn anchors_hold_at_the_real_ends_only() {
    check("^ab", "ababab", "ab");
    check("ab$", "ababab", "ab");
    check_spans("^", "a\nb", &[(0, 0)]);
    check_spans("a^b|a$b", "ab", &[]);
    check_spans("\\`a\\'", "a", &[(0, 1)]);
    check_spans("\\`a", "aa", &[(0, 1)]);
    check("x|^a", "aaxa", "a|x");
}

#[test]
fn words() {
    check("\\w+", "foo_1, b\u{e9}r", "foo_1|b|r");
    check("\\W+", "a, b", ", ");
    check("\\s", "a \t\u{b}b", " |\t|\u{b}");
    check("\\S+", " ab  c ", "ab|c");
    check("\\bfoo\\b", "foo food foo", "foo|foo");
    check("\\<[a-z]", "ab cd", "a|c");
    check("[a-z]\\>", "ab cd", "b|d");
    check_spans("\\B", "ab", &[(1, 1)]);
    check_spans("\\b", "a b", &[(0, 0), (1, 1), (2, 2), (3, 3)]);
    check("\\d+", "12dd3d", "dd|d");
}

#[test]
fn brackets() {
    check("[]a]+", "x]a]y", "]a]");
    check("[^]a]+", "]xy]", "xy");
    check("[a-]+", "x-a-y", "-a-");
    check("[+--]+", "*+,-.", "+,-");
    check("[\\w]+", "a\\w", "\\w");
    check("[[:upper:][:digit:]_]+", "aB1_c", "B1_");
    check("[[.-.]x]+", "a-x", "-x");
    check("[[=a=]b]+", "cabc", "ab");
    check("[[.a.]-c]+", "xabcd", "abc");
    check("[^a]", "a\n", "\n");
    check("[a^]+", "^a", "^a");
    for class in
        ["alpha", "digit", "alnum", "upper", "lower", "space", "blank", "punct", "print", "graph", "cntrl", "xdigit"]
    {
        let pattern = format!("[[:{class}:]]");
        let found =
            (0..128_u8).filter(|&byte| spans(pattern.as_bytes(), &[byte]).is_some_and(|spans| !spans.is_empty()));
        let expected = match class {
            "alpha" => 52,
            "digit" => 10,
            "alnum" => 62,
            "upper" | "lower" => 26,
            "space" => 6,
            "blank" => 2,
            "punct" => 32,
            "print" => 95,
            "graph" => 94,
            "cntrl" => 33,
            _ => 22,
        };
        assert_eq!(found.count(), expected, "{class}");
        assert_eq!(spans(pattern.as_bytes(), &[0xe9]), Some(Vec::new()), "no byte above 127 is in {class}");
    }
}

#[test]
fn what_is_special_only_in_its_place() {
    check("a)", "a)", "a)");
    check("}", "}", "}");
    check("a{,2}b", "aaab", "aab");
    check("a{,}b", "aab", "aab");
    check("a{0}b", "ab", "b");
    check("a{2}{2}", "aaaaa", "aaaa");
    check("a+?", "aa", "aa|");
    check("a**", "aa", "aa|");
    check("(^)*a", "a", "a");
    check("\\.\\*\\[\\{\\(\\|", ".*[{(|", ".*[{(|");
    check("\\n", "n", "n");
}

#[test]
fn invalid_patterns() {
    for pattern in [
        "*a",
        "(*a)",
        "a|*b",
        "^*",
        "^+",
        "\\b*",
        "{1}",
        "+",
        "?",
        "(",
        "(a",
        "((a)",
        "a{",
        "a{1",
        "a{1,",
        "a{}",
        "a{2,1}",
        "a{x}",
        "a{32768}",
        "[",
        "[]",
        "[^]",
        "[a",
        "[b-a]",
        "[a-c-e]",
        "[[:alpha:]-z]",
        "[a-[:digit:]]",
        "[[:foo:]]",
        "[[:alpha:]",
        "[[:alpha",
        "[[.ab.]]",
        "[[==]]",
        "[[.",
        "\\",
        "a\\",
        "\\1",
        "(a)\\1",
        "(a)|b\\9",
    ] {
        check_invalid(pattern);
    }
}

#[test]
fn bytes_are_not_characters() {
    assert_eq!(spans(b"^.$", "\u{e9}".as_bytes()), Some(Vec::new()));
    assert_eq!(spans(b"[\x80-\xff]+", b"a\x80\xffb"), Some(vec![(1, 3)]));
    assert_eq!(spans(b".", b"\0a"), Some(vec![(1, 2)]), "a period is any byte but NUL");
    assert_eq!(spans(b"[^a]", b"\0a"), Some(vec![(0, 1)]));
}

#[test]
fn sizes_are_bounded() {
    check_invalid("((a{9999}){9999}){9999}");
    check_invalid(&format!("{}a{}", "(".repeat(5_000), "){30000}".repeat(5_000)));
    check_invalid("a{32767}");
    check_invalid(&"a".repeat(20_000));
    check_invalid(&format!("[{}]", "a".repeat(MAX_PATTERN_BYTES)));
    check(&format!("{}a{}", "(".repeat(20_000), ")".repeat(20_000)), "bab", "a");
    check(&format!("a{}", "*".repeat(500)), "baab", "|aa||");
    check(&"a".repeat(1_000), &"a".repeat(1_001), &"a".repeat(1_000));
    check("(){5000}", "a", "|");
}

#[test]
fn work_is_paid_in_advance_and_can_be_ended() {
    let text = vec![b'a'; 100_000];
    let mut regex = Regex::new(b"(a|b)*c").expect("the pattern is valid");
    let mut paid = 0;
    let found = regex.is_match(&text, &mut |count| {
        assert!(count <= 4096, "little is done between two payments");
        paid += count;
        Ok(())
    });
    assert_eq!((found, paid), (Ok(false), text.len() + 1));
    let mut calls = 0;
    let mut third = |_| {
        calls += 1;
        if calls < 3 { Ok(()) } else { Err(ErrorKind::Interrupted.into()) }
    };
    assert_eq!(regex.is_match(&text, &mut third), Err(ErrorKind::Interrupted.into()));
    calls = 0;
    let mut third = |_| {
        calls += 1;
        if calls < 3 { Ok(()) } else { Err(ErrorKind::Interrupted.into()) }
    };
    assert_eq!(regex.starts(&text, &mut third).err(), Some(ErrorKind::Interrupted.into()));
}

#[test]
fn blocks_do_not_show() {
    let text = "ab".repeat(20_000) + "c";
    check_spans("(ab)*c", &text, &[(0, text.len())]);
    check_spans("[^c]*$|c", &text, &[(text.len() - 1, text.len()), (text.len(), text.len())]);
}

#[test]
fn the_cache_forgets_what_was_used_longest_ago() {
    let mut cache = RegexCache::default();
    for index in 0..=RegexCache::CAPACITY {
        let pattern = format!("a{{{index}}}").into_bytes();
        assert!(cache.take(&pattern).is_none());
        cache.put(Box::new(Regex::new(&pattern).expect("the pattern is valid")));
    }
    assert!(cache.take(b"a{0}").is_none());
    assert!(cache.take(b"a{1}").is_some());
    assert!(cache.take(b"a{1}").is_none(), "what was taken is gone until it is put back");
    assert_eq!(cache.entries.len(), RegexCache::CAPACITY - 1);
}

/// A regular expression as a tree, to be written as a pattern and to be matched naively.
#[derive(Clone, Debug)]
enum Tree {
    Empty,
    Byte(u8),
    Any,
    Not(u8),
    Start,
    End,
    Word,
    Concat(Vec<Tree>),
    Either(Vec<Tree>),
    Repeat(Box<Tree>, u32, Option<u32>),
}

impl Tree {
    fn pattern(&self) -> String {
        match self {
            Tree::Empty => "()".into(),
            Tree::Byte(byte) => char::from(*byte).into(),
            Tree::Any => ".".into(),
            Tree::Not(byte) => format!("[^{}]", char::from(*byte)),
            Tree::Start => "(^)".into(),
            Tree::End => "($)".into(),
            Tree::Word => "(\\b)".into(),
            Tree::Concat(trees) => trees.iter().map(|tree| format!("({})", tree.pattern())).collect(),
            Tree::Either(trees) => trees.iter().map(Tree::pattern).collect::<Vec<_>>().join("|"),
            Tree::Repeat(tree, min, None) => format!("({}){{{min},}}", tree.pattern()),
            Tree::Repeat(tree, min, Some(max)) => format!("({}){{{min},{max}}}", tree.pattern()),
        }
    }

    /// Ends of all matches that start at `start`.
    fn ends(&self, text: &[u8], start: usize) -> BTreeSet<usize> {
        let byte = |test: &dyn Fn(u8) -> bool| {
            text.get(start).filter(|&&byte| test(byte)).map(|_| start + 1).into_iter().collect()
        };
        let place = |holds: bool| holds.then_some(start).into_iter().collect();
        let word = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric());
        match self {
            Tree::Empty => place(true),
            Tree::Byte(expected) => byte(&|byte| byte == *expected),
            Tree::Any => byte(&|_| true),
            Tree::Not(other) => byte(&|byte| byte != *other),
            Tree::Start => place(start == 0),
            Tree::End => place(start == text.len()),
            Tree::Word => place(word(start) != (start > 0 && word(start - 1))),
            Tree::Concat(trees) => trees.iter().fold(BTreeSet::from([start]), |ends, tree| then(tree, text, &ends)),
            Tree::Either(trees) => trees.iter().flat_map(|tree| tree.ends(text, start)).collect(),
            Tree::Repeat(tree, min, max) => {
                let mut ends = BTreeSet::from([start]);
                for _ in 0..*min {
                    ends = then(tree, text, &ends);
                }
                let mut all = ends.clone();
                for _ in *min..max.unwrap_or(min + text.len() as u32 + 1) {
                    ends = then(tree, text, &ends);
                    all.extend(&ends);
                }
                all
            }
        }
    }

    fn spans(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let mut spans = Vec::new();
        let mut start = 0;
        while start <= text.len() {
            let end = self.ends(text, start).last().copied();
            spans.extend(end.map(|end| (start, end)));
            start = end.unwrap_or(0).max(start + 1);
        }
        spans
    }
}

fn then(tree: &Tree, text: &[u8], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
    starts.iter().flat_map(|&start| tree.ends(text, start)).collect()
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        1 => Just(Tree::Empty),
        8 => prop::sample::select(&b"ab-"[..]).prop_map(Tree::Byte),
        1 => Just(Tree::Any),
        1 => prop::sample::select(&b"ab"[..]).prop_map(Tree::Not),
        1 => prop_oneof![Just(Tree::Start), Just(Tree::End), Just(Tree::Word)],
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..5).prop_map(Tree::Concat),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Tree::Either),
            (inner, 0..4_u32, prop::option::of(0..3_u32)).prop_map(|(tree, min, more)| Tree::Repeat(
                Box::new(tree),
                min,
                more.map(|more| min + more)
            )),
        ]
    })
}

proptest! {
    #[test]
    fn a_naive_matcher_agrees(tree in tree(), text in "[ab-]{0,10}") {
        let pattern = tree.pattern();
        prop_assert_eq!(spans(pattern.as_bytes(), text.as_bytes()), Some(tree.spans(text.as_bytes())), "{}", pattern);
    }

    #[test]
    fn any_pattern_ends(
        pattern in prop::collection::vec(prop::sample::select(&b"ab()|*+?{},0139[]^$.\\:=wWbBsS<>'`-\xff\0"[..]), 0..24),
        text in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        for (start, end) in spans(&pattern, &text).unwrap_or_default() {
            prop_assert!(start <= end && end <= text.len());
        }
    }
}
