//! Functions that SQL statements define, in a query, with nulls.

use datafusion::prelude::SessionContext;
use unna_datafusion::Functions;

#[tokio::main]
async fn main() -> datafusion::common::Result<()> {
    let ctx = SessionContext::new().with_function_factory(std::sync::Arc::new(Functions::new()?));
    ctx.sql(
        "CREATE FUNCTION total(DOUBLE, INT) RETURNS DOUBLE LANGUAGE unna AS '
           function total(price, items) {
               var sum = price * items;
               if (sum > 5000) { sum = sum * 0.9; }
               return sum * 1.19 + 4.9;
           }'",
    )
    .await?;
    let orders = "(VALUES (12.5, 4), (800.0, 8), (3.25, NULL)) AS orders(price, items)";
    ctx.sql(&format!("SELECT price, items, total(price, items) AS total FROM {orders}")).await?.show().await
}
