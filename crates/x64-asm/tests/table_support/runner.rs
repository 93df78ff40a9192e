//! Runs rows and compares what comes out with their models.

use exec_mem::Arena;
use x64_asm::Assembler;

use super::evex::{Choice as Decorated, Row};
use super::inputs::{BASE, Choice, Noise, STATES, choices, prepare, spread, state, trials};
use super::run::{Kind, Run};
use super::state::{MEMORY, Routine, State, code, code_at, end_of_page};
use super::step::{Model, Step};
use super::{block, division, shift, stack};

/// Where the routines lie, and the states that they run on.
pub struct Runner {
    arena: Arena,
    states: Vec<State>,
    pub noise: Noise,
    /// The next state for a row that EVEX encodes.
    next: usize,
    /// Where memory ends.
    edge: u64,
}

impl Runner {
    pub fn new() -> Runner {
        let mut noise = Noise::new();
        let arena = Arena::new().expect("executable memory is allowed here");
        let edge = end_of_page(&arena);
        Runner { arena, states: (0..STATES).map(|trial| state(trial, &mut noise)).collect(), noise, next: 0, edge }
    }

    /// What is wrong first.
    pub fn row(&mut self, run: &'static Run, model: &Model) -> Option<String> {
        let choices = choices(run);
        let trials = trials(choices.len());
        // All kinds of contents come, also where there are few trials of a choice.
        let mut at = (0..STATES as usize).cycle();
        choices.iter().find_map(|choice| {
            let routine = Routine::new(
                &self.arena,
                &code(|a| {
                    stack::before(run, a);
                    (run.run)(a, &choice.operands);
                    stack::after(run, a);
                }),
            );
            at.by_ref().take(trials).find_map(|at| self.once(run, model, choice, &routine, at))
        })
    }

    /// The same of a row that EVEX encodes.
    pub fn evex(&mut self, row: &Row, model: &Model, choices: &[Decorated]) -> Option<String> {
        self.evex_as(row, model, choices, &|choice, a| row.assemble(choice, a))
    }

    /// The same, the instruction being what `assemble` makes of the operands.
    pub fn evex_as(
        &mut self,
        row: &Row,
        model: &Model,
        choices: &[Decorated],
        assemble: &dyn Fn(&Decorated, &mut Assembler),
    ) -> Option<String> {
        let mut states = self.next..;
        let wrong = choices.iter().find_map(|choice| {
            let memory = choice.edge.map(|_| self.edge - MEMORY as u64);
            let routine = Routine::new(&self.arena, &code_at(memory, |a| assemble(choice, a)));
            let trials = if choice.edge.is_some() { 1 } else { EVEX_TRIALS };
            states.by_ref().take(trials).find_map(|at| self.decorated(row, model, choice, &routine, at))
        });
        self.next = states.start;
        wrong
    }

    fn decorated(
        &mut self,
        row: &Row,
        model: &Model,
        choice: &Decorated,
        routine: &Routine,
        at: usize,
    ) -> Option<String> {
        let run = row.run;
        let mut actual = Box::new(self.states[at % self.states.len()].clone());
        spread(run, &choice.places, &mut actual);
        // Any rounding.
        actual.fx[25] |= (self.noise.next() >> 17) as u8 & 0x60;
        let (base, target, disp) = choice.base;
        let mut address = actual.address(target);
        if let Some(mask) = choice.edge {
            actual.masks[choice.extra.mask] = mask;
            address = self.edge - (MEMORY - target) as u64;
        }
        actual.gprs[base] = address.wrapping_add_signed(-disp);
        let before = actual.clone();
        routine.run(&mut actual);
        let mut step = Step::new(run, &choice.places, &before, &actual);
        step.extra = choice.extra;
        model(&mut step);
        let difference = step.difference()?;
        let values: Vec<String> = (0..run.args.len()).filter_map(|at| shown(&step, at)).collect();
        let (values, mask, mode) = (values.join("\n  "), step.writes(), step.mode());
        let (name, extra) = (run.name, choice.extra);
        Some(format!("{name} {:?} {extra:?}\n  {values}\n  mask {mask:x} mode {mode}\n  {difference}", choice.places))
    }

    fn once(
        &mut self,
        run: &'static Run,
        model: &Model,
        choice: &Choice,
        routine: &Routine,
        at: usize,
    ) -> Option<String> {
        let mut actual = Box::new(self.states[at].clone());
        prepare(run, choice, &mut actual, &mut self.noise);
        for pointer in [6, 7, 13] {
            actual.gprs[pointer] = actual.address(BASE);
        }
        shift::prepare(run, choice, &mut actual, &mut self.noise);
        division::prepare(run, choice, &mut actual, &mut self.noise);
        block::prepare(run, &mut actual, &mut self.noise);
        stack::prepare(run, choice, &mut actual, &mut self.noise);
        let before = actual.clone();
        routine.run(&mut actual);
        let mut step = Step::new(run, &choice.places, &before, &actual);
        model(&mut step);
        let difference = step.difference()?;
        let values: Vec<String> = (0..run.args.len()).filter_map(|at| shown(&step, at)).collect();
        Some(format!("{} {:?}\n  {}\n  {difference}", run.name, choice.places, values.join("\n  ")))
    }
}

/// So many states of each choice of a row that EVEX encodes.
const EVEX_TRIALS: usize = 3;

fn shown(step: &Step, at: usize) -> Option<String> {
    let has_bytes =
        matches!(step.run.args[at], Kind::Vector(_) | Kind::Gpr(_) | Kind::Mmx | Kind::Mem(_) | Kind::Broadcast(..));
    has_bytes.then(|| format!("{at}: {:02x?}", step.get(at)))
}
