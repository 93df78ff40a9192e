//! Points: what compiling costs against how fast the result runs, for the same generated functions.
//! Down and to the left is better; the interpreter, which compiles nothing, is a line.

use std::path::Path;

use anyhow::Result;
use plotters::prelude::*;

use super::{FONT, LABEL, SIZE, TITLE, colour, page, wrap};
use crate::bench::report::Report;

/// Name, and the figures for compiling and for running.
const POINTS: [(&str, &str, &str); 3] = [
    ("unna", "compile/jit/1000", "execute/jit"),
    ("Cranelift, no optimisation", "compile/cranelift none/1000", "execute/cranelift none"),
    ("Cranelift, for speed", "compile/cranelift speed/1000", "execute/cranelift speed"),
];
const INTERPRETER: &str = "execute/interpreter";

/// Whether the report has figures for this chart.
pub fn is_possible(report: &Report) -> bool {
    points(report).len() > 1 && figure(report, INTERPRETER).is_some()
}

/// One point for each compiler, both axes logarithmic.
pub fn draw(report: &Report, path: &Path) -> Result<()> {
    let points = points(report);
    let interpreter = figure(report, INTERPRETER).unwrap_or(1.0);
    let area = page(path, SIZE)?;
    let (left, right) = bounds(points.iter().map(|point| point.1));
    let (low, high) = bounds(points.iter().map(|point| point.2).chain([interpreter]));
    let mut chart = ChartBuilder::on(&area)
        .caption("Compiling against running, the same generated functions", (FONT, TITLE))
        .margin(16)
        .x_label_area_size(48)
        .y_label_area_size(80)
        .build_cartesian_2d((left..right).log_scale(), (low..high).log_scale())
        .map_err(|error| wrap(&error))?;
    chart
        .configure_mesh()
        .max_light_lines(1)
        .x_desc("ns to compile one instruction of bytecode")
        .y_desc("ns for one call of a generated function")
        .axis_desc_style((FONT, LABEL))
        .label_style((FONT, LABEL))
        .x_label_formatter(&|ns| format!("{ns}"))
        .y_label_formatter(&|ns| format!("{ns}"))
        .draw()
        .map_err(|error| wrap(&error))?;
    let line = LineSeries::new([(left, interpreter), (right, interpreter)], colour(6).stroke_width(2));
    chart.draw_series(line).map_err(|error| wrap(&error))?;
    let label = Text::new("unna --jit=off", (left * 1.1, interpreter * 1.12), (FONT, LABEL).into_font());
    chart.draw_series([label]).map_err(|error| wrap(&error))?;
    for (index, (name, compile, run)) in points.into_iter().enumerate() {
        let words = format!("{name}: {compile:.1} ns, {run:.0} ns");
        // Neighbours are close together: their words stand below and above in turn.
        let offset = if index % 2 == 0 { -26 } else { 12 };
        let point = EmptyElement::at((compile, run))
            + Circle::new((0, 0), 6, colour(index).filled())
            + Text::new(words, (-40, offset), (FONT, LABEL).into_font());
        chart.draw_series([point]).map_err(|error| wrap(&error))?;
    }
    area.present().map_err(|error| wrap(&error))
}

fn points(report: &Report) -> Vec<(&'static str, f64, f64)> {
    let point = |&(name, compile, run): &(_, &str, &str)| Some((name, figure(report, compile)?, figure(report, run)?));
    POINTS.iter().filter_map(point).collect()
}

/// Nanoseconds for one unit of a figure.
fn figure(report: &Report, name: &str) -> Option<f64> {
    let figure = report.crates.iter().find(|figure| figure.name == name)?;
    Some(figure.mean_ns / figure.amount.max(1) as f64)
}

/// A range with room around all values.
fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    (low / 2.0, high * 3.0)
}
