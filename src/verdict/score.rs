//! The arithmetic of the score sheet: sums by item, caps, nothing deducted twice, the group that is left out, bonuses.

use crate::model::rule::{Level, ScoreSheet};
use crate::model::verdict::{Arithmetic, Bonus, Deduction, DeductionLine, Observation, Stretch};
use crate::verdict::twice::Seen;
use std::sync::Arc;

/// Deductions by item, in the order of the sheet; only items that lose points. `left_out`: a group that is not scored.
pub(super) fn deductions(
    observations: &[Arc<Observation>],
    sheet: &ScoreSheet,
    left_out: Option<&str>,
) -> Vec<Deduction> {
    let deducted: Vec<&Observation> =
        observations.iter().map(|it| &**it).filter(|it| it.level == Level::Deduct).collect();
    let twice = Seen::of(&deducted);
    let mut all = Vec::new();
    for group in sheet.groups.iter().filter(|it| left_out != Some(&it.name)) {
        for item in &group.items {
            let of_item: Vec<(&Observation, bool)> = deducted
                .iter()
                .enumerate()
                .filter(|(_, it)| it.item.as_deref() == Some(&item.name))
                .map(|(place, it)| (*it, twice.is_repeated(place)))
                .collect();
            if of_item.is_empty() {
                continue;
            }
            let lines = lines(&of_item);
            all.push(Deduction {
                group: group.name.clone(),
                item: item.name.clone(),
                count: lines.iter().map(|it| it.count).sum(),
                sum: hundredths(lines.iter().map(|it| it.points).sum()),
                cap: item.points,
                lines,
            });
        }
    }
    all
}

/// By code, in the order of the observations.
fn lines(of_item: &[(&Observation, bool)]) -> Vec<DeductionLine> {
    let mut lines: Vec<DeductionLine> = Vec::new();
    for (observation, is_repeated) in of_item {
        let place = lines.iter().position(|it| it.code == observation.code);
        let place = place.unwrap_or_else(|| {
            let code = observation.code.clone();
            lines.push(DeductionLine { code, count: 0, points: 0.0, not_twice: 0 });
            lines.len() - 1
        });
        let line = &mut lines[place];
        if *is_repeated {
            line.not_twice += 1;
        } else {
            line.count += 1;
            line.points = hundredths(line.points + observation.points);
        }
    }
    lines
}

/// What remains of the full score, stretched and with its bonus, and the score itself. Never below 0.
pub(super) fn total(
    deductions: &[Deduction],
    sheet: &ScoreSheet,
    (left_out, bonuses): (Option<&str>, &[Bonus]),
) -> (Arithmetic, f64) {
    let taken: f64 = deductions.iter().map(Deduction::taken).sum();
    let group = sheet.groups.iter().find(|it| left_out == Some(&it.name));
    let stretch = group.and_then(|it| it.points).map(|points| {
        let worth = sheet.full - points;
        let left = hundredths((worth - taken).max(0.0));
        Stretch { group: left_out.unwrap_or_default().to_owned(), worth, left }
    });
    let deducted = hundredths(match &stretch {
        Some(it) if 0.0 < it.worth => it.left * sheet.full / it.worth,
        _ => (sheet.full - taken).max(0.0),
    });
    let given: f64 = bonuses.iter().map(|it| it.points).sum();
    let bonus_taken = match &sheet.bonus {
        Some(rule) if rule.above < deducted => hundredths(given.min(rule.cap)),
        _ => 0.0,
    };
    let score = hundredths(deducted + bonus_taken);
    let arithmetic =
        Arithmetic { full: sheet.full, stretch, deducted, bonuses: bonuses.to_vec(), bonus_taken };
    (arithmetic, score)
}

/// Rounded to two decimals, so that sums of tenths read as a person would write them.
fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
