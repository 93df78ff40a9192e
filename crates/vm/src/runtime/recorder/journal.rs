//! [`Journal`]: the notes of a [`Recorder`](super::Recorder).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytecode::{ChunkId, Module, Verified};
use jit::{Entry, Exit, InModule, Profile};

use crate::common::step::EventKind;
use crate::runtime::record::RecordRef;

/// The most steps that are kept; those behind them are counted.
const MOST_STEPS: usize = 1 << 15;
/// The most exits of one kind that are kept as steps of their own.
const MOST_EXITS: u64 = 16;
/// The most times that running loops go on in one code that are kept as steps of their own.
const MOST_ENTRIES: u64 = 16;

/// A function: the number of its module in the journal, and the chunk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct FunctionKey {
    pub(crate) module: u32,
    pub(crate) chunk: ChunkId,
}

/// Code, as it was made.
#[derive(Debug)]
pub(crate) struct MadeCode {
    pub(crate) entry: Entry,
    pub(crate) variant: u8,
    pub(crate) profile: Profile,
    /// The id of its function's module.
    pub(crate) module_id: u32,
    /// The profiles of callees, for the optimising compiler, which has made it then.
    pub(crate) callees: Option<BTreeMap<InModule<ChunkId>, Profile>>,
    /// The modules that it knows beside its function's, each with its id.
    pub(crate) others: Vec<(u32, Arc<Verified<Module>>)>,
    pub(crate) why: String,
    pub(crate) address: usize,
    pub(crate) began: Instant,
}

/// Code and what became of it.
#[derive(Debug)]
pub(crate) struct Happening {
    pub(crate) function: FunctionKey,
    pub(crate) made: MadeCode,
    /// The numbers in the journal of the modules that it knows, its function's first.
    pub(crate) modules: Vec<u32>,
    pub(crate) published: Duration,
    pub(crate) took: Duration,
    pub(crate) ended: Option<Duration>,
    pub(crate) entered: u64,
    /// By exit: how often, and when first.
    pub(crate) exits: BTreeMap<u32, (u64, Duration)>,
}

/// What happened at a time.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    pub(crate) at: Duration,
    pub(crate) took: Duration,
    pub(crate) kind: EventKind,
    pub(crate) function: FunctionKey,
    /// The code, by its index.
    pub(crate) code: Option<u32>,
    pub(crate) exit: Option<u32>,
    pub(crate) why: String,
}

/// A place that an active call was seen at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Call {
    pub(crate) function: FunctionKey,
    pub(crate) pc: Option<u32>,
    pub(crate) compiled: bool,
}

/// How often a stack was seen, and the time that it stands for.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Sampled {
    pub(crate) count: u64,
    pub(crate) time: Duration,
}

/// All notes of a vm.
#[derive(Debug)]
pub(crate) struct Journal {
    pub(crate) start: Instant,
    pub(crate) modules: Vec<Arc<Verified<Module>>>,
    pub(crate) codes: Vec<Happening>,
    pub(crate) steps: Vec<Noted>,
    pub(crate) steps_left_out: u64,
    /// By the calls, innermost first.
    pub(crate) stacks: HashMap<Vec<Call>, Sampled>,
    /// The functions of records by their ids, which outlive them.
    pub(crate) keys: HashMap<u32, FunctionKey>,
    last_sample: Instant,
}

impl Journal {
    pub(crate) fn new(start: Instant) -> Journal {
        Journal {
            start,
            modules: Vec::new(),
            codes: Vec::new(),
            steps: Vec::new(),
            steps_left_out: 0,
            stacks: HashMap::new(),
            keys: HashMap::new(),
            last_sample: start,
        }
    }

    /// The number of a module, which is added if it is new.
    pub(super) fn module(&mut self, module: &Arc<Verified<Module>>) -> u32 {
        let known = self.modules.iter().position(|it| Arc::ptr_eq(it, module));
        let number = known.unwrap_or_else(|| {
            self.modules.push(Arc::clone(module));
            self.modules.len() - 1
        });
        number as u32
    }

    pub(super) fn key(&mut self, record: RecordRef) -> FunctionKey {
        if let Some(&key) = self.keys.get(&record.id()) {
            return key;
        }
        let key = FunctionKey { module: self.module(&record.instance().module), chunk: record.chunk() };
        self.keys.insert(record.id(), key);
        key
    }

    pub(super) fn compiled(&mut self, function: FunctionKey, made: MadeCode) {
        let (published, took) = (self.start.elapsed(), made.began.elapsed());
        let (code, why) = (Some(self.codes.len() as u32), made.why.clone());
        self.push(Noted { at: published, took, kind: EventKind::Compiled, function, code, exit: None, why });
        let exits = BTreeMap::new();
        let others = made.others.iter().map(|(_, module)| self.module(module));
        let modules = [function.module].into_iter().chain(others).collect();
        self.codes.push(Happening { function, made, modules, published, took, ended: None, entered: 0, exits });
    }

    pub(super) fn note(&mut self, function: FunctionKey, number: Option<u64>, kind: EventKind, why: String) {
        let at = self.start.elapsed();
        let code = number.map(index);
        if let Some(code) = code.and_then(|code| self.codes.get_mut(code as usize)) {
            match kind {
                EventKind::Invalidated
                | EventKind::Relearned
                | EventKind::Promoted
                | EventKind::Evicted
                | EventKind::Dropped => {
                    code.ended.get_or_insert(at);
                }
                EventKind::Entered => {
                    code.entered += 1;
                    if code.entered > MOST_ENTRIES {
                        self.steps_left_out += 1;
                        return;
                    }
                }
                EventKind::Compiled | EventKind::Refused | EventKind::Exited => {}
            }
        }
        let took = Duration::ZERO;
        self.push(Noted { at, took, kind, function, code, exit: None, why });
    }

    pub(super) fn exited(&mut self, number: u64, id: u32, exit: Exit) {
        let at = self.start.elapsed();
        let Some(code) = self.codes.get_mut(index(number) as usize) else { return };
        let (count, _) = code.exits.entry(id).or_insert((0, at));
        *count += 1;
        if *count > MOST_EXITS {
            self.steps_left_out += 1;
            return;
        }
        let function = code.function;
        let why = exit.reason.to_string();
        let (took, code) = (Duration::ZERO, Some(index(number)));
        self.push(Noted { at, took, kind: EventKind::Exited, function, code, exit: Some(id), why });
    }

    fn push(&mut self, noted: Noted) {
        match self.steps.len() < MOST_STEPS {
            true => self.steps.push(noted),
            false => self.steps_left_out += 1,
        }
    }

    pub(super) fn sample(&mut self, calls: &[(RecordRef, Option<u32>, bool)]) {
        let now = Instant::now();
        let time = now.duration_since(std::mem::replace(&mut self.last_sample, now));
        let call = |&(record, pc, compiled)| Call { function: self.key(record), pc, compiled };
        let stack: Vec<Call> = calls.iter().map(call).collect();
        let sampled = self.stacks.entry(stack).or_default();
        sampled.count += 1;
        sampled.time += time;
    }
}

/// The index of the code with a number: the first is 1.
fn index(number: u64) -> u32 {
    number.saturating_sub(1) as u32
}
