//! `ucoreTimer` (LANGUAGE 12.2).

use std::time::Duration;

use vm::{Ctx, Error, HostModule, Return};

use crate::sleep::sleep_ms;

/// The module.
pub fn module() -> HostModule {
    HostModule::new("ucoreTimer").function("now", now).system_function("sleep", sleep)
}

/// `now()`: milliseconds of the monotonic clock.
fn now(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if ctx.arg_count() != 0 {
        return Ok(Return::NIL);
    }
    let now = monotonic();
    Ok((now.as_secs() as f64 * 1e3 + f64::from(now.subsec_nanos()) / 1e6).into())
}

#[cfg(unix)]
fn monotonic() -> Duration {
    use nix::time::{ClockId, clock_gettime};

    clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).unwrap_or_default()
}

/// Since the first question, where the system has no such clock with a beginning.
#[cfg(not(unix))]
fn monotonic() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    FIRST.elapsed()
}

/// `sleep(ms)`.
fn sleep(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    match ctx.arg(0).as_int().filter(|_| ctx.arg_count() == 1) {
        Some(ms) => sleep_ms(ctx, ms)?,
        None => ctx.print(b"Error: ucoreTimer.sleep expects 1 int argument (ms).\n")?,
    }
    Ok(0.into())
}
