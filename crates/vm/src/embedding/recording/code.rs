//! The codes of a recording. The journal has what each was made by; the compiler makes the same of
//! it again, and this time it is asked what is what.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bytecode::{ChunkId, Module, Verified};
use jit::{Artifact, Comment, Entry, InModule, Listing};
use opt::ir::{self, Value};
use opt::{Feedback, Linked, Modules, Span};

use super::{Writer, nanos};
use crate::common::recording::{
    Code, CodeEntry, CodeExit, CompilerTier, Inlined, Instruction, IrLine, LocalRange, NotInlined, Site,
};
use crate::runtime::recorder::{FunctionKey, Happening};

/// Machine code that is listed, in bytes, all codes together.
const MOST_BYTES: usize = 512 << 10;

/// Reads the codes of a journal.
pub(super) struct CodeReader<'a> {
    writer: &'a Writer<'a>,
    /// Bytes that may still be listed.
    left: usize,
}

/// What the compiler makes again.
struct Made {
    artifact: Artifact,
    /// In which registers locals are, for the baseline compiler.
    ranges: Vec<jit::LocationRange>,
    form: Option<Form>,
}

/// What the optimising compiler tells beside the artifact.
struct Form {
    built: ir::Function,
    last: ir::Function,
    spans: Vec<Span>,
    ranges: Vec<opt::LocalRange>,
}

impl<'a> CodeReader<'a> {
    pub(super) fn new(writer: &'a Writer<'a>) -> CodeReader<'a> {
        CodeReader { writer, left: MOST_BYTES }
    }

    pub(super) fn codes(mut self) -> Vec<Code> {
        self.writer.journal.codes.iter().map(|happening| self.code(happening)).collect()
    }

    fn code(&mut self, happening: &Happening) -> Code {
        let mut code = self.outline(happening);
        let module = &self.writer.journal.modules[happening.function.module as usize];
        let Some(made) = make_again(module, happening) else { return Code { left_out: true, ..code } };
        let Made { artifact, ranges, form } = &made;
        code.bytes = artifact.bytes().len() as u32;
        code.hot_bytes = artifact.hot_bytes();
        let places = Sites { writer: self.writer, modules: &happening.modules };
        let own = InModule::own(happening.function.chunk);
        code.exits =
            (0..).zip(artifact.exits()).map(|(id, &exit)| places.exit(happening, artifact, id, exit)).collect();
        if let Some(Form { last, .. }) = form {
            code.inlined = last.frames.iter().filter_map(|frame| places.inlined(last, frame)).collect();
            code.not_inlined = last.not_inlined.iter().map(|it| places.not_inlined(last, it)).collect();
        }
        if artifact.bytes().len() > self.left {
            return Code { left_out: true, ..code };
        }
        self.left -= artifact.bytes().len();
        code.instructions = places.instructions(module, own, artifact);
        code.locals = ranges.iter().map(|range| places.located(own, range)).collect();
        if let Some(form) = form {
            let lines = form.last.lines();
            places.link(&mut code.instructions, artifact, form, &lines);
            code.ir_built = places.ir(&form.built, &form.built.lines(), &[]);
            code.ir = places.ir(&form.last, &lines, &form.spans);
            code.locals = form.ranges.iter().map(|range| places.local(&form.last, range)).collect();
        }
        code
    }

    fn outline(&self, happening: &Happening) -> Code {
        let made = &happening.made;
        let feedback = Feedback { root: made.profile.clone(), callees: made.callees.clone().unwrap_or_default() };
        Code {
            function: self.writer.function(happening.function),
            entry: match made.entry {
                Entry::Function => CodeEntry::Function,
                Entry::Loop(id) => CodeEntry::Loop(id.0.into()),
            },
            variant: made.variant.into(),
            tier: if made.callees.is_some() { CompilerTier::Optimised } else { CompilerTier::Baseline },
            made_ns: nanos(happening.published),
            took_ns: nanos(happening.took),
            ended_ns: happening.ended.map(nanos),
            why: made.why.clone(),
            profile: feedback.to_string(),
            address: made.address as u64,
            bytes: 0,
            hot_bytes: 0,
            entered: happening.entered,
            inlined: Vec::new(),
            not_inlined: Vec::new(),
            exits: Vec::new(),
            instructions: Vec::new(),
            locals: Vec::new(),
            ir_built: Vec::new(),
            ir: Vec::new(),
            left_out: false,
        }
    }
}

/// Has the compiler make a code again; `None` if it refuses, which it did not the first time.
fn make_again(module: &Verified<Module>, happening: &Happening) -> Option<Made> {
    let (made, chunk) = (&happening.made, happening.function.chunk);
    let Some(callees) = &made.callees else {
        let (artifact, ranges) = jit::compile_located(module, chunk, &made.profile).ok()?;
        return Some(Made { artifact, ranges, form: None });
    };
    let feedback = Feedback { root: made.profile.clone(), callees: callees.clone() };
    let (mut built, mut last) = (None, ir::Function::default());
    let others: Vec<Linked<'_>> = made.others.iter().map(|(id, module)| Linked { id: *id, module }).collect();
    let modules = Modules::new(Linked { id: made.module_id, module }, &others);
    let compiled = opt::compile_observed(modules, chunk, &feedback, |_, function| {
        built.get_or_insert_with(|| function.clone());
        last = function.clone();
    });
    let opt::Compiled { artifact, spans, ranges, .. } = compiled.ok()?;
    Some(Made { artifact, ranges: Vec::new(), form: Some(Form { built: built?, last, spans, ranges }) })
}

/// Names rows of the modules that a code knows.
struct Sites<'a> {
    writer: &'a Writer<'a>,
    modules: &'a [u32],
}

impl Sites<'_> {
    fn site(&self, chunk: InModule<ChunkId>, row: u32) -> Site {
        let key = FunctionKey { module: self.modules[chunk.module.index()], chunk: chunk.id };
        Site { function: self.writer.function(key), row }
    }

    fn source(&self, f: &ir::Function, source: ir::Source) -> Site {
        self.site(f.frames[source.frame.index()].chunk, source.pc)
    }

    fn exit(&self, happening: &Happening, artifact: &Artifact, id: u32, exit: jit::Exit) -> CodeExit {
        let own = InModule::own(happening.function.chunk);
        let origin = artifact.origin(id);
        let innermost = origin.and_then(|origin| origin.frames.last()).map_or(own, |frame| frame.chunk);
        let (chunk, pc) = origin.map_or((own, exit.pc), |origin| origin.blame);
        let (count, first) = happening.exits.get(&id).copied().unwrap_or((0, Duration::ZERO));
        CodeExit {
            to: self.site(innermost, exit.pc),
            blame: self.site(chunk, pc),
            reason: exit.reason.to_string(),
            count,
            first_ns: (count > 0).then(|| nanos(first)),
        }
    }

    /// A register of a local in code of the baseline compiler.
    fn located(&self, own: InModule<ChunkId>, range: &jit::LocationRange) -> LocalRange {
        LocalRange {
            function: self.site(own, 0).function,
            slot: range.slot.0.into(),
            within: None,
            register: range.register.clone(),
            held: range.held.name().to_string(),
            from: range.from,
            until: range.until,
        }
    }

    /// A register of a local in optimised code.
    fn local(&self, f: &ir::Function, range: &opt::LocalRange) -> LocalRange {
        LocalRange {
            function: self.site(f.frames[range.frame.index()].chunk, 0).function,
            slot: range.slot.0.into(),
            within: within(range.frame),
            register: range.register.to_string(),
            held: f.inst(range.value).ty.to_string(),
            from: range.from,
            until: range.until,
        }
    }

    /// An inlined call; `None` for the compiled function's own frame.
    fn inlined(&self, f: &ir::Function, frame: &ir::Frame) -> Option<Inlined> {
        let caller = frame.caller?;
        Some(Inlined {
            call: self.site(f.frames[caller.index()].chunk, frame.called_at),
            function: self.site(frame.chunk, 0).function,
            within: within(caller),
        })
    }

    fn not_inlined(&self, f: &ir::Function, it: &ir::NotInlined) -> NotInlined {
        NotInlined {
            call: self.source(f, it.call),
            callee: it.callee.map(|chunk| self.site(chunk, 0).function),
            why: it.why.to_string(),
        }
    }

    fn instructions(&self, module: &Verified<Module>, own: InModule<ChunkId>, artifact: &Artifact) -> Vec<Instruction> {
        let lines = Listing::new(artifact, module, own.id).lines();
        lines.into_iter().map(|line| self.instruction(own, artifact, line)).collect()
    }

    fn instruction(&self, own: InModule<ChunkId>, artifact: &Artifact, line: jit::Line) -> Instruction {
        let (site, exit, part) = match line.purpose {
            Some(Comment::Inst(pc)) => (Some(self.site(own, pc)), None, None),
            Some(Comment::Slow(pc)) => (Some(self.site(own, pc)), None, Some("slow path")),
            Some(Comment::Preheader(pc)) => (Some(self.site(own, pc)), None, Some("preheader")),
            Some(Comment::Exit(id)) => {
                let blame = artifact.origin(id).map(|origin| origin.blame);
                let pc = artifact.exits().get(id as usize).map(|exit| (own, exit.pc));
                (blame.or(pc).map(|(chunk, pc)| self.site(chunk, pc)), Some(id), None)
            }
            Some(Comment::Prologue) => (None, None, Some("prologue")),
            Some(Comment::Tail) => (None, None, Some("tail")),
            Some(Comment::Data) => (None, None, Some("data")),
            None => (None, None, None),
        };
        let jit::Line { offset, text, label, target, .. } = line;
        Instruction {
            at: offset,
            text,
            label,
            target,
            site,
            ir: None,
            exit,
            part: part.map(str::to_string),
            samples: None,
        }
    }

    /// Links the hot code with the representation that it was made from.
    fn link(&self, instructions: &mut [Instruction], artifact: &Artifact, form: &Form, lines: &[opt::Line]) {
        let at: HashMap<(ir::Block, Option<Value>), u32> =
            lines.iter().zip(0..).map(|(line, number)| ((line.block, line.value), number)).collect();
        let f = &form.last;
        let first = form.spans.first().map_or(u32::MAX, |span| span.offset);
        for instruction in instructions.iter_mut().filter(|it| it.at >= first && it.at < artifact.hot_bytes()) {
            let behind = form.spans.partition_point(|span| span.offset <= instruction.at);
            let span = form.spans[behind - 1];
            instruction.ir = at.get(&(span.block, span.value)).copied();
            instruction.part = None;
            let end = f.block(span.block).end;
            if span.value.is_none() && matches!(end, ir::End::Leave(_)) {
                continue; // the stub of an exit, whose row is known
            }
            let value = span.value.or_else(|| end.value()).filter(|&value| has_row(f, value));
            instruction.site = value.map(|value| self.source(f, f.inst(value).source));
            instruction.exit = None;
        }
    }

    fn ir(&self, f: &ir::Function, lines: &[opt::Line], spans: &[Span]) -> Vec<IrLine> {
        let registers: HashMap<Value, String> =
            spans.iter().filter_map(|span| Some((span.value?, span.register?.to_string()))).collect();
        let last_uses = last_uses(f, lines);
        let value = |line: &opt::Line| line.value.or_else(|| end_value(f, line)).filter(|&value| has_row(f, value));
        let source = |line: &opt::Line| Some(f.inst(value(line)?).source);
        let line = |line: &opt::Line| IrLine {
            text: line.text.clone(),
            site: source(line).map(|source| self.source(f, source)),
            within: source(line).and_then(|source| within(source.frame)),
            register: line.value.and_then(|value| registers.get(&value).cloned()),
            last_use: line.value.and_then(|value| last_uses.get(&value).copied()),
        };
        lines.iter().map(line).collect()
    }
}

/// Whether a value was made for one row: a constant is there once for all rows that use it.
fn has_row(f: &ir::Function, value: Value) -> bool {
    !f.inst(value).op.is_constant()
}

/// The index of a frame among the inlined calls.
fn within(frame: ir::FrameId) -> Option<u32> {
    frame.0.checked_sub(1)
}

/// The value that the last line of a block uses; `None` for its first line.
fn end_value(f: &ir::Function, line: &opt::Line) -> Option<Value> {
    if line.is_head { None } else { f.block(line.block).end.value() }
}

/// The last line that uses each value, by operands and frame states.
fn last_uses(f: &ir::Function, lines: &[opt::Line]) -> BTreeMap<Value, u32> {
    let mut last = BTreeMap::new();
    for (line, number) in lines.iter().zip(0..) {
        let Some(value) = line.value else {
            last.extend(end_value(f, line).map(|used| (used, number)));
            continue;
        };
        let inst = f.inst(value);
        let words = inst.state.into_iter().flat_map(|state| f.words(state)).map(|(_, word)| word);
        last.extend(inst.args.iter().copied().chain(words).map(|used| (used, number)));
    }
    last.remove(&Value::DEAD);
    last
}
