//! [`Pattern`]: the path of a route, with segments that are parameters.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// A path such as `/users/:id/files`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern(Vec<Segment>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Segment {
    Fixed(String),
    Parameter(String),
}

impl Pattern {
    pub fn new(path: &str) -> Pattern {
        let segment = |part: &str| match part.strip_prefix(':') {
            Some(name) => Segment::Parameter(name.to_owned()),
            None => Segment::Fixed(part.to_owned()),
        };
        Pattern(segments(path).map(segment).collect())
    }

    /// The parameters, if the path of a request, still encoded, is one of these. A slash at the end does not matter.
    pub fn parameters(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let mut parameters = BTreeMap::new();
        let mut parts = segments(path);
        for segment in &self.0 {
            let part = decoded(parts.next()?);
            match segment {
                Segment::Fixed(text) if *text == part => {}
                Segment::Fixed(_) => return None,
                Segment::Parameter(name) => {
                    parameters.insert(name.clone(), part);
                }
            }
        }
        parts.next().is_none().then_some(parameters)
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// The pairs of a query, `a=1&b=2`; of two with one name the last counts.
pub fn query(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
        })
        .collect()
}

/// A text with its `%XX` replaced.
pub fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expected: Option<&[(&str, &str)]>) {
        let found = Pattern::new(pattern).parameters(path);
        let expected = expected.map(|pairs| pairs.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect());
        assert_eq!(found, expected, "{pattern} {path}");
    }

    #[test]
    fn segments_are_fixed_or_parameters() {
        check("/", "/", Some(&[]));
        check("/users", "/users/", Some(&[]));
        check("/users/:id", "/users/42", Some(&[("id", "42")]));
        check("/:a/x/:b", "/1/x/2", Some(&[("a", "1"), ("b", "2")]));
        check("/users/:name", "/users/J%C3%B8rgen%2F2", Some(&[("name", "J\u{f8}rgen/2")]));
        check("/users/:id", "/users", None);
        check("/users/:id", "/users/1/2", None);
        check("/users", "/other", None);
    }

    #[test]
    fn queries_are_pairs() {
        let found = query("a=1&b=x+y%26z&c&a=2");
        let pairs: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(pairs, [("a", "2"), ("b", "x y&z"), ("c", "")]);
    }
}
