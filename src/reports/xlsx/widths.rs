//! How wide a column is: as its contents need, within bounds that fit a page.

use crate::reports::table::{Cell, Table};

const NARROWEST: f64 = 6.0;
const WIDEST: f64 = 44.0;
/// Links may be long and are not wrapped.
const WIDEST_LINK: f64 = 36.0;
/// Rows that are looked at; a few hundred tell what a column holds.
const LOOKED_AT: usize = 400;
/// Room for the filter's button and the cell's edges.
const ROOM: f64 = 2.5;

/// Of each column, in characters of the default font.
pub(super) fn widths(table: &Table) -> Vec<f64> {
    (0..table.headings.len()).map(|field| width(table, field)).collect()
}

fn width(table: &Table, field: usize) -> f64 {
    let heading = table.headings.get(field).map_or(0.0, |it| letters(it));
    let mut widest = heading / 2.0;
    let mut most = WIDEST;
    for row in table.rows.iter().take(LOOKED_AT) {
        let Some(cell) = row.get(field) else { continue };
        if matches!(cell, Cell::Link(_)) {
            most = WIDEST_LINK;
        }
        widest = widest.max(letters(&cell.shown()));
    }
    // What a unit is to write in has no contents yet.
    let least = match table.headings.get(field) {
        Some(&"整改情况" | &"整改完成日期") => 13.0,
        Some(&"说明") => 24.0,
        _ => NARROWEST,
    };
    (widest + ROOM).clamp(least, most)
}

/// Letters across a sheet of paper, printed as small as can still be read.
const ACROSS: f64 = 200.0;

/// Sheets of paper side by side for so many columns.
pub(super) fn sheets_across(widths: &[f64]) -> u16 {
    let all: f64 = widths.iter().sum();
    let mut sheets = 1;
    while ACROSS * f64::from(sheets) < all {
        sheets += 1;
    }
    sheets
}

/// Points of a line of the default font, and of the highest row: a cell that needs more is read in the line above.
const LINE: f64 = 15.0;
const MOST_LINES: f64 = 12.0;

/// In points, so that wrapped texts can be read; links are not wrapped.
pub(super) fn height(widths: &[f64], cells: &[Cell]) -> f64 {
    let lines = cells
        .iter()
        .zip(widths)
        .filter(|(it, _)| matches!(it, Cell::Text(_)))
        .map(|(cell, width)| (letters(&cell.shown()) / (width - ROOM).max(1.0)).ceil());
    LINE * lines.fold(1.0, f64::max).min(MOST_LINES)
}

/// A Chinese character is as wide as two digits.
fn letters(text: &str) -> f64 {
    text.chars().map(|it| if it.is_ascii() { 1.0 } else { 2.0 }).sum()
}
