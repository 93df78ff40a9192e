//! [`function`]: a definition as a scalar function of DataFusion.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use bytecode::ScalarType;
use columns::{ArrowCallError, CallError, ColumnFunction, arrow_type};
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result, ScalarValue, exec_datafusion_err, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use exec_mem::Arena;

use crate::definition::Definition;

/// Compiles a definition to a scalar function. A row is null where an argument is.
///
/// # Errors
/// The definition cannot be compiled: the message names the function, and the line if one prevents
/// it.
pub fn function(arena: &Arena, definition: Definition) -> Result<ScalarUDF> {
    let compiled = definition.compile(arena)?;
    let result = arrow_type(compiled.outputs()[0]);
    let lower = definition.name().to_lowercase();
    let aliases = if lower == definition.name() { Vec::new() } else { vec![lower] };
    let signature = Signature::user_defined(Volatility::Immutable);
    Ok(ScalarUDF::from(Function { definition, compiled: Arc::new(compiled), result, aliases, signature }))
}

#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) definition: Definition,
    compiled: Arc<ColumnFunction>,
    result: DataType,
    /// The name as SQL has it that is not quoted.
    aliases: Vec<String>,
    signature: Signature,
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.definition == other.definition
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.definition.hash(state);
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.definition.name()
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.result.clone())
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        let (name, parameters) = (self.name(), self.definition.parameters());
        if arguments.len() != parameters.len() {
            return plan_err!("function {name} has {} parameters, not {}", parameters.len(), arguments.len());
        }
        let coerce = |(number, (given, &kind)): (usize, (&DataType, &ScalarType))| match converts(given, kind) {
            true => Ok(arrow_type(kind)),
            false => {
                let expected = arrow_type(kind);
                plan_err!("argument {} of function {name} is {given}, and {expected} is expected: cast it", number + 1)
            }
        };
        arguments.iter().zip(parameters).enumerate().map(coerce).collect()
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = arguments.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { arguments.number_rows };
        let arrays: Vec<ArrayRef> =
            arguments.args.into_iter().map(|argument| argument.into_array(rows)).collect::<Result<_>>()?;
        let results = self.compiled.call_arrow(&arrays, self.definition.on_division_by_zero());
        let result = results.map_err(|error| self.failed(&error))?.pop().expect("a result for the one formula");
        match constant {
            true => ScalarValue::try_from_array(&result, 0).map(ColumnarValue::Scalar),
            false => Ok(ColumnarValue::Array(result)),
        }
    }
}

impl Function {
    /// A row's number is that of a batch, which says nothing to who wrote the query.
    fn failed(&self, error: &ArrowCallError) -> DataFusionError {
        match error {
            ArrowCallError::Call(CallError::DivisionByZero { .. }) => {
                exec_datafusion_err!("function {} divides by zero", self.name())
            }
            error => exec_datafusion_err!("function {}: {error}", self.name()),
        }
    }
}

/// Whether an argument may be cast without being asked. A cast to `Int32` that overflows is an
/// error of the query.
fn converts(given: &DataType, kind: ScalarType) -> bool {
    match kind {
        _ if given.is_null() => true,
        ScalarType::Int => given.is_integer(),
        ScalarType::Float => given.is_numeric(),
        ScalarType::Bool => *given == DataType::Boolean,
    }
}
