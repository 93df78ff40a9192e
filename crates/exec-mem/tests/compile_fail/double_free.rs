//! A handle is dropped once.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let mut draft = arena.draft(16)?;
    draft.append(&[0xc3])?;
    let code = draft.publish()?;
    drop(code);
    drop(code);
    Ok(())
}
