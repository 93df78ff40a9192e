//! The sleep that `ucoreTimer` and `ucoreSystem` share.

use std::time::{Duration, Instant};

use vm::{Ctx, Error};

/// Longest stretch of sleep without a look at the interrupt.
const SLICE: Duration = Duration::from_millis(1);

/// Sleeps for `ms` milliseconds, not at all if negative.
///
/// # Errors
/// The program was interrupted.
pub fn sleep_ms(ctx: &Ctx<'_>, ms: i32) -> Result<(), Error> {
    let end = Instant::now() + Duration::from_millis(u64::try_from(ms).unwrap_or(0));
    loop {
        ctx.poll()?;
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        std::thread::sleep(left.min(SLICE));
    }
}
