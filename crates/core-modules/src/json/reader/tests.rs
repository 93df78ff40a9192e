use proptest::prelude::*;
use serde_json::Value;

use super::number::MAX_NUMBER_BYTES;
use super::*;

/// The value of a text, built from the events, with a limit that ends a machine that runs for ever.
fn read(text: &[u8]) -> Result<Value, JsonError> {
    let mut reader = Reader::new(true);
    let mut open: Vec<(Value, String)> = vec![(Value::Array(Vec::new()), String::new())];
    for _ in 0..2 * text.len() + 3 {
        let before = reader.at();
        let event = reader.next(text)?;
        assert!(reader.at() - before <= PAUSE_BYTES + MAX_NUMBER_BYTES, "one call looks at a bounded part");
        let value = match event {
            Event::ArrayStart => {
                open.push((Value::Array(Vec::new()), String::new()));
                continue;
            }
            Event::ObjectStart => {
                open.push((Value::Object(serde_json::Map::new()), String::new()));
                continue;
            }
            Event::Key(chars) => {
                open.last_mut().expect("an object is open").1 = string(&chars, &reader, text);
                continue;
            }
            Event::Pause => continue,
            Event::ArrayEnd | Event::ObjectEnd => open.pop().expect("a container is open").0,
            Event::String(chars) => Value::String(string(&chars, &reader, text)),
            Event::Int(int) => int.into(),
            Event::Float(float) => float.into(),
            Event::Bool(bool) => bool.into(),
            Event::Null => Value::Null,
            Event::End => {
                let (root, _) = open.pop().expect("the outermost array stays");
                assert!(open.is_empty(), "every container is closed");
                return Ok(root[0].clone());
            }
        };
        match open.last_mut().expect("the outermost array stays") {
            (Value::Array(items), _) => items.push(value),
            (Value::Object(members), key) => {
                members.insert(std::mem::take(key), value);
            }
            (other, _) => panic!("{other} is no container"),
        }
    }
    panic!("no end in sight");
}

fn string(chars: &Chars, reader: &Reader, text: &[u8]) -> String {
    let bytes = match chars {
        Chars::Verbatim(range) => &text[range.clone()],
        Chars::Decoded => reader.decoded(),
    };
    String::from_utf8_lossy(bytes).into_owned()
}

/// `expected` is the value as serde writes it, or the message of the error.
#[track_caller]
fn check(text: &str, expected: &str) {
    let result = read(text.as_bytes()).map_or_else(|error| error.to_string(), |value| value.to_string());
    assert_eq!(result, expected, "{text:?}");
}

#[test]
fn values() {
    check("1", "1");
    check(" [ 1 , 2.5,\"x\" ,[],[null]\n]\t", r#"[1,2.5,"x",[],[null]]"#);
    check(r#"{"a":{"b":[1,{"c":"deep"}]},"n":null}"#, r#"{"a":{"b":[1,{"c":"deep"}]},"n":null}"#);
    check(r#"{ "a" : 1 , "a" : 2 }"#, r#"{"a":2}"#);
    check("{}", "{}");
    check("\u{b}\u{c}true", "true");
}

#[test]
fn numbers() {
    check("[0,-0,-1,2147483647,-2147483648]", "[0,0,-1,2147483647,-2147483648]");
    check("[2147483648,-2147483649,12345678901234567890]", "[2147483648.0,-2147483649.0,1.2345678901234567e+19]");
    check("[1.0,1e2,1E+2,1e-2,-0.0,0.5,0e0]", "[1.0,100.0,100.0,0.01,-0.0,0.5,0.0]");
    check("[1.,1.e2,1e,1e+,1.5e-]", "[1.0,100.0,1.0,1.0,1.5]");
    check("-", "Unexpected character (at char 1)");
    check("[-]", "Unexpected character (at char 2)");
    check("-a", "Unexpected character (at char 1)");
    check("-.5", "Unexpected character (at char 1)");
    check(".5", "Unexpected character (at char 0)");
    check("+1", "Unexpected character (at char 0)");
    check("01", "Unexpected character (at char 1)");
    check("[-00]", "Unexpected character (at char 3)");
    check("[0123]", "Unexpected character (at char 2)");
    check("[1 2]", "Expected ',' in array (at char 3)");
}

#[test]
fn long_numbers() {
    let digits = "9".repeat(MAX_NUMBER_BYTES);
    check(&format!("[{}]", &digits[..308]), "[1e+308]");
    check(&digits, "null");
    check(&format!("[{digits}]"), "[null]");
    check(&format!("[{digits}1]"), &format!("Unexpected character (at char {})", MAX_NUMBER_BYTES + 1));
}

#[test]
fn strings() {
    check(r#""a\nb\t\"c\"\/\\d\b\f\r""#, r#""a\nb\t\"c\"/\\d\b\f\r""#);
    check(r#""\q\x41\'""#, r#""qx41'""#);
    check(r#""\u0041\u00e9\u20ac\u0000""#, "\"A\u{e9}\u{20ac}\\u0000\"");
    check(r#""\ud83d\ude00!""#, "\"\u{1f600}!\"");
    check(r#""\ud83d""#, "\"\u{fffd}\"");
    check(r#""\ud83d\n\ude00\ud83dx\ud83d\u0041""#, "\"\u{fffd}\\n\u{fffd}\u{fffd}x\u{fffd}A\"");
    check(r#""\ud83d\ud83d\ude00""#, "\"\u{fffd}\u{1f600}\"");
    check("\"a\nb\"", r#""a\nb""#);
    check(r#"{"\u0061\\":1}"#, r#"{"a\\":1}"#);
}

#[test]
fn errors() {
    check("", "Unexpected character (at char 0)");
    check("  ", "Unexpected character (at char 2)");
    check("[1,", "Unexpected character (at char 3)");
    check("[1,]", "Unexpected character (at char 3)");
    check("[,1]", "Unexpected character (at char 1)");
    check("[", "Unexpected character (at char 1)");
    check("[1", "Expected ',' in array (at char 2)");
    check("[1}", "Expected ',' in array (at char 2)");
    check("{\"a\" 1}", "Expected ':' after key (at char 5)");
    check("{a:1}", "Expected string key (at char 1)");
    check("{\"a\":1,}", "Expected string key (at char 7)");
    check("{\"a\":1 \"b\":2}", "Expected ',' in object (at char 7)");
    check("{\"a\":}", "Unexpected character (at char 5)");
    check("{", "Expected string key (at char 1)");
    check("\"abc", "Unterminated string (at char 4)");
    check("\"", "Unterminated string (at char 1)");
    check("\"abc\\", "Unterminated string escape (at char 5)");
    check("\"\\u12", "Unterminated string escape (at char 5)");
    check("\"\\u12\"", "Unexpected character (at char 5)");
    check("\"\\u12g4\"", "Unexpected character (at char 5)");
    check("\"\\ud83d\\u12\"", "Unexpected character (at char 11)");
    check("[1] x", "Extra data at end of JSON");
    check("truex", "Extra data at end of JSON");
    check("nul", "Unexpected character (at char 0)");
    check("tru", "Unexpected character (at char 0)");
    check("\0", "Unexpected character (at char 0)");
    check("1\0", "Extra data at end of JSON");
}

#[test]
fn what_follows_the_value_is_left_alone_if_asked() {
    let mut reader = Reader::new(false);
    assert_eq!(reader.next(b"1 x"), Ok(Event::Int(1)));
    assert_eq!(reader.next(b"1 x"), Ok(Event::End));
}

#[test]
fn a_million_levels() {
    let deep = [vec![b'['; 1_000_000], vec![b']'; 1_000_000]].concat();
    let mut reader = Reader::new(true);
    let mut starts = 0;
    let mut ends = 0;
    loop {
        match reader.next(&deep).expect("the text is JSON") {
            Event::ArrayStart => starts += 1,
            Event::ArrayEnd => ends += 1,
            Event::Pause => {}
            Event::End => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((starts, ends), (1_000_000, 1_000_000));
    let mut reader = Reader::new(true);
    let error = loop {
        match reader.next(&deep[..1_000_000]) {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(error.to_string(), "Unexpected character (at char 1000000)");
}

#[test]
fn long_strings_and_spaces_pause() {
    let space = " ".repeat(3 * PAUSE_BYTES);
    let long = "x".repeat(2 * PAUSE_BYTES + 5);
    let escapes = "\\u20ac\\n".repeat(PAUSE_BYTES / 2);
    let text = format!("{space}[\"{long}\"{space},\"{escapes}\",{{\"{escapes}\"{space}:1}}]{space}");
    let value = read(text.as_bytes()).expect("the text is JSON");
    let expected = "\u{20ac}\n".repeat(PAUSE_BYTES / 2);
    assert_eq!(value[0], long.as_str());
    assert_eq!(value[1], expected.as_str());
    assert_eq!(value[2][&expected], 1);
    // An escape may stand across the end of a block.
    for shift in 0..12 {
        let text = format!("\"{}\\ud83d\\ude00y\"", "x".repeat(PAUSE_BYTES - shift));
        let expected = format!("{}\u{1f600}y", "x".repeat(PAUSE_BYTES - shift));
        assert_eq!(read(text.as_bytes()), Ok(Value::String(expected)));
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has finite numbers", |float| float.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_writes_is_read(value in json()) {
        prop_assert_eq!(read(value.to_string().as_bytes()), Ok(value.clone()));
        let pretty = serde_json::to_vec_pretty(&value).expect("values can be written");
        prop_assert_eq!(read(&pretty), Ok(value));
    }

    #[test]
    fn damaged_text_is_refused_or_read(value in json(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = value.to_string().into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        if let Err(error) = read(&text) {
            prop_assert!(error.at.is_none_or(|at| at <= text.len()));
            prop_assert!(serde_json::from_slice::<Value>(&text).is_err(), "serde reads it");
        }
        let _ = read(&text[..at]);
    }

    #[test]
    fn any_bytes_end(text in prop::collection::vec(prop::sample::select(&b"[]{}\",:\\ u0019d8.e-+tfn\xff"[..]), 0..40)) {
        if let Err(error) = read(&text) {
            prop_assert!(error.at.is_none_or(|at| at <= text.len()));
        }
    }
}
