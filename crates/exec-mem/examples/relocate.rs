//! Two functions that call each other by rel32, and a constant that one of them loads: the final
//! addresses are known while the code is written.

use exec_mem::{Arena, Draft, Error};

/// Appends an instruction that ends in a rel32 to `target`.
fn append_rel32(draft: &mut Draft, opcode: &[u8], target: usize) -> Result<(), Error> {
    draft.append(opcode)?;
    let next = draft.position() + 4;
    let distance = i32::try_from(target as i64 - next as i64).expect("an arena is within rel32 reach");
    draft.append(&distance.to_le_bytes())?;
    Ok(())
}

fn main() -> Result<(), Error> {
    let arena = Arena::new()?;
    let factor = arena.constants(&1.8_f64.to_le_bytes(), 8)?;

    // xmm0 = xmm0 * factor
    let mut scale = arena.draft(16)?;
    append_rel32(&mut scale, &[0xf2, 0x0f, 0x59, 0x05], factor.base())?; // mulsd xmm0, [rip+..]
    scale.append(&[0xc3])?;

    // xmm0 = scale(xmm0 + xmm1), by a tail call
    let mut shift_and_scale = arena.draft(16)?;
    shift_and_scale.append(&[0xf2, 0x0f, 0x58, 0xc1])?; // addsd xmm0, xmm1
    append_rel32(&mut shift_and_scale, &[0xe9], scale.base())?; // jmp scale

    scale.keep(factor);
    let scale = scale.publish()?;
    let code = shift_and_scale.publish()?;
    // SAFETY: the code adds two floats and jumps to `scale`, which lives to the end of `main`.
    let function = unsafe { code.entry::<extern "C" fn(f64, f64) -> f64>() };
    println!("(20 + 5) * 1.8 = {}", function.call(20.0, 5.0));
    drop(scale);
    Ok(())
}
