use crate::{check, check_after, interpreter, run};

#[test]
fn generate() {
    let setup = "var s = map(); s['t'] = ['id', 'n', 5]; s['e'] = []; s['x'] = 1;
        var r = map(); r['id'] = 1; var q = map(); q['a'] = 'x\"y'; q['b'] = 1.0 / 3.0; q['c'] = true; q['d'] = nil; q[7] = [1];
        var d = map(); d['t'] = [r, r, 5]; d['u'] = []; d['v'] = 'none'; var one = map(); one['q'] = [q]; var empty = map();";
    check_after(
        setup,
        &[
            (
                "ucoreUon.generate(s, d)",
                "@schema {\n    x: [],\n    e: [],\n    t: [id, n, ]\n}\n\n@flow {\n    u: [\n\n    ],\n    \
                 t: [\n        { id: 1 },\n        { id: 1 },\n        {  }\n    ],\n    v: [\n\n    ]\n}\n",
            ),
            ("ucoreUon.generate(empty, empty)", "@schema {\n\n}\n\n@flow {\n\n}\n"),
        ],
    );
    let fields = run(interpreter(), &format!("{setup} print ucoreUon.generate(empty, one);"));
    for field in ["a: \"x\"y\"", "b: 0.333333", "c: 1", "d: null", "7: null"] {
        assert!(fields.contains(field), "{field} in {fields}");
    }
}

#[test]
fn generate_needs_two_maps() {
    let message = "Error: ucoreUon.generate(schema, data) expects 2 map arguments.\n[]";
    check(&[
        ("'[' + ucoreUon.generate(1, 2) + ']'", message),
        ("'[' + ucoreUon.generate(map(), []) + ']'", message),
        ("'[' + ucoreUon.generate(map()) + ']'", message),
        ("'[' + ucoreUon.generate(map(), map(), 1) + ']'", message),
    ]);
}

#[test]
fn what_only_answers() {
    check(&[
        ("ucoreUon.parse('@schema { t: [a] }')", "1"),
        ("ucoreUon.parse('')", "1"),
        ("ucoreUon.parse(1)", "nil"),
        ("ucoreUon.save()", "Warning: ucoreUon.save() disabled in lazy mode (read-only optimization).\n1"),
        ("ucoreUon.save('a', 2)", "Warning: ucoreUon.save() disabled in lazy mode (read-only optimization).\n1"),
        ("ucoreUon.insert('t', map())", "0"),
        ("ucoreUon.insert()", "0"),
        ("ucoreUon.load('no such file')", "0"),
        ("ucoreUon.load('/')", "0"),
        ("ucoreUon.load(5)", "0"),
        ("ucoreUon.get('t')", "0"),
        ("ucoreUon.get('no such file', 't')", "0"),
        ("ucoreUon.get(1, 2, 3)", "0"),
        ("ucoreUon.get(1)", "0"),
        ("ucoreUon.get('a', 1)", "0"),
        ("ucoreUon.get()", "0"),
        ("ucoreUon.next(5)", "nil"),
        ("ucoreUon.next(map())", "nil"),
        ("ucoreUon.next()", "nil"),
    ]);
}
