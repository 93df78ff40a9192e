//! A jump table: one function for four operations, which jumps to that of its first argument. The
//! table holds distances from itself, four bytes each, so that it needs no relocation.
//!
//! `cargo run -p x64-asm --example dispatch` shows the code and a result of each.

use exec_mem::{Arena, Code};
use x64_asm::{Assembler, Cond, Index, Mem, RAX, RCX, RDI, RDX, RSI, Scale};

type Operate = extern "sysv64" fn(u64, i64, i64) -> i64;

const NAMES: [&str; 4] = ["add", "subtract", "multiply", "negate"];

/// Operation `rdi` on `rsi` and `rdx`; 0 for a number that is none.
fn operate(a: &mut Assembler) {
    let (table, unknown) = (a.named_label("table"), a.named_label("unknown"));
    let labels = NAMES.map(|name| a.named_label(name));
    a.cmp_ri64(RDI, NAMES.len() as i32);
    a.jcc(Cond::AE, unknown);
    a.lea_rm64(RCX, Mem::label(table));
    a.movsxd_rm64_32(RAX, Mem::base(RCX).index(Index::RDI, Scale::X4));
    a.add_rr64(RCX, RAX);
    a.mov_rr64(RAX, RSI);
    a.jmp_r(RCX);
    for (number, label) in labels.into_iter().enumerate() {
        a.bind(label);
        match number {
            0 => a.add_rr64(RAX, RDX),
            1 => a.sub_rr64(RAX, RDX),
            2 => a.imul_rr64(RAX, RDX),
            _ => a.neg_r64(RAX),
        }
        a.ret();
    }
    a.bind(unknown);
    a.xor_rr32(RAX, RAX);
    a.ret();
    a.align_data(4);
    a.bind(table);
    for label in labels {
        a.data_distance(label, table);
    }
}

fn make(arena: &Arena) -> Result<(Code, String), Box<dyn std::error::Error>> {
    let mut a = Assembler::new();
    operate(&mut a);
    let code = a.finish()?;
    let mut draft = arena.draft_aligned(code.bytes().len(), code.alignment() as usize)?;
    draft.append(code.bytes())?;
    Ok((draft.publish()?, code.listing().to_string()))
}

fn call(code: &Code, number: u64, left: i64, right: i64) -> i64 {
    // SAFETY: `operate` made a function of this type, which reads no memory but its own table.
    let entry = unsafe { code.entry::<Operate>() };
    entry.call(number, left, right)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (code, listing) = make(&Arena::new()?)?;
    println!("{listing}");
    for (number, name) in NAMES.into_iter().enumerate() {
        println!("{name:8} 20 22: {}", call(&code, number as u64, 20, 22));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_of_the_table_is_reached() {
        let (code, listing) = make(&Arena::new().unwrap()).unwrap();
        let results = [0, 1, 2, 3, 4, u64::MAX].map(|number| call(&code, number, 20, 22));
        assert_eq!(results, [42, -2, 440, -20, 0, 0]);
        assert!(listing.contains("dd multiply - table"), "{listing}");
    }
}
