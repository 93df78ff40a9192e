//! Chapter 6, constants, jump tables and patching: `cargo run -p guide --bin constants` converts temperatures
//! by a function that has all three; `listing` shows its code.

// ANCHOR: use
use exec_mem::{Arena, Code};
use guide::Result;
use x64_asm::{Assembler, Cond, Index, Mem, RAX, RCX, RDI, Scale, XMM0, XMM1};
// ANCHOR_END: use

// ANCHOR: convert
/// Assembles `convert(kind, degrees)`: Celsius to Fahrenheit, back, and Celsius to Kelvin, plus a
/// correction. Another kind is not a number. Gives the place of the correction.
fn convert(a: &mut Assembler) -> x64_asm::PatchSite {
    let (table, unknown, correct) = (a.named_label("table"), a.named_label("unknown"), a.named_label("correct"));
    let kinds = ["fahrenheit", "celsius", "kelvin"].map(|name| a.named_label(name));
    a.cmp_ri64(RDI, kinds.len() as i32);
    a.jcc(Cond::AE, unknown);
    a.lea_rm64(RCX, Mem::label(table));
    a.movsxd_rm64_32(RAX, Mem::base(RCX).index(Index::RDI, Scale::X4));
    a.add_rr64(RCX, RAX);
    a.jmp_r(RCX);

    a.bind(kinds[0]);
    let (ratio, zero) = (a.constant_f64(1.8), a.constant_f64(32.0));
    a.mulsd_xm(XMM0, ratio);
    a.addsd_xm(XMM0, zero);
    a.jmp(correct);
    a.bind(kinds[1]);
    a.subsd_xm(XMM0, zero);
    a.divsd_xm(XMM0, ratio);
    a.jmp(correct);
    a.bind(kinds[2]);
    let absolute_zero = a.constant_f64(273.15);
    a.addsd_xm(XMM0, absolute_zero);

    a.bind(correct);
    a.comment("the correction, which is patched");
    let site = a.mov_ri64_patchable(RAX, 0.0_f64.to_bits() as i64);
    a.movq_xr(XMM1, RAX);
    a.addsd_xx(XMM0, XMM1);
    a.ret();
    a.bind(unknown);
    let not_a_number = a.constant_f64(f64::NAN);
    a.movsd_xm(XMM0, not_a_number);
    a.ret();

    a.align_data(4);
    a.bind(table);
    kinds.iter().for_each(|kind| a.data_distance(*kind, table));
    site
}
// ANCHOR_END: convert

// ANCHOR: converter
struct Converter {
    code: Code,
    correction: exec_mem::PatchSite,
}

impl Converter {
    fn new(arena: &Arena) -> Result<Self> {
        let mut a = Assembler::new();
        let site = convert(&mut a);
        let code = a.finish()?;
        let field = code.field(site).ok_or("the site is of this code")?;
        let mut draft = arena.draft_aligned(code.bytes().len(), code.alignment() as usize)?;
        draft.append(code.bytes())?;
        let correction = draft.patch_site(field.at as usize, field.bytes as usize)?;
        Ok(Self { code: draft.publish()?, correction })
    }

    /// Changes the correction. Calls that run meanwhile add the old one or the new one.
    fn correct(&self, degrees: f64) -> Result<()> {
        Ok(self.code.patch(self.correction, &degrees.to_le_bytes())?)
    }

    fn call(&self, kind: u64, degrees: f64) -> f64 {
        // SAFETY: `new` alone makes a `Converter`, of code by `convert`: a function of this type,
        // which reads only its own constants, and jumps by its table only for a kind in it. A patch
        // changes nothing but an immediate.
        let entry = unsafe { self.code.entry::<extern "sysv64" fn(u64, f64) -> f64>() };
        entry.call(kind, degrees)
    }
}
// ANCHOR_END: converter

// ANCHOR: main
fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("listing") {
        let mut a = Assembler::new();
        convert(&mut a);
        println!("{}", a.finish()?.listing());
        return Ok(());
    }
    let converter = Converter::new(&Arena::new()?)?;
    let show = |text: &str| println!("{text} {:?}", [0, 1, 2, 3].map(|kind| converter.call(kind, 50.0)));
    show("50 degrees:          ");
    converter.correct(0.5)?;
    show("with a correction:   ");
    Ok(())
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use proptest::prelude::*;

    use super::*;

    fn expected(kind: u64, degrees: f64, correction: f64) -> f64 {
        let converted = match kind {
            0 => degrees * 1.8 + 32.0,
            1 => (degrees - 32.0) / 1.8,
            2 => degrees + 273.15,
            _ => return f64::NAN,
        };
        converted + correction
    }

    proptest! {
        #[test]
        fn code_converts_as_rust_does(
            kind in prop_oneof![0..5_u64, any::<u64>()],
            degrees: f64,
            correction: f64,
        ) {
            let converter = Converter::new(&Arena::new().unwrap()).unwrap();
            converter.correct(correction).unwrap();
            let (found, expected) = (converter.call(kind, degrees), expected(kind, degrees, correction));
            prop_assert!(found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan());
        }
    }

    // ANCHOR: whole
    #[test]
    fn a_patch_is_seen_whole_or_not_at_all() {
        let converter = Converter::new(&Arena::new().unwrap()).unwrap();
        // No byte of the one is a byte of the other, so a mixture would be a third number.
        let wanted = [0x4011_1111_1111_1111, 0xc022_2222_2222_2222];
        let corrections = wanted.map(f64::from_bits);
        converter.correct(corrections[0]).unwrap();
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let caller = scope.spawn(|| {
                let mut seen = [0_u64; 2];
                while !done.load(Ordering::Relaxed) || seen.contains(&0) {
                    let found = converter.call(2, -273.15).to_bits(); // 0 and the correction
                    seen[wanted.iter().position(|bits| *bits == found).expect("one of the two")] += 1;
                }
                seen
            });
            for turn in 0..20_000 {
                converter.correct(corrections[turn % 2]).unwrap();
            }
            done.store(true, Ordering::Relaxed);
            // The caller may have slept through all that: let it see each.
            while !caller.is_finished() {
                corrections.iter().for_each(|correction| converter.correct(*correction).unwrap());
            }
            let seen = caller.join().unwrap();
            assert!(!seen.contains(&0), "{seen:?}");
        });
    }
    // ANCHOR_END: whole

    // ANCHOR: addresses
    /// As the table of `convert`, with addresses of eight bytes in place of distances.
    fn table_of_addresses(a: &mut Assembler) {
        let (table, one, two) = (a.label(), a.label(), a.label());
        a.lea_rm64(RCX, Mem::label(table));
        a.jmp_m(Mem::base(RCX).index(Index::RDI, Scale::X8));
        for (label, number) in [(one, 1), (two, 2)] {
            a.bind(label);
            a.mov_ri32(RAX, number);
            a.ret();
        }
        a.align_data(8);
        a.bind(table);
        a.data_address(one);
        a.data_address(two);
    }
    // ANCHOR_END: addresses

    #[test]
    fn addresses_are_relocated() {
        let mut a = Assembler::new();
        table_of_addresses(&mut a);
        let code = a.finish().unwrap();
        assert_eq!(code.relocations().count(), 2);
        let code = guide::publish(&Arena::new().unwrap(), code).unwrap();
        // SAFETY: `table_of_addresses` assembles a function of this type, for the numbers 0 and 1.
        let entry = unsafe { code.entry::<extern "sysv64" fn(u64) -> u32>() };
        assert_eq!([0, 1].map(|number| entry.call(number)), [1, 2]);
    }

    #[test]
    fn a_constant_is_written_once() {
        let mut a = Assembler::new();
        convert(&mut a);
        let ratio = 1.8_f64.to_le_bytes();
        let code = a.finish().unwrap();
        assert_eq!(code.bytes().windows(8).filter(|window| *window == ratio).count(), 1);
    }
}
