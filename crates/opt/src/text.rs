//! The text form of a function: what `unna jit --ir` and the snapshots show.

use std::fmt::{self, Display, Formatter};

use bytecode::num::{Arithmetic, Comparison};
use jit::ModuleId;

use crate::ir::{Block, Callee, End, Function, Op, StateId, Type, Value};

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::None => "none",
            Type::Int => "int",
            Type::Float => "float",
            Type::Bool => "bool",
            Type::Boxed => "boxed",
            Type::Raw => "raw",
        })
    }
}

fn arithmetic(op: Arithmetic) -> &'static str {
    match op {
        Arithmetic::Add => "add",
        Arithmetic::Sub => "sub",
        Arithmetic::Mul => "mul",
        Arithmetic::Div => "div",
        Arithmetic::Mod => "mod",
    }
}

fn comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Lt => "lt",
        Comparison::Le => "le",
        Comparison::Gt => "gt",
        Comparison::Ge => "ge",
        Comparison::Eq => "eq",
        Comparison::Ne => "ne",
    }
}

/// The module of what follows, if it is not the compiled function's.
struct Of(ModuleId);

impl Display for Of {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            ModuleId::OWN => Ok(()),
            ModuleId(module) => write!(f, "m{module}."),
        }
    }
}

impl Display for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Op::Int(value) => write!(f, "int {value}"),
            Op::Float(bits) => write!(f, "float {}", f64::from_bits(bits)),
            Op::Bool(value) => write!(f, "{value}"),
            Op::Nil => f.write_str("nil"),
            Op::Pool(constant) => write!(f, "pool {}{}", Of(constant.module), constant.id.0),
            Op::Fixed(global) => write!(f, "fixed {}g{}", Of(global.module), global.id.0),
            Op::Callee => f.write_str("callee"),
            Op::Param(word) => write!(f, "param {word}"),
            Op::Phi => f.write_str("phi"),
            Op::GuardInt => f.write_str("guard.int"),
            Op::GuardFloat => f.write_str("guard.float"),
            Op::GuardBool => f.write_str("guard.bool"),
            Op::GuardKind(kind) => write!(f, "guard.kind {kind}"),
            Op::GuardModule(id) => write!(f, "guard.module {id}"),
            Op::GuardFunction(chunk) => write!(f, "guard.function {}c{}", Of(chunk.module), chunk.id.0),
            Op::AsFunction(chunk) => write!(f, "as_function {}c{}", Of(chunk.module), chunk.id.0),
            Op::Box => f.write_str("box"),
            Op::IntArithmetic(op) => write!(f, "int.{}", arithmetic(op)),
            Op::IntDivide { remainder: false } => f.write_str("int.div"),
            Op::IntDivide { remainder: true } => f.write_str("int.mod"),
            Op::IntLowBits(count) => write!(f, "int.low {count}"),
            Op::IntShiftRight(count) => write!(f, "int.shift {count}"),
            Op::IntNegate => f.write_str("int.neg"),
            Op::FloatArithmetic(op) => write!(f, "float.{}", arithmetic(op)),
            Op::FloatNegate => f.write_str("float.neg"),
            Op::IntToFloat => f.write_str("float.from_int"),
            Op::CompareInt(op) => write!(f, "int.{}", comparison(op)),
            Op::CompareFloat(op) => write!(f, "float.{}", comparison(op)),
            Op::IsNil => f.write_str("is_nil"),
            Op::IsFunction(chunk) => write!(f, "is_function {}c{}", Of(chunk.module), chunk.id.0),
            Op::Not => f.write_str("not"),
            Op::Length => f.write_str("length"),
            Op::Elements => f.write_str("elements"),
            Op::CheckIndex => f.write_str("check_index"),
            Op::ProvenIndex => f.write_str("proven_index"),
            Op::LoadElement => f.write_str("load_element"),
            Op::StoreElement => f.write_str("store_element"),
            Op::LoadField(offset) => write!(f, "load_field +{offset}"),
            Op::LoadFieldOfMany(chunk, pc) => write!(f, "load_field_of_many {}c{}:{pc}", Of(chunk.module), chunk.id.0),
            Op::StoreField(offset) => write!(f, "store_field +{offset}"),
            Op::LoadUpvalue(upvalue) => write!(f, "load_upvalue {}", upvalue.0),
            Op::LoadGlobal(global) => write!(f, "load_global {}g{}", Of(global.module), global.id.0),
            Op::StoreGlobal(global) => write!(f, "store_global {}g{}", Of(global.module), global.id.0),
            Op::LoadMember(chunk, pc) => write!(f, "load_member {}c{}:{pc}", Of(chunk.module), chunk.id.0),
            Op::Helper { helper, immediate } => write!(f, "helper {} {immediate}", helper.name()),
            Op::Inline { helper, immediate } => write!(f, "inline {} {immediate}", helper.name()),
            Op::Virtual => f.write_str("virtual"),
            Op::Call(Callee::Any) => f.write_str("call"),
            Op::Call(Callee::Known { chunk, entry }) => {
                let typed = if entry.is_typed() { ".typed" } else { "" };
                write!(f, "call{typed} {}c{}", Of(chunk.module), chunk.id.0)
            }
            Op::Poll => f.write_str("poll"),
            Op::Charge => f.write_str("charge"),
        }
    }
}

/// An operand; a constant is shown in place of its value's name.
struct Operand<'a>(&'a Function, Value);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.1 == Value::DEAD {
            return f.write_str("-");
        }
        let op = self.0.inst(self.1).op;
        if op.is_constant() { write!(f, "({op})") } else { write!(f, "{}", self.1) }
    }
}

/// A frame state: each frame's chunk, instruction and words, the innermost first.
struct Words<'a>(&'a Function, StateId);

impl Display for Words<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for state in self.0.chain(self.1) {
            let frame = self.0.frames[state.frame.index()];
            let (module, chunk) = (Of(frame.chunk.module), frame.chunk.id.0);
            write!(f, " [{module}c{chunk}:{} at {}:", state.pc, frame.base)?;
            for &word in &state.words {
                write!(f, " {}", Operand(self.0, word))?;
            }
            f.write_str("]")?;
        }
        Ok(())
    }
}

/// A line of a function's text form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The text, without the end of the line.
    pub text: String,
    /// The block it is in.
    pub block: Block,
    /// The instruction that it shows; `None` for the beginning and the end of a block.
    pub value: Option<Value>,
    /// Whether it is the beginning of a block.
    pub is_head: bool,
}

impl Function {
    /// The text form, line by line.
    pub fn lines(&self) -> Vec<Line> {
        let shown = |block: &Block| self.is_reached(*block);
        self.block_ids().filter(shown).flat_map(|block| self.lines_of(block)).collect()
    }

    fn lines_of(&self, block: Block) -> impl Iterator<Item = Line> {
        let line = move |value, text| Line { text, block, value, is_head: false };
        let insts = self.block(block).insts.iter().filter(|value| !self.inst(**value).op.is_constant());
        let head = std::iter::once(Line { is_head: true, ..line(None, Head(self, block).to_string()) });
        let insts = insts.map(move |&value| line(Some(value), InstText(self, value).to_string()));
        head.chain(insts).chain([line(None, EndText(self, self.block(block).end).to_string())])
    }
}

/// A block's first line.
struct Head<'a>(&'a Function, Block);

impl Display for Head<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let data = self.0.block(self.1);
        write!(f, "{}:", self.1)?;
        for (at, pred) in data.preds.iter().enumerate() {
            write!(f, "{}{pred}", if at == 0 { " from " } else { ", " })?;
        }
        match data.heads {
            Some(heads) => write!(f, " loop until {}", heads.end),
            None => Ok(()),
        }
    }
}

struct InstText<'a>(&'a Function, Value);

impl Display for InstText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let InstText(function, value) = *self;
        let inst = function.inst(value);
        f.write_str("  ")?;
        if inst.ty != Type::None {
            write!(f, "{value}: {} = ", inst.ty)?;
        }
        write!(f, "{}", inst.op)?;
        for (at, &arg) in inst.args.iter().enumerate() {
            write!(f, "{} {}", if at == 0 { "" } else { "," }, Operand(function, arg))?;
        }
        match inst.state {
            Some(state) => write!(f, "  ;{}", Words(function, state)),
            None => Ok(()),
        }
    }
}

struct EndText<'a>(&'a Function, End);

impl Display for EndText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let EndText(function, end) = *self;
        match end {
            End::Open => f.write_str("  open"),
            End::Jump(to) => write!(f, "  jump {to}"),
            End::Branch { condition, yes, no } => {
                write!(f, "  branch {}, {yes}, {no}", Operand(function, condition))
            }
            End::Return(value) => write!(f, "  return {}", Operand(function, value)),
            End::Leave(state) => write!(f, "  leave {}", Words(function, state)),
        }
    }
}

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.lines().iter().try_for_each(|line| writeln!(f, "{}", line.text))
    }
}
