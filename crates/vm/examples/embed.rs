//! Embedding: a program calls functions of its host, and the host functions of the program.
//!
//! `cargo run -p vm --release --example embed`

use std::collections::BTreeMap;
use std::sync::Arc;

use vm::{Ctx, Error, HostModule, Object, Value, Vm};

/// A program as the user of an application may write it. `price` and `log` are the host's, `Order`
/// is a struct of the host's.
const SOURCE: &str = "
    function total(order) {
        var sum = 0.0;
        for (var line : order.lines) {
            sum = sum + price(line['article']) * line['count'];
        }
        log.info('total of ' + order.customer + ': ' + sum);
        return sum;
    }

    function discounted(order, rule) { return total(order) * rule(order); }
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A vm with a module of host functions: programs call them as `log.info(..)`.
    let log = HostModule::new("log").native("info", |text: &str| println!("[program] {text}"));
    let mut vm = Vm::builder().module(log).build()?;

    // A global function: any closure whose parameters and result convert. What it returns as an
    // error ends the program.
    let prices = BTreeMap::from([("apple", 0.4), ("melon", 2.5)]);
    vm.register("price", move |article: &str| {
        prices.get(article).copied().ok_or_else(|| format!("there is no article '{article}'"))
    })?;

    // A struct of the host's. Its definition makes instances when it is called, here as in
    // programs.
    let order_struct = vm.define_struct("Order", &["customer", "lines"])?;

    // Compile (the `lang` crate), verify, run: the program's functions are defined now.
    let program = lang::compile_verified("orders.unna", SOURCE.as_bytes()).map_err(|errors| errors[0].to_string())?;
    vm.run(Arc::new(program))?;

    // Rust values become the program's and back. An `Object` stays in the vm; Rust reads and writes
    // it there.
    let line = |article: &str, count: i32| {
        let article = Value::String(vm::Bytes(article.into()));
        BTreeMap::from([("article", article), ("count", Value::Int(count))])
    };
    let order: Object = order_struct.call(&mut vm, ("Ada", vec![line("apple", 10), line("melon", 2)]))?;
    let total: f64 = vm.call("total", (&order,))?;
    println!("the total is {total}");
    let lines: Object = order.get(&mut vm, "lines")?;
    lines.push(&mut vm, line("melon", 1))?;

    // A native may call back: here the program gets a Rust closure as an argument and calls it.
    let rule = vm.register("rule", |ctx: &mut Ctx<'_>, order: Object| -> Result<f64, Error> {
        let lines: Object = order.get(ctx, "lines")?;
        Ok(if lines.len(ctx)? > 2 { 0.9 } else { 1.0 })
    })?;
    println!("discounted: {}", vm.call::<f64>("discounted", (&order, &rule))?);

    // Mistakes of the program come as errors with a message and the calls that led there.
    lines.push(&mut vm, line("pear", 1))?;
    let error = vm.call::<f64>("total", (&order,)).unwrap_err();
    println!("{}\n{}", error.line(), error.trace());
    Ok(())
}
