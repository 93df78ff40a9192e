//! One bar per runner: the geometric mean over all programs, fastest first. The chart for a README.

use std::path::Path;

use anyhow::Result;
use plotters::prelude::*;

use super::{LABEL, TITLE, colour, digits, page, text, wrap};
use crate::bench::report::Report;

const WIDTH: u32 = 760;
const HEAD: i32 = 84;
const ROW: i32 = 26;
const LEFT: i32 = 150;
/// Room for the number behind the longest bar.
const RIGHT: i32 = 70;

/// Bars from zero, so that their lengths compare.
pub fn draw(report: &Report, path: &Path) -> Result<()> {
    let runners = report.runners().into_iter();
    let mut means: Vec<(&str, f64)> = runners.filter_map(|name| Some((name, report.mean_ratio(name)?))).collect();
    means.sort_by(|a, b| a.1.total_cmp(&b.1));
    let longest = means.last().map_or(1.0, |(_, mean)| *mean);
    let area = page(path, (WIDTH, (HEAD + means.len() as i32 * ROW + 16) as u32))?;
    let title = format!(
        "CPU time, geometric mean of {} programs ({} = 1, shorter is faster)",
        report.programs().len(),
        report.base
    );
    text(&area, &title, (16, 12), TITLE - 4, BLACK)?;
    text(
        &area,
        &format!("{}; {}; commit {}", report.machine.cpu, report.date, report.machine.commit),
        (16, 42),
        LABEL,
        BLACK,
    )?;
    for (row, (name, mean)) in means.iter().enumerate() {
        let top = HEAD + row as i32 * ROW;
        let length = (mean / longest * f64::from(WIDTH as i32 - LEFT - RIGHT)).round().max(1.0) as i32;
        let ours = name.starts_with("unna");
        let fill = colour(if ours { 0 } else { 6 }).filled();
        let bar = Rectangle::new([(LEFT, top), (LEFT + length, top + ROW - 8)], fill);
        area.draw(&bar).map_err(|error| wrap(&error))?;
        text(&area, name, (16, top + 1), LABEL, BLACK)?;
        text(&area, &digits(*mean), (LEFT + length + 6, top + 1), LABEL, BLACK)?;
    }
    area.present().map_err(|error| wrap(&error))
}
