//! Columns of annual reports, each followed to the end of its list.

use crate::census::facts::Taken;
use crate::census::facts::publication::leaves::{MOST_PAGES, Walk};
use crate::census::facts::publication::reports::{Reports, ShelfPage};
use crate::census::halt::Halt;
use crate::census::page_reader::PageReader;
use crate::census::survey::Survey;
use crate::model::facts::publication::Shelf;
use crate::parse::same_page_key;
use crate::reference::publication::shelf;
use std::collections::HashSet;

/// Columns that are followed at most.
const MOST: usize = 12;

/// The columns, in the order of their addresses. Further pages of a list are asked for as far as it goes.
pub(super) async fn settle(
    survey: &Survey<'_>,
    pages: &PageReader<'_>,
    reports: &mut Reports,
) -> Result<Vec<Shelf>, Halt> {
    let mut shelves = Vec::new();
    for first in first_pages(survey, reports).into_iter().take(MOST) {
        let mut asked = 0;
        let (entries, complete) = loop {
            match reports.leaves.walk(&first.address, None) {
                Walk::Whole { entries } => break (entries, true),
                Walk::Open { entries } => break (entries, false),
                Walk::Ask(_) if MOST_PAGES <= asked => break (0, false),
                Walk::Ask(address) => {
                    asked += 1;
                    let Some(seen) = reports.leaves.ask(survey, pages, &address).await? else {
                        continue;
                    };
                    if let Some(page) = &seen.page {
                        let (job, visit) = (survey.job, &seen.visit);
                        let name = Some(first.name.as_str());
                        reports.take(Taken { job, visit, page, depth: 3, name, column: None });
                    }
                }
            }
        };
        shelves.push(Shelf {
            kind: first.kind,
            name: first.name,
            address: first.address,
            visit: first.visit,
            seen_at: first.seen_at,
            entries,
            complete,
        });
    }
    Ok(shelves)
}

/// Columns that the crawl knows as such; else what is called like one, once a name.
fn first_pages(survey: &Survey<'_>, reports: &Reports) -> Vec<ShelfPage> {
    let columns: HashSet<String> = survey
        .columns
        .columns
        .iter()
        .filter(|it| shelf(&it.fact.name).is_some())
        .flat_map(|it| it.fact.address.iter().chain(&it.fact.also_at))
        .map(same_page_key)
        .collect();
    let is_column = |it: &ShelfPage| columns.contains(&same_page_key(&it.address));
    let mut names = HashSet::new();
    let mut first: Vec<ShelfPage> = Vec::new();
    for (page, known) in [(true, true), (false, false)].into_iter().flat_map(|(known, _)| {
        reports.shelves.values().filter(move |it| is_column(it) == known).map(move |it| (it, known))
    }) {
        if names.insert((page.kind, page.name.clone())) || known {
            first.push(page.clone());
        }
    }
    first
}
