//! Links whose target advertises gambling and the like, or is for sale: looked at twice before it is said.

use crate::census::home::wait_until;
use crate::census::page_reader::PageReader;
use crate::census::reader::Halt;
use crate::census::survey::Survey;
use crate::model::facts::content::ForeignFact;
use crate::model::visit::Reach;
use tokio::time::Instant;

/// Such links of one site that are looked at again and kept.
const MOST: usize = 200;
/// The round of looks in which they are looked at again: that of the broken links.
const AGAIN: usize = 1;

pub(super) async fn look_again(
    survey: &mut Survey<'_>,
    pages: &PageReader<'_>,
) -> Result<(), Halt> {
    let shared = &survey.reader.shared;
    let mut rows = Vec::new();
    let mut read = 0;
    for at in 0..survey.links.len() {
        let row = survey.links.row(at);
        let opens = row.looks.last().is_some_and(|it| it.reach == Reach::Ok);
        if row.internal || !opens {
            continue;
        }
        read += 1;
        if shared.said(&row.address, row.looks.len() - 1).is_some() {
            rows.push(at);
        }
    }
    rows.sort_by(|a, b| survey.links.row(*a).address.cmp(&survey.links.row(*b).address));
    rows.truncate(MOST);
    if rows.iter().any(|at| survey.links.row(*at).looks.len() == AGAIN) {
        let pause = survey.job.second_look_after();
        wait_until(survey.reader, Instant::now() + pause).await?;
    }
    let mut facts = Vec::new();
    for at in rows {
        facts.extend(fact(survey, pages, at).await?);
    }
    survey.facts.content.take_foreign(facts, read);
    Ok(())
}

async fn fact(
    survey: &Survey<'_>,
    pages: &PageReader<'_>,
    at: usize,
) -> Result<Option<ForeignFact>, Halt> {
    let shared = &survey.reader.shared;
    let row = survey.links.row(at);
    let last = row.looks.len() - 1;
    let Some(first) = shared.said(&row.address, last) else { return Ok(None) };
    let mut looks = vec![row.looks[last].clone()];
    if last < AGAIN {
        let look = pages.look(&row.address, row.internal, row.kind, AGAIN).await?;
        let said = shared.said(&row.address, AGAIN);
        if look.reach == Reach::Ok && said.is_some_and(|it| it.saying.trade == first.saying.trade) {
            looks.push(look);
        }
    }
    let (first_page, pages) = survey.links.stands_on(at);
    Ok(Some(ForeignFact {
        address: row.address.clone(),
        text: row.text.chars().take(60).collect(),
        landed: first.landed,
        saying: first.saying,
        looks,
        first_page: first_page.clone(),
        pages,
        on_home: row.on_home,
    }))
}
