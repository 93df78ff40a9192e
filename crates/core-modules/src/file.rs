//! Files as natives read and write them: whole, in blocks that are paid for.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use vm::{Ctx, Error};

use crate::argument::text_limit;
use crate::buffer::Buffer;
use crate::meter::{BLOCK_BYTES, Meter};

/// The contents of a file; `None` if it cannot be read.
///
/// # Errors
/// The fuel does not suffice, or the program was interrupted; the file is longer than a string may
/// be.
pub fn read(ctx: &Ctx<'_>, path: &Path, meter: &mut Meter) -> Result<Option<Buffer>, Error> {
    let Ok(mut file) = File::open(path) else { return Ok(None) };
    let mut contents = Buffer::new(text_limit(ctx.heap()));
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(Some(contents)),
            Ok(count) => {
                meter.pay(ctx, count)?;
                contents.push(&block[..count])?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => ctx.poll()?,
            Err(_) => return Ok(None),
        }
    }
}

/// Makes `contents` the contents of a file; false if it cannot be written.
///
/// # Errors
/// The fuel does not suffice, or the program was interrupted.
pub fn write(ctx: &Ctx<'_>, path: &Path, contents: &[u8], meter: &mut Meter) -> Result<bool, Error> {
    let Ok(mut file) = File::create(path) else { return Ok(false) };
    for block in contents.chunks(BLOCK_BYTES) {
        meter.pay(ctx, block.len())?;
        if file.write_all(block).is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}
