//! Chapter 12, hot loops: `cargo run -p guide --bin hot` runs a program that begins in the
//! interpreter, goes on in machine code, and comes back when a guess was wrong; `listing` shows the
//! code that relies on the guess.

// ANCHOR: use
use std::collections::HashMap;
use std::mem::offset_of;

use exec_mem::{Arena, Code};
use guide::calculator::{emit, emit_operator};
use guide::expression::{Expression, Letter, Operator, Variables, evaluate};
use guide::program::{Outcome, Statement, parse};
use guide::{Result, publish};
use x64_asm::{Assembler, Cond, Label, Mem, RAX, RBP, RCX, RDI, RSI, RSP};
// ANCHOR_END: use

// ANCHOR: step
/// A program in a line: a place in it is an index.
enum Step {
    Assign(Letter, Expression),
    /// Goes to a step if the expression is 0, and takes fuel.
    Unless(Expression, usize),
    /// Goes back to the `Unless` of its loop.
    Again(usize),
}

fn flatten(program: &[Statement], steps: &mut Vec<Step>) {
    for statement in program {
        match statement {
            Statement::Assign(letter, value) => steps.push(Step::Assign(*letter, value.clone())),
            Statement::While(condition, body) => {
                let top = steps.len();
                steps.push(Step::Unless(condition.clone(), 0));
                flatten(body, steps);
                steps.push(Step::Again(top));
                steps[top] = Step::Unless(condition.clone(), steps.len());
            }
        }
    }
}
// ANCHOR_END: step

// ANCHOR: state
/// Everything that a running program is. Interpreter and code have it in the same place.
#[repr(C)]
struct State {
    variables: Variables,
    fuel: i64,
    /// The step that comes next.
    at: usize,
}

const FUEL: i32 = offset_of!(State, fuel) as i32;
const AT: i32 = offset_of!(State, at) as i32;
// ANCHOR_END: state

// ANCHOR: seen
/// The values that a variable had as a divisor.
#[derive(Clone, Copy, PartialEq, Default)]
enum Seen {
    #[default]
    Nothing,
    Always(i64),
    Various,
}

type Profile = [Seen; 26];

/// Notes the variables by which an expression divides.
fn note(expression: &Expression, variables: &Variables, profile: &mut Profile) {
    match expression {
        Expression::Number(_) | Expression::Variable(_) => {}
        Expression::Negate(inner) => note(inner, variables, profile),
        Expression::Binary(operator, left, right) => {
            if let (Operator::Divide, Expression::Variable(letter)) = (operator, &**right) {
                let (seen, value) = (&mut profile[letter.index()], variables[letter.index()]);
                *seen = match *seen {
                    Seen::Nothing => Seen::Always(value),
                    Seen::Always(other) if other == value => Seen::Always(value),
                    _ => Seen::Various,
                };
            }
            note(left, variables, profile);
            note(right, variables, profile);
        }
    }
}

/// How far to shift instead of dividing by a variable, if its value so far is a power of two.
fn guess(profile: &Profile, divisor: &Expression) -> Option<(Letter, u8)> {
    match divisor {
        Expression::Variable(letter) => match profile[letter.index()] {
            Seen::Always(value @ 2..=0x4000_0000) if value & (value - 1) == 0 => {
                Some((*letter, value.trailing_zeros() as u8))
            }
            _ => None,
        },
        _ => None,
    }
}
// ANCHOR_END: seen

// ANCHOR: divide
/// Where code goes when it does not go on.
#[derive(Clone, Copy)]
struct Exits {
    divided: Label,
    out_of_fuel: Label,
    /// The guess of the step was wrong.
    wrong: Label,
}

/// Assembles a value into `rax`, as `emit` does, with shifts where the profile allows.
fn emit_guessed(a: &mut Assembler, expression: &Expression, profile: &Profile, exits: Exits) {
    let Expression::Binary(operator, left, right) = expression else {
        return emit(a, expression, exits.divided);
    };
    emit_guessed(a, left, profile, exits);
    match guess(profile, right).filter(|_| *operator == Operator::Divide) {
        Some((letter, shift)) => {
            a.cmp_mi64(Mem::base(RDI).disp(letter.offset()), 1 << shift);
            a.jcc(Cond::NE, exits.wrong);
            a.comment("a negative number is rounded up");
            a.mov_rr64(RCX, RAX);
            a.sar_ri64(RCX, 63);
            a.shr_ri64(RCX, 64 - shift);
            a.add_rr64(RAX, RCX);
            a.sar_ri64(RAX, shift);
        }
        None => {
            a.push_r(RAX);
            emit_guessed(a, right, profile, exits);
            a.mov_rr64(RCX, RAX);
            a.pop_r(RAX);
            emit_operator(a, *operator, exits.divided);
        }
    }
}
// ANCHOR_END: divide

// ANCHOR: steps
/// Assembles the whole program, entered at `entry`: `rdi` points at the state, `rsi` is the fuel,
/// and `eax` is 0, 1 or 2 for the outcomes, and 3 if the interpreter must go on.
fn assemble(a: &mut Assembler, steps: &[Step], entry: usize, profile: &Profile) {
    let (divided, out_of_fuel) = (a.named_label("divided"), a.named_label("out_of_fuel"));
    let (leave, interpret) = (a.named_label("leave"), a.named_label("interpret"));
    let labels: Vec<_> = (0..=steps.len()).map(|at| a.named_label(&format!("step{at}"))).collect();
    let wrong: Vec<_> = (0..steps.len()).map(|at| a.named_label(&format!("wrong{at}"))).collect();
    a.push_r(RBP);
    a.mov_rr64(RBP, RSP);
    a.mov_rm64(RSI, Mem::base(RDI).disp(FUEL));
    a.jmp(labels[entry]);
    for (at, step) in steps.iter().enumerate() {
        let exits = Exits { divided, out_of_fuel, wrong: wrong[at] };
        a.bind(labels[at]);
        match step {
            Step::Assign(letter, value) => {
                emit_guessed(a, value, profile, exits);
                a.mov_mr64(Mem::base(RDI).disp(letter.offset()), RAX);
            }
            Step::Unless(condition, target) => {
                a.sub_ri64(RSI, 1);
                a.jcc(Cond::S, exits.out_of_fuel);
                emit_guessed(a, condition, profile, exits);
                a.test_rr64(RAX, RAX);
                a.jcc(Cond::E, labels[*target]);
            }
            Step::Again(top) => a.jmp(labels[*top]),
        }
    }
    a.bind(labels[steps.len()]);
    a.xor_rr32(RAX, RAX);
    a.bind(leave);
    a.mov_rr64(RSP, RBP);
    a.mov_mr64(Mem::base(RDI).disp(FUEL), RSI);
    a.pop_r(RBP);
    a.ret();
    for (at, step) in steps.iter().enumerate() {
        a.bind(wrong[at]);
        if let Step::Unless(..) = step {
            a.comment("the step is done again, and takes its fuel again");
            a.add_ri64(RSI, 1);
        }
        a.mov_mi64(Mem::base(RDI).disp(AT), at as i32);
        a.jmp(interpret);
    }
    for (label, number) in [(divided, 1), (out_of_fuel, 2), (interpret, 3)] {
        a.bind(label);
        a.mov_ri32(RAX, number);
        a.jmp(leave);
    }
}
// ANCHOR_END: steps

// ANCHOR: compiled
/// What `assemble` makes. The lifetime is that of one call.
type Function<'call> = extern "sysv64" fn(&'call mut State) -> u32;

/// A program as machine code, entered at one of its loops.
struct Compiled {
    code: Code,
    wrong_guesses: u32,
}

impl Compiled {
    fn new(arena: &Arena, steps: &[Step], entry: usize, profile: &Profile) -> Result<Self> {
        let mut a = Assembler::new();
        assemble(&mut a, steps, entry, profile);
        Ok(Self { code: publish(arena, a.finish()?)?, wrong_guesses: 0 })
    }

    /// Goes on with a program at the entry; `None` if the interpreter must go on at `state.at`.
    fn call(&self, state: &mut State) -> Option<Outcome> {
        // SAFETY: `new` alone makes a `Compiled`, of code by `assemble`: a function of this type,
        // which reads and writes the state and returns once the fuel is used up. It pushes single
        // words, so that a stack that ends is met at its guard page.
        let entry = unsafe { self.code.entry::<Function<'_>>() };
        match entry.call(state) {
            0 => Some(Outcome::Finished),
            1 => Some(Outcome::DividedByZero),
            2 => Some(Outcome::OutOfFuel),
            _ => None,
        }
    }
}

// ANCHOR_END: compiled

// ANCHOR: engine
/// Runs a program in both tiers.
struct Engine {
    arena: Arena,
    steps: Vec<Step>,
    profile: Profile,
    /// How often each step was gone back to, in the interpreter.
    turns: Vec<u32>,
    /// Code by the step where it is entered.
    compiled: HashMap<usize, Compiled>,
    /// What happened, for the reader.
    log: Vec<String>,
}

/// Turns of a loop after which it is compiled.
const HOT: u32 = 100;

/// Wrong guesses after which code is thrown away.
const PATIENCE: u32 = 3;

impl Engine {
    fn run(&mut self, state: &mut State) -> Result<Outcome> {
        loop {
            match self.steps.get(state.at) {
                None => return Ok(Outcome::Finished),
                Some(Step::Assign(letter, value)) => {
                    note(value, &state.variables, &mut self.profile);
                    let Some(value) = evaluate(value, &state.variables) else { return Ok(Outcome::DividedByZero) };
                    state.variables[letter.index()] = value;
                    state.at += 1;
                }
                Some(Step::Unless(condition, target)) => {
                    state.fuel -= 1;
                    if state.fuel < 0 {
                        return Ok(Outcome::OutOfFuel);
                    }
                    note(condition, &state.variables, &mut self.profile);
                    let Some(value) = evaluate(condition, &state.variables) else { return Ok(Outcome::DividedByZero) };
                    state.at = if value == 0 { *target } else { state.at + 1 };
                }
                Some(Step::Again(top)) => {
                    state.at = *top;
                    self.turns[*top] += 1;
                    if let Some(outcome) = self.enter(*top, state)? {
                        return Ok(outcome);
                    }
                }
            }
        }
    }

    /// Goes on in code, if the loop is hot; `None` if the interpreter must go on.
    fn enter(&mut self, top: usize, state: &mut State) -> Result<Option<Outcome>> {
        if self.turns[top] < HOT {
            return Ok(None);
        }
        if !self.compiled.contains_key(&top) {
            self.log.push(format!("turn {} of step {top}: compiled", self.turns[top]));
            let compiled = Compiled::new(&self.arena, &self.steps, top, &self.profile)?;
            self.compiled.insert(top, compiled);
        }
        let Some(compiled) = self.compiled.get_mut(&top) else { return Ok(None) };
        let outcome = compiled.call(state);
        if outcome.is_none() {
            compiled.wrong_guesses += 1;
            self.log.push(format!("left at step {}, fuel {}: a guess was wrong", state.at, state.fuel));
            if compiled.wrong_guesses == PATIENCE {
                self.compiled.remove(&top);
                self.turns[top] = 0;
                self.log.push("its code is thrown away".into());
            }
        }
        Ok(outcome)
    }
}
impl Engine {
    fn new(program: &[Statement]) -> Result<Self> {
        let mut steps = Vec::new();
        flatten(program, &mut steps);
        let turns = vec![0; steps.len()];
        let (profile, compiled, log) = (Profile::default(), HashMap::new(), Vec::new());
        Ok(Self { arena: Arena::new()?, steps, profile, turns, compiled, log })
    }
}

// ANCHOR_END: engine

// ANCHOR: main
const DEMO: &str = "
d = 8;
while i < 1000 {
    d = 8 + 8 * (500 < i);
    s = s + i / d;
    i = i + 1;
}";

fn main() -> Result<()> {
    let program = parse(DEMO)?;
    let mut engine = Engine::new(&program)?;
    if std::env::args().nth(1).as_deref() == Some("listing") {
        engine.profile[usize::from(b'd' - b'a')] = Seen::Always(8);
        let mut a = Assembler::new();
        assemble(&mut a, &parse_steps("s = s + i / d;")?, 0, &engine.profile);
        println!("{}", a.finish()?.listing().stable());
        return Ok(());
    }
    let mut state = State { variables: [0; 26], fuel: 10_000, at: 0 };
    let outcome = engine.run(&mut state)?;
    engine.log.iter().for_each(|line| println!("{line}"));
    println!("{outcome:?}, s = {}, fuel {}", state.variables[usize::from(b's' - b'a')], state.fuel);
    Ok(())
}

fn parse_steps(text: &str) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    flatten(&parse(text)?, &mut steps);
    Ok(steps)
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use guide::program::interpret;
    use guide::random;
    use proptest::prelude::*;

    use super::*;

    // ANCHOR: test
    /// Runs a program in both tiers, and holds all that remains against the interpreter.
    #[track_caller]
    fn check(program: &[Statement], variables: Variables, fuel: u32) -> Engine {
        let mut expected = variables;
        let outcome = interpret(program, &mut expected, fuel);
        let mut engine = Engine::new(program).unwrap();
        let mut state = State { variables, fuel: fuel.into(), at: 0 };
        assert_eq!((engine.run(&mut state).unwrap(), state.variables), (outcome, expected), "{:?}", engine.log);
        engine
    }

    #[test]
    fn every_turn_can_be_the_one_where_the_guess_is_wrong() {
        for wrong in [90, 99, 100, 101, 102, 300] {
            for condition in ["i < 400", "i / d < 50"] {
                let text = format!("while {condition} {{ d = 8 + 8 * ({wrong} < i); s = s + (0-i) / d; i = i + 1; }}");
                let mut variables = [0; 26];
                variables[3] = 8;
                check(&parse(&text).unwrap(), variables, 2000);
                check(&parse(&text).unwrap(), variables, wrong + 10);
            }
        }
    }

    #[test]
    fn code_that_is_wrong_too_often_is_made_again_without_the_guess() {
        let engine = check(&parse(DEMO).unwrap(), [0; 26], 2000);
        assert_eq!(engine.log.iter().filter(|line| line.ends_with("compiled")).count(), 2);
        assert_eq!(engine.log.iter().filter(|line| line.ends_with("wrong")).count(), 3);
    }
    // ANCHOR_END: test

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn both_tiers_do_what_the_interpreter_does(
            program in random::program(),
            variables in random::variables(),
            fuel in 0..500_u32,
        ) {
            check(&program, variables, fuel);
        }
    }
}
