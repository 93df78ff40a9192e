//! The example `cluster`: a scheduler and two executors give what one process gives.

use std::process::Command;

#[test]
fn a_cluster_agrees_with_one_process() {
    // `cargo test` builds the examples beside the tests.
    let test = std::env::current_exe().unwrap();
    let example = test.ancestors().nth(2).unwrap().join("examples/cluster");
    let output = Command::new(example).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let (here, cluster) = text.split_once("On the cluster:\n").expect("two results");
    let here = here.strip_prefix("In this process:\n").expect("the first result");
    assert!(here.contains("| east   | 1144   |"), "{here}");
    assert!(cluster.starts_with(here), "{text}");
    assert!(cluster.ends_with("Executor 1 wrote results: true\nExecutor 2 wrote results: true\n"), "{text}");
}
