//! Calls from Rust and back: conversions in both directions, natives with typed parameters, what
//! goes wrong.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use vm::{Bytes, Ctx, Error, ErrorKind, Exit, HostModule, JitMode, Object, Return, ToValue, Value, Vm, VmBuilder};

use crate::common::{compile, full_builder};

const MODES: [JitMode; 3] = [JitMode::Off, JitMode::Auto, JitMode::Always];

/// A vm that has run a source text, in each mode, with objects that stay or move.
fn each(source: &str, check: impl Fn(&mut Vm)) {
    for mode in MODES {
        for stress in [false, true] {
            let mut vm = full_builder().jit(mode).gc_stress(stress).build().unwrap();
            assert_eq!(vm.run(compile("main", source.as_bytes()).unwrap()), Ok(Exit::Finished));
            check(&mut vm);
        }
    }
}

#[test]
fn values_of_every_type_go_there_and_back() {
    each("function same(x) { return x; } function two(a, b) { return [a, b]; }", |vm| {
        assert_eq!(vm.call("same", ((),)), Ok(()));
        assert_eq!(vm.call("same", (true,)), Ok(true));
        assert_eq!(vm.call("same", (-7,)), Ok(-7));
        assert_eq!(vm.call("same", (u8::MAX,)), Ok(255_i64));
        assert_eq!(vm.call("same", (i64::from(i32::MIN),)), Ok(i32::MIN));
        assert_eq!(vm.call("same", (2.5,)), Ok(2.5));
        assert_eq!(vm.call("same", (3,)), Ok(3.0), "an int is a number");
        assert!(vm.call::<f64>("same", (f64::from_bits(0x7FFC_0000_0BAD_C0DE),)).unwrap().is_nan());
        assert_eq!(vm.call("same", ("text",)), Ok("text".to_owned()));
        assert_eq!(vm.call("same", ('\u{e4}',)), Ok("\u{e4}".to_owned()));
        assert_eq!(vm.call("same", (Bytes(vec![0, 255]),)), Ok(Bytes(vec![0, 255])));
        assert_eq!(vm.call("same", (Some(1),)), Ok(Some(1)));
        assert_eq!(vm.call("same", (None::<i32>,)), Ok(None::<String>));
        assert_eq!(vm.call("same", (vec![vec![1], vec![]],)), Ok(vec![vec![1], vec![]]));
        assert_eq!(vm.call("same", (&["a", "b"][..],)), Ok(["a".to_owned(), "b".to_owned()]));
        let counts = BTreeMap::from([("one".to_owned(), 1), ("two".to_owned(), 2)]);
        assert_eq!(vm.call("same", (counts.clone(),)), Ok(counts.clone()));
        assert_eq!(vm.call("same", (counts,)), Ok(HashMap::from([("one".to_owned(), 1), ("two".to_owned(), 2)])));
        assert_eq!(
            vm.call("same", (BTreeMap::from([(5, vec!["x".to_owned()])]),)),
            Ok(BTreeMap::from([(5, ["x".to_owned()])]))
        );
        assert!(matches!(vm.call("same", (7,)), Ok(Value::Int(7))));
        assert!(matches!(vm.call("same", (vec![7],)), Ok(Value::Object(_))));
        assert_eq!(vm.call("two", vec![Value::Nil, Value::Bool(false)]), Ok([None, Some(false)]));
    });
}

#[track_caller]
fn fails<T: std::fmt::Debug>(result: Result<T, Error>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}

#[test]
fn results_that_do_not_convert_say_what_they_are_and_where() {
    let source = "struct P { x; } function same(x) { return x; } var list = [1, 'x', 2]; var bad = 'a'; var p = P(1);
        var m = map(); m['k'] = [1, [nil]];";
    each(source, |vm| {
        fails(vm.call::<i32>("same", ("x",)), "Expected int but got string.");
        fails(vm.call::<()>("same", (false,)), "Expected nil but got bool.");
        fails(vm.call::<u8>("same", (256,)), "Expected int from 0 to 255 but got int.");
        fails(vm.call::<String>("same", (1,)), "Expected string but got int.");
        fails(vm.call::<String>("same", (Bytes(vec![255]),)), "Expected string but got string that is not UTF-8.");
        fails(vm.global::<Vec<i32>>("list"), "Expected int but got string at [1].");
        fails(vm.global::<[Value; 2]>("list"), "Expected array of 2 elements but got array of 3 elements.");
        fails(vm.global::<Vec<i32>>("bad"), "Expected array but got string.");
        fails(vm.global::<BTreeMap<String, i32>>("p"), "Expected map but got instance of 'P'.");
        fails(vm.global::<BTreeMap<String, Vec<Vec<i32>>>>("m"), "Expected array but got int at ['k'][0].");
        fails(vm.global::<BTreeMap<i32, Value>>("m"), "Expected int but got string at key ['k'].");
        fails(vm.global::<bool>("P"), "Expected bool but got struct definition.");
        fails(vm.global::<bool>("same"), "Expected bool but got function.");
        fails(vm.call::<()>("same", (1_i64 << 40,)), "Expected number of 32 bits but got 1099511627776.");
        fails(vm.call::<()>("same", (BTreeMap::from([(true, 1), (false, 2)]),)), "Expected nil but got map.");
        fails(vm.call::<()>("same", (HashMap::from([(vec![1], 1)]),)), "Expected int or string as key but got array.");
    });
}

#[test]
fn calls_that_cannot_be_are_errors() {
    let mut vm = full_builder().build().unwrap();
    fails(vm.call::<()>("f", ()), "No program was run.");
    fails(vm.global::<()>("f"), "No program was run.");
    each("function f(a) { return a / 0; } var n = 5; var late;", |vm| {
        fails(vm.call::<()>("g", ()), "Undefined variable 'g'");
        fails(vm.call::<()>("n", ()), "Attempt to call non-function value.");
        fails(vm.call::<()>("ucoreString", ()), "Attempt to call non-function object.");
        fails(vm.call::<()>("f", ()), "Expected 1 args but got 0.");
        let error = vm.call::<()>("f", (1,)).unwrap_err();
        assert_eq!(error, ErrorKind::DivisionByZero);
        assert_eq!(error.trace().to_string(), "    at f (main:1)");
        assert_eq!(vm.call::<i32>("length", ("four",)), Ok(4), "what is predefined can be called too");
    });
}

fn with(builder: VmBuilder, source: &str) -> Result<Vm, Error> {
    let mut vm = builder.build()?;
    vm.register("add", |a: i32, b: i32| a.wrapping_add(b))?;
    vm.register("text", |text: &str, times: usize| text.repeat(times))?;
    vm.register("bytes", |bytes: &[u8]| bytes.len())?;
    vm.register("maybe", |a: i32, b: Option<f64>, c: Option<String>| {
        format!("{a} {} {}", b.unwrap_or(0.5), c.unwrap_or_default())
    })?;
    vm.register("fail", |message: &str| -> Result<(), String> { Err(message.to_owned()) })?;
    vm.register("parse", |text: &str| text.parse::<i32>())?;
    vm.register("stop", || Err::<(), _>(Error::from(ErrorKind::Exit(3))))?;
    vm.register("sum", |items: Vec<f64>| items.into_iter().sum::<f64>())?;
    vm.register("transform", |ctx: &mut Ctx<'_>, f: Object, items: Vec<Value>| -> Result<Vec<Value>, Error> {
        items.into_iter().map(|item| f.call(ctx, (item,))).collect()
    })?;
    vm.run(compile("main", source.as_bytes()).unwrap())?;
    Ok(vm)
}

#[test]
fn natives_get_what_their_parameters_say() {
    let source = "
        var a; var b;
        for (var i = 0; i < 70; i = i + 1) {
            a = [add(2, 3), text('ab', 2), bytes('xyz'), maybe(1), maybe(1, nil, 'x'), maybe(1, 2), parse('12'), sum([1, 2.5])];
        }
        function twice(x) { return x * 2; }
        b = transform(twice, [1, 2.5, 3]);
    ";
    for mode in MODES {
        let mut vm = with(full_builder().jit(mode), source).unwrap();
        let list: Vec<Value> = vm.global("a").unwrap();
        let shown = format!("{list:?}");
        assert!(shown.starts_with("[Int(5), String(Bytes([97, 98, 97, 98])), Int(3), "), "{shown}");
        assert!(shown.ends_with("Int(12), Float(3.5)]"), "{shown}");
        assert_eq!(vm.global::<Vec<f64>>("b"), Ok(vec![2.0, 5.0, 6.0]));
    }
}

#[test]
fn arguments_that_do_not_convert_say_which_and_why() {
    let check = |source: &str, message: &str| {
        for mode in MODES {
            let error = with(full_builder().jit(mode), &format!("function f() {{\n{source};\n}} f();")).unwrap_err();
            assert_eq!(error.to_string(), message);
            assert_eq!(error.trace().to_string(), "    at f (main:2)\n    at script (main:3)");
        }
    };
    check("add(1)", "Expected 2 args but got 1.");
    check("add(1, 2, 3)", "Expected 2 args but got 3.");
    check("maybe()", "Expected 1 args but got 0.");
    check("maybe(1, 2, '', 4)", "Expected 3 args but got 4.");
    check("add(1, 'x')", "Argument 2 of 'add': expected int but got string.");
    check("add(1.5, 2)", "Argument 1 of 'add': expected int but got float.");
    check("text([], 2)", "Argument 1 of 'text': expected string but got array.");
    check("text('x', -1)", "Argument 2 of 'text': expected int of at least 0 but got int.");
    check("bytes(nil)", "Argument 1 of 'bytes': expected string but got nil.");
    check("maybe(1, true)", "Argument 2 of 'maybe': expected number but got bool.");
    check("sum([1, [2]])", "Argument 1 of 'sum': expected number but got array at [1].");
    check("transform(1, [])", "Argument 1 of 'transform': expected object but got int.");
    check("fail('on purpose')", "on purpose");
    check("parse('x')", "invalid digit found in string");
}

#[test]
fn errors_of_natives_keep_their_kind_and_source() {
    let error = with(full_builder(), "parse('x');").unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().is::<std::num::ParseIntError>());
    let mut vm = with(full_builder(), "function f() { stop(); }").unwrap();
    assert_eq!(vm.call::<()>("f", ()).unwrap_err(), ErrorKind::Exit(3));
    assert_eq!(vm.run(compile("main", b"stop();").unwrap()), Ok(Exit::Code(3)));
}

#[test]
fn errors_pass_through_natives_with_their_whole_trace() {
    let source = "function bad(x) {\n    return x.y;\n}\nfunction f() {\n    transform(bad, [1]);\n}\nf();";
    for mode in MODES {
        let error = with(full_builder().jit(mode), source).unwrap_err();
        assert_eq!(error, ErrorKind::CannotReadProperty { name: "y".into() });
        let expected = "    at bad (main:2)\n    at f (main:5)\n    at script (main:7)";
        assert_eq!(error.trace().to_string(), expected, "{mode:?}");
    }
}

#[test]
fn recursion_through_natives_ends() {
    let source = "function f(x) { return transform(f, [x]); }";
    for mode in MODES {
        let mut vm = with(full_builder().jit(mode), source).unwrap();
        for _ in 0..2 {
            assert_eq!(vm.call::<Value>("f", (1,)).unwrap_err(), ErrorKind::StackOverflow, "{mode:?}");
        }
        assert_eq!(vm.call::<i32>("add", (1, 2)), Ok(3), "and the vm can go on");
    }
}

#[test]
fn a_panic_in_a_callback_becomes_an_error() {
    for mode in MODES {
        let mut vm = full_builder().jit(mode).build().unwrap();
        vm.register("panic", |x: i32| if x > 2 { panic!("at {x}") } else { x }).unwrap();
        vm.register("apply", |ctx: &mut Ctx<'_>, f: Object, x: i32| f.call::<i32>(ctx, (x,))).unwrap();
        vm.run(compile("main", b"function g(x) { return panic(x); } function f(x) { return apply(g, x); }").unwrap())
            .unwrap();
        for x in 0..9 {
            let expected = if x > 2 { Err(ErrorKind::Panicked(format!("at {x}").into()).into()) } else { Ok(x) };
            assert_eq!(vm.call::<i32>("f", (x,)), expected);
        }
    }
}

#[test]
fn fuel_is_each_calls_own() {
    let source = b"function f(n) { var i = 0; while (i < n) { i = i + 1; } return i; }";
    for mode in MODES {
        let mut vm = full_builder().jit(mode).fuel(1000).build().unwrap();
        vm.run(compile("main", source).unwrap()).unwrap();
        for _ in 0..5 {
            assert_eq!(vm.call("f", (900,)), Ok(900));
            assert_eq!(vm.call::<i32>("f", (1100,)), Err(ErrorKind::OutOfFuel.into()));
        }
    }
}

#[test]
fn output_of_calls_is_written_when_they_end() {
    let sink = crate::common::Sink::default();
    let mut vm = full_builder().output(sink.clone()).build().unwrap();
    vm.run(compile("main", b"function f(x) { print x; return x / x; }").unwrap()).unwrap();
    vm.call::<i32>("f", (1,)).unwrap();
    assert_eq!(sink.text(), "1\n");
    vm.call::<i32>("f", (0,)).unwrap_err();
    assert_eq!(sink.text(), "1\n0\n");
}

#[test]
fn typed_natives_can_be_members_of_a_module() {
    let module = HostModule::new("host").native("twice", |n: i32| n * 2).native("none", || ());
    let mut vm = full_builder().module(module).build().unwrap();
    vm.run(compile("main", b"var a = [host.twice(4), host.none()];").unwrap()).unwrap();
    assert_eq!(vm.global("a"), Ok([Some(8), None]));
}

/// Panics when it is converted.
struct Broken;

impl ToValue for Broken {
    fn to_value(self, _: &mut Ctx<'_>) -> Result<Return, Error> {
        panic!("on purpose")
    }
}

/// Makes a call with a broken argument, and does as if nothing were.
struct Careless<'a>(&'a Object);

impl ToValue for Careless<'_> {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let call = AssertUnwindSafe(|| self.0.call::<()>(ctx, (1, 2, 3, Broken)));
        assert!(catch_unwind(call).is_err());
        7.to_value(ctx)
    }
}

#[test]
fn a_conversion_that_panics_leaves_no_arguments_behind() {
    each("function list(a, b) { return [a, b]; }", |vm| {
        let list: Object = vm.global("list").unwrap();
        let careless = || Careless(&list);
        assert_eq!(list.call(vm, (careless(), careless())), Ok(vec![7, 7]));
        let expected = ErrorKind::Arity { expected: 2, actual: 200 };
        assert_eq!(list.call::<()>(vm, (0..200).map(|_| careless()).collect::<Vec<_>>()), Err(expected.into()));
        let sum = vm.scope(|ctx| {
            for _ in 0..200 {
                let _ = ctx.nested(|ctx| careless().to_value(ctx))?;
            }
            list.call::<Vec<i32>>(ctx, (1, 2))
        });
        assert_eq!(sum, Ok(vec![1, 2]));
    });
}
