use proptest::prelude::*;

use super::*;

const TEXT: &[u8] =
    b"@schema { t: [id, n > u] }\n@flow {\n t: [ { id: 1, n: \"x\" } ],\n skipped: [ { a: \"]\" }, [ [] ] ]\n\
    , u: [ { a: 2.5, b: yes, c: -3, d: true, e: null , f:false,}, { a: 1 } , {}]\n}\n@flow { v: [] }";

/// All records of a table, one in a line; a missing table is `none`.
fn records(text: &[u8], table: &str) -> String {
    let mut tick = |_| Ok(());
    let Some(start) = Reader::new(text, 0, &mut tick).find_table(table.as_bytes()).expect("nothing ends the search")
    else {
        return "none".into();
    };
    let mut at = start;
    let mut lines = Vec::new();
    loop {
        let mut tick = |_| Ok(());
        let mut reader = Reader::new(text, at, &mut tick);
        let Some(fields) = reader.record().expect("nothing ends the search") else { return lines.join("\n") };
        assert!(reader.at() > at, "each record is at least a bracket");
        at = reader.at();
        let fields = fields.iter().map(|(key, value)| format!("{}={}", String::from_utf8_lossy(key), show(value)));
        lines.push(format!("{{{}}}", fields.collect::<Vec<_>>().join(" ")));
    }
}

fn show(value: &Scalar) -> String {
    match value {
        Scalar::Nil => "nil".into(),
        Scalar::Bool(bool) => bool.to_string(),
        Scalar::Int(int) => int.to_string(),
        Scalar::Float(float) => format!("{float:?}"),
        Scalar::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
    }
}

#[track_caller]
fn check(rows: &str, expected: &str) {
    assert_eq!(records(format!("@flow {{ t: [{rows}").as_bytes(), "t"), expected, "{rows}");
}

#[test]
fn tables_are_found_by_name() {
    assert_eq!(records(TEXT, "t"), "{id=1 n=\"x\"}");
    assert_eq!(records(TEXT, "u"), "{a=2.5 b=\"yes\" c=-3 d=true e=nil f=false}\n{a=1}\n{}");
    for missing in ["nope", "", "id", "v", "flow", "tt"] {
        assert_eq!(records(TEXT, missing), "none", "{missing}");
    }
    for text in [
        &b""[..],
        b"@flow",
        b"@flow {",
        b"@flow [",
        b"@flow { t",
        b"@flow { t:",
        b"@flow { t: {",
        b"flow { t: [",
        b"{ t: [",
    ] {
        assert_eq!(records(text, "t"), "none", "{}", String::from_utf8_lossy(text));
    }
    assert_eq!(records(b"@@flow{t:[{a:1}", "t"), "{a=1}");
    assert_eq!(records(b"@flow{a b: [] t:[{a:1}]}", "t"), "{a=1}");
}

#[test]
fn numbers() {
    check("{a:1,b:-1,c:007,d:-}", "{a=1 b=-1 c=7 d=0}");
    check("{a:1.5,b:-0.25,c:1.,d:-.5,e:-.}", "{a=1.5 b=-0.25 c=1.0 d=-0.5 e=0.0}");
    check("{a:1-2,b:1.2.3,c:1.-2,d:--3,e:1-.5}", "{a=1 b=1.2 c=1.0 d=0 e=1.0}");
    check(
        "{a:2147483647,b:-2147483648,c:2147483648,d:99999999999999999999}",
        "{a=2147483647 b=-2147483648 c=-2147483648 d=-1}",
    );
}

#[test]
fn words_and_texts() {
    check("{a:\"b c\\n\",d:e_1,f:\"\",g:\"]}\"}", "{a=\"b c\\\\n\" d=\"e_1\" f=\"\" g=\"]}\"}");
    check("{ a\n:\ttrue , b : False }", "{a=true b=\"False\"}");
}

#[test]
fn what_is_malformed_ends_a_record() {
    check("", "");
    check("]", "");
    check("x", "");
    check("{a:1", "{a=1}");
    check("{a:", "{a=nil}");
    check("{a", "{}");
    check("{", "{}");
    check("{a:\"b", "{a=\"b\"}");
    check("{a:1}{b:2},,{c:3}", "{a=1}\n{b=2}");
    check("{a:1 b:2}", "{a=1 b=2}");
    check("{a;1, b:2}", "{b=2}");
    check("{a;b:2}", "{b=2}");
    check("{a:[1],b:2}", "{a=nil}");
    check("{$:1}", "{}");
}

proptest! {
    #[test]
    fn any_text_ends(text in prop::collection::vec(prop::sample::select(&b"@flow{}[]:,\"a1.- \xff"[..]), 0..60)) {
        let text = [b"@flow{t:[", &text[..]].concat();
        prop_assert!(records(&text, "t").len() < 40 * text.len());
        records(&text, "a");
    }
}
