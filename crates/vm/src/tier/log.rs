//! [`Log`]: a line for each step of tiering, for `--trace-jit`. Without a sink it costs a test.

use std::io::Write;

use bytecode::ChunkId;
use jit::{CompileError, Entry, Exit, InModule, Profile};
use opt::{Compiled, Refusal};

use super::Version;
use super::optimised::InstanceList;
use super::relearn::News;
use crate::runtime::record::RecordRef;

/// Where the lines go, if anywhere. Errors of writing are ignored.
#[derive(Default)]
pub(crate) struct Log(Option<Box<dyn Write + Send>>);

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Log").field(&self.0.is_some()).finish()
    }
}

impl Log {
    pub(crate) fn new(sink: Option<Box<dyn Write + Send>>) -> Log {
        Log(sink)
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        if let Some(sink) = &mut self.0 {
            let _ = writeln!(sink, "jit: {line}").and_then(|()| sink.flush());
        }
    }

    /// Code of so many bytes was made. A further version is for other kinds of arguments than the
    /// function's first.
    pub(super) fn compiled(
        &mut self,
        record: RecordRef,
        profile: &Profile,
        is_further: bool,
        version: &Version,
        bytes: usize,
    ) {
        if self.0.is_none() {
            return;
        }
        let what = entry_text(record, profile.entry);
        let kinds: Vec<String> = profile.kinds.iter().map(|kind| format!("{kind:?}").to_lowercase()).collect();
        let kinds = if kinds.is_empty() { "no types".to_string() } else { kinds.join(" ") };
        let why = why_made(profile, is_further, version);
        self.line(format_args!("compile {what}: {kinds}; {bytes} bytes; {why}"));
    }

    /// The optimising compiler was asked.
    pub(super) fn optimised(
        &mut self,
        record: RecordRef,
        entry: Entry,
        outcome: &Result<Compiled, Refusal>,
        instances: &InstanceList<'_>,
    ) {
        if self.0.is_none() {
            return;
        }
        let what = entry_text(record, entry);
        match outcome {
            Err(refusal) => self.line(format_args!("not optimised {what}: {refusal}")),
            Ok(compiled) => {
                let name = |chunk: &InModule<ChunkId>| {
                    let module = &instances.get(chunk.module).module;
                    module.name(module.chunks[chunk.id.index()].name)
                };
                let inlined: Vec<&str> = compiled.inlined.iter().map(name).collect();
                let inlined = if inlined.is_empty() { "nothing".to_string() } else { inlined.join(" ") };
                self.line(format_args!("optimise {what}: {} instructions, inlined {inlined}", compiled.insts));
            }
        }
    }

    /// No compiler can make code, so the interpreter goes on.
    pub(super) fn refused(&mut self, record: RecordRef, entry: Entry, error: &CompileError) {
        if self.0.is_some() {
            self.line(format_args!("not compiled {}: {error}", entry_text(record, entry)));
        }
    }

    /// A guard has failed so often that its fact counts as wrong: that of an instruction of a
    /// function, which may have been inlined.
    pub(super) fn refuted(&mut self, record: RecordRef, entry: Entry, blamed: RecordRef, exit: Exit, count: u32) {
        if self.0.is_none() {
            return;
        }
        let what = entry_text(record, entry);
        self.line(format_args!("wrong {what}: {}; {count} exits", wrong_fact(blamed, exit)));
    }

    /// Code is to be made again because its slow paths ran often: more is known now of an
    /// instruction or of globals, of its function or of one that was inlined.
    pub(super) fn relearned(&mut self, record: RecordRef, entry: Entry, learned: RecordRef, news: News) {
        if self.0.is_none() {
            return;
        }
        let what = entry_text(record, entry);
        self.line(format_args!("slow {what}: {}", news_text(learned, news)));
    }

    /// Codes were evicted, and so many are running.
    pub(super) fn evicted(&mut self, count: u64, bytes: u64, running: usize, left: u64) {
        self.line(format_args!("evict {count} codes, {bytes} bytes; {left} bytes left, {running} codes running"));
    }
}

/// Why code is made.
pub(super) fn why_made(profile: &Profile, is_further: bool, version: &Version) -> String {
    let wrong = version.refutations + version.unhoisted;
    match (profile.generic, wrong, version.relearned, version.compiles) {
        (true, wrong, ..) => format!("generic, after {wrong} codes with wrong facts"),
        (false, ..) if profile.observing => "to see whom it calls".to_string(),
        (false, 0, 0, 0) if is_further => "for other kinds of arguments".to_string(),
        (false, 0, 0, 0) => "hot".to_string(),
        (false, 0, 0, _) if version.promoted => "hot".to_string(),
        (false, 0, 0, _) => "hot again after its eviction".to_string(),
        (false, 0, slow, _) => format!("again, after {slow} codes with slow paths"),
        (false, wrong, ..) => format!("again, after {wrong} codes with wrong facts"),
    }
}

/// Names the fact that an exit says is wrong: of an instruction of a function.
pub(super) fn wrong_fact(blamed: RecordRef, exit: Exit) -> String {
    let row = blamed.original(exit.pc).opcode().mnemonic();
    let line = line(blamed, exit.pc);
    format!("{} before {} {row}, line {line}", exit.reason, exit.pc)
}

/// Names what is known now and was not.
pub(super) fn news_text(record: RecordRef, news: News) -> String {
    match news {
        News::Globals => "more is known of globals".to_string(),
        News::Inst(pc) => {
            let row = record.original(pc).opcode().mnemonic();
            format!("more is known before {pc} {row}, line {}", line(record, pc))
        }
    }
}

/// Names an entry: its function, the module, the line.
fn entry_text(record: RecordRef, entry: Entry) -> String {
    let instance = record.instance();
    let chunk: ChunkId = record.chunk();
    let function = instance.module.name(instance.module.chunks[chunk.index()].name);
    let (loop_text, pc) = match entry {
        Entry::Function => (String::new(), 0),
        Entry::Loop(id) => (format!(" loop {}", id.0), instance.module.facts(chunk).loops[id.index()].header),
    };
    let line = line(record, pc);
    format!("{function}{loop_text} ({}:{line})", instance.module.path)
}

/// The line of an instruction.
fn line(record: RecordRef, pc: u32) -> u32 {
    let instance = record.instance();
    instance.module.chunks[record.chunk().index()].line(pc)
}
