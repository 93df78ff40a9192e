//! The smallest program: write two instructions by hand and call them.

use exec_mem::Arena;

fn main() -> Result<(), exec_mem::Error> {
    let arena = Arena::new()?;
    println!("{}", arena.report());
    let mut draft = arena.draft(6)?;
    draft.append(&[0xb8, 42, 0, 0, 0])?; // mov eax, 42
    draft.append(&[0xc3])?; // ret
    let code = draft.publish()?;
    // SAFETY: these bytes are a function of this type.
    let answer = unsafe { code.entry::<extern "C" fn() -> i32>() };
    println!("{} at {:#x}", answer.call(), code.base());
    Ok(())
}
