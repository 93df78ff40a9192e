//! The same query on this process and on a cluster of Ballista: a scheduler and two executors, each
//! a process that has never heard of the functions. Their source text travels with the plan.
//!
//! `cargo run --example cluster`

use std::error::Error;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::time::Duration;

use ballista::prelude::SessionContextExt;
use ballista_core::extension::SessionConfigExt;
use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use exec_mem::Arena;
use unna_datafusion::{Functions, LogicalCodec, PhysicalCodec};

type Outcome<T> = Result<T, Box<dyn Error>>;

const FUNCTION: &str = "\
CREATE FUNCTION total(DOUBLE, INT) RETURNS DOUBLE LANGUAGE unna AS '
  function discount(sum) { if (sum > 5000) { return 0.9; } return 1.0; }
  function total(price, items) {
      var sum = price * items;
      return sum * discount(sum) * 1.19 + 4.9;
  }'";
const QUERY: &str = "\
SELECT region, count(total(price, items)) AS orders, max(total(price, items)) AS largest
FROM orders GROUP BY region ORDER BY region";

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["scheduler", port] => scheduler(port.parse()?).await,
        ["executor", port, grpc_port, scheduler_port, folder] => {
            executor([port.parse()?, grpc_port.parse()?, scheduler_port.parse()?], folder).await
        }
        _ => compare().await,
    }
}

/// Runs the query here and on a cluster, and prints both results.
async fn compare() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let table = write_orders(folder.path())?;
    let here = session(SessionConfig::new())?;
    println!("In this process:\n{}", query(&here, &table).await?);

    let [port, first, first_grpc, second, second_grpc] = free_ports()?;
    let _scheduler = Process::start(&["scheduler".into(), port.to_string()])?;
    wait_for(port).await?;
    let mut executors = Vec::new();
    for (flight, grpc) in [(first, first_grpc), (second, second_grpc)] {
        let work = folder.path().join(format!("executor-{flight}"));
        std::fs::create_dir(&work)?;
        let numbers = [flight, grpc, port].map(|port| port.to_string());
        let arguments: Vec<String> =
            [vec!["executor".into()], numbers.to_vec(), vec![work.display().to_string()]].concat();
        executors.push((Process::start(&arguments)?, work));
        wait_for(grpc).await?;
    }
    let state = session(SessionConfig::new_with_ballista())?.state();
    let cluster = SessionContext::remote_with_state(&format!("df://localhost:{port}"), state).await?;
    println!("On the cluster:\n{}", query(&cluster, &table).await?);
    for (number, (_, work)) in executors.iter().enumerate() {
        println!("Executor {} wrote results: {}", number + 1, std::fs::read_dir(work)?.next().is_some());
    }
    Ok(())
}

/// A session that makes functions, and whose plans travel with them.
fn session(config: SessionConfig) -> Outcome<SessionContext> {
    let (logical, physical) = codecs()?;
    let config = config
        .with_target_partitions(4)
        .with_ballista_logical_extension_codec(logical)
        .with_ballista_physical_extension_codec(physical);
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_default_features()
        .with_function_factory(Some(Arc::new(Functions::new()?)))
        .build();
    Ok(SessionContext::new_with_state(state))
}

fn codecs() -> Outcome<(Arc<LogicalCodec>, Arc<PhysicalCodec>)> {
    let arena = Arena::new()?;
    let logical = LogicalCodec::new(arena.clone(), Arc::new(BallistaLogicalExtensionCodec::default()));
    let physical = PhysicalCodec::new(arena, Arc::new(BallistaPhysicalExtensionCodec::default()));
    Ok((Arc::new(logical), Arc::new(physical)))
}

async fn query(ctx: &SessionContext, table: &str) -> Outcome<String> {
    ctx.sql(table).await?;
    ctx.sql(FUNCTION).await?;
    let batches = ctx.sql(QUERY).await?.collect().await?;
    Ok(pretty_format_batches(&batches)?.to_string())
}

/// Orders in four files, some without a number of items, and the statement that makes them a table.
fn write_orders(folder: &Path) -> Outcome<String> {
    let orders = folder.join("orders");
    std::fs::create_dir(&orders)?;
    for file in 0..4 {
        let mut text = String::from("region,price,items\n");
        for order in 0..1000 {
            let items = if order % 7 == 0 { String::new() } else { (order % 50).to_string() };
            writeln!(text, "{},{}.5,{items}", ["east", "north", "west"][order % 3], order + file)?;
        }
        std::fs::write(orders.join(format!("{file}.csv")), text)?;
    }
    Ok(format!(
        "CREATE EXTERNAL TABLE orders (region VARCHAR, price DOUBLE, items INT) STORED AS CSV \
         LOCATION '{}/' OPTIONS ('format.has_header' 'true')",
        orders.display()
    ))
}

async fn scheduler(port: u16) -> Outcome<()> {
    let (logical, physical) = codecs()?;
    let config = SchedulerConfig {
        bind_port: port,
        override_logical_codec: Some(logical),
        override_physical_codec: Some(physical),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    Ok(start_server(cluster, ([127, 0, 0, 1], port).into(), Arc::new(config)).await?)
}

async fn executor([port, grpc_port, scheduler_port]: [u16; 3], folder: &str) -> Outcome<()> {
    let (logical, physical) = codecs()?;
    let config = ExecutorProcessConfig {
        port,
        grpc_port,
        scheduler_port,
        vcores: 1,
        scheduler_connect_timeout_seconds: 30,
        work_dir: Some(folder.into()),
        override_logical_codec: Some(logical),
        override_physical_codec: Some(physical),
        ..ExecutorProcessConfig::default()
    };
    Ok(start_executor_process(Arc::new(config)).await?)
}

/// This program in another part, which ends with this one.
struct Process(Child);

impl Process {
    fn start(arguments: &[String]) -> Outcome<Process> {
        Ok(Process(Command::new(std::env::current_exe()?).args(arguments).spawn()?))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended by itself cannot be killed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_ports() -> Outcome<[u16; 5]> {
    let mut listeners = Vec::new();
    for _ in 0..5 {
        listeners.push(TcpListener::bind(("127.0.0.1", 0))?);
    }
    let mut ports = [0; 5];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        *port = listener.local_addr()?.port();
    }
    Ok(ports)
}

/// Waits until a process listens.
async fn wait_for(port: u16) -> Outcome<()> {
    for _ in 0..600 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("nothing listens on port {port} after 30 seconds").into())
}
