//! Objects that Rust code keeps, structs and globals of a host: what they are, how long they live,
//! whose they are.

use std::sync::Arc;

use vm::{Ctx, Error, ErrorKind, JitMode, Kind, Object, Value, Vm};

use crate::common::{Sink, compile, full_builder};

const SOURCE: &str = "
    struct P { x; y; }
    function make(x) { return P(x, [x, 'two']); }
    function sum(p) { return p.x + p.y[0]; }
    function junk() { var a = []; for (var i = 0; i < 100; i = i + 1) { a = [a, 's' + i]; } }
    var m = map(); m['k'] = 1; m[2] = 'two';
    var level = 3;
    function scaled(x) { return x * level; }
    function swap(f) { scaled = f; return scaled(2); }
";

fn each(check: impl Fn(&mut Vm)) {
    for mode in [JitMode::Off, JitMode::Auto, JitMode::Always] {
        for stress in [false, true] {
            let mut vm = full_builder().jit(mode).gc_stress(stress).gc_budget(64 << 10).build().unwrap();
            vm.run(compile("main", SOURCE.as_bytes()).unwrap()).unwrap();
            check(&mut vm);
        }
    }
}

#[test]
fn objects_are_read_and_written_where_they_are() {
    each(|vm| {
        let p: Object = vm.call("make", (5,)).unwrap();
        let list: Object = p.get(vm, "y").unwrap();
        vm.call::<()>("junk", ()).unwrap();
        assert_eq!((p.kind(vm), list.kind(vm)), (Ok(Kind::Instance), Ok(Kind::Array)));
        assert_eq!(list.get(vm, 1), Ok("two".to_owned()));
        assert_eq!(list.get(vm, 9), Ok(None::<i32>));
        assert_eq!(list.get(vm, -1), Ok(None::<i32>));
        p.set(vm, "x", 30).unwrap();
        list.set(vm, 0, 12).unwrap();
        list.set(vm, 4, "end").unwrap();
        list.push(vm, vec![1]).unwrap();
        assert_eq!(list.len(vm), Ok(6));
        assert_eq!(vm.call("sum", (&p,)), Ok(42));
        assert_eq!(p.get(vm, "none"), Ok(None::<i32>));
        let m: Object = vm.global("m").unwrap();
        assert_eq!((m.get(vm, "k"), m.get(vm, 2), m.len(vm)), (Ok(1), Ok("two".to_owned()), Ok(2)));
        m.set(vm, "more", &p).unwrap();
        let same: Object = m.get(vm, "more").unwrap();
        same.set(vm, "x", 1).unwrap();
        assert_eq!(p.get(vm, "x"), Ok(1), "it is the same object");
        assert_eq!(m.is_empty(vm), Ok(false));
        assert_eq!(list.to::<Vec<Value>>(vm).unwrap().len(), 6);
    });
}

#[track_caller]
fn fails<T: std::fmt::Debug>(result: Result<T, Error>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}

#[test]
fn what_cannot_be_done_with_an_object_is_an_error() {
    each(|vm| {
        let p: Object = vm.call("make", (5,)).unwrap();
        let list: Object = p.get(vm, "y").unwrap();
        let (m, f): (Object, Object) = (vm.global("m").unwrap(), vm.global("sum").unwrap());
        let module = vm.main().unwrap().clone();
        fails(p.set(vm, "z", 1), "Struct 'P' has no field 'z'.");
        fails(p.get::<i32>(vm, 1), "Expected string as name but got int.");
        fails(list.get::<i32>(vm, "x"), "Expected int as index but got string.");
        fails(list.set(vm, -1, 1), "Expected int of at least 0 as index but got int.");
        fails(m.get::<i32>(vm, 1.5), "Expected int or string as key but got float.");
        fails(m.set(vm, (), 1), "Expected int or string as key but got nil.");
        fails(f.get::<i32>(vm, "x"), "Expected array, map, instance or module but got function.");
        fails(f.set(vm, "x", 1), "Expected array, map or instance but got function.");
        fails(m.push(vm, 1), "Expected array but got map.");
        fails(p.call::<()>(vm, ()), "Attempt to call non-function object.");
        fails(module.set(vm, "level", 1), "Only struct instances have settable properties.");
        assert_eq!(module.get(vm, "level"), Ok(3));
        assert_eq!(module.kind(vm), Ok(Kind::Module));
    });
}

#[test]
fn an_object_belongs_to_one_vm() {
    let [mut a, mut b] = [(); 2].map(|()| {
        let mut vm = full_builder().build().unwrap();
        vm.run(compile("main", SOURCE.as_bytes()).unwrap()).unwrap();
        vm
    });
    let p: Object = a.call("make", (1,)).unwrap();
    assert_eq!(p.get::<i32>(&mut b, "x"), Err(ErrorKind::ForeignObject.into()));
    assert_eq!(p.set(&mut b, "x", 1), Err(ErrorKind::ForeignObject.into()));
    assert_eq!(p.call::<()>(&mut b, ()), Err(ErrorKind::ForeignObject.into()));
    assert_eq!(b.call::<i32>("sum", (&p,)), Err(ErrorKind::ForeignObject.into()));
    assert_eq!(p.len(&mut b), Err(ErrorKind::ForeignObject.into()));
    drop(a);
    assert_eq!(p.kind(&mut b), Err(ErrorKind::ForeignObject.into()), "also after its vm");
    drop(p);
}

#[test]
fn objects_are_freed_with_their_last_handle() {
    let mut vm = full_builder().heap_limit(8 << 20).build().unwrap();
    vm.run(compile("main", b"function big() { var a = []; a[100000] = 1; return a; }").unwrap()).unwrap();
    for _ in 0..100 {
        let big: Object = vm.call("big", ()).unwrap();
        let again = big.clone();
        drop(big);
        assert_eq!(again.len(&mut vm), Ok(100_001));
        std::thread::spawn(move || drop(again)).join().unwrap();
    }
    let mut kept = Vec::new();
    let error = loop {
        match vm.call::<Object>("big", ()) {
            Ok(big) => kept.push(big),
            Err(error) => break error,
        }
    };
    assert_eq!(error, ErrorKind::OutOfMemory);
    assert!(kept.len() > 3);
    kept.truncate(1);
    assert!(vm.call::<Object>("big", ()).is_ok());
}

#[test]
fn many_objects_are_kept_at_once() {
    each(|vm| {
        let all: Vec<Object> = (0..600).map(|n| vm.call("make", (n,)).unwrap()).collect();
        for (n, p) in (0..).zip(&all) {
            assert_eq!(p.get(vm, "x"), Ok(n));
        }
    });
}

#[test]
fn globals_are_read_and_set_and_no_code_keeps_an_old_value() {
    each(|vm| {
        for _ in 0..200 {
            assert_eq!(vm.call("scaled", (2,)), Ok(6));
        }
        vm.set_global("level", 10).unwrap();
        for _ in 0..200 {
            assert_eq!(vm.call("scaled", (2,)), Ok(20));
        }
        vm.set_global("level", "x").unwrap();
        assert_eq!(vm.call("scaled", (2,)), Ok(()), "an int times a string");
        vm.set_global("level", 1.5).unwrap();
        assert_eq!(vm.call("scaled", (2,)), Ok(3.0));
        vm.register("halve", |x: f64| x / 2.0).unwrap();
        let sum: Object = vm.global("sum").unwrap();
        vm.set_global("scaled", &sum).unwrap();
        let p: Object = vm.call("make", (1,)).unwrap();
        assert_eq!(vm.call("scaled", (&p,)), Ok(2));
        fails(vm.set_global("unknown", 1), "Undefined variable 'unknown'");
    });
}

#[test]
fn functions_of_a_host_replace_a_programs() {
    each(|vm| {
        let triple = vm.register("triple", |x: i32| 3 * x).unwrap();
        for n in 0..100 {
            assert_eq!(vm.call("scaled", (n,)), Ok(3 * n));
        }
        assert_eq!(vm.call("swap", (&triple,)), Ok(6));
        assert_eq!(triple.call(vm, (5,)), Ok(15));
    });
}

#[test]
fn definitions_of_a_host_are_seen_by_all_later_programs() {
    let mut vm = full_builder().jit(JitMode::Always).build().unwrap();
    for n in 0..40 {
        vm.define(&format!("v{n}"), n).unwrap();
    }
    vm.define("v7", vec!["seven"]).unwrap();
    let point = vm.define_struct("Point", &["x", "y"]).unwrap();
    let source = b"
        struct Local { x; } var own = Point(v3, v39); var seven = v7; v5 = 'mine'; var five = v5; var l = Local(1);
        function is(p) { return p.x + p.y; }
    ";
    for _ in 0..2 {
        vm.run(compile("main", source).unwrap()).unwrap();
        let own: Object = vm.global("own").unwrap();
        assert_eq!((own.get(&mut vm, "x"), own.get(&mut vm, "y")), (Ok(3), Ok(39)));
        assert_eq!(vm.global("seven"), Ok(["seven".to_owned()]));
        assert_eq!(vm.global("five"), Ok("mine".to_owned()));
        assert_eq!(vm.global("push").map(|_: Object| ()), Ok(()));
        let p: Object = point.call(&mut vm, (1, 2)).unwrap();
        assert_eq!(vm.call("is", (p,)), Ok(3));
        fails(point.call::<Object>(&mut vm, (1,)), "Struct 'Point' expected 2 args but got 1.");
    }
}

#[test]
fn modules_are_kept_beside_each_other() {
    let mut vm = full_builder().build().unwrap();
    let counter = compile("counter", b"var n = 0; function next() { n = n + 1; return n; }").unwrap();
    let [a, b] = [(); 2].map(|()| vm.load(Arc::clone(&counter)).unwrap());
    vm.run(compile("main", b"function next() { return -1; }").unwrap()).unwrap();
    let next = |vm: &mut Vm, module: &Object| module.get::<Object>(vm, "next").unwrap().call::<i32>(vm, ()).unwrap();
    assert_eq!([next(&mut vm, &a), next(&mut vm, &a), next(&mut vm, &b)], [1, 2, 1]);
    assert_eq!(vm.call("next", ()), Ok(-1));
    assert_eq!(a.get(&mut vm, "n"), Ok(2));
    assert_eq!(vm.load(compile("m", b"ucoreSystem.exit(4);").unwrap()).unwrap_err(), ErrorKind::Exit(4));
}

#[test]
fn handles_of_a_scope_end_with_it() {
    each(|vm| {
        let (length, stale) = vm
            .scope(|ctx| {
                let array = ctx.heap_mut().new_array(0)?;
                for n in 0..10 {
                    ctx.set(array, n, format!("item {n}"))?;
                }
                let last: String = ctx.get(array, 9)?;
                assert_eq!(last, "item 9");
                let kept = ctx.keep(array)?;
                Ok((kept.len(ctx)?, array))
            })
            .unwrap();
        assert_eq!(length, 10);
        vm.scope(|ctx| {
            assert!(ctx.heap().get(stale).bits().is_nil());
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn natives_use_kept_objects() {
    each(|vm| {
        let log = vm.scope(|ctx| {
            let array = ctx.heap_mut().new_array(0)?;
            ctx.keep(array)
        });
        let log = log.unwrap();
        let shared = log.clone();
        vm.register("note", move |ctx: &mut Ctx<'_>, text: String| shared.push(ctx, text)).unwrap();
        let program = compile("main", b"for (var i = 0; i < 50; i = i + 1) { note('n' + i); }").unwrap();
        vm.run(program).unwrap();
        assert_eq!(log.len(vm), Ok(50));
        assert_eq!(log.get(vm, 49), Ok("n49".to_owned()));
    });
}

/// Structs, and a function that sums a field of theirs in one place.
fn many_structs(count: u32) -> String {
    let mut source = String::new();
    let mut objects = String::new();
    for index in 0..count {
        let others: String = (0..index % 5).map(|at| format!("a{at}; ")).collect();
        source += &format!("struct S{index} {{ {others}x; b{index}; }}\n");
        let values: String = (0..index % 5).map(|at| format!("{at}, ")).collect();
        objects += &format!("push(all, S{index}({values}{index}, 0));\n");
    }
    source
        + "var all = [];\n"
        + &objects
        + "
        function sum(objects, rounds) {
            var s = 0;
            for (var r = 0; r < rounds; r = r + 1) {
                for (var object : objects) { s = (s * 3 + object.x) % 1000003; }
            }
            return s;
        }
        print sum(all, 200);"
}

/// How often machine code of `sum` called the helper that loads fields, in two modes.
#[track_caller]
fn helper_calls(source: &str) -> [u64; 2] {
    let run = |mode: JitMode| {
        let output = Sink::default();
        let mut vm = full_builder().jit(mode).output(output.clone()).count_helpers(true).build().unwrap();
        vm.run(compile("main", source.as_bytes()).unwrap()).unwrap();
        (output.text(), vm.statistics().helpers)
    };
    let (expected, _) = run(JitMode::Off);
    [JitMode::Always, JitMode::Opt].map(|mode| {
        let (output, helpers) = run(mode);
        assert_eq!(output, expected, "{mode:?}");
        let loads = helpers.iter().filter(|it| it.helper == "load_property" && it.function.starts_with("sum"));
        loads.map(|it| it.calls).sum()
    })
}

#[test]
fn a_field_of_many_shapes_needs_no_helper() {
    let calls = helper_calls(&many_structs(60));
    assert!(calls.iter().all(|&calls| calls < 6000), "{calls:?} of 12000 loads");
}

/// More than a table has entries for: the helper finds the rest.
#[test]
fn fields_of_more_shapes_than_a_table_has() {
    let calls = helper_calls(&many_structs(300));
    assert!(calls.iter().all(|&calls| calls > 10_000), "{calls:?} of 60000 loads");
}

/// More names than an instance has tables for.
#[test]
fn more_fields_of_several_shapes_than_there_are_tables() {
    let fields = |order: &mut dyn Iterator<Item = u32>| -> String { order.map(|at| format!("f{at}; ")).collect() };
    let mut source = format!("struct A {{ {} }}\n", fields(&mut (0..1100)));
    source += &format!("struct B {{ {} }}\n", fields(&mut (0..1100).rev()));
    let sums: String = (0..1100).map(|at| format!("s = (s * 3 + o.f{at}) % 1000003;\n")).collect();
    source += &format!("function sum(o) {{ var s = 0;\n{sums} return s; }}\n");
    let values: Vec<String> = (0..1100).map(|at| at.to_string()).collect();
    let values = values.join(", ");
    source += &format!("var a = A({values}); var b = B({values});\n");
    source += "for (var i = 0; i < 6; i = i + 1) { print sum(a); print sum(b); }";
    helper_calls(&source);
}
