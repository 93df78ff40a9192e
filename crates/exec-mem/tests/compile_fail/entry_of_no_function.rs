//! Only function pointers with a fixed convention are entries.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let mut draft = arena.draft(16)?;
    draft.append(&[0xc3])?;
    let code = draft.publish()?;
    let _ = unsafe { code.entry::<fn(String) -> u32>() };
    Ok(())
}
