//! GNU `as` and LLVM's disassembler, which know nothing of this crate.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The machine code that GNU `as` makes of this source.
pub fn assemble(name: &str, source: &str) -> Vec<u8> {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let [input, object, binary] = ["s", "o", "bin"].map(|kind| directory.join(format!("{name}.{kind}")));
    std::fs::write(&input, format!(".text\n{source}")).unwrap();
    let march = "-march=armv8.5-a+crc+lse+fp16+dotprod+rcpc+pauth+flagm+sb";
    run(Command::new("aarch64-linux-gnu-as").arg(march).arg("-o").args([&object, &input]));
    let mut copy = Command::new("aarch64-linux-gnu-objcopy");
    run(copy.args(["-O", "binary", "-j", ".text"]).args([&object, &binary]));
    std::fs::read(&binary).unwrap()
}

/// What LLVM reads in these words: a line for each, without its comments.
pub fn disassemble(words: &[u32], aliases: bool) -> Vec<String> {
    let mut command = Command::new("llvm-mc");
    command.args(["-disassemble", "-triple=aarch64", "-mattr=+v8.5a,+fullfp16,+dotprod,+crc,+lse,+rcpc,+sb"]);
    if !aliases {
        command.args(["-M", "no-aliases"]);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("llvm-mc is installed (Debian package llvm)");
    let mut input = child.stdin.take().unwrap();
    let text: String =
        words.iter().map(|word| word.to_le_bytes().map(|byte| format!("{byte:#04x} ")).concat() + "\n").collect();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default().trim().replace('\t', " "));
    lines.filter(|line| !line.starts_with('.')).collect()
}

fn run(command: &mut Command) {
    let output = command.output().expect("binutils-aarch64-linux-gnu is installed");
    let messages = String::from_utf8_lossy(&output.stderr);
    let first: Vec<_> = messages.lines().filter(|line| !line.contains("Warning")).take(30).collect();
    assert!(output.status.success(), "{command:?}:\n{}", first.join("\n"));
}
