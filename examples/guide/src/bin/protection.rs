//! Chapter 8, memory that is never writable and executable: `cargo run -p guide --bin protection` evaluates
//! an expression with machine code if the system allows it, and otherwise without; `denied`
//! has the system forbid it first.

// ANCHOR: use
use exec_mem::{Arena, Error, PublishError, audit};
use guide::Result;
use guide::calculator::Compiled;
use guide::expression::{Expression, Variables, evaluate, parse};
// ANCHOR_END: use

// ANCHOR: engine
/// Evaluates expressions, by machine code where there can be any.
struct Engine {
    /// `None` where the system refuses executable memory.
    arena: Option<Arena>,
}

impl Engine {
    fn new() -> Result<Self> {
        match Arena::new() {
            Ok(arena) => Ok(Self { arena: Some(arena) }),
            Err(Error::ExecDenied { .. } | Error::UnsupportedMachine) => Ok(Self { arena: None }),
            Err(error) => Err(error.into()),
        }
    }

    fn prepare<'a>(&self, expression: &'a Expression) -> Result<Prepared<'a>> {
        let Some(arena) = &self.arena else {
            return Ok(Prepared::Interpreted(expression));
        };
        match Compiled::new(arena, expression) {
            Ok(compiled) => Ok(Prepared::Compiled(compiled)),
            // Memory was refused: a limit, or a policy that asks only now.
            Err(error) if error.is::<Error>() || error.is::<PublishError>() => Ok(Prepared::Interpreted(expression)),
            Err(error) => Err(error),
        }
    }
}

enum Prepared<'a> {
    Compiled(Compiled),
    Interpreted(&'a Expression),
}

impl Prepared<'_> {
    fn call(&self, variables: &Variables) -> Option<i64> {
        match self {
            Prepared::Compiled(compiled) => compiled.call(variables),
            Prepared::Interpreted(expression) => evaluate(expression, variables),
        }
    }
}
// ANCHOR_END: engine

// ANCHOR: main
fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("denied") {
        deny()?;
    }
    let engine = Engine::new()?;
    let expression = parse("6 * (x + 7)")?;
    let prepared = engine.prepare(&expression)?;
    println!("machine code: {}", matches!(prepared, Prepared::Compiled(_)));
    println!("6 * (0 + 7) = {:?}", prepared.call(&[0; 26]));
    println!("writable and executable mappings: {}", audit::wx()?.len());
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: deny
/// Has the kernel refuse executable memory to this process from now on, as a container may.
#[cfg(target_os = "linux")]
fn deny() -> Result<()> {
    use seccompiler::SeccompAction::{Allow, Errno};
    use seccompiler::{BpfProgram, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule};

    let executable = libc::PROT_EXEC as u64;
    let asks = SeccompCmpOp::MaskedEq(executable);
    let condition = SeccompCondition::new(2, SeccompCmpArgLen::Dword, asks, executable)?;
    let calls = [libc::SYS_mmap, libc::SYS_mprotect, libc::SYS_pkey_mprotect];
    let rule = SeccompRule::new(vec![condition])?;
    let rules = calls.map(|call| (call, vec![rule.clone()])).into_iter().collect();
    let machine = std::env::consts::ARCH.try_into()?;
    let filter: BpfProgram = SeccompFilter::new(rules, Allow, Errno(libc::EACCES as u32), machine)?.try_into()?;
    Ok(seccompiler::apply_filter(&filter)?)
}
// ANCHOR_END: deny

#[cfg(not(target_os = "linux"))]
fn deny() -> Result<()> {
    Err("only Linux can be told to refuse executable memory".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    // ANCHOR: test
    #[test]
    fn no_mapping_is_writable_and_executable() {
        let engine = Engine::new().unwrap();
        let expression = parse("x + 1").unwrap();
        let prepared = engine.prepare(&expression).unwrap();
        assert!(matches!(prepared, Prepared::Compiled(_)));
        assert_eq!(prepared.call(&[0; 26]), Some(1));
        assert!(audit::wx().unwrap().is_empty());
    }
    // ANCHOR_END: test

    // ANCHOR: frozen
    #[test]
    fn a_frozen_arena_makes_no_more_code() {
        let arena = Arena::new().unwrap();
        let expression = parse("x + 1").unwrap();
        let compiled = Compiled::new(&arena, &expression).unwrap();
        arena.freeze().unwrap();
        let error = Compiled::new(&arena, &expression).err().expect("nothing can be written");
        assert!(matches!(error.downcast_ref(), Some(Error::Frozen)), "{error}");
        assert_eq!(compiled.call(&[1; 26]), Some(2));
    }
    // ANCHOR_END: frozen
}
