//! The listing in the README is the one of the program above it.

use a64_asm::{Assembler, Cond, X0, X1, XZR};

#[test]
fn the_first_example_has_this_listing() {
    let mut a = Assembler::new();
    let (top, done) = (a.label(), a.named_label("done"));
    a.mov_rr64(X1, XZR);
    a.bind(top);
    a.comment("sum the numbers down to zero");
    a.add_rrr64(X1, X1, X0);
    a.subs_rri64(X0, X0, 1);
    a.bcc_l(Cond::HI, top);
    a.bind(done);
    a.mov_rr64(X0, X1);
    a.ret();
    let listing = a.finish().unwrap().listing().to_string();
    let readme = include_str!("../README.md");
    assert!(readme.contains(&format!("```text\n{listing}```")), "{listing}");
}
