//! A sandbox: programs that nobody has read run with limits, and each attempt to break out of them
//! ends in time.
//!
//! `cargo run -p vm --release --example sandbox`

use std::sync::Arc;
use std::time::{Duration, Instant};

use vm::{Error, Permissions, Vm};

/// How long a program may run.
const TIME: Duration = Duration::from_millis(250);
/// How many bytes of objects it may have.
const MEMORY: usize = 16 << 20;
/// How many turns and calls it may take where a limit that is the same on every machine is wanted.
const FUEL: u64 = 10_000_000;

const PROGRAMS: [(&str, &str); 7] = [
    ("an infinite loop", "while (true) {}"),
    ("an infinite allocation", "var a = []; while (true) { push(a, [a, 'more']); }"),
    ("an infinite string", "var s = 'x'; while (true) { s = s + s; }"),
    ("an infinite recursion", "function f(n) { return f(n + 1) + 1; } f(0);"),
    (
        "a pathological regex",
        "var s = 'a'; for (var i = 0; i < 20; i = i + 1) { s = s + s; }
         while (true) { ucoreString.match(s, '(a|aa|aaa)*(a|b)*c'); }",
    ),
    // Sleeping is allowed here to show that it ends too; `Permissions::NO_SYSTEM` takes it away
    // altogether.
    ("a sleeper", "ucoreTimer.sleep(1000000);"),
    ("reading a file", "print ucoreSystem.readFile('/etc/passwd');"),
];

/// A vm for one program. Nothing that a program did is seen by the next, and what it prints goes
/// nowhere.
fn vm(may_sleep: bool) -> Result<Vm, Error> {
    let permissions = if may_sleep { Permissions::ALL } else { Permissions::NO_SYSTEM };
    let builder = Vm::builder().modules(core_modules::all()).permissions(permissions).heap_limit(MEMORY).deadline(TIME);
    builder.output(std::io::sink()).input(std::io::empty()).build()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{} ms, {} MiB", TIME.as_millis(), MEMORY >> 20);
    for (name, source) in PROGRAMS {
        let program =
            lang::compile_verified("untrusted.unna", source.as_bytes()).map_err(|errors| errors[0].to_string())?;
        let mut vm = vm(name == "a sleeper")?;
        let start = Instant::now();
        let end = match vm.run(Arc::new(program)) {
            Ok(_) => "it came to its end".to_owned(),
            Err(error) => error.to_string(),
        };
        println!("{name:24} {:9.3} ms  {end}", start.elapsed().as_secs_f64() * 1e3);
    }

    // Fuel counts work instead of time: the same program ends at the same place everywhere, on
    // every run.
    let mut metered =
        Vm::builder().modules(core_modules::all()).permissions(Permissions::NO_SYSTEM).fuel(FUEL).build()?;
    let program =
        lang::compile_verified("untrusted.unna", b"while (true) {}").map_err(|errors| errors[0].to_string())?;
    let start = Instant::now();
    let error = metered.run(Arc::new(program)).unwrap_err();
    println!("{:24} {:9.3} ms  {error}", "10,000,000 units of fuel", start.elapsed().as_secs_f64() * 1e3);

    // And a handle stops a program from another thread.
    let mut vm = vm(false)?;
    vm.set_deadline(None);
    let handle = vm.interrupt_handle();
    let program =
        lang::compile_verified("untrusted.unna", b"while (true) {}").map_err(|errors| errors[0].to_string())?;
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        handle.interrupt();
        Instant::now()
    });
    let error = vm.run(Arc::new(program)).unwrap_err();
    let stopped = Instant::now();
    let asked = stopper.join().expect("it only sleeps");
    let after = stopped.saturating_duration_since(asked).as_secs_f64() * 1e3;
    println!("{:24} {after:9.3} ms after it was asked for: {error}", "an interrupt");
    Ok(())
}
