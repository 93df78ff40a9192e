//! Waiting for what is outside, so that an interrupt, a deadline or Ctrl-C still ends the program.

use std::time::Duration;

use vm::{Ctx, Error};

/// How long nobody looks whether the program is to end.
pub const POLL: Duration = Duration::from_millis(20);

/// Does `work` on a thread of its own and waits for it. A program that is ended meanwhile leaves it behind.
///
/// # Errors
/// The program is to end; `work` panicked.
#[cfg(feature = "http")]
pub fn wait<T: Send + 'static>(ctx: &mut Ctx<'_>, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let thread = std::thread::spawn(work);
    while !thread.is_finished() {
        std::thread::sleep(Duration::from_millis(1));
        ctx.poll()?;
    }
    thread.join().map_err(|_| Error::new("the thread that waits for the network panicked"))
}

/// Asks `next` again and again, which waits for [`POLL`] at most, until it gives something.
///
/// # Errors
/// Those of `next`; the program is to end.
pub fn until<T>(ctx: &mut Ctx<'_>, mut next: impl FnMut() -> Result<Option<T>, Error>) -> Result<T, Error> {
    loop {
        ctx.poll()?;
        if let Some(found) = next()? {
            return Ok(found);
        }
    }
}
