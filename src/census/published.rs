//! How much was published by class of column and month, as far back as the lists were kept.

use crate::census::column::Column;
use crate::census::survey::Survey;
use crate::model::evidence::Published;
use crate::model::page::{Emptiness, PageKind};
use crate::model::site::ColumnClass;
use crate::model::time::Period;
use std::collections::{BTreeMap, HashSet};

/// Months that are counted of columns whose lists are followed back a year: the audit's and the twelve before it.
const MONTHS_OF_A_YEAR: usize = 13;
/// The same of the others: the month before shows what was published after its own audit.
const MONTHS: usize = 2;

/// Entries by class and month, each once in its class; and of all columns together, for the months of all.
pub(super) fn by_month(survey: &Survey<'_>) -> Vec<Published> {
    let mut classes: BTreeMap<ColumnClass, Vec<&Column>> = BTreeMap::new();
    for column in survey.columns.columns.iter().filter(|it| !it.fact.external) {
        classes.entry(column.fact.class).or_default().push(column);
    }
    let all: Vec<&Column> = classes.values().flatten().copied().collect();
    let mut counts = counted(survey, None, &all, MONTHS);
    for (class, columns) in classes {
        let months = match class {
            ColumnClass::Consultation | ColumnClass::Survey | ColumnClass::Interview => {
                MONTHS_OF_A_YEAR
            }
            _ => MONTHS,
        };
        counts.extend(counted(survey, Some(class), &columns, months));
    }
    counts
}

fn counted(
    survey: &Survey<'_>,
    class: Option<ColumnClass>,
    columns: &[&Column],
    months: usize,
) -> Vec<Published> {
    let date_of = |key| survey.article_dates.at(key).map(|it| it.date);
    let back = std::iter::successors(Some(survey.job.period), |it: &Period| Some(it.previous()));
    back.take(months)
        .filter(|_| columns.iter().any(|it| it.fact.visit.is_some()))
        .map(|month| {
            let mut all = HashSet::new();
            let mut complete = !survey.stopped;
            for column in columns {
                let (found, listed) = column.listing.in_month(month, date_of);
                // A parent's entries are its children's; a section that was not found publishes nothing.
                let is_told = !column.fact.children.is_empty() || column.fact.address.is_none();
                complete &= is_told || (listed && is_seen(column));
                all.extend(found);
            }
            Published { class, month, count: all.len(), complete }
        })
        .collect()
}

fn is_seen(column: &Column) -> bool {
    let fact = &column.fact;
    fact.visit.is_some()
        && !matches!(fact.kind, PageKind::Shell | PageKind::Hub | PageKind::Blocked)
        && fact.emptiness != Emptiness::Undecided
}
