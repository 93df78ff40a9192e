//! Samples of perf: which machine instructions took the time.
//!
//! The text is that of `perf script -F ip` or `-F time,ip`: a line for each sample, the address
//! last and in hexadecimal, before it the time in seconds. The time is not needed: memory that was
//! used for two codes one after the other counts for the later one.

use vm::recording::{Code, Recording};

/// Adds samples to the instructions of a run. Returns how many fell into its machine code, and how
/// many there were.
///
/// # Errors
/// A line is no sample, as a text for the user.
pub fn add(run: &mut Recording, text: &str) -> Result<(usize, usize), String> {
    let addresses = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let addresses: Vec<u64> = addresses.map(|(line, number)| address(line, number)).collect::<Result<_, _>>()?;
    if addresses.is_empty() {
        return Err(format!("there is no sample; {HOW}"));
    }
    let found = addresses.iter().filter(|&&address| count(&mut run.codes, address)).count();
    Ok((found, addresses.len()))
}

const HOW: &str = "`perf script -F ip` writes such a file";

fn address(line: &str, number: usize) -> Result<u64, String> {
    let word = line.split_whitespace().next_back().unwrap_or_default();
    u64::from_str_radix(word.trim_start_matches("0x"), 16)
        .map_err(|_| format!("line {number} does not end with an address: `{}`; {HOW}", line.trim()))
}

/// Counts a sample at an address; whether it is in a code.
fn count(codes: &mut [Code], address: u64) -> bool {
    let holds = |code: &&mut Code| address.checked_sub(code.address).is_some_and(|at| at < u64::from(code.bytes));
    let Some(code) = codes.iter_mut().rev().find(holds) else { return false };
    let offset = (address - code.address) as u32;
    let behind = code.instructions.partition_point(|instruction| instruction.at <= offset);
    if let Some(instruction) = behind.checked_sub(1).and_then(|at| code.instructions.get_mut(at)) {
        *instruction.samples.get_or_insert(0) += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> Recording {
        let json = r#"{"function":0,"entry":"function","variant":0,"tier":"baseline","made_ns":1,"took_ns":1,"why":"hot",
            "profile":"","address":4096,"bytes":8,"hot_bytes":8,"entered":0,"exits":[],
            "instructions":[{"at":0,"text":"push rbp"},{"at":1,"text":"ret"}]}"#;
        let mut run = Recording::default();
        run.codes.push(serde_json::from_str(json).unwrap());
        run
    }

    #[test]
    fn samples_fall_on_instructions() {
        let mut run = run();
        let text = "  12.345678:   1000\n 12.5:  1003 \n\n  7fff00000000\n 0x1001\n";
        assert_eq!(add(&mut run, text), Ok((3, 4)));
        let samples: Vec<_> = run.codes[0].instructions.iter().map(|it| it.samples).collect();
        assert_eq!(samples, [Some(1), Some(2)]);
    }

    #[test]
    fn what_is_no_sample_is_named() {
        let error = add(&mut run(), "1000\nunna 77 cycles:\n").unwrap_err();
        assert!(error.starts_with("line 2 does not end with an address: `unna 77 cycles:`; `perf script"), "{error}");
        assert!(add(&mut run(), "\n").unwrap_err().starts_with("there is no sample"));
    }
}
