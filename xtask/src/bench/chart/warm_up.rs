//! Lines: time per turn from a program's first turn on, for the interpreter, tiering and always
//! compiling. Both axes are logarithmic, because all happens in the first turns.

use std::path::Path;

use anyhow::Result;
use plotters::prelude::*;

use super::{FONT, LABEL, SIZE, TITLE, colour, page, wrap};
use crate::bench::report::Report;

/// One line per mode.
pub fn draw(report: &Report, path: &Path) -> Result<()> {
    let area = page(path, SIZE)?;
    let all = || report.warm_up.iter().flat_map(|curve| curve.turn_us.iter().copied());
    let low = all().fold(f64::INFINITY, f64::min).max(1e-3) / 1.5;
    let high = all().fold(0.0, f64::max).max(1.0) * 1.5;
    let turns = report.warm_up.iter().map(|curve| curve.turn_us.len()).max().unwrap_or(1).max(2);
    let mut chart = ChartBuilder::on(&area)
        .caption("Time per turn of a function that gets hot", (FONT, TITLE))
        .margin(16)
        .x_label_area_size(48)
        .y_label_area_size(70)
        .build_cartesian_2d((1.0..turns as f64).log_scale(), (low..high).log_scale())
        .map_err(|error| wrap(&error))?;
    chart
        .configure_mesh()
        .x_desc("turn (least of several processes)")
        .y_desc("microseconds per turn")
        .axis_desc_style((FONT, LABEL))
        .label_style((FONT, LABEL))
        .y_label_formatter(&|us| format!("{us}"))
        .x_label_formatter(&|turn| format!("{turn}"))
        .draw()
        .map_err(|error| wrap(&error))?;
    for (index, curve) in report.warm_up.iter().enumerate() {
        let points = curve.turn_us.iter().enumerate().map(|(turn, us)| ((turn + 1) as f64, *us));
        let style = colour(index).stroke_width(2);
        chart
            .draw_series(LineSeries::new(points, style))
            .map_err(|error| wrap(&error))?
            .label(format!("unna {}", curve.mode))
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
    }
    let legend = chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .border_style(BLACK)
        .background_style(WHITE)
        .label_font((FONT, LABEL))
        .draw();
    legend.map_err(|error| wrap(&error))?;
    area.present().map_err(|error| wrap(&error))
}
