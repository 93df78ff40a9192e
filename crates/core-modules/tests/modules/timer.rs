use crate::{check, interpreter, run};

#[test]
fn now_is_monotonic_and_fine() {
    let source = "var a = ucoreTimer.now(); var b = a; var steps = 0;
        while (steps < 100) { var c = ucoreTimer.now(); if (c < b) { print 'back'; } if (c != b) { steps = steps + 1; } b = c; }
        print a > 0.0; ucoreTimer.sleep(20); print ucoreTimer.now() - a >= 20.0;";
    assert_eq!(run(interpreter(), source), "1\n1\n");
    check(&[("ucoreTimer.now(1)", "nil")]);
}

#[test]
fn sleep() {
    let message = "Error: ucoreTimer.sleep expects 1 int argument (ms).\n0";
    check(&[
        ("ucoreTimer.sleep(1)", "0"),
        ("ucoreTimer.sleep(0)", "0"),
        ("ucoreTimer.sleep(-5)", "0"),
        ("ucoreTimer.sleep(1.5)", message),
        ("ucoreTimer.sleep(true)", message),
        ("ucoreTimer.sleep('1')", message),
        ("ucoreTimer.sleep()", message),
        ("ucoreTimer.sleep(1, 2)", message),
    ]);
}
