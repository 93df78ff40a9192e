//! Registers for a [`Program`], which is one straight line.
//!
//! Where registers run out, the value whose next use is farthest leaves its own. A constant or what
//! was loaded from a column is then read again. Anything else is saved, once, in a slot of the
//! frame. Where registers are left, [constants](resident) stay in them through the loop.

mod resident;

use smallvec::SmallVec;

use crate::inst::{Class, Inst, Op, Program, Vreg, Width};
use crate::machine::Machine;
use crate::mutant::{self, Mutant};
use resident::residents;

/// Where a source is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Register(u8),
    Constant(u32),
    Slot(u32),
}

/// An instruction with registers, or a move between a register and memory.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Inst { op: Op, width: Width, dst: u8, sources: SmallVec<[Place; 3]> },
    Save { class: Class, register: u8, slot: u32 },
    Restore { class: Class, register: u8, slot: u32 },
    Constant { register: u8, constant: u32 },
}

/// The steps, and how many slots they use.
#[derive(Debug)]
pub(crate) struct Allocated {
    /// What is read before the first group.
    pub(crate) before: Vec<Step>,
    pub(crate) steps: Vec<Step>,
    pub(crate) slots: u32,
}

const VECTORS: usize = 16;
/// `k0` means no mask to some instructions.
const FIRST_MASK: u8 = 1;
const MASKS: usize = 8;

pub(crate) fn allocate(program: &Program, machine: Machine) -> Allocated {
    let mut uses = vec![SmallVec::new(); program.classes.len()];
    let mut definition = vec![0; program.classes.len()];
    for (at, inst) in program.insts.iter().enumerate() {
        inst.sources.iter().for_each(|source| uses[source.index()].push(at as u32));
        if let Some(dst) = inst.dst {
            definition[dst.index()] = at;
        }
    }
    let mut homes = vec![Home::default(); program.classes.len()];
    let residents = residents(program, &uses, machine);
    let before = residents.iter().map(|&(register, vreg)| {
        homes[vreg.index()].register = Some(register);
        Step::Constant { register, constant: program.constant_of[vreg.index()].expect("it is a constant") }
    });
    let before = before.collect();
    let free_vectors = VECTORS - residents.len() + usize::from(mutant::is(Mutant::SharedResident));
    let mut allocator = Allocator {
        program,
        machine,
        uses,
        definition,
        homes,
        vectors: [None; VECTORS],
        free_vectors: free_vectors.min(VECTORS),
        masks: [None; MASKS],
        pinned: SmallVec::new(),
        free_slots: Vec::new(),
        allocated: Allocated { before, steps: Vec::with_capacity(program.insts.len()), slots: 0 },
    };
    for (at, inst) in (0..).zip(&program.insts) {
        allocator.inst(at, inst);
    }
    allocator.allocated
}

/// Where a value is; it may be in both.
#[derive(Clone, Copy, Default)]
struct Home {
    register: Option<u8>,
    slot: Option<u32>,
    /// Uses that have passed.
    used: u32,
}

struct Allocator<'a> {
    program: &'a Program,
    machine: Machine,
    /// Of each virtual register, the instructions that use it, ascending.
    uses: Vec<SmallVec<[u32; 4]>>,
    /// The instruction that writes it.
    definition: Vec<usize>,
    homes: Vec<Home>,
    vectors: [Option<Vreg>; VECTORS],
    /// Those behind them hold constants all the time.
    free_vectors: usize,
    masks: [Option<Vreg>; MASKS],
    /// The sources of the instruction, which stay where they are.
    pinned: SmallVec<[Vreg; 4]>,
    free_slots: Vec<u32>,
    allocated: Allocated,
}

impl Allocator<'_> {
    fn inst(&mut self, at: u32, inst: &Inst) {
        self.pinned.clear();
        self.pinned.extend(inst.sources.iter().copied());
        let mut sources: SmallVec<[Place; 3]> = SmallVec::new();
        for (index, &source) in inst.sources.iter().enumerate() {
            let may_be_memory = inst.op.memory_source() == Some(index);
            sources.push(self.source(source, may_be_memory));
        }
        let swapped = self.swaps(inst, &sources);
        if swapped {
            sources.swap(0, 1);
        }
        let first = inst.sources.get(usize::from(swapped)).copied();
        self.pass(at, &inst.sources);
        if inst.op == Op::Remainder && !mutant::is(Mutant::UnsavedRemainder) {
            self.clear_registers();
        }
        let dst = self.destination(inst, first);
        if let (Some(vreg), Some(register)) = (inst.dst, dst) {
            self.settle(vreg, register);
        }
        let dst = dst.unwrap_or(0);
        self.allocated.steps.push(Step::Inst { op: inst.op, width: inst.width, dst, sources });
        self.release_dead(&inst.sources);
        if let Some(vreg) = inst.dst {
            self.release_dead(&[vreg]);
        }
    }

    /// Puts a source where the instruction can read it.
    fn source(&mut self, vreg: Vreg, may_be_memory: bool) -> Place {
        let home = self.homes[vreg.index()];
        if let Some(register) = home.register {
            return Place::Register(register);
        }
        if may_be_memory {
            match (self.program.constant_of[vreg.index()], home.slot) {
                (Some(constant), _) => return Place::Constant(constant),
                (None, Some(slot)) => return Place::Slot(slot),
                (None, None) => {}
            }
        }
        let register = self.take(self.class(vreg));
        self.fill(vreg, register);
        self.settle(vreg, register);
        Place::Register(register)
    }

    /// Reads a value that is in no register.
    fn fill(&mut self, vreg: Vreg, register: u8) {
        let step = if let Some(constant) = self.program.constant_of[vreg.index()] {
            Step::Constant { register, constant }
        } else if let Some(slot) = self.homes[vreg.index()].slot {
            let slot = if mutant::is(Mutant::WrongSpill) { slot ^ 1 } else { slot };
            Step::Restore { class: self.class(vreg), register, slot }
        } else {
            let load = &self.program.insts[self.definition[vreg.index()]];
            assert!(load.op.is_load(), "a value that is in no register was saved or loaded");
            Step::Inst { op: load.op, width: load.width, dst: register, sources: SmallVec::new() }
        };
        self.allocated.steps.push(step);
    }

    /// Whether the sources of a commutative operation change places, so that the first, which SSE
    /// overwrites, is one that nobody needs any more.
    fn swaps(&self, inst: &Inst, sources: &[Place]) -> bool {
        let commutes = matches!(inst.op, Op::And | Op::Or | Op::Xor | Op::AddInt | Op::Equal | Op::MulWide)
            || matches!(inst.op, Op::AddFloat | Op::MulFloat);
        let [Place::Register(_), Place::Register(_)] = sources else { return false };
        let lives = |index: usize| self.remaining(inst.sources[index]) > 1;
        self.machine == Machine::Sse2 && commutes && lives(0) && !lives(1)
    }

    /// Counts the uses that the instruction is.
    fn pass(&mut self, at: u32, sources: &[Vreg]) {
        for source in sources {
            let home = &mut self.homes[source.index()];
            debug_assert_eq!(self.uses[source.index()][home.used as usize], at, "uses pass in order");
            home.used += 1;
        }
    }

    /// The register for the result: one that a source leaves, if the instruction allows it.
    fn destination(&mut self, inst: &Inst, first: Option<Vreg>) -> Option<u8> {
        let class = self.class(inst.dst?);
        let overwrites_first = self.machine == Machine::Sse2 && inst.sources.len() > 1;
        if overwrites_first {
            // The second is read after the first has been moved to the destination.
            let register = first.and_then(|first| self.homes[first.index()].register);
            self.leave_registers(first.as_slice());
            let left = |&register: &u8| self.file(class).get(usize::from(register)) == Some(&None);
            if let Some(register) = register.filter(left) {
                return Some(register);
            }
        } else {
            self.leave_registers(&inst.sources);
        }
        Some(self.take(class))
    }

    fn class(&self, vreg: Vreg) -> Class {
        self.program.classes[vreg.index()]
    }

    /// How often the value is used from here on.
    fn remaining(&self, vreg: Vreg) -> usize {
        if self.is_resident(vreg) {
            return usize::MAX;
        }
        self.uses[vreg.index()].len() - self.homes[vreg.index()].used as usize
    }

    /// Whether the next group finds it in its register.
    fn is_resident(&self, vreg: Vreg) -> bool {
        let register = self.homes[vreg.index()].register;
        self.class(vreg) == Class::Vector && register.is_some_and(|register| usize::from(register) >= self.free_vectors)
    }

    fn file(&mut self, class: Class) -> &mut [Option<Vreg>] {
        match class {
            Class::Vector => &mut self.vectors[..self.free_vectors],
            Class::Mask => &mut self.masks,
        }
    }

    fn settle(&mut self, vreg: Vreg, register: u8) {
        let class = self.class(vreg);
        self.file(class)[usize::from(register)] = Some(vreg);
        self.homes[vreg.index()].register = Some(register);
    }

    /// A free register; if there is none, the value leaves whose next use is farthest.
    fn take(&mut self, class: Class) -> u8 {
        let first = if class == Class::Mask && !mutant::is(Mutant::ZerothMask) { FIRST_MASK } else { 0 };
        let file = self.file(class);
        if let Some(free) = (usize::from(first)..file.len()).find(|&register| file[register].is_none()) {
            return free as u8;
        }
        let holders: SmallVec<[(u8, Vreg); 16]> =
            (first..).zip(&file[usize::from(first)..]).filter_map(|(at, &held)| Some((at, held?))).collect();
        let leaving = holders.into_iter().filter(|(_, vreg)| !self.pinned.contains(vreg));
        let register = leaving.max_by_key(|&(_, vreg)| self.next_use(vreg)).map(|(register, _)| register);
        let register = register.expect("an instruction has fewer sources than there are registers");
        self.evict(class, register);
        register
    }

    fn next_use(&self, vreg: Vreg) -> u32 {
        let used = self.homes[vreg.index()].used as usize;
        self.uses[vreg.index()].get(used).copied().unwrap_or(u32::MAX)
    }

    fn evict(&mut self, class: Class, register: u8) {
        let Some(vreg) = self.file(class)[usize::from(register)].take() else { return };
        self.homes[vreg.index()].register = None;
        let is_there = self.program.constant_of[vreg.index()].is_some() || self.homes[vreg.index()].slot.is_some();
        let is_load = self.program.insts[self.definition[vreg.index()]].op.is_load();
        if is_there || is_load || self.remaining(vreg) == 0 {
            return;
        }
        let slot = self.free_slots.pop().unwrap_or_else(|| {
            self.allocated.slots += 1;
            self.allocated.slots - 1
        });
        self.homes[vreg.index()].slot = Some(slot);
        if class == Class::Mask && mutant::is(Mutant::LostMask) {
            return;
        }
        self.allocated.steps.push(Step::Save { class, register, slot });
    }

    /// All registers are lost; what is needed later is saved.
    fn clear_registers(&mut self) {
        for register in 0..self.free_vectors as u8 {
            self.evict(Class::Vector, register);
        }
        for register in FIRST_MASK..MASKS as u8 {
            self.evict(Class::Mask, register);
        }
    }

    /// Frees the registers of values that have no more uses. Their slots stay: the instruction may
    /// still read them, behind a value that is saved before it.
    fn leave_registers(&mut self, vregs: &[Vreg]) {
        let early = usize::from(mutant::is(Mutant::EarlyRelease));
        for &vreg in vregs {
            if self.remaining(vreg) <= early
                && let Some(register) = self.homes[vreg.index()].register.take()
            {
                let class = self.class(vreg);
                self.file(class)[usize::from(register)] = None;
            }
        }
    }

    /// Frees the registers and slots of values that have no more uses.
    fn release_dead(&mut self, vregs: &[Vreg]) {
        self.leave_registers(vregs);
        for &vreg in vregs {
            if self.remaining(vreg) == 0
                && let Some(slot) = self.homes[vreg.index()].slot.take()
            {
                self.free_slots.push(slot);
            }
        }
    }
}
