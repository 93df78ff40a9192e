use crate::{check, check_after, interpreter, run};

#[test]
fn split() {
    check(&[
        ("ucoreString.split('a,b,,c', ',')", "[a, b, , c]"),
        ("length(ucoreString.split('a,b,,c', ','))", "4"),
        ("ucoreString.split('abc', ',')", "[abc]"),
        ("ucoreString.split(',', ',')", "[, ]"),
        ("ucoreString.split('a--b--', '--')", "[a, b, ]"),
        ("ucoreString.split('a---b', '--')", "[a, -b]"),
        ("ucoreString.split('aaa', 'aa')", "[, a]"),
        ("length(ucoreString.split('', ','))", "1"),
        ("length(ucoreString.split('', ',')[0])", "0"),
        ("ucoreString.split('abc', '')", "[a, b, c]"),
        ("length(ucoreString.split('é', ''))", "2"),
        ("ucoreString.split('', '')", "[]"),
        ("ucoreString.split('ab', 'abc')", "[ab]"),
        ("ucoreString.split(5, ',')", "nil"),
        ("ucoreString.split('a', 1)", "nil"),
        ("ucoreString.split('a')", "nil"),
        ("ucoreString.split()", "nil"),
        ("ucoreString.split('a', ',', 1)", "nil"),
        ("ucoreString.split(['a'], ',')", "nil"),
    ]);
}

#[test]
fn join() {
    check(&[
        ("ucoreString.join(['a', 'b', 'c'], '-')", "a-b-c"),
        ("ucoreString.join(['solo'], ',')", "solo"),
        ("ucoreString.join([], ',') + '|'", "|"),
        ("ucoreString.join(['x', 'y'], '')", "xy"),
        ("ucoreString.join(['a', 1, 'b', [2], nil, true], '-')", "a--b---"),
        ("ucoreString.join([1, 2], ',')", ","),
        ("ucoreString.join('x', '-')", "nil"),
        ("ucoreString.join(['x'], 1)", "nil"),
        ("ucoreString.join(['x'])", "nil"),
        ("ucoreString.join(['x'], '-', 1)", "nil"),
        ("ucoreString.join(map(), '-')", "nil"),
    ]);
}

#[test]
fn replace() {
    check(&[
        ("ucoreString.replace('aXbXc', 'X', '--')", "a--b--c"),
        ("ucoreString.replace('aaa', 'aa', 'b')", "ba"),
        ("ucoreString.replace('abc', 'z', 'y')", "abc"),
        ("ucoreString.replace('abc', 'b', '')", "ac"),
        ("ucoreString.replace('abc', 'abc', '')", ""),
        ("ucoreString.replace('abc', '', 'q')", "abc"),
        ("ucoreString.replace('', '', 'q')", ""),
        ("ucoreString.replace('', 'a', 'q')", ""),
        ("ucoreString.replace('aa', 'a', 'aa')", "aaaa"),
        ("ucoreString.replace('a', 'a', 1)", "nil"),
        ("ucoreString.replace('a', 1, 'a')", "nil"),
        ("ucoreString.replace(1, 'a', 'a')", "nil"),
        ("ucoreString.replace('a', 'a')", "nil"),
        ("ucoreString.replace('a', 'a', 'b', 'c')", "nil"),
    ]);
}

#[test]
fn trim_and_case() {
    check(&[
        ("'[' + ucoreString.trim('     ') + ']'", "[]"),
        ("'[' + ucoreString.trim('') + ']'", "[]"),
        ("'[' + ucoreString.trim(' \t\r\n\u{b}\u{c}a b ') + ']'", "[a b]"),
        ("'[' + ucoreString.trim('x') + ']'", "[x]"),
        ("length(ucoreString.trim('\u{a0}'))", "2"),
        ("ucoreString.trim(5)", "nil"),
        ("ucoreString.trim()", "nil"),
        ("ucoreString.trim('a', 'b')", "nil"),
        ("ucoreString.toUpper('aBc-1zé')", "ABC-1Zé"),
        ("ucoreString.toLower('AbC-1ZÉ')", "abc-1zÉ"),
        ("ucoreString.toUpper('')", ""),
        ("ucoreString.toLower(3)", "nil"),
        ("ucoreString.toUpper()", "nil"),
        ("ucoreString.toUpper('a', 'b')", "nil"),
    ]);
}

#[test]
fn contains() {
    check(&[
        ("ucoreString.contains('hello', 'ell')", "1"),
        ("ucoreString.contains('hello', 'z')", "0"),
        ("ucoreString.contains('hello', '')", "1"),
        ("ucoreString.contains('', '')", "1"),
        ("ucoreString.contains('', 'a')", "0"),
        ("ucoreString.contains('Hi', 'hi')", "0"),
        ("ucoreString.contains('ab', 'abc')", "0"),
        ("ucoreString.contains(1, 'a')", "0"),
        ("ucoreString.contains('a', 1)", "0"),
        ("ucoreString.contains('a')", "0"),
    ]);
}

#[test]
fn match_and_extract() {
    check(&[
        (r"ucoreString.match('foo123', '[0-9]+$')", "1"),
        (r"ucoreString.match('foo', '^o')", "0"),
        (r"ucoreString.match('ab', 'a\.b')", "0"),
        (r"ucoreString.match('a b', 'a\sb')", "1"),
        (r"ucoreString.match('', '^$')", "1"),
        (r"ucoreString.match('5', '\d')", "0"),
        (r"ucoreString.match('d', '\d')", "1"),
        (r"ucoreString.match('aa', '(a)\1')", "nil"),
        (r"ucoreString.match('a', '(')", "nil"),
        (r"ucoreString.match('a', '*')", "nil"),
        (r"ucoreString.match(1, 'a')", "0"),
        (r"ucoreString.match('a', 1)", "0"),
        (r"ucoreString.match('a')", "0"),
        (r"ucoreString.match('1', '(')", "nil"),
        (r"ucoreString.extract('a1b22c333', '[0-9]+')", "[1, 22, 333]"),
        (r"ucoreString.extract('none', '[0-9]')", "[]"),
        (r"ucoreString.extract('ab12 cd34', '([a-z]+)([0-9]+)')", "[ab12, cd34]"),
        (r"ucoreString.extract('ababab', '^ab')", "[ab]"),
        (r"length(ucoreString.extract('abc', 'x*'))", "4"),
        (r"ucoreString.extract('axb', 'x*')", "[, x, , ]"),
        (r"ucoreString.extract('the cat', '\b[a-z]')", "[t, c]"),
        (r"ucoreString.extract('xabcabx', 'a|ab|abc')", "[abc, ab]"),
        (r"ucoreString.extract('a', '[')", "nil"),
        (r"ucoreString.extract(1, 'a')", "nil"),
        (r"ucoreString.extract('a', 1)", "nil"),
        (r"ucoreString.extract('a')", "nil"),
        (r"ucoreString.extract('a', 'a', 'a')", "nil"),
    ]);
}

#[test]
fn many_patterns_in_turn() {
    let source = "var i = 0; var n = 0;
        while (i < 300) {
            if (ucoreString.match('a' + (i % 40) + 'b', '^a' + (i % 40) + 'b$')) { n = n + 1; }
            if (ucoreString.match('a' + (i % 40) + 'b', '^a' + (i % 39) + 'b$')) { n = n + 1000; }
            i = i + 1;
        }
        print n;";
    // 300 of the first kind, and of the second those where i % 40 and i % 39 are equal: 0 to 38.
    assert_eq!(run(interpreter(), source), "39300\n");
}

#[test]
fn long_strings_cross_blocks() {
    let setup = "var s = 'x'; for (var i = 0; i < 17; i = i + 1) { s = s + s; } var t = s + 'needle' + s;
        var spaces = ucoreString.replace(s, 'x', ' ');";
    check_after(
        setup,
        &[
            ("ucoreString.contains(t, 'xneedlex')", "1"),
            ("ucoreString.contains(t, 'needles')", "0"),
            ("length(ucoreString.replace(t, 'needle', ''))", "262144"),
            ("length(ucoreString.split(t, 'needle')[1])", "131072"),
            ("ucoreString.extract(t, 'n[^x]*')", "[needle]"),
            ("ucoreString.match(t, '^x+needlex+$')", "1"),
            ("length(ucoreString.toUpper(t))", "262150"),
            (
                "ucoreString.toUpper(t) == ucoreString.replace(ucoreString.replace(t, 'x', 'X'), 'needle', 'NEEDLE')",
                "1",
            ),
            ("ucoreString.join(ucoreString.split(t, 'needle'), 'needle') == t", "1"),
            ("length(ucoreString.join([s, s, s], s))", "655360"),
            ("length(ucoreString.trim(spaces + t + spaces))", "262150"),
            ("length(ucoreString.trim(spaces))", "0"),
            ("ucoreString.contains(t, s + 'n')", "1"),
            ("ucoreString.contains(t, s + s)", "0"),
        ],
    );
}

#[test]
fn members() {
    check(&[("ucoreString", "<obj>"), ("ucoreString.split", "<fn split>"), ("'' + ucoreString.match", "[object]")]);
    let unknown = "print ucoreString.reverse('abc');";
    assert_eq!(run(interpreter(), unknown), "Runtime Error: Undefined property 'reverse' in module 'ucoreString'.\n");
    let values = "var up = ucoreString.toUpper; function app(f, x) { return f(x); } print app(up, 'a') + app(ucoreString.trim, ' q ');";
    assert_eq!(run(interpreter(), values), "Aq\n");
}
