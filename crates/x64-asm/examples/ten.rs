//! A program of ten instructions, to see what the crate adds to a program and how long a first build
//! takes. An example of this crate is built with all features, so the commands take a new project:
//!
//! ```sh
//! cargo new ten && cp crates/x64-asm/examples/ten.rs ten/src/main.rs
//! cd ten && cargo add x64-asm --path ../crates/x64-asm
//! time cargo build --release
//! strip target/release/ten && stat -c %s target/release/ten
//! ```

use x64_asm::{Assembler, Cond, Mem, RAX, RBX, RCX, RDI};

fn main() {
    let count = std::env::args().count() as i32;
    let mut a = Assembler::new();
    let top = a.label();
    a.push_r(RBX);
    a.xor_rr32(RAX, RAX);
    a.mov_ri64(RCX, i64::from(count));
    a.bind(top);
    a.add_rr64(RAX, RCX);
    a.mov_mr64(Mem::base(RDI).disp(8 * count), RAX);
    a.imul_rr64(RAX, RCX);
    a.sub_ri64(RCX, 1);
    a.jcc(Cond::NE, top);
    a.pop_r(RBX);
    a.ret();
    match a.finish() {
        Ok(code) => println!("{:02x?}", code.bytes()),
        Err(error) => println!("{error}"),
    }
}
