//! The fixed-size kinds, root tables, modules that die, handles and scopes.

use heap::{Bits, Handle, Heap, HeapConfig, View, equal, layout, raw};

fn heaps() -> [Heap; 2] {
    [false, true].map(|stress| Heap::new(HeapConfig { stress, ..HeapConfig::default() }).unwrap())
}

#[test]
fn closures_share_cells() {
    for mut heap in heaps() {
        let (one, two) = (heap.plain(Bits::int(1)).unwrap(), heap.plain(Bits::int(2)).unwrap());
        let cell = heap.new_cell(one).unwrap();
        let (f, g) = (heap.new_function(10, Handle::NIL, 2).unwrap(), heap.new_function(11, one, 1).unwrap());
        assert!(heap.set_upvalue(f, 1, cell) && heap.set_upvalue(g, 0, cell));
        assert!(!heap.set_upvalue(g, 1, cell) && !heap.set_upvalue(g, 0, one) && !heap.set_upvalue(cell, 0, cell));
        assert!(heap.cell_set(cell, two) && !heap.cell_set(f, two));
        heap.collect().unwrap();
        // SAFETY: a function with this upvalue.
        let (a, b) = (unsafe { raw::upvalue(heap.bits(f), 1) }, unsafe { raw::upvalue(heap.bits(g), 0) });
        assert_eq!(a, b);
        // SAFETY: a cell.
        assert_eq!(unsafe { raw::cell_get(a) }, Bits::int(2));
        // SAFETY: a function with this upvalue.
        assert!(unsafe { raw::upvalue(heap.bits(f), 0) }.is_nil());
        // SAFETY: a function. A value that is no module is not kept as one.
        assert!(unsafe { raw::function_module(heap.bits(g)) }.is_nil());
        // SAFETY: a function.
        assert_eq!(unsafe { raw::function_record(heap.bits(f)) }, 10);
        assert!(heap.cell_get(f).bits().is_nil());
    }
}

#[test]
fn instances() {
    for mut heap in heaps() {
        let shape = heap.intern_shape(b"P", &[b"x", b"y"]).unwrap();
        let (one, two) = (heap.plain(Bits::int(1)).unwrap(), heap.plain(Bits::int(2)).unwrap());
        let short = heap.new_instance(shape, &[one]).unwrap();
        let full = heap.new_instance(shape, &[one, two, two]).unwrap();
        assert!(heap.field(heap.get(short), b"y").unwrap().bits().is_nil());
        assert!(heap.field(heap.get(short), b"z").is_none() && heap.field(heap.get(one), b"x").is_none());
        assert!(
            heap.set_field(full, b"x", short) && !heap.set_field(full, b"z", one) && !heap.set_field(one, b"x", one)
        );
        heap.collect().unwrap();
        assert_eq!(heap.field(heap.get(full), b"x").unwrap().bits(), heap.bits(short));
        assert_eq!(heap.fields(heap.get(full))[1].bits(), Bits::int(2));
        // SAFETY: an object.
        let header = unsafe { heap.bits(full).as_object().cast::<u64>().read() };
        let old = u64::from(layout::GC_UNLOGGED) << 32;
        assert_eq!(header & !old, layout::instance_header(shape.kind(), 2));
        let wide: Vec<Vec<u8>> = (0..40_000).map(|i| format!("f{i}").into_bytes()).collect();
        let wide = heap.intern_shape(b"Wide", &wide.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        let large = heap.new_instance(wide, &[full]).unwrap();
        heap.collect().unwrap();
        heap.verify().unwrap();
        assert_eq!(heap.fields(heap.get(large))[0].bits(), heap.bits(full));
    }
}

#[test]
fn modules_die_with_their_last_user() {
    for mut heap in heaps() {
        let table = heap.new_root_table(2, Bits::UNDEF, false).unwrap();
        let function = {
            let mut scope = heap.scope();
            let path = scope.new_string(b"./m.unna").unwrap();
            let module = scope.new_module(path, 7, table).unwrap();
            let function = scope.new_function(1, module, 0).unwrap();
            // The global keeps the function, the function the module: a cycle.
            scope.table_set(table, 0, function);
            scope.keep(function)
        };
        heap.collect().unwrap();
        assert_eq!(heap.take_dead_modules(), []);
        assert_eq!(heap.table_get(table, 0).bits(), heap.bits(function));
        assert_eq!(heap.table_get(table, 1).bits(), Bits::UNDEF);
        // SAFETY: a function.
        let module = unsafe { raw::function_module(heap.bits(function)) };
        // SAFETY: a module.
        assert_eq!(unsafe { raw::module_globals(module) }, table.as_ptr());
        // SAFETY: a live object.
        let path = heap.module_path(unsafe { heap::Value::new(module) }).unwrap();
        assert_eq!(path.as_string(), Some(&b"./m.unna"[..]));
        heap.assign(function, Handle::NIL);
        heap.collect().unwrap();
        assert_eq!(heap.take_dead_modules(), [7]);
        assert!(heap.table_get(table, 0).bits().is_nil() && heap.table_get(table, 1).bits().is_undef());
        heap.free_root_table(table);
        heap.free_root_table(table);
        assert!(heap.table_get(table, 0).bits().is_nil());
        heap.collect().unwrap();
        assert_eq!(heap.take_dead_modules(), []);
    }
}

#[test]
fn freed_tables_are_told_from_their_successors() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let one = heap.plain(Bits::int(1)).unwrap();
    let old = heap.new_root_table(4, Bits::NIL, true).unwrap();
    heap.free_root_table(old);
    let new = heap.new_root_table(4, Bits::NIL, true).unwrap();
    heap.table_set(old, 0, one);
    heap.free_root_table(old);
    assert!(heap.table_get(new, 0).bits().is_nil() && heap.table_get(old, 0).bits().is_nil());
    heap.table_set(new, 3, one);
    heap.table_set(new, 4, one);
    assert_eq!((heap.table_get(new, 3).bits(), heap.table_get(new, 4).bits()), (Bits::int(1), Bits::NIL));
}

#[test]
fn strong_tables_are_roots() {
    for mut heap in heaps() {
        let table = heap.new_root_table(1, Bits::NIL, true).unwrap();
        let mut scope = heap.scope();
        let string = scope.new_string(b"constant").unwrap();
        scope.table_set(table, 0, string);
        drop(scope);
        heap.collect().unwrap();
        assert_eq!(heap.table_get(table, 0).as_string(), Some(&b"constant"[..]));
        heap.free_root_table(table);
        heap.collect().unwrap();
        assert_eq!(heap.verify().unwrap().small_objects, 0);
    }
}

#[test]
fn stale_handles_are_harmless() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let stale = {
        let mut scope = heap.scope();
        let string = scope.new_string(b"gone").unwrap();
        assert_eq!(scope.get(string).as_string(), Some(&b"gone"[..]));
        string
    };
    assert!(heap.bits(stale).is_nil());
    heap.assign(stale, stale);
    heap.array_push(stale, stale).unwrap();
    let array = heap.new_array(0).unwrap();
    // The number is in use again, by another value.
    assert_eq!(heap.bits(stale), heap.bits(array));
}

#[test]
fn a_scope_does_not_bring_back_handles_that_have_ended_in_it() {
    for mut heap in heaps() {
        let mark = heap.handle_mark();
        let stale = heap.new_string(b"gone").unwrap();
        let mut scope = heap.scope();
        scope.release_handles(mark);
        scope.collect().unwrap();
        drop(scope);
        assert!(heap.bits(stale).is_nil());
        let mut scope = heap.scope();
        let kept = scope.new_string(b"kept").unwrap();
        scope.release_handles(mark);
        let kept = scope.keep(kept);
        assert!(heap.bits(kept).is_nil());
        heap.verify().unwrap();
    }
}

#[test]
fn a_scope_may_end_on_another_heap() {
    let [mut one, mut two] = heaps();
    for _ in 0..100_000 {
        one.plain(Bits::int(1)).unwrap();
    }
    let mut scope = one.scope();
    std::mem::swap(&mut *scope, &mut two);
    drop(scope);
    one.collect().unwrap();
    one.verify().unwrap();
    two.verify().unwrap();
}

#[test]
fn objects_cannot_be_forged() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let forged = Bits::from_raw(Bits::HEAP_TAG | 0x1000);
    let handle = heap.plain(forged).unwrap();
    assert!(heap.bits(handle).is_nil());
    let table = heap.new_root_table(1, forged, true).unwrap();
    assert!(heap.table_get(table, 0).bits().is_nil());
}

#[test]
fn resources() {
    for mut heap in heaps() {
        let (one, string) = (heap.plain(Bits::int(1)).unwrap(), heap.new_string(b"s").unwrap());
        let resource = heap.new_resource(42, [string, one]).unwrap();
        assert!(
            heap.set_payload(resource, 1, string)
                && !heap.set_payload(resource, 2, one)
                && !heap.set_payload(one, 0, one)
        );
        heap.collect().unwrap();
        let View::Resource { tag: 42, payload: [a, b] } = heap.get(resource).view() else { panic!("not the resource") };
        assert!(equal(a, b) && a.bits() == heap.bits(string));
    }
}

/// What belongs to another heap is read as what it is, but never by this heap's shapes and hashes.
#[test]
fn heaps_do_not_mix() {
    let [mut one, mut two] =
        [1, 2].map(|seed| Heap::new(HeapConfig { seed, large_bytes: 1024, ..HeapConfig::default() }).unwrap());
    let (narrow, wide) = (one.intern_shape(b"N", &[b"a"]).unwrap(), two.intern_shape(b"W", &[b"a", b"b"]).unwrap());
    assert_eq!(narrow, wide);
    let instance = one.new_instance(narrow, &[]).unwrap();
    assert_eq!((one.fields(one.get(instance)).len(), two.fields(one.get(instance)).len()), (1, 0));
    assert!(two.field(one.get(instance), b"b").is_none());
    let (map, nil) = (one.new_map().unwrap(), one.plain(Bits::NIL).unwrap());
    for i in 0..100 {
        let mut scope = one.scope();
        let key = scope.new_string(format!("{i:2000}").as_bytes()).unwrap();
        scope.map_set(map, key, nil).unwrap();
    }
    let key = two.new_string(format!("{:2000}", 7).as_bytes()).unwrap();
    assert!(one.map_has(one.get(map), two.get(key)) && !two.map_has(one.get(map), two.get(key)));
    assert!(one.map_probes(one.get(map)).is_some() && two.map_probes(one.get(map)).is_none());
}

#[test]
fn a_heap_may_change_threads() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let array = heap.new_array(0).unwrap();
    let heap = std::thread::spawn(move || {
        let string = heap.new_string(b"from there").unwrap();
        heap.array_push(array, string).unwrap();
        heap.collect().unwrap();
        heap
    })
    .join()
    .unwrap();
    assert_eq!(heap.get(array).as_array().unwrap()[0].as_string(), Some(&b"from there"[..]));
}
