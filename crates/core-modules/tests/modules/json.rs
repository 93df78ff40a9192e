use std::fmt::Write;

use proptest::prelude::*;
use serde_json::Value;

use crate::{check, check_after, compile, interpreter, run};

#[test]
fn parse() {
    check(&[
        (r#"ucoreJson.parse('{"a": {"b": [1, {"c": "deep"}]}, "n": null}')['a']['b'][1]['c']"#, "deep"),
        (r#"length(ucoreJson.parse('{"a": 1, "n": null}'))"#, "2"),
        (r#"ucoreJson.parse(' [1, 2.5, true, false, null, "x", [], {}] ')"#, "[1, 2.5, 1, 0, nil, x, [], <map>]"),
        (
            "ucoreJson.parse('[2147483647, -2147483648, 2147483648, 1e3, -0, -0.0]')",
            "[2147483647, -2147483648, 2147483648, 1000, 0, -0]",
        ),
        ("ucoreJson.parse('2147483647') + 1", "-2147483648"),
        ("ucoreJson.parse('2147483648') + 1", "2147483649"),
        ("ucoreJson.parse('1e999')", "inf"),
        (r#"ucoreJson.parse('{"a":1,"b":2,"a":3}')['a']"#, "3"),
        (r#"ucoreJson.parse('{"1":"s"}')['1']"#, "s"),
        (r#"ucoreJson.parse('{"1":"s"}')[1]"#, "nil"),
        (
            r#"ucoreJson.parse('{"a\\n\\u0062":7}')['a
b']"#,
            "7",
        ),
        (r#"ucoreJson.parse('"a\\nb\\t\\"c\\"\\/\\\\d\\u00e9\\ud83d\\ude00"')"#, "a\nb\t\"c\"/\\d\u{e9}\u{1f600}"),
        (r#"length(ucoreJson.parse('"\\u0000"'))"#, "1"),
        ("ucoreJson.parse(5)", "Error: parse() expects a JSON string"),
        ("ucoreJson.parse()", "Error: parse() expects a JSON string"),
        ("ucoreJson.parse('1', '2')", "Error: parse() expects a JSON string"),
    ]);
}

/// Keys that the parser keeps in one place, keys that are too long to be kept, and more keys than
/// are kept.
#[test]
fn keys_are_told_apart() {
    let long = "k".repeat(40);
    let many: Vec<String> = (0..200).map(|n| format!(r#""key{n}":{n}"#)).collect();
    let many = format!("{{{}}}", many.join(","));
    check(&[
        (r#"ucoreJson.parse('{"axyb":1,"azyb":{"axyb":2,"azyb":3},"awyb":4}')['azyb']['axyb']"#, "2"),
        (r#"ucoreJson.parse('{"axyb":1,"azyb":{"axyb":2,"azyb":3},"awyb":4}')['axyb']"#, "1"),
        (r#"length(ucoreJson.parse('{"axyb":1,"azyb":2,"axyb":3,"awyb":4,"\\u0061zyb":5}'))"#, "3"),
        (r#"ucoreJson.parse('[{"":1,"a":2},{"":3,"a":4}]')[1]['']"#, "3"),
        (&format!(r#"ucoreJson.parse('{{"{long}":1,"{long}l":{{"{long}":2}}}}')['{long}']"#), "1"),
        (&format!(r#"ucoreJson.parse('{{"{long}":1,"{long}l":{{"{long}":2}}}}')['{long}l']['{long}']"#), "2"),
        (&format!("ucoreJson.parse('[{many}, {many}]')[1]['key17']"), "17"),
        (&format!("length(ucoreJson.parse('[{many}, {many}]')[0])"), "200"),
    ]);
}

#[test]
fn parse_errors_are_printed() {
    check(&[
        ("ucoreJson.parse('[1,')", "JSON Parse Error: Unexpected character (at char 3)\nnil"),
        ("ucoreJson.parse('[1 2]')", "JSON Parse Error: Expected ',' in array (at char 3)\nnil"),
        (r#"ucoreJson.parse('{"a":1 "b":2}')"#, "JSON Parse Error: Expected ',' in object (at char 7)\nnil"),
        ("ucoreJson.parse('{a:1}')", "JSON Parse Error: Expected string key (at char 1)\nnil"),
        (r#"ucoreJson.parse('{"a" 1}')"#, "JSON Parse Error: Expected ':' after key (at char 5)\nnil"),
        (r#"ucoreJson.parse('"abc')"#, "JSON Parse Error: Unterminated string (at char 4)\nnil"),
        (r#"ucoreJson.parse('"abc\')"#, "JSON Parse Error: Unterminated string escape (at char 5)\nnil"),
        ("ucoreJson.parse('[1] x')", "JSON Parse Error: Extra data at end of JSON\nnil"),
        ("ucoreJson.parse('-')", "JSON Parse Error: Unexpected character (at char 1)\nnil"),
        ("ucoreJson.parse('01')", "JSON Parse Error: Unexpected character (at char 1)\nnil"),
    ]);
}

#[test]
fn stringify() {
    let setup = "struct S { a; } function f() {}
        var m = map(); m['name'] = 1; m['id'] = 2; m['version'] = 3; m['a'] = 4; m['b'] = 5;
        var k = map(); k[2] = 'int'; k[true] = 'bool'; k['q\"\n'] = -1; k['2'] = nil;
        var inner = [1]; var twice = [inner, inner];
        var ring = [1]; push(ring, [2, ring]); var loop = map(); loop['x'] = [loop];
        var many = map(); for (var i = 0; i < 200; i = i + 1) { many[i * 1021] = i; }";
    check_after(
        setup,
        &[
            ("ucoreJson.stringify([1, [2, []], 'a'])", r#"[1,[2,[]],"a"]"#),
            ("ucoreJson.stringify([])", "[]"),
            ("ucoreJson.stringify(map())", "{}"),
            ("ucoreJson.stringify([[], [], map(), [map()]])", "[[],[],{},[{}]]"),
            ("ucoreJson.stringify(nil)", "null"),
            (
                "ucoreJson.stringify(ucoreJson.parse('\"\\\\u0000\\\\u001f\\\\b\\\\f\"'))",
                r#""\u0000\u001f\u0008\u000c""#,
            ),
            ("ucoreJson.stringify([1 / 0.0, -1 / 0.0, 0.0 / 0.0])", "[null,null,null]"),
            ("ucoreJson.stringify([true, false, nil, -5])", "[true,false,null,-5]"),
            ("ucoreJson.stringify([1.5, 1.0, 0.1 + 0.2, 1000000.0 * 1000000000.0, -0.0])", "[1.5,1,0.3,1e+15,-0]"),
            ("ucoreJson.stringify('q\"q\\\\ \n\r\tz/\u{8}\u{7f}é')", "\"q\\\"q\\\\ \\n\\r\\tz/\\u0008\u{7f}é\""),
            ("ucoreJson.stringify(S)", "\"UnsupportedType\""),
            (
                "ucoreJson.stringify([S(1), f, ucoreJson, length])",
                "[\"UnsupportedType\",\"UnsupportedType\",\"UnsupportedType\",\"UnsupportedType\"]",
            ),
            ("ucoreJson.stringify(m)", r#"{"id":2,"name":1,"b":5,"a":4,"version":3}"#),
            ("ucoreJson.stringify(twice)", "[[1],[1]]"),
            ("ucoreJson.stringify(ring)", "nil"),
            ("ucoreJson.stringify([1, loop])", "nil"),
            ("ucoreJson.stringify(twice)", "[[1],[1]]"),
            ("length(ucoreJson.parse(ucoreJson.stringify(many)))", "200"),
            ("ucoreJson.stringify()", "nil"),
            ("ucoreJson.stringify(1, 2)", "nil"),
        ],
    );
    let keys = run(interpreter(), &format!("{setup} print ucoreJson.stringify(k);"));
    for member in [r#""2":"int""#, r#""1":"bool""#, r#""q\"\n":-1"#, r#""2":null"#] {
        assert!(keys.contains(member), "{member} in {keys}");
    }
}

#[test]
fn order_is_that_of_the_language() {
    // Both keys are in bucket 0: the later one comes first, and keeps its place when it is written
    // again.
    let source = "var m = map(); m[0] = 'a'; m['x'] = 1;
        for (var i = 1; i < 3000; i = i + 1) { m[i] = i; } m[0] = 'again';
        var a = keys(m); var b = ucoreJson.parse(ucoreJson.stringify(a)); var s = ucoreJson.stringify(m);
        var at = 0; var ok = true;
        for (var key : a) { var member = '\"' + key + '\":'; if (ucoreString.contains(s, member) == false) { ok = false; } }
        print ok; print length(b) == length(a); print ucoreString.split(s, ':')[0] == '{\"' + a[0] + '\"';";
    assert_eq!(run(interpreter(), source), "1\n1\n1\n");
}

#[test]
fn depth_does_not_matter() {
    let source = "var open = '['; var close = ']';
        for (var i = 0; i < 20; i = i + 1) { open = open + open; close = close + close; }
        var deep = ucoreJson.parse(open + close);
        print length(deep);
        print ucoreJson.stringify(deep) == open + close;
        print ucoreJson.parse(open);
        var nested = []; var map_nest = map();
        for (var i = 0; i < 300000; i = i + 1) { nested = [nested, i]; var m = map(); m['k'] = map_nest; map_nest = m; }
        print length(ucoreJson.stringify(nested));
        print length(ucoreJson.stringify(map_nest));
        push(deep, deep); print ucoreJson.stringify(deep);";
    let expected = "1\n1\nJSON Parse Error: Unexpected character (at char 1048576)\nnil\n2588892\n1800002\nnil\n";
    assert_eq!(run(interpreter(), source), expected);
}

/// Values whose floats have few digits, so that `%.14g` keeps them.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (any::<i32>(), 1..6).prop_map(|(digits, places)| Value::from(f64::from(digits) / 10_f64.powi(places))),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-e\"\\\\\n]{0,3}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Whether two values are equal, with `1.0` and `1` the same.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

#[test]
fn what_serde_writes_comes_back() {
    let program = compile("var t = ucoreSystem.args()[0]; print ucoreJson.stringify(ucoreJson.parse(t));");
    proptest!(ProptestConfig::with_cases(60), |(values in prop::collection::vec(json(), 1..6), stress in any::<bool>())| {
        let value = Value::from(values);
        let sink = crate::Sink::default();
        // serde escapes all that a string may not hold here; an argument cannot hold NUL, and no
        // value has it unescaped.
        let builder = interpreter().gc_stress(stress).output(sink.clone()).program_args([value.to_string()]);
        let mut vm = builder.build().expect("a vm can be made");
        vm.run(program.clone()).expect("the program runs");
        drop(vm);
        let mut escaped = String::new();
        for char in sink.text().trim_end().chars() {
            // The writer escapes only what LANGUAGE lists; serde also wants the other control
            // characters escaped.
            if char.is_ascii_control() { write!(escaped, "\\u{:04x}", u32::from(char)).unwrap() } else { escaped.push(char) }
        }
        let back: Value = serde_json::from_str(&escaped).expect("what is written is JSON");
        prop_assert!(same(&value, &back), "{} {}", value, back);
    });
}
