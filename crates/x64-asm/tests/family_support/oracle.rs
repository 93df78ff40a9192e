//! Other assemblers: the bytes they make of the same text.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

/// An assembler.
pub struct Oracle {
    pub name: &'static str,
    command: Vec<String>,
    /// Whether r16 to r31 are registers. To an older `as` they are names of symbols.
    extended: bool,
}

/// Each instruction gets a cell of its own, filled up with `int3`.
pub const CELL: usize = 16;

impl Oracle {
    /// GNU `as`.
    pub fn gnu() -> Oracle {
        Oracle::new("as", "X64_ASM_AS", "as --64")
    }

    /// LLVM's assembler, of a version that `X64_ASM_LLVM_MC` names: those of distributions are
    /// too old. The checks of the project always name one.
    pub fn llvm() -> Option<Oracle> {
        let named = std::env::var_os("X64_ASM_LLVM_MC").is_some();
        assert!(named || std::env::var_os("CI").is_none(), "X64_ASM_LLVM_MC names no assembler; see .ci/run");
        named.then(|| Oracle::new("llvm-mc", "X64_ASM_LLVM_MC", ""))
    }

    fn new(name: &'static str, variable: &str, default: &str) -> Oracle {
        let command = std::env::var(variable).unwrap_or_else(|_| default.to_string());
        let mut oracle = Oracle { name, command: command.split(' ').map(String::from).collect(), extended: true };
        oracle.extended = oracle.assemble(&["add r16, r17".to_string()])[0].is_ok();
        oracle
    }

    /// The bytes of each line; nothing for a line that is refused, with the reason.
    pub fn assemble(&self, lines: &[String]) -> Vec<Result<Vec<u8>, String>> {
        let spelled: Vec<String> = lines.iter().map(|line| self.spelled(line)).collect();
        let lines = &spelled;
        let unknown = |line: &String| !self.extended && names_extended(line);
        let mut refused: Vec<Option<String>> =
            lines.iter().map(|line| unknown(line).then(|| "r16 to r31 are unknown".to_string())).collect();
        for _ in 0..4 {
            let source = source(lines, &refused);
            let messages = match self.run(&source) {
                Ok(bytes) => return cells(&bytes, &refused),
                Err(messages) => messages,
            };
            let before: BTreeSet<usize> = (0..lines.len()).filter(|at| refused[*at].is_some()).collect();
            for message in messages.lines() {
                // `FILE:LINE: Error: ...`, or with a column; two lines of head, two a cell.
                let mut parts = message.split(':');
                let number = parts.nth(1).and_then(|line| line.trim().parse::<usize>().ok());
                if let Some(line) = number.filter(|line| *line > 2 && message.to_lowercase().contains("error")) {
                    refused[(line - 3) / 2] = Some(message.to_string());
                }
            }
            let after = refused.iter().filter(|it| it.is_some()).count();
            assert!(
                after > before.len(),
                "{} fails without a line:\n{}",
                self.name,
                &messages[..messages.len().min(2000)]
            );
        }
        panic!("{} goes on refusing lines", self.name)
    }

    /// The line in this assembler's spelling: LLVM writes the rounding of a conversion from a
    /// general-purpose register before that register.
    fn spelled(&self, line: &str) -> String {
        let from_integer = line.contains("cvtsi2") || line.contains("cvtusi2");
        match line.rsplit_once(", ") {
            Some((rest, rounding)) if self.name == "llvm-mc" && from_integer && rounding.starts_with('{') => {
                let (start, register) = rest.rsplit_once(", ").unwrap_or((rest, ""));
                format!("{start}, {rounding}, {register}")
            }
            _ => line.to_string(),
        }
    }

    fn run(&self, source: &str) -> Result<Vec<u8>, String> {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let names = ["s", "o", "bin"].map(|ext| directory.join(format!("family-{}.{ext}", self.name)));
        let [input, object, binary] = names;
        std::fs::write(&input, source).unwrap();
        let mut command = Command::new(&self.command[0]);
        let command = command.args(&self.command[1..]).arg("-o").args([&object, &input]);
        let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let mut copy = Command::new("objcopy");
        let copied = copy.args(["-O", "binary", "-j", ".text"]).args([&object, &binary]).status();
        assert!(copied.expect("binutils is installed").success());
        Ok(std::fs::read(&binary).unwrap())
    }
}

/// Whether a line names one of r16 to r31, in any size.
fn names_extended(line: &str) -> bool {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric());
    let numbers = words.filter_map(|word| word.strip_prefix('r')).map(|word| word.trim_end_matches(['b', 'w', 'd']));
    numbers.filter_map(|number| number.parse::<u32>().ok()).any(|number| (16..32).contains(&number))
}

fn source(lines: &[String], refused: &[Option<String>]) -> String {
    let mut source = String::from(".intel_syntax noprefix\n.text\n");
    for (line, refused) in lines.iter().zip(refused) {
        source.push_str(if refused.is_some() { "int3" } else { line });
        source.push_str("\n.balign 16, 0xcc\n");
    }
    source
}

fn cells(bytes: &[u8], refused: &[Option<String>]) -> Vec<Result<Vec<u8>, String>> {
    assert_eq!(bytes.len(), refused.len() * CELL, "an instruction is too long");
    let cells = bytes.chunks(CELL).zip(refused);
    cells
        .map(|(cell, refused)| match refused {
            Some(reason) => Err(reason.clone()),
            None => Ok(cell.to_vec()),
        })
        .collect()
}
