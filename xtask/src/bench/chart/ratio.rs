//! Bars: how many times the base's time each runner takes, program by program, on a logarithmic
//! axis.

use std::path::Path;

use anyhow::Result;
use plotters::prelude::*;

use super::{Area, LABEL, TITLE, colour, digits, page, text, wrap};
use crate::bench::report::Report;

const ROW: u32 = 11;
const GAP: u32 = 8;
const HEAD: u32 = 130;
const LEFT: u32 = 130;
const WIDTH: u32 = 1000;
const NAME: &str = "geometric mean";

/// Ratios outside of this are cut off, and say so.
const RANGE: (f64, f64) = (0.01, 100.0);

/// One group of bars per program and one for the mean, from top to bottom.
pub fn draw(report: &Report, path: &Path) -> Result<()> {
    let runners: Vec<&str> = report.runners().into_iter().filter(|runner| *runner != report.base).collect();
    let groups: Vec<&str> = std::iter::once(NAME).chain(report.programs()).collect();
    let group = runners.len() as u32 * ROW + GAP;
    let area = page(path, (WIDTH, HEAD + groups.len() as u32 * group + 30))?;
    let title = format!("CPU time as a multiple of {} (shorter is faster; start-up subtracted)", report.base);
    text(&area, &title, (20, 14), TITLE, BLACK)?;
    text(&area, &format!("{}; {}", report.machine.cpu, report.date), (20, 44), LABEL, BLACK)?;
    legend(&area, &runners)?;
    let bottom = (HEAD + groups.len() as u32 * group) as i32;
    grid(&area, bottom)?;
    for (index, name) in groups.iter().enumerate() {
        let top = (HEAD + index as u32 * group) as i32;
        text(&area, name, (10, top + (group as i32 - GAP as i32) / 2 - 6), LABEL, BLACK)?;
        for (row, runner) in runners.iter().enumerate() {
            let ratio = if *name == NAME { report.mean_ratio(runner) } else { report.ratio(name, runner) };
            bar(&area, ratio, top + row as i32 * ROW as i32, colour(row))?;
        }
    }
    area.present().map_err(|error| wrap(&error))
}

/// The x of a ratio.
fn place(ratio: f64) -> i32 {
    let (low, high) = (RANGE.0.log10(), RANGE.1.log10());
    let part = (ratio.clamp(RANGE.0, RANGE.1).log10() - low) / (high - low);
    (f64::from(LEFT) + part * f64::from(WIDTH - LEFT - 70)).round() as i32
}

fn bar(area: &Area<'_>, ratio: Option<f64>, top: i32, colour: RGBColor) -> Result<()> {
    let Some(ratio) = ratio else {
        return text(area, "no right answer", (place(1.0) + 4, top - 1), 10, RED);
    };
    let (one, end) = (place(1.0), place(ratio));
    let corners = [(one.min(end), top), (one.max(end), top + ROW as i32 - 2)];
    area.draw(&Rectangle::new(corners, colour.filled())).map_err(|error| wrap(&error))?;
    text(area, &digits(ratio), (one.max(end) + 4, top - 1), 10, BLACK)
}

fn grid(area: &Area<'_>, bottom: i32) -> Result<()> {
    for (ratio, label) in [(0.01, "x 0.01"), (0.1, "x 0.1"), (1.0, "x 1"), (10.0, "x 10"), (100.0, "x 100")] {
        let x = place(ratio);
        let style = if ratio == 1.0 { BLACK.stroke_width(1) } else { RGBColor(205, 205, 205).stroke_width(1) };
        area.draw(&PathElement::new([(x, HEAD as i32 - 8), (x, bottom)], style)).map_err(|error| wrap(&error))?;
        text(area, label, (x - 14, HEAD as i32 - 28), LABEL, BLACK)?;
    }
    Ok(())
}

fn legend(area: &Area<'_>, runners: &[&str]) -> Result<()> {
    let mut x = 20;
    for (row, runner) in runners.iter().enumerate() {
        let square = Rectangle::new([(x, 74), (x + 11, 85)], colour(row).filled());
        area.draw(&square).map_err(|error| wrap(&error))?;
        text(area, runner, (x + 16, 72), LABEL, BLACK)?;
        x += 34 + runner.len() as i32 * 8;
    }
    Ok(())
}
