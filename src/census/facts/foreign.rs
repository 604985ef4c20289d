//! Links whose target advertises gambling and the like, or is for sale: looked at twice before it is said.

use crate::census::halt::Halt;
use crate::census::home::wait_until;
use crate::census::link_book::{Row, RowAt};
use crate::census::survey::Survey;
use crate::model::facts::content::ForeignFact;
use crate::model::visit::Reach;
use tokio::time::Instant;

/// Such links of one site that are looked at again and kept.
const MOST: usize = 200;
/// The round of looks in which they are looked at again: that of the broken links.
const AGAIN: usize = 1;

pub(super) async fn look_again(survey: &mut Survey<'_>) -> Result<(), Halt> {
    let shared = &survey.reader.shared;
    let mut read = 0;
    let speaking = survey.links.opening(|row| {
        read += usize::from(!row.internal);
        !row.internal && shared.said(&row.address, row.looks.len() - 1).is_some()
    });
    let mut rows: Vec<(RowAt, Row)> =
        speaking.into_iter().filter_map(|at| Some((at, survey.links.row(at)?))).collect();
    rows.sort_by(|a, b| a.1.address.cmp(&b.1.address));
    rows.truncate(MOST);
    if rows.iter().any(|(_, row)| row.looks.len() == AGAIN) {
        let pause = survey.job.second_look_after();
        wait_until(survey.reader, Instant::now() + pause).await?;
    }
    let mut facts = Vec::new();
    for (at, row) in &rows {
        facts.extend(fact(survey, *at, row).await?);
    }
    survey.facts.content.take_foreign(facts, read);
    Ok(())
}

async fn fact(survey: &Survey<'_>, at: RowAt, row: &Row) -> Result<Option<ForeignFact>, Halt> {
    let shared = &survey.reader.shared;
    let last = row.looks.len() - 1;
    let Some(first) = shared.said(&row.address, last) else { return Ok(None) };
    let mut looks = vec![row.looks[last].clone()];
    if last < AGAIN {
        let look = survey.reader.look(&row.address, row.internal, row.kind, AGAIN).await?;
        let said = shared.said(&row.address, AGAIN);
        if look.reach == Reach::Ok && said.is_some_and(|it| it.saying.trade == first.saying.trade) {
            looks.push(look);
        }
    }
    let Some((first_page, pages)) = survey.links.stands_on(at) else { return Ok(None) };
    Ok(Some(ForeignFact {
        address: row.address.clone(),
        text: row.text.chars().take(60).collect(),
        landed: first.landed,
        saying: first.saying,
        looks,
        first_page,
        pages,
        on_home: row.on_home,
    }))
}
