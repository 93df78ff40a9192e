//! A draft is gone once it is published: nothing writes code that runs.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let mut draft = arena.draft(16)?;
    draft.append(&[0xc3])?;
    let code = draft.publish()?;
    draft.append(&[0xc3])?;
    drop(code);
    Ok(())
}
