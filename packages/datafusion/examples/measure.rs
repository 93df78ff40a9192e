//! A query with three columns that functions compute, beside the same query of DataFusion's own
//! expressions: CPU time a row, interleaved, the minimum of several runs. The results are compared.
//!
//! `cargo run --release --example measure [ROWS [RUNS]]`

use std::sync::Arc;
use std::time::Duration;

use cpu_time::ProcessTime;
use datafusion::arrow::array::{ArrayRef, Float64Array, Int32Array, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::common::Result;
use datafusion::prelude::{SessionConfig, SessionContext};
use unna_datafusion::Functions;

const FUNCTIONS: [&str; 3] = [
    "CREATE FUNCTION total(DOUBLE, INT) RETURNS DOUBLE LANGUAGE unna AS '
       function total(price, items) {
           var sum = price * items;
           if (sum > 5000) { sum = sum * 0.9; }
           return sum * 1.19 + 4.9;
       }'",
    "CREATE FUNCTION polynomial(DOUBLE) RETURNS DOUBLE LANGUAGE unna AS
       'function polynomial(x) { return ((0.125 * x - 1.5) * x + 3.25) * x - 7.0; }'",
    "CREATE FUNCTION tariff(DOUBLE) RETURNS DOUBLE LANGUAGE unna AS '
       function tariff(weight) {
           if (weight <= 10) { return 4.5; }
           if (weight <= 100) { return 4.5 + (weight - 10) * 0.35; }
           return 36.0 + (weight - 100) * 0.2;
       }'",
];
const OURS: &str = "SELECT total(price, items), polynomial(x), tariff(weight) FROM orders";
const OWN: &str = "\
SELECT CASE WHEN price * items > 5000 THEN price * items * 0.9 ELSE price * items END * 1.19 + 4.9,
       ((0.125 * x - 1.5) * x + 3.25) * x - 7.0,
       CASE WHEN weight <= 10 THEN 4.5 WHEN weight <= 100 THEN 4.5 + (weight - 10) * 0.35
            ELSE 36.0 + (weight - 100) * 0.2 END
FROM orders";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let number = |position: usize, usual: usize| {
        std::env::args().nth(position).map_or(usual, |text| text.parse().expect("a number"))
    };
    let (rows, runs) = (number(1, 1_000_000), number(2, 20));
    let config = SessionConfig::new().with_target_partitions(1);
    let ctx = SessionContext::new_with_config(config).with_function_factory(Arc::new(Functions::new()?));
    ctx.register_batch("orders", orders(rows)?)?;
    let mut created = Duration::MAX;
    for function in FUNCTIONS {
        let start = ProcessTime::now();
        ctx.sql(function).await?;
        created = created.min(start.elapsed());
    }
    let (mut own, mut ours) = (Duration::MAX, Duration::MAX);
    for run in 0..runs {
        let (expected, time) = timed(&ctx, OWN).await?;
        own = own.min(time);
        let (found, time) = timed(&ctx, OURS).await?;
        ours = ours.min(time);
        if run == 0 {
            assert_eq!(found.columns(), expected.columns(), "both queries give the same");
        }
    }
    let per_row = |time: Duration| time.as_nanos() as f64 / rows as f64;
    println!("{rows} rows, CPU time, minimum of {runs} interleaved runs");
    println!("DataFusion's expressions  {:6.2} ns a row", per_row(own));
    println!("functions of Unnarize     {:6.2} ns a row, {:.2} of that", per_row(ours), per_row(ours) / per_row(own));
    println!("CREATE FUNCTION           {:6.0} microseconds", created.as_nanos() as f64 / 1e3);
    Ok(())
}

async fn timed(ctx: &SessionContext, statement: &str) -> Result<(RecordBatch, Duration)> {
    let frame = ctx.sql(statement).await?;
    let schema = Arc::clone(frame.schema().inner());
    let start = ProcessTime::now();
    let batches = frame.collect().await?;
    let time = start.elapsed();
    Ok((concat_batches(&schema, &batches)?, time))
}

fn orders(rows: usize) -> Result<RecordBatch> {
    let float = |step: usize, modulus: usize, unit: f64| -> ArrayRef {
        Arc::new((0..rows).map(|row| (row * step % modulus) as f64 * unit).collect::<Float64Array>())
    };
    let items: ArrayRef = Arc::new((0..rows).map(|row| (row * 7 % 51) as i32).collect::<Int32Array>());
    let columns = [
        ("price", float(31, 9973, 0.25)),
        ("items", items),
        ("x", float(17, 4099, 0.01)),
        ("weight", float(13, 3001, 0.1)),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}
