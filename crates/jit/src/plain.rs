//! [`Plain`]: what an instruction means to the compiler, with fused and specialised rows taken apart.
//!
//! A fused row is the sequence of its parts; the operand stack makes the parts cost nothing. So a
//! new fused row needs one line here and nothing else in this crate.

use bytecode::num::{Arithmetic, Comparison};
use bytecode::{Argc, ChunkId, ConstId, Count, GlobalId, ImportId, Inst, LoopId, Slot, StructId, Target, UpvalueId};
use smallvec::{SmallVec, smallvec};

/// One part of an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as the rows, which are documented in the opcode table")]
pub enum Plain {
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
    LoadProperty,
    StoreProperty,
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

/// The parts of one instruction.
pub type Parts = SmallVec<[Plain; 4]>;

impl Plain {
    /// The parts of an instruction, in order; none for NOP.
    #[rustfmt::skip]
    pub fn parts(inst: Inst) -> Parts {
        use Arithmetic::{Add, Div, Mod, Mul, Sub};
        use Comparison::{Eq, Ge, Gt, Le, Lt, Ne};
        use Plain as P;
        match inst {
            Inst::LoadImm { value } => smallvec![P::Imm(value)],
            Inst::LoadConst { constant } => smallvec![P::Const(constant)],
            Inst::LoadNil {} => smallvec![P::Nil],
            Inst::LoadTrue {} => smallvec![P::Bool(true)],
            Inst::LoadFalse {} => smallvec![P::Bool(false)],
            Inst::Pop {} => smallvec![P::Pop],
            Inst::Dup {} => smallvec![P::Dup],
            Inst::Dup2 {} => smallvec![P::Dup2],
            Inst::LoadLocal { slot } => smallvec![P::Local(slot)],
            Inst::LoadLocal0 {} => smallvec![P::Local(Slot(0))],
            Inst::LoadLocal1 {} => smallvec![P::Local(Slot(1))],
            Inst::LoadLocal2 {} => smallvec![P::Local(Slot(2))],
            Inst::LoadLocalLl { a, b } => smallvec![P::Local(a), P::Local(b)],
            Inst::StoreLocal { slot } => smallvec![P::Store(slot)],
            Inst::StoreLocalI { slot, value } => smallvec![P::Imm(value), P::Store(slot)],
            Inst::StoreLocalL { slot, from } => smallvec![P::Local(from), P::Store(slot)],
            Inst::IncLocal { slot } => smallvec![P::Local(slot), P::Imm(1), P::Arithmetic(Add), P::Store(slot)],
            Inst::DecLocal { slot } => smallvec![P::Local(slot), P::Imm(1), P::Arithmetic(Sub), P::Store(slot)],
            Inst::NewCell { slot } => smallvec![P::NewCell(slot)],
            Inst::LoadCell { slot } => smallvec![P::LoadCell(slot)],
            Inst::StoreCell { slot } => smallvec![P::StoreCell(slot)],
            Inst::LoadUpvalue { upvalue } => smallvec![P::LoadUpvalue(upvalue)],
            Inst::StoreUpvalue { upvalue } => smallvec![P::StoreUpvalue(upvalue)],
            Inst::MakeClosure { chunk } => smallvec![P::Closure(chunk)],
            Inst::LoadGlobal { global } => smallvec![P::LoadGlobal(global)],
            Inst::StoreGlobal { global } | Inst::DefineGlobal { global } => smallvec![P::StoreGlobal(global)],
            Inst::Add {} | Inst::AddIi {} | Inst::AddFf {} => smallvec![P::Arithmetic(Add)],
            Inst::Sub {} | Inst::SubIi {} | Inst::SubFf {} => smallvec![P::Arithmetic(Sub)],
            Inst::Mul {} | Inst::MulIi {} | Inst::MulFf {} => smallvec![P::Arithmetic(Mul)],
            Inst::Div {} | Inst::DivIi {} | Inst::DivFf {} => smallvec![P::Arithmetic(Div)],
            Inst::Mod {} | Inst::ModIi {} | Inst::ModFf {} => smallvec![P::Arithmetic(Mod)],
            Inst::Neg {} | Inst::NegI {} | Inst::NegF {} => smallvec![P::Neg],
            Inst::Plus {} => smallvec![P::Plus],
            Inst::AddLl { a, b } => smallvec![P::Local(a), P::Local(b), P::Arithmetic(Add)],
            Inst::AddLi { a, value } => smallvec![P::Local(a), P::Imm(value), P::Arithmetic(Add)],
            Inst::AddSl { b } => smallvec![P::Local(b), P::Arithmetic(Add)],
            Inst::AddSi { value } => smallvec![P::Imm(value), P::Arithmetic(Add)],
            Inst::AddSk { constant } => smallvec![P::Const(constant), P::Arithmetic(Add)],
            Inst::SubLl { a, b } => smallvec![P::Local(a), P::Local(b), P::Arithmetic(Sub)],
            Inst::SubLi { a, value } => smallvec![P::Local(a), P::Imm(value), P::Arithmetic(Sub)],
            Inst::SubSl { b } => smallvec![P::Local(b), P::Arithmetic(Sub)],
            Inst::SubSi { value } => smallvec![P::Imm(value), P::Arithmetic(Sub)],
            Inst::SubSk { constant } => smallvec![P::Const(constant), P::Arithmetic(Sub)],
            Inst::MulLl { a, b } => smallvec![P::Local(a), P::Local(b), P::Arithmetic(Mul)],
            Inst::MulLi { a, value } => smallvec![P::Local(a), P::Imm(value), P::Arithmetic(Mul)],
            Inst::MulSl { b } => smallvec![P::Local(b), P::Arithmetic(Mul)],
            Inst::MulSi { value } => smallvec![P::Imm(value), P::Arithmetic(Mul)],
            Inst::MulSk { constant } => smallvec![P::Const(constant), P::Arithmetic(Mul)],
            Inst::DivLl { a, b } => smallvec![P::Local(a), P::Local(b), P::Arithmetic(Div)],
            Inst::DivLi { a, value } => smallvec![P::Local(a), P::Imm(value), P::Arithmetic(Div)],
            Inst::DivSl { b } => smallvec![P::Local(b), P::Arithmetic(Div)],
            Inst::DivSi { value } => smallvec![P::Imm(value), P::Arithmetic(Div)],
            Inst::DivSk { constant } => smallvec![P::Const(constant), P::Arithmetic(Div)],
            Inst::ModLl { a, b } => smallvec![P::Local(a), P::Local(b), P::Arithmetic(Mod)],
            Inst::ModLi { a, value } => smallvec![P::Local(a), P::Imm(value), P::Arithmetic(Mod)],
            Inst::ModSl { b } => smallvec![P::Local(b), P::Arithmetic(Mod)],
            Inst::ModSi { value } => smallvec![P::Imm(value), P::Arithmetic(Mod)],
            Inst::ModSk { constant } => smallvec![P::Const(constant), P::Arithmetic(Mod)],
            Inst::Lt {} | Inst::LtIi {} | Inst::LtFf {} => smallvec![P::Compare(Lt)],
            Inst::Le {} | Inst::LeIi {} | Inst::LeFf {} => smallvec![P::Compare(Le)],
            Inst::Gt {} | Inst::GtIi {} | Inst::GtFf {} => smallvec![P::Compare(Gt)],
            Inst::Ge {} | Inst::GeIi {} | Inst::GeFf {} => smallvec![P::Compare(Ge)],
            Inst::Eq {} | Inst::EqIi {} | Inst::EqFf {} => smallvec![P::Compare(Eq)],
            Inst::Ne {} | Inst::NeIi {} | Inst::NeFf {} => smallvec![P::Compare(Ne)],
            Inst::Not {} => smallvec![P::Not],
            Inst::ToBool {} => smallvec![P::ToBool],
            Inst::Jump { target } => smallvec![P::Jump(target)],
            Inst::JumpIfFalse { target } => smallvec![P::Branch { when: false, target }],
            Inst::JumpIfTrue { target } => smallvec![P::Branch { when: true, target }],
            Inst::And { target } => smallvec![P::ShortCircuit { when: false, target }],
            Inst::Or { target } => smallvec![P::ShortCircuit { when: true, target }],
            Inst::JumpUnlessLt { target } => unless(&[], Lt, target),
            Inst::JumpUnlessLe { target } => unless(&[], Le, target),
            Inst::JumpUnlessGt { target } => unless(&[], Gt, target),
            Inst::JumpUnlessGe { target } => unless(&[], Ge, target),
            Inst::JumpUnlessEq { target } => unless(&[], Eq, target),
            Inst::JumpUnlessNe { target } => unless(&[], Ne, target),
            Inst::JumpUnlessLtLl { a, b, target } => unless(&[P::Local(a.into()), P::Local(b)], Lt, target),
            Inst::JumpUnlessLeLl { a, b, target } => unless(&[P::Local(a.into()), P::Local(b)], Le, target),
            Inst::JumpUnlessEqLl { a, b, target } => unless(&[P::Local(a.into()), P::Local(b)], Eq, target),
            Inst::JumpUnlessNeLl { a, b, target } => unless(&[P::Local(a.into()), P::Local(b)], Ne, target),
            Inst::JumpUnlessLtLk { a, constant, target } => unless(&[P::Local(a.into()), P::Const(constant.into())], Lt, target),
            Inst::JumpUnlessLeLk { a, constant, target } => unless(&[P::Local(a.into()), P::Const(constant.into())], Le, target),
            Inst::JumpUnlessGtLk { a, constant, target } => unless(&[P::Local(a.into()), P::Const(constant.into())], Gt, target),
            Inst::JumpUnlessGeLk { a, constant, target } => unless(&[P::Local(a.into()), P::Const(constant.into())], Ge, target),
            Inst::JumpUnlessEqLk { a, constant, target } => unless(&[P::Local(a.into()), P::Const(constant.into())], Eq, target),
            Inst::JumpUnlessNeLk { a, constant, target } => unless(&[P::Local(a.into()), P::Const(constant.into())], Ne, target),
            Inst::LoopHeader { loop_id } => smallvec![P::LoopHeader(loop_id)],
            Inst::Loop { target } => smallvec![P::Loop(target)],
            Inst::LoopIfFalse { target } => smallvec![P::LoopIf { when: false, target }],
            Inst::LoopIfTrue { target } => smallvec![P::LoopIf { when: true, target }],
            Inst::LoopIfLt { target } => loop_if(&[], Lt, target),
            Inst::LoopIfLe { target } => loop_if(&[], Le, target),
            Inst::LoopIfGt { target } => loop_if(&[], Gt, target),
            Inst::LoopIfGe { target } => loop_if(&[], Ge, target),
            Inst::LoopIfEq { target } => loop_if(&[], Eq, target),
            Inst::LoopIfNe { target } => loop_if(&[], Ne, target),
            Inst::LoopIfLtLl { a, b, target } => loop_if(&[P::Local(a.into()), P::Local(b)], Lt, target),
            Inst::LoopIfLeLl { a, b, target } => loop_if(&[P::Local(a.into()), P::Local(b)], Le, target),
            Inst::LoopIfEqLl { a, b, target } => loop_if(&[P::Local(a.into()), P::Local(b)], Eq, target),
            Inst::LoopIfNeLl { a, b, target } => loop_if(&[P::Local(a.into()), P::Local(b)], Ne, target),
            Inst::LoopIfLtLk { a, constant, target } => loop_if(&[P::Local(a.into()), P::Const(constant.into())], Lt, target),
            Inst::LoopIfLeLk { a, constant, target } => loop_if(&[P::Local(a.into()), P::Const(constant.into())], Le, target),
            Inst::LoopIfGtLk { a, constant, target } => loop_if(&[P::Local(a.into()), P::Const(constant.into())], Gt, target),
            Inst::LoopIfGeLk { a, constant, target } => loop_if(&[P::Local(a.into()), P::Const(constant.into())], Ge, target),
            Inst::LoopIfEqLk { a, constant, target } => loop_if(&[P::Local(a.into()), P::Const(constant.into())], Eq, target),
            Inst::LoopIfNeLk { a, constant, target } => loop_if(&[P::Local(a.into()), P::Const(constant.into())], Ne, target),
            Inst::Call { argc, .. } | Inst::CallUncached { argc } => smallvec![P::Call(argc)],
            Inst::Call0 { .. } => smallvec![P::Call(Argc(0))],
            Inst::Call1 { .. } => smallvec![P::Call(Argc(1))],
            Inst::Call2 { .. } => smallvec![P::Call(Argc(2))],
            Inst::CallClosed { argc, chunk } => smallvec![P::CallClosed(argc, chunk)],
            Inst::Return {} => smallvec![P::Return],
            Inst::ReturnNil {} => smallvec![P::ReturnNil],
            Inst::Halt {} => smallvec![P::Halt],
            Inst::LoadProperty { .. } | Inst::LoadPropertyUncached { .. } => smallvec![P::LoadProperty],
            Inst::LoadPropertyL { slot, .. } => smallvec![P::Local(slot.into()), P::LoadProperty],
            Inst::StoreProperty { .. } | Inst::StorePropertyUncached { .. } => smallvec![P::StoreProperty],
            Inst::LoadIndex {} => smallvec![P::LoadIndex],
            Inst::LoadIndexLl { a, b } => smallvec![P::Local(a), P::Local(b), P::LoadIndex],
            Inst::StoreIndex {} => smallvec![P::StoreIndex],
            Inst::NewArray { count } => smallvec![P::NewArray(count)],
            Inst::NewMap {} => smallvec![P::NewMap],
            Inst::NewObject { fields, struct_id } => smallvec![P::NewObject(struct_id, fields)],
            Inst::StructDef { struct_id } => smallvec![P::StructDef(struct_id)],
            Inst::ArrayPush {} => smallvec![P::ArrayPush],
            Inst::ArrayPop {} => smallvec![P::ArrayPop],
            Inst::ArrayLen {} => smallvec![P::ArrayLen],
            Inst::Import { import } => smallvec![P::Import(import)],
            Inst::Print {} => smallvec![P::Print],
            Inst::Nop {} => smallvec![],
        }
    }
}

fn unless(operands: &[Plain], comparison: Comparison, target: Target) -> Parts {
    let mut parts = Parts::from_slice(operands);
    parts.push(Plain::Compare(comparison));
    parts.push(Plain::Branch { when: false, target });
    parts
}

fn loop_if(operands: &[Plain], comparison: Comparison, target: Target) -> Parts {
    let mut parts = Parts::from_slice(operands);
    parts.push(Plain::Compare(comparison));
    parts.push(Plain::LoopIf { when: true, target });
    parts
}
