//! Code has no way to write.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let mut draft = arena.draft(16)?;
    draft.append(&[0xc3])?;
    let mut code = draft.publish()?;
    code.append(&[0xc3])?;
    Ok(())
}
