//! What must not compile, and the message it must not compile with. That is the same for every
//! system, and takes a compiler that runs on the one under test.
#![cfg(unix)]

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
