//! That a match over the rows of the opcode table, or over the primitives they consist of, has no
//! catch-all arm: a new row must not compile before each such match says what it does with it.
//!
//! `if let`, `let else` and `matches!` ask for some rows by name and are left alone. So is what
//! stands in a macro's arguments, which this does not parse.

use std::collections::HashSet;

use anyhow::{Context, Result};
use syn::visit::{self, Visit};
use syn::{Arm, ExprMatch, File, Pat, UseRename};

use super::{Complaint, Text};

/// The enums of the opcode table.
const TABLE: [&str; 4] = ["Inst", "Opcode", "Primitive", "OperandKind"];

/// Matches that have a catch-all arm: file, function, why a new row is right there as it is.
const ALLOWED: [(&str, &str, &str); 6] = [
    ("crates/bytecode/src/binary/decode.rs", "inst", "most kinds of operand are written as the number they are"),
    ("crates/bytecode/src/binary/encode.rs", "write_inst", "likewise"),
    ("crates/cli/src/check.rs", "assigned", "only two rows give a global a value; a new one costs a wrong warning"),
    ("crates/cli/src/check.rs", "warnings", "a warning that a new row does not cause is not missed by a program"),
    ("crates/vm/src/helpers/property.rs", "site", "the helper is called by these rows alone, and panics at others"),
    ("crates/vm/src/interpreter/call.rs", "argument_count", "only rows that call come here, and others panic"),
];

/// Checks the sources of all crates but their tests.
///
/// # Errors
/// When a source is no Rust.
pub fn check(sources: &[Text]) -> Result<Vec<Complaint>> {
    let mut complaints = Vec::new();
    let mut found = HashSet::new();
    for source in sources.iter().filter(|source| source.path.starts_with("crates/") && source.path.contains("/src/")) {
        for function in catch_alls(&source.content).with_context(|| format!("could not parse {}", source.path))? {
            let allowed = ALLOWED.iter().position(|&(path, name, _)| (path, name) == (&source.path, &function));
            match allowed {
                Some(at) => found.extend([at]),
                None => complaints.push(format!(
                    "{}: `{function}` matches rows with a catch-all arm: name all rows, or list it with the reason in {}",
                    source.path,
                    file!()
                )),
            }
        }
    }
    let stale = (0..ALLOWED.len()).filter(|at| !found.contains(at)).map(|at| ALLOWED[at]);
    complaints
        .extend(stale.map(|(path, name, _)| format!("{path}: `{name}` has no catch-all arm any more: unlist it")));
    Ok(complaints)
}

/// The functions with a match over the table that has a catch-all arm.
fn catch_alls(content: &str) -> Result<Vec<String>> {
    let file = syn::parse_file(content)?;
    let mut matches = Matches { names: table_names(&file), ..Matches::default() };
    matches.visit_file(&file);
    Ok(matches.found)
}

/// The enums' names in a file, with those that `use` gives them.
fn table_names(file: &File) -> HashSet<String> {
    let mut names = Names(TABLE.map(String::from).into());
    names.visit_file(file);
    names.0
}

struct Names(HashSet<String>);

impl Visit<'_> for Names {
    fn visit_use_rename(&mut self, rename: &UseRename) {
        if TABLE.iter().any(|name| rename.ident == name) {
            self.0.insert(rename.rename.to_string());
        }
    }
}

#[derive(Default)]
struct Matches {
    names: HashSet<String>,
    /// The functions around the place, innermost last.
    around: Vec<String>,
    found: Vec<String>,
}

impl Visit<'_> for Matches {
    fn visit_item_fn(&mut self, function: &syn::ItemFn) {
        self.around.push(function.sig.ident.to_string());
        visit::visit_item_fn(self, function);
        self.around.pop();
    }

    fn visit_impl_item_fn(&mut self, function: &syn::ImplItemFn) {
        self.around.push(function.sig.ident.to_string());
        visit::visit_impl_item_fn(self, function);
        self.around.pop();
    }

    fn visit_expr_match(&mut self, it: &ExprMatch) {
        if it.arms.iter().any(|arm| self.names_a_row(&arm.pat)) && it.arms.iter().any(is_catch_all) {
            self.found.push(self.around.last().cloned().unwrap_or_default());
        }
        visit::visit_expr_match(self, it);
    }
}

impl Matches {
    /// Whether a pattern is of a row, or holds one as `Some(Inst::Nop {})` does.
    fn names_a_row(&self, pattern: &Pat) -> bool {
        let mut rows = Rows { names: &self.names, found: false };
        rows.visit_pat(pattern);
        rows.found
    }
}

struct Rows<'a> {
    names: &'a HashSet<String>,
    found: bool,
}

impl Visit<'_> for Rows<'_> {
    fn visit_path(&mut self, path: &syn::Path) {
        let mut segments = path.segments.iter().rev();
        let owner = segments.nth(1);
        self.found |= owner.is_some_and(|owner| self.names.contains(&owner.ident.to_string()));
    }
}

fn is_catch_all(arm: &Arm) -> bool {
    arm.guard.is_none() && is_irrefutable(&arm.pat)
}

/// Whether a pattern takes every row, as `_`, `other` and `Some(_)` do.
fn is_irrefutable(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(it) if it.ident.to_string().starts_with(char::is_uppercase) => false,
        Pat::Ident(it) => it.subpat.as_ref().is_none_or(|(_, inner)| is_irrefutable(inner)),
        Pat::Reference(it) => is_irrefutable(&it.pat),
        Pat::Paren(it) => is_irrefutable(&it.pat),
        Pat::Or(it) => it.cases.iter().any(is_irrefutable),
        Pat::Tuple(it) => it.elems.iter().all(is_irrefutable),
        Pat::TupleStruct(it) if it.path.get_ident().is_some() => it.elems.iter().all(is_irrefutable),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(code: &str, functions: &[&str]) {
        assert_eq!(catch_alls(code).unwrap(), functions, "{code}");
    }

    #[test]
    fn a_catch_all_over_rows_is_found() {
        finds("fn f(it: Inst) { match it { Inst::Nop {} => 1, _ => 2 }; }", &["f"]);
        finds("fn f(it: Inst) { match it { Inst::Nop {} => 1, other => g(other) }; }", &["f"]);
        finds("fn f() { use bytecode::Opcode as O; match it { O::Nop | O::Pop => 1, _ => 2 }; }", &["f"]);
        finds("impl A { fn f() { match it { Some(&bytecode::Inst::Pop {}) => 1, _ => 2 }; } }", &["f"]);
        finds("fn f() { match it { Some(Inst::Pop {}) => 1, Some(_) => 2, None => 3 }; }", &["f"]);
        finds("fn f() { match (a, b) { (Primitive::Pop, _) => 1, (_, _) => 2 }; }", &["f"]);
        finds("fn f() { match it { Primitive::Pop => match b { 1 => 2, _ => 3 }, Primitive::Dup | _ => 1 }; }", &["f"]);
    }

    #[test]
    fn other_matches_are_left_alone() {
        finds("fn f(it: Inst) { match it { Inst::Nop {} => 1, Inst::Pop {} => 2 }; }", &[]);
        finds("fn f(it: Kind) { match it { Kind::Nop => 1, _ => 2 }; }", &[]);
        finds("fn f(it: u8) { match it { 1 => Inst::Nop {}, _ => Inst::Pop {} }; }", &[]);
        finds("fn f() { match it { Some(Inst::Pop {} | Inst::Nop {}) => 1, None => 3 }; }", &[]);
        finds("fn f() { match it { Primitive::Jump(_) => 1, Primitive::Pop => 3 }; }", &[]);
        finds("fn f(it: Inst) { if let Inst::Nop {} = it {} }", &[]);
    }
}
