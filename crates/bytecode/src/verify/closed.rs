//! V12: the types of closed chunks, by one pass in code order.
//!
//! A slot's type is declared, so only the operands' types flow. All edges but those of LOOP rows go
//! forward, and a LOOP row has to agree with what its header began with; types fit into a word, so
//! each edge takes constant time.

use super::error::{Fault, Rule};
use crate::closed::{MAX_CLOSED_DEPTH, OperandTypes, ScalarType, Signature};
use crate::inst::{Flow, Inst, Opcode};
use crate::module::{Chunk, Constant, Module};
use crate::operand::{ChunkId, OperandKind};
use crate::verified::{ChunkFacts, UNREACHABLE};
use ScalarType::{Bool, Float, Int};

/// V12 for any chunk: closed chunks are named by CALL_CLOSED alone, with the right number of operands.
pub(super) fn check_name(module: &Module, at: u32, inst: Inst) -> Result<(), Fault> {
    if let Inst::CallClosed { argc, chunk: ChunkId(id) } = inst {
        let callee = &module.chunks[id as usize];
        if callee.closed.is_none() {
            return Fault::at(Rule::V12, at, format!("chunk {id} is not closed"));
        }
        if callee.params != argc.0 {
            let params = callee.params;
            return Fault::at(Rule::V12, at, format!("{} operands for {params} parameters", argc.0));
        }
    }
    if let Inst::MakeClosure { chunk: ChunkId(id) } = inst
        && module.chunks[id as usize].closed.is_some()
    {
        return Fault::at(Rule::V12, at, format!("chunk {id} is closed, so it is no value"));
    }
    Ok(())
}

/// V12 for a closed chunk; gives the types of the operands before each instruction.
pub(super) fn check_types(
    module: &Module,
    index: usize,
    chunk: &Chunk,
    facts: &ChunkFacts,
) -> Result<Vec<OperandTypes>, Fault> {
    let Some(signature) = &chunk.closed else { return Ok(Vec::new()) };
    check_declaration(index, chunk, signature)?;
    for (at, inst) in (0..).zip(&chunk.code) {
        if role(inst.opcode()) == Role::Foreign {
            return Fault::at(Rule::V12, at, "not a row of closed chunks");
        }
    }
    if usize::from(facts.max_depth) > MAX_CLOSED_DEPTH {
        let depth = facts.max_depth;
        return Fault::new(Rule::V12, format!("{depth} operands: the limit of a closed chunk is {MAX_CLOSED_DEPTH}"));
    }
    let types = vec![None; chunk.code.len()];
    let mut pass = Pass { module, signature, types, current: Some(OperandTypes::default()) };
    for (at, &inst) in (0..).zip(&chunk.code) {
        if facts.depths[at as usize] != UNREACHABLE {
            pass.arrive(at)?;
            pass.step(at, inst)?;
        }
    }
    Ok(pass.types.into_iter().map(Option::unwrap_or_default).collect())
}

fn check_declaration(index: usize, chunk: &Chunk, signature: &Signature) -> Result<(), Fault> {
    if index == 0 {
        return Fault::new(Rule::V12, "the module's body is closed");
    }
    if signature.slots.len() != usize::from(chunk.slots) {
        let types = signature.slots.len();
        return Fault::new(Rule::V12, format!("{types} types for {} slots", chunk.slots));
    }
    if !chunk.cells.is_empty() || !chunk.captures.is_empty() || !chunk.nil_slots.is_empty() {
        return Fault::new(Rule::V12, "a closed chunk with cells, captures or nil slots");
    }
    Ok(())
}

/// What a row does with the types of its sources: operands, then slots it reads, ints, constants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// Not a row of closed chunks.
    Foreign,
    /// Pushes its sources.
    Push,
    /// Pushes a bool.
    PushBool,
    /// Takes its sources.
    Drop,
    /// Pushes its operands twice.
    Double,
    /// Puts its source into a slot.
    Store,
    /// Adds an int to a slot.
    Step,
    /// Pushes what arithmetic makes of two numbers.
    Arithmetic,
    /// Pushes a number of its source's type.
    Sign,
    /// Pushes the bool of a comparison of two numbers.
    Compare,
    /// Goes somewhere or not by a comparison of two numbers.
    CompareAndGo,
    /// AND and OR.
    ShortCircuit,
    /// CALL_CLOSED.
    Call,
    /// RETURN.
    Return,
}

#[rustfmt::skip]
fn role(opcode: Opcode) -> Role {
    use Opcode as O;
    match opcode {
        O::LoadImm | O::LoadConst | O::LoadLocal | O::LoadLocal0 | O::LoadLocal1 | O::LoadLocal2 | O::LoadLocalLl => Role::Push,
        O::LoadTrue | O::LoadFalse | O::Not | O::ToBool => Role::PushBool,
        O::Pop | O::JumpIfFalse | O::JumpIfTrue | O::LoopIfFalse | O::LoopIfTrue => Role::Drop,
        O::Jump | O::Loop | O::LoopHeader | O::Nop => Role::Drop,
        O::Dup | O::Dup2 => Role::Double,
        O::StoreLocal | O::StoreLocalI | O::StoreLocalL => Role::Store,
        O::IncLocal | O::DecLocal => Role::Step,
        O::Add | O::AddIi | O::AddFf | O::AddLl | O::AddLi | O::AddSl | O::AddSi | O::AddSk => Role::Arithmetic,
        O::Sub | O::SubIi | O::SubFf | O::SubLl | O::SubLi | O::SubSl | O::SubSi | O::SubSk => Role::Arithmetic,
        O::Mul | O::MulIi | O::MulFf | O::MulLl | O::MulLi | O::MulSl | O::MulSi | O::MulSk => Role::Arithmetic,
        O::Div | O::DivIi | O::DivFf | O::DivLl | O::DivLi | O::DivSl | O::DivSi | O::DivSk => Role::Arithmetic,
        O::Mod | O::ModIi | O::ModFf | O::ModLl | O::ModLi | O::ModSl | O::ModSi | O::ModSk => Role::Arithmetic,
        O::Neg | O::NegI | O::NegF | O::Plus => Role::Sign,
        O::Lt | O::LtIi | O::LtFf | O::Le | O::LeIi | O::LeFf | O::Gt | O::GtIi | O::GtFf => Role::Compare,
        O::Ge | O::GeIi | O::GeFf | O::Eq | O::EqIi | O::EqFf | O::Ne | O::NeIi | O::NeFf => Role::Compare,
        O::JumpUnlessLt | O::JumpUnlessLe | O::JumpUnlessGt | O::JumpUnlessGe | O::JumpUnlessEq | O::JumpUnlessNe => Role::CompareAndGo,
        O::JumpUnlessLtLl | O::JumpUnlessLeLl | O::JumpUnlessEqLl | O::JumpUnlessNeLl => Role::CompareAndGo,
        O::JumpUnlessLtLk | O::JumpUnlessLeLk | O::JumpUnlessGtLk => Role::CompareAndGo,
        O::JumpUnlessGeLk | O::JumpUnlessEqLk | O::JumpUnlessNeLk => Role::CompareAndGo,
        O::LoopIfLt | O::LoopIfLe | O::LoopIfGt | O::LoopIfGe | O::LoopIfEq | O::LoopIfNe => Role::CompareAndGo,
        O::LoopIfLtLl | O::LoopIfLeLl | O::LoopIfEqLl | O::LoopIfNeLl => Role::CompareAndGo,
        O::LoopIfLtLk | O::LoopIfLeLk | O::LoopIfGtLk | O::LoopIfGeLk | O::LoopIfEqLk | O::LoopIfNeLk => Role::CompareAndGo,
        O::And | O::Or => Role::ShortCircuit,
        O::CallClosed => Role::Call,
        O::Return => Role::Return,
        O::LoadNil | O::NewCell | O::LoadCell | O::StoreCell | O::LoadUpvalue | O::StoreUpvalue | O::MakeClosure => Role::Foreign,
        O::LoadGlobal | O::StoreGlobal | O::DefineGlobal => Role::Foreign,
        O::Call | O::Call0 | O::Call1 | O::Call2 | O::CallUncached | O::ReturnNil | O::Halt => Role::Foreign,
        O::LoadProperty | O::LoadPropertyL | O::LoadPropertyUncached | O::StoreProperty | O::StorePropertyUncached => Role::Foreign,
        O::LoadIndex | O::LoadIndexLl | O::StoreIndex | O::NewArray | O::NewMap | O::NewObject | O::StructDef => Role::Foreign,
        O::ArrayPush | O::ArrayPop | O::ArrayLen | O::Import | O::Print => Role::Foreign,
    }
}

struct Pass<'a> {
    module: &'a Module,
    signature: &'a Signature,
    /// Before each instruction, as far as an edge to it has been seen.
    types: Vec<Option<OperandTypes>>,
    current: Option<OperandTypes>,
}

impl Pass<'_> {
    /// All edges to an instruction agree.
    fn arrive(&mut self, at: u32) -> Result<(), Fault> {
        let known = self.types[at as usize];
        if let (Some(known), Some(current)) = (known, self.current)
            && known != current
        {
            return Fault::at(Rule::V12, at, "operands of other types by a jump than from before");
        }
        self.types[at as usize] = known.or(self.current);
        self.current = self.types[at as usize];
        Ok(())
    }

    fn step(&mut self, at: u32, inst: Inst) -> Result<(), Fault> {
        let Some(mut types) = self.current else { return Ok(()) };
        let mut sources = Sources::default();
        let (pops, _) = inst.effect();
        let role = role(inst.opcode());
        if role == Role::Call {
            self.check_call(at, inst, &mut types)?;
        } else {
            (0..pops).for_each(|_| sources.0.extend(types.pop()));
            sources.0.reverse();
            self.add_named(inst, &mut sources);
            self.apply(at, inst, role, &sources.0, &mut types)?;
        }
        self.current = None;
        let flow = inst.opcode().flow();
        if let Some(target) = inst.target() {
            let mut jumped = types;
            if flow == Flow::ShortCircuit {
                jumped.push(Bool);
            }
            self.edge(at, target.0, jumped)?;
        }
        if !matches!(flow, Flow::Jump | Flow::Loop | Flow::End) {
            self.current = Some(types);
        }
        Ok(())
    }

    /// The types of the slots that are read, of ints and of constants.
    fn add_named(&self, inst: Inst, sources: &mut Sources) {
        let reads = inst.slots().filter(|(_, access)| access.reads());
        sources.0.extend(reads.map(|(slot, _)| self.signature.slots[slot.index()]));
        let words = inst.operands();
        for (&kind, &word) in inst.opcode().kinds().iter().zip(words.as_slice()) {
            match kind {
                OperandKind::Imm => sources.0.push(Int),
                OperandKind::Const | OperandKind::LowConst => sources.0.extend(self.constant(word)),
                _ => {}
            }
        }
    }

    fn constant(&self, word: u32) -> Option<ScalarType> {
        match self.module.constants[word as usize] {
            Constant::Int(_) => Some(Int),
            Constant::Float(_) => Some(Float),
            Constant::Str(_) => None,
        }
    }

    fn apply(
        &self,
        at: u32,
        inst: Inst,
        role: Role,
        sources: &[ScalarType],
        types: &mut OperandTypes,
    ) -> Result<(), Fault> {
        let names_constant =
            inst.opcode().kinds().iter().any(|kind| matches!(kind, OperandKind::Const | OperandKind::LowConst));
        if names_constant && sources.len() < self.source_count(inst) {
            return Fault::at(Rule::V12, at, "a constant that is no number");
        }
        match role {
            Role::Push => sources.iter().for_each(|&kind| types.push(kind)),
            Role::PushBool => types.push(Bool),
            Role::Drop | Role::Foreign | Role::Call => {}
            Role::Double => sources.iter().chain(sources).for_each(|&kind| types.push(kind)),
            Role::Store => self.check_store(at, inst, sources[0])?,
            Role::Step => {
                check_numbers(at, sources)?;
                self.check_store(at, inst, arithmetic(sources[0], Int))?;
            }
            Role::Arithmetic => {
                check_numbers(at, sources)?;
                types.push(arithmetic(sources[0], sources[1]));
            }
            Role::Sign => {
                check_numbers(at, sources)?;
                types.push(sources[0]);
            }
            Role::Compare => {
                check_numbers(at, sources)?;
                types.push(Bool);
            }
            Role::CompareAndGo => check_numbers(at, sources)?,
            Role::ShortCircuit => {}
            Role::Return => expect(at, "the result", self.signature.result, sources[0])?,
        }
        Ok(())
    }

    /// How many sources the row has if its constant is a number.
    fn source_count(&self, inst: Inst) -> usize {
        let reads = inst.slots().filter(|(_, access)| access.reads()).count();
        inst.effect().0 as usize + reads + 1
    }

    fn check_store(&self, at: u32, inst: Inst, kind: ScalarType) -> Result<(), Fault> {
        let mut writes = inst.slots().filter(|(_, access)| access.writes());
        writes
            .try_for_each(|(slot, _)| expect(at, &format!("slot {}", slot.0), self.signature.slots[slot.index()], kind))
    }

    fn check_call(&self, at: u32, inst: Inst, types: &mut OperandTypes) -> Result<(), Fault> {
        let Inst::CallClosed { argc, chunk } = inst else { return Ok(()) };
        let callee = &self.module.chunks[chunk.index()];
        let Some(signature) = &callee.closed else { return Ok(()) };
        for parameter in (0..argc.index()).rev() {
            // A callee that comes later may still declare fewer types than it has slots.
            let Some(&declared) = signature.slots.get(parameter) else {
                return Fault::at(Rule::V12, at, format!("chunk {} has no type for slot {parameter}", chunk.0));
            };
            let found = types.pop().unwrap_or(declared);
            expect(at, &format!("parameter {parameter}"), declared, found)?;
        }
        types.push(signature.result);
        Ok(())
    }

    fn edge(&mut self, at: u32, target: u32, types: OperandTypes) -> Result<(), Fault> {
        let known = self.types[target as usize].get_or_insert(types);
        if *known != types {
            return Fault::at(Rule::V12, at, format!("operands of other types to {target} than by another edge"));
        }
        Ok(())
    }
}

/// The types of what a row works on.
#[derive(Default)]
struct Sources(Vec<ScalarType>);

fn arithmetic(a: ScalarType, b: ScalarType) -> ScalarType {
    if a == Int && b == Int { Int } else { Float }
}

fn check_numbers(at: u32, sources: &[ScalarType]) -> Result<(), Fault> {
    if sources.iter().all(|kind| kind.is_number()) {
        return Ok(());
    }
    Fault::at(Rule::V12, at, "a bool where a number is expected")
}

fn expect(at: u32, what: &str, declared: ScalarType, found: ScalarType) -> Result<(), Fault> {
    if declared == found {
        return Ok(());
    }
    Fault::at(Rule::V12, at, format!("{what} is declared {}, not {}", declared.name(), found.name()))
}
