//! The opcode page is the table's, and accounts for each opcode of the original.

use bytecode::{Opcode, opcode_page};

#[test]
fn the_page_in_docs_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/opcodes.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, opcode_page()).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        page == opcode_page(),
        "docs/opcodes.md is stale: cargo run -p bytecode --example opcodes > docs/opcodes.md"
    );
}

#[test]
fn every_row_is_on_the_page_once() {
    let page = opcode_page();
    for row in Opcode::ALL {
        assert_eq!(page.matches(&format!("\n| `{}` |", row.mnemonic())).count(), 1, "{}", row.mnemonic());
    }
}

/// Four of the original's opcodes are mechanisms here; every other one is a row.
#[test]
fn every_original_opcode_has_an_account() {
    let page = opcode_page();
    let (_, accounts) = page.split_once("| original | here |").unwrap();
    let accounts: Vec<&str> = accounts.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    assert_eq!(accounts.len(), 86);
    let mechanisms: Vec<&str> = accounts.iter().filter(|line| line.contains("no row")).copied().collect();
    assert_eq!(mechanisms.len(), 4);
    for line in accounts.iter().filter(|line| !line.contains("no row")) {
        let name = line.split(' ').nth(1).unwrap();
        assert!(Opcode::from_mnemonic(name).is_some(), "{line}");
    }
}
