//! Chapter 5, snapshots of machine code: `cargo run -p guide --bin snapshots listing` shows code as it is,
//! `stable` as a snapshot holds it, and `changes` what one more instruction changes in both. The
//! tests are in `tests/snapshots.rs`.

// ANCHOR: use
use guide::Result;
use guide::program::{assemble, parse};
use x64_asm::{Assembler, RAX, RDI};
// ANCHOR_END: use

const BEFORE: &str = "while a < 10 { a = a + 1; }";
const AFTER: &str = "b = 7; while a < 10 { a = a + 1; }";

// ANCHOR: assembled
/// Code with an address from outside and with a constant behind it.
fn outside(a: &mut Assembler, address: u64) {
    let helper = a.external("helper", address);
    a.comment("double it, then tell the helper");
    a.add_rr64(RDI, RDI);
    let factor = a.constant(0x1_0000_0001);
    a.imul_rm64(RDI, factor);
    a.mov_r_external(RAX, helper);
    a.jmp_r(RAX);
}
// ANCHOR_END: assembled

/// How many lines of `after` do not stand in `before`.
fn changed(before: &str, after: &str) -> usize {
    let mut old: Vec<_> = before.lines().collect();
    let is_new = |line: &&str| match old.iter().position(|found| found == line) {
        Some(place) => {
            old.swap_remove(place);
            false
        }
        None => true,
    };
    after.lines().filter(is_new).count()
}

/// The code of a program, as a listing and as a snapshot.
fn texts(program: &str) -> Result<[String; 2]> {
    let mut a = Assembler::new();
    assemble(&mut a, &parse(program)?);
    let listing = a.finish()?.listing();
    Ok([listing.to_string(), listing.stable()])
}

fn main() -> Result<()> {
    let mut a = Assembler::new();
    outside(&mut a, 0x7f12_3456_7890);
    match std::env::args().nth(1).as_deref() {
        Some("listing") => println!("{}", a.finish()?.listing()),
        Some("stable") => println!("{}", a.finish()?.listing().stable()),
        None | Some("changes") => {
            let (before, after) = (texts(BEFORE)?, texts(AFTER)?);
            for (name, (before, after)) in ["listing", "stable "].iter().zip(before.iter().zip(&after)) {
                println!("{name}: {} of {} lines changed", changed(before, after), after.lines().count());
            }
        }
        Some(_) => return Err("the argument is listing, stable or changes".into()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    // ANCHOR: address
    #[test]
    fn a_snapshot_knows_no_address() {
        let stable = |address| {
            let mut a = Assembler::new();
            outside(&mut a, address);
            a.finish().unwrap().listing().stable()
        };
        assert_eq!(stable(0x7f12_3456_7890), stable(0x5500_0000_1000));
        assert!(stable(0).contains("helper"));
    }
    // ANCHOR_END: address
}
