//! An epoch guard belongs to the thread that entered.

fn main() -> Result<(), exec_mem::Error> {
    let arena = exec_mem::Arena::new()?;
    let participant = arena.participant();
    std::thread::scope(|scope| {
        let guard = participant.enter();
        scope.spawn(move || drop(guard));
    });
    Ok(())
}
