//! Chapter 9, packed instructions: `cargo run -p guide --bin packed` sums numbers with what the
//! processor has; `sse2` and `avx2` show the code for either, on any machine.

// ANCHOR: use
use exec_mem::{Arena, Code};
use guide::{Result, publish};
use x64_asm::{Assembler, Cond, Features, Mem, RAX, RDI, RSI, XMM0, XMM1, YMM0};
// ANCHOR_END: use

// ANCHOR: width
/// How many numbers an instruction adds at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Width {
    /// 4 of 32 bits: every x86-64 processor.
    Sse2,
    /// 8 of 32 bits.
    Avx2,
}

impl Width {
    /// The widest that `features` allow.
    fn best(features: Features) -> Self {
        if features.contains(Features::AVX2) { Width::Avx2 } else { Width::Sse2 }
    }

    /// What the assembler may use for it.
    fn features(self) -> Features {
        match self {
            Width::Sse2 => Features::empty(),
            Width::Avx2 => Features::AVX | Features::AVX2,
        }
    }

    fn lanes(self) -> i32 {
        match self {
            Width::Sse2 => 4,
            Width::Avx2 => 8,
        }
    }
}
// ANCHOR_END: width

// ANCHOR: assemble
/// Assembles the sum of the `rsi` numbers of 32 bits at `rdi`, which wraps around.
fn assemble(a: &mut Assembler, width: Width) {
    let (packed, rest, one, done) =
        (a.named_label("packed"), a.named_label("rest"), a.named_label("one"), a.named_label("done"));
    clear(a, width);
    a.bind(packed);
    a.cmp_ri64(RSI, width.lanes());
    a.jcc(Cond::B, rest);
    add(a, width);
    a.add_ri64(RDI, 4 * width.lanes());
    a.sub_ri64(RSI, width.lanes());
    a.jmp(packed);
    a.bind(rest);
    fold(a, width);
    a.bind(one);
    a.test_rr64(RSI, RSI);
    a.jcc(Cond::E, done);
    a.add_rm32(RAX, Mem::base(RDI));
    a.add_ri64(RDI, 4);
    a.sub_ri64(RSI, 1);
    a.jmp(one);
    a.bind(done);
    a.ret();
}

fn clear(a: &mut Assembler, width: Width) {
    match width {
        Width::Sse2 => a.pxor_xx(XMM0, XMM0),
        Width::Avx2 => a.vpxor_xxx(XMM0, XMM0, XMM0), // all 256 bits
    }
}

/// Adds the next numbers, each to the sum of its lane.
fn add(a: &mut Assembler, width: Width) {
    match width {
        Width::Sse2 => {
            a.movdqu_xm(XMM1, Mem::base(RDI));
            a.paddd_xx(XMM0, XMM1);
        }
        Width::Avx2 => a.vpaddd_yym(YMM0, YMM0, Mem::base(RDI)),
    }
}

/// Adds the lanes to one number in `eax`.
fn fold(a: &mut Assembler, width: Width) {
    if width == Width::Avx2 {
        a.vextracti128_xyi(XMM1, YMM0, 1);
        a.vpaddd_xxx(XMM0, XMM0, XMM1);
        a.vzeroupper();
    }
    a.pshufd_xxi(XMM1, XMM0, 0b01_00_11_10); // lanes 2, 3, 0, 1
    a.paddd_xx(XMM0, XMM1);
    a.pshufd_xxi(XMM1, XMM0, 0b10_11_00_01); // lanes 1, 0, 3, 2
    a.paddd_xx(XMM0, XMM1);
    a.movd_rx(RAX, XMM0);
}
// ANCHOR_END: assemble

// ANCHOR: sum
struct Sum {
    code: Code,
}

impl Sum {
    fn new(arena: &Arena, width: Width) -> Result<Self> {
        let available = Features::detect();
        if !available.contains(width.features()) {
            return Err("this processor has no AVX2".into());
        }
        let mut a = Assembler::with_features(width.features());
        assemble(&mut a, width);
        Ok(Self { code: publish(arena, a.finish()?)? })
    }

    fn call(&self, numbers: &[i32]) -> i32 {
        // SAFETY: `new` alone makes a `Sum`, of code by `assemble`: a function of this type, which
        // reads as many numbers as it is told. `new` has seen that the processor has its
        // instructions.
        let entry = unsafe { self.code.entry::<extern "sysv64" fn(*const i32, usize) -> i32>() };
        entry.call(numbers.as_ptr(), numbers.len())
    }
}
// ANCHOR_END: sum

fn main() -> Result<()> {
    let width = match std::env::args().nth(1).as_deref() {
        None => {
            let sum = Sum::new(&Arena::new()?, Width::best(Features::detect()))?;
            let numbers: Vec<i32> = (1..=1003).collect();
            println!("1 + ... + 1003 = {}", sum.call(&numbers));
            return Ok(());
        }
        Some("sse2") => Width::Sse2,
        Some("avx2") => Width::Avx2,
        Some(_) => return Err("the argument is sse2 or avx2".into()),
    };
    let mut a = Assembler::with_features(width.features());
    assemble(&mut a, width);
    println!("{}", a.finish()?.listing().stable());
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use x64_asm::Error;

    use super::*;

    // ANCHOR: test
    /// What this machine can run. SSE2 is always among them.
    fn widths() -> impl Iterator<Item = Width> {
        let available = Features::detect();
        [Width::Sse2, Width::Avx2].into_iter().filter(move |width| available.contains(width.features()))
    }

    proptest! {
        #[test]
        fn sums_are_those_of_rust(numbers: Vec<i32>, skipped in 0..4_usize) {
            let arena = Arena::new().unwrap();
            let numbers = numbers.get(skipped..).unwrap_or_default();
            let expected = numbers.iter().fold(0_i32, |sum, number| sum.wrapping_add(*number));
            for width in widths() {
                prop_assert_eq!(Sum::new(&arena, width).unwrap().call(numbers), expected, "{:?}", width);
            }
        }
    }

    #[test]
    fn lengths_around_the_width_of_a_register() {
        let arena = Arena::new().unwrap();
        let numbers: Vec<i32> = (0..40).map(|number| 1 << (number % 31)).collect();
        for width in widths() {
            let sum = Sum::new(&arena, width).unwrap();
            for len in 0..=numbers.len() {
                let expected = numbers[..len].iter().fold(0_i32, |sum, number| sum.wrapping_add(*number));
                assert_eq!(sum.call(&numbers[..len]), expected, "{len} numbers with {width:?}");
            }
        }
    }
    // ANCHOR_END: test

    // ANCHOR: missing
    #[test]
    fn what_the_processor_has_not_is_not_assembled() {
        let mut a = Assembler::with_features(Width::Sse2.features());
        assemble(&mut a, Width::Avx2);
        assert!(matches!(a.finish(), Err(Error::MissingFeature { at: 0, .. })));
    }
    // ANCHOR_END: missing
}
