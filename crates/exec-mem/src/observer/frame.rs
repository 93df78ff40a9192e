//! Call frame information: how an unwinder gets from a frame of published code to its caller.
//!
//! One rule covers a whole region, so it must hold at every call that the code makes. It does
//! not hold inside a prologue or epilogue, where nobody unwinds but a signal or a debugger.

/// The shape of every frame in an arena's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// `push rbp; mov rbp, rsp` at the start of every function: the caller's frame is found
    /// through `rbp`, whatever else was pushed.
    Pointer,
    /// At every call the stack pointer is `bytes` below the caller's: the return address, and
    /// below it the caller's `rbp` if `saves_rbp`.
    Fixed {
        /// Bytes from the stack pointer to the caller's, the return address included.
        bytes: u8,
        /// Whether the word below the return address is the caller's `rbp`.
        saves_rbp: bool,
    },
}

/// DWARF numbers of the registers.
const RBP: u8 = 6;
const RSP: u8 = 7;
const RETURN_ADDRESS: u8 = 16;

const DW_CFA_DEF_CFA: u8 = 0x0c;
const DW_CFA_OFFSET: u8 = 0x80;
const DW_CFA_NOP: u8 = 0;

impl Frame {
    /// An `.eh_frame` section of one entry that covers `len` bytes from `base` on.
    pub(super) fn section(self, base: usize, len: usize) -> Vec<u8> {
        let mut section = Vec::new();
        entry(&mut section, |body, _| {
            body.extend_from_slice(&0u32.to_le_bytes()); // a common entry
            body.push(1); // version
            body.extend_from_slice(b"zR\0");
            body.push(1); // code alignment
            body.push(0x78); // data alignment: -8 as SLEB128
            body.push(RETURN_ADDRESS);
            body.push(1); // one byte of augmentation:
            body.push(0); // absolute addresses
            self.rules(body);
        });
        entry(&mut section, |body, at| {
            // The distance from this field back to the common entry.
            body.extend_from_slice(&(at as u32).to_le_bytes());
            body.extend_from_slice(&base.to_le_bytes());
            body.extend_from_slice(&len.to_le_bytes());
            body.push(0); // no augmentation
        });
        section.extend_from_slice(&0u32.to_le_bytes());
        section
    }

    fn rules(self, body: &mut Vec<u8>) {
        let (register, offset, saves_rbp) = match self {
            Frame::Pointer => (RBP, 16, true),
            Frame::Fixed { bytes, saves_rbp } => (RSP, bytes, saves_rbp),
        };
        body.extend_from_slice(&[DW_CFA_DEF_CFA, register]);
        uleb128(body, offset);
        body.extend_from_slice(&[DW_CFA_OFFSET | RETURN_ADDRESS, 1]);
        if saves_rbp {
            body.extend_from_slice(&[DW_CFA_OFFSET | RBP, 2]);
        }
    }
}

fn uleb128(body: &mut Vec<u8>, value: u8) {
    if value < 0x80 {
        body.push(value);
    } else {
        body.extend_from_slice(&[value | 0x80, 1]);
    }
}

/// Appends an entry with its length before it, padded to 8 bytes. `fill` is told the position of
/// its first byte.
fn entry(section: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>, usize)) {
    let mut body = Vec::new();
    fill(&mut body, section.len() + 4);
    while !(section.len() + 4 + body.len()).is_multiple_of(8) {
        body.push(DW_CFA_NOP);
    }
    section.extend_from_slice(&(body.len() as u32).to_le_bytes());
    section.append(&mut body);
}
