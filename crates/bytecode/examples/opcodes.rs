//! Prints the page `docs/opcodes.md`: `cargo run -p bytecode --example opcodes > docs/opcodes.md`.

fn main() {
    print!("{}", bytecode::opcode_page());
}
