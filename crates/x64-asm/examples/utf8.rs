//! A step over UTF-8: how many characters a text has, 32 bytes a turn with AVX2 and 16 without. A
//! character begins at each byte that does not continue one, and those are above -65 as signed bytes.
//!
//! `cargo run --release -p x64-asm --example utf8`

use exec_mem::{Arena, Code};
use x64_asm::{Assembler, Cond, Features, Index, Mem, RAX, RCX, RDI, RDX, RSI, Scale, XMM0, XMM1, YMM0, YMM1};

type Count = extern "sysv64" fn(*const u8, usize) -> usize;

/// The characters that begin in the `rsi` bytes at `rdi`, which are a multiple of a turn.
fn count(a: &mut Assembler, features: Features) {
    let (top, done) = (a.named_label("top"), a.named_label("done"));
    let wide = features.contains(Features::AVX2 | Features::POPCNT);
    let last_continuation = [0xbf; 32];
    a.xor_rr32(RAX, RAX);
    a.xor_rr32(RDX, RDX);
    a.bind(top);
    a.cmp_rr64(RDX, RSI);
    a.jcc(Cond::AE, done);
    let here = Mem::base(RDI).index(Index::RDX, Scale::X1);
    if wide {
        let limit = a.constant_256(last_continuation);
        a.vmovdqu_ym(YMM0, here);
        a.vpcmpgtb_yym(YMM1, YMM0, limit);
        a.vpmovmskb_ry(RCX, YMM1);
        a.popcnt_rr32(RCX, RCX);
        a.add_rr64(RAX, RCX);
        a.add_ri64(RDX, 32);
    } else {
        let limit = a.constant_u128(u128::from_le_bytes([0xbf; 16]));
        a.movdqu_xm(XMM0, here);
        a.pcmpgtb_xm(XMM0, limit);
        a.comment("0 or -1 in each byte: what the sum of their negations lacks");
        a.pxor_xx(XMM1, XMM1);
        a.psubb_xx(XMM1, XMM0);
        a.pxor_xx(XMM0, XMM0);
        a.psadbw_xx(XMM1, XMM0);
        a.movd_rx(RCX, XMM1);
        a.add_rr64(RAX, RCX);
        a.pextrw_rxi(RCX, XMM1, 4);
        a.add_rr64(RAX, RCX);
        a.add_ri64(RDX, 16);
    }
    a.jmp(top);
    a.bind(done);
    if wide {
        a.vzeroupper();
    }
    a.ret();
}

fn make(arena: &Arena, features: Features) -> Result<Code, Box<dyn std::error::Error>> {
    let mut a = Assembler::with_features(features);
    count(&mut a, features);
    let code = a.finish()?;
    let mut draft = arena.draft_aligned(code.bytes().len(), code.alignment() as usize)?;
    draft.append(code.bytes())?;
    Ok(draft.publish()?)
}

/// The characters of a text: whole turns by the code, the rest here.
fn characters(code: &Code, text: &str) -> usize {
    let (turns, rest) = text.as_bytes().split_at(text.len() / 32 * 32);
    // SAFETY: `count` made a function of this type, which reads `turns.len()` bytes.
    let entry = unsafe { code.entry::<Count>() };
    entry.call(turns.as_ptr(), turns.len()) + rest.iter().filter(|byte| (**byte as i8) > -65).count()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arena = Arena::new()?;
    let code = make(&arena, Features::detect())?;
    let text = "Zażółć gęślą jaźń 漢字 🦀 ".repeat(1_000);
    println!("{} bytes are {} characters", text.len(), characters(&code, &text));
    assert_eq!(characters(&code, &text), text.chars().count());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_widths_count_as_the_library() {
        let arena = Arena::new().unwrap();
        for features in [Features::BASE, Features::detect()] {
            let code = make(&arena, features).unwrap();
            for text in ["", "a", "ż", "漢字", "🦀", "a🦀ż漢"] {
                for times in [0, 1, 7, 31, 32, 33, 1_000] {
                    let text = text.repeat(times);
                    assert_eq!(characters(&code, &text), text.chars().count());
                }
            }
        }
    }
}
