//! `ucoreTimer` (LANGUAGE 12.2), and the sleep that `ucoreSystem` shares with it.

use std::time::{Duration, Instant};

use nix::time::{ClockId, clock_gettime};

use crate::error::Error;
use crate::host::{Ctx, HostModule, Permissions, Return};

/// Longest stretch of sleep without a look at the interrupt.
const SLICE: Duration = Duration::from_millis(1);

pub fn module(permissions: Permissions) -> HostModule {
    let module = HostModule::new("ucoreTimer").function("now", now);
    if permissions.system { module.function("sleep", sleep) } else { module }
}

/// `now()`: milliseconds of the monotonic clock.
fn now(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if ctx.arg_count() != 0 {
        return Ok(Return::NIL);
    }
    let now = clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).unwrap_or_default();
    Ok((now.as_secs() as f64 * 1e3 + f64::from(now.subsec_nanos()) / 1e6).into())
}

/// `sleep(ms)`.
fn sleep(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    match ctx.arg(0).as_int().filter(|_| ctx.arg_count() == 1) {
        Some(ms) => sleep_ms(ctx, ms)?,
        None => ctx.print(b"Error: ucoreTimer.sleep expects 1 int argument (ms).\n")?,
    }
    Ok(0.into())
}

/// Sleeps for `ms` milliseconds, not at all if negative.
///
/// # Errors
/// The program was interrupted.
pub fn sleep_ms(ctx: &mut Ctx<'_>, ms: i32) -> Result<(), Error> {
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
