//! The collector as its users see it: memory comes back, limits hold, figures add up.

use heap::{
    Bits, Handle, Heap, HeapConfig, HeapError,
    layout::{AllocBuffer, GRANULE},
};

fn push_int(heap: &mut Heap, array: Handle, value: i32) -> Result<(), HeapError> {
    let mut scope = heap.scope();
    let value = scope.plain(Bits::int(value))?;
    let cell = scope.new_cell(value)?;
    scope.array_push(array, cell)
}

/// Cost stays proportional: however many objects live, each is copied a few times while the heap
/// grows to them.
#[test]
fn copying_is_linear_in_what_lives() {
    for count in [20_000, 200_000] {
        let mut heap = Heap::new(HeapConfig { young_bytes: 64 << 10, poison: false, ..HeapConfig::default() }).unwrap();
        let array = heap.new_array(0).unwrap();
        for i in 0..count {
            push_int(&mut heap, array, i).unwrap();
        }
        let stats = heap.stats();
        let per_object = stats.bytes_copied as f64 / f64::from(count);
        assert!(per_object < 8.0 * GRANULE as f64, "{per_object} bytes copied per object: {stats:?}");
        assert!(stats.collections > 3);
        heap.verify().unwrap();
    }
}

#[test]
fn garbage_costs_nothing_to_copy() {
    let mut heap = Heap::new(HeapConfig { young_bytes: 64 << 10, poison: false, ..HeapConfig::default() }).unwrap();
    for i in 0..100_000 {
        let mut scope = heap.scope();
        let value = scope.plain(Bits::int(i)).unwrap();
        scope.new_cell(value).unwrap();
    }
    let stats = heap.stats();
    assert_eq!(stats.allocated_bytes, 1_600_000);
    assert!(stats.bytes_copied < 1000 && (20..30).contains(&stats.collections), "{stats:?}");
    assert!(stats.pause_max <= stats.pause_total && stats.pause_total.as_nanos() > 0);
}

#[test]
fn the_limit_is_an_error_and_then_memory_comes_back() {
    for large_bytes in [1024, usize::MAX] {
        let mut heap = Heap::new(HeapConfig { limit_bytes: 4 << 20, large_bytes, ..HeapConfig::default() }).unwrap();
        for _ in 0..3 {
            let mut scope = heap.scope();
            let array = scope.new_array(0).unwrap();
            let error = (0..).find_map(|i| push_int(&mut scope, array, i).err()).unwrap();
            assert_eq!(error, HeapError::OutOfMemory);
            let held = scope.get(array).length();
            assert!(held > 80_000, "{held}");
            scope.verify().unwrap();
        }
        heap.collect().unwrap();
        assert_eq!(heap.stats().live_bytes, 0);
    }
}

/// A heap at its limit does not collect at every allocation before it gives up.
#[test]
fn no_thrashing_at_the_limit() {
    let mut heap = Heap::new(HeapConfig { limit_bytes: 8 << 20, poison: false, ..HeapConfig::default() }).unwrap();
    let array = heap.new_array(0).unwrap();
    while push_int(&mut heap, array, 1).is_ok() {}
    assert!(heap.collections() < 40, "{} collections", heap.collections());
}

fn resident_bytes() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[test]
fn memory_goes_back_to_the_system() {
    let mut heap = Heap::new(HeapConfig { poison: false, ..HeapConfig::default() }).unwrap();
    let before = resident_bytes();
    for _ in 0..2 {
        let mut scope = heap.scope();
        let many = scope.new_array(0).unwrap();
        for _ in 0..3000 {
            let mut inner = scope.scope();
            let string = inner.new_string(&[1; 40_000]).unwrap();
            inner.array_push(many, string).unwrap();
        }
        assert!(resident_bytes() > before + (100 << 20));
        drop(scope);
        heap.collect().unwrap();
        // Other tests run beside this one, hence the slack.
        assert!(resident_bytes() < before + (90 << 20), "{} MB before, {} after", before >> 20, resident_bytes() >> 20);
    }
}

#[test]
fn large_objects_come_and_go() {
    let mut heap = Heap::new(HeapConfig { large_bytes: 4096, young_bytes: 1 << 20, ..HeapConfig::default() }).unwrap();
    let kept = heap.new_array(0).unwrap();
    for round in 0..500 {
        let mut scope = heap.scope();
        let string = scope.new_string(&vec![b'x'; 4000 + 37 * round]).unwrap();
        if round % 50 == 0 {
            scope.array_push(kept, string).unwrap();
        }
    }
    heap.collect().unwrap();
    let census = heap.verify().unwrap();
    // The first of them is just too short.
    assert_eq!(census.large_objects, 9);
    let lengths: Vec<u32> = heap.get(kept).as_array().unwrap().iter().map(|string| string.length()).collect();
    assert!(lengths.iter().copied().eq((0..10).map(|i| 4000 + 37 * 50 * i)));
}

/// A large array that grows keeps its contents while it moves between mappings.
#[test]
fn large_arrays_grow() {
    let mut heap =
        Heap::new(HeapConfig { large_bytes: 4096, young_bytes: 256 << 10, ..HeapConfig::default() }).unwrap();
    let (one, two) = (heap.new_array(0).unwrap(), heap.new_array(0).unwrap());
    for i in 0..30_000 {
        push_int(&mut heap, one, i).unwrap();
        push_int(&mut heap, two, -i).unwrap();
    }
    heap.collect().unwrap();
    heap.verify().unwrap();
    for (array, sign) in [(one, 1), (two, -1)] {
        let mut place = 0;
        let items = heap.get(array).as_array().unwrap();
        assert!(items.iter().all(|&cell| {
            place += 1;
            // SAFETY: every element is a cell.
            unsafe { heap::raw::cell_get(cell.bits()) == Bits::int(sign * (place - 1)) }
        }));
    }
}

/// Machine code allocates by advancing the buffer; under stress there is never room.
#[test]
fn the_buffer_is_what_it_says() {
    for stress in [false, true] {
        let mut heap = Heap::new(HeapConfig { stress, ..HeapConfig::default() }).unwrap();
        let buffer = heap.alloc_buffer();
        let room = |_: &Heap| {
            // SAFETY: the buffer is readable while the heap lives.
            let AllocBuffer { next, end } = unsafe { buffer.read() };
            end as usize - next as usize
        };
        assert_eq!(room(&heap) == 0, stress);
        heap.new_string(b"abc").unwrap();
        assert_eq!(room(&heap) == 0, stress);
        heap.collect().unwrap();
        assert_eq!(room(&heap) == 0, stress);
        assert_eq!(heap.alloc_buffer(), buffer);
    }
}

/// Small objects stop where they and the large ones together reach the limit, without waiting for a
/// collection.
#[test]
fn the_limit_covers_both_sorts() {
    const LIMIT: usize = 8 << 20;
    let mut heap =
        Heap::new(HeapConfig { limit_bytes: LIMIT, young_bytes: LIMIT, poison: false, ..HeapConfig::default() })
            .unwrap();
    let large = heap.new_string(&vec![b'x'; 3 << 20]).unwrap();
    while heap.collections() == 0 {
        heap.alloc_native(0).unwrap();
    }
    let stats = heap.stats();
    assert!(stats.allocated_bytes < (LIMIT - (3 << 20)) as u64, "{stats:?}");
    assert_eq!(heap.get(large).length(), 3 << 20);
}
