//! What every native pays while it works: fuel for each 64 bytes or elements, and a look at the interrupt.

use crate::context::Cx;
use crate::error::{Error, ErrorKind};
use crate::host::{CHARGE_BYTES, Ctx};

/// How many bytes a native works on at most between two payments.
pub const BLOCK_BYTES: usize = 64 << 10;

/// An account for one call of a native. It does not borrow the [`Ctx`], so that objects can be read between payments.
#[derive(Clone, Copy)]
pub struct Meter {
    cx: Cx,
    /// Bytes or elements paid for and not yet used, fewer than one unit's worth.
    credit: usize,
}

impl Meter {
    pub fn new(ctx: &Ctx<'_>) -> Meter {
        Meter { cx: ctx.context, credit: 0 }
    }

    /// Pays for the next `amount` bytes or elements.
    ///
    /// # Errors
    /// The fuel does not suffice, or the program was interrupted.
    pub fn pay(&mut self, amount: usize) -> Result<(), Error> {
        if amount <= self.credit {
            self.credit -= amount;
            return Ok(());
        }
        let units = (amount - self.credit).div_ceil(CHARGE_BYTES);
        self.credit = self.credit + units * CHARGE_BYTES - amount;
        if !self.cx.take_fuel(i64::try_from(units).unwrap_or(i64::MAX)) {
            return Err(ErrorKind::OutOfFuel.into());
        }
        self.poll()
    }

    /// Looks whether the program is to stop.
    ///
    /// # Errors
    /// It is.
    pub fn poll(self) -> Result<(), Error> {
        if self.cx.polled() { Ok(self.cx.look()?) } else { Ok(()) }
    }
}
