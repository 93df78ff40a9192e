//! [`resolve`]: what each name means.
//!
//! One pass over the statements in source order: a name means the innermost local declared before
//! it, or a global. A local of an enclosing function is captured: every function between passes
//! it on. Scopes only matter here and in the slots that the emitter gives to locals.
//!
//! Invariant: the body of a function sees its own name only if the declaration is a local one;
//! otherwise it is an ordinary global.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::intern::Symbol;
use crate::limit::MAX_CAPTURES;
use crate::source::Source;
use crate::tree::{Binding, Capture, CaptureId, Expr, ExprId, FunctionId, LocalId, Name, Stmt, Tree};

/// What the resolver finds beside the bindings that it writes into the tree.
pub(crate) struct Locals {
    captured: Vec<bool>,
    symbols: Vec<Symbol>,
}

impl Locals {
    /// Whether a local is captured by a nested function, so that it lives in a cell.
    pub fn is_captured(&self, local: LocalId) -> bool {
        self.captured[local.0 as usize]
    }

    /// The name of each local.
    pub fn symbols(&self) -> impl Iterator<Item = Symbol> {
        self.symbols.iter().copied()
    }

    pub fn len(&self) -> usize {
        self.captured.len()
    }
}

/// Binds all names of a tree.
pub(crate) fn resolve(source: &Source<'_>, tree: &mut Tree) -> Result<Locals, Diagnostic> {
    let mut resolver = Resolver::new(tree);
    resolver.run().map_err(|TooMany { position, message }| Diagnostic::new(source, position, position, message))?;
    let (captured, symbols) = resolver.locals.iter().map(|local| (local.captured, local.symbol)).unzip();
    Ok(Locals { captured, symbols })
}

struct Local {
    symbol: Symbol,
    /// The function it belongs to, by its depth.
    depth: usize,
    /// What the name meant before.
    shadowed: Option<LocalId>,
    captured: bool,
}

/// A function whose body is being resolved.
struct OpenFunction {
    /// `None` for the module's body.
    id: Option<FunctionId>,
    captures: Vec<Capture>,
    /// The index in `captures` of each captured local.
    index: HashMap<LocalId, CaptureId>,
}

struct TooMany {
    position: u32,
    message: String,
}

struct Resolver<'t> {
    tree: &'t mut Tree,
    locals: Vec<Local>,
    /// The innermost visible local of each symbol.
    visible: Vec<Option<LocalId>>,
    /// The visible locals, outermost first.
    declared: Vec<LocalId>,
    /// The length of `declared` where each open scope began.
    scopes: Vec<usize>,
    functions: Vec<OpenFunction>,
    captures: usize,
    /// The next expression to resolve.
    next_expr: u32,
}

impl Resolver<'_> {
    fn new(tree: &mut Tree) -> Resolver<'_> {
        let visible = vec![None; tree.interner.len()];
        let body = OpenFunction { id: None, captures: Vec::new(), index: HashMap::new() };
        Resolver {
            tree,
            locals: Vec::new(),
            visible,
            declared: Vec::new(),
            scopes: Vec::new(),
            functions: vec![body],
            captures: 0,
            next_expr: 0,
        }
    }

    fn run(&mut self) -> Result<(), TooMany> {
        for at in 0..self.tree.stmts.len() {
            let stmt = self.tree.stmts[at];
            self.tree.stmts[at] = self.statement(stmt)?;
        }
        Ok(())
    }

    /// The statement with its declared name bound.
    fn statement(&mut self, stmt: Stmt) -> Result<Stmt, TooMany> {
        match stmt {
            Stmt::Var(name, value) => {
                self.expressions(value)?;
                return Ok(Stmt::Var(self.declare(name), value));
            }
            Stmt::Struct(name, declared) => return Ok(Stmt::Struct(self.declare(name), declared)),
            Stmt::Import(name, path) => return Ok(Stmt::Import(self.declare(name), path)),
            Stmt::Function(name, function) => {
                let name = self.declare(name);
                self.open_function(function);
                return Ok(Stmt::Function(name, function));
            }
            Stmt::EndFunction => self.close_function(),
            Stmt::Foreach(name, collection) => {
                self.expressions(Some(collection))?;
                self.open_scope();
                return Ok(Stmt::Foreach(self.declare(name), collection));
            }
            Stmt::Print(value) | Stmt::Expr(value) | Stmt::If(value) | Stmt::While(value) => {
                self.expressions(Some(value))?;
            }
            Stmt::Return(value) => self.expressions(value)?,
            Stmt::For(condition, step) => {
                self.expressions(condition)?;
                self.expressions(step)?;
            }
            Stmt::Open | Stmt::OpenFor => self.open_scope(),
            Stmt::Close | Stmt::EndFor | Stmt::EndForeach => self.close_scope(),
            Stmt::Else | Stmt::EndIf | Stmt::EndWhile | Stmt::Break | Stmt::Continue => {}
        }
        Ok(stmt)
    }

    /// Resolves the names up to the expression with this root, which is the last of its nodes.
    fn expressions(&mut self, root: Option<ExprId>) -> Result<(), TooMany> {
        let Some(root) = root else { return Ok(()) };
        for at in self.next_expr..=root.0 {
            if let Expr::Name(name) = self.tree.expr(ExprId(at)) {
                let position = self.tree.expr_position(ExprId(at));
                self.tree.exprs[at as usize] = Expr::Name(self.bind(name, position)?);
            }
        }
        self.next_expr = root.0 + 1;
        Ok(())
    }

    // Scopes.

    fn open_scope(&mut self) {
        self.scopes.push(self.declared.len());
    }

    fn close_scope(&mut self) {
        let outside = self.scopes.pop().expect("scopes open and close in pairs");
        for local in self.declared.drain(outside..).rev() {
            let Local { symbol, shadowed, .. } = self.locals[local.0 as usize];
            self.visible[symbol.index()] = shadowed;
        }
    }

    /// A declaration: a global outside all blocks, otherwise a local.
    fn declare(&mut self, name: Name) -> Name {
        if self.scopes.is_empty() { name } else { self.declare_local(name) }
    }

    fn declare_local(&mut self, Name { symbol, .. }: Name) -> Name {
        let local = LocalId(self.locals.len() as u32);
        let shadowed = self.visible[symbol.index()].replace(local);
        self.locals.push(Local { symbol, depth: self.functions.len() - 1, shadowed, captured: false });
        self.declared.push(local);
        Name { symbol, binding: Binding::Local(local) }
    }

    // Functions.

    fn open_function(&mut self, id: FunctionId) {
        self.functions.push(OpenFunction { id: Some(id), captures: Vec::new(), index: HashMap::new() });
        self.open_scope();
        for at in 0..self.tree.function(id).params.len() {
            let param = self.tree.function(id).params[at];
            self.tree.functions[id.index()].params[at] = self.declare_local(param);
        }
    }

    fn close_function(&mut self) {
        self.close_scope();
        let OpenFunction { id, captures, .. } = self.functions.pop().expect("functions open and close in pairs");
        if let Some(id) = id {
            self.tree.functions[id.index()].captures = captures;
        }
    }

    // Names.

    fn bind(&mut self, name: Name, position: u32) -> Result<Name, TooMany> {
        let Some(local) = self.visible[name.symbol.index()] else { return Ok(name) };
        let here = self.functions.len() - 1;
        let binding = if self.locals[local.0 as usize].depth == here {
            Binding::Local(local)
        } else {
            Binding::Captured(self.capture(local, position)?)
        };
        Ok(Name { symbol: name.symbol, binding })
    }

    /// The capture of an outer function's local by the innermost function. Functions in between
    /// capture it too, if they have not yet.
    fn capture(&mut self, local: LocalId, position: u32) -> Result<CaptureId, TooMany> {
        let here = self.functions.len() - 1;
        let owner = self.locals[local.0 as usize].depth;
        let has_it = |depth: &usize| self.functions[*depth].index.contains_key(&local);
        let holder = (owner + 1..=here).rev().find(has_it).unwrap_or(owner);
        self.locals[local.0 as usize].captured = true;
        for depth in holder + 1..=here {
            let capture = match self.functions[depth - 1].index.get(&local) {
                Some(&outer) => Capture::Outer(outer),
                None => Capture::Local(local),
            };
            self.add_capture(depth, local, capture, position)?;
        }
        Ok(self.functions[here].index[&local])
    }

    fn add_capture(&mut self, depth: usize, local: LocalId, capture: Capture, position: u32) -> Result<(), TooMany> {
        self.captures += 1;
        if self.captures > MAX_CAPTURES {
            let message = format!("Too many captured variables: the limit is {MAX_CAPTURES} in a module.");
            return Err(TooMany { position, message });
        }
        let function = &mut self.functions[depth];
        if function.captures.len() >= bytecode::MAX_UPVALUES {
            let limit = bytecode::MAX_UPVALUES;
            let message = format!("Too many captured variables: the limit is {limit} in a function.");
            return Err(TooMany { position, message });
        }
        function.index.insert(local, CaptureId(function.captures.len() as u16));
        function.captures.push(capture);
        Ok(())
    }
}
