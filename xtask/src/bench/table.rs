//! Tables of a [`Report`], for a terminal and, with the same cells, as Markdown.

use comfy_table::{Attribute, Cell, CellAlignment, Color, Table, presets};

use super::report::{EMPTY, Report, Verdict};

/// A ratio beyond which a runner counts as clearly slower or faster than the base.
const CLEAR: f64 = 1.05;

/// Ratios of every program and runner, with their geometric mean.
pub fn ratios(report: &Report) -> Table {
    let runners = report.runners();
    let seconds = format!("{}, s", report.base);
    let mut table = start(["program", &seconds].into_iter().chain(runners.iter().copied()));
    for program in report.programs() {
        let base = report.net(program, &report.base).map_or("-".into(), |net| format!("{:.3}", net.least));
        let cells = runners.iter().map(|runner| ratio_cell(report, program, runner));
        table.add_row([Cell::new(program), right(base)].into_iter().chain(cells));
    }
    let means = runners.iter().map(|runner| match report.mean_ratio(runner) {
        Some(mean) => coloured(mean).add_attribute(Attribute::Bold),
        None => right("-"),
    });
    table.add_row([Cell::new("geometric mean").add_attribute(Attribute::Bold), right("")].into_iter().chain(means));
    table
}

/// Start-up time and peak memory of every runner.
pub fn resources(report: &Report) -> Table {
    let runners = report.runners();
    let mut table = start(std::iter::once("memory, MiB").chain(runners.iter().copied()));
    for program in std::iter::once(EMPTY).chain(report.programs()) {
        let peak = |runner: &&str| report.find(program, runner)?.peak_kib();
        let cells = runners.iter().map(|runner| right(peak(runner).map_or("-".into(), mebibytes)));
        table.add_row(std::iter::once(Cell::new(program)).chain(cells));
    }
    let start_up = |runner: &&str| Some(report.find(EMPTY, runner)?.cpu()?.least * 1e3);
    let cells = runners.iter().map(|runner| right(start_up(runner).map_or("-".into(), |ms| format!("{ms:.1}"))));
    table.add_row(std::iter::once(Cell::new("start-up, ms")).chain(cells));
    table
}

/// Every figure of criterion, with its rate where it has one.
pub fn crates(report: &Report) -> Table {
    let mut table = start(["crate benchmark", "time", "95% interval", "rate"].into_iter());
    for figure in &report.crates {
        let interval = format!("{} .. {}", time(figure.low_ns), time(figure.high_ns));
        let per = figure.mean_ns / figure.amount.max(1) as f64;
        let rate = match (figure.amount, figure.unit.as_str()) {
            (0, _) => String::new(),
            (_, "bytes") => format!("{:.0} MB/s", 1e3 / per),
            (_, unit) => format!("{per:.2} ns per {}", unit.trim_end_matches('s')),
        };
        table.add_row([Cell::new(&figure.name), right(time(figure.mean_ns)), right(interval), right(rate)]);
    }
    table
}

/// What compilers make of generated functions.
pub fn footprints(report: &Report) -> Table {
    let mut table = start(["compiler/functions", "machine code", "bytes per instruction", "peak memory"].into_iter());
    for row in &report.footprints {
        let mebibytes = |bytes: u64| right(format!("{:.1} MiB", bytes as f64 / (1 << 20) as f64));
        let per = row.code_bytes as f64 / row.instructions.max(1) as f64;
        let name = Cell::new(&row.name);
        table.add_row([name, mebibytes(row.code_bytes), right(format!("{per:.1}")), mebibytes(row.peak_bytes)]);
    }
    table
}

/// Host instructions of every workload.
pub fn counts(report: &Report) -> Table {
    let mut table = start(["workload", "host instructions"].into_iter());
    for (name, count) in report.counts.iter().flat_map(|counts| &counts.instructions) {
        table.add_row([Cell::new(name), right(count)]);
    }
    table
}

/// What went wrong, one line each.
pub fn failures(report: &Report) -> Vec<String> {
    let lines = report.programs.iter().filter_map(|row| match &row.verdict {
        Verdict::Right => None,
        Verdict::Wrong(line) => Some(format!("{} by {}: wrong answer `{line}`", row.program, row.runner)),
        Verdict::Failed(line) => Some(format!("{} by {}: failed after `{line}`", row.program, row.runner)),
    });
    lines.collect()
}

fn ratio_cell(report: &Report, program: &str, runner: &str) -> Cell {
    match report.find(program, runner).map(|row| &row.verdict) {
        None => right("-"),
        Some(Verdict::Wrong(_)) => right("WRONG").fg(Color::Red),
        Some(Verdict::Failed(_)) => right("FAILED").fg(Color::Red),
        Some(Verdict::Right) => report.ratio(program, runner).map_or(right("-"), coloured),
    }
}

fn coloured(ratio: f64) -> Cell {
    let cell = right(format!("{ratio:.2}"));
    match ratio {
        ratio if ratio > CLEAR => cell.fg(Color::Green),
        ratio if ratio < 1.0 / CLEAR => cell.fg(Color::Yellow),
        _ => cell,
    }
}

fn start<'a>(header: impl Iterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(header.map(Cell::new));
    table
}

fn right(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn mebibytes(kib: u64) -> String {
    format!("{:.1}", kib as f64 / 1024.0)
}

/// A time in the unit that suits it.
pub fn time(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{ns:.1} ns"),
        ns if ns < 1e6 => format!("{:.2} us", ns / 1e3),
        ns if ns < 1e9 => format!("{:.2} ms", ns / 1e6),
        _ => format!("{:.2} s", ns / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::example::report;
    use super::*;

    #[test]
    fn a_wrong_answer_is_shown_as_wrong() {
        let mut report = report(&[("fib", "unna", &[1.0]), ("fib", "peer", &[0.5])]);
        assert!(ratios(&report).to_string().contains("0.50"));
        report.programs[1].verdict = Verdict::Wrong("fib 0".into());
        assert!(ratios(&report).to_string().contains("WRONG"));
        assert_eq!(failures(&report), ["fib by peer: wrong answer `fib 0`"]);
    }

    #[test]
    fn times_get_the_unit_that_suits_them() {
        assert_eq!([1.25, 1.25e3, 1.25e6, 1.25e9].map(time), ["1.2 ns", "1.25 us", "1.25 ms", "1.25 s"]);
    }
}
