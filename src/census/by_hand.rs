//! What persons added to a period, as the observations and bonuses of a site.

use crate::checks::Rulebook;
use crate::model::hand_entry::HandEntry;
use crate::model::profile::Part;
use crate::model::rule::Level;
use crate::model::verdict::{Bonus, Observation};

/// One a entry whose code the profile still knows, bonuses apart.
pub(crate) fn observations(entries: &[HandEntry], rules: &Rulebook) -> Vec<Observation> {
    entries.iter().filter_map(|it| observation(it, rules)).collect()
}

fn observation(entry: &HandEntry, rules: &Rulebook) -> Option<Observation> {
    if entry.no_problem || is_bonus(entry, rules) {
        return None;
    }
    let rule = rules.explain(&entry.code).filter(|it| it.enabled)?;
    let is_deduction = rule.level == Level::Deduct;
    let points = entry.points.or(rule.points).filter(|_| is_deduction).unwrap_or_default();
    Some(Observation {
        code: entry.code.clone(),
        level: rule.level,
        subject: entry.subject(),
        column: entry.column.clone(),
        description: format!("{}（人工检查，{}记入）", entry.description, entry.who),
        page: entry.page.clone(),
        link: None,
        last_update: None,
        days_late: None,
        found_at: entry.at,
        evidence: entry.evidence.iter().cloned().collect(),
        points,
        item: rule.item.filter(|_| is_deduction),
    })
}

pub(crate) fn bonuses(entries: &[HandEntry], rules: &Rulebook) -> Vec<Bonus> {
    entries
        .iter()
        .filter(|it| !it.no_problem && is_bonus(it, rules))
        .filter_map(|entry| {
            let row = rules.by_hand(&entry.code)?;
            let most = row.by_hand.as_ref()?.points;
            Some(Bonus {
                code: entry.code.clone(),
                name: row.name.clone(),
                points: entry.points.or(most)?,
            })
        })
        .collect()
}

/// Codes of what persons looked at and found in order.
pub(crate) fn in_order(entries: &[HandEntry]) -> Vec<String> {
    entries.iter().filter(|it| it.no_problem).map(|it| it.code.clone()).collect()
}

fn is_bonus(entry: &HandEntry, rules: &Rulebook) -> bool {
    rules.by_hand(&entry.code).is_some_and(|it| it.part == Part::Bonus)
}
