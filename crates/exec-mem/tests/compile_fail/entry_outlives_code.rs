//! An entry borrows its code.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let mut draft = arena.draft(16)?;
    draft.append(&[0xc3])?;
    let code = draft.publish()?;
    let entry = unsafe { code.entry::<extern "C" fn()>() };
    drop(code);
    entry.call();
    Ok(())
}
