//! The arithmetic of the score sheet: sums by item, caps, and what remains.

use crate::model::rule::{Level, ScoreSheet};
use crate::model::verdict::{Deduction, Observation};

/// Deductions by item, in the order of the sheet; only items that lose points.
pub(super) fn deductions(observations: &[Observation], sheet: &ScoreSheet) -> Vec<Deduction> {
    let mut all = Vec::new();
    for group in &sheet.groups {
        for item in &group.items {
            let points: Vec<f64> = observations
                .iter()
                .filter(|it| it.level == Level::Deduct)
                .filter(|it| it.item.as_deref() == Some(&item.name))
                .map(|it| it.points)
                .collect();
            if !points.is_empty() {
                all.push(Deduction {
                    group: group.name.clone(),
                    item: item.name.clone(),
                    count: points.len(),
                    sum: hundredths(points.iter().sum()),
                    cap: item.points,
                });
            }
        }
    }
    all
}

/// What remains of the full score, never below 0.
pub(super) fn total(deductions: &[Deduction], sheet: &ScoreSheet) -> f64 {
    let taken: f64 = deductions.iter().map(Deduction::taken).sum();
    hundredths((sheet.full - taken).max(0.0))
}

/// Rounded to two decimals, so that sums of tenths read as a person would write them.
fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
