//! An unsafe function is called unsafely.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let mut draft = arena.draft(16)?;
    draft.append(&[0xc3])?;
    let code = draft.publish()?;
    unsafe { code.entry::<unsafe extern "sysv64" fn(*mut u8)>() }.call(std::ptr::null_mut());
    Ok(())
}
