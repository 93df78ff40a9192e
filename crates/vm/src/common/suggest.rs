//! [`nearest`]: the name that was meant, where a program names something that does not exist.

/// Longer names are not compared, and more candidates than this are not looked at: an error must
/// not take long.
const MAX_NAME_BYTES: usize = 64;
const MAX_CANDIDATES: usize = 10_000;

/// The candidate that `name` was most likely meant to be; `None` if none is like it.
///
/// Alike are names that differ in case or underscores only, that differ by at most one typing
/// mistake in three characters, or of which one is contained in the other and no less than its half
/// (`upper` and `toUpper`). Of several equally like it, the first in the alphabet is given.
///
/// ```
/// assert_eq!(vm::nearest("lenght", ["has", "length"]), Some("length"));
/// assert_eq!(vm::nearest("upper", ["toLower", "toUpper"]), Some("toUpper"));
/// assert_eq!(vm::nearest("sqrt", ["has", "length"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > MAX_NAME_BYTES {
        return None;
    }
    let meant = plain(name);
    let short = candidates.into_iter().filter(|candidate| candidate.len() <= MAX_NAME_BYTES).take(MAX_CANDIDATES);
    let distances = short.filter_map(|candidate| Some((distance(&meant, &plain(candidate))?, candidate)));
    distances.min().map(|(_, candidate)| candidate)
}

/// A name without what people mix up: case and underscores.
fn plain(name: &str) -> String {
    name.chars().filter(|&c| c != '_').flat_map(char::to_lowercase).collect()
}

/// How far two names are from each other; `None` if they are not alike.
fn distance(a: &str, b: &str) -> Option<usize> {
    let mistakes = strsim::damerau_levenshtein(a, b);
    let shorter = a.len().min(b.len());
    let contains = shorter >= 3 && 2 * shorter >= a.len().max(b.len()) && (a.contains(b) || b.contains(a));
    (mistakes <= (shorter / 3).clamp(1, 3) && 2 * mistakes < shorter || contains).then_some(mistakes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_mistakes_are_seen_through() {
        assert_eq!(nearest("cuont", ["other", "count", "counter"]), Some("count"));
        assert_eq!(nearest("user_name", ["userName"]), Some("userName"));
        assert_eq!(nearest("len", ["has", "length"]), Some("length"));
        assert_eq!(nearest("parseJson", ["parse", "stringify"]), Some("parse"));
    }

    #[test]
    fn what_is_not_alike_is_not_suggested() {
        assert_eq!(nearest("x", ["y", "z"]), None);
        assert_eq!(nearest("nowhere", ["now"]), None);
        assert_eq!(nearest("name", ["save", "xs"]), None);
        assert_eq!(nearest("floor", ["has", "keys", "push"]), None);
        assert_eq!(nearest(&"a".repeat(100), ["aaa"]), None);
        assert_eq!(nearest("abc", []), None);
    }
}
