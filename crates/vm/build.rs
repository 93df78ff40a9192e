//! Chooses the interpreter's form: rows that jump to each other where the optimiser makes their
//! last calls jumps, else a loop around a `match` (`src/interpreter.rs`).

fn main() {
    println!("cargo::rustc-check-cfg=cfg(threaded)");
    println!("cargo::rerun-if-changed=build.rs");
    let opt_level = std::env::var("OPT_LEVEL").unwrap_or_default();
    if matches!(opt_level.as_str(), "2" | "3" | "s" | "z") {
        println!("cargo::rustc-cfg=threaded");
    }
}
