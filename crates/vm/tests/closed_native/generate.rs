//! Random closed functions that verify: every row of closed chunks, operands that stay on the stack
//! across jumps and loops, calls in all directions.

use bytecode::*;

use super::mutate::Random;

/// A module of some closed functions that call each other.
#[allow(dead_code, reason = "each test uses what it needs")]
pub fn module(random: &mut Random) -> Module {
    functions(random, true)
}

/// The same without loops, each function calling only those behind it.
#[allow(dead_code, reason = "each test uses what it needs")]
pub fn straight(random: &mut Random) -> Module {
    functions(random, false)
}

fn functions(random: &mut Random, repeats: bool) -> Module {
    let mut module = ModuleBuilder::new("random.unna");
    let count = 1 + random.below(4);
    let signatures: Vec<(u16, Signature)> = (0..count).map(|_| signature(random)).collect();
    let ids: Vec<ChunkId> = (0..count).map(|_| module.reserve_chunk().unwrap()).collect();
    for (at, &id) in ids.iter().enumerate() {
        let name = module.name(&format!("f{at}")).unwrap();
        let (params, signature) = &signatures[at];
        let mut chunk = ChunkBuilder::new(name, *params);
        for _ in usize::from(*params)..signature.slots.len() {
            chunk.slot().unwrap();
        }
        chunk.set_closed(signature.clone());
        let callable = if repeats { 0 } else { at + 1 };
        let mut function = Function {
            random,
            module: &mut module,
            chunk,
            signature,
            signatures: &signatures,
            repeats,
            callable,
            budget: 60,
        };
        function.body(*params);
        let chunk = function.chunk.finish().unwrap();
        module.set_chunk(id, chunk);
    }
    let name = module.name("main").unwrap();
    let mut body = ChunkBuilder::new(name, 0);
    body.push(Inst::ReturnNil {}).unwrap();
    module.set_chunk(ChunkId(0), body.finish().unwrap());
    module.finish()
}

fn kind(random: &mut Random) -> ScalarType {
    [ScalarType::Int, ScalarType::Int, ScalarType::Float, ScalarType::Float, ScalarType::Bool][random.below(5)]
}

fn signature(random: &mut Random) -> (u16, Signature) {
    let params = [0, 1, 2, 3, 4, 7, 14][random.below(7)];
    let slots = params + random.below(8);
    (params as u16, Signature { slots: (0..slots).map(|_| kind(random)).collect(), result: kind(random) })
}

struct Function<'a> {
    random: &'a mut Random,
    module: &'a mut ModuleBuilder,
    chunk: ChunkBuilder,
    signature: &'a Signature,
    signatures: &'a [(u16, Signature)],
    /// Whether there are loops.
    repeats: bool,
    /// The first function that may be called.
    callable: usize,
    /// Statements and expressions that may still be made.
    budget: u32,
}

impl Function<'_> {
    fn push(&mut self, inst: Inst) {
        self.chunk.push(inst).unwrap();
    }

    fn constant(&mut self, value: Constant) -> ConstId {
        self.module.constant(value).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.random.below(count) == 0
    }

    fn body(&mut self, params: u16) {
        for slot in params..self.signature.slots.len() as u16 {
            self.literal(self.signature.slots[usize::from(slot)]);
            self.push(Inst::StoreLocal { slot: Slot(slot) });
        }
        self.statements(4, 2);
        self.value(self.signature.result, 3, 0);
        self.push(Inst::Return {});
    }

    fn statements(&mut self, most: usize, depth: usize) {
        for _ in 0..=self.random.below(most) {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.statement(depth);
        }
    }

    fn slot_of(&mut self, kind: ScalarType) -> Option<Slot> {
        let slots = (0..).zip(&self.signature.slots).filter(|&(_, &it)| it == kind);
        let slots: Vec<Slot> = slots.map(|(slot, _)| Slot(slot)).collect();
        self.random.pick(&slots).copied()
    }

    fn statement(&mut self, depth: usize) {
        let kind = kind(self.random);
        let slot = self.slot_of(kind);
        match (self.random.below(10), slot) {
            (0, Some(slot)) if kind == ScalarType::Int => {
                let value = self.int();
                self.push(Inst::StoreLocalI { slot, value });
            }
            (1, Some(slot)) if kind.is_number() => self.push(Inst::IncLocal { slot }),
            (2, Some(slot)) if kind.is_number() => self.push(Inst::DecLocal { slot }),
            (3, Some(slot)) => {
                if let Some(from) = self.slot_of(kind) {
                    self.push(Inst::StoreLocalL { slot, from });
                }
            }
            (4 | 5, _) if depth > 0 => self.choice(depth - 1),
            (6 | 7, _) if depth > 0 && self.repeats => self.turns(depth - 1),
            (8, _) if self.one_in(6) => {
                let skip = self.chunk.label();
                self.condition(skip);
                self.value(self.signature.result, 2, 0);
                self.push(Inst::Return {});
                self.chunk.bind(skip).unwrap();
            }
            (_, Some(slot)) => {
                self.value(kind, 3, 0);
                self.push(Inst::StoreLocal { slot });
            }
            _ => {
                self.value(kind, 2, 0);
                self.push(Inst::Pop {});
            }
        }
    }

    /// Goes to a label or not.
    fn condition(&mut self, label: Label) {
        let target = label.target();
        let (a, b) = (self.slot_of(ScalarType::Int), self.slot_of(ScalarType::Float));
        match (self.random.below(6), a, b) {
            (0, Some(a), Some(b)) => {
                let row =
                    [Opcode::JumpUnlessLtLl, Opcode::JumpUnlessLeLl, Opcode::JumpUnlessEqLl, Opcode::JumpUnlessNeLl];
                self.one_row(&row, &[a.0.into(), b.0.into(), target.0]);
            }
            (1, Some(a), _) | (1, None, Some(a)) => {
                let rows = [
                    Opcode::JumpUnlessLtLk,
                    Opcode::JumpUnlessLeLk,
                    Opcode::JumpUnlessGtLk,
                    Opcode::JumpUnlessGeLk,
                    Opcode::JumpUnlessEqLk,
                    Opcode::JumpUnlessNeLk,
                ];
                let constant = self.number();
                self.one_row(&rows, &[a.0.into(), constant.0, target.0]);
            }
            (2, ..) => {
                self.numbers(2, 0);
                let rows = [
                    Opcode::JumpUnlessLt,
                    Opcode::JumpUnlessLe,
                    Opcode::JumpUnlessGt,
                    Opcode::JumpUnlessGe,
                    Opcode::JumpUnlessEq,
                    Opcode::JumpUnlessNe,
                ];
                self.one_row(&rows, &[target.0]);
            }
            _ => {
                let kind = kind(self.random);
                self.value(kind, 2, 0);
                let jump = if self.one_in(2) { Inst::JumpIfFalse { target } } else { Inst::JumpIfTrue { target } };
                self.push(jump);
            }
        }
    }

    fn row(&mut self, opcode: Opcode, words: &[u32]) {
        self.push(Inst::from_operands(opcode, words).expect("operands in range"));
    }

    /// One of some rows with the same operands.
    fn one_row(&mut self, rows: &[Opcode], words: &[u32]) {
        let row = rows[self.random.below(rows.len())];
        self.row(row, words);
    }

    fn choice(&mut self, depth: usize) {
        let (other, end) = (self.chunk.label(), self.chunk.label());
        self.condition(other);
        self.statements(3, depth);
        self.push(Inst::Jump { target: end.target() });
        self.chunk.bind(other).unwrap();
        self.statements(2, depth);
        self.chunk.bind(end).unwrap();
    }

    /// A loop that the fuel may have to end, sometimes around an operand on the stack.
    fn turns(&mut self, depth: usize) {
        let kept = self.one_in(3).then(|| kind(self.random));
        if let Some(kind) = kept {
            self.value(kind, 2, 0);
        }
        let header = self.chunk.loop_header().unwrap();
        let out = self.chunk.label();
        self.statements(3, depth);
        if self.one_in(3) {
            self.condition(out);
        }
        self.statements(2, depth);
        self.back(header);
        self.chunk.bind(out).unwrap();
        if let Some(kind) = kept {
            match self.slot_of(kind) {
                Some(slot) => self.push(Inst::StoreLocal { slot }),
                None => self.push(Inst::Pop {}),
            }
        }
    }

    fn back(&mut self, header: Label) {
        let target = header.target();
        let (a, b) = (self.slot_of(ScalarType::Int), self.slot_of(ScalarType::Float));
        match (self.random.below(5), a, b) {
            (0, Some(a), Some(b)) => {
                let rows = [Opcode::LoopIfLtLl, Opcode::LoopIfLeLl, Opcode::LoopIfEqLl, Opcode::LoopIfNeLl];
                self.one_row(&rows, &[b.0.into(), a.0.into(), target.0]);
            }
            (1 | 2, Some(a), _) => {
                self.push(Inst::IncLocal { slot: a });
                let rows = [
                    Opcode::LoopIfLtLk,
                    Opcode::LoopIfLeLk,
                    Opcode::LoopIfGtLk,
                    Opcode::LoopIfGeLk,
                    Opcode::LoopIfEqLk,
                    Opcode::LoopIfNeLk,
                ];
                let constant = self.number();
                self.one_row(&rows, &[a.0.into(), constant.0, target.0]);
            }
            (3, ..) => {
                self.numbers(2, 0);
                let rows = [
                    Opcode::LoopIfLt,
                    Opcode::LoopIfLe,
                    Opcode::LoopIfGt,
                    Opcode::LoopIfGe,
                    Opcode::LoopIfEq,
                    Opcode::LoopIfNe,
                ];
                self.one_row(&rows, &[target.0]);
            }
            _ => {
                let kind = kind(self.random);
                self.value(kind, 2, 0);
                let row = if self.one_in(2) { Inst::LoopIfFalse { target } } else { Inst::LoopIfTrue { target } };
                self.push(row);
            }
        }
    }

    fn int(&mut self) -> i32 {
        [0, 1, -1, 2, 3, 7, 10, -128, 100_000, i32::MAX, i32::MIN][self.random.below(11)]
    }

    fn float(&mut self) -> f64 {
        [0.0, -0.0, 1.0, 0.5, -3.25, 1e10, 1e-300, f64::INFINITY, f64::NAN][self.random.below(9)]
    }

    /// A constant that is a number.
    fn number(&mut self) -> ConstId {
        let value = if self.one_in(2) { Constant::Int(self.int()) } else { Constant::Float(self.float()) };
        self.constant(value)
    }

    fn literal(&mut self, kind: ScalarType) {
        let inst = match kind {
            ScalarType::Int if self.one_in(3) => {
                let value = Constant::Int(self.int());
                Inst::LoadConst { constant: self.constant(value) }
            }
            ScalarType::Int => Inst::LoadImm { value: self.int() },
            ScalarType::Float => {
                let value = Constant::Float(self.float());
                Inst::LoadConst { constant: self.constant(value) }
            }
            ScalarType::Bool => [Inst::LoadTrue {}, Inst::LoadFalse {}][self.random.below(2)],
        };
        self.push(inst);
    }

    /// Pushes two numbers of some types.
    fn numbers(&mut self, depth: usize, below: usize) {
        for extra in 0..2 {
            let kind = [ScalarType::Int, ScalarType::Float][self.random.below(2)];
            self.value(kind, depth, below + extra);
        }
    }

    /// Pushes a value; `below` operands lie under it.
    fn value(&mut self, kind: ScalarType, depth: usize, below: usize) {
        if depth == 0 || self.budget == 0 || below > 30 {
            return self.leaf(kind);
        }
        self.budget -= 1;
        match self.random.below(10) {
            0 | 1 => self.leaf(kind),
            2 => self.call(kind, depth, below),
            4 => {
                // The value stays on the stack while slots change, that it came from among them.
                self.leaf(kind);
                self.statement(0);
            }
            3 => {
                // A choice between two values that leaves one on the stack.
                let (other, end) = (self.chunk.label(), self.chunk.label());
                self.value(ScalarType::Bool, depth - 1, below);
                self.push(Inst::JumpIfFalse { target: other.target() });
                self.value(kind, depth - 1, below);
                self.push(Inst::Jump { target: end.target() });
                self.chunk.bind(other).unwrap();
                self.value(kind, depth - 1, below);
                self.chunk.bind(end).unwrap();
            }
            _ => match kind {
                ScalarType::Int | ScalarType::Float => self.arithmetic(kind, depth - 1, below),
                ScalarType::Bool => self.bool(depth - 1, below),
            },
        }
    }

    fn leaf(&mut self, kind: ScalarType) {
        match self.slot_of(kind) {
            Some(slot) if !self.one_in(3) => self.chunk.load_local(slot).unwrap(),
            _ => self.literal(kind),
        }
    }

    fn call(&mut self, kind: ScalarType, depth: usize, below: usize) {
        let callable = self.callable..self.signatures.len();
        let fitting: Vec<usize> = callable.filter(|&at| self.signatures[at].1.result == kind).collect();
        let Some(&callee) = self.random.pick(&fitting) else { return self.leaf(kind) };
        let (params, signature) = &self.signatures[callee];
        for (extra, &kind) in signature.slots[..usize::from(*params)].iter().enumerate() {
            self.value(kind, depth - 1, below + extra);
        }
        self.push(Inst::CallClosed { argc: Argc(*params), chunk: ChunkId(callee as u32 + 1) });
    }

    fn arithmetic(&mut self, kind: ScalarType, depth: usize, below: usize) {
        use Opcode as O;
        let rows = [
            [O::Add, O::AddIi, O::AddFf, O::AddLl, O::AddLi, O::AddSl, O::AddSi, O::AddSk],
            [O::Sub, O::SubIi, O::SubFf, O::SubLl, O::SubLi, O::SubSl, O::SubSi, O::SubSk],
            [O::Mul, O::MulIi, O::MulFf, O::MulLl, O::MulLi, O::MulSl, O::MulSi, O::MulSk],
            [O::Div, O::DivIi, O::DivFf, O::DivLl, O::DivLi, O::DivSl, O::DivSi, O::DivSk],
            [O::Mod, O::ModIi, O::ModFf, O::ModLl, O::ModLi, O::ModSl, O::ModSi, O::ModSk],
        ];
        let row = rows[self.random.below(5)];
        let other = if kind == ScalarType::Float && self.one_in(3) { ScalarType::Int } else { kind };
        match (self.random.below(12), self.slot_of(kind), self.slot_of(other)) {
            (0, Some(a), Some(b)) => self.row(row[3], &[a.0.into(), b.0.into()]),
            (1, Some(a), _) => {
                let value = self.int();
                self.row(row[4], &[a.0.into(), value.cast_unsigned()]);
            }
            (2, _, Some(b)) => {
                self.value(kind, depth, below);
                self.row(row[5], &[b.0.into()]);
            }
            (3, ..) => {
                self.value(kind, depth, below);
                let value = self.int();
                self.row(row[6], &[value.cast_unsigned()]);
            }
            (4, ..) => {
                self.value(kind, depth, below);
                let value =
                    if other == ScalarType::Int { Constant::Int(self.int()) } else { Constant::Float(self.float()) };
                let constant = self.constant(value);
                self.row(row[7], &[constant.0]);
            }
            (5, ..) => {
                self.value(kind, depth, below);
                let sign = [Opcode::Neg, Opcode::NegI, Opcode::NegF, Opcode::Plus][self.random.below(4)];
                self.row(sign, &[]);
            }
            (6, ..) => {
                self.value(kind, depth, below);
                self.push(Inst::Dup {});
                self.one_row(&row[..3], &[]);
            }
            (7, ..) => {
                self.value(kind, depth, below);
                self.value(other, depth, below + 1);
                self.push(Inst::Dup2 {});
                for at in 0..3 {
                    self.row(if at == 0 { row[0] } else { O::Sub }, &[]);
                }
            }
            (8, Some(a), Some(b)) => {
                self.push(Inst::LoadLocalLl { a, b });
                self.one_row(&row[..3], &[]);
            }
            _ => {
                let flip = other != kind && self.one_in(2);
                let [first, second] = if flip { [other, kind] } else { [kind, other] };
                self.value(first, depth, below);
                self.value(second, depth, below + 1);
                self.one_row(&row[..3], &[]);
            }
        }
    }

    fn bool(&mut self, depth: usize, below: usize) {
        use Opcode as O;
        match self.random.below(6) {
            0 => {
                let kind = kind(self.random);
                self.value(kind, depth, below);
                self.one_row(&[O::Not, O::ToBool], &[]);
            }
            1 => {
                let (kind, end) = (kind(self.random), self.chunk.label());
                self.value(kind, depth, below);
                let target = end.target();
                self.one_row(&[O::And, O::Or], &[target.0]);
                self.value(ScalarType::Bool, depth, below);
                self.chunk.bind(end).unwrap();
            }
            _ => {
                self.numbers(depth, below);
                let rows = [
                    [O::Lt, O::LtIi, O::LtFf],
                    [O::Le, O::LeIi, O::LeFf],
                    [O::Gt, O::GtIi, O::GtFf],
                    [O::Ge, O::GeIi, O::GeFf],
                    [O::Eq, O::EqIi, O::EqFf],
                    [O::Ne, O::NeIi, O::NeFf],
                ];
                let rows = rows[self.random.below(6)];
                self.one_row(&rows, &[]);
            }
        }
    }
}
