//! Arrays: reading, writing and growing as LANGUAGE section 9 has it.

use heap::{Bits, Handle, Heap, HeapConfig, HeapError, MAX_ARRAY_LENGTH, raw};

fn heaps() -> [Heap; 3] {
    [
        HeapConfig::default(),
        HeapConfig { stress: true, ..HeapConfig::default() },
        HeapConfig { young_bytes: 16 << 10, large_bytes: 1024, ..HeapConfig::default() },
    ]
    .map(|config| Heap::new(config).unwrap())
}

fn ints(heap: &Heap, array: Handle) -> Vec<Option<i32>> {
    heap.get(array).as_array().expect("an array").iter().map(|item| item.as_int()).collect()
}

fn set(heap: &mut Heap, array: Handle, index: i32, value: i32) -> Result<(), HeapError> {
    let mut scope = heap.scope();
    let value = scope.plain(Bits::int(value))?;
    scope.array_set(array, index, value)
}

#[test]
fn writing_beyond_the_end_fills_with_nil() {
    for mut heap in heaps() {
        let array = heap.new_array(0).unwrap();
        set(&mut heap, array, 0, 1).unwrap();
        set(&mut heap, array, 3, 9).unwrap();
        set(&mut heap, array, -1, 5).unwrap();
        set(&mut heap, array, i32::MIN, 5).unwrap();
        assert_eq!(ints(&heap, array), [Some(1), None, None, Some(9)]);
        set(&mut heap, array, 2000, 7).unwrap();
        assert_eq!(ints(&heap, array).len(), 2001);
        assert_eq!(ints(&heap, array).iter().flatten().count(), 3);
        heap.verify().unwrap();
    }
}

#[test]
fn pushing_and_popping() {
    for mut heap in heaps() {
        let array = heap.new_array(0).unwrap();
        for i in 0..1000 {
            let mut scope = heap.scope();
            let value = scope.plain(Bits::int(i)).unwrap();
            scope.array_push(array, value).unwrap();
        }
        assert!(ints(&heap, array).into_iter().flatten().eq(0..1000));
        for i in (0..1000).rev() {
            let mut scope = heap.scope();
            let last = scope.array_pop(array).unwrap();
            assert_eq!(scope.bits(last), Bits::int(i));
        }
        let last = heap.array_pop(array).unwrap();
        assert!(heap.bits(last).is_nil());
        heap.verify().unwrap();
    }
}

#[test]
fn raw_reads_stop_at_the_bounds() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let array = heap.new_array(8).unwrap();
    let bits = heap.bits(array);
    // SAFETY: an array with room for eight.
    let pushed = (0..8).all(|i| unsafe { raw::array_push(bits, Bits::int(i)) });
    assert!(pushed);
    // SAFETY: an array.
    assert!(!unsafe { raw::array_push(bits, Bits::NIL) });
    for (index, expected) in
        [(0, Bits::int(0)), (7, Bits::int(7)), (8, Bits::NIL), (-1, Bits::NIL), (i32::MIN, Bits::NIL)]
    {
        // SAFETY: an array.
        assert_eq!(unsafe { raw::array_get(bits, index) }, expected, "{index}");
        // SAFETY: an array.
        assert_eq!(unsafe { raw::array_set(bits, index, expected) }, (0..8).contains(&index), "{index}");
    }
}

#[test]
fn other_values_are_ignored() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let (string, int) = (heap.new_string(b"abc").unwrap(), heap.plain(Bits::int(1)).unwrap());
    for target in [string, int, Handle::NIL] {
        heap.array_push(target, int).unwrap();
        heap.array_set(target, 0, int).unwrap();
        heap.index_set(target, int, int).unwrap();
        let popped = heap.array_pop(target).unwrap();
        assert!(heap.bits(popped).is_nil());
    }
    assert_eq!(heap.get(string).as_string(), Some(&b"abc"[..]));
}

#[test]
fn absurd_lengths_are_errors() {
    let mut heap = Heap::new(HeapConfig { limit_bytes: 16 << 20, ..HeapConfig::default() }).unwrap();
    let array = heap.new_array(0).unwrap();
    let limit = HeapError::Limit { what: "array elements", limit: MAX_ARRAY_LENGTH };
    assert_eq!(set(&mut heap, array, i32::MAX, 1), Err(limit));
    assert_eq!(set(&mut heap, array, i32::MAX - 1, 1), Err(HeapError::OutOfMemory));
    assert_eq!(set(&mut heap, array, 10_000_000, 1), Err(HeapError::OutOfMemory));
    assert_eq!(heap.new_array(usize::MAX), Err(limit));
    set(&mut heap, array, 100_000, 1).unwrap();
    assert_eq!(heap.get(array).length(), 100_001);
    heap.verify().unwrap();
}

/// A young array that uses little of its storage gives the rest back at the next collection.
#[test]
fn collection_cuts_storage() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let array = heap.new_array(5_000).unwrap();
    set(&mut heap, array, 2, 5).unwrap();
    heap.collect().unwrap();
    assert!(heap.stats().live_bytes <= 80, "{:?}", heap.stats());
    assert_eq!(ints(&heap, array), [None, None, Some(5)]);
    set(&mut heap, array, 5, 6).unwrap();
    heap.verify().unwrap();
}
