//! A formula compiler on `bytecode`, `jit` and `exec-mem` alone, without a vm:
//!
//! ```sh
//! cargo run --release -p jit --example formula
//! cargo run --release -p jit --example formula -- 'if(x < 0, -x, x) % 7 + n' x=-9.5 n=3
//! ```
//!
//! Without arguments it compares a formula with the same one as a Rust closure, and times both.
//! Numbers are ints or floats as in the language: `7` is an int, `7.0` a float, and a variable is
//! what its value is.

use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use bytecode::num::{Arithmetic, Comparison};
use bytecode::{ChunkBuilder, ChunkId, Constant, Inst, ModuleBuilder, Scalar, ScalarType, Signature, Slot, verify};
use exec_mem::{Arena, Code};
use jit::closed::{self, ClosedContext, ClosedFn, ClosedStatus, from_word, to_word};

type Failure = Box<dyn Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.split_first() {
        Some((text, values)) => evaluate(text, values),
        None => demonstrate(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the value of a formula for values given as `NAME=NUMBER`.
fn evaluate(text: &str, values: &[String]) -> Result<(), Failure> {
    let mut names = Vec::new();
    let mut numbers = Vec::new();
    for value in values {
        let (name, number) = value.split_once('=').ok_or("a value is NAME=NUMBER")?;
        numbers.push(match number.parse() {
            Ok(int) => Scalar::Int(int),
            Err(_) => Scalar::Float(number.parse()?),
        });
        names.push((name, numbers[numbers.len() - 1].scalar_type()));
    }
    let formula = Formula::compile(&Arena::new()?, text, &names)?;
    let words: Vec<u64> = numbers.into_iter().map(to_word).collect();
    match from_word(formula.result, formula.call(&words)?) {
        Scalar::Int(int) => println!("{int}"),
        Scalar::Float(float) => println!("{float}"),
        Scalar::Bool(bool) => println!("{bool}"),
    }
    Ok(())
}

/// A formula beside a closure that means the same.
fn demonstrate() -> Result<(), Failure> {
    let text = "if(x < y, x * x + 3.5 * y, x - y) / (n % 7 + 1.5)";
    let parameters = [("x", ScalarType::Float), ("y", ScalarType::Float), ("n", ScalarType::Int)];
    let formula = Formula::compile(&Arena::new()?, text, &parameters)?;
    let closure = |x: f64, y: f64, n: i32| (if x < y { x * x + 3.5 * y } else { x - y }) / (f64::from(n % 7) + 1.5);
    let arguments = |turn: i32| (f64::from(turn % 100) * 0.5, f64::from(turn % 37), turn);
    for turn in -1000..1000 {
        let (x, y, n) = arguments(turn);
        let found = from_word(formula.result, formula.call(&[x.to_bits(), y.to_bits(), to_word(Scalar::Int(n))])?);
        assert_eq!(found, Scalar::Float(closure(x, y, n)), "{text} with x = {x}, y = {y}, n = {n}");
    }
    println!("{text}\n{} bytes of machine code, 2000 results as expected", formula.code.len());
    const TURNS: i32 = 10_000_000;
    let (mut sum, mut context) = (0.0, Formula::context());
    let start = Instant::now();
    for turn in 0..TURNS {
        let (x, y, n) = arguments(turn);
        let words = [x.to_bits(), y.to_bits(), to_word(Scalar::Int(n))];
        sum += f64::from_bits(formula.call_in(&mut context, black_box(&words))?);
    }
    report("compiled formula", start, sum);
    let (mut sum, closure) = (0.0, black_box(&closure as &dyn Fn(f64, f64, i32) -> f64));
    let start = Instant::now();
    for turn in 0..TURNS {
        let (x, y, n) = black_box(arguments(turn));
        sum += closure(x, y, n);
    }
    report("Rust closure", start, sum);
    return Ok(());

    fn report(what: &str, start: Instant, sum: f64) {
        let nanoseconds = start.elapsed().as_nanos() as f64 / f64::from(TURNS);
        println!("{what:<17} {nanoseconds:>5.2} ns per call, its arguments' making included (sum {sum})");
    }
}

/// A formula as machine code.
struct Formula {
    code: Code,
    entry: usize,
    parameters: usize,
    result: ScalarType,
}

impl Formula {
    /// Text to bytecode by the builder, verified, compiled, published.
    fn compile(arena: &Arena, text: &str, parameters: &[(&str, ScalarType)]) -> Result<Formula, Failure> {
        let mut module = ModuleBuilder::new("formula");
        let (id, name) = (module.reserve_chunk()?, module.name("formula")?);
        let chunk = ChunkBuilder::new(name, parameters.len() as u16);
        let mut parser = Parser { text, at: 0, nesting: 0, parameters, module: &mut module, chunk };
        let result = parser.formula()?;
        let mut chunk = parser.chunk;
        chunk.push(Inst::Return {})?;
        chunk.set_closed(Signature { slots: parameters.iter().map(|&(_, kind)| kind).collect(), result });
        module.set_chunk(id, chunk.finish()?);
        let mut body = ChunkBuilder::new(name, 0);
        body.push(Inst::ReturnNil {})?;
        module.set_chunk(ChunkId(0), body.finish()?);
        let made = closed::compile(&verify(module.finish())?)?;
        let mut draft = arena.draft(made.bytes().len())?;
        draft.append(made.bytes())?;
        let entry = made.entry(id).ok_or("the chunk is closed")? as usize;
        Ok(Formula { code: draft.publish()?, entry, parameters: parameters.len(), result })
    }

    /// Formulas call nothing and have no loop: one unit and one call are enough.
    fn context() -> ClosedContext {
        ClosedContext::new(1, 1)
    }

    fn call(&self, words: &[u64]) -> Result<u64, Failure> {
        self.call_in(&mut Formula::context(), words)
    }

    #[allow(clippy::multiple_unsafe_ops_per_block, reason = "to find the entry and to call it is one step")]
    fn call_in(&self, context: &mut ClosedContext, words: &[u64]) -> Result<u64, Failure> {
        assert_eq!(words.len(), self.parameters, "a word for each parameter");
        let mut result = 0;
        context.fuel = 1;
        // SAFETY: the code was made by `closed::compile` and is entered where it says, with a word
        // for each parameter; one call takes a few hundred bytes of stack.
        let status = unsafe {
            self.code.entry_at::<ClosedFn>(self.entry).map(|it| it.call(context, words.as_ptr(), &mut result))
        };
        match status.and_then(ClosedStatus::from_code) {
            Some(ClosedStatus::Ok) => Ok(result),
            Some(ClosedStatus::DivisionByZero) => Err("division by zero".into()),
            other => Err(format!("{other:?}").into()),
        }
    }
}

/// Recursive descent that makes bytecode as it goes; each method gives the type of what it has
/// pushed.
struct Parser<'a> {
    text: &'a str,
    at: usize,
    nesting: u32,
    parameters: &'a [(&'a str, ScalarType)],
    module: &'a mut ModuleBuilder,
    chunk: ChunkBuilder,
}

impl Parser<'_> {
    fn formula(&mut self) -> Result<ScalarType, Failure> {
        let kind = self.comparison()?;
        if self.rest().is_empty() { Ok(kind) } else { self.fail("the end") }
    }

    fn rest(&mut self) -> &str {
        let rest = self.text[self.at..].trim_start();
        self.at = self.text.len() - rest.len();
        rest
    }

    fn takes(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), Failure> {
        if self.takes(token) { Ok(()) } else { self.fail(&format!("`{token}`")) }
    }

    fn fail<T>(&self, expected: &str) -> Result<T, Failure> {
        Err(format!("{}\n{}^ {expected} expected", self.text, " ".repeat(self.text[..self.at].chars().count())).into())
    }

    /// A sum, or two of them compared.
    fn comparison(&mut self) -> Result<ScalarType, Failure> {
        use Comparison::{Eq, Ge, Gt, Le, Lt, Ne};
        let left = self.sum()?;
        let signs = [("<=", Le), (">=", Ge), ("==", Eq), ("!=", Ne), ("<", Lt), (">", Gt)];
        let Some((_, comparison)) = signs.into_iter().find(|(sign, _)| self.takes(sign)) else { return Ok(left) };
        let right = self.sum()?;
        self.numbers(&[left, right])?;
        self.chunk.push(match comparison {
            Lt => Inst::Lt {},
            Le => Inst::Le {},
            Gt => Inst::Gt {},
            Ge => Inst::Ge {},
            Eq => Inst::Eq {},
            Ne => Inst::Ne {},
        })?;
        Ok(ScalarType::Bool)
    }

    fn sum(&mut self) -> Result<ScalarType, Failure> {
        self.chain(Self::product, &[("+", Arithmetic::Add), ("-", Arithmetic::Sub)])
    }

    fn product(&mut self) -> Result<ScalarType, Failure> {
        self.chain(Self::factor, &[("*", Arithmetic::Mul), ("/", Arithmetic::Div), ("%", Arithmetic::Mod)])
    }

    /// Operands with operators between them, from left to right.
    fn chain(
        &mut self,
        operand: fn(&mut Self) -> Result<ScalarType, Failure>,
        signs: &[(&str, Arithmetic)],
    ) -> Result<ScalarType, Failure> {
        let mut kind = operand(self)?;
        while let Some(&(_, op)) = signs.iter().find(|(sign, _)| self.takes(sign)) {
            let right = operand(self)?;
            self.numbers(&[kind, right])?;
            self.chunk.push(match op {
                Arithmetic::Add => Inst::Add {},
                Arithmetic::Sub => Inst::Sub {},
                Arithmetic::Mul => Inst::Mul {},
                Arithmetic::Div => Inst::Div {},
                Arithmetic::Mod => Inst::Mod {},
            })?;
            kind = if kind == right { kind } else { ScalarType::Float };
        }
        Ok(kind)
    }

    fn numbers(&self, kinds: &[ScalarType]) -> Result<(), Failure> {
        if kinds.iter().all(|kind| kind.is_number()) {
            Ok(())
        } else {
            self.fail("before this a number instead of a bool")
        }
    }

    /// A number, a variable, `-factor`, `(..)` or `if(condition, value, other)`.
    fn factor(&mut self) -> Result<ScalarType, Failure> {
        const MOST_NESTED: u32 = 100;
        self.nesting += 1;
        if self.nesting > MOST_NESTED {
            return self.fail("less nesting");
        }
        let kind = if self.takes("-") {
            let kind = self.factor()?;
            self.numbers(&[kind])?;
            self.chunk.push(Inst::Neg {})?;
            kind
        } else if self.takes("(") {
            let kind = self.comparison()?;
            self.expect(")")?;
            kind
        } else {
            self.word()?
        };
        self.nesting -= 1;
        Ok(kind)
    }

    fn word(&mut self) -> Result<ScalarType, Failure> {
        let rest = self.rest();
        let end = rest.find(|char: char| !char.is_alphanumeric() && char != '.' && char != '_').unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        if let Some(slot) = self.parameters.iter().position(|&(name, _)| name == word) {
            self.at += end;
            self.chunk.load_local(Slot(slot as u16))?;
            return Ok(self.parameters[slot].1);
        }
        if word == "if" {
            self.at += end;
            return self.choice();
        }
        let (constant, kind) = match (word.parse::<i32>(), word.parse::<f64>()) {
            (Ok(int), _) => (Constant::Int(int), ScalarType::Int),
            (_, Ok(float)) if word.starts_with(|char: char| char.is_ascii_digit()) => {
                (Constant::Float(float), ScalarType::Float)
            }
            _ => return self.fail("a number or a variable"),
        };
        self.at += end;
        let constant = self.module.constant(constant)?;
        self.chunk.push(Inst::LoadConst { constant })?;
        Ok(kind)
    }

    /// What stands behind `if`. Both values have one type, because a closed function's types are
    /// certain.
    fn choice(&mut self) -> Result<ScalarType, Failure> {
        let (other, end) = (self.chunk.label(), self.chunk.label());
        self.expect("(")?;
        self.comparison()?;
        self.expect(",")?;
        self.chunk.push(Inst::JumpIfFalse { target: other.target() })?;
        let kind = self.comparison()?;
        self.expect(",")?;
        self.chunk.push(Inst::Jump { target: end.target() })?;
        self.chunk.bind(other)?;
        if self.comparison()? != kind {
            return self.fail("before this a value of the other's type");
        }
        self.expect(")")?;
        self.chunk.bind(end)?;
        Ok(kind)
    }
}
