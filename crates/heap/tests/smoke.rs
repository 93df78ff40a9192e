//! One program's worth of every kind of object, under a collector that moves everything at every
//! allocation.

use heap::{Bits, Heap, HeapConfig, HeapError, Names, View, display};

struct NoNames;

impl Names for NoNames {
    fn function(&self, _record: u64) -> &[u8] {
        b"f"
    }

    fn native(&self, _index: u32) -> &[u8] {
        b"length"
    }
}

fn every_kind(config: HeapConfig) -> Result<(), HeapError> {
    let mut heap = Heap::new(config)?;
    let mut scope = heap.scope();
    let heap = &mut *scope;
    let shape = heap.intern_shape(b"P", &[b"x", b"y"])?;
    let array = heap.new_array(0)?;
    let map = heap.new_map()?;
    for i in 0..40 {
        let mut inner = heap.scope();
        let number = inner.plain(Bits::int(i))?;
        let text = inner.new_string(b"key")?;
        let key = inner.concat(text, number)?;
        inner.array_push(array, key)?;
        inner.map_set(map, key, number)?;
        let definition = inner.new_struct_def(shape)?;
        let instance = inner.new_instance(shape, &[number, definition])?;
        inner.map_set(map, number, instance)?;
    }
    let table = heap.new_root_table(3, Bits::UNDEF, false)?;
    let path = heap.new_string(b"./m.unna")?;
    let module = heap.new_module(path, 77, table)?;
    heap.table_set(table, 1, map);
    let function = heap.new_function(99, module, 2)?;
    let cell = heap.new_cell(array)?;
    assert!(heap.set_upvalue(function, 1, cell));
    let native = heap.new_native(5)?;
    let resource = heap.new_resource(8, [native, path])?;
    heap.array_set(array, 42, resource)?;
    heap.array_push(array, array)?;
    heap.array_push(array, function)?;
    heap.array_push(array, native)?;
    heap.array_push(array, map)?;
    heap.collect()?;
    heap.verify().unwrap();
    let keys = heap.map_keys(map)?;
    assert_eq!(heap.get(keys).as_array().unwrap().len(), 80);
    let seven = heap.plain(Bits::int(7))?;
    let instance = heap.map_get(heap.get(map), heap.get(seven)).unwrap();
    assert_eq!(heap.field(instance, b"x").unwrap().bits(), Bits::int(7));
    assert!(matches!(heap.field(instance, b"y").unwrap().view(), View::StructDef(id) if id == shape));
    assert_eq!(heap.map_get_bytes(heap.get(map), b"key31").unwrap().bits(), Bits::int(31));
    assert!(heap.map_get_bytes(heap.get(map), b"key40").is_none());
    let mut text = Vec::new();
    display(heap.get(array), &NoNames, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("[key0, key1, key2"), "{text}");
    assert!(text.ends_with("key39, nil, nil, <obj>, [...], <fn f>, <fn length>, <map>]"), "{text}");
    assert_eq!(heap.table_get(table, 1).bits(), heap.bits(map));
    Ok(())
}

#[test]
fn ordinary() {
    every_kind(HeapConfig::default()).unwrap();
}

#[test]
fn stress() {
    every_kind(HeapConfig { stress: true, ..HeapConfig::default() }).unwrap();
}
