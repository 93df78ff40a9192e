//! `ucoreScraper` and `ucoreTui` without a terminal, and what a vm without permission has.

#[path = "common/mod.rs"]
mod common;

use common::{Sink, machine, printed, run};
use vm::Permissions;

#[test]
fn selectors_find_elements() {
    let page =
        "var page = '<html><body><div id=\"a\" class=\"x y\">one <b>two</b></div><p class=\"x\"></p><br></body>';
        function show(found) {
            for (var e : found) {
                print e[\"tagName\"] + '|' + e[\"text\"] + '|' + ucoreJson.stringify(e[\"attributes\"]);
            }
        }";
    let check = |selector: &str, expected: &str| {
        let source = format!("{page} show(ucoreScraper.select(page, '{selector}'));");
        assert_eq!(printed(&source), expected, "{selector}");
    };
    check("#a", "div|one two|{\"id\":\"a\",\"class\":\"x y\"}\n");
    check(".x", "div|one two|{\"id\":\"a\",\"class\":\"x y\"}\np|nil|{\"class\":\"x\"}\n");
    check("div b", "b|two|null\n");
    check("br", "br|nil|null\n");
    check("table", "");
    assert_eq!(printed("print ucoreScraper.select('<p>', '###'); print ucoreScraper.select(1, 'p');"), "nil\nnil\n");
    assert_eq!(
        printed("print ucoreScraper.parse('<p>'); print ucoreScraper.parseFile('/no/such', 'p');"),
        "nil\nnil\n"
    );
}

#[test]
fn files_are_parsed_beside_the_script() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("scraper");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("page.html"), "<h1>Title</h1>").unwrap();
    let sink = Sink::default();
    let mut vm = machine(&sink, folder.join("main.unna").to_str().unwrap(), b"");
    run(&mut vm, "print ucoreScraper.parseFile('page.html', 'h1')[0]['text'];").unwrap();
    assert_eq!(sink.text(), "Title\n");
}

#[test]
fn styles_are_strings() {
    let shown = printed(
        "print ucoreTui.bold('x') + ucoreTui.fg('red', 'y') + ucoreTui.bg('blue', 'z');
         print ucoreTui.style('s', 'bold red bg:blue') + ucoreTui.style('plain', '');
         print ucoreTui.fg('nocolour', 'c'); print ucoreTui.bold(1);",
    );
    let expected = "\x1b[1mx\x1b[0m\x1b[31my\x1b[0m\x1b[44mz\x1b[0m\n\x1b[1;31;44ms\x1b[0mplain\nc\nnil\n";
    assert_eq!(shown, expected);
}

#[test]
fn drawings_are_printed() {
    assert_eq!(printed("ucoreTui.box('one\\nthree', 'T');"), "┌ T ────┐\n│ one   │\n│ three │\n└───────┘\n");
    assert_eq!(
        printed("ucoreTui.boxBegin('T', 5); ucoreTui.boxLine('a'); ucoreTui.boxEnd();"),
        "┌ T ────┐\n│ a     │\n└───────┘\n"
    );
    assert_eq!(printed("ucoreTui.table([['n'], [1]]);"), "┌───┐\n│ n │\n├───┤\n│ 1 │\n└───┘\n");
    let tree = "var m = map(); m['a'] = [1, [2]]; ucoreTui.tree(m);";
    assert_eq!(printed(tree), "└─ a\n   ├─ 1\n   └─ [1]\n      └─ 2\n");
    assert_eq!(printed("var m = map(); m['m'] = m; ucoreTui.tree(m);").lines().count(), 66);
    assert_eq!(printed("ucoreTui.progressBar(1, 2, 4); ucoreTui.progressBar(2, 2, 4);"), "\r██░░  50%\r████ 100%\n");
    assert_eq!(printed("ucoreTui.spinner(0, 'w'); ucoreTui.spinner(11, '');"), "\r\x1b[2K⠋ w\r\x1b[2K⠙ ");
    assert_eq!(printed("ucoreTui.moveTo(3, 2); ucoreTui.clearLine();"), "\x1b[2;3H\r\x1b[2K");
}

#[test]
fn without_a_terminal_lines_are_read() {
    let sink = Sink::default();
    let mut vm = machine(&sink, "main.unna", b"Ada\nsecret\nyes\n2\nnine\n");
    let source = "print ucoreTui.input('name? '); print ucoreTui.inputPassword(); print ucoreTui.confirm('sure?');
        print ucoreTui.select('which?', ['a', 'b']); print ucoreTui.select('which?', ['a']); print ucoreTui.keypress();";
    run(&mut vm, source).unwrap();
    let expected = "name? Ada\nsecret\nsure? (y/n) 1\nwhich?\n1. a\n2. b\n> 1\nwhich?\n1. a\n> -1\nnil\n";
    assert_eq!(sink.text(), expected);
}

#[test]
fn without_permission_there_are_none() {
    assert!(system_modules::system_modules(Permissions::NO_SYSTEM).is_empty());
    let modules = "print length('' + ucoreHttp + ucoreScraper + ucoreTui) > 0;";
    assert_eq!(printed(modules), "1\n");
}
