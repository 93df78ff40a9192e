//! What a SAFETY comment may not say: that the fact stands elsewhere. Each names its own, so that a
//! block can be judged, and moved, by itself.

use super::{Complaint, Text};

/// Words that point at a fact instead of stating it.
const POINTERS: [&str; 6] = ["by the contract", "by contract", "as above", "see above", "same as", "as before"];

/// Checks all source files.
pub fn check(sources: &[Text]) -> Vec<Complaint> {
    sources.iter().flat_map(check_comments).collect()
}

fn check_comments(source: &Text) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut is_safety = false;
    for (number, line) in source.content.lines().enumerate() {
        let comment = line.trim_start().strip_prefix("// ");
        is_safety = comment.is_some_and(|text| is_safety || text.starts_with("SAFETY:"));
        let Some(text) = comment.filter(|_| is_safety) else { continue };
        if let Some(pointer) = POINTERS.iter().find(|pointer| text.contains(*pointer)) {
            complaints.push(format!("{}:{}: `{pointer}` names no fact: say what holds here", source.path, number + 1));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, lines: &[usize]) {
        let complaints = super::check(&[Text { path: "a.rs".into(), content: content.into() }]);
        let places: Vec<String> = lines.iter().map(|line| format!("a.rs:{line}: ")).collect();
        assert_eq!(complaints.len(), places.len(), "{complaints:?}");
        assert!(
            complaints.iter().zip(&places).all(|(complaint, place)| complaint.starts_with(place)),
            "{complaints:?}"
        );
    }

    #[test]
    fn a_fact_is_fine() {
        check("// SAFETY: the slot is below the frame's end, which `fits` has compared.\nunsafe { *slot }\n", &[]);
    }

    #[test]
    fn a_pointer_is_a_complaint() {
        check("\n    // SAFETY: as above.\n", &[2]);
        check("// SAFETY: a word of the frame,\n// by the contract.\n", &[2]);
    }

    #[test]
    fn other_comments_may_point() {
        check("// The order is the same as above.\n", &[]);
        check("// SAFETY: the word is live.\nunsafe { f() };\n// as above\n", &[]);
    }
}
