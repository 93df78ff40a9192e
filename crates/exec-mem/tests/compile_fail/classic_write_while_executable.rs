//! Memory of the classic verbs is writable or executable, as two types.

fn main() -> Result<(), exec_mem::Error> {
    let memory = exec_mem::classic::allocate(16)?;
    let mut code = exec_mem::classic::make_executable(memory).map_err(|(_, error)| error)?;
    code[0] = 0xc3;
    Ok(())
}
