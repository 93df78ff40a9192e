//! [`Span`]: memory that stays where it is and grows at its end, without being mapped before it is
//! needed.

#[cfg_attr(unix, path = "span/unix.rs")]
#[cfg_attr(windows, path = "span/windows.rs")]
mod system;

pub(crate) use system::Span;

impl Span {
    /// The first byte.
    pub(crate) fn base(&self) -> *mut u8 {
        self.mapping.base().wrapping_add(self.slack)
    }

    /// Bytes the span can grow to, unless the system refuses them.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// Makes the first `bytes` usable, at most [`Span::most`]. On failure nothing changes.
    pub(crate) fn grow(&mut self, bytes: usize) -> Option<()> {
        debug_assert!(bytes <= self.most, "as far as the addresses go");
        self.mapping.extend(bytes + self.slack)
    }

    /// Gives the memory behind a range of whole pages back to the system; it reads as zero
    /// afterwards.
    pub(crate) fn discard(&self, start: *mut u8, bytes: usize) {
        self.mapping.discard(start, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1 << 20;

    #[test]
    fn a_span_grows_where_it_is() {
        let mut span = Span::new(MIB, 64 * MIB, MIB).unwrap();
        let base = span.base();
        assert_eq!(base as usize % MIB, 0);
        // SAFETY: the first byte of the span.
        unsafe { base.write(7) };
        assert!(span.most() <= 64 * MIB);
        span.grow(span.most()).unwrap();
        assert_eq!(span.base(), base);
        // SAFETY: the last byte of the span.
        unsafe { base.wrapping_add(span.most() - 1).write(1) };
        // SAFETY: the first byte of the span.
        assert_eq!(unsafe { base.read() }, 7);
    }

    #[test]
    fn memory_that_is_given_back_reads_as_zero() {
        let span = Span::new(MIB, MIB, MIB).unwrap();
        // SAFETY: the span's bytes, which nobody else uses.
        unsafe { span.base().write_bytes(7, MIB) };
        span.discard(span.base(), MIB);
        // SAFETY: the span's bytes, all of which were written.
        let bytes = unsafe { std::slice::from_raw_parts(span.base(), MIB) };
        assert!(bytes.iter().all(|&byte| byte == 0));
    }
}
