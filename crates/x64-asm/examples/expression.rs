//! A compiler of arithmetic expressions on `x64-asm` and `exec-mem` alone.
//!
//! `cargo run --release -p x64-asm --example expression ['x*x + 3*y']` compiles an expression of
//! `x`, `y` and `z`, compares it with an interpreter over a million points, and tells the times.
//! `--listing` shows the code.

use std::time::Instant;

use exec_mem::{Arena, Code};
use x64_asm::{Assembler, Features, Mem, RDI, RSP, Rounding, XMM15, Xmm};

const DEMO: &str = "sqrt(x*x + y*y) * 0.5 - (x - 3) * (y + 1) / (z*z + 1) + max(x, -y)";

/// An expression as a tree.
#[derive(Clone, PartialEq, Debug)]
enum Expression {
    Number(f64),
    /// `x`, `y` or `z`, by its index.
    Variable(usize),
    Negate(Box<Expression>),
    Function(Function, Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Function {
    Sqrt,
    Abs,
    Floor,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Min,
    Max,
}

use Operator::{Add, Divide, Max, Min, Multiply, Subtract};

/// Why a text is no expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Mistake {
    byte: usize,
    what: &'static str,
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
}

/// Parentheses, functions and signs can nest so deep.
const MAX_DEPTH: usize = 200;

impl<'a> Parser<'a> {
    fn parse(text: &'a str) -> Result<Expression, Mistake> {
        let mut parser = Parser { text: text.as_bytes(), at: 0, depth: 0 };
        let expression = parser.sum()?;
        match parser.peek() {
            None => Ok(expression),
            Some(_) => Err(parser.mistake("an operator is missing")),
        }
    }

    fn sum(&mut self) -> Result<Expression, Mistake> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                Some(b'+') => Add,
                Some(b'-') => Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            left = binary(operator, left, self.product()?);
        }
    }

    fn product(&mut self) -> Result<Expression, Mistake> {
        let mut left = self.factor()?;
        loop {
            let operator = match self.peek() {
                Some(b'*') => Multiply,
                Some(b'/') => Divide,
                _ => return Ok(left),
            };
            self.at += 1;
            left = binary(operator, left, self.factor()?);
        }
    }

    fn factor(&mut self) -> Result<Expression, Mistake> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.mistake("too deeply nested"));
        }
        let factor = match self.peek() {
            Some(b'-') => {
                self.at += 1;
                Expression::Negate(Box::new(self.factor()?))
            }
            Some(b'(') => {
                self.at += 1;
                let inner = self.sum()?;
                self.expect(b')', "a ) is missing")?;
                inner
            }
            Some(b'0'..=b'9' | b'.') => self.number()?,
            Some(b'a'..=b'z') => self.named()?,
            _ => return Err(self.mistake("a number, a variable or a ( is missing")),
        };
        self.depth -= 1;
        Ok(factor)
    }

    fn number(&mut self) -> Result<Expression, Mistake> {
        let start = self.at;
        self.skip(|byte| byte.is_ascii_digit() || byte == b'.');
        let digits = String::from_utf8_lossy(&self.text[start..self.at]);
        match digits.parse() {
            Ok(number) => Ok(Expression::Number(number)),
            Err(_) => Err(Mistake { byte: start, what: "not a number" }),
        }
    }

    fn named(&mut self) -> Result<Expression, Mistake> {
        let start = self.at;
        self.skip(|byte| byte.is_ascii_lowercase());
        let function = match &self.text[start..self.at] {
            b"x" => return Ok(Expression::Variable(0)),
            b"y" => return Ok(Expression::Variable(1)),
            b"z" => return Ok(Expression::Variable(2)),
            b"sqrt" => Function::Sqrt,
            b"abs" => Function::Abs,
            b"floor" => Function::Floor,
            b"min" => return self.pair(Min),
            b"max" => return self.pair(Max),
            _ => return Err(Mistake { byte: start, what: "an unknown name" }),
        };
        self.expect(b'(', "a ( is missing")?;
        let argument = self.sum()?;
        self.expect(b')', "a ) is missing")?;
        Ok(Expression::Function(function, Box::new(argument)))
    }

    fn pair(&mut self, operator: Operator) -> Result<Expression, Mistake> {
        self.expect(b'(', "a ( is missing")?;
        let left = self.sum()?;
        self.expect(b',', "a , is missing")?;
        let right = self.sum()?;
        self.expect(b')', "a ) is missing")?;
        Ok(binary(operator, left, right))
    }

    fn peek(&mut self) -> Option<u8> {
        self.skip(|byte| byte.is_ascii_whitespace());
        self.text.get(self.at).copied()
    }

    fn skip(&mut self, belongs: impl Fn(u8) -> bool) {
        while self.text.get(self.at).is_some_and(|byte| belongs(*byte)) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Mistake> {
        match self.peek() {
            Some(found) if found == byte => self.at += 1,
            _ => return Err(self.mistake(what)),
        }
        Ok(())
    }

    fn mistake(&self, what: &'static str) -> Mistake {
        Mistake { byte: self.at, what }
    }
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    Expression::Binary(operator, Box::new(left), Box::new(right))
}

/// The value, as the machine code computes it: `min` and `max` give their second operand when one
/// is a NaN.
fn interpret(expression: &Expression, variables: &[f64; 3]) -> f64 {
    match expression {
        Expression::Number(number) => *number,
        Expression::Variable(index) => variables[*index],
        Expression::Negate(inner) => -interpret(inner, variables),
        Expression::Function(function, inner) => {
            let value = interpret(inner, variables);
            match function {
                Function::Sqrt => value.sqrt(),
                Function::Abs => value.abs(),
                Function::Floor => value.floor(),
            }
        }
        Expression::Binary(operator, left, right) => {
            let (left, right) = (interpret(left, variables), interpret(right, variables));
            match operator {
                Add => left + right,
                Subtract => left - right,
                Multiply => left * right,
                Divide => left / right,
                Min if left < right => left,
                Max if left > right => left,
                Min | Max => right,
            }
        }
    }
}

/// Puts the value into the register of this depth; deeper ones are free. `rdi` holds the
/// variables.
fn assemble(a: &mut Assembler, expression: &Expression, depth: u8) {
    let here = register(depth);
    match expression {
        Expression::Number(_) | Expression::Variable(_) => load(a, here, expression),
        Expression::Negate(inner) => {
            assemble(a, inner, depth);
            negate(a, here);
        }
        Expression::Function(function, inner) => {
            assemble(a, inner, depth);
            apply_function(a, *function, here);
        }
        Expression::Binary(operator, left, right) => {
            assemble(a, left, depth);
            if let Some(operand) = leaf(a, right) {
                apply_mem(a, *operator, here, operand);
            } else if depth < DEEPEST {
                assemble(a, right, depth + 1);
                apply(a, *operator, here, register(depth + 1));
            } else {
                // No register is left: the left side waits on the stack.
                push(a, here);
                assemble(a, right, depth);
                pop_below(a, here);
                apply(a, *operator, here, XMM15);
            }
        }
    }
}

// What emits is apart from what recurses, so that a level of nesting takes little stack.

fn load(a: &mut Assembler, dst: Xmm, expression: &Expression) {
    let operand = leaf(a, expression).expect("a leaf");
    a.movsd_xm(dst, operand);
}

fn negate(a: &mut Assembler, dst: Xmm) {
    let sign = a.constant_u128(1 << 63);
    a.xorpd_xm(dst, sign);
}

fn apply_function(a: &mut Assembler, function: Function, dst: Xmm) {
    match function {
        Function::Sqrt => a.sqrtsd_xx(dst, dst),
        Function::Floor => a.roundsd_xxi(dst, dst, Rounding::Down),
        Function::Abs => {
            let all_but_sign = a.constant_u128(!(1 << 63));
            a.andpd_xm(dst, all_but_sign);
        }
    }
}

fn push(a: &mut Assembler, src: Xmm) {
    a.sub_ri64(RSP, 8);
    a.movsd_mx(Mem::base(RSP), src);
}

/// Moves `dst` to xmm15, and what was pushed last to `dst`.
fn pop_below(a: &mut Assembler, dst: Xmm) {
    a.movaps_xx(XMM15, dst);
    a.movsd_xm(dst, Mem::base(RSP));
    a.add_ri64(RSP, 8);
}

/// The depth of `xmm14`; `xmm15` is scratch.
const DEEPEST: u8 = 14;

fn register(depth: u8) -> Xmm {
    Xmm::ALL[depth.min(DEEPEST) as usize]
}

/// The memory operand of a constant or a variable.
fn leaf(a: &mut Assembler, expression: &Expression) -> Option<Mem> {
    match expression {
        Expression::Number(number) => Some(a.constant_f64(*number)),
        Expression::Variable(index) => Some(Mem::base(RDI).disp(8 * *index as i32)),
        _ => None,
    }
}

fn apply(a: &mut Assembler, operator: Operator, dst: Xmm, src: Xmm) {
    match operator {
        Add => a.addsd_xx(dst, src),
        Subtract => a.subsd_xx(dst, src),
        Multiply => a.mulsd_xx(dst, src),
        Divide => a.divsd_xx(dst, src),
        Min => a.minsd_xx(dst, src),
        Max => a.maxsd_xx(dst, src),
    }
}

fn apply_mem(a: &mut Assembler, operator: Operator, dst: Xmm, src: Mem) {
    match operator {
        Add => a.addsd_xm(dst, src),
        Subtract => a.subsd_xm(dst, src),
        Multiply => a.mulsd_xm(dst, src),
        Divide => a.divsd_xm(dst, src),
        Min => a.minsd_xm(dst, src),
        Max => a.maxsd_xm(dst, src),
    }
}

fn compile(a: &mut Assembler, arena: &Arena, expression: &Expression) -> Result<Code, Box<dyn std::error::Error>> {
    a.reset();
    assemble(a, expression, 0);
    a.ret();
    let code = a.finish()?;
    let mut draft = arena.draft_aligned(code.bytes().len(), code.alignment().max(16) as usize)?;
    draft.append(code.bytes())?;
    Ok(draft.publish()?)
}

/// The function of the variables that `compile` made.
fn evaluate(code: &Code, variables: &[f64; 3]) -> f64 {
    // SAFETY: `compile` made a function of this type, which reads three variables.
    let entry = unsafe { code.entry::<extern "sysv64" fn(*const f64) -> f64>() };
    entry.call(variables.as_ptr())
}

fn points() -> impl Iterator<Item = [f64; 3]> {
    (0..1_000_000).map(|n| n as f64).map(|n| [n * 0.001, 7.0 - n * 0.01, n % 17.0])
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (flags, texts): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a == "--listing");
    let text = texts.first().map_or(DEMO, String::as_str);
    let expression = Parser::parse(text).map_err(|Mistake { byte, what }| format!("at byte {byte}: {what}"))?;
    let arena = Arena::new()?;
    let mut assembler = Assembler::with_features(Features::detect());
    let start = Instant::now();
    let code = compile(&mut assembler, &arena, &expression)?;
    let compiling = start.elapsed();
    if !flags.is_empty() {
        print!("{}", assembler.finish()?.listing());
    }
    let start = Instant::now();
    let compiled: f64 = points().map(|point| evaluate(&code, &point)).sum();
    let running = start.elapsed();
    let start = Instant::now();
    let interpreted: f64 = points().map(|point| interpret(&expression, &point)).sum();
    let interpreting = start.elapsed();
    println!("sum over a million points: {compiled}");
    assert_eq!(compiled.to_bits(), interpreted.to_bits(), "the interpreter disagrees");
    eprintln!(
        "{} bytes of code; compiled in {compiling:.1?}, run in {running:.1?}; interpreted in {interpreting:.1?}",
        code.len()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: f64) {
        let expression = Parser::parse(text).unwrap();
        let arena = Arena::new().unwrap();
        let mut assembler = Assembler::with_features(Features::detect());
        let code = compile(&mut assembler, &arena, &expression).unwrap();
        let variables = [2.0, -3.5, 10.0];
        assert_eq!(interpret(&expression, &variables), expected);
        assert_eq!(evaluate(&code, &variables), expected);
    }

    #[test]
    fn expressions() {
        check("1 + 2 * 3", 7.0);
        check("(1 + 2) * -3", -9.0);
        check("x - y - z", -4.5);
        check("z / (x + 2) / 2", 1.25);
        check("sqrt(x * 8) + abs(y) * 2", 11.0);
        check("floor(y) + min(x, z) + max(y, -y)", 1.5);
        check(DEMO, interpret(&Parser::parse(DEMO).unwrap(), &[2.0, -3.5, 10.0]));
    }

    #[test]
    fn deeper_than_there_are_registers() {
        let text = (1..100).fold("x".to_string(), |inner, n| format!("{n} - (x * {inner})"));
        let text = (1..60).fold(text, |inner, _| format!("z - ({inner})"));
        let expression = Parser::parse(&text).unwrap();
        check(&text, interpret(&expression, &[2.0, -3.5, 10.0]));
    }

    #[test]
    fn mistakes() {
        assert_eq!(Parser::parse("1 +"), Err(Mistake { byte: 3, what: "a number, a variable or a ( is missing" }));
        assert_eq!(Parser::parse("w"), Err(Mistake { byte: 0, what: "an unknown name" }));
        assert_eq!(Parser::parse("1.2.3"), Err(Mistake { byte: 0, what: "not a number" }));
        assert_eq!(Parser::parse("(1"), Err(Mistake { byte: 2, what: "a ) is missing" }));
        assert_eq!(Parser::parse("1 2"), Err(Mistake { byte: 2, what: "an operator is missing" }));
        let deep = "(".repeat(1000);
        assert_eq!(Parser::parse(&deep).unwrap_err().what, "too deeply nested");
    }
}
