//! Host functions: what they get, what they give, and what becomes of their mistakes.

use std::io::Cursor;
use std::sync::Arc;

use bytecode::{Module, Verified};
use vm::heap::Bits;
use vm::{Ctx, Error, ErrorKind, HostModule, JitMode, LoadError, Loader, Permissions, Return, Vm, VmBuilder};

use crate::common::{Sink, compile, full_builder, run_source};

/// A vm whose programs see `module`.
fn with(module: HostModule) -> VmBuilder {
    full_builder().jit(JitMode::Off).gc_stress(true).module(module)
}

#[test]
fn arguments_and_results_of_every_kind() {
    fn describe(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let text = format!("{} args, first {:?}", ctx.arg_count(), ctx.arg(0).view());
        Ok(ctx.heap_mut().new_string(text.as_bytes())?.into())
    }
    let module = HostModule::new("host")
        .function("describe", describe)
        .function("nothing", |_| Ok(().into()))
        .function("yes", |_| Ok(true.into()))
        .function("int", |_| Ok((-7).into()))
        .function("float", |_| Ok(2.5.into()))
        .function("forged", |_| Ok(f64::from_bits(0x7FFC_0000_0BAD_C0D0).into()))
        .function("same", |ctx| Ok(ctx.arg_handle(1).into()));
    let program = "
        print host.describe(); print host.describe(1, 2, 3); print host.describe(nil);
        print host.nothing(); print host.yes(); print host.int(); print host.float(); print host.forged();
        print host.same(0, [1, 'x']); print host.same();
        var f = host.same; print f(1, 'first class'); print f;
    ";
    let expected = "0 args, first Nil\n3 args, first Int(1)\n1 args, first Nil\nnil\n1\n-7\n2.5\nnan\n\
                    [1, x]\nnil\nfirst class\n<fn same>\n";
    assert_eq!(run_source(with(module), program), expected);
}

#[test]
fn handles_survive_collections_and_values_are_what_they_were() {
    fn pairs(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let (left, right) = (ctx.arg_handle(0), ctx.arg_handle(1));
        let mut heap = ctx.heap_mut();
        let result = heap.new_array(0)?;
        for _ in 0..50 {
            let pair = heap.new_array(2)?;
            heap.array_push(pair, left)?;
            heap.array_push(pair, right)?;
            heap.array_push(result, pair)?;
        }
        Ok(result.into())
    }
    let module = HostModule::new("host").function("pairs", pairs);
    let program =
        "var p = host.pairs('a' + 1, [2]); print length(p); print p[0]; print p[49]; print p[7][1] == p[8][1];";
    assert_eq!(run_source(with(module), program), "50\n[a1, [2]]\n[a1, [2]]\n1\n");
}

#[test]
fn closures_keep_state_and_so_does_the_vm() {
    #[derive(Default)]
    struct Count(i32);
    let shared = Arc::new(std::sync::atomic::AtomicI32::new(10));
    let seen = Arc::clone(&shared);
    let module = HostModule::new("host")
        .function("mine", move |_| Ok(shared.fetch_add(1, std::sync::atomic::Ordering::Relaxed).into()))
        .function("vms", |ctx| {
            let count = ctx.state::<Count>();
            count.0 += 1;
            Ok(count.0.into())
        });
    let sink = Sink::default();
    let mut vm = with(module).output(sink.clone()).build().unwrap();
    let program = compile("test.unna", b"print host.mine(); print host.vms(); print host.vms();").unwrap();
    vm.run(program.clone()).unwrap();
    vm.run(program).unwrap();
    assert_eq!(sink.text(), "10\n1\n2\n11\n3\n4\n");
    assert_eq!(seen.load(std::sync::atomic::Ordering::Relaxed), 12);
}

#[test]
fn a_failing_native_ends_the_program_with_its_message() {
    let module = HostModule::new("host").function("fail", |_| Err(ErrorKind::Host("no such thing".into()).into()));
    assert_eq!(run_source(with(module), "print 1; host.fail(); print 2;"), "1\nRuntime Error: no such thing\n");
}

#[test]
fn a_panicking_native_is_an_error_and_the_vm_stays_usable() {
    let module = HostModule::new("host").function("panic", |_| panic!("on purpose"));
    let mut vm = with(module).output(std::io::sink()).build().unwrap();
    let program = compile("test.unna", b"function f() { host.panic(); } f();").unwrap();
    assert_eq!(vm.run(program), Err(ErrorKind::Panicked("on purpose".into()).into()));
    let program = compile("test.unna", b"var a = []; for (var i = 0; i < 9; i = i + 1) { push(a, [i]); }").unwrap();
    assert!(vm.run(program).is_ok());
}

#[test]
fn output_comes_in_order_and_lines_are_read_without_their_ends() {
    fn ask(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        ctx.print(b"? ")?;
        ctx.flush()?;
        match ctx.read_line() {
            Some(line) => Ok(ctx.heap_mut().new_string(&line)?.into()),
            None => Ok(Return::NIL),
        }
    }
    let module = HostModule::new("host").function("ask", ask);
    let builder = with(module).input(Cursor::new(b"one\ntwo\r\nthree".to_vec()));
    let program =
        "print 'go'; print host.ask() + '.'; print host.ask() + '.'; print host.ask() + '.'; print host.ask();";
    assert_eq!(run_source(builder, program), "go\n? one.\n? two\r.\n? three.\n? nil\n");
}

#[test]
fn paths_are_the_scripts() {
    fn path(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let path = ctx.script_path(ctx.arg(0).as_string().unwrap_or_default());
        Ok(ctx.heap_mut().new_string(path.as_os_str().as_encoded_bytes())?.into())
    }
    let module = || HostModule::new("host").function("path", path);
    let program = "print host.path('a/b'); print host.path('/etc/x');";
    assert_eq!(run_source(with(module()), program), "a/b\n/etc/x\n");
    assert_eq!(run_source(with(module()).script("main.unna"), program), "a/b\n/etc/x\n");
    assert_eq!(run_source(with(module()).script("d/e/main.unna"), program), "d/e/a/b\nd/e/etc/x\n");
    assert_eq!(run_source(with(module()).script("/main.unna"), program), "/a/b\n/etc/x\n");
    let program = "print host.path('//etc/x'); print host.path('C:/x'); print host.path('');";
    let expected = if cfg!(windows) { "d/etc/x\nC:/x\nd/\n" } else { "d/etc/x\nd/C:/x\nd/\n" };
    assert_eq!(run_source(with(module()).script("d/main.unna"), program), expected);
}

#[test]
#[cfg(windows)]
fn a_backslash_or_a_drive_ends_the_scripts_folder() {
    fn path(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let path = ctx.script_path(ctx.arg(0).as_string().unwrap_or_default());
        Ok(ctx.heap_mut().new_string(path.as_os_str().as_encoded_bytes())?.into())
    }
    let folder_of = |script| {
        let module = HostModule::new("host").function("path", path);
        run_source(
            with(module).script(script),
            "print host.path('a'); print host.path('\\\\b'); print host.path('D:c');",
        )
    };
    assert_eq!(folder_of("C:\\d\\main.unna"), "C:\\d\\a\nC:\\d\\b\nD:c\n");
    assert_eq!(folder_of("d/e\\main.unna"), "d/e\\a\nd/e\\b\nD:c\n");
    assert_eq!(folder_of("C:main.unna"), "C:a\nC:b\nD:c\n");
    assert_eq!(folder_of("\\\\?\\C:\\d\\main.unna"), "\\\\?\\C:\\d\\a\n\\\\?\\C:\\d\\b\nD:c\n");
}

#[test]
fn arguments_of_the_program_and_permissions_are_passed_on() {
    fn show(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let text = format!("{:?} {}", ctx.program_args(), ctx.permissions().system);
        Ok(ctx.heap_mut().new_string(text.as_bytes())?.into())
    }
    let module = HostModule::new("host").function("show", show);
    let builder = with(module).program_args(["unna", "x.unna", "1"]).permissions(Permissions::NO_SYSTEM);
    assert_eq!(run_source(builder, "print host.show();"), "[\"unna\", \"x.unna\", \"1\"] false\n");
}

#[test]
fn modules_can_be_left_out_replaced_and_shadowed() {
    let bare = || Vm::builder().jit(JitMode::Off);
    let missing = "Runtime Error: Undefined variable 'ucoreString'\n";
    assert_eq!(run_source(bare(), "print ucoreString;"), missing);
    let own = HostModule::new("ucoreString").function("split", |_| Ok(1.into()));
    assert_eq!(run_source(bare().module(own), "print ucoreString.split('a', 'b');"), "1\n");
    let twice = HostModule::new("host").function("f", |_| Ok(1.into())).function("f", |_| Ok(2.into()));
    assert_eq!(run_source(with(twice), "print host.f(); host = 5; print host;"), "2\n5\n");
    let unknown = "Runtime Error: Undefined property 'g' in module 'host'.\n";
    assert_eq!(run_source(with(HostModule::new("host")), "print host; print host.g;"), format!("<obj>\n{unknown}"));
    let builtin = "Runtime Error: Undefined property 'push' in module 'host'.\n";
    assert_eq!(run_source(with(HostModule::new("host")), "host.push;"), builtin);
}

#[test]
fn the_builtins_are_first_class() {
    let program = "
        var l = length; var p = push; var q = pop; var h = has; var k = keys; var m = map(); m['a'] = nil; m[1] = 2;
        print l('abc'); print l([1, 2]); print l(m); print l(5); print l();
        var a = [1]; print p(a, 2); print p(5, 2); print p(a); print a;
        print q(a); print q([]); print q(3);
        print h(m, 'a'); print h(m, 'b'); print h(m, true); print h(m); print h(5, 'a');
        print k(m); print k(5); print has(m, 1); print keys(m);
        print l; print [p, q, h, k];
    ";
    let expected = "3\n2\n0\n0\nnil\n2\nnil\nnil\n[1, 2]\n2\nnil\nnil\n1\n0\n1\nnil\n0\n\
                    [1, a]\nnil\n1\n[1, a]\n<fn length>\n[<fn push>, <fn pop>, <fn has>, <fn keys>]\n";
    assert_eq!(run_source(full_builder().jit(JitMode::Off).gc_stress(true), program), expected);
}

#[test]
fn words_that_are_no_values_of_a_program_do_not_come_from_a_host() {
    const FORGED: [u64; 2] = [0x7FFC_0000_0BAD_C0D0, 0x7FFF_FFFF_0000_0007];
    const NO_VALUES: [Bits; 4] = [Bits::UNDEF, Bits::EXC, Bits::EXIT, Bits::from_raw(Bits::HEAP_TAG | 0x10_0000)];
    fn nan(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let word = FORGED[usize::from(ctx.arg(0).as_int() == Some(1))];
        Ok(ctx.heap_mut().plain(Bits::from_raw(word))?.into())
    }
    fn none(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let index = ctx.arg(0).as_int().and_then(|index| NO_VALUES.get(index as usize));
        Ok(ctx.heap_mut().plain(*index.unwrap_or(&Bits::int(7)))?.into())
    }
    let program = "
        function negated(i) { return -host.nan(i); }
        function asked(i) { return host.none(i); }
        for (var i = 0; i < 40; i = i + 1) { negated(i % 2); asked(i); }
        print negated(0); print negated(1); print [asked(0), asked(1), asked(2), asked(3), asked(4)];";
    for mode in [JitMode::Off, JitMode::Auto, JitMode::Always] {
        let module = HostModule::new("host").function("nan", nan).function("none", none);
        assert_eq!(run_source(with(module).jit(mode), program), "nan\nnan\n[nil, nil, nil, nil, 7]\n", "{mode:?}");
    }
}

/// A loader with a defect.
struct Broken;

impl Loader for Broken {
    fn load(&mut self, _: &str, _: &str) -> Result<Arc<Verified<Module>>, LoadError> {
        panic!("a loader's")
    }
}

#[test]
fn a_panic_below_a_native_is_an_error_of_its_call_and_its_callers_go_on() {
    fn attempt(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let function = ctx.arg_handle(0);
        let result = ctx.call::<()>(function, ());
        let text = result.map_or_else(|error| error.to_string(), |()| "done".to_owned());
        Ok(ctx.heap_mut().new_string(text.as_bytes())?.into())
    }
    let program = "
        function good() {}
        function bad() { import './x' as x; }
        function outer(n, f) { if (n == 0) { return host.attempt(f); } var r = outer(n - 1, f); return [n, r]; }
        for (var i = 0; i < 40; i = i + 1) { outer(i % 3, good); }
        print outer(3, bad); print outer(2, good);";
    for mode in [JitMode::Off, JitMode::Auto, JitMode::Always] {
        let module = HostModule::new("host").function("attempt", attempt);
        let sink = Sink::default();
        let mut vm = with(module).jit(mode).loader(Broken).output(sink.clone()).build().unwrap();
        vm.run(compile("test.unna", program.as_bytes()).unwrap()).unwrap();
        assert_eq!(sink.text(), "[3, [2, [1, Internal error: a loader's]]]\n[2, [1, done]]\n", "{mode:?}");
    }
}
