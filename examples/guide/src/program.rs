//! Chapter 3, programs of assignments and loops: the tree, its parser, its interpreter and its
//! compiler.

// ANCHOR: use
use exec_mem::{Arena, Code};
use x64_asm::{Assembler, Cond, Label, Mem, RAX, RBP, RDI, RSI, RSP};

use crate::calculator::emit;
use crate::expression::{Expression, Letter, Mistake, Parser, Variables, evaluate};
use crate::{Result, publish};
// ANCHOR_END: use

// ANCHOR: tree
/// One step of a program.
#[derive(Clone, PartialEq, Debug)]
pub enum Statement {
    /// `v = expression;`
    Assign(Letter, Expression),
    /// `while expression { statements }`
    While(Expression, Vec<Statement>),
}

/// How a program ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Finished,
    DividedByZero,
    /// It would have begun one more turn of a loop than it was allowed.
    OutOfFuel,
}
// ANCHOR_END: tree

// ANCHOR: interpret
/// Runs a program. Each turn of a loop, and the last look at its condition, takes one from `fuel`.
pub fn interpret(program: &[Statement], variables: &mut Variables, fuel: u32) -> Outcome {
    match run(program, variables, &mut i64::from(fuel)) {
        Ok(()) => Outcome::Finished,
        Err(outcome) => outcome,
    }
}

fn run(program: &[Statement], variables: &mut Variables, fuel: &mut i64) -> std::result::Result<(), Outcome> {
    for statement in program {
        match statement {
            Statement::Assign(letter, value) => {
                variables[letter.index()] = evaluate(value, variables).ok_or(Outcome::DividedByZero)?;
            }
            Statement::While(condition, body) => loop {
                *fuel -= 1;
                if *fuel < 0 {
                    return Err(Outcome::OutOfFuel);
                }
                if evaluate(condition, variables).ok_or(Outcome::DividedByZero)? == 0 {
                    break;
                }
                run(body, variables, fuel)?;
            },
        }
    }
    Ok(())
}
// ANCHOR_END: interpret

// ANCHOR: emit
/// Where code goes when the program cannot go on.
#[derive(Clone, Copy)]
struct Exits {
    divided: Label,
    out_of_fuel: Label,
}

/// Assembles statements: `rdi` points at the variables, `rsi` is the fuel.
fn emit_statements(a: &mut Assembler, program: &[Statement], exits: Exits) {
    for statement in program {
        match statement {
            Statement::Assign(letter, value) => {
                emit(a, value, exits.divided);
                a.mov_mr64(Mem::base(RDI).disp(letter.offset()), RAX);
            }
            Statement::While(condition, body) => emit_while(a, condition, body, exits),
        }
    }
}

fn emit_while(a: &mut Assembler, condition: &Expression, body: &[Statement], exits: Exits) {
    let (top, done) = (a.label(), a.label());
    a.bind(top);
    a.sub_ri64(RSI, 1);
    a.jcc(Cond::S, exits.out_of_fuel);
    emit(a, condition, exits.divided);
    a.test_rr64(RAX, RAX);
    a.jcc(Cond::E, done);
    emit_statements(a, body, exits);
    a.jmp(top);
    a.bind(done);
}
// ANCHOR_END: emit

// ANCHOR: assemble
/// Assembles the whole function: `rdi` points at the variables, `rsi` is the fuel, and `eax` is
/// 0, 1 or 2 for the outcomes in their order.
pub fn assemble(a: &mut Assembler, program: &[Statement]) {
    frame(a, |a, exits| emit_statements(a, program, exits));
}

/// Assembles the function around code that ends, or goes to one of the exits.
fn frame(a: &mut Assembler, body: impl FnOnce(&mut Assembler, Exits)) {
    let exits = Exits { divided: a.named_label("divided"), out_of_fuel: a.named_label("out_of_fuel") };
    let leave = a.named_label("leave");
    a.push_r(RBP);
    a.mov_rr64(RBP, RSP);
    body(a, exits);
    a.xor_rr32(RAX, RAX);
    a.bind(leave);
    a.mov_rr64(RSP, RBP);
    a.pop_r(RBP);
    a.ret();
    a.bind(exits.divided);
    a.mov_ri32(RAX, 1);
    a.jmp(leave);
    a.bind(exits.out_of_fuel);
    a.mov_ri32(RAX, 2);
    a.jmp(leave);
}
// ANCHOR_END: assemble

// ANCHOR: compiled
/// What `assemble` makes. The lifetime is that of one call.
type Function<'call> = extern "sysv64" fn(&'call mut Variables, i64) -> u32;

/// A program as machine code.
pub struct Compiled {
    code: Code,
}

impl Compiled {
    /// Compiles a program.
    ///
    /// # Errors
    /// When memory is refused.
    pub fn new(arena: &Arena, program: &[Statement]) -> Result<Self> {
        let mut a = Assembler::new();
        assemble(&mut a, program);
        Ok(Self { code: publish(arena, a.finish()?)? })
    }

    /// Runs the program, with the same result as [`interpret`].
    pub fn call(&self, variables: &mut Variables, fuel: u32) -> Outcome {
        // SAFETY: `new` alone makes a `Compiled`, of code by `assemble`: a function of this type,
        // which reads and writes variables whose index is less than 26, and returns once the fuel
        // is used up. It pushes single words, so that a stack that ends is met at its guard page.
        let entry = unsafe { self.code.entry::<Function<'_>>() };
        match entry.call(variables, i64::from(fuel)) {
            0 => Outcome::Finished,
            1 => Outcome::DividedByZero,
            _ => Outcome::OutOfFuel,
        }
    }
}
// ANCHOR_END: compiled

/// Reads a text that is a program.
///
/// # Errors
/// The first mistake.
pub fn parse(text: &str) -> std::result::Result<Vec<Statement>, Mistake> {
    let mut parser = Parser::new(text);
    let mut program = Vec::new();
    while parser.peek().is_some() {
        program.push(statement(&mut parser)?);
    }
    Ok(program)
}

fn statement(parser: &mut Parser<'_>) -> std::result::Result<Statement, Mistake> {
    if parser.take_word("while") {
        let condition = parser.expression()?;
        parser.expect(b'{', "a { is missing")?;
        let mut body = Vec::new();
        while !parser.take(b'}') {
            body.push(statement(parser)?);
        }
        return Ok(Statement::While(condition, body));
    }
    let letter = parser.variable()?;
    parser.expect(b'=', "a = is missing")?;
    let value = parser.expression()?;
    parser.expect(b';', "a ; is missing")?;
    Ok(Statement::Assign(letter, value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use x64_asm::RCX;

    use super::*;
    use crate::expression::Operator;
    use crate::random;

    // ANCHOR: both
    /// Runs a program both ways, and gives the outcome and variables that both agree on.
    #[track_caller]
    fn both(program: &[Statement], variables: &Variables, fuel: u32) -> (Outcome, Variables) {
        let (mut interpreted, mut compiled) = (*variables, *variables);
        let expected = interpret(program, &mut interpreted, fuel);
        let code = Compiled::new(&Arena::new().unwrap(), program).unwrap();
        let found = code.call(&mut compiled, fuel);
        assert_eq!((found, compiled), (expected, interpreted));
        (expected, interpreted)
    }

    proptest! {
        #[test]
        fn code_does_what_the_interpreter_does(
            program in random::program(),
            variables in random::variables(),
            fuel in 0..50_u32,
        ) {
            both(&program, &variables, fuel);
        }
    }
    // ANCHOR_END: both

    // ANCHOR: rotated
    fn emit_rotated(a: &mut Assembler, condition: &Expression, body: &[Statement], exits: Exits) {
        let (top, check) = (a.label(), a.label());
        a.jmp(check);
        a.bind(top);
        emit_statements(a, body, exits);
        a.bind(check);
        a.sub_ri64(RSI, 1);
        a.jcc(Cond::S, exits.out_of_fuel);
        emit(a, condition, exits.divided);
        a.test_rr64(RAX, RAX);
        a.jcc(Cond::NE, top);
    }
    // ANCHOR_END: rotated

    // ANCHOR: condition
    /// Assembles a condition: goes to `done` if it is 0.
    fn emit_condition(a: &mut Assembler, condition: &Expression, done: Label, exits: Exits) {
        if let Expression::Binary(Operator::Less, left, right) = condition {
            emit(a, left, exits.divided);
            a.push_r(RAX);
            emit(a, right, exits.divided);
            a.pop_r(RCX);
            a.cmp_rr64(RCX, RAX);
            a.jcc(Cond::GE, done);
        } else {
            emit(a, condition, exits.divided);
            a.test_rr64(RAX, RAX);
            a.jcc(Cond::E, done);
        }
    }
    // ANCHOR_END: condition

    fn emit_fused(a: &mut Assembler, condition: &Expression, body: &[Statement], exits: Exits) {
        let (top, done) = (a.label(), a.label());
        a.bind(top);
        a.sub_ri64(RSI, 1);
        a.jcc(Cond::S, exits.out_of_fuel);
        emit_condition(a, condition, done, exits);
        emit_statements(a, body, exits);
        a.jmp(top);
        a.bind(done);
    }

    proptest! {
        #[test]
        fn the_answers_do_what_the_interpreter_does(
            body in random::program(),
            condition in random::expression(),
            variables in random::variables(),
            fuel in 0..50_u32,
        ) {
            let program = [Statement::While(condition.clone(), body.clone())];
            let mut interpreted = variables;
            let expected = interpret(&program, &mut interpreted, fuel);
            for emit_loop in [emit_rotated, emit_fused] {
                let mut a = Assembler::new();
                frame(&mut a, |a, exits| emit_loop(a, &condition, &body, exits));
                let code = publish(&Arena::new().unwrap(), a.finish().unwrap()).unwrap();
                let mut compiled = variables;
                prop_assert_eq!(Compiled { code }.call(&mut compiled, fuel), expected);
                prop_assert_eq!(compiled, interpreted);
            }
        }
    }

    #[test]
    fn sums() {
        let program = parse("while 0 < n { s = s + n; n = n - 1; }").unwrap();
        let mut variables = [0; 26];
        variables[13] = 100; // n
        let (outcome, result) = both(&program, &variables, 101);
        assert_eq!((outcome, result[18]), (Outcome::Finished, 5050));
        assert_eq!(both(&program, &variables, 100).0, Outcome::OutOfFuel);
    }

    #[test]
    fn a_division_by_zero_keeps_what_was_assigned_before() {
        let program = parse("a = 1; b = 2 + 3 / c; a = 4;").unwrap();
        let (outcome, result) = both(&program, &[0; 26], 0);
        assert_eq!((outcome, result[0], result[1]), (Outcome::DividedByZero, 1, 0));
    }

    #[track_caller]
    fn refused(text: &str, byte: usize, what: &str) {
        let mistake = parse(text).unwrap_err();
        assert_eq!((mistake.byte, mistake.what), (byte, what));
    }

    #[test]
    fn mistakes() {
        refused("a = 1", 5, "a ; is missing");
        refused("while 1 { a = 1;", 16, "a variable, which is one letter, is missing");
        refused("while 1 a = 1;", 8, "a { is missing");
        refused("whiles = 1;", 0, "a variable, which is one letter, is missing");
        refused(&"while 1 {".repeat(101), 100 * 9 + 6 - 1, "more than 100 operands: split the text");
    }
}
