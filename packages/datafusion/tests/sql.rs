//! Functions that SQL statements define: results, nulls, constants, types, errors.

use std::sync::Arc;

use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;
use unna_datafusion::{Functions, OnDivisionByZero};

fn context() -> SessionContext {
    SessionContext::new().with_function_factory(Arc::new(Functions::new().unwrap()))
}

async fn run(ctx: &SessionContext, statement: &str) -> Result<String, String> {
    let result = async { ctx.sql(statement).await?.collect().await }.await;
    let batches = result.map_err(|error| error.strip_backtrace())?;
    Ok(pretty_format_batches(&batches).unwrap().to_string())
}

/// Defines a function and runs a query.
async fn query(function: &str, query: &str) -> Result<String, String> {
    let ctx = context();
    run(&ctx, function).await?;
    run(&ctx, query).await
}

const TOTAL: &str = "\
CREATE FUNCTION total(DOUBLE, INT) RETURNS DOUBLE LANGUAGE unna AS '
function total(price, items) {
    var sum = price * items;
    if (sum > 5000) { sum = sum * 0.9; }
    return sum;
}'";
const DIVIDE: &str = "\
CREATE FUNCTION divide(INT, INT) RETURNS INT LANGUAGE unna AS 'function divide(a, b) { return a / b; }'";
const BETWEEN: &str = "\
CREATE FUNCTION isBetween(INT, INT, BOOLEAN) LANGUAGE unna AS
'function isBetween(a, b, strictly) { if (strictly) { return a < b; } return a <= b; }'";

#[tokio::test]
async fn rows_are_null_where_an_argument_is() {
    let rows = "(VALUES (1.5, 2), (NULL, 3), (1000.0, 10), (2.0, NULL)) AS t(price, items)";
    let found = query(TOTAL, &format!("SELECT total(price, items) AS total FROM {rows}")).await.unwrap();
    let expected = "\
+--------+
| total  |
+--------+
| 3.0    |
|        |
| 9000.0 |
|        |
+--------+";
    assert_eq!(found, expected);
}

#[tokio::test]
async fn constants_are_folded_and_mixed_with_columns() {
    let found = query(TOTAL, "SELECT total(2.5, 4) AS a, total(x, 3) AS b FROM (VALUES (1), (2)) AS t(x)").await;
    let expected = "\
+------+-----+
| a    | b   |
+------+-----+
| 10.0 | 3.0 |
| 10.0 | 6.0 |
+------+-----+";
    assert_eq!(found.unwrap(), expected);
}

#[tokio::test]
async fn bools_and_filters() {
    let rows = "(VALUES (1, 2, true), (2, 2, true), (2, 2, false), (3, 2, false)) AS t(a, b, s)";
    let found = query(BETWEEN, &format!("SELECT a, s FROM {rows} WHERE isBetween(a, b, s)")).await;
    let expected = "\
+---+-------+
| a | s     |
+---+-------+
| 1 | true  |
| 2 | false |
+---+-------+";
    assert_eq!(found.unwrap(), expected);
}

#[tokio::test]
async fn a_division_by_zero_fails_or_is_null() {
    let statement = "SELECT divide(a, b) AS q FROM (VALUES (7, 2), (7, 0), (NULL, 0)) AS t(a, b)";
    let error = query(DIVIDE, statement).await.unwrap_err();
    assert_eq!(error, "Execution error: function divide divides by zero");

    let functions = Functions::new().unwrap().on_division_by_zero(OnDivisionByZero::Null);
    let ctx = SessionContext::new().with_function_factory(Arc::new(functions));
    run(&ctx, DIVIDE).await.unwrap();
    let expected = "\
+---+
| q |
+---+
| 3 |
|   |
|   |
+---+";
    assert_eq!(run(&ctx, statement).await.unwrap(), expected);
}

/// In a row that is null whatever lies in memory does not matter.
#[tokio::test]
async fn null_rows_do_not_fail() {
    let statement = "SELECT divide(a, CASE WHEN b > 0 THEN b END) AS q FROM (VALUES (7, 2), (7, 0)) AS t(a, b)";
    let expected = "\
+---+
| q |
+---+
| 3 |
|   |
+---+";
    assert_eq!(query(DIVIDE, statement).await.unwrap(), expected);
}

#[tokio::test]
async fn many_rows_in_batches() {
    let statement = "SELECT sum(divide(CAST(value AS INT), 3)) AS sum FROM generate_series(1, 100000)";
    let expected = "\
+------------+
| sum        |
+------------+
| 1666650000 |
+------------+";
    assert_eq!((1..=100_000).map(|value| value / 3).sum::<i64>(), 1_666_650_000);
    assert_eq!(query(DIVIDE, statement).await.unwrap(), expected);
}

#[tokio::test]
async fn errors_name_place_and_remedy() {
    let create = |parameters: &str, tail: &str| format!("CREATE FUNCTION f({parameters}) {tail}");
    let cases = [
        (
            create("INT", "RETURNS INT LANGUAGE lua AS 'x'"),
            "function f: language lua is not known: write LANGUAGE unna",
        ),
        (create("INT", "RETURNS INT AS 'x'"), "function f has no language: write LANGUAGE unna"),
        (
            create("BIGINT", "LANGUAGE unna AS 'function f(a) { return a; }'"),
            "parameter 1 of function f is Int64, which Unnarize does not have: declare INT, DOUBLE or BOOLEAN",
        ),
        (
            create("INT", "RETURNS DOUBLE LANGUAGE unna AS 'function f(a) { return a; }'"),
            "function f returns Int32 for these parameters, and Float64 is declared: write RETURNS INT",
        ),
        (
            create("INT", "LANGUAGE unna AS 'function g(a) { return a; }'"),
            "the source text defines no function f: begin it with `function f(`",
        ),
        (
            create("INT", "LANGUAGE unna AS 'function f(a, b) { return a; }'"),
            "function f has 2 parameters, and 1 columns are named",
        ),
        (
            create("INT", "LANGUAGE unna AS '\nfunction f(a) {\n  while (a > 0) { a = a - 1; }\n  return a;\n}'"),
            "function f, line 3: a loop cannot be compiled for columns: write its turns out, or call the function for each row",
        ),
    ];
    for (statement, expected) in cases {
        let error = run(&context(), &statement).await.unwrap_err();
        assert_eq!(error, format!("Error during planning: {expected}"), "{statement}");
    }
    let error =
        run(&context(), &create("INT", "LANGUAGE unna AS 'function f(a) {\n  return a +;\n}'")).await.unwrap_err();
    assert!(error.contains("function f has errors") && error.contains("line 2"), "{error}");
}

#[tokio::test]
async fn arguments_of_other_types_are_cast_or_refused() {
    assert!(query(TOTAL, "SELECT total(1, 2)").await.unwrap().contains("2.0"));
    let text = query(TOTAL, "SELECT total('a', 2)").await.unwrap_err();
    assert!(text.contains("argument 1 of function total is Utf8, and Float64 is expected: cast it"), "{text}");
    let count = query(TOTAL, "SELECT total(1.0)").await.unwrap_err();
    assert!(count.contains("function total has 2 parameters, not 1"), "{count}");
    let large = query(DIVIDE, "SELECT divide(3000000000, 2)").await.unwrap_err();
    assert!(large.contains("3000000000"), "{large}");
}
