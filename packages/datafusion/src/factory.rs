//! [`Functions`]: `CREATE FUNCTION ... LANGUAGE unna AS '...'`.

use std::sync::Arc;

use async_trait::async_trait;
use bytecode::ScalarType;
use columns::OnDivisionByZero;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_datafusion_err, plan_datafusion_err, plan_err};
use datafusion::execution::context::{FunctionFactory, RegisterFunction, SessionState};
use datafusion::logical_expr::{CreateFunction, Expr, ScalarUDF};
use exec_mem::Arena;

use crate::definition::Definition;
use crate::function::function;

/// Makes functions of SQL statements. Give it to a session: `ctx.with_function_factory(...)`.
#[derive(Clone, Debug)]
pub struct Functions {
    arena: Arena,
    on_division_by_zero: OnDivisionByZero,
}

impl Functions {
    /// Functions in which a division of ints by zero is an error of the query.
    ///
    /// # Errors
    /// The system gives no executable memory.
    pub fn new() -> Result<Functions> {
        let arena =
            Arena::new().map_err(|error| exec_datafusion_err!("no executable memory for functions: {error}"))?;
        Ok(Functions { arena, on_division_by_zero: OnDivisionByZero::Fail })
    }

    /// What becomes of rows in which a function that is created from now on divides ints by zero.
    pub fn on_division_by_zero(self, choice: OnDivisionByZero) -> Functions {
        Functions { on_division_by_zero: choice, ..self }
    }

    fn create_scalar(&self, statement: CreateFunction) -> Result<ScalarUDF> {
        let name = &statement.name;
        match &statement.params.language {
            Some(language) if language.value.eq_ignore_ascii_case("unna") => {}
            Some(language) => {
                return plan_err!("function {name}: language {} is not known: write LANGUAGE unna", language.value);
            }
            None => return plan_err!("function {name} has no language: write LANGUAGE unna"),
        }
        let source = source(name, statement.params.function_body.as_ref())?;
        let arguments = statement.args.as_deref().unwrap_or_default();
        let parameters = arguments.iter().enumerate().map(|(number, argument)| {
            if argument.default_expr.is_some() {
                return plan_err!("function {name}: parameter {} has a default, which is not supported", number + 1);
            }
            parameter(name, number, &argument.data_type)
        });
        let parameters: Vec<ScalarType> = parameters.collect::<Result<_>>()?;
        let created = function(&self.arena, Definition::new(name, source, &parameters, self.on_division_by_zero))?;
        let found = created.return_type(&[])?;
        match &statement.return_type {
            Some(declared) if *declared != found => plan_err!(
                "function {name} returns {found} for these parameters, and {declared} is declared: write RETURNS {}",
                sql_name(&found)
            ),
            _ => Ok(created),
        }
    }
}

#[async_trait]
impl FunctionFactory for Functions {
    async fn create(&self, _: &SessionState, statement: CreateFunction) -> Result<RegisterFunction> {
        Ok(RegisterFunction::Scalar(Arc::new(self.create_scalar(statement)?)))
    }
}

fn source<'a>(name: &str, body: Option<&'a Expr>) -> Result<&'a str> {
    match body {
        Some(Expr::Literal(value, _)) => {
            let text: Option<Option<&str>> = match value {
                ScalarValue::Utf8(text) | ScalarValue::LargeUtf8(text) | ScalarValue::Utf8View(text) => {
                    Some(text.as_deref())
                }
                _ => None,
            };
            text.flatten().ok_or_else(|| {
                plan_datafusion_err!("function {name}: AS must be followed by the source text in quotes")
            })
        }
        _ => plan_err!("function {name} has no source text: write AS 'function {name}(...) {{ ... }}'"),
    }
}

fn parameter(name: &str, number: usize, declared: &DataType) -> Result<ScalarType> {
    match declared {
        DataType::Int32 => Ok(ScalarType::Int),
        DataType::Float64 => Ok(ScalarType::Float),
        DataType::Boolean => Ok(ScalarType::Bool),
        other => plan_err!(
            "parameter {} of function {name} is {other}, which Unnarize does not have: declare INT, DOUBLE or BOOLEAN",
            number + 1
        ),
    }
}

/// A type as one writes it in SQL.
fn sql_name(kind: &DataType) -> &'static str {
    match kind {
        DataType::Int32 => "INT",
        DataType::Float64 => "DOUBLE",
        _ => "BOOLEAN",
    }
}
