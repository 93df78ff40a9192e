//! A draft has no entry.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let mut draft = arena.draft(16)?;
    draft.append(&[0xc3])?;
    unsafe { draft.entry::<extern "C" fn()>() }.call();
    Ok(())
}
