//! How many entries a class of columns has of the year before the audit.

use crate::census::survey::Survey;
use crate::model::facts::interaction::InYear;
use crate::model::page::{Emptiness, PageKind};
use crate::model::site::ColumnClass;
use crate::model::visit::Reach;
use crate::reference::interaction::names_results;
use std::collections::HashSet;

/// Entries of the columns of a class, as far as their lists were followed back.
pub(crate) fn in_year(survey: &Survey<'_>, class: ColumnClass) -> InYear {
    let from = survey.job.year_from();
    let to = survey.job.as_of.date_naive();
    let fits = |day| (from..=to).contains(&day);
    let date_of = |key| survey.article_dates.at(key).map(|it| it.date);
    let mut year = InYear { complete: !survey.stopped, ..InYear::default() };
    let (mut all, mut results) = (HashSet::new(), HashSet::new());
    let own =
        survey.columns.columns.iter().filter(|it| it.fact.class == class && !it.fact.external);
    for column in own {
        let fact = &column.fact;
        year.columns += 1;
        let (found, listed) = column.listing.dated(fits, date_of);
        // A column that only shows its children is counted by them.
        let is_parent = !fact.children.is_empty();
        let seen = fact.reach == Some(Reach::Ok)
            && !matches!(fact.kind, PageKind::Shell | PageKind::Hub | PageKind::Blocked)
            && fact.emptiness != Emptiness::Undecided;
        year.complete &= is_parent || (seen && listed);
        if names_results(&fact.name) {
            results.extend(found.iter().copied());
        }
        all.extend(found);
    }
    let titled = |key: &&u64| survey.facts.interaction.announces_results(**key);
    results.extend(all.iter().filter(titled).copied());
    year.count = all.len();
    year.results = results.len();
    year
}
