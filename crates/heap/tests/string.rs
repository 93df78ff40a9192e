//! Strings: joining in linear time, sharing of append buffers, cutting, equality.

use heap::{Bits, Handle, Heap, HeapConfig, HeapError, equal, layout::kind, raw};

fn heap(stress: bool) -> Heap {
    Heap::new(HeapConfig { stress, ..HeapConfig::default() }).unwrap()
}

fn text(heap: &Heap, handle: Handle) -> String {
    String::from_utf8(heap.get(handle).as_string().expect("a string").to_vec()).unwrap()
}

fn kind_of(heap: &Heap, handle: Handle) -> u32 {
    // SAFETY: a handle of an object.
    unsafe { raw::kind_of(heap.bits(handle)) }
}

#[test]
fn conversion_of_operands() {
    let mut heap = heap(true);
    let (string, array) = (heap.new_string(b"x=").unwrap(), heap.new_array(0).unwrap());
    let mut check = |bits: Bits, expected: &str| {
        let value = heap.plain(bits).unwrap();
        let joined = heap.concat(string, value).unwrap();
        assert_eq!(text(&heap, joined), format!("x={expected}"));
        let joined = heap.concat(value, string).unwrap();
        assert_eq!(text(&heap, joined), format!("{expected}x="));
    };
    check(Bits::NIL, "nil");
    check(Bits::TRUE, "1");
    check(Bits::FALSE, "0");
    check(Bits::int(i32::MIN), "-2147483648");
    check(Bits::float(1.5), "1.5");
    check(Bits::float(f64::NAN), "nan");
    check(Bits::float(-0.0), "-0");
    let joined = heap.concat(array, string).unwrap();
    assert_eq!(text(&heap, joined), "[object]x=");
    let nothing = heap.concat(array, array).unwrap();
    assert!(heap.bits(nothing).is_nil());
}

/// Appending n pieces copies each byte a constant number of times, however often the collector cuts
/// the buffer.
#[track_caller]
fn check_linear(config: HeapConfig, pieces: usize, copies: f64) {
    let mut heap = Heap::new(config).unwrap();
    let piece = heap.new_string(b"0123456789").unwrap();
    let built = heap.new_string(b"").unwrap();
    for _ in 0..pieces {
        let mut scope = heap.scope();
        let next = scope.concat(built, piece).unwrap();
        scope.assign(built, next);
    }
    let len = pieces * 10;
    assert_eq!(text(&heap, built), "0123456789".repeat(pieces));
    let stats = heap.stats();
    let copied = stats.concat_bytes + stats.bytes_copied;
    assert!(copied as f64 <= copies * len as f64, "{copied} bytes copied for {len}, {} collections", stats.collections);
}

#[test]
fn building_piece_by_piece_is_linear() {
    for pieces in [10_000, 100_000] {
        check_linear(HeapConfig { poison: false, ..HeapConfig::default() }, pieces, 5.0);
        // A collection every few thousand pieces, the string among what it copies.
        check_linear(
            HeapConfig { young_bytes: 256 << 10, large_bytes: usize::MAX, ..HeapConfig::default() },
            pieces,
            12.0,
        );
        check_linear(HeapConfig { young_bytes: 256 << 10, large_bytes: 4096, ..HeapConfig::default() }, pieces, 5.0);
    }
}

#[test]
fn slices_share_a_buffer_and_do_not_disturb_each_other() {
    for stress in [false, true] {
        let mut heap = heap(stress);
        let base = heap.new_string(&[b'a'; 100]).unwrap();
        let (b, c) = (heap.new_string(b"bb").unwrap(), heap.new_string(b"c").unwrap());
        let first = heap.concat(base, b).unwrap();
        let left = heap.concat(first, b).unwrap();
        let right = heap.concat(first, c).unwrap();
        let doubled = heap.concat(left, left).unwrap();
        let a = "a".repeat(100);
        assert_eq!(text(&heap, first), format!("{a}bb"));
        assert_eq!(text(&heap, left), format!("{a}bbbb"));
        assert_eq!(text(&heap, right), format!("{a}bbc"));
        assert_eq!(text(&heap, doubled), format!("{a}bbbb{a}bbbb"));
        assert_eq!(kind_of(&heap, left), kind::SLICE);
        heap.collect().unwrap();
        heap.verify().unwrap();
        assert_eq!(text(&heap, doubled), format!("{a}bbbb{a}bbbb"));
    }
}

/// A short prefix does not keep a long buffer alive.
#[test]
fn collection_cuts_buffers() {
    let mut heap = heap(false);
    let mut scope = heap.scope();
    let piece = scope.new_string(&[b'x'; 70]).unwrap();
    let built = scope.new_string(b"").unwrap();
    let prefix = scope.plain(Bits::NIL).unwrap();
    for round in 0..1000 {
        let mut inner = scope.scope();
        let next = inner.concat(built, piece).unwrap();
        inner.assign(built, next);
        if round == 1 {
            inner.assign(prefix, next);
        }
    }
    scope.assign(built, Handle::NIL);
    scope.collect().unwrap();
    assert_eq!(scope.get(prefix).length(), 140);
    assert!(scope.stats().live_bytes < 400, "{:?}", scope.stats());
}

#[test]
fn short_results_are_flat() {
    let mut heap = heap(false);
    let (a, b) = (heap.new_string(&[b'a'; 32]).unwrap(), heap.new_string(&[b'b'; 32]).unwrap());
    let joined = heap.concat(a, b).unwrap();
    assert_eq!(kind_of(&heap, joined), kind::STRING);
    let empty = heap.new_string(b"").unwrap();
    let same = heap.concat(joined, empty).unwrap();
    assert_eq!(heap.bits(same), heap.bits(joined));
}

#[test]
fn cutting() {
    let mut heap = heap(true);
    let long = heap.new_string("0123456789".repeat(10).as_bytes()).unwrap();
    let mut check = |start, end, expected: &str| {
        let cut = heap.substring(long, start, end).unwrap();
        assert_eq!(text(&heap, cut), expected);
    };
    check(0, 3, "012");
    check(98, 1000, "89");
    check(5, 5, "");
    check(1000, 2000, "");
    check(7, 3, "");
    let nothing = heap.plain(Bits::int(3)).unwrap();
    let cut = heap.substring(nothing, 0, 1).unwrap();
    assert!(heap.bits(cut).is_nil());
}

#[test]
fn strings_of_one_byte_are_made_once() {
    for stress in [false, true] {
        let mut heap = heap(stress);
        let long = heap.new_string(b"xyx").unwrap();
        let (empty, seven) = (heap.new_string(b"").unwrap(), heap.plain(Bits::int(7)).unwrap());
        let made =
            [heap.new_string(b"x").unwrap(), heap.substring(long, 0, 1).unwrap(), heap.substring(long, 2, 3).unwrap()];
        let parts = heap.new_array(0).unwrap();
        heap.array_push_parts(parts, long, &[0..1, 2..9, 1..1, 5..7]).unwrap();
        heap.collect().unwrap();
        let x = heap.bits(made[0]);
        assert!(made.iter().all(|&it| heap.bits(it) == x));
        let parts: Vec<Bits> = heap.get(parts).as_array().unwrap().iter().map(|it| it.bits()).collect();
        assert_eq!(parts, [x, x, heap.bits(empty), heap.bits(empty)]);
        let [digit, other] = [(seven, empty), (empty, seven)].map(|(a, b)| heap.concat(a, b).unwrap());
        assert_eq!((text(&heap, digit), heap.bits(digit)), ("7".into(), heap.bits(other)));
        let same = heap.concat(empty, long).unwrap();
        assert_eq!(heap.bits(same), heap.bits(long));
        heap.verify().unwrap();
    }
}

#[test]
fn parts_are_cut_wherever_memory_runs_out() {
    let bytes: Vec<u8> = (0..1000).map(|place| b'a' + (place % 23) as u8).collect();
    for config in [
        HeapConfig { stress: true, ..HeapConfig::default() },
        HeapConfig { young_bytes: 4096, large_bytes: 1024, ..HeapConfig::default() },
        HeapConfig::default(),
    ] {
        let mut heap = Heap::new(config).unwrap();
        let whole = heap.new_string(&bytes).unwrap();
        let parts = heap.new_array(0).unwrap();
        let ranges: Vec<_> =
            (0..1003).flat_map(|start| [0, 3, 8, 15, 16, 17, 40, 300].map(|len| start..start + len)).collect();
        for some in ranges.chunks(50) {
            heap.array_push_parts(parts, whole, some).unwrap();
        }
        heap.verify().unwrap();
        let made = heap.get(parts).as_array().unwrap();
        assert_eq!(made.len(), ranges.len());
        for (part, range) in made.iter().zip(&ranges) {
            let end = range.end.min(1000);
            assert_eq!(part.as_string(), Some(&bytes[range.start.min(end)..end]), "{range:?}");
        }
        let nothing = heap.plain(Bits::NIL).unwrap();
        heap.array_push_parts(parts, nothing, &ranges).unwrap();
        heap.array_push_parts(whole, whole, &ranges).unwrap();
        assert_eq!(heap.get(parts).length(), ranges.len() as u32);
    }
}

#[test]
fn bytes_are_cut_wherever_memory_runs_out() {
    let bytes: Vec<u8> = (0..=255).chain(0..=255).collect();
    for config in [
        HeapConfig { stress: true, ..HeapConfig::default() },
        HeapConfig { young_bytes: 4096, large_bytes: 1024, ..HeapConfig::default() },
    ] {
        let mut heap = Heap::new(config).unwrap();
        let whole = heap.new_string(&bytes).unwrap();
        let parts = heap.new_array(0).unwrap();
        for part in [0..0, 200..300, 500..1000, 0..512, 600..700] {
            heap.array_push_bytes(parts, whole, part).unwrap();
        }
        heap.verify().unwrap();
        let expected: Vec<&[u8]> =
            [&bytes[200..300], &bytes[500..], &bytes].into_iter().flat_map(|it| it.chunks(1)).collect();
        let made: Vec<&[u8]> = heap.get(parts).as_array().unwrap().iter().map(|it| it.as_string().unwrap()).collect();
        assert_eq!(made, expected);
        let nothing = heap.plain(Bits::NIL).unwrap();
        heap.array_push_bytes(parts, nothing, 0..1).unwrap();
        heap.array_push_bytes(whole, whole, 0..1).unwrap();
        assert_eq!(heap.get(parts).length(), expected.len() as u32);
    }
}

/// Whatever a key is made of, a map finds it.
#[test]
fn keys_are_found_by_content_at_every_length() {
    let mut heap = heap(false);
    let map = heap.new_map().unwrap();
    let text: Vec<u8> = (0..120_u32).map(|place| (place * 37 % 101 + 1) as u8).collect();
    let whole = heap.new_string(&text).unwrap();
    for len in 0..100 {
        let (key, value) = (heap.substring(whole, 3, 3 + len).unwrap(), heap.plain(Bits::int(len as i32)).unwrap());
        heap.map_set(map, key, value).unwrap();
    }
    for len in 0..100 {
        let (left, right) = (3 + len / 3, 3 + len);
        let (left, right) = (heap.substring(whole, 3, left).unwrap(), heap.substring(whole, left, right).unwrap());
        let joined = heap.concat(left, right).unwrap();
        let fresh = heap.new_string(&text[3..3 + len]).unwrap();
        for found in [
            heap.map_get(heap.get(map), heap.get(joined)),
            heap.map_get(heap.get(map), heap.get(fresh)),
            heap.map_get_bytes(heap.get(map), &text[3..3 + len]),
        ] {
            assert_eq!(found.map(|it| it.bits()), Some(Bits::int(len as i32)), "{len}");
        }
        let other = heap.new_string(&text[4..4 + len]).unwrap();
        assert_eq!(heap.map_has(heap.get(map), heap.get(other)), len == 0, "{len}");
    }
}

/// What `raw` offers to those who have no handles gives the same.
#[test]
fn short_ways_to_join_give_the_same() {
    let mut heap = heap(false);
    let texts: Vec<Vec<u8>> = [0, 1, 2, 15, 16, 17, 40, 63, 64, 65, 200].map(|len| vec![b'k'; len]).to_vec();
    let mut values: Vec<Handle> = texts.iter().map(|text| heap.new_string(text).unwrap()).collect();
    let growing = heap.concat(values[10], values[3]).unwrap();
    values.push(growing);
    for plain in [Bits::int(0), Bits::int(-17), Bits::int(i32::MIN), Bits::NIL, Bits::float(0.5), Bits::TRUE] {
        values.push(heap.plain(plain).unwrap());
    }
    values.push(heap.new_array(0).unwrap());
    for (&left, &right) in values.iter().flat_map(|left| values.iter().map(move |right| (left, right))) {
        let mut scope = heap.scope();
        let expected = scope.concat(left, right).unwrap();
        let (a, b) = (scope.bits(left), scope.bits(right));
        // SAFETY: live words.
        let short = unsafe { scope.concat_short(a, b) };
        // SAFETY: live words; nothing was collected.
        let appended = unsafe { scope.append_short(a, b) };
        for made in [short, appended].into_iter().flatten() {
            // SAFETY: a live word.
            let made = unsafe { scope.root(made) }.unwrap();
            assert!(equal(scope.get(made), scope.get(expected)), "{:?} {:?}", scope.get(left), scope.get(right));
        }
        scope.verify().unwrap();
    }
}

#[test]
fn equality_is_by_content_at_every_length() {
    let mut heap = heap(false);
    for len in [0, 1, 7, 64, 65, 1000, 300_000] {
        let bytes = vec![b'q'; len];
        let flat = heap.new_string(&bytes).unwrap();
        let (half, rest) = (heap.new_string(&bytes[..len / 2]).unwrap(), heap.new_string(&bytes[len / 2..]).unwrap());
        let joined = heap.concat(half, rest).unwrap();
        assert!(equal(heap.get(flat), heap.get(joined)), "{len}");
        let other = heap.concat(joined, half).unwrap();
        assert_eq!(equal(heap.get(flat), heap.get(other)), len < 2, "{len}");
    }
}

#[test]
fn doubling_meets_the_limit() {
    let mut heap = Heap::new(HeapConfig { limit_bytes: 64 << 20, ..HeapConfig::default() }).unwrap();
    let string = heap.new_string(b"0123456789").unwrap();
    let failed = (0..40).find_map(|round| {
        let mut scope = heap.scope();
        match scope.concat(string, string) {
            Ok(doubled) => {
                scope.assign(string, doubled);
                None
            }
            Err(error) => Some((round, error)),
        }
    });
    assert!(matches!(failed, Some((20..24, HeapError::OutOfMemory))), "{failed:?}");
    heap.verify().unwrap();
}
