//! Copying a few bytes without a call.

/// Copies bytes as words that may overlap: for a few it is faster than a call.
///
/// # Safety
/// As [`std::ptr::copy_nonoverlapping`].
#[inline(always)]
pub(crate) unsafe fn copy_short(from: *const u8, to: *mut u8, count: usize) {
    macro_rules! copy_as {
        ($word:ty, $at:expr) => {{
            let at = $at;
            // SAFETY: within the bytes to be copied.
            let word = unsafe { from.wrapping_add(at).cast::<$word>().read_unaligned() };
            // SAFETY: within the bytes that the caller says may be written.
            unsafe { to.wrapping_add(at).cast::<$word>().write_unaligned(word) };
        }};
    }
    match count {
        0 => {}
        1..4 => {
            copy_as!(u8, 0);
            copy_as!(u8, count / 2);
            copy_as!(u8, count - 1);
        }
        4..8 => {
            copy_as!(u32, 0);
            copy_as!(u32, count - 4);
        }
        8..16 => {
            copy_as!(u64, 0);
            copy_as!(u64, count - 8);
        }
        _ => {
            let mut at = 0;
            while at + 16 < count {
                copy_as!(u128, at);
                at += 16;
            }
            copy_as!(u128, count - 16);
        }
    }
}

/// The `count` bytes at `from + start`, 16 at most, with zeros behind them. No other byte than the
/// `whole` at `from` is read.
///
/// # Safety
/// `whole` bytes are readable at `from`, and the part lies in them.
#[inline(always)]
pub(crate) unsafe fn load_part(from: *const u8, whole: usize, start: usize, count: usize) -> u128 {
    if count == 0 {
        return 0;
    }
    let kept = u128::MAX >> (8 * (16 - count));
    if start + 16 <= whole {
        // SAFETY: 16 bytes of those at `from`.
        let word = unsafe { from.wrapping_add(start).cast::<u128>().read_unaligned() };
        return u128::from_le(word) & kept;
    }
    if whole >= 16 {
        // SAFETY: the last 16 bytes.
        let word = unsafe { from.wrapping_add(whole - 16).cast::<u128>().read_unaligned() };
        return u128::from_le(word) >> (8 * (start + 16 - whole)) & kept;
    }
    let mut word = [0; 16];
    // SAFETY: the part lies in the bytes at `from`, and is no longer than the word.
    unsafe { copy_short(from.wrapping_add(start), word.as_mut_ptr(), count) };
    u128::from_le_bytes(word)
}
