//! What every native pays while it works: fuel for each 64 bytes or elements, and a look at the
//! interrupt.

use vm::{CHARGE_BYTES, Ctx, Error};

/// How many bytes a native works on at most between two payments.
pub const BLOCK_BYTES: usize = 64 << 10;

/// An account for one call of a native. It does not hold the [`Ctx`], so that the native can make
/// objects between payments.
#[derive(Clone, Copy, Default)]
pub struct Meter {
    /// Bytes or elements paid for and not yet used, fewer than one unit's worth.
    credit: usize,
}

impl Meter {
    /// Pays for the next `amount` bytes or elements.
    ///
    /// # Errors
    /// The fuel does not suffice, or the program was interrupted.
    #[inline]
    pub fn pay(&mut self, ctx: &Ctx<'_>, amount: usize) -> Result<(), Error> {
        if amount <= self.credit {
            self.credit -= amount;
            return Ok(());
        }
        let units = (amount - self.credit).div_ceil(CHARGE_BYTES);
        self.credit = self.credit + units * CHARGE_BYTES - amount;
        ctx.charge(units)
    }
}

/// Called with a number of bytes about to be looked at; an error ends the work.
pub type Tick<'t> = dyn FnMut(usize) -> Result<(), Error> + 't;
