//! What happens when the system itself gives no memory: run again under a limit on address space.

use std::process::Command;

use heap::{Bits, Heap, HeapConfig, HeapError};

const CHILD: &str = "HEAP_TEST_UNDER_LIMIT";

#[test]
fn refused_memory_is_an_error() {
    if std::env::var_os(CHILD).is_some() {
        return fill_until_refused();
    }
    let exe = std::env::current_exe().unwrap();
    let output = Command::new("sh")
        .args(["-c", "ulimit -v 350000 && exec \"$0\" --exact refused_memory_is_an_error --nocapture"])
        .arg(exe)
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("three times refused"), "{output:?}");
}

/// Small objects, large ones, and one that grows: each is refused, and what lives is whole.
fn fill_until_refused() {
    for kind in 0..3 {
        let mut heap = Heap::new(HeapConfig { limit_bytes: 64 << 30, poison: false, ..HeapConfig::default() }).unwrap();
        let all = heap.new_array(0).unwrap();
        let (mut count, error) = fill(&mut heap, all, kind);
        assert_eq!(error, HeapError::OutOfMemory);
        heap.verify().unwrap();
        if kind < 2 {
            // The last one may exist without having been entered.
            count -= i32::try_from(heap.get(all).length()).unwrap();
            assert!((0..2).contains(&count));
        }
        heap.array_set(all, 3, heap::Handle::NIL).unwrap();
    }
    println!("three times refused");
}

fn fill(heap: &mut Heap, all: heap::Handle, kind: i32) -> (i32, HeapError) {
    let mut step = |count: i32| {
        let mut scope = heap.scope();
        let value = match kind {
            0 => scope.new_string(&[b'x'; 1000])?,
            1 => scope.new_string(&[b'x'; 1_000_000])?,
            _ => scope.plain(Bits::int(count))?,
        };
        scope.array_push(all, value)
    };
    (0..).find_map(|count| Some((count, step(count).err()?))).unwrap()
}
