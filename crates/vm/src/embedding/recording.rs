//! [`Vm::recording`]: from the notes of a run to a [`Recording`].

mod code;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bytecode::{Module, Printer, Verified};

use crate::common::recording::{
    Event, Figure, Function, HelperCall, Loop, Pause, RECORDING_SCHEMA, Recording, Row, SampledCall, SampledStack,
    Samples, SourceFile, Unit,
};
use crate::common::stats::Statistics;
use crate::embedding::vm::Vm;
use crate::runtime::recorder::{Call, FunctionKey, Journal, Noted};
use code::CodeReader;

impl Vm {
    /// What this vm has done so far, if it was told to [record](crate::VmBuilder::record) it;
    /// `None` otherwise. Codes are listed in order, each that still fits into 512 KiB of machine
    /// code altogether; bytecode and all that was counted is there in any case.
    ///
    /// ```
    /// # let module = lang::compile_verified("doc.unna", b"for (var i = 0; i < 100; i = i + 1) {}").unwrap();
    /// let mut vm = vm::Vm::builder().record(true).build()?;
    /// vm.run(module.into())?;
    /// let recording = vm.recording().expect("it is on");
    /// assert_eq!(recording.modules[0].path, "doc.unna");
    /// assert_eq!(recording.functions[0].rows[0].line, 1);
    /// # Ok::<(), vm::Error>(())
    /// ```
    pub fn recording(&self) -> Option<Recording> {
        let engine = self.cx().engine_ref();
        let journal = engine.recorder.journal()?;
        let writer = Writer::new(&journal);
        let pauses = engine.heap.logged_pauses();
        let rows = engine.census.iter().flat_map(|census| census.rows());
        Some(Recording {
            schema: RECORDING_SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_string(),
            program: String::new(),
            outcome: String::new(),
            duration_ns: nanos(journal.start.elapsed()),
            modules: journal
                .modules
                .iter()
                .map(|module| SourceFile { path: module.path.to_string(), text: None })
                .collect(),
            functions: journal.modules.iter().zip(0..).flat_map(|(module, number)| functions(module, number)).collect(),
            codes: CodeReader::new(&writer).codes(),
            events: journal.steps.iter().map(|noted| writer.event(noted)).collect(),
            events_left_out: journal.steps_left_out,
            pauses: pauses_since(journal.start, pauses),
            samples: writer.samples(),
            helpers: writer.helpers(rows),
            figures: figures(&self.statistics()),
        })
    }
}

/// What turns the keys of a journal into indexes of a recording.
struct Writer<'a> {
    journal: &'a Journal,
    /// The index of the first function of each module.
    first: Vec<u32>,
}

impl<'a> Writer<'a> {
    fn new(journal: &'a Journal) -> Writer<'a> {
        let ends = journal.modules.iter().scan(0, |end, module| {
            *end += module.chunks.len() as u32;
            Some(*end)
        });
        Writer { journal, first: std::iter::once(0).chain(ends).collect() }
    }

    fn function(&self, key: FunctionKey) -> u32 {
        self.first[key.module as usize] + key.chunk.0
    }

    fn event(&self, noted: &Noted) -> Event {
        Event {
            at_ns: nanos(noted.at),
            took_ns: nanos(noted.took),
            kind: noted.kind,
            function: self.function(noted.function),
            code: noted.code,
            exit: noted.exit,
            why: noted.why.clone(),
        }
    }

    fn samples(&self) -> Samples {
        let mut samples = Samples::default();
        let mut ids: HashMap<Call, u32> = HashMap::new();
        let mut stacks: Vec<_> = self.journal.stacks.iter().collect();
        stacks.sort_by(|a, b| b.1.time.cmp(&a.1.time).then_with(|| a.0.cmp(b.0)));
        for (stack, sampled) in stacks {
            let mut id = |call: &Call| {
                *ids.entry(*call).or_insert_with(|| {
                    let function = self.function(call.function);
                    samples.calls.push(SampledCall { function, row: call.pc, compiled: call.compiled });
                    samples.calls.len() as u32 - 1
                })
            };
            let calls = stack.iter().map(&mut id).collect();
            samples.count += sampled.count;
            samples.total_ns += nanos(sampled.time);
            samples.stacks.push(SampledStack { calls, count: sampled.count, ns: nanos(sampled.time) });
        }
        samples
    }

    /// Who called helpers, by the numbers of functions.
    fn helpers(&self, rows: impl Iterator<Item = (u32, u32, jit::abi::Helper, u64)>) -> Vec<HelperCall> {
        let call = |(id, row, helper, calls): (u32, u32, jit::abi::Helper, u64)| {
            let function = self.function(*self.journal.keys.get(&id)?);
            Some(HelperCall { function, row, helper: helper.name().to_string(), calls })
        };
        let mut helpers: Vec<HelperCall> = rows.filter_map(call).collect();
        helpers.sort_by(|a, b| {
            b.calls.cmp(&a.calls).then_with(|| (a.function, a.row, &a.helper).cmp(&(b.function, b.row, &b.helper)))
        });
        helpers
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn functions(module: &Verified<Module>, number: u32) -> Vec<Function> {
    let printer = Printer::new(module);
    let function = |(at, chunk): (u32, &bytecode::Chunk)| Function {
        module: number,
        name: module.name(chunk.name).to_string(),
        line: chunk.line(0),
        params: chunk.params.into(),
        slots: chunk.slots.into(),
        locals: Vec::new(),
        rows: (0..)
            .zip(&chunk.code)
            .map(|(pc, &inst)| Row { text: printer.inst(inst), line: chunk.line(pc) })
            .collect(),
        loops: loops(module, at),
    };
    (0..).zip(&module.chunks).map(function).collect()
}

fn loops(module: &Verified<Module>, chunk: u32) -> Vec<Loop> {
    let facts = module.facts(bytecode::ChunkId(chunk));
    facts.loops.iter().map(|it| Loop { header: it.header, end: it.end }).collect()
}

fn pauses_since(start: Instant, pauses: &[heap::Pause]) -> Vec<Pause> {
    let mut before = 0;
    let pause = |pause: &heap::Pause| {
        let major = pause.major_collections > std::mem::replace(&mut before, pause.major_collections);
        Pause { at_ns: nanos(pause.start.duration_since(start)), took_ns: nanos(pause.took), major }
    };
    pauses.iter().map(pause).collect()
}

fn figures(statistics: &Statistics) -> Vec<Figure> {
    let count = |name: &str, value| Figure::new(name, value, Unit::Count);
    let bytes = |name: &str, value| Figure::new(name, value, Unit::Bytes);
    let time = |name: &str, value| Figure::new(name, nanos(value), Unit::Nanoseconds);
    let mut figures = vec![
        count("modules run", statistics.modules),
        count("codes made", statistics.compiles),
        count("codes made again for other kinds of values", statistics.versions),
        count("codes made again for what slow paths showed", statistics.relearned),
        count("codes made by the optimising compiler", statistics.optimised),
        bytes("machine code made", statistics.code_bytes),
        bytes("machine code in memory at the end", statistics.live_code_bytes),
        count("codes evicted", statistics.evicted_codes),
        bytes("machine code evicted", statistics.evicted_bytes),
        count("calls of helpers by machine code", statistics.helpers.iter().map(|it| it.calls).sum()),
        count("exits to the interpreter", statistics.exits.values().sum()),
    ];
    figures.extend(statistics.exits.iter().map(|(reason, &times)| count(&format!("exits: {reason}"), times)));
    figures.extend([
        count("collections of young objects", statistics.collections),
        count("collections of everything", statistics.major_collections),
        count("pauses for the collector", statistics.pauses),
        time("pauses, total", statistics.pause_total),
        time("pauses, median", statistics.pause_median),
        time("pauses, longest", statistics.pause_max),
        bytes("old objects at their most", statistics.peak_bytes),
        bytes("alive after the last collection of everything", statistics.live_bytes),
    ]);
    figures.extend(statistics.fuel_used.map(|fuel| count("fuel used", fuel)));
    figures
}
