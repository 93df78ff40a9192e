//! The pass over a closed chunk: joins, jumps, loops, operands in and out of their homes.
//!
//! What holds on every edge: operands are home, slots in their places.

use bytecode::{Chunk, ChunkFacts, ChunkId, Constant, Inst, Module, ScalarType};
use bytecode::{Signature, Slot, Target, UNREACHABLE, Verified};
use smallvec::SmallVec;

use super::layout::{Layout, Passed, Place, passed, stack_words};
use super::operand::{Entry, Operand, Temporaries};
use super::{ClosedCode, ClosedStatus};
use crate::compile::CompileError;
use crate::liveness::{SlotSet, live_slots};
use crate::plain::{Decoded, Plain};
use crate::x64::{FLOAT_SCRATCH, FloatSource, Fp, Gp, IntSource, Label, Masm, SCRATCH, SCRATCH2, Test, Word};

/// Labels that all functions share.
pub(super) struct Labels {
    /// By `ChunkId`; of chunks that are not closed too.
    pub(super) functions: Vec<Label>,
    pub(super) division_by_zero: Label,
    out_of_fuel: Label,
    too_deep: Label,
    exit: Label,
}

pub(super) fn compile_all(module: &Verified<Module>) -> Result<ClosedCode, CompileError> {
    const BYTES_PER_INST: usize = 16;
    let insts: usize = module.chunks.iter().map(|chunk| chunk.code.len()).sum();
    let mut masm = Masm::with_capacity(BYTES_PER_INST.saturating_mul(insts));
    let functions = module.chunks.iter().map(|_| masm.label()).collect();
    let [division_by_zero, out_of_fuel, too_deep, exit] = std::array::from_fn(|_| masm.label());
    let labels = Labels { functions, division_by_zero, out_of_fuel, too_deep, exit };
    let mut entries = vec![None; module.chunks.len()];
    let mut largest_frame = 0;
    for (index, chunk) in module.chunks.iter().enumerate() {
        let id = ChunkId(index as u32);
        let Some(signature) = chunk.closed.as_deref() else {
            masm.bind(labels.functions[index]);
            continue;
        };
        masm.align_loop();
        entries[index] = Some(masm.offset());
        emit_entry(&mut masm, &labels, index, chunk, signature);
        masm.bind(labels.functions[index]);
        let mut function = Function::new(module, chunk, signature, module.facts(id), &mut masm, &labels);
        largest_frame = largest_frame.max(function.layout.frame_bytes);
        function.run();
    }
    emit_tails(&mut masm, &labels);
    let bytes = masm.finish().map_err(|_| CompileError::TooLarge)?;
    Ok(ClosedCode { bytes, entries, largest_frame })
}

/// What the host calls: puts the arguments where the function expects them.
fn emit_entry(masm: &mut Masm, labels: &Labels, index: usize, chunk: &Chunk, signature: &Signature) {
    let outgoing = stack_words(signature, chunk.params).next_multiple_of(2);
    masm.closed_entry(8 * outgoing);
    for ((at, passed), kind) in (0..).zip(passed(signature, chunk.params)).zip(&signature.slots) {
        let gp = if let Passed::Gp(gp) = passed { gp } else { SCRATCH2 };
        let fp = if let Passed::Fp(fp) = passed { fp } else { FLOAT_SCRATCH };
        match kind {
            ScalarType::Int => masm.closed_argument_int(gp, at),
            ScalarType::Bool => masm.closed_argument_bool(gp, at),
            ScalarType::Float => masm.closed_argument_float(fp, at),
        }
        match (passed, kind) {
            (Passed::Stack(word), ScalarType::Float) => masm.store_float(Word(word), fp),
            (Passed::Stack(word), _) => masm.store_boxed(Word(word), gp),
            (Passed::Gp(_) | Passed::Fp(_), _) => {}
        }
    }
    masm.closed_call(labels.functions[index]);
    masm.closed_return_to_host(signature.result == ScalarType::Float, labels.exit);
}

/// What is behind all functions: the ways to fail, and the way out.
fn emit_tails(masm: &mut Masm, labels: &Labels) {
    let failures = [
        (labels.division_by_zero, ClosedStatus::DivisionByZero),
        (labels.out_of_fuel, ClosedStatus::OutOfFuel),
        (labels.too_deep, ClosedStatus::TooDeep),
    ];
    for (label, status) in failures {
        masm.bind(label);
        masm.closed_fail(status as u32, labels.exit);
    }
    masm.bind(labels.exit);
    masm.closed_exit();
    masm.flush_constants();
}

/// A function while it is compiled.
pub(super) struct Function<'a> {
    pub(super) module: &'a Module,
    chunk: &'a Chunk,
    signature: &'a Signature,
    facts: &'a ChunkFacts,
    pub(super) layout: Layout,
    decoded: Decoded,
    live: Vec<SlotSet>,
    pub(super) masm: &'a mut Masm,
    pub(super) labels: &'a Labels,
    pub(super) stack: Vec<Entry>,
    free: Temporaries,
    /// The labels of instructions that a jump before them goes to.
    joins: Vec<Option<Label>>,
    /// Divisions by -1: where they are done, and where the hot code goes on.
    pub(super) minus_ones: Vec<(Label, Label)>,
    loops: Vec<Label>,
    pub(super) pc: u32,
    reachable: bool,
}

impl<'a> Function<'a> {
    fn new(
        module: &'a Module,
        chunk: &'a Chunk,
        signature: &'a Signature,
        facts: &'a ChunkFacts,
        masm: &'a mut Masm,
        labels: &'a Labels,
    ) -> Function<'a> {
        let decoded = Decoded::new(&chunk.code);
        Function {
            module,
            chunk,
            signature,
            facts,
            layout: Layout::new(module, chunk, signature, facts),
            live: live_slots(&chunk.code, &decoded.accesses, facts),
            decoded,
            loops: facts.loops.iter().map(|_| masm.label()).collect(),
            masm,
            labels,
            stack: Vec::new(),
            free: Temporaries::all(),
            minus_ones: Vec::new(),
            joins: vec![None; chunk.code.len()],
            pc: 0,
            reachable: true,
        }
    }

    fn run(&mut self) {
        self.masm.closed_enter(self.layout.frame_bytes, self.labels.too_deep, self.labels.out_of_fuel);
        for (pc, &depth) in (0..).zip(&self.facts.depths) {
            self.pc = pc;
            if depth != UNREACHABLE {
                self.visit();
            }
        }
        for (label, back) in std::mem::take(&mut self.minus_ones) {
            self.masm.bind(label);
            self.masm.negate_dividend();
            self.masm.jump(back);
        }
    }

    fn visit(&mut self) {
        if let Some(label) = self.joins[self.pc as usize] {
            self.begin_block(label);
        }
        let parts: SmallVec<[Plain; 4]> = self.decoded.parts(self.pc).into();
        for (at, &part) in parts.iter().enumerate() {
            if self.reachable {
                let store = self.store_ahead(parts.get(at + 1));
                self.part(part, store);
            }
        }
    }

    /// The slot that the result of this part goes to at once.
    fn store_ahead(&self, next: Option<&Plain>) -> Option<Slot> {
        let following = self.pc as usize + 1;
        match next {
            Some(&Plain::Store(slot)) => Some(slot),
            Some(_) => None,
            None => match self.chunk.code.get(following) {
                Some(&Inst::StoreLocal { slot }) if self.joins[following].is_none() => Some(slot),
                _ => None,
            },
        }
    }

    fn part(&mut self, part: Plain, store: Option<Slot>) {
        use Plain as P;
        let takes_flags = matches!(part, P::Branch { .. } | P::LoopIf { .. } | P::ShortCircuit { .. });
        if !takes_flags && !matches!(part, P::Not | P::ToBool | P::Pop) {
            self.settle_flags();
        }
        match part {
            P::Imm(value) => self.stack.push(Entry::Int(value)),
            P::Const(constant) => match self.module.constants[constant.index()] {
                Constant::Int(value) => self.stack.push(Entry::Int(value)),
                Constant::Float(value) => self.stack.push(Entry::Float(value.to_bits())),
                Constant::Str(_) => unreachable!("V12: closed chunks have no strings"),
            },
            P::Bool(value) => self.stack.push(Entry::Bool(value)),
            P::Pop => {
                let operand = self.pop();
                self.release(operand);
            }
            P::Dup => self.push_copy(self.stack.len() - 1),
            P::Dup2 => {
                let first = self.stack.len() - 2;
                self.push_copy(first);
                self.push_copy(first + 1);
            }
            P::Local(slot) => self.stack.push(Entry::Local(slot, self.signature.slots[slot.index()])),
            P::Store(slot) => self.store(slot),
            P::Arithmetic(op) => self.arithmetic(op, store),
            P::Neg => self.negate(store),
            P::Plus => {}
            P::Compare(comparison) => self.compare(comparison),
            P::Not => self.truth(true),
            P::ToBool => self.truth(false),
            P::Jump(target) => self.jump(target),
            P::Branch { when, target } => self.branch(when, target),
            P::ShortCircuit { when, target } => self.short_circuit(when, target),
            P::LoopHeader(id) => self.begin_block(self.loops[id.index()]),
            P::Loop(target) => self.turn(target),
            P::LoopIf { when, target } => self.turn_if(when, target),
            P::CallClosed(argc, chunk) => self.call(argc, chunk),
            P::Return => self.give_back(),
            P::Nil
            | P::Closure(_)
            | P::NewCell(_)
            | P::LoadCell(_)
            | P::StoreCell(_)
            | P::LoadUpvalue(_)
            | P::StoreUpvalue(_) => {
                unreachable!("V12: closed chunks have no such row")
            }
            P::LoadGlobal(_) | P::StoreGlobal(_) | P::Call(_) | P::ReturnNil | P::Halt | P::LoadProperty => {
                unreachable!("V12: closed chunks have no such row")
            }
            P::StoreProperty | P::LoadIndex | P::StoreIndex | P::NewArray(_) | P::NewMap | P::NewObject(..) => {
                unreachable!("V12: closed chunks have no such row")
            }
            P::StructDef(_) | P::ArrayPush | P::ArrayPop | P::ArrayLen | P::Import(_) | P::Print => {
                unreachable!("V12: closed chunks have no such row")
            }
        }
    }

    // Control.

    /// The place of a label, where only what holds on every edge is known.
    fn begin_block(&mut self, label: Label) {
        if self.reachable {
            self.flush();
        }
        self.masm.bind(label);
        let types = self.facts.closed[self.pc as usize];
        self.stack = (0..types.len()).map(|depth| Entry::Home(types.get(depth))).collect();
        self.free = Temporaries::all();
        self.reachable = true;
    }

    fn label_of(&mut self, target: Target) -> Label {
        *self.joins[target.index()].get_or_insert_with(|| self.masm.label())
    }

    fn jump(&mut self, target: Target) {
        self.flush();
        let label = self.label_of(target);
        self.masm.jump(label);
        self.reachable = false;
    }

    fn branch(&mut self, when: bool, target: Target) {
        let condition = self.pop();
        match condition.known_truth() {
            Some(truth) if truth == when => self.jump(target),
            Some(_) => {}
            None => {
                let test = self.test(condition, when);
                self.flush();
                let label = self.label_of(target);
                self.masm.jump_if(test, label);
            }
        }
    }

    fn short_circuit(&mut self, when: bool, target: Target) {
        let condition = self.pop();
        match condition.known_truth() {
            Some(truth) if truth == when => {
                self.stack.push(Entry::Bool(when));
                self.jump(target);
            }
            Some(_) => {}
            None => {
                let test = self.test(condition, when);
                self.flush();
                self.masm.store_raw_bits(condition.home, when.into());
                let label = self.label_of(target);
                self.masm.jump_if(test, label);
            }
        }
    }

    fn header_of(&self, target: Target) -> Label {
        let header = self.facts.loops.binary_search_by_key(&target.0, |found| found.header);
        self.loops[header.expect("V6: a LOOP row goes to a header")]
    }

    fn turn(&mut self, target: Target) {
        self.flush();
        let header = self.header_of(target);
        self.masm.closed_turn(header, self.labels.out_of_fuel);
        self.reachable = false;
    }

    fn turn_if(&mut self, when: bool, target: Target) {
        let condition = self.pop();
        match condition.known_truth() {
            Some(truth) if truth == when => self.turn(target),
            Some(_) => {}
            None => {
                let test = self.test(condition, when).negate();
                self.flush();
                let (header, skip) = (self.header_of(target), self.masm.label());
                self.masm.jump_if(test, skip);
                self.masm.closed_turn(header, self.labels.out_of_fuel);
                self.masm.bind(skip);
            }
        }
    }

    fn give_back(&mut self) {
        let operand = self.pop();
        match operand.entry.kind() {
            ScalarType::Float => self.masm.load_float_source(FLOAT_SCRATCH, self.float_source(operand)),
            ScalarType::Int | ScalarType::Bool => self.load_int(SCRATCH, operand),
        }
        self.masm.closed_leave(self.layout.frame_bytes);
        self.reachable = false;
    }

    /// The test that holds if an operand's truth is `when`.
    pub(super) fn test(&mut self, operand: Operand, when: bool) -> Test {
        let test = self.truth_test(operand);
        self.release(operand);
        if when { test } else { test.negate() }
    }

    // Slots.

    fn store(&mut self, slot: Slot) {
        let operand = self.pop();
        self.settle_aliases(slot);
        match self.layout.slot(slot) {
            Place::Gp(gp) => self.load_int(gp, operand),
            Place::Fp(fp) => self.masm.load_float_source(fp, self.float_source(operand)),
            Place::Word(word) => self.store_word(word, operand),
        }
        self.release(operand);
    }

    /// Operands that are what a slot holds go home before it changes.
    pub(super) fn settle_aliases(&mut self, slot: Slot) {
        for depth in 0..self.stack.len() {
            if matches!(self.stack[depth], Entry::Local(alias, _) if alias == slot) {
                self.bring_home(depth);
            }
        }
    }

    /// The slots with registers whose values matter behind the current instruction, and before it if what it
    /// works on is still to be used.
    pub(super) fn live_registers(&self) -> SmallVec<[(Slot, Place); 16]> {
        let around = SlotSet(self.live[self.pc as usize].0 | self.live[self.pc as usize + 1].0);
        let slots = self.layout.in_registers().filter(|&slot| around.contains(slot));
        slots.map(|slot| (slot, self.layout.slot(slot))).collect()
    }

    // Operands.

    pub(super) fn pop(&mut self) -> Operand {
        let entry = self.stack.pop().expect("V2: the operand is there");
        Operand { entry, home: self.layout.operand(self.stack.len()) }
    }

    pub(super) fn release(&mut self, operand: Operand) {
        self.free.release(operand.entry);
    }

    /// Pushes the operand at a depth once more.
    fn push_copy(&mut self, depth: usize) {
        let operand = Operand { entry: self.stack[depth], home: self.layout.operand(depth) };
        let copy = match operand.entry {
            Entry::Gp(_, kind) | Entry::Home(kind @ (ScalarType::Int | ScalarType::Bool)) => {
                let gp = self.take_gp();
                // Taking a register may have brought the operand home.
                self.load_int(gp, Operand { entry: self.stack[depth], ..operand });
                Entry::Gp(gp, kind)
            }
            Entry::Fp(_) | Entry::Home(ScalarType::Float) => {
                let fp = self.take_fp();
                let source = self.float_source(Operand { entry: self.stack[depth], ..operand });
                self.masm.load_float_source(fp, source);
                Entry::Fp(fp)
            }
            entry => entry,
        };
        self.stack.push(copy);
    }

    /// A free register; if there is none, the lowest operand in one goes home.
    pub(super) fn take_gp(&mut self) -> Gp {
        if let Some(gp) = self.free.take_gp() {
            return gp;
        }
        self.spill(|entry| matches!(entry, Entry::Gp(..)));
        self.free.take_gp().expect("the operand's register is free")
    }

    /// A free float register; if there is none, the lowest operand in one goes home.
    pub(super) fn take_fp(&mut self) -> Fp {
        if let Some(fp) = self.free.take_fp() {
            return fp;
        }
        self.spill(|entry| matches!(entry, Entry::Fp(_)));
        self.free.take_fp().expect("the operand's register is free")
    }

    fn spill(&mut self, is_candidate: impl Fn(Entry) -> bool) {
        let depth = self.stack.iter().position(|&entry| is_candidate(entry));
        self.bring_home(depth.expect("an operation holds fewer operands than there are temporaries"));
    }

    /// Brings an operand home; keeps the flags unless they are the operand.
    fn bring_home(&mut self, depth: usize) {
        let operand = Operand { entry: self.stack[depth], home: self.layout.operand(depth) };
        self.store_word(operand.home, operand);
        self.stack[depth] = Entry::Home(operand.entry.kind());
        self.release(operand);
    }

    /// Brings all operands home; keeps the flags unless they are an operand.
    pub(super) fn flush(&mut self) {
        (0..self.stack.len()).for_each(|depth| self.bring_home(depth));
    }

    /// Puts a bool that the flags hold into a register.
    pub(super) fn settle_flags(&mut self) {
        let Some(&Entry::Flags(test)) = self.stack.last() else { return };
        let gp = self.take_gp();
        self.masm.set_test(gp, test);
        *self.stack.last_mut().expect("there is an operand") = Entry::Gp(gp, ScalarType::Bool);
    }

    /// Where an int or a bool is.
    pub(super) fn int_source(&self, operand: Operand) -> IntSource {
        match operand.entry {
            Entry::Int(value) => IntSource::Imm(value),
            Entry::Bool(value) => IntSource::Imm(value.into()),
            Entry::Gp(gp, _) => IntSource::Gp(gp),
            Entry::Local(slot, _) => match self.layout.slot(slot) {
                Place::Gp(gp) => IntSource::Gp(gp),
                Place::Word(word) => IntSource::Word(word),
                Place::Fp(_) => unreachable!("V12: an int's place"),
            },
            Entry::Home(_) => IntSource::Word(operand.home),
            Entry::Float(_) | Entry::Fp(_) | Entry::Flags(_) => unreachable!("V12: an int or a settled bool"),
        }
    }

    /// Where a float is, or the int that is to become one.
    pub(super) fn float_source(&self, operand: Operand) -> FloatSource {
        match operand.entry {
            Entry::Float(bits) => FloatSource::Bits(bits),
            Entry::Fp(fp) => FloatSource::Fp(fp),
            Entry::Local(slot, ScalarType::Float) => match self.layout.slot(slot) {
                Place::Fp(fp) => FloatSource::Fp(fp),
                Place::Word(word) => FloatSource::Word(word),
                Place::Gp(_) => unreachable!("V12: a float's place"),
            },
            Entry::Home(ScalarType::Float) => FloatSource::Word(operand.home),
            _ => FloatSource::Int(self.int_source(operand)),
        }
    }

    /// An int or a bool in a register.
    pub(super) fn load_int(&mut self, dst: Gp, operand: Operand) {
        if let Entry::Flags(test) = operand.entry {
            return self.masm.set_test(dst, test);
        }
        let source = self.int_source(operand);
        if source != IntSource::Gp(dst) {
            self.masm.load_source(dst, source);
        }
    }

    /// Writes an operand into a word. Spoils the scratch; keeps the flags unless they are the operand.
    pub(super) fn store_word(&mut self, word: Word, operand: Operand) {
        match operand.entry {
            Entry::Int(value) => self.masm.store_raw_bits(word, value.cast_unsigned().into()),
            Entry::Float(bits) => self.masm.store_raw_bits(word, bits),
            Entry::Bool(value) => self.masm.store_raw_bits(word, value.into()),
            Entry::Gp(gp, _) => self.masm.store_boxed(word, gp),
            Entry::Fp(fp) => self.masm.store_float(word, fp),
            Entry::Flags(test) => {
                self.masm.set_test(SCRATCH, test);
                self.masm.store_boxed(word, SCRATCH);
            }
            Entry::Home(_) if operand.home == word => {}
            Entry::Home(_) => self.masm.copy_word(word, operand.home),
            Entry::Local(slot, _) => match self.layout.slot(slot) {
                Place::Gp(gp) => self.masm.store_boxed(word, gp),
                Place::Fp(fp) => self.masm.store_float(word, fp),
                Place::Word(from) => self.masm.copy_word(word, from),
            },
        }
    }
}
