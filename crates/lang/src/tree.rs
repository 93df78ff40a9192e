//! [`Tree`]: a parsed source, stored flat.
//!
//! Statements stand in source order, compound ones closed by a marker of their own ([`Stmt::EndIf`]
//! and so on); expressions stand in post-order, those of one statement together. Nothing owns
//! anything, so passes are loops and neither walking nor dropping a tree recurses.
//!
//! Invariant: the expressions of a statement follow those of the statement before it, operands
//! come before their operator, and the root is the last.

use bytecode::num::{Arithmetic, Comparison};

use crate::intern::{Interner, Symbol};

/// An index into the expressions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct ExprId(pub u32);

/// A list of expressions, in [`Tree::list`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct List {
    start: u32,
    len: u32,
}

/// An index into the functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FunctionId(u32);

/// An index into the struct declarations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct StructIndex(u32);

/// An index into the locals of all functions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct LocalId(pub u32);

/// An index into a function's captures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct CaptureId(pub u16);

/// What a name means. The parser makes every name `Global`; the resolver finds the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Binding {
    Global,
    /// A local of the function the name stands in.
    Local(LocalId),
    /// A local of an enclosing function.
    Captured(CaptureId),
}

/// A name, where it is declared or used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Name {
    pub symbol: Symbol,
    pub binding: Binding,
}

impl Name {
    pub fn new(symbol: Symbol) -> Name {
        Name { symbol, binding: Binding::Global }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum UnaryOperator {
    Negate,
    Plus,
    Not,
    /// The identity, because the language has no futures.
    Await,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LogicOperator {
    And,
    Or,
}

/// The functions that a call by bare name always means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Builtin {
    Push,
    Pop,
    Length,
    Array,
    Map,
}

impl Builtin {
    pub fn of_name(name: &[u8]) -> Option<Builtin> {
        match name {
            b"push" => Some(Builtin::Push),
            b"pop" => Some(Builtin::Pop),
            b"length" => Some(Builtin::Length),
            b"array" => Some(Builtin::Array),
            b"map" => Some(Builtin::Map),
            _ => None,
        }
    }
}

/// An expression.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Expr {
    Nil,
    True,
    False,
    Int(i32),
    Float(f64),
    Str(Symbol),
    Name(Name),
    Unary(UnaryOperator, ExprId),
    Arithmetic(Arithmetic, ExprId, ExprId),
    Compare(Comparison, ExprId, ExprId),
    Logic(LogicOperator, ExprId, ExprId),
    /// Target and value. A target is a `Name`, a `Property` or an `Index`.
    Assign(ExprId, ExprId),
    /// As `Assign`, with an operator before the `=`.
    Compound(Arithmetic, ExprId, ExprId),
    Property(ExprId, Symbol),
    /// Indexed value and index.
    Index(ExprId, ExprId),
    Call(ExprId, List),
    Builtin(Builtin, List),
    Array(List),
}

/// A statement, or the marker that divides or ends one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Stmt {
    Var(Name, Option<ExprId>),
    Struct(Name, StructIndex),
    /// Name and path.
    Import(Name, Symbol),
    /// The body follows, to `EndFunction`.
    Function(Name, FunctionId),
    EndFunction,
    Print(ExprId),
    Expr(ExprId),
    Return(Option<ExprId>),
    Open,
    Close,
    /// The then-branch follows, then perhaps `Else` and its branch, then `EndIf`.
    If(ExprId),
    Else,
    EndIf,
    /// The body follows, to `EndWhile`.
    While(ExprId),
    EndWhile,
    /// The initialiser follows, if there is one, then `For`.
    OpenFor,
    /// Condition and step; the body follows, to `EndFor`.
    For(Option<ExprId>, Option<ExprId>),
    EndFor,
    /// Variable and collection; the body follows, to `EndForeach`.
    Foreach(Name, ExprId),
    EndForeach,
    Break,
    Continue,
}

/// A function declaration. The name is also in its statement.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub name: Symbol,
    pub params: Vec<Name>,
    /// Filled by the resolver.
    pub captures: Vec<Capture>,
}

/// Where a closure finds a captured local when it is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Capture {
    /// Among the locals of the function that makes the closure.
    Local(LocalId),
    /// Among that function's own captures.
    Outer(CaptureId),
}

/// A struct declaration.
#[derive(Clone, Debug)]
pub(crate) struct Struct {
    pub name: Symbol,
    pub fields: Vec<Symbol>,
}

/// A parsed source. Positions are offsets into it.
#[derive(Default)]
pub(crate) struct Tree {
    pub interner: Interner,
    pub functions: Vec<Function>,
    structs: Vec<Struct>,
    pub stmts: Vec<Stmt>,
    stmt_positions: Vec<u32>,
    pub exprs: Vec<Expr>,
    expr_positions: Vec<u32>,
    lists: Vec<ExprId>,
}

impl Tree {
    pub fn push_stmt(&mut self, position: u32, stmt: Stmt) {
        self.stmts.push(stmt);
        self.stmt_positions.push(position);
    }

    pub fn push_expr(&mut self, position: u32, expr: Expr) -> ExprId {
        self.exprs.push(expr);
        self.expr_positions.push(position);
        ExprId(self.exprs.len() as u32 - 1)
    }

    /// Takes back the last expression.
    pub fn pop_expr(&mut self) {
        self.exprs.pop();
        self.expr_positions.pop();
    }

    pub fn push_list(&mut self, items: &[ExprId]) -> List {
        let start = self.lists.len() as u32;
        self.lists.extend_from_slice(items);
        List { start, len: items.len() as u32 }
    }

    pub fn push_function(&mut self, function: Function) -> FunctionId {
        self.functions.push(function);
        FunctionId(self.functions.len() as u32 - 1)
    }

    pub fn push_struct(&mut self, declared: Struct) -> StructIndex {
        self.structs.push(declared);
        StructIndex(self.structs.len() as u32 - 1)
    }

    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.index()]
    }

    /// Where an expression's operator or token stands.
    pub fn expr_position(&self, id: ExprId) -> u32 {
        self.expr_positions[id.index()]
    }

    /// Where a statement begins; for a marker, the statement's end.
    pub fn stmt_position(&self, index: usize) -> u32 {
        self.stmt_positions[index]
    }

    pub fn list(&self, list: List) -> &[ExprId] {
        &self.lists[list.start as usize..][..list.len as usize]
    }

    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.index()]
    }

    pub fn declared_struct(&self, index: StructIndex) -> &Struct {
        &self.structs[index.0 as usize]
    }
}

impl ExprId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl FunctionId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
