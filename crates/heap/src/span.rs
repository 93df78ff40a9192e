//! [`Span`]: memory that stays where it is and grows at its end, without being mapped before it is
//! needed.

#[cfg_attr(unix, path = "span/unix.rs")]
#[cfg_attr(windows, path = "span/windows.rs")]
mod system;

pub(crate) use system::Span;

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
