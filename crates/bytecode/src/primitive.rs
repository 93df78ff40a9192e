//! [`Primitive`]: what an instruction means, with fused and specialised rows taken apart.
//!
//! A fused row is the sequence of its primitives, which pass values on the operand stack. A pass that
//! treats each primitive treats every row, so it never names a family of rows.

use crate::inst::Inst;
use crate::num::{Arithmetic, Comparison};
use crate::operand::{
    Argc, ChunkId, ConstId, Count, GlobalId, ImportId, LoopId, NameId, Slot, StructId, Target, UpvalueId,
};

/// One operation of those that an instruction consists of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as the rows, which are documented in the opcode table")]
pub enum Primitive {
    Imm(i32),
    Const(ConstId),
    Nil,
    Bool(bool),
    Pop,
    Dup,
    Dup2,
    Local(Slot),
    Store(Slot),
    NewCell(Slot),
    LoadCell(Slot),
    StoreCell(Slot),
    LoadUpvalue(UpvalueId),
    StoreUpvalue(UpvalueId),
    Closure(ChunkId),
    LoadGlobal(GlobalId),
    StoreGlobal(GlobalId),
    Arithmetic(Arithmetic),
    Neg,
    Plus,
    Compare(Comparison),
    Not,
    ToBool,
    Jump(Target),
    /// Pops; goes to the target when the operand's truth is `when`.
    Branch {
        when: bool,
        target: Target,
    },
    /// AND (`when` false) and OR (`when` true).
    ShortCircuit {
        when: bool,
        target: Target,
    },
    LoopHeader(LoopId),
    Loop(Target),
    /// Pops; goes back to the target when the operand's truth is `when`.
    LoopIf {
        when: bool,
        target: Target,
    },
    Call(Argc),
    CallClosed(Argc, ChunkId),
    Return,
    ReturnNil,
    Halt,
    LoadProperty(NameId),
    StoreProperty(NameId),
    LoadIndex,
    StoreIndex,
    NewArray(Count),
    NewMap,
    NewObject(StructId, Argc),
    StructDef(StructId),
    ArrayPush,
    ArrayPop,
    ArrayLen,
    Import(ImportId),
    Print,
}

/// The primitives of each instruction of a chunk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Primitives {
    all: Vec<Primitive>,
    /// Where in `all` those of each instruction begin; one more entry at the end.
    starts: Vec<u32>,
}

impl Primitives {
    /// Takes each instruction of `code` apart.
    pub fn new(code: &[Inst]) -> Primitives {
        let mut all = Vec::with_capacity(2 * code.len());
        let mut starts = Vec::with_capacity(code.len() + 1);
        for &inst in code {
            starts.push(all.len() as u32);
            inst.take_apart(&mut all);
        }
        starts.push(all.len() as u32);
        Primitives { all, starts }
    }

    /// The primitives of the instruction at index `pc`, in order; none for NOP.
    ///
    /// # Panics
    /// If the code has no such instruction.
    pub fn of(&self, pc: u32) -> &[Primitive] {
        &self.all[self.starts[pc as usize] as usize..self.starts[pc as usize + 1] as usize]
    }
}

impl Inst {
    /// Appends the primitives of the instruction.
    #[rustfmt::skip]
    fn take_apart(self, out: &mut Vec<Primitive>) {
        macro_rules! parts { ($($part:expr),*) => { out.extend_from_slice(&[$($part),*]) }; }
        use Arithmetic::{Add, Div, Mod, Mul, Sub};
        use Comparison::{Eq, Ge, Gt, Le, Lt, Ne};
        use Primitive as P;
        match self {
            Inst::LoadImm { value } => parts![P::Imm(value)],
            Inst::LoadConst { constant } => parts![P::Const(constant)],
            Inst::LoadNil {} => parts![P::Nil],
            Inst::LoadTrue {} => parts![P::Bool(true)],
            Inst::LoadFalse {} => parts![P::Bool(false)],
            Inst::Pop {} => parts![P::Pop],
            Inst::Dup {} => parts![P::Dup],
            Inst::Dup2 {} => parts![P::Dup2],
            Inst::LoadLocal { slot } => parts![P::Local(slot)],
            Inst::LoadLocal0 {} => parts![P::Local(Slot(0))],
            Inst::LoadLocal1 {} => parts![P::Local(Slot(1))],
            Inst::LoadLocal2 {} => parts![P::Local(Slot(2))],
            Inst::LoadLocalLl { a, b } => parts![P::Local(a), P::Local(b)],
            Inst::StoreLocal { slot } => parts![P::Store(slot)],
            Inst::StoreLocalI { slot, value } => parts![P::Imm(value), P::Store(slot)],
            Inst::StoreLocalL { slot, from } => parts![P::Local(from), P::Store(slot)],
            Inst::IncLocal { slot } => parts![P::Local(slot), P::Imm(1), P::Arithmetic(Add), P::Store(slot)],
            Inst::DecLocal { slot } => parts![P::Local(slot), P::Imm(1), P::Arithmetic(Sub), P::Store(slot)],
            Inst::NewCell { slot } => parts![P::NewCell(slot)],
            Inst::LoadCell { slot } => parts![P::LoadCell(slot)],
            Inst::StoreCell { slot } => parts![P::StoreCell(slot)],
            Inst::LoadUpvalue { upvalue } => parts![P::LoadUpvalue(upvalue)],
            Inst::StoreUpvalue { upvalue } => parts![P::StoreUpvalue(upvalue)],
            Inst::MakeClosure { chunk } => parts![P::Closure(chunk)],
            Inst::LoadGlobal { global } => parts![P::LoadGlobal(global)],
            Inst::StoreGlobal { global } | Inst::DefineGlobal { global } => parts![P::StoreGlobal(global)],
            Inst::Add {} | Inst::AddIi {} | Inst::AddFf {} => parts![P::Arithmetic(Add)],
            Inst::Sub {} | Inst::SubIi {} | Inst::SubFf {} => parts![P::Arithmetic(Sub)],
            Inst::Mul {} | Inst::MulIi {} | Inst::MulFf {} => parts![P::Arithmetic(Mul)],
            Inst::Div {} | Inst::DivIi {} | Inst::DivFf {} => parts![P::Arithmetic(Div)],
            Inst::Mod {} | Inst::ModIi {} | Inst::ModFf {} => parts![P::Arithmetic(Mod)],
            Inst::Neg {} | Inst::NegI {} | Inst::NegF {} => parts![P::Neg],
            Inst::Plus {} => parts![P::Plus],
            Inst::AddLl { a, b } => parts![P::Local(a), P::Local(b), P::Arithmetic(Add)],
            Inst::AddLi { a, value } => parts![P::Local(a), P::Imm(value), P::Arithmetic(Add)],
            Inst::AddSl { b } => parts![P::Local(b), P::Arithmetic(Add)],
            Inst::AddSi { value } => parts![P::Imm(value), P::Arithmetic(Add)],
            Inst::AddSk { constant } => parts![P::Const(constant), P::Arithmetic(Add)],
            Inst::SubLl { a, b } => parts![P::Local(a), P::Local(b), P::Arithmetic(Sub)],
            Inst::SubLi { a, value } => parts![P::Local(a), P::Imm(value), P::Arithmetic(Sub)],
            Inst::SubSl { b } => parts![P::Local(b), P::Arithmetic(Sub)],
            Inst::SubSi { value } => parts![P::Imm(value), P::Arithmetic(Sub)],
            Inst::SubSk { constant } => parts![P::Const(constant), P::Arithmetic(Sub)],
            Inst::MulLl { a, b } => parts![P::Local(a), P::Local(b), P::Arithmetic(Mul)],
            Inst::MulLi { a, value } => parts![P::Local(a), P::Imm(value), P::Arithmetic(Mul)],
            Inst::MulSl { b } => parts![P::Local(b), P::Arithmetic(Mul)],
            Inst::MulSi { value } => parts![P::Imm(value), P::Arithmetic(Mul)],
            Inst::MulSk { constant } => parts![P::Const(constant), P::Arithmetic(Mul)],
            Inst::DivLl { a, b } => parts![P::Local(a), P::Local(b), P::Arithmetic(Div)],
            Inst::DivLi { a, value } => parts![P::Local(a), P::Imm(value), P::Arithmetic(Div)],
            Inst::DivSl { b } => parts![P::Local(b), P::Arithmetic(Div)],
            Inst::DivSi { value } => parts![P::Imm(value), P::Arithmetic(Div)],
            Inst::DivSk { constant } => parts![P::Const(constant), P::Arithmetic(Div)],
            Inst::ModLl { a, b } => parts![P::Local(a), P::Local(b), P::Arithmetic(Mod)],
            Inst::ModLi { a, value } => parts![P::Local(a), P::Imm(value), P::Arithmetic(Mod)],
            Inst::ModSl { b } => parts![P::Local(b), P::Arithmetic(Mod)],
            Inst::ModSi { value } => parts![P::Imm(value), P::Arithmetic(Mod)],
            Inst::ModSk { constant } => parts![P::Const(constant), P::Arithmetic(Mod)],
            Inst::Lt {} | Inst::LtIi {} | Inst::LtFf {} => parts![P::Compare(Lt)],
            Inst::Le {} | Inst::LeIi {} | Inst::LeFf {} => parts![P::Compare(Le)],
            Inst::Gt {} | Inst::GtIi {} | Inst::GtFf {} => parts![P::Compare(Gt)],
            Inst::Ge {} | Inst::GeIi {} | Inst::GeFf {} => parts![P::Compare(Ge)],
            Inst::Eq {} | Inst::EqIi {} | Inst::EqFf {} => parts![P::Compare(Eq)],
            Inst::Ne {} | Inst::NeIi {} | Inst::NeFf {} => parts![P::Compare(Ne)],
            Inst::Not {} => parts![P::Not],
            Inst::ToBool {} => parts![P::ToBool],
            Inst::Jump { target } => parts![P::Jump(target)],
            Inst::JumpIfFalse { target } => parts![P::Branch { when: false, target }],
            Inst::JumpIfTrue { target } => parts![P::Branch { when: true, target }],
            Inst::And { target } => parts![P::ShortCircuit { when: false, target }],
            Inst::Or { target } => parts![P::ShortCircuit { when: true, target }],
            Inst::JumpUnlessLt { target } => unless(out, &[], Lt, target),
            Inst::JumpUnlessLe { target } => unless(out, &[], Le, target),
            Inst::JumpUnlessGt { target } => unless(out, &[], Gt, target),
            Inst::JumpUnlessGe { target } => unless(out, &[], Ge, target),
            Inst::JumpUnlessEq { target } => unless(out, &[], Eq, target),
            Inst::JumpUnlessNe { target } => unless(out, &[], Ne, target),
            Inst::JumpUnlessLtLl { a, b, target } => unless(out, &[P::Local(a.into()), P::Local(b)], Lt, target),
            Inst::JumpUnlessLeLl { a, b, target } => unless(out, &[P::Local(a.into()), P::Local(b)], Le, target),
            Inst::JumpUnlessEqLl { a, b, target } => unless(out, &[P::Local(a.into()), P::Local(b)], Eq, target),
            Inst::JumpUnlessNeLl { a, b, target } => unless(out, &[P::Local(a.into()), P::Local(b)], Ne, target),
            Inst::JumpUnlessLtLk { a, constant, target } => unless(out, &[P::Local(a.into()), P::Const(constant.into())], Lt, target),
            Inst::JumpUnlessLeLk { a, constant, target } => unless(out, &[P::Local(a.into()), P::Const(constant.into())], Le, target),
            Inst::JumpUnlessGtLk { a, constant, target } => unless(out, &[P::Local(a.into()), P::Const(constant.into())], Gt, target),
            Inst::JumpUnlessGeLk { a, constant, target } => unless(out, &[P::Local(a.into()), P::Const(constant.into())], Ge, target),
            Inst::JumpUnlessEqLk { a, constant, target } => unless(out, &[P::Local(a.into()), P::Const(constant.into())], Eq, target),
            Inst::JumpUnlessNeLk { a, constant, target } => unless(out, &[P::Local(a.into()), P::Const(constant.into())], Ne, target),
            Inst::LoopHeader { loop_id } => parts![P::LoopHeader(loop_id)],
            Inst::Loop { target } => parts![P::Loop(target)],
            Inst::LoopIfFalse { target } => parts![P::LoopIf { when: false, target }],
            Inst::LoopIfTrue { target } => parts![P::LoopIf { when: true, target }],
            Inst::LoopIfLt { target } => loop_if(out, &[], Lt, target),
            Inst::LoopIfLe { target } => loop_if(out, &[], Le, target),
            Inst::LoopIfGt { target } => loop_if(out, &[], Gt, target),
            Inst::LoopIfGe { target } => loop_if(out, &[], Ge, target),
            Inst::LoopIfEq { target } => loop_if(out, &[], Eq, target),
            Inst::LoopIfNe { target } => loop_if(out, &[], Ne, target),
            Inst::LoopIfLtLl { a, b, target } => loop_if(out, &[P::Local(a.into()), P::Local(b)], Lt, target),
            Inst::LoopIfLeLl { a, b, target } => loop_if(out, &[P::Local(a.into()), P::Local(b)], Le, target),
            Inst::LoopIfEqLl { a, b, target } => loop_if(out, &[P::Local(a.into()), P::Local(b)], Eq, target),
            Inst::LoopIfNeLl { a, b, target } => loop_if(out, &[P::Local(a.into()), P::Local(b)], Ne, target),
            Inst::LoopIfLtLk { a, constant, target } => loop_if(out, &[P::Local(a.into()), P::Const(constant.into())], Lt, target),
            Inst::LoopIfLeLk { a, constant, target } => loop_if(out, &[P::Local(a.into()), P::Const(constant.into())], Le, target),
            Inst::LoopIfGtLk { a, constant, target } => loop_if(out, &[P::Local(a.into()), P::Const(constant.into())], Gt, target),
            Inst::LoopIfGeLk { a, constant, target } => loop_if(out, &[P::Local(a.into()), P::Const(constant.into())], Ge, target),
            Inst::LoopIfEqLk { a, constant, target } => loop_if(out, &[P::Local(a.into()), P::Const(constant.into())], Eq, target),
            Inst::LoopIfNeLk { a, constant, target } => loop_if(out, &[P::Local(a.into()), P::Const(constant.into())], Ne, target),
            Inst::Call { argc, .. } | Inst::CallUncached { argc } => parts![P::Call(argc)],
            Inst::Call0 { .. } => parts![P::Call(Argc(0))],
            Inst::Call1 { .. } => parts![P::Call(Argc(1))],
            Inst::Call2 { .. } => parts![P::Call(Argc(2))],
            Inst::CallClosed { argc, chunk } => parts![P::CallClosed(argc, chunk)],
            Inst::Return {} => parts![P::Return],
            Inst::ReturnNil {} => parts![P::ReturnNil],
            Inst::Halt {} => parts![P::Halt],
            Inst::LoadProperty { name, .. } | Inst::LoadPropertyUncached { name } => parts![P::LoadProperty(name)],
            Inst::LoadPropertyL { slot, name, .. } => parts![P::Local(slot.into()), P::LoadProperty(name)],
            Inst::StoreProperty { name, .. } | Inst::StorePropertyUncached { name } => parts![P::StoreProperty(name)],
            Inst::LoadIndex {} => parts![P::LoadIndex],
            Inst::LoadIndexLl { a, b } => parts![P::Local(a), P::Local(b), P::LoadIndex],
            Inst::StoreIndex {} => parts![P::StoreIndex],
            Inst::NewArray { count } => parts![P::NewArray(count)],
            Inst::NewMap {} => parts![P::NewMap],
            Inst::NewObject { fields, struct_id } => parts![P::NewObject(struct_id, fields)],
            Inst::StructDef { struct_id } => parts![P::StructDef(struct_id)],
            Inst::ArrayPush {} => parts![P::ArrayPush],
            Inst::ArrayPop {} => parts![P::ArrayPop],
            Inst::ArrayLen {} => parts![P::ArrayLen],
            Inst::Import { import } => parts![P::Import(import)],
            Inst::Print {} => parts![P::Print],
            Inst::Nop {} => parts![],
        }
    }
}

fn unless(out: &mut Vec<Primitive>, operands: &[Primitive], comparison: Comparison, target: Target) {
    out.extend_from_slice(operands);
    out.extend([Primitive::Compare(comparison), Primitive::Branch { when: false, target }]);
}

fn loop_if(out: &mut Vec<Primitive>, operands: &[Primitive], comparison: Comparison, target: Target) {
    out.extend_from_slice(operands);
    out.extend([Primitive::Compare(comparison), Primitive::LoopIf { when: true, target }]);
}
