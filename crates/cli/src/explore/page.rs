//! The page: one HTML file with styles, script and data in it.

use vm::recording::Recording;

const HTML: &str = include_str!("page/page.html");
const CSS: &str = include_str!("page/page.css");
/// The script, in the order in which its parts use each other.
const SCRIPT: [&str; 8] = [
    include_str!("page/model.js"),
    include_str!("page/list.js"),
    include_str!("page/panes.js"),
    include_str!("page/difference.js"),
    include_str!("page/timeline.js"),
    include_str!("page/flame.js"),
    include_str!("page/tables.js"),
    include_str!("page/main.js"),
];

/// The page that shows one run, or two beside each other.
pub fn page(runs: &[Recording]) -> String {
    let title = runs.iter().map(|run| run.program.as_str()).collect::<Vec<_>>().join(" | ");
    let data = serde_json::to_string(runs).expect("a recording has only text keys and writes to memory");
    let mut page = HTML;
    let mut text = String::with_capacity(data.len() + HTML.len() + CSS.len() + (64 << 10));
    for (mark, content) in [
        ("{{title}}", escape_html(&title)),
        ("{{css}}", CSS.to_string()),
        ("{{data}}", escape_script(&data)),
        ("{{script}}", SCRIPT.concat()),
    ] {
        let (before, after) = page.split_once(mark).expect("the page has each mark once, in this order");
        text.push_str(before);
        text.push_str(&content);
        page = after;
    }
    text + page
}

/// Text as the content of an element.
fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// JSON as the content of a script element. Without `<` nothing in it can end the element or begin
/// a comment; in JSON a `<` is only ever within a string, where `\u003c` means the same.
fn escape_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use vm::recording::SourceFile;

    #[test]
    fn no_text_of_a_program_ends_the_script_element() {
        let hostile = "</script><script>alert(1)</script><!-- ]]> \u{2028} &lt; <b>";
        let mut run = Recording::default();
        run.program = hostile.to_string();
        let mut module = SourceFile::default();
        module.text = Some(hostile.to_string());
        run.modules.push(module);
        let page = page(&[run.clone()]);
        let (_, data) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
        let (data, _) = data.split_once("</script>").unwrap();
        let read: Vec<Recording> = serde_json::from_str(data).unwrap();
        assert_eq!(read, [run]);
        assert_eq!(page.matches("</script>").count(), 2, "the data and the script");
        assert!(page.contains("<title>&lt;/script>&lt;script>alert(1)"), "the title is text");
    }

    #[test]
    fn a_page_loads_nothing() {
        let page = page(&[Recording::default()]);
        for forbidden in ["http://", "https://", " src=", "@import", "url(", "fetch(", "XMLHttpRequest"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
