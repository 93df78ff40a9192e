//! One line of a table: mnemonic, operands, and the encodings to choose from.
//!
//! `vaddps v{kz}, v, v/m/b32{er} | VEX.128+256.0F.WIG 58 /r : AVX | EVEX.128+256+512.0F.W0 58 /r : AVX512F`

use crate::encoding::Encoding;
use crate::operand::Operand;

/// A line, read.
pub struct Line {
    pub mnemonic: String,
    pub operands: Vec<Operand>,
    pub encodings: Vec<Encoding>,
    /// The name of the method, where it is not made from the operands.
    pub name: Option<String>,
}

/// Reads a line; nothing for an empty one or a comment.
pub fn line(text: &str, place: &str) -> Option<Line> {
    let text = text.split('#').next().unwrap_or_default().trim();
    if text.is_empty() {
        return None;
    }
    let mut parts = text.split(" | ").map(str::trim);
    let head = parts.next().unwrap_or_default();
    let (mnemonic, operands) = head.split_once("  ").unwrap_or((head, ""));
    let (mnemonic, name) = match mnemonic.split_once('=') {
        Some((mnemonic, name)) => (mnemonic, Some(name.trim().to_string())),
        None => (mnemonic, None),
    };
    let operands = operands.split(',').map(str::trim).filter(|operand| !operand.is_empty());
    let operands: Vec<_> = operands.map(|operand| Operand::read(operand, place)).collect();
    let encodings: Vec<_> = parts.map(|encoding| Encoding::read(encoding, place)).collect();
    assert!(!encodings.is_empty(), "{place}: no encoding");
    Some(Line { mnemonic: mnemonic.trim().to_string(), operands, encodings, name })
}
