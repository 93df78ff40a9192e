//! `ucoreString` (LANGUAGE 12.3): splitting, joining, replacing, and regular expressions. Strings
//! are bytes.

use std::array;
use std::ops::Range;

use memchr::memmem::Finder;
use vm::heap::Handle;
use vm::{Ctx, Error, HostModule, Return};

use crate::argument::{takes_strings, text, text_limit};
use crate::buffer::Buffer;
use crate::meter::{BLOCK_BYTES, Meter};
use crate::regex::{MAX_PATTERN_BYTES, Regex, RegexCache};
use crate::space::is_space;

/// Pieces that are made together.
const BATCH: usize = 16;

/// The module.
pub fn module() -> HostModule {
    HostModule::new("ucoreString")
        .function("split", split)
        .function("join", join)
        .function("replace", replace)
        .function("trim", trim)
        .function("toLower", |ctx| map_bytes(ctx, |byte| byte.to_ascii_lowercase()))
        .function("toUpper", |ctx| map_bytes(ctx, |byte| byte.to_ascii_uppercase()))
        .function("contains", contains)
        .function("match", is_match)
        .function("extract", extract)
}

/// `split(s, d)`: the pieces between the delimiters, or all bytes.
fn split(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 2) {
        return Ok(Return::NIL);
    }
    let string = ctx.arg_handle(0);
    let mut meter = Meter::default();
    let pieces = ctx.heap_mut().new_array(0)?;
    let length = text(ctx, 0).len();
    if text(ctx, 1).is_empty() {
        for start in (0..length).step_by(BLOCK_BYTES) {
            let end = length.min(start + BLOCK_BYTES);
            meter.pay(ctx, end - start)?;
            ctx.heap_mut().array_push_bytes(pieces, string, start..end)?;
        }
        return Ok(pieces.into());
    }
    let delimiter = Needle::new(text(ctx, 1)).into_owned();
    let mut batch: [Range<usize>; BATCH] = array::from_fn(|_| 0..0);
    let mut start = 0;
    let mut is_end = false;
    while !is_end {
        let whole = text(ctx, 0);
        let mut count = 0;
        while count < BATCH && !is_end {
            let found = find(ctx, &delimiter, whole, start, &mut meter)?;
            batch[count] = start..found.unwrap_or(length);
            start = batch[count].end + delimiter.len();
            count += 1;
            is_end = found.is_none();
        }
        ctx.heap_mut().array_push_parts(pieces, string, &batch[..count])?;
    }
    Ok(pieces.into())
}

/// `join(a, d)`: the strings of an array with `d` between all its elements.
fn join(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let (Some(items), Some(delimiter), 2) = (ctx.arg(0).as_array(), ctx.arg(1).as_string(), ctx.arg_count()) else {
        return Ok(Return::NIL);
    };
    let mut meter = Meter::default();
    let mut length = delimiter.len().saturating_mul(items.len().saturating_sub(1));
    for item in items {
        meter.pay(ctx, 1)?;
        length = length.saturating_add(item.as_string().map_or(0, <[u8]>::len));
    }
    let mut joined = Buffer::with_room(length, text_limit(ctx.heap()))?;
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            append(ctx, &mut joined, delimiter, &mut meter)?;
        }
        append(ctx, &mut joined, item.as_string().unwrap_or_default(), &mut meter)?;
    }
    new_string(ctx, &joined)
}

/// `replace(s, old, new)`: all occurrences, from left to right.
fn replace(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 3) {
        return Ok(Return::NIL);
    }
    let mut meter = Meter::default();
    let (string, old, new) = (text(ctx, 0), text(ctx, 1), text(ctx, 2));
    let needle = Needle::new(old);
    let mut count = 0;
    let mut start = 0;
    while let Some(place) = find(ctx, &needle, string, start, &mut meter)?.filter(|_| !old.is_empty()) {
        count += 1;
        start = place + old.len();
    }
    if count == 0 {
        return Ok(ctx.arg_handle(0).into());
    }
    let length = (string.len() - count * old.len()).saturating_add(new.len().saturating_mul(count));
    let mut replaced = Buffer::with_room(length, text_limit(ctx.heap()))?;
    let mut start = 0;
    while let Some(place) = find(ctx, &needle, string, start, &mut meter)? {
        append(ctx, &mut replaced, &string[start..place], &mut meter)?;
        append(ctx, &mut replaced, new, &mut meter)?;
        start = place + old.len();
    }
    append(ctx, &mut replaced, &string[start..], &mut meter)?;
    new_string(ctx, &replaced)
}

/// `trim(s)`: without white space at both ends.
fn trim(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 1) {
        return Ok(Return::NIL);
    }
    let string = text(ctx, 0);
    let mut meter = Meter::default();
    let mut start = 0;
    for block in string.chunks(BLOCK_BYTES) {
        let count = block.iter().take_while(|&&byte| is_space(byte)).count();
        meter.pay(ctx, count)?;
        start += count;
        if count < block.len() {
            break;
        }
    }
    let mut end = string.len();
    for block in string[start..].rchunks(BLOCK_BYTES) {
        let count = block.iter().rev().take_while(|&&byte| is_space(byte)).count();
        meter.pay(ctx, count)?;
        end -= count;
        if count < block.len() {
            break;
        }
    }
    meter.pay(ctx, end - start)?;
    let string = ctx.arg_handle(0);
    Ok(ctx.heap_mut().substring(string, start, end)?.into())
}

/// `toLower(s)`, `toUpper(s)`: each byte changed by `change`.
fn map_bytes(ctx: &mut Ctx<'_>, change: fn(&u8) -> u8) -> Result<Return, Error> {
    if !takes_strings(ctx, 1) {
        return Ok(Return::NIL);
    }
    let string = text(ctx, 0);
    let mut meter = Meter::default();
    let mut changed = Buffer::with_room(string.len(), text_limit(ctx.heap()))?;
    for block in string.chunks(BLOCK_BYTES) {
        meter.pay(ctx, block.len())?;
        let block: Vec<u8> = block.iter().map(change).collect();
        changed.push(&block)?;
    }
    new_string(ctx, &changed)
}

/// `contains(s, t)`.
fn contains(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 2) {
        return Ok(false.into());
    }
    let mut meter = Meter::default();
    let found = find(ctx, &Needle::new(text(ctx, 1)), text(ctx, 0), 0, &mut meter)?;
    Ok(found.is_some().into())
}

/// `match(s, re)`: whether the expression is found anywhere.
fn is_match(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 2) {
        return Ok(false.into());
    }
    let mut meter = Meter::default();
    let Some(mut regex) = take_regex(ctx, &mut meter)? else { return Ok(Return::NIL) };
    let found = regex.is_match(text(ctx, 0), &mut |count| meter.pay(ctx, count))?;
    ctx.state::<RegexCache>().put(regex);
    Ok(found.into())
}

/// `extract(s, re)`: all matches that do not overlap.
fn extract(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if !takes_strings(ctx, 2) {
        return Ok(Return::NIL);
    }
    let string = ctx.arg_handle(0);
    let mut meter = Meter::default();
    let Some(mut regex) = take_regex(ctx, &mut meter)? else { return Ok(Return::NIL) };
    let matches = ctx.heap_mut().new_array(0)?;
    let starts = regex.starts(text(ctx, 0), &mut |count| meter.pay(ctx, count))?;
    let mut place = 0;
    while let Some(start) = starts.next(place) {
        let end = regex.longest(text(ctx, 0), start, &mut |count| meter.pay(ctx, count))?.unwrap_or(start);
        push_piece(ctx, matches, string, start, end)?;
        place = end.max(start + 1);
    }
    ctx.state::<RegexCache>().put(regex);
    Ok(matches.into())
}

/// The expression that argument 1 is, compiled; `None` if it is invalid.
fn take_regex(ctx: &mut Ctx<'_>, meter: &mut Meter) -> Result<Option<Box<Regex>>, Error> {
    let pattern = text(ctx, 1);
    if pattern.len() > MAX_PATTERN_BYTES {
        return Ok(None);
    }
    meter.pay(ctx, pattern.len())?;
    let pattern = pattern.to_vec();
    if let Some(known) = ctx.state::<RegexCache>().take(&pattern) {
        return Ok(Some(known));
    }
    let compiled = Regex::new(&pattern).ok();
    meter.pay(ctx, compiled.as_ref().map_or(0, Regex::size))?;
    Ok(compiled.map(Box::new))
}

/// What is searched for.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, on the stack")]
enum Needle<'n> {
    Byte(u8),
    Text(Finder<'n>),
}

impl Needle<'_> {
    fn new(text: &[u8]) -> Needle<'_> {
        if let &[byte] = text { Needle::Byte(byte) } else { Needle::Text(Finder::new(text)) }
    }

    fn into_owned(self) -> Needle<'static> {
        match self {
            Needle::Byte(byte) => Needle::Byte(byte),
            Needle::Text(finder) => Needle::Text(finder.into_owned()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Needle::Byte(_) => 1,
            Needle::Text(finder) => finder.needle().len(),
        }
    }

    fn find(&self, text: &[u8]) -> Option<usize> {
        match self {
            Needle::Byte(byte) => memchr::memchr(*byte, text),
            Needle::Text(finder) => finder.find(text),
        }
    }
}

/// The first occurrence that starts at `start` or later.
#[inline]
fn find(
    ctx: &Ctx<'_>,
    needle: &Needle<'_>,
    text: &[u8],
    mut start: usize,
    meter: &mut Meter,
) -> Result<Option<usize>, Error> {
    let length = needle.len();
    let window = BLOCK_BYTES.max(2 * length);
    loop {
        let end = text.len().min(start.saturating_add(window));
        let found = needle.find(&text[start..end]);
        meter.pay(ctx, found.map_or(end - start, |place| place + length))?;
        if let Some(place) = found {
            return Ok(Some(start + place));
        }
        if end == text.len() {
            return Ok(None);
        }
        start = end + 1 - length;
    }
}

fn append(ctx: &Ctx<'_>, buffer: &mut Buffer, bytes: &[u8], meter: &mut Meter) -> Result<(), Error> {
    for block in bytes.chunks(BLOCK_BYTES) {
        meter.pay(ctx, block.len())?;
        buffer.push(block)?;
    }
    Ok(())
}

fn new_string(ctx: &mut Ctx<'_>, buffer: &Buffer) -> Result<Return, Error> {
    Ok(ctx.heap_mut().new_string(buffer.bytes())?.into())
}

/// Appends a part of `string` to `array`.
fn push_piece(ctx: &mut Ctx<'_>, array: Handle, string: Handle, start: usize, end: usize) -> Result<(), Error> {
    let piece = start..end;
    Ok(ctx.heap_mut().array_push_parts(array, string, std::slice::from_ref(&piece))?)
}
