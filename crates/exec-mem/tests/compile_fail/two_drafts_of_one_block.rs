//! A block has one writer.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let draft = arena.draft(16)?;
    let second = draft.clone();
    drop((draft, second));
    Ok(())
}
