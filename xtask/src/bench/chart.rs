//! Charts of a [`Report`] as SVG files. Each chart is one file; this one holds what they share:
//! size, fonts and colours.

pub mod columns;
mod ratio;
mod scatter;
mod summary;
mod warm_up;

use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use super::report::Report;

const SIZE: (u32, u32) = (1000, 620);
const FONT: &str = "sans-serif";
const TITLE: u32 = 22;
const LABEL: u32 = 14;

/// Colours that stay apart for most kinds of colour blindness: Okabe and Ito's, and two more.
const COLOURS: [RGBColor; 10] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(213, 94, 0),
    RGBColor(120, 120, 120),
    RGBColor(240, 228, 66),
    RGBColor(70, 40, 110),
    RGBColor(140, 86, 45),
];

/// Draws every chart that the report has figures for into `folder`.
///
/// # Errors
/// When a file cannot be written.
pub fn draw(report: &Report, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    if !report.programs.is_empty() {
        ratio::draw(report, &folder.join("ratios.svg"))?;
        summary::draw(report, &folder.join("summary.svg"))?;
    }
    if !report.warm_up.is_empty() {
        warm_up::draw(report, &folder.join("warm_up.svg"))?;
    }
    if scatter::is_possible(report) {
        scatter::draw(report, &folder.join("compile_and_run.svg"))?;
    }
    Ok(())
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// A white page of the given size.
fn page(path: &Path, size: (u32, u32)) -> Result<Area<'_>> {
    let area = SVGBackend::new(path, size).into_drawing_area();
    area.fill(&WHITE).map_err(|error| wrap(&error))?;
    Ok(area)
}

/// Errors of the drawing library borrow the page; ours outlive it.
fn wrap(error: &dyn std::error::Error) -> anyhow::Error {
    anyhow!("could not draw: {error}")
}

/// Writes `words` with their upper left corner at a place.
fn text(area: &Area<'_>, words: &str, at: (i32, i32), size: u32, colour: RGBColor) -> Result<()> {
    let style = (FONT, size).into_font().color(&colour);
    area.draw(&Text::new(words.to_string(), at, style)).map_err(|error| wrap(&error))
}

/// A ratio with as many digits as mean something.
fn digits(ratio: f64) -> String {
    if ratio >= 10.0 { format!("{ratio:.0}") } else { format!("{ratio:.2}") }
}

fn colour(index: usize) -> RGBColor {
    COLOURS[index % COLOURS.len()]
}
