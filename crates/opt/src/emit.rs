//! Registers and machine code, in one forward pass over the blocks.
//!
//! A value is in a register or in a word of memory. The word is one of the context (a spill slot),
//! or the value's home in a frame, where the last safepoint has put it. A value gets a register
//! where it is made: a free one, or that of the value whose next use is farthest. The first edge to
//! a block decides where its values are; the other edges move the values there.
//!
//! Invariant: at a safepoint every value that is used behind it is boxed in the word of a frame
//! that the frame state says, and no register holds a value.

mod detour;
mod edge;
mod entry;
mod exit;
mod fuse;
mod held;
mod home;
mod inline;
mod inst;
mod kept;
mod located;
mod moves;
mod place;
mod reads;
mod safepoint;
mod span;
mod start;
mod uses;

use bytecode::Slot;
use jit::abi::{Signature, Symbol};
use jit::target::{Label, Masm};
use jit::{Artifact, CallSite, Comment, Exit, Fixup, ModuleId, Origin, Parts};

use crate::analysis::Blocks;
use crate::build::Unit;
use crate::ir::{Block, End, Function, Op, Type, Value};
use crate::liveness::Liveness;
use crate::mutant::{self, Mutant};
use crate::refusal::Refusal;
use exit::Cold;
use held::Held;
pub(crate) use inline::{is_inline, may_leave_instead};
pub use located::LocalRange;
use located::Ranges;
use place::{Places, Reg, Start};
use reads::Reads;
pub use span::{Register, Span};
use uses::Uses;

/// The kinds of the arguments that the typed entry relies on: those that the profile has of
/// parameters that are read.
pub(crate) fn own_signature(unit: Unit<'_>, live: &Liveness) -> Signature {
    let kind = |param| match live.is_live(0, param) {
        true => unit.feedback.root.slot_kind(Slot(param)),
        false => jit::Kind::Unknown,
    };
    Signature::of((0..unit.modules.chunk(unit.own()).params).map(kind))
}

/// What [`emit`] makes.
pub(crate) struct Emitted {
    pub artifact: Artifact,
    /// Which of the hot code is for which value, ascending by offset.
    pub spans: Vec<Span>,
    /// In which registers locals are, if that was asked for.
    pub ranges: Vec<LocalRange>,
}

/// Makes the machine code of a function. `is_located` asks for the registers of locals.
///
/// # Errors
/// It is too large, or a pass broke the rule of safepoints.
pub(crate) fn emit(unit: Unit<'_>, f: &Function, is_located: bool) -> Result<Emitted, Refusal> {
    let mut emitter = Emitter::new(unit, f)?;
    emitter.ranges = is_located.then(Ranges::default);
    emitter.keep_params();
    emitter.enter();
    for block in f.block_ids() {
        emitter.block(block)?;
    }
    emitter.finish()
}

/// The pass.
pub(crate) struct Emitter<'a> {
    unit: Unit<'a>,
    f: &'a Function,
    uses: Uses,
    reads: Reads,
    blocks: Blocks,
    masm: Masm,
    places: Places,
    /// What words of frames hold here, and at the end of each block.
    held: Held,
    held_at_end: Vec<Held>,
    /// The instruction being emitted, counted over all blocks.
    at: u32,
    labels: Vec<Label>,
    starts: Vec<Option<Start>>,
    /// Blocks that have nothing but moves, which an edge has emitted elsewhere.
    done: Vec<bool>,
    cold: Vec<Cold>,
    exits: Vec<(Exit, Origin)>,
    calls: Vec<CallSite>,
    comments: Vec<(u32, Comment)>,
    spans: Vec<Span>,
    /// `None` where nobody asks for them.
    ranges: Option<Ranges>,
    symbols: Vec<(ModuleId, Symbol, Label)>,
    /// What the typed entry relies on.
    signature: Signature,
    start: Label,
    untyped: Label,
    body: Label,
    failed: Label,
    exit_tail: Label,
    /// A guard that the code of the one before has made.
    guarded: Option<Value>,
    /// Whether a value had no place where it was needed.
    homeless: bool,
}

impl<'a> Emitter<'a> {
    fn new(unit: Unit<'a>, f: &'a Function) -> Result<Emitter<'a>, Refusal> {
        let uses = Uses::new(f)?;
        let mut masm = Masm::with_capacity(16 * f.insts.len() + 512);
        let [start, untyped, body, failed, exit_tail] = std::array::from_fn(|_| masm.label());
        let labels = f.blocks.iter().map(|_| masm.label()).collect();
        Ok(Emitter {
            unit,
            f,
            places: Places::new(f.insts.len()),
            held: Held::default(),
            held_at_end: vec![Held::default(); f.blocks.len()],
            reads: Reads::new(f, &uses),
            blocks: Blocks::new(f),
            uses,
            masm,
            at: 0,
            labels,
            starts: vec![None; f.blocks.len()],
            done: vec![false; f.blocks.len()],
            cold: Vec::new(),
            exits: Vec::new(),
            calls: Vec::new(),
            comments: Vec::new(),
            spans: Vec::with_capacity(f.insts.len() + f.blocks.len()),
            ranges: None,
            symbols: Vec::new(),
            signature: Signature::NONE,
            start,
            untyped,
            body,
            failed,
            exit_tail,
            guarded: None,
            homeless: false,
        })
    }

    fn block(&mut self, block: Block) -> Result<(), Refusal> {
        self.at = self.uses.first(block);
        let f = self.f;
        let data = f.block(block);
        if self.done[block.index()] || !f.is_reached(block) {
            return Ok(());
        }
        if block.0 != 0 {
            let start = self.starts[block.index()].take().expect("an edge comes before, and notes where values are");
            self.places.restore(&start);
            self.held = self.held_at(block, &start);
            self.starts[block.index()] = Some(start);
            if data.heads.is_some() {
                self.masm.align_loop();
            }
        }
        self.masm.bind(self.labels[block.index()]);
        self.uses.enter(f, block);
        for &value in &data.insts {
            self.places.unpin();
            let offset = self.masm.offset();
            self.locate();
            self.inst(value);
            let register = self.places.of(value).reg.map(Reg::name);
            self.spans.push(Span { offset, block, value: Some(value), register });
            self.at += 1;
            if self.places.is_full() {
                return Err(Refusal::TooLarge);
            }
        }
        self.places.unpin();
        self.locate();
        self.spans.push(Span { offset: self.masm.offset(), block, value: None, register: None });
        // Moves on an edge are its own: another edge of the block does not pass them.
        self.held_at_end[block.index()] = self.held.clone();
        self.end(block);
        if mutant::is(Mutant::HeldByOtherWay) {
            self.held_at_end[block.index()] = self.held.clone();
        }
        if self.homeless { Err(Refusal::Homeless) } else { Ok(()) }
    }

    fn end(&mut self, block: Block) {
        let next = Block(block.0 + 1);
        match self.f.block(block).end {
            End::Open => unreachable!("every block has an end"),
            End::Jump(to) => self.jump(block, to, next),
            End::Branch { condition, yes, no } => self.branch(condition, yes, no, next),
            End::Return(value) => {
                self.load_result(value);
                let result = self.masm.scratch();
                self.masm.return_value(result);
            }
            End::Leave(state) => self.leave(state),
        }
    }

    fn symbol(&mut self, module: ModuleId, symbol: Symbol) -> Label {
        let module = if mutant::is(Mutant::OwnModule) { ModuleId::OWN } else { module };
        let is_it = |known: &&(ModuleId, Symbol, Label)| (known.0, known.1) == (module, symbol);
        if let Some(&(_, _, label)) = self.symbols.iter().find(is_it) {
            return label;
        }
        let label = self.masm.label();
        self.symbols.push((module, symbol, label));
        label
    }

    fn root(&self, value: Value) -> Value {
        self.uses.root(value)
    }

    fn ty(&self, value: Value) -> Type {
        self.f.inst(value).ty
    }

    /// The operation that makes a value, or makes its root.
    fn op(&self, value: Value) -> Op {
        self.f.inst(self.root(value)).op
    }

    fn note(&mut self, comment: Comment) {
        self.comments.push((self.masm.offset(), comment));
    }

    fn finish(mut self) -> Result<Emitted, Refusal> {
        let hot_bytes = self.masm.offset();
        let ranges = self.located(hot_bytes);
        let entry = self.untyped_entry();
        self.emit_cold();
        self.note(Comment::Data);
        let symbols = std::mem::take(&mut self.symbols);
        let fixup = |(module, symbol, label)| Fixup { offset: self.masm.address_word(label), module, symbol };
        let fixups = symbols.into_iter().map(fixup).collect();
        let typed_entry = (self.signature != Signature::NONE).then_some((0, self.signature));
        self.masm.flush_constants();
        let bytes = self.masm.finish().map_err(|_| Refusal::TooLarge)?;
        if self.homeless {
            return Err(Refusal::Homeless);
        }
        if self.places.is_full() {
            return Err(Refusal::TooLarge);
        }
        let artifact = Artifact::new(Parts {
            bytes,
            entry,
            typed_entry,
            hot_bytes,
            fixups,
            exits: self.exits,
            calls: self.calls,
            comments: self.comments,
        });
        Ok(Emitted { artifact, spans: self.spans, ranges })
    }
}
