//! A draft of a batch stays with its batch.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let mut batch = arena.batch();
    let mut draft = batch.draft(16)?;
    draft.append(&[0xc3])?;
    draft.publish()?;
    Ok(())
}
