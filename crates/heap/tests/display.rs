//! What `print` writes.

use heap::{Bits, Handle, Heap, HeapConfig, Names, Path, display};

struct Numbers;

impl Names for Numbers {
    fn function(&self, record: u64) -> &[u8] {
        if record == 1 { b"one" } else { b"other" }
    }

    fn native(&self, _index: u32) -> &[u8] {
        b"push"
    }
}

#[track_caller]
fn check(heap: &Heap, value: Handle, expected: &str) {
    let mut out = Vec::new();
    display(heap.get(value), &Numbers, &mut out).unwrap();
    assert_eq!(String::from_utf8_lossy(&out), expected);
}

fn array(heap: &mut Heap, items: &[Handle]) -> Handle {
    let array = heap.new_array(items.len()).unwrap();
    items.iter().for_each(|&item| heap.array_push(array, item).unwrap());
    array
}

#[test]
fn each_kind() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let values = [Bits::NIL, Bits::TRUE, Bits::FALSE, Bits::int(-7), Bits::float(2.5), Bits::float(1e-5)];
    let mut items = values.map(|bits| heap.plain(bits).unwrap()).to_vec();
    let shape = heap.intern_shape(b"S", &[]).unwrap();
    let table = heap.new_root_table(0, Bits::NIL, false).unwrap();
    let string = heap.new_string(b"a \"b\"").unwrap();
    items.push(string);
    items.push(heap.new_map().unwrap());
    items.push(heap.new_function(1, Handle::NIL, 0).unwrap());
    items.push(heap.new_native(3).unwrap());
    items.push(heap.new_struct_def(shape).unwrap());
    items.push(heap.new_instance(shape, &[]).unwrap());
    items.push(heap.new_module(string, 0, table).unwrap());
    items.push(heap.new_resource(0, [string, string]).unwrap());
    let texts = [
        "nil",
        "1",
        "0",
        "-7",
        "2.5",
        "1e-05",
        "a \"b\"",
        "<map>",
        "<fn one>",
        "<fn push>",
        "<obj>",
        "<obj>",
        "<obj>",
        "<obj>",
    ];
    for (&item, text) in items.iter().zip(texts) {
        check(&heap, item, text);
    }
    let all = array(&mut heap, &items);
    check(&heap, all, &format!("[{}]", texts.join(", ")));
}

#[test]
fn nesting_and_cycles() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let one = heap.plain(Bits::int(1)).unwrap();
    let empty = array(&mut heap, &[]);
    let inner = array(&mut heap, &[one, empty]);
    let outer = array(&mut heap, &[empty, inner, one, inner]);
    check(&heap, empty, "[]");
    check(&heap, outer, "[[], [1, []], 1, [1, []]]");
    heap.array_push(inner, outer).unwrap();
    check(&heap, outer, "[[], [1, [], [...]], 1, [1, [], [...]]]");
    check(&heap, inner, "[1, [], [[], [...], 1, [...]]]");
    // Nothing of a traversal stays behind.
    heap.verify().unwrap();
}

#[test]
fn a_million_levels() {
    let mut heap = Heap::new(HeapConfig { poison: false, ..HeapConfig::default() }).unwrap();
    let deep = heap.plain(Bits::NIL).unwrap();
    for _ in 0..1_000_000 {
        let mut scope = heap.scope();
        let outer = array(&mut scope, &[deep]);
        scope.assign(deep, outer);
    }
    heap.collect().unwrap();
    let mut out = Vec::new();
    display(heap.get(deep), &Numbers, &mut out).unwrap();
    assert_eq!(out.len(), 2_000_003);
    assert!(out.starts_with(b"[[[[") && out[999_999..].starts_with(b"[nil]]]"));
}

#[test]
fn a_failing_sink_leaves_no_marks() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if bytes == b"[" { Ok(1) } else { Err(std::io::ErrorKind::StorageFull.into()) }
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let one = heap.plain(Bits::int(1)).unwrap();
    let inner = array(&mut heap, &[one]);
    let outer = array(&mut heap, &[inner]);
    let error = display(heap.get(outer), &Numbers, &mut Full).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    heap.verify().unwrap();
    check(&heap, outer, "[[1]]");
}

#[test]
fn paths_know_what_they_are_inside_of() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let (map, other, int) = (heap.new_map().unwrap(), heap.new_map().unwrap(), heap.plain(Bits::int(1)).unwrap());
    let mut path = Path::new();
    assert!(path.enter(heap.get(map)).unwrap());
    assert!(path.enter(heap.get(other)).unwrap());
    assert!(!path.enter(heap.get(map)).unwrap());
    assert!(path.enter(heap.get(int)).unwrap());
    assert_eq!(path.depth(), 2);
    path.leave();
    assert!(path.enter(heap.get(other)).unwrap());
    drop(path);
    heap.verify().unwrap();
}
