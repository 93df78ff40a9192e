//! An encoding, read from the diagram in the table at compile time.

/// The constant bits of an instruction, and which bits are constant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pattern {
    pub mask: u32,
    pub value: u32,
}

impl Pattern {
    /// Reads words of `0` and `1`, and names of fields, from bit 31 down. A diagram of more or
    /// less than 32 bits stops the build.
    pub const fn parse(text: &str) -> Pattern {
        let text = text.as_bytes();
        let (mut mask, mut value, mut left) = (0_u32, 0_u32, 32);
        let mut at = 0;
        while at < text.len() {
            let mut end = at;
            while end < text.len() && text[end] != b' ' {
                end += 1;
            }
            match text[at] {
                b'0' | b'1' => {
                    while at < end {
                        left -= 1;
                        mask |= 1 << left;
                        value |= ((text[at] - b'0') as u32) << left;
                        at += 1;
                    }
                }
                _ => left -= width(text, at, end),
            }
            at = end + 1;
        }
        assert!(left == 0, "a diagram has 32 bits");
        Pattern { mask, value }
    }
}

/// The bits of a field: after its colon, or at its end; registers have five.
const fn width(text: &[u8], at: usize, end: usize) -> u32 {
    let mut digits = end;
    while digits > at && text[digits - 1].is_ascii_digit() {
        digits -= 1;
    }
    if text[at] == b'R' && text[digits - 1] != b':' {
        return 5;
    }
    assert!(digits < end, "a field's name ends in its width");
    let mut width = 0;
    while digits < end {
        width = 10 * width + (text[digits] - b'0') as u32;
        digits += 1;
    }
    width
}
