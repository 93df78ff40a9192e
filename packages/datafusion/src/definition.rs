//! [`Definition`]: what a function is made from, which is also what travels to other processes.

use bytecode::{Module, ScalarType, Verified};
use columns::{ColumnCode, ColumnFunction, Formula, Machine, OnDivisionByZero};
use datafusion::common::{DataFusionError, Result, plan_datafusion_err, plan_err};
use exec_mem::Arena;
use serde::{Deserialize, Serialize};

/// A function of Unnarize's source text, for columns of given types.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Definition {
    name: String,
    source: String,
    #[serde(with = "names")]
    parameters: Vec<ScalarType>,
    null_on_division_by_zero: bool,
}

impl Definition {
    /// The function of this name in a source text. Upper and lower case need not agree, if the text
    /// has no other function of that name. The text may define what the function calls, and
    /// constants.
    pub fn new(
        name: impl Into<String>,
        source: impl Into<String>,
        parameters: &[ScalarType],
        on_division_by_zero: OnDivisionByZero,
    ) -> Definition {
        Definition {
            name: name.into(),
            source: source.into(),
            parameters: parameters.to_vec(),
            null_on_division_by_zero: on_division_by_zero == OnDivisionByZero::Null,
        }
    }

    /// The function's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The types of its parameters.
    pub fn parameters(&self) -> &[ScalarType] {
        &self.parameters
    }

    /// What becomes of rows that divide ints by zero.
    pub fn on_division_by_zero(&self) -> OnDivisionByZero {
        match self.null_on_division_by_zero {
            true => OnDivisionByZero::Null,
            false => OnDivisionByZero::Fail,
        }
    }

    /// Compiles it for this processor.
    ///
    /// # Errors
    /// An error in the text with its line, a function that is not there or cannot be compiled for
    /// columns, a processor that is no x86-64, no executable memory.
    pub(crate) fn compile(&self, arena: &Arena) -> Result<ColumnFunction> {
        let name = &self.name;
        if self.parameters.is_empty() {
            return plan_err!("function {name} has no parameters: give it a column, or write its value instead");
        }
        let machine = Machine::detect()
            .ok_or_else(|| plan_datafusion_err!("function {name}: there is vector code for x86-64 processors only"))?;
        let module = lang::compile_verified(name, self.source.as_bytes()).map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            plan_datafusion_err!("function {name} has errors:\n{}", errors.join("\n"))
        })?;
        let formula = self.formula(&module)?;
        let code = ColumnCode::compile(&module, &[formula], machine)
            .map_err(|error| plan_datafusion_err!("function {error}"))?;
        ColumnFunction::new(arena, code).map_err(|error| DataFusionError::External(Box::new(error)))
    }

    fn formula(&self, module: &Verified<Module>) -> Result<Formula> {
        let name = &self.name;
        let types = self.parameters();
        if let Some(formula) = Formula::source(module, name, types) {
            return Ok(formula);
        }
        let names = module.chunks.iter().skip(1).map(|chunk| module.name(chunk.name));
        let alike: Vec<&str> = names.filter(|found| found.eq_ignore_ascii_case(name)).collect();
        match alike[..] {
            [only] => Formula::source(module, only, types),
            _ => None,
        }
        .ok_or_else(|| {
            plan_datafusion_err!("the source text defines no function {name}: begin it with `function {name}(`")
        })
    }
}

/// Types by their names.
mod names {
    use bytecode::ScalarType;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(types: &[ScalarType], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(types.iter().map(|kind| kind.name()))
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<ScalarType>, D::Error> {
        let kind = |name: String| {
            ScalarType::from_name(&name).ok_or_else(|| D::Error::custom(format_args!("there is no type {name}")))
        };
        Vec::deserialize(from)?.into_iter().map(kind).collect()
    }
}
