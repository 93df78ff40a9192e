//! From draft to code, and the refusal.

use std::fmt;

use crate::chunk::Kind;
use crate::code::Code;
use crate::draft::Draft;
use crate::error::Error;
use crate::inner::Inner;
use crate::machine;
use crate::observer::Published;
use crate::protect::protect;
use crate::record::State;

impl Draft {
    /// Makes the code runnable. What was not written of the capacity goes back to the arena.
    ///
    /// Costs no system call unless the strategy is [`Toggle`](crate::Strategy::Toggle), and on
    /// 64-bit ARM one `membarrier`.
    ///
    /// # Errors
    ///
    /// A [`PublishError`], which gives the draft back: [`Error::BadLength`] if nothing was
    /// written, [`Error::Forked`], [`Error::Protect`] under page toggling, on 64-bit ARM
    /// [`Error::Os`] if `membarrier` was refused.
    #[inline]
    pub fn publish(mut self) -> Result<Code, PublishError> {
        match self.seal() {
            Ok(()) => Ok(Code::new(self.into_handle())),
            Err(error) => Err(PublishError { error, draft: self }),
        }
    }

    /// Does all that publishing does, apart from the change of type.
    #[inline]
    pub(crate) fn seal(&mut self) -> Result<(), Error> {
        self.check()?;
        if machine::NEEDS_BARRIER && self.handle().record().kind() == Kind::Code {
            self.make_visible();
            self.handle().common().synchronise()?;
        }
        self.finish()
    }

    /// Makes what was written what runs, for this thread.
    #[inline]
    pub(crate) fn make_visible(&self) {
        let body = self.handle().body();
        // SAFETY: the block is mapped readable at both addresses, and `len` bytes of it are
        // written.
        unsafe { machine::make_visible(body.alias, body.base, self.len()) };
    }

    /// The steps after every thread may run the code.
    #[inline]
    pub(crate) fn finish(&self) -> Result<(), Error> {
        let common = self.handle().common();
        let len = self.len() + common.margin;
        let needed = common.unit.bytes(common.unit.count(len));
        let dual = common.strategy().is_dual();
        if needed < self.capacity() {
            self.trim(len);
        }
        if !dual {
            protect(self.handle())?;
        }
        self.announce();
        Ok(())
    }

    /// Whether this can be published at all.
    #[inline]
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.handle().common().forked() {
            return Err(Error::Forked);
        }
        if self.is_empty() {
            return Err(Error::BadLength { requested: 0, max: self.capacity() });
        }
        Ok(())
    }

    /// The last step, which cannot fail.
    #[inline]
    pub(crate) fn announce(&self) {
        self.handle().record().set_state(State::Published);
        if !self.handle().common().observers.is_empty() {
            self.tell();
        }
    }

    #[cold]
    fn trim(&self, len: usize) {
        let inner = Inner::of(self.handle());
        let shard = &inner.shards[self.handle().record().shard()];
        shard.lock().trim(inner, self.handle(), len);
    }

    #[cold]
    fn tell(&self) {
        let body = self.handle().body();
        if self.handle().record().kind() != Kind::Code {
            return;
        }
        let name = body.extra.as_ref().and_then(|extra| extra.name.as_deref());
        // SAFETY: `base` maps `capacity` readable bytes, `len` of which are written, and nobody
        // changes them before this draft is published.
        let bytes = unsafe { std::slice::from_raw_parts(body.base as *const u8, self.len()) };
        let room = self.capacity() - self.len();
        for observer in &self.handle().common().observers {
            observer.published(Published { name: name.unwrap_or("code"), base: body.base, bytes, room });
        }
    }
}

/// Why a draft was not published, and the draft.
#[derive(Debug)]
pub struct PublishError {
    /// The reason.
    pub error: Error,
    /// The draft, as it was: it can be published again, or dropped.
    pub draft: Draft,
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<PublishError> for Error {
    fn from(error: PublishError) -> Self {
        error.error
    }
}
