//! [`Plain`]: what an instruction means to the compiler, with fused and specialised rows taken apart.
//!
//! A fused row is the sequence of its parts; the operand stack makes the parts cost nothing. So a
//! new fused row needs one line here and nothing else in this crate.

use bytecode::num::{Arithmetic, Comparison};
use bytecode::{Argc, ChunkId, ConstId, Count, GlobalId, ImportId, Inst, LoopId, Slot, StructId, Target, UpvalueId};

use crate::liveness::SlotSet;

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

/// The parts of a chunk's instructions and what they do to the first 64 slots, taken apart once for all passes.
#[derive(Debug)]
pub struct Decoded {
    parts: Vec<Plain>,
    /// Where the parts of each instruction begin.
    first: Vec<u32>,
    /// What each instruction reads, and writes without having read it.
    pub accesses: Vec<(SlotSet, SlotSet)>,
    /// What any instruction writes.
    pub written: SlotSet,
}

impl Decoded {
    /// Takes the code apart.
    pub fn new(code: &[Inst]) -> Decoded {
        let mut decoded = Decoded {
            parts: Vec::with_capacity(2 * code.len()),
            first: Vec::with_capacity(code.len() + 1),
            accesses: Vec::with_capacity(code.len()),
            written: SlotSet::default(),
        };
        for &inst in code {
            let first = decoded.parts.len();
            decoded.first.push(first as u32);
            Plain::take_apart(inst, &mut decoded.parts);
            let (reads, writes) = accesses(&decoded.parts[first..]);
            decoded.accesses.push((reads, SlotSet(writes.0 & !reads.0)));
            decoded.written.0 |= writes.0;
        }
        decoded.first.push(decoded.parts.len() as u32);
        decoded
    }

    /// The parts of an instruction, in order; none for NOP.
    pub fn parts(&self, pc: u32) -> &[Plain] {
        &self.parts[self.first[pc as usize] as usize..self.first[pc as usize + 1] as usize]
    }
}

/// How many instructions code would have if it had no fused rows: the measure of what there is to compile.
pub fn unfused_len(code: &[Inst]) -> usize {
    let decoded = Decoded::new(code);
    let counts = code.iter().zip(0..).map(|(inst, pc)| match inst {
        Inst::IncLocal { .. } | Inst::DecLocal { .. } => 1,
        _ => decoded.parts(pc).len().max(1),
    });
    counts.sum()
}

fn accesses(parts: &[Plain]) -> (SlotSet, SlotSet) {
    let (mut reads, mut writes) = (SlotSet::default(), SlotSet::default());
    for part in parts {
        match *part {
            Plain::Local(slot) | Plain::LoadCell(slot) | Plain::StoreCell(slot) => reads.insert(slot),
            Plain::Store(slot) | Plain::NewCell(slot) => writes.insert(slot),
            _ => {}
        }
    }
    (reads, writes)
}

impl Plain {
    /// Appends the parts of an instruction.
    #[rustfmt::skip]
    fn take_apart(inst: Inst, out: &mut Vec<Plain>) {
        macro_rules! parts { ($($part:expr),*) => { out.extend_from_slice(&[$($part),*]) }; }
        use Arithmetic::{Add, Div, Mod, Mul, Sub};
        use Comparison::{Eq, Ge, Gt, Le, Lt, Ne};
        use Plain as P;
        match inst {
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
            Inst::LoadProperty { .. } | Inst::LoadPropertyUncached { .. } => parts![P::LoadProperty],
            Inst::LoadPropertyL { slot, .. } => parts![P::Local(slot.into()), P::LoadProperty],
            Inst::StoreProperty { .. } | Inst::StorePropertyUncached { .. } => parts![P::StoreProperty],
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

fn unless(out: &mut Vec<Plain>, operands: &[Plain], comparison: Comparison, target: Target) {
    out.extend_from_slice(operands);
    out.extend([Plain::Compare(comparison), Plain::Branch { when: false, target }]);
}

fn loop_if(out: &mut Vec<Plain>, operands: &[Plain], comparison: Comparison, target: Target) {
    out.extend_from_slice(operands);
    out.extend([Plain::Compare(comparison), Plain::LoopIf { when: true, target }]);
}
