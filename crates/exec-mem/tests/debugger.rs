//! What a debugger reads: each living function named once, in few images.
//!
//! gdb looks at all images at each new one: 13 and 18.1 took 29 s of CPU time for a thousand
//! functions with an image each.

#![cfg(target_os = "linux")]

mod support;

use std::collections::HashMap;

use exec_mem::observer::{Frame, Gdb};
use exec_mem::{Arena, Code};
use object::{Object, ObjectSection, ObjectSymbol};

/// `struct jit_code_entry` of the interface.
#[repr(C)]
struct Entry {
    next: *const Entry,
    previous: *const Entry,
    image: *const u8,
    image_bytes: u64,
}

/// `struct jit_descriptor` of the interface.
#[repr(C)]
struct Descriptor {
    version: u32,
    action: u32,
    relevant: *const Entry,
    first: *const Entry,
}

unsafe extern "C" {
    static __jit_debug_descriptor: Descriptor;
}

/// The images in the list.
fn images() -> Vec<&'static [u8]> {
    let mut images = Vec::new();
    // SAFETY: this process has one thread that publishes code, which is this one.
    let mut entry = unsafe { __jit_debug_descriptor.first };
    // SAFETY: an entry lives while it is in the list, and callers publish nothing meanwhile.
    while let Some(Entry { next, image, image_bytes, .. }) = unsafe { entry.as_ref() } {
        // SAFETY: an entry's image lives as long.
        images.push(unsafe { std::slice::from_raw_parts(*image, *image_bytes as usize) });
        entry = *next;
    }
    images
}

/// The name of each function and the names of dead ones, with address and length, by address.
fn named() -> HashMap<u64, (String, u64)> {
    let mut named = HashMap::new();
    for image in images() {
        let image = object::File::parse(image).unwrap();
        for symbol in image.symbols() {
            let section = image.section_by_index(symbol.section_index().unwrap()).unwrap();
            assert_eq!(section.size(), symbol.size());
            let value = (symbol.name().unwrap().to_owned(), symbol.size());
            assert_eq!(named.insert(section.address(), value), None, "named twice");
        }
    }
    named
}

fn publish(arena: &Arena, n: usize) -> (Code, usize, String) {
    let name = format!("function {n}");
    let code = support::returning(n as u32);
    let mut draft = arena.draft(code.len()).unwrap();
    draft.set_name(&name);
    draft.append(&code).unwrap();
    (draft.publish().unwrap(), code.len(), name)
}

fn expect_names(codes: &[(Code, usize, String)]) {
    let named = named();
    for (code, len, name) in codes {
        let address = code.base() as u64;
        let (found, size) = &named[&address];
        assert_eq!((found, *size), (name, *len as u64));
        // No dead function of this memory is named.
        assert!((address + 1..address + *size).all(|inside| !named.contains_key(&inside)));
    }
}

#[test]
fn ten_thousand_functions_are_named_in_few_images() {
    let arena = Arena::builder().observer(Gdb::new(Some(Frame::Pointer))).build().unwrap();
    let mut codes: Vec<_> = (0..10_000).map(|n| publish(&arena, n)).collect();
    expect_names(&codes);
    assert!(images().len() < 100, "{} images", images().len());

    // Every third is dropped, and others take their memory.
    let mut turn = (0..3).cycle();
    codes.retain(|_| turn.next() != Some(0));
    codes.extend((10_000..13_000).map(|n| publish(&arena, n)));
    expect_names(&codes);
    assert!(images().len() < 200, "{} images", images().len());

    codes.truncate(5);
    expect_names(&codes);
    assert!(named().len() < 2 * 1024, "dead names are kept: {}", named().len());
    drop(codes);
    drop(arena);
    assert!(images().is_empty());
}
