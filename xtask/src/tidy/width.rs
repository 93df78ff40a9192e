//! The width of comments, in the crates that keep it.

use super::{Complaint, Text};

/// The most columns of a line that is a comment.
const WIDTH: usize = 100;

/// The folders whose comments keep it.
const FOLDERS: [&str; 11] = [
    "crates/bytecode/",
    "crates/cli/",
    "crates/columns/",
    "crates/core-modules/",
    "crates/exec-mem/",
    "crates/heap/",
    "crates/jit/",
    "crates/lang/",
    "crates/opt/",
    "crates/vm/",
    "xtask/",
];

/// Complains of each comment that is too wide. Code blocks and tables in it are left alone.
pub fn check(sources: &[Text]) -> Vec<Complaint> {
    sources
        .iter()
        .filter(|source| FOLDERS.iter().any(|folder| source.path.starts_with(folder)))
        .flat_map(wide)
        .collect()
}

fn wide(source: &Text) -> Vec<Complaint> {
    let mut in_block = false;
    let mut complaints = Vec::new();
    for (number, line) in source.content.lines().enumerate() {
        let Some(text) = comment(line) else {
            in_block = false;
            continue;
        };
        in_block ^= text.starts_with("```");
        let columns = line.chars().count();
        if columns > WIDTH && !in_block && !text.starts_with('|') {
            complaints.push(format!(
                "{}:{}: a comment of {columns} columns: wrap it at {WIDTH}",
                source.path,
                number + 1
            ));
        }
    }
    complaints
}

/// The text of a line that is a comment.
fn comment(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix("//")?;
    Some(text.trim_start_matches(['/', '!']).trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn complaints(path: &str, content: &str) -> usize {
        check(&[Text { path: path.into(), content: content.into() }]).len()
    }

    #[test]
    fn a_wide_comment_is_a_complaint_where_the_width_is_kept() {
        let wide = format!("    /// {}\n", "word ".repeat(20));
        assert_eq!(complaints("crates/heap/src/heap.rs", &wide), 1);
        assert_eq!(complaints("crates/heap/src/heap.rs", &wide.replace("word word ", "")), 0);
        assert_eq!(complaints("crates/elsewhere/src/lib.rs", &wide), 0);
    }

    #[test]
    fn code_and_tables_may_be_wide() {
        let wide = "x".repeat(WIDTH);
        assert_eq!(complaints("xtask/src/a.rs", &format!("/// ```\n/// {wide}\n/// ```\n/// {wide}\n")), 1);
        assert_eq!(complaints("xtask/src/a.rs", &format!("/// | {wide} |\n")), 0);
        assert_eq!(complaints("xtask/src/a.rs", &format!("let a = \"{wide}\";\n")), 0);
    }
}
