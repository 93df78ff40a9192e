//! Lines: rows per second of formulas over columns by the number of rows, a panel for each formula.
//! Both axes are logarithmic, because peers lie apart by tens and columns leave the caches one
//! after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use plotters::prelude::*;

use super::{Area, FONT, LABEL, TITLE, colour, page, text, wrap};

/// Rows and rows per second, by formula and peer.
pub type Formulas = BTreeMap<String, BTreeMap<String, Vec<(f64, f64)>>>;

const COLUMNS: usize = 3;
const PANEL: (u32, u32) = (420, 330);
const HEAD: u32 = 44;

/// A panel for each formula, and one that says which line is whose.
pub fn draw(formulas: &Formulas, path: &Path) -> Result<()> {
    let lines = (formulas.len() + 1).div_ceil(COLUMNS);
    let area = page(path, (COLUMNS as u32 * PANEL.0, HEAD + lines as u32 * PANEL.1))?;
    text(&area, "Rows per second of formulas over columns, one core", (16, 12), TITLE, BLACK)?;
    let peers: BTreeSet<&String> = formulas.values().flat_map(BTreeMap::keys).collect();
    let peers: Vec<&String> = peers.into_iter().collect();
    let panels = area.margin(HEAD, 0, 0, 0).split_evenly((lines, COLUMNS));
    for ((formula, curves), panel) in formulas.iter().zip(&panels) {
        draw_panel(formula, curves, &peers, panel)?;
    }
    for (index, peer) in peers.iter().enumerate() {
        let y = 40 + 24 * index as i32;
        let panel = &panels[formulas.len()];
        let line = PathElement::new([(40, y + 8), (70, y + 8)], colour(index).stroke_width(3));
        panel.draw(&line).map_err(|error| wrap(&error))?;
        text(panel, peer, (80, y), LABEL, BLACK)?;
    }
    area.present().map_err(|error| wrap(&error))
}

fn draw_panel(
    formula: &str,
    curves: &BTreeMap<String, Vec<(f64, f64)>>,
    peers: &[&String],
    panel: &Area<'_>,
) -> Result<()> {
    let points = || curves.values().flatten();
    let most = points().map(|point| point.0).fold(10.0, f64::max);
    let fewest = points().map(|point| point.0).fold(most / 10.0, f64::min);
    let fast = points().map(|point| point.1).fold(1.0, f64::max) * 1.5;
    let slow = points().map(|point| point.1).fold(fast, f64::min) / 1.5;
    let mut chart = ChartBuilder::on(panel)
        .caption(formula, (FONT, LABEL + 2))
        .margin(10)
        .x_label_area_size(34)
        .y_label_area_size(56)
        .build_cartesian_2d((fewest..most).log_scale(), (slow..fast).log_scale())
        .map_err(|error| wrap(&error))?;
    chart
        .configure_mesh()
        .x_desc("rows")
        .label_style((FONT, LABEL - 2))
        .x_label_formatter(&|rows| format!("{rows:.0e}"))
        .y_label_formatter(&|rate| format!("{rate:.0e}"))
        .draw()
        .map_err(|error| wrap(&error))?;
    for (index, peer) in peers.iter().enumerate() {
        let Some(points) = curves.get(*peer) else { continue };
        let series = LineSeries::new(points.iter().copied(), colour(index).stroke_width(2)).point_size(3);
        chart.draw_series(series).map_err(|error| wrap(&error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_formula_has_a_panel() {
        let curve = vec![(1e3, 5e8), (1e6, 1e9)];
        let peers = BTreeMap::from([("AVX2".to_string(), curve.clone()), ("numba".to_string(), curve)]);
        let formulas = ["price", "hash", "tariff"].map(|formula| (formula.to_string(), peers.clone()));
        let folder = std::env::temp_dir().join(format!("chart-columns-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("columns.svg");
        draw(&Formulas::from(formulas), &file).unwrap();
        let drawn = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        for word in ["price", "hash", "tariff", "AVX2", "numba"] {
            assert!(drawn.contains(word), "{word}");
        }
    }
}
