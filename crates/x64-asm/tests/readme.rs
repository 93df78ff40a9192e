//! The listing in the README is the one of the program above it.

use x64_asm::{Assembler, Cond, RAX, RDI};

#[test]
fn the_first_example_has_this_listing() {
    let mut a = Assembler::new();
    let (top, done) = (a.label(), a.named_label("done"));
    a.xor_rr32(RAX, RAX);
    a.bind(top);
    a.comment("sum the numbers down to zero");
    a.add_rr64(RAX, RDI);
    a.sub_ri64(RDI, 1);
    a.jcc(Cond::A, top);
    a.bind(done);
    a.ret();
    let listing = a.finish().unwrap().listing().to_string();
    let readme = include_str!("../README.md");
    assert!(readme.contains(&format!("```text\n{listing}```")), "{listing}");
}
