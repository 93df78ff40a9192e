//! What unwinders of Windows are told of a function: the `UNWIND_INFO` of its frame.

use super::Frame;

/// Numbers of `rbp` and of the first register that has a prefix in a push.
const RBP: u8 = 5;
const R8: u8 = 8;

const UWOP_PUSH_NONVOL: u8 = 0;
const UWOP_ALLOC_LARGE: u8 = 1;
const UWOP_ALLOC_SMALL: u8 = 2;
const UWOP_SET_FPREG: u8 = 3;

/// The most that `UWOP_ALLOC_SMALL` can say, in words.
const SMALL: u8 = 16;

impl Frame {
    /// The information for a function of these bytes. The registers that it pushes first are
    /// those that its caller finds again. `None` for a frame that no function can have: one that
    /// is not made of words.
    pub(in crate::observer) fn unwind_info(self, code: &[u8]) -> Option<Vec<u8>> {
        let mut info = Info::default();
        match self {
            Frame::Pointer => {
                info.push(1, RBP);
                info.code(4, UWOP_SET_FPREG, 0);
                info.frame_register = RBP;
            }
            Frame::Fixed { bytes, saves_rbp } => {
                let mut words = (bytes / 8).checked_sub(1).filter(|_| bytes.is_multiple_of(8))?;
                let pushed = pushes(code).take(usize::from(words)).collect::<Vec<_>>();
                if saves_rbp && pushed.first().is_none_or(|&(_, register)| register != RBP) {
                    // A function that is never unwound before it has its frame.
                    words = words.checked_sub(1)?;
                    info.push(0, RBP);
                } else if saves_rbp {
                    words -= pushed.len() as u8;
                    pushed.into_iter().for_each(|(end, register)| info.push(end, register));
                }
                info.allocate(words);
            }
        }
        Some(info.bytes())
    }
}

/// An `UNWIND_INFO` in the making: its codes are in the order of the prologue.
#[derive(Default)]
struct Info {
    codes: Vec<Vec<u8>>,
    /// Where the prologue ends, in bytes.
    end: u8,
    frame_register: u8,
}

impl Info {
    fn push(&mut self, end: u8, register: u8) {
        self.code(end, UWOP_PUSH_NONVOL, register);
    }

    fn allocate(&mut self, words: u8) {
        match words {
            0 => {}
            1..=SMALL => self.code(self.end, UWOP_ALLOC_SMALL, words - 1),
            _ => {
                self.code(self.end, UWOP_ALLOC_LARGE, 0);
                self.codes.last_mut().expect("a code was added").extend([words, 0]);
            }
        }
    }

    fn code(&mut self, end: u8, operation: u8, operand: u8) {
        self.end = end;
        self.codes.push(vec![end, operation | operand << 4]);
    }

    /// The structure, which is made of whole words of 4 bytes.
    fn bytes(self) -> Vec<u8> {
        let codes: Vec<u8> = self.codes.into_iter().rev().flatten().collect();
        let mut bytes = vec![1, self.end, (codes.len() / 2) as u8, self.frame_register];
        bytes.extend(codes);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }
}

/// The ends of the pushes that code begins with, each with its register.
fn pushes(code: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (len, register) = match code.get(usize::from(at)..)? {
            [op @ 0x50..=0x57, ..] => (1, op - 0x50),
            [0x41, op @ 0x50..=0x57, ..] => (2, op - 0x50 + R8),
            _ => return None,
        };
        at += len;
        Some((at, register))
    })
}
