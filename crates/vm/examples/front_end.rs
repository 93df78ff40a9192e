//! A front end for a small language of its own, from text to a running program:
//! `cargo run -p vm --example front_end [FILE]`.
//!
//! A line `name parameters.. = words` defines a function, any other line is words that run at once.
//! Words stand behind what they work on: numbers, parameters, `+ - * / %`, `print`, functions of
//! lines before. So `ModuleBuilder` and `ChunkBuilder` are all that a compiler needs; what it makes
//! is verified, then run.

use std::collections::HashMap;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use bytecode::{Argc, BuildError, ChunkBuilder, ChunkId, Constant, GlobalId, Inst, ModuleBuilder, Slot, verify};
use vm::Vm;

const PROGRAM: &str = "
square x = x x *
hypotenuse2 a b = a square b square +
mean a b = a b + 2.0 /
3 4 hypotenuse2 print
3 4 hypotenuse2 10 mean print
7 square 10 % print
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let text = match std::env::args().nth(1) {
        Some(file) => std::fs::read_to_string(file)?,
        None => PROGRAM.to_string(),
    };
    let module = FrontEnd::compile(&text)?;
    let module = verify(module)?;
    let mut vm = Vm::builder().build()?;
    if let Err(error) = vm.run(Arc::new(module)) {
        vm.report(&error);
    }
    Ok(())
}

/// A function that later lines can call.
struct Function {
    global: GlobalId,
    params: u16,
}

struct FrontEnd {
    module: ModuleBuilder,
    functions: HashMap<String, Function>,
}

/// The code that is being made: of a function, or of the module's body.
struct Code<'a> {
    chunk: ChunkBuilder,
    params: &'a [&'a str],
    /// Operands on the stack, so that a mistake is found where it stands.
    depth: usize,
}

impl FrontEnd {
    fn compile(text: &str) -> Result<bytecode::Module, Box<dyn Error>> {
        let mut module = ModuleBuilder::new("front_end");
        let name = module.name("main")?;
        let mut front_end = FrontEnd { module, functions: HashMap::new() };
        let mut body = Code { chunk: ChunkBuilder::new(name, 0), params: &[], depth: 0 };
        for (number, line) in (1..).zip(text.lines()) {
            body.chunk.line(number);
            front_end.line(line, number, &mut body).map_err(|message| format!("line {number}: {message}"))?;
        }
        body.chunk.push(Inst::ReturnNil {})?;
        front_end.module.set_chunk(ChunkId(0), body.chunk.finish()?);
        Ok(front_end.module.finish())
    }

    fn line(&mut self, line: &str, number: u32, body: &mut Code) -> Result<(), Box<dyn Error>> {
        let Some((head, words)) = line.split_once('=') else {
            line.split_whitespace().try_for_each(|word| self.word(word, body))?;
            (0..std::mem::take(&mut body.depth)).try_for_each(|_| body.chunk.push(Inst::Pop {}))?;
            return Ok(());
        };
        let head: Vec<&str> = head.split_whitespace().collect();
        let [name, params @ ..] = &head[..] else { return Err("a definition needs a name".into()) };
        let id = self.module.reserve_chunk()?;
        let chunk = ChunkBuilder::new(self.module.name(name)?, u16::try_from(params.len())?);
        let mut code = Code { chunk, params, depth: 0 };
        code.chunk.line(number);
        words.split_whitespace().try_for_each(|word| self.word(word, &mut code))?;
        if code.depth != 1 {
            return Err(format!("{name} leaves {} values instead of one", code.depth).into());
        }
        code.chunk.push(Inst::Return {})?;
        self.module.set_chunk(id, code.chunk.finish()?);
        let function = Function { global: self.module.global(name)?, params: params.len() as u16 };
        body.chunk.push(Inst::MakeClosure { chunk: id })?;
        body.chunk.push(Inst::DefineGlobal { global: function.global })?;
        self.functions.insert((*name).to_string(), function);
        Ok(())
    }

    fn word(&mut self, word: &str, code: &mut Code) -> Result<(), Box<dyn Error>> {
        let operator = match word {
            "+" => Some(Inst::Add {}),
            "-" => Some(Inst::Sub {}),
            "*" => Some(Inst::Mul {}),
            "/" => Some(Inst::Div {}),
            "%" => Some(Inst::Mod {}),
            _ => None,
        };
        if let Some(inst) = operator {
            code.take(2, word)?;
            code.give(inst)?;
        } else if word == "print" {
            code.take(1, word)?;
            code.chunk.push(Inst::Print {})?;
        } else if let Some(slot) = code.params.iter().position(|&param| param == word) {
            code.give(Inst::LoadLocal { slot: Slot(slot as u16) })?;
        } else if let Some(&Function { global, params }) = self.functions.get(word) {
            code.take(params.into(), word)?;
            code.call(global, params)?;
        } else if let Ok(value) = word.parse() {
            code.give(Inst::LoadImm { value })?;
        } else {
            let value = word.parse().map_err(|_| format!("what is `{word}`?"))?;
            let constant = self.module.constant(Constant::Float(value))?;
            code.give(Inst::LoadConst { constant })?;
        }
        Ok(())
    }
}

impl Code<'_> {
    fn take(&mut self, count: usize, word: &str) -> Result<(), String> {
        self.depth = self.depth.checked_sub(count).ok_or(format!("`{word}` needs {count} values"))?;
        Ok(())
    }

    fn give(&mut self, inst: Inst) -> Result<(), BuildError> {
        self.depth += 1;
        self.chunk.push(inst)
    }

    /// The callee belongs below its arguments, which are there already: they move over locals.
    fn call(&mut self, global: GlobalId, params: u16) -> Result<(), BuildError> {
        let slots = (0..params).map(|_| self.chunk.slot()).collect::<Result<Vec<Slot>, _>>()?;
        slots.iter().rev().try_for_each(|&slot| self.chunk.push(Inst::StoreLocal { slot }))?;
        self.chunk.push(Inst::LoadGlobal { global })?;
        slots.iter().try_for_each(|&slot| self.chunk.load_local(slot))?;
        self.give(Inst::Call { argc: Argc(params) })
    }
}
