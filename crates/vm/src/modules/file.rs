//! Files as natives read and write them: whole, in blocks that are paid for.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use super::buffer::Buffer;
use super::meter::{BLOCK_BYTES, Meter};
use crate::error::Error;

/// The contents of a file; `None` if it cannot be read.
///
/// # Errors
/// Those of `meter`; the file is longer than `limit`.
pub fn read(path: &Path, limit: usize, meter: &mut Meter) -> Result<Option<Buffer>, Error> {
    let Ok(mut file) = File::open(path) else { return Ok(None) };
    let mut contents = Buffer::new(limit);
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(Some(contents)),
            Ok(count) => {
                meter.pay(count)?;
                contents.push(&block[..count])?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => meter.poll()?,
            Err(_) => return Ok(None),
        }
    }
}

/// Makes `contents` the contents of a file; false if it cannot be written.
///
/// # Errors
/// Those of `meter`.
pub fn write(path: &Path, contents: &[u8], meter: &mut Meter) -> Result<bool, Error> {
    let Ok(mut file) = File::create(path) else { return Ok(false) };
    for block in contents.chunks(BLOCK_BYTES) {
        meter.pay(block.len())?;
        if file.write_all(block).is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}
