//! [`ColumnCode`]: formulas as machine code that is not yet anywhere.

use bytecode::{Module, ScalarType, Verified};

use crate::allocate::allocate;
use crate::build;
use crate::encode::{Layout, encode};
use crate::error::CompileError;
use crate::formula::Formula;
use crate::graph::Graph;
use crate::inst::{Line, Op, Program};
use crate::lower::{Shape, lower};
use crate::machine::Machine;

/// Formulas as machine code, with what a call must know about it.
/// [`ColumnFunction::new`](crate::ColumnFunction::new) makes it callable.
#[derive(Debug)]
pub struct ColumnCode {
    pub(crate) machine: Machine,
    pub(crate) bytes: Vec<u8>,
    pub(crate) constants: Vec<Line>,
    /// The constant that is to hold the address of `fmod`.
    pub(crate) remainder: Option<u32>,
    /// How many rows the code treats at once.
    pub(crate) group: usize,
    pub(crate) inputs: Vec<ScalarType>,
    pub(crate) outputs: Vec<ScalarType>,
    /// The columns of each formula's parameters.
    pub(crate) arguments: Vec<Vec<usize>>,
    /// The formulas that can divide by zero, ascending.
    pub(crate) failing: Vec<usize>,
}

impl ColumnCode {
    /// Compiles formulas to one pass over their columns, for a machine. They share what they have
    /// in common: columns, and parts that compute the same.
    ///
    /// The same formulas always give the same code.
    ///
    /// # Errors
    /// The formulas do not fit the module or each other, or one of them cannot be compiled: see
    /// [`CompileError`].
    pub fn compile(
        module: &Verified<Module>,
        formulas: &[Formula],
        machine: Machine,
    ) -> Result<ColumnCode, CompileError> {
        compile(module, formulas, machine, false).map(|(code, _)| code)
    }

    /// As [`compile`](ColumnCode::compile), with the code as text.
    ///
    /// # Errors
    /// As [`compile`](ColumnCode::compile).
    pub fn compile_listed(
        module: &Verified<Module>,
        formulas: &[Formula],
        machine: Machine,
    ) -> Result<(ColumnCode, String), CompileError> {
        compile(module, formulas, machine, true)
    }

    /// The machine it was made for.
    pub fn machine(&self) -> Machine {
        self.machine
    }

    /// The code.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The types of the columns that are read.
    pub fn inputs(&self) -> &[ScalarType] {
        &self.inputs
    }

    /// The types of the formulas' results.
    pub fn outputs(&self) -> &[ScalarType] {
        &self.outputs
    }
}

fn compile(
    module: &Verified<Module>,
    formulas: &[Formula],
    machine: Machine,
    with_listing: bool,
) -> Result<(ColumnCode, String), CompileError> {
    let graph = build::build(module, formulas)?;
    let outputs: Vec<ScalarType> = graph.results.iter().map(|&result| graph.kind(result)).collect();
    let failing: Vec<usize> = (0..formulas.len()).filter(|&formula| can_fail(&graph, formula)).collect();
    let shape = Shape::new(&graph, machine);
    let mut program = lower(&graph, shape, &failing);
    let remainder = reserve_remainder(&mut program);
    let columns = graph.inputs.len() + outputs.len();
    let layout = Layout { shape, columns, failing: failing.len(), remainder };
    let allocated = allocate(&program, machine);
    let too_large = |_| {
        let (_, name) = build::chunk_of(module, formulas[0].chunk).expect("it has been compiled");
        CompileError::TooLarge { function: name.into() }
    };
    let encoded = encode(&allocated, &layout, with_listing).map_err(too_large)?;
    let code = ColumnCode {
        machine,
        bytes: encoded.bytes,
        constants: program.constants,
        remainder,
        group: shape.rows,
        inputs: graph.inputs,
        outputs,
        arguments: formulas.iter().map(|formula| formula.columns.clone()).collect(),
        failing,
    };
    Ok((code, encoded.listing))
}

fn can_fail(graph: &Graph, formula: usize) -> bool {
    !graph.is_bool(graph.failures[formula], false)
}

/// The constant for the address of `fmod`, if it is called.
fn reserve_remainder(program: &mut Program) -> Option<u32> {
    let calls = program.insts.iter().any(|inst| inst.op == Op::Remainder);
    calls.then(|| {
        program.constants.push(Line([0; 8]));
        program.constants.len() as u32 - 1
    })
}
