//! V12: the types of closed chunks, by one pass in code order.
//!
//! A slot's type is declared, so only the operands' types flow. All edges but those of LOOP rows go
//! forward, and a LOOP row has to agree with what its header began with; types fit into a word, so
//! each edge takes constant time.

use super::error::{Fault, Rule};
use crate::closed::{MAX_CLOSED_DEPTH, OperandTypes, ScalarType, Signature};
use crate::inst::{Flow, Inst};
use crate::module::{Chunk, Constant, Module};
use crate::operand::{Argc, ChunkId, ConstId, Slot};
use crate::primitive::{Expansion, Primitive};
use crate::verified::{ChunkFacts, UNREACHABLE};
use ScalarType::{Bool, Float, Int};

/// V12 for any chunk: closed chunks are named by CALL_CLOSED alone, with the right number of
/// operands.
#[inline]
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

/// V12 for a closed chunk. Returns the types of the operands before each instruction.
pub(super) fn check_types(
    module: &Module,
    index: usize,
    chunk: &Chunk,
    facts: &ChunkFacts,
) -> Result<Vec<OperandTypes>, Fault> {
    let Some(signature) = &chunk.closed else { return Ok(Vec::new()) };
    check_declaration(index, chunk, signature)?;
    for (at, inst) in (0..).zip(&chunk.code) {
        if !inst.opcode().is_scalar() {
            return Fault::at(Rule::V12, at, "a closed chunk must not have this instruction");
        }
    }
    if usize::from(facts.max_depth) > MAX_CLOSED_DEPTH {
        let depth = facts.max_depth;
        return Fault::new(Rule::V12, format!("{depth} operands: the limit of a closed chunk is {MAX_CLOSED_DEPTH}"));
    }
    let types = vec![None; chunk.code.len()];
    let current = Some(OperandTypes::default());
    let mut pass = Pass { module, signature, types, current };
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
        return Fault::new(Rule::V12, "the module's body must not be closed");
    }
    if signature.slots.len() != usize::from(chunk.slots) {
        let types = signature.slots.len();
        return Fault::new(Rule::V12, format!("{types} types are declared for {} slots", chunk.slots));
    }
    if !chunk.cells.is_empty() || !chunk.captures.is_empty() || !chunk.nil_slots.is_empty() {
        return Fault::new(Rule::V12, "a closed chunk has no cells, captures or nil slots, and this one does");
    }
    Ok(())
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
            return Fault::at(Rule::V12, at, "the operands have other types by falling through than by a jump");
        }
        self.types[at as usize] = known.or(self.current);
        self.current = self.types[at as usize];
        Ok(())
    }

    fn step(&mut self, at: u32, inst: Inst) -> Result<(), Fault> {
        let Some(before) = self.current.take() else { return Ok(()) };
        let mut types = Types { below: before, above: [Int; Expansion::MOST], len: 0 };
        for &primitive in &*inst.primitives() {
            self.apply(at, primitive, &mut types)?;
        }
        let types = types.flatten();
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

    /// Takes the types of a primitive's operands and pushes those of its results.
    fn apply(&self, at: u32, primitive: Primitive, types: &mut Types) -> Result<(), Fault> {
        use Primitive as P;
        match primitive {
            P::Imm(_) => types.push(Int),
            P::Const(constant) => types.push(self.constant(at, constant)?),
            P::Bool(_) => types.push(Bool),
            P::Local(slot) => types.push(self.signature.slots[slot.index()]),
            P::Store(slot) => self.check_store(at, slot, types.pop())?,
            P::Pop | P::Branch { .. } | P::ShortCircuit { .. } | P::LoopIf { .. } => {
                types.pop();
            }
            P::Dup => {
                let top = types.pop();
                [top, top].into_iter().for_each(|scalar| types.push(scalar));
            }
            P::Dup2 => {
                let (b, a) = (types.pop(), types.pop());
                [a, b, a, b].into_iter().for_each(|scalar| types.push(scalar));
            }
            P::Arithmetic(_) => {
                let (b, a) = (types.pop(), types.pop());
                check_numbers(at, &[a, b])?;
                types.push(if a == Int && b == Int { Int } else { Float });
            }
            P::Neg | P::Plus => {
                let number = types.pop();
                check_numbers(at, &[number])?;
                types.push(number);
            }
            P::Compare(_) => {
                let (b, a) = (types.pop(), types.pop());
                check_numbers(at, &[a, b])?;
                types.push(Bool);
            }
            P::Not | P::ToBool => {
                types.pop();
                types.push(Bool);
            }
            P::Jump(_) | P::LoopHeader(_) | P::Loop(_) => {}
            P::CallClosed(argc, chunk) => self.check_call(at, argc, chunk, types)?,
            P::Return => expect(at, "the result", self.signature.result, types.pop())?,
            P::Nil | P::NewCell(_) | P::LoadCell(_) | P::StoreCell(_) | P::LoadUpvalue(_) | P::StoreUpvalue(_) => {
                unreachable!("{FOREIGN}")
            }
            P::Closure(_) | P::LoadGlobal(_) | P::StoreGlobal(_) | P::Call(_) | P::ReturnNil | P::Halt => {
                unreachable!("{FOREIGN}")
            }
            P::LoadProperty(_) | P::StoreProperty(_) | P::LoadIndex | P::StoreIndex | P::NewArray(_) | P::NewMap => {
                unreachable!("{FOREIGN}")
            }
            P::NewObject(..) | P::StructDef(_) | P::ArrayPush | P::ArrayPop | P::ArrayLen | P::Import(_) | P::Print => {
                unreachable!("{FOREIGN}")
            }
        }
        Ok(())
    }

    fn constant(&self, at: u32, constant: ConstId) -> Result<ScalarType, Fault> {
        match self.module.constants[constant.index()] {
            Constant::Int(_) => Ok(Int),
            Constant::Float(_) => Ok(Float),
            Constant::Str(_) => Fault::at(Rule::V12, at, "the constant is a string, not a number"),
        }
    }

    fn check_store(&self, at: u32, slot: Slot, scalar: ScalarType) -> Result<(), Fault> {
        expect(at, &format!("slot {}", slot.0), self.signature.slots[slot.index()], scalar)
    }

    fn check_call(&self, at: u32, argc: Argc, chunk: ChunkId, types: &mut Types) -> Result<(), Fault> {
        let callee = &self.module.chunks[chunk.index()];
        let Some(signature) = &callee.closed else { return Ok(()) };
        for parameter in (0..argc.index()).rev() {
            // A callee that comes later may still declare fewer types than it has slots.
            let Some(&declared) = signature.slots.get(parameter) else {
                return Fault::at(Rule::V12, at, format!("chunk {} has no type for slot {parameter}", chunk.0));
            };
            expect(at, &format!("parameter {parameter}"), declared, types.pop())?;
        }
        types.push(signature.result);
        Ok(())
    }

    fn edge(&mut self, at: u32, target: u32, types: OperandTypes) -> Result<(), Fault> {
        let known = self.types[target as usize].get_or_insert(types);
        if *known != types {
            return Fault::at(
                Rule::V12,
                at,
                format!("jumps to {target} with operands of other types than another edge to it has"),
            );
        }
        Ok(())
    }
}

const FOREIGN: &str = "all instructions of a closed chunk have been looked at: none has this primitive";

/// The types of the operands between two primitives of an instruction. There may be more of them
/// than between instructions.
struct Types {
    /// Operands from before the instruction that its primitives have not popped.
    below: OperandTypes,
    above: [ScalarType; Expansion::MOST],
    len: u8,
}

impl Types {
    fn push(&mut self, scalar: ScalarType) {
        self.above[usize::from(self.len)] = scalar;
        self.len += 1;
    }

    fn pop(&mut self) -> ScalarType {
        match self.len.checked_sub(1) {
            Some(top) => {
                self.len = top;
                self.above[usize::from(top)]
            }
            None => self.below.pop().expect("V2: no instruction pops more than there is"),
        }
    }

    /// The types after the instruction.
    fn flatten(self) -> OperandTypes {
        let mut types = self.below;
        self.above[..usize::from(self.len)].iter().for_each(|&scalar| types.push(scalar));
        types
    }
}

fn check_numbers(at: u32, scalars: &[ScalarType]) -> Result<(), Fault> {
    if scalars.iter().all(|scalar| scalar.is_number()) {
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
