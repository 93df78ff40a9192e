//! Fuel, interrupts and memory: no call of a native escapes them.

use std::io::{BufReader, Read};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use vm::{ErrorKind, HostModule, InterruptHandle, Return, VmBuilder};

use crate::{Sink, compile, error, interpreter, run};

/// Calls that look at all of `s`, a megabyte of text, or of `a`, an array of it.
const CALLS: [&str; 18] = [
    "ucoreString.split(s, 'needle')",
    "ucoreString.split(s, '')",
    "ucoreString.join([s], '')",
    "ucoreString.replace(s, 'needle', '')",
    "ucoreString.replace(s, 'a', 'b')",
    "ucoreString.trim(s)",
    "ucoreString.toUpper(s)",
    "ucoreString.toLower(s)",
    "ucoreString.contains(s, 'needle')",
    "ucoreString.match(s, 'needle')",
    "ucoreString.extract(s, 'needle')",
    "ucoreString.extract(s, 'a')",
    "ucoreJson.parse(j)",
    "ucoreJson.parse(w)",
    "ucoreJson.stringify(s)",
    "ucoreJson.stringify([s, s])",
    "ucoreUon.generate(map(), m)",
    "ucoreSystem.writeFile('/dev/null', s)",
];

/// The values that the calls use come from outside, so that making them costs no fuel.
const SETUP: &str = "var s = ucoreSystem.args()[0]; var j = ucoreSystem.args()[1]; var w = ucoreSystem.args()[2];
    var row = map(); row['k'] = s; var m = map(); m['t'] = [row];";

fn with_texts(builder: VmBuilder) -> VmBuilder {
    let text = "a".repeat(1 << 20);
    builder.program_args([text.clone(), format!("[\"{text}\"]"), " ".repeat(1 << 20)])
}

#[test]
fn work_costs_fuel() {
    for call in CALLS {
        let source = format!("{SETUP} var x = {call}; print 'done';");
        assert_eq!(error(with_texts(interpreter()).fuel(10_000), &source), ErrorKind::OutOfFuel, "{call}");
        assert!(run(with_texts(interpreter()).fuel(300_000), &source).ends_with("done\n"), "{call}");
    }
}

#[test]
fn little_work_costs_little_fuel() {
    let source = "ucoreString.split('a,b', ','); ucoreString.match('ab', 'b'); ucoreJson.parse('[1]'); ucoreJson.stringify([1, 'a']);
        ucoreString.replace('aXb', 'X', 'Y'); ucoreString.contains('abc', 'c'); print 'done';";
    assert_eq!(run(interpreter().fuel(100), source), "done\n");
}

/// A vm whose `host.stop()` interrupts it.
fn stoppable(builder: VmBuilder) -> (vm::Vm, Sink) {
    let (handles, handle): (Sender<InterruptHandle>, Receiver<InterruptHandle>) = channel();
    let stop = move |_: &mut vm::Ctx<'_>| {
        handle.recv().expect("the handle was sent before the program ran").interrupt();
        Ok(Return::NIL)
    };
    let sink = Sink::default();
    let builder = builder.output(sink.clone()).module(HostModule::new("host").function("stop", stop));
    let vm = builder.build().expect("a vm can be made");
    handles.send(vm.interrupt_handle()).expect("the native holds the other end");
    (vm, sink)
}

#[test]
fn work_sees_the_interrupt() {
    for call in CALLS {
        let (mut vm, sink) = stoppable(with_texts(interpreter()));
        let source = format!("{SETUP} host.stop(); var x = {call}; print 'unreached';");
        assert_eq!(vm.run(compile(&source)), Err(ErrorKind::Interrupted.into()), "{call}");
        assert_eq!(sink.text(), "", "{call}");
    }
}

/// Runs a program that waits for ever, and interrupts it from another thread once it has begun.
#[track_caller]
fn interrupt_while(builder: VmBuilder, wait: &str) {
    let (begun, begins) = channel();
    let begin = move |_: &mut vm::Ctx<'_>| {
        begun.send(()).expect("the test waits for it");
        Ok(Return::NIL)
    };
    let builder = builder.output(Sink::default()).module(HostModule::new("host").function("begin", begin));
    let mut vm = builder.build().expect("a vm can be made");
    let handle = vm.interrupt_handle();
    let source = format!("host.begin(); {wait}; print 'unreached';");
    let runner = thread::spawn(move || vm.run(compile(&source)));
    begins.recv().expect("the program begins");
    handle.interrupt();
    assert_eq!(runner.join().expect("the vm does not panic"), Err(ErrorKind::Interrupted.into()), "{wait}");
}

/// An input that never comes, while the sender lives.
struct Silence(Receiver<u8>);

impl Read for Silence {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Ok(usize::from(self.0.recv().is_ok()))
    }
}

#[test]
fn waiting_sees_the_interrupt() {
    interrupt_while(interpreter(), "ucoreTimer.sleep(2147483647)");
    interrupt_while(interpreter(), "ucoreSystem.sleep(2147483647)");
    interrupt_while(interpreter(), "ucoreSystem.exec('exec sleep 1000000')");
    let (keep, silence) = channel();
    interrupt_while(interpreter().input(BufReader::new(Silence(silence))), "ucoreSystem.input('? ')");
    drop(keep);
    interrupt_while(interpreter(), "ucoreSystem.readFile('/dev/zero')");
}

#[test]
fn results_too_large_are_out_of_memory() {
    let small = || interpreter().heap_limit(16 << 20);
    let setup = "var s = 'x'; for (var i = 0; i < 16; i = i + 1) { s = s + s; } var a = [s]; for (var i = 0; i < 1000; i = i + 1) { push(a, s); }
        var d = [s]; for (var i = 0; i < 60; i = i + 1) { d = [d, d]; } var row = map(); row['k'] = s; var rows = [];
        for (var i = 0; i < 1000; i = i + 1) { push(rows, row); } var m = map(); m['t'] = rows;";
    for call in [
        "ucoreString.replace(s, 'x', s)",
        "ucoreString.join(a, s)",
        "ucoreJson.stringify(a)",
        "ucoreJson.stringify(d)",
        "ucoreJson.write('/dev/null', d)",
        "ucoreUon.generate(map(), m)",
        "ucoreSystem.readFile('/dev/zero')",
        "ucoreJson.read('/dev/zero')",
        "ucoreUon.get('/dev/zero', 't')",
        "ucoreString.split(ucoreString.replace('........................................', '.', s), '')",
        "ucoreString.split(ucoreString.replace(s, 'x', 'ab ab ab ab ab ab ab ab '), ' ')",
        "ucoreSystem.input()",
    ] {
        let source = format!("{setup} print 'before'; print {call};");
        let output = run(small().input(BufReader::new(std::io::repeat(b'x'))), &source);
        assert_eq!(output, "before\nRuntime Error: Out of memory.\n", "{call}");
    }
}

#[test]
fn a_search_of_exponential_size_takes_linear_time() {
    let source = "var s = 'ab'; for (var i = 0; i < 12; i = i + 1) { s = s + s; }
        print ucoreString.match(s, '(a|b)*a(a|b){200}c'); print ucoreString.match(s, '((a*)*)*c');
        print length(ucoreString.extract(s, '(a|ab)(c|bcd)*')); print ucoreString.match('a', '((a{1000}){1000}){1000}');";
    assert_eq!(run(interpreter(), source), "0\n0\n4096\nnil\n");
}
