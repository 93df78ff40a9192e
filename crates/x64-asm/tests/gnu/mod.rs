//! Whole programs by GNU `as`.

use std::path::PathBuf;
use std::process::Command;

/// The bytes of a program with labels; `name` is that of its files.
pub fn assemble(name: &str, text: &str) -> Vec<u8> {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let [input, object, binary] = ["s", "o", "bin"].map(|ext| directory.join(format!("{name}.{ext}")));
    std::fs::write(&input, text).unwrap();
    for command in [
        Command::new("as").arg("--64").arg("-o").args([&object, &input]),
        Command::new("objcopy").args(["-O", "binary", "-j", ".text"]).args([&object, &binary]),
    ] {
        assert!(command.status().expect("binutils is installed").success());
    }
    std::fs::read(&binary).unwrap()
}
